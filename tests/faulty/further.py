"""More faulty workbooks: .csv files that a stray mark spoils, a fund with two smallest grants."""

from __future__ import annotations

from pathlib import Path

from faulty import Book, base_book, faulty_book, faulty_file


def _needs_csv(folder: Path, old: str, new: str) -> Path:
    path = base_book().write(folder / "inputs")
    needs = path / "Needs.csv"
    text = needs.read_text(encoding="utf-8")
    assert old in text
    needs.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@faulty_file("Needs", says="quotation mark")
def csv_with_an_open_quotation_mark(folder: Path) -> Path:
    return _needs_csv(folder, "Serbia,Reception", 'Serbia,"Reception')


@faulty_file("Needs", "L4", says="double quotes")
def csv_whose_cell_a_comma_split(folder: Path) -> Path:
    return _needs_csv(folder, "vital,1000,", "vital,1000,5,")


@faulty_book("Budgets", "L7", says="smallest grant of 10")
def fund_with_two_smallest_grants(book: Book) -> None:
    book["Budgets!L3"], book["Budgets!L6"], book["Budgets!L7"] = "Smallest grant", 10, 20


@faulty_book("Needs", "I4", says="Weight 1e-13 beside 1 in Needs!I6")
def weights_that_no_sum_can_hold(book: Book) -> None:
    book["Needs!I4"] = 1e-13


@faulty_book("Burden sharing", "F4", says="Rules!N4")
def penalties_that_no_sum_can_hold(book: Book) -> None:
    book["Burden sharing!E4"], book["Burden sharing!F4"] = "should", 1e-9
    book["Rules!M4"], book["Rules!N4"] = "should", 1e9


@faulty_book("Needs", "D6", says="2016-Q1")
def needs_in_a_year_and_in_its_quarters(book: Book) -> None:
    book["Needs!D6"] = "2016"


@faulty_book("Needs", "F4", says="EUR 900,000,000,000,000 & a hundred million times")
def need_beyond_all_budgets(book: Book) -> None:
    book["Needs!F4"] = 9e14


@faulty_book("Needs", "F4", says="Need of 1e\\+30")
def need_of_thirty_noughts(book: Book) -> None:
    book["Needs!F4"] = 1e30


@faulty_book("Rules", "K4", says="Value of 1e\\+300")
def rule_that_asks_for_more_than_can_be_counted(book: Book) -> None:
    book["Rules!I4"], book["Rules!J4"], book["Rules!K4"] = "amount", "at least", 1e300


def _compare(book: Book, **cells: object) -> None:
    """Make the rule one that compares, with more columns at the end of Rules."""
    book["Rules!I4"] = "share of selection"
    for column, (heading, value) in zip("QR", cells.items(), strict=False):
        book[f"Rules!{column}3"], book[f"Rules!{column}4"] = heading.replace("_", " "), value


@faulty_book("Rules", "I4", says="Of donors & Of periods")
def rule_that_compares_with_nothing_named(book: Book) -> None:
    _compare(book)


@faulty_book("Rules", "Q4", says="share of total & Of recipients")
def comparison_of_a_measure_that_reads_none(book: Book) -> None:
    _compare(book, Of_recipients="Albania")
    book["Rules!I4"] = "share of total"


@faulty_book("Rules", "Q4", says="nobody needs")
def rule_that_compares_with_what_nobody_needs(book: Book) -> None:
    _compare(book, Of_recipients="Serbia", Of_periods="2016-Q2")


@faulty_book("Rules", "Q4", says="Activities & Climate")
def marker_that_activities_lack(book: Book) -> None:
    book["Rules!Q3"], book["Rules!Q4"] = "Counted by", "Climate"


def _marked(book: Book, *values: object) -> None:
    """Count the rule by a column Climate of Activities, with the given figures."""
    marker_that_activities_lack(book)
    for row, value in zip((3, 4, 5), ("Climate", *values), strict=True):
        book[f"Activities!I{row}"] = value


@faulty_book("Activities", "I5", says="Border control & Climate & R1")
def marker_that_is_blank_for_an_activity(book: Book) -> None:
    _marked(book, 0.4, None)


@faulty_book("Rules", "Q4", says="counts nothing")
def marker_of_zeros(book: Book) -> None:
    _marked(book, 0, 0)


@faulty_book("Rules", "Q4", says="experts & Climate")
def marker_of_a_measure_that_is_no_money(book: Book) -> None:
    _marked(book, 0.4, 0)
    book["Rules!I4"] = "experts"


@faulty_book("Rules", "I4", says="Recipients & Population")
def figure_per_head_that_recipients_lack(book: Book) -> None:
    book["Rules!I4"] = "amount per Population"


@faulty_book("Donors", "E5", says="Poland & inverse")
def key_of_one_over_nothing(book: Book) -> None:
    book["Burden sharing!C4"], book["Donors!E5"] = "Population 50%; inverse GNI 50%", 0


@faulty_book("Recipient keys", "D4", says="below 100%")
def highest_shares_that_cannot_add_up(book: Book) -> None:
    book.put("Recipient keys", 3, "Region", "Key", "Highest share")
    book.put("Recipient keys", 4, "all", "need", "5%")
