"""Small inputs on which the program once went wrong, each reduced until nothing could go.

What is right for each of them is worked out by hand in the tests that use it.
"""

from __future__ import annotations

from reference import Book, Row


def need(recipient: str, amount: float, activity: str = "u", **more: object) -> Row:
    """Return a row of Needs."""
    return {"Recipient": recipient, "Activity": activity, "Need": amount, **more}


def fund(name: str, budget: float, donor: str = "D", **more: object) -> Row:
    """Return a row of Budgets."""
    return {"Fund": name, "Donor": donor, "Budget": budget, **more}


def rule(measure: str, relation: str, value: float, name: str = "R1", **more: object) -> Row:
    """Return a row of Rules."""
    return {"Rule": name, "Measure": measure, "Relation": relation, "Value": value, **more}


def stage(order: int, objective: str, tolerance: float | None = None) -> Row:
    """Return a row of Objectives."""
    return {"Order": order, "Objective": objective, "Tolerance": tolerance}


def settings(**values: object) -> list[Row]:
    """Return the rows of Settings."""
    return [{"Setting": name.replace("_", " "), "Value": value}
            for name, value in values.items()]


CALM: Row = {"Scenario": "Calm", "Table": "Needs", "Change": "multiply by", "Value": 1}
POLICE = [{"Activity": "u", "Expertise": "Police"}]

WISH_ON_EXPERTS: Book = {
    "Needs": [need("Serbia", 20_000_000, "Training", **{"Expert-months": 100}),
              need("Albania", 20_000_000, "Shelter")],
    "Activities": [{"Activity": "Training", "Expertise": "Police"}, {"Activity": "Shelter"}],
    "Recipients": [{"Recipient": "Serbia", "Severity": 1}, {"Recipient": "Albania", "Severity": 2}],
    "Budgets": [fund("F", 10_000_000)],
    "Expertise": [{"Donor": "D", "Expertise": "Police", "Expert-months": 40}],
    "Rules": [rule("experts", "at least", 10, Strength="should")]}
RULE_WITHOUT_COMBINATION: Book = {
    "Needs": [need("Serbia", 100), need("Albania", 0)], "Budgets": [fund("F", 50)],
    "Rules": [rule("share of recipient", "at most", 0.6, Recipients="Albania",
                   **{"For each": "donor; recipient"})]}
GRANTS_WITHOUT_CELLS: Book = {
    "Needs": [need("Serbia", 0)], "Budgets": [fund("F", 100)],
    "Rules": [rule("grants", "at most", 2)]}
ONE_SMALLEST_GRANT: Book = {
    "Needs": [need("Serbia", 200)], "Budgets": [fund("F", 150, **{"Smallest grant": 100})]}
BILLIONS_WITH_EXPERTS: Book = {
    "Needs": [need("Serbia", 500_000_000_000, **{"Expert-months": 40})], "Activities": POLICE,
    "Budgets": [fund("F", 300_000_000_000)],
    "Expertise": [{"Donor": "D", "Expertise": "Police", "Expert-months": 5}]}
PIN_OF_A_FRACTION: Book = {
    "Needs": [need("Serbia", 1000.5)],
    "Budgets": [fund("F", 600, "Poland"), fund("G", 600, "Czechia")],
    "Pins": [{"Fund": "F", "Recipient": "Serbia", "Activity": "u", "At least": 500.45}]}
TENS: Book = {
    "Needs": [need(recipient, 200, activity) for recipient, activity in (
        ("Serbia", "Reception"), ("NA", "Reception"), ("NA", "Borders"), ("NA", "Asylum"),
        ("Albania", "Reception"), ("Albania", "Asylum"), ("Montenegro", "Borders"),
        ("Montenegro", "Asylum"), ("Kosovo*", "Reception"), ("Kosovo*", "Borders"),
        ("Kosovo*", "Asylum"))],
    "Recipients": [{"Recipient": "Serbia"}, {"Recipient": "Albania"}, {"Recipient": "Kosovo*"},
                   {"Recipient": "Montenegro", "Minimum coverage": 0.6},
                   {"Recipient": "NA", "Minimum coverage": 0.25}],
    "Budgets": [fund(f"{name} fund", 200, name) for name in ("Poland", "EU", "Hungary", "Czechia")],
    "Pins": [{"Fund": "Poland fund", "Recipient": "Kosovo*", "Activity": "Asylum",
              "At least": 100}],
    "Settings": settings(Rounding=10)}
WISHES_WITH_TOLERANCE: Book = {
    "Needs": [need("Serbia", 20)], "Budgets": [fund("F", 30)],
    "Rules": [rule("coverage", "exactly", 0.4, Strength="should"),
              rule("share of total", "exactly", 0.2, "R3", Strength="should")],
    "Objectives": [stage(1, "soft rules", 0.1), stage(2, "meet needs")],
    "Settings": settings(Rounding=0.01)}
