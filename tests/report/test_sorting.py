"""A reviewer may sort any table by any column: no figure and no check of another sheet moves."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from libreoffice import LibreOffice, Sorts, master_check, sort_every_table, stored_values
from report_books import ALL_TABLES, FUTURES, opened, plan_of

import optimiser
from optimiser.report.book import add_sheet, open_book

_COLUMNS = 4 if "SORT" in os.environ else 2
_ROOT = Path(__file__).resolve().parents[2]
REAL_BOOKS = (_ROOT / "inputs" / "western_balkans_2016.xlsx",
              _ROOT / "tests" / "reference" / "winter-inputs.xlsx")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an output that has every table but Scenarios."""
    path = tmp_path_factory.mktemp("sorting") / "all.xlsx"
    optimiser.write(optimiser.with_costs(plan_of(ALL_TABLES)), path)
    return path


@pytest.fixture(scope="module")
def sorts(written: Path, libreoffice: LibreOffice) -> Sorts:
    return sort_every_table(libreoffice, written, _COLUMNS)


def test_every_table_of_several_rows_was_sorted_by_several_columns(
        sorts: Sorts, written: Path) -> None:
    tables = {sheet.title: sheet.max_column for sheet in opened(written).worksheets
              if sheet.auto_filter.ref and sheet.max_row > 2}
    columns = Counter(sheet for sheet, _ in sorts.tried)
    assert {"Recipients", "Activities", "Donors", "Funds", "Needs", "Inputs Needs"} < set(tables)
    assert {sheet for sheet, width in tables.items()
            if columns[sheet] < min(width, _COLUMNS)} == set()


def test_no_cell_of_another_sheet_changes(sorts: Sorts) -> None:
    assert sorts.changed == ()


def test_the_master_check_stays_ok(sorts: Sorts) -> None:
    assert master_check(sorts.path) == "OK"


def test_a_sorted_table_holds_the_rows_that_it_held(sorts: Sorts, written: Path) -> None:
    """Rows move as wholes: no formula of a row looks at a row beside it."""
    before, after = _rows(written), _rows(sorts.path)
    for sheet in before.keys() - {"Summary", "Log"}:
        assert after[sheet] == before[sheet], sheet


def _rows(path: Path) -> dict[str, Counter[tuple[object, ...]]]:
    """Return the rows of each sheet, in no order."""
    return {page.title: Counter(
        tuple((round(cell, 4) if isinstance(cell, float) else cell) or None for cell in row)
        for row in page.iter_rows(values_only=True) if any(row))
        for page in openpyxl.load_workbook(path, data_only=True).worksheets}


@pytest.mark.slow
@pytest.mark.skipif("SORT" not in os.environ, reason="SORT=1 pytest tests/report/test_sorting.py")
@pytest.mark.parametrize("book", REAL_BOOKS, ids=lambda path: path.stem)
def test_no_cell_of_another_sheet_changes_in_a_real_book(
        libreoffice: LibreOffice, tmp_path: Path, book: Path) -> None:
    """Some minutes each: both ways by the first columns of every table, in LibreOffice itself."""
    path = tmp_path / "plan.xlsx"
    optimiser.write(optimiser.with_costs(optimiser.optimise(book)), path)
    sorts = sort_every_table(libreoffice, path, _COLUMNS // 2)
    tables = {sheet for sheet, _ in sorts.tried}
    assert {"Recipients", "Activities", "Donors", "Funds", "Needs", "Allocation"} <= tables
    assert sorts.changed == ()
    assert master_check(sorts.path) == "OK"


def test_averages_and_regrets_of_scenarios_follow_their_rows(
        libreoffice: LibreOffice, tmp_path: Path) -> None:
    path = tmp_path / "futures.xlsx"
    optimiser.write(optimiser.decide(FUTURES).plan, path)
    sorts = sort_every_table(libreoffice, path, _COLUMNS)
    assert ("Scenarios", "Plan") in sorts.tried
    assert sorts.changed == ()
    assert _rows(sorts.path)["Scenarios"] == _rows(path)["Scenarios"]


def test_a_formula_that_points_at_a_place_is_found_out(
        libreoffice: LibreOffice, tmp_path: Path) -> None:
    """Without this the tests above would pass where nothing is sorted or nothing compared."""
    path = tmp_path / "by-place.xlsx"
    book = open_book(str(path))
    table, other = add_sheet(book, "Table"), add_sheet(book, "Other")
    table.write_column(0, 0, ["Name", "b", "a"])
    table.write_column(0, 1, ["Figure", 1, 2])
    table.autofilter(0, 0, 2, 1)
    other.write_formula(0, 0, "=Table!$B$2", None, 1)
    book.close()
    sorts = sort_every_table(libreoffice, path, 2)
    assert stored_values(path)["Other", "A1"] == 1
    first = sorts.changed[0].split("|")[:4]
    assert first == ["Table", "Name", "True", "Other"]
