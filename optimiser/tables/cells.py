"""What a cell means, by the kind of its column: a column of raw cells becomes an array.

A column is read by its distinct cells: a clean column of 100,000 rows costs a few array
operations, and only odd cells are looked at one by one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from optimiser.frozen import frozen
from optimiser.names import is_nothing, name_key, tidy
from optimiser.suggestions import nearest
from optimiser.tables.carry import read_carry
from optimiser.tables.catalogue import files as file_kinds
from optimiser.tables.catalogue import looks
from optimiser.tables.catalogue import reading as kinds
from optimiser.tables.catalogue.scale import SEPARATOR
from optimiser.tables.columns import Column, Kind
from optimiser.tables.findings import FindingKind
from optimiser.tables.looks.several_names import is_mark_for_nothing, parted
from optimiser.tables.numbers import Reading, ReadNumber, read_number
from optimiser.tables.periods import Length, read_day, read_span, span_of_day
from optimiser.tables.sources.raw import Bad

_FIGURES = {Kind.MONEY, Kind.NUMBER, Kind.SHARE, Kind.QUANTITY, Kind.ORDER}
_NAMES = {Kind.NAME, Kind.CLASSES}
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YES = {"yes": 1.0, "true": 1.0, "1": 1.0, "no": 0.0, "false": 0.0, "0": 0.0}
_WHOLE_BELOW = 1e15


@frozen
class Wrong:
    """What is wrong with a cell, its value as it stands, and the details to say."""

    kind: FindingKind
    value: object
    details: Mapping[str, object] = field(default_factory=dict)


class Percentage(NamedTuple):
    """A share that was written with a percent sign."""

    share: float


class Parsed(NamedTuple):
    """A column as an array; which cells were percentages; what is wrong, by index."""

    values: npt.NDArray[Any]
    percent: npt.NDArray[np.bool_]
    faults: Mapping[int, Wrong]


def shown(value: object) -> str:
    """Return a raw cell as a person sees it: 45.0 is 45, TRUE is TRUE."""
    if type(value) is str:
        return tidy(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < _WHOLE_BELOW:
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return tidy(str(value)) if value is not None else ""


def is_blank(value: object) -> bool:
    """Tell whether a raw cell holds nothing but blanks."""
    return value is None or (isinstance(value, str) and is_nothing(value))


def parse_column(column: Column, cells: Sequence[object]) -> Parsed:
    """Read a column of raw cells by its kind, shape (rows,)."""
    if column.kind in _FIGURES:
        return _figures(column, cells)
    if column.kind is Kind.PERIOD:
        return _periods(column, cells)
    if column.kind is Kind.YES_NO:
        return _by_distinct(_yes_no, column, cells, np.nan)
    return _by_distinct(_READERS.get(column.kind, _text), column, cells, "")


_ERROR = re.compile(r"#[A-ZÀ-Ž][A-ZÀ-Ž/_0]*[!?]|#N/[AD]!?|#NV|#HIÁNYZIK|#NENÍ_K_DISPOZICI|"
                    r"Err:5\d\d")
"""What Excel and LibreOffice show for an error, as a .csv file or pasted values keep it."""
_Reader = Callable[[Column, object], object]
"""What a cell that is not blank comes to: a value, or a Wrong."""


def _by_distinct(reader: _Reader, column: Column, cells: Sequence[object],
                 blank: object) -> Parsed:
    keys = _keys(cells)
    meaning = {key: _meaning(reader, column, cell, blank)
               for key, cell in dict(zip(keys, cells, strict=True)).items()}
    wrong = {key: value for key, value in meaning.items() if isinstance(value, Wrong)}
    faults: dict[int, Wrong] = {}
    if wrong:
        faults = {row: wrong[key] for row, key in enumerate(keys) if key in wrong}
        meaning |= dict.fromkeys(wrong, blank)
    kind = np.float64 if column.kind is Kind.YES_NO else np.object_
    values = np.array([meaning[key] for key in keys], dtype=kind)
    return Parsed(values, np.zeros(len(cells), dtype=np.bool_), faults)


def _keys(cells: Sequence[object]) -> Sequence[object]:
    """Return what tells cells apart: TRUE, 1 and 1.0 are equal to Python, but not here."""
    if all(type(cell) is str for cell in set(cells)):
        return cells
    return [cell if type(cell) is str else (type(cell), cell) for cell in cells]


def _meaning(reader: _Reader, column: Column, cell: object, blank: object) -> object:
    if is_blank(cell):
        return blank
    if isinstance(cell, Bad):
        return _bad(cell)
    if isinstance(cell, str) and _ERROR.fullmatch(cell.strip()):
        return Wrong(kinds.ERROR_CELL, cell.strip())
    meaning = reader(column, cell)
    if isinstance(cell, str) and column.blank and (
            isinstance(meaning, Wrong) or column.kind in _NAMES) and _is_mark(column, cell):
        return Wrong(looks.NOTHING_STATED, tidy(cell), {
            "heading": column.heading, "blank": column.blank})
    return meaning


def _is_mark(column: Column, cell: str) -> bool:
    """Tell whether a text says that nothing is stated; NA and None are names like any other."""
    return is_mark_for_nothing(cell) and (
        column.kind not in _NAMES or not any(c.isalnum() for c in cell))


def _bad(cell: Bad) -> Wrong:
    return Wrong(kinds.ERROR_CELL if cell.error else kinds.NO_STORED_VALUE, cell.error)


def _figures(column: Column, cells: Sequence[object]) -> Parsed:
    values = np.array([cell if type(cell) is float else np.nan for cell in cells],
                      dtype=np.float64)
    percent = np.zeros(len(cells), dtype=np.bool_)
    faults: dict[int, Wrong] = {}
    known: dict[object, object] = {}
    for row in np.flatnonzero(~_is_sound(column, values)).tolist():
        cell = cells[row]
        if cell == "":
            continue
        key = (type(cell), cell)
        if key not in known:
            known[key] = _meaning(_figure, column, cell, np.nan)
        meaning = known[key]
        if isinstance(meaning, Wrong):
            faults[row], values[row] = meaning, np.nan
        elif isinstance(meaning, Percentage):
            values[row], percent[row] = meaning.share, True
        elif isinstance(meaning, float):
            values[row] = meaning
    return Parsed(values + 0.0, percent, faults)


def _is_sound(column: Column, values: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Tell which figures need no closer look, shape (rows,)."""
    least = -np.inf if column.kind is Kind.QUANTITY else 0.0
    sound = np.isfinite(values) & (values >= least)
    if column.kind is Kind.SHARE:
        sound &= values <= 1
    elif column.kind is Kind.ORDER:
        sound &= (values >= 1) & (values == np.floor(values))
    return sound


