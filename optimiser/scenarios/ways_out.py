"""A way out of inputs that leave no plan, as cells of those inputs."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from optimiser.plan.diagnosis import Step, Way
from optimiser.problem.money import fraction_of
from optimiser.scenarios.changes import Cells
from optimiser.tables.columns import Kind
from optimiser.tables.entries import Entry
from optimiser.tables.schema import sheet_of
from optimiser.tables.table import Inputs, type_of_kind
from optimiser.vocabulary import ValueIs

_CENTS = 100
_MILLIONTHS = 1_000_000


def as_cells(inputs: Inputs, way: Way) -> Cells | None:
    """Return the cells that a way out changes; None where one of its figures is in no one cell.

    A figure is never changed by less than the way asks for: what its cell cannot hold exactly is
    rounded to the side that loosens.
    """
    entries = []
    for step in way.steps:
        for cell in step.cells or (step.source,):
            entry = _cell(inputs, way, step, cell)
            if entry is None:
                return None
            entries.append(entry)
    return Cells(tuple(entries))


def _cell(inputs: Inputs, way: Way, step: Step, cell: str) -> Entry | None:
    for name, table in inputs.tables.items():
        for heading, values in table.values.items():
            kind = sheet_of(name).column(heading).kind
            if type_of_kind.get(kind) is not float:
                continue
            for row in np.flatnonzero(~np.isnan(values)).tolist():
                if table.address(row, heading) == cell:
                    value = _change(step, fraction_of(float(values[row])), kind, way.problem.unit)
                    return None if value is None else Entry(name, row, heading, value)
    return None


def _change(step: Step, old: Fraction, kind: Kind, unit: int) -> float | None:
    """Return what a cell is to hold: in its own currency and unit, or as a share."""
    if step.value:
        # What the cell holds and what it comes to in base currency move in step.
        exactly = old * step.changed / step.value
    elif kind in (Kind.MONEY, Kind.QUANTITY) and step.value_is is ValueIs.MONEY:
        exactly = step.changed / unit
    else:
        exactly = step.changed
    parts = _CENTS if step.value_is is ValueIs.MONEY and kind is not Kind.SHARE else _MILLIONTHS
    towards = math.ceil if step.changed > step.value else math.floor
    return towards(exactly * parts) / parts
