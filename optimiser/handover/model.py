"""The linear program of the main objective, in base currency, with names."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import numpy as np

from optimiser.errors import UsageError
from optimiser.handover.cells import as_text
from optimiser.handover.model_files import lp_text, mps_text
from optimiser.handover.model_names import HEADINGS, name_columns, name_rows
from optimiser.model.objectives import OBJECTIVES, cost_of
from optimiser.model.program import LinearProgram, Program, build_program
from optimiser.problem.types import Problem
from optimiser.solving.engines import highs
from optimiser.solving.engines.runner import Runner
from optimiser.solving.finding.grants import keep
from optimiser.solving.finding.stages import run_stages
from optimiser.vocabulary import ObjectiveName


def main_stage(program: Program) -> tuple[LinearProgram, str]:
    """Return the program of `meet needs` in base currency, and the name of its objective.

    Objectives before it are held as the solver holds them: limits that they price become
    equalities, columns that they leave out are fixed, and a tolerance becomes a row. Where
    `meet needs` is not an objective, the first linear one stands in. Raises NoPlanError,
    NotProvedError, or UsageError where no objective is linear.
    """
    if len(program.linear.whole):
        return _with_grants(program)
    solved = run_stages(program, Runner(highs.solve))
    if solved.priced is None:
        raise UsageError("None of the objectives is a linear program of its own.",
                         "Add the objective meet needs to the sheet Objectives.")
    priced = solved.priced
    return _in_money(program, priced.program, priced.objective), priced.objective


def _with_grants(program: Program) -> tuple[LinearProgram, str]:
    """Return the program in whole numbers; rows keep what the objectives before it reach."""
    run, face = Runner(highs.solve), program.linear
    names = [objective.name for objective in program.problem.objectives]
    plain = [name for name in names if OBJECTIVES[name].cost is not None
             and name is not ObjectiveName.SOFT_RULES]
    main = next((name for name in (ObjectiveName.MEET_NEEDS, *plain) if name in plain), None)
    if main is None:
        raise UsageError("None of the objectives is a linear program of its own.",
                         "Add the objective meet needs to the sheet Objectives.")
    for objective in program.problem.objectives[:names.index(main)]:
        face = keep(program, face, objective, run)[0]
    cost = np.zeros(face.columns)
    cost[:program.linear.columns] = cost_of(program, main)
    return _in_money(program, face.with_cost(cost), main), main


def _in_money(program: Program, scaled: LinearProgram, main: ObjectiveName) -> LinearProgram:
    """Undo the scaling, which is by powers of two, so that no digit changes."""
    column, unit = program.column_scale, OBJECTIVES[main].unit(program)
    row = np.concatenate([program.row_scale,
                          np.full(scaled.rows - len(program.row_scale), program.scale)])
    return replace(
        scaled,
        cost=scaled.cost * unit / column,
        lower=scaled.lower * column, upper=scaled.upper * column,
        row_lower=scaled.row_lower * row, row_upper=scaled.row_upper * row,
        value=scaled.value * row[scaled.row_of_entry()] / column[scaled.index])


def model_texts(problem: Problem, form: str) -> tuple[str, str]:
    """Return the text of the .lp or .mps file and of its names table.

    Raises NoPlanError, NotProvedError or UsageError.
    """
    program = build_program(problem)
    linear, objective = main_stage(program)
    columns, rows = name_columns(program), name_rows(program, linear.rows)
    note = (f"The objective '{objective}' as a minimum, in the base currency.\n"
            "The names table beside this file says what each column and row is.")
    write = lp_text if form == "lp" else mps_text
    text = write(linear, [one.name for one in columns], [one.name for one in rows], note)
    table = io.StringIO(newline="")
    lines = csv.writer(table)
    lines.writerow(HEADINGS)
    for what, named in (("column", columns), ("row", rows)):
        lines.writerows([as_text(cell) for cell in one.line(what)] for one in named)
    return text, table.getvalue()
