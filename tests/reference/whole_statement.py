"""The statement with what takes whole numbers, and the objectives that random books leave out.

A grant is what a fund newly gives a recipient for an activity over all periods: nothing, or at
least the smallest that the fund makes. Where grants are counted, any payment makes one.
"""

from __future__ import annotations

from fractions import Fraction

import pulp

from reference import Burden, Cell, Figures, Rule, Selection, includes
from reference.parts import state_parts
from reference.pulp_statement import Statement, at

Grant = tuple[str, str, str]
"""Fund, recipient, activity."""


def grants_of(figures: Figures) -> list[Grant]:
    """Return every grant that could be made, of funds for which that is asked."""
    asked = [cell[:3] for cell in figures.cells()
             if figures.counts_grants or figures.smallest_grant(cell[0])]
    return list(dict.fromkeys(asked))


def of_grant(figures: Figures, grant: Grant) -> Cell:
    """Return a grant's first cell, which stands for it in a selection of all periods."""
    return next(cell for cell in figures.cells() if cell[:3] == grant)


class WholeStatement(Statement):
    """Every limit of the figures, grants among them."""

    def __init__(self, figures: Figures) -> None:
        """State the grants first: rules count them."""
        self.made = {grant: pulp.LpVariable(f"g{place}", cat=pulp.LpBinary)
                     for place, grant in enumerate(grants_of(figures))}
        super().__init__(figures)
        self.deviations: list[pulp.LpVariable] = []
        for grant in self.made:
            self.add_grant(grant)
        state_parts(self)
        if any(name == "even burden" for name, _ in figures.objectives):
            for burden in figures.burdens:
                self.add_deviations(burden)

    def add_grant(self, grant: Grant) -> None:
        """Tie a grant's money to whether it is made: nothing, or the smallest at least."""
        fund, recipient, activity = grant
        paid, made = self.allocated(at(fund, recipient, activity)), self.made[grant]
        most = sum((need for slot, need in self.slots.items() if slot[:2] == grant[1:]),
                   Fraction(0))
        # Whole units of Rounding are given: of a smaller smallest grant the first is one unit.
        least = max(self.figures.smallest_grant(fund) or 0, self.figures.rounding)
        self.add(paid, "at most", self.scaled(min(most, self.figures.budget(fund))) * made)
        self.add(paid, "at least", self.scaled(least) * made)

    @property
    def counts(self) -> bool:
        """Whether something takes whole numbers."""
        return bool(self.made or self.figures.parts.least or self.figures.parts.lots
                    or self.figures.parts.conditions)

    def add_deviations(self, burden: Burden) -> None:
        """Measure how far each donor of a group is from its key share of what the group gives."""
        total = self.support(self.given_by(burden.key_shares))
        for donor, key_share in burden.key_shares.items():
            over, under = self.variable(), self.variable()
            given = self.support(self.given_by({donor}))
            self.add(given - float(key_share) * total, "exactly", over - under)
            self.deviations += [over, under]

    def rule_sum(self, rule: Rule, part: Selection) -> tuple[pulp.LpAffineExpression, float]:
        """Return measured - value * denominator; grants are counted."""
        if rule.measure != "grants":
            return super().rule_sum(rule, part)
        donor_of = self.figures.donor_of
        counted = pulp.lpSum(
            made for grant, made in self.made.items()
            if any(includes(part, donor_of[grant[0]], cell) for cell in self.figures.cells()
                   if cell[:3] == grant))
        return counted - float(rule.value), 1 / self.scale

    def objective(self, name: str) -> tuple[pulp.LpAffineExpression, int]:
        """Return an objective in units of the scale, and 1 where most is wanted, -1 where least."""
        if name == "fewest grants":
            return (1 / self.scale) * pulp.lpSum(self.made.values()), -1
        if name == "even burden":
            return pulp.lpSum(self.deviations), -1
        return super().objective(name)
