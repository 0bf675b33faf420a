"""One program for all futures: what is decided now binds them all, what comes later adapts.

The plan for now keeps every limit of the base. In each scenario it is given as planned or less,
where a fund shrinks or a need falls away, and later periods are planned anew. There holds what may
not be exceeded: budgets, capacities, experts, ceilings. What was promised at least binds the plan,
not the future: a need that doubles cannot be covered as was promised.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimiser.model.columns import Columns, build_columns
from optimiser.model.family import InFuture
from optimiser.model.limits import build_limits
from optimiser.model.program import LinearProgram, summed
from optimiser.model.rows import Limits, compile_limits
from optimiser.problem.arrays import Floats, Ints, floats
from optimiser.problem.left import left_of_funds, left_of_requirements
from optimiser.problem.types import Problem
from optimiser.vocabulary import Relation, Unit

Key = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Block:
    """One future in the program: where its columns stand.

    `cells` gives the position of each allocation, shape (cells,), and `keys` what it is; `met`
    that of each need, with its `worth`; `sent` that of each deployment; `released` what each
    allocation gets out of a reserve, none where nothing is kept back.
    """

    problem: Problem
    columns: Columns
    cells: Ints
    keys: tuple[Key, ...]
    met: Ints
    sent: Ints
    worth: Floats
    released: Ints

    def position(self) -> Ints:
        """Return where each of the block's columns stands in the program, shape (columns,)."""
        return np.concatenate([self.cells, self.met, self.sent])


@dataclass(frozen=True, slots=True)
class Extensive:
    """The whole program, in the scale of money `scale`.

    Where futures stand alone, the rows `given` hold what the first gives in the periods decided
    now to what was planned: allocation less release, at most so much, infinite at first. The
    rows `freed` hold what each fund releases, none without a reserve.
    """

    linear: LinearProgram
    blocks: tuple[Block, ...]
    scale: float
    given: Ints
    freed: Ints

    def value(self, block: int) -> Floats:
        """Return the cost that makes a block's weighted met need a minimum."""
        cost = np.zeros(self.linear.columns)
        cost[self.blocks[block].met] = -self.blocks[block].worth
        return cost


def keys_of(columns: Columns) -> list[Key]:
    """Return (fund, recipient, activity, period) of each allocation."""
    along = columns.allocation.along
    return [(int(f), int(r), int(a), int(t)) for f, r, a, t in zip(
        along["fund"], along["recipient"], along["activity"], along["period"], strict=True)]


def state(problems: Sequence[Problem], now: frozenset[int], scale: float, *,
          planned: bool, reserve: float = 0.0) -> Extensive:
    """State the futures as one program; `now` are the periods that are decided together.

    Where a plan is made (`planned`), the first problem is the base, and the others give in those
    periods no more than it does. Otherwise the futures stand side by side. With a `reserve`,
    the base keeps back that share of what each fund has left, and the others may give it where
    they like.
    """
    uppers: list[Floats] = []
    blocks: list[Block] = []
    rows: list[_Rows] = []
    width = 0
    for number, problem in enumerate(problems):
        is_base = planned and number == 0
        block, upper = _block(problem, width, reserve > 0 and not (planned and number == 0))
        limits = build_limits(problem, block.columns)
        rows += [_met_rows(block, scale), *(
            _limit_rows(family, block, scale, is_base=is_base) for family in limits
            if _holds(family, is_base))]
        rows.append(_need_rows(block, scale))
        if reserve:
            rows.append(_by_fund(block, block.cells, now, scale, 1.0 - reserve) if is_base else
                        _by_fund(block, block.released, now, scale, reserve))
        if not is_base:
            rows.append(_no_more_than(blocks[0] if planned else None, block, now))
        upper[block.met - width] = problem.needs.amount / scale
        blocks.append(block)
        uppers.append(upper)
        width += len(upper)
    upper = np.concatenate(uppers)
    linear = _join(rows, np.zeros(width), upper)
    given, funds = (0, 0) if planned else (
        len(rows[-1][-1]), len(problems[0].funds.names) if reserve else 0)
    first = linear.rows - given
    return Extensive(linear, tuple(blocks), scale, first + np.arange(given),
                     first - funds + np.arange(funds))


_Rows = tuple[Ints, Ints, Floats, Floats, Floats]
"""Entries by (row, column, value), and the rows' lower and upper bounds."""


def _no_more_than(base: Block | None, block: Block, now: frozenset[int]) -> _Rows:
    """Give what is decided now as planned or less, but for what comes out of a reserve.

    Nothing is planned where the base has no cell; any amount where there is no base.
    """
    planned = dict(zip(base.keys, base.cells.tolist(), strict=True)) if base else {}
    row, column, value = [], [], []
    decided = decided_now(block, now)
    for number, cell in enumerate(decided):
        for at, sign in ((int(block.cells[cell]), 1.0), (planned.get(block.keys[cell]), -1.0),
                         (int(block.released[cell]) if len(block.released) else None, -1.0)):
            if at is not None:
                row.append(number)
                column.append(at)
                value.append(sign)
    return (np.array(row, np.int64), np.array(column, np.int64), np.array(value, np.float64),
            np.full(len(decided), -np.inf), np.full(len(decided), 0.0 if base else np.inf))


