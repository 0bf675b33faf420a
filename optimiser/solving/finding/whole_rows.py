"""What a plan in whole units has to keep, in whole numbers: no tolerance, no float.

A column is a cell of the allocation in units of Rounding, a deployment in hundredths of an
expert-month, a grant that is made or not, or a part that is taken or not. Every limit is multiplied
by the least number that makes its coefficients whole, so that its sum is a whole number too and its
bound can be rounded to the next one inside without losing a plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor, gcd, lcm

import numpy as np

from optimiser.frozen import frozen
from optimiser.model.columns import Grid, Of
from optimiser.model.family import Role
from optimiser.model.limits.experts import EXPERTS_USED
from optimiser.model.limits.met_need import MET_NEED, NEED
from optimiser.model.program import Program
from optimiser.model.rows import Limits, Term, match, without_limits
from optimiser.plan.types import DEPLOYMENT_UNIT
from optimiser.problem.arrays import Bools, Floats, Ints, nearest_float
from optimiser.problem.left import left_of_requirements
from optimiser.solving.finding.exact_sums import exact_sums
from optimiser.vocabulary import ObjectiveName, Relation, Unit

_SAFE = 2**62
NO_LIMIT = -1
"""The number of a row that stands for no limit of the model: a requirement's need."""


@frozen
class WholeRows:
    """low <= A u <= high in whole numbers, None where a side is open.

    The entries of row i are `column` and `value` from `start[i]` to `start[i + 1]`; `value` holds
    Python's own whole numbers where 64 bits might not do. A sum of 1 is `size[i]` of the limit's
    own unit, and a unit of Rounding (or a hundredth of an expert-month) is a sum of `unit[i]`;
    `ends` are the bounds before they went to whole numbers. `limit` shape (rows,) is the number
    of the limit among all of the program's, NO_LIMIT for a need. `may_give_way` tells
    rows of what somebody chose, `is_wish` those of strength should, both shape (rows,).
    """

    start: Ints
    column: Ints
    value: Ints
    low: list[int | None]
    high: list[int | None]
    ends: list[tuple[Fraction | None, Fraction | None]]
    size: list[Fraction]
    unit: list[Fraction]
    limit: Ints
    may_give_way: Bools
    is_wish: Bools
    columns: int

    def __len__(self) -> int:
        return len(self.low)

    def sums(self, units: Ints) -> list[int]:
        """Return A u, shape (rows,), exactly."""
        return exact_sums(self.start, self.column, self.value, units)

    def row_of(self, entry: Ints) -> Ints:
        """Return the rows of some entries, shape (entries,)."""
        row: Ints = np.searchsorted(self.start, entry, side="right") - 1
        return row

    def in_units(self) -> Floats:
        """Return the entries for one unit of Rounding each, shape (entries,)."""
        row = np.repeat(np.arange(len(self)), np.diff(self.start))
        if self.value.dtype != object:
            entries: Floats = self.value / np.array([nearest_float(one) for one in self.unit])[row]
            return entries
        return np.array([nearest_float(value / self.unit[at]) for value, at in zip(
            self.value.tolist(), row.tolist(), strict=True)])

    @property
    def ask_the_impossible(self) -> bool:
        """Whether a row asks for a whole number where there is none between its bounds."""
        return any(low is not None and high is not None and low > high
                   for low, high in zip(self.low, self.high, strict=True))

    def over(self, row: int, total: int) -> int:
        """Return by how much a sum is outside a row's bounds, in whole numbers; 0 if within."""
        low, high = self.low[row], self.high[row]
        return max(0, 0 if low is None else low - total, 0 if high is None else total - high)

    def excess(self, row: int, total: int) -> Fraction:
        """Return by how much a sum is outside a row's bounds, in the limit's own unit."""
        low, high = self.ends[row]
        return self.size[row] * max(Fraction(0), 0 if low is None else low - total,
                                    0 if high is None else total - high)

    def without(self, rows: Bools) -> WholeRows:
        """Return the same rows, some of which ask for nothing."""
        return replace(
            self, low=[None if out else one for one, out in zip(self.low, rows, strict=True)],
            high=[None if out else one for one, out in zip(self.high, rows, strict=True)])

    def with_some(self, columns: Ints) -> WholeRows:
        """Return the rows and one more, by which some of the columns are not 0."""
        return replace(
            self, start=np.append(self.start, self.start[-1] + len(columns)),
            column=np.append(self.column, columns),
            value=np.append(self.value, np.ones(len(columns), np.int64)),
            low=[*self.low, 1], high=[*self.high, None], ends=[*self.ends, (Fraction(1), None)],
            size=[*self.size, Fraction(1)], unit=[*self.unit, Fraction(1)],
            limit=np.append(self.limit, NO_LIMIT),
            may_give_way=np.append(self.may_give_way, False),
            is_wish=np.append(self.is_wish, False))

    def broken(self, sums: list[int]) -> list[int]:
        """Return the rows whose sums are outside their bounds."""
        return [row for row, total in enumerate(sums) if self.over(row, total)]

    def entries(self, row: int) -> Iterator[tuple[int, int]]:
        """Yield the columns of a row and their coefficients."""
        part = slice(int(self.start[row]), int(self.start[row + 1]))
        yield from zip(self.column[part].tolist(), self.value[part].tolist(), strict=True)


