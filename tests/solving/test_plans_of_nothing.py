"""Where limits can be kept by giving nothing alone, that is no plan, and the run says why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import optimiser
from optimiser.plan.diagnosis import Diagnosis
from optimiser.plan.held_words import left_words
from optimiser.plan.nothing import nothing_words
from optimiser.screen.diagnosis import diagnosis_text
from optimiser.screen.plan import plan_json, plan_text

if TYPE_CHECKING:
    from running import Command

Book = dict[str, list[dict[str, Any]]]


def thirds(relation: str, value: str) -> Book:
    """Return three recipients, each with a share of all support, and a fund for all of them."""
    return {
        "Needs": [{"Recipient": r, "Activity": "x", "Need": 100} for r in "ABC"],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 90}],
        "Rules": [{"Rule": f"R{r}", "Recipients": r, "Measure": "share of total",
                   "Relation": relation, "Value": value} for r in "ABC"]}


def failure(book: Book) -> Diagnosis:
    with pytest.raises(optimiser.NoPlanError, match="gives nothing") as caught:
        optimiser.optimise(book)
    found = caught.value.diagnosis
    assert isinstance(found, Diagnosis)
    return found


@pytest.mark.parametrize(("relation", "value", "changed"), [
    ("exactly", "33.3%", 0.334), ("at most", "30%", 0.4)])
def test_shares_that_do_not_add_up_to_all_are_named_with_a_way_out(
        relation: str, value: str, changed: float) -> None:
    # 3 x 33.3% = 99.9%: a third has to be 33.4%. 3 x 30% = 90%: one has to be 40%.
    found = failure(thirds(relation, value))
    assert {one.name for one in found.conflict} == {"RA", "RB", "RC"}
    assert [float(step.changed) for step in found.ways[0].steps] == pytest.approx([changed])
    assert found.ways[0].steps[0].words("EUR").count("percentage points") == 1
    assert diagnosis_text(found).startswith("Every plan that keeps all limits gives nothing.")


def test_the_way_out_gives_something() -> None:
    plan = optimiser.optimise(thirds("at most", "30%"), relax=True)
    assert plan.allocation["Amount"].sum() == 90


def key_and_share(tolerance: float = 0.3, share: float = 0.95) -> Book:
    """B has to give 27.4% of all but for the tolerance, may not pay S, and S is to get a share."""
    big = 20_000_000
    return {
        "Needs": [{"Recipient": r, "Activity": "x", "Need": big} for r in "SM"],
        "Donors": [{"Donor": d, "Group": "V", "GDP": g} for d, g in (("A", 452.4), ("B", 171))],
        "Budgets": [{"Fund": "A", "Donor": "A", "Budget": big},
                    {"Fund": "B", "Donor": "B", "Budget": big / 4, "For recipients": "M"}],
        "Burden sharing": [{"Group": "V", "Key": "GDP", "Tolerance": tolerance}],
        "Rules": [{"Rule": "R", "Recipients": "S", "Measure": "share of total",
                   "Relation": "at least", "Value": share}]}


def test_a_way_out_of_giving_nothing_works_in_millions_too() -> None:
    """Each alone, hand-solved: 5% = 27.43% (1 - tolerance), or a share of 1 - 0.7 x 27.43%."""
    first, second = failure(key_and_share()).ways
    [tolerance], [share] = first.steps, second.steps
    own = 171 / (452.4 + 171)
    assert float(tolerance.changed) == pytest.approx(1 - 0.05 / own, abs=2e-4)
    assert float(share.changed) == pytest.approx(1 - 0.7 * own, abs=2e-4)
    for book in (key_and_share(tolerance=float(tolerance.changed)),
                 key_and_share(share=float(share.changed))):
        assert optimiser.optimise(book).allocation["Amount"].sum() > 1_000_000
    assert failure(key_and_share(tolerance=float(tolerance.changed) - 2e-3)).ways
    assert failure(key_and_share(share=float(share.changed) + 2e-3)).ways


def test_a_donor_of_nothing_needs_one_unit_for_an_equal_key_and_money_alone_says_so() -> None:
    found = failure({
        "Needs": [{"Recipient": "S", "Activity": "x", "Need": 20_000_000}],
        "Donors": [{"Donor": d, "Group": "V"} for d in "ABC"],
        "Budgets": [{"Fund": d, "Donor": d, "Budget": b}
                    for d, b in (("A", 5_000_000), ("B", 5_000_000), ("C", 0))],
        "Burden sharing": [{"Group": "V", "Key": "equal", "Tolerance": 0}]})
    assert found.in_money is not None
    for way in (found.ways[1], found.in_money):
        [step] = way.steps
        assert (step.source, float(step.changed)) == ("Budgets!C4", pytest.approx(1, abs=5e-3))


def test_one_donor_that_alone_may_pay_is_not_held_below_all_of_it() -> None:
    book = thirds("at most", "60%") | {"Rules": [
        {"Rule": "R", "Measure": "share of recipient", "Relation": "at most", "Value": "60%",
         "For each": "donor; recipient"}]}
    assert {one.kind for one in failure(book).conflict} == {"Rule"}


@pytest.mark.parametrize("book", [
    {"Needs": [{"Recipient": "A", "Activity": "x", "Need": 0}],
     "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 90}]},
    {"Needs": [{"Recipient": "A", "Activity": "x", "Need": 50}],
     "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 50}],
     "Commitments": [{"Fund": "F", "Recipient": "A", "Activity": "x", "Amount": 50}]},
    {"Needs": [{"Recipient": "A", "Activity": "x", "Need": 50, "Weight": 0}],
     "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 50}]}],
    ids=["no need", "all committed", "of no weight"])
def test_a_plan_of_nothing_stands_where_nothing_is_asked_or_left(book: Book) -> None:
    assert optimiser.optimise(book).allocation["Amount"].sum() in (0, 50)


def test_a_need_of_ten_beside_a_budget_of_a_billion_is_met() -> None:
    """The proportional step is scaled by what a cell can take, not by what a fund has."""
    for budget in (2e8, 1e10, 1e12):
        plan = optimiser.optimise({
            "Needs": [{"Recipient": "A", "Activity": "x", "Need": 10},
                      {"Recipient": "B", "Activity": "x", "Need": 7}],
            "Budgets": [{"Fund": "F", "Donor": "D", "Budget": budget},
                        {"Fund": "G", "Donor": "D", "Budget": 3}]})
        assert plan.needs["Unmet"].sum() == 0


def partly() -> Book:
    """Return two recipients of which one donor alone may pay B, and no donor above 60% of one."""
    return {
        "Needs": [{"Recipient": r, "Activity": "x", "Need": 100} for r in "AB"],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 100},
                    {"Fund": "G", "Donor": "E", "Budget": 100, "For recipients": "A"}],
        "Rules": [{"Rule": "R", "Measure": "share of recipient", "Relation": "at most",
                   "Value": "60%", "For each": "donor; recipient"}]}


SAID = ("B gets nothing: only that keeps R (D, B). Raise R from 60% to 100%, by 40 percentage "
        "points (Rules!D2).")


def test_a_recipient_that_shares_leave_at_nothing_is_named_with_what_to_loosen(
        folder: Path, allocate: Command) -> None:
    """In the run, on the first page, in `Needs` and in `why`."""
    plan = optimiser.optimise(partly())
    assert [nothing_words(plan.solution, one) for one in plan.solution.at_nothing] == [SAID]
    optimiser.write(plan, folder / "plan.xlsx")
    sheets = pd.read_excel(folder / "plan.xlsx", sheet_name=None, header=None, engine="calamine")
    first = " ".join(sheets["Summary"].fillna("").astype(str).to_numpy().ravel().tolist())
    assert "Held at nothing by shares" in first
    assert "B gets nothing: only that keeps R (D, B)." in " ".join(first.split())
    assert SAID in sheets["Needs"].fillna("").astype(str).to_numpy()
    assert "B gets nothing: only that" in " ".join(
        allocate("why", "plan.xlsx", "--recipient", "B").stdout.split())
    assert SAID in " ".join(plan_text(plan, folder / "plan.xlsx", None).split())
    assert plan_json(plan, folder / "plan.xlsx", None)["at_nothing"] == [SAID]


def test_a_fund_that_a_key_leaves_at_nothing_is_named() -> None:
    """E has no money, and D gives as much as E: D's fund gives nothing, G's all that it has."""
    plan = optimiser.optimise({
        "Needs": [{"Recipient": "A", "Activity": "x", "Need": 2000}],
        "Budgets": [{"Fund": f"F{d}", "Donor": d, "Budget": b} for d, b in
                    zip("DEG", (500, 0, 500), strict=True)],
        "Donors": [{"Donor": d, "Group": group} for d, group in zip("DEG", "VVW", strict=True)],
        "Burden sharing": [{"Group": "V", "Key": "equal"}]})
    [one] = plan.solution.at_nothing
    said = nothing_words(plan.solution, one)
    assert said.startswith("FD gives nothing: only that keeps Burden sharing")
    assert said == left_words(plan.solution, 0)


def test_what_may_be_kept_by_giving_something_is_not_named() -> None:
    """B's capacity is 0, which is no share: that it gets nothing is said where it is held back."""
    book = partly() | {"Rules": [], "Capacity": [{"Recipient": "B", "Capacity": 0}]}
    assert optimiser.optimise(book).solution.at_nothing == ()
    # Of little weight, B gets nothing though it may.
    book = partly() | {"Rules": [], "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 100}],
                       "Recipients": [{"Recipient": "A", "Severity": 5}, {"Recipient": "B"}]}
    assert optimiser.optimise(book).solution.at_nothing == ()


