"""Books in memory with one fault each, and the same books with the remedy followed, by code."""

from __future__ import annotations

from small_books import Book, rows, small_book
from test_periods import quarters
from test_several_names import earmarked, listed, received
from test_splits import BUDGETS, NEEDS, shared

_RATE = "Currency|Per unit of base"
_FUND = "Fund|Donor|Budget|Smallest grant"
_BY_PERIOD = "Fund|Donor|Period|Budget"
_WIDE = small_book(Needs=rows("Activity|Serbia|Albania", ("Reception", 900, 200)))
_LONG = small_book(Needs=rows("Activity|Recipient|Need", ("Reception", "Serbia", 900),
                              ("Reception", "Albania", 200)))


def _periods(*listed: tuple[object, ...]) -> Book:
    return quarters("Winter", "Spring", Periods=rows("Period|Within", *listed))


def _regions(of_serbia: str) -> Book:
    return small_book(Recipients=rows("Recipient|Region", ("Serbia", of_serbia), ("Albania", "WB")))


def _committed(currency: str | None) -> Book:
    return small_book(
        Budgets=rows("Fund|Donor|Budget|Currency", ("Czech Aid", "Czechia", 2_700, "CZK")),
        Commitments=rows("Fund|Recipient|Activity|Amount|Currency",
                         ("Czech Aid", "Serbia", "Reception", 10, currency)),
        Exchange_rates=rows(_RATE, ("CZK", 27)))


def _by_period(*budgets: tuple[object, ...]) -> Book:
    return quarters("2016-Q1", "2016-Q2", Budgets=rows(_BY_PERIOD, *budgets))


def _barred(earmark: str | None) -> Book:
    return small_book(Needs=NEEDS, Budgets=rows(
        "Fund|Donor|Budget|For recipients", ("Trust Fund", "EU", 800, earmark),
        ("Czech Aid", "Czechia", 200, None)), Rules=rows(
        "Rule|Donors|Measure|Relation|Value|For each",
        ("EU share", "EU", "share of recipient", "at least", 0.3, "recipient")))


def _alone(value: str) -> Book:
    """Return a rule about the share of a recipient that one donor alone may pay."""
    return small_book(Budgets=rows(
        "Fund|Donor|Budget|For recipients", ("Trust Fund", "EU", 150, None),
        ("Czech Aid", "Czechia", 50, "Serbia")), Rules=rows(
        "Rule|Measure|Relation|Value|For each",
        ("no more than", "share of recipient", "at most", value, "donor; recipient")))


def _held_by_one(budget: float) -> Book:
    """Return an equal key between two donors, one of which has so much."""
    return small_book(
        Budgets=rows("Fund|Donor|Budget", ("Czech Aid", "Czechia", budget), ("Polish Aid", "Poland", 250)),
        Donors=rows("Donor|Group", ("Czechia", "V4"), ("Poland", "V4")),
        Burden_sharing=rows("Group|Key", ("V4", "equal")))


MENDED: dict[str, tuple[Book, Book]] = {
    "E161": (_WIDE, _LONG),
    "W161": (_WIDE | {"Recipients": rows("Recipient", ("Serbia",), ("Albania",))}, _LONG),
    "E182": (small_book(Budgets=rows(_FUND, ("Czech Aid", "Czechia", 150, "n/a"))),
             small_book(Budgets=rows(_FUND, ("Czech Aid", "Czechia", 150, None)))),
    "E183": (small_book(Needs=rows("Recipient|Activity|Need", ("Serbia", "Reception", 900),
                                   ("ditto", "Borders", 200))),
             small_book(Needs=rows("Recipient|Activity|Need", ("Serbia", "Reception", 900),
                                   ("Serbia", "Borders", 200)))),
    "W235": (_regions("WB, Route"), _regions("WB; Route")),
    "W236": (listed("Serbia; Albania"), listed()),
    "E233": (received("Serbia; Albania", None), received("Serbia", None)),
    "E234": (received("all", None), received("Serbia", None)),
    "E330": (earmarked("Serbia, Albania"), earmarked("Serbia; Albania")),
    "E331": (earmarked("all"), earmarked("")),
    "E332": (earmarked("except Serbia"), earmarked("not Serbia")),
    "W327": (_committed(None), _committed("CZK")),
    "E251": (_periods(("Winter", "Season"), ("Spring", None)),
             _periods(("Winter", "Season"), ("Spring", None), ("Season", None))),
    "E252": (_periods(("Winter", "Spring"), ("Spring", "Winter")),
             _periods(("Winter", None), ("Spring", None))),
    "E253": (_by_period(("F", "D", "2016-Q1", 5), ("F", "D", "2016", 9)),
             _by_period(("F", "D", "2016-Q1", 5), ("F", "D", "2016-Q2", 4))),
    "E254": (_periods(("Winter", None), ("Spring", None), ("2016-Q2", None), ("2016-Q1", None)),
             _periods(("Winter", None), ("Spring", None), ("2016-Q1", None), ("2016-Q2", None))),
    "W320": (small_book(Needs=NEEDS, Budgets=rows("Fund|Donor|Budget", ("F", "EU", 0.8))),
             small_book(Needs=NEEDS, Budgets=rows("Fund|Donor|Budget", ("F", "EU", 800)))),
    "W321": (small_book(Exchange_rates=rows(_RATE, ("HUF", 0.00321))),
             small_book(Exchange_rates=rows(_RATE, ("HUF", 311.526)))),
    "W322": (small_book(Budgets=rows("Fund|Donor|Budget", ("F", "EU", 20_000))),
             small_book(Budgets=rows("Fund|Donor|Budget", ("F", "EU", 200)))),
    "W323": (shared("exactly", 0.333, 0.333, 0.333), shared("exactly", 0.333, 0.333, "33.4%")),
    "W325": (_alone("60%"), _alone("100%")),
    "W326": (_held_by_one(1), _held_by_one(150)),
    "W324": (_barred("Serbia; Kosovo"), _barred(None) | {"Budgets": BUDGETS}),
}
