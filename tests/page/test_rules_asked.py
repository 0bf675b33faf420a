"""What if asks about rules in their own sentences, and folds away the many that are off."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openpyxl
from served import SMALL, Client, workbook

import optimiser
from optimiser.page.questions import form_of
from optimiser.vocabulary import MeasureName

HEADING_ROW = 4
Book = dict[str, list[dict[str, Any]]]


def book(off: int) -> Book:
    rule = {"Measure": "share of total", "Relation": "at most", "Value": "60%"}
    return {
        "Needs": [{"Recipient": r, "Activity": "x", "Need": 100} for r in "AB"],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 100}],
        "Rules": [rule | {"Rule": "R1", "Recipients": "A"},
                  rule | {"Rule": "R2", "For each": "recipient"},
                  *(rule | {"Rule": f"Off {number}", "Enabled": "no"} for number in range(off))]}


def test_a_rule_is_asked_about_in_its_own_sentence() -> None:
    inputs = optimiser.load(book(0))
    one, each = (rule.words for rule in form_of(inputs, inputs, "").rules)
    assert one == "of all support, at most 60% may go to A"
    assert each == "of all support, at most 60% may go to A; and so for each recipient (2)"


def test_a_rule_that_is_off_may_name_a_figure_that_no_recipient_has() -> None:
    """As the examples of an empty workbook do: one column more would make it a rule."""
    per = {"Rule": "Example", "Measure": "amount per Population", "Relation": "at least",
           "Value": 0.5, "Enabled": "no"}
    inputs = optimiser.load(book(0) | {"Rules": [per]})
    [rule] = form_of(inputs, inputs, "").rules
    assert rule.words == "at least EUR 0.50 for each unit of Population must be given"


def test_a_workbook_of_every_example_row_can_be_asked_about(tmp_path: Path) -> None:
    """What `allocate new` writes, with one need and one budget, is where an officer begins."""
    path = tmp_path / "inputs.xlsx"
    optimiser.new(path)
    sheets = openpyxl.load_workbook(path)
    for name, row in (("Needs", {"Recipient": "A", "Activity": "x", "Need": 100}),
                      ("Budgets", {"Fund": "F", "Donor": "D", "Budget": 100})):
        sheet = sheets[name]
        headings = [cell.value for cell in sheet[HEADING_ROW]]
        for heading, value in row.items():
            sheet.cell(HEADING_ROW + 1, headings.index(heading) + 1, value)
    sheets.save(path)
    inputs = optimiser.load(path)
    form = form_of(inputs, inputs, "")
    assert len(form.rules) >= len(MeasureName)
    assert all(rule.words and not rule.on for rule in form.rules)


def test_many_rules_that_are_off_are_folded_and_few_are_not() -> None:
    few, many = (optimiser.load(book(off)) for off in (3, 20))
    assert not form_of(few, few, "").folded
    form = form_of(many, many, "")
    assert len(form.folded) == 20
    assert [rule.label for rule in form.rules if rule not in form.folded] == ["R1", "R2"]


def test_the_plan_lists_its_rules_with_all_that_they_are_for_each_of(client: Client) -> None:
    """Without that `at most 60% may go to Serbia` would be another rule."""
    client.upload(workbook(**SMALL, Rules=[
        ["Rule", "Measure", "Relation", "Value", "For each", "Enabled"],
        ["R1", "share of total", "at most", 0.6, "recipient", "yes"],
        ["R2", "share of total", "at most", 0.1, "", "no"]]))
    client.post("/solve")
    client.done()
    shown = re.sub("<[^>]+>", "", client.ask("/plan/1").text)
    assert re.search(r"R1: of all support, at most 60% may go to \w+; and so for each recipient "
                     r"\(\d\)\.", shown)
    assert "R2" not in shown
