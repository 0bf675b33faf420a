"""Every sheet and column of an input workbook, declared once.

The reader, the checks, the template, the documentation and the copied inputs of the
output workbook are all fed from the declarations here.
"""

from __future__ import annotations

from optimiser.tables.columns import Column, Kind, Sheet, source_of
from optimiser.tables.limit_sheets import (
    BURDEN_SHARING,
    CONDITIONS,
    PINS,
    RECIPIENT_KEYS,
    RULES,
)
from optimiser.tables.results import RESULTS
from optimiser.vocabulary import ObjectiveName, Split

OBJECTIVES = tuple(objective.value for objective in ObjectiveName)
SETTINGS = (
    "Title",
    "Base currency",
    "Amounts in",
    "Rounding",
    "Split",
    "Gap",
    "Decide now until",
)
AMOUNTS_IN = ("units", "thousands", "millions")
SPLITS = tuple(split.value for split in Split)
CHANGES = ("multiply by", "add", "set to")
CHANGEABLE = ("Needs", "Budgets", "Capacity", "Expertise", "Exchange rates")

_MONEY = "currency of the row"
_BASE = "base currency"


def _currency(of: str) -> Column:
    return Column(
        "Currency", Kind.NAME, f"Currency of {of}.", blank="the base currency", names=("currency",)
    )


_PERIOD_ALL = "all periods together"

