"""The plans of random workbooks, kept by one version of the program and compared with another's.

`PYTHONPATH=tests python tests/benchmarks/same_plans.py plans.json --books 200` keeps the plans in
a file that is not there yet, and compares with them where it is. `--program FOLDER` takes the
program from another checkout; with `--as-large` small books go the ways of large ones. Every other
book is one with choices and compared selections.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_WHERE = ("Fund", "Donor", "Recipient", "Activity", "Period", "Expertise")
Plans = dict[str, dict[str, float] | str]


def plans(books: int) -> Iterator[tuple[str, dict[str, float] | str]]:
    """Yield each book's amounts and experts by cell, or why there is no plan."""
    from reference.further_books import further_book
    from reference.random_books import random_book

    import optimiser

    for seed in range(books):
        book: Any = (further_book if seed % 2 else random_book)(seed)
        # Any plan would be no one's plan.
        book["Settings"] = [row for row in book.get("Settings", ()) if row["Setting"] != "Split"]
        try:
            plan = optimiser.optimise(optimiser.load(book))
        except optimiser.AllocateError as fault:
            yield str(seed), type(fault).__name__
        else:
            yield str(seed), dict(_cells(plan))


def _cells(plan: Any) -> Iterator[tuple[str, float]]:
    for table, figure in ((plan.allocation, "Amount"), (plan.deployments, "Expert-months")):
        for row in table.to_dict("records"):
            yield " / ".join(str(value) for heading, value in row.items()
                             if isinstance(value, str) and heading in _WHERE), float(row[figure])


def _go_as_large() -> None:
    """Let no book be too small for the ways of large ones."""
    for module in ("engines.wide", "engines.quadratic", "engines.sums", "finding.few_payments"):
        importlib.import_module(f"optimiser.solving.{module}")._LARGE = 0
    importlib.import_module("optimiser.solving.engines.wide")._WIDE = 0


def main() -> None:
    """Keep or compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kept", type=Path)
    parser.add_argument("--books", type=int, default=200)
    parser.add_argument("--program", type=Path, default=Path(__file__).parents[2])
    parser.add_argument("--as-large", action="store_true")
    asked = parser.parse_args()
    sys.path.insert(0, str(asked.program))
    if asked.as_large:
        _go_as_large()
    found: Plans = dict(plans(asked.books))
    if not asked.kept.exists():
        asked.kept.write_text(json.dumps(found), encoding="utf-8")
        print(f"{len(found)} books kept, {sum(isinstance(one, dict) for one in found.values())} "
              f"with a plan")
        return
    before: Plans = json.loads(asked.kept.read_text(encoding="utf-8"))
    others = [seed for seed, plan in found.items() if plan != before.get(seed)]
    for seed in others:
        print(f"book {seed}: before {before.get(seed)}, now {found[seed]}")
    print(f"{len(found) - len(others)} of {len(found)} books have the same plan with "
          f"{Path(sys.modules['optimiser'].__file__ or '').parent}")
    sys.exit(bool(others))


if __name__ == "__main__":
    main()
