"""What the first page says of how the plan was found and how far it can be trusted."""

from __future__ import annotations

from fractions import Fraction

from optimiser.model.objectives import OBJECTIVES
from optimiser.plan.types import Proved, Solution, Stage
from optimiser.vocabulary import ObjectiveName, Split
from optimiser.words import counted, listing, money, point_words, points, share

_NEARLY_ALL = Fraction(9995, 10_000)
"""From here on a share to a tenth of a percent would read as all."""
_A_POINT_SHOWN = Fraction(1, 100)
"""The least part of a point that is shown."""
_NOTHING = 5e-5
"""A loss that no percentage to a tenth shows, as rounding to whole units brings."""


def status_words(plan: Solution) -> str:
    """Say in one line how far the plan can be trusted."""
    words = how_near(plan)
    if plan.proof is not None:
        words += "; every limit rechecked by an exact audit"
    return words


def open_words(plan: Solution) -> str:
    """Say what a search left open, "" where nothing is: another plan may be better."""
    if all(stage.status is Proved.OPTIMAL for stage in plan.stages):
        return ""
    return f"{how_near(plan)}. Another choice may be as good, or better by what is left."


def how_near(plan: Solution) -> str:
    """Say how near to the best the plan is proved to be, by the first stage that is not proved."""
    for stage in plan.stages:
        match stage.status:
            case Proved.WITHIN_GAP:
                return f"Within {share(plan.problem.gap)} of the best, proved"
            case Proved.BEST_FOUND:
                model = OBJECTIVES[stage.objective]
                said = model.with_bound(stage.value, stage.bound, plan.problem.currency)
                return f"Best found: {said}, proved"
    return "Optimal, proved by the solver"


def how_found(plan: Solution) -> list[str]:
    """Say in words what was optimised, what each stage reached, and what was proved."""
    lines = [f"Objectives in their order, before rounding to units of "
             f"{money(plan.unit, plan.problem.currency)}:"] if plan.stages else []
    lines += [f"{number}. {_stage_words(plan, stage)}" for number, stage in
              enumerate(plan.stages, start=1)]
    if len(plan.columns.whole):
        lines += _choice_words(plan)
    lines += _split_words(plan)
    if plan.proof is not None:
        lines.append(_audit_words(plan, plan.proof.limits_checked))
        lines += proof_words(plan)
    return lines


def _audit_words(plan: Solution, checked: int) -> str:
    """Say what the audit found, with what is not kept: wishes, and what whole units forbid."""
    kept = "every one that must hold is kept"
    but = [f"{counted(len(found), noun, many)} {verb}" for found, noun, many, verb in (
        (plan.over_by_rounding, "limit", "limits", "over by rounding"),
        (plan.wishes, "wish", "wishes", "not granted")) if found]
    return (f"An audit recomputed {counted(checked, 'limit')} of the rounded plan in exact "
            f"arithmetic: {kept}{f'; {listing(but)}' if but else ''}.")


def _choice_words(plan: Solution) -> list[str]:
    """Say how it was settled which grants are made and who is paid."""
    near = how_near(plan)
    held = "Shadow prices and the bound below hold while the same grants are made."
    if not plan.problem.gap and all(stage.status is Proved.OPTIMAL for stage in plan.stages):
        return ["Which grants are made was proved by branch and bound, gap 0; where sets of "
                "grants tie, the one nearest to proportional was taken, then the first by name. "
                f"{held}"]
    return [f"{near}. Which grants are made was settled by branch and bound as far as that: "
            "another choice may be as good, or better within the gap, and the plan is not claimed "
            f"to be the only one. {held}"]


def _split_words(plan: Solution) -> list[str]:
    """Say which of the equally good plans was taken."""
    among = " with these grants" if len(plan.columns.whole) else ""
    fair = ("Among equally good plans, the one nearest to proportional was taken: needs are met in "
            "proportion to their size, funds pay in proportion to what they have.")
    match plan.problem.split:
        case Split.PROPORTIONAL:
            return [fair]
        case Split.FEW_PAYMENTS:
            return [f"{fair} What each fund gives in each period and what each need receives was "
                    "then paid in as few payments as these totals and the limits need; the plan "
                    f"is proved to be the only one of its kind{among}."]
        case Split.ANY:
            return []


def _stage_words(plan: Solution, stage: Stage) -> str:
    words = OBJECTIVES[stage.objective].said(stage.value, plan.problem.currency)
    return f"{words}{_given_up(plan, stage)}."


def _given_up(plan: Solution, stage: Stage) -> str:
    """Say what a stage allowed later ones to take of its value, and what they took."""
    if not stage.tolerance or stage is plan.stages[-1]:
        return ""
    allowed = f"; {share(stage.tolerance)} of it was left to later objectives"
    final = _final(plan, stage)
    if final is None or not stage.value:
        return allowed
    lost = max((stage.value - final) / stage.value, 0.0)
    return f"{allowed}, which took {share(lost) if lost > _NOTHING else 'nothing'}"


def _final(plan: Solution, stage: Stage) -> float | None:
    """Return an objective's value in the plan as written, None where it is not measured."""
    match stage.objective:
        case ObjectiveName.MEET_NEEDS if plan.proof is not None:
            return float(plan.proof.value)
        case ObjectiveName.USE_BUDGETS:
            return float(int(plan.amounts.sum()) * plan.unit)
        case _:
            return None


def _reached(value: Fraction, bound: Fraction) -> str:
    """Say how much of the most a plan meets: what it lacks, where a share would round to all."""
    if value >= bound:
        return "all of that"
    part = value / bound
    return (f"{share(part)} of that" if part < _NEARLY_ALL else
            f"all but {points(float(bound - value))} of that")


def proof_words(plan: Solution) -> list[str]:
    """Say what the audit proved about the objective `meet needs`."""
    proof = plan.proof
    if proof is None or proof.bound is None:
        return []
    among = " that makes these grants" if proof.of_these_grants else ""
    among += " that misses wishes by no more" if proof.of_these_wishes else ""
    words = (f"Proved: no plan{among} meets more than {points(float(proof.bound))}; this one meets "
             f"{_reached(proof.value, proof.bound)}.")
    if 0 < proof.bound < _A_POINT_SHOWN / 2:
        part = min(proof.value / proof.bound, Fraction(1))
        words = (f"Proved: no plan{among} meets as much as {points(float(_A_POINT_SHOWN))}; this "
                 f"one meets {share(part) if part else 'none'} of what can be met.")
    given = [stage for stage in plan.stages
             if stage.objective is ObjectiveName.MEET_NEEDS and stage.tolerance]
    if given:
        words += f" Up to {share(given[0].tolerance)} was left to later objectives."
    return [f"{words} {point_words(plan.problem.currency)}"]
