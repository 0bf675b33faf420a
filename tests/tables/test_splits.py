"""Shares that cannot add up are kept by giving nothing alone, and that is said before it is done."""

from __future__ import annotations

import pytest
from small_books import Book, codes, only, places, rows, small_book

import optimiser

NEEDS = rows("Recipient|Activity|Need", ("Serbia", "Reception", 900), ("Albania", "Reception", 900),
             ("Kosovo", "Reception", 900))
BUDGETS = rows("Fund|Donor|Budget", ("Trust Fund", "EU", 800), ("Czech Aid", "Czechia", 200))
NAMES = ("Serbia", "Albania", "Kosovo")


def shared(relation: str, *values: object, measure: str = "share of total", **others: object) -> Book:
    """Return a book whose rules give these shares to the recipients, one after the other."""
    return small_book(Needs=NEEDS, Budgets=BUDGETS, Rules=[
        {"Rule": f"R{at}", "Recipients": NAMES[at], "Measure": measure, "Relation": relation,
         "Value": value, **others} for at, value in enumerate(values)])


@pytest.mark.parametrize(("relation", "values", "others", "total", "mended"), [
    ("exactly", (0.333, 0.333, 0.333), {}, "99.9%", "33.4%"),
    ("exactly", (0.5, 0.3, 0.3), {}, "110%", "20%"),
    ("at least", (0.4, 0.4, 0.4), {}, "120%", "20%"),
    ("at most", (0.3, 0.3, 0.3), {}, "90%", "40%"),
    ("exactly", (0.6, 0.3, 0.099), {"Donors": "EU", "measure": "share of donor"}, "99.9%", "10%"),
    ("exactly", (0.6, 0.3, 0.099), {"For each": "donor", "measure": "share of donor"}, "99.9%", "10%"),
    ("at least", (0.7, 0.5), {"Donors": "EU", "measure": "share of donor"}, "120%", "30%"),
    ("at least", (0.7, 0.5), {"Activities": "Reception"}, "120%", "30%"),
    ("exactly", (0.3, 0.3, 0.3), {"Strength": "should"}, "90%", "40%")])
def test_shares_of_one_sum_that_miss_100_are_named_and_the_remedy_mends_them(
        relation: str, values: tuple[float, ...], others: dict[str, object], total: str,
        mended: str) -> None:
    """The share that the remedy names in the last rule: nothing is left to say, money is given."""
    finding = only(shared(relation, *values, **others), "W323")  # type: ignore[arg-type]
    assert f"add up to {total}, " in finding.message
    assert finding.remedy == f"Make them add up to 100%, such as by {mended} here."
    again = shared(relation, *values[:-1], mended, **others)  # type: ignore[arg-type]
    assert codes(again) == []
    assert optimiser.optimise(optimiser.load(again)).funds["Allocated"].sum() > 990


@pytest.mark.parametrize(("relation", "values", "others"), [
    ("exactly", (1 / 3, 1 / 3, 1 / 3), {}), ("exactly", (0.333333333333333,) * 3, {}),
    ("at most", (0.5, 0.5, 0.5), {}), ("at least", (0.2, 0.2, 0.2), {}),
    ("exactly", (0.3, 0.3), {}), ("at most", (0.3, 0.3), {}),
    ("exactly", (0.3, 0.3, 0.3), {"Enabled": "no"}),
    ("exactly", (0.2, 0.2, 0.2), {"Donors": "EU"}),
    ("at most", (100, 100, 100), {"measure": "amount"})])
def test_shares_that_can_be_kept_by_giving_something_are_no_finding(
        relation: str, values: tuple[float, ...], others: dict[str, object]) -> None:
    assert codes(shared(relation, *values, **others)) == []  # type: ignore[arg-type]


def test_selections_that_overlap_may_add_up_to_more() -> None:
    book = small_book(Needs=NEEDS, Budgets=BUDGETS, Rules=rows(
        "Rule|Recipients|Measure|Relation|Value", ("A", "Serbia; Albania", "share of total", "at least", 0.6),
        ("B", "Albania; Kosovo", "share of total", "at least", 0.6)))
    assert codes(book) == []


@pytest.mark.parametrize(("measure", "each", "recipients"), [
    ("share of recipient", "recipient", None), ("share of recipient", None, "Albania"),
    ("share of activity", None, "Albania")])
def test_a_share_from_where_no_fund_may_pay_is_named_and_a_wider_earmark_mends_it(
        measure: str, each: str | None, recipients: str | None) -> None:
    def book(earmark: str | None) -> Book:
        return small_book(Needs=NEEDS, Budgets=rows(
            "Fund|Donor|Budget|For recipients", ("Trust Fund", "EU", 800, earmark),
            ("Czech Aid", "Czechia", 200, None)), Rules=rows(
            "Rule|Donors|Recipients|Measure|Relation|Value|For each",
            ("EU share", "EU", recipients, measure, "at least", 0.3, each)))
    assert places(book("Serbia; Kosovo"), "W324") == ["Rules!A2"]
    assert codes(book(None)) == []


ALONE = small_book(Needs=NEEDS, Budgets=rows(
    "Fund|Donor|Budget|For recipients|For activities", ("Trust Fund", "EU", 800, None, None),
    ("Czech Aid", "Czechia", 200, "Serbia; Albania", None)))


@pytest.mark.parametrize(("rule", "said"), [
    ({"For each": "donor; recipient"}, " for Kosovo / EU"),
    ({"For each": "recipient", "Donors": "EU"}, " for Kosovo"),
    ({"Recipients": "Kosovo", "Donors": "EU"}, ""),
    ({"Recipients": "Kosovo", "Funds": "Trust Fund", "Relation": "exactly"}, ""),
    ({"Activities": "Reception", "Measure": "share of total"}, ""),
    ({"Measure": "share of fund", "For each": "fund; activity"},
     " for Reception / Trust Fund and Reception / Czech Aid"),
    ({"Measure": "share of activity", "Recipients": "Serbia; Albania; Kosovo"}, "")])
