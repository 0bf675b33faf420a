"""Random books whose rules are of the measures and columns that `random_books` leaves out.

They are books of their own, so that the seeds of the others stay what they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from reference import CLASSES, Book, Cell, Row, Rule, Selection, denominator, includes
from reference.book import Reader, normal
from reference.random_books import MEASURES, RELATIONS, SELECTORS, Draft, rounded, sum_of


def further_book(seed: int) -> Book:
    """Return the random book of this seed, with at least one rule where one can be drawn."""
    draft = FurtherDraft(seed, ties=False)
    draft.add_problem()
    draft.add_base_plan()
    draft.add_limits()
    draft.add_further_rules()
    draft.add_bystanders()
    return draft.book


class FurtherDraft(Draft):
    """A book in the making, with rules that compare, count by a marker, or are per head."""

    def add_further_rules(self) -> None:
        """Write up to three rules that the plan behind keeps, or that should hold."""
        self.add_figures()
        self.add_classes()
        self.add_earlier_plan()
        if self.often(0.5):
            self.add_recipient_key()
        rows = [self.further_rule(place) for place in range(1 + self.seed % 3)]
        self.book.setdefault("Rules", []).extend(row for row in rows if row is not None)
        if not self.book["Rules"]:
            del self.book["Rules"]

    def add_figures(self) -> None:
        """Write a Population of every recipient and a marker of every activity, most of the time."""
        for row in self.book.get("Recipients", ()):
            row["Population"] = self.chance.randint(1, 900)
        for place, row in enumerate(self.book.get("Activities", ())):
            row["Climate"] = (1, 0.4, "40%", 0)[(place + self.seed) % 4]

    def add_classes(self) -> None:
        """Put some recipients, activities and donors into a second class, new to all selectors."""
        for sheet, heading in (("Recipients", "Region"), ("Activities", "Pillar"),
                               ("Donors", "Group")):
            for row in self.book.get(sheet, ()):
                if row.get(heading) and self.often(0.4):
                    row[heading] = f"{row[heading]}; Second {heading}"
        self.figures = self.read()

    def add_earlier_plan(self) -> None:
        """Write a plan before: what the plan behind gives, more or less of it, some committed."""
        rows = []
        spelt = {normal(row["Fund"]): row["Fund"] for row in self.book["Budgets"]}
        places = {(normal(row["Recipient"]), normal(row["Activity"]),
                   normal(row.get("Period") or "")): row for row in self.book["Needs"]}
        for cell, value in self.given.items():
            need = places[cell[1:]]
            amount = round(float(value / self.unit) * self.chance.uniform(0.5, 1.5), 2)
            rows.append({"Fund": spelt[cell[0]], "Recipient": need["Recipient"],
                         "Activity": need["Activity"], "Period": need.get("Period"),
                         "Amount": amount, "Committed": self.chance.choice(("yes", "no", None))})
        self.book["Earlier plan"] = rows
        self.figures = self.read()

    def add_recipient_key(self) -> None:
        """Write a key of all recipients, held or not, with room for the plan behind, or a wish."""
        held: Row = {"Lowest share": self.chance.choice((None, 0.05, "10%")),
                     "Highest share": self.chance.choice((None, 0.6, "55%"))}
        keys = ("need", "Population") if "Recipients" in self.book else ("need",)
        row: Row = {"Region": "all", "Key": self.chance.choice(keys), **held}
        shares = Reader(self.book).shares_of_recipients(
            {column: value for column, value in row.items() if value is not None})
        got = {name: sum_of(v for c, v in self.given.items() if c[1] == name) for name in shares}
        total = sum_of(got.values())
        if total and self.often(0.6):
            deviation = max(abs(got[name] / (total * part) - 1) for name, part in shares.items())
            row["Tolerance"] = float(rounded(min(deviation + Fraction(1, 50), Fraction(1)),
                                             Fraction(1, 100), up=True))
        else:
            row |= {"Tolerance": 0.1, "Strength": "should", "Penalty": self.chance.choice((1, 3))}
        if total and (row.get("Strength") == "should" or deviation <= Fraction(98, 100)):
            self.book["Recipient keys"] = [row]

    def measures(self) -> list[str]:
        """Return the measures that the book has the figures for."""
        per = ["amount per Population"] if "Recipients" in self.book else []
        return ["share of selection", "share of earlier", *per, *(MEASURES[:-1] if "Activities" in self.book else [])]

    def further_rule(self, place: int) -> Row | None:
        """Draw a rule over a selection, with another one that it is compared with, or a marker."""
        dimensions = [d for d in SELECTORS.values() if d != "period" or self.periods != (None,)]
        relation = RELATIONS[(self.seed + place) % len(RELATIONS)]
        measure = self.chance.choice(self.measures())
        marked = "Activities" in self.book and (measure in MEASURES or self.often(0.3))
        for _ in range(40):
            row: Row = {"Rule": f"S{place + 1}", "Measure": measure, "Relation": relation}
            row |= {"Counted by": "Climate"} if marked else {}
            for column, dimension in SELECTORS.items():
                if dimension in dimensions:
                    row |= {column: self.selector(dimension)} if self.often(0.3) else {}
                    row |= ({f"Of {column.lower()}": self.selector(dimension)}
                            if measure == "share of selection" and self.often(0.3) else {})
            if self.often(0.5) and relation not in ("exactly", "="):
                row["For each"] = self.chance.choice(self.each(dimensions, measure))
            should = place % 2 == 1
            value = self.rule_value(row, should=should) if self.is_sound(row) else None
            if value is not None:
                row["Value"] = (f"{float(value) * 100:.10g}%" if measure == "share of earlier" else
                                float(value / self.unit if measure == "amount" else value))
                return row | self.rule_options(measure, should=should)
        return None

    def each(self, dimensions: list[str], measure: str) -> list[str]:
        """Return what a rule can hold for each of: dimensions, and classes that somebody is in."""
        if measure == "share of selection":
            return dimensions
        return [*dimensions, *(kind for kind, of in CLASSES.items() if self.figures.classes[of])]

    def is_sound(self, row: Row) -> bool:
        """Tell whether what the rule compares with is named, and what it counts is something."""
        if row["Measure"] == "share of selection" and not any(c.startswith("Of ") for c in row):
            return False
        rule = Reader(self.book).rule(row | {"Value": 0})
        return any(rule.counts(activity) for activity in rule.selection.activity)

    def support(self, selection: Selection, given: Mapping[Cell, Fraction] | None = None,
                rule: Rule | None = None) -> Fraction:
        """Return what counts of the plan behind the limits over a selection."""
        donor_of = self.figures.donor_of
        cells = (self.given if given is None else given).items()
        return sum_of(v * (Fraction(1) if rule is None else rule.counts(c[2]))
                      for c, v in cells if includes(selection, donor_of[c[0]], c))

    def measured(self, rule: Rule, part: Selection) -> tuple[Fraction, Fraction] | None:
        """Return a measure in the plan behind, and what commitments alone make of it."""
        if rule.measure == "experts":
            return super().measured(rule, part)
        reached = self.support(part, rule=rule)
        committed = self.support(part, self.figures.commitments, rule)
        if rule.measure == "amount":
            return reached, committed
        divisor = denominator(self.figures, rule, part)
        whole = divisor if isinstance(divisor, Fraction) else self.support(divisor)
        return (reached / whole, committed / whole) if whole else None
