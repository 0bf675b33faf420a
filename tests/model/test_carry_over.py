"""What is left of a budget: how much of it may be spent later, and when it lapses."""

from __future__ import annotations

import random
from fractions import Fraction

import pulp
import pytest
from seeds import seeds

import optimiser
from optimiser.plan.types import Status
from optimiser.tables.reading import read_inputs

Book = dict[str, list[dict[str, object]]]
QUARTERS = ("2016-Q1", "2016-Q2", "2016-Q3", "2016-Q4")
HALVES = [{"Period": q, "Within": half} for q, half in zip(
    QUARTERS, ("winter", "winter", "summer", "summer"), strict=True)]
LISTED = [*HALVES, {"Period": "winter"}, {"Period": "summer"}]


def book(budgets: list[float], needs: list[float], carry: list[object],
         periods: list[dict[str, object]] | None = None) -> Book:
    """One fund, one recipient: budgets, needs and `Carry over` quarter by quarter."""
    return {
        "Needs": [{"Recipient": "Serbia", "Activity": "aid", "Period": quarter, "Need": need}
                  for quarter, need in zip(QUARTERS, needs, strict=False)],
        "Budgets": [{"Fund": "F", "Donor": "EU", "Period": quarter, "Budget": budget,
                     "Carry over": said}
                    for quarter, budget, said in zip(QUARTERS, budgets, carry, strict=True)],
        **({"Periods": periods} if periods else {}),
    }


def given(plan: optimiser.Plan) -> dict[str, float]:
    rows = plan.allocation.groupby("Period")["Amount"].sum()
    return {str(period): float(amount) for period, amount in rows.items()}


@pytest.mark.parametrize(("carry", "periods", "expected"), [
    # Budgets 100 a quarter; needs 40, 100, 300, 300.
    # yes: 40 + 100, then what is left of 400 goes to the third quarter and the fourth.
    (["yes"] * 4, None, 40 + 100 + 260),
    # 20%: 20 of the 60 left in Q1 reach Q2, which leaves 20 for Q3: 120 there, 100 in Q4.
    (["20%"] * 4, None, 40 + 100 + 120 + 100),
    # What is left of the first half lapses with it.
    (["yes"] * 4, LISTED, 40 + 100 + 200),
    # Unless the row says otherwise: the last of the half does.
    (["yes, no lapse"] * 4, LISTED, 40 + 100 + 260),
    (["yes", "30%, no lapse", "yes", "yes"], LISTED, 40 + 100 + 230),
    # A blank row does as the first of its fund that says something.
    (["20%", None, None, None], None, 40 + 100 + 120 + 100),
    # Nothing of the second quarter reaches the third: what Q1 left is lost with it.
    (["60%", "no", "60%", "60%"], None, 40 + 100 + 100 + 100),
])
def test_as_much_is_spent_as_carrying_over_allows(
        carry: list[object], periods: list[dict[str, object]] | None, expected: int) -> None:
    plan = optimiser.optimise(optimiser.load(book([100] * 4, [40, 100, 300, 300], carry, periods)))
    assert sum(given(plan).values()) == expected


def test_more_than_the_share_of_the_row_is_never_left_however_long_it_was_saved() -> None:
    # 50% of a row at most: 100 of Q1 and 100 of Q2 unspent leave 50 for Q3, not 100.
    plan = optimiser.optimise(optimiser.load(
        book([100, 100, 100, 0], [0, 0, 400, 0], ["50%"] * 4)))
    assert given(plan) == {"2016-Q3": 150.0}
    limits = plan.limits.set_index("Name")
    says = limits.loc["Budget F in 2016-Q3", "In words"]
    assert says == ("F pays at most EUR 150 in 2016-Q3; of which EUR 50 at most is left from "
                    "before.")
    assert limits.loc["Budget F in 2016-Q3", "Status"] == Status.BINDING.value


def test_what_has_lapsed_is_said() -> None:
    plan = optimiser.optimise(optimiser.load(
        book([100] * 4, [10, 10, 400, 10], ["yes"] * 4, LISTED)))
    assert given(plan) == {"2016-Q1": 10.0, "2016-Q2": 10.0, "2016-Q3": 100.0, "2016-Q4": 10.0}
    says = plan.limits.set_index("Name").loc["Budget F in 2016-Q3", "In words"]
    assert says == "F pays at most EUR 100 in 2016-Q3; what was left before has lapsed."


@pytest.mark.parametrize(("cell", "shown"), [
    ("YES", "yes"), (True, "yes"), (1, "yes"), ("No", "no"), (False, "no"), (0, "no"), (0.2, "20%"),
    ("20 %", "20%"), ("12,5%", "12.5%"), ("100%", "100%"), ("yes, no lapse", "yes, no lapse"),
    ("0.2; no lapse", "20%, no lapse"), ("20% without lapse", "20%, no lapse"),
])
def test_carry_over_is_yes_no_or_a_share(cell: object, shown: str) -> None:
    inputs = read_inputs(book([100] * 4, [100], [cell] * 4))
    assert inputs.findings == ()
    assert set(inputs.table("Budgets").text("Carry over").tolist()) == {shown}


