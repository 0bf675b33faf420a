"""Random books whose rules are of the measures and columns that `random_books` leaves out.

They are books of their own, so that the seeds of the others stay what they are.
"""

from __future__ import annotations

from reference import Book, Row
from reference.random_books import RELATIONS, SELECTORS, Draft


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
    """A book in the making, with rules that compare with another selection."""

    def add_further_rules(self) -> None:
        """Write up to three rules that the plan behind keeps, or that should hold."""
        rows = [self.further_rule(place) for place in range(1 + self.seed % 3)]
        self.book.setdefault("Rules", []).extend(row for row in rows if row is not None)
        if not self.book["Rules"]:
            del self.book["Rules"]

    def further_rule(self, place: int) -> Row | None:
        """Draw a rule over a selection and another one that it is compared with."""
        dimensions = [d for d in SELECTORS.values() if d != "period" or self.periods != (None,)]
        relation = RELATIONS[(self.seed + place) % len(RELATIONS)]
        for _ in range(40):
            row: Row = {"Rule": f"S{place + 1}", "Measure": "share of selection",
                        "Relation": relation}
            for column, dimension in SELECTORS.items():
                if dimension in dimensions:
                    row |= {column: self.selector(dimension)} if self.often(0.3) else {}
                    row |= ({f"Of {column.lower()}": self.selector(dimension)}
                            if self.often(0.3) else {})
            if self.often(0.5) and relation not in ("exactly", "="):
                row["For each"] = "; ".join(self.chance.sample(dimensions, 1))
            should = place % 2 == 1
            value = self.rule_value(row, should=should) if any(
                column.startswith("Of ") for column in row) else None
            if value is not None:
                row["Value"] = float(value)
                return row | self.rule_options(str(row["Measure"]), should=should)
        return None
