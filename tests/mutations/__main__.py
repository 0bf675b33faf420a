"""Try every mutation, and print which the tests notice.

    PYTHONPATH=tests python -m mutations [--only WORD] [--seconds 300]

`--only` takes those whose name or file holds the word. The answer is 0 where nine of ten are
killed and none is stale: a stale one no longer finds its text, or its tests. Tests that fail
without any mutation end the run: they would kill everything.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from mutations.catalogue import MUTATIONS
from mutations.runner import Outcome, attempt, copy_project, run_tests

ENOUGH = 0.9


def main() -> int:
    """Try the mutations asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--only", default="")
    asked.add_argument("--seconds", type=float, default=300.0)
    given = asked.parse_args()
    chosen = [one for one in MUTATIONS if given.only in f"{one.name} {one.file}"]
    counts = Counter[Outcome]()
    with tempfile.TemporaryDirectory() as folder:
        copy = copy_project(Path(folder))
        for tests in dict.fromkeys(one.tests for one in chosen):
            if run_tests(copy, tests, given.seconds):
                sys.stdout.write(f"These fail as it is, and prove nothing: {' '.join(tests)}\n")
                return 1
        for mutation in chosen:
            began = time.monotonic()
            outcome = attempt(copy, mutation, given.seconds)
            counts[outcome] += 1
            sys.stdout.write(f"{outcome.value:9} {time.monotonic() - began:6.1f} s  "
                             f"{mutation.file.removeprefix('optimiser/')}: {mutation.name}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{len(chosen)} mutations: {counts[Outcome.KILLED]} killed, "
                     f"{counts[Outcome.SURVIVED]} survived, {counts[Outcome.STALE]} stale, "
                     f"{counts[Outcome.NO_ANSWER]} without an answer in time\n")
    enough = counts[Outcome.KILLED] >= ENOUGH * len(chosen)
    return 0 if enough and not counts[Outcome.STALE] else 1


if __name__ == "__main__":
    sys.exit(main())
