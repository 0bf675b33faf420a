"""Scenarios against statements of their own: an extensive form in PuLP, and brute force."""

from __future__ import annotations

import random
import re
import shutil
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from shlex import split
from typing import Any

import pulp
import pytest
from click.testing import CliRunner
from seeds import seeds

import optimiser
from optimiser.cli import commands
from optimiser.scenarios.report import sentences

ROOT = Path(__file__).parents[2]

Book = dict[str, list[dict[str, Any]]]
PERIODS = ("2016-Q1", "2016-Q2")
Cell = tuple[str, str, str]


@dataclass(frozen=True)
class Case:
    """A small problem with futures; needs and budgets by future, base first, capacities alike."""

    weights: dict[str, int]
    needs: list[dict[tuple[str, str], float]]
    budgets: list[dict[str, float]]
    capacities: dict[str, float]
    chances: list[float]

    @property
    def cells(self) -> list[Cell]:
        return [(f, r, t) for f in self.budgets[0] for r, t in self.needs[0]]


def random_case(seed: int) -> tuple[Case, Book]:
    """Return a case and its book: two or three of everything, changed at random in futures."""
    chance = random.Random(seed)
    recipients, funds = ("A", "B", "C")[:chance.choice((2, 3))], ("F", "G")
    weights = {r: chance.randint(1, 4) for r in recipients}
    needs = {(r, t): 10.0 * chance.randint(2, 12) for r in recipients for t in PERIODS}
    budgets = {f: 10.0 * chance.randint(4, 14) for f in funds}
    capacities = {r: 10.0 * chance.randint(6, 20) for r in recipients}
    book: Book = {
        "Needs": [{"Recipient": r, "Activity": "x", "Period": t, "Need": n, "Weight": weights[r]}
                  for (r, t), n in needs.items()],
        "Budgets": [{"Fund": f, "Donor": f"D{f}", "Budget": b} for f, b in budgets.items()],
        "Capacity": [{"Recipient": r, "Capacity": c} for r, c in capacities.items()],
        "Settings": [{"Setting": "Decide now until", "Value": "2016-Q1"},
                     {"Setting": "Rounding", "Value": 0.01}],
        "Scenarios": []}
    chances = [0.5, 0.3, 0.2]
    all_needs, all_budgets = [needs], [budgets]
    for number, probability in enumerate(chances):
        who, fund = chance.choice(recipients), chance.choice(funds)
        of_need, of_budget = chance.choice((0.0, 0.5, 1.5, 2.0)), chance.choice((0.5, 0.8, 1.0))
        book["Scenarios"] += [
            {"Scenario": f"s{number}", "Probability": probability, "Table": "Needs",
             "Recipient": who, "Change": "multiply by", "Value": of_need},
            {"Scenario": f"s{number}", "Table": "Budgets", "Fund": fund,
             "Change": "multiply by", "Value": of_budget}]
        all_needs.append({(r, t): n * (of_need if r == who else 1)
                          for (r, t), n in needs.items()})
        all_budgets.append({f: b * (of_budget if f == fund else 1) for f, b in budgets.items()})
    return Case(weights, all_needs, all_budgets, capacities, chances), book


def value(case: Case, future: int, x: dict[Cell, Any]) -> Any:
    """Return the weighted need that amounts meet; they never pass a need."""
    return pulp.lpSum(case.weights[r] * x[f, r, t] for f, r, t in case.cells)


def add_future(model: pulp.LpProblem, case: Case, future: int) -> dict[Cell, Any]:
    """State one future: budgets over both periods, capacities, needs."""
    x = {cell: pulp.LpVariable(f"x{future}_{'_'.join(cell).replace('-', '')}", 0)
         for cell in case.cells}
    for f, budget in case.budgets[future].items():
        model += pulp.lpSum(x[c] for c in case.cells if c[0] == f) <= budget
    for r, capacity in case.capacities.items():
        model += pulp.lpSum(x[c] for c in case.cells if c[1] == r) <= capacity
    for (r, t), need in case.needs[future].items():
        model += pulp.lpSum(x[f, r, t] for f in case.budgets[0]) <= need
    return x


