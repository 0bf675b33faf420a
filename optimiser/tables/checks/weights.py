"""Weights and penalties so far apart that the least of them is lost beside the largest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from optimiser.tables.catalogue import scale as kinds
from optimiser.tables.cells import shown
from optimiser.tables.checks.facts import Facts, Floats, Ints
from optimiser.tables.findings import Finding
from optimiser.tables.table import Table

WIDEST = 1e12
"""How many times the least weight the largest may be: of 16 digits, four are left to tell sums."""


class _Factor(NamedTuple):
    """One factor of each weight: the row of its table that holds it, -1 for none."""

    table: Table
    heading: str
    row: Ints

    def logarithm(self) -> Floats:
        """Return the decimal logarithms, shape (weights,): -inf for 0, NaN where unreadable."""
        stated = np.append(self.table.number(self.heading), 1.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            logs: Floats = np.log10(stated)[self.row]
        return logs


def check_weights(facts: Facts) -> Iterator[Finding]:
    """Find weights of needs, and penalties of wishes, that no sum can hold beside each other."""
    yield from _needs(facts)
    yield from _penalties(facts)


def _needs(facts: Facts) -> Iterator[Finding]:
    """Compare what each need counts: severity x priority x weight x tier weight."""
    needs = facts.table("Needs")
    factors = [_Factor(needs, "Weight", np.arange(len(needs)))]
    for name, element, heading in (("Recipients", "Recipient", "Severity"),
                                   ("Activities", "Activity", "Priority"),
                                   ("Tiers", "Tier", "Weight")):
        table = facts.table(name)
        own = {number: row for row, number in enumerate(facts.numbers(name, element).tolist())}
        factors.append(_Factor(table, heading, np.array(
            [own.get(number, -1) for number in facts.numbers("Needs", element).tolist()],
            dtype=np.int64)))
    logs = np.array([factor.logarithm() for factor in factors])
    counts = np.isfinite(logs).all(axis=0) & (facts.money("Needs", "Need") > 0)
    if not counts.any():
        return
    of = np.flatnonzero(counts)
    total = logs[:, of].sum(axis=0)
    low, high = of[int(total.argmin())], of[int(total.argmax())]
    if total.max() - total.min() <= np.log10(WIDEST):
        return
    factor = factors[int((logs[:, high] - logs[:, low]).argmax())]
    yield _found(factor.table, factor.heading, int(factor.row[low]),
                 factor.table, int(factor.row[high]))


def _penalties(facts: Facts) -> Iterator[Finding]:
    """Compare the penalties of all wishes."""
    found: list[tuple[float, Table, int]] = []
    for name in ("Rules", "Burden sharing", "Recipient keys"):
        table = facts.table(name)
        wish = np.array([str(text).casefold() == "should" for text in table.text("Strength")],
                        dtype=bool)
        if name == "Rules":
            wish &= table.number("Enabled") != 0
        penalty = table.number("Penalty")
        found += [(float(penalty[row]), table, row)
                  for row in np.flatnonzero(wish & (penalty > 0)).tolist()]
    if not found:
        return
    least, most = (choose(found, key=lambda one: one[0]) for choose in (min, max))
    if most[0] / WIDEST > least[0]:
        yield _found(least[1], "Penalty", least[2], most[1], most[2])


def _found(table: Table, heading: str, row: int, other: Table, at: int) -> Finding:
    return kinds.TOO_FAR_APART.at(
        table.place(row, heading), shown(float(table.number(heading)[row])), what=heading,
        more=shown(float(other.number(heading)[at])), first=other.address(at, heading))
