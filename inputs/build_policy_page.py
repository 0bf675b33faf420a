"""Write docs/policies.md: what funders' rules say, each on a problem small enough to do by hand.

Run from the project's folder: `python inputs/build_policy_page.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import optimiser

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "policies.md"
Rows = list[dict[str, object]]


@dataclass(frozen=True, slots=True)
class Policy:
    """What a funder says, the tables that say it, and the answer worked out by hand."""

    title: str
    says: str
    tables: Mapping[str, Rows]
    by: str
    """The column of Allocation by which the answer adds up."""
    answer: Mapping[str, float]
    why: str


def _need(recipient: str, need: float, **more: object) -> dict[str, object]:
    return {"Recipient": recipient, "Activity": "aid", "Need": need, **more}


def _fund(fund: str, donor: str, budget: float, **more: object) -> dict[str, object]:
    return {"Fund": fund, "Donor": donor, "Budget": budget, **more}


POLICIES = (
    Policy(
        "Two for one",
        "The EU gives each country at most two euros for each one that the country pays itself.",
        {"Needs": [_need("Serbia", 90), _need("Albania", 90)],
         "Budgets": [_fund("Trust Fund", "EU", 90),
                     _fund("Serbian budget", "Serbia", 20, **{"For recipients": "Serbia"}),
                     _fund("Albanian budget", "Albania", 10, **{"For recipients": "Albania"})],
         "Rules": [{"Rule": "Two for one", "Donors": "EU", "Measure": "share of selection",
                    "Relation": "at most", "Value": 2, "For each": "recipient",
                    "Of donors": "not EU"}]},
        "Recipient", {"Serbia": 60, "Albania": 30},
        "Serbia's 20 bring 40, Albania's 10 bring 20. Of the EU's 90 are 30 left."),
    Policy(
        "80% now, 20% later",
        "Of every grant, 80% is paid now and 20% when the work is done.",
        {"Needs": [_need("Serbia", 100, Period=period) for period in ("2016", "2017")],
         "Budgets": [_fund("Trust Fund", "EU", 100)],
         "Rules": [{"Rule": "Profile", "Periods": "2016", "Measure": "share of selection",
                    "Relation": "exactly", "Value": 4, "For each": "fund; recipient; activity",
                    "Of periods": "2017"}]},
        "Period", {"2016": 80, "2017": 20},
        "Four times as much now as later: of 100 are 80 now."),
    Policy(
        "Three to one between pillars",
        "For every euro for borders, three go to reception.",
        {"Needs": [{"Recipient": "Serbia", "Activity": "Camps", "Need": 100},
                   {"Recipient": "Serbia", "Activity": "Patrols", "Need": 100}],
         "Activities": [{"Activity": "Camps", "Pillar": "Reception"},
                        {"Activity": "Patrols", "Pillar": "Borders", "Priority": 2}],
         "Budgets": [_fund("Trust Fund", "EU", 120)],
         "Rules": [{"Rule": "Three to one", "Activities": "Reception", "Relation": "at least",
                    "Measure": "share of selection", "Value": 3, "Of activities": "Borders"}]},
        "Activity", {"Camps": 90, "Patrols": 30},
        "Patrols count twice and would take 100; three for one leaves them a quarter of 120."),
    Policy(
        "A target by a marker",
        "At least 30% of all support is for the climate, where a euro for insulation counts in "
        "full, one for camps 40%, and one for patrols nothing.",
        {"Needs": [{"Recipient": "Serbia", "Activity": name, "Need": 100}
                   for name in ("Insulation", "Camps", "Patrols")],
         "Activities": [{"Activity": "Insulation", "Climate": 1.0},
                        {"Activity": "Camps", "Climate": 0.4, "Priority": 2},
                        {"Activity": "Patrols", "Climate": 0.0, "Priority": 3}],
         "Budgets": [_fund("Trust Fund", "EU", 100)],
         "Rules": [{"Rule": "Climate", "Measure": "share of total", "Relation": "at least",
                    "Value": 0.3, "Counted by": "Climate"}]},
        "Activity", {"Insulation": 30, "Patrols": 70},
        "30 have to count, and patrols count for nothing. 30 of insulation do, and leave 70: "
        "30 + 3 x 70 = 240 points. Camps would take 75 to count 30: 2 x 75 + 3 x 25 = 225."),
    Policy(
        "Hold harmless",
        "Nobody gets less than 90% of last year.",
        {"Needs": [_need("Serbia", 100, Weight=3), _need("Albania", 100)],
         "Budgets": [_fund("Trust Fund", "EU", 100)],
         "Earlier plan": [{"Recipient": "Serbia", "Amount": 60},
                          {"Recipient": "Albania", "Amount": 40}],
         "Rules": [{"Rule": "Hold harmless", "Measure": "share of earlier",
                    "Relation": "at least", "Value": 0.9, "For each": "recipient"}]},
        "Recipient", {"Serbia": 64, "Albania": 36},
        "Serbia counts three times and would take all 100; Albania keeps 0.9 x 40 = 36."),
    Policy(
        "So much a head",
        "Every country gets at least EUR 5 for each of its people.",
        {"Needs": [_need("Serbia", 100, Weight=3), _need("Albania", 100)],
         "Recipients": [{"Recipient": "Serbia", "Population": 7},
                        {"Recipient": "Albania", "Population": 3}],
         "Budgets": [_fund("Trust Fund", "EU", 100)],
         "Rules": [{"Rule": "A head", "Measure": "amount per Population", "Relation": "at least",
                    "Value": 5, "For each": "recipient"}]},
        "Recipient", {"Serbia": 85, "Albania": 15},
        "Albania's three people get 15, Serbia's seven at least 35."),
    Policy(
        "Shares by a key, none above its cap",
        "Three regions share by people, none of them gets more than 50%.",
        {"Needs": [_need(name, 100) for name in ("North", "South", "East")],
         "Recipients": [{"Recipient": "North", "Population": 70},
                        {"Recipient": "South", "Population": 20},
                        {"Recipient": "East", "Population": 10}],
         "Budgets": [_fund("Trust Fund", "EU", 90)],
         "Recipient keys": [{"Region": "all", "Key": "Population", "Highest share": 0.5}]},
        "Recipient", {"North": 45, "South": 30, "East": 15},
        "North is held at half of 90; the other half goes 2 to 1."),
    Policy(
        "A fifth may be carried over",
        "Of a quarter's money, at most 20% may be spent later.",
        {"Needs": [_need("Serbia", 40, Period="2016-Q1"), _need("Serbia", 300, Period="2016-Q2")],
         "Budgets": [_fund("Trust Fund", "EU", 100, Period=quarter, **{"Carry over": "20%"})
                     for quarter in ("2016-Q1", "2016-Q2")]},
        "Period", {"2016-Q1": 40, "2016-Q2": 120},
        "Of the 60 that the first quarter leaves, 20 may be carried: 100 + 20."),
)


def outcome(policy: Policy) -> dict[str, float]:
    """Return what the plan gives, by the column that the answer is by."""
    rows = optimiser.optimise(optimiser.load(dict(policy.tables))).allocation
    return {str(name): float(amount)
            for name, amount in rows.groupby(policy.by)["Amount"].sum().items()}


def page() -> str:
    """Return the page; raise ValueError where a plan is not the answer worked out by hand."""
    lines = [
        "# What funders' rules say", "",
        "Each on a problem small enough to do by hand: the sheets as they are filled in, the "
        "answer, and the arithmetic. The amounts are what `allocate` gives for these sheets. "
        "[Rules](rules.md) explains every column; worked files for the example are there too.", ""]
    for policy in POLICIES:
        found = outcome(policy)
        if found != policy.answer:
            raise ValueError(f"{policy.title}: {found} is not {policy.answer}")
        lines += [f"## {policy.title}", "", f"*{policy.says}*", ""]
        for name, rows in policy.tables.items():
            lines += _table(name, rows)
        got = ", ".join(f"{name} {amount:g}" for name, amount in policy.answer.items())
        lines += [f"**{got}.** {policy.why}", ""]
    return "\n".join(lines)


def _table(name: str, rows: Rows) -> list[str]:
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    return [f"`{name}`", "", f"| {' | '.join(headings)} |", "|" + "---|" * len(headings),
            *(f"| {' | '.join(_cell(row.get(heading)) for heading in headings)} |"
              for row in rows), ""]


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
