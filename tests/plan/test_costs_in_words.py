"""What a rule costs, in words: amounts too small to be shown are not said to be nothing."""

from __future__ import annotations

import pytest

from optimiser.plan.costs import RuleCost


def said(donors: tuple[tuple[str, float], ...]) -> str:
    return RuleCost("rule", "R1", "", "", 0.0, 0.0, 100.0, donors=donors).said("EUR")


@pytest.mark.parametrize(("moved", "shown"), [
    (0.4, "less than EUR 1"), (0.6, "EUR 1"), (1234.4, "EUR 1,234")])
def test_money_that_moves_is_never_said_to_be_nothing(moved: float, shown: str) -> None:
    assert said((("A", -moved), ("B", moved))) == (
        f"R1 costs no points; moves {shown} from A to B.")
    assert said((("A", moved),)) == f"R1 costs no points; gives {shown} to A."
