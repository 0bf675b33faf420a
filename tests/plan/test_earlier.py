"""A plan that stays near to an earlier one: what moves, and what is said where it cannot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from reference.random_books import random_book

import optimiser
from optimiser.cli import commands
from optimiser.review.again import read_replayable

Book = dict[str, list[dict[str, Any]]]
EXAMPLE = Path(__file__).resolve().parents[2] / "inputs" / "western_balkans_2016.xlsx"


def amounts(plan: optimiser.Plan) -> dict[tuple[str, ...], float]:
    rows = plan.allocation
    keys = zip(rows["Fund"], rows["Recipient"], rows["Activity"], rows["Period"], strict=True)
    return dict(zip(keys, rows["Amount"], strict=True))


def moved(one: optimiser.Plan, other: optimiser.Plan) -> float:
    a, b = amounts(one), amounts(other)
    return sum(abs(a.get(key, 0) - b.get(key, 0)) for key in {*a, *b})


def book(**tables: list[dict[str, Any]]) -> Book:
    return {"Needs": [{"Recipient": r, "Activity": "x", "Need": 60} for r in ("A", "B")],
            "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 60}]} | tables


def written(plan: optimiser.Plan, folder: Path) -> Path:
    path = folder / "earlier.xlsx"
    optimiser.write(plan, path)
    return path


@pytest.mark.parametrize("seed", range(6))
def test_the_new_plan_is_as_good_and_moves_no_more_money(seed: int, tmp_path: Path) -> None:
    old = random_book(seed)
    earlier = optimiser.optimise(old)
    new: Book = {name: [dict(row) for row in rows] for name, rows in old.items()}
    for row in new["Needs"][::3]:
        row["Need"] = round(float(row["Need"]) * 1.2)
    try:
        free = optimiser.optimise(new)
    except optimiser.NoPlanError:
        pytest.skip("the needs as raised leave no plan")
    near = optimiser.optimise(new, earlier=written(earlier, tmp_path))
    for one, other in zip(free.stages, near.stages, strict=False):
        assert other.value == pytest.approx(one.value, rel=1e-6, abs=1e-6)
    assert near.stages[-1].objective == "least change"
    assert moved(near, earlier) <= moved(free, earlier) + 2 * len(amounts(near))
    assert near.stages[-1].value == pytest.approx(moved(near, earlier),
                                                  abs=2.0 * len({*amounts(near),
                                                                 *amounts(earlier)}))


def test_the_same_inputs_give_the_same_plan_again(tmp_path: Path) -> None:
    plan = optimiser.optimise(book())
    again = optimiser.optimise(book(), earlier=written(plan, tmp_path))
    assert amounts(again) == amounts(plan)
    assert again.options["earlier"].startswith("earlier.xlsx, SHA-256 ")


def test_the_objective_without_an_earlier_plan_is_refused_with_the_remedy() -> None:
    listed = book(Objectives=[{"Order": 1, "Objective": "least change"}])
    with pytest.raises(optimiser.UsageError, match=r"needs an earlier plan.*--earlier"):
        optimiser.optimise(listed)


def test_an_earlier_plan_in_another_currency_is_refused(tmp_path: Path) -> None:
    path = written(optimiser.optimise(book()), tmp_path)
    czech = book(Settings=[{"Setting": "Base currency", "Value": "CZK"}])
    with pytest.raises(optimiser.UsageError, match=r"EUR.*CZK"):
        optimiser.optimise(czech, earlier=path)


def test_amounts_that_can_be_no_more_are_warnings_with_their_cell(tmp_path: Path) -> None:
    path = written(optimiser.optimise(book()), tmp_path)
    without = book(Needs=[{"Recipient": "A", "Activity": "x", "Need": 60}])
    [warning] = optimiser.optimise(without, earlier=path).warnings
    assert str(warning).startswith("W314 earlier.xlsx!Allocation!I3: F / B / x had money")


def test_what_is_no_output_is_refused(tmp_path: Path) -> None:
    with pytest.raises(optimiser.InputError, match="E101"):
        optimiser.optimise(book(), earlier=tmp_path / "none.xlsx")


def test_shares_of_an_earlier_plan_hold_from_one_year_to_the_next(tmp_path: Path) -> None:
    """Hold harmless: A had 30 of 60; next year B counts more, and A keeps 90% of it."""
    first = optimiser.optimise(book())
    assert {key[1]: amount for key, amount in amounts(first).items()} == {"A": 30, "B": 30}
    rules = [{"Rule": "Hold harmless", "Measure": "share of earlier", "Relation": "at least",
              "Value": 0.9, "For each": "recipient"}]
    later = book(Rules=rules, Needs=[{"Recipient": "A", "Activity": "x", "Need": 60, "Weight": 1},
                                     {"Recipient": "B", "Activity": "x", "Need": 60, "Weight": 5}])
    second = optimiser.optimise(later, earlier=written(first, tmp_path))
    assert {key[1]: amount for key, amount in amounts(second).items()} == {"A": 27, "B": 33}
    says = second.limits.set_index("Name").loc["Hold harmless (A)", "In words"]
    assert says == ("Hold harmless: the money to A must be at least 90% of the EUR 30 that the "
                    "earlier plan gave.")


def test_an_output_carries_the_plan_before_it_and_is_solved_again_from_itself(
        tmp_path: Path) -> None:
    first = written(optimiser.optimise(book()), tmp_path)
    rules = [{"Rule": "R", "Measure": "share of earlier", "Relation": "at most", "Value": "110%",
              "Recipients": "B"}]
    needs = [{"Recipient": "A", "Activity": "x", "Need": 60, "Weight": 1},
             {"Recipient": "B", "Activity": "x", "Need": 60, "Weight": 5}]
    second = optimiser.optimise(book(Rules=rules, Needs=needs), earlier=first)
    path = tmp_path / "second.xlsx"
    optimiser.write(second, path)
    again = optimiser.optimise(read_replayable(path).inputs)
    assert amounts(again) == amounts(second)
    assert optimiser.verify(path).holds
    assert second.table("Inputs Earlier plan")["Amount"].tolist() == [30, 30]


def test_commitments_of_then_count_and_are_not_moved() -> None:
    earlier = [{"Fund": "F", "Recipient": "A", "Activity": "x", "Amount": 20},
               {"Fund": "F", "Recipient": "A", "Activity": "x", "Amount": 30, "Committed": "yes"}]
    rule = {"Rule": "R", "Measure": "share of earlier", "Relation": "exactly", "Value": "100%",
            "Recipients": "A"}
    plan = optimiser.optimise(book(Rules=[rule], **{"Earlier plan": earlier}))
    assert amounts(plan)["F", "A", "x", ""] == 50
    listed = [{"Order": 1, "Objective": "least change"}]
    near = optimiser.optimise(book(Objectives=listed, **{"Earlier plan": earlier}))
    assert amounts(near) == {("F", "A", "x", ""): 20}


def test_the_donor_of_then_counts_where_the_fund_has_another_now() -> None:
    earlier = [{"Fund": "F", "Donor": "Old", "Recipient": "A", "Activity": "x", "Amount": 40},
               {"Fund": "F", "Recipient": "A", "Activity": "x", "Amount": 10}]
    rule = {"Rule": "R", "Measure": "share of earlier", "Relation": "at most", "Value": "100%",
            "Donors": "D"}
    plan = optimiser.optimise(book(Rules=[rule], **{"Earlier plan": earlier}))
    assert sum(amounts(plan).values()) == 10


@pytest.mark.parametrize("remedy", ["sheet", "switch"])
def test_a_share_of_no_earlier_plan_is_refused_with_remedies_that_work(remedy: str) -> None:
    rule = {"Rule": "R", "Measure": "share of earlier", "Relation": "at most", "Value": 1}
    with pytest.raises(optimiser.UsageError, match=r"rule R needs an earlier plan.*--earlier"):
        optimiser.optimise(book(Rules=[rule]))
    with pytest.raises(optimiser.UsageError, match="rule R needs an earlier plan"):
        optimiser.frontier(book(Rules=[rule]))
    mended = book(Rules=[rule | {"Enabled": "no"}]) if remedy == "switch" else book(
        Rules=[rule], **{"Earlier plan": [{"Recipient": "A", "Amount": 12}]})
    assert sum(amounts(optimiser.optimise(mended)).values()) == (60 if remedy == "switch" else 12)


def test_newcomers_that_a_share_of_nothing_keeps_out_are_named() -> None:
    rule = {"Rule": "R", "Measure": "share of earlier", "Relation": "at most", "Value": "130%",
            "For each": "recipient"}
    plan = optimiser.optimise(book(Rules=[rule], **{"Earlier plan": [
        {"Recipient": "A", "Amount": 20}]}))
    assert amounts(plan) == {("F", "A", "x", ""): 26}
    [warning] = plan.warnings
    assert str(warning).startswith("W318 inputs!Rules!D2: The earlier plan gave nothing of what "
                                   "R (B) is about")
    narrowed = rule | {"Recipients": "A"}
    assert optimiser.optimise(book(Rules=[narrowed], **{"Earlier plan": [
        {"Recipient": "A", "Amount": 20}]})).warnings == ()


def test_a_name_of_then_that_is_a_slip_of_a_name_of_now_is_asked_about() -> None:
    named = {"Needs": [{"Recipient": "Serbia", "Activity": "x", "Need": 60}]}
    found = optimiser.check(optimiser.load(book(**named, **{"Earlier plan": [
        {"Recipient": "Serbai", "Amount": 20}, {"Recipient": "Croatia", "Amount": 20}]})))
    assert [(one.code, one.place.cell) for one in found] == [("W319", "A2")]
    assert optimiser.check(optimiser.load(book(**named, **{"Earlier plan": [
        {"Recipient": "Serbia", "Amount": 20}]}))) == ()


@pytest.mark.parametrize(("value", "remedy"), [(1.3, "1.3% or 130%"), (90, "90% or 9000%")])
def test_a_bare_number_above_one_is_asked_about(value: float, remedy: str) -> None:
    rule = {"Rule": "R", "Measure": "share of earlier", "Relation": "at most", "Value": value}
    [finding] = optimiser.check(optimiser.load(book(Rules=[rule])))
    assert (finding.code, finding.place.cell) == ("E315", "D2")
    assert finding.remedy == f"Write {remedy}."


def test_a_plan_with_shares_of_a_plan_before_it_is_not_repaired(tmp_path: Path) -> None:
    rule = {"Rule": "R", "Measure": "share of earlier", "Relation": "at most", "Value": "110%"}
    plan = optimiser.optimise(book(Rules=[rule], **{"Earlier plan": [
        {"Recipient": "A", "Amount": 20}]}))
    path = written(plan, tmp_path)
    result = CliRunner().invoke(commands, ["verify", str(path), "--repair", "-o", str(
        tmp_path / "mended.xlsx")], prog_name="allocate")
    assert result.exit_code == 2
    assert "The rule R is a share of an earlier plan" in result.stderr
    assert not (tmp_path / "mended.xlsx").exists()


def test_the_example_moves_little_when_the_route_shifts(tmp_path: Path) -> None:
    """What earlier objectives reached is held to digits that the solver does not keep itself."""
    path = tmp_path / "first.xlsx"
    optimiser.write(optimiser.optimise(EXAMPLE), path)
    later = optimiser.optimise(EXAMPLE, earlier=path, scenario="Route shifts west")
    assert later.stages[-1].objective == "least change"


def test_a_plan_of_nothing_is_a_plan_to_stay_near_to(tmp_path: Path) -> None:
    """All was committed then: nothing was allocated, and nothing can be moved."""
    met = book(Budgets=[{"Fund": "F", "Donor": "D", "Budget": 120}], Commitments=[
        {"Fund": "F", "Recipient": r, "Activity": "x", "Amount": 60} for r in ("A", "B")])
    first = optimiser.optimise(met)
    assert not len(first.allocation)
    later = optimiser.optimise(met, earlier=written(first, tmp_path))
    assert later.stages[-1].value == 0
    bare = optimiser.load(book(Needs=[{"Recipient": "A", "Activity": "x", "Need": 0},
                                      {"Recipient": "B", "Activity": "x", "Need": 0}]))
    nothing = optimiser.optimise(bare)
    path = tmp_path / "nothing.xlsx"
    optimiser.write(nothing, path)
    assert optimiser.optimise(bare, earlier=path).stages[-1].objective == "least change"
    # All that is given now is a change.
    assert optimiser.optimise(book(), earlier=path).stages[-1].value == pytest.approx(60)
