"""How far judgements may move, against solving with other weights."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from reference.random_books import random_book
from seeds import seeds

import optimiser
from optimiser.errors import NoPlanError, NotProvedError, UsageError
from optimiser.model.program import Program, build_program
from optimiser.plan.judgements import End, EndedBy, Judgement, Judgements, WeightRange
from optimiser.plan.types import Solution
from optimiser.problem.types import Problem
from optimiser.solving.engines import highs
from optimiser.solving.engines.runner import Runner
from optimiser.solving.explaining import judgements
from optimiser.solving.finding.stages import run_stages
from optimiser.solving.solve import Options, find_amounts
from optimiser.vocabulary import ObjectiveName

SEEDS = seeds(15, 58)
CLOSE = 3e-11
"""Of the best value: inside it was never off by more than 3e-12, outside by 3e-10 at least."""
Book = dict[str, list[dict[str, Any]]]


@cache
def found(seed: int) -> tuple[Solution, Judgements] | None:
    """Return a random problem's plan and ranges, None where it has none."""
    try:
        plan = optimiser.optimise(random_book(seed))
    except NoPlanError:
        return None
    ranges = optimiser.weights(plan)
    return None if ranges.not_told else (plan.solution, ranges)


def needs_of(problem: Problem, judgement: Judgement, name: str) -> np.ndarray:
    """Tell which needs a judgement of an element weighs, shape (needs,)."""
    needs, recipients = problem.needs, problem.recipients.names
    activities, tiers = problem.activities.names, problem.tiers.names
    of = {Judgement.SEVERITY: [recipients[one] for one in needs.recipient],
          Judgement.PRIORITY: [activities[one] for one in needs.activity],
          Judgement.TIER: [tiers[one] for one in needs.tier],
          Judgement.NEED: [" / ".join(filter(None, (
              recipients[one], activities[other], problem.periods[period], tiers[tier])))
              for one, other, period, tier in zip(
                  needs.recipient, needs.activity, needs.period, needs.tier, strict=True)]}
    own = np.array([one == name for one in of[judgement]])
    assert own.any()
    return own


def weighted_by(problem: Problem, one: WeightRange, figure: float) -> Problem:
    """Return the problem in which a judgement is another figure."""
    needs = problem.needs
    own = needs_of(problem, one.judgement, one.name)
    weight = np.where(own, needs.weight * figure / one.value, needs.weight)
    return replace(problem, needs=replace(needs, weight=weight))


def up_to_meet_needs(problem: Problem) -> Problem:
    """Return the problem that ends with most need met, no tolerance spent."""
    names = [objective.name for objective in problem.objectives]
    last = names.index(ObjectiveName.MEET_NEEDS)
    return replace(problem, objectives=(
        *problem.objectives[:last], replace(problem.objectives[last], tolerance=0.0)))


def met_in(problem: Problem) -> tuple[Program, np.ndarray]:
    """Return the program and what the plan meets of each need, before rounding."""
    program = build_program(problem)
    _, values = find_amounts(program, Options())
    met = program.columns.met
    return program, values[met.first:met.first + len(met)]


def lost(problem: Problem, met: np.ndarray) -> float:
    """Return by how much a plan is below the best by the weights, as a share of it."""
    best = run_stages(build_program(problem), Runner(highs.solve)).stages[-1]
    assert best.objective is ObjectiveName.MEET_NEEDS
    return (best.value - float(problem.needs.weight @ met)) / max(best.value, 1.0)


@pytest.mark.parametrize("seed", SEEDS)
def test_within_its_ends_the_plan_is_a_best_one_and_one_hundredth_beyond_it_is_not(
        seed: int) -> None:
    answer = found(seed)
    if answer is None:
        return
    plan, ranges = answer
    problem = up_to_meet_needs(plan.problem)
    _, met = met_in(problem if ranges.notes else plan.problem)
    for one in ranges.ranges:
        for end, way in ((one.below, -1), (one.above, 1)):
            inside = end.at * (1 - 0.01 * way)
            if (one.value - inside) * way > 0:  # the range is narrower than a hundredth
                inside = one.value
            if np.isinf(end.at):
                inside = 100 * one.value
            assert lost(weighted_by(problem, one, inside), met) < CLOSE, one
            if end.ended_by in (EndedBy.MONEY, EndedBy.FILLING):
                outside = end.at * (1 + 0.01 * way)
                assert lost(weighted_by(problem, one, outside), met) > CLOSE, one


def test_the_random_problems_have_ranges_of_every_kind() -> None:
    """The test above is not passed by leaving out what it should check."""
    told = [answer for answer in map(found, SEEDS) if answer is not None]
    assert len(told) >= len(SEEDS) * 2 // 3
    ends = [(one.judgement, end.ended_by) for _, ranges in told for one in ranges.ranges
            for end in (one.below, one.above)]
    for judgement in Judgement:
        assert sum(end == (judgement, EndedBy.MONEY) for end in ends) > len(SEEDS) // 3, judgement
    assert {ended_by for _, ended_by in ends} == set(EndedBy)


