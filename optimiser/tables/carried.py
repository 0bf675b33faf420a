"""What each row of Budgets says of carrying over, and what holds for it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from optimiser.tables.carry import NOTHING, Carry, read_carry
from optimiser.tables.table import Table


def carried(table: Table) -> tuple[Carry | None, ...]:
    """Return what each row of Budgets says of carrying over, None where its cell is blank."""
    return tuple(read_carry(text) if text and not blank else None for text, blank in zip(
        table.text("Carry over").tolist(), table.is_blank("Carry over").tolist(), strict=True))


def carries(table: Table) -> npt.NDArray[np.bool_]:
    """Tell which rows of Budgets carry anything over, shape (rows,)."""
    return np.array([one is not None and one.carries for one in carried(table)], dtype=bool)


def meant(table: Table, funds: Sequence[int]) -> list[Carry]:
    """Return what holds for each row of Budgets, whose funds are given by number.

    A row that says nothing does as the first row of its fund that carries something over.
    """
    said, of_fund = carried(table), dict[int, Carry]()
    for fund, one in zip(funds, said, strict=True):
        if one is not None and one.carries:
            of_fund.setdefault(fund, one)
    return [of_fund.get(fund, NOTHING) if one is None else one
            for fund, one in zip(funds, said, strict=True)]
