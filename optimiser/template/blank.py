"""The blank workbook: every sheet and column, explained, with examples of rules."""

from __future__ import annotations

from optimiser.tables.columns import Sheet
from optimiser.tables.schema import SHEETS
from optimiser.template.rule_examples import RULE_EXAMPLES
from optimiser.template.workbook import Content, Lines
from optimiser.words import listing

_FIRST: Lines = [
    ("1. Needs", "Who needs how much for what. One row a recipient and activity; add Period and "
                 "Tier if you plan by them."),
    ("2. Budgets", "What each fund may spend. Leave For recipients and For activities blank where "
                   "it may pay for all."),
    ("3. Check", "Save, then run:  allocate check FILE  It says what was read, and every mistake "
                 "with its cell and how to mend it."),
    ("4. Run", "allocate FILE  writes the plan to the folder outputs."),
    ("5. The rest", "All other sheets are optional: a blank sheet limits nothing. Fill in what "
                    "you know, and run again."),
]
_READING: Lines = [
    ("Headings", "Point at a heading to read what the column holds and what a blank cell means. "
                 "Do not rename them; their order is yours."),
    ("Names", "A name is the same whatever its case and blanks. Cells offer the names that other "
              "sheets introduce."),
    ("Percentages", "45% is 45% or 0.45."),
    ("Money", "In the currency of the row, in single units unless Settings says thousands or "
              "millions. A blank currency is the base currency."),
    ("Rules", "The sheet holds an example of every measure, switched off. Change Enabled to yes, "
              "or write your own below."),
]


def _about(sheet: Sheet) -> str:
    needed = listing(column.heading for column in sheet.columns if column.required)
    kind = "Required." if sheet.required else "Optional."
    return f"{sheet.meaning} {kind} A row needs {needed}."


HOW_TO: dict[str, Lines] = {
    "What to do": _FIRST, "How cells are read": _READING,
    "Sheets": [(sheet.name, _about(sheet)) for sheet in SHEETS]}
"""The sections of the sheet About: what a person needs to know who fills in."""


def blank() -> Content:
    """Return the content of the blank workbook."""
    return Content(
        title="Funding allocation: inputs",
        subtitle="Fill in Needs and Budgets; everything else is optional.",
        tables={
            "Rules": RULE_EXAMPLES,
            "Settings": [{"Setting": "Title", "Value": "Funding allocation"},
                         {"Setting": "Base currency", "Value": "EUR"},
                         {"Setting": "Amounts in", "Value": "units"},
                         {"Setting": "Rounding", "Value": 1},
                         {"Setting": "Split", "Value": "proportional"}]},
        sections=HOW_TO,
        footer="Inputs of allocate", full=True)
