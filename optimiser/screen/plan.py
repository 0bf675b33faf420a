"""A plan on the screen that an officer sees at the end, and as plain data."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from optimiser.api.plans import Plan
from optimiser.errors import NotProvedError
from optimiser.model.family import Role
from optimiser.model.limits.rules import count_rules
from optimiser.plan.nothing import nothing_words
from optimiser.plan.over_words import over_words
from optimiser.plan.ties import tied_words
from optimiser.plan.types import (
    OverByRounding,
    Solution,
    Status,
    left_out_words,
    uniqueness,
)
from optimiser.plan.wish_words import every_wish_words, granted_cost, stated_name
from optimiser.problem.types import Problem
from optimiser.screen.findings import result_json
from optimiser.screen.lines import listed, wrapped
from optimiser.vocabulary import Unit
from optimiser.words import money, share

if TYPE_CHECKING:
    from optimiser.report.draft import Draft



def _coverage(draft: Draft) -> list[tuple[str, float, float, float]]:
    """Return each recipient's name, need, met need and coverage."""
    need = draft.need_by("recipient", "Need")
    met = draft.need_by("recipient", "Committed") + draft.need_by("recipient", "Allocated")
    part = np.divide(met, need, out=np.full(len(need), np.nan), where=need > 0)
    return list(zip(draft.problem.recipients.names, need.tolist(), met.tolist(), part.tolist(),
                    strict=True))


def plan_json(plan: Plan, target: Path, backup: Path | None) -> dict[str, Any]:
    """Return the plan's figures."""
    from optimiser.report.draft import Draft

    draft = Draft(plan.solution, plan.inputs)
    proof = plan.proof
    status = NotProvedError.status if plan.is_best_found else "optimal"
    return result_json(status, exit_code_of(plan), plan.warnings) | {
        "output": str(target),
        "backup": str(backup) if backup else None,
        "currency": draft.currency,
        "budget": float(sum(draft.problem.funds.budget)),
        "need": float(draft.need_rows["Need"].sum()),
        "committed": float(draft.need_rows["Committed"].sum()),
        "allocated": float(draft.amounts.sum()),
        "coverage": {name: None if np.isnan(part) else part
                     for name, _, _, part in _coverage(draft)},
        "stages": [{"objective": stage.objective, "value": stage.value, "bound": stage.bound,
                    "gap": stage.gap, "status": stage.status} for stage in plan.stages],
        "proof": None if proof is None else {
            "value": float(proof.value),
            "bound": None if proof.bound is None else float(proof.bound),
            "limits_checked": proof.limits_checked},
        "binding": binding(plan),
        "over_by_rounding": [_over(plan, over) for over in plan.solution.over_by_rounding],
        "at_nothing": [nothing_words(plan.solution, one) for one in plan.solution.at_nothing],
        "wishes": _wishes(plan.solution),
        "movable": None if plan.solution.leeway is None else plan.solution.leeway.movable(
            float(plan.solution.unit)),
        "left_out": list(plan.solution.left_out),
        "rules": asdict(count_rules(draft.problem)),
        "seconds": dict(plan.seconds),
    }


def _wishes(solution: Solution) -> dict[str, Any] | None:
    """Return the wishes not granted, and what keeping all of them would cost; None without any."""
    every = solution.every_wish
    if every is None:
        return None
    return {
        "not_granted": [{"limit": block.names[at], "short": wish.short,
                         "keeping": wish.keeping.name.lower(), "points": wish.points}
                        for wish in solution.wishes
                        for block, at in [solution.limit(wish.limit)]],
        "every_wish": {"keeping": every.keeping.name.lower(), "points": every.points,
                       "conflict": [block.names[at] for block, at in map(
                           solution.limit, every.conflict)],
                       "in_words": every_wish_words(solution, every)}}


def exit_code_of(plan: Plan) -> int:
    """Return the exit code of a plan that was written: 5 where it is merely the best found."""
    return NotProvedError.exit_code if plan.is_best_found else 0


def _over(plan: Plan, over: OverByRounding) -> dict[str, Any]:
    block, at = plan.solution.limit(over.limit)
    return {"limit": block.names[at], "amount": float(over.amount),
            "rounding": None if over.rounding is None else float(over.rounding)}


def binding(plan: Plan) -> list[str]:
    """Return the names of the limits that carry a price: of money first, then the dearest."""
    found: list[tuple[bool, float, str]] = []
    for block, result in zip(plan.solution.families, plan.solution.standings, strict=True):
        if block.family.role is not Role.LIMIT:
            continue
        found += [(block.unit is not Unit.MONEY, -abs(float(price)), name)
                  for name, price, status in zip(block.names, np.nan_to_num(result.price),
                                                 result.status, strict=True)
                  if price != 0 and status is not Status.NOT_BINDING]
    return [name for _, _, name in sorted(found)]


_MOST_OVER = 3


