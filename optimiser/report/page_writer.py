"""Writes a page that is one table: headings, cells, widths, heights, filter, print set-up."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from optimiser.frozen import frozen
from optimiser.report.book import LONGEST_TEXT, Format, Worksheet
from optimiser.report.canvas import Canvas
from optimiser.report.layout import Cell, Formula, Heading, Look, Page
from optimiser.report.letters import lines as lines_in
from optimiser.report.palette import FONT
from optimiser.report.sheets import glossary
from optimiser.report.styles import Styles, decimals_of
from optimiser.words import NEARLY_ALL

_NARROWEST = 8.0
_PAPER = 1_345
"""Pixels that fit on an A4 page in landscape while letters of 10 points print with 7 or more,
as LibreOffice measures columns, which it takes for a little wider than Excel does."""
_WRAPPED = 10.0
"""So narrow a column of texts may become where a page would not fit otherwise."""
_DECIMALS = {Look.COUNT: 0, Look.UNITS: 1, Look.NUMBER: 2, Look.MONTHS: 2, Look.PRICE: 4}
"""Digits behind the point that a look shows at most; money's are those of the plan."""
_INDENT = 1.5
"""Digits that the indent of texts takes off a column."""
_BUTTON = 3
"""Room, in characters, that a filter's button takes from its heading."""
_LINE, _PADDING = 13.0, 3.0
_MOST_LINES = 30
_BOX = 50
"""So many characters wide is the box of a comment on a cell."""
_NEARLY, _APART = 0.9995, 1.5
_WORDS_THAT_COUNT = {"Broken": "bad", "ERROR": "bad", "Binding": "full"}


@frozen
class _Column:
    """A column of a table: its cells, and what they show.

    `texts` are those of a column of texts, `figures` those of one of figures, a row each; what is
    no text shows as "", what is no figure counts as 0.
    """

    heading: Heading
    unit: str
    cells: list[Cell]
    texts: list[str]
    figures: list[float]

    @property
    def whole_name(self) -> str:
        """The heading with its unit, as it is shown."""
        return f"{self.heading.name} ({self.unit})" if self.unit else self.heading.name


def _column(heading: Heading, unit: str, cells: list[Cell]) -> _Column:
    values = [cell.value if isinstance(cell, Formula) else cell for cell in cells]
    if heading.wraps:
        texts = [value if isinstance(value, str) else "" for value in values]
        return _Column(heading, unit, cells, texts, [])
    figures = [float(value) if isinstance(value, (int, float)) else 0.0 for value in values]
    return _Column(heading, unit, cells, [], figures)