@dataclass(slots=True)
class _Part:
    """The rows of one block, not yet joined: entries by rows, and the bounds as fractions."""

    size: Ints
    column: Ints
    value: Ints
    bounds: list[tuple[Fraction | None, Fraction | None]]
    scale: list[Fraction]
    step: list[Fraction]
    limit: Ints
    may_give_way: bool
    is_wish: list[bool]
    is_strict: bool = False


def whole_rows(program: Program, unit: Fraction, is_kept: Bools) -> WholeRows:
    """Return what whole units of that size have to keep.

    `is_kept` shape (limits,) tells which limits the plan keeps before rounding: of wishes only
    these are rows.
    """
    parts = [_needs(program, unit)]
    for first, block in zip(program.first_row.tolist(), program.limits, strict=False):
        if block.family is NEED or block.family is MET_NEED:
            continue
        wishes = [penalty is not None for penalty in block.penalty] or [False] * len(block)
        if block.paid_in is not ObjectiveName.SOFT_RULES:
            continue
        implied = program.implied[first:first + len(block)].tolist()
        wanted = [at for at in range(len(block))
                  if not implied[at] and (not wishes[at] or is_kept[first + at])]
        if wanted:
            parts.append(_part(program, block, first, unit, wanted, wishes))
    return _join(parts, _columns(program))


def _columns(program: Program) -> int:
    columns = program.columns
    return len(columns.allocation) + len(columns.deployment) + len(columns.whole)


def place_of(program: Program, of: Of) -> int:
    """Return the first column of a kind among the whole ones."""
    columns = program.columns
    return {Of.ALLOCATION: 0, Of.MET: 0, Of.DEPLOYMENT: len(columns.allocation),
            Of.GRANT: len(columns.allocation) + len(columns.deployment),
            Of.PART: len(columns.allocation) + len(columns.deployment) + len(columns.grant),
            Of.UNIT: len(columns.allocation) + len(columns.deployment) + len(columns.grant)
            + len(columns.part)}[of]


def _needs(program: Program, unit: Fraction) -> _Part:
    """Return the needs themselves: no requirement gets more than commitments leave of it."""
    left = left_of_requirements(program.problem)
    cells = len(program.columns.requirement)
    requirement = program.columns.requirement.astype(np.int64)
    entries = _sum_entries(requirement, np.arange(cells), np.ones(cells, np.int64), len(left))
    return _Part(*entries, [(None, amount / unit) for amount in left],
                 [1 / unit] * len(left), [unit] * len(left), np.full(len(left), NO_LIMIT), False,
                 [False] * len(left))