@pytest.mark.parametrize("seed", range(0, 44, 4))
def test_at_an_end_a_plan_is_as_good_in_which_the_money_has_moved(seed: int) -> None:
    answer = found(seed)
    if answer is None:
        return
    plan, ranges = answer
    problem = up_to_meet_needs(plan.problem)
    if any(objective.tolerance for objective in problem.objectives):
        return  # an earlier objective may then be less, and is not to be compared
    program, met = met_in(problem if ranges.notes else plan.problem)
    for one in ranges.ranges:
        for end in (one.below, one.above):
            if end.ended_by is not EndedBy.MONEY:
                continue
            there = build_program(weighted_by(problem, one, end.at))
            best = run_stages(there, Runner(highs.solve)).stages
            moved = there.linear
            for names, sign in ((end.lose, -1.0), (end.gain, 1.0)):
                if not names:
                    continue
                of = Judgement.NEED if end.are_needs else one.judgement
                own = np.flatnonzero(np.any([needs_of(problem, of, name) for name in names], 0))
                least = sign * met[own].sum() + end.amount
                slop = 1e-6 * program.scale
                moved = moved.with_row(program.columns.met.first + own, np.full(len(own), sign),
                                       (least - slop) / program.scale, np.inf)
            after = run_stages(replace(there, linear=moved), Runner(highs.solve)).stages
            for stage, other in zip(best, after, strict=True):
                assert other.value == pytest.approx(stage.value, rel=1e-7, abs=1e-6), one


def book(severities: tuple[float, float], budget: float = 120) -> Book:
    """Two recipients of 100 each, and a fund that has not enough for both."""
    return {"Recipients": [{"Recipient": "Serbia", "Severity": severities[0]},
                           {"Recipient": "Albania", "Severity": severities[1]}],
            "Needs": [{"Recipient": name, "Activity": "Asylum", "Need": 100}
                      for name in ("Serbia", "Albania")],
            "Budgets": [{"Fund": "F", "Donor": "Poland", "Budget": budget}]}


def said(inputs: Book) -> dict[tuple[str, str], str]:
    """Return what is said of each judgement."""
    return {(one.judgement.value, one.name): one.said("EUR")
            for one in optimiser.weights(optimiser.optimise(inputs)).ranges}


def test_a_severity_may_fall_to_that_of_the_one_who_gets_what_is_left() -> None:
    """Hand-solved: 100 go to Serbia (3), 20 to Albania (2), until Albania weighs more.

    Then Albania gets 100 and Serbia 20: EUR 80 moves.
    """
    words = said(book((3, 2)))
    assert words["Severity", "Serbia"] == (
        "Serbia 3: may fall to 2 and rise without end. Below 2, EUR 80 moves from Serbia to "
        "Albania.")
    assert words["Severity", "Albania"] == (
        "Albania 2: may fall to 0 or rise to 3. Above 3, EUR 80 moves from Serbia to Albania.")
    assert words["Priority", "Asylum"] == "Asylum 1: may be anything."
    # Weights are told towards the side on which the plan holds: 2 / 3 is less than 0.6667.
    assert words["Weight of a need", "Serbia / Asylum"].startswith(
        "Serbia / Asylum 1: may fall to 0.6667 and rise without end. Below 0.6667, EUR 80 moves")


def test_weights_of_a_tie_may_neither_fall_nor_rise() -> None:
    """Hand-solved: 60 each, by proportion; whichever weighs more gets 100, the other 20."""
    assert said(book((2, 2)))["Severity", "Serbia"] == (
        "Serbia 2: may neither fall nor rise. Below 2, EUR 40 moves from Serbia to Albania; above "
        "2, EUR 40 moves from Albania to Serbia.")


def test_where_money_is_enough_any_weight_will_do() -> None:
    assert set(said(book((3, 2), budget=200)).values()) == {
        f"{name}: may be anything." for name in (
            "Serbia 3", "Albania 2", "Asylum 1", "Serbia / Asylum 1", "Albania / Asylum 1")}


def tiered(first: float, second: float) -> Book:
    """One need in two tiers and 50 for it, and another need that a fund of its own meets."""
    return {"Needs": [{"Recipient": "Serbia", "Activity": "Asylum", "Tier": tier, "Need": 100}
                      for tier in ("Urgent", "Planned")],
            "Tiers": [{"Tier": "Urgent", "Weight": first}, {"Tier": "Planned", "Weight": second}],
            "Budgets": [{"Fund": "F", "Donor": "Poland", "Budget": 150}]}


def test_a_tier_stays_between_those_before_and_after_it() -> None:
    """Hand-solved: beyond the other tier's weight the same money would only be counted anew."""
    words = said(tiered(3, 1))
    assert words["Weight of a tier", "Urgent"] == (
        "Urgent 3: may fall to 1 and rise without end. Below 1, the tiers of a need are met in "
        "another order.")
    met_in_full = {**tiered(3, 1), "Budgets": [{"Fund": "F", "Donor": "Poland", "Budget": 200}]}
    words = said(met_in_full)
    assert words["Weight of a tier", "Urgent"] == (
        "Urgent 3: may fall to 1 and rise without end, no lower in the order of the tiers.")
    assert words["Weight of a tier", "Planned"] == (
        "Planned 1: may fall to 0 or rise to 3, no higher in the order of the tiers.")