def plan_text(plan: Plan, target: Path, backup: Path | None) -> str:
    """Return the screen that an officer sees at the end."""
    from optimiser.report.draft import Draft

    draft = Draft(plan.solution, plan.inputs)
    currency = draft.currency
    budget, need = float(sum(draft.problem.funds.budget)), float(draft.need_rows["Need"].sum())
    given = float(draft.amounts.sum())
    met = need - float(draft.need_rows["Unmet"].sum())
    lines = [
        f"{draft.problem.title or 'Allocation'}",
        *wrapped(f"Allocated {money(round(given, 2), currency)} of budgets of "
                 f"{money(round(budget, 2), currency)}; {_with_committed(draft)}"
                 f"{share(met / need) if need else 'none'} "
                 f"of {money(round(need, 2), currency)} needed is met."),
        *(line for over in plan.solution.over_by_rounding[:_MOST_OVER]
          for line in wrapped(over_words(plan.solution, over))),
        "",
        *_recipient_lines(draft),
        "",
    ]
    lines += _told(plan)
    lines.append(f"Written to {target}; start with the sheet Summary, then Checks.")
    if backup:
        lines.append(f"The edited workbook that stood there was kept as {backup}.")
    return "\n".join(lines)


def _told(plan: Plan) -> list[str]:
    """Say what the figures do not: wishes, what is in the way, how near to the best it is."""
    from optimiser.report.summary import how_found, open_words

    lines = list(filter(None, [rule_count_text(plan.solution.problem)]))
    for said, names in _wish_names(plan.solution):
        lines += listed(said, names)
    if "scenario" in plan.options:
        lines.append(f"Planned for the scenario {plan.options['scenario']}.")
    if "relaxed" in plan.options:
        lines += wrapped(f"No plan keeps all limits; this one needs a change: "
                         f"{plan.options['relaxed']}.")
    if every := plan.solution.every_wish:
        lines += wrapped(every_wish_words(plan.solution, every))
    for one in plan.solution.at_nothing:
        lines += wrapped(nothing_words(plan.solution, one))
    if tied := tied_words(plan.solution):
        lines += wrapped(tied)
    limits = binding(plan)
    if limits:
        lines += listed("Limits in the way", limits)
    lines += wrapped(open_words(plan.solution))
    lines += [part for line in how_found(plan.solution)[-1:] for part in wrapped(line)]
    lines += wrapped(uniqueness(plan.solution))
    return [*lines, *wrapped(left_out_words(plan.solution))]


def _with_committed(draft: Draft) -> str:
    """Say what was committed before, which coverage and the rows of recipients count as well."""
    committed = float(draft.need_rows["Committed"].sum())
    if not committed:
        return ""
    return (f"with {money(round(committed, 2), draft.currency)} committed before, as in the rows "
            "below, ")


def _recipient_lines(draft: Draft) -> list[str]:
    shown = _coverage(draft)
    width = max((len(name) for name, *_ in shown[:12]), default=0)
    width = min(width, 40)
    lines = [
        f"  {name[:width]:<{width}}  {met:>16,.0f} of {need:>16,.0f}"
        f"  {'' if np.isnan(part) else share(part, tenths_shown=True):>10}"
        for name, need, met, part in shown[:12]]
    if len(shown) > len(lines):
        lines.append(f"  and {len(shown) - len(lines)} more recipients, in the sheet Recipients")
    return lines


def rule_count_text(problem: Problem) -> str:
    """Return how many rules were read and what becomes of them, "" where there are none."""
    count = count_rules(problem)
    if not count.read:
        return ""
    parts = [f"{count.hold} apply" if count.hold != 1 else "1 applies",
             f"{count.off} switched off" if count.off else "",
             f"{count.nothing} {'applies' if count.nothing == 1 else 'apply'} to nothing"
             if count.nothing else ""]
    return f"Rules: {count.read} read; {', '.join(filter(None, parts))}."


def _wish_names(plan: Solution) -> list[tuple[str, list[str]]]:
    """Return the names of wishes not granted, and of those granted at a cost, where there are."""
    missed = list(dict.fromkeys(stated_name(plan, wish.limit) for wish in plan.wishes))
    dear = [f"{stated_name(plan, wish.limits[0])}, {granted_cost(plan, wish)}"
            for wish in plan.wishes_at_a_cost]
    return [(said, names) for said, names in
            (("Wishes not granted", missed), ("Wishes granted at a cost", dear)) if names]


def rules_text(plan: Plan) -> str:
    """Return every limit that somebody wrote, in words, with its status."""
    lines = []
    for block, result in zip(plan.solution.families, plan.solution.standings, strict=True):
        if block.family.role in (Role.DEFINITION, Role.DEMAND):
            continue
        lines += [f"{sentence} [{status.said}]" for sentence, status in
                  zip(block.sentences, result.status, strict=True)]
    return "\n".join(lines)
