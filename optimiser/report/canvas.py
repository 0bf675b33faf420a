"""A sheet under the pen: what it takes to write a page and to draw on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from optimiser.report.book import Workbook, Worksheet
from optimiser.report.layout import Page
from optimiser.report.styles import Styles


@dataclass(frozen=True, slots=True)
class Canvas:
    """A worksheet with its workbook's formats, currency, title, and all pages by name."""

    book: Workbook
    sheet: Worksheet
    styles: Styles
    currency: str
    title: str
    pages: Mapping[str, Page]
