"""What the first page says of how the plan was found and how far it can be trusted."""

from __future__ import annotations

import math

from optimiser.plan.types import Solution, Stage
from optimiser.words import counted, money, share

_NOTHING = 5e-5
"""A loss that no percentage to a tenth shows, as rounding to whole units brings."""


def status_words(plan: Solution) -> str:
    """Say in one line how far the plan can be trusted."""
    proved = all(stage.status == "optimal" for stage in plan.stages)
    words = "Optimal, proved by the solver" if proved else "Not proved to be optimal"
    if plan.proof is not None:
        words += "; every limit rechecked by an exact audit"
    return words


def how_found(plan: Solution) -> list[str]:
    """Say in words what was optimised, what each stage reached, and what was proved."""
    problem = plan.problem
    lines = [f"{number}. {_stage_words(plan, stage)}" for number, stage in
             enumerate(plan.stages, start=1)]
    if len(plan.columns.grant):
        lines.append("Which grants are made was proved by branch and bound, gap 0; where sets of "
                     "grants tie, the one nearest to proportional was taken, then the first by "
                     "name. Shadow prices and the bound below hold while the same grants are made.")
    if problem.split == "proportional":
        lines.append("Among equally good plans, the one nearest to proportional was taken: needs "
                     "are met in proportion to their size, funds pay in proportion to what they "
                     "have.")
    if plan.proof is not None:
        lines.append(f"An audit recomputed {plan.proof.limits_checked:,} limits of the rounded "
                     "plan in exact arithmetic: all are kept.")
        lines += _proof_words(plan)
    return lines


def _stage_words(plan: Solution, stage: Stage) -> str:
    currency = plan.problem.currency
    match stage.objective:
        case "soft rules":
            if stage.value == 0:
                return "Soft rules: every limit of strength `should` is kept as well."
            return f"Soft rules: broken at a penalty of {money(round(stage.value, 2), currency)}."
        case "meet needs":
            words = f"Meet needs: {money(round(stage.value), currency)} of weighted need is met"
        case "raise lowest coverage":
            lowest = math.floor(stage.value * 1000) / 1000
            words = f"Raise the lowest coverage: no recipient is below {share(lowest)}"
        case "fewest grants":
            words = f"Fewest grants: {counted(round(stage.value), 'grant')}"
        case "least change":
            words = (f"Least change: {money(round(stage.value), currency)} is given more or less "
                     "than in the earlier plan, all differences added up")
        case "use budgets":
            words = f"Use budgets: {money(round(stage.value), currency)} is allocated"
        case _:
            words = f"{stage.objective.capitalize()}: {money(round(stage.value), currency)}"
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
        case "meet needs" if plan.proof is not None:
            return float(plan.proof.value)
        case "use budgets":
            return float(int(plan.amounts.sum()) * plan.unit)
    return None


def _proof_words(plan: Solution) -> list[str]:
    proof = plan.proof
    if proof is None or proof.bound is None:
        return []
    gap = max(float(proof.bound - proof.value), 0.0)
    part = share(float(proof.value / proof.bound)) if proof.bound else "all"
    given = [stage for stage in plan.stages if stage.objective == "meet needs" and stage.tolerance]
    why = f", of which {share(given[0].tolerance)} was left to later objectives" if given else ""
    return [f"The rounded plan is within {money(round(gap, 2), plan.problem.currency)} of the "
            f"most weighted need that any plan can meet ({part} of it{why}), proved."]
