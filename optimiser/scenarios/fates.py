"""What plans for now come to in a future: every plan that was made is tried in each scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from optimiser.frozen import frozen
from optimiser.problem.arrays import Floats, Ints
from optimiser.scenarios.choices import least_of_each
from optimiser.scenarios.extensive import Extensive, Key, decided_now
from optimiser.solving.engines import highs
from optimiser.solving.engines.many_bounds import least_at_each
from optimiser.solving.engines.runner import Runner

Amounts = Mapping[Key, float]
"""Money by (fund, recipient, activity, period), in base currency."""


@frozen(eq=False)
class Plans:
    """Plans beside each other, in base currency: 200 plans by 200 scenarios ask 10^7 amounts.

    `amounts` has a row a plan and a column a key, by `place`, and one more of nothing at the end.
    """

    place: Mapping[Key, int]
    amounts: Floats

    def given(self, keys: Sequence[Key]) -> Floats:
        """Return what each plan gives at these keys, shape (plans, keys)."""
        nothing = len(self.place)
        return self.amounts[:, [self.place.get(key, nothing) for key in keys]]

    def of_funds(self, funds: int) -> Floats:
        """Return what each plan takes from each fund, shape (plans, funds)."""
        fund = np.array([key[0] for key in self.place], np.int64)
        return np.stack([np.bincount(fund, row[:-1], funds) for row in self.amounts])


def beside_each_other(plans: Sequence[Amounts]) -> Plans:
    """Return plans by the keys at which any of them gives something."""
    place = {key: at for at, key in enumerate(dict.fromkeys(
        key for plan in plans for key in plan))}
    amounts = np.zeros((len(plans), len(place) + 1))
    for number, plan in enumerate(plans):
        amounts[number, [place[key] for key in plan]] = list(plan.values())
    return Plans(place, amounts)


def most_met(program: Extensive, plans: Plans, now: frozenset[int], left: Floats | None) -> Floats:
    """Return the most that each plan meets in one scenario, given as planned or less.

    Shape (plans,), in base currency; `left` is what commitments leave of each fund where a part
    is kept back, shape (funds,), None where nothing is.
    """
    block = program.first
    most = plans.given([block.keys[cell] for cell in decided_now(block, now)]) / program.scale
    rows: Ints = program.given
    if left is not None:
        # What a plan gives out already is not there to be released.
        kept = np.maximum(left - plans.of_funds(len(left)), 0.0) / program.scale
        most = np.hstack([most, np.minimum(program.linear.row_upper[program.freed], kept)])
        rows = np.concatenate([rows, program.freed])
    linear = program.linear.with_cost(program.value(0))
    if len(linear.whole):
        found = np.array(least_of_each(linear, rows.tolist(), list(most), Runner(highs.solve)))
    else:
        found = least_at_each(linear, rows, most)
    return -found * program.scale
