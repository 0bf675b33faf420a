"""The most that a grant can be in the plans that are left: tight, and never below a plan's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import optimiser
from optimiser.model.limits.grants import GRANT_MADE
from optimiser.model.program import build_program
from optimiser.problem.build import build_problem
from optimiser.solving.engines import highs
from optimiser.solving.finding.tight_links import with_tight_links
from optimiser.vocabulary import Relation

BOOK: dict[str, list[dict[str, object]]] = {
    "Needs": [{"Recipient": r, "Activity": "x", "Need": 100} for r in "AB"],
    "Budgets": [{"Fund": "F", "Donor": "D", "Budget": 90},
                {"Fund": "G", "Donor": "E", "Budget": 80}],
    "Rules": [
        {"Rule": "some", "Recipients": "A", "Measure": "amount", "Relation": "at most",
         "Value": 30},
        {"Rule": "none", "Donors": "E", "Recipients": "A", "Measure": "amount",
         "Relation": "at most", "Value": 0}],
    "Objectives": [{"Order": 1, "Objective": "meet needs"},
                   {"Order": 2, "Objective": "fewest grants"}]}


def test_each_grant_is_tied_to_the_most_that_limits_let_it_be() -> None:
    """F may give A 30 and B 90, G nothing to A and 80 to B; stated are 90, 90, 80 and 80."""
    program = build_program(build_problem(optimiser.load(BOOK)))
    tight = with_tight_links(program, program.linear)
    grants = program.columns.grant
    [first] = [first for first, block in program.blocks(GRANT_MADE)
               if block.relation is Relation.AT_MOST]
    for linear, expected in ((program.linear, [90, 90, 80, 80]), (tight, [30, 90, 0, 80])):
        most = [-linear.value[linear.start[row]:linear.start[row + 1]][linear.index[
            linear.start[row]:linear.start[row + 1]] == grants.first + at][0] * program.scale
            for at, row in enumerate(range(first, first + len(grants)))]
        assert most == pytest.approx(expected, abs=0.01)
    assert tight.upper[grants.first:].tolist() == [1, 1, 0, 1]


def test_the_bound_that_a_search_begins_with_is_nearer_and_the_fewest_stay() -> None:
    program = build_program(build_problem(optimiser.load(BOOK | {"Rules": [
        *BOOK["Rules"], {"Rule": "all", "Measure": "amount", "Relation": "at least",
                         "Value": 105}]})))
    cost = np.zeros(program.linear.columns)
    cost[program.columns.grant.first:] = 1.0
    tight = with_tight_links(program, program.linear)
    whole = [highs.solve(one.with_cost(cost)).objective for one in (program.linear, tight)]
    # G gives B its 80 and F gives A 25 or more: one grant alone is 90 at most.
    assert whole == [2, 2]
    plain, near = (highs.solve(replace(one.with_cost(cost), whole=np.zeros(0, np.int64))).objective
                   for one in (program.linear, tight))
    assert plain < near - 0.001 <= 2
