"""Compare: what only one of two versions keeps is said, with what was asked for and given."""

from __future__ import annotations

from served import Client, workbook


def test_a_wish_that_only_one_version_grants_is_said(client: Client) -> None:
    """With 100 there 90 of 100 can be covered, with 50 half of it."""
    client.upload(workbook(
        Needs=[["Recipient", "Activity", "Need"], ["A", "x", 100]],
        Budgets=[["Fund", "Donor", "Budget"], ["F", "D", 100]],
        Rules=[["Rule", "Recipients", "Measure", "Relation", "Value", "Strength"],
               ["R", "A", "coverage", "at least", 0.9, "should"]]), "book.xlsx")
    client.post("/solve")
    client.done()
    assert "do not keep alike" not in client.ask("/compare").text
    client.post("/plan/1/what-if", **{"budgets-budget-0": "50", "rule-on-0": "on", "name": "Less"})
    client.done()
    said = client.ask("/compare").text
    assert "Wishes and limits that the two do not keep alike" in said
    assert ("R: granted (EUR 100 of at least EUR 90) before; not granted, by EUR 40 (EUR 50 of at "
            "least EUR 90) now.") in said
    assert "EUR 0 is given" not in said
