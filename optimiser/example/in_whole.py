"""The example once more, in whole numbers: what is bought whole, what is too little to help.

Only what the columns and the sheet on whole numbers say differs from the example; so a plan of
either shows, set beside the other, what they did. A decision for all scenarios, with such choices
in each, takes many minutes: they are left out.
"""

from __future__ import annotations

from optimiser.example.facts import FACTS
from optimiser.example.needs import (
    ASYLUM,
    INVESTIGATION,
    PATROLS,
    PUBLISHED,
    REGISTRATION,
    SURVEILLANCE,
    Row,
)
from optimiser.example.tables import TABLES

TITLE = "Western Balkans migration route, first half of 2016, in whole numbers"
NAME = "western_balkans_2016_in_whole.xlsx"
VEHICLE = 50_000
"""EUR for a patrol vehicle with a thermal camera (A20)."""
CASE = 150_000
"""EUR for a joint investigation (A13, A21)."""

ASSUMPTIONS: dict[str, str] = {
    "A20": "Vehicles and cameras. Money for border surveillance buys patrol vehicles, each with a "
           "thermal camera, at EUR 50,000 a set, and no part of one: about EUR 30,000 for the "
           "vehicle and EUR 20,000 for the camera, round figures. The published countries ask "
           "for the whole sets that fit their share; what is over goes to joint patrols.",
    "A21": "Least amount for an investigation. A joint investigation of several countries costs "
           "EUR 150,000 [A13]: less money would open none. Where a partner asks for no more than "
           "that, it gets all that it asks for or nothing.",
    "A22": "Registration before asylum. A claim can be examined only where people are registered; "
           "so new money for asylum procedures goes only where some goes to registration.",
}
"""What this workbook assumes beside the example, by code."""

SHEET_NOTES = {
    "Needs": "As in the example [N1 to N4, A1, A2, A4, A9, A17], and the least that helps an "
             "investigation [A21].",
    "Activities": "As in the example [A11, A13, A18]; vehicles with their cameras are bought "
                  "whole [A20].",
    "Conditions": "What new money to one need says of new money to another [A22].",
}


def _needs() -> list[Row]:
    """Return the rows of Needs: surveillance in whole sets, the least that helps a case."""
    over: dict[tuple[object, object], int] = {}
    rows = [_in_sets(row, over) if row["Activity"] == SURVEILLANCE else row
            for row in TABLES["Needs"]]
    return [_in_cases(_with_what_is_over(row, over)) for row in rows]


def _in_sets(row: Row, over: dict[tuple[object, object], int]) -> Row:
    """Return a need of surveillance in whole sets, and note what is over, in its currency."""
    need, cost = int(str(row["Need"])), round(VEHICLE * _rate(row))
    sets = need // cost
    if sets * cost == need:
        return row
    over[row["Recipient"], row["Period"]] = need - sets * cost
    return {**row, "Need": sets * cost,
            "Source": f"{row['Source']}; as {sets} whole sets: assumption [A20]"}


def _with_what_is_over(row: Row, over: dict[tuple[object, object], int]) -> Row:
    """Return a need of patrols with what sets of equipment leave."""
    more = over.get((row["Recipient"], row["Period"]), 0)
    if row["Activity"] != PATROLS or not more:
        return row
    return {**row, "Need": int(str(row["Need"])) + more,
            "Source": f"{row['Source']}, and {row['Currency']} {more:,} that sets leave [A20]"}


def _in_cases(row: Row) -> Row:
    """Return a need; that of an investigation says the least that helps."""
    if row["Activity"] != INVESTIGATION:
        return row
    least = round(CASE * _rate(row))
    said = "100%" if int(str(row["Need"])) <= least else least
    return {**row, "Least amount": said, "Source": f"{row['Source']}; least amount: [A21]"}


def _rate(row: Row) -> float:
    """Return units of a row's currency for one euro."""
    return FACTS["X4"].figure if row["Currency"] == "USD" else 1.0


def _activity(row: Row) -> Row:
    """Return a row of Activities; surveillance buys whole vehicles."""
    if row["Activity"] != SURVEILLANCE:
        return row
    return {**row, "Output": "vehicles with a thermal camera", "Unit cost": VEHICLE,
            "Whole units": "yes"}


IN_WHOLE: dict[str, list[Row]] = {
    **{name: rows for name, rows in TABLES.items() if name != "Scenarios"},
    "Needs": _needs(),
    "Activities": [_activity(row) for row in TABLES["Activities"]],
    "Conditions": [
        {"Recipient": country, "Activity": ASYLUM, "Condition": "only if",
         "Other recipient": country, "Other activity": REGISTRATION,
         "Source": "assumption [A22]: nobody is heard who is not registered"}
        for country in PUBLISHED],
    "Settings": [{**row, "Value": TITLE} if row["Setting"] == "Title" else row
                 for row in TABLES["Settings"]],
}
