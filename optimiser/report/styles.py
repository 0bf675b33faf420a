"""The one place for how the output looks."""

from __future__ import annotations

from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

from optimiser.report.layout import Look

INK, BLUE, PALE, RULE = "#1F2933", "#1F4E79", "#DCE6F1", "#B8C4D0"
RESULT_FILL, GOOD_FILL, BAD_FILL = "#FFF8E1", "#E3F1E3", "#F9DEDC"
GOOD_INK, BAD_INK = "#1B5E20", "#9B1C1C"
FONT = "Calibri"

_NUMBER_FORMATS = {
    Look.SHARE: '[>=1]0.0%;[>=0.9995]"<100%";0.0%',
    Look.NUMBER: "#,##0.####",
    Look.MONTHS: "#,##0.00",
    Look.CODE: "0",
    Look.PRICE: "0.0000",
}


class Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook, decimals: int) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._money = f"#,##0{'.' + '0' * decimals if decimals else ''}"

    def _format(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(
                {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "top",
                 **properties})
        return self._made[key]

    def cell(self, look: Look, *, result: bool = False, bold: bool = False) -> Format:
        """Return the format of a data cell; solver results stand on a pale yellow ground."""
        properties: dict[str, Any] = {}
        if look is Look.MONEY:
            properties["num_format"] = self._money
        elif look in _NUMBER_FORMATS:
            properties["num_format"] = _NUMBER_FORMATS[look]
        else:
            properties["num_format"] = "@" if look is Look.TEXT else "General"
            properties["text_wrap"] = look is Look.WORDS
            properties["indent"] = 0 if bold else 1
        if result:
            properties["bg_color"] = RESULT_FILL
        if bold:
            properties.update(bold=True, top=1, top_color=RULE)
        return self._format(**properties)

    def heading(self, look: Look = Look.TEXT, *, helper: bool = False) -> Format:
        """Return the format of a heading, aligned as its cells; helper columns are lighter."""
        colours = {"bg_color": PALE, "font_color": INK} if helper else {
            "bg_color": BLUE, "font_color": "#FFFFFF"}
        align = "left" if look in (Look.TEXT, Look.WORDS) else "right"
        return self._format(bold=not helper, text_wrap=True, border=1, border_color=RULE,
                            align=align, **colours)

    def title(self) -> Format:
        """Return the format of a sheet's title."""
        return self._format(bold=True, font_size=18, font_color=BLUE)

    def section(self) -> Format:
        """Return the format of a section's title."""
        return self._format(bold=True, font_size=12, font_color=BLUE, bottom=1,
                            bottom_color=BLUE)

    def note(self) -> Format:
        """Return the format of a note."""
        return self._format(italic=True, font_color="#52606D")

    def words(self) -> Format:
        """Return the format of running text in one cell."""
        return self._format(text_wrap=False)

    def label(self) -> Format:
        """Return the format of a label beside a figure."""
        return self._format(bold=True)

    def verdict(self, good: bool) -> Format:
        """Return the format of a word that says whether all is well."""
        fill, ink = (GOOD_FILL, GOOD_INK) if good else (BAD_FILL, BAD_INK)
        return self._format(bold=True, bg_color=fill, font_color=ink, border=1,
                            border_color=RULE)
