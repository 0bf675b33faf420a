"""Selectors: names of elements or of their classes, separated by `;`, with `not`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_books import rows, small_book

import optimiser
from optimiser.tables.elements import Elements, read_elements
from optimiser.tables.selectors import FaultKind, select

RECIPIENTS = ("Serbia", "Albania", "Kosovo", "Prague Process")


@pytest.fixture(scope="module")
def elements() -> Elements:
    """Return four recipients, of whom two are in a region, and donors in a group."""
    return read_elements(optimiser.load(small_book(
        Needs=rows("Recipient|Activity|Need", *((name, "Reception", 1) for name in RECIPIENTS)),
        Recipients=rows("Recipient|Region", ("Serbia", "Route"), ("Albania", "Adriatic"),
                        ("Kosovo", "Route")),
        Donors=rows("Donor|Group", ("Czechia", "V4"), ("Poland", "V4"), ("Norway", None)))))


def chosen(elements: Elements, text: str, dimension: str = "recipient") -> list[str] | None:
    """Return the names that a selector without faults selects."""
    selection = select(text, dimension, elements)
    assert selection.faults == ()
    if selection.members is None:
        return None
    return [elements.index(dimension).names[n] for n in sorted(selection.members)]


@pytest.mark.parametrize(("text", "names"), [
    ("", None),
    ("Serbia", ["Serbia"]),
    ("  sERBIA ;\u00a0prague   process", ["Serbia", "Prague Process"]),
    ("Serbia; Serbia", ["Serbia"]),
    ("Route", ["Serbia", "Kosovo"]),
    ("Route; Albania", ["Serbia", "Albania", "Kosovo"]),
    ("not Route", ["Albania", "Prague Process"]),
    ("NOT serbia; not Albania", ["Kosovo", "Prague Process"]),
    ("Route; not Kosovo", ["Serbia"]),
    ("not Kosovo; Route", ["Serbia"]),
])
def test_a_selector_names_elements_and_classes(
        elements: Elements, text: str, names: list[str] | None) -> None:
    """A blank one is all; exclusions alone start from all, whatever the order."""
    assert chosen(elements, text) == names


def test_a_group_stands_for_its_donors(elements: Elements) -> None:
    assert chosen(elements, "V4", "donor") == ["Czechia", "Poland"]


def test_a_donor_without_a_group_is_in_none(elements: Elements) -> None:
    assert chosen(elements, "not V4", "donor") == ["Norway"]


@pytest.mark.parametrize(("text", "kind", "name", "near"), [
    ("Serbai", FaultKind.UNKNOWN, "Serbai", ("Serbia",)),
    ("Rote", FaultKind.UNKNOWN, "Rote", ("Route",)),
    ("Serbia; Atlantis", FaultKind.UNKNOWN, "Atlantis", ()),
    ("not Serbai", FaultKind.UNKNOWN, "Serbai", ("Serbia",)),
    ("not", FaultKind.UNKNOWN, "not", ()),
    ("Route; not Route", FaultKind.EMPTY, "Route; not Route", ()),
    ("not Route; not Adriatic; not Prague Process", FaultKind.EMPTY,
     "not Route; not Adriatic; not Prague Process", ()),
    (" ; ", FaultKind.EMPTY, ";", ()),
])
def test_a_selector_that_names_nothing_has_a_fault(
        elements: Elements, text: str, kind: FaultKind, name: str, near: tuple[str, ...]) -> None:
    [fault] = select(text, "recipient", elements).faults
    assert (fault.kind, fault.name, fault.near) == (kind, name, near)


def test_every_unknown_name_of_a_selector_is_reported(elements: Elements) -> None:
    faults = select("Atlantis; Serbia; not Lemuria", "recipient", elements).faults
    assert [fault.name for fault in faults] == ["Atlantis", "Lemuria"]


def test_classes_of_another_dimension_are_unknown(elements: Elements) -> None:
    [fault] = select("V4", "recipient", elements).faults
    assert fault.kind is FaultKind.UNKNOWN


def of_regions(*pairs: tuple[str, str]) -> Elements:
    """Return recipients with their regions."""
    return read_elements(optimiser.load(small_book(
        Needs=rows("Recipient|Activity|Need", *((name, "Reception", 1) for name, _ in pairs)),
        Recipients=rows("Recipient|Region", *pairs))))


def test_a_name_of_a_recipient_and_of_a_region_of_others_is_ambiguous() -> None:
    [fault] = select("Albania", "recipient", of_regions(
        ("Albania", "Adriatic"), ("Serbia", "Albania"))).faults
    assert fault.kind is FaultKind.AMBIGUOUS


def test_a_region_of_its_namesake_alone_is_not_ambiguous() -> None:
    elements = of_regions(("Albania", "Albania"), ("Serbia", "Route"))
    assert chosen(elements, "Albania") == ["Albania"]


def test_an_element_whose_name_begins_with_not_can_be_named() -> None:
    elements = of_regions(("Not yet assigned", "Route"), ("Serbia", "Route"))
    assert chosen(elements, "not yet assigned") == ["Not yet assigned"]
    assert chosen(elements, "not Not yet assigned") == ["Serbia"]


NAMES = st.lists(st.sampled_from(RECIPIENTS), unique=True, min_size=1)


@given(included=NAMES, excluded=st.lists(st.sampled_from(RECIPIENTS), unique=True))
def test_what_is_left_out_is_not_selected_and_all_else_that_is_named_is(
        elements: Elements, included: list[str], excluded: list[str]) -> None:
    selection = select("; ".join([*included, *(f"not {name}" for name in excluded)]),
                       "recipient", elements)
    names = [elements.recipients.names[n] for n in sorted(selection.members or ())]
    assert sorted(names) == sorted(set(included) - set(excluded))
    assert bool(selection.faults) == (not names)
