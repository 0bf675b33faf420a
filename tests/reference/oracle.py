"""What the program says of a book against what the contract alone says of it.

Each disagreement is a sentence; a book on which both agree has none.
"""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import openpyxl

import optimiser
from optimiser.vocabulary import LimitKind
from reference import Book, Figures
from reference.book import Reader, shuffle
from reference.exact import (
    Amounts,
    Sum,
    allocated,
    attained,
    exact_sums,
    grant_faults,
    rounded_sums,
)
from reference.parts import part_faults
from reference.pulp_statement import Reference, Statement, solve
from reference.whole_statement import WholeStatement

RELATIVE = 1e-6
SAME = 1e-10
"""Values nearer than this, relative, are the same: one euro of a milliard is not."""
HALF_A_CENT, NOISE = 0.005, 1e-8
"""What gives less than the one, or less than a solver's noise of the largest need, gives nothing."""
SENT = Fraction(1, 100)
"""Experts are sent in so many months, and agree to less than one such part with what is used."""
CANNOT_HOLD = frozenset(("E303", "E304", "E305", "E306", "E307", "E308", "E317"))
"""Findings that say of the inputs that no plan can keep them."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How the program ended on a book: its exit code, its plan, what it said."""

    code: int
    plan: optimiser.Plan | None = None
    said: str = ""
    codes: frozenset[str] = frozenset()


def run(book: Book) -> Ended:
    """Return how the program ends on a book."""
    try:
        plan = optimiser.optimise(book)
        plan.table("Limits")  # a plan that cannot be shown is none
        return Ended(0, plan)
    except optimiser.InputError as fault:
        return Ended(3, codes=frozenset(
            one.code for one in fault.findings if one.severity is optimiser.Severity.ERROR))
    except optimiser.AllocateError as fault:
        return Ended(fault.exit_code, said=str(fault)[:200])
    except Exception as fault:  # noqa: BLE001  any other end is a fault to report
        return Ended(1, said=f"{type(fault).__name__}: {fault}"[:200])


def disagreements(book: Book, seed: int) -> list[str]:
    """Return what the program and the contract disagree about on a book."""
    ended = run(book)
    if ended.code in (1, 5, 7):
        return [f"exit {ended.code}: {ended.said}"]
    if ended.code == 3 and not ended.codes <= CANNOT_HOLD:
        return []
    reference = solve(book, WholeStatement)
    if ended.plan is None:
        return list(_of_no_plan(ended, reference))
    if reference is None:
        return ["exit 0, but no plan can keep every limit"]
    if not any(allocated(ended.plan).values()) and _gives_nothing(reference.figures):
        return ["exit 0, but every plan gives nothing"]
    return [*plan_faults(ended.plan, reference), *_of_order(book, ended.plan, seed)]


def plan_faults(plan: optimiser.Plan, reference: Reference) -> list[str]:
    """Return what is wrong with a plan: its stages, its limits in fractions, its value and bound."""
    return [*_of_stages(plan, reference), *_of_limits(plan, reference.figures),
            *_of_proof(plan, reference)]


def _of_no_plan(ended: Ended, reference: Reference | None) -> Iterator[str]:
    if reference is None or _gives_nothing(reference.figures):
        return
    said = ", ".join(sorted(ended.codes)) or ended.said
    yield f"exit {ended.code} ({said}), but there is a plan"


def _gives_nothing(figures: Figures) -> bool:
    """Tell whether every plan gives nothing, though a fund may pay for a need: that is no plan."""
    statement: Statement = WholeStatement(figures)
    most = statement.optimise("use budgets", 0.0)
    nothing = max(HALF_A_CENT, NOISE * statement.scale)
    return _is_payable(figures) and most is not None and most < nothing


def _is_payable(figures: Figures) -> bool:
    """Tell whether a fund with money left may pay for a need that is left."""
    left = {fund: figures.budget(fund) - sum(
        (g for cell, g in figures.commitments.items() if cell[0] == fund), Fraction(0))
        for fund in figures.donor_of}
    return any(left[cell[0]] > 0 and figures.slots[cell[1:]] > figures.committed(cell[1:])
               for cell in figures.cells())


def _of_stages(plan: optimiser.Plan, reference: Reference) -> Iterator[str]:
    """Every stage reaches what the statement reaches, and bounds it."""
    names = [stage.objective for stage in plan.stages]
    if names != [name for name, _ in reference.values]:
        yield f"stages are {names}"
        return
    scale, gave_up = reference.statement.scale, False
    for stage, (name, best) in zip(plan.stages, reference.values, strict=True):
        unit = 1.0 if name in ("raise lowest coverage", "fewest grants") else scale
        off = abs(stage.value - best)
        if name == "fewest grants" and gave_up and best < stage.value:
            continue  # its fewer grants have a euro less of what comes before: room hides it
        gave_up |= name not in ("soft rules", "fewest grants") and (
            best < stage.value - SAME * max(abs(best), 1e-9))
        if off > RELATIVE * max(abs(best), unit):
            yield f"{name} is {stage.value:.9g}, and {best:.9g} can be had"