COVERAGE_FIRST: Book = {
    "Needs": [need("Serbia", 100), need("Albania", 100)], "Budgets": [fund("F", 100)],
    "Objectives": [stage(1, "raise lowest coverage"), stage(2, "meet needs")]}
WISH_AFTER_TOLERANCE: Book = {
    "Needs": [need("Serbia", 100)], "Budgets": [fund("F", 100)],
    "Rules": [rule("share of donor", "exactly", 0.4, Strength="should")],
    "Objectives": [stage(1, "soft rules", 0.1), stage(2, "meet needs")]}
GRANT_NOT_MADE: Book = {
    "Needs": [need("Serbia", 100), need("Albania", 100)],
    "Budgets": [fund("F", 100, **{"Smallest grant": 100})]}
LEAST_AMOUNT_NOT_GIVEN: Book = {
    "Needs": [need(name, 100, **{"Least amount": "100%"}) for name in ("Serbia", "Albania")],
    "Budgets": [fund("F", 100)]}
NO_EXPERTS: Book = {
    "Needs": [need("Serbia", 30_000_000, **{"Expert-months": 20}), need("Albania", 50, "v")],
    "Activities": [*POLICE, {"Activity": "v"}], "Budgets": [fund("F", 100)],
    "Expertise": [{"Donor": "D", "Expertise": "Police", "Expert-months": 0}]}
GRANT_ABOVE_ITS_NEED: Book = {
    "Needs": [need("Serbia", 10)],
    "Budgets": [fund("F", 100, "Serbia", **{"Smallest grant": 100})]}
NOTHING_BUT_EXPERTS: Book = {
    "Needs": [need("Serbia", 30_000_000, **{"Expert-months": 20})], "Activities": POLICE,
    "Budgets": [fund("F", 100)],
    "Expertise": [{"Donor": "D", "Expertise": "Police", "Expert-months": 0}]}
COMMITTED_BEYOND_EXACTLY: Book = {
    "Needs": [need("Serbia", 200)], "Budgets": [fund("F", 100)],
    "Commitments": [{"Fund": "F", "Recipient": "Serbia", "Activity": "u", "Amount": 100}],
    "Rules": [rule("share of budget", "exactly", 0.2)]}
SMALLEST_GRANT_IN_TWO_ROWS: Book = {
    "Needs": [need("Albania", 100, Period="2017"), need("Kosovo*", 100, Period="2016")],
    "Recipients": [{"Recipient": "Albania", "Minimum coverage": 0.4}, {"Recipient": "Kosovo*"}],
    "Budgets": [fund("F", 100, Period=period, **{"Smallest grant": 3000})
                for period in ("2016", "2017")]}
FLOOR_SHARE_AND_BUDGET: Book = {
    "Needs": [need("Serbia", 4)], "Recipients": [{"Recipient": "Serbia", "Minimum coverage": 0.6}],
    "Budgets": [fund("F", 0.9, "Poland", **{"Smallest grant": 1}), fund("G", 3, "EU")],
    "Rules": [rule("share of fund", "at most", 0.2, Donors="not Poland")]}
TIED_GRANTS: Book = {
    "Needs": [need("Serbia", 1_000_000, Weight=2)],
    "Budgets": [fund("F", 2_000_000, "EU"),
                fund("G", 3_000_000, "Czechia", **{"Smallest grant": 1_000_000})]}
WISHED_AND_MUST_KEYS: Book = {
    "Needs": [need("Serbia", 1000)],
    "Budgets": [fund("H", 300, "Hungary"), fund("C", 100, "Czechia"), fund("E", 100, "EU")],
    "Donors": [{"Donor": "Hungary", "Group": "V4"}, {"Donor": "Czechia", "Group": "V4"},
               {"Donor": "EU", "Group": "Others"}],
    "Burden sharing": [{"Group": "Others", "Key": "equal", "Strength": "should"},
                       {"Group": "V4", "Key": "equal"}],
    "Scenarios": [CALM]}
SHARE_IN_A_SCENARIO: Book = {
    "Needs": [need("Serbia", 100, "Border"), need("Serbia", 100, "Reception")],
    "Budgets": [fund("F", 200)],
    "Rules": [rule("share of total", "at most", 0.1, Activities="Reception")],
    "Scenarios": [CALM]}
SMALL_NEED_LARGE_BUDGET: Book = {
    "Needs": [need("Serbia", 10)], "Budgets": [fund("F", 200_000_000)]}