def test_within_one_recipient_money_is_told_need_by_need() -> None:
    """Hand-solved: above 1 Serbia's asylum (3) outweighs Albania's (2.5): 20 of Serbia's border.

    60 for three needs of 60, and experts who let Serbia's asylum only have money that its border
    gives up: Serbia's own total stays as it is.
    """
    inputs: Book = {
        "Recipients": [{"Recipient": "Serbia", "Severity": 1}],
        "Activities": [{"Activity": "Asylum", "Priority": 3}, {"Activity": "Border",
                                                               "Priority": 2}],
        "Needs": [{"Recipient": "Serbia", "Activity": name, "Need": 60}
                  for name in ("Asylum", "Border")],
        "Budgets": [{"Fund": "F", "Donor": "Poland", "Budget": 60}]}
    assert said(inputs)["Priority", "Asylum"].endswith("EUR 60 moves from Asylum to Border.")


def test_with_a_tolerance_that_is_spent_the_ranges_are_of_the_plan_that_does_not() -> None:
    inputs = book((3, 2)) | {"Objectives": [
        {"Order": 1, "Objective": "meet needs", "Tolerance": 0.1},
        {"Order": 2, "Objective": "raise lowest coverage"}]}
    plan = optimiser.optimise(inputs)
    assert plan.allocation["Amount"].tolist() != [100, 20]
    found = optimiser.weights(plan)
    assert "tolerance" in " ".join(found.notes)
    assert found.ranges[0].said("EUR").startswith("Serbia 3: may fall to 2 and rise without end.")
    unspent = {**inputs, "Objectives": [{**row, "Tolerance": 0} for row in inputs["Objectives"]]}
    assert optimiser.weights(optimiser.optimise(unspent)).notes == ()


NOTHING = End(float("inf"), EndedBy.NOTHING)


@pytest.mark.parametrize(("below", "above", "words"), [
    (End(1.23456, EndedBy.MONEY, 0.004, ("A",), ("B",)), NOTHING,
     "S 2: may fall to 1.235 and rise without end. Below 1.235, less than EUR 0.01 moves from A "
     "to B."),
    (End(0.0, EndedBy.NOTHING), End(2.0, EndedBy.MONEY, 1.5, (), ("A", "B", "C", "D", "E")),
     "S 2: may fall to 0 but not rise. Above 2, EUR 1.50 more goes to A, B, C and 2 more."),
    (End(2.0, EndedBy.MONEY, 1234.5, ("A / x", "B / x"), (), are_needs=True),
     End(2.34567, EndedBy.FILLING),
     "S 2: may rise to 2.345 but not fall. Below 2, EUR 1,234 less goes to A / x and 1 more; above "
     "2.345, the tiers of a need are met in another order."),
    (End(2.0, EndedBy.MONEY, 5, ("A",), ("B",)), NOTHING,
     "S 2: may rise without end but not fall. Below 2, EUR 5 moves from A to B."),
])
def test_an_end_is_said_to_four_digits_on_the_side_on_which_the_plan_holds(
        below: End, above: End, words: str) -> None:
    assert WeightRange(Judgement.SEVERITY, "S", 2.0, below, above).said("EUR") == words


@pytest.mark.parametrize(("tables", "why"), [
    ({"Budgets": [{"Fund": "F", "Donor": "Poland", "Budget": 120, "Smallest grant": 10}]},
     "whole"),
    ({"Objectives": [{"Order": 1, "Objective": "use budgets"}]}, "no weight decides"),
])
def test_where_there_is_no_range_it_is_said_why(tables: Book, why: str) -> None:
    found = optimiser.weights(optimiser.optimise(book((3, 2)) | tables))
    assert found.ranges == ()
    assert why in found.not_told


def test_judgements_of_nothing_have_no_range() -> None:
    names = {name for _, name in said(book((3, 0)))}
    assert names == {"Serbia", "Asylum", "Serbia / Asylum"}


def test_too_many_single_needs_are_left_out_and_that_is_said(
        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judgements, "_MOST_WORK", 0)
    found = optimiser.weights(optimiser.optimise(book((3, 2))))
    assert {one.judgement for one in found.ranges} == {Judgement.SEVERITY, Judgement.PRIORITY}
    assert "left out" in found.notes[0]


def test_a_plan_that_a_step_makes_better_has_no_range(monkeypatch: pytest.MonkeyPatch) -> None:
    """A claim that cannot be stops the answer: here no limit counts as tight."""
    plan = optimiser.optimise(book((3, 2)))
    monkeypatch.setattr(judgements, "_TIGHT", -1.0)
    with pytest.raises(NotProvedError, match="by its weights"):
        optimiser.weights(plan)


def test_what_is_no_plan_is_refused() -> None:
    with pytest.raises(UsageError, match="plan"):
        optimiser.weights("outputs/plan.xlsx")  # type: ignore[arg-type]
