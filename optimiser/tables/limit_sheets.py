"""The input sheets that hold limits: shares of the burden, conditions, rules, pins."""

from __future__ import annotations

from optimiser.tables.columns import Column, Kind, Sheet, source_of
from optimiser.vocabulary import MeasureName, Relation, Tie

STRENGTHS = ("must", "should")
MEASURES = tuple(measure.written for measure in MeasureName)
RELATIONS = (*(relation.value for relation in Relation), *Relation.signs())
DIMENSIONS = ("donor", "group", "fund", "recipient", "region", "activity", "pillar", "period")
TIES = tuple(tie.value for tie in Tie)
_SELECTED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Donors", "Donors or groups", ("donor", "group")),
    ("Funds", "Funds", ("fund",)),
    ("Recipients", "Recipients or regions", ("recipient", "region")),
    ("Activities", "Activities or pillars", ("activity", "pillar")),
    ("Periods", "Periods", ("period",)),
)
OF = {f"Of {heading.casefold()}": names[0] for heading, _, names in _SELECTED}
"""The columns that name what `share of selection` compares with, and the dimension of each."""
_OF = tuple(
    Column(f"Of {heading.casefold()}", Kind.SELECTOR,
           f"{what} of what share of selection compares with.",
           blank="all, or what For each names", names=names)
    for heading, what, names in _SELECTED)
_BASE = "base currency"

BURDEN_SHARING = Sheet(
    "Burden sharing",
    "How the donors of a group share what the group gives.",
    (
        Column("Group", Kind.NAME, "Group of donors.", required=True, names=("group",)),
        Column("Key", Kind.KEY, "equal, budget, or numeric columns of Donors with weights: GNI, "
               "GNI 2/3; Population 1/3, GDP 90%; inverse Unemployment 10% capped at 30%.",
               required=True),
        Column("Tolerance", Kind.SHARE, "How far a contribution may be off its key share.",
               default=0.0, blank="0%"),
        Column("Strength", Kind.CHOICE, "must, or should (a wish: it may be missed at a penalty).",
               default="must", blank="must", choices=STRENGTHS),
        Column("Penalty", Kind.NUMBER, "Weight of the wish in the objective `soft rules`.",
               default=1.0,
               blank="1", unit="per unit of money"),
        Column("Value of an expert-month", Kind.MONEY, "What a month of an expert that a donor "
               "sends counts for in what it contributes.", unit=_BASE,
               blank="experts count for nothing here"),
        source_of("the key"),
    ),
    ("Group",),
)
RECIPIENT_KEYS = Sheet(
    "Recipient keys",
    "How the recipients of a region share what the region receives.",
    (
        Column("Region", Kind.NAME, "Region of recipients, or all.", required=True,
               names=("region",)),
        Column("Key", Kind.KEY, "equal, need, or numeric columns of Recipients with weights: "
               "Population, Population 50%; need 50%, inverse GDP per head.", required=True),
        Column("Lowest share", Kind.SHARE, "No recipient's key share is less; what that takes is "
               "taken from the others by the key.", blank="none"),
        Column("Highest share", Kind.SHARE, "No recipient's key share is more; what that leaves "
               "is shared out over the others by the key.", blank="none"),
        Column("Tolerance", Kind.SHARE, "How far what a recipient receives may be off its key "
               "share.", default=0.0, blank="0%"),
        Column("Strength", Kind.CHOICE, "must, or should (a wish: it may be missed at a penalty).",
               default="must", blank="must", choices=STRENGTHS),
        Column("Penalty", Kind.NUMBER, "Weight of the wish in the objective `soft rules`.",
               default=1.0,
               blank="1", unit="per unit of money"),
        source_of("the key"),
    ),
    ("Region",),
)
CONDITIONS = Sheet(
    "Conditions",
    "Needs that get new money only together, or never both.",
    (
        Column("Recipient", Kind.NAME, "Who receives.", required=True, names=("recipient",)),
        Column("Activity", Kind.NAME, "What for.", required=True, names=("activity",)),
        Column("Condition", Kind.CHOICE, "only if: new money only where the other gets some, or "
               "is met already; together with: both or neither; not with: never both.",
               required=True, choices=TIES),
        Column("Other recipient", Kind.NAME, "Who receives the other.", required=True,
               names=("recipient",)),
        Column("Other activity", Kind.NAME, "What the other is for.", required=True,
               names=("activity",)),
        source_of("the condition"),
    ),
    ("Recipient", "Activity", "Condition", "Other recipient", "Other activity"),
)
RULES = Sheet(
    "Rules",
    "Limits that an analyst wrote.",
    (
        Column("Rule", Kind.NAME, "Name of the rule.", required=True),
        Column("Enabled", Kind.YES_NO, "no switches the rule off.", default=True, blank="yes"),
        *(Column(heading, Kind.SELECTOR, f"{what}.", blank="all", names=names)
          for heading, what, names in _SELECTED),
        Column("Measure", Kind.CHOICE, "What is limited; COLUMN stands for a numeric column of "
               "Recipients, such as Population.", required=True, choices=MEASURES,
               before_names=(MeasureName.AMOUNT_PER.value,)),
        Column("Relation", Kind.CHOICE, "at most, at least or exactly.", required=True,
               choices=RELATIONS),
        Column("Value", Kind.QUANTITY,
               "Money for amount, a percentage for coverage and shares, a share or a multiple for "
               "share of selection (2 is twice as much), single units of the base currency for "
               "amount per, a number otherwise.",
               required=True),
        Column("For each", Kind.NAMES, "The rule holds for each of these on its own.",
               blank="once, for all together", choices=DIMENSIONS),
        *_OF,
        Column("Counted by", Kind.TEXT, "Numeric column of Activities, such as a marker of 0%, 40% "
               "and 100%: so much of each unit of money counts; what it is a share of counts in "
               "full.", blank="all money counts in full"),
        Column("Strength", Kind.CHOICE, "must, or should (a wish: it may be missed at a penalty).",
               default="must", blank="must", choices=STRENGTHS),
        Column("Penalty", Kind.NUMBER, "Weight of the wish in the objective `soft rules`.",
               default=1.0,
               blank="1", unit="per unit of money, expert-month, grant or count"),
        Column("Reason", Kind.TEXT, "Why the rule exists.", blank="not stated"),
        Column("Owner", Kind.TEXT, "Who answers for it.", blank="not stated"),
        Column("Valid until", Kind.DATE, "After this day a warning asks for a review.",
               blank="no end"),
    ),
    ("Rule",),
)
PINS = Sheet(
    "Pins",
    "Allocations that a reviewer fixed.",
    (
        Column("Fund", Kind.NAME, "Which fund pays.", required=True, names=("fund",)),
        Column("Recipient", Kind.NAME, "Who receives.", required=True, names=("recipient",)),
        Column("Activity", Kind.NAME, "What for.", required=True, names=("activity",)),
        Column("Period", Kind.PERIOD, "In one period.", blank="over all periods"),
        Column("At least", Kind.MONEY, "Least allocation.", unit=_BASE, blank="no least"),
        Column("At most", Kind.MONEY, "Most allocation.", unit=_BASE, blank="no most"),
        Column("Reason", Kind.TEXT, "Why it is fixed.", blank="not stated"),
    ),
    ("Fund", "Recipient", "Activity", "Period"),
)
