"""Hand-solved problems, two for each family of limits, small enough to check on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Book = dict[str, list[dict[str, object]]]


@dataclass(frozen=True, slots=True)
class Case:
    """A problem of one family and the amounts that its plan gives, by (fund, recipient).

    `earlier` is the book whose plan stands already, where the case has one.
    """

    family: str
    name: str
    book: Book
    amounts: Mapping[tuple[str, str], float]
    earlier: Book | None = None


CASES: list[Case] = []


def case(family: str, amounts: Mapping[tuple[str, str], float],
         earlier: Book | None = None) -> Callable[[Callable[[], Book]], Callable[[], Book]]:
    """Register a builder of a book as a hand-solved case of a family."""
    def register(build: Callable[[], Book]) -> Callable[[], Book]:
        CASES.append(Case(family, build.__name__, build(), amounts, earlier))
        return build
    return register


def need(recipient: str, amount: float, **more: object) -> dict[str, object]:
    """Return a row of Needs for the one activity of these cases."""
    return {"Recipient": recipient, "Activity": "aid", **more, "Need": amount}


def fund(name: str, amount: float, **more: object) -> dict[str, object]:
    """Return a row of Budgets; the donor bears the fund's name."""
    return {"Fund": name, "Donor": name, **more, "Budget": amount}


# Met need ---------------------------------------------------------------------------------


@case("met_need", {("F", "A"): 60.0, ("F", "B"): 30.0})
def money_beyond_the_needs_stays_in_the_fund() -> Book:
    # Needs 60 + 30 = 90 < budget 100: every need is met in full and 10 stay.
    return {"Needs": [need("A", 60), need("B", 30)], "Budgets": [fund("F", 100)]}


@case("met_need", {("F", "A"): 40.0, ("F", "B"): 20.0})
def the_urgent_tier_is_met_before_the_other() -> Book:
    # Urgent 40 (A) and 20 (B) weigh 3, A's other 50 weighs 1; 60 is just the urgent ones.
    return {
        "Needs": [need("A", 40, Tier="urgent"), need("A", 50, Tier="other"),
                  need("B", 20, Tier="urgent")],
        "Budgets": [fund("F", 60)],
        "Tiers": [{"Tier": "urgent", "Weight": 3}, {"Tier": "other", "Weight": 1}],
    }


# Budget -----------------------------------------------------------------------------------


@case("budget", {("F", "A"): 50.0, ("G", "A"): 20.0})
def commitments_come_off_the_budget_and_off_the_need() -> Book:
    # F has 80, 30 of it committed to A: 50 left. Need left 100 - 30 = 70; with G's 20 exactly met.
    return {
        "Needs": [need("A", 100)],
        "Budgets": [fund("F", 80), fund("G", 20)],
        "Commitments": [{"Fund": "F", "Recipient": "A", "Activity": "aid", "Amount": 30}],
    }


@case("budget", {("F", "A"): 70.0})
def unspent_money_carries_over_to_later_periods_only() -> Book:
    # Budgets 50 (Q1) and 30 (Q2); needs 20 (Q1) and 90 (Q2).
    # Q1 pays 20, its 30 left go to Q2: 30 + 30 = 60. But the capacity of Q2 is 50: 20 + 50 = 70.
    return {
        "Needs": [need("A", 20, Period="2016-Q1"), need("A", 90, Period="2016-Q2")],
        "Budgets": [
            {"Fund": "F", "Donor": "F", "Period": "2016-Q1", "Budget": 50, "Carry over": "yes"},
            {"Fund": "F", "Donor": "F", "Period": "2016-Q2", "Budget": 30, "Carry over": "yes"}],
        "Capacity": [{"Recipient": "A", "Period": "2016-Q2", "Capacity": 50}],
    }


# Minimum use ------------------------------------------------------------------------------


