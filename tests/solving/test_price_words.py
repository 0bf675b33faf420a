"""Sentences on prices: every figure in their text against a re-solve of exactly what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from test_held_back import plan_of
from test_prices import EXAMPLE, SEEDS, Case, case, optima

import optimiser
from optimiser.plan.price_words import price_words
from optimiser.plan.types import Solution
from optimiser.solving.explaining.prices import Prices, price_results

WINTER = Path(__file__).parents[1] / "reference" / "winter-inputs.xlsx"
SIZE = r"(?:[A-Z]{3} )?([\d,.]+)(?: expert-months?)?"
STEP = re.compile(
    rf"{SIZE} (more|less) would (add|lose) (less than |at most |at least )?([\d,.]+)( million)? points?"
    rf"(?:, up to {SIZE} (?:more|less))?")
NO_PLAN = re.compile(r"any (more|less) leaves no plan", re.I)
TOO_SMALL = re.compile(rf"less than {SIZE} (more|less) changes the price", re.I)
SAME = re.compile(rf"(more|less) would change no points(?:, up to {SIZE} (?:more|less))?", re.I)
IDLE = re.compile(r"moving it changes no points(?:, unless it (.+)\.)?", re.I)
POINT = re.compile(r" One percentage point of this share is [A-Z]{3} [\d,.]+ in this plan\.$")
END = re.compile(rf"(rises|falls) by more than {SIZE}")
UP = {"more": 1.0, "less": -1.0, "rises": 1.0, "falls": -1.0}


@dataclass(frozen=True)
class Said:
    """A claim of a sentence: moved `by`, the most points change by `gain`, to `within`."""

    by: float
    gain: float
    within: float


def sentences(found: Case, plan: Solution) -> Iterator[tuple[int, str]]:
    """Yield each limit's row with what is said of its price."""
    results = price_results(found.program, plan.standings, found.prices)
    for block, result, first in zip(plan.families, results, found.program.first_row.tolist(),
                                    strict=False):
        for at in range(len(block) if block.is_shown else 0):
            words = price_words(plan, block, result, at)
            if words:
                yield first + at, words


def figure(text: str | None) -> float:
    return float(text.replace(",", "")) if text else np.inf


def claims(words: str) -> list[Said]:
    """Return what a sentence claims: at its step, and as far as it says that this holds.

    No clause is passed over: each of a way up and a way down is one that is known here.
    """
    made: list[Said] = []
    first, _, _ = POINT.sub("", words).partition(" It is full in the plan of most points;")
    known = [*STEP.findall(first), *NO_PLAN.findall(first), *SAME.findall(first),
             *TOO_SMALL.findall(first), *IDLE.findall(first)]
    assert len(known) == first.count("; ") + 1, words
    for size, way, verb, less, worth, million, reach in STEP.findall(first):
        by, gain = figure(size), figure(worth) * (1e6 if million else 1) * (
            1 if verb == "add" else -1)
        within = 0.0501e6 if million else 0.501 if abs(gain) >= 100 else 0.00501
        if less == "less than ":
            gain, within = 0.0, 0.01
        made.append(Said(UP[way] * by, gain, within))
        if reach:
            assert figure(reach) >= by, words
            made.append(Said(UP[way] * figure(reach), gain * figure(reach) / by,
                             within * figure(reach) / by))
    made += [Said(UP[way] * 0.01, -np.inf, 0.0) for way in NO_PLAN.findall(first)]
    made += [Said(UP[way.lower()] * min(figure(reach), 1e6), 0.0, 0.01)
             for way, reach in SAME.findall(first)]
    for ends in IDLE.findall(first):
        far = {"rises": 1e6, "falls": 1e6} | {way: figure(size) for way, size in
                                              END.findall(ends)}
        made += [Said(UP[way] * size, 0.0, 0.01) for way, size in far.items()]
    return made


def check(found: Case, plan: Solution) -> int:
    """Hold every claim of every sentence against a re-solve; return how many there were."""
    scale = found.program.scale * found.program.weight_scale
    best, held = optima(found), 0
    for row, words in sentences(found, plan):
        for said in claims(words):
            value = optima(found, row, said.by / float(found.program.row_scale[row]))
            if np.isinf(said.gain):
                assert np.isinf(value).any(), (row, words)
            else:
                gain = -(value[-1] - best[-1]) * scale
                # A solver's tolerance counts at the size of the optimum.
                within = said.within + 1e-9 * abs(best[-1]) * scale
                assert gain == pytest.approx(said.gain, abs=within), (row, words, said, gain)
            held += 1
    return held


@pytest.mark.parametrize("seed", SEEDS)
def test_sentences_on_prices_of_random_problems_agree_with_a_re_solve(seed: int) -> None:
    found, plan = case(seed), plan_of(seed)
    if found is not None and plan is not None:
        check(found, plan)


