"""The pen of the first page: titles, headings, figures, sentences and links, row by row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from textwrap import wrap

from optimiser.report.book import Format
from optimiser.report.canvas import Canvas
from optimiser.report.draft import Draft
from optimiser.report.layout import Formula, Look, quoted

FIRST_WIDTH, WIDTH = 36, 15
ACROSS = 9
"""So many columns of figures fit beside the first and before the last, so that a page prints."""
_ROW, PIXELS, LINE = 15.0, 20, 14
"""Height of a row in points and in pixels, of a line of text in points."""
_TITLE = 20
_PAGE, _LATE = 660.0, 0.8
"""Points of the rows that fit on a page of paper, and the part of it from which little is left."""
LETTERS = 40
"""So many letters of a name stand in one line of the first column."""
_LETTERS = 190
"""So many letters of a sentence stand in one line across the page."""
_THOUSANDS = 10_000_000
"""From this total on, thousands read better than single units."""


class Pen:
    """Writes on the first page; `row` is the next free one, counted from 0."""

    def __init__(self, canvas: Canvas, draft: Draft) -> None:
        self.canvas, self.draft = canvas, draft
        self.sheet, self.styles = canvas.sheet, canvas.styles
        self.row = 0
        self.breaks: list[int] = []
        self.heights: dict[int, float] = {}
        whole = max(float(sum(draft.problem.funds.budget)), float(draft.need_rows["Need"].sum()))
        self.in_thousands = whole >= _THOUSANDS

    @property
    def unit(self) -> str:
        """What amounts are shown in."""
        return f"thousand {self.draft.currency}" if self.in_thousands else self.draft.currency

    def heading(self, look: Look, *, unit: bool = True, single: bool = False,
                goes_on: bool = False) -> Format:
        """Return the format of a heading; money says its unit."""
        shown = self.draft.currency if single else self.unit
        return self.styles.heading(look, unit=shown if unit and look is Look.MONEY else "",
                                   goes_on=goes_on)

    def cell(self, look: Look, *, bold: bool = False, dashes: bool = False,
             result: bool = False) -> Format:
        """Return the format of a figure or a text; money is shown in the page's unit."""
        return self.styles.cell(look, bold=bold, dashes=dashes, result=result,
                                thousands=self.in_thousands and look is Look.MONEY)

    def section(self, title: str, columns: int) -> None:
        """Write a section's title, underlined over so many columns."""
        self.set_height(_TITLE)
        self.sheet.write_string(self.row, 0, title, self.styles.section())
        for column in range(1, columns):
            self.sheet.write_blank(self.row, column, None, self.styles.section())
        self.row += 1

    def headings(self, found: Sequence[tuple[str, Look]], *, units: bool = True,
                 single: bool = False, across: bool = False) -> None:
        """Write the headings of a table; with `single` its money is in single units.

        One without a name goes on with the one before it: what stands below is as wide as both.
        With `across` the last one goes on to the end of the page.
        """
        if across:
            found = [*found, *[("", found[-1][1])] * (ACROSS + 1 - len(found))]
        unit = len(self.draft.currency if single else self.unit) + 3
        longest = max(len(name) + (unit if units and look is Look.MONEY else 0)
                      for name, look in found)
        self.set_height(30 if longest > WIDTH - 2 else 18)
        for column, (name, look) in enumerate(found):
            goes_on = not all(other for other, _ in found[column:column + 2])
            style = self.heading(look, unit=units, single=single, goes_on=goes_on)
            if name:
                self.sheet.write_string(self.row, column, name, style)
            else:
                self.sheet.write_blank(self.row, column, None, style)
        self.row += 1

    def text(self, column: int, text: str, style: Format | None = None) -> None:
        """Write a text in the row, whatever it looks like."""
        self.sheet.write_string(self.row, column, text, style or self.cell(Look.TEXT))

    def name(self, text: str) -> None:
        """Write a name at the start of the row, which is as high as the name takes lines."""
        taken = len(wrap(text, LETTERS)) if len(text) > LETTERS else 1
        self.sheet.write_string(self.row, 0, text, self.styles.cell(Look.TEXT, wraps=taken > 1))
        if taken > 1:
            self.set_height(taken * LINE)

    def set_height(self, points: float) -> None:
        """Make the row so high."""
        self.sheet.set_row(self.row, points)
        self.heights[self.row] = points

    def together(self, write: Callable[[], None]) -> None:
        """Write a block, on the next page of paper where it does not fit on the rest of this one.

        One that fits on no page begins a page only where little of this one is left. Where by
        this count the page has just ended, it ends in programs with other letters as well.
        """
        first = self.row
        write()
        above, own = self._above(first), sum(self._height(row) for row in range(first, self.row))
        own -= _ROW if self.row > first else 0.0  # the blank row at its end
        is_cut = above + own > _PAGE and (own <= _PAGE or above > _LATE * _PAGE)
        if first and above and (is_cut or above <= self._height(first - 1)):
            self.breaks.append(first)
            self.sheet.set_h_pagebreaks(self.breaks)

    def _height(self, row: int) -> float:
        return self.heights.get(row, _ROW)

    def _above(self, row: int) -> float:
        """Return the points that the rows above one take on its page."""
        used = 0.0
        for at in range(self.breaks[-1] if self.breaks else 0, row):
            height = self._height(at)
            used = height if used + height > _PAGE else used + height
        return used

    def figure(self, column: int, figure: Formula | float, style: Format) -> None:
        """Write a live or constant figure in the row."""
        if isinstance(figure, Formula):
            self.sheet.write_formula(self.row, column, figure.text, style, figure.value)
        else:
            self.sheet.write_number(self.row, column, figure, style)

    def say(self, sentence: str, style: Format | None = None) -> None:
        """Write a sentence across the page, on as many rows as it takes; none is cut."""
        lines = wrap(sentence, _LETTERS, break_long_words=False, break_on_hyphens=False)
        for line in lines or [""]:
            self.sheet.write_string(self.row, 0, line, style or self.styles.words())
            self.row += 1

    def link(self, column: int, sheet: str) -> None:
        """Write the name of a sheet that leads to it."""
        self.sheet.write_url(self.row, column, f"internal:{quoted(sheet)}!A1", self.styles.link(),
                             sheet)
