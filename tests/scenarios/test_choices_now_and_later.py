"""Decisions that choose who is paid, where some is decided later or kept back: every plan tried.

All amounts are whole lots, so that the best decision of every aim is among the plans in lots.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from typing import Any

import pytest
from aims import best_of_each, reached
from seeds import seeds

import optimiser

Book = dict[str, list[dict[str, Any]]]
Plan = tuple[int, ...]
LOT = 10
PERIODS = ("2016-Q1", "2016-Q2")
CELLS = tuple(product("AB", PERIODS))
"""The places of a plan, in this order."""
BOOKS = seeds(3, 60)
RESERVE = 0.5


@dataclass(frozen=True, slots=True)
class Small:
    """One fund for two recipients in two quarters, base first in `needs` and `budgets`.

    `least` is what a need gets at least where it gets anything, `smallest` what a grant is over
    both quarters; at most `at_most` recipients take part, None where there is no such rule.
    """

    weights: Plan
    needs: tuple[Plan, ...]
    budgets: tuple[int, ...]
    least: Plan
    smallest: int
    at_most: int | None
    chances: tuple[float, ...] = (0.5, 0.3, 0.2)

    @classmethod
    def at_random(cls, seed: int) -> Small:
        chance = random.Random(9_000 + seed)
        needs, budget = tuple(chance.randint(1, 3) for _ in CELLS), 2 * chance.randint(2, 4)
        return cls(
            weights=tuple(chance.randint(1, 5) for _ in CELLS),
            needs=(needs, *(tuple(n * chance.choice((0, 1, 2)) for n in needs) for _ in "xyz")),
            budgets=(budget, *(chance.randint(2, budget) for _ in "xyz")),
            least=tuple(chance.choice((0, 0, 2)) for _ in CELLS),
            smallest=chance.choice((0, 2, 3)), at_most=chance.choice((None, None, 1)))

    def book(self, *, is_later: bool) -> Book:
        """Return the inputs; where some is decided later, that is the second quarter."""
        book: Book = {
            "Needs": [{"Recipient": r, "Activity": "x", "Period": t, "Need": LOT * n, "Weight": w}
                      | ({"Least amount": LOT * least} if least else {})
                      for (r, t), n, w, least in zip(CELLS, self.needs[0], self.weights,
                                                     self.least, strict=True)],
            "Activities": [{"Activity": "x", "Output": "lots", "Unit cost": LOT,
                            "Whole units": "yes"}],
            "Budgets": [{"Fund": "F", "Donor": "D", "Budget": LOT * self.budgets[0]}
                        | ({"Smallest grant": LOT * self.smallest} if self.smallest else {})],
            "Scenarios": [row for number, chance in enumerate(self.chances)
                          for row in self._scenario(number, chance)]}
        if is_later:
            book["Settings"] = [{"Setting": "Decide now until", "Value": PERIODS[0]}]
        if self.at_most is not None:
            book["Rules"] = [{"Rule": "few", "Measure": "recipients", "Relation": "at most",
                              "Value": self.at_most}]
        return book

    def _scenario(self, number: int, chance: float) -> Iterator[dict[str, Any]]:
        name = {"Scenario": f"s{number}"}
        yield name | {"Probability": chance, "Table": "Budgets", "Fund": "F", "Change": "set to",
                      "Value": LOT * self.budgets[number + 1]}
        for (recipient, period), need in zip(CELLS, self.needs[number + 1], strict=True):
            yield name | {"Table": "Needs", "Recipient": recipient, "Period": period,
                          "Change": "set to", "Value": LOT * need}

    def plans(self, future: int) -> list[Plan]:
        """Return every plan that keeps all limits of a future."""
        ends = [range(need + 1) for need in self.needs[future]]
        return [plan for plan in product(*ends) if self._keeps(plan, future)]

    def _keeps(self, plan: Plan, future: int) -> bool:
        grants = (sum(plan[:2]), sum(plan[2:]))
        return (sum(plan) <= self.budgets[future]
                and all(not x or x >= least for x, least in zip(plan, self.least, strict=True))
                and all(not grant or grant >= self.smallest for grant in grants)
                and (self.at_most is None or sum(grant > 0 for grant in grants) <= self.at_most))

    def points(self, plan: Plan) -> int:
        return LOT * sum(w * x for w, x in zip(self.weights, plan, strict=True))

    def best_after(self, now: Plan, future: int, *, is_later: bool, reserve: float) -> int:
        """Return the most points of a future once `now` was decided.

        Above what was decided only a reserve gives: that share of the fund. What is decided later
        is free.
        """
        decided = [place for place, (_, period) in enumerate(CELLS)
                   if not is_later or period == PERIODS[0]]
        return max(self.points(plan) for plan in self.plans(future) if sum(
            max(plan[place] - now[place], 0) for place in decided
        ) <= reserve * self.budgets[future])

    def decisions(self, *, is_later: bool, reserve: float) -> list[Plan]:
        """Return every plan for now: one of the base that keeps back what the reserve asks."""
        decided = [not is_later or period == PERIODS[0] for _, period in CELLS]
        return [plan for plan in self.plans(0) if sum(
            x for x, is_now in zip(plan, decided, strict=True) if is_now
        ) <= (1 - reserve) * self.budgets[0]]

    def aims(self, *, is_later: bool, reserve: float) -> dict[str, float]:
        """Return what each aim can reach at best."""
        futures = range(1, len(self.budgets))
        best = [max(map(self.points, self.plans(future))) for future in futures]
        fates = {tuple(self.best_after(now, future, is_later=is_later, reserve=reserve)
                       for future in futures)
                 for now in self.decisions(is_later=is_later, reserve=reserve)}
        return best_of_each(best, fates, self.chances)


@pytest.mark.parametrize("seed", BOOKS)
@pytest.mark.parametrize(("is_later", "reserve"), [(True, 0.0), (False, RESERVE), (True, RESERVE)])
def test_no_decision_in_whole_lots_is_better(seed: int, is_later: bool, reserve: float) -> None:
    small = Small.at_random(seed)
    aim, best = list(small.aims(is_later=is_later, reserve=reserve).items())[seed % 3]
    done = optimiser.decide(small.book(is_later=is_later), aim=aim, reserve=reserve)
    assert reached(done, aim) == pytest.approx(best, abs=1e-4)


@cache
def averages(seed: int) -> tuple[float, ...]:
    """Return the best average: as it is, all decided now, nothing kept back, without choices."""
    small = Small.at_random(seed)
    free = replace(small, least=(0,) * len(CELLS), smallest=0, at_most=None)
    return tuple(one.aims(is_later=later, reserve=kept)["expected"] for one, later, kept in (
        (small, True, RESERVE), (small, False, RESERVE), (small, True, 0.0),
        (free, True, RESERVE)))


def test_in_these_books_time_reserve_and_choices_each_matter() -> None:
    found = [averages(seed) for seed in range(8)]
    for other in (1, 2, 3):
        assert sum(abs(one[0] - one[other]) > 0.5 for one in found) >= 3, other
