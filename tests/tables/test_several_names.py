"""Selectors as people write them: the finding says how to write them, and that mends them."""

from __future__ import annotations

import pytest
from small_books import Book, codes, findings, rows, small_book

import optimiser


def earmarked(text: str, *recipients: str) -> Book:
    """Return a book with one fund earmarked so, and some recipients beside Serbia and Albania."""
    names = ("Serbia", "Albania", "Bosnia and Herzegovina", *recipients)
    return small_book(
        Needs=rows("Recipient|Activity|Need", *((name, "Reception", 1000) for name in names)),
        Budgets=rows("Fund|Donor|Budget|For recipients", ("Czech Aid", "Czechia", 150, text),
                     ("Polish Aid", "Poland", 250, None)))


@pytest.mark.parametrize(("text", "code", "written"), [
    ("Serbia, Albania", "E330", "Serbia; Albania"), ("Serbia and Albania", "E330", "Serbia; Albania"),
    ("Serbia\nAlbania", "E330", "Serbia; Albania"), ("Serbia / Albania", "E330", "Serbia; Albania"),
    ("Serbia,Albania,Bosnia and Herzegovina", "E330", "Serbia; Albania; Bosnia and Herzegovina"),
    ("Serbia & Albania", "E330", "Serbia; Albania"), ("Serbia + Albania", "E330", "Serbia; Albania"),
    ("Serbia, Albanai", "E330", "Serbia; Albania"), ("Serbia | Albania", "E330", "Serbia; Albania"),
    ("Serbia und Albania", "E330", "Serbia; Albania"),
    ("Bosnia and Herzegovina and Serbia", "E330", "Bosnia and Herzegovina; Serbia"),
    ("all", "E331", ""), ("All countries", "E331", ""), ("-", "E331", ""), ("n/a", "E331", ""),
    ("any", "E331", ""), ("none", "E331", ""), ("\u2014", "E331", ""), ("všechny země", "E331", ""),
    ("összes", "E331", ""), ("*", "E331", ""),
    ("except Serbia", "E332", "not Serbia"), ("all except Serbia", "E332", "not Serbia"),
    ("All countries but Serbia", "E332", "not Serbia"), ("everyone without Albania", "E332", "not Albania"),
    ("all except Serbia, Albania", "E332", "not Serbia; not Albania"),
    ("not Serbia, Albania", "E330", "not Serbia; not Albania"),
    ("Serbia и Albania", "E330", "Serbia; Albania"), ("Serbia dhe Albania", "E330", "Serbia; Albania"),
    ("Serbia ili Albania", "E330", "Serbia; Albania"), ("Serbia\uff1bAlbania", "E330", "Serbia; Albania"),
    ("• Serbia\n• Albania", "E330", "Serbia; Albania"), ("svi", "E331", ""), ("Све земље", "E331", ""),
    ("všichni", "E331", ""), ("mind", "E331", ""), ("të gjitha", "E331", ""), ("сите", "E331", ""),
    ("every country", "E331", ""), ("osim Serbia", "E332", "not Serbia"),
    ("осим Serbia", "E332", "not Serbia"), ("përveç Serbia", "E332", "not Serbia"),
    ("okrem Serbia", "E332", "not Serbia"), ("non-Serbia", "E332", "not Serbia"),
    ("svi osim Serbia i Albania", "E332", "not Serbia; not Albania")])
def test_a_selector_in_other_words_is_told_how_to_be_written(
        text: str, code: str, written: str) -> None:
    """The remedy is followed: the fund is read as meant, and nothing is left to say."""
    [finding] = findings(earmarked(text))
    assert (finding.code, finding.place.cell) == (code, "D2")
    assert (f"Write {written}." if written else "Leave the cell blank for all") in finding.remedy
    mended = earmarked(written)
    assert codes(mended) == []
    plan = optimiser.optimise(optimiser.load(mended))
    assert plan.funds["Allocated"].tolist() == [150, 250]