@case("minimum_use", {("F", "A"): 15.0, ("F", "B"): 30.0, ("G", "A"): 45.0})
def a_fund_is_used_before_a_richer_one() -> Book:
    # All of A's 60 and B's 30 is met. Proportional to 50 and 200, F would pay 12 of A's 60,
    # with B's 30 that is 42. It must use 90% of 50 = 45, so it pays 15 of A's 60, and G 45.
    return {
        "Needs": [need("A", 60), need("B", 30)],
        "Budgets": [fund("F", 50, **{"Minimum use": 0.9}),
                    fund("G", 200, **{"For recipients": "A"})],
    }


@case("minimum_use", {("F", "A"): 30.0, ("G", "A"): 20.0})
def commitments_count_towards_minimum_use() -> Book:
    # F must use 90% of 50 = 45; 15 are committed, so 30 of new money are enough and needed,
    # for A's need left is 65 - 15 = 50. Proportional to what is left (35 and 35) would be 25
    # each: the floor moves F to 30.
    return {
        "Needs": [need("A", 65)],
        "Budgets": [fund("F", 50, **{"Minimum use": 0.9}), fund("G", 35)],
        "Commitments": [{"Fund": "F", "Recipient": "A", "Activity": "aid", "Amount": 15}],
    }


# Capacity ---------------------------------------------------------------------------------


@case("capacity", {("F", "A"): 40.0, ("F", "B"): 60.0})
def what_a_recipient_cannot_use_goes_to_the_next() -> Book:
    # A outranks B but can use 40 only; the other 60 go to B.
    return {
        "Needs": [need("A", 100), need("B", 100)],
        "Budgets": [fund("F", 100)],
        "Recipients": [{"Recipient": "A", "Severity": 2}, {"Recipient": "B"}],
        "Capacity": [{"Recipient": "A", "Capacity": 40}],
    }


@case("capacity", {("F", "A"): 15.0})
def commitments_use_up_capacity_too() -> Book:
    # A can use 25; 10 are committed: 15 are left for new money.
    return {
        "Needs": [need("A", 100)],
        "Budgets": [fund("F", 60)],
        "Commitments": [{"Fund": "F", "Recipient": "A", "Activity": "aid", "Amount": 10}],
        "Capacity": [{"Recipient": "A", "Activity": "aid", "Capacity": 25}],
    }


# Experts ----------------------------------------------------------------------------------


@case("experts", {("F", "A"): 50.0})
def money_goes_no_further_than_the_experts() -> Book:
    # 100 of need use 4 expert-months; 2 are offered, enough for 100 x 2 / 4 = 50.
    return {
        "Needs": [need("A", 100, **{"Expert-months": 4})],
        "Budgets": [fund("F", 80)],
        "Activities": [{"Activity": "aid", "Expertise": "police"}],
        "Expertise": [{"Donor": "F", "Expertise": "police", "Expert-months": 2}],
    }


@case("experts", {("F", "A"): 30.0, ("F", "B"): 40.0})
def experts_of_one_period_are_not_those_of_another() -> Book:
    # A's Q1 need of 60 uses 6 expert-months (0.1 each); 3 are offered in Q1: 30.
    # B's Q2 need of 40 uses 2 (0.05 each) of the 5 offered in Q2: 40.
    return {
        "Needs": [need("A", 60, Period="2016-Q1", **{"Expert-months": 6}),
                  need("B", 40, Period="2016-Q2", **{"Expert-months": 2})],
        "Budgets": [fund("F", 100)],
        "Activities": [{"Activity": "aid", "Expertise": "police"}],
        "Expertise": [
            {"Donor": "F", "Expertise": "police", "Period": "2016-Q1", "Expert-months": 3},
            {"Donor": "F", "Expertise": "police", "Period": "2016-Q2", "Expert-months": 5}],
    }


# Minimum coverage -------------------------------------------------------------------------


@case("minimum_coverage", {("F", "A"): 60.0, ("F", "B"): 20.0})
def a_floor_takes_money_from_the_more_severe() -> Book:
    # All 80 would go to A; the floor gives B 25% of 80 = 20.
    return {
        "Needs": [need("A", 100), need("B", 80)],
        "Budgets": [fund("F", 80)],
        "Recipients": [{"Recipient": "A", "Severity": 2},
                       {"Recipient": "B", "Minimum coverage": 0.25}],
    }


