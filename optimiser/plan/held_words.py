"""What holds a need back, as one plain sentence: in the order in which a person would act."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimiser.model.objectives import OBJECTIVES
from optimiser.model.objectives.objective import Prices, Sense
from optimiser.plan.nothing import holds_fund, holds_need, nothing_words
from optimiser.plan.reasons import HeldBack, Reason
from optimiser.plan.ties import left_tied_words
from optimiser.plan.types import Solution
from optimiser.problem.types import ALL, Problem
from optimiser.vocabulary import LimitKind, ObjectiveName
from optimiser.words import counted, in_period, listing, money, number


def held_words(solution: Solution, need: int) -> str:
    """Return why a need is not fully met, "" where it is."""
    held = solution.held_back[need]
    if held is None:
        return ""
    if not held.is_paid:
        return f"No fund may pay for it{_barred(solution.problem, held)}."
    if one := holds_need(solution, need):
        return nothing_words(solution, one)
    if held.by_rounding:
        return _ONLY_ROUNDING
    for_what = _with_tiers(solution, need)
    parts = [_reason(solution, reason, for_what) for reason in held.reasons]
    if held.outranked_by >= 0:
        parts.append(_outranked(solution.problem, need, held))
    if held.kept_by:
        parts.append(f"{_reason(solution, held.kept_by)}, which keeps money in "
                     f"{_against(solution.problem, need, held.kept_in)}")
    sentence = "; ".join(parts) or _nothing(solution.problem, need)
    sentence += _barred(solution.problem, held)
    return f"{sentence[:1].upper()}{sentence[1:]}."


def left_words(solution: Solution, fund: int) -> str:
    """Return why money is left in a fund, "" where none is or the plan was not solved here."""
    left = solution.money_left[fund] if solution.money_left else None
    if left is None:
        return ""
    if not left.is_paid:
        return _needs_are_met(solution, left)
    if any(_is_budget_of(solution, reason, fund) for reason in left.reasons):
        return _ONLY_ROUNDING
    if one := holds_fund(solution, fund):
        return nothing_words(solution, one)
    parts = [_reason(solution, reason) for reason in left.reasons]
    if np.isfinite(left.freed):
        parts.append(_freed(solution.problem, left))
    sentence = "; ".join(parts) or _leaves_it(solution.problem)
    tied = left_tied_words(solution, fund)
    return f"{sentence[:1].upper()}{sentence[1:]}.{f' {tied}' if tied else ''}"


def _freed(problem: Problem, left: HeldBack) -> str:
    """Say how much of what is left the limits named keep, where that is not all of it.

    With these loosened, a plan that takes from others might use more of it.
    """
    without = "this limit" if len(left.reasons) == 1 else "these limits"
    return (f"without {without} {money(round(left.freed), problem.currency)} of it could be used "
            "while nobody gets or gives less")


_ONLY_ROUNDING = "Only rounding to whole units leaves it."


def _needs_are_met(solution: Solution, left: HeldBack) -> str:
    met = "Every need that it may pay for is met"
    if left.by_rounding:
        met += ", but for what rounding to whole units leaves"
    others = any(held is not None and not held.by_rounding for held in solution.held_back)
    return f"{met}; its earmark keeps it from those that are not." if others else f"{met}."


def _with_tiers(solution: Solution, need: int) -> str:
    """Say whose more it is, where tiers that are not met either fill before a need."""
    needs = solution.problem.needs
    if len(needs.amount) == len(solution.problem.requirements.need):
        return ""  # no need has a second tier
    tiers = np.flatnonzero(needs.requirement == needs.requirement[need]).tolist()
    before = [row for row in tiers if solution.held_back[row] is not None
              and (-needs.weight[row], row) < (-needs.weight[need], need)]
    return " for it and the tier before it" if len(before) == 1 else (
        " for it and the tiers before it" if before else "")


def _is_budget_of(solution: Solution, reason: Reason, fund: int) -> bool:
    """Tell whether a limit is the whole budget of a fund: full before rounding, it has no room."""
    block, at = solution.limit(reason.limit)
    return block.kind is LimitKind.BUDGET and block.of[at] == (fund, ALL)


def _leaves_it(problem: Problem) -> str:
    """Say what leaves money in a fund that nothing keeps from a need that it may pay for."""
    if (problem.needs.weight == 0).any() and not problem.optimises(ObjectiveName.USE_BUDGETS):
        return ("no limit is in the way: what it could still pay for counts for nothing, or an "
                "objective that comes first leaves it")
    if any(objective.tolerance for objective in problem.objectives):
        return "no limit is in the way: objectives use what a tolerance leaves them"
    ahead = [name.value for name in _least_of(problem)]
    return (f"no limit is in the way: more of it would be worse for {listing(ahead)}" if ahead
            else _WHOLE_OR_LATER)


_WHOLE_OR_LATER = ("no limit is in the way: rounding to whole units leaves it, or what is decided "
                   "for other futures")


def _least_of(problem: Problem) -> Iterator[ObjectiveName]:
    """Yield the objectives that more money could be worse for: those that ask for the least."""
    for objective in problem.objectives:
        if OBJECTIVES[objective.name].sense is Sense.LEAST and (
                objective.name is not ObjectiveName.SOFT_RULES):
            yield objective.name


def _reason(solution: Solution, reason: Reason, for_what: str = "") -> str:
    block, at = solution.limit(reason.limit)
    say = block.family.when_full
    words = say(solution.problem, block.key(at)) if say else block.names[at]
    if reason.room is None:
        return words
    return f"beyond {money(round(reason.room), solution.problem.currency)} more{for_what}, {words}"


def _outranked(problem: Problem, need: int, held: HeldBack) -> str:
    return f"the same money does more in {_against(problem, need, held.outranked_by)}"


def _against(problem: Problem, need: int, other: int) -> str:
    """Name another need, with its weight and this one's."""
    there, here = (_figure(float(problem.needs.weight[row])) for row in (other, need))
    unit = "a euro" if problem.currency == "EUR" else f"per {problem.currency}"
    return f"{_instead(problem, need, other)} ({there} points {unit} against {here})"


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
    main = next((at for at, objective in enumerate(problem.objectives)
                 if OBJECTIVES[objective.name].prices is Prices.MAIN), len(problem.objectives))
    before = {objective.name for objective in problem.objectives[:main]}
    ahead = [name.value for name in _least_of(problem) if name in before]
    if ahead:
        verb = "comes" if len(ahead) == 1 else "come"
        return f"no limit is in the way: {listing(ahead)} {verb} before meet needs"
    if any(objective.tolerance for objective in problem.objectives[main:main + 1]):
        return ("no limit is in the way: objectives after meet needs use what its tolerance leaves "
                "them")
    return _WHOLE_OR_LATER


def _figure(value: float) -> str:
    """Return a weight to two decimals, as far as it has them."""
    return number(value, 0) if value == round(value) else number(value, 2)
