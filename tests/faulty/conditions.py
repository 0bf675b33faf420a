"""Faulty workbooks of least amounts and conditions."""

from __future__ import annotations

from faulty import Book, faulty_book


def _least(book: Book, row: int, value: object) -> None:
    book["Needs!L3"], book[f"Needs!L{row}"] = "Least amount", value


def _conditions(book: Book, *rows: tuple[str, ...]) -> None:
    book.put("Conditions", 3, "Recipient", "Activity", "Condition", "Other recipient",
             "Other activity")
    for number, row in enumerate(rows, start=4):
        book.put("Conditions", number, *row)


@faulty_book("Needs", "L4", says="80%")
def least_amount_that_may_be_a_share(book: Book) -> None:
    _least(book, 4, 0.8)


@faulty_book("Needs", "L4", says="below nothing")
def least_amount_below_nothing(book: Book) -> None:
    _least(book, 4, -5)


@faulty_book("Needs", "L9", says="L4")
def two_least_amounts_of_one_need(book: Book) -> None:
    book.put("Needs", 9, "Serbia", "Reception", "2016-Q1", "useful", 500)
    _least(book, 4, 300)
    book["Needs!L9"] = 400


@faulty_book("Activities", "I5", says="Border control & Unit cost")
def whole_units_without_a_price(book: Book) -> None:
    book["Activities!I3"], book["Activities!I5"], book["Activities!H5"] = "Whole units", "yes", None


@faulty_book("Conditions", "E4", says="Serbia / Reception")
def condition_on_itself(book: Book) -> None:
    _conditions(book, ("Serbia", "Reception", "only if", "Serbia", "Reception"))


@faulty_book("Conditions", "E4", says="Sebria & Serbia")
def misspelt_other_recipient(book: Book) -> None:
    _conditions(book, ("Albania", "Reception", "only if", "Sebria", "Reception"))


@faulty_book("Conditions", "D4", says="only if & together with")
def condition_in_other_words(book: Book) -> None:
    _conditions(book, ("Albania", "Reception", "requires", "Serbia", "Reception"))
