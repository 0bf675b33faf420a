"""Pages put into a workbook, and workbooks that are a few pages, written whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, NamedTuple

from optimiser.report.book import Workbook, add_sheet, open_book
from optimiser.report.canvas import Canvas
from optimiser.report.guard import write_whole
from optimiser.report.layout import Page
from optimiser.report.page_writer import PageWriter
from optimiser.report.styles import Styles


class About(NamedTuple):
    """What pages share: the title at their head, their currency and the decimals of its amounts."""

    title: str
    currency: str
    decimals: int = 0


def fill_book(book: Workbook, pages: Iterable[Page], about: About) -> None:
    """Write each page on a sheet of its own, in order, and draw on it what it asks for."""
    styles = Styles(book, about.decimals)
    by_name = {page.name: page for page in pages}
    for page in by_name.values():
        canvas = Canvas(book, add_sheet(book, page.name), styles, about.currency, about.title,
                        by_name)
        PageWriter(canvas).write(page)
        if page.draw is not None:
            page.draw(canvas)


def write_pages(path: Path, pages: Iterable[Page], about: About, *,
                force: bool = False) -> Path | None:
    """Write a workbook of a few pages; return the backup kept of an edited one, if any.

    Raises OutputError.
    """
    made = tuple(pages)

    def make(target: BinaryIO) -> None:
        book = open_book(target)
        fill_book(book, made, about)
        book.close()

    return write_whole(path, make, tuple(page.name for page in made), force)
