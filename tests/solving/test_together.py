"""What is known of many ways at once, against the trial of one limit after the other.

`BOOKS=100 pytest tests/solving/test_together.py` tries a hundred random problems.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from reference.random_books import random_book
from seeds import seeds
from test_held_back import shares_at_random

import optimiser
from optimiser.errors import NoPlanError
from optimiser.model.program import LinearProgram
from optimiser.solving.explaining import held_back, kept
from optimiser.solving.explaining.loosened import Loosened
from optimiser.solving.explaining.needed import Needed
from optimiser.solving.explaining.together import Known, Question, known_of
from optimiser.solving.explaining.ways import Way

EXAMPLE = Path(__file__).parents[2] / "inputs" / "western_balkans_2016.xlsx"
BOOKS: list[int | Path] = [EXAMPLE, *seeds(8, 100)]
SLIGHT = 0.01
"""Rooms may be by a unit of Rounding's hundredth apart: solves end where they end."""


class Asked(Needed):
    """Keeps what was asked of it, where each question has an end, and what was answered."""

    heard: list[tuple[Needed, Sequence[Question], list[Way]]]

    def pared(self, questions: Sequence[Question]) -> list[Way]:
        """Return the same, and keep it."""
        ways = super().pared(questions)
        if any(np.isfinite(question.most) for question in questions):
            self.heard.append((self, questions, ways))
        return ways


@cache
def asked_of(source: int | Path) -> list[tuple[Needed, Sequence[Question], list[Way]]]:
    """Return what was asked about the needs of a book, and answered; nothing without a plan."""
    Asked.heard = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(held_back, "Needed", Asked)
        try:
            _ = optimiser.optimise(source if isinstance(source, Path) else optimiser.load(
                random_book(source))).solution.held_back
        except NoPlanError:
            return []
    return Asked.heard


def one_by_one(needed: Needed, questions: Sequence[Question]) -> list[Way]:
    """Return what the trial of one limit after the other answers."""
    alone = Needed(needed.program, needed._stands, needed.values, None)
    return alone.pared([replace(question, most=float("inf")) for question in questions])


def are_alike(needed: Needed, ways: list[Way], others: list[Way]) -> bool:
    """Tell whether the same limits are needed, and those with room have as much of it."""
    unit = SLIGHT * float(needed.program.problem.rounding)
    return [(way.full, [row for row, _ in way.short]) for way in ways] == [
        (way.full, [row for row, _ in way.short]) for way in others] and all(
        room == pytest.approx(other, abs=unit, rel=1e-7) for way, same in zip(
            ways, others, strict=True) for (_, room), (_, other) in zip(
                way.short, same.short, strict=True))


@pytest.mark.parametrize("book", BOOKS, ids=str)
def test_limits_found_for_many_needs_at_once_are_those_found_one_by_one(book: int | Path) -> None:
    """In each way the same limits, with the same room."""
    for needed, questions, ways in asked_of(book):
        assert are_alike(needed, ways, one_by_one(needed, questions))


@pytest.mark.parametrize("book", BOOKS[:4], ids=str)
def test_an_end_that_no_plan_reaches_proves_nothing(book: int | Path) -> None:
    """Whoever claims that there is ten times as much to be had gets the same answers."""
    for needed, questions, ways in asked_of(book):
        more = [replace(question, most=10.0 * question.most) for question in questions]
        again = Needed(needed.program, needed._stands, needed.values, None)
        assert are_alike(needed, again.pared(more), ways)


def test_most_ways_of_the_example_are_known_by_fewer_solves_than_there_are_ways() -> None:
    """What is compared above is not what nobody knew."""
    (needed, questions, _), = asked_of(EXAMPLE)
    told = [question for question in questions if question.rows]
    solves, trial = 0, needed.plain

    class Counted(Loosened):
        def most(self) -> float:
            nonlocal solves
            solves += 1
            return super().most()

    known = known_of(Counted(trial.linear, trial.now), told, needed.noise)
    assert sum(one.suffice for one in known) > 0.8 * len(told)
    assert solves < len(told)


def two_needs(room: float) -> list[Known]:
    """Return what is known of two columns that may rise by 10, the first by `room` anyhow.

    Each stands under a limit of its own.
    """
    program = LinearProgram(
        cost=np.zeros(2), lower=np.zeros(2), upper=np.full(2, 10.0),
        row_lower=np.full(2, -np.inf), row_upper=np.array([room, 0.0]), start=np.arange(3),
        index=np.arange(2), value=np.ones(2))
    questions = [Question(Way(frozenset({at})), [at], [at], lambda: np.zeros(0, np.int64), 10.0)
                 for at in (0, 1)]
    return known_of(Loosened(program, np.zeros(2)), questions, 0.5)


def test_what_one_need_gains_with_its_limit_held_hides_nothing_of_another() -> None:
    """Both limits are held at once, and of all that is gained each might be the other's."""
    second = Known(frozenset({1}), suffice=True)
    assert two_needs(6.0) == [Known(frozenset({0}), suffice=True), second]
    # Within half a unit of 10 the first needs no limit loosened; the second is asked alone.
    assert two_needs(9.8) == [Known(frozenset(), suffice=True), second]


def keeping(book: str | dict[str, list[dict[str, object]]]) -> list[tuple[object, int]]:
    """Return what keeps money from each need, and in which."""
    held = optimiser.optimise(optimiser.load(book)).solution.held_back
    return [(why.kept_by.limit, why.kept_in) for why in held if why is not None and why.kept_by]


def test_no_limit_without_a_price_keeps_money_in_lighter_needs() -> None:
    """All limits solved for, the same ones keep the same money in the same needs."""
    books = [str(EXAMPLE), *(shares_at_random(seed) for seed in seeds(8, 100))]
    found = [keeping(book) for book in books]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept, "_UNPRICED", -1.0)
        assert [keeping(book) for book in books] == found
    assert sum(map(bool, found)) > 1
