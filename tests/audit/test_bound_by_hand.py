"""The bound by hand: what is committed leaves less to give, what rounding added is counted."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

import optimiser
from audit.audited import Book, audited, solved, under
from optimiser.audit.bound import _Parts, _total
from optimiser.errors import AuditError


def proof_of(book: Book) -> tuple[Fraction, Fraction]:
    """Return the points of a plan and the bound that no plan passes."""
    proof = optimiser.optimise(book).proof
    assert proof is not None
    assert proof.bound is not None
    return proof.value, proof.bound


def test_what_is_committed_leaves_less_of_a_budget_to_bound() -> None:
    # Of 50, 20 are committed to Serbia: 30 more at most, 50 of its 100 met, and no plan meets
    # more; Albania counts half.
    value, bound = proof_of({
        "Needs": [{"Recipient": "Serbia", "Activity": "u", "Need": 100, "Weight": 2},
                  {"Recipient": "Albania", "Activity": "u", "Need": 100}],
        "Budgets": [{"Fund": "F", "Donor": "EU", "Budget": 50}],
        "Commitments": [{"Fund": "F", "Recipient": "Serbia", "Activity": "u", "Amount": 20}]})
    assert value == 100
    assert 100 <= bound <= 100 + Fraction(1, 10**6)


def test_what_rounding_adds_beyond_a_limit_is_part_of_the_bound() -> None:
    # Exactly 96 cannot be given in tens: 100 is nearest, and a bound of 96 is below it.
    value, bound = proof_of({
        "Needs": [{"Recipient": "Serbia", "Activity": "u", "Need": 200}],
        "Budgets": [{"Fund": "F", "Donor": "EU", "Budget": 200}],
        "Rules": [{"Rule": "R1", "Measure": "amount", "Relation": "exactly", "Value": 96}],
        "Settings": [{"Setting": "Rounding", "Value": 10}]})
    assert value == 100
    assert bound >= value


def test_a_running_budget_pays_nothing_before_it_begins() -> None:
    # F has money from the second quarter on; a plan laid out as if it had some in the first is
    # refused by the audit alone.
    needs = [{"Recipient": "Serbia", "Activity": "u", "Period": period, "Need": 50}
             for period in ("2016-Q1", "2016-Q2")]
    fund = {"Fund": "F", "Donor": "EU", "Budget": 100, "Carry over": "yes"}
    early, late = (solved({"Needs": needs, "Budgets": [{**fund, "Period": period}]})
                   for period in ("2016-Q1", "2016-Q2"))
    with pytest.raises(AuditError, match="F may not pay Serbia"):
        audited(under(early, late.problem))


@pytest.mark.parametrize("digits", [-1000, -3, 0, 40, 1060])
@pytest.mark.parametrize("price", [0.0, 5e-324, -3.3e-310, 0.1, -2.5, 1 / 3, 1e300, -1.7e308])
def test_a_price_in_parts_is_exact_where_a_float_is_not(price: float, digits: int) -> None:
    parts = _Parts(digits)
    assert parts.of_price(price) == Fraction(price) * Fraction(2) ** digits
    assert round(parts.of_price(price)) == round(Fraction(price) * parts.of_one)


def test_sums_of_products_are_those_of_fractions() -> None:
    draw = random.Random(0)
    products = [(draw.choice((0.1, 3, -2**70, 1e-30, draw.random())),
                 Fraction(draw.randint(-10**20, 10**20), draw.choice((1, 3, 100, 7**9))))
                for _ in range(200)]
    assert _total(products) == sum((Fraction(one) * two for one, two in products), Fraction(0))
