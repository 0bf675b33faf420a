"""Times of the steps of a whole run, each without those within it, and the most memory it held."""

from __future__ import annotations

import functools
import importlib
import resource
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

STEPS = {
    "read": ("optimiser.api.arguments", "inputs_of"),
    "check": ("optimiser.api.plans", "sound"),
    "problem": ("optimiser.problem.build", "build_problem"),
    "model": ("optimiser.solving.solve", "build_program"),
    "linear program": ("optimiser.solving.solve", "solve_stages"),
    "proportional": ("optimiser.solving.solve", "nearest_to_proportional"),
    "few payments": ("optimiser.solving.solve", "few_payments"),
    "rounding": ("optimiser.solving.solve", "round_plan"),
    "limits' results": ("optimiser.solving.solve", "limit_results"),
    "audit": ("optimiser.audit", "audit"),
    "prices": ("optimiser.solving.solve", "shadow_prices"),
    "held back": ("optimiser.solving.solve", "explain_plan"),
    "sheets": ("optimiser.report.workbook", "pages"),
    "writing": ("optimiser.report.workbook", "_write"),
    "guard": ("optimiser.report.workbook", "write_whole"),
}
"""What each step is done by, named where it is called."""


class Steps:
    """Processor seconds by step: all threads count, those that find prices beside it too."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._open = threading.local()

    def watch(self, steps: Iterable[str] = tuple(STEPS)) -> None:
        """Time some steps from now on."""
        for step in steps:
            module_name, name = STEPS[step]
            module = importlib.import_module(module_name)
            setattr(module, name, self._timed(step, getattr(module, name)))

    def _timed(self, step: str, job: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(job)
        def timed(*args: Any, **kwargs: Any) -> Any:
            inner = getattr(self._open, "within", 0.0)
            self._open.within = 0.0
            began = used()
            try:
                return job(*args, **kwargs)
            finally:
                took = used() - began
                self.seconds[step] += took - self._open.within
                self._open.within = inner + took

        return timed


def used() -> float:
    """Return the processor seconds of this process and of those that it started and that ended."""
    return sum(use.ru_utime + use.ru_stime for use in map(
        resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def most_memory() -> float:
    """Return the most memory that this process held, in GB."""
    unit = 1024 if sys.platform != "darwin" else 1
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9
