"""Compare the program with the contract on any number of corner books, and count disagreements.

    PYTHONPATH=tests python -m reference --seeds 2000

Prints each disagreement with its seed, and how many there are of each kind. Every fifth book is
also written, edited and verified.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from reference.corners import corner_book
from reference.oracle import disagreements, verify_disagreements

EVERY = 5


def main() -> int:
    """Run the seeds asked for; return 1 where there is a disagreement."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=int, default=200)
    asked.add_argument("--first", type=int, default=0)
    given = asked.parse_args()
    faulty, undecided, kinds = 0, 0, Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(given.first, given.first + given.seeds):
            book = corner_book(seed)
            try:
                found = disagreements(book, seed)
            except RuntimeError as fault:  # the statement's own solver could not decide
                undecided += 1
                sys.stdout.write(f"{seed}: undecided, {fault}\n")
                continue
            if not found and seed % EVERY == 0:
                found = verify_disagreements(book, seed, Path(folder))
            faulty += bool(found)
            kinds.update({one.split(" is ")[0].split(":")[0] for one in found})
            for one in found:
                sys.stdout.write(f"{seed}: {one}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{given.seeds:,} books, {faulty:,} with a disagreement, "
                     f"{undecided:,} on which the statement could not decide\n")
    for kind, count in kinds.most_common():
        sys.stdout.write(f"{count:6,}  {kind}\n")
    return int(faulty > 0)


if __name__ == "__main__":
    sys.exit(main())