def test_a_part_of_what_nobody_else_may_give_is_kept_by_giving_nothing_alone(
        rule: dict[str, object], said: str) -> None:
    book = ALONE | {"Rules": [{"Rule": "R", "Measure": "share of recipient",
                               "Relation": "at most", "Value": "60%"} | rule]}
    assert f"at most 60%{said}, where nobody else" in only(book, "W325").message
    assert "W325" not in codes(ALONE | {"Rules": [book["Rules"][0] | {"Value": "100%"}]})


@pytest.mark.parametrize("rule", [
    {"Recipients": "Serbia", "Donors": "EU"}, {"Donors": "EU", "Measure": "share of total"},
    {"Recipients": "Kosovo", "Donors": "EU", "Relation": "at least"},
    {"Recipients": "Kosovo", "Donors": "EU", "Strength": "should"},
    {"Recipients": "Kosovo", "Donors": "EU", "Enabled": "no"},
    {"Recipients": "Kosovo", "Donors": "EU", "Value": "0%"},
    {"Recipients": "Kosovo", "Measure": "amount", "Value": 100},
    {"Measure": "share of activity", "Recipients": "Serbia; Albania"},
    {"Measure": "share of fund", "For each": "fund; recipient"}])
def test_a_part_of_what_others_may_give_as_well_is_no_finding(rule: dict[str, object]) -> None:
    assert "W325" not in codes(ALONE | {"Rules": [
        {"Rule": "R", "Measure": "share of recipient", "Relation": "at most", "Value": "60%"}
        | rule]})


def keyed(*budgets: float, **key: object) -> Book:
    """Return a group of donors with these budgets, that share by a key without tolerance."""
    names = ("EU", "Czechia", "Poland")[:len(budgets)]
    return small_book(
        Needs=NEEDS, Budgets=[{"Fund": f"F{name}", "Donor": name, "Budget": budget}
                              for name, budget in zip(names, budgets, strict=True)],
        Donors=[{"Donor": name, "Group": "V", "GNI": size}
                for name, size in zip(names, (10, 1, 1), strict=False)],
        Burden_sharing=[{"Group": "V", "Key": "equal"} | key])


@pytest.mark.parametrize(("budgets", "key", "said"), [
    # By an equal key of three each gives what the smallest has: three times 5.
    ((500, 400, 5), {}, "V may give EUR 15 in all, of EUR 905."),
    # The EU's share is 10/12: what Poland's 2 allow is 24.
    ((500, 400, 2), {"Key": "GNI"}, "V may give EUR 24 in all, of EUR 902."),
    # With a tolerance of a half its 5 are half a share at least: 30.
    ((500, 400, 5), {"Tolerance": 0.5}, "V may give EUR 30 in all, of EUR 905.")])
def test_a_small_budget_that_holds_its_group_is_said_with_what_it_leaves(
        budgets: tuple[float, ...], key: dict[str, object], said: str) -> None:
    book = keyed(*budgets, **key)
    assert said in only(book, "W326").message
    most = float(said.split("EUR ")[1].split(maxsplit=1)[0])
    assert optimiser.optimise(book).funds["Allocated"].sum() == pytest.approx(most, abs=3)


@pytest.mark.parametrize(("budgets", "key"), [
    ((500, 400, 32), {}), ((500, 400, 5), {"Strength": "should"}),
    ((500, 400, 5), {"Tolerance": 0.9}), ((500, 400, 5), {"Key": "GNI; Nothing"}),
    ((500, 400, 5), {"Tolerance": 1})])
def test_a_group_that_may_give_a_tenth_or_is_not_held_is_no_finding(
        budgets: tuple[float, ...], key: dict[str, object]) -> None:
    assert "W326" not in codes(keyed(*budgets, **key))


@pytest.mark.parametrize(("relation", "value", "total", "mended"), [
    ("at most", 0.3, "90%", "33.4%"), ("at least", 0.4, "120%", "33.3%")])
@pytest.mark.parametrize("strength", ["must", "should"])
def test_one_rule_for_each_shares_a_sum_out_as_several_do(
        relation: str, value: float, total: str, mended: str, strength: str) -> None:
    """Of wishes as well: the plan that breaks them least gives nothing."""
    def book(share: object) -> Book:
        return small_book(Needs=NEEDS, Budgets=BUDGETS, Rules=[
            {"Rule": "R", "For each": "recipient", "Measure": "share of total", "Value": share,
             "Relation": relation, "Strength": strength}])

    finding = only(book(value), "W323")
    assert f"R (for each of 3) add up to {total}, " in finding.message
    assert finding.remedy == f"Make them add up to 100%, such as by {mended} here."
    assert codes(book(mended)) == []
    assert optimiser.optimise(book(mended)).needs["Allocated"].sum() > 0


@pytest.mark.parametrize("rule", [
    {"For each": "recipient", "Recipients": "Serbia; Albania", "Relation": "at most", "Value": 0.4},
    {"For each": "recipient", "Donors": "EU", "Relation": "at most", "Value": 0.2},
    {"For each": "region", "Relation": "at most", "Value": 0.2},
    {"For each": "recipient; donor", "Relation": "at most", "Value": 0.2}])
def test_a_rule_for_each_of_what_is_not_all_leaves_the_rest_to_others(rule: dict[str, object]) -> None:
    assert "W323" not in codes(small_book(Needs=NEEDS, Budgets=BUDGETS, Rules=[
        {"Rule": "R", "Measure": "share of total", **rule}]))
