"""Futures: where the lowest coverage cannot be raised the screen says so and draws nothing."""

from __future__ import annotations

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
