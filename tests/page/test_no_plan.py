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

TOO_NEAR = {"Needs": [["Recipient", "Activity", "Need"], ["Serbia", "Asylum", 100]],
            "Budgets": [["Fund", "Donor", "Budget"], ["A", "Czechia", 60], ["B", "Poland", 60]],
            "Donors": [["Donor", "Group", "GNI"], ["Czechia", "V4", 1], ["Poland", "V4", 1]],
            "Burden_sharing": [["Group", "Key", "Tolerance"], ["V4", "GNI", 0.05]],
            "Rules": [["Rule", "Donors", "Measure", "Relation", "Value"],
                      ["R1", "Czechia", "amount", "at least", 60],
                      ["R2", "Poland", "amount", "at most", 40]]}
"""60 and 40 are 20% off an even half: hand-solved, the tolerance rises from 5% to 20%."""
NOTHING = {**SMALL, "Rules": [["Rule", "Recipients", "Measure", "Relation", "Value"],
                              ["RA", "Serbia", "share of total", "at most", 0.3],
                              ["RB", "Croatia", "share of total", "at most", 0.3]]}
"""30% and 30% never add up to all: only a plan of nothing keeps both."""


def test_a_way_that_raises_a_tolerance_has_a_button_and_names_its_cell(client: Client) -> None:
    client.upload(workbook(**TOO_NEAR))
    client.post("/solve")
    shown = client.done().text
    assert "from 5% to 20%, by 15 percentage points (Burden sharing!C2)" in shown
    assert "Change it in your workbook" not in shown
    client.post("/no-plan/1")
    client.done()
    session = client.page.session
    version = session.versions[max(session.versions)]
    assert [(one.heading, one.value) for one in version.entries] == [("Tolerance", 0.2)]


def test_that_no_money_helps_is_said(client: Client) -> None:
    client.upload(workbook(**NO_PLAN))
    client.post("/solve")
    assert "No more money alone leaves a plan." in client.done().text


def test_a_plan_of_nothing_is_told_as_the_command_tells_it(client: Client) -> None:
    client.upload(workbook(**NOTHING))
    client.post("/solve")
    shown = client.done().text
    assert "<h1>Every plan that keeps all limits gives nothing</h1>" in shown
    assert "These limits cannot hold together and anything be given" in shown
