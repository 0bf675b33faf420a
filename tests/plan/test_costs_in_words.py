"""What a rule costs, in words: amounts too small to be shown are not said to be nothing."""

from __future__ import annotations

import pytest

from optimiser.plan.costs import RuleCost

Changes = tuple[tuple[str, float], ...]


def said(donors: Changes = (), recipients: Changes = ()) -> str:
    return RuleCost("rule", "R1", "", "", 0.0, 0.0, 100.0, donors, recipients).said("EUR")


@pytest.mark.parametrize(("moved", "shown"), [
    (0.4, "less than EUR 1"), (0.6, "EUR 1"), (1234.4, "EUR 1,234")])
def test_money_that_moves_is_never_said_to_be_nothing(moved: float, shown: str) -> None:
    assert said(recipients=(("A", -moved), ("B", moved))) == (
        f"R1 costs no points; moves {shown} from A to B.")
    assert said(recipients=(("A", moved),)) == f"R1 costs no points; gives {shown} to A."
    assert said(recipients=(("A", -moved),)) == f"R1 costs no points; takes {shown} from A."


def test_donors_pay_and_recipients_are_given() -> None:
    """More money of a donor is nothing that the rule gives it."""
    assert said((("Sweden", 926_067),)) == "R1 costs no points; Sweden pays EUR 926,067 more."
    assert said((("Sweden", -381_600),)) == "R1 costs no points; Sweden pays EUR 381,600 less."
    assert said((("Sweden", -70), ("Poland", 50), ("Austria", 20)), (("Georgia", 90),)) == (
        "R1 costs no points; gives EUR 90 to Georgia; Sweden pays EUR 70 less; "
        "Poland and Austria pay EUR 70 more.")
