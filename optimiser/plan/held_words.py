"""What holds a need back, as one plain sentence: in the order in which a person would act."""

from __future__ import annotations

from optimiser.model.objectives import OBJECTIVES
from optimiser.model.objectives.objective import Prices
from optimiser.plan.nothing import holds_fund, holds_need, nothing_words
from optimiser.plan.reasons import HeldBack, Reason
from optimiser.plan.types import Solution
from optimiser.problem.types import ALL, Problem
from optimiser.vocabulary import LimitKind, ObjectiveName
from optimiser.words import counted, in_period, money, number


def held_words(solution: Solution, need: int) -> str:
    """Return why a need is not fully met, "" where it is."""
    held = solution.held_back[need]
    if held is None:
        return ""
    if not held.is_paid:
        return f"No fund may pay for it{_barred(solution.problem, held)}."
    if one := holds_need(solution, need):
        return nothing_words(solution, one)
    parts = [_reason(solution, reason) for reason in held.reasons]
    if held.outranked_by >= 0:
        parts.append(_outranked(solution.problem, need, held))
    sentence = "; ".join(parts) or _nothing(solution.problem, need)
    sentence += _barred(solution.problem, held)
    return f"{sentence[:1].upper()}{sentence[1:]}."


def left_words(solution: Solution, fund: int) -> str:
    """Return why money is left in a fund, "" where none is or the plan was not solved here."""
    left = solution.money_left[fund] if solution.money_left else None
    if left is None:
        return ""
    if not left.is_paid:
        others = any(held is not None for held in solution.held_back)
        return ("Every need that it may pay for is met; its earmark keeps it from those that are "
                "not." if others else "Every need that it may pay for is met.")
    if any(_is_budget_of(solution, reason, fund) for reason in left.reasons):
        return "Only rounding to whole units leaves it."
    if one := holds_fund(solution, fund):
        return nothing_words(solution, one)
    parts = [_reason(solution, reason) for reason in left.reasons]
    sentence = "; ".join(parts) or _leaves_it(solution.problem)
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _is_budget_of(solution: Solution, reason: Reason, fund: int) -> bool:
    """Tell whether a limit is the whole budget of a fund: full before rounding, it has no room."""
    block, at = solution.limit(reason.limit)
    return block.kind is LimitKind.BUDGET and block.of[at] == (fund, ALL)


def _leaves_it(problem: Problem) -> str:
    if problem.optimises(ObjectiveName.USE_BUDGETS):
        return "no limit is in the way: an objective that comes before use budgets leaves it"
    return ("no limit is in the way: what it could still pay for counts for nothing, or an "
            "objective that comes first leaves it")


def _reason(solution: Solution, reason: Reason) -> str:
    block, at = solution.limit(reason.limit)
    say = block.family.when_full
    words = say(solution.problem, block.key(at)) if say else block.names[at]
    if reason.room is None:
        return words
    return f"beyond {money(round(reason.room), solution.problem.currency)} more, {words}"


def _outranked(problem: Problem, need: int, held: HeldBack) -> str:
    there, here = (_figure(float(problem.needs.weight[row])) for row in (held.outranked_by, need))
    unit = "a euro" if problem.currency == "EUR" else f"per {problem.currency}"
    return (f"the same money does more in {_instead(problem, need, held.outranked_by)} ({there} "
            f"points {unit} against {here})")


def _instead(problem: Problem, need: int, other: int) -> str:
    """Name the need that the money meets instead: its tier only where nothing else tells them."""
    needs = problem.needs
    where, what = (problem.recipients.names[needs.recipient[other]],
                   problem.activities.names[needs.activity[other]])
    tier = problem.tiers.names[needs.tier[other]]
    is_same = needs.requirement[other] == needs.requirement[need]
    of_tier = f", {tier}," if is_same and tier else ""
    return f"{where} for {what}{of_tier}{in_period(int(needs.period[other]), problem.periods)}"


def _barred(problem: Problem, held: HeldBack) -> str:
    """Name the fund with the most money left that an earmark keeps from the need."""
    if not held.barred:
        return ""
    name, others = problem.funds.names[held.barred[0]], len(held.barred) - 1
    more = f" and of {counted(others, 'other fund')}" if others else ""
    return f"; money is left of {name}{more}, which by earmark may not pay for it"


def _nothing(problem: Problem, need: int) -> str:
    if problem.needs.weight[need] == 0:
        return "no limit is in the way: its weight is 0, so that meeting it counts for nothing"
    ahead = []
    for objective in problem.objectives:
        if OBJECTIVES[objective.name].prices is Prices.MAIN:
            break
        if objective.name is not ObjectiveName.SOFT_RULES:
            ahead.append(objective.name.value)
    if ahead:
        return f"no limit is in the way: {' and '.join(ahead)} comes before meet needs"
    return ("no limit is in the way: objectives after meet needs use what its tolerance leaves "
            "them")


def _figure(value: float) -> str:
    """Return a weight to two decimals, as far as it has them."""
    return number(value, 0) if value == round(value) else number(value, 2)
