"""`Inputs ...`: the input tables as read, defaults filled in, money in base currency too."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from optimiser.names import name_key
from optimiser.problem.arrays import Floats, Ints, floats
from optimiser.problem.types import Problem
from optimiser.report.draft import Draft
from optimiser.report.layout import NUMBER, Cell, Formula, Heading, Look, Page, numbered
from optimiser.report.sheet import Sheet
from optimiser.report.sheets.notes import told
from optimiser.tables.address import cells_of
from optimiser.tables.carried import meant
from optimiser.tables.columns import Column, Kind
from optimiser.tables.columns import Sheet as InputSheet
from optimiser.tables.results import PREFIX
from optimiser.tables.schema import SHEETS, sheet_of
from optimiser.tables.sources.raw import letter
from optimiser.tables.table import Table
from optimiser.vocabulary import MeasureName, ValueIs

_LOOK = {Kind.MONEY: Look.NUMBER, Kind.SHARE: Look.SHARE, Kind.NUMBER: Look.NUMBER,
         Kind.QUANTITY: Look.NUMBER, Kind.ORDER: Look.CODE}
_WIDE = {"Source": 70, "Reason": 60, "Value": 16, "Fund": 30, "Recipient": 24, "Activity": 26,
         "Donor": 16, "For recipients": 26, "For activities": 26}
MONEY_OF = {"Needs": "Need", "Budgets": "Budget", "Commitments": "Amount",
            "Capacity": "Capacity"}
"""The column of money that the base-currency column of a sheet is made from."""
_FOUND_BY_NUMBER = (*MONEY_OF, "Exchange rates")
"""Tables whose figures formulas of other sheets point at, row by row."""


def name_of(table: str) -> str:
    """Return the sheet's name in the output."""
    return f"{PREFIX}{table}"


def in_base(currency: str, table: str) -> str:
    """Return the heading of the column in base currency."""
    return f"{MONEY_OF[table]} in single {currency}"


def places_in_copy(draft: Draft, source: str) -> str:
    """Return where the cells that a source names stand in the output's copy of the inputs.

    A column that the copy does not have, as its cells are blank, is left out: the row is named.
    """
    found = []
    for cell in cells_of(source):
        area = draft.area(name_of(cell.table))
        known = cell.heading in area.headings
        column = letter(area.headings.index(cell.heading)) if known else ""
        row = cell.row + 2
        found.append(f"{name_of(cell.table)}!{column}{row}" if known else
                     f"{name_of(cell.table)}!{row}:{row}")
    return "; ".join(dict.fromkeys(found))


def _copy(table: InputSheet) -> Sheet:
    """Return the sheet that is the copy of an input table."""
    def build(draft: Draft) -> Page:
        read = draft.inputs.table(table.name)
        headings, rows = _headings(draft, read), _rows(draft, read)
        return Page(name_of(table.name), headings, rows,
                    shares=_shares(read),
                    remarks=_remarks(draft, read, headings, rows))

    return Sheet(
        name=name_of(table.name), holds=table.meaning, copies=table.name,
        when="Where the inputs have rows of it.",
        columns=tuple(_heading(column, "") for column in table.columns),
        columns_of=lambda draft: _headings(draft, draft.inputs.table(table.name)),
        build=build, rows=lambda draft: len(draft.inputs.table(table.name)),
        is_there=lambda draft: len(draft.inputs.table(table.name)) > 0)


def _shares(table: Table) -> dict[str, frozenset[int]]:
    """Return the rows that are shares, by heading: written as percentages, or such by the rule."""
    found = {heading: {*np.flatnonzero(percent).tolist()}
             for heading, percent in table.percent.items()}
    if table.name == "Rules":
        measures = [MeasureName.read(str(text)) for text in table.text("Measure")]
        found["Value"] = found.get("Value", set()) | {
            row for row, measure in enumerate(measures)
            if measure is not None and measure[0].value_is is ValueIs.SHARE}
    return {heading: frozenset(rows) for heading, rows in found.items()}


def _remarks(draft: Draft, table: Table, headings: Sequence[Heading],
             rows: Sequence[Sequence[Cell]]) -> dict[tuple[int, int], str]:
    """Return the comments on cells: those of the inputs, and what the codes in sources mean."""
    at = {heading.name: column for column, heading in enumerate(headings)}
    texts = {(number, column): cell for column, heading in enumerate(headings)
             if heading.look is Look.WORDS and draft.notes
             for number, row in enumerate(rows) if isinstance(cell := row[column], str)}
    own = {(row, at[heading]): text for (row, heading), text in table.comments.items()
           if heading in at}
    return told(texts, draft.notes, own)


def _columns(table: Table) -> list[Column]:
    return [column for column in sheet_of(table.name).columns
            if column.heading in table.values or column.default is not None]


def _headings(draft: Draft, table: Table) -> tuple[Heading, ...]:
    found = _unordered(draft, table)
    return tuple(found[at] for at in _order(found))


