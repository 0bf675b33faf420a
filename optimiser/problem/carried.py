"""What of each budget row may be spent later, and until when."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from optimiser.problem.arrays import Ints
from optimiser.problem.types import ALL
from optimiser.tables.carried import meant
from optimiser.tables.elements import Elements
from optimiser.tables.periods import period_key
from optimiser.tables.table import Table


def read_carried(table: Table, fund: Ints,
                 elements: Elements) -> tuple[tuple[Fraction | None, ...], Ints]:
    """Return the most that rows of Budgets leave for later, and after which period it lapses."""
    rows = meant(table, fund.tolist())
    ends = [_end(str(text), elements) if one.carries and one.lapses else ALL
            for text, one in zip(table.text("Period").tolist(), rows, strict=True)]
    return tuple(one.most for one in rows), np.array(ends, dtype=np.int64)


def _end(period: str, elements: Elements) -> int:
    """Return the last period of Needs in what the sheet Periods names in Within, ALL for none."""
    outer = elements.periods.within.get(period_key(period)) if period else None
    covered = elements.periods.covered(outer) if outer else ()
    return max(covered, default=ALL)
