"""Two plans side by side: what moved, which limits bind now, which inputs changed."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path

import numpy as np

from optimiser.errors import UsageError
from optimiser.frozen import frozen
from optimiser.handover.reopened import reopened_plan
from optimiser.model.family import Role
from optimiser.model.rows import Limits
from optimiser.names import name_key
from optimiser.plan.reopen import read_output
from optimiser.plan.types import LimitResults, Solution, Status
from optimiser.tables.columns import Column
from optimiser.tables.entries import in_words, is_percentage
from optimiser.tables.schema import SHEETS
from optimiser.tables.table import Inputs, Table, type_of_kind
from optimiser.vocabulary import Relation, Unit

DIMENSIONS = ("recipient", "donor", "activity", "fund", "period")
_CAUSES = ("Budgets", "Needs", "Capacity", "Commitments", "Expertise")
_ALIKE = 0.005
"""What sums of floats may differ by, in a limit's unit."""
Cell = tuple[str, str, str, str]
"""Names of fund, recipient, activity and period."""


@frozen
class Side:
    """One of the two plans: where it comes from, its plan, its inputs, and what is open in it."""

    name: str
    plan: Solution
    inputs: Inputs
    near: str = ""


@frozen
class Moved:
    """An amount in both plans, in base currency."""

    name: str
    before: Fraction
    after: Fraction

    @property
    def change(self) -> Fraction:
        """What the second plan gives more, negative where it gives less."""
        return self.after - self.before


@frozen
class Changed:
    """A figure or a text of the inputs that differs; "" stands for blank or for no such row."""

    table: str
    row: str
    column: str
    before: str
    after: str

    def words(self) -> str:
        """Say the change in one line."""
        if not self.column:
            return f"{self.table}: {self.row} {'added' if self.after else 'left out'}"
        return (f"{self.table}: {self.row}, {self.column} "
                f"{self.before or 'blank'} -> {self.after or 'blank'}")


@frozen
class Stands:
    """How a plan stands under a limit, in its unit: what it allows, what is there, what lacks.

    `short` is 0 where the limit is kept.
    """

    limit: float
    value: float
    short: float


@frozen
class Missed:
    """A limit that the two plans do not miss alike; None of a plan that has no such limit.

    `is_wish` tells wishes from what must hold.
    """

    name: str
    relation: Relation
    unit: Unit
    is_wish: bool
    before: Stands | None
    after: Stands | None


@frozen(eq=False)
class Comparison:
    """What differs between two plans.

    `totals` holds, for each dimension, every element of either plan; `cells` only those that
    moved; `began` and `ceased` name limits that both plans keep; `missed` holds those that the two
    plans do not miss alike; `near` says of each plan that is
    not proved the best what its search left open.
    """

    names: tuple[str, str]
    currency: str
    totals: Mapping[str, tuple[Moved, ...]]
    cells: tuple[Moved, ...]
    began: tuple[str, ...]
    ceased: tuple[str, ...]
    inputs: tuple[Changed, ...]
    near: tuple[str, ...] = ()
    missed: tuple[Missed, ...] = ()

    @property
    def allocated(self) -> Moved:
        """What is allocated in all."""
        rows = self.totals["recipient"]
        return Moved("Allocated", sum((r.before for r in rows), Fraction(0)),
                     sum((r.after for r in rows), Fraction(0)))

    @property
    def moved(self) -> Fraction:
        """The money that lies elsewhere: half of all differences where the sum is the same."""
        return sum((max(one.change, Fraction(0)) for one in self.cells), Fraction(0))


def opened(path: Path) -> Side:
    """Return the plan of an output workbook as it stands; raise InputError or UsageError."""
    output = read_output(path)
    return Side(path.name, reopened_plan(output), output.inputs, output.near)


def compare(one: Side, other: Side) -> Comparison:
    """Compare two plans; raise UsageError where their base currencies differ."""
    currency = one.plan.problem.currency
    if name_key(currency) != name_key(other.plan.problem.currency):
        raise UsageError(f"{one.name} is in {currency}, {other.name} in "
                         f"{other.plan.problem.currency}: amounts cannot be compared.",
                         "Make both plans in the same base currency.")
    before, after = _amounts(one.plan), _amounts(other.plan)
    nothing = Fraction(0)
    cells = [Moved(" / ".join(filter(None, key)), before.get(key, nothing),
                   after.get(key, nothing)) for key in dict.fromkeys([*before, *after])
             if before.get(key, nothing) != after.get(key, nothing)]
    bound_before, bound_after = _binding(one.plan), _binding(other.plan)
    both = [name for name in bound_before if name in bound_after]
    return Comparison(
        (one.name, other.name), currency,
        {dimension: tuple(_totals(one.plan, other.plan, dimension)) for dimension in DIMENSIONS},
        # Floats sort a hundred thousand amounts in a moment; equal ones go by name all the same.
        tuple(sorted(cells, key=lambda c: (-abs(float(c.change)), c.name))),
        tuple(n for n in both if bound_after[n] and not bound_before[n]),
        tuple(n for n in both if bound_before[n] and not bound_after[n]),
        tuple(_changes(one.inputs, other.inputs)),
        tuple(f"{side.name}: {side.near}" for side in (one, other) if side.near),
        tuple(_missed(one.plan, other.plan)))


