"""Few payments in parts that have nothing to do with each other."""

from __future__ import annotations

import numpy as np
import pytest
from reference.random_books import random_book
from seeds import seeds

import optimiser
from optimiser.errors import NoPlanError
from optimiser.model.program import LinearProgram
from optimiser.solving.finding import few_payments
from optimiser.solving.finding.blocks import Block, blocks_of


def program_of(rows: list[list[float]]) -> LinearProgram:
    """Return a program of these rows, given in full."""
    table = np.array(rows, dtype=np.float64)
    row, column = np.nonzero(table)
    count, columns = table.shape
    return LinearProgram(np.zeros(columns), np.zeros(columns), np.full(columns, 9.0),
                         np.zeros(count), np.ones(count),
                         np.searchsorted(row, np.arange(count + 1)), column, table[row, column])


FIRST, SECOND = [0, 0, 1, 1], [0, 1, 2, 3]
SUMS = [[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]


def parts(*rows: list[float]) -> list[Block]:
    return blocks_of(program_of([*rows, *SUMS]), [np.array(FIRST), np.array(SECOND)])


def test_a_row_that_totals_hold_does_not_tie_parts_together() -> None:
    assert [block.columns.tolist() for block in parts([2, 2, 5, 5])] == [[0, 1], [2, 3]]


@pytest.mark.parametrize("row", [[2, 1, 5, 5], [0, 2, 5, 5]])
def test_a_row_that_no_group_of_totals_holds_ties_parts_together(row: list[float]) -> None:
    """The second group's totals are single columns: without it neither row is held."""
    program = program_of([row, *SUMS[:2]])
    assert len(blocks_of(program, [np.array(FIRST)])) == 1


def test_each_part_has_its_own_rows_and_entries() -> None:
    one, other = parts([1, 3, 0, 0])
    assert one.rows.tolist() == [1, 3, 4]
    assert other.rows.tolist() == [2, 5, 6]
    assert other.program.index.tolist() == [0, 1, 0, 1]
    assert other.program.start.tolist() == [0, 2, 3, 4]


@pytest.mark.parametrize("seed", seeds(10, 200))
def test_plans_in_parts_are_those_of_the_whole(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    book = random_book(seed)
    try:
        whole = optimiser.optimise(optimiser.load(book)).solution
    except NoPlanError:
        return
    monkeypatch.setattr(few_payments, "_LARGE", 0)
    in_parts = optimiser.optimise(optimiser.load(book)).solution
    assert (in_parts.amounts == whole.amounts).all()
    assert (in_parts.deployed == whole.deployed).all()