def _part(program: Program, block: Limits, first: int, unit: Fraction, wanted: list[int],
          wishes: list[bool]) -> _Part:
    """Return the rows of a block, each multiplied up to whole coefficients."""
    number = np.full(len(block), -1)
    number[wanted] = np.arange(len(wanted))
    step = {Of.ALLOCATION: unit, Of.MET: unit, Of.DEPLOYMENT: DEPLOYMENT_UNIT,
            Of.GRANT: Fraction(1), Of.PART: Fraction(1), Of.UNIT: Fraction(1)}
    terms = [without_limits(term, number < 0) for term in block.terms]
    factors = [_factors(term, step[term.of]) for term in terms]
    wholes, scale = _in_whole(terms, factors, len(block))
    bounds = list(block.bounds)
    rows, columns, values = [], [], []
    for term, whole in zip(terms, wholes, strict=True):
        found = match(term.where, len(term.limit), _grid(program, term))
        row = number[term.limit[found.entry]]
        own = row >= 0
        rows.append(row[own])
        columns.append(place_of(program, term.of) + found.column[own])
        values.append(_integers(whole)[found.entry[own]])
        for limit, amount in _given_already(program, term):
            bounds[limit] -= amount
    chosen = [_sides(block, bounds[at]) for at in wanted]
    entries = np.concatenate(rows), np.concatenate(columns), _concatenate(values)
    rows.clear()
    return _Part(
        *_sum_entries(*entries, len(wanted)),
        [(None if low is None else low * scale[at], None if high is None else high * scale[at])
         for at, (low, high) in zip(wanted, chosen, strict=True)],
        [scale[at] for at in wanted],
        _steps(block, terms, factors, unit, wanted),
        first + np.array(wanted), block.family.role is Role.LIMIT and block.family.is_choice,
        [wishes[at] for at in wanted], block.family is EXPERTS_USED)


def _factors(term: Term, step: Fraction) -> list[Fraction]:
    """Return what a unit of each entry's columns adds to its limit, one figure for like entries."""
    known = {key: coefficient * term.side.value * step
             for key, coefficient in {id(one): one for one in term.coefficient}.items()}
    return [known[id(coefficient)] for coefficient in term.coefficient]


