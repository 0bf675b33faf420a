"""Exchange rates of one day from the history that the European Central Bank publishes.

Its file (`eurofxref-hist.csv`) has a row a day, the latest first, and a column a currency:
units of it for one euro, N/A where there was none.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from optimiser.names import name_key
from optimiser.tables.elements import base_currency
from optimiser.tables.table import Inputs, Table, put_together

NAME, EURO = "Exchange rates", "EUR"
OLDEST = dt.timedelta(days=7)
"""How far back the last day with rates may lie: no closed stretch of days was longer."""


class RatesError(ValueError):
    """A file without the rates that are asked for; the text says why and what to do."""


def with_rates(inputs: Inputs, path: Path, day: dt.date) -> Inputs:
    """Return inputs whose exchange rates are those of a day, laid over their own.

    The rates are those of the last day up to then on which the Bank gave any, of the currencies
    that the inputs use. Those that the file lacks keep the rates of the inputs. Raises RatesError
    or OSError.
    """
    found, rates = _rates_of(path, day)
    base = base_currency(inputs).upper()
    if base != EURO and base not in rates:
        raise RatesError(f"{path.name} has no rate of the base currency {base} on {found}.")
    of_base = 1.0 if base == EURO else rates[base]
    used = _used(inputs) - {base}
    prices = {code: float(f"{rate / of_base:.10g}")
              for code, rate in {EURO: 1.0, **rates}.items() if code in used}
    table = _table(path, prices, found)
    old = inputs.table(NAME)
    kept = [(0, row) for row, name in enumerate(old.text("Currency").tolist())
            if name_key(name).upper() not in prices]
    rows = [*kept, *((1, row) for row in range(len(table)))]
    return replace(inputs, tables={**inputs.tables, NAME: put_together((old, table), rows)})


def _used(inputs: Inputs) -> set[str]:
    """Return the currencies that some table names."""
    return {name_key(name).upper() for table in inputs.tables.values()
            if "Currency" in table.values for name in table.text("Currency").tolist() if name}


def _rates_of(path: Path, day: dt.date) -> tuple[dt.date, Mapping[str, float]]:
    """Return the last day with rates up to a day, and its rates by currency."""
    content = path.read_bytes()
    if content.startswith(b"PK"):
        raise RatesError(f"{path.name} is packed, as the Bank hands it out: unpack it first.")
    lines = csv.reader(io.StringIO(content.decode("utf-8-sig", errors="replace")))
    headings = [cell.strip() for cell in next(lines, [])]
    if not headings or name_key(headings[0]) != "date" or "USD" not in headings:
        raise RatesError(f"{path.name} does not begin with Date, USD, ...: it is not the history "
                         "of rates that the European Central Bank publishes "
                         "(eurofxref-hist.csv).")
    days = {found: cells for cells in lines if cells and (found := _day(cells[0])) is not None}
    before = max((found for found in days if found <= day), default=None)
    if before is None or day - before > OLDEST:
        span = f"{min(days)} to {max(days)}" if days else "no day"
        raise RatesError(f"{path.name} has no rates of {day} nor of the week before it: it holds "
                         f"{span}.")
    rates = {name: rate for name, cell in zip(headings[1:], days[before][1:], strict=False)
             if name and (rate := _rate(cell)) is not None}
    return before, rates


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        return None


def _rate(text: str) -> float | None:
    try:
        rate = float(text)
    except ValueError:
        return None
    return rate if rate > 0 else None


def _table(path: Path, prices: Mapping[str, float], day: dt.date) -> Table:
    """Return the rates as rows of Exchange rates."""
    count = len(prices)
    return Table(NAME, path.name, "", {
        "Currency": np.array(list(prices), dtype=object),
        "Per unit of base": np.array(list(prices.values()), dtype=np.float64),
        "Date": np.full(count, day.isoformat(), dtype=object),
        "Source": np.full(count, f"European Central Bank, {path.name}", dtype=object),
    }, np.arange(1, count + 1, dtype=np.int64), {})
