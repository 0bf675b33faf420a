"""The blank workbook: every sheet and column, explained, with examples of rules."""

from __future__ import annotations

from optimiser.tables.columns import Sheet
from optimiser.tables.schema import SHEETS
from optimiser.template.content import NOTE, Content, Lines
from optimiser.template.rule_examples import RULE_EXAMPLES
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
    ("Names", "A name is the same whatever its case, blanks, apostrophes and hyphens. Cells offer "
              "the names that other sheets list. Where Recipients, Activities or Donors is filled "
              "in, it lists every one of them."),
    ("Several names", "In For recipients, For activities and the selections of Rules and "
                      "Scenarios several names are separated by \";\", as in  Serbia; Albania.  "
                      "A name may be a class: a region, a pillar, a group. \"not X\" leaves X out. "
                      "Blank means all."),
    ("Periods", "2016, H1 2016, 2016-Q1, Q1/2016, Jan 2016, 01/2016, 2016/17 or a date: every "
                "spelling of a period is that period. Other labels, such as Winter, have a row in "
                "Periods, in the order of time. Budgets by year may pay for needs by quarter."),
    ("Wide tables", "A column for each period, or for each recipient that Recipients lists, is "
                    "read as a row for each."),
    ("Codes", "ISO codes are those of countries (RS, SRB; XK for Kosovo), currencies those of "
              "ISO 4217 (EUR, CZK), DAC codes the OECD's purposes of five digits."),
    ("Percentages", "45% is 45% or 0.45."),
    ("Money", "In the currency of the row, in single units unless Settings says thousands or "
              "millions. A blank currency is the base currency."),
    ("Rules", "The sheet holds an example of every measure, switched off. Change Enabled to yes, "
              "or write your own below."),
]


_USUAL: tuple[tuple[str, str | int], ...] = (
    ("Title", "Funding allocation"), ("Base currency", "EUR"), ("Amounts in", "units"),
    ("Rounding", 1), ("Split", "few payments"))
SETTINGS_EXPLAINED: dict[str, str] = {
    "Title": "The name of the plan, on its first page.",
    "Base currency": "The currency in which everything is added up, such as EUR; others need a row "
                     "in Exchange rates.",
    "Amounts in": "units, thousands or millions: what one in a column of money stands for, on "
                  "every sheet.",
    "Rounding": "Amounts of the plan are whole multiples of this, in single units of the base "
                "currency.",
    "Split": "few payments: fair totals, paid in as few payments as they need. proportional: every "
             "fund pays a little of every need. any: whichever the solver finds.",
    "Gap": "Where grants or needs are chosen: the share of an objective's value that may stay "
           "unproved, such as 0.5%, so that the search ends sooner.",
    "Decide now until": "The last period that is decided now; later ones may adapt to the "
                        "scenario.",
}
OBJECTIVES_EXPLAINED: dict[str, str] = {
    "soft rules": "Wishes (rules of strength should) are missed as little as may be. First unless "
                  "listed elsewhere.",
    "meet needs": "As much need is met as can be, each euro weighed by severity, priority, weight "
                  "and tier.",
    "raise lowest coverage": "The least covered recipient gets as much as can be, then the next.",
    "use budgets": "As much money is allocated as can be.",
    "even burden": "Donors give in proportion to their key.",
    "fewest grants": "The plan has as few grants as can be.",
    "least change": "The plan stays as near as can be to an earlier one, given with --earlier.",
}


def _about(sheet: Sheet) -> str:
    needed = listing(column.heading for column in sheet.columns if column.required)
    kind = "Required." if sheet.required else "Optional."
    return f"{sheet.meaning} {kind} A row needs {needed}."


HOW_TO: dict[str, Lines] = {
    "What to do": _FIRST, "How cells are read": _READING,
    "Settings": list(SETTINGS_EXPLAINED.items()),
    "Objectives, optimised one after the other": list(OBJECTIVES_EXPLAINED.items()),
    "Sheets": [(sheet.name, _about(sheet)) for sheet in SHEETS]}
"""The sections of the sheet About: what a person needs to know who fills in."""


def blank() -> Content:
    """Return the content of the blank workbook."""
    return Content(
        title="Funding allocation: inputs",
        subtitle="Fill in Needs and Budgets; everything else is optional.",
        tables={
            "Rules": RULE_EXAMPLES,
            "Settings": [
                {"Setting": name, "Value": value, f"{NOTE}Setting": SETTINGS_EXPLAINED[name]}
                for name, value in _USUAL]},
        sections=HOW_TO,
        footer="Inputs of allocate", full=True)
