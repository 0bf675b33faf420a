"""The words of the example workbook: its About sheet and the note above each table."""

from __future__ import annotations

from collections.abc import Mapping

from optimiser.example.facts import ASSUMPTIONS, FACTS, NAMES, Fact

TITLE = "Western Balkans migration route, first half of 2016"
SUBTITLE = ("Needs, budgets and rules for the Visegrad Four, the EU and their partners: "
            "an example for the program allocate")
SHEET_NOTES = {
    "Needs": "What each recipient requires, by activity, quarter and urgency. The four RMRP "
             "countries add up to their published totals [N1 to N4, A1]; expert-months follow "
             "[A9], uncertainty [A17].",
    "Budgets": "What each fund may spend, in its own currency, and its earmarks. A blank period "
               "means both quarters together.",
    "Recipients": "Severity weighs a recipient's needs. Minimum coverage is a floor; co-financing "
                  "the least share from its own funds. Assumptions [A11, A15]. Population is what "
                  "a rule per head draws on: comments on the cells, [Q1 to Q8].",
    "Activities": "Pillars follow the Declaration [P1]. Priority weighs an activity's needs "
                  "[A11]; unit costs are assumptions [A13]; DAC codes are from memory. Protection "
                  "says what part of the money counts as such, where a rule counts by it [A18].",
    "Donors": "GDP and population are what the key of Burden sharing draws on. Sources: comments "
              "on the cells, [D1 to D8]; offices [A15].",
    "Capacity": "The most that a recipient can use. A blank activity or period means all "
                "together.",
    "Expertise": "Expert-months that a donor can send. Sources: comments on the cells, [E1 to "
                 "E4] and assumption [A8].",
    "Commitments": "What is promised, contracted or paid already; counted before anything new is "
                   "given.",
    "Burden sharing": "The donors of a group give in proportion to the key, within the tolerance.",
    "Recipient keys": "The recipients of a region receive in proportion to the key, within the "
                      "tolerance.",
    "Rules": "One rule a row; a blank selection means all. must: no plan may break it. should: "
             "broken only as far as it has to be.",
    "Pins": "Allocations that are settled already; the optimiser works around them.",
    "Tiers": "Urgency of a need, the most urgent first. Weights: assumption [A3].",
    "Objectives": "Optimised one after the other. The tolerance is what later objectives may give "
                  "up of an earlier one: assumption.",
    "Exchange rates": "Units of the currency for one euro.",
    "Scenarios": "Possible futures of the second quarter, with their chances: assumption [A16]. "
                 "allocate scenarios compares plans over them.",
    "Settings": "Options that travel with the workbook. Rounding is in EUR.",
}

Lines = list[tuple[str, str]]


def sections(name: str = "western_balkans_2016.xlsx", notes: Mapping[str, str] = SHEET_NOTES,
             assumptions: Mapping[str, str] = ASSUMPTIONS) -> dict[str, Lines]:
    """Return the sections of the About sheet, each a list of labels with their words.

    Of the workbook of that `name`, with the line above each table and what it assumes, by code.
    """
    return {
        "What this is": [
            ("Purpose", "A realistic problem for planning officers to open, run and change. It is "
                        "made from published figures and stated assumptions, and is no official "
                        "document of any government or institution."),
            ("Who it is for", "Officers who plan support along the route: in the four countries of "
                              "the Visegrad Group, the European Commission and its partners"),
            ("As of", "31 March 2016. Quarters 2016-Q1 and 2016-Q2."),
            ("Policy", f"{FACTS['P1'].item}, {FACTS['P1'].value} [P1]"),
            ("Amounts", "Single units of the currency in each row; euros where there is none"),
            ("Marks", "[N1] is a published figure, [A1] an assumption; both are listed below. A "
                      "row whose source says assumption rests on one at least in part."),
            ("How to use it", f"allocate {name} writes the best plan within these rules; allocate "
                              f"check {name} only reads and checks. Change any figure and run it "
                              "again."),
        ],
        "Sheets": list(notes.items()),
        "Names": list(NAMES),
        "Assumptions": [_assumed(code, words) for code, words in assumptions.items()],
        "Published figures": [(code, _cited(fact)) for code, fact in FACTS.items()],
    }


def _assumed(code: str, words: str) -> tuple[str, str]:
    """Return an assumption as its code with its title, and its reasoning."""
    title, _, reasoning = words.partition(". ")
    return f"{code}  {title}", reasoning


def _cited(fact: Fact) -> str:
    """Return a figure with what it is, its date and its source, in one line."""
    memory = "" if fact.confidence == "read" or "from memory" in fact.source else " (from memory)"
    said = fact.date == "current" or fact.date in fact.item or fact.unit == "date"
    date = "" if said else f", {fact.date}"
    return f"{fact.entity}, {fact.item}: {fact.shown}{date}. {fact.source}{memory}."