def _in_whole(terms: list[Term], factors: list[list[Fraction]],
              limits: int) -> tuple[list[list[int]], list[Fraction]]:
    """Return the least whole numbers that each limit's factors are like, and times what they are.

    A fraction for each entry would take ten times as long.
    """
    of = [term.limit.tolist() for term in terms]
    parts, shared = [1] * limits, [0] * limits
    for own, given in zip(of, factors, strict=True):
        for limit, factor in zip(own, given, strict=True):
            parts[limit] = lcm(parts[limit], factor.denominator)
    raised = [[factor.numerator * (parts[limit] // factor.denominator)
               for limit, factor in zip(own, given, strict=True)]
              for own, given in zip(of, factors, strict=True)]
    for own, values in zip(of, raised, strict=True):
        for limit, value in zip(own, values, strict=True):
            shared[limit] = gcd(shared[limit], value)
    # A limit without entries, or with none but 0, stays as it is.
    shared = [one or 1 for one in shared]
    return ([[value // shared[limit] for limit, value in zip(own, values, strict=True)]
             for own, values in zip(of, raised, strict=True)],
            [Fraction(many, one) for many, one in zip(parts, shared, strict=True)])


def _steps(block: Limits, terms: list[Term], factors: list[list[Fraction]], unit: Fraction,
           wanted: list[int]) -> list[Fraction]:
    """Return what each row moves by with a unit of what it counts, in the limit's own unit.

    `terms` are those of the rows that are wanted, `factors` what a unit of each entry adds.

    Experts that a rule counts move with the money that uses them: by as much as a unit of Rounding
    brings at most, so that it is no matter in which part of a month they are counted.
    """
    if block.unit is not Unit.EXPERT_MONTHS:
        return [unit if block.unit is Unit.MONEY else Fraction(1)] * len(wanted)
    if any(term.of is not Of.ALLOCATION for term in terms):
        return [DEPLOYMENT_UNIT] * len(wanted)
    most: dict[int, Fraction] = {}
    for term, given in zip(terms, factors, strict=True):
        for limit, factor in zip(term.limit.tolist(), given, strict=True):
            most[limit] = max(most.get(limit, Fraction(0)), abs(factor))
    return [most.get(limit) or DEPLOYMENT_UNIT for limit in wanted]


def _grid(program: Program, term: Term) -> Grid:
    """Return the columns that a term sums: what meets a need in all is what is given to it."""
    return (program.columns.allocation if term.of is Of.MET
            else program.columns.grid(term.of))


def _given_already(program: Program, term: Term) -> Iterator[tuple[int, Fraction]]:
    """Yield what commitments add to a limit's left side, limit by limit."""
    problem = program.problem
    if term.of is Of.MET:
        rows = problem.requirements
        met = Grid(Of.MET, 0, {"recipient": rows.recipient, "activity": rows.activity,
                               "period": rows.period})
        found, amounts = match(term.where, len(term.limit), met), rows.met
    elif term.committed:
        found = match(term.where, len(term.limit), program.columns.committed)
        amounts = problem.commitments.exact
    else:
        return
    limits = term.limit.tolist()
    for entry, column in zip(found.entry.tolist(), found.column.tolist(), strict=True):
        if amounts[column]:  # of most needs nothing is met by commitments
            yield (limits[entry],
                   term.coefficient[entry] * term.side.value * amounts[column])


def _sides(block: Limits, bound: Fraction) -> tuple[Fraction | None, Fraction | None]:
    if block.family is EXPERTS_USED:
        # Sent are whole parts, used is any amount: they agree to less than one part (strictly).
        return bound - DEPLOYMENT_UNIT, bound + DEPLOYMENT_UNIT
    return {Relation.AT_MOST: (None, bound), Relation.AT_LEAST: (bound, None),
            Relation.EXACTLY: (bound, bound)}[block.relation]


def _integers(values: list[int]) -> Ints:
    if all(-_SAFE < value < _SAFE for value in values):
        return np.array(values, dtype=np.int64)
    return np.array(values, dtype=object)


def _concatenate(values: list[Ints]) -> Ints:
    if any(value.dtype == object for value in values):
        return np.concatenate([value.astype(object) for value in values])
    return np.concatenate(values)


def _join(parts: list[_Part], columns: int) -> WholeRows:
    counts = [len(part.bounds) for part in parts]
    size = np.concatenate([part.size for part in parts])
    column = np.concatenate([part.column for part in parts])
    value = _concatenate([part.value for part in parts])
    bounds = [_inside(bound, part.is_strict) for part in parts for bound in part.bounds]
    ends = [bound for part in parts for bound in part.bounds]
    return WholeRows(
        start=np.concatenate([[0], np.cumsum(size)]).astype(np.int64), column=column, value=value,
        low=[low for low, _ in bounds],
        high=[high for _, high in bounds],
        ends=ends,
        size=[1 / scale for part in parts for scale in part.scale],
        unit=[scale * step for part in parts
              for scale, step in zip(part.scale, part.step, strict=True)],
        limit=np.concatenate([part.limit for part in parts]),
        may_give_way=np.repeat([part.may_give_way for part in parts], counts),
        is_wish=np.array([wish for part in parts for wish in part.is_wish], dtype=bool),
        columns=columns)


def _inside(bound: tuple[Fraction | None, Fraction | None],
            is_strict: bool) -> tuple[int | None, int | None]:
    """Return the whole numbers at the ends of a range, without its ends where it is strict."""
    low, high = bound
    if is_strict:
        return (None if low is None else floor(low) + 1,
                None if high is None else ceil(high) - 1)
    return None if low is None else ceil(low), None if high is None else floor(high)


def _sum_entries(row: Ints, column: Ints, value: Ints, rows: int) -> tuple[Ints, Ints, Ints]:
    """Add up entries of the same row and column; leave out those that cancel.

    Returns how many each row has, shape (rows,), and their columns and values, row by row.
    """
    if not len(row):
        return np.zeros(rows, np.int64), column, value
    width = int(column.max()) + 1
    key = row * width + column
    if not (key[1:] > key[:-1]).all():
        order = np.argsort(key, kind="stable")
        key, value = key[order], value[order]
        first = np.flatnonzero(np.append(True, key[1:] != key[:-1]))
        key, value = key[first], np.add.reduceat(value, first)
    kept = (value != 0).astype(bool)
    key, value = key[kept], value[kept]
    return np.bincount(key // width, minlength=rows), key % width, value


def in_units(program: Program, x: Floats, unit: Fraction) -> Floats:
    """Return a plan before rounding in units of the whole columns, shape (whole columns,)."""
    columns = program.columns
    cells, sent = len(columns.allocation), columns.deployment
    return np.concatenate([
        x[:cells] / float(unit), x[sent.first:sent.first + len(sent)] / float(DEPLOYMENT_UNIT),
        np.round(x[columns.whole])])
