"""An earlier plan taken on the page, and how far weights may move: as the command does both."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from served import SMALL, Client, workbook

import optimiser
from optimiser import changes

TWO_FUNDS = {
    "Needs": [["Recipient", "Activity", "Need", "Weight"], ["Serbia", "Asylum", 100, 1],
              ["Croatia", "Asylum", 100, 1], ["Slovenia", "Asylum", 50, 3]],
    "Budgets": [["Fund", "Donor", "Budget"], ["Regional", "EU", 90], ["Aid", "Czechia", 60]]}
"""100 are left after Slovenia, which any two shares of Serbia and Croatia spend alike."""


@pytest.fixture
def last(tmp_path: Path) -> Path:
    """Return the output of an earlier plan, in which Serbia was given all that it needs."""
    inputs = tmp_path / "last year.xlsx"
    inputs.write_bytes(workbook(**TWO_FUNDS, Pins=[
        ["Fund", "Recipient", "Activity", "At least"], ["Aid", "Serbia", "Asylum", 60],
        ["Regional", "Serbia", "Asylum", 30]]))
    optimiser.write(optimiser.optimise(inputs), tmp_path / "last-allocation.xlsx")
    return tmp_path / "last-allocation.xlsx"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook(**TWO_FUNDS))
    return path


def amounts(plan: optimiser.Plan) -> dict[tuple[str, str], float]:
    found = plan.allocation.groupby(["Fund", "Recipient"])["Amount"].sum()
    return {key: value for key, value in found.to_dict().items() if value}


def test_an_earlier_plan_taken_gives_the_plans_of_the_command(
        client: Client, book: Path, last: Path, tmp_path: Path) -> None:
    client.upload(book.read_bytes(), "book.xlsx")
    assert client.upload_as("earlier", last, "/earlier").status == 303
    assert "stay as near as may be to what last-allocation.xlsx gave" in client.ask("/check").text
    client.post("/solve")
    client.done()
    session = client.page.session
    plan = session.plan(session.versions[1])
    expected = optimiser.optimise(book, earlier=last)
    assert amounts(plan) == amounts(expected)
    assert amounts(plan) != amounts(optimiser.optimise(book))
    assert plan.options["earlier"] == expected.options["earlier"]
    # A what-if keeps it, and the inputs downloaded give the same plan with it at the command line.
    client.post("/plan/1/what-if", **{"budgets-budget-0": "70"})
    client.done()
    changed = tmp_path / "changed.xlsx"
    changed.write_bytes(client.ask("/plan/2/download/inputs").body)
    assert amounts(session.plan(session.versions[2])) == amounts(
        optimiser.optimise(changed, earlier=last))
    client.post("/earlier/none")
    client.post("/solve")
    client.done()
    assert amounts(session.plan(session.versions[3])) == amounts(optimiser.optimise(book))


def test_a_workbook_that_asks_for_an_earlier_plan_is_solved_once_it_has_one(
        client: Client, last: Path) -> None:
    client.upload(workbook(**TWO_FUNDS, Objectives=[
        ["Order", "Objective"], [1, "meet needs"], [2, "least change"]]))
    shown = client.ask("/check").text
    assert "The objective least change needs an earlier plan." in shown
    assert "Find the best plan" not in shown
    assert client.post("/solve").headers["location"] == "/check"
    client.upload_as("earlier", last, "/earlier")
    assert "Find the best plan" in client.ask("/check").text
    client.post("/solve")
    client.done()
    session = client.page.session
    assert [one.objective for one in session.plan(session.versions[1]).stages][-2:] == [
        "meet needs", "least change"]


def test_what_is_no_plan_is_refused_and_the_book_stays(client: Client, book: Path) -> None:
    client.upload(book.read_bytes(), "book.xlsx")
    refused = client.upload_as("earlier", book, "/earlier")
    assert refused.status == 400
    assert client.page.session.book is not None
    assert client.page.session.book.earlier is None
    assert client.upload(b"", "", "/earlier").status == 400


def test_how_far_weights_may_move_is_said_in_the_words_of_the_library(client: Client) -> None:
    client.upload(workbook(**{**SMALL, "Needs": [
        ["Recipient", "Activity", "Need", "Weight"], ["Serbia", "Asylum", 100, 3],
        ["Croatia", "Asylum", 50, 2]]}))
    client.post("/solve")
    client.done()
    asked = client.ask("/plan/1/why").text
    assert "Find how far" in asked
    assert "Find how far" not in client.ask("/plan/1/why?recipient=Serbia").text
    assert client.post("/plan/1/weights").headers["location"] == "/working"
    shown = unescape(client.done().text)
    session = client.page.session
    plan = session.plan(session.versions[1])
    found = optimiser.weights(plan)
    told = [one.said("EUR") for one in found.ranges if not one.is_free]
    assert told
    assert all(words in shown for words in told)
    # It is true: within what is said the plan stays, beyond it does not.
    serbia = next(one for one in found.ranges if one.name.startswith("Serbia /"))
    for weight, stays in ((serbia.below.at * 1.01, True), (serbia.below.at * 0.99, False)):
        moved = optimiser.what_if(plan, [changes.Cells((
            changes.Entry("Needs", 0, "Weight", weight),))])
        assert (amounts(moved) == amounts(plan)) is stays
