"""A worksheet that writes formulas and cells as they stand, which is several times as fast."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

from optimiser.tables.sources.raw import letter


class PlainSheet(Worksheet):  # type: ignore[misc, unused-ignore]  # the package ships no types
    """A worksheet for formulas that name no function younger than Excel 2007.

    XlsxWriter looks through each formula for 29 younger functions, one pattern at a time, and
    escapes each attribute of each cell, of which none ever needs it: most of the time of writing
    a workbook of formulas. Where a release of it names these steps otherwise, this class changes
    nothing; the parts that it writes are the same to the byte.
    """

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


_PLAIN = {"Number", "String", "Formula"}