@case("minimum_coverage", {("F", "A"): 75.0, ("F", "B"): 5.0})
def commitments_count_towards_a_floor() -> Book:
    # The floor of 20 is met by 15 committed and 5 new; F has 95 - 15 = 80: 75 are left for A.
    return {
        "Needs": [need("A", 100), need("B", 80)],
        "Budgets": [fund("F", 95)],
        "Recipients": [{"Recipient": "A", "Severity": 2},
                       {"Recipient": "B", "Minimum coverage": 0.25}],
        "Commitments": [{"Fund": "F", "Recipient": "B", "Activity": "aid", "Amount": 15}],
    }


# Co-financing -----------------------------------------------------------------------------


@case("co_financing", {("A", "A"): 10.0, ("F", "A"): 40.0})
def support_is_held_to_five_times_the_own_money() -> Book:
    # A pays at least 20% of support; it has 10, so support stops at 10 / 0.2 = 50.
    return {
        "Needs": [need("A", 100)],
        "Budgets": [fund("A", 10, **{"For recipients": "A"}), fund("F", 90)],
        "Recipients": [{"Recipient": "A", "Co-financing": 0.2}],
    }


@case("co_financing", {("A", "A"): 20.0, ("F", "A"): 20.0, ("F", "B"): 30.0})
def a_half_share_frees_money_for_others() -> Book:
    # A needs 40 and pays half: 20 + 20. Proportional would have F (80) pay more than A (20):
    # own 8, F 32. The half moves it to 20 and 20. B's 30 are met in full.
    return {
        "Needs": [need("A", 40), need("B", 30)],
        "Budgets": [fund("A", 20, **{"For recipients": "A"}), fund("F", 80)],
        "Recipients": [{"Recipient": "A", "Co-financing": 0.5}, {"Recipient": "B"}],
    }


# Burden sharing ---------------------------------------------------------------------------


@case("burden_sharing", {("F", "A"): 30.0, ("G", "A"): 30.0})
def equal_shares_stop_at_the_poorer_donor() -> Book:
    # F has 30 and G 70; in equal parts the group gives 30 + 30.
    return {
        "Needs": [need("A", 100)],
        "Budgets": [fund("F", 30), fund("G", 70)],
        "Donors": [{"Donor": "F", "Group": "V4"}, {"Donor": "G", "Group": "V4"}],
        "Burden sharing": [{"Group": "V4", "Key": "equal"}],
    }


@case("burden_sharing", {("F", "A"): 20.0, ("G", "A"): 60.0})
def a_key_of_two_columns_is_weighted() -> Book:
    # GNI 20:80, population 30:70, half each: F 25%, G 75%. F's 20 allow 20 / 0.25 = 80 in all.
    return {
        "Needs": [need("A", 100)],
        "Budgets": [fund("F", 20), fund("G", 90)],
        "Donors": [{"Donor": "F", "Group": "V4", "GNI": 20, "Population": 30},
                   {"Donor": "G", "Group": "V4", "GNI": 80, "Population": 70}],
        "Burden sharing": [{"Group": "V4", "Key": "GNI 50%; Population 50%"}],
    }


# Recipient keys ---------------------------------------------------------------------------


@case("recipient_keys", {("F", "A"): 30.0, ("F", "B"): 60.0})
def recipients_share_by_their_people() -> Book:
    # People 1 : 2, so B's need of 60 allows A 30: 90 of the 100, though A needs 80.
    return {
        "Needs": [need("A", 80), need("B", 60)],
        "Budgets": [fund("F", 100)],
        "Recipients": [{"Recipient": "A", "Region": "R", "Population": 10},
                       {"Recipient": "B", "Region": "R", "Population": 20}],
        "Recipient keys": [{"Region": "R", "Key": "Population"}],
    }


@case("recipient_keys", {("F", "A"): 50.0, ("F", "B"): 30.0, ("F", "C"): 20.0})
def a_share_above_the_highest_is_shared_out_over_the_others() -> Book:
    # Needs 70 : 18 : 12. A is held at 50%; the other 50% go 18 : 12, so 30% and 20%.
    return {
        "Needs": [need("A", 700), need("B", 180), need("C", 120)],
        "Budgets": [fund("F", 100)],
        "Recipient keys": [{"Region": "all", "Key": "need", "Highest share": "50%"}],
    }


