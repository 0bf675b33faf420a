"""One program for all futures: what is decided now binds them all, what comes later adapts.

The plan for now keeps every limit of the base. In each scenario it is given as planned or less,
where a fund shrinks or a need falls away, and later periods are planned anew. There holds what may
not be exceeded: budgets, capacities, experts, ceilings. What was promised at least binds the plan,
not the future: a need that doubles cannot be covered as was promised. Grants, least amounts, whole
units and conditions hold in every future, as nothing keeps them too: what would be below them is
not given there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from optimiser.frozen import frozen
from optimiser.model.columns import Columns, build_columns
from optimiser.model.family import InFuture
from optimiser.model.limits import build_limits
from optimiser.model.program import LinearProgram, summed
from optimiser.model.rows import Limits, compile_limits
from optimiser.problem.arrays import Floats, Ints, floats
from optimiser.problem.left import left_of_funds, left_of_requirements
from optimiser.problem.types import Problem
from optimiser.solving.finding.proportional import shares_in_proportion
from optimiser.vocabulary import Relation, Unit

Key = tuple[int, int, int, int]
_CENT = 0.005


@frozen
class Block:
    """One future in the program: where its columns stand.

    `cells` gives the position of each allocation, shape (cells,), and `keys` what it is; `met`
    that of each need; `sent` that of each deployment; `whole` those of what is chosen in whole
    numbers; `released` what each allocation gets out of a reserve, none where nothing is kept
    back.
    """

    problem: Problem
    columns: Columns
    cells: Ints
    keys: tuple[Key, ...]
    met: Ints
    sent: Ints
    whole: Ints
    released: Ints

    def position(self) -> Ints:
        """Return where each of the block's columns stands in the program, shape (columns,)."""
        return np.concatenate([self.cells, self.met, self.sent, self.whole])


@frozen
class Worth:
    """What a future's plan is worth: the columns `met`, each at its `weight`, shape (needs,)."""

    met: Ints
    weight: Floats


@frozen
class Extensive:
    """The whole program, in the scale of money `scale`; `first` is its first future.

    Of the others only what each is `worth` is kept, the first among them: hundreds of futures are
    sent from process to process. Where futures stand alone, the rows `given` hold what the first
    gives in the periods decided now to what was planned: allocation less release, at most so much,
    infinite at first. The rows `freed` hold what each fund releases, none without a reserve.
    """

    linear: LinearProgram
    first: Block
    worth: tuple[Worth, ...]
    scale: float
    given: Ints
    freed: Ints

    def value(self, future: int) -> Floats:
        """Return the cost that makes a future's weighted met need a minimum, shape (columns,)."""
        cost = np.zeros(self.linear.columns)
        cost[self.worth[future].met] = -self.worth[future].weight
        return cost

    def targets(self) -> Floats:
        """Return the proportional shares of the first future's cells, NaN for other columns.

        In the program's scale, shape (columns,); no share is aimed at where nothing is left.
        """
        share = shares_in_proportion(self.first.problem, self.first.columns)
        aimed = np.full(self.linear.columns, np.nan)
        aimed[self.first.cells] = np.where(share > 0, share / self.scale, np.nan)
        return aimed

    def amounts(self, x: Floats, periods: frozenset[int]) -> dict[Key, float]:
        """Return what the first future gives in some periods, from half a cent on.

        In base currency, for a solution of shape (columns,) or with columns more.
        """
        given = x[self.first.cells] * self.scale
        return {self.first.keys[cell]: float(given[cell])
                for cell in np.flatnonzero(given > _CENT).tolist()
                if self.first.keys[cell][3] in periods}


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
    blocks: list[Block] = []
    uppers: list[Floats] = []
    rows: list[_Rows] = []
    width = 0
    for number, problem in enumerate(problems):
        is_base = planned and number == 0
        block, upper = _block(problem, width, scale, has_release=reserve > 0 and not is_base)
        rows += _own_rows(block, scale, is_base=is_base)
        if reserve:
            rows.append(_by_fund(block, block.cells, now, scale, 1.0 - reserve) if is_base else
                        _by_fund(block, block.released, now, scale, reserve))
        if not is_base:
            rows.append(_no_more_than(blocks[0] if planned else None, block, now))
        blocks.append(block)
        uppers.append(upper)
        width += len(upper)
    linear = replace(_join(rows, np.zeros(width), np.concatenate(uppers)),
                     whole=np.concatenate([block.whole for block in blocks]))
    given, freed = (_NO_ROWS, _NO_ROWS) if planned else _last_rows(rows, linear, reserve)
    worth = tuple(Worth(block.met, block.problem.needs.weight) for block in blocks)
    return Extensive(linear, blocks[0], worth, scale, given, freed)


def _own_rows(block: Block, scale: float, *, is_base: bool) -> list[_Rows]:
    """Return the rows that a future has whatever the others do."""
    limits = build_limits(block.problem, block.columns)
    return [_met_rows(block, scale),
            *(_limit_rows(family, block, scale, is_base=is_base) for family in limits
              if _holds(family, is_base)),
            _need_rows(block, scale)]


def _last_rows(rows: list[_Rows], linear: LinearProgram, reserve: float) -> tuple[Ints, Ints]:
    """Return the rows of what is given now, which come last, and of what is released before."""
    given = rows[-1].count
    freed = rows[-2].count if reserve else 0
    first = linear.rows - given
    return first + np.arange(given), first - freed + np.arange(freed)


