"""What fits is no finding: limits are compared to the cent, by period, in base currency."""

from __future__ import annotations

import pytest
from small_books import Book, codes, error_codes, only, places, rows, small_book

PERIODS = ("2016-Q1", "2016-Q2", "2016-Q3")
NEEDS = rows("Recipient|Activity|Period|Need",
             *(("Serbia", "Reception", period, 100) for period in PERIODS))


def by_period(*amounts: float, carry_over: str | None = None,
              given: tuple[float, ...] = ()) -> Book:
    """Return a book with one fund by period and commitments of these amounts by period."""
    return small_book(
        Needs=NEEDS,
        Budgets=rows("Fund|Donor|Period|Budget|Carry over",
                     *(("Fund", "EU", period, amount, carry_over)
                       for period, amount in zip(PERIODS, amounts, strict=False))),
        Commitments=rows("Fund|Recipient|Activity|Period|Amount",
                         *(("Fund", "Serbia", "Reception", period, amount)
                           for period, amount in zip(PERIODS, given, strict=False))))


def test_a_fund_by_period_is_exceeded_in_each_of_its_periods() -> None:
    """40 of 30 and 50 of 30 are two faults; 20 of 30 is none."""
    assert places(by_period(30, 30, 30, given=(40, 20, 50)), "E301") == [
        "Commitments!E2", "Commitments!E4"]


def test_what_is_unspent_carries_over_to_later_periods() -> None:
    """Running totals 10, 50, 90 fit into 30, 60, 90."""
    book = by_period(30, 30, 30, carry_over="yes", given=(10, 40, 40))
    assert error_codes(book) == []


def test_a_running_total_is_exceeded_where_later_money_came_too_late() -> None:
    """10 + 60 = 70 by the second period, of 30 + 30 = 60."""
    finding = only(by_period(30, 30, 30, carry_over="yes", given=(10, 60, 0)), "E301")
    assert finding.place.cell == "E3"
    assert "up to 2016-Q2 are EUR 70" in finding.message
    assert "EUR 60 (Budgets!D2, Budgets!D3)" in finding.message


def test_a_fund_cannot_pay_in_a_period_without_a_budget_row() -> None:
    finding = only(by_period(30, 30, given=(10, 10, 10)), "E301")
    assert "in 2016-Q3 are EUR 10, its budget EUR 0 (no row)" in finding.message


@pytest.mark.parametrize(("amount", "found"), [(100_000_000.05, ["E301"]), (100_000_000, [])])
def test_a_cent_above_a_large_budget_is_found(amount: float, found: list[str]) -> None:
    """5 cents of 100 million are below any relative tolerance, but have no plan."""
    book = small_book(
        Needs=rows("Recipient|Activity|Need", ("Serbia", "Reception", 200_000_000)),
        Budgets=rows("Fund|Donor|Budget", ("Fund", "EU", 100_000_000)),
        Commitments=rows("Fund|Recipient|Activity|Amount",
                         ("Fund", "Serbia", "Reception", amount)))
    assert error_codes(book) == found


def test_decimal_amounts_that_fill_a_budget_exactly_are_no_fault() -> None:
    """0.1 + 0.2 is 0.3, though not in binary floating point."""
    book = small_book(
        Budgets=rows("Fund|Donor|Budget", ("Fund", "EU", 0.3)),
        Commitments=rows("Fund|Recipient|Activity|Amount",
                         ("Fund", "Serbia", "Reception", 0.1),
                         ("Fund", "Albania", "Border control", 0.2)))
    assert error_codes(book) == []


def test_commitments_and_budgets_in_two_currencies_are_compared_in_base_currency() -> None:
    """2700 CZK at 27 are EUR 100, of a budget of EUR 99."""
    book = small_book(
        Budgets=rows("Fund|Donor|Budget", ("Fund", "EU", 99)),
        Commitments=rows("Fund|Recipient|Activity|Amount|Currency",
                         ("Fund", "Serbia", "Reception", 2700, "CZK")),
        Exchange_rates=rows("Currency|Per unit of base", ("CZK", 27)))
    assert "EUR 100, its budget EUR 99" in only(book, "E301").message


def test_amounts_in_thousands_are_said_in_single_units() -> None:
    book = small_book(
        Settings=rows("Setting|Value", ("Amounts in", "thousands"), ("Base currency", "CZK")),
        Commitments=rows("Fund|Recipient|Activity|Amount",
                         ("Czech Aid", "Serbia", "Reception", 151)))
    assert "CZK 151,000, its budget CZK 150,000" in only(book, "E301").message


def test_a_value_is_shown_as_it_stands() -> None:
    book = small_book(Commitments=rows("Fund|Recipient|Activity|Amount",
                                       ("Czech Aid", "Serbia", "Reception", 12345678901)))
    assert only(book, "E301").value == "12345678901"


