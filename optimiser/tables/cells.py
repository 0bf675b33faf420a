"""What a cell means, by the kind of its column: a column of raw cells becomes an array."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import numpy as np
import numpy.typing as npt

from optimiser.names import name_key, tidy
from optimiser.tables.catalogue import reading as kinds
from optimiser.tables.columns import Column, Kind
from optimiser.tables.findings import FindingKind
from optimiser.tables.numbers import Reading, read_number
from optimiser.tables.sources.raw import Bad

_FIGURES = {Kind.MONEY, Kind.NUMBER, Kind.SHARE, Kind.QUANTITY, Kind.ORDER}
_PERIOD = re.compile(r"^\d{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?$", re.IGNORECASE)
_YES = {"yes": 1.0, "true": 1.0, "1": 1.0, "no": 0.0, "false": 0.0, "0": 0.0}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the cell of a row (index in the column), and the details to say."""

    row: int
    kind: FindingKind
    value: object
    details: dict[str, object]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A column as an array, which cells were written as percentages, and its faults."""

    values: npt.NDArray[Any]
    percent: npt.NDArray[np.bool_]
    faults: tuple[Fault, ...]


def shown(value: object) -> str:
    """Return a raw cell as a person sees it: 45.0 is 45, TRUE is TRUE."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return tidy(str(value)) if value is not None else ""


def is_blank(value: object) -> bool:
    """Tell whether a raw cell holds nothing but blanks."""
    return value is None or (isinstance(value, str) and not value.strip())


def parse_column(column: Column, cells: Sequence[object]) -> Parsed:
    """Read a column of raw cells by its kind."""
    if column.kind in _FIGURES:
        return _figures(column, cells)
    reader = _READERS.get(column.kind, _text)
    if column.kind is Kind.YES_NO:
        return _each(cells, reader, column, np.full(len(cells), np.nan))
    if reader is _text:
        return _texts(cells)
    return _each(cells, reader, column, np.full(len(cells), "", dtype=object))


def _texts(cells: Sequence[object]) -> Parsed:
    seen: dict[object, str] = {}
    values = np.empty(len(cells), dtype=object)
    for row, cell in enumerate(cells):
        key = cell if type(cell) is str else (type(cell), cell)
        text = seen.get(key)
        if text is None:
            text = seen[key] = "" if is_blank(cell) or isinstance(cell, Bad) else shown(cell)
        values[row] = text
    return Parsed(values, _no(cells), tuple(_bad(cells)))


def _bad(cells: Sequence[object]) -> Iterator[Fault]:
    for row, cell in enumerate(cells):
        if type(cell) is Bad:
            yield _bad_fault(row, cell)


def _bad_fault(row: int, cell: Bad) -> Fault:
    kind = kinds.ERROR_CELL if cell.error else kinds.NO_STORED_VALUE
    return Fault(row, kind, cell.error, {})


def _no(cells: Sequence[object]) -> npt.NDArray[np.bool_]:
    return np.zeros(len(cells), dtype=bool)


_Reader = Callable[[Column, object, int], tuple[Any, Fault | None]]


def _each(cells: Sequence[object], reader: _Reader, column: Column,
          values: npt.NDArray[Any]) -> Parsed:
    faults: list[Fault] = []
    known: dict[str, Any] = {}
    for row, cell in enumerate(cells):
        if type(cell) is str and cell in known:
            values[row] = known[cell]
            continue
        if is_blank(cell):
            continue
        if isinstance(cell, Bad):
            faults.append(_bad_fault(row, cell))
            continue
        value, fault = reader(column, cell, row)
        if fault is None:
            values[row] = value
            if type(cell) is str:
                known[cell] = value
        else:
            faults.append(fault)
    return Parsed(values, _no(cells), tuple(faults))


def _figures(column: Column, cells: Sequence[object]) -> Parsed:
    percent = _no(cells)
    if set(map(type, cells)) <= {float, int}:
        values = np.array(cells, dtype=np.float64)
        odd = np.flatnonzero(~np.isfinite(values) | (values < 0) | (
            (values > 1) & (column.kind is Kind.SHARE)))
        faults = [fault for row in odd.tolist()
                  if (fault := _figure(column, cells[row], row, percent)[1])]
        values[[fault.row for fault in faults]] = np.nan
        return Parsed(values, percent, (*faults, *_order(column, values)))
    values = np.full(len(cells), np.nan)
    found: list[Fault] = []
    largest = 1.0 if column.kind is Kind.SHARE else sys.float_info.max
    for row, cell in enumerate(cells):
        if type(cell) is float and 0 <= cell <= largest:
            values[row] = cell
            continue
        if is_blank(cell):
            continue
        value, fault = _figure(column, cell, row, percent)
        if fault is None:
            values[row] = value
        else:
            found.append(fault)
    return Parsed(values, percent, (*found, *_order(column, values)))