COVERAGE_WITH_GRANTS: Book = {
    "Needs": [need("Serbia", 30, "Reception", Period="2016-Q2"),
              need("Albania", 50, "Reception", Period="2016-Q1"),
              need("Albania", 20, "Asylum", Period="2016-Q1"),
              need("Kosovo*", 20, "Reception", Period="2016-Q2"),
              need("Kosovo*", 50, "Asylum", Period="2016-Q1"),
              need("Kosovo*", 50, "Asylum", Period="2016-Q2")],
    "Budgets": [fund("F", budget, Period=period, **{"Smallest grant": 5.0})
                for period, budget in (("2016-Q1", 20), ("2016-Q2", 10))],
    "Objectives": [stage(2, "raise lowest coverage", 0.1)]}
ONE_GRANT_BY_RULE: Book = {
    "Needs": [need("Montenegro", 153), need("Albania", 340)], "Budgets": [fund("F", 1000)],
    "Rules": [rule("grants", "at most", 1)]}

# Figures of very different sizes.
ENDLESS_CAPACITY: Book = {
    "Needs": [need("Serbia", 100)], "Budgets": [fund("F", 1000)],
    "Capacity": [{"Recipient": "Serbia", "Capacity": 1.7e308}]}
HALF_A_UNIT_OF_A_TRILLION: Book = {
    "Needs": [need("Serbia", 10**12)], "Budgets": [fund("F", 10**12)],
    "Rules": [rule("amount", "exactly", 100.5, Recipients="Serbia")]}
FORINTS_WITH_EXPERTS: Book = {
    "Needs": [need("Serbia", 50_000_000_000, **{"Expert-months": 5})], "Activities": POLICE,
    "Budgets": [fund("F", 50_000_000_000)],
    "Expertise": [{"Donor": "D", "Expertise": "Police", "Expert-months": 4}],
    "Settings": settings(Base_currency="HUF")}
BILLIONS_BESIDE_HUNDREDS: Book = {
    "Needs": [need("Serbia", 10**10, Weight=5), need("Albania", 5000), need("Kosovo", 5000)],
    "Budgets": [fund("F", 5 * 10**9, "EU"), fund("G", 900, "CZ")],
    "Rules": [rule("share of recipient", "at most", 0.5, Recipients="Albania", Donors="CZ")]}
HALF_A_UNIT_BEYOND_A_NEED: Book = {
    "Needs": [need("Serbia", 10**11), need("Albania", 5000)], "Budgets": [fund("F", 5 * 10**10)],
    "Rules": [rule("amount", "at least", 5000.5, Recipients="Albania")]}
TINY_PENALTY: Book = {
    "Needs": [need("Serbia", 1000, Weight=2), need("Albania", 1000)],
    "Budgets": [fund("F", 1000)],
    "Rules": [rule("amount", "at most", 100, Recipients="Serbia", Strength="should",
                   Penalty=1e-8)]}
WEIGHTS_AS_SHARES: Book = {
    "Needs": [need(recipient, 1_000_000, activity, Tier="T", Weight=0.001)
              for recipient in ("Serbia", "Albania") for activity in ("A", "B")],
    "Recipients": [{"Recipient": "Serbia", "Severity": 0.02},
                   {"Recipient": "Albania", "Severity": 0.01}],
    "Activities": [{"Activity": "A", "Priority": 0.05}, {"Activity": "B", "Priority": 0.04}],
    "Tiers": [{"Tier": "T", "Weight": 0.1}],
    "Budgets": [fund("F", 1_500_000)]}
ONE_GRANT: Book = {
    "Needs": [need("Serbia", 1, "Reception"), need("Serbia", 100, "Borders")],
    "Activities": [{"Activity": "Reception", "Priority": 2}, {"Activity": "Borders"}],
    "Budgets": [fund("P", 1, "Poland"), fund("E", 100, "EU")],
    "Rules": [rule("grants", "at most", 1)]}
ONE_GRANT_THEN_WISHES: Book = ONE_GRANT | {
    "Donors": [{"Donor": "Poland", "Group": "G"}, {"Donor": "EU", "Group": "G"}],
    "Burden sharing": [{"Group": "G", "Key": "budget", "Strength": "should"}],
    "Objectives": [stage(1, "meet needs"), stage(2, "soft rules")]}
ONE_GRANT_AND_A_WISH: Book = ONE_GRANT | {
    "Rules": [*ONE_GRANT["Rules"], rule("amount", "at least", 150, "R2", Activities="Borders",
                                        Strength="should")]}
KEY_THAT_ROUNDING_BREAKS: Book = {
    "Needs": [need("Serbia", 10), need("Albania", 1)],
    "Budgets": [fund("P", 1, "Poland"), fund("C", 10, "Czechia")],
    "Donors": [{"Donor": "Poland", "Group": "G"}, {"Donor": "Czechia", "Group": "G"}],
    "Burden sharing": [{"Group": "G", "Key": "budget", "Strength": "should", "Penalty": 100}],
    "Rules": [rule("share of total", "at least", 1, Recipients="Serbia", Strength="should")]}
