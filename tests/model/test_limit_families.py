"""Every family of limits: solved by hand, and written out as a linear program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cases import CASES, Case

import optimiser
from optimiser.model import limits as families
from optimiser.model.family import Family
from optimiser.model.program import Program, build_program
from optimiser.plan.earlier import with_earlier
from optimiser.problem.build import build_problem
from optimiser.solving.engines.highs import write_program

GOLDEN = Path(__file__).parent / "golden"
MODULES = list(dict.fromkeys(
    family.build.__module__.rpartition(".")[2] for family in families.FAMILIES))
"""The modules of the families: one golden program each."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.family}-{case.name}")
def test_a_plan_is_the_one_solved_by_hand(case: Case, tmp_path: Path) -> None:
    plan = optimiser.optimise(case.book, earlier=earlier_output(case, tmp_path))
    given = plan.allocation.groupby(["Fund", "Recipient"])["Amount"].sum()
    assert {key: amount for key, amount in given.items() if amount} == case.amounts


@pytest.mark.parametrize("module", MODULES)
def test_every_module_has_two_hand_solved_problems_and_a_golden_program(module: str) -> None:
    assert sum(case.family == module for case in CASES) >= 2
    assert (GOLDEN / f"{module}.lp").is_file()


@pytest.mark.parametrize("family", families.FAMILIES, ids=lambda family: family.kind.name.lower())
def test_every_family_says_what_it_enforces(family: Family) -> None:
    text = family.build.__doc__ or ""
    for word in ("Enforces:", "Applies to:", "Units:", "Source:"):
        assert word in text


@pytest.mark.parametrize("module", MODULES)
def test_a_family_reads_as_its_golden_program(module: str, tmp_path: Path) -> None:
    """The whole small program, with readable names, is what was checked by eye."""
    case = next(case for case in CASES if case.family == module)
    assert written(case, tmp_path) == (GOLDEN / f"{module}.lp").read_text(encoding="utf-8")


def earlier_output(case: Case, folder: Path) -> Path | None:
    """Return the output of the plan that stands already, None where there is none."""
    if case.earlier is None:
        return None
    path = folder / "earlier.xlsx"
    optimiser.write(optimiser.optimise(case.earlier), path)
    return path


def written(case: Case, folder: Path) -> str:
    """Return a case's program in the LP format, unscaled and with readable names."""
    inputs, earlier = optimiser.load(case.book), earlier_output(case, folder)
    if earlier is not None:
        inputs = with_earlier(inputs, earlier)[0]
    program = build_program(build_problem(inputs))
    path = folder / "program.lp"
    write_program(_unscaled(program), str(path), _columns(program), _rows(program))
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(line.rstrip() for line in lines if not line.startswith("\\")) + "\n"


def _unscaled(program: Program) -> object:
    from dataclasses import replace

    from optimiser.model.objectives import cost_of
    from optimiser.vocabulary import ObjectiveName

    linear = program.linear.with_cost(
        cost_of(program, ObjectiveName.MEET_NEEDS) * program.weight_scale)
    rows = linear.row_of_entry()
    return replace(
        linear,
        value=linear.value * program.row_scale[rows] / program.column_scale[linear.index],
        row_lower=linear.row_lower * program.row_scale,
        row_upper=linear.row_upper * program.row_scale)


def _columns(program: Program) -> list[str]:
    names = []
    for kind, grid, dimensions in (
            ("give", program.columns.allocation, ("fund", "recipient", "period")),
            ("meet", program.columns.met, ("recipient", "period", "tier")),
            ("send", program.columns.deployment, ("donor", "recipient", "period")),
            ("made", program.columns.grant, ("fund", "recipient", "activity"))):
        names += [_safe(kind, *(program.problem.names_of(d)[grid.along[d][at]]
                                for d in dimensions)) for at in range(len(grid))]
    names += [_safe("part", *(program.problem.names_of(d)[one] for d, chosen in part.where
                              for one in chosen)) for part in program.columns.parts.number_of]
    return names + [f"breach_{at}" for at in range(len(program.breach.column))]


def _rows(program: Program) -> list[str]:
    return [_safe(name) for block in program.limits for name in block.names]


def _safe(*parts: str) -> str:
    return "_".join(re.sub(r"\W+", "_", part).strip("_") for part in parts if part)
