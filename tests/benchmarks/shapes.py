"""Input workbooks of many sizes and shapes, the same on every machine: what the benchmarks solve."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import xlsxwriter

Row = list[object]
Book = dict[str, list[Row]]
_NEEDS = ["Recipient", "Activity", "Period", "Need"]
_BUDGETS = ["Fund", "Donor", "Budget"]


def broad(donors: int, recipients: int, activities: int, periods: int) -> Book:
    """Return needs of 60% of all combinations, met by what money there is for half of them.

    Every donor has a fund for all of them: there are donors x needs cells.
    """
    chance = random.Random(7)
    months = _quarters(periods)
    needs = [[f"R{r}", f"A{a}", t, _money(chance, 1e5, 1e6)]
             for r in range(recipients) for a in range(activities) for t in months
             if chance.random() < 0.6]
    share = 0.5 * sum(float(str(row[3])) for row in needs) / donors
    return {
        "Needs": [_NEEDS, *needs],
        "Budgets": [_BUDGETS, *([f"F{d}", f"D{d}", _money(chance, 0.5 * share, 1.5 * share)]
                                for d in range(donors))],
        "Recipients": [["Recipient", "Severity"],
                       *([f"R{r}", 1 + r % 7 / 10] for r in range(recipients))],
        "Activities": [["Activity", "Priority"],
                       *([f"A{a}", 1 + a % 5 / 10] for a in range(activities))],
    }


def many_needs(count: int, funds: int = 3) -> Book:
    """Return `count` needs and few funds, with money for two in five."""
    chance = random.Random(5)
    needs = [[f"R{n // 50}", f"A{n % 50}", _money(chance, 1e3, 1e6)] for n in range(count)]
    each = 0.4 * 5e5 * count / funds
    return {"Needs": [["Recipient", "Activity", "Need"], *needs],
            "Budgets": [_BUDGETS, *([f"F{d}", f"D{d}", each * (1 + d)] for d in range(funds))]}


def many_funds(count: int) -> Book:
    """Return `count` donors with a fund each, for 24 needs."""
    chance = random.Random(5)
    needs = [[f"R{r}", f"A{a}", _money(chance, 1e5, 1e6)] for r in range(8) for a in range(3)]
    return {"Needs": [["Recipient", "Activity", "Need"], *needs],
            "Budgets": [_BUDGETS, *([f"F{d}", f"D{d}", _money(chance, 1e2, 2e3)]
                                    for d in range(count))]}


def carried(months: int) -> Book:
    """Return five funds with a budget a month that carries over, for fifty needs a month."""
    chance = random.Random(5)
    when = [f"{2016 + m // 12}-{m % 12 + 1:02d}" for m in range(months)]
    needs = [[f"R{r}", f"A{a}", t, _money(chance, 1e5, 1e6)]
             for r in range(10) for a in range(5) for t in when]
    budgets = [[f"F{d}", f"D{d}", t, _money(chance, 1e5, 5e6), "yes"]
               for d in range(5) for t in when]
    return {"Needs": [_NEEDS, *needs],
            "Budgets": [["Fund", "Donor", "Period", "Budget", "Carry over"], *budgets]}


def experts(recipients: int) -> Book:
    """Return needs in three tiers of which half use experts, whom five donors offer."""
    chance = random.Random(5)
    needs: list[Row] = []
    for r in range(recipients):
        for a in range(6):
            for tier in ("Critical", "Urgent", "Planned"):
                amount = _money(chance, 1e5, 1e6)
                needs.append([f"R{r}", f"A{a}", f"2016-Q{r % 4 + 1}", tier, amount,
                              amount // 5e4 if a < 3 else None])
    return {
        "Needs": [["Recipient", "Activity", "Period", "Tier", "Need", "Expert-months"], *needs],
        "Activities": [["Activity", "Expertise"],
                       *([f"A{a}", f"E{a}" if a < 3 else None] for a in range(6))],
        "Tiers": [["Tier", "Weight"], ["Critical", 4], ["Urgent", 2], ["Planned", 1]],
        "Budgets": [_BUDGETS, *([f"F{d}", f"D{d}", _money(chance, 4e5, 6e5) * recipients]
                                for d in range(12))],
        "Experts": [["Donor", "Expertise", "Expert-months"],
                    *([f"D{d}", f"E{e}", 10 * recipients] for d in range(5) for e in range(3))],
    }


def rules(count: int) -> Book:
    """Return `count` rules, each for every donor, recipient, activity and period of 2,000 cells."""
    chance = random.Random(5)
    when = [f"2016-{month:02d}" for month in range(1, 5)]
    needs = [[f"R{r}", f"A{a}", t, _money(chance, 1e5, 1e6)]
             for r in range(10) for a in range(5) for t in when]
    measures = ("share of recipient", "amount", "coverage", "share of donor")
    stated = []
    for number in range(count):
        measure = chance.choice(measures)
        value = (round(chance.uniform(1e4, 1e5)) if measure == "amount"
                 else round(chance.uniform(.2, .9), 2))
        stated.append([f"Rule {number}", measure, "at most", value,
                       "donor; recipient; activity; period", "must"])
    return {"Needs": [_NEEDS, *needs],
            "Budgets": [_BUDGETS, *([f"F{d}", f"D{d}", _money(chance, 1e6, 4e6)]
                                    for d in range(10))],
            "Rules": [["Rule", "Measure", "Relation", "Value", "For each", "Strength"], *stated]}


def futures(count: int) -> Book:
    """Return `count` scenarios of 90 needs and 8 funds, in which one recipient's needs change."""
    chance = random.Random(5)
    needs = [[f"R{r}", f"A{a}", t, _money(chance, 1e5, 1e6)]
             for r in range(9) for a in range(5) for t in ("2016-Q1", "2016-Q2")]
    return {
        "Needs": [_NEEDS, *needs],
        "Budgets": [_BUDGETS, *([f"F{d}", f"D{d}", _money(chance, 1e6, 4e6)] for d in range(8))],
        "Scenarios": [["Scenario", "Table", "Recipient", "Change", "Value"],
                      *([f"S{n}", "Needs", f"R{chance.randrange(9)}", "multiply by",
                         round(chance.uniform(.3, 2), 2)] for n in range(count))],
        "Settings": [["Setting", "Value"], ["Decide now until", "2016-Q1"]]}


