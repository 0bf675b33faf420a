"""Small, degenerate books: few distinct numbers, zeros, ties, limits that touch or miss by a cent.

Nothing is made to have a plan; about half of them have one, and the reference says which.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from reference import Book, Row

RECIPIENTS = ("Serbia", "Albania", "Kosovo*")
ACTIVITIES = ("Reception", "Borders")
PERIODS = ("2016", "2017")
AMOUNTS = (0, 10, 20, 50, 100, 100, 100, 200)
SHARES = (0, 0.1, 0.2, 0.25, 0.4, 0.5, 0.5, 0.6, 1)
MONEY = ("Need", "Budget", "Capacity", "Amount", "At least", "At most", "Smallest grant")
OBJECTIVES = ("soft rules", "meet needs", "raise lowest coverage", "use budgets", "even burden",
              "fewest grants")
DIMENSIONS = ("donor", "fund", "recipient", "activity", "period")
MEASURES = ("amount", "amount", "coverage", "share of total", "share of donor", "share of fund",
            "share of recipient", "share of activity", "share of period", "share of budget",
            "experts", "grants")
RELATIONS = ("at most", "at most", "at least", "exactly")


def corner_book(seed: int) -> Book:
    """Return the book of this seed."""
    return Corner(seed).book


class Corner:
    """A book in the making."""

    def __init__(self, seed: int) -> None:
        """Draw every table."""
        self.chance = random.Random(f"corner {seed}")
        self.recipients = RECIPIENTS[:self.chance.choice((1, 2, 2, 3))]
        self.activities = ACTIVITIES[:self.chance.choice((1, 1, 2))]
        self.periods = PERIODS if self.often(0.25) else (None,)
        self.tiers = ("First", "Second") if self.often(0.2) else (None,)
        self.donors = ("Poland", "Czechia", "EU")[:self.chance.choice((1, 2, 2, 3))]
        self.size = self.chance.choice((1, 1, 1, 1, 0.1, 10, 1000, 1_000_000))
        self.book: Book = {"Needs": self.needs(), "Budgets": self.budgets()}
        self.add_elements()
        for sheet, probability, rows in (
                ("Capacity", 0.2, self.capacities), ("Commitments", 0.2, self.commitments),
                ("Expertise", 0.2, self.expertise), ("Burden sharing", 0.25, self.burdens),
                ("Rules", 0.5, self.rules), ("Pins", 0.15, self.pins),
                ("Objectives", 0.5, self.objectives), ("Settings", 0.4, self.settings)):
            if self.often(probability):
                self.book[sheet] = rows()
        if self.often(0.25):
            self.miss_by_a_cent()

    def often(self, probability: float) -> bool:
        """Return True with the probability."""
        return self.chance.random() < probability

    def one_of(self, choices: Sequence[Any]) -> Any:
        """Return one of the choices."""
        return self.chance.choice(choices)

    def amount(self) -> float:
        """Return one of the few amounts, in the book's own size."""
        return float(round(self.one_of(AMOUNTS) * self.size, 2))

    def some(self, probability: float, choices: Sequence[Any]) -> Any:
        """Return one of the choices, or nothing."""
        return self.one_of(choices) if self.often(probability) else None

    def needs(self) -> list[Row]:
        """Return a need for most combinations."""
        keys = [(r, a, t, k) for r in self.recipients for a in self.activities
                for t in self.periods for k in self.tiers]
        kept = [key for key in keys if self.often(0.85)] or keys[:1]
        months = self.often(0.3)
        return [{"Recipient": r, "Activity": a, "Period": t, "Tier": k, "Need": self.amount(),
                 "Expert-months": self.some(0.7 if months else 0, (0, 1, 5, 10)),
                 "Weight": self.some(0.1, (0, 1, 2))}
                for r, a, t, k in kept]

    def budgets(self) -> list[Row]:
        """Return one or two funds a donor, by period where there are any, now and then."""
        rows: list[Row] = []
        for donor in self.donors:
            for number in range(1 if self.often(0.8) else 2):
                more = {"Fund": f"{donor} {number + 1}", "Donor": donor,
                        "Minimum use": self.some(0.1, (0.5, 1)),
                        "Smallest grant": self.some(0.15, (0, 5, 50, 100)),
                        "Carry over": None}
                if isinstance(more["Smallest grant"], int):
                    more["Smallest grant"] = round(more["Smallest grant"] * self.size, 2)
                periods = self.periods if self.often(0.5) else (None,)
                if periods[0] and self.often(0.4):
                    more["Carry over"] = "yes"
                narrow = {"For recipients": self.some(0.15, self.recipients),
                          "For activities": self.some(0.1, self.activities)}
                rows += [{**more, **narrow, "Period": period, "Budget": self.amount()}
                         for period in periods]
        if self.often(0.15):
            name = self.one_of(self.recipients)
            rows.append({"Fund": "own", "Donor": name, "Budget": self.amount(),
                         "For recipients": name})
        return rows

    def add_elements(self) -> None:
        """Write what the tables of elements say."""
        if self.often(0.5):
            self.book["Recipients"] = [
                {"Recipient": name, "Severity": self.some(0.5, (1, 1, 2)),
                 "Minimum coverage": self.some(0.25, SHARES),
                 "Co-financing": self.some(0.08, (0.1, 0.5))} for name in self.recipients]
        self.book["Activities"] = [
            {"Activity": name, "Priority": self.some(0.3, (1, 2)),
             "Expertise": "Police" if place == 0 else None}
            for place, name in enumerate(self.activities)]
        donors = dict.fromkeys(str(row["Donor"]) for row in self.book["Budgets"])
        self.book["Donors"] = [{"Donor": name, "Group": "G" if self.often(0.7) else None,
                                "GNI": self.one_of((1, 1, 2, 10))} for name in donors]
        if self.tiers[0]:
            self.book["Tiers"] = [{"Tier": tier, "Weight": weight} for tier, weight in zip(
                self.tiers, self.one_of(((1, 1), (2, 1), (1, 0))), strict=True)]

    def capacities(self) -> list[Row]:
        """Return what one recipient can take."""
        return [{"Recipient": self.one_of(self.recipients), "Capacity": self.amount(),
                 "Activity": self.some(0.3, self.activities),
                 "Period": self.some(0.3, self.periods)}]

    def funds(self) -> list[str]:
        """Return the names of the funds."""
        return list(dict.fromkeys(str(row["Fund"]) for row in self.book["Budgets"]))

    def cell(self) -> Row:
        """Return a fund and one of the needs, which it may or may not meet."""
        need = self.one_of(self.book["Needs"])
        return {"Fund": self.one_of(self.funds()), "Recipient": need["Recipient"],
                "Activity": need["Activity"], "Period": need["Period"]}

    def commitments(self) -> list[Row]:
        """Return what is given already."""
        return [{**self.cell(), "Amount": self.amount() / 2}]

    def expertise(self) -> list[Row]:
        """Return what one donor offers."""
        return [{"Donor": self.one_of(self.donors), "Expertise": "Police",
                 "Period": self.some(0.3, self.periods),
                 "Expert-months": self.one_of((0, 1, 5, 10))}]

    def strength(self) -> Row:
        """Return whether a limit must hold, and what it costs to break it."""
        if self.often(0.6):
            return {}
        return {"Strength": "should", "Penalty": self.some(0.4, (0.01, 1, 2, 1000))}

    def burdens(self) -> list[Row]:
        """Return how the group shares what it gives."""
        return [{"Group": "G", "Key": self.one_of(("equal", "budget", "GNI")),
                 "Tolerance": self.some(0.6, (0, 0.1, 0.5)), **self.strength()}]

    def rules(self) -> list[Row]:
        """Return one to three rules."""
        rows = []
        for number in range(self.one_of((1, 1, 2, 3))):
            measure = self.one_of(MEASURES)
            value = self.one_of(SHARES)
            if measure == "amount":
                value = self.amount()
            elif measure in ("experts", "grants"):
                value = self.one_of((0, 1, 2, 3))
            each = self.chance.sample(DIMENSIONS[:5 if self.periods[0] else 4],
                                      self.one_of((1, 1, 2))) if self.often(0.35) else []
            rows.append({
                "Rule": f"R{number + 1}", "Measure": measure, "Relation": self.one_of(RELATIONS),
                "Value": value, "For each": "; ".join(each) or None,
                "Recipients": self.some(0.4, self.recipients),
                "Activities": self.some(0.2, self.activities),
                "Donors": self.some(0.3, (*self.donors, f"not {self.donors[0]}"
                                          if len(self.donors) > 1 else self.donors[0])),
                **self.strength()})
        return rows

    def pins(self) -> list[Row]:
        """Return an allocation that a reviewer fixed."""
        low, high = sorted((self.amount(), self.amount()))
        sides = self.one_of(({"At least": low}, {"At most": high},
                             {"At least": low, "At most": high}))
        return [{**self.cell(), **sides}]

    def objectives(self) -> list[Row]:
        """Return some objectives in any order, with and without a tolerance."""
        chosen = self.chance.sample(OBJECTIVES, self.one_of((1, 2, 2, 3, 4)))
        if "even burden" in chosen and "Burden sharing" not in self.book:
            chosen.remove("even burden")
        return [{"Order": order, "Objective": name,
                 "Tolerance": self.some(0.25, (0, 0.05, 0.1, 0.5))}
                for order, name in enumerate(chosen or ["meet needs"], start=1)]

    def settings(self) -> list[Row]:
        """Return the unit that plans are rounded to."""
        return [{"Setting": "Rounding", "Value": self.one_of((0.01, 0.5, 1, 10))}]

    def miss_by_a_cent(self) -> None:
        """Move one figure of money by a cent."""
        places = [(row, column) for rows in self.book.values() for row in rows
                  for column in MONEY if isinstance(row.get(column), (int, float))]
        row, column = self.one_of(places)
        figure = row[column]
        assert isinstance(figure, (int, float))
        row[column] = max(round(figure + self.one_of((-0.01, 0.01)), 2), 0)
