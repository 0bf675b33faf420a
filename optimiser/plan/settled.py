"""A plan that stands, with what explains it found when somebody asks."""

from __future__ import annotations

import threading
from collections.abc import Callable

from optimiser.plan.types import Solution


class Settled:
    """A plan that is settled on, rounded and proved; explained once somebody asks.

    `plan` is what it is so far. To pickle it is to ask.
    """

    def __init__(self, plan: Solution, explain: Callable[[], Solution] | None = None) -> None:
        self.plan = plan
        self._explain = explain
        self._asking = threading.Lock()

    def explained(self) -> Solution:
        """Return the plan with prices, what holds needs back, what wishes cost."""
        with self._asking:
            if self._explain is not None:
                self.plan, self._explain = self._explain(), None
        return self.plan

    def __reduce__(self) -> tuple[type[Settled], tuple[Solution]]:
        """Return how it is made anew from what it is when explained."""
        return Settled, (self.explained(),)