class PageWriter:
    """Writes the table of a page on its sheet; the canvas's title heads each printed page."""

    def __init__(self, canvas: Canvas) -> None:
        self.sheet, self.styles = canvas.sheet, canvas.styles
        self.currency, self.title = canvas.currency, canvas.title
        self.explains = glossary.NAME in canvas.pages

    def write(self, page: Page) -> None:
        """Write the headings and rows of a page, with its filter and print set-up."""
        print_setup(self.sheet, self.title, page.top + 1 if page.headings else 0)
        if page.headings:
            self._table(page, page.top)

    def _table(self, page: Page, top: int) -> None:
        columns = [_column(heading, heading.unit.format(currency=self.currency),
                           [row[at] for row in page.rows])
                   for at, heading in enumerate(page.headings)]
        widths = _fitted(page.headings, [*map(self._width, columns)])
        lines = {at: _lines(column.texts, widths[at] - _INDENT)
                 for at, column in enumerate(columns) if column.heading.wraps}
        self._headings(columns, top, widths)
        self.sheet.lay_table(
            top + 1, page.rows,
            [self._style(column, page.shares.get(column.heading.name, ()),
                         wraps=max(lines.get(at, ()), default=1) > 1)
             for at, column in enumerate(columns)],
            [self._other_styles(page, heading) for heading in page.headings])
        for (row, column), text in page.remarks.items():
            write_remark(self.sheet, top + 1 + row, column, text)
        self._heights([*lines.values()], top)
        self._verdicts(page, top)
        self.sheet.freeze_panes(top + 1, 1)
        if page.rows:
            self.sheet.autofilter(top, 0, top + len(page.rows), len(page.headings) - 1)
        shown = sum(heading.printed for heading in page.headings)
        rows = len(page.rows) if page.printed_rows is None else page.printed_rows
        self.sheet.print_area(0, 0, top + max(rows, 1), shown - 1)

    def _headings(self, columns: list[_Column], top: int, widths: list[float]) -> None:
        deepest = 1
        for column, (own, width) in enumerate(zip(columns, widths, strict=True)):
            heading, unit = own.heading, own.unit
            self.sheet.set_column(column, column, width)
            self.sheet.write_string(top, column, heading.name, self.styles.heading(
                heading.look, unit=unit, helper=heading.helper))
            self.sheet.write_comment(top, column, self._meaning(heading), {
                "x_scale": 1.8, "y_scale": 0.9, "author": "allocate", "font_size": 9})
            deepest = max(deepest, lines_in(own.whole_name, width - _BUTTON))
        self.sheet.set_row(top, deepest * _LINE + 8)

    def _meaning(self, heading: Heading) -> str:
        """Return what a heading means, and where its word is explained.

        No link: LibreOffice writes links in blue, which nobody can read on the headings' blue.
        """
        word = glossary.WORD_OF.get(heading.name) if self.explains else None
        return heading.meaning if word is None else (
            f"{heading.meaning} {glossary.NAME}: {word}.")

    def _width(self, column: _Column) -> float:
        """Return a width that shows every cell and every word of the heading, within bounds."""
        heading = column.heading
        words = max(map(len, [*heading.name.split(),
                              f"({column.unit})" if column.unit else ""])) + _BUTTON
        if heading.look is Look.WORDS:
            return max(heading.width, words)
        if heading.look is Look.TEXT:
            longest = max(map(len, column.texts), default=0)
            return min(max(longest * 1.05 + 3, words, _NARROWEST), max(heading.width, words))
        decimals = _DECIMALS.get(heading.look)
        if heading.look is Look.MONEY:
            decimals = self.styles.decimals
        longest = 0 if decimals is None else _longest(column.figures, decimals)
        if heading.look is Look.SHARE or any(_NEARLY <= figure < 1 for figure in column.figures):
            longest = max(longest, len(NEARLY_ALL))
        width = max(longest * 1.05 + 3, words, _NARROWEST)
        whole = len(column.whole_name)
        # What just fits in one line touches the heading beside it.
        return whole + _APART if abs(whole - width) < _APART else width

    def _style(self, column: _Column, shares: Collection[int], *, wraps: bool) -> Format:
        """Return the format of a column's cells; those in the rows of shares have another."""
        heading = column.heading
        decimals = decimals_of([cell for row, cell in enumerate(column.cells)
                                if row not in shares]) if heading.look is Look.NUMBER else 0
        return self.styles.cell(heading.look, result=heading.result, decimals=decimals,
                                wraps=wraps)

    def _other_styles(self, page: Page, heading: Heading) -> dict[int, Format]:
        """Return the formats of a column's cells that look otherwise, by their rows."""
        looks = {**page.looks} if heading.look is Look.MONEY else {}
        looks |= dict.fromkeys(page.shares.get(heading.name, ()), Look.SHARE)
        styles = {look: self.styles.cell(look, result=heading.result)
                  for look in set(looks.values())}
        return {row: styles[look] for row, look in looks.items()}

    def _heights(self, lines: Sequence[Sequence[int]], top: int) -> None:
        """Make rows as high as their longest text: not every program does it on opening.

        `lines` are those of each column of texts, row by row.
        """
        for number, deepest in enumerate(map(max, zip(*lines, strict=True))):
            if deepest > 1:
                self.sheet.set_row(top + 1 + number,
                                   min(deepest, _MOST_LINES) * _LINE + _PADDING)

    def _verdicts(self, page: Page, top: int) -> None:
        """Let words that matter stand out, also when an edit brings them up."""
        formats = {"bad": self.styles.bad(), "full": self.styles.full()}
        for at, heading in enumerate(page.headings):
            if heading.name in ("Status", "Result") and page.rows:
                for word, kind in _WORDS_THAT_COUNT.items():
                    self.sheet.conditional_format(
                        top + 1, at, top + len(page.rows), at,
                        {"type": "cell", "criteria": "==", "value": f'"{word}"',
                         "format": formats[kind]})


def write_remark(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """Write a comment on a cell, in a box that shows all of it."""
    lines = sum(lines_in(part, _BOX) for part in text.split("\n"))
    sheet.write_comment(row, column, text[:LONGEST_TEXT], {
        "author": "allocate", "font_size": 9, "width": 8 * _BOX, "height": 16 * lines + 20})


def _pixels(width: float) -> float:
    return 7 * width + 5


def _fitted(headings: Sequence[Heading], widths: list[float]) -> list[float]:
    """Narrow the columns of texts, the widest most, until what is printed fits on paper."""
    excess = (sum(_pixels(width) for heading, width in zip(headings, widths, strict=True)
                  if heading.printed) - _PAPER) / 7
    spare = [max(width - _WRAPPED, 0.0) if heading.printed and heading.wraps else 0.0
             for heading, width in zip(headings, widths, strict=True)]
    part = min(max(excess, 0.0) / (sum(spare) or 1.0), 1.0)
    return [width - part * room for width, room in zip(widths, spare, strict=True)]


def write_verdict(sheet: Worksheet, row: int, column: int, styles: Styles,
                  verdict: Formula) -> None:
    """Write OK in green, which turns red when it turns to ERROR."""
    sheet.write_formula(row, column, verdict.text, styles.verdict(), verdict.value)
    sheet.conditional_format(row, column, row, column, {
        "type": "cell", "criteria": "==", "value": '"ERROR"', "format": styles.bad()})


def _lines(texts: Sequence[str], width: float) -> list[int]:
    """Return how many lines each text takes in a column; many texts come again and again."""
    taken = {text: lines_in(text, width) for text in set(texts)}
    return [taken[text] for text in texts]


def _longest(figures: list[float], decimals: int) -> int:
    """Return the characters of the longest figure: that of the largest, or of the smallest."""
    if not figures:
        return 0
    return max(len(f"{figure:,.{decimals}f}") for figure in (max(figures), min(figures)))


def print_setup(sheet: Worksheet, title: str, heading_row: int = 0) -> None:
    """Print in landscape on A4, one page wide, with the headings on every page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.4, 0.4, 0.6, 0.6)
    shown = " ".join(title.split())[:150].replace("&", "&&")
    sheet.set_header(f'&L&"{FONT},Bold"&A&R&"{FONT},Regular"{shown}')
    sheet.set_footer(f'&L&"{FONT},Regular"&F&R&"{FONT},Regular"Page &P of &N')
    if heading_row:
        sheet.repeat_rows(heading_row - 1)
