"""What a run is compared with: a plain script, linopy, and the floor below which none can go.

Each takes a workbook of shapes.py, in a process of its own, and returns what the plan is worth.
The scripts do `meet needs` alone: no check of the inputs, no second objective, no audit, no
prices, no formulas; they write the amounts and the needs.
"""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

NEED = ("Recipient", "Activity", "Period")


def plain(book: Path, target: Path) -> float:
    """Read with pandas and openpyxl, solve with PuLP and CBC, write with pandas and openpyxl."""
    import pandas as pd
    import pulp

    needs, budgets, weight = _read(book, "openpyxl")
    model = pulp.LpProblem("plan", pulp.LpMaximize)
    funds = budgets["Fund"].tolist()
    x = {(f, n): pulp.LpVariable(f"x_{i}_{n}", 0) for i, f in enumerate(funds)
         for n in range(len(needs))}
    model += pulp.lpSum(w * x[f, n] for f in funds for n, w in enumerate(weight.tolist()))
    for n, need in enumerate(needs["Need"].tolist()):
        model += pulp.lpSum(x[f, n] for f in funds) <= need
    for f, budget in zip(funds, budgets["Budget"].tolist(), strict=True):
        model += pulp.lpSum(x[f, n] for n in range(len(needs))) <= budget
    model.solve(pulp.PULP_CBC_CMD(msg=False))
    paid = [(f, n, value) for (f, n), var in x.items() if (value := var.value() or 0) > 0.5]
    rows = needs.loc[[n for _, n, _ in paid]].assign(
        Fund=[f for f, _, _ in paid], Amount=[value for *_, value in paid])
    met = rows.groupby(level=0)["Amount"].sum()
    with pd.ExcelWriter(target, engine="openpyxl") as writer:
        rows.to_excel(writer, sheet_name="Allocation", index=False)
        needs.assign(Met=met).to_excel(writer, sheet_name="Needs", index=False)
    return float(pulp.value(model.objective))


def with_linopy(book: Path, target: Path) -> float:
    """Read with pandas and calamine, solve with linopy and HiGHS, write with XlsxWriter."""
    import linopy
    import pandas as pd

    needs, budgets, weight = _read(book, "calamine")
    funds = pd.Index(budgets["Fund"], name="fund")
    rows = pd.RangeIndex(len(needs), name="need")
    model = linopy.Model()
    x = model.add_variables(lower=0, coords=[funds, rows], name="x")
    model.add_constraints(x.sum("fund") <= needs["Need"].set_axis(rows).to_xarray())
    model.add_constraints(x.sum("need") <= budgets.set_axis(funds)["Budget"].to_xarray())
    model.add_objective((x * weight.set_axis(rows).to_xarray()).sum(), sense="max")
    model.solve("highs", output_flag=False)
    found = x.solution.to_series()
    paid = found[found > 0.5]
    table = needs.loc[paid.index.get_level_values("need")].assign(
        Fund=paid.index.get_level_values("fund"), Amount=paid.to_numpy())
    with pd.ExcelWriter(target, engine="xlsxwriter") as writer:
        table.to_excel(writer, sheet_name="Allocation", index=False)
        needs.assign(Met=paid.groupby("need").sum()).to_excel(
            writer, sheet_name="Needs", index=False)
    return float(model.objective.value)


def floor(book: Path, target: Path, ready: Path) -> float:
    """Read with calamine, solve the ready matrix with HiGHS, write the ready rows, nothing else."""
    import highspy
    import python_calamine
    import xlsxwriter

    for sheet in (workbook := python_calamine.CalamineWorkbook.from_path(str(book))).sheet_names:
        workbook.get_sheet_by_name(sheet).to_python()
    program, pages = _ready(ready)
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.passModel(*program)
    highs.run()
    with xlsxwriter.Workbook(target) as output:
        for name, rows in pages.items():
            sheet = output.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, (text, value) in enumerate(row):
                    if text:
                        sheet.write_formula(at, column, text, None, value)
                    elif isinstance(value, str):
                        sheet.write_string(at, column, value)
                    elif value is not None:
                        sheet.write_number(at, column, value)
    return float(-highs.getInfo().objective_function_value)


_ARRAYS = ("cost", "lower", "upper", "row_lower", "row_upper", "start", "index", "value")


def _ready(path: Path) -> tuple[tuple[Any, ...], dict[str, Any]]:
    import highspy
    import numpy as np

    arrays, pages = pickle.loads(path.read_bytes())
    columns = len(arrays["cost"])
    return (columns, len(arrays["row_lower"]), len(arrays["index"]),
            int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMinimize), 0.0,
            *(arrays[name] for name in _ARRAYS), np.zeros(columns, np.int32)), pages


def make_ready(plan: Any, path: Path) -> None:
    """Keep the linear program of a plan's needs, and every cell of its output, for the floor."""
    from optimiser.api.plans import _log
    from optimiser.model.objectives import cost_of
    from optimiser.model.program import build_program
    from optimiser.report.draft import Draft
    from optimiser.report.layout import Formula
    from optimiser.report.registry import pages
    from optimiser.vocabulary import ObjectiveName

    program = build_program(plan.solution.problem)
    linear = program.linear.with_cost(cost_of(program, ObjectiveName.MEET_NEEDS))
    arrays = {name: getattr(linear, name) for name in _ARRAYS}
    made = pages(Draft(plan.solution, plan.inputs, _log(plan)))
    cells = {page.name: [[(cell.text, cell.value) if isinstance(cell, Formula) else ("", cell)
                          for cell in row] for row in page.rows] for page in made}
    path.write_bytes(pickle.dumps((arrays, cells)))


def _read(book: Path, engine: str) -> tuple[Any, Any, Any]:
    """Return needs, budgets and the weight of each need, as pandas has them."""
    import pandas as pd

    tables = pd.read_excel(book, sheet_name=None, engine=engine)
    needs, budgets = tables["Needs"], tables["Budgets"]
    weight = pd.Series(1.0, index=needs.index)
    for sheet, figure in (("Recipients", "Severity"), ("Activities", "Priority")):
        if sheet in tables:
            key = sheet[:-3] + "y" if sheet.endswith("ies") else sheet[:-1]
            weight *= needs[key].map(tables[sheet].set_index(key)[figure])
    return needs, budgets, weight
