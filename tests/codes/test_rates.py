"""What currencies have cost: made from published rates, and good enough to tell one upside down."""

from __future__ import annotations

import pytest

from optimiser.codes.build_rates import by_the_bank, rows_of, spans_of
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
    rows = rows_of(by_the_bank(HISTORY), CUSTOMS)
    assert [row for row in rows if row[0] != "EUR"] == [
        ("CYP", "1999", "0.58231", "0.58231", "ECB"),
        ("HUF", "1999", "251.48", "251.48", "ECB"), ("HUF", "2008", "230.7", "230.7", "ECB"),
        ("HUF", "2026", "366.33", "366.33", "ECB"), ("RSD", "2014", "115.5", "115.5", "HMRC"),
        ("RSD", "2026", "117.2", "117.2", "HMRC"), ("USD", "1999", "1.1789", "1.1789", "ECB"),
        ("USD", "2008", "1.599", "1.599", "ECB"), ("USD", "2026", "1.1172", "1.1172", "ECB")]
    assert [row[1:4] for row in rows if row[0] == "EUR"] == [
        (str(year), "1", "1") for year in range(1999, 2027)]


def test_a_year_has_its_lowest_and_its_highest_rate() -> None:
    days = [("2016-01-04", {"USD": 1.09}), ("2016-05-03", {"USD": 1.157}), ("2016-12-20", {"USD": 1.036})]
    assert spans_of(days, "ECB") == {"USD": [("USD", "2016", "1.036", "1.157", "ECB")]}


def test_what_a_currency_cost_is_told_for_a_year_and_for_all() -> None:
    """Of all years the lowest and the highest; of a year that the table lacks, of all as well."""
    year, all_years = usual_range("USD", "EUR", 2016), usual_range("USD", "EUR")
    assert year
    assert all_years
    assert all_years.low < 0.9 < year.low < year.high < 1.2 < all_years.high
    assert (year.first, year.last) == (2016, 2016)
    assert usual_range("USD", "EUR", 1950) == all_years
    crossed = usual_range("EUR", "USD", 2016)
    assert crossed
    assert (crossed.low, crossed.high) == pytest.approx((1 / year.high, 1 / year.low))


@pytest.mark.parametrize("code", ["CZK", "HUF", "PLN", "USD", "GBP", "CHF", "RSD", "ALL", "MKD", "BAM",
                                  "MDL", "UAH", "TRY", "GEL", "JOD", "LBP"])
def test_the_neighbours_currencies_are_in_the_table(code: str) -> None:
    """Their inverse lies outside of what they cost, but for those that are about one euro."""
    span = usual_range(code, "EUR")
    assert span is not None
    assert 0 < span.low < span.high
    assert 1 / span.high < span.low or code in ("USD", "CHF", "GBP", "JOD")


def test_each_currency_has_a_lowest_and_a_highest_rate_a_year() -> None:
    rows = read_rows("rates.csv")
    assert len({(row["code"], row["year"]) for row in rows}) == len(rows) > 2_000
    assert len({row["code"] for row in rows}) > 140
    assert all(0 < float(row["lowest"]) <= float(row["highest"]) for row in rows)
