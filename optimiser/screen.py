"""What the command shows of a plan and of findings, as text and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import numpy as np

from optimiser.api import Plan
from optimiser.model.family import Role
from optimiser.model.limits.rules import count_rules
from optimiser.plan.over_words import over_words
from optimiser.plan.types import OverByRounding, Status, uniqueness
from optimiser.problem.types import Problem
from optimiser.tables.findings import Finding
from optimiser.vocabulary import Unit
from optimiser.words import counted, money, share, visible

if TYPE_CHECKING:
    from optimiser.report.draft import Draft
    from optimiser.review.again import Move
    from optimiser.review.verify import Broken, Verdict

_MOST_PER_CODE = 20
_WIDTH = 98


def findings_text(findings: Sequence[Finding]) -> str:
    """Return findings a line each, at most 20 of one code."""
    lines, seen = [], Counter[str]()
    for finding in findings:
        seen[finding.code] += 1
        if seen[finding.code] <= _MOST_PER_CODE:
            lines.append(visible(str(finding), one_line=True))
    lines += [f"{code}: {count - _MOST_PER_CODE} more of these; --json lists all."
              for code, count in seen.items() if count > _MOST_PER_CODE]
    return "\n".join(lines)


def result_json(status: str, code: int, findings: Sequence[Finding]) -> dict[str, Any]:
    """Return what every JSON answer has."""
    return {
        "status": status,
        "exit_code": code,
        "output": None,
        "findings": [{
            "code": finding.code,
            "severity": finding.severity.value,
            "file": finding.place.file,
            "sheet": finding.place.sheet,
            "cell": finding.place.cell,
            "value": finding.value,
            "message": finding.message,
            "remedy": finding.remedy,
        } for finding in findings],
    }


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
    return result_json("optimal", 0, plan.warnings) | {
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
        "movable": None if plan.solution.leeway is None else plan.solution.leeway.movable(
            float(plan.solution.unit)),
        "rules": asdict(count_rules(draft.problem)),
        "seconds": dict(plan.seconds),
    }


def _over(plan: Plan, over: OverByRounding) -> dict[str, Any]:
    block, place = plan.solution.limit(over.limit)
    return {"limit": block.names[place], "amount": float(over.amount),
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
    """Return the screen that an officer sees at the end: at most 25 lines."""
    from optimiser.report.draft import Draft
    from optimiser.report.summary import how_found

    draft = Draft(plan.solution, plan.inputs)
    currency = draft.currency
    budget, need = float(sum(draft.problem.funds.budget)), float(draft.need_rows["Need"].sum())
    given = float(draft.amounts.sum())
    met = need - float(draft.need_rows["Unmet"].sum())
    lines = [
        f"{draft.problem.title or 'Allocation'}",
        *_fitted(f"Allocated {money(round(given, 2), currency)} of budgets of "
                 f"{money(round(budget, 2), currency)}; {share(met / need) if need else 'none'} "
                 f"of {money(round(need, 2), currency)} needed is met."),
        *(line for over in plan.solution.over_by_rounding[:_MOST_OVER]
          for line in _fitted(over_words(plan.solution, over))),
        "",
        *_recipient_lines(draft),
        "",
    ]
    lines += filter(None, [rule_count_text(plan.solution.problem)])
    if "scenario" in plan.options:
        lines.append(f"Planned for the scenario {plan.options['scenario']}.")
    if "relaxed" in plan.options:
        lines.append(f"No plan keeps all limits; this one needs a change: "
                     f"{plan.options['relaxed']}.")
    limits = binding(plan)
    if limits:
        lines += _fitted(f"What binds: {'; '.join(limits)}")
    lines += [part for line in how_found(plan.solution)[-1:] for part in _fitted(line)]
    lines += _fitted(uniqueness(plan.solution))
    lines.append(f"Written to {target}; start with the sheet Summary, then Checks.")
    if backup:
        lines.append(f"The edited workbook that stood there was kept as {backup}.")
    return "\n".join(lines)


def _recipient_lines(draft: Draft) -> list[str]:
    shown = _coverage(draft)
    width = max((len(name) for name, *_ in shown[:12]), default=0)
    width = min(width, 40)
    lines = [
        f"  {name[:width]:<{width}}  {met:>16,.0f} of {need:>16,.0f}"
        f"  {'' if np.isnan(part) else share(part, tenths_shown=True):>6}"
        for name, need, met, part in shown[:12]]
    if len(shown) > len(lines):
        lines.append(f"  and {len(shown) - len(lines)} more recipients, in the sheet Recipients")
    return lines


def _fitted(text: str) -> list[str]:
    """Return a text on at most two lines of the screen."""
    return wrap(text, _WIDTH, subsequent_indent="  ", max_lines=2, placeholder=" ...",
                break_on_hyphens=False)


def rule_count_text(problem: Problem) -> str:
    """Return how many rules were read and what becomes of them, "" where there are none."""
    count = count_rules(problem)
    if not count.read:
        return ""
    parts = [f"{count.hold} hold" if count.hold != 1 else "1 holds",
             f"{count.off} switched off" if count.off else "",
             f"{count.nothing} {'applies' if count.nothing == 1 else 'apply'} to nothing"
             if count.nothing else ""]
    return f"Rules: {count.read} read; {', '.join(filter(None, parts))}."


def rules_text(plan: Plan) -> str:
    """Return every limit that somebody wrote, in words, with its status."""
    lines = []
    for block, result in zip(plan.solution.families, plan.solution.standings, strict=True):
        if block.family.role in (Role.DEFINITION, Role.DEMAND):
            continue
        lines += [f"{sentence} [{status.value}]" for sentence, status in
                  zip(block.sentences, result.status, strict=True)]
    return "\n".join(lines)


_MOST_MOVES = 20


def verdict_text(verdict: Verdict) -> str:
    """Return what verifying an output found, the worst first."""
    state = ("saved again since it was written, with the same names, amounts and inputs"
             if verdict.resaved else
             "edited since it was written" if verdict.edited else "as it was written")
    lines = [f"{verdict.file}: {state}."]
    if verdict.strays:
        lines.append("Rows of Allocation without a place, so that limits cannot be recomputed:")
        lines += [line for stray in verdict.strays[:_MOST_MOVES] for line in wrap(
            stray, _WIDTH, initial_indent="  - ", subsequent_indent="    ")]
        return "\n".join(lines)
    for must, words in ((True, "that must hold: broken"), (False, "of strength should: broken")):
        found = [one for one in verdict.broken if one.must is must]
        if found:
            lines.append(f"{counted(len(found), 'limit')} {words}:")
            lines += [line for one in sorted(found, key=lambda one: -one.by)
                      for line in _broken_lines(one, verdict.currency)]
    if verdict.holds:
        lines.append("Every limit that must hold is kept.")
    lines.append(f"{counted(verdict.kept, 'limit')} recomputed and kept.")
    if verdict.value is not None and verdict.solved:
        lost = verdict.solved - verdict.value
        lines.append(
            "It meets as much weighted need as the plan as solved." if abs(lost) < _CENT else
            f"It meets {money(round(abs(lost), 2), verdict.currency)} "
            f"{'less' if lost > 0 else 'more'} weighted need than the plan as solved "
            f"({abs(lost) / verdict.solved:.2%}).")
    return "\n".join(lines)


_CENT = 0.01


def _broken_lines(one: Broken, currency: str) -> list[str]:
    by = money(round(one.by, 2), currency) if one.unit is Unit.MONEY else (
        f"{round(one.by, 2):g} {one.unit}")
    source = f" [{one.source}]" if one.source else ""
    return wrap(f"{one.sentence} Broken by {by}.{source}", _WIDTH, initial_indent="  - ",
                subsequent_indent="    ", break_long_words=False)


def moves_text(moves: Sequence[Move], currency: str) -> str:
    """Return the amounts that are other ones now, the largest changes first."""
    ordered = sorted(moves, key=lambda move: -abs(move.after - move.before))
    lines = [f"  {move.named()}: {money(move.before, currency)} -> "
             f"{money(move.after, currency)}" for move in ordered[:_MOST_MOVES]]
    if len(moves) > _MOST_MOVES:
        lines.append(f"  and {len(moves) - _MOST_MOVES} more; --json lists all.")
    return "\n".join(lines)
