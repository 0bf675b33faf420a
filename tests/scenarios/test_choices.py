"""Decisions for several futures that choose who is paid: against every plan, one by one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import pytest
from aims import best_of_each, reached
from seeds import seeds

import optimiser
from optimiser.problem.build import build_problem
from optimiser.scenarios.fates import beside_each_other
from optimiser.scenarios.report import sentences
from optimiser.scenarios.work import Work

Book = dict[str, list[dict[str, Any]]]
Plan = tuple[int, ...]
BOOKS = seeds(8, 90)
LOT = 10


@dataclass(frozen=True, slots=True)
class Small:
    """One fund for three needs that are bought in lots, and what is asked of who is paid.

    All in lots, so that the best decision of every aim is among the plans in whole lots. The
    base comes first in `needs` and `budgets`, then each scenario.
    """

    weights: tuple[int, ...]
    needs: tuple[Plan, ...]
    budgets: tuple[int, ...]
    least: Plan
    smallest: int
    tie: str | None
    at_most: int | None
    chances: tuple[float, ...]

    @classmethod
    def at_random(cls, seed: int) -> Small:
        chance = random.Random(seed)
        needs, budget = tuple(chance.randint(2, 5) for _ in "ABC"), chance.randint(4, 9)
        return cls(
            weights=tuple(chance.randint(1, 5) for _ in "ABC"),
            needs=(needs, *(tuple(n * chance.choice((0, 1, 2)) for n in needs) for _ in "xyz")),
            budgets=(budget, *(chance.randint(2, budget) for _ in "xyz")),
            least=tuple(chance.choice((0, 0, 2, 3)) for _ in "ABC"),
            smallest=chance.choice((0, 0, 2, 3)),
            tie=chance.choice((None, "only if", "together with", "not with")),
            at_most=chance.choice((None, None, 1, 2)), chances=(0.5, 0.3, 0.2))

    def book(self) -> Book:
        named = list(zip("ABC", self.needs[0], self.weights, self.least, strict=True))
        book: Book = {
            "Needs": [{"Recipient": r, "Activity": "x", "Need": LOT * n, "Weight": w}
                      | ({"Least amount": LOT * least} if least else {})
                      for r, n, w, least in named],
            "Activities": [{"Activity": "x", "Output": "lots", "Unit cost": LOT,
                            "Whole units": "yes"}],
            "Budgets": [{"Fund": "F", "Donor": "D", "Budget": LOT * self.budgets[0]}
                        | ({"Smallest grant": LOT * self.smallest} if self.smallest else {})],
            "Scenarios": [row for number, chance in enumerate(self.chances)
                          for row in self._scenario(number, chance)]}
        if self.tie:
            book["Conditions"] = [{"Recipient": "A", "Activity": "x", "Condition": self.tie,
                                   "Other recipient": "B", "Other activity": "x"}]
        if self.at_most is not None:
            book["Rules"] = [{"Rule": "few", "Measure": "recipients", "Relation": "at most",
                              "Value": self.at_most}]
        return book

    def _scenario(self, number: int, chance: float) -> Iterator[dict[str, Any]]:
        name = {"Scenario": f"s{number}"}
        yield name | {"Probability": chance, "Table": "Budgets", "Fund": "F", "Change": "set to",
                      "Value": LOT * self.budgets[number + 1]}
        for recipient, need in zip("ABC", self.needs[number + 1], strict=True):
            yield name | {"Table": "Needs", "Recipient": recipient, "Change": "set to",
                          "Value": LOT * need}

    def plans(self, future: int, most: Plan | None = None) -> list[Plan]:
        """Return every plan that keeps all limits of a future, each amount at most so much."""
        ends = [range(min(need, *cap) + 1) for need, *cap in
                zip(*filter(None, (self.needs[future], most or self.needs[future])), strict=True)]
        return [plan for plan in product(*ends) if self._keeps(plan, future)]

    def _keeps(self, plan: Plan, future: int) -> bool:
        a, b, _ = plan
        met = self.needs[future][1] == 0
        ties = {None: True, "only if": not a or bool(b) or met,
                "together with": bool(a) == bool(b), "not with": not (a and b)}
        floors = [max(least, self.smallest) for least in self.least]
        return (sum(plan) <= self.budgets[future] and ties[self.tie]
                and all(not x or x >= floor for x, floor in zip(plan, floors, strict=True))
                and (self.at_most is None or sum(x > 0 for x in plan) <= self.at_most))

    def value(self, future: int, most: Plan | None = None) -> int:
        """Return the most points of a future, where nothing is given above `most`."""
        return LOT * max(sum(w * x for w, x in zip(self.weights, plan, strict=True))
                         for plan in self.plans(future, most))

    def aims(self) -> dict[str, float]:
        """Return what each aim can reach at best: every plan for now, in every future."""
        futures = range(1, len(self.budgets))
        best = [self.value(future) for future in futures]
        fates = [[self.value(future, plan) for future in futures] for plan in self.plans(0)]
        return best_of_each(best, fates, self.chances)


@pytest.mark.parametrize("seed", BOOKS)
def test_no_plan_in_whole_lots_decides_better(seed: int) -> None:
    """Every plan for now, and what is best of it in every scenario, tried one by one."""
    small = Small.at_random(seed)
    aim, best = list(small.aims().items())[seed % 3]
    assert reached(optimiser.decide(small.book(), aim=aim), aim) == pytest.approx(best, abs=1e-5)


@pytest.mark.parametrize("seed", seeds(8, 60))
def test_the_plan_of_the_base_alone_is_the_best_of_all_plans(seed: int) -> None:
    """Whole units, least amounts, a smallest grant, a condition and a count, as many as there are.

    The plan is itself one that keeps them all; where nothing can be given, that is no plan.
    """
    small = Small.at_random(seed)
    best = small.value(0)
    try:
        plan = optimiser.optimise(small.book())
    except optimiser.NoPlanError:
        assert best == 0
        return
    given = plan.allocation.groupby("Recipient")["Amount"].sum()
    lots = tuple(round(given.get(recipient, 0) / LOT) for recipient in "ABC")
    assert lots in small.plans(0)
    assert LOT * sum(w * x for w, x in zip(small.weights, lots, strict=True)) == best > 0


def test_in_these_books_each_choice_costs_something_and_so_do_several_together() -> None:
    books = [Small.at_random(seed) for seed in range(60)]
    free = {"least": (0, 0, 0), "smallest": 0, "tie": None, "at_most": None}
    dearer = [[name for name, value in free.items()
               if replace(one, **{name: value}).value(0) > one.value(0)] for one in books]
    assert min(sum(name in some for some in dearer) for name in free) >= 3, dearer
    assert sum(replace(one, **free).value(0) > one.value(0) for one in books) >= 20


def test_a_share_of_a_need_that_doubles_was_not_promised() -> None:
    """All or nothing of 10: where 20 are needed, the 10 that were planned still help."""
    done = optimiser.decide({
        "Needs": [{"Recipient": "A", "Activity": "x", "Need": 10, "Least amount": "100%"}],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 50}],
        "Scenarios": [{"Scenario": "worse", "Table": "Needs", "Recipient": "A",
                       "Change": "multiply by", "Value": 2}]})
    assert done.analysis.chosen.values == pytest.approx([10], abs=1e-5)
    assert done.plan.allocation["Amount"].tolist() == [10]


def test_a_grant_that_would_fall_below_the_smallest_is_not_made_there() -> None:
    """The fund falls from 10 to 4, below its smallest grant of 5: nothing is given then."""
    done = optimiser.decide({
        "Needs": [{"Recipient": "A", "Activity": "x", "Need": 10}],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 10, "Smallest grant": 5}],
        "Scenarios": [
            {"Scenario": "poor", "Table": "Budgets", "Fund": "F", "Change": "set to", "Value": 4},
            {"Scenario": "less", "Table": "Budgets", "Fund": "F", "Change": "set to", "Value": 6}]})
    assert done.analysis.chosen.values.tolist() == [0, 6]
    assert done.analysis.best.tolist() == [0, 6]


def lots_of_two_funds() -> Book:
    """Return needs that two funds share, bought in units whose price no digit ends."""
    return {
        "Needs": [{"Recipient": r, "Activity": "x", "Need": need, "Weight": 1} for r, need in
                  zip("ABC", (700.07, 433.31, 910.13), strict=True)],
        "Activities": [{"Activity": "x", "Output": "kits", "Unit cost": 33.33,
                        "Whole units": "yes"}],
        "Budgets": [{"Fund": f, "Donor": f, "Budget": budget} for f, budget in
                    zip("FGH", (433.29, 377.71, 311.11), strict=True)],
        "Settings": [{"Setting": "Rounding", "Value": 0.01}],
        "Scenarios": [{"Scenario": "as planned", "Table": "Needs", "Change": "multiply by",
                       "Value": 1}]}


def test_a_future_in_which_nothing_changes_meets_what_was_decided() -> None:
    """1,122.11 buy 33 kits; with C met in full, 27 kits and 10.22, the other six still fit."""
    found = optimiser.decide(lots_of_two_funds()).analysis
    assert found.chosen.average == pytest.approx(found.best[0], abs=0.01)
    assert found.best[0] == pytest.approx(910.13 + 6 * 33.33)


def test_a_plan_of_three_kits_is_not_taken_for_one_of_two_by_its_last_digit() -> None:
    """Splitting money leaves amounts off by their last digits: 99.989999 still buys three."""
    problem = build_problem(optimiser.load(lots_of_two_funds()))
    work = Work(problem, (), (problem,))

    def met(amount: float) -> list[float]:
        return work.alone[0].fates(beside_each_other([{(0, 0, 0, 0): amount}])).tolist()

    assert met(3 * 33.33 - 1e-6) == pytest.approx([99.99], abs=1e-3)
    assert met(3 * 33.33 - 0.01) == pytest.approx([66.66], abs=1e-3)


@pytest.mark.parametrize(("aim", "said"), [
    ("expected", "no decision has more than 900 points on average"),
    ("worst-case", "no decision has more than 900 points in its worst scenario"),
    ("least-regret", "no decision has a largest regret below 900 points")])
def test_a_gap_is_said_with_what_no_decision_passes(aim: str, said: str) -> None:
    done = optimiser.decide(lots_of_two_funds(), aim=aim, gap=0.01)
    assert done.plan.solution.problem.gap == 0.01
    line = next(line for line in sentences(replace(done.analysis, bound=900.0))
                if "no decision" in line)
    assert said in line
    assert "not claimed to be the only one" in line


def test_a_bound_is_said_where_a_gap_was_left_alone() -> None:
    for gap, is_said in ((None, False), (0.01, True)):
        done = optimiser.decide(lots_of_two_funds(), gap=gap)
        assert (done.analysis.bound is not None) == is_said
        assert ("no decision has more than" in " ".join(sentences(done.analysis))) == is_said
        assert done.analysis.bound is None or (
            done.analysis.bound >= done.analysis.chosen.average - 0.01)


def test_an_objective_that_only_counts_grants_is_no_choice_of_a_future() -> None:
    """Futures compare points: with `fewest grants` they are the linear programs that they were."""
    book = lots_of_two_funds()
    del book["Activities"]
    book["Objectives"] = [{"Order": 1, "Objective": "meet needs"},
                          {"Order": 2, "Objective": "fewest grants"}]
    done = optimiser.decide(book)
    assert not len(done.plan.solution.columns.whole)
    assert done.analysis.best[0] == pytest.approx(433.29 + 377.71 + 311.11)
