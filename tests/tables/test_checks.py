"""Every finding across tables: raised by its fault, at its cell, with have, need and remedy.

Each case is the small sound book (needs of 100 and 200, budgets of 150 and 250) with one
fault put in.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from small_books import Book, codes, error_codes, findings, rows, small_book

from optimiser.tables.catalogue import CATALOGUE, across
from optimiser.tables.findings import FindingKind

PERIODS = rows("Recipient|Activity|Period|Need", ("Serbia", "Reception", "2016-Q1", 100),
               ("Serbia", "Reception", "2016-Q2", 100))
REGION = rows("Recipient|Region", ("Serbia", "Balkans"), ("Albania", "Balkans"))
GROUP = rows("Donor|Group|GNI", ("Czechia", "V4", 160), ("Poland", "V4", 430))


@dataclass(frozen=True, slots=True)
class Case:
    """A fault: what it is, the code that must be raised, where, and what must be said."""

    code: str
    fault: str
    book: Book
    places: tuple[str, ...]
    says: tuple[str, ...] = ()


def case(code: str, fault: str, places: str, *says: str,
         **tables: list[dict[str, object]]) -> Case:
    return Case(code, fault, small_book(**tables), tuple(places.split(", ")), says)


def commitment(**cells: object) -> list[dict[str, object]]:
    """Return one commitment, by default one that is in order."""
    return [{"Fund": "Czech Aid", "Recipient": "Serbia", "Activity": "Reception",
             "Amount": 50, **cells}]


def pin(**cells: object) -> list[dict[str, object]]:
    """Return one pin on Czech Aid for reception in Serbia."""
    return [{"Fund": "Czech Aid", "Recipient": "Serbia", "Activity": "Reception", **cells}]


def rule(**cells: object) -> list[dict[str, object]]:
    """Return one rule, by default one that is in order."""
    return [{"Rule": "R1", "Measure": "share of total", "Relation": "at most", "Value": 0.6,
             **cells}]


def budgets(headings: str, *values: tuple[object, ...]) -> list[dict[str, object]]:
    return rows(f"Fund|Donor|Budget|{headings}", *values)


NAMES = (
    case("E201", "misspelt fund of a commitment", "Commitments!A2", "no fund", "Czech Aid?",
         Commitments=commitment(Fund="Czech Iad")),
    case("E201", "misspelt recipient of a commitment", "Commitments!B2", "Serbia?",
         Commitments=commitment(Recipient="Sebria")),
    case("E201", "misspelt activity of a commitment", "Commitments!C2", "Reception?",
         Commitments=commitment(Activity="Receptoin")),
    case("E201", "misspelt names of a pin", "Pins!A2, Pins!B2, Pins!C2",
         Pins=pin(Fund="Czech Iad", Recipient="Sebria", Activity="Receptoin")),
    case("E201", "misspelt names of a capacity", "Capacity!A2, Capacity!B2", "Serbia?",
         Capacity=rows("Recipient|Activity|Capacity", ("Sebria", "Receptoin", 500))),
    case("E201", "experts of a donor that nobody knows", "Expertise!A2", "Czechia?",
         Expertise=rows("Donor|Expertise|Expert-months", ("Czechai", "Border guards", 3))),
    case("E201", "group that no donor is in", "Burden sharing!A2", "no group",
         Burden_sharing=rows("Group|Key", ("V5", "equal"))),
    case("E201", "names in earmarks that match nothing", "Budgets!D2, Budgets!E3",
         "recipient or region",
         Budgets=budgets("For recipients|For activities", ("A", "Czechia", 1, "Sebria", None),
                         ("B", "Poland", 1, None, "Reception; Receptoin"))),
    case("E201", "region and pillar of a rule that nobody belongs to", "Rules!E2, Rules!F2",
         "Atlantis", Rules=rule(Recipients="Atlantis", Activities="Pillar 9")),
    case("E201", "names of a rule that is switched off", "Rules!E2",
         Rules=rule(Donors="Czechai", Enabled="no")),
    case("E201", "period of a rule in which there is no need", "Rules!E2", "no period",
         Needs=PERIODS, Rules=rule(Periods="2016-Q3")),
    case("E201", "misspelt recipient of a scenario", "Scenarios!E2", "Serbia?",
         Scenarios=rows("Scenario|Table|Change|Value|Recipient",
                        ("Calm", "Needs", "add", 1, "Sebria"))),
    case("E202", "selector that is a recipient and a region of others", "Budgets!D2",
         "both a recipient",
         Recipients=rows("Recipient|Region", ("Serbia", "Albania"), ("Albania", "Adriatic")),
         Budgets=budgets("For recipients", ("A", "Czechia", 1, "Albania"))),
    case("E203", "earmark that leaves nobody", "Budgets!D2", "matches no recipient",
         Budgets=budgets("For recipients", ("A", "Czechia", 1, "not Serbia; not Albania"))),
    case("E203", "selector of a separator alone", "Budgets!D2",
         Budgets=budgets("For recipients", ("A", "Czechia", 1, " ; "))),
    case("E231", "need of a recipient that Recipients does not list", "Needs!A2", "Serbai?",
         Recipients=rows("Recipient", ("Serbai",), ("Albania",))),
    case("E231", "need of an activity that Activities does not list", "Needs!B3",
         Activities=rows("Activity", ("Reception",))),
    case("E231", "fund of a donor that Donors does not list", "Budgets!B2", "Czechai?",
         Donors=rows("Donor|Group", ("Czechai", "V4"), ("Poland", "V4"))),
)

PERIODS_AND_FUNDS = (
    case("E204", "needs with and without a period", "Needs!C3",
         Needs=rows("Recipient|Activity|Period|Need", ("Serbia", "Reception", "2016", 100),
                    ("Albania", "Reception", None, 100))),
    case("E205", "period where Needs has none", "Capacity!B2",
         Capacity=rows("Recipient|Period|Capacity", ("Serbia", "2016", 90))),
    case("E206", "capacity in a period without needs", "Capacity!B2", "2016-Q1 and 2016-Q2",
         Needs=PERIODS, Capacity=rows("Recipient|Period|Capacity", ("Serbia", "2016-Q3", 90))),
    case("E207", "commitment without a period", "Commitments!E2", "2016-Q1 and 2016-Q2",
         Needs=PERIODS, Commitments=commitment(Period=None)),
    case("E208", "fund with and without periods", "Budgets!D3", Needs=PERIODS,
         Budgets=budgets("Period", ("A", "Czechia", 80, "2016-Q1"), ("A", "Czechia", 90, None))),
    case("E209", "fund that carries over and does not", "Budgets!E2", Needs=PERIODS,
         Budgets=budgets("Period|Carry over", ("A", "Czechia", 80, "2016-Q1", "yes"),
                         ("A", "Czechia", 90, "2016-Q2", "no"))),
    case("E210", "tier that Tiers does not list", "Needs!C3", "vital?",
         Needs=rows("Recipient|Activity|Tier|Need", ("Serbia", "Reception", "vital", 100),
                    ("Albania", "Reception", "vitla", 100)),
         Tiers=rows("Tier|Weight", ("vital", 2), ("useful", 1))),
    case("W316", "weight that fills tiers backwards", "Needs!E3", "useful", "4", "vital", "3 in E2",
         Needs=rows("Recipient|Activity|Tier|Need|Weight",
                    ("Serbia", "Reception", "vital", 60, 1),
                    ("Serbia", "Reception", "useful", 40, 2),
                    ("Albania", "Border control", "useful", 200, 5)),
         Tiers=rows("Tier|Weight", ("vital", 3), ("useful", 2))),
    # The rows of one need lie apart, the less urgent first, and a tier that none lists between.
    case("W316", "weight that fills tiers backwards in rows that lie apart", "Needs!E2", "3 in E5",
         Needs=rows("Recipient|Activity|Tier|Need|Weight",
                    ("Serbia", "Reception", "useful", 40, 2),
                    ("Serbia", "Border control", "vital", 60, 1),
                    ("Serbia", "Reception", "vitla", 60, 9),
                    ("Serbia", "Reception", "vital", 60, 1),
                    ("Albania", "Reception", "useful", 40, 2)),
         Tiers=rows("Tier|Weight", ("vital", 3), ("useful", 2))),
    case("E211", "tier that weighs more than the one above it", "Tiers!B4", "3", "1",
         Needs=rows("Recipient|Activity|Tier|Need", ("Serbia", "Reception", "a", 100)),
         Tiers=rows("Tier|Weight", ("a", 2), ("b", 1), ("c", 3))),
    case("E212", "currency without a rate", "Budgets!D2", "PLN",
         Budgets=budgets("Currency", ("A", "Czechia", 80, "PLN")),
         Exchange_rates=rows("Currency|Per unit of base", ("CZK", 27))),
    case("E213", "exchange rate of 0", "Exchange rates!B2", "CZK",
         Exchange_rates=rows("Currency|Per unit of base", ("CZK", 0))),
    case("E214", "base currency at a rate of its own", "Exchange rates!B2", "1.1",
         Exchange_rates=rows("Currency|Per unit of base", ("eur", 1.1))),
    case("E215", "fund of two donors", "Budgets!B3", "Czechia", "Poland", Needs=PERIODS,
         Budgets=budgets("Period", ("A", "Czechia", 80, "2016-Q1"),
                         ("A", "Poland", 90, "2016-Q2"))),
    case("E216", "fund in two currencies", "Budgets!E3", "CZK", Needs=PERIODS,
         Exchange_rates=rows("Currency|Per unit of base", ("CZK", 27)),
         Budgets=budgets("Period|Currency", ("A", "Czechia", 80, "2016-Q1", "EUR"),
                         ("A", "Czechia", 90, "2016-Q2", "CZK"))),
    case("E216", "fund in the base currency by a blank and in another", "Budgets!E3", "CZK", "EUR",
         Needs=PERIODS, Exchange_rates=rows("Currency|Per unit of base", ("CZK", 27)),
         Budgets=budgets("Period|Currency", ("A", "Czechia", 80, "2016-Q1", None),
                         ("A", "Czechia", 90, "2016-Q2", "CZK"))),
)

MONEY = (
    # 100 + 60 = 160 of 150
    case("E301", "commitments above the budget", "Commitments!D3",
         "EUR 160", "EUR 150", "EUR 10 too much", "Budgets!C2",
         Commitments=rows("Fund|Recipient|Activity|Amount",
                          ("Czech Aid", "Serbia", "Reception", 100),
                          ("Czech Aid", "Albania", "Border control", 60))),
    case("E302", "pin whose minimum is above its maximum", "Pins!D2", "EUR 90", "EUR 80",
         Pins=pin(**{"At least": 90, "At most": 80})),
    case("E303", "pin where there is no need", "Pins!C2", "no need",
         Pins=rows("Fund|Recipient|At least|Activity",
                   ("Czech Aid", "Albania", 10, "Reception"))),
    case("E303", "pin outside the earmark of its fund", "Pins!D2", "earmark",
         Budgets=budgets("For recipients", ("Czech Aid", "Czechia", 150, "Albania"),
                         ("Polish Aid", "Poland", 250, None)),
         Pins=pin(**{"At least": 10})),
    # 60 + 50 = 110 above 100
    case("E304", "pins by period above the pin over all periods", "Pins!E2",
         "EUR 110", "EUR 100", "by EUR 10", "Pins!F4", Needs=PERIODS,
         Pins=[*pin(Period="2016-Q1", **{"At least": 60, "At most": None}),
               *pin(Period="2016-Q2", **{"At least": 50}), *pin(**{"At most": 100})]),
    case("E305", "pin above the need left", "Pins!D2", "EUR 101", "EUR 100", "EUR 1 ",
         Pins=pin(**{"At least": 101})),
    case("E305", "pin above the need that commitments leave", "Pins!D2", "EUR 60", "EUR 50",
         Commitments=commitment(), Pins=pin(**{"At least": 60})),
    case("E305", "pin above the budget", "Pins!D2", "Czech Aid", "EUR 30", "EUR 20",
         Budgets=budgets("Source", ("Czech Aid", "Czechia", 20, "act"),
                         ("Polish Aid", "Poland", 250, "act")), Pins=pin(**{"At least": 30})),
    # 150 - 120 for Albania = 30
    case("E305", "pin above what commitments leave of the budget", "Pins!D2", "EUR 40", "EUR 30",
         Commitments=commitment(Recipient="Albania", Activity="Border control", Amount=120),
         Pins=pin(**{"At least": 40})),
    case("E305", "pin above the capacity", "Pins!D2", "Capacity!B2", "EUR 40", "EUR 30",
         Capacity=rows("Recipient|Capacity", ("Serbia", 30)), Pins=pin(**{"At least": 40})),
    # 90 + 70 of a budget of 150; each alone could be paid.
    case("E305", "pins together above the budget", "Pins!D3", "EUR 160", "EUR 150", "EUR 10 ",
         "Pins!D2, Pins!D3",
         Pins=[*pin(**{"At least": 90}), *pin(Recipient="Albania", Activity="Border control",
                                              **{"At least": 70})]),
    # 60 + 50 for a need of 100.
    case("E305", "pins of two funds together above the need", "Pins!D3", "EUR 110", "EUR 100",
         "the need left",
         Pins=[*pin(**{"At least": 60}), *pin(Fund="Polish Aid", **{"At least": 50})]),
    # Serbia 100% of 100 and Albania 50% of 200 = 200, of 150 + 20; each alone could be paid.
    case("E306", "floors together above the budgets", "Recipients!B2",
         "EUR 200", "EUR 170", "EUR 30 short", "Recipients!B2, Recipients!B3",
         Budgets=budgets("Source", ("Czech Aid", "Czechia", 150, "act"),
                         ("Polish Aid", "Poland", 20, "act")),
         Recipients=rows("Recipient|Minimum coverage", ("Serbia", 1), ("Albania", 0.5))),
    case("E306", "floor of one recipient above the funds that may pay it", "Recipients!B3",
         "EUR 180", "EUR 150", "EUR 30 short",
         Budgets=budgets("For recipients", ("Czech Aid", "Czechia", 150, None),
                         ("Polish Aid", "Poland", 250, "Serbia")),
         Recipients=rows("Recipient|Minimum coverage", ("Serbia", None), ("Albania", 0.9))),
    case("E306", "floor of a recipient that no fund may pay", "Recipients!B2",
         "EUR 50", "EUR 0",
         Budgets=budgets("For recipients", ("Czech Aid", "Czechia", 150, "not Serbia")),
         Recipients=rows("Recipient|Minimum coverage", ("Serbia", 0.5), ("Albania", None))),
    case("E307", "floor above the capacity", "Recipients!B2", "EUR 80", "EUR 70",
         "EUR 10 short", "Capacity!B2",
         Recipients=rows("Recipient|Minimum coverage", ("Serbia", 0.8), ("Albania", None)),
         Capacity=rows("Recipient|Capacity", ("Serbia", 70))),
    # 90% of 250 = 225, the needs that it may pay for are 200
    case("E308", "minimum use above the needs", "Budgets!D3", "EUR 225", "EUR 200",
         "EUR 25 short",
         Budgets=budgets("Minimum use|For recipients", ("Czech Aid", "Czechia", 150, None, None),
                         ("Polish Aid", "Poland", 250, 0.9, "Albania"))),
    case("E309", "co-financing without a fund of one's own", "Recipients!B2", "Serbia",
         Recipients=rows("Recipient|Co-financing", ("Serbia", 0.1), ("Albania", None))),
    case("E309", "own fund that may not pay its own recipient", "Recipients!B2",
         Budgets=budgets("For recipients", ("Czech Aid", "Czechia", 150, None),
                         ("Serbian budget", "Serbia", 50, "Albania")),
         Recipients=rows("Recipient|Co-financing", ("Serbia", 0.1), ("Albania", None))),
    case("W301", "commitments above the need", "Commitments!D2", "EUR 120", "EUR 100",
         Commitments=commitment(Amount=120)),
    case("W302", "commitment outside the earmark of its fund", "Commitments!A2", "Czech Aid",
         Budgets=budgets("For recipients", ("Czech Aid", "Czechia", 150, "Albania"),
                         ("Polish Aid", "Poland", 250, None)), Commitments=commitment()),
    case("W327", "commitment in the base currency of a fund in another one", "Commitments!D2",
         "EUR 50", "Czech Aid", "CZK", Commitments=commitment(),
         Budgets=rows("Fund|Donor|Budget|Currency", ("Czech Aid", "Czechia", 2_700, "CZK"),
                      ("Polish Aid", "Poland", 250, None)),
         Exchange_rates=rows("Currency|Per unit of base", ("CZK", 27))),
    case("W303", "commitment without a need", "Commitments!D2", "Albania / Reception",
         Commitments=commitment(Recipient="Albania")),
    case("W304", "recipient that no fund may pay", "Needs!A2", "Serbia",
         Budgets=budgets("For recipients", ("Czech Aid", "Czechia", 150, "not Serbia"))),
    case("W305", "fund that may pay for no need", "Budgets!A3", "Polish Aid",
         Budgets=budgets("For recipients|For activities",
                         ("Czech Aid", "Czechia", 150, None, None),
                         ("Polish Aid", "Poland", 250, "Serbia", "Border control"))),
    case("W306", "donor with neither a fund nor experts", "Donors!A4", "Malta",
         Donors=rows("Donor", ("Czechia",), ("Poland",), ("Malta",))),
)

KEYS = (
    case("E311", "key column that Donors does not have", "Burden sharing!B2", "GNI?",
         Donors=GROUP, Burden_sharing=rows("Group|Key", ("V4", "GNIs"))),
    case("E312", "donor without its key figure", "Donors!C3", "Poland", "GNI", "V4",
         Donors=rows("Donor|Group|GNI", ("Czechia", "V4", 160), ("Poland", "V4", None)),
         Burden_sharing=rows("Group|Key", ("V4", "GNI"))),
    case("E313", "key column of zeros", "Burden sharing!B2", "GNI", "V4",
         Donors=rows("Donor|Group|GNI", ("Czechia", "V4", 0), ("Poland", "V4", 0)),
         Burden_sharing=rows("Group|Key", ("V4", "GNI"))),
    case("E313", "key by budgets that are all 0", "Burden sharing!B2", "budget",
         Donors=GROUP, Burden_sharing=rows("Group|Key", ("V4", "budget")),
         Budgets=budgets("Source", ("A", "Czechia", 0, "act"), ("B", "Poland", 0, "act"),
                         ("C", "Norway", 5, "act"))),
    case("E310", "key of 1 over 0", "Donors!C2", "Czechia", "GNI", "V4",
         Donors=rows("Donor|Group|GNI", ("Czechia", "V4", 0), ("Poland", "V4", 5)),
         Burden_sharing=rows("Group|Key", ("V4", "equal 50%; inverse GNI 50%"))),
    case("E201", "key of a region that there is not", "Recipient keys!A2", "Balkans?",
         Recipients=REGION, Recipient_keys=rows("Region|Key", ("Balkan", "equal"))),
    case("E311", "key column that Recipients lacks", "Recipient keys!B2", "Recipients", "need",
         Recipients=REGION, Recipient_keys=rows("Region|Key", ("all", "GNI"))),
    case("E333", "highest shares that miss 100%", "Recipient keys!C2", "80%, below",
         Recipients=REGION, Recipient_keys=rows("Region|Key|Highest share",
                                                ("Balkans", "equal", "40%"))),
    case("E333", "lowest share above the highest", "Recipient keys!C2", "above the highest",
         Recipients=REGION, Recipient_keys=rows("Region|Key|Lowest share|Highest share",
                                                ("all", "equal", "50%", "40%"))),
    case("W317", "recipient of a key that needs nothing", "Recipient keys!A2", "Malta",
         Recipients=[*REGION, {"Recipient": "Malta", "Region": "Balkans"}],
         Recipient_keys=rows("Region|Key", ("Balkans", "equal"))),
    case("E314", "weights of a key that miss 100%", "Burden sharing!B2", "100%",
         Donors=GROUP, Burden_sharing=rows("Group|Key", ("V4", "GNI 50%; equal 40%"))),
    case("E118", "text in the key column of a donor", "Donors!C4", "n/a",
         Donors=[*GROUP, {"Donor": "Norway", "GNI": "n/a"}],
         Budgets=budgets("Source", ("A", "Czechia", 1, ""), ("B", "Poland", 1, ""),
                         ("C", "Norway", 1, "")),
         Burden_sharing=rows("Group|Key", ("V4", "GNI"))),
    case("W307", "member with a key share but no fund", "Donors!A4", "Hungary",
         Donors=[*GROUP, {"Donor": "Hungary", "Group": "V4", "GNI": 100}],
         Burden_sharing=rows("Group|Key", ("V4", "GNI"))),
)

RULES = (
    case("E315", "bare 45 as a share", "Rules!D2", "45%", "0.45", Rules=rule(Value=45)),
    case("E315", "share above 100%", "Rules!D2", "0% to 100%", Rules=rule(Value="120%")),
    case("E315", "percentage as an amount", "Rules!D2", "money",
         Rules=rule(Measure="amount", Value="45%")),
    case("E315", "negative number of expert-months", "Rules!D2", "0 or more",
         Rules=rule(Measure="experts", Value=-1)),
    case("E316", "grants counted by period", "Rules!E2", "period",
         Rules=rule(Measure="grants", Value=3, **{"For each": "fund; period"})),
    case("E321", "objective listed twice", "Objectives!B3", "B2",
         Objectives=rows("Order|Objective", (1, "meet needs"), (2, "meet needs"))),
    case("E322", "two smallest grants of one fund", "Budgets!E3", "has a smallest grant of 10",
         Budgets=budgets("Period|Smallest grant", ("Czech Aid", "Czechia", 70, "2016-Q1", 10),
                         ("Czech Aid", "Czechia", 80, "2016-Q2", 20)),
         Needs=rows("Recipient|Activity|Need|Period", ("Serbia", "Reception", 100, "2016-Q1"),
                    ("Albania", "Border control", 200, "2016-Q2"))),
    case("W313", "ceiling whose selection has no need", "Rules!A2", "R1", "no need",
         Rules=rule(Recipients="Albania", Activities="Reception")),
    case("W313", "share whose selection has no fund", "Rules!A2", "R1", "no fund",
         Rules=rule(Donors="Czechia", Funds="Polish Aid")),
    case("W313", "floor of what nobody needs", "Rules!A2", "R1", "no need",
         Rules=rule(Recipients="Albania", Activities="Reception", Measure="coverage",
                    Relation="at least", Value="10%")),
    case("E317", "amount whose selection has no need", "Rules!A2", "R1", "no need",
         Rules=rule(Recipients="Albania", Activities="Reception", Measure="amount",
                    Relation="at least", Value=10)),
    case("E317", "floor for each of which one has no fund that may pay", "Rules!A2", "Albania",
         Rules=rule(Donors="Poland", Measure="amount", Relation="at least", Value=10,
                    **{"For each": "recipient"}),
         Budgets=budgets("For recipients", ("Czech Aid", "Czechia", 150, None),
                         ("Polish Aid", "Poland", 250, "Serbia"))),
    case("E323", "comparison without another side", "Rules!B2", "Of donors", "share of total",
         Rules=rule(Measure="share of selection")),
    case("E324", "comparison that its measure does not read", "Rules!E2", "Of donors",
         Rules=rule(**{"Of donors": "Poland"})),
    case("E325", "comparison with what no fund gives", "Rules!F2", "Poland", "no fund gives",
         Rules=rule(Measure="share of selection", Donors="Czechia",
                    **{"Of donors": "Poland", "For each": "fund"})),
    case("E326", "marker that there is not", "Rules!E2", "Activities", "Climate",
         Rules=rule(**{"Counted by": "Climate"})),
    case("E326", "figure per head that is misspelt", "Rules!B2", "Recipients", "Population?",
         Rules=rule(Measure="amount per Poplation"),
         Recipients=rows("Recipient|Population", ("Serbia", 7), ("Albania", 3))),
    case("E118", "figure per head in words", "Recipients!B3", "three",
         Rules=rule(Measure="amount per Population"),
         Recipients=rows("Recipient|Population", ("Serbia", 7), ("Albania", "three"))),
    case("E327", "figure per head that is blank", "Recipients!B3", "Albania", "R1",
         Rules=rule(Measure="amount per Population"),
         Recipients=rows("Recipient|Population", ("Serbia", 7), ("Albania", None))),
    case("E328", "figures per head of zeros", "Rules!B2", "counts nothing",
         Rules=rule(Measure="amount per Population", Recipients="Serbia"),
         Recipients=rows("Recipient|Population", ("Serbia", 0), ("Albania", 2))),
    case("E329", "marker of what is no money", "Rules!E2", "experts",
         Rules=rule(Measure="experts", **{"Counted by": "Climate"})),
    case("W315", "marker in hundredths", "Activities!B2", "40 times", "40%",
         Rules=rule(Recipients="Serbia", **{"Counted by": "Climate"}),
         Activities=rows("Activity|Climate", ("Reception", 40), ("Border control", 0))),
    case("E318", "two objectives in one place", "Objectives!A3", "A2",
         Objectives=rows("Order|Objective", (1, "meet needs"), (1, "use budgets"))),
    case("E319", "probabilities that add up to 90%", "Scenarios!B2", "90%",
         Scenarios=rows("Scenario|Probability|Table|Change|Value",
                        ("Calm", 0.5, "Needs", "add", 1), ("Shift", 0.4, "Needs", "add", 2))),
    case("E319", "scenario without a probability beside others that have one", "Scenarios!B2",
         "Shift",
         Scenarios=rows("Scenario|Probability|Table|Change|Value",
                        ("Calm", 1, "Needs", "add", 1), ("Shift", None, "Needs", "add", 2))),
    case("E320", "two probabilities of one scenario", "Scenarios!B3", "0.6", "0.4", "B2",
         Scenarios=rows("Scenario|Probability|Table|Change|Value",
                        ("Calm", 0.4, "Needs", "add", 1), ("Calm", 0.6, "Needs", "add", 2))),
    case("W308", "rule past its last day", "Rules!E2", "R1", "2015-12-31",
         Rules=rule(**{"Valid until": "2015-12-31"})),
    case("E132", "unknown unit of amounts", "Settings!B2", "thousands",
         Settings=rows("Setting|Value", ("Amounts in", "lakhs"))),
)

EXPERTS = rows("Recipient|Activity|Need|Expert-months", ("Serbia", "Reception", 100, 5),
               ("Albania", "Border control", 200, None))
ODD = (
    # 1,500,000 stands among 1000, 1001, 1002, 1003: the middle is 1002
    case("W202", "need in another unit than the others", "Needs!C6", "EUR 1,500,000",
         "EUR 1,002",
         Needs=rows("Recipient|Activity|Need", *(("Serbia", f"Activity {n}", 1000 + n)
                                                 for n in range(4)),
                    ("Serbia", "Activity 4", 1_500_000))),
    case("W309", "expertise that no donor offers", "Activities!B2", "asylum officers",
         Needs=EXPERTS,
         Activities=rows("Activity|Expertise", ("Reception", "asylum officers"),
                         ("Border control", None))),
    case("W309", "expertise misspelt where it is offered", "Activities!B2", "asylum oficers?",
         Needs=EXPERTS,
         Activities=rows("Activity|Expertise", ("Reception", "asylum officers"),
                         ("Border control", None)),
         Expertise=rows("Donor|Expertise|Expert-months", ("Poland", "asylum oficers", 9))),
    case("W310", "experts of an activity that names no kind of expert", "Needs!D2", "Reception",
         Needs=EXPERTS),
    case("W311", "experts beside a need of 0", "Needs!D3", "5",
         Needs=rows("Recipient|Activity|Need|Expert-months", ("Serbia", "Reception", 100, None),
                    ("Albania", "Reception", 0, 5)),
         Activities=rows("Activity|Expertise", ("Reception", "officers")),
         Expertise=rows("Donor|Expertise|Expert-months", ("Poland", "officers", 9))),
    case("W312", "addresses without an @", "Recipients!B2, Donors!B3", "ana.rs",
         Recipients=rows("Recipient|Email", ("Serbia", "ana.rs"), ("Albania", "b@example.org")),
         Donors=rows("Donor|Email", ("Czechia", "c@example.org"), ("Poland", "ana.rs"))),
)

CASES = (*NAMES, *PERIODS_AND_FUNDS, *MONEY, *KEYS, *RULES, *ODD)


@pytest.mark.parametrize("entry", CASES, ids=lambda entry: f"{entry.code} {entry.fault}")
def test_a_fault_is_found_at_its_cells_and_nowhere_else(entry: Case) -> None:
    found = [f for f in findings(entry.book) if f.code == entry.code]
    assert [f"{f.place.sheet}!{f.place.cell}" for f in found] == list(entry.places)
    for words in entry.says:
        assert any(words in f"{f.message} {f.remedy}" for f in found), [str(f) for f in found]


@pytest.mark.parametrize("entry", CASES, ids=lambda entry: f"{entry.code} {entry.fault}")
def test_a_finding_is_whole_sentences_with_a_remedy(entry: Case) -> None:
    for finding in findings(entry.book):
        assert finding.message.endswith((".", "?"))
        assert finding.remedy.endswith(".")
        assert "{" not in finding.message + finding.remedy
        assert "nan" not in f"{finding.value} {finding.message}".casefold().split()


def test_every_finding_across_tables_has_a_case() -> None:
    declared = {kind.code for kind in vars(across).values() if isinstance(kind, FindingKind)}
    assert declared - {entry.code for entry in CASES} == {"W314", "W318", "W319"}, "see tests/plan"
    assert declared <= set(CATALOGUE)


def test_the_sound_book_has_no_finding() -> None:
    assert codes(small_book()) == []


def test_all_faults_of_a_book_are_found_in_one_run() -> None:
    """Faults in six tables do not hide one another."""
    book = small_book(
        Commitments=commitment(Fund="Czech Iad"), Pins=pin(**{"At least": 45, "At most": 40}),
        Rules=rule(Value=45), Objectives=rows("Order|Objective", (1, "meet needs"),
                                              (1, "use budgets")),
        Exchange_rates=rows("Currency|Per unit of base", ("CZK", 0)),
        Burden_sharing=rows("Group|Key", ("V5", "equal")))
    assert sorted(error_codes(book)) == ["E201", "E201", "E213", "E302", "E315", "E318"]
