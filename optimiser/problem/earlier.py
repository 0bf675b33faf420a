"""What an earlier plan gave, by today's elements."""

from __future__ import annotations

import numpy as np

from optimiser.problem.arrays import Ints
from optimiser.problem.money import Exchange
from optimiser.problem.stated import Earlier
from optimiser.problem.types import ALL
from optimiser.tables.elements import Elements
from optimiser.tables.table import Inputs, Table


def read_earlier(inputs: Inputs, elements: Elements, exchange: Exchange) -> Earlier | None:
    """Return the rows of Earlier plan, None where the inputs have no such sheet.

    A plan of nothing is a plan as well.
    """
    table = inputs.tables.get("Earlier plan")
    if table is None:
        return None
    fund = elements.funds.find_all(table.text("Fund"))
    return Earlier(
        fund=fund,
        donor=_donors(table, fund, elements),
        recipient=elements.recipients.find_all(table.text("Recipient")),
        activity=elements.activities.find_all(table.text("Activity")),
        period=_periods(table, elements),
        exact=tuple(exchange.base_money(amount) for amount in table.number("Amount").tolist()),
        committed=table.number("Committed") == 1,
    )


def _donors(table: Table, fund: Ints, elements: Elements) -> Ints:
    """Return the donor that a row names, or else the one that has its fund now."""
    owner = np.array([*elements.donor_of_fund, ALL], dtype=np.int64)
    return np.where(table.is_blank("Donor"), owner[fund],
                    elements.donors.find_all(table.text("Donor")))


def _periods(table: Table, elements: Elements) -> Ints:
    if len(elements.periods):
        return elements.periods.find_all(table.text("Period"))
    return np.where(table.is_blank("Period"), 0, ALL)
