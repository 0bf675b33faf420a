"""A comparison of two plans as text."""

from __future__ import annotations

from collections.abc import Sequence

from optimiser.review.compare import Comparison, Moved
from optimiser.review.comparison import (
    causes,
    missed_lines,
    most_moved,
    moved_sentence,
    signed,
)
from optimiser.screen.lines import cut, wrapped
from optimiser.words import counted, money

_MOST = {"recipient": 12, "donor": 8, "activity": 10, "cells": 8, "limits": 6}


def comparison_text(found: Comparison) -> str:
    """Return what moved, the most important first."""
    one, other = found.names
    whole = found.allocated
    lines = [f"{one} -> {other}",
             f"Allocated {money(whole.before, found.currency)} -> "
             f"{money(whole.after, found.currency)} ({signed(whole, found.currency)}).",
             moved_sentence(found)]
    lines += [part for line in (*found.near, *causes(found)) for part in wrapped(line)]
    for dimension in ("recipient", "donor", "activity"):
        rows = most_moved(found, dimension)
        if rows:
            lines += ["", f"By {dimension}:"]
            lines += _table(rows, found.currency, _MOST[dimension])
    if found.cells:
        lines += ["", f"The largest moves of {counted(len(found.cells), 'amount')}:"]
        lines += [cut(f"  {signed(row, found.currency):>18}  {row.name}")
                  for row in found.cells[:_MOST["cells"]]]
    if missed := missed_lines(found):
        lines += ["", "Wishes and limits that the two do not keep alike:"]
        lines += [part for line in missed[:_MOST["limits"]] for part in wrapped(line, "  ", "    ")]
    for words, names in (("Full now", found.began), ("No longer full", found.ceased)):
        if names:
            lines += ["", f"{words}: {len(names)}"]
            lines += [cut(f"  {name}") for name in names[:_MOST["limits"]]]
    return "\n".join(lines)


def _table(rows: Sequence[Moved], currency: str, most: int) -> list[str]:
    width = min(max(len(row.name) for row in rows[:most]), 36)
    lines = [f"  {row.name[:width]:<{width}} {float(row.before):>16,.0f} -> "
             f"{float(row.after):>16,.0f} {signed(row, currency):>20}" for row in rows[:most]]
    if len(rows) > most:
        lines.append(f"  and {len(rows) - most} more")
    return lines
