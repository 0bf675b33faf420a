"""The one place that opens XlsxWriter, and how every workbook is opened.

Text stays text: no name from the inputs becomes a formula, a link or a number.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, BinaryIO, NamedTuple

from xlsxwriter.comments import Comments, CommentType
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.vml import Vml
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from optimiser.report.layout import Cell, Formula
from optimiser.tables.sources.raw import letter

__all__ = ["FileCreateError", "Format", "Workbook", "Worksheet", "add_sheet", "cell_name",
           "open_book"]

_PLAIN = {"Number", "String", "Formula"}
_ESCAPED = re.compile(r"[&<>\x00-\x08\x0b-\x1f]|_x|^\s|\s$")
"""What a text holds that is not written as it stands."""
LONGEST_TEXT = 32_767
"""Units of UTF-16 that a cell holds."""


class _Table(NamedTuple):
    """A table's rows from the row `first` of the sheet on, and how its columns look.

    `styles` is the format of each column, `others` those of cells that look otherwise, by column
    and row of the table.
    """

    first: int
    rows: Sequence[Sequence[Cell]]
    styles: Sequence[Format]
    others: Sequence[dict[int, Format]]

    def format_of(self, row: int, column: int) -> Format:
        """Return the format of a cell of the table."""
        return self.others[column].get(row, self.styles[column])


def open_book(target: BinaryIO | str, *, title: str = "", comments: str = "",
              created: dt.datetime | None = None, in_memory: bool = True) -> Workbook:
    """Open a workbook to be written; the same content gives the same bytes.

    `created` is in UTC, without a zone; without it the day stays open to the clock. Large
    workbooks are put together on disk, with `in_memory` false.
    """
    book = _Book(target, {
        "in_memory": in_memory,
        "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd"})
    if title or comments or created:
        book.set_properties({name: value for name, value in (
            ("title", title), ("comments", comments), ("created", created)) if value})
    book.set_calc_mode("auto")
    return book


def add_sheet(book: Workbook, name: str) -> Worksheet:
    """Add a sheet that writes formulas and cells as they stand, which is several times as fast."""
    return book.add_worksheet(name, _PlainSheet)


def cell_name(row: int, column: int) -> str:
    """Return a cell's name from its row and column, counted from 0.

    >>> cell_name(8, 2)
    'C9'
    """
    return f"{xl_col_to_name(column)}{row + 1}"


class _PlainSheet(Worksheet):  # type: ignore[misc, unused-ignore]  # the package ships no types
    """A worksheet that writes cells as they stand, and tables of many rows without a copy of each.

    XlsxWriter looks through each formula for 29 functions younger than Excel 2007, one pattern at a
    time, escapes each attribute of each cell, of which none ever needs it, and keeps a tuple of its
    own for every cell: most of the time and of the memory of writing a large workbook. Here a
    table's cells go into the file from the rows that they stand in. Where a release of XlsxWriter
    names its steps otherwise, cells are what it makes of them.
    """

    dim_rowmin: int | None
    dim_rowmax: int | None

    def lay_table(self, first: int, rows: Sequence[Sequence[Cell]], styles: Sequence[Format],
                  others: Sequence[dict[int, Format]]) -> None:
        """Write a table of rows from a row of the sheet on, in its first columns.

        `rows` are read again when the workbook is closed. Raises ValueError for a figure that is
        none, and where the rows do not fit on a sheet.
        """
        table = _Table(first, rows, styles, others)
        if not rows:
            return
        if self._check_dimensions(first, 0) or self._check_dimensions(
                first + len(rows) - 1, len(styles) - 1):
            raise ValueError(f"{len(rows):,} rows do not fit on the sheet {self.name}")
        shared = self.str_table
        for text, times in Counter(
                cell for row in rows for cell in row if isinstance(cell, str)).items():
            shared._get_shared_string_index(_fitted(text))
            shared.count += times - 1
        # XlsxWriter lets go of its dictionary of texts before it asks for the rows.
        self._laid, self._texts = table, self.str_table.string_table

    def _write_rows(self) -> None:
        """Write the rows above a laid table, its own and those below it, in their order."""
        table: _Table | None = getattr(self, "_laid", None)
        if table is None:
            super()._write_rows()
            return
        first, last = self.dim_rowmin, self.dim_rowmax
        end = table.first + len(table.rows)
        for self.dim_rowmin, self.dim_rowmax in ((first, table.first - 1), (end, last)):
            if self.dim_rowmin == end:
                self._write_laid(table)
            super()._write_rows()
        self.dim_rowmin, self.dim_rowmax = first, last

    def _write_laid(self, table: _Table) -> None:
        """Write the rows of a laid table, with what else was written beside it."""
        letters = [letter(column) for column in range(len(table.styles))]
        marks = [f'" s="{style._get_xf_index()}"' for style in table.styles]
        of_row = [{number: f'" s="{style._get_xf_index()}"' for number, style in own.items()}
                  for own in table.others]
        blank = [bool(style.bg_color) for style in table.styles]
        write, cell_of = self.fh.write, self._cell
        columns = [*zip(letters, marks, of_row, blank, strict=True)]
        for number, row in enumerate(table.rows):
            at = table.first + number
            self._write_row(at, None, self.row_info.get(at))
            place = str(at + 1)
            write("".join([
                cell_of(f'<c r="{column}{place}{own.get(number, mark)}', cell)
                for cell, (column, mark, own, is_filled) in zip(row, columns, strict=True)
                # A blank cell is written only for the ground that it has.
                if cell is not None or is_filled]))
            if at in self.table:
                for column in sorted(self.table[at]):
                    self._write_cell(at, column, self.table[at][column])
            self._xml_end_tag("row")

    def _cell(self, head: str, cell: Cell) -> str:
        """Return a cell in the file's words."""
        if isinstance(cell, str):
            texts = self._texts
            at = texts[cell] if cell in texts else texts[_fitted(cell)]
            return f'{head} t="s"><v>{at}</v></c>'
        if isinstance(cell, Formula):
            return self._formula(head, cell)
        if cell is None:
            return f"{head}/>"
        if not math.isfinite(cell):
            raise ValueError(f"{cell} is no figure")
        return f"{head}><v>{cell:.16G}</v></c>"

    def _formula(self, head: str, cell: Formula) -> str:
        value = cell.value
        text = self._escape_data(cell.text.removeprefix("="))
        if isinstance(value, str):
            kind = ' t="str"' if value else ""
            return f"{head}{kind}><f>{text}</f><v>{self._escape_data(value)}</v></c>"
        return f"{head}><f>{text}</f><v>{value}</v></c>"

    def _get_range_data(self, row_start: int, col_start: int, row_end: int, col_end: int) -> Any:
        """Return what charts show of a laid table: its figures and texts as written."""
        table: _Table | None = getattr(self, "_laid", None)
        if table is None or not table.first <= row_start <= row_end < table.first + len(table.rows):
            return super()._get_range_data(row_start, col_start, row_end, col_end)
        return [_shown(cell) for row in range(row_start, row_end + 1)
                for cell in table.rows[row - table.first][col_start:col_end + 1]]

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        del expand_future_functions
        return formula.removeprefix("=")

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        """Write a number, a shared text or a formula with a format; leave others to the class."""
        kind = type(cell).__name__
        if cell.format is None or kind not in _PLAIN or (kind == "String" and self.constant_memory):
            super()._write_cell(row, col, cell)
            return
        head = f'<c r="{letter(col)}{row + 1}" s="{cell.format._get_xf_index()}"'
        if kind == "Number":
            self.fh.write(f"{head}><v>{cell.number:.16G}</v></c>")
        elif kind == "String":
            self.fh.write(f'{head} t="s"><v>{cell.string}</v></c>')
        elif isinstance(cell.value, bool) or (
                isinstance(cell.value, str) and cell.value.startswith("#")):
            super()._write_cell(row, col, cell)
        else:
            text = ' t="str"' if isinstance(cell.value, str) and cell.value else ""
            self.fh.write(f"{head}{text}><f>{self._escape_data(cell.formula)}</f>"
                          f"<v>{self._escape_data(cell.value)}</v></c>")


