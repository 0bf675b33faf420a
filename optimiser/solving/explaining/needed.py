"""Which limits in a way are needed there: without the others it can be gone as far.

Money can take another way round than one more payment: a fund that is used up may pay this need
where another one takes over what it paid. So the limits of a way are put to the test together:
one after the other is left to hold, for good where the money goes as far all the same, and nobody
else gets less. How far a limit with some room lets it go is found likewise, with those named
before it loosened, and it and those after it held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from optimiser.errors import NoProofError, NotProvedError
from optimiser.model.limits.grants import GRANT_MADE
from optimiser.model.limits.parts import PART_TAKEN
from optimiser.model.program import LinearProgram, Program
from optimiser.problem.arrays import Floats, Ints, distinct, sum_by
from optimiser.solving.engines import highs
from optimiser.solving.engines.outcome import Steps, TooLongError
from optimiser.solving.explaining.ways import Way
from optimiser.vocabulary import Relation

_MOST_WORK = 3_000_000
"""Solves x entries of the matrix that a run may look with: well below a second."""
MOST_STEPS = 500_000_000
"""Steps of the simplex x entries of the matrix likewise: the first solve of a large book would
take seconds."""
_WORTH_IT = 30
"""Solves below which none is begun: the first is the longest, and few needs would gain by it."""
_IN_WHOLE = 10
"""A solve in whole numbers counts as so many."""
_NODES = 1_000
"""So far a solve in whole numbers is followed."""
_MOST_LEFT = 0.5
"""What rounding may leave of a need, in units."""


class Needed:
    """Puts the limits of ways to the test, as far as the work allows.

    Where grants are chosen, those of the plan are held, but for what the need or fund that is
    asked about is part of.
    """

    def __init__(self, program: Program,
                 stands: Callable[[Program, Floats], LinearProgram], values: Floats) -> None:
        """Test in the program that `stands` makes of the plan's columns; the plan keeps it."""
        self.program, self.values, self._stands = program, values, stands
        self.unit = float(program.problem.rounding) / program.scale
        work = _MOST_WORK // max(len(program.linear.index), 1)
        self.work = work if work >= _WORTH_IT else 0

    @cached_property
    def linear(self) -> LinearProgram:
        """The program in which nobody loses; runs of large books never ask for it."""
        return self._stands(self.program, self.values)

    @cached_property
    def plain(self) -> highs.Session:
        """That program, loaded, with all that is whole as the plan has it."""
        fixed = replace(self.linear, whole=np.zeros(0, np.int64))
        session = highs.Session(fixed, is_feasible=True)
        session.steps = Steps(MOST_STEPS // max(len(fixed.index), 1))
        return session

    @cached_property
    def mixed(self) -> highs.Session:
        """That program, loaded, for what is whole to be chosen anew."""
        whole = replace(self.linear, whole=self.program.columns.whole)
        return highs.Session(whole, nodes=_NODES)

    def pared(self, way: Way, rows: Sequence[int], raised: Sequence[int],
              cells: Callable[[], Ints]) -> Way:
        """Return a way with the limits that must be loosened for some columns to rise as with all.

        `rows` are all its limits, those to be left out last first; `raised` the columns, of
        money; `cells` the payments that are asked about. Each limit that has some room gets how
        much more of them there may be before it stops them. The whole way as it is where the work
        is used up.
        """
        if not rows or self.work < len(rows) + len(way.short) + 1:
            return way
        chosen = self._chosen(cells()) if len(self.program.columns.whole) else {}
        self.work -= (len(rows) + len(way.short) + 1) * (_IN_WHOLE if chosen else 1)
        session = self._session(chosen)
        now = float((self.values[list(raised)] / self.program.scale).sum())
        for column in raised:
            session.cost(column, -1.0)
        try:
            return self._pared(session, way, rows, now)
        except (NotProvedError, NoProofError, TooLongError):
            self.work = 0
            return way
        finally:
            for column in raised:
                session.cost(column, 0.0)
            self._hold(session, rows)
            for column in chosen:
                least = float(self.linear.lower[column])
                session.bound_column(column, least, least)

    def _pared(self, session: highs.Session, way: Way, rows: Sequence[int], now: float) -> Way:
        self._free(session, rows)
        most = session.least()
        enough = most + _MOST_LEFT * self.unit
        needed = self._without(session, rows, lambda: session.least() <= enough, session.activity)
        full, short = needed & way.full, [row for row, _ in way.short if row in needed]
        self._hold(session, short)
        nothing = -now - _MOST_LEFT * self.unit
        if short and session.least() > nothing:
            # What asks for so much at once keeps out what little there would be room for.
            others = [row for row in rows if row in way.full - full]
            self._free(session, others)
            full |= self._without(session, others, lambda: session.least() <= nothing)
        rooms = []
        for row in short:
            rooms.append((row, (-session.least() - now) * self.program.scale))
            self._free(session, [row])
        return Way(full, tuple(rooms), (-most - now) * self.program.scale)

    def _without(self, session: highs.Session, rows: Sequence[int],
                 is_enough: Callable[[], bool], activity: Floats | None = None) -> frozenset[int]:
        """Hold again those loosened rows that need not be, the last first; return the others.

        `activity` is that of each row where all is loosened and there is enough, if it was solved:
        a row that the last such plan keeps by itself need not be loosened.
        """
        needed = set(rows)
        for row in reversed(rows):
            self._hold(session, [row])
            if activity is not None and self._is_kept(row, float(activity[row])):
                needed.remove(row)
            elif is_enough():
                needed.remove(row)
                activity = session.activity
            else:
                self._free(session, [row])
        return frozenset(needed)

    def _is_kept(self, row: int, activity: float) -> bool:
        lower, upper = float(self.linear.row_lower[row]), float(self.linear.row_upper[row])
        return lower - highs.TOLERANCE <= activity <= upper + highs.TOLERANCE

    def _session(self, chosen: Mapping[int, float]) -> highs.Session:
        """Return the session to solve in, with what is asked about free to be chosen."""
        if not chosen:
            return self.plain
        for column, most in chosen.items():
            self.mixed.bound_column(column, float(self.linear.lower[column]), most)
        return self.mixed

    def _chosen(self, cells: Ints) -> dict[int, float]:
        """Return the columns in whole numbers that share a limit with cells, and their most.

        Only those of which there may be more than the plan has.
        """
        linear, columns = self.program.linear, self.program.columns
        row_of = linear.row_of_entry()
        beside = linear.index[np.isin(row_of, row_of[np.isin(linear.index, cells)])]
        most = dict(zip(columns.whole.tolist(), columns.most_in_whole.tolist(), strict=True))
        return {column: most[column]
                for column in np.intersect1d(beside, columns.whole).tolist()
                if most[column] > self.linear.lower[column]}

    def _free(self, session: highs.Session, rows: Iterable[int]) -> None:
        for row in rows:
            session.bound(row, -np.inf, np.inf)

    def _hold(self, session: highs.Session, rows: Iterable[int]) -> None:
        for row in rows:
            session.bound(row, float(self.linear.row_lower[row]), float(self.linear.row_upper[row]))


def nobody_loses(program: Program, values: Floats) -> LinearProgram:
    """Return the program in which no need gets less and no wish is missed by more than now.

    Limits that rounding passed hold where it left them, so that the plan as it stands keeps all;
    what is chosen in whole numbers is what the plan chose.
    """
    linear, met, whole = _opened(program), program.columns.met, program.columns.whole
    scaled = np.zeros(linear.columns)
    scaled[:len(values)] = values / program.column_scale[:len(values)]
    lower, upper = linear.lower.copy(), linear.upper.copy()
    own = slice(met.first, met.first + len(met))
    lower[own] = np.maximum(np.minimum(scaled[own], upper[own]), lower[own])
    scaled[whole] = lower[whole] = upper[whole] = np.round(scaled[whole])
    upper[program.breach.column] = 0.0
    stands = linear.activity(scaled)
    return replace(linear, cost=np.zeros(linear.columns), lower=lower, upper=upper,
                   row_lower=np.minimum(linear.row_lower, stands),
                   row_upper=np.maximum(linear.row_upper, stands))


def _opened(program: Program) -> LinearProgram:
    """Return the program in which a grant that is made may be as large as the needs that it meets.

    Its links to money hold no more than other limits let through, and these may be loosened.
    """
    linear, cells = program.linear, len(program.columns.allocation)
    value = linear.value.copy()
    needs = program.problem.needs
    asked = sum_by(needs.requirement, needs.amount / program.scale, int(max(
        [-1, *needs.requirement.tolist(), *program.columns.requirement.tolist()])) + 1)
    for family in (GRANT_MADE, PART_TAKEN):
        for first, block in program.blocks(family):
            if block.relation is not Relation.AT_MOST:
                continue
            for row in range(first, first + len(block)):
                own = np.arange(linear.start[row], linear.start[row + 1])
                is_cell = linear.index[own] < cells
                paid = distinct(program.columns.requirement[linear.index[own[is_cell]]])
                link = own[~is_cell]
                value[link] = np.minimum(value[link], -float(asked[paid].sum()))
    return replace(linear, value=value)


def nobody_gives_less(program: Program, values: Floats) -> LinearProgram:
    """Return that program, in which each fund gives in all what it gives now as well."""
    linear, cells = nobody_loses(program, values), len(program.columns.allocation)
    fund = program.columns.allocation.along["fund"]
    scaled = values[:cells] / program.column_scale[:cells]
    for one in distinct(fund).tolist():
        own: Ints = np.flatnonzero(fund == one)
        linear = linear.with_row(own, np.ones(len(own)), float(scaled[own].sum()), np.inf)
    return linear