def _amounts(plan: Solution) -> dict[Cell, Fraction]:
    problem, along, unit = plan.problem, plan.columns.allocation.along, plan.unit
    return {
        (problem.funds.names[along["fund"][cell]],
         problem.recipients.names[along["recipient"][cell]],
         problem.activities.names[along["activity"][cell]],
         problem.periods[along["period"][cell]]): int(plan.amounts[cell]) * unit
        for cell in np.flatnonzero(plan.amounts).tolist()}


def _totals(one: Solution, other: Solution, dimension: str) -> Iterator[Moved]:
    """Yield what each element of either plan gives or gets, in the order of the first."""
    sums: list[dict[str, Fraction]] = []
    shown: dict[str, str] = {}
    for plan in (one, other):
        total: dict[str, Fraction] = defaultdict(Fraction)
        names = plan.problem.names_of(dimension)
        units = np.zeros(len(names), dtype=np.int64)
        given = np.flatnonzero(plan.amounts)
        np.add.at(units, plan.columns.allocation.along[dimension][given], plan.amounts[given])
        for name, count in zip(names, units.tolist(), strict=True):
            shown.setdefault(name_key(name), name)
            total[name_key(name)] += count * plan.unit
        sums.append(total)
    for key, name in shown.items():
        yield Moved(name, sums[0].get(key, Fraction(0)), sums[1].get(key, Fraction(0)))


def _binding(plan: Solution) -> dict[str, bool]:
    """Tell whether limits, but those of needs, are full; of those that are missed, nothing."""
    return {name: status is not Status.NOT_BINDING for block, result in _limits(plan)
            for name, status in zip(block.names, result.status, strict=True)
            if status is not Status.BROKEN}


def _limits(plan: Solution) -> Iterator[tuple[Limits, LimitResults]]:
    """Yield the limits but those of needs, and how they stand."""
    for block, result in zip(plan.families, plan.standings, strict=True):
        if block.family.role is Role.LIMIT:
            yield block, result


def _missed(one: Solution, other: Solution) -> Iterator[Missed]:
    """Yield the limits that the two plans do not miss alike, wishes first."""
    before, after = (dict(_standing(plan)) for plan in (one, other))
    wishes = _wishes(one) | _wishes(other)
    found = []
    for key in dict.fromkeys([*before, *after]):
        first, second = before.get(key), after.get(key)
        if abs((first.short if first else 0.0) - (second.short if second else 0.0)) > _ALIKE:
            found.append(Missed(*key, key[0] in wishes, first, second))
    yield from sorted(found, key=lambda one: not one.is_wish)


def _standing(plan: Solution) -> Iterator[tuple[tuple[str, Relation, Unit], Stands]]:
    """Yield each limit's name, relation and unit, and how the plan stands under it."""
    for block, result in _limits(plan):
        for name, status, limit, value, slack in zip(
                block.names, result.status, result.limit.tolist(), result.value.tolist(),
                result.slack.tolist(), strict=True):
            short = max(-slack, 0.0) if status is Status.BROKEN else 0.0
            yield (name, block.relation, block.unit), Stands(limit, value, short)


def _wishes(plan: Solution) -> set[str]:
    """Return the names of the limits that are wishes."""
    return {name for block, _ in _limits(plan)
            for name, penalty in zip(block.names, block.penalties().tolist(), strict=True)
            if not math.isnan(penalty)}


def _changes(one: Inputs, other: Inputs) -> Iterator[Changed]:
    """Yield what differs in the inputs, the tables that cause most first."""
    order = [*_CAUSES, *(sheet.name for sheet in SHEETS if sheet.name not in _CAUSES)]
    sheets = {sheet.name: sheet for sheet in SHEETS}
    for name in order:
        sheet, before, after = sheets[name], one.table(name), other.table(name)
        first, second = (_rows(table, sheet.identity) for table in (before, after))
        for key in dict.fromkeys([*first, *second]):
            shown = key[1]
            if key not in second:
                yield Changed(name, shown, "", shown, "")
            elif key not in first:
                yield Changed(name, shown, "", "", shown)
            else:
                for column in sheet.columns:
                    values = (_shown(before, column, first[key]),
                              _shown(after, column, second[key]))
                    if values[0] != values[1] and column.heading not in ("Source", "Reason"):
                        yield Changed(name, shown, column.heading, *values)


def _rows(table: Table, identity: tuple[str, ...]) -> dict[tuple[str, str], int]:
    """Return the rows by what identifies them, or by their order where nothing does."""
    rows: dict[tuple[str, str], int] = {}
    for row in range(len(table)):
        named = [str(_text(table, heading, row)) for heading in identity] or [f"row {row + 1}"]
        rows.setdefault((name_key("|".join(named)), " / ".join(filter(None, named))), row)
    return rows


def _text(table: Table, heading: str, row: int) -> object:
    values = table.values.get(heading)
    if values is None:
        return ""
    value = values[row]
    return f"{value:.10g}" if isinstance(value, float) else value


def _shown(table: Table, column: Column, row: int) -> str:
    """Return a cell with its default, as a person would write it."""
    if column.kind not in type_of_kind:
        return str(table.text(column.heading)[row])
    return in_words(column, float(table.number(column.heading)[row]),
                    percent=is_percentage(table, row, column.heading))