def solved(model: pulp.LpProblem) -> float:
    assert model.solve(pulp.PULP_CBC_CMD(msg=False)) == pulp.LpStatusOptimal
    return float(pulp.value(model.objective))


def stated(case: Case, aim: str) -> float:
    """Return the best average, or the least largest regret, by the extensive form."""
    futures = range(1, len(case.chances) + 1)
    best = []
    for future in futures:
        alone = pulp.LpProblem("alone", pulp.LpMaximize)
        x = add_future(alone, case, future)
        alone += value(case, future, x)
        best.append(solved(alone))
    model = pulp.LpProblem("extensive", pulp.LpMaximize)
    base = add_future(model, case, 0)
    values = []
    for future in futures:
        x = add_future(model, case, future)
        for cell in case.cells:
            if cell[2] == PERIODS[0]:
                model += x[cell] <= base[cell]
        values.append(value(case, future, x))
    if aim == "expected":
        model += pulp.lpSum(p * v for p, v in zip(case.chances, values, strict=True))
        return solved(model)
    if aim == "worst-case":
        least = pulp.LpVariable("least", 0)
        for one in values:
            model += least <= one
        model += 1.0 * least
        return solved(model)
    regret = pulp.LpVariable("regret", 0)
    for one, most in zip(values, best, strict=True):
        model += regret >= most - one
    model += -regret
    return -solved(model)


@pytest.mark.parametrize("seed", seeds(10, 50))
def test_the_extensive_form_stated_in_pulp_agrees(seed: int) -> None:
    """Now-or-later with three futures: the same best average, least regret and worst case."""
    case, book = random_case(seed)
    analysis = optimiser.decide(optimiser.load(book), aim="worst-case").analysis
    plans = {one.name: one for one in analysis.candidates}
    assert analysis.chosen.least == pytest.approx(stated(case, "worst-case"), abs=0.05)
    assert plans["Best on average"].average == pytest.approx(stated(case, "expected"), abs=0.05)
    assert plans["Least regret"].worst == pytest.approx(stated(case, "least-regret"), abs=0.05)


def small_book(seed: int) -> tuple[Book, dict[str, Any]]:
    """Return one fund, two recipients and three futures of their needs, nothing decided later."""
    chance = random.Random(1000 + seed)
    needs = {r: chance.randint(4, 16) for r in "AB"}
    weights = {r: chance.randint(1, 3) for r in "AB"}
    capacity, budget = chance.randint(6, 16), chance.randint(8, 20)
    futures = [{r: n * chance.choice((0, 1, 2)) for r, n in needs.items()} for _ in range(3)]
    chances = [0.5, 0.25, 0.25]
    book: Book = {
        "Needs": [{"Recipient": r, "Activity": "x", "Need": n, "Weight": weights[r]}
                  for r, n in needs.items()],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": budget}],
        "Capacity": [{"Recipient": "A", "Capacity": capacity}],
        "Scenarios": [{"Scenario": f"s{n}", "Probability": p, "Table": "Needs", "Recipient": r,
                       "Change": "set to", "Value": future[r]}
                      for n, (p, future) in enumerate(zip(chances, futures, strict=True))
                      for r in "AB"]}
    return book, {"needs": needs, "weights": weights, "capacity": capacity, "budget": budget,
                  "futures": futures, "chances": chances}


def brute_force(of: dict[str, Any], aim: str) -> float:
    """Try every plan in whole units; all figures are whole, so that the best one is among them."""
    def best(future: dict[str, int]) -> float:
        return max(of["weights"]["A"] * a + of["weights"]["B"] * min(
            of["budget"] - a, future["B"]) for a in range(
            min(future["A"], of["capacity"], of["budget"]) + 1))

    found = []
    for a, b in product(range(min(of["needs"]["A"], of["capacity"]) + 1),
                        range(of["needs"]["B"] + 1)):
        if a + b > of["budget"]:
            continue
        values = [of["weights"]["A"] * min(a, future["A"])
                  + of["weights"]["B"] * min(b, future["B"]) for future in of["futures"]]
        if aim == "expected":
            found.append(sum(p * v for p, v in zip(of["chances"], values, strict=True)))
        else:
            found.append(-max(best(f) - v for f, v in zip(of["futures"], values, strict=True)))
    return max(found)


