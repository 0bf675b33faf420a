"""A disabled example rule of every measure, for the sheet `Rules` of a blank workbook."""

from __future__ import annotations

from optimiser.template.content import Rows

RULE_EXAMPLES: Rows = [
    {"Rule": "Example 1, amount", "Measure": "amount", "Relation": "at least", "Value": 1_000_000,
     "Reason": "At least so much money goes where Recipients, Activities and Periods say, from the "
               "Donors and Funds named; blank means all."},
    {"Rule": "Example 2, amount per", "Measure": "amount per Population", "Relation": "at least",
     "Value": 5, "For each": "recipient",
     "Reason": "Every recipient gets at least 5 for each of its people: add a column Population to "
               "Recipients first."},
    {"Rule": "Example 3, coverage", "Measure": "coverage", "Relation": "at least", "Value": 0.5,
     "For each": "recipient", "Strength": "should", "Penalty": 2,
     "Reason": "Half of each recipient's needs should be covered. A wish (should) may be broken; "
               "the penalty says how much it matters."},
    {"Rule": "Example 4, share of total", "Measure": "share of total", "Relation": "at most",
     "Value": 0.45, "For each": "recipient",
     "Reason": "No recipient gets more than 45% of all support."},
    {"Rule": "Example 5, share of total counted by", "Measure": "share of total",
     "Relation": "at least", "Value": 0.3, "Counted by": "Climate",
     "Reason": "At least 30% of all support is for the climate: add a column Climate of 0%, 40% "
               "and 100% to Activities first."},
    {"Rule": "Example 6, share of donor", "Measure": "share of donor", "Relation": "at most",
     "Value": 0.8, "For each": "donor; recipient",
     "Reason": "No donor gives more than 80% of what it gives to one recipient."},
    {"Rule": "Example 7, share of fund", "Measure": "share of fund", "Relation": "at most",
     "Value": 0.9, "For each": "fund; activity",
     "Reason": "No fund gives more than 90% of what it gives for one activity."},
    {"Rule": "Example 8, share of recipient", "Measure": "share of recipient",
     "Relation": "at most", "Value": 0.6, "For each": "donor; recipient",
     "Reason": "No single donor pays more than 60% of what a recipient gets."},
    {"Rule": "Example 9, share of activity", "Measure": "share of activity",
     "Relation": "at most", "Value": 0.7, "For each": "recipient; activity",
     "Reason": "No recipient takes more than 70% of what is given for an activity."},
    {"Rule": "Example 10, share of period", "Measure": "share of period", "Relation": "at most",
     "Value": 0.9, "For each": "recipient; period",
     "Reason": "No recipient takes more than 90% of what is given in a period."},
    {"Rule": "Example 11, share of budget", "Measure": "share of budget", "Relation": "at least",
     "Value": 0.25, "For each": "donor",
     "Reason": "Every donor spends at least a quarter of its budgets."},
    {"Rule": "Example 12, share of selection", "Measure": "share of selection",
     "Relation": "at most", "Value": 2, "For each": "recipient",
     "Reason": "To each recipient the Donors give at most 2 times what the Of donors give: name "
               "both first."},
    {"Rule": "Example 13, share of earlier", "Measure": "share of earlier",
     "Relation": "at least", "Value": "90%", "For each": "recipient",
     "Reason": "No recipient gets less than 90% of what the plan gave that --earlier names, or the "
               "sheet Earlier plan holds."},
    {"Rule": "Example 14, experts", "Measure": "experts", "Relation": "at most", "Value": 500,
     "Reason": "No more than so many expert-months in all."},
    {"Rule": "Example 15, grants", "Measure": "grants", "Relation": "at most", "Value": 12,
     "For each": "fund",
     "Reason": "No fund makes more than 12 grants; a grant is what it gives a recipient for an "
               "activity, over all periods."},
    {"Rule": "Example 16, donors", "Measure": "donors", "Relation": "at most", "Value": 5,
     "For each": "recipient; activity",
     "Reason": "No recipient works with more than 5 donors in one activity; who gives new money "
               "counts."},
    {"Rule": "Example 17, funds", "Measure": "funds", "Relation": "at least", "Value": 2,
     "For each": "recipient", "Reason": "At least 2 funds give every recipient new money."},
    {"Rule": "Example 18, recipients", "Measure": "recipients", "Relation": "at most", "Value": 6,
     "For each": "donor", "Reason": "No donor gives new money to more than 6 recipients."},
    {"Rule": "Example 19, activities", "Measure": "activities", "Relation": "at most", "Value": 4,
     "For each": "fund", "Reason": "No fund pays for more than 4 activities."},
    {"Rule": "Example 20, pillars", "Measure": "pillars", "Relation": "at most", "Value": 3,
     "For each": "donor; recipient",
     "Reason": "No donor works in more than 3 pillars of one recipient."},
]
for _rule in RULE_EXAMPLES:
    _rule |= {"Enabled": "no", "Owner": "example"}