class _Book(Workbook):  # type: ignore[misc, unused-ignore]  # the package ships no types
    """A workbook that writes texts and comments on cells as they stand.

    XlsxWriter looks through each text five times, and writes a comment, of which there is one on
    every heading, as thirty elements, one at a time: a fifth of the time of writing a small
    workbook.
    """

    def _get_packager(self) -> Packager:
        return _Packager()


class _Packager(Packager):  # type: ignore[misc, unused-ignore]
    """Writes texts and comments on cells with the writers below."""

    def _write_shared_strings_file(self) -> None:
        table = self.workbook.str_table
        if table.count:
            strings = _Strings()
            strings.string_table = table
            strings._set_xml_writer(self._filename("xl/sharedStrings.xml"))
            strings._assemble_xml_file()

    def _write_vml_files(self) -> None:
        sheets = self.workbook.worksheets()
        if any(sheet.has_header_vml or sheet.buttons_list for sheet in sheets):
            super()._write_vml_files()
            return
        for number, sheet in enumerate((one for one in sheets if one.has_vml), 1):
            boxes = _Boxes()
            boxes._set_xml_writer(self._filename(f"xl/drawings/vmlDrawing{number}.vml"))
            boxes._assemble_xml_file(sheet.vml_data_id, sheet.vml_shape_id, sheet.comments_list)

    def _write_comment_files(self) -> None:
        sheets = [one for one in self.workbook.worksheets() if one.has_comments]
        for number, sheet in enumerate(sheets, 1):
            texts = _Texts()
            texts._set_xml_writer(self._filename(f"xl/comments{number}.xml"))
            texts._assemble_xml_file(sheet.comments_list)