def decided_now(block: Block, now: frozenset[int]) -> list[int]:
    """Return the cells whose periods are decided now."""
    return [cell for cell, key in enumerate(block.keys) if key[3] in now]


def _by_fund(block: Block, columns: Ints, now: frozenset[int], scale: float,
             part: float) -> _Rows:
    """Hold what a fund gives by these columns now to a part of what commitments leave of it."""
    left = floats(left_of_funds(block.problem))
    decided = np.array(decided_now(block, now), np.int64) if len(columns) else np.zeros(0, np.int64)
    fund_of = np.array([block.keys[cell][0] for cell in decided.tolist()], np.int64)
    return (fund_of, columns[decided], np.ones(len(decided)), np.full(len(left), -np.inf),
            left * part / scale)


def _join(rows: list[_Rows], lower: Floats,
            upper: Floats) -> LinearProgram:
    first = np.cumsum([0, *(len(low) for *_, low, _ in rows)])
    row = np.concatenate([r + f for (r, *_), f in zip(rows, first, strict=False)])
    column = np.concatenate([c for _, c, *_ in rows])
    value = np.concatenate([v for _, _, v, *_ in rows])
    row, column, value = summed(row, column, value, len(lower))
    count = int(first[-1])
    return LinearProgram(
        np.zeros(len(lower)), lower, upper,
        np.concatenate([low for *_, low, _ in rows]),
        np.concatenate([high for *_, high in rows]),
        np.searchsorted(row, np.arange(count + 1)), column, value)


def _block(problem: Problem, first: int, has_reserve: bool) -> tuple[Block, Floats]:
    """Return a future's block from a position on, and the upper bounds of its columns."""
    columns = build_columns(problem)
    cells = first + np.arange(len(columns.allocation))
    met = first + columns.met.first + np.arange(len(columns.met))
    sent = first + columns.deployment.first + np.arange(len(columns.deployment))
    width = len(cells) + len(met) + len(sent)
    released = first + width + np.arange(len(cells) if has_reserve else 0)
    block = Block(problem, columns, cells, tuple(keys_of(columns)), met, sent,
                  problem.needs.weight, released)
    return block, np.full(width + len(released), np.inf)


def _holds(limits: Limits, is_base: bool) -> bool:
    """Tell whether a family holds in a future: what is no promise of at least so much."""
    match limits.family.in_future:
        case InFuture.OWN:
            return False
        case InFuture.ALWAYS:
            return True
        case InFuture.CEILINGS:
            return is_base or limits.relation is not Relation.AT_LEAST


def _limit_rows(limits: Limits, block: Block, scale: float, *, is_base: bool) -> _Rows:
    columns, position = block.columns, block.position()
    matrix = compile_limits(limits, columns, block.problem.commitments.exact)
    unit = scale if limits.unit is Unit.MONEY else 1.0
    is_money = matrix.column < columns.deployment.first
    value = matrix.value * np.where(is_money, scale, 1.0) / unit
    bound = matrix.bound / unit
    # Of what is to be exactly so much, only the ceiling holds in a scenario.
    is_whole = is_base or limits.family.in_future is InFuture.ALWAYS
    open_below = limits.relation is Relation.AT_MOST or not is_whole
    # A family may hold wishes beside limits that must hold: the wishes are left out, row by row.
    wished = np.isfinite(limits.penalties())
    return (matrix.row, position[matrix.column], value,
            np.where(open_below | wished, -np.inf, bound),
            np.where((limits.relation is Relation.AT_LEAST) | wished, np.inf, bound))


def _met_rows(block: Block, scale: float) -> _Rows:
    """Met need of all tiers <= what commitments meet of it + what is given."""
    requirements, needs = block.problem.requirements, block.problem.needs
    number = {key: n for n, key in enumerate(zip(
        requirements.recipient.tolist(), requirements.activity.tolist(),
        requirements.period.tolist(), strict=True))}
    given = [(number[key[1:]], cell) for key, cell in zip(block.keys, block.cells.tolist(),
                                                          strict=True) if key[1:] in number]
    row = np.concatenate([needs.requirement, np.array([r for r, _ in given], np.int64)])
    column = np.concatenate([block.met, np.array([c for _, c in given], np.int64)])
    value = np.concatenate([np.ones(len(block.met)), -np.ones(len(given))])
    count = len(requirements.need)
    return (row, column, value, np.full(count, -np.inf), floats(requirements.met) / scale)


def _need_rows(block: Block, scale: float) -> _Rows:
    """No need gets more than commitments leave of it.

    In a scenario, too: money that nothing needs would raise the whole of which a share is taken.
    """
    left = floats(left_of_requirements(block.problem))
    return (block.columns.requirement, block.cells, np.ones(len(block.cells)),
            np.full(len(left), -np.inf), left / scale)
