"""Scenarios: hand-solved futures, regrets that no other plan beats, figures applied as written."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from libreoffice import LibreOffice, error_cells, formulas, stored_values
from reference.random_books import random_book
from seeds import seeds

import optimiser
from optimiser.scenarios.analysis import agreed_amount
from optimiser.scenarios.apply import in_scenario, scenarios_of

if TYPE_CHECKING:
    from running import Command

EXAMPLE = Path(__file__).resolve().parents[2] / "inputs" / "western_balkans_2016.xlsx"
Book = dict[str, list[dict[str, Any]]]


def row(scenario: str, table: str, change: str, value: object, **more: object) -> dict[str, Any]:
    return {"Scenario": scenario, "Table": table, "Change": change, "Value": value, **more}


def either_or(first: float | None = 0.6) -> Book:
    """A and B need 100 each, there are 100; in one future A needs nothing, in the other B."""
    chances = (first, None if first is None else 1 - first)
    return {
        "Needs": [{"Recipient": r, "Activity": "x", "Need": 100} for r in ("A", "B")],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 100}],
        "Scenarios": [row(name, "Needs", "set to", 0, Recipient=r, Probability=p)
                      for name, r, p in zip(("no A", "no B"), ("A", "B"), chances, strict=True)]}


def amounts(plan: optimiser.Plan) -> dict[str, float]:
    sums = plan.allocation.groupby("Recipient")["Amount"].sum()
    return {str(name): float(amount) for name, amount in sums.items() if amount}


def test_best_on_average_bets_on_the_likelier_future() -> None:
    # What B gets counts with 0.6, what A gets with 0.4: all 100 to B; 60 on average, and a
    # regret of 100 where B needs nothing. Knowing would give 100 in both: worth 40.
    done = optimiser.decide(either_or())
    assert amounts(done.plan) == {"B": 100.0}
    assert done.analysis.chosen.average == pytest.approx(60)
    assert done.analysis.chosen.worst == pytest.approx(100)
    assert done.analysis.best.tolist() == pytest.approx([100, 100])
    assert done.analysis.knowing == pytest.approx(40)
    assert done.analysis.agreed == 0


def test_the_worst_case_is_as_good_as_it_can_be() -> None:
    # x to A, which counts 1 and is needed in one future; 100 - x to B, which counts 3, in the
    # other: the lesser of x and 3 (100 - x) is most at x = 75. The regrets, 3 x where B alone is
    # needed and 100 - x, are least at x = 25.
    book = either_or()
    for need, weight in zip(book["Needs"], (1, 3), strict=True):
        need["Weight"] = weight
    done = optimiser.decide(book, aim="worst-case")
    assert amounts(done.plan) == {"A": 75.0, "B": 25.0}
    assert done.analysis.chosen.name == "Best in the worst case"
    assert done.analysis.chosen.values.tolist() == pytest.approx([75, 75])
    assert done.analysis.chosen.least == pytest.approx(75)
    plans = {one.name: one for one in done.analysis.candidates}
    assert plans["Least regret"].regrets.tolist() == pytest.approx([75, 75])
    assert plans["Best on average"].least == pytest.approx(0)
    assert all(one.least <= 75 + 1e-6 for one in plans.values())


def test_least_regret_splits_between_the_futures() -> None:
    # With x to A the regrets are x and 100 - x: 50 each.
    done = optimiser.decide(either_or(), aim="least-regret")
    assert amounts(done.plan) == {"A": 50.0, "B": 50.0}
    assert done.analysis.chosen.regrets.tolist() == pytest.approx([50, 50])


def test_what_is_decided_later_needs_no_bet_now() -> None:
    # Half of each need falls in Q2, and only Q1 is decided now: 50 and 50, or less, and in
    # each future the 50 of Q2 go where they are needed. Nothing is regretted.
    book = either_or()
    book["Needs"] = [{"Recipient": r, "Activity": "x", "Period": p, "Need": 50}
                     for r, p in product("AB", ("2016-Q1", "2016-Q2"))]
    book["Settings"] = [{"Setting": "Decide now until", "Value": "2016-Q1"}]
    done = optimiser.decide(book, aim="least-regret")
    assert done.analysis.periods == ("2016-Q1",)
    assert done.analysis.chosen.worst == pytest.approx(0, abs=1e-6)


def test_scenarios_without_probabilities_are_equally_likely() -> None:
    inputs = optimiser.load(either_or(None))
    assert [s.probability for s in scenarios_of(inputs)] == [0.5, 0.5]


@pytest.mark.parametrize(("change", "value", "expected"), [
    ("multiply by", 1.5, [150, 100]), ("multiply by", "50%", [50, 100]), ("add", 20, [120, 100]),
    ("add", -500, [0, 100]), ("set to", 7, [7, 100])])
def test_a_change_is_applied_to_the_rows_it_selects(change: str, value: object,
                                                    expected: list[float]) -> None:
    book = either_or() | {"Scenarios": [row("s", "Needs", change, value, Recipient="A")]}
    inputs = optimiser.load(book)
    assert in_scenario(inputs, " S ").table("Needs").number("Need").tolist() == expected
    assert inputs.table("Needs").number("Need").tolist() == [100, 100]


def test_a_scenario_that_is_not_there_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(optimiser.UsageError, match=r"Did you mean no A\?"):
        optimiser.optimise(either_or(), scenario="no AA")


def futures(seed: int) -> Book:
    """Return a random book with three futures of its needs and budgets, without soft rules."""
    book = random_book(seed)
    recipients = [r["Recipient"] for r in book["Needs"]]
    book["Scenarios"] = [
        row("more", "Needs", "multiply by", 1.6, Recipient=recipients[0], Probability=0.5),
        row("less", "Needs", "multiply by", 0.5, Probability=0.3),
        row("poor", "Budgets", "multiply by", 0.95, Probability=0.2)]
    book.pop("Commitments", None)
    return book


@pytest.mark.parametrize("seed", seeds(6, 14))
def test_no_other_plan_beats_the_two_that_are_decided(seed: int) -> None:
    try:
        done = optimiser.decide(futures(seed))
    except (optimiser.NoPlanError, optimiser.InputError):
        pytest.skip("without its commitments this book has no plan")
    plans = {one.name: one for one in done.analysis.candidates}
    close = 1e-6 * max(1.0, float(done.analysis.best.max()))
    best, least = plans["Best on average"], plans["Least regret"]
    assert all(best.average >= one.average - close for one in plans.values()
               if one.name != "Base plan")
    assert all(least.worst <= one.worst + close for one in plans.values()
               if one.name != "Base plan")
    # The base plan is rounded to whole units.
    base = plans["Base plan"]
    assert best.average >= base.average - close - 60
    assert done.analysis.knowing >= -close
    assert (done.analysis.best >= best.values - close).all()


@pytest.mark.parametrize("seed", seeds(2, 14))
def test_the_plans_compared_are_the_same_whichever_is_decided_on(seed: int) -> None:
    """Ties of each aim are settled alike, so that no figure moves with the option given."""
    found = []
    for aim in ("expected", "least-regret"):
        try:
            done = optimiser.decide(futures(seed), aim=aim)
        except (optimiser.NoPlanError, optimiser.InputError):
            pytest.skip("without its commitments this book has no plan")
        found.append({one.name: one.amounts for one in done.analysis.candidates})
    assert found[0].keys() == found[1].keys()
    for name, amounts_of in found[0].items():
        assert found[1][name] == pytest.approx(amounts_of, rel=1e-6, abs=1e-2), name


def grid_best(book: Book, aim: str) -> float:
    """Try every split of 100 between A and B in steps of 5, by hand of the definition."""
    chance = [r["Probability"] for r in book["Scenarios"]]
    found = []
    for a in range(0, 101, 5):
        values = [100 - a, a]  # In the first future A needs nothing, in the second B.
        found.append(sum(c * v for c, v in zip(chance, values, strict=True)) if aim == "expected"
                     else -max(100 - v for v in values))
    return max(found)


@pytest.mark.parametrize(("first", "aim"), [*product((0.2, 0.35, 0.5, 0.8),
                                                     ("expected", "least-regret"))])
def test_a_grid_over_all_splits_finds_nothing_better(first: float, aim: str) -> None:
    book = either_or(first)
    chosen = optimiser.decide(book, aim=aim).analysis.chosen
    reached = chosen.average if aim == "expected" else -chosen.worst
    assert reached == pytest.approx(grid_best(book, aim), abs=1e-6)


def test_the_example_has_four_futures_that_each_solve() -> None:
    inputs = optimiser.load(EXAMPLE)
    listed = scenarios_of(inputs)
    assert len(listed) == 4
    assert sum(s.probability for s in listed) == pytest.approx(1)
    for one in listed:
        plan = optimiser.optimise(inputs, scenario=one.name)
        assert plan.options["scenario"] == one.name
        assert plan.proof is not None


def test_the_command_writes_the_decision_with_a_live_table_of_regrets(
        allocate: Command, folder: Path, libreoffice: LibreOffice) -> None:
    run = allocate("scenarios", EXAMPLE, "--for", "least-regret", "-o", folder / "plan.xlsx")
    assert run.exit_code == 0
    assert all(len(line) <= 100 for line in run.stdout.splitlines()
               if not line.startswith("Written"))
    book = openpyxl.load_workbook(folder / "plan.xlsx", data_only=True)
    page = book["Scenarios"]
    assert [cell.value for cell in page["A"]][1:3] == ["Probability", "Best of the scenario alone"]
    assert optimiser.verify(folder / "plan.xlsx").holds
    [fresh] = libreoffice.recalculate([folder / "plan.xlsx"])
    assert error_cells(fresh) == []
    stored, again = stored_values(folder / "plan.xlsx"), stored_values(fresh)
    for place in formulas(folder / "plan.xlsx"):
        if place[0] == "Scenarios":
            assert again[place] == pytest.approx(stored[place], rel=1e-9, abs=1e-6)


def test_inputs_without_scenarios_say_so(allocate: Command, folder: Path) -> None:
    run = allocate("scenarios", Path(EXAMPLE).with_name("minimal.xlsx"), "-o", folder / "x.xlsx")
    assert run.exit_code == 2
    assert "no scenarios" in run.printed


def test_what_plans_agree_on_is_the_least_that_any_of_them_gives() -> None:
    """60 and 40 to A have 40 in common, 10 and 30 to B 10; C gets something in one plan only."""
    a, b, c = ((0, recipient, 0, 0) for recipient in range(3))
    assert agreed_amount([{a: 60.0, b: 10.0, c: 5.0}, {a: 40.0, b: 30.0}]) == 50.0
    assert agreed_amount([]) == 0.0
