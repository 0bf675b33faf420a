"""Small input workbooks in memory, and what the checks find in them."""

from __future__ import annotations

import optimiser
from optimiser.tables.findings import Finding, Severity

Book = dict[str, list[dict[str, object]]]


def rows(headings: str, *values: tuple[object, ...]) -> list[dict[str, object]]:
    """Return a table: headings separated by `|`, one tuple a row; None is a blank cell."""
    names = headings.split("|")
    return [dict(zip(names, row, strict=True)) for row in values]


def small_book(**tables: list[dict[str, object]]) -> Book:
    """Return a sound book of two needs and two funds with some tables put in or exchanged.

    `Burden_sharing` stands for the sheet `Burden sharing`. Needs 100 + 200, budgets 150 + 250.
    """
    book: Book = {
        "Needs": rows("Recipient|Activity|Need", ("Serbia", "Reception", 100),
                      ("Albania", "Border control", 200)),
        "Budgets": rows("Fund|Donor|Budget", ("Czech Aid", "Czechia", 150),
                        ("Polish Aid", "Poland", 250)),
    }
    return book | {name.replace("_", " "): table for name, table in tables.items()}


def findings(book: Book) -> tuple[Finding, ...]:
    """Return everything that is found in a book."""
    return optimiser.check(optimiser.load(book))


def places(book: Book, code: str) -> list[str]:
    """Return where findings of one code stand, as `Needs!C2`, in their order."""
    return [f"{f.place.sheet}!{f.place.cell}" for f in findings(book) if f.code == code]


def codes(book: Book) -> list[str]:
    """Return the codes of all findings, in their order."""
    return [finding.code for finding in findings(book)]


def error_codes(book: Book) -> list[str]:
    """Return the codes of the errors alone."""
    return [f.code for f in findings(book) if f.severity is Severity.ERROR]


def only(book: Book, code: str) -> Finding:
    """Return the one finding of a code; fail where there are none or several."""
    [finding] = [finding for finding in findings(book) if finding.code == code]
    return finding
