"""Names match however they are typed; what a misspelt one may have meant is one question."""

from __future__ import annotations

import ast
import random
import time
from pathlib import Path

import pytest

import optimiser
from optimiser import suggestions
from optimiser.names import is_nothing, name_key
from optimiser.suggestions import nearest, slips

SAME = {
    "an invisible character": ("Serbia", "Serbia\u200b", "\ufeffSer\u00adbia", "Ser\u2060bia\u200f"),
    "kinds of blanks": ("North Macedonia", "North\u00a0Macedonia ", " North  Macedonia",
                        "North\u202fMacedonia", "North\tMacedonia", "North\r\nMacedonia"),
    "the letters i of Turkish": ("T\u00fcrkiye", "T\u00dcRK\u0130YE", "T\u00fcrk\u0131ye", "T\u00fcrki\u0307ye"),
    "the letter I without a dot": ("I\u011fd\u0131r", "I\u011eDIR", "\u0130\u011fdir"),
    "German sharp s": ("Gie\u00dfen", "GIESSEN", "Gie\u1e9een"),
    "Greek final sigma": ("\u039b\u03ad\u03c3\u03b2\u03bf\u03c2", "\u039b\u0388\u03a3\u0392\u039f\u03a3"),
    "accents of one or two characters": ("C\u00f4te", "Co\u0302te"),
    "kinds of apostrophes": ("Cote d'Ivoire", "Cote d\u2019Ivoire", "Cote d\u02bcIvoire",
                             "Cote d`Ivoire", "Cote d\u00b4Ivoire", "Cote d\uff07Ivoire"),
    "kinds of hyphens": ("Bosnia-Herzegovina", "Bosnia\u2013Herzegovina", "Bosnia\u2011Herzegovina",
                         "Bosnia\u2212Herzegovina", "Bosnia\u2014Herzegovina"),
    "letters of full width": ("Trust Fund", "\uff34\uff52\uff55\uff53\uff54 Fund"),
}


@pytest.mark.parametrize("kind", SAME)
def test_names_that_differ_by_how_they_were_typed_are_one(kind: str) -> None:
    assert len({name_key(name) for name in SAME[kind]}) == 1


@pytest.mark.parametrize(("one", "other"), [
    ("Serbia", "Sebria"), ("Phase 1", "Phase 2"), ("C\u00f4te", "Cote"), ("A B", "AB"),
    ("\u0405erbia", "Serbia"), ("Fund-A", "Fund A")])
def test_names_that_differ_by_a_letter_are_two(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\u00a0\ufeff", "\u00ad"])
def test_a_text_that_shows_nothing_is_blank(text: str) -> None:
    assert is_nothing(text)
    assert not is_nothing(f"{text}x")


@pytest.mark.parametrize(("name", "candidates", "meant"), [
    ("Sebria", ["Albania", "Serbia"], "Serbia"),
    ("Macedonia, North", ["Albania", "North Macedonia"], "North Macedonia"),
    ("Cote d Ivoire", ["Chad", "C\u00f4te d\u2019Ivoire"], "C\u00f4te d\u2019Ivoire"),
    ("FYROM", ["Serbia", "North Macedonia"], "North Macedonia"),
    ("Czech Republic", ["Dominican Republic", "Czechia"], "Czechia"),
    ("Szerbia", ["Serbia", "Albania"], "Serbia"),
    ("\u010cesk\u00e1 republika", ["Slovakia", "Poland"], None),
    ("elephants", ["Serbia", "Albania"], None)])
def test_a_misspelt_name_brings_what_it_may_have_meant(
        name: str, candidates: list[str], meant: str | None) -> None:
    assert (nearest(name, candidates, 1) or (None,))[0] == meant


def test_the_country_of_a_name_is_nearer_than_a_name_spelt_alike() -> None:
    assert nearest("Turkey", ["Turks", "T\u00fcrkiye"])[0] == "T\u00fcrkiye"


def test_names_too_unlike_to_be_measured_would_not_reach_the_cut_off(
        monkeypatch: pytest.MonkeyPatch) -> None:
    """Words of few letters, at every likeness: what is never measured was not near."""
    draw = random.Random(5)
    words = ["".join(draw.choices("abcde ", k=draw.randint(3, 9))) for _ in range(60)]
    found = [nearest(one, [other]) for one in words for other in words]
    monkeypatch.setattr(suggestions, "_could_be_alike", lambda key, other: True)
    assert found == [nearest(one, [other]) for one in words for other in words]
    assert 100 < sum(map(len, found)) < len(found) - 100


def test_three_hundred_slips_against_two_thousand_names_take_no_second() -> None:
    names = [f"Centre {place} of the town of {town}" for place in range(50)
             for town in ("Preševo", "Subotica", "Gevgelija", "Tabanovce", "Idomeni") * 8]
    spoilt = [name.replace("town", "twon") for name in names[:300]]
    nearest("warm", ["up"])
    started = time.process_time()
    found = [nearest(name, names, 1)[0] for name in spoilt]
    assert time.process_time() - started < 1.0
    assert found == names[:300]


@pytest.mark.parametrize(("one", "other"), [
    ("Sebria", "Serbia"), ("Trust Fund", "Trust Found"), ("Receptions", "Reception"),
    ("Border polise", "Border police"), ("Subotica", "Suboticca"), ("Pre\u0161evo", "Presevo"),
    ("North Macedonia", "NorthMacedonia")])
def test_a_letter_more_less_other_or_swapped_is_a_slip(one: str, other: str) -> None:
    assert list(slips(["Albania", one, other])) == [(1, 2)]


@pytest.mark.parametrize(("one", "other"), [
    ("Activity 1", "Activity 2"), ("Phase I", "Phase II"), ("Niger", "Nigeria"), ("Iran", "Iraq"),
    ("Austria", "Australia"), ("Fund A", "Fund B"), ("2016 call", "2017 call"), ("East", "West"),
    ("Import", "Export"), ("IPA II", "IPA III"), ("Slovakia", "Slovenia")])
def test_figures_letters_and_countries_that_differ_are_no_slip(one: str, other: str) -> None:
    assert list(slips([one, other])) == []


def test_slips_are_those_of_every_two_names_compared() -> None:
    """They are looked for among few pairs; here among all, of names out of few letters."""
    chance = random.Random(3)
    for _ in range(100):
        names = list(dict.fromkeys(" ".join(
            "".join(chance.choices("ab1", weights=(8, 8, 1), k=chance.choice((1, 4, 5, 6))))
            for _ in range(chance.choice((1, 1, 2)))) for _ in range(30)))
        assert list(slips(names)) == [
            (first, second) for first in range(len(names)) for second in range(first + 1, len(names))
            if suggestions._is_slip(names[first], names[second])]


def test_ten_thousand_funds_named_by_figures_take_no_second() -> None:
    started = time.process_time()
    assert list(slips([f"F{number}" for number in range(10_000)])) == []
    assert time.process_time() - started < 1.0


def test_no_other_module_measures_how_names_are_alike() -> None:
    """One measure, one cut-off: difflib had five places and four of them."""
    users = set()
    for path in Path(optimiser.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else (
                [alias.name for alias in node.names] if isinstance(node, ast.Import) else [])
            if any(name.split(".")[0] in ("difflib", "rapidfuzz") for name in names):
                users.add(path.name)
    assert users == {"suggestions.py"}