@pytest.mark.parametrize("seed", seeds(6, 20))
def test_brute_force_over_whole_units_finds_nothing_better(seed: int) -> None:
    """The best average is reached exactly; a regret may be split finer than whole units."""
    book, of = small_book(seed)
    analysis = optimiser.decide(optimiser.load(book)).analysis
    plans = {one.name: one for one in analysis.candidates}
    assert plans["Best on average"].average == pytest.approx(brute_force(of, "expected"), abs=1e-6)
    least, grid = plans["Least regret"].worst, -brute_force(of, "least-regret")
    assert least <= grid + 1e-6
    assert least >= grid - max(of["weights"].values())


def reserve_book() -> Book:
    """A needs 100 at weight 1; in one future of two B comes to need 100 at weight 3."""
    return {
        "Needs": [{"Recipient": "A", "Activity": "x", "Need": 100, "Weight": 1},
                  {"Recipient": "B", "Activity": "x", "Need": 0, "Weight": 3}],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 100}],
        "Scenarios": [{"Scenario": "calm", "Probability": 0.5, "Table": "Needs", "Recipient": "A",
                       "Change": "multiply by", "Value": 1},
                      {"Scenario": "new route", "Probability": 0.5, "Table": "Needs",
                       "Recipient": "B", "Change": "set to", "Value": 100}]}


def test_a_reserve_costs_what_it_keeps_and_buys_what_it_can_meet() -> None:
    """Hand-solved: 40 kept back cost 40 now; calm they go to A after all, else to B at 3."""
    done = optimiser.decide(optimiser.load(reserve_book()), reserve=0.4)
    found = done.analysis.reserve
    assert found is not None
    assert found.kept == pytest.approx(40)
    assert found.cost == pytest.approx(40)
    # Without it 100 in both; with it 100 where calm, 60 + 3 x 40 = 180 on the new route.
    assert found.average == pytest.approx((100, 140))
    # The new route's own best is 300: a regret of 200 without, of 120 with it.
    assert found.worst == pytest.approx((200, 120))
    assert done.plan.allocation["Amount"].sum() == pytest.approx(60)


def test_every_sentence_stands_in_the_sheet_where_plans_are_fewer_than_sentences() -> None:
    book = reserve_book()
    book["Scenarios"] = [book["Scenarios"][1] | {"Probability": 1}]
    done = optimiser.decide(optimiser.load(book), reserve=0.4)
    said = sentences(done.analysis)
    words = done.plan.table("Scenarios")["In words"].tolist()
    assert len(said) > len(words)
    assert " ".join(filter(None, words)) == " ".join(said)


def test_a_reserve_that_floors_leave_no_room_for_is_refused() -> None:
    book = {**reserve_book(), "Pins": [{"Fund": "F", "Recipient": "A", "Activity": "x",
                                        "At least": 80}]}
    with pytest.raises(optimiser.NoPlanError, match="keeps back 40% of every fund"):
        optimiser.decide(optimiser.load(book), reserve=0.4)


def test_no_reserve_is_said_to_be_none() -> None:
    assert optimiser.decide(optimiser.load(reserve_book())).analysis.reserve is None


def test_the_screen_on_the_page_is_what_the_command_says(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To change it: run the command, read what it says, and paste it."""
    page = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")
    [(line, shown)] = re.findall(r"```\n\$ allocate (.+)\n([^`]+)```", page)
    shutil.copytree(ROOT / "inputs", tmp_path / "inputs")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(commands, split(line), prog_name="allocate")
    assert result.exit_code == 0
    assert result.stdout.rstrip() == shown.rstrip()
