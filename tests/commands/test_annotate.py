"""`allocate check --annotate`: the user's workbook, marked; the input untouched."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from faulty import base_book
from libreoffice import LibreOffice, error_cells
from openpyxl.comments import Comment
from openpyxl.styles import Font

if TYPE_CHECKING:
    from running import Command


@pytest.fixture
def faulty(folder: Path) -> Path:
    """Return a workbook with faults in cells, formats, a formula, a comment and a merged title."""
    path = base_book().write(folder / "mine.xlsx")
    book = openpyxl.load_workbook(path)
    needs = book["Needs"]
    needs["F4"] = "1,000"
    needs["F5"] = -3
    needs["F5"].comment = Comment("From the ministry", "Ana")
    needs["F5"].font = Font(bold=True)
    needs["R1"] = "=1+1"
    needs.column_dimensions["B"].width = 41
    needs.merge_cells("A1:C1")
    book["Commitments"]["C4"] = "Sebria"
    extra = book.create_sheet("Minutes")
    extra["A1"] = '=cmd|"/C calc"!A0'
    extra["A1"].data_type = "s"
    book.save(path)
    return path


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_every_faulty_cell_is_filled_and_says_what_is_wrong(allocate: Command, faulty: Path,
                                                            folder: Path) -> None:
    before = digest(faulty)
    run = allocate("check", faulty, "--annotate", folder / "copy.xlsx", "--json")
    assert run.exit_code == 3
    assert digest(faulty) == before
    book = openpyxl.load_workbook(folder / "copy.xlsx")
    assert book.sheetnames[0] == "Issues"
    marked = {(f["sheet"], f["cell"]) for f in run.answer["findings"] if f["cell"].isalnum()}
    assert {("Needs", "F4"), ("Needs", "F5"), ("Commitments", "C4")} <= marked
    for finding in run.answer["findings"]:
        if finding["cell"].isalnum():
            cell = book[finding["sheet"]][finding["cell"]]
            assert finding["code"] in cell.comment.text
            assert finding["message"] in cell.comment.text
            assert cell.fill.fill_type == "solid"
    assert book["Needs"]["F5"].comment.text.startswith("From the ministry\n")


def test_formats_widths_formulas_and_other_sheets_are_kept(allocate: Command, faulty: Path,
                                                           folder: Path) -> None:
    allocate("check", faulty, "--annotate", folder / "copy.xlsx")
    book = openpyxl.load_workbook(folder / "copy.xlsx")
    assert book["Needs"]["F5"].font.bold
    assert book["Needs"]["R1"].value == "=1+1"
    assert book["Needs"].column_dimensions["B"].width == 41
    assert "A1:C1" in {str(area) for area in book["Needs"].merged_cells.ranges}
    assert book["Minutes"]["A1"].value == '=cmd|"/C calc"!A0'
    assert book.sheetnames[1:] == openpyxl.load_workbook(faulty).sheetnames


def test_the_list_has_every_finding_and_links_to_its_cell(allocate: Command, faulty: Path,
                                                          folder: Path) -> None:
    book = openpyxl.load_workbook(faulty)
    for row in range(20, 50):
        for column, value in enumerate(("Serbia", f"Activity {row}", "2016-Q1", "vital", "1,000"),
                                       start=2):
            book["Needs"].cell(row, column, value)
    book.save(faulty)
    run = allocate("check", faulty, "--annotate", folder / "copy.xlsx", "--json")
    page = openpyxl.load_workbook(folder / "copy.xlsx")["Issues"]
    lines = list(page.iter_rows(min_row=2, max_col=6))
    assert len(lines) == len(run.answer["findings"]) > 20
    for line, finding in zip(lines, run.answer["findings"], strict=True):
        assert [line[0].value, line[1].value] == [finding["severity"], finding["code"]]
        if finding["cell"].isalnum():
            assert line[2].hyperlink.location == f"'{finding['sheet']}'!{finding['cell']}"


def test_libreoffice_opens_the_copy_without_an_error_cell(
        allocate: Command, faulty: Path, folder: Path, libreoffice: LibreOffice) -> None:
    allocate("check", faulty, "--annotate", folder / "copy.xlsx")
    [fresh] = libreoffice.recalculate([folder / "copy.xlsx"])
    assert error_cells(fresh) == []


@pytest.mark.parametrize("name", ["mine.ods", "mine"])
def test_other_forms_are_laid_out_in_a_workbook(allocate: Command, folder: Path,
                                                name: str) -> None:
    spoilt = base_book()
    spoilt["Needs!F4"] = "1,000"
    path = spoilt.write(folder / name)
    assert allocate("check", path, "--annotate", folder / "copy.xlsx").exit_code == 3
    book = openpyxl.load_workbook(folder / "copy.xlsx")
    assert "E104" in book["Needs"]["F4"].comment.text
    assert str(book["Needs"]["F4"].value) == "1,000"


def test_a_sound_workbook_says_so(allocate: Command, folder: Path) -> None:
    path = base_book().write(folder / "mine.xlsx")
    run = allocate("check", path, "--annotate", folder / "copy.xlsx")
    assert run.exit_code == 0
    assert openpyxl.load_workbook(folder / "copy.xlsx")["Issues"]["A2"].value == "No findings."


@pytest.mark.parametrize(("target", "says"), [
    ("mine.xlsx", "would replace the input"), ("copy.ods", "no name of an .xlsx")])
def test_a_place_that_is_none_is_a_wrong_use(allocate: Command, faulty: Path, folder: Path,
                                             target: str, says: str) -> None:
    before = digest(faulty)
    run = allocate("check", faulty, "--annotate", folder / target)
    assert run.exit_code == 2
    assert says in run.printed
    assert digest(faulty) == before


def test_what_cannot_be_opened_has_no_copy(allocate: Command, folder: Path) -> None:
    (folder / "mine.xlsx").write_bytes(b"PK not really")
    run = allocate("check", folder / "mine.xlsx", "--annotate", folder / "copy.xlsx")
    assert run.exit_code == 2
    assert "nothing to annotate" in run.printed
    assert not (folder / "copy.xlsx").exists()


def test_what_the_copy_cannot_keep_is_said(allocate: Command, folder: Path) -> None:
    """A text box with the assumptions is gone without a word otherwise."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(folder / "mine.xlsx")) as book:
        needs, budgets = book.add_worksheet("Needs"), book.add_worksheet("Budgets")
        needs.write_row(0, 0, ("Recipient", "Activity", "Need"))
        needs.write_rich_string(1, 0, "Ser", book.add_format({"bold": True}), "bia")
        needs.write_row(1, 1, ("Reception", 5))
        needs.insert_textbox("F8", "Assumptions: without winter kits")
        needs.add_sparkline("E2", {"range": "Needs!C2:C5"})
        budgets.write_row(0, 0, ("Fund", "Donor", "Budget"))
        budgets.write_row(1, 0, ("F", "D", 5))
    run = allocate("check", folder / "mine.xlsx", "--annotate", folder / "copy.xlsx")
    assert "Only the original keeps: text boxes and shapes; sparklines." in run.stdout
    copy = openpyxl.load_workbook(folder / "copy.xlsx", rich_text=True)
    listed = [row[0].value for row in copy["Issues"].iter_rows()]
    assert {"Only the original keeps:", "text boxes and shapes", "sparklines"} <= set(listed)
    assert [str(part) for part in copy["Needs"]["A2"].value] == ["Ser", "bia"]


