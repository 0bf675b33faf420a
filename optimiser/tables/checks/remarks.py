"""Units and currencies that words beside a table say, against what is read."""

from __future__ import annotations

from collections.abc import Iterator

from optimiser.tables.catalogue import looks as kinds
from optimiser.tables.checks.facts import Facts
from optimiser.tables.checks.shown import currency_remedy
from optimiser.tables.findings import Finding
from optimiser.tables.looks.currencies import is_currency, meant_by
from optimiser.tables.looks.heading_words import unit_name
from optimiser.tables.looks.said import Remark
from optimiser.tables.schema import SHEETS
from optimiser.tables.table import Table


def check_remarks(facts: Facts) -> Iterator[Finding]:
    """Find words above or below headings that say another unit or currency than is read."""
    for sheet in SHEETS:
        table = facts.table(sheet.name)
        for remark in table.remarks:
            if remark.said.unit and remark.said.unit != facts.unit:
                yield kinds.UNIT_SAID.at(remark.place, remark.text,
                                         said=unit_name(remark.said.unit),
                                         unit=unit_name(facts.unit))
            if remark.said.currency:
                yield from _currency(facts, table, remark)


def _currency(facts: Facts, table: Table, remark: Remark) -> Iterator[Finding]:
    """Find a remark on a currency that the rows of its columns are not in."""
    own = {str(name) for name in table.text("Currency")} if "Currency" in table.values else {""}
    read = sorted({name or facts.currency for name in own})
    said = remark.said.currency
    if any(is_currency(said, name) for name in read):
        return
    code = next(iter(meant_by(said)), said)
    yield kinds.CURRENCY_SAID.at(
        remark.place, remark.text, said=said, heading=" and ".join(remark.headings),
        currency=" and ".join(read), remedy=currency_remedy(facts, table, code, read[0]))
