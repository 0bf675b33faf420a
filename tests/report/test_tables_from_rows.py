"""Tables written from their rows: what is read back is what stood there."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from optimiser.report.book import add_sheet, open_book
from optimiser.report.layout import Cell, Formula

ROWS: list[list[Cell]] = [
    ["Serbia", 1.5, Formula("=B2*2", 3.0), None],
    ["<A & B>", -2, Formula('=IF(B3<0,"a & b","")', "a & b"), 7],
    ["Serbia", 1e-7, Formula("=B4", 1e-7), None],
]


def written(path: Path, rows: list[list[Cell]], *, chart: bool = False) -> Path:
    book = open_book(str(path))
    sheet = add_sheet(book, "Table")
    plain, other = book.add_format(), book.add_format({"bold": True})
    sheet.write_row(0, 0, ["Name", "Figure", "Twice", "More"], plain)
    sheet.lay_table(1, rows, [plain] * 4, [{}, {1: other}, {}, {}])
    sheet.set_row(2, 40)
    sheet.write_string(2, 6, "beside", plain)
    sheet.write_string(len(rows) + 2, 0, "below", plain)
    if chart:
        drawing = book.add_chart({"type": "column"})
        drawing.add_series({"values": ["Table", 1, 2, 3, 2], "categories": ["Table", 1, 0, 3, 0]})
        sheet.insert_chart(8, 0, drawing)
    book.close()
    return path


def test_rows_are_read_back_with_what_stands_above_beside_and_below(tmp_path: Path) -> None:
    path = written(tmp_path / "book.xlsx", ROWS)
    formulas = openpyxl.load_workbook(path)["Table"]
    assert [[cell.value for cell in row] for row in formulas["A1:D4"]] == [
        ["Name", "Figure", "Twice", "More"],
        ["Serbia", 1.5, "=B2*2", None],
        ["<A & B>", -2, '=IF(B3<0,"a & b","")', 7],
        ["Serbia", 1e-7, "=B4", None]]
    values = openpyxl.load_workbook(path, data_only=True)["Table"]
    assert [values[f"C{row}"].value for row in (2, 3, 4)] == [3, "a & b", 1e-7]
    assert (values["G3"].value, values["A6"].value) == ("beside", "below")
    assert formulas["B3"].font.bold
    assert not formulas["B2"].font.bold
    assert formulas.row_dimensions[3].height == pytest.approx(39.75)


def test_a_chart_of_a_table_shows_its_figures_before_anybody_opens_it(tmp_path: Path) -> None:
    import zipfile

    path = written(tmp_path / "book.xlsx", ROWS, chart=True)
    drawn = zipfile.ZipFile(path).read("xl/charts/chart1.xml").decode()
    assert [f"<c:v>{value}</c:v>" in drawn for value in ("3.0", "Serbia", "1e-07")] == [True] * 3


def test_a_text_is_cut_where_a_cell_ends_and_not_within_a_letter(tmp_path: Path) -> None:
    path = written(tmp_path / "book.xlsx", [["\U0001f6a2" * 20_000, "x" * 40_000, None, None]])
    sheet = openpyxl.load_workbook(path)["Table"]
    assert (len(sheet["A2"].value), len(sheet["B2"].value)) == (16_383, 32_767)


@pytest.mark.parametrize("figure", [float("nan"), float("inf")])
def test_what_is_no_figure_is_never_written(tmp_path: Path, figure: float) -> None:
    with pytest.raises(ValueError, match="is no figure"):
        written(tmp_path / "book.xlsx", [["Serbia", figure, None, None]])


def test_rows_that_do_not_fit_on_a_sheet_are_not_left_out_in_silence(tmp_path: Path) -> None:
    row: list[Cell] = []
    with pytest.raises(ValueError, match="1,048,576 rows do not fit on the sheet Table"):
        written(tmp_path / "book.xlsx", [row] * 1_048_576)
