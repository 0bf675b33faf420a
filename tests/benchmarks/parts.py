"""What is lost by planning in parts, and how tightly prices bound it: `python parts.py BOOK`.

Each recipient goes into one of some parts, or each period. A limit on several parts is shared out
among them, at first by what they ask for; every part is solved alone, and its prices say where
one more unit would do most. Round by round a tenth of each share moves there. What the parts reach
together is a plan that keeps all limits; what no plan can pass is told by the same prices, by weak
duality. Prints both as shares of the best plan, which is solved as a whole beside it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

import optimiser
from optimiser.model.objectives import cost_of
from optimiser.model.program import LinearProgram, Program, build_program
from optimiser.problem.arrays import Floats, Ints
from optimiser.problem.build import build_problem
from optimiser.solving.engines import highs, wide
from optimiser.vocabulary import ObjectiveName

_MOVED = 0.1


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its columns and rows of the whole, and its program."""

    columns: Ints
    rows: Ints
    program: LinearProgram


def part_of_columns(program: Program, parts: int, by: str) -> Ints:
    """Return the part of each column, shape (columns,)."""
    grids = (program.columns.allocation, program.columns.met)
    return np.concatenate([grid.along[by] % parts for grid in grids])


def parts_of(linear: LinearProgram, part: Ints) -> Iterator[Part]:
    """Yield the parts; a row on several of them is in each."""
    row = linear.row_of_entry()
    for one in range(int(part.max()) + 1):
        columns = np.flatnonzero(part == one)
        entry = part[linear.index] == one
        rows = np.unique(row[entry])
        number = np.cumsum(part == one) - 1
        size = np.bincount(row[entry], minlength=linear.rows)[rows]
        yield Part(columns, rows, LinearProgram(
            linear.cost[columns], linear.lower[columns], linear.upper[columns],
            linear.row_lower[rows], linear.row_upper[rows], np.concatenate([[0], np.cumsum(size)]),
            number[linear.index[entry]], linear.value[entry]))


def most_without_others(linear: LinearProgram, shared: Ints, price: Floats,
                        parts: list[Part]) -> float:
    """Return what no plan can pass: the parts' best where shared limits have these prices."""
    priced = np.zeros(linear.rows)
    priced[shared] = price
    cost = linear.reduced_cost(priced)
    bound = float(price @ linear.row_upper[shared])
    for part in parts:
        free = np.isin(part.rows, shared)
        bound += highs.solve(replace(
            part.program, cost=cost[part.columns],
            row_upper=np.where(free, np.inf, part.program.row_upper))).objective
    return -bound


def main() -> None:
    """Print a line a round."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("book", type=Path)
    asked.add_argument("--by", choices=("recipient", "period"), default="recipient")
    asked.add_argument("--parts", type=int, default=10)
    asked.add_argument("--rounds", type=int, default=8)
    given = asked.parse_args()
    program = build_program(build_problem(optimiser.load(given.book)))
    linear = program.linear.with_cost(cost_of(program, ObjectiveName.MEET_NEEDS))
    began = time.process_time()
    best = -wide.solve(linear).objective
    whole = time.process_time() - began
    label = part_of_columns(program, given.parts, given.by)
    parts = list(parts_of(linear, label))
    row, several = linear.row_of_entry(), np.zeros((len(parts), linear.rows), dtype=bool)
    several[label[linear.index], row] = True
    shared = np.flatnonzero(several.sum(axis=0) > 1)
    asked_for = np.array([program.problem.needs.amount[
        label[len(program.columns.allocation):] == one].sum() for one in range(len(parts))])
    share = np.outer(asked_for / asked_for.sum(), linear.row_upper[shared])
    print(f"{linear.columns:,} columns, {len(shared)} limits on several of {len(parts)} parts; "
          f"the whole {whole:.2f} s")
    lowest = np.inf
    for number in range(1, given.rounds + 1):
        began, reached, prices = time.process_time(), 0.0, np.zeros_like(share)
        for at, part in enumerate(parts):
            upper = part.program.row_upper.copy()
            place = np.searchsorted(part.rows, shared)
            upper[place] = share[at]
            found = highs.solve(replace(part.program, row_upper=upper))
            reached -= found.objective
            prices[at] = found.dual[place]
        price = (prices * share).sum(axis=0) / share.sum(axis=0)
        lowest = min(lowest, most_without_others(linear, shared, price, parts))
        print(f"round {number}: reached {reached / best:.5%}, at most {lowest / best:.5%}, "
              f"{time.process_time() - began:.2f} s for all parts")
        dear, cheap = prices.argmin(axis=0), prices.argmax(axis=0)
        moved = np.where(dear == cheap, 0.0, _MOVED * share[cheap, np.arange(len(shared))])
        np.subtract.at(share, (cheap, np.arange(len(shared))), moved)
        np.add.at(share, (dear, np.arange(len(shared))), moved)


if __name__ == "__main__":
    main()
