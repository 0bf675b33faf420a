"""Futures: where the lowest coverage cannot be raised the screen says so and draws nothing."""

from __future__ import annotations

import io

import openpyxl
import pytest
from served import Client, workbook


def test_a_lowest_coverage_that_cannot_be_raised_is_said_and_not_drawn(client: Client) -> None:
    client.upload(workbook(
        Needs=[["Recipient", "Activity", "Need", "Weight"], ["A", "x", 100, 2], ["B", "x", 100, 3]],
        Budgets=[["Fund", "Donor", "Budget"], ["F", "D", 100]],
        Capacity=[["Recipient", "Capacity"], ["B", 40]]), "book.xlsx")
    client.post("/solve")
    client.done()
    client.post("/futures/frontier", points="11")
    said = client.done().text
    assert "The lowest coverage cannot be raised above 40%" in said
    assert "Capacity B stops it" in said
    assert "<svg" not in said.split('id="frontier"')[1]


@pytest.mark.parametrize(("fund", "said", "budget"), [
    ("", "The next EUR 60, from today's EUR 120 up to EUR 180, meet EUR 60 of need", "All budgets"),
    ("F", "The next EUR 50, from today's EUR 100 up to EUR 150, meet EUR 50 of need",
     "Budget of F")])
def test_what_less_money_and_more_would_meet_is_told_drawn_and_handed_over(
        client: Client, fund: str, said: str, budget: str) -> None:
    """200 needed and 120 there: 180 at most would all be used; G alone is left as it is."""
    client.upload(workbook(
        Needs=[["Recipient", "Activity", "Need"], ["A", "x", 200]],
        Budgets=[["Fund", "Donor", "Budget"], ["F", "D", 100], ["G", "D", 20]]), "book.xlsx")
    client.post("/solve")
    client.done()
    client.post("/futures/budgets", points="3", fund=fund)
    shown = client.done().text.split('id="budgets"')[1]
    assert said in shown.replace("&#39;", "'")
    assert budget in shown
    assert "<svg" in shown
    answer = client.ask("/futures/budgets/workbook")
    page = openpyxl.load_workbook(io.BytesIO(answer.body), data_only=True)["Over budget"]
    met = [row[3] for row in page.iter_rows(min_row=2, max_row=4, values_only=True)]
    assert met == pytest.approx([70, 120, 170] if fund else [60, 120, 180])


def test_a_fund_that_there_is_not_is_refused(client: Client) -> None:
    client.upload(workbook(Needs=[["Recipient", "Activity", "Need"], ["A", "x", 200]],
                           Budgets=[["Fund", "Donor", "Budget"], ["F", "D", 100]]), "book.xlsx")
    client.post("/solve")
    client.done()
    client.post("/futures/budgets", points="3", fund="nobody")
    assert "There is no fund nobody." in client.done().text
