"""Formulas that add up cells of their own column: SUBTOTAL, AGGREGATE, SUM."""

from __future__ import annotations

import re

_SUBTOTAL = re.compile(r"\b(?:SUBTOTAL|AGGREGATE)\(", re.IGNORECASE)
_SUM = re.compile(r"\bSUM\(", re.IGNORECASE)
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\.?\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
_ELSEWHERE = re.compile(r"[!@]|#This|\[\$?[^\].\[]*\.")
_MOST_ROWS = 1_000_000


def adds_up(formula: str) -> bool:
    """Tell whether a formula holds a word by which figures are added up."""
    return _SUBTOTAL.search(formula) is not None or _SUM.search(formula) is not None


def rows_added_up(formula: str, letters: str) -> frozenset[int] | None:
    """Return the rows, from 0, of its own column that a formula adds up; None where it does not.

    A subtotal of a named table names no rows: the set is empty.

    >>> sorted(rows_added_up("SUM(C2:C4)", "C")), rows_added_up("SUM(D2:G2)", "C")
    ([1, 2, 3], None)
    >>> rows_added_up("SUBTOTAL(109,[Need])", "C"), rows_added_up("SUM(Other!C2:C9)", "C")
    (frozenset(), None)
    """
    is_subtotal = _SUBTOTAL.search(formula) is not None
    if not is_subtotal and _SUM.search(formula) is None:
        return None
    found = [match.groups() for match in _REFERENCE.finditer(formula)]
    if _ELSEWHERE.search(formula) or not found:
        return frozenset() if is_subtotal and "[" in formula else None
    if any({first, last or first} != {letters} for first, _, last, _ in found):
        return None
    rows: set[int] = set()
    for _, top, _, bottom in found:
        if int(bottom or top) - int(top) < _MOST_ROWS:
            rows.update(range(int(top) - 1, int(bottom or top)))
    return frozenset(rows)
