"""Whole runs of many sizes and shapes, beside scripts and the floor: `python speed.py --help`.

    python tests/benchmarks/speed.py                 # about an hour on two quiet cores
    python tests/benchmarks/speed.py --only broad-9,000 needs-10,000 --times 1

Writes a table in Markdown: processor seconds (all threads and processes together), the least of
several runs, ratios to what ran beside it, and exponents of growth. Times of one run only compare
with each other. `pip install '.[bench]'` brings linopy.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import contestants
import shapes
from steps import STEPS, Steps, most_memory, used

OURS, PLAIN, LINOPY, FLOOR = "allocate", "plain", "linopy", "floor"
_SECONDS = 900
"""So long a contestant may take for a book before it is told to stop."""


@dataclass(frozen=True, slots=True)
class Case:
    """A book of one size of a shape; `is_plain` where the scripts understand all that it states."""

    name: str
    shape: str
    size: int
    book: shapes.Book
    is_plain: bool


def cases(only: list[str]) -> Iterator[Case]:
    """Yield the books asked for, all where none is named."""
    for name, sides in shapes.BROAD.items():
        if not only or f"broad-{name}" in only:
            yield Case(f"broad-{name}", "broad", int(name.replace(",", "")),
                       shapes.broad(*sides), is_plain=True)
    for shape, (_, make, sizes) in shapes.SHAPES.items():
        for size in sizes:
            if not only or f"{shape}-{size:,}" in only:
                yield Case(f"{shape}-{size:,}", shape, size, make(size),
                           is_plain=shape in ("needs", "funds"))


def one(who: str, book: Path, folder: Path) -> dict[str, Any]:
    """Run a contestant on a book in this process; return its seconds, memory and figures."""
    target, ready = folder / f"{who}.xlsx", folder / "ready.pickle"
    began = time.perf_counter()
    steps: dict[str, float] = {}
    more: dict[str, Any] = {}
    if who == OURS:
        import optimiser

        watch = Steps()
        watch.watch()
        plan = optimiser.optimise(book)
        optimiser.write(plan, target, force=True)
        taken, more = used(), {"by the clock": time.perf_counter() - began}
        memory = most_memory()
        steps = dict(watch.seconds)
        contestants.make_ready(plan, ready)
        more |= {"cells": len(plan.solution.amounts),
                 "rows": sum(map(len, plan.solution.families))}
        value = next(stage.value for stage in plan.stages  # before rounding, as the scripts
                     if stage.objective.value == "meet needs")
    else:
        if who == FLOOR:
            contestants._ready(ready)  # loading what is ready is not part of the floor
            before = used()
            value = contestants.floor(book, target, ready)
            taken = used() - before
        else:
            job = contestants.plain if who == PLAIN else contestants.with_linopy
            value, taken = job(book, target), used()
        memory = most_memory()
    return {"seconds": taken, "memory": memory, "value": value, "steps": steps, **more}


def measured(case: Case, times: int, largest_plain: int) -> dict[str, dict[str, Any]]:
    """Run every contestant on a book, in turn, so many times; return the least of each."""
    found: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        book = shapes.write(case.book, folder / "book.xlsx")
        who = [OURS, FLOOR]
        if case.is_plain and case.size <= largest_plain:
            who += [PLAIN, *([LINOPY] if importlib.util.find_spec("linopy") else [])]
        for _ in range(times):
            for name in who:
                run = _apart(name, book, folder)
                if run and (name not in found or run["seconds"] < found[name]["seconds"]):
                    found[name] = run
    return found


def _apart(who: str, book: Path, folder: Path) -> dict[str, Any] | None:
    """Run a contestant in a process of its own; None where it took too long or fell over."""
    command = [sys.executable, __file__, "--one", who, str(book), str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS,
                              check=False)
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        sys.stderr.write(done.stderr[-2000:])
        return None
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def table(results: Mapping[str, dict[str, dict[str, Any]]]) -> Iterator[str]:
    """Yield the lines of the tables."""
    yield ("| book | cells | rows | seconds | by the clock | GB | x floor | x plain | "
           "x linopy |")
    yield "|---|--:|--:|--:|--:|--:|--:|--:|--:|"
    for name, by in results.items():
        if ours := by.get(OURS):
            ratios = [f"{ours['seconds'] / by[who]['seconds']:.2f}" if who in by else ""
                      for who in (FLOOR, PLAIN, LINOPY)]
            yield (f"| {name} | {ours['cells']:,} | {ours['rows']:,} | {ours['seconds']:.1f} | "
                   f"{ours['by the clock']:.1f} | {ours['memory']:.2f} | {' | '.join(ratios)} |")
    yield ""
    yield f"| book | {' | '.join(STEPS)} |"
    yield f"|---|{'--:|' * len(STEPS)}"
    for name, by in results.items():
        if ours := by.get(OURS):
            yield f"| {name} | " + " | ".join(
                f"{ours['steps'].get(step, 0.0):.2f}" for step in STEPS) + " |"
    yield ""
    yield "| shape | exponent of growth |"
    yield "|---|--:|"
    for shape, exponent in exponents(results).items():
        yield f"| {shape} | {exponent:.2f} |"


def exponents(results: Mapping[str, dict[str, dict[str, Any]]]) -> dict[str, float]:
    """Return by shape with what power of its size the seconds grow, from its two largest books."""
    by_shape: dict[str, list[tuple[int, float]]] = {}
    for name, by in results.items():
        shape, size = name.rsplit("-", 1)
        if OURS in by:
            by_shape.setdefault(shape, []).append(
                (int(size.replace(",", "")), by[OURS]["seconds"]))
    return {shape: math.log(found[-1][1] / found[-2][1]) / math.log(found[-1][0] / found[-2][0])
            for shape, found in by_shape.items() if len(found) > 1}


def main() -> None:
    """Print the tables; raise where two contestants disagree on what the best plan is worth."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--one", nargs=3, metavar=("WHO", "BOOK", "FOLDER"))
    asked.add_argument("--only", nargs="*", default=[])
    asked.add_argument("--times", type=int, default=3)
    asked.add_argument("--largest-plain", type=int, default=150_000)
    asked.add_argument("--keep", type=Path, help="a .json file that results are added to")
    given = asked.parse_args()
    if given.one:
        who, book, folder = given.one
        print(json.dumps(one(who, Path(book), Path(folder))))
        return
    results: dict[str, dict[str, dict[str, Any]]] = (
        json.loads(given.keep.read_text()) if given.keep and given.keep.exists() else {})
    for case in cases(given.only):
        began = time.monotonic()
        results[case.name] = found = measured(case, given.times, given.largest_plain)
        worth = [found[who]["value"] for who in (OURS, PLAIN, LINOPY) if who in found]
        if worth and max(worth) - min(worth) > 1e-5 * max(worth):
            raise SystemExit(f"{case.name}: the plans are worth {worth}")
        if given.keep:
            given.keep.write_text(json.dumps(results))
        sys.stderr.write(f"{case.name}: {time.monotonic() - began:.0f} s\n")
    print("\n".join(table(results)))


if __name__ == "__main__":
    main()