def _unordered(draft: Draft, table: Table) -> list[Heading]:
    found = [
        _heading(column, _unit(draft.problem, column)) for column in _columns(table)]
    found += [Heading(name, f"A figure that {sheet_of(table.name).open_numbers}.", Look.NUMBER)
              for name in table.numbers]
    if table.name in MONEY_OF:
        found.append(Heading(
            in_base(draft.currency, table.name),
            f"The amount in single {draft.currency}: times the unit of the workbook, over the "
            "exchange rate.", Look.MONEY, 18))
    if table.name in _FOUND_BY_NUMBER:
        found.append(numbered("Number of the row: formulas of other sheets find it by this."))
    if table.name == "Budgets":
        found.append(Heading("Fund no.", "Number of the fund; formulas add up by it.", Look.CODE,
                             9, helper=True))
    if table.name == "Commitments":
        found += [Heading(f"{d.capitalize()} no.", f"Number of the {d}; formulas add up by it.",
                          Look.CODE, 9, helper=True) for d in _CODES]
    return found


def _heading(column: Column, unit: str) -> Heading:
    return Heading(column.heading, column.meaning, _look(column), _WIDE.get(column.heading, 14),
                   unit=unit)


def _order(headings: Sequence[Heading]) -> list[int]:
    """Put long texts behind the figures, and helper columns behind all."""
    return sorted(range(len(headings)), key=lambda at: (
        headings[at].helper, headings[at].look is Look.WORDS))


def _look(column: Column) -> Look:
    if column.heading in _SENTENCES:
        return Look.WORDS
    return _LOOK.get(column.kind, Look.TEXT)


def _unit(problem: Problem, column: Column) -> str:
    """Return the unit of a column of money; amounts of several currencies have none."""
    if column.kind is not Kind.MONEY:
        return ""
    multiple = {1_000: "thousand", 1_000_000: "million"}.get(problem.unit, "")
    return f"{multiple} {'{currency}' if column.unit == 'base currency' else ''}".strip()


_SENTENCES = ("Source", "Reason")
_CODES = ("fund", "donor", "grouping", "recipient", "activity", "period")


def _rows(draft: Draft, table: Table) -> list[Sequence[Cell]]:
    columns = _columns(table)
    parts: list[Sequence[Cell]] = [
        _carried_over(draft) if column.heading == "Carry over" else _shown(table, column)
        for column in columns]
    parts += [_numbers(values) for values in table.numbers.values()]
    if table.name in MONEY_OF:
        parts.append(_base_column(draft, table))
    if table.name in _FOUND_BY_NUMBER:
        parts.append(list(range(1, len(table) + 1)))
    if table.name == "Budgets":
        parts.append(codes(draft.problem.budgets.fund))
    if table.name == "Commitments":
        along = draft.plan.columns.committed.along
        parts += [codes(along[name]) for name in _CODES]
    order = _order(_unordered(draft, table))
    return list(zip(*(parts[at] for at in order), strict=True))


def codes(elements: Ints) -> list[Cell]:
    """Return the numbers of elements as the sheets show them, from 1; 0 for none."""
    return [int(element) + 1 for element in elements]


def _shown(table: Table, column: Column) -> list[Cell]:
    if column.kind is Kind.YES_NO:
        return ["" if np.isnan(v) else "yes" if v else "no" for v in table.number(column.heading)]
    if column.kind in _LOOK:
        return _numbers(table.number(column.heading))
    return [str(value) for value in table.text(column.heading)]


def _carried_over(draft: Draft) -> list[Cell]:
    """Say of every row what holds for it: a blank one does as the fund's first that says it."""
    return [one.words for one in meant(draft.inputs.table("Budgets"),
                                       draft.problem.budgets.fund.tolist())]


def _numbers(values: Floats) -> list[Cell]:
    return [None if math.isnan(value) else value for value in values.tolist()]


def _base_column(draft: Draft, table: Table) -> list[Cell]:
    problem = draft.problem
    area = draft.area(name_of(table.name))
    currencies = table.text("Currency") if table.name != "Capacity" else [""] * len(table)
    return [
        Formula(f"={area.own(MONEY_OF[table.name], row)}"
                f"{_factor(problem)}{rate_of(draft, str(currency))}", value)
        for row, (currency, value) in enumerate(
            zip(currencies, _base_values(problem, table.name).tolist(), strict=True))
    ]


def _factor(problem: Problem) -> str:
    return f"*{problem.unit}" if problem.unit != 1 else ""


def rate_of(draft: Draft, currency: str, sign: str = "/") -> str:
    """Return the division by a currency's rate as a formula's tail, nothing for the base."""
    if not currency or name_key(currency) == name_key(draft.currency):
        return ""
    rates = draft.inputs.table("Exchange rates")
    row = [name_key(name) for name in rates.text("Currency")].index(name_key(currency))
    rate = draft.area(name_of("Exchange rates")).find("Per unit of base", NUMBER, row + 1)
    return f"{sign}{rate}"


def _base_values(problem: Problem, table: str) -> Floats:
    return floats({
        "Needs": problem.needs.exact,
        "Budgets": problem.budgets.exact,
        "Commitments": problem.commitments.exact,
        "Capacity": problem.capacities.exact,
    }[table])


COPIES: tuple[Sheet, ...] = tuple(map(_copy, SHEETS))
