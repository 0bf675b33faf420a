"""Texts and comments on cells are written as XlsxWriter writes them, in a fraction of the time."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pytest
import python_calamine
import xlsxwriter

from optimiser.report.book import Workbook, open_book

TEXTS = ["What is asked for.", "<A & \"B\">", " blanks before and behind ", "two\nlines", "č €"]
CELLS = [*TEXTS, "plain", "_x0041_", "_x", "bell\a", "\ttab", "nul\0", "end\n", "a\rb", "&amp;",
         "\u00a0no break", "Türkiye", "a > b", "'quoted'", "<r>no end ", "\U0001f600"]
DRAWN = ("xl/sharedStrings", "xl/comments", "xl/drawings", "xl/worksheets/_rels", "[Content_Types].xml")


def parts(path: Path) -> dict[str, bytes]:
    """Return what a workbook holds of comments, by the names of its parts."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist() if name.startswith(DRAWN)}


def fill(book: Workbook, *, button: bool) -> None:
    """Write comments on two sheets of three, at the edges too; with a button, on one of them."""
    book.set_properties({"created": dt.datetime(2026, 1, 1)})
    for name in ("One", "None", "Two"):
        sheet = book.add_worksheet(name)
        if name == "None":
            sheet.write_column(0, 0, CELLS)
            continue
        for number, text in enumerate(TEXTS):
            sheet.write_comment(number * 3, number, text, {
                "x_scale": 1.8, "y_scale": 0.9, "author": "allocate", "font_size": 9})
        sheet.set_column(2, 3, 40.5)
        sheet.set_row(4, 33)
        sheet.write_comment(1_048_575, 16_383, "at the end", {"author": name, "height": 111})
        if button and name == "Two":
            sheet.insert_button("H9", {"caption": "Press"})
    book.close()


@pytest.mark.parametrize("button", [False, True], ids=["comments", "and a button"])
def test_comments_are_those_of_the_writer(tmp_path: Path, button: bool) -> None:
    fill(open_book(str(tmp_path / "ours.xlsx")), button=button)
    fill(xlsxwriter.Workbook(str(tmp_path / "plain.xlsx")), button=button)
    ours, plain = parts(tmp_path / "ours.xlsx"), parts(tmp_path / "plain.xlsx")
    assert len(plain) == 8
    assert ours == plain


def test_a_text_that_looks_like_pieces_of_one_is_a_text(tmp_path: Path) -> None:
    """XlsxWriter would write it as XML: a name could say something else, or nothing be readable."""
    names = ["<r><t>another name</t></r>", "<r>Serbia & <b></r>", "<r>\a</r>"]
    book = open_book(str(tmp_path / "book.xlsx"))
    sheet = book.add_worksheet("Names")
    sheet.write_column(0, 0, names)
    book.close()
    read = openpyxl.load_workbook(tmp_path / "book.xlsx")["Names"]
    assert [row[0].value for row in read["A1:A2"]] == names[:2]
    found = python_calamine.CalamineWorkbook.from_path(str(tmp_path / "book.xlsx"))
    assert [row[0] for row in found.get_sheet_by_index(0).to_python()][:2] == names[:2]