def _figure(column: Column, cell: object) -> float | Percentage | Wrong:
    if isinstance(cell, bool):
        return Wrong(kinds.TRUTH_VALUE, shown(cell))
    if isinstance(cell, (dt.date, dt.time, dt.timedelta)):
        return Wrong(kinds.DATE_AS_NUMBER, shown(cell), {"expected": "the number"})
    if isinstance(cell, (int, float)):
        return _in_range(column, cell, float(cell), percent=False)
    read = read_number(str(cell))
    if read.reading is not Reading.NUMBER:
        return _unread(tidy(str(cell)), read)
    if read.percent and column.kind is Kind.MONEY:
        return Wrong(looks.PERCENT_SHOWN, tidy(str(cell)), {"amount": shown(read.value)})
    value = _in_range(column, cell, read.value, percent=read.percent)
    return Percentage(value) if read.percent and isinstance(value, float) else value


def _unread(text: str, read: ReadNumber) -> Wrong:
    match read.reading:
        case Reading.TWO:
            first, second = (shown(round(value * 100, 9) if read.percent else value)
                             for value in read.either)
            sign = "%" if read.percent else ""
            plain = second if "." in second else f"{second}.0"
            if read_number(plain).reading is Reading.TWO:
                plain += "0"
            return Wrong(kinds.TWO_READINGS, text, {
                "first": first + sign, "second": second + sign, "second_plain": plain + sign})
        case Reading.CURRENCY:
            return Wrong(kinds.CURRENCY_SIGN, text)
        case Reading.NOT_FINITE:
            return Wrong(kinds.NOT_FINITE, text)
        case _:
            return Wrong(kinds.NOT_A_NUMBER, text)


def _in_range(column: Column, cell: object, value: float, *, percent: bool) -> float | Wrong:
    if not np.isfinite(value):
        return Wrong(kinds.NOT_FINITE, shown(cell))
    if value < 0 and column.kind is not Kind.QUANTITY:
        return Wrong(kinds.NEGATIVE, shown(cell))
    if column.kind is Kind.SHARE and value > 1 and not percent:
        return _not_a_share(cell, value)
    if column.kind is Kind.ORDER and (value < 1 or not value.is_integer()):
        return Wrong(kinds.NOT_WHOLE, shown(cell))
    return value


