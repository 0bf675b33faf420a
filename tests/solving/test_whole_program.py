"""A search for whole units: how it is laid out, and what is proved without whole numbers."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from rows_by_hand import rows_of
from seeds import seeds

import optimiser
from optimiser.model.program import LinearProgram
from optimiser.solving.engines import highs
from optimiser.solving.finding import rounding, whole_program
from optimiser.solving.finding.hand_out import Target
from optimiser.solving.finding.whole_laid import Laid, Reach, Search
from optimiser.solving.finding.whole_program import Found, is_ruled_out, nearest
from optimiser.solving.finding.whole_rows import WholeRows

Entries = list[list[tuple[int, int]]]


def entries_of(chance: random.Random, columns: int, rows: int, bits: int) -> Entries:
    """Return rows of which some begin alike, and two are alike but for their bounds."""
    found = [[(column, chance.choice((-1, 1)) * (1 + chance.getrandbits(bits)))
              for column in sorted(chance.sample(range(columns), chance.randint(1, columns)))]
             for _ in range(rows)]
    return [*found, found[0], found[0][:1], [*found[0][:-1], (columns - 1, 7)]]


def bounded(chance: random.Random, entries: Entries, columns: int, most: int) -> WholeRows:
    plain = rows_of(entries, columns)
    low = [chance.choice((None, chance.randint(-most, most))) for _ in entries]
    high = [chance.choice((None, (one or 0) + chance.randint(0, most))) for one in low]
    return replace(plain, low=list(low), high=list(high))


def search_of(columns: int, free: list[int], reach: Reach = Reach.NEAR,
              base: list[int] | None = None) -> Search:
    return Search(np.array(base or [3] * columns), np.array(free), reach, np.full(columns, 9.0),
                  np.zeros(columns, dtype=bool), 20.0)


def target_of(chance: random.Random, columns: int) -> Target:
    order = chance.sample(range(columns), columns)
    return Target(np.array([chance.randint(0, 4) for _ in range(columns)]),
                  np.array([round(chance.random(), 3) for _ in range(columns)]), np.array(order),
                  np.array([chance.random() < 0.3 for _ in range(columns)]))


@pytest.mark.parametrize("bits", [3, 30, 61, 90])
def test_rows_stand_in_the_order_of_their_entries_and_bounds(bits: int) -> None:
    chance, columns = random.Random(bits), 6
    rows = bounded(chance, entries_of(chance, columns, 8, bits), columns, 2**bits)
    target, search = target_of(chance, columns), search_of(columns, [0, 2, 3, 5])
    laid = Laid(rows, target, search)
    place = {column: at for at, column in enumerate(laid.free.tolist())}
    sums = rows.sums(laid.start)
    expected = sorted(
        (sorted((place[column], value) for column, value in rows.entries(row) if column in place),
         *((bound is None, 0 if bound is None else bound - sums[row])
           for bound in (rows.low[row], rows.high[row])), row)
        for row in range(len(rows)) if any(column in place for column, _ in rows.entries(row)))
    found = [list(zip(laid.column[first:last].tolist(), laid.value[first:last].tolist(),
                      strict=True))
             for first, last in zip(laid.first[:-1], laid.first[1:], strict=True)]
    assert found == [one[0] for one in expected]
    assert [(low is None, low or 0) for low in laid.low] == [one[1] for one in expected]
    assert [(high is None, high or 0) for high in laid.high] == [one[2] for one in expected]


@pytest.mark.parametrize("bits", [3, 30, 60])
def test_figures_in_64_bits_and_pythons_own_make_one_program(bits: int) -> None:
    chance, columns = random.Random(bits), 5
    rows = bounded(chance, entries_of(chance, columns, 6, bits), columns, 2**bits)
    assert rows.value.dtype != object
    target, search = target_of(chance, columns), search_of(columns, [0, 1, 3, 4])
    one = Laid(rows, target, search).program()
    other = Laid(replace(rows, value=rows.value.astype(object)), target, search).program()
    for name in ("cost", "upper", "row_lower", "row_upper", "start", "index", "value"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist(), name


def cost_of(laid: Laid, moves: tuple[int, ...]) -> float | None:
    """Return the least that moves of the free columns cost; None where one goes too far."""
    program, count, total = laid.program(), len(laid.free), 0.0
    up, more, down = (program.upper[at * count:(at + 1) * count] for at in range(3))
    for at, move in enumerate(moves):
        ways = [one * program.cost[at] + two + three for one, two, three in product(
            range(2), range(3), range(3))
            if one - three + two == move and one <= up[at] and two <= more[at]
            and three <= down[at]]
        if not ways:
            return None
        total += min(ways)
    return total


@pytest.mark.parametrize("seed", seeds(60, 20))
def test_what_is_found_is_the_nearest_of_all_and_none_is_none(seed: int) -> None:
    chance, columns = random.Random(seed), 4
    rows = bounded(chance, entries_of(chance, columns, 2, 2), columns, 12)
    target = target_of(chance, columns)
    search = search_of(columns, [0, 1, 2], chance.choice((Reach.NEXT, Reach.NEAR)))
    laid = Laid(rows, target, search)
    best = float("inf")
    for moves in product((-1, 0, 1), repeat=3):
        cost = cost_of(laid, moves)
        units = laid.start.copy()
        units[laid.free] += np.array(moves)
        if cost is not None and not rows.broken(rows.sums(units)):
            best = min(best, cost)
    found, units = nearest(rows, target, search)
    assert (found is Found.PLAN) == (best < float("inf"))
    if found is Found.PLAN:
        assert not rows.broken(rows.sums(units))
        assert cost_of(laid, tuple((units - laid.start)[laid.free].tolist())) == pytest.approx(best)
        assert not is_ruled_out(rows, target, search)


def least(cost: list[float], low: float, high: float, upper: float = 1.0) -> LinearProgram:
    """Return: as little as may be of two columns that add up to a figure within bounds."""
    return LinearProgram(np.array(cost), np.zeros(2), np.array([5.0, upper]), np.array([low]),
                         np.array([high]), np.array([0, 2]), np.array([0, 1]), np.ones(2))


@pytest.mark.parametrize(("program", "is_alone"), [
    (least([1, 2], 1, np.inf), True), (least([1, 1], 1, np.inf), False),
    (least([1, 1], 1, 1), False), (least([1, 1], 1, np.inf, upper=0.0), True),
    (least([0, 1], 0, np.inf), False), (least([1, 2], 0, np.inf), True)],
    ids=["a price", "a tie", "a tie in an equation", "the other cannot move", "costs nothing",
         "nothing is best"])
def test_a_vertex_is_the_only_best_where_every_move_from_it_costs(
        program: LinearProgram, is_alone: bool) -> None:
    assert whole_program._is_the_only_one(program, highs.solve(program)) == is_alone


def wanted(parts: list[float]) -> Target:
    """Return a target of so much of a unit in each column, ranked as they stand."""
    count = len(parts)
    return Target(np.zeros(count, np.int64), np.array(parts), np.arange(count),
                  np.zeros(count, dtype=bool))


@pytest.mark.parametrize(("entries", "low", "high", "parts", "best", "is_searched"), [
    ([[(0, 1), (1, 1)]], [1], [1], [0.9, 0.2], [1, 0], False),
    ([[(0, 1), (3, -1)], [(1, 1), (2, -1)], [(0, 1), (1, 1)]], [0, 0, 1], [0, 0, 1],
     [0.5, 0.5, 0.5, 0.5], None, True),
    # Two of 2 and a third of 3 are 5 in all, and without the third less than 2 and 3.
    ([[(0, 3), (1, 2), (2, 2)]], [None], [5], [0.99, 0.93, 0.93], [1, 1, 0], True),
    # A millionth of a millionth is nothing to a solver, and one too much all the same.
    ([[(0, 10**12), (1, 1)]], [None], [10**12], [0.9, 0.8], None, True),
    ([[(0, 2), (1, 2)]], [5], [5], [0.5, 0.5], [0, 0], False)],
    ids=["one best plan", "a tie", "a part of a unit", "a slip", "none"])
def test_what_the_linear_program_does_not_prove_is_searched_for(
        entries: Entries, low: list[int | None], high: list[int | None], parts: list[float],
        best: list[int] | None, is_searched: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    count, searched = len(parts), []
    find = whole_program._searched
    monkeypatch.setattr(whole_program, "_searched",
                        lambda *asked: searched.append(asked) or find(*asked))
    rows = replace(rows_of(entries, count), low=low, high=high)
    found, units = nearest(rows, wanted(parts), search_of(
        count, list(range(count)), Reach.NEXT, [0] * count))
    assert bool(searched) == is_searched
    assert not rows.broken(rows.sums(units)) or found is Found.NONE
    assert best is None or units.tolist() == best


def in_shares(recipients: int) -> dict[str, Any]:
    """Return a book of shares that no whole units near the plan keep."""
    names = [f"R{at}" for at in range(recipients)]
    share = [round(1 / recipients, 4)] * (recipients - 1)
    return {
        "Needs": [{"Recipient": name, "Activity": "u", "Need": 1000} for name in names],
        "Budgets": [{"Fund": "F", "Donor": "EU", "Budget": 711}],
        "Rules": [{"Rule": name, "Measure": "share of total", "Relation": "exactly",
                   "Recipients": name, "Value": value}
                  for name, value in zip(names, [*share, 1 - sum(share)], strict=True)]}


def test_what_the_widest_search_has_no_plan_for_is_not_searched_for_among_fewer(
        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounding, "_STEPS", ((2, Reach.NEXT), (2, Reach.NEAR), (3, Reach.NEAR)))
    searched: list[Reach] = []

    def counted(*asked: Any) -> tuple[Found, np.ndarray]:
        searched.append(asked[2].reach)
        return nearest(*asked)

    monkeypatch.setattr(rounding, "nearest", counted)
    plan = optimiser.optimise(in_shares(6)).solution
    few = len(searched)
    monkeypatch.setattr(rounding, "is_ruled_out", lambda *_: False)
    searched.clear()
    other = optimiser.optimise(in_shares(6)).solution
    assert plan.amounts.tolist() == other.amounts.tolist()
    assert few < len(searched)
