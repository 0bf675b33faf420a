"""The formats of input workbooks, in one place."""

from __future__ import annotations

from optimiser.frozen import frozen
from optimiser.report.book import Format, Workbook
from optimiser.report.palette import BLUE, GREY_INK, INK, PALE, WHITE


@frozen
class Look:
    """The formats of one workbook, and the words at the foot of its pages."""

    title: Format
    note: Format
    units: Format
    heading: Format
    heading_right: Format
    section: Format
    label: Format
    text: Format
    blank: Format
    money: Format
    share: Format
    fine_share: Format
    weight: Format
    rate: Format
    plain: Format
    footer: str

    @classmethod
    def of(cls, book: Workbook, footer: str) -> Look:
        """Return the formats, made in this workbook."""
        base = {"font_name": "Calibri", "font_size": 10, "font_color": INK, "valign": "top"}
        cell = {**base, "bottom": 1, "bottom_color": PALE}
        heading = {**base, "bold": True, "font_color": WHITE, "bg_color": BLUE, "border": 1,
                   "border_color": PALE, "text_wrap": True, "valign": "vcenter"}
        made = {
            "title": {**base, "bold": True, "font_size": 16, "font_color": BLUE,
                      "valign": "vcenter"},
            "note": {**base, "italic": True, "font_color": GREY_INK},
            "units": {**base, "italic": True, "font_color": GREY_INK, "font_size": 9,
                      "align": "right", "valign": "bottom", "text_wrap": True},
            "heading": {**heading, "align": "left", "indent": 1},
            "heading_right": {**heading, "align": "right"},
            "section": {**base, "bold": True, "font_size": 12, "font_color": BLUE, "bottom": 2,
                        "bottom_color": BLUE},
            "label": {**cell, "bold": True, "text_wrap": True},
            "text": {**cell, "text_wrap": True, "align": "left", "indent": 1},
            "blank": cell,
            "money": {**cell, "num_format": "#,##0"},
            "share": {**cell, "num_format": "0%"},
            "fine_share": {**cell, "num_format": "0.0%"},
            "weight": {**cell, "num_format": "0.0"},
            "plain": base,
            "rate": {**cell, "num_format": "#,##0.0000"},
        }
        return cls(**{name: book.add_format(properties) for name, properties in made.items()},
                   footer=footer)