@pytest.mark.parametrize(("text", "name"), [
    ("NA", "NA"), ("None", "None"), ("All", "All"), ("Serbia, south", "Serbia, south"),
    ("Serbia and Montenegro", "Serbia and Montenegro"), ("not Serbia", "X")])
def test_a_name_that_looks_like_a_mark_is_a_name_where_it_is_one(text: str, name: str) -> None:
    assert codes(earmarked(text, name)) == []


def test_a_name_of_nothing_known_is_an_unknown_name_still() -> None:
    assert codes(earmarked("Atlantis, Lemuria")) == ["E201"]
    assert codes(earmarked("Serbia; Atlantis")) == ["E201"]


@pytest.mark.parametrize(("heading", "mark"), [
    ("Smallest grant", "-"), ("Minimum use", "n/a"), ("Carry over", "n.a."),
    ("Smallest grant", "none"), ("Currency", "-"), ("Minimum use", "tbd")])
def test_a_mark_for_nothing_in_an_optional_column_is_told_to_be_left_blank(
        heading: str, mark: str) -> None:
    def funds(value: object) -> Book:
        return small_book(Budgets=rows(f"Fund|Donor|Budget|{heading}",
                                       ("Czech Aid", "Czechia", 150, value)))
    [finding] = findings(funds(mark))
    assert (finding.code, finding.place.cell) == ("E182", "D2")
    assert finding.remedy.startswith("Leave the cell blank: that means ")
    assert codes(funds(None)) == []


def test_a_mark_in_a_required_column_is_no_blank() -> None:
    book = small_book(Needs=rows("Recipient|Activity|Need", ("Serbia", "Reception", "n/a")))
    assert codes(book) == ["E118"]


def listed(*recipients: str) -> Book:
    """Return a book with needs of these recipients, Serbia and Albania."""
    return small_book(Needs=rows("Recipient|Activity|Need", *(
        (name, "Reception", 1000) for name in (*recipients, "Serbia", "Albania"))))


@pytest.mark.parametrize("text", [
    "Serbia; Albania", "Serbia, Albania", "Serbia and Albania", "Serbia\nAlbania", "Serbia / Albania",
    "Serbia; Kosovo"])
def test_a_row_of_needs_for_several_is_told(text: str) -> None:
    """The remedy, followed, leaves nothing to say."""
    [finding] = findings(listed(text))
    assert (finding.code, finding.place.cell) == ("W236", "A2")
    assert codes(listed()) == []


@pytest.mark.parametrize("name", ["Serbia and Montenegro", "Serbia, south", "North Serbia", "All"])
def test_a_row_of_needs_for_one_with_marks_in_its_name_is_not_told(name: str) -> None:
    assert codes(listed(name)) == []


def received(recipient: object, activity: object) -> Book:
    """Return a book with one limit of what may be received."""
    return listed() | {"Capacity": rows("Recipient|Activity|Capacity", (recipient, activity, 50))}


@pytest.mark.parametrize(("recipient", "activity", "code", "remedy"), [
    ("Serbia; Albania", None, "E233", "Write a row for each: Serbia and Albania."),
    ("Serbia and Albanai", None, "E233", "Write a row for each: Serbia and Albanai."),
    ("all", None, "E234", "Write a row for each recipient that is meant."),
    ("Serbia", "all", "E182", "Leave the cell blank: that means all activities together."),
    ("Srebia", None, "E201", "Correct the spelling, or add it to Needs.")])
def test_a_row_for_one_that_names_several_is_told_how_to_be_written(
        recipient: object, activity: object, code: str, remedy: str) -> None:
    [finding] = findings(received(recipient, activity))
    assert (finding.code, finding.remedy) == (code, remedy)
    assert codes(received("Serbia", None)) == []


def test_a_row_for_several_that_a_list_lacks_is_told_once() -> None:
    recipients = {"Recipients": rows("Recipient|Region", ("Serbia", "WB"), ("Albania", "WB"))}
    assert codes(listed("Serbia, Albania") | recipients) == ["E233"]
    assert codes(listed("Serbia, Albania") | {"Recipients": [
        *recipients["Recipients"], {"Recipient": "Serbia, Albania", "Region": "WB"}]}) == []
