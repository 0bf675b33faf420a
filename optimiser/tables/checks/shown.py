"""Cells that show something else than what is read of them."""

from __future__ import annotations

from collections.abc import Iterator

from optimiser.names import name_key
from optimiser.tables.catalogue import looks as kinds
from optimiser.tables.cells import shown
from optimiser.tables.checks.facts import Facts, Ints
from optimiser.tables.columns import Column, Kind
from optimiser.tables.findings import Finding
from optimiser.tables.looks.currencies import is_currency, meant_by
from optimiser.tables.looks.formats import Format, Look
from optimiser.tables.schema import SHEETS
from optimiser.tables.table import Table
from optimiser.words import money

_TEXTS = {Kind.NAME, Kind.CLASSES, Kind.TEXT, Kind.SELECTOR}
_SHARES = {Kind.SHARE, Kind.QUANTITY}
_PRICES = {"Unit cost"}
"""Columns of figures that are money."""
_UNITS = {1.0: "single units", 1e3: "thousands", 1e6: "millions"}


def check_shown(facts: Facts) -> Iterator[Finding]:
    """Find cells whose number format shows another amount, share, currency or name."""
    for sheet in SHEETS:
        table = facts.table(sheet.name)
        for heading, formats in table.formats.items():
            column = sheet.column(heading)
            for said, rows in formats.items():
                if column.kind is Kind.MONEY:
                    yield from _amounts(facts, table, heading, said, rows)
                elif column.kind in _SHARES or column.heading in _PRICES:
                    yield from _shares(table, column, said, rows)
                    if column.kind is not Kind.SHARE:
                        yield from _money_among_figures(facts, table, heading, said, rows)
                elif column.kind in _TEXTS:
                    yield from _names(table, heading, said, rows)


def _amounts(facts: Facts, table: Table, heading: str, said: Format,
             rows: Ints) -> Iterator[Finding]:
    """Find amounts shown as percentages, in another currency or unit, or not at all."""
    values = table.number(heading)
    for look, places in said.by_look(values[rows]):
        here = rows[places]
        if look.percent or look.percent_sign:
            yield from (kinds.PERCENT_SHOWN.at(
                table.place(row, heading), look.text(values[row]), amount=shown(values[row]))
                for row in here.tolist())
            continue
        yield from _other_currencies(facts, table, heading, look, here)
        if look.unit and look.unit / look.factor != facts.unit:
            yield from (kinds.UNIT_SHOWN.at(
                table.place(row, heading), look.text(values[row]), unit=_UNITS[facts.unit],
                amount=_read(facts, table, row, heading)) for row in here.tolist())
        elif look.factor != 1:
            yield from (kinds.SCALED.at(
                table.place(row, heading), look.text(values[row]),
                amount=_read(facts, table, row, heading)) for row in here[:1].tolist())
        elif look.hides:
            yield from (kinds.HIDDEN_BY_FORMAT.at(
                table.place(row, heading), shown(float(values[row])),
                shown=look.text(values[row]) or "nothing")
                for row in here[values[here] != 0].tolist())


def _money_among_figures(facts: Facts, table: Table, heading: str, said: Format,
                         rows: Ints) -> Iterator[Finding]:
    """Find figures that their format shows as money in another currency, or in another unit."""
    values = table.number(heading)
    for look, places in said.by_look(values[rows]):
        here = rows[places]
        if look.currency and not look.percent:
            yield from _other_currencies(facts, table, heading, look, here)
            if look.unit and look.unit / look.factor != facts.unit:
                yield from (kinds.UNIT_SHOWN.at(
                    table.place(row, heading), look.text(values[row]), unit=_UNITS[facts.unit],
                    amount=_read(facts, table, row, heading)) for row in here.tolist())


def _read(facts: Facts, table: Table, row: int, heading: str) -> str:
    """Return the amount of a cell as it is read."""
    amount = float(table.number(heading)[row]) * facts.unit
    return money(amount, _currencies(facts, table)[row])


def _other_currencies(facts: Facts, table: Table, heading: str, look: Look,
                      rows: Ints) -> Iterator[Finding]:
    if not look.currency:
        return
    currencies = _currencies(facts, table)
    own = [currencies[row] for row in rows.tolist()]
    others = {name for name in set(own) if not is_currency(look.currency, name)}
    for row, name in zip(rows.tolist(), own if others else (), strict=False):
        if name in others:
            yield _other_currency(facts, table, row, heading, look)


def _currencies(facts: Facts, table: Table) -> list[str]:
    """Return the currency in which each row's amounts are read, shape (rows,)."""
    if "Currency" not in table.values:
        return [facts.currency] * len(table)
    return [name or facts.currency for name in table.text("Currency").tolist()]


def _other_currency(facts: Facts, table: Table, row: int, heading: str, look: Look) -> Finding:
    own = _currencies(facts, table)[row]
    code = next(iter(meant_by(look.currency)), look.currency)
    why = (f"Currency says {own}" if "Currency" in table.values and table.text("Currency")[row]
           else "Currency is blank, so it is the base currency"
           if "Currency" in _headings(table) else "these amounts are in the base currency")
    return kinds.CURRENCY_SHOWN.at(
        table.place(row, heading), look.currency, currency=own, why=why,
        remedy=currency_remedy(facts, table, code, own))


def _headings(table: Table) -> set[str]:
    return {column.heading for sheet in SHEETS if sheet.name == table.name
            for column in sheet.columns}


def currency_remedy(facts: Facts, table: Table, code: str, own: str) -> str:
    """Return what to do where words or a format say another currency than is read."""
    if "Currency" not in _headings(table):
        return f"Write the amount in {own}, and format the cell so."
    rate = "" if name_key(code) in facts.rates else " (with its rate in Exchange rates)"
    where = "in the row's Currency" if "Currency" in table.values else "in a column Currency"
    return f"Write {code} {where}{rate}, or show {own} if the amount is in it."


def _shares(table: Table, column: Column, said: Format, rows: Ints) -> Iterator[Finding]:
    """Find shares and values with a percent sign that only stands beside the figure."""
    values = table.number(column.heading)
    for look, places in said.by_look(values[rows]):
        here = rows[places] if look.percent_sign else rows[:0]
        for row in here[values[here] != 0].tolist():
            value = float(values[row])
            yield kinds.SIGN_SHOWN.at(
                table.place(row, column.heading), look.text(value),
                read=f"{value * 100:.10g}%" if column.kind is Kind.SHARE else shown(value))


def _names(table: Table, heading: str, said: Format, rows: Ints) -> Iterator[Finding]:
    """Find names and codes that are numbers shown with leading zeros, or with words."""
    texts = table.text(heading)
    for row in rows.tolist():
        text = str(texts[row])
        if not text.replace(".", "", 1).isdigit():
            continue
        look = said.of(float(text))
        seen = look.text(float(text))
        # A currency or thousands cut off say nothing of a code.
        if (look.zeros or look.before or look.after or look.percent) and seen != text:
            yield kinds.CODE_SHOWN.at(table.place(row, heading), seen, number=text)
