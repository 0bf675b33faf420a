"""The one palette: colours and the font of every workbook, chart and page."""

from __future__ import annotations

INK, GREY_INK = "#1F2933", "#52606D"
BLUE, MID_BLUE, LIGHT_BLUE, PALE = "#1F4E79", "#5B9BD5", "#9DB9D6", "#DCE6F1"
WHITE, RULE, GRID, REST, SOFT = "#FFFFFF", "#B8C4D0", "#E4E7EB", "#D9DEE4", "#EEF3F8"
"""Ground, borders, lines of a chart, what is left of a bar, and a ground for figures."""

RESULT_FILL, GOOD_FILL, BAD_FILL, FULL_FILL = "#FFF8E1", "#E3F1E3", "#F9DEDC", "#FDEBD0"
GOOD_INK, BAD_INK, FULL_INK = "#1B5E20", "#9B1C1C", "#7A4A00"
ERROR_FILL, WARNING_FILL = "#F9C9C4", "#FDE7B8"
LOSS = "#C55A11"

SERIES = (BLUE, LIGHT_BLUE, "#B8860B", GREY_INK, "#4E7D5B", "#8C5A7A")
"""What stands side by side in one chart, told apart by lightness too."""
STEPS = ("#FBE3D6", "#FDF0D5", "#EEF4DC", "#D8EAD3", "#BCDCBC")
"""From little to all, for ink on top."""
GREEN = "#8FAE8B"

DARK_INK, DARK_PAPER, DARK_RULE, DARK_HEAD = "#E6EBF0", "#151B22", "#3A4653", "#9CC3E8"
DARK_ON_HEAD, DARK_SOFT, DARK_BLUE, DARK_GREEN = "#10202F", "#1E2731", "#3F74A8", "#5D7D5A"
"""The same for a screen at night."""

FONT = "Arial"
"""LibreOffice has a font of the same widths everywhere, so columns fit in both programs."""


def bare(colour: str) -> str:
    """Return a colour as openpyxl writes it.

    >>> bare("#1F4E79")
    '1F4E79'
    """
    return colour.removeprefix("#")