# Even burden ------------------------------------------------------------------------------


def _even(first: float, second: float, objectives: list[str]) -> Book:
    return {
        "Needs": [need("A", 60)],
        "Budgets": [fund("F", first), fund("G", second)],
        "Donors": [{"Donor": "F", "Group": "V4"}, {"Donor": "G", "Group": "V4"}],
        "Burden sharing": [{"Group": "V4", "Key": "equal", "Strength": "should",
                            "Penalty": 0}],
        "Objectives": [{"Order": n, "Objective": name} for n, name in
                       enumerate(objectives, start=1)],
    }


@case("even_burden", {("F", "A"): 30.0, ("G", "A"): 30.0})
def the_burden_is_even_where_that_costs_no_need() -> Book:
    # Proportional would be 20 from F (40) and 40 from G (80); even is 30 and 30.
    return _even(40, 80, ["meet needs", "even burden"])


@case("even_burden", {("F", "A"): 25.0, ("G", "A"): 35.0})
def the_burden_is_as_even_as_the_need_allows() -> Book:
    # The need of 60 comes first; F has 25 only, so G gives 35.
    return _even(25, 80, ["meet needs", "even burden"])


# Pins -------------------------------------------------------------------------------------


@case("pins", {("F", "A"): 70.0, ("F", "B"): 30.0})
def a_pin_holds_money_for_the_less_severe() -> Book:
    # All 100 would go to A; the pin holds 30 for B.
    return {
        "Needs": [need("A", 100), need("B", 100)],
        "Budgets": [fund("F", 100)],
        "Recipients": [{"Recipient": "A", "Severity": 2}, {"Recipient": "B"}],
        "Pins": [{"Fund": "F", "Recipient": "B", "Activity": "aid", "At least": 30}],
    }


@case("pins", {("F", "A"): 25.0, ("G", "A"): 55.0})
def a_pin_over_all_periods_holds_the_sum() -> Book:
    # A needs 40 + 40; F and G have 60 each. The pin lets F pay at most 25 in both periods.
    return {
        "Needs": [need("A", 40, Period="2016-Q1"), need("A", 40, Period="2016-Q2")],
        "Budgets": [fund("F", 60), fund("G", 60)],
        "Pins": [{"Fund": "F", "Recipient": "A", "Activity": "aid", "At most": 25}],
    }


# Rules ------------------------------------------------------------------------------------


@case("rules", {("F", "A"): 45.0, ("F", "B"): 55.0})
def a_share_of_the_total_is_capped() -> Book:
    # A outranks B; of 100 in all, at most 45% may go to A.
    return {
        "Needs": [need("A", 100), need("B", 100)],
        "Budgets": [fund("F", 100)],
        "Recipients": [{"Recipient": "A", "Severity": 2}, {"Recipient": "B"}],
        "Rules": [{"Rule": "R1", "Recipients": "A", "Measure": "share of total",
                   "Relation": "at most", "Value": 0.45}],
    }


@case("rules", {("F", "A"): 40.0, ("F", "B"): 20.0, ("G", "A"): 60.0, ("G", "B"): 30.0})
def a_rule_for_each_recipient_holds_for_each() -> Book:
    # No more than 60% of a recipient's support from G: of A's 100 that is 60, of B's 50 it is 30.
    # F has 60: 40 and 20 fill the rest. Proportional to 60 and 240 alone, G would give 80%.
    return {
        "Needs": [need("A", 100), need("B", 50)],
        "Budgets": [fund("F", 60), fund("G", 240)],
        "Rules": [{"Rule": "R1", "Donors": "G", "Measure": "share of recipient",
                   "Relation": "at most", "Value": "60%", "For each": "recipient"}],
    }


# Grants -----------------------------------------------------------------------------------


