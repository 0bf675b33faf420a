"""Codes such as [N1] lead to their text, and a limit's source to the copy of its cell."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

import optimiser
from optimiser.report.sheets.notes import MOST_COMMENTS, told
from optimiser.tables.notes import Note, codes_in
from optimiser.tables.sources.raw import NOTE_ROWS

EXAMPLE = Path(__file__).resolve().parents[2] / "inputs" / "western_balkans_2016.xlsx"
CODE = re.compile(r"\b[A-Z]{1,3}[0-9]{1,3}\b")
Remarks = dict[tuple[str, str], str]


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("notes") / "plan.xlsx"
    optimiser.write(optimiser.optimise(EXAMPLE), path)
    return path


@pytest.fixture(scope="module")
def book(output: Path) -> Workbook:
    return openpyxl.load_workbook(output)


def remarks(book: Workbook) -> Remarks:
    """Return the comments on cells below the headings."""
    return {(sheet.title, cell.coordinate): cell.comment.text for sheet in book.worksheets
            for row in sheet.iter_rows(min_row=2) for cell in row if cell.comment}


def texts(book: Workbook) -> dict[str, str]:
    """Return what the notes say, by their codes."""
    rows = book["Inputs Notes"].iter_rows(min_row=2, max_col=3, values_only=True)
    return {str(code): str(text) for code, _, text in rows if code}


def test_every_code_on_a_sheet_leads_to_its_text(book: Workbook) -> None:
    said, found = texts(book), 0
    for sheet in book.worksheets:
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                # Other brackets, such as those of a range, hold no code alone.
                for cited in re.findall(r"\[([A-Z][0-9][^\]]*)\]", str(cell.value or "")):
                    for code in CODE.findall(cited):
                        found += 1
                        assert cell.comment is not None, (sheet.title, cell.coordinate, code)
                        assert f"{code}: " in cell.comment.text
                        assert said[code].rstrip(".") in cell.comment.text
    assert found > 200


def test_the_notes_are_those_of_the_inputs(book: Workbook) -> None:
    about = openpyxl.load_workbook(EXAMPLE)["About"]
    rows = list(book["Inputs Notes"].iter_rows(min_row=2, values_only=True))
    filled = [row for row in about.iter_rows() if any(cell.value for cell in row)]
    assert len(rows) == len(filled)
    for (*_, text, place), row in zip(rows, filled, strict=True):
        first, *others = [cell for cell in row if cell.value]
        assert place == f"About!{first.coordinate}"
        assert text == str((others or [first])[0].value)


def test_comments_on_cells_of_the_inputs_travel_along(book: Workbook) -> None:
    """Sources of figures in Donors, Recipients and Expertise stand in comments there."""
    inputs = openpyxl.load_workbook(EXAMPLE)
    for sheet in ("Donors", "Recipients", "Expertise"):
        own = [cell.comment.text for row in inputs[sheet].iter_rows(min_row=5) for cell in row
               if cell.comment]
        copied = [text for (name, _), text in remarks(book).items() if name == f"Inputs {sheet}"]
        assert len(own) == len(copied) > 0
        for text, copy in zip(own, copied, strict=True):
            assert copy.split("\n\n")[0] == text


def test_an_output_as_input_keeps_notes_and_comments(output: Path, book: Workbook,
                                                     tmp_path: Path) -> None:
    """Nothing is said twice: what an earlier output wrote into a comment is known again."""
    again = tmp_path / "again.xlsx"
    optimiser.write(optimiser.optimise(output), again)
    second = openpyxl.load_workbook(again)
    assert remarks(second) == remarks(book)
    assert list(second["Inputs Notes"].values) == list(book["Inputs Notes"].values)


def test_a_workbook_made_from_a_plan_has_its_notes(output: Path, tmp_path: Path) -> None:
    made = tmp_path / "inputs.xlsx"
    optimiser.new(made, source=output)
    notes = optimiser.load(made).notes
    codes = {note.code: note.text for note in notes if note.code}
    before = {note.code: note.text for note in optimiser.load(output).notes if note.code}
    assert codes == before
    own = [cell.comment.text for row in openpyxl.load_workbook(made)["Donors"].iter_rows(min_row=5)
           for cell in row if cell.comment]
    assert len(own) == 8


def test_the_source_of_a_limit_names_its_cell_in_the_copy(book: Workbook) -> None:
    inputs, copies = openpyxl.load_workbook(EXAMPLE), set()
    headings, *rows = book["Limits"].values
    for row in rows:
        source, here = (str(row[headings.index(name)] or "") for name in ("Source", "Source here"))
        assert bool(source) is bool(here)
        for place, copy in zip(*(one.split("; ") for one in (source, here) if source), strict=True):
            sheet, cell = place.split("!")
            name, own = copy.split("!")
            assert name == f"Inputs {sheet}"
            assert inputs[sheet][cell].value == book[name][own].value, source
            copies.add(name)
    assert len(copies) >= 9


def test_codes_are_read_as_people_write_them() -> None:
    assert codes_in("one [N1], more [N2, A3; both rounded] and [B1 to B3], [C1-C2], [D1 and E2]"
                    ) == ["N1", "N2", "A3", "B1", "B2", "B3", "C1", "C2", "D1", "E2"]
    assert codes_in("a list [see 2016], [TODO], [12], N1 without brackets [A1 to B2]") == [
        "A1", "B2"]


def test_codes_that_nothing_explains_and_too_many_cells_get_no_comment() -> None:
    notes = {"A1": Note("A1", "Rates", "They are daily", "About!A1")}
    assert told({(0, 0): "[A1]", (1, 0): "[A2]", (2, 0): "plain"}, notes) == {
        (0, 0): "A1: Rates. They are daily."}
    assert len(told({(row, 0): "[A1]" for row in range(MOST_COMMENTS + 5)}, notes)
               ) == MOST_COMMENTS


def test_a_sheet_of_notes_is_read_as_far_as_any_reader_reads(tmp_path: Path) -> None:
    path = tmp_path / "inputs.xlsx"
    made = openpyxl.Workbook()
    for name, rows in {
            "Needs": [("Recipient", "Activity", "Need"), ("Serbia", "Reception", 10)],
            "Budgets": [("Fund", "Donor", "Budget"), ("F", "D", 5)],
            "Sources": [(f"S{number}", f"text {number}") for number in range(1, NOTE_ROWS + 50)],
            "Pictures": [("P1", "of no interest")]}.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.remove(made["Sheet"])
    made.save(path)
    inputs = optimiser.load(path)
    assert [note.place for note in inputs.notes] == [
        f"Sources!A{number}" for number in range(1, NOTE_ROWS + 1)]
    assert inputs.notes[998].code == "S999"
    ignored = [finding.value for finding in inputs.findings if finding.code == "W103"]
    assert ignored == ["Pictures"]
