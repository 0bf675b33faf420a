"""The formats of the output's cells, each made once a workbook."""

from __future__ import annotations

from typing import Any

from optimiser.problem.types import Problem
from optimiser.report.book import Format, Workbook
from optimiser.report.layout import Look
from optimiser.report.palette import (
    BAD_FILL,
    BAD_INK,
    BLUE,
    FONT,
    FULL_FILL,
    FULL_INK,
    GOOD_FILL,
    GOOD_INK,
    GREY_INK,
    INK,
    PALE,
    RESULT_FILL,
    RULE,
    WHITE,
)
from optimiser.words import NEARLY_ALL

MOST_DECIMALS = 4
_ROOM = "_)"
"""Room at the right of figures: LibreOffice prints right indents of cells unevenly."""
_THOUSANDS = f"#,##0,{_ROOM}"
_FEW_THOUSANDS = f'[>=500]{_THOUSANDS};[>0]"under 1"{_ROOM};{_THOUSANDS}'
"""What is less than one shows that it is there."""
_SHARE = f'[>=1]0.0%{_ROOM};[>=0.9995]"{NEARLY_ALL}"{_ROOM};0.0%{_ROOM}'
"""Rounded to a tenth, but less than all never shows as 100%."""


class Styles:
    """The formats of a workbook, each made once; money has `decimals`."""

    def __init__(self, book: Workbook, decimals: int) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.decimals = decimals
        self._shown = {
            Look.MONEY: _thousands(decimals),
            Look.SHARE: _SHARE,
            Look.COUNT: _thousands(0),
            Look.MONTHS: _thousands(2),
            Look.UNITS: f"[>=10]{_thousands(0)};{_thousands(1)}",
            Look.CODE: f"0{_ROOM}",
            Look.PRICE: _thousands(4),
        }

    def _format(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(
                {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "vcenter",
                 **properties})
        return self._made[key]

    def cell(self, look: Look, *, result: bool = False, bold: bool = False,
             decimals: int = 0, dashes: bool = False, wraps: bool = False,
             thousands: bool = False, currency: str = "") -> Format:
        """Return the format of a data cell; solver results stand on a pale yellow ground.

        `decimals` are those of a plain number; with `dashes` a zero shows as a dash; with
        `wraps` a long text goes on below; with `thousands` money is shown in thousands,
        with `currency` with its currency.
        """
        properties: dict[str, Any] = {}
        if look in (Look.TEXT, Look.WORDS):
            properties.update(num_format="@" if look is Look.TEXT else "General",
                              text_wrap=look is Look.WORDS or wraps, align="left", indent=1)
        else:
            if thousands:
                shown = _THOUSANDS if dashes else _FEW_THOUSANDS
            else:
                shown = _thousands(decimals) if look is Look.NUMBER else self._shown[look]
            if currency:
                shown = '"{} "{}'.format(currency.replace('"', ""), shown)
            dash = f';-{shown};"\u2013"{_ROOM}' if dashes else ""
            properties["num_format"] = f"{shown}{dash}"
            properties["align"] = "right"
        if result:
            properties["bg_color"] = RESULT_FILL
        if bold:
            properties.update(bold=True, top=1, top_color=RULE)
        return self._format(**properties)

    def heading(self, look: Look = Look.TEXT, *, unit: str = "", helper: bool = False,
                goes_on: bool = False) -> Format:
        """Return the format of a heading, aligned as its cells; helper columns are lighter.

        One that goes on into the next column, or comes from the one before, has no side.
        The unit is part of the format, so that the cell holds the bare name of the column.
        """
        colours = {"bg_color": PALE, "font_color": INK} if helper else {
            "bg_color": BLUE, "font_color": WHITE}
        shown = '@" ({})"'.format(unit.replace('"', "")) if unit else "@"
        aligned = {"align": "left", "indent": 1, "num_format": shown} if look in (
            Look.TEXT, Look.WORDS) else {"align": "right", "num_format": shown + _ROOM}
        sides = {"top": 1, "bottom": 1, "top_color": RULE, "bottom_color": RULE} if goes_on else {
            "border": 1, "border_color": RULE}
        return self._format(bold=not helper, text_wrap=not goes_on, **sides, **aligned, **colours)

    def title(self) -> Format:
        """Return the format of a sheet's title."""
        return self._format(bold=True, font_size=18, font_color=BLUE,
                            align="left", indent=1)

    def section(self) -> Format:
        """Return the format of a section's title."""
        return self._format(bold=True, font_size=12, font_color=BLUE, bottom=1,
                            bottom_color=BLUE, align="left", indent=1)

    def note(self) -> Format:
        """Return the format of a note."""
        return self._format(italic=True, font_color=GREY_INK, align="left", indent=1)

    def legend(self) -> Format:
        """Return the format that shows what solver results look like."""
        return self._format(italic=True, font_color=GREY_INK, bg_color=RESULT_FILL, border=1,
                            border_color=RULE, align="left", indent=1)

    def words(self) -> Format:
        """Return the format of running text in one cell."""
        return self._format(align="left", indent=1)

    def link(self) -> Format:
        """Return the format of a name that leads to its sheet."""
        return self._format(align="left", indent=1, font_color=BLUE, underline=1)

    def label(self) -> Format:
        """Return the format of a label beside a figure."""
        return self._format(bold=True, align="left", indent=1)

    def verdict(self) -> Format:
        """Return the format of a word that says that all is well."""
        return self._format(bold=True, bg_color=GOOD_FILL, font_color=GOOD_INK, border=1,
                            border_color=RULE, align="left", indent=1)

    def bad(self) -> Format:
        """Return the format that a cell takes on when its word says that something is wrong."""
        return self._overlay(bg_color=BAD_FILL, font_color=BAD_INK, bold=True)

    def full(self) -> Format:
        """Return the format that the word for a limit without room left takes on."""
        return self._overlay(bg_color=FULL_FILL, font_color=FULL_INK)

    def _overlay(self, **properties: Any) -> Format:
        key = ("overlay", True), *sorted(properties.items())
        if key not in self._made:
            self._made[key] = self._book.add_format(properties)
        return self._made[key]


def _thousands(decimals: int) -> str:
    return f"#,##0{'.' + '0' * decimals if decimals else ''}{_ROOM}"


def money_decimals(problem: Problem) -> int:
    """Return the decimals of money: those of the rounding unit, which the plan is made in."""
    exponent = problem.rounding.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def decimals_of(values: list[object]) -> int:
    """Return how many decimals, up to four, the numbers of a column need.

    >>> decimals_of([1.0, 2.25, None]), decimals_of([3])
    (2, 0)
    """
    numbers = {value for value in values if isinstance(value, float) and not value.is_integer()}
    return max((_decimals(number) for number in numbers), default=0)


def _decimals(number: float) -> int:
    for decimals in range(1, MOST_DECIMALS):
        if round(number, decimals) == number:
            return decimals
    return MOST_DECIMALS