@case("grants", {("F", "A"): 60.0})
def two_grants_of_the_smallest_do_not_fit() -> Book:
    # Two grants take at least 2 x 55 = 110 > 100, so F makes one, of a whole need of 60.
    # A and B are alike in all; A comes first by name.
    return {"Needs": [need("A", 60), need("B", 60)],
            "Budgets": [fund("F", 100, **{"Smallest grant": 55})]}


@case("grants", {("F", "A"): 50.0, ("G", "B"): 40.0})
def two_grants_at_most_go_where_they_meet_most() -> Book:
    # With 2 grants: F to A 50 and G to B 40 meet 90, all there is. F to B meets only 45, and
    # then G to A 40. F to A and G to A meet 60 in all.
    return {"Needs": [need("A", 60), need("B", 45)], "Budgets": [fund("F", 50), fund("G", 40)],
            "Rules": [{"Rule": "R1", "Measure": "grants", "Relation": "at most", "Value": 2}]}


@case("grants", {("F", "A"): 30.0, ("G", "B"): 20.0})
def what_is_left_below_the_smallest_grant_is_not_given() -> Book:
    # F has 50 and makes grants of 30 or more: A's 30 fit, and the 20 left are too few for B, whom
    # G pays instead; 30 + 20 of 30 + 40 are met.
    return {
        "Needs": [need("A", 30, Weight=2), need("B", 40)],
        "Budgets": [fund("F", 50, **{"Smallest grant": 30}), fund("G", 20)],
    }


# Least amounts ----------------------------------------------------------------------------


@case("least_amount", {("F", "A"): 50.0, ("G", "A"): 30.0, ("G", "B"): 10.0})
def two_funds_reach_a_least_amount_together() -> Book:
    # All or nothing: of A's 100, 20 are committed, so 80 are left and all it takes. F may pay A
    # alone, which takes 30 more of G; 10 of G are left for B.
    return {
        "Needs": [need("A", 100, Weight=2, **{"Least amount": "100%"}), need("B", 60)],
        "Budgets": [fund("F", 50, **{"For recipients": "A"}), fund("G", 60)],
        "Commitments": [{"Fund": "G", "Recipient": "A", "Activity": "aid", "Amount": 20}],
    }


@case("least_amount", {("F", "B"): 60.0})
def too_little_for_the_least_amount_goes_elsewhere() -> Book:
    # A counts twice, but takes 80 or nothing and F has 70: B is met in full, 10 stay.
    return {"Needs": [need("A", 100, Weight=2, **{"Least amount": 80}), need("B", 60)],
            "Budgets": [fund("F", 70)]}


# Conditions -------------------------------------------------------------------------------


def _condition(one: str, tie: str, other: str) -> dict[str, object]:
    return {"Recipient": one, "Activity": "aid", "Condition": tie, "Other recipient": other,
            "Other activity": "aid"}


@case("conditions", {("F", "A"): 60.0, ("G", "C"): 10.0})
def of_two_that_never_go_together_the_one_that_counts_more_is_paid() -> Book:
    # A counts twice as much as B, and they exclude each other: F's other 10 find no need.
    return {"Needs": [need("A", 60, Weight=2), need("B", 60), need("C", 10)],
            "Budgets": [fund("F", 70, **{"For recipients": "A; B"}), fund("G", 10)],
            "Conditions": [_condition("A", "not with", "B")]}


@case("conditions", {("F", "A"): 1.0, ("F", "B"): 49.0})
def a_need_opens_the_door_for_another() -> Book:
    # B counts and A does not, but B is paid only if A is: one whole unit of A is enough.
    return {"Needs": [need("A", 60, Weight=0), need("B", 60)], "Budgets": [fund("F", 50)],
            "Conditions": [_condition("B", "only if", "A")]}


@case("conditions", {("F", "B"): 50.0})
def what_is_met_already_opens_the_door_too() -> Book:
    # Commitments meet A in full, so B may be paid.
    return {"Needs": [need("A", 20), need("B", 60)], "Budgets": [fund("F", 70)],
            "Commitments": [{"Fund": "F", "Recipient": "A", "Activity": "aid", "Amount": 20}],
            "Conditions": [_condition("B", "only if", "A")]}


