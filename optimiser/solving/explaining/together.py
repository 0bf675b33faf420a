"""What one solve tells of the limits in many ways, so that few need be tried one by one.

A limit is needed in a way for certain if, with it held and every other limit in any way loosened,
all needs together gain less than this one would: no other set of limits lets more through. And a
plan in which some needs are met at once, with the same few limits loosened, proves of each that
these suffice. Both are bounds, and where they meet, which limits are needed is proved. What they
leave open is left to the trial of one limit after the other, which would find the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from optimiser.frozen import frozen
from optimiser.problem.arrays import Ints
from optimiser.solving.explaining.loosened import Loosened
from optimiser.solving.explaining.ways import Way


@frozen
class Question:
    """Which limits of a way must be loosened for some columns to rise as with all of them.

    `rows` are all its limits, those to be left out last first; `raised` the columns, of money;
    `cells` the payments that are asked about. Whatever is loosened, the columns cannot rise by
    more than `most`, in the program's scale, infinite where that is not known.
    """

    way: Way
    rows: Sequence[int]
    raised: Sequence[int]
    cells: Callable[[], Ints]
    most: float = float("inf")


@frozen
class Known:
    """The limits of a way that are needed for certain, and whether they bring all there can be."""

    needed: frozenset[int] = frozenset()
    suffice: bool = False


def known_of(trial: Loosened, questions: Sequence[Question], noise: float) -> list[Known]:
    """Return what is known of each question that has an end, by as few solves as answers.

    `noise` is what may be short of the most, in the program's scale. Raises NotProvedError or
    TooLongError.
    """
    enough = [question.most - noise for question in questions]
    needed = _needed(trial, questions, enough)
    alike: dict[frozenset[int], list[int]] = defaultdict(list)
    for at, rows in enumerate(needed):
        alike[rows].append(at)
    met = {at for rows, asked in alike.items()
           for at in _met(trial, questions, enough, rows, asked)}
    return [Known(rows, at in met) for at, rows in enumerate(needed)]


def _needed(trial: Loosened, questions: Sequence[Question],
            enough: Sequence[float]) -> list[frozenset[int]]:
    """Return the limits without which no question has enough, whatever else is loosened."""
    found: list[frozenset[int]] = [frozenset() for _ in questions]
    for held in _apart(questions):
        groups = [[at for at, question in enumerate(questions) if held & set(question.rows)]]
        while groups:
            asked = groups.pop()
            rows = frozenset[int]().union(*(questions[at].rows for at in asked))
            total, each = trial.more([questions[at].raised for at in asked], rows - held)
            gained = dict(zip(asked, each.tolist(), strict=True))
            for at in asked:
                if total < enough[at]:
                    found[at] |= held & set(questions[at].rows)
            # Those that gain much without the limit hide whether others can: asked again, apart.
            left = [at for at in asked if gained[at] < enough[at] <= total]
            parts = ([at for at in left if gained[at] > enough[at] / 2],
                     [at for at in left if gained[at] <= enough[at] / 2])
            groups += [part for part in parts if 0 < len(part) < len(asked)]
    return found


def _apart(questions: Sequence[Question]) -> list[frozenset[int]]:
    """Return all limits in sets of those of which no way has two."""
    beside: dict[int, set[int]] = defaultdict(set)
    for question in questions:
        for row in question.rows:
            beside[row].update(question.rows)
    sets: list[set[int]] = []
    for row in sorted(beside):
        own = next((rows for rows in sets if not rows & beside[row]), None)
        if own is None:
            sets.append({row})
        else:
            own.add(row)
    return [frozenset(rows) for rows in sets]


def _met(trial: Loosened, questions: Sequence[Question], enough: Sequence[float],
         rows: frozenset[int], asked: list[int]) -> set[int]:
    """Return the questions that have enough with the same limits loosened."""
    found: set[int] = set()
    while asked:
        _, each = trial.more([questions[at].raised for at in asked], rows)
        met = {at for at, gained in zip(asked, each.tolist(), strict=True) if gained >= enough[at]}
        if not met:
            break
        found |= met
        asked = [at for at in asked if at not in met]
    return found