NEEDS = Sheet(
    "Needs",
    "What each recipient requires for each activity.",
    (
        Column("Recipient", Kind.NAME, "Country or regional body in need.", required=True,
               names=("recipient",)),
        Column("Activity", Kind.NAME, "What the money is for.", required=True,
               names=("activity",)),
        Column("Period", Kind.PERIOD, "When it is needed: 2016, 2016-Q1, 2016-01 or a label "
               "of Periods.",
               blank="no periods; blank on every row or on none"),
        Column("Tier", Kind.NAME, "Urgency class of the need.", blank="the only tier",
               names=("tier",)),
        Column("Need", Kind.MONEY, "Requirement in money.", required=True, unit=_MONEY),
        _currency("the need"),
        Column("Expert-months", Kind.NUMBER, "Expert-months that go with the whole need.",
               unit="expert-months", default=0.0, blank="none"),
        Column("Weight", Kind.NUMBER, "Weight of this need in `meet needs`.", default=1.0,
               blank="1"),
        Column("Least amount", Kind.QUANTITY, "New money to the need is nothing or at least this: "
               "money, or a share of the need (100% is all or nothing).", unit=_MONEY,
               blank="none"),
        Column("Uncertainty", Kind.SHARE, "The need may turn out higher or lower by this share.",
               blank="certain"),
        source_of("the figure"),
    ),
    ("Recipient", "Activity", "Period", "Tier"),
    required=True,
)
BUDGETS = Sheet(
    "Budgets",
    "What each fund may spend.",
    (
        Column("Fund", Kind.NAME, "Budget line of a donor.", required=True, names=("fund",)),
        Column("Donor", Kind.NAME, "Who owns the fund.", required=True, names=("donor",)),
        Column("Period", Kind.PERIOD, "When this amount may be spent; a year stands for the "
               "periods in it.", blank=_PERIOD_ALL),
        Column("Budget", Kind.MONEY, "Most that the fund may spend.", required=True, unit=_MONEY),
        _currency("the budget"),
        Column("For recipients", Kind.SELECTOR, "Earmark: the recipients that it may pay.",
               blank="all", names=("recipient", "region")),
        Column("For activities", Kind.SELECTOR, "Earmark: the activities that it may pay for.",
               blank="all", names=("activity", "pillar")),
        Column("Carry over", Kind.CARRY, "yes: what is unspent in a period adds to later ones. "
               "A share: so much of the row's budget at most. It lapses at the end of the period "
               "that Periods names in Within, unless \"no lapse\" is added.", default="no",
               blank="no"),
        Column("Minimum use", Kind.SHARE, "Least share of the budget that must be used.",
               blank="none"),
        Column("Smallest grant", Kind.MONEY, "A grant is 0 or at least this much.", unit=_MONEY,
               blank="none"),
        source_of("the figure"),
    ),
    ("Fund", "Period"),
    required=True,
)
RECIPIENTS = Sheet(
    "Recipients",
    "Facts about recipients.",
    (
        Column("Recipient", Kind.NAME, "Country or regional body.", required=True,
               names=("recipient",)),
        Column("ISO code", Kind.TEXT, "ISO 3166 code.", blank="not stated"),
        Column("Region", Kind.CLASSES, "Class that other sheets may name.", blank="none",
               names=("region",)),
        Column("Severity", Kind.NUMBER, "Weight of its needs in `meet needs`.", default=1.0,
               blank="1"),
        Column("Minimum coverage", Kind.SHARE, "Least share of its needs to be met.",
               blank="none"),
        Column("Co-financing", Kind.SHARE, "Least share of support to it from its own funds.",
               blank="none"),
        Column("Coordinator", Kind.TEXT, "Who answers for it.", blank="not stated"),
        Column("Email", Kind.TEXT, "Address of the coordinator.", blank="not stated"),
    ),
    ("Recipient",),
    open_numbers="rules may name (amount per Population)",
)
ACTIVITIES = Sheet(
    "Activities",
    "Facts about activities.",
    (
        Column("Activity", Kind.NAME, "What the money is for.", required=True,
               names=("activity",)),
        Column("Pillar", Kind.CLASSES, "Class that other sheets may name.", blank="none",
               names=("pillar",)),
        Column("Priority", Kind.NUMBER, "Weight of its needs in `meet needs`.", default=1.0,
               blank="1"),
        Column("Expertise", Kind.NAME, "Kind of expert that it uses.", blank="none",
               names=("expertise",)),
        Column("DAC code", Kind.TEXT, "OECD DAC purpose code.", blank="not stated"),
        Column("Output", Kind.TEXT, "What the money buys.", blank="not stated"),
        Column("Unit cost", Kind.NUMBER, "Price of one unit of the output.",
               unit="single units of the base currency", blank="no units shown"),
        Column("Whole units", Kind.YES_NO, "yes: new money buys whole units of the output, or "
               "meets a need in full.", default=False, blank="no"),
    ),
    ("Activity",),
    open_numbers="rules may count by (markers)",
)
DONORS = Sheet(
    "Donors",
    "Facts about donors, and the figures that a key of burden sharing may name.",
    (
        Column("Donor", Kind.NAME, "Who gives.", required=True, names=("donor",)),
        Column("ISO code", Kind.TEXT, "ISO 3166 code.", blank="not stated"),
        Column("Group", Kind.CLASSES, "Class that other sheets may name.",
               blank="none", names=("group",)),
        Column("Coordinator", Kind.TEXT, "Who answers for it.", blank="not stated"),
        Column("Email", Kind.TEXT, "Address of the coordinator.", blank="not stated"),
    ),
    ("Donor",),
    open_numbers="keys of burden sharing may name",
)
CAPACITY = Sheet(
    "Capacity",
    "What a recipient can use.",
    (
        Column("Recipient", Kind.NAME, "Who can use it.", required=True, names=("recipient",)),
        Column("Activity", Kind.NAME, "For one activity.", blank="all activities together",
               names=("activity",)),
        Column("Period", Kind.PERIOD, "In one period.", blank=_PERIOD_ALL),
        Column("Capacity", Kind.MONEY, "Most that it can use.", required=True, unit=_BASE),
        source_of("the figure"),
    ),
    ("Recipient", "Activity", "Period"),
)
EXPERTISE = Sheet(
    "Expertise",
    "Expert-months that a donor can send.",
    (
        Column("Donor", Kind.NAME, "Who sends them.", required=True, names=("donor",)),
        Column("Expertise", Kind.NAME, "Kind of expert.", required=True, names=("expertise",)),
        Column("Period", Kind.PERIOD, "In one period.", blank=_PERIOD_ALL),
        Column("Expert-months", Kind.NUMBER, "Most that it can send.", required=True,
               unit="expert-months"),
    ),
    ("Donor", "Expertise", "Period"),
)
COMMITMENTS = Sheet(
    "Commitments",
    "Firm obligations that exist already; counted before anything new is given.",
    (
        Column("Fund", Kind.NAME, "Which fund pays.", required=True, names=("fund",)),
        Column("Recipient", Kind.NAME, "Who receives.", required=True, names=("recipient",)),
        Column("Activity", Kind.NAME, "What for.", required=True, names=("activity",)),
        Column("Period", Kind.PERIOD, "When; needed where Needs has periods.",
               blank="no periods"),
        Column("Amount", Kind.MONEY, "Obligation in money.", required=True, unit=_MONEY),
        _currency("the amount"),
        Column("Status", Kind.TEXT, "Contracted, paid, ...: for information.",
               blank="not stated"),
        source_of("the figure"),
    ),
    ("Fund", "Recipient", "Activity", "Period", "Status", "Source"),
)
PERIODS = Sheet(
    "Periods",
    "Periods in the order of time: needed for labels that are no known form of one.",
    (
        Column("Period", Kind.PERIOD, "A label such as Winter, or 2016, H1 2016, Q1/2016, "
               "Jan 2016, 2016/17.", required=True, names=("period",)),
        Column("Within", Kind.PERIOD, "The longer period in which it lies: what is stated for "
               "that one is a limit over all that lie in it.", blank="what the calendar says"),
        source_of("the calendar"),
    ),
    ("Period",),
)
EARLIER_PLAN = Sheet(
    "Earlier plan",
    "What an earlier plan gave: for the measure share of earlier and the objective least change. "
    "--earlier OUTPUT fills it in.",
    (
        Column("Fund", Kind.NAME, "Which fund paid.", blank="not stated", names=("fund",)),
        Column("Donor", Kind.NAME, "Whose fund it was.", blank="whose it is now",
               names=("donor",)),
        Column("Recipient", Kind.NAME, "Who received.", required=True, names=("recipient",)),
        Column("Activity", Kind.NAME, "What for.", blank="not stated", names=("activity",)),
        Column("Period", Kind.PERIOD, "When.", blank="not stated"),
        Column("Amount", Kind.MONEY, "What it gave.", required=True, unit=_BASE),
        Column("Committed", Kind.YES_NO, "yes: a commitment then; it counts in shares of the "
               "earlier plan, and least change leaves it.", default=False, blank="no"),
        source_of("the figure"),
    ),
    (),
)
TIERS = Sheet(
    "Tiers",
    "Urgency classes, the most urgent first.",
    (
        Column("Tier", Kind.NAME, "Name of the class.", required=True, names=("tier",)),
        Column("Weight", Kind.NUMBER, "Weight in `meet needs`; must not rise down the list.",
               required=True),
    ),
    ("Tier",),
)
OBJECTIVES_SHEET = Sheet(
    "Objectives",
    "What is optimised, one after the other.",
    (
        Column("Order", Kind.ORDER, "1 is optimised first.", required=True),
        Column("Objective", Kind.CHOICE, "What is optimised.", required=True,
               choices=OBJECTIVES),
        Column("Tolerance", Kind.SHARE, "Share of its value that later objectives may give up.",
               default=0.0, blank="0%"),
    ),
    ("Objective",),
)
EXCHANGE_RATES = Sheet(
    "Exchange rates",
    "Prices of the base currency.",
    (
        Column("Currency", Kind.NAME, "Currency code.", required=True, names=("currency",)),
        Column("Per unit of base", Kind.NUMBER, "So much of it for one unit of the base currency.",
               required=True, unit="currency per unit of base"),
        Column("Date", Kind.TEXT, "Date of the rate.", blank="not stated"),
        source_of("the rate"),
    ),
    ("Currency",),
)
SCENARIOS = Sheet(
    "Scenarios",
    "Possible futures: each row changes a table in one scenario.",
    (
        Column("Scenario", Kind.NAME, "Name of the scenario.", required=True),
        Column("Probability", Kind.SHARE, "Probability of the scenario.",
               blank="all scenarios equal"),
        Column("Table", Kind.CHOICE, "Which table changes.", required=True, choices=CHANGEABLE),
        Column("Donor", Kind.SELECTOR, "Rows of these donors.", blank="all",
               names=("donor", "group")),
        Column("Fund", Kind.SELECTOR, "Rows of these funds.", blank="all", names=("fund",)),
        Column("Recipient", Kind.SELECTOR, "Rows of these recipients.", blank="all",
               names=("recipient", "region")),
        Column("Activity", Kind.SELECTOR, "Rows of these activities.", blank="all",
               names=("activity", "pillar")),
        Column("Period", Kind.SELECTOR, "Rows of these periods.", blank="all",
               names=("period",)),
        Column("Change", Kind.CHOICE, "How the figure changes.", required=True, choices=CHANGES),
        Column("Value", Kind.QUANTITY, "By how much, or to what.", required=True),
    ),
    (),
)
SETTINGS_SHEET = Sheet(
    "Settings",
    "Options that travel with the workbook.",
    (
        Column("Setting", Kind.CHOICE, "Name of the setting.", required=True, choices=SETTINGS),
        Column("Value", Kind.TEXT, "Its value.", required=True),
    ),
    ("Setting",),
)

SHEETS: tuple[Sheet, ...] = (
    NEEDS,
    BUDGETS,
    RECIPIENTS,
    ACTIVITIES,
    DONORS,
    CAPACITY,
    EXPERTISE,
    COMMITMENTS,
    BURDEN_SHARING,
    RECIPIENT_KEYS,
    CONDITIONS,
    PERIODS,
    EARLIER_PLAN,
    RULES,
    PINS,
    TIERS,
    OBJECTIVES_SHEET,
    EXCHANGE_RATES,
    SCENARIOS,
    SETTINGS_SHEET,
)


def sheet_of(name: str) -> Sheet:
    """Return the declaration of the sheet of that name; raise KeyError where there is none."""
    for sheet in (*SHEETS, *RESULTS):
        if sheet.name == name:
            return sheet
    raise KeyError(name)
