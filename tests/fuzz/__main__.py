"""Fuzz for as long as is asked: `PYTHONPATH=tests python tests/fuzz --seconds 3600 --seed 7`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from fuzzer import Fuzzer, memory_taken


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=60.0)
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--case", nargs=2, metavar=("KIND", "SEED"), help="one case, once found")
    options = asked.parse_args()
    faults = tries = 0
    with tempfile.TemporaryDirectory() as folder:
        fuzzer = Fuzzer(Path(folder))
        found = ([fuzzer.case(options.case[0], int(options.case[1]))] if options.case
                 else fuzzer.run(options.seconds, options.seed))
        for fault in found:
            tries += 1
            if fault is not None:
                faults += 1
                print(f"{fault.kind} {fault.seed}: {fault.what}", file=sys.stderr)  # noqa: T201
    print(f"{tries:,} cases, {faults:,} faults, at most {memory_taken() / 1e6:,.0f} MB")  # noqa: T201
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
