"""Terms of a limit as live sums over the sheets of the output."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import NamedTuple

import numpy as np

from optimiser.model.columns import NEED, Grid, Of
from optimiser.model.rows import Term
from optimiser.problem.arrays import Floats
from optimiser.report.draft import Draft
from optimiser.report.layout import literal
from optimiser.report.sheets.inputs import in_base, name_of

Where = dict[str, tuple[int, ...]]
_SHEETS = {Of.ALLOCATION: ("Allocation", "Amount"),
           Of.DEPLOYMENT: ("Deployments", "Expert-months"),
           Of.GRANT: ("Allocation", "Part of a grant")}
_ARRAYS = 2
"""A sum may name sets of elements along so many dimensions: one down and one across."""


class LiveSum(NamedTuple):
    """A piece of a formula: a coefficient times what the cells of a selection add up to."""

    text: str
    of: Of
    committed: bool
    coefficient: Fraction
    where: Where

    def worth(self, draft: Draft) -> float:
        """Return its value in the plan as solved."""
        grid, values = {
            Of.ALLOCATION: (draft.plan.columns.allocation, draft.amounts),
            Of.DEPLOYMENT: (draft.plan.columns.deployment, draft.months),
            Of.GRANT: (draft.plan.columns.grant, draft.whole[:len(draft.plan.columns.grant)]),
            Of.PART: (draft.plan.columns.part, _of_whole(draft, draft.plan.columns.part)),
            Of.UNIT: (draft.plan.columns.unit, _of_whole(draft, draft.plan.columns.unit)),
            Of.MET: (draft.plan.columns.met,
                     draft.need_rows["Need"] - draft.need_rows["Unmet"]),
        }[self.of]
        total = _total(grid, values, self.where)
        if self.committed:
            total += _total(draft.plan.columns.committed, draft.committed, self.where)
        return float(self.coefficient) * total


def _of_whole(draft: Draft, grid: Grid) -> Floats:
    """Return the values of a grid's whole columns in the plan, shape (columns,)."""
    first = grid.first - draft.plan.columns.grant.first
    return draft.whole[first:first + len(grid)]


def _total(grid: Grid, values: Floats, where: Where) -> float:
    chosen = np.ones(len(values), dtype=bool)
    for name, elements in where.items():
        chosen &= np.isin(grid.along[name], elements)
    return float(values[chosen].sum())


def sums(draft: Draft, term: Term, entries: list[int]) -> Iterator[LiveSum]:
    """Yield the live sums of a term's entries, those that differ in few dimensions as one."""
    for coefficient, where in _merged(term, entries):
        terms = _summed(draft, term, where)
        factor = "" if coefficient == 1 else f"{literal(float(coefficient))}*"
        text = f"{factor}({terms})" if factor and "+" in terms else f"{factor}{terms}"
        yield LiveSum(text, term.of, term.committed, coefficient, where)


def _merged(term: Term, entries: list[int]) -> Iterator[tuple[Fraction, Where]]:
    """Merge entries with one coefficient where they fill a product of sets."""
    if len(entries) == 1:
        [entry] = entries
        yield (term.coefficient[entry],
               {name: (int(elements[entry]),) for name, elements in term.where.items()})
        return
    by_coefficient: dict[Fraction, list[tuple[int, ...]]] = {}
    names = list(term.where)
    for entry in entries:
        key = tuple(int(term.where[name][entry]) for name in names)
        by_coefficient.setdefault(term.coefficient[entry], []).append(key)
    for coefficient, keys in by_coefficient.items():
        axes = {name: tuple(sorted({key[at] for key in keys})) for at, name in enumerate(names)}
        if len(set(keys)) == len(keys) == np.prod([len(axis) for axis in axes.values()]):
            yield from ((coefficient, where) for where in _narrowed(axes))
        else:
            for key in keys:
                yield coefficient, {n: (k,) for n, k in zip(names, key, strict=True)}


def _narrowed(axes: Where) -> Iterator[Where]:
    """Leave at most two dimensions with several elements; go through the others."""
    several = sorted((n for n, axis in axes.items() if len(axis) > 1),
                     key=lambda name: len(axes[name]))
    stepped = several[:max(0, len(several) - _ARRAYS)]
    for combination in product(*(axes[name] for name in stepped)):
        yield {**axes, **{name: (one,) for name, one in zip(stepped, combination, strict=True)}}


def _summed(draft: Draft, term: Term, where: Where) -> str:
    """Return what the columns of a selection add up to, as a formula writes it, found once."""
    key = term.of, term.committed, tuple(where.items())
    known = draft.summed.get(key)
    if known is None:
        known = draft.summed[key] = "+".join(_terms(draft, term, where))
    return known


def _terms(draft: Draft, term: Term, where: Where) -> Iterator[str]:
    if term.of is Of.PART:
        yield from _takes_part(draft, where)
        return
    if term.of is Of.UNIT:
        yield from _units(draft, where)
        return
    if term.of is Of.MET:
        yield _sumifs(draft, "Needs", "Need", where)
        yield f"-{_sumifs(draft, 'Needs', 'Unmet', where)}"
        return
    sheet, heading = _SHEETS[term.of]
    # Where no fund may pay for any need, there is nothing to sum, and no column of it.
    yield _sumifs(draft, sheet, heading, where) if len(
        draft.plan.columns.grid(term.of)) else "0"
    commitments = name_of("Commitments")
    if term.committed and draft.has(commitments):
        yield _sumifs(draft, commitments, in_base(draft.currency, "Commitments"), where)


def _takes_part(draft: Draft, where: Where) -> Iterator[str]:
    """Write 1 for each part that gets new money and 0 for the others."""
    parts = list(draft.plan.columns.parts.number_of)
    for number in where["part"]:
        money = "+".join(_sumifs(draft, "Allocation", "Amount", piece)
                         for piece in _narrowed(dict(parts[number].where)))
        yield f"IF({money}>0,1,0)"


def _units(draft: Draft, where: Where) -> Iterator[str]:
    """Write how many lots a need's new money buys, or 1 where its rest is met."""
    grid, lots = draft.plan.columns.unit, draft.plan.columns.lots
    wanted = [at for at in range(len(grid))
              if all(int(grid.along[name][at]) in elements for name, elements in where.items())]
    lot_of = [lot for lot in lots for _ in lot.most_of_each]
    for at in wanted:
        lot = lot_of[at]
        money = _sumifs(draft, "Allocation", "Amount",
                        {name: (int(grid.along[name][at]),) for name in NEED})
        in_full = literal(float(lot.in_full))
        yield (f"IF({money}>={in_full},1,0)" if grid.along["rest"][at] else
               f"MIN({lot.most},INT({money}/{literal(float(lot.size))}))")


def _sumifs(draft: Draft, sheet: str, heading: str, where: Where) -> str:
    """Write a sum by numbers; a set of numbers as an array, a second one across."""
    if not draft.has(sheet):
        return "0"
    area = draft.area(sheet)
    if not where:
        return f"SUM({area.range(heading)})"
    tests, marks = [], iter(",;")
    for name, elements in where.items():
        codes = [str(element + 1) for element in elements]
        wanted = codes[0] if len(codes) == 1 else "{" + next(marks).join(codes) + "}"
        tests.append(f"{area.range(f'{name.capitalize()} no.')},{wanted}")
    text = f"SUMIFS({area.range(heading)},{','.join(tests)})"
    return f"SUMPRODUCT({text})" if "{" in text else text
