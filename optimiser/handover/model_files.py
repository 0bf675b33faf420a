"""A linear program as text in the CPLEX LP and the free MPS format, every digit kept.

Numbers are written as `repr` does: the shortest text that reads back as the same float.
Both files minimise, as not every reader of MPS knows a section for the sense.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from optimiser.model.program import LinearProgram
from optimiser.problem.arrays import Bools


def lp_text(program: LinearProgram, columns: Sequence[str], rows: Sequence[str],
            note: str, integer: Bools | None = None) -> str:
    """Return the program in CPLEX LP format; `integer` shape (columns,), None for none.

    A row with two different bounds becomes two, NAME and NAME_upper: not every reader takes
    a row between bounds.
    """
    lines = [*(f"\\ {line}" for line in note.splitlines()), "Minimize", " objective:"]
    idle = np.ones(program.columns, dtype=bool)
    idle[program.index] = False
    stated = np.flatnonzero((program.cost != 0) | idle)
    lines += _terms(stated.tolist(), program.cost[stated].tolist(), columns)
    lines.append("Subject To")
    for row, name in enumerate(rows):
        own = slice(int(program.start[row]), int(program.start[row + 1]))
        terms = _terms(program.index[own].tolist(), program.value[own].tolist(), columns)
        low, high = float(program.row_lower[row]), float(program.row_upper[row])
        for label, relation in _relations(name, low, high):
            lines += [f" {label}:", *(terms or [f"  + 0 {columns[0]}"]), f"  {relation}"]
    lines.append("Bounds")
    for column, name in enumerate(columns):
        lines += _lp_bound(name, float(program.lower[column]), float(program.upper[column]))
    if integer is not None and integer.any():
        lines += ["General", *(f" {columns[at]}" for at in np.flatnonzero(integer).tolist())]
    return "\n".join([*lines, "End", ""])


def _terms(index: Sequence[int], value: Sequence[float], columns: Sequence[str]) -> list[str]:
    return [f"  {'-' if factor < 0 else '+'} {abs(factor)!r} {columns[column]}"
            for column, factor in zip(index, value, strict=True)]


def _relations(name: str, low: float, high: float) -> Iterator[tuple[str, str]]:
    if low == high:
        yield name, f"= {low!r}"
        return
    ranged = np.isfinite(low) and np.isfinite(high)
    if np.isfinite(low):
        yield name, f">= {low!r}"
    if np.isfinite(high):
        yield f"{name}_upper" if ranged else name, f"<= {high!r}"


def _lp_bound(name: str, low: float, high: float) -> list[str]:
    if low == high:
        return [f" {name} = {low!r}"]
    if low == -np.inf and high == np.inf:
        return [f" {name} free"]
    if high == np.inf:
        return [] if low == 0 else [f" {name} >= {low!r}"]
    return [f" {'-inf' if low == -np.inf else repr(low)} <= {name} <= {high!r}"]


def mps_text(program: LinearProgram, columns: Sequence[str], rows: Sequence[str],
             note: str, integer: Bools | None = None) -> str:
    """Return the program in free MPS format; `integer` shape (columns,), None for none."""
    lower, upper = program.row_lower.tolist(), program.row_upper.tolist()
    lines = [*(f"* {line}" for line in note.splitlines()), "NAME allocation", "ROWS",
             " N objective"]
    lines += [f" {_sense(low, high)} {name}"
              for name, low, high in zip(rows, lower, upper, strict=True)]
    lines += ["COLUMNS", *_mps_columns(program, columns, rows, integer), "RHS"]
    side = [high if _sense(low, high) == "L" else low
            for low, high in zip(lower, upper, strict=True)]
    lines += [f" RHS {name} {value!r}" for name, value in zip(rows, side, strict=True)
              if value != 0 and np.isfinite(value)]
    ranged = [f" RANGES {name} {high - low!r}"
              for name, low, high in zip(rows, lower, upper, strict=True)
              if low != high and np.isfinite(low) and np.isfinite(high)]
    lines += ["RANGES", *ranged] if ranged else []
    lines.append("BOUNDS")
    for column, name in enumerate(columns):
        lines += _mps_bound(name, float(program.lower[column]), float(program.upper[column]))
    return "\n".join([*lines, "ENDATA", ""])


def _sense(low: float, high: float) -> str:
    if low == high:
        return "E"
    if np.isfinite(low):
        return "G"
    return "L" if np.isfinite(high) else "N"


def _mps_columns(program: LinearProgram, columns: Sequence[str], rows: Sequence[str],
                 integer: Bools | None) -> Iterator[str]:
    order = np.argsort(program.index, kind="stable")
    row, value = program.row_of_entry()[order].tolist(), program.value[order].tolist()
    start = np.searchsorted(program.index[order], np.arange(program.columns + 1)).tolist()
    whole = False
    for column, name in enumerate(columns):
        wanted = integer is not None and bool(integer[column])
        if wanted != whole:
            whole = wanted
            yield f" MARKER 'MARKER' '{'INTORG' if whole else 'INTEND'}'"
        if program.cost[column] != 0 or start[column] == start[column + 1]:
            yield f" {name} objective {float(program.cost[column])!r}"
        for at in range(start[column], start[column + 1]):
            yield f" {name} {rows[row[at]]} {value[at]!r}"
    if whole:
        yield " MARKER 'MARKER' 'INTEND'"


def _mps_bound(name: str, low: float, high: float) -> list[str]:
    if low == high:
        return [f" FX BOUND {name} {low!r}"]
    if low == -np.inf and high == np.inf:
        return [f" FR BOUND {name}"]
    lines = [f" MI BOUND {name}"] if low == -np.inf else (
        [f" LO BOUND {name} {low!r}"] if low != 0 else [])
    return lines + ([f" UP BOUND {name} {high!r}"] if high != np.inf else [f" PL BOUND {name}"])
