"""What if asks about rules in their own sentences, and folds away the many that are off."""

from __future__ import annotations

from typing import Any

import optimiser
from optimiser.page.questions import form_of

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
    assert each.endswith(", for each recipient")


def test_many_rules_that_are_off_are_folded_and_few_are_not() -> None:
    few, many = (optimiser.load(book(off)) for off in (3, 20))
    assert not form_of(few, few, "").folded
    form = form_of(many, many, "")
    assert len(form.folded) == 20
    assert [rule.label for rule in form.rules if rule not in form.folded] == ["R1", "R2"]
