"""Parts: selections of cells that take part with new money or do not, and nothing between.

Whatever asks whether somebody takes part (a count, a condition, a least amount) names a part;
equal ones are one column of the program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import NamedTuple

import numpy as np

from optimiser.frozen import frozen
from optimiser.model.cases import cases, selected_funds, selected_requirements
from optimiser.problem.arrays import Floats, Ints, distinct, sum_by
from optimiser.problem.classes import CLASSES, classes_of, members
from optimiser.problem.stated import Rule
from optimiser.problem.types import Problem


class Part(NamedTuple):
    """The elements that a part restricts each dimension to, sorted; others are open."""

    where: tuple[tuple[str, tuple[int, ...]], ...]

    @classmethod
    def of(cls, chosen: Mapping[str, frozenset[int]]) -> Part:
        """Return the part of a selection."""
        return cls(tuple((name, tuple(sorted(chosen[name]))) for name in sorted(chosen)))


@frozen
class Parts:
    """All parts of a problem, each one's number, and the cells that each holds.

    `part` and `cell` pair them, shape (pairs,), by part.
    """

    number_of: Mapping[Part, int]
    part: Ints
    cell: Ints

    def __len__(self) -> int:
        return len(self.number_of)

    def taken(self, units: Ints) -> Floats:
        """Return 1 for every part that gets money and 0 for the others, shape (parts,)."""
        paid = sum_by(self.part, units[self.cell].astype(np.float64), len(self))
        return (paid > 0).astype(np.float64)


def counted_parts(problem: Problem, case: Rule) -> Iterator[Part]:
    """Yield a part for each element that a case of a rule counts, none where it counts none."""
    counts = case.measure.counts
    if counts is None:
        return
    chosen = {name: selected for name, selected in (
        ("fund", case.funds), ("donor", case.donors), ("recipient", case.recipients),
        ("activity", case.activities), ("period", case.periods)) if selected is not None}
    dimension = CLASSES.get(counts, counts)
    for element in _elements(problem, case, counts):
        own = members(problem, counts, element) if counts in CLASSES else frozenset({element})
        yield Part.of({**chosen, dimension: own & chosen.get(dimension, own)})


def _elements(problem: Problem, case: Rule, counts: str) -> list[int]:
    """Return the elements that could take part; what is in no class counts for none."""
    rows, funds = problem.requirements, np.array(sorted(selected_funds(problem, case)), np.int64)
    needed = np.fromiter((need > 0 for need in rows.need), dtype=bool, count=len(rows.need))
    chosen = selected_requirements(problem, case) & needed
    dimension = CLASSES.get(counts, counts)
    found = {"fund": funds, "donor": problem.funds.donor[funds],
             "recipient": rows.recipient[chosen], "activity": rows.activity[chosen]}[dimension]
    elements = set(distinct(found).tolist())
    if counts in CLASSES:
        own = classes_of(problem, counts)
        elements = {number for element in elements for number in own[element]}
    return sorted(elements)


def part_of_need(recipient: int, activity: int, period: int | None = None) -> Part:
    """Return the part of a need, over all periods where none is given."""
    chosen = {"recipient": recipient, "activity": activity} | (
        {} if period is None else {"period": period})
    return Part.of({name: frozenset({element}) for name, element in chosen.items()})


def parts_of_least_amounts(problem: Problem) -> dict[int, Part]:
    """Return the part of each requirement that has a least amount."""
    rows = problem.requirements
    return {row: part_of_need(int(rows.recipient[row]), int(rows.activity[row]),
                              int(rows.period[row]))
            for row, least in enumerate(rows.least) if least > 0}


def parts_of_conditions(problem: Problem) -> list[tuple[Part, Part]]:
    """Return the part and the other part of each row of Conditions."""
    rows = problem.conditions
    own = zip(rows.recipient.tolist(), rows.activity.tolist(), strict=True)
    others = zip(rows.other_recipient.tolist(), rows.other_activity.tolist(), strict=True)
    return [(part_of_need(*one), part_of_need(*other))
            for one, other in zip(own, others, strict=True)]


def parts_asked(problem: Problem) -> tuple[Part, ...]:
    """Return every part that some limit of the problem asks for, each once."""
    counted = (part for rule in problem.rules if rule.enabled and rule.measure.counts is not None
               for case in cases(problem, rule) for part in counted_parts(problem, case.rule))
    return tuple(dict.fromkeys(chain(
        counted, parts_of_least_amounts(problem).values(), *parts_of_conditions(problem))))


def lay_out(problem: Problem, along: Mapping[str, Ints]) -> Parts:
    """Return the parts of a problem with the cells of each; `along` as in a grid of cells."""
    asked = parts_asked(problem)
    held = [_cells(part, along) for part in asked]
    part = np.repeat(np.arange(len(asked)), [len(cells) for cells in held])
    return Parts({one: number for number, one in enumerate(asked)}, part.astype(np.int64),
                 np.concatenate([np.zeros(0, np.int64), *held]))


def _cells(part: Part, along: Mapping[str, Ints]) -> Ints:
    chosen = np.ones(len(next(iter(along.values()))), dtype=bool)
    for name, elements in part.where:
        chosen &= np.isin(along[name], elements)
    return np.flatnonzero(chosen)
