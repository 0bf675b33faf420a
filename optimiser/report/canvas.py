"""A sheet under the pen: what it takes to write a page and to draw on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from optimiser.report.book import Workbook, Worksheet
from optimiser.report.layout import Page
from optimiser.report.styles import Styles


class Canvas(NamedTuple):
    """A worksheet with its workbook's formats, currency, title, and all pages by name."""

    book: Workbook
    sheet: Worksheet
    styles: Styles
    currency: str
    title: str
    pages: Mapping[str, Page]
