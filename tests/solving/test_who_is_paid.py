"""Least amounts, conditions and counts against every choice of who is paid, one by one."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

import highspy
import numpy as np
import pytest
from seeds import seeds

import optimiser

CENT = Fraction(1, 100)
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Small:
    """A few needs of one activity, a few funds, and what is asked of who is paid.

    `least[n]` is what need n gets at least where it gets anything; `ties` hold (need, tie, other);
    `at_most` is how many needs a rule lets take part, None where there is no rule.
    """

    needs: tuple[int, ...]
    weights: tuple[int, ...]
    least: tuple[int, ...]
    budgets: tuple[int, ...]
    may_pay: tuple[tuple[bool, ...], ...]
    ties: tuple[tuple[int, str, int], ...]
    at_most: int | None

    def book(self) -> dict[str, list[dict[str, object]]]:
        """Return the inputs that say so; half of the least amounts are shares of the need."""
        book: dict[str, list[dict[str, object]]] = {
            "Needs": [{"Recipient": f"N{n}", "Activity": "aid", "Need": need, "Weight": weight}
                      | self._least(n) for n, (need, weight) in
                      enumerate(zip(self.needs, self.weights, strict=True))],
            "Budgets": [{"Fund": f"F{f}", "Donor": f"D{f}", "Budget": budget, "For recipients":
                         "; ".join(f"N{n}" for n, may in enumerate(self.may_pay[f]) if may)}
                        for f, budget in enumerate(self.budgets)],
            "Settings": [{"Setting": "Rounding", "Value": "0.01"}]}
        if self.ties:
            book["Conditions"] = [
                {"Recipient": f"N{own}", "Activity": "aid", "Condition": tie,
                 "Other recipient": f"N{other}", "Other activity": "aid"}
                for own, tie, other in self.ties]
        if self.at_most is not None:
            book["Rules"] = [{"Rule": "few", "Measure": "recipients", "Relation": "at most",
                              "Value": self.at_most}]
        return book

    def _least(self, n: int) -> dict[str, object]:
        share = 100 * self.least[n] / self.needs[n]
        said = f"{share:g}%" if n % 2 and share == round(share) else self.least[n]
        return {"Least amount": said} if self.least[n] else {}

    def choices(self) -> Iterator[tuple[bool, ...]]:
        """Yield every set of needs that may be paid together."""
        for paid in product((False, True), repeat=len(self.needs)):
            if self.at_most is not None and sum(paid) > self.at_most:
                continue
            if all(_is_kept(tie, paid[own], paid[other]) for own, tie, other in self.ties):
                yield paid

    def most_points(self) -> float:
        """Return the most weighted need that any set of needs lets be met."""
        return max(points for points in map(self._points, self.choices()) if points is not None)

    def _points(self, paid: Sequence[bool]) -> float | None:
        """Return the most weighted need where just these needs get money, None where none can."""
        cells = [(f, n) for f in range(len(self.budgets)) for n, is_paid in enumerate(paid)
                 if is_paid and self.may_pay[f][n]]
        low = {n: float(self.least[n] or CENT) for n, is_paid in enumerate(paid) if is_paid}
        if not low:
            return 0.0
        if not {n for _, n in cells} >= set(low):
            return None
        rows = [([at for at, cell in enumerate(cells) if cell[1] == n], low[n], self.needs[n])
                for n in low]
        rows += [([at for at, cell in enumerate(cells) if cell[0] == f], 0.0, budget)
                 for f, budget in enumerate(self.budgets)]
        return _most([float(self.weights[n]) for _, n in cells], rows)


def _is_kept(tie: str, own: bool, other: bool) -> bool:
    return {"only if": other or not own, "together with": own == other,
            "not with": not (own and other)}[tie]


def _most(worth: Sequence[float], rows: Sequence[tuple[list[int], float, float]]) -> float | None:
    """Return the most worth of amounts whose sums stay in their ranges, None where none do."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    for value in worth:
        highs.addVar(0.0, highspy.kHighsInf)
        highs.changeColCost(highs.getNumCol() - 1, -value)
    for columns, low, high in rows:
        highs.addRow(low, high, len(columns), np.array(columns, np.int32), np.ones(len(columns)))
    highs.run()
    is_best = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return -highs.getInfo().objective_function_value if is_best else None


def random_small(seed: int) -> Small:
    """Return a problem with few distinct numbers, so that ties and touching limits are common."""
    chance = random.Random(seed)
    count, funds = chance.randint(2, 6), chance.randint(1, 3)
    needs = tuple(chance.choice((20, 40, 50, 100)) for _ in range(count))
    ties = {(*chance.sample(range(count), 2), chance.choice(
        ("only if", "together with", "not with"))) for _ in range(chance.choice((0, 0, 1, 2, 3)))}
    return Small(
        needs, tuple(chance.choice((1, 1, 2, 3)) for _ in needs),
        tuple(chance.choice((0, 0, need, need // 2, need // 4)) for need in needs),
        tuple(chance.choice((10, 30, 50, 75, 120)) for _ in range(funds)),
        tuple(tuple(chance.random() < 0.7 or n == f for n in range(count)) for f in range(funds)),
        tuple((own, tie, other) for own, other, tie in sorted(ties)),
        chance.choice((None, None, 1, 2, 3)))


@pytest.mark.parametrize("seed", seeds(50, 80))
def test_the_plan_meets_as_much_as_the_best_of_all_choices(seed: int) -> None:
    """Within a cent a payment; and who is paid in it is a choice that may be made."""
    small = random_small(seed)
    try:
        plan = optimiser.optimise(small.book())
    except optimiser.NoPlanError:
        # Every plan gives nothing: no choice but that of nobody can be paid.
        assert small.most_points() == 0.0
        return
    given = plan.allocation.groupby("Recipient")["Amount"].sum()
    amounts = [float(given.get(f"N{n}", 0.0)) for n in range(len(small.needs))]
    assert tuple(amount > 0 for amount in amounts) in set(small.choices())
    assert all(amount == 0 or amount >= least for amount, least in
               zip(amounts, small.least, strict=True))
    points = sum(weight * amount for weight, amount in zip(small.weights, amounts, strict=True))
    assert points == pytest.approx(small.most_points(), abs=0.01 * 3 * len(small.needs))


def test_the_random_problems_bind_in_every_way() -> None:
    """Among them are ones in which least amounts, each tie and the count cost points."""
    costs: Mapping[str, int] = {
        name: sum(_points_without(random_small(seed), name) > random_small(seed).most_points() + 1
                  for seed in range(80)) for name in ("least", "ties", "at_most")}
    assert min(costs.values()) >= 10, costs


def _points_without(small: Small, name: str) -> float:
    return replace(small, **{name: {"least": (0,) * len(small.needs), "ties": (),
                                    "at_most": None}[name]}).most_points()
