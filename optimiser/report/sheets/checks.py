"""`Checks`: the plan as solved, and every family of limits kept; one master check on top."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from optimiser.problem.arrays import Ints
from optimiser.report.canvas import Canvas
from optimiser.report.draft import Draft
from optimiser.report.layout import (
    NOISE,
    Area,
    Cell,
    Formula,
    Heading,
    Look,
    Page,
    digits_of,
    literal,
    round_as_sheets,
)
from optimiser.report.page_writer import write_verdict
from optimiser.report.sheet import Sheet
from optimiser.report.sheets.limits import broken_limits, strengths
from optimiser.vocabulary import LimitKind

FIRST_ROW = 4
"""The headings stand in row 3, below the master check."""
CHECKS = (
    Heading("Check", "What is compared.", width=60),
    Heading("Type", "As solved: control totals written as constants, so that any edit shows. "
            "Limits kept: an edit that breaks a limit shows which family.", width=16),
    Heading("Left side", "Live sum or count.", Look.MONEY, 20),
    Heading("Right side", "What it has to be.", Look.MONEY, 20),
    Heading("Difference", "Left side less right side.", Look.MONTHS, 16),
    Heading("Tolerance", "Largest difference that passes.", Look.NUMBER, 12),
    Heading("Result", "OK or ERROR.", width=12),
)
_KEYS = {"fund": 7919, "donor": 7919, "recipient": 104729, "activity": 1299, "expertise": 1299,
         "period": 611953}
_WEIGHTS, _REMAINDERS = 997, 1_000_003
"""Primes: a row's weight is below the one, what it counts is below the other, so that the sum
stays exact in double precision for millions of rows and amounts of any size."""


class Check(NamedTuple):
    """A live left side and what it has to be, within the tolerance."""

    name: str
    kind: str
    left: Formula
    right: Cell
    tolerance: float
    look: Look = Look.MONEY

    @property
    def difference(self) -> float:
        """How far the sides are apart in the plan as solved."""
        return round_as_sheets(_value(self.left) - _value(self.right), self.digits)

    @property
    def digits(self) -> int:
        """The decimals that a difference of the sides can have."""
        return digits_of(_value(self.left), _value(self.right))


def _checks(draft: Draft) -> Page:
    """Return one row a check."""
    found = list(_all(draft))
    rows: list[list[Cell]] = []
    for row, check in enumerate(found, start=FIRST_ROW):
        rows.append([
            check.name, check.kind, check.left, check.right,
            Formula(f"=ROUND(C{row}-D{row},{check.digits})", check.difference),
            check.tolerance,
            Formula(f'=IF(ABS(E{row})<=F{row},"OK","ERROR")',
                    "OK" if abs(check.difference) <= check.tolerance else "ERROR"),
        ])
    looks = {row: check.look for row, check in enumerate(found) if check.look is not Look.MONEY}
    return Page("Checks", CHECKS, rows, looks, _draw, FIRST_ROW - 2)


def _draw(canvas: Canvas) -> None:
    """Write the master check above the table."""
    canvas.sheet.write_string(0, 0, "Master check", canvas.styles.label())
    write_verdict(canvas.sheet, 0, 1, canvas.styles, master(canvas.pages["Checks"]))


def master(page: Page) -> Formula:
    """Return the master check: OK where every check is."""
    last = FIRST_ROW + len(page.rows) - 1
    fine = all(value == "OK" for value in page.values("Result"))
    return Formula(f'=IF(COUNTIF(G{FIRST_ROW}:G{last},"OK")={len(page.rows)},"OK","ERROR")',
                   "OK" if fine else "ERROR")


def _value(cell: Cell) -> float:
    value = cell.value if isinstance(cell, Formula) else cell
    return float(value) if isinstance(value, (int, float)) else 0.0


def _all(draft: Draft) -> Iterator[Check]:
    yield from _as_solved(draft)
    yield from _consistent(draft)
    yield _no_need_exceeded(draft)
    for kind, count in strengths(draft).items():
        if count:
            yield _kept(draft, kind)


def _as_solved(draft: Draft) -> Iterator[Check]:
    """Compare live totals with control totals of the plan as solved."""
    plan, area = draft.plan, draft.area("Allocation")
    close = min(0.25, float(plan.unit) / 4)
    total = float(draft.amounts.sum())
    yield Check("Allocated in all", "As solved", Formula(f"=SUM({area.range('Amount')})", total),
                total, max(close, NOISE * total))
    along = {name: plan.columns.allocation.along[name][draft.cells]
             for name in ("fund", "recipient", "activity", "period")}
    yield _fingerprint("Check sum of all amounts", area, "Amount", plan.amounts[draft.cells],
                       float(plan.unit), along)
    for dimension in ("fund", "recipient", "activity"):
        sums = draft.allocated_by(dimension)
        codes = area.range(f"{dimension.capitalize()} no.")
        for element, name in enumerate(draft.problem.names_of(dimension)):
            value = float(sums[element])
            live = f"=SUMIFS({area.range('Amount')},{codes},{element + 1})"
            yield Check(f"Allocated by {dimension}: {name}", "As solved", Formula(live, value),
                        value, max(close, NOISE * value))
    if draft.has("Deployments"):
        yield from _experts_as_solved(draft)


def _experts_as_solved(draft: Draft) -> Iterator[Check]:
    plan, area = draft.plan, draft.area("Deployments")
    months = float(draft.months.sum())
    live = f"=SUM({area.range('Expert-months')})"
    yield Check("Expert-months in all", "As solved", Formula(live, months), months, 0.001,
                Look.MONTHS)
    along = {name: plan.columns.deployment.along[name][draft.deployments]
             for name in ("donor", "expertise", "recipient", "period")}
    yield _fingerprint("Check sum of all expert-months", area, "Expert-months",
                       plan.deployed[draft.deployments], 0.01, along)


def _fingerprint(name: str, area: Area, heading: str, units: Ints, unit: float,
                 along: Mapping[str, Ints]) -> Check:
    """Weight each row's units by its numbers, so that amounts that change places show."""
    weight = np.ones(len(units), np.int64)
    for dimension, elements in along.items():
        weight += (elements + 1) * _KEYS[dimension]
    weight = (weight - 1) % _WEIGHTS + 1
    value = float(sum(u % _REMAINDERS * w for u, w in
                      zip(units.tolist(), weight.tolist(), strict=True)))
    codes = "+".join(f"{area.range(f'{dimension.capitalize()} no.')}*{_KEYS[dimension]}"
                     for dimension in along)
    count = f"ROUND({area.range(heading)}/{literal(unit)},0)"
    live = (f"=SUMPRODUCT(({count}-{_REMAINDERS}*INT({count}/{_REMAINDERS}))"
            f"*(MOD({codes},{_WEIGHTS})+1))")
    return Check(name, "As solved", Formula(live, value), value, 0.25, Look.COUNT)