def _not_a_share(cell: object, value: float) -> Wrong:
    return Wrong(kinds.NOT_A_SHARE, shown(cell), {
        "value00": shown(round(value * 100, 6)), "fraction": shown(value / 100)})


def _text(_column: Column, cell: object) -> str:
    return shown(cell)


def _name(column: Column, cell: object) -> str | Wrong:
    """Read a name, or names: a code such as MAR-1 is a date as soon as it is typed."""
    if "period" in column.names:
        return shown(cell)
    if isinstance(cell, dt.date):
        codes = f"{cell:%b}-{cell.day}".upper(), f"{cell.day}/{cell.month}"
        return Wrong(file_kinds.DATE_AS_NAME, shown(cell), {"codes": " or ".join(codes)})
    if isinstance(cell, (dt.time, dt.timedelta)):
        return Wrong(file_kinds.DATE_AS_NAME, shown(cell), {"codes": "1:30"})
    return shown(cell)


def _yes_no(_column: Column, cell: object) -> float | Wrong:
    found = _YES.get(name_key(shown(cell)))
    return found if found is not None else Wrong(
        kinds.NOT_YES_OR_NO, shown(cell), {"nor": "", "or_else": ""})


def _carry(_column: Column, cell: object) -> str | Wrong:
    read = read_carry(shown(cell))
    if read is not None:
        return read.words
    if isinstance(cell, (int, float)) and cell > 1:
        return _not_a_share(cell, float(cell))
    return Wrong(kinds.NOT_YES_OR_NO, shown(cell), {
        "nor": " nor a share", "or_else": ", or a share such as 20%"})


def _choice(column: Column, cell: object) -> str | Wrong:
    names = {name_key(choice): choice for choice in column.choices}
    text = shown(cell)
    if name_key(text) in names:
        return names[name_key(text)]
    for choice in column.before_names:
        if name_key(text).startswith(f"{choice} "):
            return f"{choice} {tidy(text)[len(choice):].strip()}"
    near = nearest(text, column.choices, 1)
    return Wrong(kinds.NOT_IN_LIST, text, {
        "choices": ", ".join(column.choices),
        "near": f" Did you mean {near[0]}?" if near else ""})


def _names(column: Column, cell: object) -> str | Wrong:
    """Read names of a closed list, separated by `;`."""
    known, names = {name_key(choice) for choice in column.choices}, []
    for part in shown(cell).split(";"):
        if part.strip():
            name = _choice(column, part)
            if isinstance(name, Wrong):
                several = parted(part, lambda one: name_key(one) in known)
                return Wrong(SEPARATOR, tidy(part), {"remedy": "; ".join(several)}) if all(
                    name_key(one) in known for one in several) and several else name
            names.append(name)
    return ";".join(names)


def _periods(column: Column, cells: Sequence[object]) -> Parsed:
    """Read periods: any label; a date is its month, or what the other rows of the column use."""
    distinct = dict(zip(_keys(cells), cells, strict=True)).values()
    spans = (read_span(shown(cell)) for cell in distinct if read_day(cell) is None)
    others = {span.length for span in spans if span is not None}
    length = others.pop() if len(others) == 1 else Length.MONTH

    def read(_column: Column, cell: object) -> str | Wrong:
        day = read_day(cell)
        if day is not None and length is Length.FISCAL:
            # Which fiscal year a day is in hangs on the month in which it begins.
            return Wrong(kinds.NOT_A_PERIOD, shown(cell), {"near": "the fiscal year like 2016/17"})
        if day is not None:
            return span_of_day(day, length).shown
        if isinstance(cell, (dt.time, dt.timedelta)):
            return Wrong(kinds.NOT_A_PERIOD, shown(cell), {"near": "it like 2016, 2016-Q1"})
        return shown(cell)

    return _by_distinct(read, column, cells, "")


def _date(_column: Column, cell: object) -> str | Wrong:
    text = shown(cell)
    try:
        day = cell if isinstance(cell, dt.date) else dt.date.fromisoformat(
            text if _DATE.fullmatch(text) else "")
    except ValueError:
        return Wrong(kinds.NOT_A_DATE, text)
    return day.isoformat()[:10]


_READERS: dict[Kind, _Reader] = {
    Kind.NAME: _name,
    Kind.SELECTOR: _name,
    Kind.CLASSES: _name,
    Kind.CARRY: _carry,
    Kind.CHOICE: _choice,
    Kind.NAMES: _names,
    Kind.DATE: _date,
}