@case("conditions", {("F", "C"): 50.0})
def neither_where_one_of_the_two_cannot_be_paid() -> Book:
    # A takes 80 or nothing, F has 50: A gets none, and so neither does B.
    return {"Needs": [need("A", 100, Weight=3, **{"Least amount": 80}), need("B", 60, Weight=2),
                      need("C", 60)],
            "Budgets": [fund("F", 50)], "Conditions": [_condition("A", "together with", "B")]}


# Whole units ------------------------------------------------------------------------------


def _units(cost: float) -> list[dict[str, object]]:
    return [{"Activity": "aid", "Unit cost": cost, "Whole units": "yes", "Output": "vans"}]


@case("whole_units", {("F", "A"): 60.0, ("F", "B"): 20.0})
def a_unit_that_cannot_be_paid_whole_leaves_its_money_to_another() -> Book:
    # Of A's 100 in vans at 30 each F's 80 pay two, 60. The 20 left are too little for a third, and
    # for a whole one of B, but B asks for 20 in all and is met in full.
    return {"Needs": [need("A", 100, Weight=2), need("B", 20)],
            "Budgets": [fund("F", 80)], "Activities": _units(30)}


@case("whole_units", {("F", "A"): 40.0, ("G", "A"): 50.0, ("G", "B"): 60.0})
def two_funds_pay_a_unit_together_and_commitments_come_off_first() -> Book:
    # 10 of A's 100 are committed: 90 left are three vans. B's 100 are three and a rest of 10, but
    # 150 of 160 is all that whole vans take: two for B, of G's 110, whose other 50 go to A, which
    # in proportion would get more of them still; F pays the 40 that are left of it.
    return {
        "Needs": [need("A", 100, Weight=2), need("B", 100)],
        "Budgets": [fund("F", 50, **{"For recipients": "A"}), fund("G", 120)],
        "Commitments": [{"Fund": "G", "Recipient": "A", "Activity": "aid", "Amount": 10}],
        "Activities": _units(30),
    }


# Least change -----------------------------------------------------------------------------

_LIKE = [{"Order": 1, "Objective": "meet needs"}, {"Order": 2, "Objective": "least change"}]
_EARLIER: Book = {"Needs": [need("A", 60, Weight=2), need("B", 60)], "Budgets": [fund("F", 60)]}
"""A outranks B: all 60 go to A."""


@case("least_change", {("F", "A"): 60.0}, _EARLIER)
def money_stays_where_it_was_among_equals() -> Book:
    # A no longer outranks B: proportional would be 30 each, but that moves 30 + 30.
    return {"Needs": [need("A", 60), need("B", 60)], "Budgets": [fund("F", 60)],
            "Objectives": _LIKE}


@case("least_change", {("F", "A"): 45.0, ("F", "B"): 35.0}, _EARLIER)
def only_what_must_move_moves() -> Book:
    # A now needs 45 only: 15 leave it, and with 20 of new budget B gets 35.
    return {"Needs": [need("A", 45), need("B", 60)], "Budgets": [fund("F", 80)],
            "Objectives": _LIKE}


# Parts ------------------------------------------------------------------------------------


def _rule(**columns: object) -> list[dict[str, object]]:
    return [{"Rule": "R", **columns}]


@case("parts", {("F", "A"): 30.0, ("G", "B"): 20.0})
def one_donor_a_recipient() -> Book:
    # Both may pay both. F's 30 just meet A, which weighs 2, and G's 20 go to B: 2 x 30 + 20.
    return {"Needs": [need("A", 30, Weight=2), need("B", 40)],
            "Budgets": [fund("F", 30), fund("G", 20)],
            "Rules": _rule(Measure="donors", Relation="at most", Value=1,
                           **{"For each": "recipient"})}


@case("parts", {("F", "A"): 49.0, ("F", "B"): 1.0})
def a_second_recipient_takes_part_with_a_unit() -> Book:
    # All 50 would go to A, which weighs 2; at least two recipients leave B a unit of Rounding.
    return {"Needs": [need("A", 60, Weight=2), need("B", 40)], "Budgets": [fund("F", 50)],
            "Rules": _rule(Measure="recipients", Relation="at least", Value=2)}
