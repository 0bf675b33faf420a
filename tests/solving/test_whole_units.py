"""Whole units against every number of them that could be bought, one by one."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import product

import pytest
from seeds import seeds

import optimiser


@dataclass(frozen=True, slots=True)
class Small:
    """Needs of recipients for one activity, met in whole units of `cost`; funds may pay some."""

    needs: tuple[int, ...]
    weights: tuple[int, ...]
    budgets: tuple[int, ...]
    may_pay: tuple[tuple[bool, ...], ...]
    cost: int

    def book(self, rounding: str = "1") -> dict[str, list[dict[str, object]]]:
        return {
            "Needs": [{"Recipient": f"N{n}", "Activity": "vans", "Need": need, "Weight": weight}
                      for n, (need, weight) in enumerate(zip(self.needs, self.weights,
                                                             strict=True))],
            "Budgets": [{"Fund": f"F{f}", "Donor": f"D{f}", "Budget": budget, "For recipients":
                         "; ".join(f"N{n}" for n, may in enumerate(self.may_pay[f]) if may)}
                        for f, budget in enumerate(self.budgets)],
            "Activities": [{"Activity": "vans", "Unit cost": self.cost, "Whole units": "yes"}],
            "Settings": [{"Setting": "Rounding", "Value": rounding}]}

    def amounts(self, need: int) -> list[int]:
        """Return what a need may get: whole units, or all of it."""
        return sorted({*range(0, need + 1, self.cost), need})

    def can_be_paid(self, given: tuple[int, ...]) -> bool:
        """Tell whether the funds that may pay hold enough, for every set of needs (Hall)."""
        for chosen in product((False, True), repeat=len(given)):
            asked = sum(amount for amount, is_in in zip(given, chosen, strict=True) if is_in)
            held = sum(budget for budget, may in zip(self.budgets, self.may_pay, strict=True)
                       if any(here and is_in for here, is_in in zip(may, chosen, strict=True)))
            if asked > held:
                return False
        return True

    def most_points(self) -> int:
        return max(sum(weight * amount for weight, amount in zip(self.weights, given, strict=True))
                   for given in product(*map(self.amounts, self.needs)) if self.can_be_paid(given))


def random_small(seed: int) -> Small:
    chance = random.Random(seed)
    count, funds = chance.randint(1, 4), chance.randint(1, 3)
    return Small(
        tuple(chance.choice((20, 45, 60, 90, 100)) for _ in range(count)),
        tuple(chance.choice((1, 1, 2, 3)) for _ in range(count)),
        tuple(chance.choice((25, 40, 70, 110)) for _ in range(funds)),
        tuple(tuple(chance.random() < 0.7 or n == f % count for n in range(count))
              for f in range(funds)),
        chance.choice((7, 15, 20, 30)))


@pytest.mark.parametrize("seed", seeds(40, 60))
def test_the_plan_meets_as_much_as_the_best_of_all_numbers_of_units(seed: int) -> None:
    small = random_small(seed)
    try:
        given = optimiser.optimise(small.book()).allocation.groupby("Recipient")["Amount"].sum()
    except optimiser.NoPlanError:
        assert small.most_points() == 0
        return
    amounts = [float(given.get(f"N{n}", 0)) for n in range(len(small.needs))]
    assert all(amount in small.amounts(need)
               for amount, need in zip(amounts, small.needs, strict=True))
    assert sum(weight * amount for weight, amount in
               zip(small.weights, amounts, strict=True)) == small.most_points()


@pytest.mark.parametrize(("cost", "rounding", "given"), [
    (15, "10", 90),     # two vans at a time come to whole tens: 30, 60, 90
    (2.5, "1", 100),    # two at 2.50 come to a whole number: 100 of them
    (33, "1", 99), (150, "1", 0)])
def test_units_and_rounding_go_together(cost: float, rounding: str, given: float) -> None:
    book = {"Needs": [{"Recipient": "A", "Activity": "vans", "Need": 500},
                      {"Recipient": "B", "Activity": "aid", "Need": 1, "Weight": 0}],
            "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 100},
                        {"Fund": "G", "Donor": "D", "Budget": 1, "For activities": "aid"}],
            "Activities": [{"Activity": "vans", "Unit cost": cost, "Whole units": "yes"},
                           {"Activity": "aid"}],
            "Pins": [{"Fund": "G", "Recipient": "B", "Activity": "aid", "At least": 1}],
            "Settings": [{"Setting": "Rounding", "Value": rounding}]}
    if rounding == "10":
        del book["Pins"]
    plan = optimiser.optimise(book)
    paid = plan.allocation.set_index("Recipient")["Amount"].to_dict()
    assert paid.get("A", 0) == given


def test_what_keeps_a_need_from_more_is_that_a_whole_unit_does_not_fit() -> None:
    plan = optimiser.optimise({
        "Needs": [{"Recipient": "A", "Activity": "vans", "Need": 90}],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 80}],
        "Activities": [{"Activity": "vans", "Unit cost": 30, "Whole units": "yes"}]})
    assert plan.allocation["Amount"].tolist() == [60]
    [held] = plan.needs["Held back by"]
    assert "Too little is left for one more whole unit of A / vans" in held
