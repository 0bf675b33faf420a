"""Numbers written as text: one reading, or a finding, but never another number."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimiser.tables.numbers import Reading, read_number

DIGITS = st.integers(min_value=0, max_value=10**12)
DECIMALS = st.text("0123456789", min_size=0, max_size=6)
GROUPS = ("", " ", "\u00a0", "\u202f", "\u2009", ",", ".")
"""The marks that conventions put between thousands: none, blanks, comma, dot."""


def written(whole: int, decimals: str, group: str, mark: str) -> str:
    """Write a number by a convention: 1234 and 5 with a blank and a comma are `1 234,5`."""
    return f"{whole:,}".replace(",", group) + (mark + decimals if decimals else "")


@given(DIGITS, DECIMALS, st.sampled_from(GROUPS), st.sampled_from(".,"))
def test_a_number_of_either_convention_is_read_as_it_was_meant_or_not_at_all(
        whole: int, decimals: str, group: str, mark: str) -> None:
    if group == mark:
        return
    meant = float(Decimal(f"{whole}.{decimals or '0'}"))
    read = read_number(written(whole, decimals, group, mark))
    if read.reading is Reading.TWO:
        assert meant in read.either
    else:
        assert read.reading is Reading.NUMBER
        assert read.value == meant


@given(st.floats(min_value=0, allow_infinity=False))
def test_a_float_as_python_writes_it_is_read_back_or_has_two_readings(value: float) -> None:
    read = read_number(repr(value))
    assert read.reading in (Reading.NUMBER, Reading.TWO)
    assert value in (read.value, *read.either)


@given(DIGITS, DECIMALS, st.sampled_from(".,"), st.sampled_from(("", " ", "\u00a0")))
def test_a_percentage_is_the_share_whose_decimal_it_is(
        whole: int, decimals: str, mark: str, blank: str) -> None:
    """12,5 % is 0.125, the float nearest to that decimal."""
    share = float(Decimal(f"{whole}.{decimals or '0'}") / 100)
    read = read_number(f"{written(whole, decimals, '', mark)}{blank}%")
    assert read.percent
    if read.reading is Reading.TWO:
        assert share in read.either
    else:
        assert read.value == share


@given(st.text(max_size=20))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    assert isinstance(read_number(text).reading, Reading)


@pytest.mark.parametrize(("text", "value"), [
    ("1234.5", 1234.5), ("1 234,50", 1234.5), ("1\u00a0234,50", 1234.5),
    ("1\u202f234\u202f567", 1234567.0), ("1,234,567", 1234567.0), ("1.234.567,8", 1234567.8),
    ("1,234.56", 1234.56), ("0.125", 0.125), ("0,125", 0.125), ("1000,5", 1000.5),
    (" +5 ", 5.0), ("-5", -5.0), ("\u22125", -5.0), (",5", 0.5),
    ("1'234.50", 1234.5), ("1e-3", 0.001), ("2.5E6", 2_500_000.0), ("007", 7.0),
])
def test_a_text_with_one_reading_is_that_number(text: str, value: float) -> None:
    read = read_number(text)
    assert (read.reading, read.value, read.percent) == (Reading.NUMBER, value, False)


@pytest.mark.parametrize(("text", "either"), [
    ("1,000", (1000.0, 1.0)), ("1.000", (1000.0, 1.0)), ("12.345", (12345.0, 12.345)),
    ("-1,500", (-1500.0, -1.5)),
])
def test_one_group_of_three_behind_a_mark_has_two_readings(
        text: str, either: tuple[float, float]) -> None:
    read = read_number(text)
    assert (read.reading, read.either) == (Reading.TWO, either)


@pytest.mark.parametrize("text", ["EUR 5", "5 €", "$5", "1 000 Kč", "5 EUR", "100 Ft"])
def test_a_figure_beside_a_currency_is_no_plain_number(text: str) -> None:
    assert read_number(text).reading is Reading.CURRENCY


@pytest.mark.parametrize("text", ["nan", "NaN", "inf", "-inf", "Infinity"])
def test_nan_and_infinity_are_told_from_words(text: str) -> None:
    assert read_number(text).reading is Reading.NOT_FINITE


@pytest.mark.parametrize("text", [
    "", "%", "12 34", "1,23,456", "1.2.3", "0.2 <= x <= 0.3", "10²", "½", "1 000 000,5,5",
    "5-7", "0x10", "1_000", "(500)", "five",
])
def test_a_text_without_a_clear_reading_is_no_number(text: str) -> None:
    assert read_number(text).reading is Reading.NONE
