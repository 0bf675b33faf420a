"""The report in the making: the plan, its rows, and where each table will stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from optimiser.plan.types import DEPLOYMENT_UNIT, Solution, Status
from optimiser.plan.wish_words import granted_words, wish_words
from optimiser.problem.arrays import Floats, Ints, floats, sum_by
from optimiser.problem.keys import LimitKey
from optimiser.problem.types import Problem
from optimiser.report.layout import Area, Heading, Page
from optimiser.tables.notes import Note, by_code
from optimiser.tables.table import Inputs

if TYPE_CHECKING:
    from optimiser.report.log import RunLog
    from optimiser.report.sheet import Sheet


class Draft:
    """A plan and its inputs, with the tables that several sheets need worked out once.

    Amounts are in base currency. Rows of `Allocation` are the cells with an amount, in the
    order of funds, recipients, activities and periods.
    """

    def __init__(self, plan: Solution, inputs: Inputs, log: RunLog | None = None,
                 more: Iterable[Page] = (), *, names_commands: bool = True) -> None:
        """Take a plan, its inputs, what its run records, and pages that come with it.

        `names_commands` is False for readers in a browser, who have no terminal to type one in.
        `sheets` are those that its output has, once the registry has settled their places,
        `built` their pages as they are made; `summed` are sums over selections as formulas
        write them, which many limits share.
        """
        self.plan = plan
        self.inputs = inputs
        self.log = log
        self.names_commands = names_commands
        self.brought = {page.name: page for page in more}
        self.sheets: tuple[Sheet, ...] = ()
        self.built: dict[str, Page] = {}
        self._areas: dict[str, Area] = {}
        self.summed: dict[object, str] = {}

    @property
    def problem(self) -> Problem:
        """The problem that the plan answers."""
        return self.plan.problem

    @property
    def currency(self) -> str:
        """The base currency."""
        return self.plan.problem.currency

    def settle(self, sheet: str, headings: Sequence[Heading], rows: int) -> Area:
        """Settle where a table stands; formulas of other sheets may then point at it."""
        area = Area(sheet, tuple(heading.name for heading in headings), rows)
        self._areas[sheet] = area
        return area

    def area(self, sheet: str) -> Area:
        """Return where a table stands."""
        return self._areas[sheet]

    def has(self, sheet: str) -> bool:
        """Tell whether the output has a sheet."""
        return sheet in self._areas

    @cached_property
    def cells(self) -> Ints:
        """The cells with an amount, in the order of the Allocation sheet."""
        along = self.plan.columns.allocation.along
        chosen = np.flatnonzero(self.plan.amounts)
        order = np.lexsort(tuple(along[name][chosen] for name in
                                 ("period", "activity", "recipient", "fund")))
        return chosen[order]

    @cached_property
    def wishes(self) -> Mapping[LimitKey, str]:
        """What is said of each wish that was not granted, or at a cost, by its limit."""
        found = {}
        for wish in self.plan.wishes:
            block, at = self.plan.limit(wish.limit)
            found[block.key(at)] = wish_words(self.plan, wish)
        for granted in self.plan.wishes_at_a_cost:
            for limit in granted.limits:
                if self.plan.status(limit) is Status.BINDING:
                    block, at = self.plan.limit(limit)
                    found[block.key(at)] = granted_words(self.plan, granted)
        return found

    @cached_property
    def notes(self) -> Mapping[str, Note]:
        """The notes of the inputs by the codes that sources name in brackets."""
        return by_code(self.inputs.notes)

    @cached_property
    def amounts(self) -> Floats:
        """The amount of every cell, in base currency."""
        many, parts = self.plan.unit.as_integer_ratio()
        return np.array([units * many / parts for units in self.plan.amounts.tolist()])

    @cached_property
    def whole(self) -> Floats:
        """The values of the columns that take whole numbers only, such as grants made."""
        return self.plan.columns.in_whole(self.plan.amounts)

    @cached_property
    def deployments(self) -> Ints:
        """The deployments of more than nothing, in the order of the Deployments sheet."""
        along = self.plan.columns.deployment.along
        chosen = np.flatnonzero(self.plan.deployed)
        order = np.lexsort(tuple(along[name][chosen] for name in
                                 ("period", "recipient", "expertise", "donor")))
        return chosen[order]

    @cached_property
    def months(self) -> Floats:
        """The expert-months of every deployment."""
        return self.plan.deployed.astype(np.float64) * float(DEPLOYMENT_UNIT)

    @cached_property
    def committed(self) -> Floats:
        """The commitments in base currency, in the order of the inputs."""
        return floats(self.problem.commitments.exact)

    def allocated_by(self, dimension: str) -> Floats:
        """Return what is allocated by the elements of a dimension."""
        along = self.plan.columns.allocation.along[dimension]
        return _by(along, self.amounts, len(self.problem.names_of(dimension)))

    def committed_by(self, dimension: str) -> Floats:
        """Return what is committed by the elements of a dimension."""
        along = self.plan.columns.committed.along[dimension]
        return _by(along, self.committed, len(self.problem.names_of(dimension)))

    @cached_property
    def need_rows(self) -> Mapping[str, Floats]:
        """Need, committed, allocated and unmet of every row of Needs (see `fill_needs`)."""
        return fill_needs(self.plan, self.amounts)

    def need_by(self, dimension: str, column: str) -> Floats:
        """Return a column of the needs by recipients or activities."""
        along = {"recipient": self.problem.needs.recipient,
                 "activity": self.problem.needs.activity}[dimension]
        return _by(along, self.need_rows[column], len(self.problem.names_of(dimension)))


def _by(along: Ints, values: Floats, count: int) -> Floats:
    return sum_by(along, values, count) if count else np.zeros(0)


class Fill(NamedTuple):
    """How the tiers of one requirement fill: its rows of Needs in falling order of weight."""

    rows: tuple[int, ...]


def fills(plan: Solution) -> tuple[Fill, ...]:
    """Return the rows of each requirement in the order in which money fills them."""
    needs = plan.problem.needs
    order = np.lexsort((np.arange(len(needs.amount)), -needs.weight, needs.requirement))
    cuts = np.flatnonzero(np.diff(needs.requirement[order])) + 1
    return tuple(Fill(tuple(part.tolist())) for part in np.split(order, cuts) if len(part))


def fill_needs(plan: Solution, amounts: Floats) -> Mapping[str, Floats]:
    """Share out what each requirement has and gets over its tiers, shape (needs,) each.

    The last tier takes what commitments give beyond the need. `Before` is what the tiers ask
    for that fill before a row. Each step is that of the formulas of the sheet Needs.
    """
    problem, columns = plan.problem, plan.columns
    need = problem.needs.amount
    count = len(problem.requirements.need)
    given = sum_by(columns.requirement, amounts, count) if count else np.zeros(0)
    committed_to = floats(problem.requirements.committed)
    committed, allocated, before = (np.zeros(len(need)) for _ in range(3))
    for fill in fills(plan):
        requirement = int(problem.needs.requirement[fill.rows[0]])
        has, gets, asked = float(committed_to[requirement]), float(given[requirement]), 0.0
        for at, row in enumerate(fill.rows):
            is_last, before[row] = at == len(fill.rows) - 1, asked
            left = has - asked
            committed[row] = max(left if is_last else min(left, need[row]), 0.0)
            left = gets - (asked - min(has, asked))
            allocated[row] = max(left if is_last else min(left, need[row] - committed[row]), 0.0)
            asked += need[row]
    return {"Need": need, "Committed": committed, "Allocated": allocated, "Before": before,
            "Unmet": np.maximum(need - committed - allocated, 0.0)}
