"""The plan is the same to the unit whatever weights, penalties, money and experts are counted in."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from fractions import Fraction

import pytest
from seeds import seeds

import optimiser
from reference import Book
from reference.exact import Amounts, allocated
from reference.random_books import random_book

BOOKS = seeds(3, 100)
"""So many are in the suite; `BOOKS=100 pytest tests/reference/test_scale_free.py` for more."""
FACTORS = ("1e-9", "1e-7", "1e-5", "1e6", "1e9")
MONEY = {"Needs": ("Need",), "Budgets": ("Budget", "Smallest grant"), "Capacity": ("Capacity",),
         "Commitments": ("Amount",), "Pins": ("At least", "At most")}


def times(book: Book, sheet: str, heading: str, factor: str, *, blank: bool = False) -> None:
    """Multiply a column; with `blank` a cell without a figure, which means 1, as well."""
    for row in book.get(sheet, ()):
        figure = row.get(heading)
        if isinstance(figure, (int, float)) or (blank and figure is None):
            row[heading] = float(Fraction(repr(figure or (1 if figure is None else 0)))
                                 * Fraction(factor))


def weights(book: Book, factor: str) -> None:
    """Count every need so many times."""
    times(book, "Needs", "Weight", factor, blank=True)


def penalties(book: Book, factor: str) -> None:
    """Count every wish so many times."""
    for sheet in ("Rules", "Burden sharing", "Recipient keys"):
        times(book, sheet, "Penalty", factor, blank=True)


def money(book: Book, factor: str) -> None:
    """Write all money so many times as large; a wish of experts weighs as before beside it."""
    for sheet, headings in MONEY.items():
        for heading in headings:
            times(book, sheet, heading, factor)
    for row in book.get("Rules", ()):
        own = {"Rules": [row]}
        if row["Measure"] == "amount":
            times(own, "Rules", "Value", factor)


def settings(book: Book) -> dict[str, object]:
    """Return what the sheet Settings says; any plan would be no one's plan, and is not asked for."""
    found = {str(row["Setting"]): row["Value"] for row in book.get("Settings", ())}
    found.pop("Split", None)
    return found


def with_settings(book: Book, said: dict[str, object]) -> None:
    """Write the sheet Settings."""
    book["Settings"] = [{"Setting": name, "Value": value} for name, value in said.items()]


def in_cents(book: Book) -> None:
    """Count money in cents, and round to a hundred of them where it was to one unit."""
    money(book, "100")
    said = settings(book)
    said["Rounding"] = float(Fraction(str(said.get("Rounding", 1))) * 100)
    with_settings(book, said)
    for row in book.get("Rules", ()):
        if row["Measure"] in ("experts", "grants"):
            times({"Rules": [row]}, "Rules", "Penalty", "100", blank=True)


def in_millions(book: Book) -> None:
    """Write amounts in millions; the plan is rounded to the same unit of the currency."""
    said = settings(book)
    thousands = said.get("Amounts in") == "thousands"
    money(book, "1/1000" if thousands else "1/1000000")
    with_settings(book, said | {"Amounts in": "millions"})


def experts(book: Book) -> None:
    """Count experts by the hundredth of a month."""
    times(book, "Needs", "Expert-months", "100")
    times(book, "Expertise", "Expert-months", "100")
    for row in book.get("Rules", ()):
        if row["Measure"] == "experts":
            times({"Rules": [row]}, "Rules", "Value", "100")
            times({"Rules": [row]}, "Rules", "Penalty", "1/100", blank=True)


WAYS: dict[str, tuple[Callable[[Book], None], int]] = {
    **{f"weights {factor}": (lambda book, by=factor: weights(book, by), 1) for factor in FACTORS},
    **{f"penalties {factor}": (lambda book, by=factor: penalties(book, by), 1)
       for factor in FACTORS},
    "cents": (in_cents, 100), "millions": (in_millions, 1), "experts": (experts, 1)}
"""How a book is written otherwise, and how many of its units are one of the first."""


def solved(book: Book) -> tuple[Amounts, Fraction] | None:
    """Return a book's plan and its unit of rounding; None where no plan can be."""
    try:
        plan = optimiser.optimise(book)
    except optimiser.NoPlanError:
        return None
    return allocated(plan), plan.solution.unit


@pytest.mark.parametrize("seed", BOOKS)
def test_the_plan_is_the_same_to_the_unit_whatever_figures_are_counted_in(seed: int) -> None:
    book = random_book(seed)
    with_settings(book, settings(book))
    first = solved(book)
    for way, (write, unit) in WAYS.items():
        other = deepcopy(book)
        write(other)
        found = solved(other)
        assert (found is None) is (first is None), way
        if first is not None and found is not None:
            for cell in first[0].keys() | found[0].keys():
                off = abs(first[0].get(cell, Fraction(0)) - found[0].get(cell, Fraction(0)) / unit)
                assert off <= first[1], (way, cell, float(off))
