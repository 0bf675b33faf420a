"""`Checks`: the plan as solved, and every family of limits kept; one master check on top."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimiser.plan.types import Status
from optimiser.report.draft import Draft
from optimiser.report.layout import Area, Cell, Formula, Heading, Look, Page, literal
from optimiser.report.sheets.limits import strengths

MASTER_ROW = 1
FIRST_ROW = 4
"""The headings stand in row 3, below the master check."""
CHECKS = (
    Heading("Check", "What is compared.", width=46),
    Heading("Type", "As solved: control totals written as constants, so that any edit shows. "
            "Limits kept: an edit that breaks a limit shows which family.", width=16),
    Heading("Left side", "Live sum or count.", Look.MONEY, 20),
    Heading("Right side", "What it has to be.", Look.MONEY, 20),
    Heading("Difference", "Left side less right side.", Look.NUMBER, 16),
    Heading("Tolerance", "Largest difference that passes.", Look.NUMBER, 12),
    Heading("Result", "OK or ERROR.", width=12),
)
_KEYS = (("fund", 7919), ("recipient", 104729), ("activity", 1299), ("period", 611953))
_LARGEST = 2**52


def checks(draft: Draft) -> Page:
    """Return one row a check."""
    rows: list[list[Cell]] = []
    for name, kind, left, right, tolerance in _all(draft):
        row = FIRST_ROW + len(rows)
        difference = left.value if isinstance(left.value, (int, float)) else 0.0
        rows.append([
            name, kind, left, right,
            Formula(f"=ROUND(C{row}-D{row},6)", round(difference - _value(right), 6) + 0.0),
            tolerance,
            Formula(f'=IF(ABS(E{row})<=F{row},"OK","ERROR")',
                    "OK" if abs(difference - _value(right)) <= tolerance else "ERROR"),
        ])
    return Page("Checks", CHECKS, rows)


def master(page: Page) -> Formula:
    """Return the master check: OK where every check is."""
    last = FIRST_ROW + len(page.rows) - 1
    fine = all(value == "OK" for value in page.values("Result"))
    return Formula(f'=IF(COUNTIF(G{FIRST_ROW}:G{last},"OK")={len(page.rows)},"OK","ERROR")',
                   "OK" if fine else "ERROR")


_Check = tuple[str, str, Formula, Cell, float]


def _value(cell: Cell) -> float:
    value = cell.value if isinstance(cell, Formula) else cell
    return float(value) if isinstance(value, (int, float)) else 0.0


def _all(draft: Draft) -> Iterator[_Check]:
    yield from _as_solved(draft)
    yield from _consistent(draft)
    for kind, count in strengths(draft).items():
        if count:
            yield _kept(draft, kind)


def _as_solved(draft: Draft) -> Iterator[_Check]:
    """Compare live totals with control totals of the plan as solved."""
    area = draft.area("Allocation")
    unit = float(draft.plan.unit)
    close = min(0.25, unit / 4)
    total = float(draft.amounts.sum())
    yield ("Allocated in all", "As solved", Formula(f"=SUM({area.range('Amount')})", total),
           total, close)
    yield _fingerprint(draft, area)
    for dimension in ("fund", "recipient", "activity"):
        sums = draft.allocated_by(dimension)
        for element, name in enumerate(draft.problem.names_of(dimension)):
            live = f"=SUMIFS({area.range('Amount')},{area.range(f'{dimension.capitalize()} no.')}" \
                   f",{element + 1})"
            yield (f"Allocated by {dimension}: {name}", "As solved",
                   Formula(live, float(sums[element])), float(sums[element]), close)
    if draft.has("Deployments"):
        months = float(draft.months.sum())
        live = f"=SUM({draft.area('Deployments').range('Expert-months')})"
        yield ("Expert-months in all", "As solved", Formula(live, months), months, 0.001)


def _fingerprint(draft: Draft, area: Area) -> _Check:
    """Weight each amount by its numbers, so that amounts that change places show.

    Amounts count in rounding units and weights stay small enough for the sum to be exact.
    """
    along = draft.plan.columns.allocation.along
    largest = max(1, int(draft.plan.amounts.max(initial=1))) * max(1, len(draft.cells))
    modulus = max(2, min(997, _LARGEST // largest))
    weight = np.zeros(len(draft.cells), np.int64)
    for name, key in _KEYS:
        weight += (along[name][draft.cells] + 1) * key
    units = draft.plan.amounts[draft.cells].tolist()
    value = float(sum(u * w for u, w in zip(units, (weight % modulus + 1).tolist(), strict=True)))
    codes = "+".join(f"{area.range(f'{name.capitalize()} no.')}*{key}" for name, key in _KEYS)
    live = (f"=SUMPRODUCT(ROUND({area.range('Amount')}/{literal(float(draft.plan.unit))},3)"
            f"*(MOD({codes},{modulus})+1))")
    return ("Fingerprint of all amounts", "As solved", Formula(live, value), value, 0.25)


def _consistent(draft: Draft) -> Iterator[_Check]:
    """Compare sheets with one another."""
    area, needs, funds = draft.area("Allocation"), draft.area("Needs"), draft.area("Funds")
    total = float(draft.amounts.sum())
    for name, other in (("needs", needs), ("funds", funds)):
        yield (f"Allocated by {name} adds up to all that is allocated", "As solved",
               Formula(f"=SUM({other.range('Allocated')})", total),
               Formula(f"=SUM({area.range('Amount')})", total), 0.25)
    rows = len(draft.cells)
    yield ("Names agree with the numbers beside them", "As solved",
           Formula(f"=SUM({area.range('Names agree')})", rows), rows, 0)


def _kept(draft: Draft, kind: str) -> _Check:
    area = draft.area("Limits")
    broken = sum(
        status is Status.BROKEN
        for block, result in zip(draft.plan.families, draft.plan.standings, strict=True)
        if block.kind == kind and not block.definition
        for status, penalty in zip(result.status, _penalties(block.penalty, len(block)),
                                   strict=True) if penalty is None)
    live = (f'=COUNTIFS({area.range("Kind")},"{kind}",{area.range("Status")},"Broken",'
            f'{area.range("Strength")},"must")')
    return f"Limits broken: {kind}", "Limits kept", Formula(live, broken), 0, 0


def _penalties(penalty: tuple[float | None, ...], count: int) -> tuple[float | None, ...]:
    return penalty or (None,) * count