@frozen
class _Rows:
    """Rows of the program by their entries, and the bounds on both sides of each row.

    Shapes: (entries,) for row, column and value; (rows,) for the bounds.
    """

    row: Ints
    column: Ints
    value: Floats
    lower: Floats
    upper: Floats

    @property
    def count(self) -> int:
        """The number of rows."""
        return len(self.lower)


_NO_ROWS = np.zeros(0, np.int64)


def _no_more_than(base: Block | None, block: Block, now: frozenset[int]) -> _Rows:
    """Give what is decided now as planned or less, but for what comes out of a reserve.

    Nothing is planned where the base has no cell; any amount where there is no base.
    """
    planned = dict(zip(base.keys, base.cells.tolist(), strict=True)) if base else {}
    decided = decided_now(block, now)
    entries: list[tuple[int, int, float]] = []
    for number, cell in enumerate(decided):
        key = block.keys[cell]
        entries.append((number, int(block.cells[cell]), 1.0))
        if key in planned:
            entries.append((number, planned[key], -1.0))
        if len(block.released):
            entries.append((number, int(block.released[cell]), -1.0))
    row, column, sign = np.array(entries, np.float64).reshape(-1, 3).T
    most = 0.0 if base else np.inf
    return _Rows(row.astype(np.int64), column.astype(np.int64), sign,
                 np.full(len(decided), -np.inf), np.full(len(decided), most))


def decided_now(block: Block, now: frozenset[int]) -> list[int]:
    """Return the cells whose periods are decided now."""
    return [cell for cell, key in enumerate(block.keys) if key[3] in now]


def _by_fund(block: Block, columns: Ints, now: frozenset[int], scale: float,
             part: float) -> _Rows:
    """Hold what a fund gives by these columns now to a part of what commitments leave of it."""
    left = floats(left_of_funds(block.problem))
    decided = np.array(decided_now(block, now), np.int64) if len(columns) else np.zeros(0, np.int64)
    fund_of = np.array([block.keys[cell][0] for cell in decided.tolist()], np.int64)
    return _Rows(fund_of, columns[decided], np.ones(len(decided)),
                 np.full(len(left), -np.inf), left * part / scale)


def _join(rows: list[_Rows], lower: Floats, upper: Floats) -> LinearProgram:
    """Put rows below each other, the columns of each in order."""
    first = np.cumsum([0, *(part.count for part in rows)]).tolist()
    row = np.concatenate([part.row + start for part, start in zip(rows, first, strict=False)])
    column = np.concatenate([part.column for part in rows])
    value = np.concatenate([part.value for part in rows])
    row, column, value = summed(row, column, value, len(lower))
    return LinearProgram(
        cost=np.zeros(len(lower)), lower=lower, upper=upper,
        row_lower=np.concatenate([part.lower for part in rows]),
        row_upper=np.concatenate([part.upper for part in rows]),
        start=np.searchsorted(row, np.arange(first[-1] + 1)), index=column, value=value)


def _block(problem: Problem, first: int, scale: float, *,
           has_release: bool) -> tuple[Block, Floats]:
    """Return a future's block from a position on, and the upper bounds of its columns."""
    columns = build_columns(problem)
    cells = first + np.arange(len(columns.allocation))
    met = first + columns.met.first + np.arange(len(columns.met))
    sent = first + columns.deployment.first + np.arange(len(columns.deployment))
    whole = first + columns.whole
    width = len(cells) + len(met) + len(sent) + len(whole)
    released = first + width + np.arange(len(cells) if has_release else 0)
    upper = np.full(width + len(released), np.inf)
    upper[met - first] = problem.needs.amount / scale
    upper[whole - first] = columns.most_in_whole
    return Block(problem, columns, cells, tuple(keys_of(columns)), met, sent, whole,
                 released), upper


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
    """Return a family's limits as rows, in the program's scale of money."""
    columns, position = block.columns, block.position()
    matrix = compile_limits(limits, columns, block.problem.commitments.exact)
    unit = scale if limits.unit is Unit.MONEY else 1.0
    is_money = matrix.column < columns.deployment.first
    value = matrix.value * np.where(is_money, scale, 1.0) / unit
    bound = matrix.bound / unit
    # Of what is to be exactly so much, only the ceiling holds in a scenario.
    is_whole = is_base or limits.family.in_future is InFuture.ALWAYS
    is_open_below = limits.relation is Relation.AT_MOST or not is_whole
    is_open_above = limits.relation is Relation.AT_LEAST
    # A family may hold wishes beside limits that must hold: the wishes are left out, row by row.
    wished = np.isfinite(limits.penalties())
    return _Rows(matrix.row, position[matrix.column], value,
                 np.where(is_open_below | wished, -np.inf, bound),
                 np.where(is_open_above | wished, np.inf, bound))


def _met_rows(block: Block, scale: float) -> _Rows:
    """Met need of all tiers <= what commitments meet of it + what is given."""
    requirements, needs = block.problem.requirements, block.problem.needs
    # Each cell pays for the requirement that its recipient, activity and period name.
    row = np.concatenate([needs.requirement, block.columns.requirement])
    column = np.concatenate([block.met, block.cells])
    value = np.concatenate([np.ones(len(block.met)), -np.ones(len(block.cells))])
    count = len(requirements.need)
    return _Rows(row, column, value, np.full(count, -np.inf), floats(requirements.met) / scale)


def _need_rows(block: Block, scale: float) -> _Rows:
    """No need gets more than commitments leave of it.

    In a scenario, too: money that nothing needs would raise the whole of which a share is taken.
    """
    left = floats(left_of_requirements(block.problem))
    return _Rows(block.columns.requirement, block.cells, np.ones(len(block.cells)),
                 np.full(len(left), -np.inf), left / scale)
