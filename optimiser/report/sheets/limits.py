"""`Limits`: every limit with live left and right sides, in the words of Excel's Solver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from optimiser.model.family import Role
from optimiser.model.limits.experts import EXPERTS_USED
from optimiser.model.rows import Limits, Side, Term
from optimiser.plan.price_words import need_words, price_words
from optimiser.plan.types import DEPLOYMENT_UNIT, LimitResults, Status
from optimiser.report.draft import Draft
from optimiser.report.layout import (
    NOISE,
    NUMBER,
    Cell,
    Formula,
    Heading,
    Look,
    Page,
    digits_of,
    literal,
    round_as_sheets,
)
from optimiser.report.sheet import Sheet
from optimiser.report.sheets.inputs import in_base, name_of, places_in_copy
from optimiser.report.sheets.prices import price_cells
from optimiser.report.sheets.sums import LiveSum, sums
from optimiser.vocabulary import LimitKind, Relation, Unit

_LONGEST = 8_000
_PARTS = 6
_RANGES = ("Blank where nothing ends it; the room that a plan of most need met leaves, where it "
           "leaves any; for needs and expert-months used with --ranges only.")
LIMITS = (
    Heading("Name", "Name of the limit; messages and Held back by use it.", Look.WORDS, 34),
    Heading("Kind", "Family of the limit.", width=18),
    Heading("In words", "What the limit says.", Look.WORDS, 58),
    Heading("Source", "Sheet and cell of the input workbook that it comes from.", width=18),
    Heading("Relation", "How Value stands to Limit.", width=10),
    Heading("Limit", "Right side: the figure of the inputs, or a share of a live sum.",
            Look.MONEY, 18),
    Heading("Value", "Left side: the live sum of amounts (and commitments).", Look.MONEY, 18),
    Heading("Slack", "Room left (slack); negative where not kept.", Look.MONEY, 16),
    Heading("Status", "Binding (full): the plan before rounding left no room. Not binding: room "
            "left. Broken: not kept, as a wish that is not granted. Over by rounding: no "
            "plan in whole units of Rounding keeps it together with the others.", width=16),
    Heading("Shadow price", "Points that one more unit of the limit would add, "
            "found by the solver with the grants that are made held fixed; blank for counts, and "
            "where need met is not an objective.", Look.PRICE, 14, result=True),
    Heading("Allowable increase", f"How far the limit may rise at the shadow price. {_RANGES}",
            Look.MONEY, 18, result=True),
    Heading("Allowable decrease", "How far the limit may fall at the price of one less. "
            f"{_RANGES}", Look.MONEY, 18, result=True),
    Heading("What it would do", "The prices and their ranges in words; why a limit with room has a "
            "price, and why a full one has none.",
            Look.WORDS, 50, result=True, screen_only=True),
    Heading("Strength", "must, or should: a wish, which may be missed at a penalty.", width=10,
            screen_only=True),
    Heading("Over by rounding", "By how much no plan in whole units could keep the limit; 0 as a "
            "rule.", Look.MONEY, 12, result=True, screen_only=True),
    Heading("Room as solved", "Room that rounding left under a full limit: with no more it counts "
            "as full. Below 0 where it never does.",
            Look.MONEY, 12, result=True, screen_only=True),
    Heading("Source here", "The same cell in this workbook's copy of the inputs.", width=28,
            screen_only=True),
    Heading("Unit", "What Limit, Value and Slack are in.", width=14, screen_only=True),
    Heading("Price of one less", "Points that are lost for each unit that the limit "
            "falls; the shadow price, unless several plans are best. No plan: any less leaves "
            "none.", Look.PRICE, 14, result=True, screen_only=True),
    *(Heading(f"Part {n}", "Part of a sum that is too long for one cell.", Look.MONEY, 14,
              helper=True) for n in range(1, _PARTS + 1)),
)


def shown(families: tuple[Limits, ...]) -> list[int]:
    """Return the positions of the families that are limits of someone's, not definitions.

    Those of needs, one a need, come last: they say only that no need gets more than it asks.
    """
    kept = [at for at, block in enumerate(families) if block.is_shown]
    return sorted(kept, key=lambda at: families[at].family.role is Role.DEMAND)


def _count(draft: Draft) -> int:
    """Return the number of limits shown."""
    return sum(len(draft.plan.families[at]) for at in shown(draft.plan.families))


def _limits(draft: Draft) -> Page:
    """Return the sheet of limits, family by family."""
    rows: list[list[Cell]] = []
    looks: dict[int, Look] = {}
    for at in shown(draft.plan.families):
        block, result = draft.plan.families[at], draft.plan.standings[at]
        entries = [list(_entries(block, term)) for term in block.terms]
        strengths = np.where(np.isnan(block.penalties()), "must", "should").tolist()
        if block.unit is not Unit.MONEY:
            looks.update((len(rows) + number, Look.MONTHS) for number in range(len(block)))
        for number in range(len(block)):
            mine = [(term, found[number]) for term, found in
                    zip(block.terms, entries, strict=True)]
            rows.append(_row(draft, block, result, number, mine, len(rows), strengths[number]))
    last = draft.plan.families[shown(draft.plan.families)[-1]]
    of_needs = len(last) if last.family.role is Role.DEMAND else 0
    page = Page("Limits", LIMITS, rows, looks, printed_rows=len(rows) - of_needs)
    if any(row[-_PARTS] is not None for row in rows):
        return page
    return replace(page, headings=LIMITS[:-_PARTS], rows=[row[:-_PARTS] for row in rows])


def _entries(block: Limits, term: Term) -> Iterator[list[int]]:
    """Yield, for each limit, the positions of its entries in the term."""
    order = np.argsort(term.limit, kind="stable")
    ends = np.searchsorted(term.limit[order], np.arange(len(block) + 1))
    for number in range(len(block)):
        yield order[ends[number]:ends[number + 1]].tolist()


def _row(draft: Draft, block: Limits, result: LimitResults, number: int,
         mine: list[tuple[Term, list[int]]], row: int, strength: str) -> list[Cell]:
    area = draft.area("Limits")
    left, right = (
        [one for term, entries in mine if term.side is side for one in sums(draft, term, entries)]
        for side in (Side.LEFT, Side.RIGHT))
    value, parts = _fitted(draft, left, float(result.value[number]), row)
    bound = _bound(draft, block, number)
    limit: Cell = Formula("=" + "+".join([*([bound] if bound != "0" or not right else []),
                                           *(one.text for one in right)]),
                          float(result.limit[number]))
    own = {h: area.own(h, row) for h in ("Limit", "Value", "Slack", "Over by rounding",
                                           "Room as solved")}
    room = {Relation.AT_MOST: f"{own['Limit']}-{own['Value']}",
            Relation.AT_LEAST: f"{own['Value']}-{own['Limit']}",
            Relation.EXACTLY: f"-ABS({own['Limit']}-{own['Value']})"}[block.relation]
    if block.family is EXPERTS_USED:
        room = f"-MAX(0,ABS({own['Limit']}-{own['Value']})-{literal(float(DEPLOYMENT_UNIT))})"
    standing = _standing(result, number)
    slack = Formula(f"=ROUND({room},{standing.digits})", standing.slack)
    status = Formula(
        f'=IF({own["Slack"]}<-{own["Over by rounding"]}-{literal(standing.noise)},"Broken",'
        f'IF({own["Slack"]}<-{literal(standing.noise)},"Over by rounding",'
        f'IF({own["Slack"]}<={own["Room as solved"]},"Binding","Not binding")))',
        standing.status.value)
    more, rise, less, fall = price_cells(result, number)
    return [
        block.names[number], block.kind.value, _said(draft, block, number),
        block.sources[number],
        block.relation.value, limit, value, slack, status,
        more, rise, fall,
        price_words(draft.plan, block, result, number)
        or need_words(draft.plan, block, result, number),
        strength, float(result.over[number]),
        standing.room,
        places_in_copy(draft, block.sources[number]),
        draft.currency if block.unit is Unit.MONEY else block.unit.value,
        less, *parts,
    ]


def _said(draft: Draft, block: Limits, number: int) -> str:
    """Return what the limit says, and what became of it where it is a wish not granted."""
    wish = draft.wishes.get(block.key(number), "")
    return f"{block.sentences[number]} {wish}".rstrip()


class _Standing(NamedTuple):
    """How a limit stands in the figures that the sheet shows."""

    slack: float
    digits: int
    noise: float
    room: float
    status: Status


def _standing(result: LimitResults, number: int) -> _Standing:
    """Judge a limit by its slack, less what double precision cannot tell at its size."""
    figures = float(result.value[number]), float(result.limit[number])
    digits = digits_of(*figures)
    slack = round_as_sheets(float(result.slack[number]), digits)
    noise = max(1e-6, NOISE * max(map(abs, figures)))
    room = float(result.near[number])
    status = (Status.BROKEN if slack < -float(result.over[number]) - noise else
              Status.OVER_BY_ROUNDING if slack < -noise else
              Status.BINDING if slack <= room else Status.NOT_BINDING)
    return _Standing(slack, digits, noise, room, status)


def broken_limits(draft: Draft, kind: LimitKind) -> int:
    """Count the limits of a kind that must hold and do not."""
    return sum(
        _standing(result, number).status is Status.BROKEN
        for block, result in zip(draft.plan.families, draft.plan.standings, strict=True)
        if block.kind is kind and block.is_shown
        for number in np.flatnonzero(np.isnan(block.penalties()) & (result.slack < 0)).tolist())


def _fitted(draft: Draft, left: list[LiveSum], value: float,
            row: int) -> tuple[Formula, list[Cell]]:
    """Put a sum into one cell, or into helper cells where it is longer than a cell holds."""
    whole = "+".join(one.text for one in left) or "0"
    parts: list[Cell] = [None] * _PARTS
    if len(whole) <= _LONGEST:
        return Formula(f"={whole}", value), parts
    size = -(-len(left) // _PARTS)
    chunks = [left[at:at + size] for at in range(0, len(left), size)]
    texts = ["+".join(one.text for one in chunk) for chunk in chunks]
    if max(map(len, texts)) > _LONGEST:
        return Formula(f"={literal(value)}", value), parts
    for at, (text, chunk) in enumerate(zip(texts, chunks, strict=True)):
        parts[at] = Formula(f"={text}", sum(one.worth(draft) for one in chunk))
    area = draft.area("Limits")
    return Formula(f"=SUM({area.own('Part 1', row)}:{area.own(f'Part {_PARTS}', row)})",
                   value), parts


def _bound(draft: Draft, block: Limits, number: int) -> str:
    """Point at the input cell where the bound is that very figure, else write the figure."""
    bound, table = block.bounds[number], block.family.bounds_in
    if table is not None:
        row = int(block.stated_by[number])
        if _amounts(draft, table)[row] == bound:
            return draft.area(name_of(table)).find(
                in_base(draft.currency, table), NUMBER, row + 1)
    return literal(float(bound))


def _amounts(draft: Draft, table: str) -> tuple[Fraction, ...]:
    problem = draft.problem
    return {"Needs": problem.needs.exact, "Budgets": problem.budgets.exact,
            "Capacity": problem.capacities.exact}[table]


def strengths(draft: Draft) -> dict[LimitKind, int]:
    """Return how many must-limits each kind has, in the order of the sheet."""
    kinds: dict[LimitKind, int] = {}
    for at in shown(draft.plan.families):
        block = draft.plan.families[at]
        must = int(np.isnan(block.penalties()).sum())
        kinds[block.kind] = kinds.get(block.kind, 0) + must
    return kinds


LIMITS_SHEET = Sheet(
    name="Limits", holds="Every limit, with live left and right sides.", columns=LIMITS,
    build=_limits, rows=_count)
