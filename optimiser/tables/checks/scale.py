"""Amounts and rates whose size cannot be meant: other units, rates upside down, huge funds."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from optimiser.names import name_key
from optimiser.tables.catalogue import scale as kinds
from optimiser.tables.checks.facts import Facts, Floats, exceeds
from optimiser.tables.findings import Finding
from optimiser.tables.looks.rates import Span, usual_range
from optimiser.words import money

_COMPARED = (("Budgets", "Budget"), ("Capacity", "Capacity"), ("Commitments", "Amount"),
             ("Pins", "At least"), ("Pins", "At most"), ("Budgets", "Smallest grant"))
_FAR = {"Budget": (1 / 300, 100.0), "Capacity": (1 / 100, 100.0), "Amount": (1 / 300, 100.0),
        "At least": (1 / 300, 100.0), "At most": (1 / 300, 300.0),
        "Smallest grant": (0.0, 100.0)}
"""How far the middle of a column may be from that of the needs: a thousand times, or a part of
it that leaves room for what such tables honestly are (a budget may meet a tenth of the needs, a
fixed amount be small)."""
_SLACK = 1.5
"""A rate may be so many times beyond what it ever was."""
_NEARLY = 1.02
"""A rate that is no day's own, such as one of a budget, may be so many times beyond."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def check_scale(facts: Facts) -> Iterator[Finding]:
    """Find tables in another unit than the needs, odd rates, and funds above all needs."""
    yield from _tables(facts)
    yield from _rates(facts)
    yield from _funds(facts)


def _tables(facts: Facts) -> Iterator[Finding]:
    needs = facts.money("Needs", "Need")
    if not (needs > 0).any():
        return
    for name, heading in _COMPARED:
        table = facts.table(name)
        if heading not in table.values:
            continue
        amounts = facts.money(name, heading)
        have, need = _sizes(facts, heading, amounts, needs)
        if not have or not need:
            continue
        low, high = _FAR[heading]
        ratio = have / need
        if low < ratio < high:
            continue
        row = int(np.flatnonzero(amounts > 0)[0])
        yield kinds.OTHER_SCALE.at(
            table.place(row, heading), f"{name}, {heading}",
            have=money(round(have, 2), facts.currency), other="Needs",
            need=money(round(need, 2), facts.currency),
            how="together" if heading == "Budget" else "in the middle",
            factor=f"{ratio:,.0f}" if ratio > 1 else f"{ratio:.1g}")


def _sizes(facts: Facts, heading: str, amounts: Floats, needs: Floats) -> tuple[float, float]:
    """Return the figures by which a column is compared with the needs: sums, or middles."""
    if heading == "Budget":
        return float(np.nansum(amounts)), float(np.nansum(needs))
    if heading == "Capacity":
        wanted = np.bincount(np.maximum(facts.numbers("Needs", "Recipient"), 0),
                             np.nan_to_num(needs)).astype(np.float64)
        return _middle(amounts), _middle(wanted)
    if heading == "Amount":
        # Commitments are often to the largest needs: they are compared with those that they meet.
        sites = facts.sites
        met = (sites.committed > 0) & (sites.need > 0)
        if met.any():
            return _middle(sites.committed[met]), _middle(sites.need[met])
    return _middle(amounts), _middle(needs)


def _middle(amounts: Floats) -> float:
    filled = np.sort(amounts[amounts > 0])
    return float(filled[len(filled) // 2]) if len(filled) else 0.0


def _rates(facts: Facts) -> Iterator[Finding]:
    """Find rates far from what the currency cost in the year of their date, or has ever cost.

    One that is upside down casts doubt on all others that would do upside down as well.
    """
    table = facts.table("Exchange rates")
    rates = table.number("Per unit of base").tolist()
    names, dates = table.text("Currency").tolist(), table.text("Date").tolist()
    usual = [usual_range(name, facts.currency, _year(date)) if rate > 0 and
             name_key(name) != name_key(facts.currency) else None
             for name, date, rate in zip(names, dates, rates, strict=True)]
    inverse = [bool(u and u.holds(1 / r, _SLACK)) for r, u in zip(rates, usual, strict=True)]
    odd = [bool(u and _is_odd(r, u)) for r, u in zip(rates, usual, strict=True)]
    overturned = any(o and i for o, i in zip(odd, inverse, strict=True))
    for row, (rate, name, span) in enumerate(zip(rates, names, usual, strict=True)):
        if span and (odd[row] or (overturned and inverse[row])):
            yield kinds.ODD_RATE.at(
                table.place(row, "Per unit of base"), f"{rate:.10g}", currency=name,
                base=facts.currency, low=f"{span.low:,.4g}", high=f"{span.high:,.4g}",
                when=f"in {span.first}" if span.first == span.last
                else f"from {span.first} to {span.last}",
                why=": it looks upside down" if inverse[row] else "",
                remedy=f": {1 / rate:.6g}" if inverse[row] else "")


def _is_odd(rate: float, usual: Span) -> bool:
    """Tell whether a rate is far from what it was, or was so only the other way round."""
    return not usual.holds(rate, _SLACK) or (
        not usual.holds(rate, _NEARLY) and usual.holds(1 / rate, 1.0))


def _year(date: str) -> int | None:
    """Return the one year that a date names, None where it names none or several."""
    years = set(_YEAR.findall(date))
    return int(years.pop()) if len(years) == 1 else None


def _funds(facts: Facts) -> Iterator[Finding]:
    """Find funds that hold more than all needs together."""
    needs = facts.money("Needs", "Need")
    if np.isnan(needs).any():
        return
    total = float(needs.sum())
    budgets = facts.money("Budgets", "Budget")
    funds, table = facts.numbers("Budgets", "Fund"), facts.table("Budgets")
    known = funds >= 0
    held = np.bincount(funds[known], np.nan_to_num(budgets[known]))
    for fund in np.flatnonzero(held > total).tolist():
        if exceeds(float(held[fund]), total):
            row = int(np.flatnonzero(funds == fund)[0])
            yield kinds.LARGE_FUND.at(
                table.place(row, "Budget"), f"{table.number('Budget')[row]:.10g}",
                fund=facts.elements.funds.names[fund],
                have=money(round(float(held[fund]), 2), facts.currency),
                need=money(round(total, 2), facts.currency))