@pytest.mark.parametrize(("cell", "code"), [
    ("maybe", "E125"), ("ano", "E125"), ("120%", "E125"), (-0.2, "E125"), ("20% of it", "E125"),
    ("no lapse", "E125"), (20, "E120"),
])
def test_anything_else_is_a_finding(cell: object, code: str) -> None:
    inputs = read_inputs(book([100] * 4, [100], [cell, "yes", "yes", "yes"]))
    assert [(f.code, f.place.cell) for f in inputs.findings] == [(code, "E2")]


def test_the_copied_inputs_say_what_holds_for_each_row() -> None:
    plan = optimiser.optimise(optimiser.load(book([100] * 4, [100] * 4, [0.2, None, "no", "30%"])
                                             | {"Tiers": []}))
    assert plan.table("Inputs Budgets")["Carry over"].tolist() == ["20%", "20%", "no", "30%"]


def drawn(seed: int) -> Book:
    """Two funds over four quarters, shares and lapses drawn, some of it committed."""
    chance = random.Random(seed)
    spelt = ["yes", "no", "25%", "50%", "100%", "30%, no lapse", "yes, no lapse", None]

    def said() -> list[object]:
        kept = [one for one in spelt if one != "yes"] if chance.random() < 0.5 else [
            one for one in spelt if one != "no"]
        return [chance.choice(kept) for _ in QUARTERS]

    one = book([chance.randint(0, 90) for _ in QUARTERS], [], said(),
               LISTED if chance.random() < 0.6 else None)
    other = [{**row, "Fund": "G", "Budget": chance.randint(0, 90), "Carry over": how}
             for row, how in zip(one["Budgets"], said(), strict=True)]
    one["Budgets"] += other
    one["Needs"] = [
        {"Recipient": name, "Activity": "aid", "Period": quarter, "Need": chance.randint(0, 120),
         "Weight": chance.randint(1, 3)}
        for name in ("Serbia", "Albania") for quarter in QUARTERS]
    first = one["Needs"][0]
    if first["Need"] >= 5 and one["Budgets"][0]["Budget"] >= 5:
        one["Commitments"] = [{"Fund": "F", "Recipient": "Serbia", "Activity": "aid",
                               "Period": QUARTERS[0], "Amount": 5}]
    return one


def most_carried(tables: Book, fund: str) -> list[float | None]:
    """Return what the fund may leave for the next quarter, read from the book's own words."""
    rows = [row for row in tables["Budgets"] if row["Fund"] == fund]
    says = [str(row["Carry over"] or "") for row in rows]
    first = next((one for one in says if one not in ("", "no")), "no")
    left: list[float | None] = []
    for at, row in enumerate(rows):
        own = says[at] or first
        share = own.split(",")[0]
        lapses = "Periods" in tables and at % 2 == 1 and "no lapse" not in own
        left.append(0.0 if lapses or share == "no" else None if share == "yes" else
                    float(share.rstrip("%")) / 100 * float(str(row["Budget"])))
    return left


def most_met(tables: Book) -> float:
    """Return the most weighted need that can be met, by a store of money that is drawn from."""
    model = pulp.LpProblem("store", pulp.LpMaximize)
    cells = {(fund, at, quarter): pulp.LpVariable(f"x_{fund}_{at}_{quarter}".replace("-", ""), 0)
             for fund in "FG" for at, need in enumerate(tables["Needs"])
             for quarter in [need["Period"]]}
    committed = {"F": 5.0 if "Commitments" in tables else 0.0, "G": 0.0}
    model += pulp.lpSum(float(str(tables["Needs"][at]["Weight"])) * x
                        for (_, at, _), x in cells.items())
    for at, need in enumerate(tables["Needs"]):
        given_before = 5.0 if at == 0 and "Commitments" in tables else 0.0
        model += pulp.lpSum(cells[fund, at, need["Period"]] for fund in "FG") <= (
            float(str(need["Need"])) - given_before)
    for fund in "FG":
        before: pulp.LpVariable | float = 0.0
        rows = [row for row in tables["Budgets"] if row["Fund"] == fund]
        for at, (row, most) in enumerate(zip(rows, most_carried(tables, fund), strict=True)):
            left = pulp.LpVariable(f"left_{fund}_{at}", 0, most)
            spent = pulp.lpSum(x for (one, _, quarter), x in cells.items()
                               if one == fund and quarter == QUARTERS[at])
            spent += committed[fund] if at == 0 else 0.0
            model += spent + left <= float(str(row["Budget"])) + before
            before = left
    model.solve(pulp.PULP_CBC_CMD(msg=False))
    assert model.status == pulp.LpStatusOptimal
    return float(pulp.value(model.objective) or 0.0)


@pytest.mark.parametrize("seed", seeds(14, 60))
def test_a_store_of_money_that_is_drawn_from_leaves_as_much(seed: int) -> None:
    tables = drawn(seed)
    committed = Fraction(5 * int(str(tables["Needs"][0]["Weight"])) if "Commitments" in tables else 0)
    best = most_met(tables)
    if not best:
        return
    plan = optimiser.optimise(optimiser.load(tables))
    [stage] = [one for one in plan.stages if one.objective == "meet needs"]
    assert stage.value == pytest.approx(best + float(committed), abs=1e-6)
