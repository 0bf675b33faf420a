"""100,000 rows of Needs, read and checked, against calamine alone; 300 slips against 2,000 names.

`python tests/benchmarks/reading.py` prints ratios; times of one run only compare with each other.
Each ratio is of two readings one after the other, in seconds of the processor, and their median
is what counts: other programs on the machine slow down both alike.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import python_calamine
import xlsxwriter

import optimiser

REPEATS, SLIPS, NAMES = 9, 300, 2_000
_TIERS = ("Life-saving", "Essential", "Helpful", "Further", "Later")


def many_needs(path: Path) -> Path:
    """Write 100 recipients x 50 activities x 4 quarters x 5 tiers."""
    chance = random.Random(1)
    needs = [(f"Municipality {place}", f"Activity {activity}", f"2016-Q{quarter}", tier,
              1_000 + chance.randrange(90_000), "EUR", "Assessment of spring")
             for place in range(100) for activity in range(50)
             for quarter in range(1, 5) for tier in _TIERS]
    return _written(path, {
        "Needs": [("Recipient", "Activity", "Period", "Tier", "Need", "Currency", "Source"), *needs],
        "Budgets": [("Fund", "Donor", "Budget"), ("Trust Fund", "European Union", 9e8)],
        "Tiers": [("Tier", "Weight"), *((tier, 5 - at) for at, tier in enumerate(_TIERS))]})


def many_slips(path: Path) -> Path:
    """Write 2,000 recipients that are listed, and 300 needs of one whose name lacks a letter."""
    chance = random.Random(2)
    letters = "abcdefghijklmnoprstuvz"
    names = sorted({"".join(chance.choices(letters, k=12)).title() for _ in range(NAMES)})
    slips = [name[:5] + name[6:] for name in chance.sample(names, SLIPS)]
    return _written(path, {
        "Needs": [("Recipient", "Activity", "Need"),
                  *((name, "Reception", 5_000) for name in (*names, *slips))],
        "Budgets": [("Fund", "Donor", "Budget"), ("Trust Fund", "European Union", 9e6)],
        "Recipients": [("Recipient", "Severity"), *((name, 1) for name in names)]})


def _written(path: Path, sheets: dict[str, Sequence[Sequence[object]]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return path


def by_calamine(path: Path) -> None:
    """Lay out every sheet, and look at nothing."""
    workbook = python_calamine.CalamineWorkbook.from_path(str(path))
    for name in workbook.sheet_names:
        workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)


def seconds(job: Callable[[], object]) -> float:
    """Return how long the processor takes for a job."""
    began = time.process_time()
    job()
    return time.process_time() - began


def main() -> None:
    """Print the ratio of reading, and how long slips take."""
    with tempfile.TemporaryDirectory() as folder:
        needs, slips = many_needs(Path(folder) / "a.xlsx"), many_slips(Path(folder) / "b.xlsx")
        read = [seconds(lambda: optimiser.check(optimiser.load(needs)))
                / seconds(lambda: by_calamine(needs)) for _ in range(REPEATS)]
        inputs = optimiser.load(slips)
        found: list[int] = []
        took = [seconds(lambda: found.append(sum(
            "Did you mean" in f.message for f in optimiser.check(inputs)))) for _ in range(REPEATS)]
    print(f"100,000 needs read and checked: {statistics.median(read):.2f} times calamine "
          f"({min(read):.2f} to {max(read):.2f})")
    print(f"{found[-1]} suggestions among {NAMES:,} names: {statistics.median(took):.2f} s")


if __name__ == "__main__":
    main()