class _Strings(SharedStrings):  # type: ignore[misc, unused-ignore]
    """Writes the texts of cells, none of them as XML: no name from the inputs is a text in pieces.

    XlsxWriter takes what is written between <r> and </r> for XML of its own.
    """

    def _write_si(self, string: str) -> None:
        if not _ESCAPED.search(string):
            self.fh.write(f"<si><t>{string}</t></si>")
        elif string.startswith("<r>") and string.endswith("</r>"):
            self._xml_si_element(self._escape_control_characters(string))
        else:
            super()._write_si(string)


class _Texts(Comments):  # type: ignore[misc, unused-ignore]
    """Writes what comments say."""

    def _write_comment(self, comment: CommentType, author_id: int) -> None:
        self.fh.write(
            f'<comment ref="{cell_name(comment.row, comment.col)}" authorId="{author_id}"><text><r>'
            f'<rPr><sz val="{comment.font_size}"/><color indexed="81"/>'
            f'<rFont val="{comment.font_name}"/><family val="{comment.font_family}"/></rPr>')
        self._write_text_t(comment.text)
        self.fh.write("</r></text></comment>")


class _Boxes(Vml):  # type: ignore[misc, unused-ignore]
    """Writes the boxes that comments are shown in, hidden until a reader points at the cell."""

    def _write_comment_shape(self, shape_id: int, z_index: int, comment: CommentType) -> None:
        left, top, width, height = self._pixels_to_points(comment.vertices)
        column, row, x, y, last_column, last_row, last_x, last_y = comment.vertices[:8]
        ground = comment.color._vml_rgb_hex_value()
        self.fh.write(
            f'<v:shape id="_x0000_s{shape_id}" type="#_x0000_t202" style="position:absolute;'
            f"margin-left:{left:.15g}pt;margin-top:{top:.15g}pt;width:{width:.15g}pt;"
            f'height:{height:.15g}pt;z-index:{z_index};visibility:hidden" '
            f'fillcolor="{ground}" o:insetmode="auto"><v:fill color2="{ground}"/>'
            '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
            '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div>'
            '</v:textbox><x:ClientData ObjectType="Note">'
            f"<x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{column}, {x}, {row}, {y}, "
            f"{last_column}, {last_x}, {last_row}, {last_y}</x:Anchor><x:AutoFill>False"
            f"</x:AutoFill><x:Row>{comment.row}</x:Row><x:Column>{comment.col}</x:Column>"
            "</x:ClientData></v:shape>")


def _fitted(text: str) -> str:
    """Return as much of a text as a cell holds; letters beyond the basic plane take two units."""
    if len(text) <= LONGEST_TEXT // 2:
        return text
    return text.encode("utf-16-le")[:2 * LONGEST_TEXT].decode("utf-16-le", errors="ignore")


def _shown(cell: Cell) -> Any:
    value = cell.value if isinstance(cell, Formula) else cell
    return f"{value:.16g}" if isinstance(value, (int, float)) and cell is value else value