def test_a_copy_that_keeps_everything_says_nothing(allocate: Command, folder: Path) -> None:
    path = base_book().write(folder / "mine.xlsx")
    run = allocate("check", path, "--annotate", folder / "copy.xlsx")
    assert "Only the original" not in run.printed


def test_a_strict_workbook_is_copied_with_its_tables(allocate: Command, folder: Path) -> None:
    """The program that copies finds no sheet in one, and says nothing."""
    path = base_book().write(folder / "mine.xlsx")
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content if "Content_Types" in name else content.replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main").replace(
                b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                b"http://purl.oclc.org/ooxml/officeDocument/relationships"))
    run = allocate("check", path, "--annotate", folder / "copy.xlsx")
    assert "Only the original keeps: formats" in run.stdout
    assert openpyxl.load_workbook(folder / "copy.xlsx")["Needs"]["B4"].value == "Serbia"


def test_control_characters_are_shown_in_the_copy_as_signs(allocate: Command, folder: Path) -> None:
    """No cell of a workbook may hold them; a .csv file may."""
    tables = folder / "tables"
    tables.mkdir()
    (tables / "Needs.csv").write_text("Recipient,Activity,Need\nSer\x1bbia,Asylum,\"1,000\"\n", "utf-8")
    (tables / "Budgets.csv").write_text("Fund,Donor,Budget\nF,Poland,6\n", "utf-8")
    (tables / "a[b]c.csv").write_text("x\n1\n", "utf-8")
    run = allocate("check", tables, "--annotate", "copy.xlsx")
    assert run.exit_code == 3, run.printed
    book = openpyxl.load_workbook(folder / "copy.xlsx")
    assert book["Needs"]["A2"].value == "Ser<U+001B>bia"
    assert "a-b-c" in book.sheetnames


def test_a_workbook_is_copied_from_the_parts_that_were_checked(
        allocate: Command, folder: Path) -> None:
    """openpyxl would take another directory of the same file, or parts that nobody looked at."""
    path = base_book().write(folder / "inputs.xlsx")
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("../outside.xml", "<x/>")
    assert allocate("check", path, "--annotate", "copy.xlsx").exit_code == 0
    with zipfile.ZipFile(folder / "copy.xlsx") as package:
        assert not [name for name in package.namelist() if ".." in name]
