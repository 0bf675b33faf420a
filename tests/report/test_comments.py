"""Comments on cells are written as XlsxWriter writes them, in a quarter of the time."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from optimiser.report.book import Workbook, open_book

TEXTS = ["What is asked for.", "<A & \"B\">", " blanks before and behind ", "two\nlines", "č €"]
DRAWN = ("xl/comments", "xl/drawings", "xl/worksheets/_rels", "[Content_Types].xml")


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
    assert len(plain) == 7
    assert ours == plain
