"""Names that are probably one, names that are not what they seem, and codes that others issue."""

from __future__ import annotations

import pytest
from small_books import Book, codes, findings, only, places, rows, small_book

import optimiser


def needs(*names: str) -> Book:
    """Return a book of one need for each recipient named, without a list of recipients."""
    return small_book(Needs=rows("Recipient|Activity|Need", *(
        (name, f"Activity {row}", 1000) for row, name in enumerate(names))))


def donors(*names: str) -> Book:
    """Return a book of one fund for each donor named, without a list of donors."""
    return small_book(Budgets=rows("Fund|Donor|Budget", *(
        (f"Fund {row}", name, 100) for row, name in enumerate(names))))


@pytest.mark.parametrize(("name", "other"), [
    ("Kosovo", "Kosovo*"), ("Kosovo", "Kosovo (UNSC 1244)"), ("Kosovo*", "XK"),
    ("FYROM", "North Macedonia"), ("N. Macedonia", "The former Yugoslav Republic of Macedonia"),
    ("Czech Republic", "Czechia"), ("Turkey", "T\u00fcrkiye"), ("Srbija", "Serbia"),
    ("BiH", "Bosnia and Herzegovina")])
def test_two_names_of_one_country_are_a_warning_that_shows_both(name: str, other: str) -> None:
    """Among recipients that no list settles; nothing is put together unasked."""
    finding = only(needs(name, "Albania", other), "W232")
    assert finding.place.cell == "A4"
    assert f'"{other}"' in finding.message
    assert f'"{name}" in A2' in finding.message
    assert only(donors(name, "Albania", other), "W232").place.cell == "B4"


@pytest.mark.parametrize(("name", "other"), [
    ("European Union", "European Union (EU)"), ("European Union", "EU"),
    ("European Union", "European Union (ECHO)"), ("Red Cross", "Red Cross (Serbia)"),
    ("Poland", "Poland (MFA)")])
def test_a_donor_in_two_spellings_is_a_warning(name: str, other: str) -> None:
    """A rule on the share of a donor and a key of its group fall apart on it otherwise."""
    assert only(donors(name, "Norway", other), "W232").place.cell == "B4"


@pytest.mark.parametrize("names", [
    ("Serbia (south)", "Serbia (north)"), ("Niger", "Nigeria"), ("Site 1", "Site 2"),
    ("Austria", "Australia"), ("Western Balkans", "Eastern Balkans"), ("Serbia", "Prague Process"),
    ("NA", "None"), ("\u0421\u0440\u0431\u0438\u0458\u0430", "Albania")])
def test_two_names_of_two_things_are_no_finding(names: tuple[str, ...]) -> None:
    assert codes(needs(*names)) == []
    assert codes(donors(*names)) == []


@pytest.mark.parametrize(("table", "place"), [
    ("Needs", "Needs!A3"), ("Donors", "Donors!B3"), ("Budgets", "Budgets!A3")])
def test_two_names_of_a_column_that_differ_by_a_slip_are_a_warning(table: str, place: str) -> None:
    book = small_book(**{
        "Needs": {"Needs": rows("Recipient|Activity|Need", ("Camp Tabanovce", "Reception", 1),
                                ("Camp Tabanovec", "Reception", 2))},
        "Donors": {"Donors": rows("Donor|Group", ("Czechia", "Visegrad"), ("Poland", "Visegard"))},
        "Budgets": {"Budgets": rows("Fund|Donor|Budget", ("Trust Fund", "Czechia", 1),
                                    ("Trust Found", "Poland", 2))}}[table])
    assert places(book, "W231") == [place]


def test_the_misspelt_one_of_a_pair_is_named_not_the_country() -> None:
    finding = only(needs("Sebria", "Serbia"), "W231")
    assert (finding.value, finding.place.cell) == ("Sebria", "A2")


def test_a_list_settles_which_names_are_two() -> None:
    """The remedy of the warning, followed, leaves nothing to say."""
    book = needs("Camp Tabanovce", "Camp Tabanovec")
    assert codes(book) == ["W231"]
    assert codes(book | {"Recipients": rows(
        "Recipient", ("Camp Tabanovce",), ("Camp Tabanovec",))}) == []


@pytest.mark.parametrize(("name", "meant"), [
    ("Sebria", "Serbia"), ("Kosovo*", "Kosovo"), ("FYROM", "North Macedonia"),
    ("S\u00e9rbia", "Serbia"), ("\u0405erbia", "Serbia"), ("Nothing like it", "")])
def test_a_name_that_its_list_lacks_is_an_error_with_a_suggestion(name: str, meant: str) -> None:
    book = needs(name) | {"Recipients": rows(
        "Recipient", ("Serbia",), ("Kosovo",), ("North Macedonia",))}
    finding = only(book, "E231")
    assert finding.place.cell == "A2"
    assert ("Did you mean" in finding.message) is bool(meant)
    assert meant in finding.message


def test_a_recipient_may_be_the_donor_of_its_own_fund() -> None:
    book = donors("Serbia", "Poland") | {"Donors": rows("Donor", ("Poland",))}
    assert codes(book) == []


@pytest.mark.parametrize(("odd", "plain", "why"), [
    ("\u0405erbia", "Serbia", "CYRILLIC CAPITAL LETTER DZE"),
    ("Alb\u0430nia", "Albania", "CYRILLIC SMALL LETTER A"),
    ("C\u03bfte", "Cote", "GREEK SMALL LETTER OMICRON"),
    ("\u0421\u0415", "CE", "another alphabet"),
    ("T\u00c3\u00bcrkiye", "T\u00fcrkiye", "saved in one encoding"),
    ("\u00c4\u0152esko", "\u010cesko", "saved in one encoding"),
    ("\u00c4\u008desko", "\u010desko", "saved in one encoding"),
    ("C\u0102\u00b4te", "C\u00f4te", "saved in one encoding")])
