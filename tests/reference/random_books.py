"""Random input workbooks: small, valid, and with a plan (or without one) by construction.

The tables that state the problem are drawn first; then one plan that keeps them is drawn, and
every limit is derived from that plan with some room, so that all of them hold together.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cache
from itertools import product

from reference import (
    Book,
    Cell,
    Figures,
    Row,
    Rule,
    Selection,
    denominator,
    includes,
    rule_parts,
)
from reference.book import Reader, normal

RECIPIENTS = ("Serbia", "North Macedonia", "Bosnia and Herzegovina", "Albania", "Prague Process")
ACTIVITIES = ("Border management", "Asylum procedures", "Information exchange", "Anti-trafficking")
DONORS = ("Hungary", "Czechia", "European Union", "Slovakia", "Poland")
ISO_CODES = {"Serbia": "RS", "North Macedonia": "MK", "Bosnia and Herzegovina": "BIH",
             "Albania": "AL", "Hungary": "HU", "Czechia": "CZ", "Slovakia": "SVK", "Poland": "PL"}
DAC_CODES = (15190, 15130, 151, 72010)
TIERS = ("Critical", "Urgent", "Planned")
EXPERTISES = ("Border police", "Case workers")
RATES = {"EUR": 1.0, "CZK": 27.05, "HUF": 310.5, "PLN": 4.25}
ROUND_RATES = {"EUR": 1.0, "CZK": 25.0, "HUF": 250.0, "PLN": 4.0}
MEASURES = (
    "amount",
    "coverage",
    "share of total",
    "share of donor",
    "share of fund",
    "share of recipient",
    "share of activity",
    "share of period",
    "share of budget",
    "experts",
)
RELATIONS = ("at most", "at least", "exactly", "<=", ">=", "=")
OBJECTIVES: tuple[tuple[tuple[str, float | None], ...], ...] = (
    (),
    (("meet needs", None), ("use budgets", None)),
    (("use budgets", None), ("meet needs", None)),
    (("raise lowest coverage", None), ("meet needs", None)),
    (("meet needs", None), ("raise lowest coverage", None)),
    (("soft rules", 0.0), ("use budgets", None), ("raise lowest coverage", None)),
    (("meet needs", None), ("soft rules", None)),
    (("raise lowest coverage", None), ("soft rules", None), ("use budgets", None)),
    (("meet needs", 0.05), ("raise lowest coverage", None), ("use budgets", None)),
    (("use budgets", 0.02), ("meet needs", None)),
    (("use budgets", None),),
)
SELECTORS = {
    "Donors": "donor",
    "Funds": "fund",
    "Recipients": "recipient",
    "Activities": "activity",
    "Periods": "period",
}


def random_book(seed: int, *, ties: bool = False, plan: bool = True) -> Book:
    """Return the random workbook of this seed; without a plan where `plan` is False.

    It is the caller's to change: each is drawn once in a process, and copied.
    """
    return {sheet: [dict(row) for row in rows]
            for sheet, rows in _kept(seed, ties=ties, plan=plan).items()}


@cache
def _kept(seed: int, *, ties: bool, plan: bool) -> Book:
    return draw_book(seed, ties=ties, plan=plan)


def draw_book(seed: int, *, ties: bool = False, plan: bool = True) -> Book:
    """Draw the workbook of this seed anew."""
    draft = Draft(seed, ties=ties)
    draft.add_problem()
    draft.add_base_plan()
    draft.add_limits()
    if not plan:
        draft.add_contradiction(seed)
    draft.add_bystanders()
    return draft.book


class Draft:
    """A workbook in the making."""

    def __init__(self, seed: int, *, ties: bool) -> None:
        """Draw the size, the unit and the currencies."""
        self.seed, self.ties = seed, ties
        self.chance = random.Random(f"{seed} {ties}")
        self.book: Book = {}
        self.recipients = RECIPIENTS[: self.chance.randint(2, 5)]
        self.activities = ACTIVITIES[: self.chance.randint(2, 4)]
        self.donors = DONORS[: self.chance.randint(2, 5)]
        periods = ("2016-Q1", "2016-Q2", "2016-Q3")[: self.chance.randint(0, 3)]
        self.periods: tuple[str | None, ...] = periods or (None,)
        self.tiers = TIERS[: self.chance.randint(1, 3)]
        self.unit = self.chance.choice((1, 1000))
        self.rates = ROUND_RATES if ties else RATES
        self.per_base: dict[str | None, float] = {None: 1.0}
        self.step = Fraction(1, 20) if ties else Fraction(1, 1000)
        self.x: dict[Cell, Fraction] = {}
        self.figures: Figures

    def often(self, probability: float) -> bool:
        """Return True with the probability."""
        return self.chance.random() < probability

    def amount(self, low: int, high: int) -> float:
        """Return an amount in the workbook's unit, a round one where ties are wanted."""
        if self.ties:
            return 100 * self.chance.randint(math.ceil(low / 100), math.ceil(high / 100))
        return round(self.chance.uniform(low, high), 2)

    def spelled(self, name: str) -> str:
        """Return the name, sometimes in another spelling of the same name."""
        return f" {name.upper()}  " if self.often(0.1) else name

    def money(self, amount: Fraction, *, up: bool) -> float:
        """Return money in the workbook's unit, rounded up or down to a plain number."""
        step = Fraction(10 if self.ties else 1, 1 if self.ties else 100)
        return float(rounded(amount / self.unit, step, up=up))

    def loosened(self, value: Fraction, relation: str) -> Fraction:
        """Return a limit that a measured value keeps with some room."""
        if relation in ("at least", ">="):
            return value * Fraction(self.chance.randint(50, 95), 100)
        return value * Fraction(self.chance.randint(104, 130), 100)

    def read(self) -> Figures:
        """Return the figures of the book as far as it is written."""
        return Reader(self.book).figures()

    def add_problem(self) -> None:
        """Write the tables that state needs, budgets and what is given already."""
        self.add_settings()
        self.add_elements()
        self.add_needs()
        self.add_budgets()
        self.figures = self.read()
        self.open_earmarks()
        self.add_commitments()
        self.figures = self.read()

    def add_settings(self) -> None:
        """Write Settings and Exchange rates."""
        base = self.chance.choice(("EUR", "EUR", "CZK"))
        rows: list[Row] = []
        if self.unit == 1000:
            rows.append({"Setting": "Amounts in", "Value": "thousands"})
        if base != "EUR" or self.often(0.3):
            rows.append({"Setting": "Base currency", "Value": base})
        if self.often(0.5):
            choice = (1, 100, 1000) if self.unit == 1000 else (0.01, 1, 0.5)
            rows.append({"Setting": "Rounding", "Value": self.chance.choice(choice)})
        if self.often(0.3):
            rows.append({"Setting": "Title", "Value": "Western Balkans route, 2016"})
        if self.often(0.2):
            split = "proportional" if self.ties or self.often(0.5) else "any"
            rows.append({"Setting": "Split", "Value": split})
        if rows:
            self.book["Settings"] = rows
        self.currencies: tuple[str | None, ...] = (None,)
        if self.often(0.5):
            others = [name for name in self.rates if name != base]
            self.currencies = (None, base, *others)
            rate = {name: round(self.rates[name] / self.rates[base], 6) for name in others}
            self.book["Exchange rates"] = [
                {"Currency": n, "Per unit of base": rate[n], "Date": "2016-01-04", "Source": "ECB"}
                for n in others
            ]
            self.per_base.update({base: 1.0, **rate})

    def add_elements(self) -> None:
        """Write Recipients, Activities, Donors and Tiers, most of the time."""
        weights = (1, 1, 2) if self.ties else (0.5, 1, 1.5, 2, 3)
        if self.often(0.75):
            self.book["Recipients"] = [
                {
                    "Recipient": name,
                    "ISO code": ISO_CODES.get(name),
                    "Region": "Route" if place % 2 == 0 else "Adriatic",
                    "Severity": self.chance.choice((None, *weights)),
                    "Coordinator": f"Office {place}",
                    "Email": f"office{place}@example.org",
                }
                for place, name in enumerate(self.recipients)
            ]
        if self.often(0.75):
            self.book["Activities"] = [
                {
                    "Activity": name,
                    "Pillar": "Security" if place % 2 == 0 else "Protection",
                    "Priority": self.chance.choice((None, *weights)),
                    "Expertise": (*EXPERTISES, None)[place % 3],
                    "DAC code": DAC_CODES[place % len(DAC_CODES)],
                    "Output": "Officers trained",
                    "Unit cost": 1200,
                }
                for place, name in enumerate(self.activities)
            ]
        if self.often(0.8):
            self.book["Donors"] = [
                {"Donor": name, "ISO code": ISO_CODES[name], "Group": "V4", "Coordinator": "MFA"}
                if name != "European Union"
                else {"Donor": name, "Email": "fund@example.org"}
                for name in self.donors
            ]
        if len(self.tiers) > 1 and self.often(0.8):
            scales = ((3, 2, 1), (5, 5, 1), (1, 1, 1), (4, 1.5, 0.5))
            scale = (2, 1, 1) if self.ties else self.chance.choice(scales)
            self.book["Tiers"] = [
                {"Tier": tier, "Weight": weight}
                for tier, weight in zip(self.tiers, scale, strict=False)
            ]

    def add_needs(self) -> None:
        """Write Needs: every recipient, activity and period at least once."""
        keys = list(product(self.recipients, self.activities, self.periods))
        kept = [key for key in keys if self.often(0.75)]
        for place, names in enumerate((self.recipients, self.activities, self.periods)):
            for name in names:
                if all(key[place] != name for key in kept):
                    kept.append(next(key for key in keys if key[place] == name))
        expertise = Reader(self.book).pairs("Activities", "Activity", "Expertise")
        rows: list[Row] = []
        for recipient, activity, period in kept:
            for tier in self.chance.sample(self.tiers, self.chance.randint(1, len(self.tiers))):
                currency = self.chance.choice(self.currencies)
                need = self.amount(60, 600) * self.per_base[currency]
                row: Row = {"Recipient": recipient, "Activity": activity, "Period": period}
                row |= {"Need": round(need, 2), "Currency": currency, "Source": "assumption"}
                row["Tier"] = tier if len(self.tiers) > 1 else None
                if normal(activity) in expertise and self.often(0.8):
                    row["Expert-months"] = self.chance.randint(1, 24)
                if self.often(0.15) and not self.ties:
                    row["Weight"] = self.chance.choice((0.5, 2, 4))
                if self.often(0.2):
                    row["Uncertainty"] = 0.2
                rows.append(row)
        slots = Counter((row["Recipient"], row["Activity"], row["Period"]) for row in rows)
        tiered = [r for r in rows if slots[r["Recipient"], r["Activity"], r["Period"]] > 1]
        if tiered and self.often(0.2):
            self.chance.choice(tiered).update({"Need": 0, "Expert-months": None})
        self.book["Needs"] = rows

    def add_budgets(self) -> None:
        """Write Budgets: one or two funds a donor, and some recipients' own funds."""
        needs = sum_of(Reader(self.book).figures().slots.values())
        owners = [(donor, None) for donor in self.donors for _ in range(self.chance.randint(1, 2))]
        own = [(name, name) for name in self.recipients if self.often(0.3)]
        shares = [self.chance.choice((1, 2, 3) if self.ties else (1, 2, 3, 5)) for _ in owners]
        money = needs / self.unit * Fraction(self.chance.randint(50, 115), 100)
        self.book["Budgets"] = []
        for place, (donor, recipient) in enumerate([*owners, *own]):
            part = Fraction(shares[place], sum(shares)) if recipient is None else Fraction(1, 20)
            self.add_fund(f"{donor} fund {place + 1}", donor, float(money * part), recipient)
        if "Donors" in self.book:
            self.book["Donors"] += [{"Donor": name} for name, _ in own]

    def add_fund(self, fund: str, donor: str, money: float, recipient: str | None) -> None:
        """Write the rows of one fund: without periods, by period, or carried over."""
        currency = self.chance.choice(self.currencies)
        by_period = self.periods != (None,) and self.often(0.5)
        periods = self.periods if by_period else (None,)
        if by_period and self.often(0.4):
            periods = tuple(self.chance.sample(periods, self.chance.randint(1, len(periods))))
        carry_over = self.chance.choice(("yes", "no", None)) if by_period else None
        recipients, activities = recipient, None
        for place, period in enumerate(periods):
            if place == 0 or carry_over != "yes":
                recipients = recipient or (self.selector("recipient") if self.often(0.35) else None)
                activities = self.selector("activity") if self.often(0.25) else None
            budget = money / len(periods) * (1 if self.ties else self.chance.uniform(0.7, 1.3))
            budget = max(round(budget, -2), 100) if self.ties else budget
            row: Row = {"Fund": fund, "Donor": donor, "Period": period, "Currency": currency}
            row |= {"Budget": round(budget * self.per_base[currency], 2), "Source": "assumption"}
            row |= {"For recipients": recipients, "For activities": activities}
            row["Carry over"] = carry_over if place == 0 or carry_over == "no" else None
            self.book["Budgets"].append(row)

    def selector(self, dimension: str) -> str:
        """Return a selector that chooses at least one element of the dimension."""
        reader = Reader(self.book)
        names = sorted(reader.elements[dimension])
        classes = sorted({name for own in reader.classes[dimension].values() for name in own})
        one, other = self.chance.choice(names), self.chance.choice(names)
        texts = [one, f"{one}; {other}", f"not {one}"]
        texts += [text for name in classes for text in (name, f"{name}; not {one}", f"not {name}")]
        self.chance.shuffle(texts)
        return next(text for text in texts if reader.choose({"": text}, "", dimension))

    def open_earmarks(self) -> None:
        """Let every fund pay somewhere and every recipient receive from someone."""
        for fund in list(self.figures.donor_of):
            if all(cell[0] != fund for cell in self.figures.cells()):
                self.simplify(fund)
        self.figures = self.read()
        if {slot[0] for slot in self.figures.slots} > {cell[1] for cell in self.figures.cells()}:
            self.simplify(normal(DONORS[0]) + " fund 1")
        self.figures = self.read()

    def simplify(self, fund: str) -> None:
        """Make one row of a fund's rows, open to all periods and activities."""
        rows = [row for row in self.book["Budgets"] if normal(row["Fund"]) == fund]
        kept = rows[0] | {"Period": None, "Carry over": None, "For activities": None}
        if kept["Donor"] not in self.recipients:
            kept["For recipients"] = None
        others = [row for row in self.book["Budgets"] if row not in rows]
        self.book["Budgets"] = [kept, *others]

    def add_commitments(self) -> None:
        """Write Commitments within the budgets, now and then beyond a need."""
        rows: list[Row] = []
        for cell in self.figures.cells():
            need = self.figures.slots[cell[1:]]
            wanted = need * self.chance.choice((Fraction(1, 4), Fraction(1, 2), Fraction(23, 20)))
            amount = self.money(min(wanted, self.room(cell)), up=False)
            if amount <= 0 or not self.often(0.12):
                continue
            fund_row = next(r for r in self.book["Budgets"] if normal(r["Fund"]) == cell[0])
            currency = fund_row["Currency"] if self.often(0.5) else None
            assert currency is None or isinstance(currency, str)
            fund, recipient, activity, period = cell
            row: Row = {"Fund": self.spelled(fund), "Recipient": self.spelled(recipient)}
            row |= {"Activity": self.spelled(activity), "Period": period or None}
            committed = Fraction(str(amount)) * Fraction(str(self.per_base[currency]))
            committed = rounded(committed, Fraction(1, 100), up=False)
            row |= {"Amount": float(committed), "Currency": currency}
            rows.append(row | {"Status": "signed", "Source": "annual report"})
            self.x[cell] = Fraction(str(amount)) * self.unit
        if rows:
            self.book["Commitments"] = rows

    def room(self, cell: Cell) -> Fraction:
        """Return what the fund can still pay in the cell's period beside `x`."""
        fund, period = cell[0], cell[3]
        rows = [row for row in self.figures.budgets if row.fund == fund]
        paid = [(key[3], amount) for key, amount in self.x.items() if key[0] == fund]
        if rows[0].period == "":
            return rows[0].amount - sum_of(amount for _, amount in paid)
        if not rows[0].carry_over:
            held = sum_of(row.amount for row in rows if row.period == period)
            return held - sum_of(amount for time, amount in paid if time == period)
        return min(
            sum_of(row.amount for row in rows if row.period <= end)
            - sum_of(amount for time, amount in paid if time <= end)
            for end in self.figures.periods
            if end >= period
        )

    def add_base_plan(self) -> None:
        """Draw a plan that keeps needs and budgets; `x` holds it without the commitments."""
        committed = dict(self.figures.commitments)
        self.x = dict(committed)
        left = {
            slot: max(need - self.figures.committed(slot), Fraction(0))
            for slot, need in self.figures.slots.items()
        }
        cells = self.figures.cells()
        for cell in self.chance.sample(cells, len(cells)):
            part = Fraction(self.chance.choice((1, 2) if self.ties else (1, 3, 6, 8, 10)), 10)
            most = min(self.room(cell), left[cell[1:]]) * (5 * part if self.ties else part)
            amount = rounded(most, Fraction(self.unit, 100), up=False)
            if amount > 0:
                self.x[cell] = self.x.get(cell, Fraction(0)) + amount
                left[cell[1:]] -= amount
        self.x = {
            cell: amount - committed.get(cell, Fraction(0)) for cell, amount in self.x.items()
        }
        self.met = {slot: self.figures.slots[slot] - left[slot] for slot in self.figures.slots}
        self.given = dict(committed)
        for cell, amount in self.x.items():
            self.given[cell] = self.given.get(cell, Fraction(0)) + amount

    def support(
        self, selection: Selection, given: Mapping[Cell, Fraction] | None = None
    ) -> Fraction:
        """Return Σ (x + G) of the plan behind the limits over a selection."""
        donor_of = self.figures.donor_of
        cells = (self.given if given is None else given).items()
        return sum_of(v for c, v in cells if includes(selection, donor_of[c[0]], c))

    def add_limits(self) -> None:
        """Write every limit so that the plan behind it keeps it."""
        if "Recipients" in self.book:
            self.add_recipient_limits()
        if self.often(0.4):
            self.add_minimum_use()
        if self.often(0.5):
            self.add_capacity()
        if "Activities" in self.book and self.often(0.8):
            self.add_expertise()
        if "Donors" in self.book and self.often(0.6):
            self.add_burden_sharing()
        if self.often(0.4):
            self.add_pins()
        rules = [self.draw_rule(place) for place in range(self.chance.randint(0, 4))]
        if any(rules):
            self.book["Rules"] = [row for row in rules if row is not None]

    def add_recipient_limits(self) -> None:
        """Write Minimum coverage and Co-financing of some recipients."""
        donor_of = self.figures.donor_of
        for row in self.book["Recipients"]:
            name = normal(row["Recipient"])
            needs = [
                (n, self.met[slot]) for slot, n in self.figures.slots.items() if slot[0] == name
            ]
            least = sum_of(met for _, met in needs) / sum_of(need for need, _ in needs)
            if self.often(0.5):
                floor = rounded(self.loosened(least, "at least"), self.step, up=False)
                row["Minimum coverage"] = percentage(floor) if self.often(0.3) else float(floor)
            received = sum_of(v for cell, v in self.x.items() if cell[1] == name)
            own = sum_of(v for c, v in self.x.items() if donor_of[c[0]] == name and c[1] == name)
            if own:
                floor = rounded(self.loosened(own / received, "at least"), self.step, up=False)
                row["Co-financing"] = float(floor)

    def add_minimum_use(self) -> None:
        """Write Minimum use of some rows of Budgets."""
        for row in self.book["Budgets"]:
            fund = normal(row["Fund"])
            used = sum_of(v for cell, v in self.given.items() if cell[0] == fund)
            if self.often(0.6):
                floor = used / self.figures.budget(fund) * Fraction(99, 100)
                row["Minimum use"] = float(rounded(floor, self.step, up=False))

    def add_capacity(self) -> None:
        """Write Capacity of recipients, of an activity or not, in a period or not."""
        keys = {
            (slot[0], activity, period)
            for slot in self.figures.slots
            for activity in ("", slot[1])
            for period in ("", slot[2])
        }
        rows: list[Row] = []
        for recipient, activity, period in sorted(keys):
            if not self.often(0.15):
                continue
            key = (recipient, activity, period)
            taken = sum_of(
                v
                for cell, v in self.given.items()
                if all(k in ("", e) for k, e in zip(key, cell[1:], strict=True))
            )
            row: Row = {"Recipient": self.spelled(recipient), "Activity": activity or None}
            row |= {"Period": period or None, "Source": "assumption"}
            rows.append(
                row | {"Capacity": self.money(self.loosened(taken + self.unit, "at most"), up=True)}
            )
        if rows:
            self.book["Capacity"] = rows

    def add_expertise(self) -> None:
        """Write Expertise: what the donors offer covers what the plan behind uses."""
        rows: list[Row] = []
        for expertise in sorted(set(self.figures.expertise_of.values())):
            used = dict.fromkeys(self.figures.periods, Fraction(0))
            for cell, amount in self.x.items():
                if self.figures.expertise_of.get(cell[2]) == expertise:
                    used[cell[3]] += self.figures.expert_ratio(cell[1:]) * amount
            if self.often(0.2):
                continue
            if not self.often(0.5):
                used = {"": sum_of(used.values())}
            for period, months in used.items():
                donors = self.chance.sample(self.donors, self.chance.randint(1, 2))
                each = self.loosened(months + 1, "at most") / len(donors)
                offer = float(rounded(each, Fraction(1, 1 if self.ties else 10), up=True))
                for donor in donors:
                    row: Row = {"Donor": donor, "Expertise": expertise.capitalize()}
                    rows.append(row | {"Period": period or None, "Expert-months": offer})
        if rows:
            self.book["Expertise"] = rows

    def add_burden_sharing(self) -> None:
        """Write Burden sharing of the one group, with key columns near what its donors give."""
        donor_of = self.figures.donor_of
        members = [row for row in self.book["Donors"] if row.get("Group") == "V4"]
        given = {
            normal(row["Donor"]): sum_of(
                v for c, v in self.given.items() if donor_of[c[0]] == normal(row["Donor"])
            )
            for row in members
        }
        total = sum_of(given.values())
        if not total:
            return
        for row, column in product(members, ("GNI", "Population")):
            figure = max(given[normal(row["Donor"])] / self.unit, total / self.unit / 20)
            figure *= Fraction(self.chance.randint(80, 125), 100)
            row[column] = float(rounded(figure, Fraction(50 if self.ties else 1), up=True))
        key = self.chance.choice(
            ("equal", "budget", "GNI", "GNI 50%; Population 50%", "GNI; Population")
        )
        shares = Reader(self.book).key_shares("v4", key, self.figures.budgets)
        deviation = max(abs(given[name] / (total * part) - 1) for name, part in shares.items())
        tolerance: object = float(rounded(deviation + Fraction(1, 50), Fraction(1, 100), up=True))
        burden: Row = {"Group": "V4", "Key": key, "Source": "agreed in the group"}
        if deviation > Fraction(95, 100) or self.often(0.35):
            tolerance = self.chance.choice((None, 0, 0.1, "10%"))
            burden |= {"Strength": "should", "Penalty": self.chance.choice((None, 2))}
        self.book["Burden sharing"] = [burden | {"Tolerance": tolerance}]

    def add_pins(self) -> None:
        """Write Pins: at least, at most or both, on one period or over all of them."""
        rows: dict[Cell, Row] = {}
        step = max(self.figures.rounding, Fraction(1))
        for cell in self.chance.sample(sorted(self.x), min(2, len(self.x))):
            fund, recipient, activity, period = cell
            amount = self.x[cell]
            if self.often(0.3):
                period = ""
                amount = sum_of(v for other, v in self.x.items() if other[:3] == cell[:3])
            row: Row = {"Fund": fund, "Recipient": recipient, "Activity": activity}
            row |= {"Period": period or None, "Reason": "agreed in the committee"}
            floor = rounded(self.loosened(amount, "at least"), step, up=False) / self.unit
            ceiling = rounded(self.loosened(amount, "at most"), step, up=True) / self.unit
            both = ({"At least": float(floor)}, {"At most": float(ceiling)})
            row |= self.chance.choice((*both, both[0] | both[1]))
            rows[(fund, recipient, activity, "")] = row
        if rows:
            self.book["Pins"] = list(rows.values())

    def draw_rule(self, place: int) -> Row | None:
        """Draw a rule that the plan behind keeps, or that should hold and cannot always."""
        measure = MEASURES[(self.seed + 3 * place) % len(MEASURES)]
        if measure == "share of period" and self.periods == (None,):
            measure = "coverage"
        relation = self.chance.choice(RELATIONS)
        for _ in range(20):
            row: Row = {"Rule": f"R{place + 1}", "Measure": measure, "Relation": relation}
            dimensions = [d for d in SELECTORS.values() if d != "period" or self.periods != (None,)]
            for column, dimension in SELECTORS.items():
                if dimension in dimensions and self.often(0.3):
                    row[column] = self.selector(dimension)
            if self.often(0.4) and relation not in ("exactly", "="):
                row["For each"] = "; ".join(
                    self.chance.sample(dimensions, self.chance.randint(1, 2))
                )
            value = self.rule_value(row, should=place % 2 == 1)
            if value is not None:
                money = measure == "amount"
                row["Value"] = float(value / self.unit if money else value)
                return row | self.rule_options(measure, should=place % 2 == 1)
        return None

    def rule_options(self, measure: str, *, should: bool) -> Row:
        """Return the remaining columns of a rule."""
        options: Row = {"Reason": "agreed", "Owner": "secretariat"}
        options["Enabled"] = self.chance.choice((None, "yes", "yes", "no"))
        options["Valid until"] = self.chance.choice((None, None, "2016-06-30"))
        options["Strength"] = "should" if should else self.chance.choice((None, "must"))
        if should:
            penalties = (1000, 5000) if measure == "experts" else (None, 0.5, 2, 10)
            options["Penalty"] = self.chance.choice(penalties)
        return options

    def rule_value(self, row: Row, *, should: bool) -> Fraction | None:
        """Return a value for a rule, None where the rule would say nothing or be invalid."""
        rule = Reader(self.book).rule(row | {"Value": 0})
        parts = rule_parts(self.figures, rule)
        donor_of, cells = self.figures.donor_of, self.figures.cells()
        if not parts or not all(
            any(includes(part, donor_of[c[0]], c) for c in cells) for part in parts
        ):
            return None
        measured = [self.measured(rule, part) for part in parts]
        if None in measured:
            return None
        pairs = [pair for pair in measured if pair is not None]
        return self.chosen_value(rule.measure, rule.relation, pairs, should=should)

    def measured(self, rule: Rule, part: Selection) -> tuple[Fraction, Fraction] | None:
        """Return a measure in the plan behind, and what commitments alone make of it."""
        if rule.measure == "experts":
            return self.experts(part), Fraction(0)
        support, committed = self.support(part), self.support(part, self.figures.commitments)
        if rule.measure == "amount":
            return support, committed
        divisor = denominator(self.figures, rule, part)
        whole = divisor if isinstance(divisor, Fraction) else self.support(divisor)
        return (support / whole, committed / whole) if whole else None

    def chosen_value(
        self,
        measure: str,
        relation: str,
        measured: list[tuple[Fraction, Fraction]],
        *,
        should: bool,
    ) -> Fraction | None:
        """Return the value that lies near what was measured, None where there is none."""
        is_share = measure not in ("amount", "experts")
        if measure == "amount":
            step = Fraction((100 if self.ties else 1) * self.unit)
        else:
            step = Fraction(1, 2) if measure == "experts" else self.step
        if relation == "at least":
            value = rounded(self.loosened(min(measured)[0], relation), step, up=False)
            value = value if value or not should else 4 * step
        elif relation == "at most":
            value = rounded(self.loosened(max(measured)[0], relation), step, up=True)
        else:
            step = min(step, Fraction(1, 1000)) if is_share else step
            reached, committed = measured[0]
            by_support = measure.startswith("share") and measure not in (
                "share of budget", "share of earlier")
            part = Fraction(self.chance.randint(60, 98), 100)
            wanted = reached if by_support else committed + (reached - committed) * part
            value = rounded(wanted, step, up=by_support)
            value = value if value >= committed else Fraction(0)
        if should:
            tightening = Fraction(self.chance.choice((60, 80, 120, 150)), 100)
            value = rounded(value * tightening, step, up=False)
        may_exceed = measure in ("share of selection", "share of earlier", "amount per")
        above_all = is_share and not may_exceed and value > 1
        return None if value <= 0 or above_all else value

    def experts(self, selection: Selection) -> Fraction:
        """Return the expert-months that the plan behind uses over a selection."""
        donor_of = self.figures.donor_of
        return sum_of(
            self.figures.expert_ratio(cell[1:]) * amount
            for cell, amount in self.x.items()
            if includes(selection, donor_of[cell[0]], cell)
        )

    def add_contradiction(self, seed: int) -> None:
        """Add limits that can hold alone but not together, of a kind that varies by seed."""
        kinds = (
            self.contradict_shares,
            self.contradict_burden,
            self.contradict_pin,
            self.contradict_experts,
            self.contradict_co_financing,
        )
        if not kinds[seed % len(kinds)]():
            self.contradict_shares()

    def add_rules(self, *rows: Row) -> None:
        """Add rules of strength must."""
        self.book.setdefault("Rules", []).extend(
            {"Rule": f"C{place}", **row} for place, row in enumerate(rows)
        )

    def contradict_shares(self) -> bool:
        """Shares that cannot add up to 100%, though something must be given."""
        dimension, names = self.chance.choice(
            (("recipient", self.recipients), ("activity", self.activities))
        )
        most = float(rounded(Fraction(9, 10) / len(names), Fraction(1, 1000), up=False))
        half = self.money(sum_of(self.given.values()) / 2, up=False)
        self.add_rules(
            {"For each": dimension, "Measure": "share of total", "Relation": "<=", "Value": most},
            {"Measure": "amount", "Relation": "at least", "Value": max(half, 1)},
        )
        return True

    def contradict_burden(self) -> bool:
        """Equal burdens, but one donor gives little at most and another much at least."""
        hungary, czechia = DONORS[:2]
        funds = [f for f, d in self.figures.donor_of.items() if d == normal(czechia)]
        given = sum_of(v for cell, v in self.given.items() if cell[0] in funds)
        third = self.money(Fraction(given) / 3, up=False)
        if "Donors" not in self.book or third <= 0:
            return False
        self.book["Burden sharing"] = [{"Group": "V4", "Key": "equal", "Tolerance": 0.05}]
        self.add_rules(
            {"Donors": hungary, "Measure": "amount", "Relation": "at most", "Value": third},
            {"Donors": czechia, "Measure": "amount", "Relation": "at least", "Value": 2 * third},
        )
        return True

    def contradict_pin(self) -> bool:
        """A pin above what a share of a limited sum can be."""
        cell = max(self.x, key=lambda key: (self.x[key], key))
        pinned = self.money(self.x[cell] * Fraction(9, 10), up=False)
        fund, recipient, activity, period = cell
        pin: Row = {"Fund": fund, "Recipient": recipient, "Activity": activity}
        self.book["Pins"] = [pin | {"Period": period or None, "At least": pinned}]
        selection: Row = {"Recipients": recipient, "Activities": activity}
        self.add_rules(
            {**selection, "Measure": "share of recipient", "Relation": "at most", "Value": 0.2},
            {"Recipients": recipient, "Measure": "amount", "Relation": "<=", "Value": 3 * pinned},
        )
        return True

    def contradict_experts(self) -> bool:
        """A coverage that uses more expert-months than are offered."""
        for activity, expertise in self.figures.expertise_of.items():
            slots = [slot for slot in self.figures.slots if slot[1] == activity]
            ratio = min(self.figures.expert_ratio(slot) for slot in slots)
            need = sum_of(self.figures.slots[slot] for slot in slots)
            committed = sum_of(self.figures.committed(slot) for slot in slots)
            allocated = sum_of(v for cell, v in self.x.items() if cell[2] == activity)
            least = rounded((committed + allocated) / need, Fraction(1, 1000), up=False)
            months = float(
                rounded(ratio * (least * need - committed) / 2, Fraction(1, 10), up=False)
            )
            if months > 0 and least <= 1:
                offer: Row = {"Donor": DONORS[0], "Expertise": expertise, "Expert-months": months}
                self.book["Expertise"] = [offer]
                rule: Row = {"Activities": activity, "Measure": "coverage", "Relation": ">="}
                self.add_rules(rule | {"Value": float(least)})
                return True
        return False

    def contradict_co_financing(self) -> bool:
        """A coverage of which a recipient's own funds cannot pay their share."""
        for row in self.book.get("Recipients", []):
            name = normal(row["Recipient"])
            own = sum_of(b.amount for b in self.figures.budgets if b.donor == name)
            slots = [slot for slot in self.figures.slots if slot[0] == name]
            need = sum_of(self.figures.slots[slot] for slot in slots)
            committed = sum_of(self.figures.committed(slot) for slot in slots)
            allocated = sum_of(v for cell, v in self.x.items() if cell[1] == name)
            least = rounded((committed + allocated) / need, Fraction(1, 1000), up=False)
            asked = Fraction(3, 2) * own / max(least * need - committed, Fraction(1, 1000))
            if own and Fraction(1, 100) < asked <= 1 and least <= 1:
                row["Co-financing"] = float(rounded(asked, Fraction(1, 1000), up=True))
                rule: Row = {"Recipients": row["Recipient"], "Measure": "coverage"}
                self.add_rules(rule | {"Relation": "at least", "Value": float(least)})
                return True
        return False

    def add_bystanders(self) -> None:
        """Write Objectives, and what is read now but used by other commands only."""
        stages = self.chance.choice(OBJECTIVES)
        rows: list[Row] = [
            {"Order": 10 * place, "Objective": name, "Tolerance": tolerance}
            for place, (name, tolerance) in enumerate(stages, start=1)
        ]
        if rows:
            self.book["Objectives"] = self.chance.sample(rows, len(rows))
        if self.often(0.2):
            change: Row = {"Change": "multiply by", "Value": 1.5, "Table": "Needs"}
            scenario: Row = {"Scenario": "Route shifts", "Probability": 0.4, **change}
            calm: Row = {"Scenario": "Calm", "Probability": 0.6, "Table": "Budgets"}
            calm |= {"Donor": self.donors[0], "Change": "add", "Value": 10}
            self.book["Scenarios"] = [scenario | {"Recipient": self.recipients[0]}, calm]
        if self.periods != (None,) and self.often(0.2):
            row: Row = {"Setting": "Decide now until", "Value": self.periods[0]}
            self.book.setdefault("Settings", []).append(row)


def rounded(value: Fraction, step: Fraction, *, up: bool) -> Fraction:
    """Return the nearest multiple of the step that is not below (or not above) the value."""
    steps = value / step
    return step * (math.ceil(steps) if up else math.floor(steps))


def percentage(value: Fraction) -> str:
    """Return a share as text with a per cent sign."""
    return f"{float(value * 100):g}%"


def sum_of(amounts: Iterable[Fraction]) -> Fraction:
    """Return the sum of amounts, an exact 0 where there are none."""
    return sum(amounts, Fraction(0))
