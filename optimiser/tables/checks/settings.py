"""Settings: known names, usable values."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from optimiser.names import name_key
from optimiser.tables.catalogue import reading as kinds
from optimiser.tables.checks.facts import Facts
from optimiser.tables.findings import Finding
from optimiser.tables.numbers import Reading, read_number
from optimiser.tables.schema import AMOUNTS_IN, SPLITS
from optimiser.words import listing


def check_settings(facts: Facts) -> Iterator[Finding]:
    """Find values that a setting cannot have."""
    table = facts.table("Settings")
    for row, (name, value) in enumerate(zip(table.text("Setting"), table.text("Value"),
                                            strict=True)):
        expected = _expected(facts, name_key(str(name)), str(value))
        if value and expected:
            yield kinds.BAD_SETTING.at(table.place(row, "Value"), value, expected=expected)


def _expected(facts: Facts, name: str, value: str) -> str:
    """Return what a setting's value should be, "" where it is fine."""
    match name:
        case "amounts in" if value.casefold() not in AMOUNTS_IN:
            return listing(AMOUNTS_IN, "or")
        case "split" if value.casefold() not in SPLITS:
            return listing(SPLITS, "or")
        case "rounding" if not _is_positive(value):
            return "a number above 0"
        case "gap" if not _is_share(value):
            return "a share such as 0.5%"
        case "decide now until" if not facts.elements.periods.covered(value):
            return "a period of Needs"
        case _:
            return ""


def _is_share(value: str) -> bool:
    read = read_number(value)
    return read.reading is Reading.NUMBER and 0 <= read.value < 1


def _is_positive(value: str) -> bool:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return False
    return number.is_finite() and number > 0
