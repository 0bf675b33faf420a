"""The audit alone refuses whatever breaks a limit, whoever built the plan."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from cases import CASES
from rule_cases import RULE_CASES, RuleCase

import optimiser
from audit.audited import Book, audited, no_prices, solved, under, with_amounts
from optimiser.audit import audit
from optimiser.errors import AuditError, ProgramError
from optimiser.model.family import Family, Role
from optimiser.model.lever import Lever, Room
from optimiser.model.limits import FAMILIES
from optimiser.model.limits.budget import BUDGET
from optimiser.plan.types import DEPLOYMENT_UNIT, Multipliers, Solution
from optimiser.problem.keys import LimitKey
from optimiser.vocabulary import LimitKind, Relation, Unit, ValueIs

LIMITS = [family for family in FAMILIES if family.role is Role.LIMIT]


def case_of(family: Family) -> Book:
    """Return a hand-solved problem in which the family states limits that must hold."""
    module = family.build.__module__.rpartition(".")[2]
    for case in CASES:
        if case.family == module and case.earlier is None:
            plan = solved(case.book)
            if any(block.family is family for block in plan.families):
                return case.book
    raise AssertionError(f"no case of {family.kind}")


def tightened(plan: Solution, family: Family) -> Solution:
    """Return the plan under a figure of the family that it no longer keeps, by one unit."""
    assert family.loosening is not None
    for lever in family.loosening.levers(plan.problem):
        figure = beyond(plan, family, lever)
        if figure is not None:
            return under(plan, lever.put(plan.problem, figure))
        if lever.is_tolerance:  # donors at their very shares: one unit less is off them
            cell = int(np.flatnonzero(plan.amounts)[0])
            return with_amounts(under(plan, lever.put(plan.problem, Fraction(0))),
                                **{f"cell_{cell}": -1})
    raise AssertionError(f"nothing of {family.kind} can be tightened")


def beyond(plan: Solution, family: Family, lever: Lever) -> Fraction | None:
    """Return the figure that the plan misses by a unit, None where the lever states no limit."""
    for block, result in zip(plan.families, plan.standings, strict=True):
        side = Room.ABOVE if block.relation is Relation.AT_MOST else Room.BELOW
        if block.family is not family or side not in lever.gives:
            continue
        unit = DEPLOYMENT_UNIT if block.unit is Unit.EXPERT_MONTHS else plan.unit
        for place in np.flatnonzero(block.stated_by == lever.stated_by).tolist():
            value = Fraction(float(result.value[place]))
            past = value - unit if side is Room.ABOVE else value + unit
            if lever.value_is is not ValueIs.SHARE:
                return past
            share = past * lever.factor(side) / Fraction(float(result.limit[place]))
            if not lever.is_tolerance:
                return share * lever.value / lever.factor(side)
            tolerance = share - 1 if side is Room.ABOVE else 1 - share
            if tolerance >= 0:
                return tolerance
    return None


def paid_a_unit_more(plan: Solution) -> Solution:
    """Return the plan with a unit more, where none is or most: no figure of the limit can move."""
    cell = int(plan.amounts.argmin() if (plan.amounts == 0).any() else plan.amounts.argmax())
    return with_amounts(plan, **{f"cell_{cell}": 1})


@pytest.mark.parametrize("family", LIMITS, ids=lambda family: family.kind.name.lower())
def test_a_plan_that_breaks_a_family_by_a_unit_is_refused(family: Family) -> None:
    plan = solved(case_of(family))
    audited(plan)
    broken = tightened(plan, family) if family.loosening else paid_a_unit_more(plan)
    with pytest.raises(AuditError, match=family.kind.value):
        audited(broken)


@pytest.mark.parametrize("case", RULE_CASES, ids=lambda case: case.name)
def test_a_rule_of_every_measure_is_refused_where_the_plan_breaks_it(case: RuleCase) -> None:
    plan = solved(case.book())
    audited(plan)
    rule = plan.problem.rules[0]
    factor = {Relation.AT_MOST: Fraction(1, 2), Relation.AT_LEAST: Fraction(2),
              Relation.EXACTLY: Fraction(2)}[rule.relation]
    rules = (replace(rule, value=rule.value * factor), *plan.problem.rules[1:])
    with pytest.raises(AuditError, match="Rule"):
        audited(under(plan, replace(plan.problem, rules=rules)))


SMALL: Book = {
    "Needs": [{"Recipient": "A", "Activity": "x", "Need": 60},
              {"Recipient": "B", "Activity": "x", "Need": 60}],
    "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 80, "For recipients": "A"},
                {"Fund": "G", "Donor": "D", "Budget": 80}],
    "Capacity": [{"Recipient": "A", "Capacity": 50}],
}


def test_an_earmark_misread_by_the_model_is_noticed() -> None:
    """F may pay A alone; a plan laid out as if it might pay B is refused by the audit alone."""
    open_book = {**SMALL, "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 80},
                                      {"Fund": "G", "Donor": "D", "Budget": 80}]}
    misread, read = solved(open_book), solved(SMALL)
    plan = replace(misread, problem=read.problem)
    with pytest.raises(AuditError, match="F may not pay B"):
        audited(plan)


def test_more_than_a_need_asks_for_is_noticed() -> None:
    plan = solved(SMALL)
    cells = plan.columns.allocation.along
    paid_b = int(np.flatnonzero((cells["recipient"] == 1) & (plan.amounts > 0))[0])
    with pytest.raises(AuditError, match="B gets more than it needs"):
        audited(with_amounts(plan, **{f"cell_{paid_b}": 1}))


def test_a_negative_amount_is_noticed() -> None:
    plan = solved(SMALL)
    cell = int(np.flatnonzero(plan.amounts == 0)[0]) if (plan.amounts == 0).any() else 0
    with pytest.raises(AuditError, match="may not pay"):
        audited(with_amounts(plan, **{f"cell_{cell}": -1 - int(plan.amounts[cell])}))


EXPERTS: Book = {
    "Needs": [{"Recipient": "A", "Activity": "x", "Need": 100, "Expert-months": 10}],
    "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 100}],
    "Activities": [{"Activity": "x", "Expertise": "police"}],
    "Expertise": [{"Donor": "D", "Expertise": "police", "Expert-months": 20}],
}


def test_money_without_the_experts_that_it_uses_is_noticed() -> None:
    plan = solved(EXPERTS)
    with pytest.raises(AuditError, match="Experts used"):
        audited(replace(plan, deployed=plan.deployed - 12))


def test_experts_sent_where_nobody_uses_them_are_noticed() -> None:
    plan = solved(EXPERTS)
    along = {name: np.where(of >= 0, of, of) for name, of in plan.columns.deployment.along.items()}
    along["period"] = along["period"] + 1
    columns = replace(plan.columns, deployment=replace(plan.columns.deployment, along=along))
    with pytest.raises(AuditError, match="may not send"):
        audited(replace(plan, columns=columns))


def test_a_limit_that_the_audit_does_not_state_stops_the_run(
        monkeypatch: pytest.MonkeyPatch) -> None:
    from optimiser.audit import statements

    plan = solved(SMALL)
    without = {kind: of for kind, of in statements.STATED.items() if kind is not LimitKind.CAPACITY}
    monkeypatch.setattr(statements, "STATED", without)
    with pytest.raises(ProgramError, match="the audit does not state Capacity A"):
        audited(plan)


def test_a_limit_that_the_model_left_out_stops_the_run() -> None:
    plan = solved(SMALL)
    without = tuple(block for block in plan.families if block.kind is not LimitKind.CAPACITY)
    with pytest.raises(ProgramError, match="the model has no limit Capacity"):
        audited(replace(plan, families=without))


def test_a_bound_that_model_and_audit_read_differently_stops_the_run() -> None:
    plan = solved(SMALL)
    blocks = tuple(
        replace(block, bounds=(block.bounds[0] + 1, *block.bounds[1:]))
        if block.family is BUDGET else block for block in plan.families)
    with pytest.raises(ProgramError, match=r"Budget F is 81.00 to the model and 80.00"):
        audited(replace(plan, families=blocks))


def test_the_order_of_limits_does_not_matter() -> None:
    plan = solved(SMALL)
    assert audited(replace(plan, families=tuple(reversed(plan.families)))) == audited(plan)


def test_a_program_fault_ends_the_command_with_1() -> None:
    assert ProgramError.exit_code == 1
    assert AuditError.exit_code == 7


# The bound -------------------------------------------------------------------------------------
# F 80 for A alone, G 80 for both; A can take 50 of its 60, B asks for 60: the most is 110 points.


def price(kind: LimitKind, relation: Relation, of: tuple[int, ...],
          worth: float) -> dict[LimitKey, float]:
    return {LimitKey(kind, relation, of): worth}


def bound(prices: dict[LimitKey, float], requirement: tuple[float, float] = (1.0, 1.0)) -> Fraction:
    plan = solved(SMALL)
    proof = audit(plan, Multipliers(np.array(requirement), prices, 0.0))
    assert proof.bound is not None
    return proof.bound


def test_the_right_prices_prove_the_best_to_the_cent() -> None:
    # Capacity A at 1 a unit: 50, and B's money is worth 1, up to its need: 60.
    assert bound(price(LimitKind.CAPACITY, Relation.AT_MOST, (0, -1, -1), 1.0)) == pytest.approx(
        110, abs=1e-6)


def test_no_prices_prove_that_no_more_than_every_need_can_be_met() -> None:
    # Worth nothing to the need: each unit of it counts its weight, 120 in all.
    assert bound({}, (0.0, 0.0)) == 120


def test_a_price_of_the_wrong_sign_counts_for_nothing() -> None:
    wrong = price(LimitKind.CAPACITY, Relation.AT_MOST, (0, -1, -1), -1.0)
    assert bound(wrong) == bound({})


@pytest.mark.parametrize("worth", [0.25, 0.5, 2.0, 7.0])
def test_whatever_the_prices_the_bound_is_never_below_the_best(worth: float) -> None:
    assert bound(price(LimitKind.CAPACITY, Relation.AT_MOST, (0, -1, -1), worth)) >= 110


def test_what_rounding_took_beyond_a_limit_is_part_of_the_bound() -> None:
    # A rule of at most half of all to A, as a wish that must hold here: the plan is bent to give A
    # one more unit than its half, and the bound follows by that unit's price.
    book = {**SMALL, "Rules": [{"Rule": "R", "Recipients": "A", "Measure": "share of total",
                                "Relation": "at most", "Value": 0.4}]}
    plan = solved(book)
    key = LimitKey(LimitKind.RULE, Relation.AT_MOST, (0,))
    prices = Multipliers(np.array([1.0, 1.0]), {key: 1.0}, 0.0)
    proof = audit(plan, prices)
    assert proof.bound is not None
    assert proof.value <= proof.bound


def test_a_plan_above_its_bound_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from optimiser.audit import recheck

    plan, real = solved(SMALL), recheck.proved_bound
    monkeypatch.setattr(recheck, "proved_bound", lambda *given: replace(
        real(*given), bound=Fraction(100)))
    with pytest.raises(AuditError, match=r"scores 110.00 points, above the 100.00"):
        audit(plan, no_prices(plan.problem))


def test_the_first_page_says_what_was_proved() -> None:
    from optimiser.report.summary import proof_words

    words = " ".join(proof_words(solved(SMALL)))
    assert words == ("Proved: no plan meets more than 110 points; this one meets all of that. "
                     "A point is EUR 1 of need met, times that need's weight (severity x priority "
                     "x weight x tier).")


@pytest.mark.parametrize(("bound", "reached"), [
    (Fraction(109_152_941_2, 10), "all but 0.20 points of that"), (Fraction(109_152_941), "all of "
    "that"), (Fraction(200_000_000), "54.6% of that"), (Fraction(110_000_000), "99.2% of that")])
def test_what_a_plan_lacks_of_the_bound_is_not_rounded_to_a_thousandth(
        bound: Fraction, reached: str) -> None:
    from optimiser.report.summary import proof_words

    plan = solved(SMALL)
    assert plan.proof is not None
    proof = replace(plan.proof, value=Fraction(109_152_941), bound=bound)
    assert f"this one meets {reached}." in proof_words(replace(plan, proof=proof))[0]


@pytest.mark.parametrize(("value", "reached"), [(0, "none"), (2, "50%"), (4, "100%")])
def test_a_bound_that_is_too_small_to_be_shown_is_not_called_more_than_less(
        value: int, reached: str) -> None:
    from optimiser.report.summary import proof_words

    plan, tiny = solved(SMALL), Fraction(1, 10**10)
    assert plan.proof is not None
    proof = replace(plan.proof, value=value * tiny, bound=4 * tiny)
    [said] = proof_words(replace(plan, proof=proof))
    assert said.startswith(
        f"Proved: no plan meets as much as 0.01 points; this one meets {reached} of what can be "
        "met. A point is ")


@pytest.mark.parametrize("exponent", [-9, -7, -5, 6, 9])
def test_the_bound_is_as_sharp_whatever_the_unit_of_weights(exponent: int) -> None:
    scaled = {**SMALL, "Needs": [row | {"Weight": 10.0 ** exponent * weight} for row, weight in
                                 zip(SMALL["Needs"], (3, 2), strict=True)]}
    proof = optimiser.optimise(scaled).proof
    assert proof is not None
    assert proof.bound is not None
    assert 0 <= proof.bound - proof.value <= proof.value / 10**6


COUNTED: Book = {
    "Needs": [{"Recipient": "A", "Activity": a, "Need": 50} for a in ("x", "y")],
    "Activities": [{"Activity": "x", "Pillar": "P"}, {"Activity": "y", "Pillar": "Q"}],
    "Budgets": [{"Fund": f, "Donor": d, "Budget": 50} for f, d in (("F", "D"), ("G", "E"))]}


@pytest.mark.parametrize("measure", ["donors", "funds", "activities", "pillars"])
def test_one_more_than_may_take_part_is_found(measure: str) -> None:
    """The plan keeps the rule by giving one cell; a unit in every other cell breaks it."""
    plan = solved(COUNTED | {"Rules": [
        {"Rule": "R", "Measure": measure, "Relation": "at most", "Value": 1}]})
    audited(plan)
    empty = {f"cell_{at}": 1 for at, units in enumerate(plan.amounts.tolist()) if not units}
    full = {f"cell_{at}": -2 for at, units in enumerate(plan.amounts.tolist()) if units}
    with pytest.raises(AuditError, match="Rule R is exceeded by 1"):
        audited(with_amounts(plan, **empty, **full))