def pins(*values: tuple[str | None, float | None, float | None]) -> list[dict[str, object]]:
    """Return pins on the fund of `by_period`: period, at least, at most."""
    return rows("Fund|Recipient|Activity|Period|At least|At most",
                *(("Fund", "Serbia", "Reception", *value) for value in values))


@pytest.mark.parametrize(("book", "pin", "allows"), [
    # The period's own row holds 30, of which 10 are committed.
    (by_period(30, 80, 80, given=(10, 0, 0)), ("2016-Q1", 21, None), "EUR 20"),
    # By the second period 30 + 30 - 10 are there.
    (by_period(30, 30, 90, carry_over="yes", given=(10, 0, 0)), ("2016-Q2", 51, None), "EUR 50"),
    # 60 are committed in the third period: of 30 + 30 + 30, the second can take 30 only.
    (by_period(30, 30, 30, carry_over="yes", given=(0, 0, 60)), ("2016-Q2", 31, None), "EUR 30"),
    # Over all periods 30 + 30 + 30.
    (by_period(30, 30, 30), (None, 91, None), "EUR 90"),
])
def test_a_pin_is_compared_with_what_its_fund_has_left_in_time(
        book: Book, pin: tuple[str | None, float, None], allows: str) -> None:
    above = book | {"Pins": pins(pin)}
    assert f"allows {allows}: EUR 1 too much" in only(above, "E305").message
    within = book | {"Pins": pins((pin[0], pin[1] - 1, None))}
    assert error_codes(within) == []


def test_a_capacity_is_compared_with_a_pin_after_commitments() -> None:
    """50 of a capacity of 70 are committed: 20 are left."""
    book = small_book(
        Commitments=rows("Fund|Recipient|Activity|Amount",
                         ("Polish Aid", "Serbia", "Reception", 50)),
        Capacity=rows("Recipient|Capacity", ("Serbia", 70)),
        Pins=rows("Fund|Recipient|Activity|At least", ("Czech Aid", "Serbia", "Reception", 25)))
    assert "Capacity!B2 allows EUR 20: EUR 5 too much" in only(book, "E305").message


def test_a_capacity_for_another_activity_or_period_does_not_hold_a_pin() -> None:
    book = by_period(100, 100, 100) | {
        "Capacity": rows("Recipient|Activity|Period|Capacity",
                         ("Serbia", "Reception", "2016-Q2", 1)),
        "Pins": pins(("2016-Q1", 50, None))}
    assert error_codes(book) == []


def test_pins_by_period_that_leave_too_little_to_the_pin_over_all_periods_contradict_it() -> None:
    """At most 10 + 10 in two periods and 100 needed in the third are 120, below 130."""
    book = by_period(100, 100, 100) | {"Pins": pins(
        ("2016-Q1", None, 10), ("2016-Q2", None, 10), (None, 130, None))}
    finding = only(book, "E305")
    assert finding.place.cell == "E4"
    assert "Pins!F2, Pins!F3) allows EUR 120: EUR 10 too much" in finding.message


def test_pins_that_agree_are_no_fault() -> None:
    book = by_period(100, 100, 100) | {"Pins": pins(
        ("2016-Q1", 40, 60), ("2016-Q2", 60, 60), (None, 100, 100))}
    assert error_codes(book) == []


def test_pins_of_another_cell_do_not_count() -> None:
    book = small_book(Pins=rows(
        "Fund|Recipient|Activity|At least|At most", ("Czech Aid", "Serbia", "Reception", 90, None),
        ("Polish Aid", "Serbia", "Reception", None, 10)))
    assert error_codes(book) == []


def floors(serbia: float, albania: float | None = None) -> list[dict[str, object]]:
    return rows("Recipient|Minimum coverage", ("Serbia", serbia), ("Albania", albania))


def test_a_floor_that_takes_every_cent_is_no_fault() -> None:
    book = small_book(Recipients=floors(1, 1), Budgets=rows(
        "Fund|Donor|Budget", ("Czech Aid", "Czechia", 150), ("Polish Aid", "Poland", 150)))
    assert error_codes(book) == []


def test_what_is_committed_already_counts_for_a_floor_and_against_the_budget() -> None:
    """Serbia's 100 are committed; Czech Aid has 50 left and Polish Aid 150 for Albania's 200."""
    book = small_book(
        Recipients=floors(1, 1),
        Budgets=rows("Fund|Donor|Budget", ("Czech Aid", "Czechia", 150),
                     ("Polish Aid", "Poland", 150)),
        Commitments=rows("Fund|Recipient|Activity|Amount",
                         ("Czech Aid", "Serbia", "Reception", 100)))
    assert error_codes(book) == []


