"""The shipped examples as contents of input workbooks."""

from __future__ import annotations

from dataclasses import replace

from optimiser.example import in_whole
from optimiser.example.about import SHEET_NOTES, SUBTITLE, TITLE, sections
from optimiser.example.facts import ASSUMPTIONS
from optimiser.example.tables import MINIMAL, TABLES
from optimiser.template.content import Content

WESTERN_BALKANS = Content(
    title=TITLE, subtitle=SUBTITLE, tables=TABLES, notes=SHEET_NOTES, sections=sections(),
    footer="Example made from published figures and stated assumptions")
_IN_WHOLE_NOTES = {sheet: words for sheet, words in {**SHEET_NOTES, **in_whole.SHEET_NOTES}.items()
                   if sheet in in_whole.IN_WHOLE}
IN_WHOLE = replace(
    WESTERN_BALKANS, title=in_whole.TITLE, tables=in_whole.IN_WHOLE, notes=_IN_WHOLE_NOTES,
    sections=sections(in_whole.NAME, _IN_WHOLE_NOTES, {**ASSUMPTIONS, **in_whole.ASSUMPTIONS}))
LEAST = Content(title="The least that allocate needs", tables=MINIMAL, plain=True)


def fill_in() -> Content:
    """Return the example with every sheet and column, for people to work on."""
    return replace(WESTERN_BALKANS, full=True)
