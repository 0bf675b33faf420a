"""Coordinators' pages as workbooks: one sheet each, printed on one page wide."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from optimiser.handover.coordinators import PLANNED, CoordinatorPage
from optimiser.names import name_key
from optimiser.report.book import add_sheet, open_book
from optimiser.report.guard import keep_inputs, write_whole
from optimiser.report.layout import Look
from optimiser.report.page_writer import print_setup
from optimiser.report.placing import cut, telling
from optimiser.report.styles import Styles
from optimiser.words import counted, money

SHEET = "Plan"
_LONGEST = 90
"""Bytes of a name that are kept; a letter may take four."""
_WIDTHS = (28, 34, 11, 36, 11, 18, 10, 18, 26, 11)


def write_pages(pages: Sequence[CoordinatorPage], folder: Path, source: Path | None = None, *,
                force: bool = False) -> list[Path]:
    """Write a workbook for each page into a folder, which is made; return their paths.

    Raises OutputError where one cannot be written, or was edited and `force` is not given, and
    UsageError where one would replace the source of the pages.
    """
    with telling(folder):
        folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for page, name in zip(pages, file_names(pages), strict=True):
        path = folder / f"{name}.xlsx"
        keep_inputs(path, [source])
        write_whole(path, _Maker(page), (SHEET,), force)
        written.append(path)
    return written


def summary(page: CoordinatorPage) -> str:
    """Say in one line what the page is about."""
    others = len({one.other.name for one in page.money})
    verb, noun = ("pays", "recipient") if page.is_donor else ("receives", "donor")
    side = "to" if page.is_donor else "from"
    months = sum(float(one.months) for one in page.experts)
    experts = (f"; {'sends' if page.is_donor else 'gets'} {months:,.1f} expert-months"
               if page.experts else "")
    return (f"{page.who.name} {verb} {money(round(page.total, 2), page.currency)} {side} "
            f"{counted(others, noun)}{experts}.")


def file_names(pages: Sequence[CoordinatorPage]) -> list[str]:
    """Return a name for each page's file, which its own name alone decides.

    Names that would meet, on disks that ignore capitals too, and names that are cut short end
    in a digest of the whole name: a number in turn would hand one office another's page as
    soon as the plan changes.
    """
    plain = [_file_name(page) for page in pages]
    met = Counter(name.casefold() for name in plain)
    return [name if met[name.casefold()] == 1 and len(name.encode()) <= _LONGEST
            else f"{cut(name, _LONGEST)}-{_digest(page.who.name)}"
            for page, name in zip(pages, plain, strict=True)]


def _file_name(page: CoordinatorPage) -> str:
    name = unicodedata.normalize("NFC", page.who.name)
    plain = re.sub(r"[^\w]+", "-", name, flags=re.UNICODE).strip("-") or "page"
    return f"{'donor' if page.is_donor else 'recipient'}-{plain}"


def _digest(name: str) -> str:
    return hashlib.sha256(name_key(name).encode()).hexdigest()[:8]


class _Maker:
    """Writes one page."""

    def __init__(self, page: CoordinatorPage) -> None:
        self.page = page

    def __call__(self, target: BinaryIO) -> None:
        book = open_book(target)
        self.styles = Styles(book, 2 if any(
            one.amount.denominator != 1 for one in self.page.money) else 0)
        self.sheet = add_sheet(book, SHEET)
        for column, width in enumerate(_WIDTHS):
            self.sheet.set_column(column, column, width)
        row = self._top()
        row = self._money(row) if self.page.money else row
        row = self._experts(row) if self.page.experts else row
        row = self._contacts(row)
        print_setup(self.sheet, self.page.title)
        self.sheet.print_area(0, 0, row, len(_WIDTHS) - 1)
        book.close()

    def _top(self) -> int:
        who = self.page.who
        self.sheet.write_string(0, 0, who.name, self.styles.title())
        self.sheet.set_row(0, 28)
        self.sheet.write_string(1, 0, self.page.title, self.styles.words())
        contact = ", ".join(part for part in (who.coordinator, who.email) if part)
        self.sheet.write_string(2, 0, f"Coordinator: {contact or 'not named'}",
                                self.styles.words())
        self.sheet.write_string(3, 0, summary(self.page), self.styles.label())
        self.sheet.write_string(4, 0, self.page.near, self.styles.words())
        return 6 if self.page.near else 5

    def _money(self, top: int) -> int:
        page = self.page
        other = "To" if page.is_donor else "From"
        headings: list[tuple[str, Look, str]] = [
            (other, Look.TEXT, ""), ("For", Look.TEXT, ""), ("When", Look.TEXT, ""),
            ("Fund", Look.TEXT, ""), ("Status", Look.TEXT, ""),
            ("Amount in fund currency", Look.MONEY, ""), ("Currency", Look.TEXT, ""),
            ("Amount", Look.MONEY, page.currency), ("Output expected", Look.TEXT, ""),
            ("Units", Look.UNITS, "about")]
        self._section(top, "What is paid" if page.is_donor else "What is received", headings)
        order = sorted(page.money, key=lambda one: (
            one.status != PLANNED, one.other.name, one.activity, one.period, one.fund))
        first = top + 2
        for row, one in enumerate(order, start=first):
            self._row(row, headings, (
                one.other.name, one.activity, one.period, one.fund, one.status,
                float(round(one.in_currency, 2)), one.currency, float(one.amount), one.output,
                one.units if one.output else None))
        last = first + len(order)
        self.sheet.write_string(last, 0, "Total", self.styles.cell(Look.TEXT, bold=True))
        for column in range(1, len(headings)):
            self.sheet.write_blank(last, column, None, self.styles.cell(Look.TEXT, bold=True))
        self.sheet.write_formula(last, 7, f"=SUM(H{first + 1}:H{last})",
                                 self.styles.cell(Look.MONEY, bold=True), float(page.total))
        return last + 2

    def _experts(self, top: int) -> int:
        other = "To" if self.page.is_donor else "From"
        headings: list[tuple[str, Look, str]] = [
            (other, Look.TEXT, ""), ("Expertise", Look.TEXT, ""), ("When", Look.TEXT, ""),
            ("Expert-months", Look.MONTHS, "")]
        self._section(top, "Experts sent" if self.page.is_donor else "Experts received", headings)
        order = sorted(self.page.experts, key=lambda one: (one.other.name, one.expertise,
                                                           one.period))
        for row, one in enumerate(order, start=top + 2):
            self._row(row, headings, (one.other.name, one.expertise, one.period,
                                      float(one.months)))
        return top + 3 + len(order)

    def _contacts(self, top: int) -> int:
        headings = [("To" if self.page.is_donor else "From", Look.TEXT, ""),
                    ("Coordinator", Look.TEXT, ""), ("", Look.TEXT, ""), ("Email", Look.TEXT, "")]
        self._section(top, "Whom to speak to", headings)
        others = sorted({one.other for one in self.page.money}
                        | {one.other for one in self.page.experts}, key=lambda one: one.name)
        for row, other in enumerate(others, start=top + 2):
            self._row(row, headings, (other.name, other.coordinator or "not named", "",
                                      other.email))
        return top + 2 + len(others)

    def _section(self, row: int, title: str, headings: Sequence[tuple[str, Look, str]]) -> None:
        self.sheet.write_string(row, 0, title, self.styles.section())
        self.sheet.set_row(row + 1, 32)
        for column, (name, look, unit) in enumerate(headings):
            self.sheet.write_string(row + 1, column, name, self.styles.heading(look, unit=unit))

    def _row(self, row: int, headings: Sequence[tuple[str, Look, str]],
             cells: Sequence[Any]) -> None:
        for column, ((_, look, _unit), cell) in enumerate(zip(headings, cells, strict=True)):
            style = self.styles.cell(look)
            if isinstance(cell, float):
                self.sheet.write_number(row, column, cell, style)
            elif cell:
                self.sheet.write_string(row, column, cell, style)