@pytest.mark.parametrize("book", [EXAMPLE, WINTER], ids=["example", "winter"])
def test_sentences_on_prices_of_real_books_agree_with_a_re_solve(book: Path) -> None:
    found, plan = case(book), plan_of(book)
    assert found is not None
    assert plan is not None
    assert check(found, plan) > 20


def test_without_ranges_a_price_is_said_to_be_the_most_and_the_least() -> None:
    """A large problem gets one optimum's duals: each unit more adds no more, one less no less."""
    found, plan = case(EXAMPLE), plan_of(EXAMPLE)
    assert found is not None
    assert plan is not None
    unknown = np.full(found.program.linear.rows, np.nan)
    between = (found.prices.more + found.prices.less) / 2
    quick = replace(found, prices=Prices(between, between, unknown, unknown))
    said = [words for _, words in sentences(quick, plan) if "points;" in words]
    assert len(said) > 20
    # A limit that asks for at least so much costs points: more of it takes at least as many.
    assert all(re.match(r"\S+ .*more would (add at most|lose at least) .* less would "
                        r"(lose at least|add at most) ", words) for words in said), [
        words for words in said if " at " not in words]


BOOK: dict[str, list[dict[str, object]]] = {
    "Needs": [{"Recipient": "A", "Activity": "x", "Need": 100_000_000}],
    "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 60_000_500}]}


def test_each_way_says_its_own_step_and_its_own_gain() -> None:
    # 39,999,500 more are needed at weight 1; a floor of 60,000,000 lets 500 be taken away.
    book = BOOK | {"Rules": [{"Rule": "floor", "Measure": "amount", "Relation": "at least",
                              "Value": 60_000_000}]}
    limits = optimiser.optimise(book, ranges=True).table("Limits").set_index("Name")
    assert limits.loc["Budget F"]["What it would do"] == (
        "EUR 100,000 more would add 100,000 points, up to EUR 39,999,500 more; "
        "EUR 100 less would lose 100 points, up to EUR 500 less.")


@pytest.mark.parametrize(("measure", "base"), [("share of total", 200_000), ("coverage", 300_000),
                                               ("share of budget", 400_000)])
def test_the_price_of_a_share_says_how_much_money_a_percentage_point_is(measure: str,
                                                                        base: int) -> None:
    """A is needed more: at most a quarter of what is counted, 300,000 of which 100,000 is there."""
    share = 0.25
    book: dict[str, list[dict[str, object]]] = {
        "Needs": [{"Recipient": "A", "Activity": "x", "Need": 300_000, "Weight": 2},
                  {"Recipient": "B", "Activity": "x", "Need": 150_000}],
        "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 400_000}],
        "Rules": [{"Rule": "R", "Recipients": "A", "Measure": measure, "Relation": "at most",
                   "Value": share}]}
    limits = optimiser.optimise(book, ranges=True).table("Limits").set_index("Name")
    assert limits.loc["R"]["Limit"] == base * share
    assert limits.loc["R"]["What it would do"].endswith(
        f" One percentage point of this share is EUR {base // 100:,} in this plan.")
    assert "percentage" not in str(limits.loc["Budget F"]["What it would do"])


def test_what_leaves_no_plan_is_said_to() -> None:
    book = BOOK | {"Rules": [{"Rule": "floor", "Measure": "amount", "Relation": "at least",
                              "Value": 60_000_500}]}
    limits = optimiser.optimise(book, ranges=True).table("Limits").set_index("Name")
    assert limits.loc["floor"]["What it would do"].startswith("Any more leaves no plan; less ")


def test_a_price_beside_room_says_that_later_objectives_made_the_room() -> None:
    found = [str(words) for words in optimiser.optimise(
        EXAMPLE, ranges=True).table("Limits").query(
        "Status == 'Not binding'")["What it would do"] if words]
    assert found
    assert all("later objectives moved money elsewhere (0.2% of the points" in words
               for words in found)


def test_prices_of_made_grants_say_so() -> None:
    plan = plan_of(WINTER)
    found = case(WINTER)
    assert plan is not None
    assert found is not None
    assert all(words.startswith("With the grants that are made, ")
               for _, words in sentences(found, plan))


def test_a_limit_with_room_and_a_price_and_a_full_one_without_say_why() -> None:
    """In words beside the figures, needs included: neither is left to be wondered at."""
    plan = optimiser.optimise(EXAMPLE)
    found = plan.table("Limits")
    price, room = found["Shadow price"], found["Status"] == "Not binding"
    for rows, said in ((found[room & (price > 0)], "full in the plan of most points"),
                       (found[(found["Status"] == "Binding") & (price == 0)], "no points")):
        assert len(rows) > 3
        assert rows["What it would do"].str.contains(said).all(), said
    funds = plan.table("Funds")
    priced = funds["One more unit"].apply(lambda value: value not in (None, 0, 0.0, ""))
    asked = funds["In words"].str.contains("allocate frontier .* --over budget --fund")
    assert (asked == priced).all()
    assert asked.any()
