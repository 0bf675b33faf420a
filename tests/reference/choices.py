"""Small books in which whoever is paid has to be chosen, and money is tied up by the choice.

Few grants (none, one or two in all, for each fund, recipient or activity), funds that must be used
in part or in whole, smallest grants, floors and pins that force a fund, objectives in any order
with tolerances, wishes before and after the points, and all of these together.
"""

from __future__ import annotations

import random

from reference import Book, Row
from reference.corners import MONEY, OBJECTIVES, PERIODS, RECIPIENTS, Corner

ACTIVITIES = ("Reception", "Borders", "Asylum")
EACH = (None, None, "fund", "recipient", "activity", "donor", "fund; recipient")
FORCING = ("amount", "share of budget", "coverage", "share of total")


def choice_book(seed: int) -> Book:
    """Return the book of this seed."""
    return Choice(seed).book


class Choice(Corner):
    """A book in the making in which grants are counted, or have a smallest size."""

    def __init__(self, seed: int) -> None:
        """Draw every table."""
        self.chance = random.Random(f"choice {seed}")
        self.recipients = RECIPIENTS[:self.one_of((1, 2, 2, 3))]
        self.activities = ACTIVITIES[:self.one_of((1, 2, 2, 3))]
        self.periods = PERIODS if self.often(0.2) else (None,)
        self.tiers = ("First", "Second") if self.often(0.15) else (None,)
        self.donors = ("Poland", "Czechia", "EU")[:self.one_of((1, 2, 2, 3))]
        self.size = self.one_of((1, 1, 1, 0.1, 10, 1000, 1_000_000))
        self.book: Book = {"Needs": self.needs(), "Budgets": self.budgets()}
        self.add_elements()
        for sheet, probability, rows in (
                ("Rules", 0.9, self.rules), ("Objectives", 0.8, self.objectives),
                ("Burden sharing", 0.35, self.burdens), ("Pins", 0.2, self.pins),
                ("Commitments", 0.15, self.commitments), ("Capacity", 0.15, self.capacities),
                ("Settings", 0.4, self.settings)):
            if self.often(probability):
                self.book[sheet] = rows()
        if self.often(0.15):
            self.miss_by_a_cent()

    def budgets(self) -> list[Row]:
        """Return funds of which many must be used, and many make no small grant."""
        rows = super().budgets()
        for row in rows:
            if row.get("Minimum use") is None:
                row["Minimum use"] = self.some(0.25, (0.5, 0.5, 1))
            if row.get("Smallest grant") is None:
                row["Smallest grant"] = self.some(0.2, (5 * self.size, 50 * self.size))
        for row in rows:  # a fund's rows by period make one grant, with one smallest size
            first = next(one for one in rows if one["Fund"] == row["Fund"])
            row["Smallest grant"] = first["Smallest grant"]
        return rows

    def rules(self) -> list[Row]:
        """Return a rule that counts grants, and one or two more that force money somewhere."""
        rows: list[Row] = [{"Rule": "Few", "Measure": "grants", "Relation": "at most",
                            "Value": self.one_of((0, 1, 1, 1, 2, 2)),
                            "For each": self.one_of(EACH), **self.some_part()}]
        if self.often(0.15):
            rows[0]["Relation"] = self.one_of(("at least", "exactly"))
        for number in range(self.one_of((0, 1, 1, 2))):
            measure = self.one_of(FORCING)
            value = self.amount() if measure == "amount" else self.one_of((0.1, 0.25, 0.5, 1))
            rows.append({"Rule": f"R{number}", "Measure": measure, "Value": value,
                         "Relation": self.one_of(("at least", "at least", "at most")),
                         **self.some_part(), **self.strength()})
        if self.often(0.25):
            # For each grant, in money: less than a part of 10^9 of it is nothing to a solver.
            rows[0].update(Strength="should", Penalty=self.size * self.one_of((1, 10, 1000)))
        return rows[1:] if len(rows) > 1 and self.often(0.15) else rows

    def some_part(self) -> Row:
        """Return which funds, recipients and activities a rule is for: all, as a rule."""
        return {"Funds": self.some(0.25, self.funds()),
                "Recipients": self.some(0.25, self.recipients),
                "Activities": self.some(0.15, self.activities)}

    def objectives(self) -> list[Row]:
        """Return some objectives in any order; the points more often than not, and often first."""
        chosen = self.chance.sample(OBJECTIVES, self.one_of((2, 2, 3, 4, 5)))
        if "meet needs" not in chosen and self.often(0.8):
            chosen[0] = "meet needs"
        if "even burden" in chosen and "Burden sharing" not in self.book:
            self.book["Burden sharing"] = self.burdens()
        return [{"Order": order, "Objective": name,
                 "Tolerance": self.some(0.25, (0, 0.05, 0.1, 0.5))}
                for order, name in enumerate(chosen, start=1)]


def part_book(seed: int) -> Book:
    """Return the book of this seed with least amounts, whole units or conditions."""
    return Part(seed).book


class Part(Choice):
    """A book of choices in which needs get something, so many whole units, or nothing."""

    def __init__(self, seed: int) -> None:
        """Draw every table, with figures that whole units of Rounding come to."""
        super().__init__(seed)
        self.chance = random.Random(f"part {seed}")
        self.book["Settings"] = [{"Setting": "Rounding", "Value": 0.5}]
        for rows in self.book.values():
            for row in rows:
                row.update({name: round(2 * value) / 2 for name, value in row.items()
                            if name in MONEY and isinstance(value, float)})
        for row in self.book["Needs"]:
            if self.often(0.3):
                row["Least amount"] = self.one_of(("50%", "100%", 10 * self.size, 50 * self.size))
        if self.often(0.4):
            self.one_of(self.book["Activities"]).update({
                "Output": "vehicles", "Unit cost": self.one_of((10, 30, 50)) * self.size,
                "Whole units": "yes"})
        places = list(dict.fromkeys((row["Recipient"], row["Activity"])
                                    for row in self.book["Needs"]))
        if len(places) > 1 and self.often(0.5):
            self.book["Conditions"] = [self.condition(*self.chance.sample(places, 2))]

    def condition(self, one: tuple[object, object], other: tuple[object, object]) -> Row:
        """Return what new money to one need says of new money to another."""
        return {"Recipient": one[0], "Activity": one[1],
                "Condition": self.one_of(("only if", "together with", "not with")),
                "Other recipient": other[0], "Other activity": other[1]}