def test_commitments_beyond_a_need_use_up_capacity_as_well() -> None:
    """Of 150 that Serbia can use, 120 go to a need of 100; half of 200 more needs 50 of 30 left.

    Floor: 100% of 100 + 50 of 100 = 75% of 200, that is 120 + 50 = 170 against 150.
    """
    book = small_book(
        Needs=rows("Recipient|Activity|Need", ("Serbia", "Reception", 100),
                   ("Serbia", "Asylum", 100)),
        Recipients=rows("Recipient|Minimum coverage", ("Serbia", 0.75)),
        Commitments=rows("Fund|Recipient|Activity|Amount",
                         ("Czech Aid", "Serbia", "Reception", 120)),
        Capacity=rows("Recipient|Capacity", ("Serbia", 150)))
    assert "asks for EUR 170" in only(book, "E307").message


def test_a_floor_above_both_the_money_and_the_capacity_is_two_faults() -> None:
    book = small_book(
        Recipients=floors(1), Capacity=rows("Recipient|Capacity", ("Serbia", 90)),
        Budgets=rows("Fund|Donor|Budget", ("Czech Aid", "Czechia", 80)))
    assert error_codes(book) == ["E306", "E307"]


def test_a_floor_on_needs_that_no_fund_may_pay_for_says_so() -> None:
    """Half of Serbia's 100 + 100 may be paid for; all of it is asked for."""
    book = small_book(
        Needs=rows("Recipient|Activity|Need", ("Serbia", "Reception", 100),
                   ("Serbia", "Asylum", 100)),
        Budgets=rows("Fund|Donor|Budget|For activities", ("Fund", "EU", 900, "Reception")),
        Recipients=rows("Recipient|Minimum coverage", ("Serbia", 1)))
    finding = only(book, "E306")
    assert "EUR 200" in finding.message
    assert "may pay for EUR 100" in finding.message
    assert "widen an earmark" in finding.remedy


def test_commitments_count_as_use_of_a_fund() -> None:
    """90% of 100 = 90: 60 are committed, the 30 left of its needs make it up."""
    book = small_book(
        Needs=rows("Recipient|Activity|Need", ("Serbia", "Reception", 90)),
        Budgets=rows("Fund|Donor|Budget|Minimum use", ("Fund", "EU", 100, 0.9)),
        Commitments=rows("Fund|Recipient|Activity|Amount", ("Fund", "Serbia", "Reception", 60)))
    assert error_codes(book) == []


def test_experts_beside_an_empty_tier_count_if_another_tier_has_a_need() -> None:
    """Expert-months go with the tiers together, so 5 months go with the need of 300."""
    book = small_book(
        Needs=rows("Recipient|Activity|Tier|Need|Expert-months",
                   ("Serbia", "Reception", "vital", 0, 5),
                   ("Serbia", "Reception", "useful", 300, None)),
        Activities=rows("Activity|Expertise", ("Reception", "officers")),
        Expertise=rows("Donor|Expertise|Expert-months", ("Poland", "officers", 9)))
    assert codes(book) == []


@pytest.mark.parametrize(("donors", "shares"), [
    (rows("Donor|Group|GNI", ("Czechia", "V4", 100), ("Hungary", "V4", 0)),
     rows("Group|Key", ("V4", "GNI"))),
    (rows("Donor|Group|GNI", ("Czechia", "V4", 100), ("Hungary", "V4", 90)),
     rows("Group|Key|Tolerance", ("V4", "GNI", 1))),
    (rows("Donor|Group|GNI", ("Czechia", "V4", 100), ("Hungary", "V4", 90)),
     rows("Group|Key|Strength", ("V4", "GNI", "should"))),
    (rows("Donor|Group|GNI", ("Czechia", "V4", 100), ("Hungary", "V4", 90)),
     rows("Group|Key", ("V4", "budget"))),
])
def test_a_member_without_money_holds_nobody_back_if_nothing_is_asked_of_it(
        donors: list[dict[str, object]], shares: list[dict[str, object]]) -> None:
    """Its key share is 0, the tolerance 100%, the sharing no must, or the key by budgets."""
    book = small_book(Donors=[*donors, {"Donor": "Poland"}], Burden_sharing=shares)
    assert "W307" not in codes(book)


def test_a_member_whose_only_fund_is_empty_holds_its_group_back() -> None:
    book = small_book(
        Budgets=rows("Fund|Donor|Budget", ("Czech Aid", "Czechia", 150), ("B", "Poland", 0)),
        Donors=rows("Donor|Group", ("Czechia", "V4"), ("Poland", "V4")),
        Burden_sharing=rows("Group|Key", ("V4", "equal")))
    assert places(book, "W307") == ["Donors!A3"]
