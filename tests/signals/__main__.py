"""Tell runs of every command to end at random moments, and print how they ended.

    PYTHONPATH=tests python -m signals [--moments 200] [--seed 1] [--only WORD] [--kill]

`--only` takes the cases whose name holds the word; with `--kill` the runs are killed (SIGKILL),
and what they leave is looked for after the next run. The answer is 0 where nothing is wrong.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from signals.cases import CASES
from signals.moments import Ended, Moments


def main() -> int:
    """Try as many moments as asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--moments", type=int, default=200)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--only", default="")
    asked.add_argument("--kill", action="store_true")
    given = asked.parse_args()
    numbers = (signal.SIGKILL,) if given.kill else (signal.SIGINT, signal.SIGTERM)
    # What a killed page leaves, the next page clears away (tests/page/test_ending.py), no other run.
    cases = [case for case in CASES if given.only in case.name
             and not (given.kill and case.lasts is not None)]
    # Where Ctrl-C is ignored, as in the background of a shell, the runs would ignore it too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    found: dict[str, list[Ended]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        for one in Moments(Path(folder), dict(os.environ)).tried(
                cases, given.moments, given.seed, numbers):
            found[one.case.name].append(one)
            for fault in one.faults:
                sys.stderr.write(f"{one.case.name}, {one.number.name} at {one.moment:.2f} s: "
                                 f"{fault}\n")
    sys.stdout.write("| run | moments | ended by it | slowest, s | faults |\n|---|---|---|---|---|\n")
    for name, ended in found.items():
        stopped = [one.seconds for one in ended if not one.was_done]
        sys.stdout.write(f"| {name} | {len(ended)} | {len(stopped)} | "
                         f"{max(stopped, default=0.0):.2f} | {sum(map(len, map(_faults, ended)))} |\n")
    return int(any(one.faults for ended in found.values() for one in ended))


def _faults(one: Ended) -> tuple[str, ...]:
    return one.faults


if __name__ == "__main__":
    sys.exit(main())