def test_a_name_in_other_letters_than_its_twin_is_an_error(
        odd: str, plain: str, why: str) -> None:
    for names, cell in (((odd, plain), "A2"), ((plain, odd), "A3")):
        finding = only(needs(*names), "E232")
        assert f'as "{plain}"' in finding.remedy
        assert why in finding.message
        if "another alphabet" not in why:
            assert finding.place.cell == cell
        assert [code for code in codes(needs(*names)) if code != "E232"] == []


@pytest.mark.parametrize(("name", "says"), [
    ("\u0405omalia", "CYRILLIC"), ("KrkonoA\u0161e\u0430", "CYRILLIC"),
    ("Pre\u00c5\u00a1evo", '"Pre\u0161evo"'), ("Pre\ufffdevo", "a letter was lost")])
def test_a_word_that_nobody_can_have_typed_so_is_a_warning(name: str, says: str) -> None:
    finding = only(needs(name, "Albania"), "W233")
    assert says in f"{finding.message} {finding.remedy}"


@pytest.mark.parametrize("name", [
    "Pre\u0161evo", "\u041d\u0438\u0448", "\u0391\u03b8\u03ae\u03bd\u03b1", "Gda\u0144sk", "\u00c9vian", "\u0141\u00f3d\u017a \u0421\u0440\u0431\u0438\u0458\u0430"])
def test_a_name_in_the_letters_of_its_language_is_no_finding(name: str) -> None:
    assert codes(needs(name, "Albania")) == []


@pytest.mark.parametrize(("code", "name", "found"), [
    ("RS", "Serbia", ""), ("srb", "Serbia", ""), ("XK", "Kosovo*", ""), ("EU", "Brussels", ""),
    ("ZZ", "Serbia", "E241"), ("UK", "United Kingdom", "E241"), ("381", "Serbia", "E241"),
    ("SR", "Serbia", "W241"), ("SI", "Slovakia", "W241"), ("AT", "Albania", "W241")])
def test_an_iso_code_is_one_and_its_countrys(code: str, name: str, found: str) -> None:
    book = needs(name) | {"Recipients": rows("Recipient|ISO code", (name, code))}
    assert codes(book) == [found] * bool(found)


def test_one_iso_code_twice_is_a_warning() -> None:
    book = needs("Nish", "Novi Sad") | {"Recipients": rows(
        "Recipient|ISO code", ("Nish", "RS"), ("Novi Sad", "SRB"))}
    finding = only(book, "W232")
    assert (finding.place.cell, "share an ISO code" in finding.message) == ("A3", True)


@pytest.mark.parametrize(("code", "meant"), [
    ("EURO", "EUR"), ("\u20ac", "EUR"), ("K\u010d", "CZK"), ("zloty", "PLN"),
    ("Serbian dinars", "RSD")])
def test_a_currency_is_a_code_of_iso_4217(code: str, meant: str) -> None:
    book = small_book(Budgets=rows("Fund|Donor|Budget|Currency", ("A", "Czechia", 80, code)),
                      Exchange_rates=rows("Currency|Per unit of base", (code, 2)))
    found = [f for f in findings(book) if f.code == "E242"]
    assert [f.place.sheet for f in found] == ["Budgets", "Exchange rates"]
    assert f"Did you mean {meant}?" in found[0].message
    assert "E212" not in codes(book)


def test_a_base_currency_is_one_too() -> None:
    book = small_book(Settings=rows("Setting|Value", ("Base currency", "Euro")))
    assert places(book, "E242") == ["Settings!B2"]


@pytest.mark.parametrize(("code", "right"), [
    (15190, True), ("15190", True), (151, True), (99999, False), ("15190 Migration", False),
    (15190.5, False)])
def test_a_purpose_is_one_of_the_committees(code: object, right: bool) -> None:
    book = small_book(Activities=rows(
        "Activity|DAC code", ("Reception", code), ("Border control", None)))
    assert places(book, "E243") == ([] if right else ["Activities!B2"])


@pytest.mark.parametrize("name", ["Serbia [1]", "Serbia\u00b9", "Serbia\u2020", "Serbia*", "Serbia (a)",
                                  "Novi Sad [2]"])
def test_a_note_behind_a_name_makes_no_other_name_in_silence(name: str) -> None:
    """Footnotes and their marks come along where a table is copied out of a report."""
    plain = name.split("[", maxsplit=1)[0].rstrip("\u00b9\u2020* (a)").strip() or name
    found = findings(needs(plain, "Albania", name))
    assert [f.place.cell for f in found] == ["A4"], [str(f) for f in found]
    assert plain in found[0].message


@pytest.mark.parametrize(("key", "said"), [
    ("GDPs", "Did you mean GDP?"), ("income", "It has GDP and Population.")])
def test_a_key_of_no_column_is_told_those_there_are(key: str, said: str) -> None:
    found = optimiser.check({
        "Needs": [{"Recipient": "A", "Activity": "x", "Need": 3}],
        "Donors": [{"Donor": "D", "Group": "V", "GDP": 3, "Population": 1}],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 1}],
        "Burden sharing": [{"Group": "V", "Key": key, "Tolerance": 0.1}]})
    assert [said in one.message for one in found if one.code == "E311"] == [True]
