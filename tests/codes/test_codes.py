"""Tables of codes: as their sources have them, and every usual name finds its country."""

from __future__ import annotations

import pytest

from optimiser.codes import build_tables
from optimiser.codes.countries import country_of, country_of_code
from optimiser.codes.currencies import currencies, currency_named
from optimiser.codes.purposes import is_purpose
from optimiser.codes.rows import read_rows
from optimiser.names import name_key

TABLES = ("countries.csv", "currencies.csv", "purposes.csv")


@pytest.mark.parametrize(("name", "code"), [
    ("Kosovo", "XK"), ("Kosovo*", "XK"), ("KOSOVO (UNSC 1244)", "XK"), ("Koszov\u00f3", "XK"),
    ("FYROM", "MK"), ("N. Macedonia", "MK"), ("Severn\u00ed Makedonie", "MK"),
    ("Czech Republic", "CZ"), ("Česká republika", "CZ"), ("Republic of Albania", "AL"),
    ("The Republic of Serbia", "RS"), ("Republic of China", "TW"), ("Republika Srbija", "RS"), ("\u010cesko", "CZ"), ("Turkey", "TR"), ("T\u00dcRK\u0130YE", "TR"),
    ("Bosnia & Herzegovina", "BA"), ("BiH", "BA"), ("EU", "EU"), ("SRB", "RS"), ("RS", "RS"),
    ("Moldova, Republic of", "MD"), ("C\u00f4te d\u2019Ivoire", "CI")])
def test_a_usual_name_of_a_country_finds_it(name: str, code: str) -> None:
    found = country_of(name)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("name", ["Western Balkans", "Prague Process", "Europe", "rs", "", "ZZ"])
def test_what_is_no_country_finds_none(name: str) -> None:
    assert country_of(name) is None


def test_no_name_stands_for_two_countries() -> None:
    """What one language calls two countries is left out of the table."""
    owner: dict[str, str] = {}
    for row in read_rows("countries.csv"):
        for key in row["keys"].split("|"):
            found = country_of(key)
            assert found is not None
            assert found.code == owner.setdefault(key, row["code"])


def test_names_stand_in_the_table_as_their_keys_which_is_how_they_are_looked_for() -> None:
    for row in read_rows("countries.csv"):
        keys = row["keys"].split("|")
        assert keys == [name_key(key) for key in keys]
        assert keys[0] == name_key(row["name"])


@pytest.mark.parametrize(("code", "name"), [
    ("SRB", "Serbia"), ("xk", "Kosovo"), ("COD", "Democratic Republic of the Congo")])
def test_a_code_of_two_or_three_letters_finds_its_country(code: str, name: str) -> None:
    found = country_of_code(code)
    assert found is not None
    assert found.name == name


def test_a_currency_is_known_by_its_sign_and_its_name() -> None:
    assert {currency_named(word) for word in ("\u20ac", "Euro", "euros")} == {"EUR"}
    assert currency_named("shells") == ""
    assert {"EUR", "HRK", "RSD"} <= set(currencies())


@pytest.mark.parametrize(("code", "known"), [
    ("15190", True), ("72010", True), ("151", True), ("99999", False), ("1519", False),
    ("", False)])
def test_purposes_are_those_of_the_committee(code: str, known: bool) -> None:
    assert is_purpose(code) is known


def test_the_tables_are_what_their_script_makes(
        tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run with the versions of the extra `codes` that stand here; names may grow with others."""
    before = {name: (build_tables.FOLDER / name).read_text(encoding="utf-8") for name in TABLES}
    monkeypatch.setattr(build_tables, "FOLDER", tmp_path)
    build_tables.main()
    for name, text in before.items():
        made = {line.split(",")[0] for line in (tmp_path / name).read_text("utf-8").splitlines()}
        assert {line.split(",")[0] for line in text.splitlines()} <= made, name