def test_an_activity_that_three_shares_leave_at_nothing_is_said_once() -> None:
    book = thirds("exactly", "33.3%")
    book["Needs"] += [{"Recipient": r, "Activity": "y", "Need": 100} for r in "ABC"]
    for rule in book["Rules"]:
        rule |= {"Activities": "y", "Measure": "share of activity"}
    [one] = optimiser.optimise(book).solution.at_nothing
    assert (one.dimension, set(one.limits)) == ("activity", {"RA", "RB", "RC"})


def test_that_nothing_can_be_given_beside_a_need_of_millions_is_proved() -> None:
    """No experts are offered; a budget of 100 is little beside the need, and no less a plan."""
    found = failure({
        "Needs": [{"Recipient": "Serbia", "Activity": "u", "Need": 30_000_000,
                   "Expert-months": 20}],
        "Activities": [{"Activity": "u", "Expertise": "P"}],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 100}],
        "Expertise": [{"Donor": "D", "Expertise": "P", "Expert-months": 0}]})
    assert found.proved
    assert "Experts offered" in {one.kind for one in found.conflict}


def test_a_donor_of_little_that_holds_all_others_by_a_key_is_named_with_what_more_would_do(
        folder: Path, allocate: Command) -> None:
    """Four donors give 25% each, so a euro more of the poorest brings three of the others."""
    funds = {"Poland": 1_000_000, "Hungary": 800_000, "Czechia": 700_000, "Slovakia": 500}
    book: Book = {
        "Needs": [{"Recipient": r, "Activity": "x", "Need": 1_000_000} for r in "AB"],
        "Donors": [{"Donor": d, "Group": "V4"} for d in funds],
        "Budgets": [{"Fund": f"{d} fund", "Donor": d, "Budget": b} for d, b in funds.items()],
        "Burden sharing": [{"Group": "V4", "Key": "equal"}]}
    said = ("More of Budget Slovakia fund would let other money through as well: EUR 100,000 more "
            "would add 400,000 points, up to EUR 499,500 more.")
    plan = optimiser.optimise(book)
    assert plan.allocation["Amount"].sum() == 2_000
    assert left_words(plan.solution, 0).endswith(f". {said}")
    assert said in " ".join(plan_text(plan, folder / "plan.xlsx", None).split())
    optimiser.write(plan, folder / "plan.xlsx")
    first = pd.read_excel(folder / "plan.xlsx", sheet_name="Summary", header=None,
                          engine="calamine").fillna("").astype(str).to_numpy().ravel().tolist()
    assert said in " ".join(" ".join(first).split())
    assert said in " ".join(allocate("why", "plan.xlsx", "--fund", "Poland fund").stdout.split())
    # The re-solve of exactly what is said: 100,000 more of it, 400,000 more met.
    book["Budgets"][3]["Budget"] = 100_500
    assert optimiser.optimise(book).allocation["Amount"].sum() == 402_000


