"""Every measure with every relation, with and without `For each`, solved by hand.

Two recipients, A of weight 2 and B of weight 1, need 80 each; funds F (60, donor D) and G (40,
donor E) hold 100. Without a rule A gets 80 and B 20. Of what a rule leaves open, A gets as much
as it may, and B the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Rows = list[dict[str, Any]]


EARLIER: Rows = [
    {"Fund": "F", "Recipient": "A", "Activity": "x", "Amount": 50},
    {"Fund": "G", "Recipient": "B", "Activity": "x", "Amount": 30},
    {"Fund": "G", "Recipient": "B", "Activity": "x", "Amount": 20, "Committed": "yes"}]
"""What a plan before gave: 50 to each."""


@dataclass(frozen=True, slots=True)
class RuleCase:
    """A rule, what the two recipients then get, and the arithmetic."""

    rule: dict[str, Any]
    amounts: tuple[float, float]
    why: str
    smallest_grant: float | None = None

    @property
    def name(self) -> str:
        each = f", for each {self.rule['For each']}" if "For each" in self.rule else ""
        return f"{self.rule['Measure']} {self.rule['Relation']}{each}"

    def book(self) -> dict[str, Rows]:
        """Return the book; the needs fall into activities or periods where the rule asks."""
        of = self.rule["Measure"].removeprefix("share of ")
        parts = ("Activity", "x", "y")
        split = {"activity": parts, "activities": parts, "pillars": parts,
                 "period": ("Period", "2016-Q1", "2016-Q2")}
        needs: Rows
        if of in split:
            heading, first, second = split[of]
            needs = [{"Recipient": r, "Activity": "x", "Weight": w, heading: part, "Need": n}
                     for r, w, part, n in (("A", 2, first, 50), ("A", 2, second, 30),
                                           ("B", 1, first, 40), ("B", 1, second, 40))]
        else:
            needs = [{"Recipient": r, "Activity": "x", "Weight": w, "Need": 80,
                      "Expert-months": 8} for r, w in (("A", 2), ("B", 1))]
        return {
            "Needs": needs,
            "Recipients": [{"Recipient": r, "Population": p} for r, p in (("A", 10), ("B", 20))],
            "Activities": [{"Activity": "x", "Expertise": "nurses", "Pillar": "P"},
                           {"Activity": "y", "Pillar": "Q"}],
            "Budgets": [{"Fund": f, "Donor": d, "Budget": b, "Smallest grant": self.smallest_grant}
                        for f, d, b in (("F", "D", 60), ("G", "E", 40))],
            "Rules": [{"Rule": "R", **self.rule}],
            **({"Earlier plan": EARLIER} if of == "earlier" else {}),
        }


def rule(measure: str, relation: str, value: float | str, **more: str) -> dict[str, Any]:
    names = {"each": "For each"}
    return {"Measure": measure, "Relation": relation, "Value": value,
            **{names.get(key, key): text for key, text in more.items()}}


def _simple() -> Iterator[RuleCase]:
    """Measures whose whole is fixed: money, need, all support, expert-months."""
    for measure, unit, why in (
            ("amount", 1.0, "money itself"),
            ("coverage", 1 / 80, "of a need of 80"),
            ("experts", 0.1, "0.1 expert-months for each unit of money"),
            ("share of total", 1 / 100, "of 100 in all, which is given whatever the rule")):
        yield RuleCase(rule(measure, "at most", 50 * unit, Recipients="A"), (50, 50),
                       f"A 50, {why}")
        yield RuleCase(rule(measure, "at least", 40 * unit, Recipients="B"), (60, 40),
                       f"B 40, {why}")
        yield RuleCase(rule(measure, "exactly", 30 * unit, Recipients="B"), (70, 30),
                       f"B 30, {why}")
        yield RuleCase(rule(measure, "at most", 60 * unit, each="recipient"), (60, 40),
                       f"A 60, {why}; B gets 40, which is less")
        yield RuleCase(rule(measure, "at least", 30 * unit, each="recipient"), (70, 30),
                       f"B 30, {why}; A gets 70, which is more")
        even = 50 if measure == "share of total" else 45
        yield RuleCase(rule(measure, "exactly", even * unit, each="recipient"), (even, even),
                       f"both {even}, {why}")


def _per_head() -> Iterator[RuleCase]:
    """Money for each of A's 10 people and B's 20."""
    measure = "amount per Population"
    yield RuleCase(rule(measure, "at most", 5, Recipients="A"), (50, 50), "A 5 x 10")
    yield RuleCase(rule(measure, "at least", 2, Recipients="B"), (60, 40), "B 2 x 20")
    yield RuleCase(rule(measure, "exactly", 1.5, Recipients="B"), (70, 30), "B 1.5 x 20")
    yield RuleCase(rule(measure, "at most", 6, each="recipient"), (60, 40),
                   "A 6 x 10; B may have 120")
    yield RuleCase(rule(measure, "at least", 1.5, each="recipient"), (70, 30),
                   "B 1.5 x 20; A gets more than 15")
    yield RuleCase(rule(measure, "exactly", 3, each="recipient"), (30, 60), "A 3 x 10, B 3 x 20")


def _of_payers() -> Iterator[RuleCase]:
    """Shares of what a donor or fund gives, or has: F's 60 and G's 40 are given in full."""
    for measure, one, each in (("share of donor", {"Donors": "D"}, "donor"),
                               ("share of fund", {"Funds": "F"}, "fund"),
                               ("share of budget", {"Funds": "F"}, "fund")):
        yield RuleCase(rule(measure, "at most", 0.5, Recipients="A", **one), (70, 30),
                       "F gives A at most 0.5 x 60 = 30; with G's 40 that is 70")
        yield RuleCase(rule(measure, "at least", 0.5, Recipients="B", **one), (70, 30),
                       "F gives B at least 0.5 x 60 = 30")
        yield RuleCase(rule(measure, "exactly", 0.75, Recipients="B", **one), (55, 45),
                       "F gives B 0.75 x 60 = 45, so A gets 15 + 40")
        yield RuleCase(rule(measure, "at most", 0.5, Recipients="A", each=each), (50, 50),
                       "A gets at most 30 of F and 20 of G")
        yield RuleCase(rule(measure, "at least", 0.3, Recipients="B", each=each), (70, 30),
                       "B gets at least 18 of F and 12 of G")
        yield RuleCase(rule(measure, "exactly", 0.4, Recipients="B", each=each), (60, 40),
                       "B gets 24 of F and 16 of G")


def _of_recipients() -> Iterator[RuleCase]:
    measure = "share of recipient"
    yield RuleCase(rule(measure, "at most", 0.2, Funds="F", Recipients="A"), (50, 50),
                   "G gives A 40, at least 0.8 of what A gets: A gets 50")
    yield RuleCase(rule(measure, "at least", 0.9, Funds="G", Recipients="A"), (40 / 0.9, 100 - 40
                                                                            / 0.9),
                   "G's 40 are at least 0.9 of what A gets: A gets 40 / 0.9")
    yield RuleCase(rule(measure, "exactly", 0.2, Funds="F", Recipients="A"), (50, 50),
                   "G's 40 are 0.8 of what A gets")
    yield RuleCase(rule(measure, "at most", 0.5, Funds="F", each="recipient"), (80, 0),
                   "F gives at most half of each, so no more than G's 40: A gets all 80")
    yield RuleCase(rule(measure, "at least", 0.6, Funds="F", each="recipient"), (80, 20),
                   "F's 60 of 100 are 0.6: 48 of A's 80 and 12 of B's 20")
    yield RuleCase(rule(measure, "exactly", 0.5, Funds="F", each="recipient"), (80, 0),
                   "F gives half of each, so 40 and no more: A gets all 80")


def _of_parts() -> Iterator[RuleCase]:
    """Shares of an activity or a period: A needs 50 and 30 of its parts, B 40 and 40."""
    for measure, one, each in (("share of activity", {"Activities": "x"}, "activity"),
                               ("share of period", {"Periods": "2016-Q1"}, "period")):
        yield RuleCase(rule(measure, "at most", 0.5, Recipients="A", **one), (65, 35),
                       "A gets all 30 of the second part; of the 70 left, half: 35")
        yield RuleCase(rule(measure, "at least", 0.5, Recipients="B", **one), (65, 35),
                       "the same seen from B: 35 of the 70 in the first part")
        yield RuleCase(rule(measure, "exactly", 0.2, Recipients="A", **one), (40, 60),
                       "B takes at most 40 in the first part, 0.8 of it: A gets 10 there and 30")
        yield RuleCase(rule(measure, "at most", 0.5, Recipients="A", each=each), (50, 50),
                       "A gets at most half of each part, so half of 100")
        yield RuleCase(rule(measure, "at least", 0.3, Recipients="B", each=each), (70, 30),
                       "B gets at least 0.3 of each part, so 0.3 of 100")
        yield RuleCase(rule(measure, "exactly", 0.4, Recipients="B", each=each), (60, 40),
                       "B gets 0.4 of each part, so 0.4 of 100")


def _of_selections() -> Iterator[RuleCase]:
    """Money over the money of the columns `Of ...`: 100 in all where both funds give in full."""
    measure, matched = "share of selection", {"Donors": "D", "Of donors": "E"}
    yield RuleCase(rule(measure, "at most", 1.5, Recipients="A", **{"Of recipients": "B"}),
                   (60, 40), "A gets 1.5 times what B gets, and both 100")
    yield RuleCase(rule(measure, "at least", 0.6, Recipients="B", **{"Of recipients": "A"}),
                   (62.5, 37.5), "B gets 0.6 of what A gets, and both 100")
    yield RuleCase(rule(measure, "exactly", 0.5, Donors="D", Recipients="A",
                        **{"Of recipients": "B"}), (60, 40),
                   "E gives A its 40, D half of B: 40 + B / 2 + B = 100")
    yield RuleCase(rule(measure, "at most", 1, each="recipient", **matched), (80, 0),
                   "D gives no more than E's 40: 80 in all, and A's counts twice")
    yield RuleCase(rule(measure, "at least", 0.8, each="recipient", Donors="E",
                        **{"Of donors": "D"}), (80, 10),
                   "D gives each at most 1.25 times what E does, so 50 beside E's 40")
    yield RuleCase(rule(measure, "exactly", 1, each="recipient", **matched), (80, 0),
                   "D and E give each the same, 40 in all each, and A's counts twice")


def _grants() -> Iterator[RuleCase]:
    yield RuleCase(rule("grants", "at most", 1, Recipients="A"), (60, 40),
                   "one grant to A: the 60 of F rather than the 40 of G")
    yield RuleCase(rule("grants", "at least", 2, Recipients="B"), (70, 30),
                   "two grants of at least 15 to B", smallest_grant=15)
    yield RuleCase(rule("grants", "exactly", 1, Recipients="A"), (60, 40),
                   "one grant to A: the 60 of F")
    yield RuleCase(rule("grants", "at most", 1, each="recipient"), (60, 40),
                   "one grant to each: F to A, G to B")
    yield RuleCase(rule("grants", "at least", 2, each="recipient"), (70, 30),
                   "two grants of at least 15 to each", smallest_grant=15)
    yield RuleCase(rule("grants", "exactly", 1, each="recipient"), (60, 40),
                   "one grant to each: F to A, G to B")


def _payers_taking_part() -> Iterator[RuleCase]:
    for measure in ("donors", "funds"):
        yield RuleCase(rule(measure, "at most", 1, Recipients="A"), (60, 40),
                       "one of them to A: the 60 of F rather than the 40 of G")
        yield RuleCase(rule(measure, "at least", 2, Recipients="B"), (80, 20),
                       "both to B, which costs nothing: 12 of F and 8 of G are both")
        yield RuleCase(rule(measure, "exactly", 1, Recipients="A"), (60, 40),
                       "one of them to A: the 60 of F")
        yield RuleCase(rule(measure, "at most", 1, each="recipient"), (60, 40),
                       "one to each: F to A, G to B")
        yield RuleCase(rule(measure, "at least", 2, each="recipient"), (80, 20),
                       "both to each, as without the rule")
        yield RuleCase(rule(measure, "exactly", 1, each="recipient"), (60, 40),
                       "one to each: F to A, G to B")


def _recipients_taking_part() -> Iterator[RuleCase]:
    measure = "recipients"
    yield RuleCase(rule(measure, "at most", 1), (80, 0), "A alone, all of its 80")
    yield RuleCase(rule(measure, "at least", 2, Funds="F"), (80, 20), "F gives to both")
    yield RuleCase(rule(measure, "exactly", 1), (80, 0), "A alone, all of its 80")
    for relation in ("at most", "exactly"):
        yield RuleCase(rule(measure, relation, 1, each="fund"), (80, 0),
                       "F's 60 to A with G's 40 to B, or all of A by both, count 160; F's 48 and "
                       "G's 32 to A are in proportion, so the second moves less")
    yield RuleCase(rule(measure, "at least", 2, each="fund"), (80, 20), "each gives to both")


def _of_the_past() -> Iterator[RuleCase]:
    measure = "share of earlier"
    yield RuleCase(rule(measure, "at most", "120%", Recipients="A"), (60, 40),
                   "A at most 1.2 x 50 = 60")
    yield RuleCase(rule(measure, "at least", 0.8, Recipients="B"), (60, 40),
                   "B at least 0.8 x (30 + 20) = 40")
    yield RuleCase(rule(measure, "exactly", 0.6, Recipients="B"), (70, 30), "B 0.6 x 50 = 30")
    yield RuleCase(rule(measure, "at most", "130%", each="recipient"), (65, 35),
                   "each at most 65, which holds A alone")
    yield RuleCase(rule(measure, "at least", 0.9, each="recipient"), (55, 45),
                   "each at least 45, which holds B alone")
    yield RuleCase(rule(measure, "exactly", 0.8, each="recipient"), (40, 40), "each 40")


def _activities_taking_part() -> Iterator[RuleCase]:
    """A needs 50 and 30 of x and y, B 40 and 40; each of the two is a pillar of its own."""
    for measure in ("activities", "pillars"):
        for relation in ("at most", "exactly"):
            yield RuleCase(rule(measure, relation, 1), (50, 40),
                           "x alone: 2 x 50 + 40 rather than 2 x 30 + 40")
            yield RuleCase(rule(measure, relation, 1, each="recipient"), (50, 40),
                           "one for each: A's 50 of x and B's 40 of either")
        yield RuleCase(rule(measure, "at least", 2), (80, 20), "both, as without the rule")
        yield RuleCase(rule(measure, "at least", 2, each="recipient"), (80, 20),
                       "both for each, as B's 20 may be of both")


RULE_CASES = [*_simple(), *_per_head(), *_of_payers(), *_of_recipients(), *_of_parts(),
              *_of_selections(), *_of_the_past(), *_grants(), *_payers_taking_part(),
              *_recipients_taking_part(), *_activities_taking_part()]
