"""What several checks need to know, worked out once and tolerant of faulty cells.

What depends on a cell that cannot be read is unknown: NaN in money, "may pay" in earmarks.
So a faulty cell brings its own finding, and none that only follows from it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from functools import cached_property

import numpy as np
import numpy.typing as npt

from optimiser.frozen import frozen
from optimiser.names import name_key
from optimiser.tables.carried import carries
from optimiser.tables.elements import Elements, base_currency, read_elements, setting
from optimiser.tables.findings import Severity
from optimiser.tables.selectors import select
from optimiser.tables.table import Inputs, Table

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_UNITS = {"units": 1.0, "thousands": 1e3, "millions": 1e6}
_PLACE = ("Recipient", "Activity", "Period")
CLOSE = 1e-9
"""Relative difference that counts as none when floats are compared."""


def exceeds(asked: float, have: float, scale: float = 0.0) -> bool:
    """Tell whether one sum is above another by more than adding up may blur; False for NaN.

    `scale` is the largest figure that went into either sum.
    """
    return asked - have > CLOSE * max(abs(asked), abs(have), scale)


class Facts:
    """The inputs with names as numbers and money in base currency (NaN where unknown)."""

    def __init__(self, inputs: Inputs, today: dt.date | None = None) -> None:
        self.inputs = inputs
        self.today = today or dt.date.today()
        self._numbers: dict[tuple[str, str], Ints] = {}

    @cached_property
    def elements(self) -> Elements:
        """The elements of all tables."""
        return read_elements(self.inputs)

    def table(self, name: str) -> Table:
        """Return a table, empty where the inputs do not have it."""
        return self.inputs.table(name)

    @cached_property
    def currency(self) -> str:
        """The base currency."""
        return base_currency(self.inputs)

    @cached_property
    def unit(self) -> float:
        """What one unit of a money column stands for."""
        return _UNITS.get(setting(self.inputs, "Amounts in", "units").casefold(), 1.0)

    @cached_property
    def rates(self) -> dict[str, float]:
        """Units of each currency for one unit of base, by name key; only usable ones."""
        table = self.table("Exchange rates")
        found = {name_key(name): float(rate) for name, rate in
                 zip(table.text("Currency"), table.number("Per unit of base"), strict=True)
                 if rate > 0}
        return {name_key(self.currency): 1.0, "": 1.0} | found

    def money(self, table: str, heading: str) -> Floats:
        """Return a money column in base currency, shape (rows,)."""
        rows = self.table(table)
        amounts = rows.number(heading) * self.unit
        if "Currency" not in rows.values:
            return amounts
        currencies = rows.text("Currency").tolist()
        rate = {c: self.rates.get(name_key(c), np.nan) for c in set(currencies)}
        base = amounts / np.array([rate[c] for c in currencies], dtype=np.float64)
        return np.where(self.unreadable(table, "Currency"), np.nan, base)

    def numbers(self, table: str, heading: str) -> Ints:
        """Return the element that each row of a table names, -1 where unknown or blank."""
        known = self._numbers.get((table, heading))
        if known is None:
            known = self.elements.index(heading.casefold()).find_all(
                self.table(table).text(heading))
            self._numbers[table, heading] = known
        return known

    def spans(self, table: str) -> list[frozenset[int] | None]:
        """Return the periods of Needs that each row of a table is about, None for all together.

        A year stands for the quarters in it; nothing is left of a period that no need is in.
        """
        blank = self.blank(table, "Period").tolist()
        return [None if is_blank or not len(self.elements.periods)
                else frozenset(self.elements.periods.covered(text))
                for text, is_blank in zip(self.table(table).text("Period").tolist(), blank,
                                          strict=True)]

    def unreadable(self, table: str, heading: str) -> Bools:
        """Tell which cells of a column are blank only because of an error in them."""
        rows = self.table(table)
        faulty = self._faulty_rows.get((rows.sheet, rows.letters.get(heading, "")), [])
        if not faulty:
            return np.zeros(len(rows), dtype=bool)
        return np.isin(rows.rows, faulty) & rows.is_blank(heading)

    def blank(self, table: str, heading: str) -> Bools:
        """Tell which cells of a column were left blank, shape (rows,)."""
        return self.table(table).is_blank(heading) & ~self.unreadable(table, heading)

    @cached_property
    def _faulty_rows(self) -> dict[tuple[str, str], list[int]]:
        """The rows with an error of reading, by sheet and column letter."""
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for finding in self.inputs.findings:
            column = finding.place.cell.rstrip("0123456789")
            if finding.severity is Severity.ERROR and column.isalpha():
                row = finding.place.cell.removeprefix(column)
                found[finding.place.sheet, column].append(int(row))
        return found

    @cached_property
    def rows_of_funds(self) -> dict[int, list[int]]:
        """The rows of Budgets by the fund that they name, in the order of funds."""
        found: dict[int, list[int]] = defaultdict(list)
        for row, fund in enumerate(self.numbers("Budgets", "Fund").tolist()):
            found[fund].append(row)
        return {fund: found[fund] for fund in sorted(found) if fund >= 0}

    @cached_property
    def sites(self) -> Sites:
        """The needs of all tiers together."""
        return _sites(self)

    @cached_property
    def may_pay(self) -> Bools:
        """Which fund may pay for which site, shape (funds, sites)."""
        return _may_pay(self)


@frozen
class Sites:
    """Needs by (recipient, activity, period), shape (sites,), in base currency.

    `need` and `committed` are NaN where a row of theirs cannot be read.
    """

    recipient: Ints
    activity: Ints
    period: Ints
    need: Floats
    committed: Floats

    @property
    def needed(self) -> Bools:
        """Where there is a need, or may be one, shape (sites,)."""
        return np.asarray(self.need != 0)

    @property
    def left(self) -> Floats:
        """What commitments leave of each need, shape (sites,)."""
        return np.maximum(self.need - self.committed, 0.0)


def _sites(facts: Facts) -> Sites:
    needs, paid = _places(facts, "Needs"), _places(facts, "Commitments")
    codes, first, where = np.unique(needs, return_index=True, return_inverse=True)
    need = np.bincount(where.reshape(-1), facts.money("Needs", "Need"),
                       len(codes)).astype(np.float64)
    at = np.searchsorted(codes, paid)
    meets = np.isin(paid, codes)
    committed = np.bincount(at[meets], facts.money("Commitments", "Amount")[meets],
                            len(codes)).astype(np.float64)
    recipient, activity, period = (facts.numbers("Needs", heading)[first] for heading in _PLACE)
    return Sites(recipient, activity, period, need, committed)


def _places(facts: Facts, table: str) -> Ints:
    """Return one number for recipient, activity and period of each row, shape (rows,).

    Sorting such numbers takes a twentieth of the time of sorting triples.
    """
    sizes = tuple(len(facts.elements.index(heading.casefold())) + 1 for heading in _PLACE)
    numbers = tuple(facts.numbers(table, heading) + 1 for heading in _PLACE)
    return np.ravel_multi_index(numbers, sizes).astype(np.int64)


def _may_pay(facts: Facts) -> Bools:
    table, sites = facts.table("Budgets"), facts.sites
    spans, carrying, needed = facts.spans("Budgets"), carries(table), sites.needed
    earmarks = [(table.text(heading), dimension, along) for heading, dimension, along in (
        ("For recipients", "recipient", sites.recipient),
        ("For activities", "activity", sites.activity))]
    allowed = np.zeros((len(facts.elements.funds), len(sites.need)), dtype=bool)
    for fund, mine in facts.rows_of_funds.items():
        for row in mine:
            here = needed
            for column, dimension, along in earmarks:
                chosen = select(str(column[row]), dimension, facts.elements)
                if chosen.members is not None and not chosen.faults:
                    here = here & (np.isin(along, list(chosen.members)) | (along < 0))
            if span := spans[row]:
                first = min(min(spans[of] or span) for of in mine)
                here = here & ((sites.period >= first) if carrying[mine].any()
                               else np.isin(sites.period, list(span)))
            allowed[fund] |= here
    return allowed
