"""What currencies have cost: made from published rates, and good enough to tell one upside down."""

from __future__ import annotations

import pytest

from optimiser.codes.build_rates import by_the_bank, rows_of
from optimiser.codes.rows import read_rows
from optimiser.tables.looks.rates import usual_range

HISTORY = """Date,USD,HUF,CYP,
2026-10-30,1.1172,366.33,N/A,
2008-07-15,1.599,230.7,N/A,
1999-01-04,1.1789,251.48,0.58231,
"""
CUSTOMS = [("2014-02", {"RSD": 115.5, "USD": 1.37, "EUR": 1.0, "IRR": 6.4, "ECS": 2.0}),
           ("2026-11", {"RSD": 117.2, "USD": 1.12, "EUR": 1.0})]


def test_the_bank_is_asked_first_and_the_customs_for_the_rest() -> None:
    """No rate on a day is none; IRR ends too early to tell, and ECS is no code of ISO 4217."""
    assert rows_of(by_the_bank(HISTORY), CUSTOMS) == [
        ("CYP", "0.58231", "0.58231", "1999", "1999", "ECB"),
        ("EUR", "1", "1", "1999", "2026", "ECB"),
        ("HUF", "230.7", "366.33", "1999", "2026", "ECB"),
        ("RSD", "115.5", "117.2", "2014", "2026", "HMRC"),
        ("USD", "1.1172", "1.599", "1999", "2026", "ECB")]


@pytest.mark.parametrize("code", ["CZK", "HUF", "PLN", "USD", "GBP", "CHF", "RSD", "ALL", "MKD", "BAM",
                                  "MDL", "UAH", "TRY", "GEL", "JOD", "LBP"])
def test_the_neighbours_currencies_are_in_the_table(code: str) -> None:
    """Their inverse lies outside of what they cost, but for those that are about one euro."""
    span = usual_range(code, "EUR")
    assert span is not None
    assert 0 < span.low < span.high
    assert 1 / span.high < span.low or code in ("USD", "CHF", "GBP", "JOD")


def test_each_currency_stands_once_with_a_lowest_and_a_highest_rate() -> None:
    rows = read_rows("rates.csv")
    assert len({row["code"] for row in rows}) == len(rows) > 140
    assert all(0 < float(row["lowest"]) <= float(row["highest"]) for row in rows)
    assert all(int(row["first"]) <= int(row["last"]) for row in rows)
