"""Where no plan exists: what it takes in money alone stands on the page, with a button of its own."""

from __future__ import annotations

from served import NO_PLAN, SMALL, Client, workbook

LACKS_MONEY = {**SMALL, "Rules": [["Rule", "Recipients", "Measure", "Relation", "Value"],
                                  ["R1", "Serbia", "amount", "at least", 55],
                                  ["R2", "Croatia", "amount", "at least", 45]]}
"""55 and 45 are 100, and the fund has 60: hand-solved, 40 more."""


def test_the_way_in_money_alone_is_taken_by_the_last_button(client: Client) -> None:
    client.upload(workbook(**LACKS_MONEY))
    client.post("/solve")
    shown = client.done().text
    assert "In money alone, EUR 40 more" in shown
    last = shown.count("Take this way out")
    assert client.post(f"/no-plan/{last + 1}").status == 404
    client.post(f"/no-plan/{last}")
    client.done()
    session = client.page.session
    plan = session.plan(session.versions[max(session.versions)])
    assert plan.allocation.groupby("Recipient")["Amount"].sum().to_dict() == {
        "Serbia": 55, "Croatia": 45}


def test_that_no_money_helps_is_said(client: Client) -> None:
    client.upload(workbook(**NO_PLAN))
    client.post("/solve")
    assert "No more money alone leaves a plan." in client.done().text
