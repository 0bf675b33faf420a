"""Which limits in a way are needed there: without the others it can be gone as far.

Money can take another way round than one more payment: a fund that is used up may pay this need
where another one takes over what it paid. So the limits of a way are put to the test together:
one after the other is left to hold, for good where the money goes as far all the same, and nobody
else gets less. How far a limit with some room lets it go is found likewise, with those named
before it loosened, and it and those after it held.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from optimiser.errors import NoProofError, NotProvedError
from optimiser.model.limits.grants import GRANT_MADE
from optimiser.model.limits.parts import PART_TAKEN
from optimiser.model.program import LinearProgram, Program
from optimiser.problem.arrays import Floats, Ints, distinct, sum_by
from optimiser.solving.engines.outcome import Steps, TooLongError
from optimiser.solving.explaining.loosened import Loosened
from optimiser.solving.explaining.together import Known, Question, known_of
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

    def __init__(self, program: Program, stands: Callable[[Program, Floats], LinearProgram],
                 values: Floats, start: object) -> None:
        """Test in the program that `stands` makes of the plan's columns; the plan keeps it.

        `start` is the basis of an outcome of nearly the same program.
        """
        self.program, self.values, self._stands, self._start = program, values, stands, start
        self.now = values / program.column_scale[:len(values)]
        self.noise = _MOST_LEFT * float(program.problem.rounding) / program.scale
        work = _MOST_WORK // max(len(program.linear.index), 1)
        self.work = work if work >= _WORTH_IT else 0

    @cached_property
    def linear(self) -> LinearProgram:
        """The program in which nobody loses; runs of large books never ask for it."""
        return self._stands(self.program, self.values)

    @cached_property
    def plain(self) -> Loosened:
        """That program, loaded, with all that is whole as the plan has it."""
        fixed = replace(self.linear, whole=np.zeros(0, np.int64))
        steps = Steps(MOST_STEPS // max(len(fixed.index), 1))
        return Loosened(fixed, self.now, self._start, steps=steps)

    @cached_property
    def mixed(self) -> Loosened:
        """That program, loaded, for what is whole to be chosen anew."""
        whole = replace(self.linear, whole=self.program.columns.whole)
        return Loosened(whole, self.now, nodes=_NODES)

    def pared(self, questions: Sequence[Question]) -> list[Way]:
        """Return the ways with the limits that must be loosened for as much as with all of them.

        Each limit that has some room gets how much more there may be before it stops it. Ways are
        left as they are where the work is used up.
        """
        ways = [question.way for question in questions]
        chosen = self._affordable(questions)
        try:
            known = self._known(questions, [at for at, free in chosen.items() if not free])
            for at, free in chosen.items():
                ways[at] = self._pared(questions[at], free, known.get(at, Known()))
        except (NotProvedError, NoProofError, TooLongError):
            self.work = 0
        return ways

    def _affordable(self, questions: Sequence[Question]) -> dict[int, dict[int, float]]:
        """Return the questions that there is work for, each with what is chosen anew in it."""
        found = {}
        for at, question in enumerate(questions):
            solves = len(question.rows) + len(question.way.short) + 1
            if not question.rows or self.work < solves:
                continue
            chosen = self._chosen(question.cells()) if len(self.program.columns.whole) else {}
            self.work -= solves * (_IN_WHOLE if chosen else 1)
            found[at] = chosen
        return found

    def _known(self, questions: Sequence[Question], asked: Sequence[int]) -> dict[int, Known]:
        """Return what is known of those of some questions whose columns have an end."""
        ended = [at for at in asked if np.isfinite(questions[at].most)]
        if not ended:
            return {}
        own = [questions[at] for at in ended]
        return dict(zip(ended, known_of(self.plain, own, self.noise), strict=True))

    def _pared(self, question: Question, chosen: Mapping[int, float], known: Known) -> Way:
        if known.suffice and known.needed <= question.way.full:
            return Way(known.needed, (), question.most * self.program.scale)
        trial = self.mixed if chosen else self.plain
        for column, most in chosen.items():
            trial.session.bound_column(column, float(self.linear.lower[column]), most)
        try:
            with trial.asking(question.raised):
                return self._tried(trial, question, known)
        finally:
            trial.hold(question.rows)
            for column in chosen:
                least = float(self.linear.lower[column])
                trial.session.bound_column(column, least, least)

    def _tried(self, trial: Loosened, question: Question, known: Known) -> Way:
        way, rows, now = question.way, question.rows, float(self.now[list(question.raised)].sum())
        if known.suffice:
            needed, most = known.needed, now + question.most
            trial.free(needed)
        else:
            trial.free(rows)
            most = trial.most()
            # What is known is known of ways that bring all that there can be.
            needed = known.needed if most >= now + question.most - self.noise else frozenset()
            needed |= self._without(trial, [row for row in rows if row not in needed],
                                    most - self.noise, trial.session.activity)
        full, short = needed & way.full, [row for row, _ in way.short if row in needed]
        trial.hold(short)
        if short and trial.most() < now + self.noise:
            # What asks for so much at once keeps out what little there would be room for.
            others = [row for row in rows if row in way.full - full]
            trial.free(others)
            full |= self._without(trial, others, now + self.noise)
        rooms = []
        for row in short:
            rooms.append((row, (trial.most() - now) * self.program.scale))
            trial.free([row])
        return Way(full, tuple(rooms), (most - now) * self.program.scale)

    def _without(self, trial: Loosened, rows: Sequence[int], enough: float,
                 activity: Floats | None = None) -> frozenset[int]:
        """Hold again those loosened rows that need not be, the last first; return the others.

        `activity` is that of each row where all is loosened and there is enough, if it was solved:
        a row that the last such plan keeps by itself need not be loosened.
        """
        needed = set(rows)
        for row in reversed(rows):
            trial.hold([row])
            if activity is not None and trial.is_kept(row, float(activity[row])):
                needed.remove(row)
            elif trial.most() >= enough:
                needed.remove(row)
                activity = trial.session.activity
            else:
                trial.free([row])
        return frozenset(needed)

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
