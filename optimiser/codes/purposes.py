"""Purposes of aid by the five-digit codes of the OECD's Development Assistance Committee."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from optimiser.codes.rows import read_rows


class Purpose(NamedTuple):
    """A purpose code and its name; withdrawn ones stand in older records only."""

    code: str
    name: str
    withdrawn: bool


@lru_cache(maxsize=1)
def purposes() -> dict[str, Purpose]:
    """Return every purpose by its code."""
    return {row["code"]: Purpose(row["code"], row["name"], row["withdrawn"] == "yes")
            for row in read_rows("purposes.csv")}


def is_purpose(code: str) -> bool:
    """Tell whether a code of five digits, or of three for a whole sector, is the Committee's.

    >>> is_purpose("15190"), is_purpose("151"), is_purpose("99999")
    (True, True, False)
    """
    known = purposes()
    return code in known or (len(code) == 3 and any(one.startswith(code) for one in known))
