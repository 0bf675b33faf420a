"""The frontier: hand-solved ends, points that no feasible plan beats, a point made a plan."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pytest
from libreoffice import LibreOffice, error_cells
from reference.random_books import random_book

import optimiser
from optimiser.model.objectives import coverage_rows
from optimiser.model.program import build_program
from optimiser.problem.build import build_problem
from optimiser.scenarios.frontier_report import sentences, write_frontier
from optimiser.screen.futures import frontier_text
from optimiser.solving.engines import highs
from optimiser.solving.engines.outcome import SolveStatus

if TYPE_CHECKING:
    from running import Command

EXAMPLE = Path(__file__).resolve().parents[2] / "inputs" / "western_balkans_2016.xlsx"
Book = dict[str, list[dict[str, Any]]]


def book() -> Book:
    """A weighs 3 and B 1; both need 100, there are 100."""
    return {"Needs": [{"Recipient": r, "Activity": "x", "Need": 100, "Weight": w}
                      for r, w in (("A", 3), ("B", 1))],
            "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 100}]}


def test_each_point_costs_two_for_one_from_a_to_b() -> None:
    # With at least l for B: 3 (100 - l) + l = 300 - 2 l, up to half and half: 200.
    found = optimiser.frontier(book(), points=5)
    assert [p.lowest for p in found.points] == pytest.approx([0, 0.125, 0.25, 0.375, 0.5])
    assert [p.met for p in found.points] == pytest.approx([300, 275, 250, 225, 200])
    assert found.knee == 0


def test_the_knee_is_where_the_price_of_a_point_changes() -> None:
    # B's first 20 come from a fund that only B may have: nothing is lost up to 20%. Then C of
    # weight 2 pays, and then A of weight 3.
    needs = [{"Recipient": r, "Activity": "x", "Need": 100, "Weight": w}
             for r, w in (("A", 9), ("B", 1), ("C", 2))]
    found = optimiser.frontier({"Needs": needs, "Budgets": [
        {"Fund": "F", "Donor": "D", "Budget": 150}]}, points=11)
    assert found.points[0].lowest == pytest.approx(0)
    assert found.points[-1].lowest == pytest.approx(0.5)
    assert 0 < found.knee < 10


def test_a_lowest_coverage_that_cannot_be_raised_is_one_sentence(tmp_path: Path) -> None:
    """B can use 40 of 100 and gets them: A's 60 of 100 are no concern of it."""
    flat = book() | {"Capacity": [{"Recipient": "B", "Capacity": 40}]}
    flat["Needs"] = [row | {"Weight": 2} for row in flat["Needs"][:1]] + [
        row | {"Weight": 3} for row in flat["Needs"][1:]]
    found = optimiser.frontier(flat, points=11)
    assert [(p.lowest, p.met) for p in found.points] == 11 * [
        (pytest.approx(0.4), pytest.approx(240))]
    assert found.stopped_by == ("Capacity B",)
    assert frontier_text(found) == (
        "The lowest coverage cannot be raised above 40%, which the plan of most points "
        "(240 points) already\n  reaches: Capacity B stops it.")
    many = replace(found, stopped_by=("Budget A", "Burden sharing, most B", "R1", "R2", "R3"))
    assert sentences(many)[0].endswith(
        " already reaches. Together they stop it: Budget A; Burden sharing, most B; R1; 2 more "
        "limits.")
    write_frontier(found, tmp_path / "f.xlsx")
    page = openpyxl.load_workbook(tmp_path / "f.xlsx")["Frontier"]
    assert page.cell(2, 5).value == sentences(found)[0]
    assert not page.cell(3, 5).value


def test_the_budget_stops_a_lowest_coverage_that_costs_something() -> None:
    found = optimiser.frontier(book(), points=3)
    assert not found.is_flat
    assert found.stopped_by == ("Budget F",)
    assert "cannot be raised" not in frontier_text(found)


def test_a_point_can_be_made_a_plan() -> None:
    plan = optimiser.optimise(book(), lowest_coverage=0.3)
    sums = plan.allocation.groupby("Recipient")["Amount"].sum()
    assert sums.to_dict() == {"A": 70.0, "B": 30.0}
    with pytest.raises(optimiser.NoPlanError):
        optimiser.optimise(book(), lowest_coverage=0.6)


@pytest.mark.parametrize("points", [1, 0, -3])
def test_fewer_than_two_points_are_a_wrong_use(points: int) -> None:
    with pytest.raises(optimiser.UsageError):
        optimiser.frontier(book(), points=points)


@pytest.mark.parametrize("seed", [4, 10, 11, 12, 22])
def test_no_random_plan_dominates_a_point(seed: int) -> None:
    """A hundred feasible vertices each: none has as high a lowest coverage and meets more.

    The seeds are those of books with a real trade-off, where most vertices can be compared.
    """
    source = {**random_book(seed)}
    source["Rules"] = [r for r in source.get("Rules", []) if r.get("Strength") != "should"]
    source["Burden sharing"] = [r for r in source.get("Burden sharing", [])
                                if r.get("Strength") != "should"]
    problem = build_problem(optimiser.load(source))
    program = build_program(problem)
    if program.breach.paid_in:
        pytest.skip("wishes are left in this book")
    found = optimiser.frontier(source, points=9)
    rng = random.Random(seed)
    worth = np.zeros(program.linear.columns)
    met = program.columns.met
    worth[met.first:met.first + len(met)] = problem.needs.weight
    rows = coverage_rows(program)[1]
    assert found.points[-1].lowest > found.points[0].lowest + 0.01
    compared = 0
    for _ in range(100):
        cost = np.array([-abs(rng.gauss(0, 1)) if w else 0.0 for w in worth])
        outcome = highs.solve(program.linear.with_cost(cost))
        assert outcome.status is SolveStatus.OPTIMAL
        value = float(worth @ outcome.x) * program.scale
        lowest = min(float(factor @ outcome.x[index]) for index, factor in rows)
        for point in found.points:
            if lowest >= point.lowest:
                compared += 1
                assert value <= point.met * (1 + 1e-6)
    assert compared >= 5


def test_the_command_shows_the_trade_off_and_writes_a_chart(
        allocate: Command, folder: Path, libreoffice: LibreOffice) -> None:
    run = allocate("frontier", EXAMPLE, "--points", "5", "-o", folder / "f.xlsx")
    assert run.exit_code == 0
    assert run.stdout.count("%  ") >= 5
    page = openpyxl.load_workbook(folder / "f.xlsx", data_only=True)["Frontier"]
    assert page.max_row == 6
    met = [page.cell(row, 2).value for row in range(2, 7)]
    assert met == sorted(met, reverse=True)
    [fresh] = libreoffice.recalculate([folder / "f.xlsx"])
    assert error_cells(fresh) == []


def test_a_floor_that_nobody_can_keep_is_explained(allocate: Command, folder: Path) -> None:
    run = allocate("frontier", EXAMPLE, "--at", "0.75", "-o", folder / "f.xlsx")
    assert run.exit_code == 4
    assert "Montenegro" in run.stderr
    assert not (folder / "f.xlsx").exists()
