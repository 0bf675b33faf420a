"""The output workbook: its formulas are live, right and watchful, and it is the same each time."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from faulty import Book, base_book
from libreoffice import (
    LibreOffice,
    Line,
    Place,
    contents,
    error_cells,
    formulas,
    master_check,
    read_lines,
    stored_values,
)

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet
    from running import Command, ExitCode

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ("western_balkans_2016", "minimal", "grants")
_SMALL = "minimal"
"""Of it every edit is tried; of the others, whose copies take longer, every other one."""
RELATIVE = 1e-9

Edit = dict[str, object]
"""New values of cells of Allocation, by place."""


@dataclass(frozen=True, slots=True)
class Output:
    """An example's output and the same after recalculation; copies with an edit, recalculated.

    The copy `same` has none.
    """

    path: Path
    recalculated: Path
    edited: dict[str, Path]


@pytest.fixture(scope="module", params=EXAMPLES)
def output(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory,
           exit_code_of: ExitCode, libreoffice: LibreOffice) -> Output:
    """Run the command on a shipped example and recalculate what it writes."""
    path = tmp_path_factory.mktemp("example") / f"{request.param}.xlsx"
    source = ROOT / "inputs" / f"{request.param}.xlsx"
    if request.param == "grants":
        source = _book_with_grants().write(path.with_name("inputs.xlsx"))
    assert exit_code_of(source, "-o", path) == 0
    edits = _edits(read_lines(path, "Allocation", "Fund", "Recipient", "Activity", "Amount"))
    if request.param != _SMALL:
        edits = {name: edits[name] for name in [*edits][::2]}
    copies = _edited(path, tmp_path_factory.mktemp("edited"), {"same": {}, **edits})
    fresh, *checked = libreoffice.recalculate([path, *copies])
    return Output(path, fresh, {copy.stem: copy for copy in checked})


def _book_with_grants() -> Book:
    """Return the base book with a smallest grant and a rule on their number."""
    book = base_book()
    book["Budgets!L3"], book["Budgets!L4"] = "Smallest grant", 300
    for cell, value in {"B5": "R2", "I5": "grants", "J5": "at most", "K5": 7,
                        "L5": "recipient"}.items():
        book[f"Rules!{cell}"] = value
    return book


def test_recalculation_replaces_a_stored_value_that_is_wrong(
        libreoffice: LibreOffice, tmp_path: Path) -> None:
    """Without this the comparison below would compare the stored values with themselves."""
    path = tmp_path / "wrong.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("Sums")
        sheet.write_column("A1", [1, 2, 3])
        sheet.write_formula("A4", "=SUM(A1:A3)", None, 999)
        sheet.write_formula("A5", "=1/0", None, 7)
    assert stored_values(path)["Sums", "A4"] == 999
    recalculated = libreoffice.recalculate([path])[0]
    assert stored_values(recalculated)["Sums", "A4"] == 6
    assert error_cells(recalculated) == [("Sums", "A5")]
    assert formulas(recalculated) == {("Sums", "A4"), ("Sums", "A5")}


def test_every_formula_recalculates_to_its_stored_value(output: Output) -> None:
    stored, fresh = stored_values(output.path), stored_values(output.recalculated)
    places = formulas(output.path)
    assert len(places) > 10 * len({"Summary", "Needs", "Limits", "Checks"})
    different = {place: (stored.get(place), fresh.get(place)) for place in sorted(places)
                 if not _same(stored.get(place), fresh.get(place))}
    assert not different


def test_no_cell_shows_an_error_before_or_after_recalculation(output: Output) -> None:
    assert error_cells(output.path) == []
    assert error_cells(output.recalculated) == []


def test_constants_survive_recalculation(output: Output) -> None:
    """Names and amounts come through LibreOffice as they were written."""
    stored, fresh = stored_values(output.path), stored_values(output.recalculated)
    constants = set(stored) - formulas(output.path)
    assert {place for place in constants if not _same(stored[place], fresh.get(place))} == set()


def test_the_master_check_says_ok(output: Output) -> None:
    assert master_check(output.path) == "OK"
    assert master_check(output.recalculated) == "OK"


def test_any_edit_of_the_allocation_turns_the_master_check_to_error(output: Output) -> None:
    """One amount more or less by 1, two amounts exchanged, one name replaced by another.

    An edit of nothing does not: the tool that makes the edits does not itself upset the checks.
    """
    checked = {name: master_check(path) for name, path in output.edited.items()}
    assert checked.pop("same") == "OK"
    assert {name.split("-")[0] for name in checked} == {"amount", "exchange", "rename"}
    assert checked == dict.fromkeys(checked, "ERROR")


@pytest.mark.parametrize(("sheet", "key"), [
    ("Recipients", "Recipient"), ("Activities", "Activity"), ("Donors", "Donor"),
    ("Funds", "Fund")])
def test_pandas_reads_the_same_totals_from_the_stored_values(
        output: Output, sheet: str, key: str) -> None:
    """Each total equals the sum of its rows of Allocation, read without any recalculation."""
    allocation = _frame(output.path, "Allocation", "Amount")
    totals = _frame(output.path, sheet, "Allocated").set_index(key)["Allocated"].astype(float)
    expected = allocation.groupby(key)["Amount"].sum()
    for name, total in totals.items():
        assert total == pytest.approx(expected.get(name, 0.0), rel=RELATIVE, abs=1e-6), name
    assert totals.sum() == pytest.approx(allocation["Amount"].sum(), rel=RELATIVE)
    assert allocation["Amount"].sum() > 0


def test_a_rerun_gives_the_same_content_but_for_times_in_the_log(
        allocate_process: Command, folder: Path) -> None:
    """Cell for cell, in two processes that order their sets and dictionaries differently."""
    first, second = _runs_apart(allocate_process, folder)
    one, two = contents(first), contents(second)
    assert one.keys() == two.keys()
    different = {place for place in one if one[place] != two[place]}
    assert _without_log(one) == _without_log(two)
    assert all(_is_time(content[place]) for content in (one, two) for place in different)


def test_a_rerun_is_the_same_byte_for_byte_at_a_fixed_date(
        allocate_process: Command, folder: Path) -> None:
    first, second = _runs_apart(allocate_process, folder, SOURCE_DATE_EPOCH="1451606400")
    assert first.read_bytes() == second.read_bytes()


def _runs_apart(command: Command, folder: Path,
                **environment: str) -> tuple[Path, Path]:
    """Run the command in two folders with different hash seeds; return the outputs."""
    outputs = []
    inputs = base_book().write(folder / "inputs.xlsx")
    for seed in ("1", "2"):
        place = folder / f"run {seed}"
        place.mkdir()
        assert command(inputs, cwd=place, PYTHONHASHSEED=seed, **environment).exit_code == 0
        outputs.append(place / Path("outputs") / "inputs-allocation.xlsx")
    return outputs[0], outputs[1]


def _without_log(found: dict[Place, object]) -> dict[Place, object]:
    return {place: value for place, value in found.items() if place[0] != "Log"}


def _is_time(content: object) -> bool:
    text = content[0] if isinstance(content, tuple) else ""
    return re.search(r"^\d+(\.\d+)?( s)?$|\d{4}-\d\d-\d\d|\d\d:\d\d", text) is not None


def _same(stored: object, fresh: object) -> bool:
    if isinstance(stored, bool) or isinstance(fresh, bool):
        return stored == fresh
    if isinstance(stored, (int, float)) and isinstance(fresh, (int, float)):
        return math.isclose(stored, fresh, rel_tol=RELATIVE, abs_tol=RELATIVE)
    return stored == fresh


def _edits(lines: list[Line]) -> dict[str, Edit]:
    """Return edits by name: of the first and last amount, of pairs, and of names."""
    edits: dict[str, Edit] = {}
    for line in (lines[0], lines[-1]):
        for step in (1, -1):
            edits[f"amount-{line.number}-by-{step}"] = {
                line.place("Amount"): line.figure("Amount") + step}
    for first, second in _pairs(lines):
        edits[f"exchange-{first.number}-{second.number}"] = {
            first.place("Amount"): second.figure("Amount"),
            second.place("Amount"): first.figure("Amount")}
    for heading in ("Recipient", "Fund", "Activity"):
        others = [line for line in lines if line.values[heading] != lines[0].values[heading]]
        if others:
            edits[f"rename-{heading}"] = {
                lines[0].place(heading): others[-1].values[heading]}
    return edits


def _pairs(lines: list[Line]) -> list[tuple[Line, Line]]:
    """Return pairs of rows with different amounts, above all such that share fund or recipient."""
    pairs = [(first, second) for n, first in enumerate(lines) for second in lines[n + 1:]
             if first.figure("Amount") != second.figure("Amount")]
    pairs.sort(key=lambda pair: -sum(
        pair[0].values[heading] == pair[1].values[heading]
        for heading in ("Fund", "Recipient", "Activity")))
    return pairs[:1] + pairs[-1:]


def _edited(source: Path, folder: Path, edits: dict[str, Edit]) -> list[Path]:
    """Return copies of a workbook, each with one edit; it is opened once, as that takes longest."""
    workbook = openpyxl.load_workbook(source)
    sheet, copies = workbook["Allocation"], list[Path]()
    for name, edit in edits.items():
        before = {place: sheet[place].value for place in edit}
        _set(sheet, edit)
        workbook.save(folder / f"{name}.xlsx")
        copies.append(folder / f"{name}.xlsx")
        _set(sheet, before)
    return copies


def _set(sheet: Worksheet, values: Edit) -> None:
    for place, value in values.items():
        sheet[place].value = value


def _frame(path: Path, sheet: str, heading: str) -> pd.DataFrame:
    """Read a table as a pandas user would, from its heading row to its last row."""
    raw: Any = pd.read_excel(path, sheet_name=sheet, header=None, engine="openpyxl",
                             keep_default_na=False, dtype=object)
    bare = raw.map(lambda value: str(value).split(" (")[0].strip())
    top = int((bare == heading).any(axis=1).idxmax())
    table = raw.iloc[top + 1:].set_axis(bare.iloc[top], axis=1)
    key = table.columns[0]
    end = table[key].isin(["", "Total"])
    return pd.DataFrame(table.iloc[: int(end.argmax())] if end.any() else table)


def test_pandas_calamine_and_libreoffice_read_the_same_totals(output: Output) -> None:
    """The plan's own sums, by each reader that an officer or an analyst may use."""
    wanted = {"Allocation": ("Amount",), "Recipients": ("Need", "Allocated", "Unmet"),
              "Donors": ("Budget", "Committed", "Allocated"), "Needs": ("Unmet",)}

    def by_pandas(path: Path, engine: Literal["openpyxl", "calamine"]) -> dict[str, float]:
        return {f"{sheet} {heading}": float(pd.read_excel(
            path, sheet_name=sheet, engine=engine)[heading].sum())
            for sheet, headings in wanted.items() for heading in headings}

    found = by_pandas(output.path, "openpyxl")
    assert found["Allocation Amount"] == pytest.approx(found["Recipients Allocated"]) != 0
    for other in (by_pandas(output.path, "calamine"),
                  by_pandas(output.recalculated, "openpyxl"),
                  by_pandas(output.recalculated, "calamine")):
        assert other == pytest.approx(found, rel=1e-12)