def regions(recipients: int) -> Book:
    """Return forty funds for the recipients of a region each, which have a floor."""
    chance = random.Random(5)
    needs = [[f"R{r}", f"A{a}", _money(chance, 1e5, 1e6)]
             for r in range(recipients) for a in range(3)]
    return {
        "Needs": [["Recipient", "Activity", "Need"], *needs],
        "Recipients": [["Recipient", "Region", "Severity", "Minimum coverage"],
                       *([f"R{r}", f"G{r % 20}", 1 + r % 7 / 10, 0.05]
                         for r in range(recipients))],
        "Budgets": [["Fund", "Donor", "Budget", "For recipients"],
                    *([f"F{d}", f"D{d % 10}", _money(chance, 5e3, 1e5) * recipients,
                       f"G{d % 20}"] for d in range(40))]}


def shared(recipients: int) -> Book:
    """Return twenty donors who share burdens, recipients by a key of their region, and rules.

    Each share is one of a total: stated cell by cell, such limits hold every cell once for each
    donor and once for each recipient.
    """
    return _with_shares(broad(20, recipients, 5, 3))


def shared_widely(recipients: int) -> Book:
    """Return forty donors with such shares and many more activities, so more cells a recipient."""
    return _with_shares(broad(40, recipients, 15, 4))


def _with_shares(book: Book) -> Book:
    chance = random.Random(3)
    book["Donors"] = [["Donor", "Group"],
                      *([row[1], f"G{n % 4}"] for n, row in enumerate(book["Budgets"][1:]))]
    book["Burden sharing"] = [["Group", "Key", "Tolerance"],
                              *([f"G{n}", "budget", 0.2] for n in range(4))]
    book["Recipients"] = [[*row, "Region" if not n else f"Region {n % 5}"]
                          for n, row in enumerate(book["Recipients"])]
    book["Recipient keys"] = [["Region", "Key", "Tolerance"],
                              *([f"Region {n}", "need", 0.4] for n in range(5))]
    asked: dict[tuple[object, object], float] = defaultdict(float)
    for recipient, _, period, amount in book["Needs"][1:]:
        asked[recipient, period] += float(str(amount))
    book["Capacity"] = [["Recipient", "Period", "Capacity"],
                        *([*where, round(amount * chance.uniform(0.5, 1.1))]
                          for where, amount in asked.items())]
    book["Rules"] = [
        ["Rule", "Donors", "Recipients", "Activities", "Measure", "Relation", "Value", "For each"],
        ["Ceiling", None, "R0", None, "share of total", "at most", 0.02, None],
        ["Spread", "D1", None, None, "share of donor", "at most", 0.1, "recipient"],
        ["Priority", None, None, "A2", "share of total", "at least", 0.08, None],
        ["Floor", None, None, None, "coverage", "at least", 0.2, "recipient"]]
    return book


SHAPES: Mapping[str, tuple[str, Callable[[int], Book], tuple[int, ...]]] = {
    "needs": ("few funds, many needs", many_needs, (10_000, 20_000, 100_000)),
    "funds": ("many funds, few needs", many_funds, (1_250, 2_500, 5_000)),
    "months": ("months with carry-over", carried, (30, 60, 120)),
    "experts": ("experts and tiers", experts, (50, 100, 200)),
    "rules": ("rules for each cell", rules, (1, 10, 100, 300)),
    "shared": ("shares of donors and recipients", shared, (50, 100, 200)),
    "shared widely": ("the same shares, more cells", shared_widely, (50, 100)),
    "regions": ("floors and earmarks", regions, (500, 1_000, 2_000)),
}
"""Shapes that grow in one number, each with what it is and the sizes that are measured."""
BROAD = {"9,000": (20, 50, 5, 3), "36,000": (30, 100, 5, 4), "144,000": (40, 100, 15, 4),
         "650,000": (60, 150, 30, 4)}
"""Donors, recipients, activities and periods of the broad books; 60% of their cells have a need."""


def write(book: Book, path: Path) -> Path:
    """Write a book as a workbook, and return where."""
    with xlsxwriter.Workbook(path) as workbook:
        for name, rows in book.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def _quarters(count: int) -> list[str]:
    return [f"{2016 + q // 4}-Q{q % 4 + 1}" for q in range(count)]


def _money(chance: random.Random, low: float, high: float) -> float:
    return round(chance.uniform(low, high), 2)


def entries(book: Book, sheet: str) -> Iterator[dict[str, object]]:
    """Yield the rows of a sheet by their headings."""
    head, *rows = book[sheet]
    yield from (dict(zip(map(str, head), row, strict=True)) for row in rows)
