"""Sizes that cannot be meant: other units, rates upside down, a fund above all needs."""

from __future__ import annotations

import datetime as dt

import pytest
from small_books import Book, codes, findings, places, rows, small_book

NEED = rows("Recipient|Activity|Need", ("Serbia", "Reception", 900_000),
            ("Serbia", "Borders", 400_000), ("Albania", "Reception", 400_000))
FUNDS = rows("Fund|Donor|Budget", ("Trust Fund", "EU", 800_000), ("Czech Aid", "Czechia", 200_000))


def _times(table: list[dict[str, object]], factor: float) -> list[dict[str, object]]:
    return [{key: value * factor if isinstance(value, (int, float)) else value
             for key, value in row.items()} for row in table]


@pytest.mark.parametrize(("tables", "place"), [
    ({"Budgets": _times(FUNDS, 1000)}, "Budgets!C2"), ({"Budgets": _times(FUNDS, 1e-3)}, "Budgets!C2"),
    ({"Needs": _times(NEED, 1e-3)}, "Budgets!C2"), ({"Needs": _times(NEED, 1e6)}, "Budgets!C2"),
    ({"Capacity": rows("Recipient|Capacity", ("Serbia", 900), ("Albania", 300))}, "Capacity!B2"),
    ({"Capacity": rows("Recipient|Capacity", ("Serbia", 9e8))}, "Capacity!B2"),
    ({"Commitments": rows("Fund|Recipient|Activity|Amount", ("Trust Fund", "Serbia", "Borders", 90))},
     "Commitments!D2"),
    ({"Commitments": rows("Fund|Recipient|Activity|Amount", ("Trust Fund", "Serbia", "Borders", 1_200))},
     "Commitments!D2"),
    ({"Pins": rows("Fund|Recipient|Activity|At most", ("Trust Fund", "Serbia", "Borders", 90))},
     "Pins!D2")])
def test_a_table_a_thousand_times_off_the_others_is_a_warning_with_both_figures(
        tables: Book, place: str) -> None:
    book = small_book(**{"Needs": NEED, "Budgets": FUNDS} | tables)
    assert places(book, "W320") == [place]
    [finding] = [f for f in findings(book) if f.code == "W320"]
    assert finding.message.count("EUR ") == 2
    assert "Amounts in" in finding.remedy


@pytest.mark.parametrize("factor", [0.01, 0.1, 0.5, 1])
def test_budgets_that_meet_a_part_of_the_needs_are_no_finding(factor: float) -> None:
    assert codes(small_book(Needs=NEED, Budgets=_times(FUNDS, factor))) == []


def _with_rates(*rates: tuple[object, ...], base: str = "EUR") -> Book:
    return small_book(
        Needs=NEED, Budgets=FUNDS, Settings=rows("Setting|Value", ("Base currency", base)),
        Exchange_rates=rows("Currency|Per unit of base", *rates))


@pytest.mark.parametrize(("rates", "base", "cells"), [
    ((("HUF", 0.00321), ("USD", 0.9034)), "EUR", ["B2", "B3"]),
    ((("CZK", 0.037),), "EUR", ["B2"]), ((("GBP", 1.17),), "EUR", ["B2"]),
    ((("RSD", 0.0081), ("CZK", 27)), "EUR", ["B2"]), ((("EUR", 27),), "CZK", ["B2"]),
    ((("HUF", 0.092), ("EUR", 0.037)), "CZK", ["B2"]), ((("HUF", 31_000),), "EUR", ["B2"]),
    ((("PLN", 0.235), ("CHF", 0.95)), "EUR", ["B2", "B3"])])
def test_rates_upside_down_are_warnings_that_say_the_right_way_round(
        rates: tuple[tuple[object, ...], ...], base: str, cells: list[str]) -> None:
    """One that is casts doubt on its neighbours that could be: 0.9034 dollars for a euro."""
    book = _with_rates(*rates, base=base)
    assert places(book, "W321") == [f"Exchange rates!{cell}" for cell in cells]