def _order(column: Column, values: npt.NDArray[np.float64]) -> Iterator[Fault]:
    if column.kind is Kind.ORDER:
        for row in np.flatnonzero((values != np.floor(values)) | (values < 1)):
            if not np.isnan(values[row]):
                yield Fault(int(row), kinds.NOT_WHOLE, shown(float(values[row])), {})


def _figure(column: Column, cell: object, row: int,
            percent: npt.NDArray[np.bool_]) -> tuple[float, Fault | None]:
    if isinstance(cell, Bad):
        return 0.0, _bad_fault(row, cell)
    if isinstance(cell, bool):
        return 0.0, Fault(row, kinds.TRUTH_VALUE, shown(cell), {})
    if isinstance(cell, (dt.date, dt.time, dt.timedelta)):
        return 0.0, Fault(row, kinds.DATE_AS_NUMBER, shown(cell), {"expected": "the number"})
    if isinstance(cell, (int, float)):
        value = float(cell)
    else:
        read = read_number(str(cell))
        if read.reading is not Reading.NUMBER:
            return 0.0, _unread(str(cell), row, read.reading, read.either)
        value, percent[row] = read.value, read.percent
    return value, _out_of_range(column, cell, value, row, bool(percent[row]))


def _unread(text: str, row: int, reading: Reading, either: tuple[float, float]) -> Fault:
    text = tidy(text)
    match reading:
        case Reading.TWO:
            first, second = shown(either[0]), shown(either[1])
            plain = second if "." in second else f"{second}.0"
            return Fault(row, kinds.TWO_READINGS, text,
                         {"first": first, "second": second, "second_plain": plain})
        case Reading.CURRENCY:
            return Fault(row, kinds.CURRENCY_SIGN, text, {})
        case Reading.NOT_FINITE:
            return Fault(row, kinds.NOT_FINITE, text, {})
        case _:
            return Fault(row, kinds.NOT_A_NUMBER, text, {})


def _out_of_range(column: Column, cell: object, value: float, row: int,
                  percent: bool) -> Fault | None:
    if not np.isfinite(value):
        return Fault(row, kinds.NOT_FINITE, shown(cell), {})
    if value < 0 and column.kind is not Kind.QUANTITY:
        return Fault(row, kinds.NEGATIVE, shown(cell), {})
    if column.kind is Kind.SHARE and value > 1 and not percent:
        return Fault(row, kinds.NOT_A_SHARE, shown(cell), {
            "value00": shown(round(value * 100, 6)), "fraction": shown(value / 100)})
    return None


def _text(column: Column, cell: object, row: int) -> tuple[str, Fault | None]:
    return shown(cell), None


def _yes_no(column: Column, cell: object, row: int) -> tuple[float, Fault | None]:
    found = _YES.get(shown(cell).casefold())
    if found is None:
        return 0.0, Fault(row, kinds.NOT_YES_OR_NO, shown(cell), {})
    return found, None


def _choice(column: Column, cell: object, row: int) -> tuple[str, Fault | None]:
    names = {name_key(choice): choice for choice in column.choices}
    text = shown(cell)
    if name_key(text) in names:
        return names[name_key(text)], None
    near = get_close_matches(name_key(text), names, 1, 0.6)
    return "", Fault(row, kinds.NOT_IN_LIST, text, {
        "choices": ", ".join(column.choices),
        "near": f" Did you mean {names[near[0]]}?" if near else ""})


def _names(column: Column, cell: object, row: int) -> tuple[str, Fault | None]:
    """Read names of a closed list, separated by `;`."""
    parts = [part for part in shown(cell).split(";") if part.strip()]
    read = [_choice(column, part, row) for part in parts]
    fault = next((fault for _, fault in read if fault), None)
    return ";".join(name for name, _ in read), fault


def _period(column: Column, cell: object, row: int) -> tuple[str, Fault | None]:
    text = shown(cell)
    if isinstance(cell, (dt.date, dt.time)):
        month = text[:7]
        return "", Fault(row, kinds.DATE_AS_NUMBER, text, {"expected": month})
    if not _PERIOD.match(text):
        return "", Fault(row, kinds.NOT_A_PERIOD, text, {})
    return text.upper(), None


def _date(column: Column, cell: object, row: int) -> tuple[str, Fault | None]:
    text = shown(cell)
    try:
        return dt.date.fromisoformat(text[:10]).isoformat(), None
    except ValueError:
        return "", Fault(row, kinds.NOT_A_DATE, text, {})


_READERS: dict[Kind, _Reader] = {
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
    Kind.NAMES: _names,
    Kind.PERIOD: _period,
    Kind.DATE: _date,
}