def test_of_limits_that_let_as_much_through_a_budget_is_named() -> None:
    """Hungary gives at most 24.1%: a euro of a budget, or one under that, lets 1.32 through."""
    keys = {"Poland": 500, "Hungary": 150, "Czechia": 220}
    budgets = {"Poland": 420_000, "Hungary": 3_000_000, "Czechia": 150_000}
    plan = optimiser.optimise({
        "Needs": [{"Recipient": "A", "Activity": "x", "Need": 10_000_000}],
        "Donors": [{"Donor": d, "Group": "V3", "GNI": key} for d, key in keys.items()],
        "Budgets": [{"Fund": f"{d} fund", "Donor": d, "Budget": b} for d, b in budgets.items()],
        "Burden sharing": [{"Group": "V3", "Key": "GNI", "Tolerance": "40%"}]})
    assert left_words(plan.solution, 1).endswith(
        " More of Budget Poland fund would let other money through as well: EUR 100,000 more "
        "would add 131,818 points, up to EUR 180,000 more.")


def test_a_share_that_ties_no_money_together_names_no_lever() -> None:
    """Without the key each euro of the poorest meets a euro of need, and no more."""
    plan = optimiser.optimise({
        "Needs": [{"Recipient": "A", "Activity": "x", "Need": 1_000_000}],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 500},
                    {"Fund": "G", "Donor": "E", "Budget": 1_000_000}],
        "Rules": [{"Rule": "R", "Donors": "E", "Measure": "amount", "Relation": "at most",
                   "Value": 1_000}]})
    assert "let other money through" not in left_words(plan.solution, 1)
