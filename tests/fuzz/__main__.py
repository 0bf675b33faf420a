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
    options = asked.parse_args()
    faults = tries = 0
    with tempfile.TemporaryDirectory() as folder:
        for fault in Fuzzer(Path(folder)).run(options.seconds, options.seed):
            tries += 1
            if fault is not None:
                faults += 1
                print(f"{fault.kind} {fault.seed}: {fault.what}", file=sys.stderr)  # noqa: T201
    print(f"{tries:,} cases, {faults:,} faults, at most {memory_taken() / 1e6:,.0f} MB")  # noqa: T201
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