def _consistent(draft: Draft) -> Iterator[Check]:
    """Compare sheets with one another, and names with the numbers beside them."""
    area = draft.area("Allocation")
    total = float(draft.amounts.sum())
    for sheet in ("Needs", "Funds"):
        yield Check(f"Allocated in {sheet} adds up to all that is allocated", "As solved",
                    Formula(f"=SUM({draft.area(sheet).range('Allocated')})", total),
                    Formula(f"=SUM({area.range('Amount')})", total), max(0.25, NOISE * total))
    for sheet, count in (("Allocation", len(draft.cells)), ("Deployments", len(draft.deployments))):
        if draft.has(sheet):
            yield Check(f"Rows of {sheet} whose names agree with their numbers", "As solved",
                        Formula(f"=SUM({draft.area(sheet).range('Names agree')})", count), count,
                        0, Look.COUNT)


def _no_need_exceeded(draft: Draft) -> Check:
    """Count the needs to which more is allocated than commitments leave of them."""
    area, rows = draft.area("Needs"), draft.need_rows
    close = max(1e-6, NOISE * float(rows["Need"].max(initial=0.0)))
    room = np.maximum(rows["Need"] - rows["Committed"], 0.0)
    count = int((rows["Allocated"] - room > close).sum())
    rest = f"({area.range('Need')}-{area.range('Committed')})"
    live = f"=SUMPRODUCT(--({area.range('Allocated')}-{rest}*({rest}>0)>{literal(close)}))"
    return Check("Needs that get more than they ask for", "Limits kept", Formula(live, count), 0,
                 0, Look.COUNT)


def _kept(draft: Draft, kind: LimitKind) -> Check:
    area = draft.area("Limits")
    broken = broken_limits(draft, kind)
    live = (f'=COUNTIFS({area.range("Kind")},"{kind}",{area.range("Status")},"Broken",'
            f'{area.range("Strength")},"must")')
    return Check(f"Limits broken: {kind}", "Limits kept", Formula(live, broken), 0, 0, Look.COUNT)


CHECKS_SHEET = Sheet(
    name="Checks", holds="The master check on top, then a row a check; headings in row 3.",
    columns=CHECKS, build=_checks)