def _dated(rate: float, date: object, currency: str = "USD") -> Book:
    return _with_rates((currency, rate)) | {"Exchange rates": rows(
        "Currency|Per unit of base|Date", (currency, rate, date))}


@pytest.mark.parametrize("date", ["2016-01-04", "4.1.2016", "January 2016", dt.date(2016, 1, 4),
                                  "InforEuro, 01/2016", 2016])
def test_a_dated_rate_is_held_against_those_of_its_year(date: object) -> None:
    """0.9034 dollars for a euro were paid in 2001, but never in 2016: 1.04 to 1.16 were."""
    [finding] = [f for f in findings(_dated(0.9034, date)) if f.code == "W321"]
    assert "in 2016 it was 1.036 to 1.157: it looks upside down" in finding.message
    assert finding.remedy == "Write how much USD one EUR buys: 1.10693."
    assert codes(_dated(1.10693, date)) == []


@pytest.mark.parametrize(("rate", "date", "currency"), [
    (0.9034, "2001-02-01", "USD"), (0.98, "2022-10-04", "USD"), (1.03, "2022-10-04", "USD"),
    (0.9034, "1 or 2 January", "USD"), (0.9034, "2001 or 2016", "USD"), (0.9034, "2040", "USD"),
    (1.17, "2016", "USD"), (1.02, "2016", "USD"), (1.0, "2023", "CHF"), (310, "1/2016", "HUF")])
def test_a_rate_as_it_was_in_its_year_or_nearly_so_is_no_finding(
        rate: float, date: str, currency: str) -> None:
    """Where the date names no one year with rates, those of all years tell."""
    assert codes(_dated(rate, date, currency)) == []


def test_turning_a_rate_round_mends_it() -> None:
    [finding] = [f for f in findings(_with_rates(("HUF", 0.00321))) if f.code == "W321"]
    assert finding.message == ("0.00321 HUF for 1 EUR, but from 1999 to 2026 it was 228.2 to "
                               "430.6: it looks upside down.")
    assert finding.remedy == "Write how much HUF one EUR buys: 311.526."
    assert codes(_with_rates(("HUF", 311.526))) == []


@pytest.mark.parametrize("rates", [
    (("USD", 1.1), ("CHF", 1.07), ("GBP", 0.73), ("CZK", 27.03), ("HUF", 309.9), ("PLN", 4.18)),
    (("RSD", 120.7), ("MKD", 61.6), ("ALL", 139.7), ("BAM", 1.95583), ("MDL", 20.9)),
    (("USD", 0.8956),), (("TRY", 35.2), ("UAH", 43.1)), (("XOF", 655.957),)])
def test_rates_as_they_were_are_no_finding(rates: tuple[tuple[object, ...], ...]) -> None:
    assert codes(_with_rates(*rates)) == []


@pytest.mark.parametrize(("budget", "found"), [
    (1_700_000, []), (1_700_001, ["Budgets!C2"]), (60_000_000, ["Budgets!C2"])])
def test_a_fund_above_all_needs_together_is_a_warning_with_both_figures(
        budget: float, found: list[str]) -> None:
    """900,000 + 400,000 + 400,000 = 1,700,000."""
    book = small_book(Needs=NEED, Budgets=rows("Fund|Donor|Budget", ("Trust Fund", "EU", budget)))
    assert places(book, "W322") == found
    if found:
        [finding] = [f for f in findings(book) if f.code == "W322"]
        assert f"holds EUR {budget:,}, all needs together come to EUR 1,700,000" in finding.message


def test_a_fund_by_periods_is_compared_as_a_whole() -> None:
    needs = rows("Recipient|Activity|Period|Need", ("Serbia", "A", "2016", 500), ("Serbia", "A", "2017", 500))
    budgets = rows("Fund|Donor|Period|Budget", ("F", "EU", "2016", 600), ("F", "EU", "2017", 600))
    assert places(small_book(Needs=needs, Budgets=budgets), "W322") == ["Budgets!D2"]
