"""What was read, in words: the first thing that `allocate check` prints."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from optimiser.names import name_key
from optimiser.tables.elements import base_currency, read_elements, setting
from optimiser.tables.table import Inputs, Table
from optimiser.words import counted, listing

_MONEY = {"Needs": "Need", "Budgets": "Budget", "Capacity": "Capacity", "Commitments": "Amount"}

_FEW = 12
"""So many periods are named: a slip in one, or a date read as its quarter, is seen there."""


def summarise(inputs: Inputs) -> tuple[str, ...]:
    """Return a line for each table: rows, elements and sums by currency."""
    elements = read_elements(inputs)
    lines = [f"{inputs.file}: {counted(len(inputs.tables), 'table')}"]
    counts = [counted(len(names), *noun) for names, noun in (
        (elements.recipients, ("recipient",)), (elements.activities, ("activity", "activities")),
        (elements.periods, ("period",)), (elements.donors, ("donor",)),
        (elements.funds, ("fund",))) if len(names)]
    if counts:
        lines.append(listing(counts))
    if 1 < len(elements.periods) <= _FEW:
        lines.append(f"Periods: {listing(elements.periods.names)}")
    lines += [_line(inputs, table) for table in inputs.tables.values()]
    return tuple(lines)


def _line(inputs: Inputs, table: Table) -> str:
    words = f"  {table.name}: {counted(len(table), 'row')}"
    if table.name in _MONEY:
        words += f", {_sums(inputs, table)}"
    if table.name == "Rules":
        enabled = int((table.number("Enabled") == 1).sum())
        words += f", {enabled} enabled, {len(table) - enabled} switched off"
    return words


def _sums(inputs: Inputs, table: Table) -> str:
    """Return the sums by currency as they are written, and in the base currency."""
    base = base_currency(inputs)
    unit = setting(inputs, "Amounts in", "units").casefold()
    amounts = table.number(_MONEY[table.name])
    currencies = (np.where(table.text("Currency") == "", base, table.text("Currency"))
                  if table.name != "Capacity" else np.full(len(table), base, dtype=object))
    rates = _rates(inputs)
    return listing(_sum(str(currency), float(np.nansum(amounts[currencies == currency])), unit,
                        base, rates) for currency in dict.fromkeys(currencies.tolist()))


def _sum(currency: str, total: float, unit: str, base: str, rates: Mapping[str, float]) -> str:
    """Return a sum in its currency, and in the base currency where that is another one."""
    words = f" {unit}" if unit != "units" else ""
    said = f"{currency} {total:,.2f}".removesuffix(".00") + words
    rate = rates.get(name_key(currency))
    if name_key(currency) == name_key(base) or not rate:
        return said
    return f"{said} ({base} {total / rate:,.0f}{words})"


def _rates(inputs: Inputs) -> Mapping[str, float]:
    table = inputs.table("Exchange rates")
    pairs = zip(table.text("Currency"), table.number("Per unit of base").tolist(), strict=True)
    return {name_key(str(currency)): rate for currency, rate in pairs if rate > 0}
