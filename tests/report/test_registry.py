"""Every sheet of the output declares every facet; a sheet that lacks one is named here."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from report_books import ALL_TABLES, FUTURES, SMALL, listing, plan_of

import optimiser
from optimiser import reference
from optimiser.report.draft import Draft
from optimiser.report.layout import Heading
from optimiser.report.registry import SHEETS, pages
from optimiser.report.sheet import Sheet
from optimiser.tables.results import RESULTS

GOLDEN = Path(__file__).parent / "golden"
OF_THE_SOLVER = re.compile(r"(Limits![JKL]|Funds![K-O]|Needs!J)(?!1 )\d+ ")
"""Prices, and what is said of them: where several are right, another solver may give another."""
NOT_GOLDEN = {"Log": "times and versions differ; test_report_content reads it"}
COPIES = "Inputs"
"""Copies of input tables are alike, and their columns are the schema's: one listing for all."""
WITHOUT_COLUMNS = {"Summary": "the first page is no table"}


@pytest.fixture(scope="module")
def listings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Return the content of every sheet, from the first of three outputs that has it."""
    folder = tmp_path_factory.mktemp("golden")
    plans = (plan_of(SMALL), optimiser.with_costs(plan_of(ALL_TABLES)),
             optimiser.decide(FUTURES).plan)
    found: dict[str, list[str]] = {}
    for number, plan in enumerate(plans):
        path = folder / f"{number}.xlsx"
        optimiser.write(plan, path)
        by_sheet: dict[str, list[str]] = {}
        for line in listing(path):
            if not OF_THE_SOLVER.match(line):
                by_sheet.setdefault(line.partition("!")[0], []).append(line)
        found = by_sheet | found
    return found


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_sheet_declares_every_facet(sheet: Sheet) -> None:
    docs = reference.output_sheets()
    facets: dict[str, Callable[[], object]] = {
        "a name that a workbook takes": lambda: 0 < len(sheet.name) <= 31,
        "what it holds, as a sentence": lambda: re.fullmatch(r"\S.*\.", sheet.holds),
        "when it is there, as a sentence": lambda: not sheet.when or sheet.when.endswith("."),
        "its columns": lambda: sheet.columns or sheet.name in WITHOUT_COLUMNS,
        "a name of its own for every column": lambda: len(
            {heading.name for heading in sheet.columns}) == len(sheet.columns),
        "a comment for every column": lambda: all(map(_is_explained, sheet.columns)),
        "its line in docs/output-sheets.md": lambda: (
            f"\n| {sheet.name} | " if sheet.copies else f"\n## {sheet.name}\n") in docs,
        "its golden file": lambda: sheet.copies or sheet.name in NOT_GOLDEN or (
            GOLDEN / f"{sheet.name}.txt").exists() or os.environ.get("REWRITE_GOLDEN"),
    }
    missing = [facet for facet, is_declared in facets.items() if not is_declared()]
    assert not missing, f"{sheet.name} lacks {missing}"


def _is_explained(heading: Heading) -> bool:
    return re.fullmatch(r"\S.*\.", heading.meaning) is not None


@pytest.mark.parametrize("name", [
    *(sheet.name for sheet in SHEETS if not sheet.copies and sheet.name not in NOT_GOLDEN), COPIES])
def test_every_cell_of_a_sheet_is_as_reviewed(name: str, listings: dict[str, list[str]]) -> None:
    """After a wanted change: REWRITE_GOLDEN=1 pytest tests/report, then read the difference."""
    lines = listings[name] if name != COPIES else [
        line for sheet in SHEETS if sheet.copies for line in listings.get(sheet.name, [])]
    assert lines, f"no book of this test has the sheet {name}"
    found, golden = "\n".join(lines) + "\n", GOLDEN / f"{name}.txt"
    if os.environ.get("REWRITE_GOLDEN"):
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")


def test_no_golden_file_is_of_a_sheet_that_is_gone() -> None:
    known = {sheet.name for sheet in SHEETS} | {COPIES}
    assert {path.stem for path in GOLDEN.glob("*.txt")} <= known


def test_two_sheets_never_share_a_name() -> None:
    names = [sheet.name.casefold() for sheet in SHEETS]
    assert len(names) == len(set(names))


def test_pages_have_the_columns_and_rows_that_were_declared_for_them() -> None:
    """Formulas of other sheets point where a table was placed before it was built."""
    plan = plan_of(ALL_TABLES)
    draft = Draft(plan.solution, plan.inputs)
    declared = {sheet.name: {heading.name for heading in sheet.columns} for sheet in SHEETS
                if not sheet.copies}
    for page in pages(draft):
        area, names = draft.area(page.name), [heading.name for heading in page.headings]
        assert area.rows in (0, len(page.rows)), page.name
        assert list(area.headings[:len(names)]) == names, page.name
        assert set(names) <= declared.get(page.name, set(names)), page.name


def test_what_is_read_back_from_an_output_are_columns_of_its_sheets() -> None:
    columns = {sheet.name: {heading.name for heading in sheet.columns} for sheet in SHEETS}
    for table in RESULTS:
        assert {column.heading for column in table.columns} <= columns[table.name], table.name


def test_a_sheet_that_would_hold_nothing_is_not_there() -> None:
    """Where every need is met, nothing is held back; no sheet is a row of headings alone."""
    plan = optimiser.optimise({
        "Needs": [{"Recipient": "A", "Activity": "x", "Need": 10}],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 20}]})
    built = {page.name: page.rows for page in pages(Draft(plan.solution, plan.inputs))}
    assert "Held back" not in built
    assert all(rows for name, rows in built.items() if name not in WITHOUT_COLUMNS)
