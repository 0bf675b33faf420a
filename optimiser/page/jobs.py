"""What the page has done in the other process, with the library."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import optimiser
from optimiser.api.plans import Plan
from optimiser.api.progress import Progress, Tell
from optimiser.api.what_if import what_if_from
from optimiser.frozen import frozen
from optimiser.tables.table import Inputs

if TYPE_CHECKING:
    from optimiser.api.futures import Decision
    from optimiser.plan.judgements import Judgements
    from optimiser.review.compare import Comparison
    from optimiser.scenarios.changes import Change
    from optimiser.scenarios.frontier import Frontier
    from optimiser.scenarios.over_budget import BudgetFrontier
    from optimiser.scenarios.uncertainty import Uncertainty
    from optimiser.solving.engines.places import Ended


def keep(plan: Plan, path: Path) -> None:
    """Put a plan into a file of the session's own folder, and beside it where its solve ended."""
    path.write_bytes(pickle.dumps(replace(plan, ended={})))
    _ended(path).write_bytes(pickle.dumps(plan.ended))


def kept(path: Path) -> Plan:
    """Return a plan that this program put there; only this user may write in that folder."""
    plan: Plan = pickle.loads(path.read_bytes())  # noqa: S301 - our own file
    return plan


def _ended(plan: Path) -> Path:
    """Return the file that only another solve reads."""
    return plan.with_name("ended")


def _kept_end(plan: Path | None) -> Ended:
    """Return where the solve of a plan ended; nothing for no plan, or one that is gone."""
    try:
        ended: Ended = {} if plan is None else pickle.loads(  # noqa: S301 - our own file
            _ended(plan).read_bytes())
    except FileNotFoundError:
        return {}
    return ended


@frozen
class Solve:
    """A plan of inputs with changes; the result is the seconds that it took.

    It begins where the plan in the file `parent` ended, None where it has none. `earlier` names
    the earlier plan among the inputs, "" for none.
    """

    inputs: Inputs
    changes: Sequence[Change]
    target: Path
    parent: Path | None = None
    earlier: str = ""

    def run(self, tell: Tell) -> float:
        """Solve, and put the plan in its place."""
        plan = what_if_from(self.inputs, self.changes, _kept_end(self.parent), tell)
        options = {**plan.options, "earlier": self.earlier} if self.earlier else plan.options
        keep(replace(plan, options=options), self.target)
        return sum(plan.seconds.values())


@frozen
class CompareFile:
    """A version beside the plan of a file: an output as it stands, or inputs, which are solved."""

    version: Path
    name: str
    file: Path

    def run(self, tell: Tell) -> Comparison:
        """Compare."""
        tell(Progress("Reading and comparing"))
        return optimiser.compare(kept(self.version), self.file, names=(self.name, ""))


@frozen
class Weights:
    """How far each severity, priority and weight may move before a version's plan changes."""

    version: Path

    def run(self, tell: Tell) -> Judgements:
        """Solve again, and find the ranges."""
        tell(Progress("Finding how far each weight may move"))
        return optimiser.weights(kept(self.version))


@frozen
class Scenarios:
    """One decision for the futures of the sheet Scenarios."""

    inputs: Inputs
    aim: str
    reserve: float

    def run(self, tell: Tell) -> Decision:
        """Decide."""
        return optimiser.decide(self.inputs, aim=self.aim, reserve=self.reserve, progress=tell)


@frozen
class Samples:
    """Draws of the uncertain needs."""

    inputs: Inputs
    samples: int
    seed: int

    def run(self, tell: Tell) -> Uncertainty:
        """Draw and solve, telling how many are done."""
        tell(Progress("Solving the plan"))
        drawing = optimiser.sampling(self.inputs, seed=self.seed)
        found = []
        for piece in drawing.pieces(range(self.samples)):
            found += piece
            tell(Progress("Solving samples", len(found), self.samples))
        return drawing.result(found, self.samples)


@frozen
class TradeOff:
    """The frontier between most need met and lowest coverage."""

    inputs: Inputs
    points: int

    def run(self, tell: Tell) -> Frontier:
        """Solve every point."""
        return optimiser.frontier(self.inputs, points=self.points, progress=tell)


@frozen
class OverBudget:
    """The best plan with less money and with more; `fund` is "" where all budgets change."""

    inputs: Inputs
    points: int
    fund: str

    def run(self, tell: Tell) -> BudgetFrontier:
        """Solve every point."""
        return optimiser.over_budget(self.inputs, points=self.points, fund=self.fund or None,
                                     progress=tell)
