"""Nothing is written whose value is further from its bound than rounding and tolerances explain.

A proof of 72% is no proof of the best plan: something went wrong on the way to it, in a scale, a
tolerance or a step that moves money without loss. Three places are looked at, each by figures that
the one before did not make: what a stage reached against what its duals prove, the plan before
rounding against what every stage reached, and those against the bound that the audit proved.
"""

from __future__ import annotations

import numpy as np

from optimiser.errors import AuditError, NoProofError
from optimiser.model.limits.experts import EXPERTS_USED
from optimiser.model.objectives import OBJECTIVES, cost_of, coverage_rows
from optimiser.model.program import Program
from optimiser.plan.types import DEPLOYMENT_UNIT, Proof, Proved, Solution, Stage
from optimiser.problem.arrays import Floats
from optimiser.solving.finding.stages import Solved
from optimiser.vocabulary import ObjectiveName

_CLOSE = 1e-6
"""Share of a value, or of a typical need, that is a solver's noise."""
_BLUNT = 1e-5
"""Likewise of the audit's bound: other solvers give prices of eight digits."""
_UNITS = 12
"""Units a cell that rounding may add to a bound, where a limit is over by rounding."""
_REPORT = "This is a fault of the program; please report it with the inputs."


def require_reached(program: Program, solved: Solved, x: Floats) -> None:
    """Raise where a stage is not proved by its duals, or a plan before rounding is short of one.

    `x` is in the program's scale, shape (columns,) at least. Raises NoProofError or AuditError.
    """
    for stage in solved.stages:
        unit = OBJECTIVES[stage.objective].unit(program)
        noise = _CLOSE * max(abs(stage.value), unit)
        if stage.status is Proved.OPTIMAL and abs(stage.bound - stage.value) > noise:
            raise NoProofError(
                f"The solver calls {stage.value:,.9g} the best of \"{stage.objective}\", but its "
                f"own prices prove no more than {stage.bound:,.9g}.",
                "Try another solver with --solver.")
        short = _short(program, stage, x)
        if short > stage.tolerance * abs(stage.value) + noise:
            raise AuditError(f"The plan is short of what \"{stage.objective}\" reached by "
                             f"{short:,.9g}.", _REPORT)


def _short(program: Program, stage: Stage, x: Floats) -> float:
    """Return by how much a plan is worse in an objective than its stage, in natural units."""
    model = OBJECTIVES[stage.objective]
    if model.cost is None:
        reached = [float(factor @ x[index]) for index, factor in coverage_rows(program)[1]]
        return stage.value - min(reached, default=0.0)
    if model.is_idle(program):
        return 0.0
    cost = cost_of(program, stage.objective)
    return model.sense.value * (float(cost @ x[:len(cost)]) * model.sense.value
                                * model.unit(program) - stage.value)


def _of_experts(program: Program, dual: Floats) -> float:
    """Return what rounding experts to hundredths of a month may add to a bound, at their price."""
    if not len(dual):
        return 0.0
    price = sum(float(np.abs(dual[first:first + len(block)]).sum())
                for first, block in program.blocks(EXPERTS_USED))
    return float(DEPLOYMENT_UNIT) * price


def require_bounded(program: Program, solved: Solved, plan: Solution, proof: Proof) -> None:
    """Raise NoProofError where the audit proves less of the most need met than its stage did.

    Where other objectives come first its bound is that of all plans, and may be far off rightly.
    So may it be where somebody takes part or units are whole, which its prices do not see, and
    where wishes are broken, be it by rounding alone, which may weigh unlike each other.
    """
    names = [stage.objective for stage in solved.stages]
    columns = program.columns
    if proof.bound is None or solved.priced is None or ObjectiveName.MEET_NEEDS not in names:
        return
    if len(columns.part) or len(columns.unit) or proof.of_these_wishes:
        return
    at = names.index(ObjectiveName.MEET_NEEDS)
    stage = solved.stages[at]
    if stage.status is not Proved.OPTIMAL or any(
            before.objective is not ObjectiveName.SOFT_RULES or before.value or before.tolerance
            for before in solved.stages[:at]):
        return
    weight = float(np.max(program.problem.needs.weight, initial=0.0))
    unit = OBJECTIVES[stage.objective].unit(program)
    rounding = _UNITS * float(plan.unit) * weight * len(plan.amounts) + _of_experts(
        program, solved.priced.outcome.dual) * unit
    if float(proof.bound) - stage.value > _BLUNT * max(abs(stage.value), unit) + rounding:
        raise NoProofError(
            f"The plan scores {float(proof.value):,.9g} points, and that no plan scores more than "
            f"{float(proof.bound):,.9g} is all that could be proved: rounding and tolerances do "
            "not explain the difference.", "Try another solver with --solver.")