def _of_limits(plan: optimiser.Plan, figures: Figures) -> Iterator[str]:
    """Each limit that must hold does, exactly, unless it is said to be over by rounding."""
    x = allocated(plan)
    yield from grant_faults(figures, x)
    yield from part_faults(figures, x)
    over = [name.casefold() for name, status in zip(
        plan.limits["Name"], plan.limits["Status"], strict=True) if status == "Over by rounding"]
    for limit in broken_limits(figures, x):
        if limit.name.startswith("experts in") and limit.breach(x) < SENT * len(figures.slots):
            continue  # sent are hundredths of a month, which agree with what is used to less than one
        if not over:
            yield f"{limit.name} is broken by {float(limit.breach(x)):.9g}"
        elif limit.breach(x) >= figures.rounding:
            yield f"{limit.name} is over by a unit or more"


def broken_limits(figures: Figures, x: Amounts) -> list[Sum]:
    """Return the limits that must hold and do not, in fractions."""
    return [one for one in (*exact_sums(figures), *rounded_sums(figures))
            if one.penalty is None and one.breach(x)]


def _of_proof(plan: optimiser.Plan, reference: Reference) -> Iterator[str]:
    """The value is what the amounts meet; nothing is above the bound."""
    proof, figures = plan.proof, reference.figures
    if proof is None:
        yield "nothing is proved"
        return
    value, _ = attained(figures, "meet needs", allocated(plan))
    if abs(proof.value - value) > Fraction(1, 10**9) * max(value, 1):
        yield f"the value is said to be {float(proof.value)}, and is {float(value)}"
    if proof.bound is None:
        return
    if proof.value > proof.bound:
        yield f"the value {float(proof.value)} is above its bound {float(proof.bound)}"
    best = dict(reference.values).get("meet needs")
    given_up = dict(figures.objectives).get("meet needs")
    if proof.of_these_grants and given_up:
        return  # the best choice of grants is not the one of fewest: the bound is of those made
    if best is not None and best > float(proof.bound) * (1 + RELATIVE) + RELATIVE:
        yield f"{best} can be had, above the bound {float(proof.bound)}"


def _of_order(book: Book, plan: optimiser.Plan, seed: int) -> Iterator[str]:
    """The order of rows and sheets changes nothing."""
    other = run(shuffle(book, seed))
    if other.plan is None:
        yield f"in another order, exit {other.code}: {other.said}"
    elif allocated(other.plan) != allocated(plan):
        yield "in another order of rows the plan is another"


def verify_disagreements(book: Book, seed: int, folder: Path) -> list[str]:
    """Edit an amount of an output, and compare what `verify` says with fractions."""
    ended = run(book)
    if ended.plan is None or not len(ended.plan.allocation):
        return []
    path = folder / f"{seed}.xlsx"
    optimiser.write(ended.plan, path)
    figures = Reader(book).figures()
    x = allocated(ended.plan)
    is_over = "Over by rounding" in set(ended.plan.limits["Status"])
    said = {one.name: one.breach(x) for one in broken_limits(figures, x)} if is_over else {}
    found = list(_of_verdict(figures, path, x, said, "as written"))
    x = _edited(path, x, figures, random.Random(seed))
    found += _of_verdict(figures, path, x, said, "after an edit")
    with contextlib.suppress(OSError):
        path.unlink()
    return found


def _edited(path: Path, x: Amounts, figures: Figures, chance: random.Random) -> Amounts:
    """Change one amount of the sheet Allocation, and return the amounts as they stand then."""
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Allocation"]
    heading = next(row for row in sheet.iter_rows() if any(
        cell.value == "Amount" for cell in row))
    column = {str(cell.value): cell.column for cell in heading if cell.value}
    rows = [row for row in range(heading[0].row + 1, sheet.max_row + 1)
            if isinstance(sheet.cell(row, column["Amount"]).value, (int, float))
            and sheet.cell(row, column["Recipient"]).value]
    row = chance.choice(rows)
    changed = float(chance.choice((0, 1, 10, 100)) * figures.rounding)
    elements = [str(sheet.cell(row, column[name]).value or "").casefold() if name in column else ""
                for name in ("Fund", "Recipient", "Activity", "Period")]
    sheet.cell(row, column["Amount"]).value = changed
    workbook.save(path)
    fund, recipient, activity, period = elements
    return {**x, (fund, recipient, activity, period): Fraction(repr(changed))}


def _of_verdict(figures: Figures, path: Path, x: Amounts, said: Mapping[str, Fraction],
                when: str) -> Iterator[str]:
    """Both call an output sound, or both call it broken; `said` is what is over by rounding."""
    verdict = optimiser.verify(path)
    must = [one.name for one in verdict.broken if one.must]
    found = [one.name for one in broken_limits(figures, x)
             if one.breach(x) > said.get(one.name, 0)] + [
                 *grant_faults(figures, x), *part_faults(figures, x)]
    # Only the money was edited: that experts no longer agree with it is no limit of the inputs.
    of_inputs = [one for one in verdict.broken
                 if one.must and one.kind is not LimitKind.EXPERTS_USED]
    if (found and not must) or (of_inputs and not found):
        yield f"verify {when}: it names {must}, and broken are {found}"
