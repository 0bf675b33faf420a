"""Allocate funds to needs: read, check, optimise, write.

>>> import optimiser
>>> inputs = optimiser.load({
...     "Needs": [{"Recipient": "Serbia", "Activity": "Asylum support", "Need": 100}],
...     "Budgets": [{"Fund": "Regional fund", "Donor": "EU", "Budget": 60}],
... })
>>> optimiser.check(inputs)
()
>>> plan = optimiser.optimise(inputs)
>>> float(plan.allocation["Amount"].sum())
60.0
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

# First: what it does is for the time that the others take to load.
import optimiser.starting as _starting  # noqa: F401  # loading it is all

if TYPE_CHECKING:
    from optimiser.api.costs import costs, with_costs
    from optimiser.api.futures import decide, frontier, over_budget, sample, sampling
    from optimiser.api.plans import Plan, check, export, load, optimise, write, write_html
    from optimiser.api.reviews import compare, pages, verify, weights, why
    from optimiser.api.starts import new, with_rates
    from optimiser.api.what_if import what_if, write_changed
    from optimiser.errors import (
        AllocateError,
        AuditError,
        InputError,
        NoPlanError,
        NotProvedError,
        OutputError,
        UsageError,
    )
    from optimiser.scenarios import changes
    from optimiser.tables.findings import Finding, Place, Severity
    from optimiser.tables.table import Inputs
else:
    _HOMES = {
        "api.costs": ("costs", "with_costs"),
        "api.futures": ("decide", "frontier", "over_budget", "sample", "sampling"),
        "api.plans": ("Plan", "check", "export", "load", "optimise", "write", "write_html"),
        "api.reviews": ("compare", "pages", "verify", "weights", "why"),
        "api.starts": ("new", "with_rates"),
        "api.what_if": ("what_if", "write_changed"),
        "errors": ("AllocateError", "AuditError", "InputError", "NoPlanError", "NotProvedError",
                   "OutputError", "UsageError"),
        "tables.findings": ("Finding", "Place", "Severity"),
        "tables.table": ("Inputs",),
    }
    """Where each name stands: the command asks for few, and waits for no others to be loaded."""

    def __getattr__(name: str) -> Any:
        """Load what is asked for, when it is first asked for."""
        if name == "changes":
            return import_module("optimiser.scenarios.changes")
        for home, names in _HOMES.items():
            if name in names:
                globals()[name] = found = getattr(import_module(f"{__name__}.{home}"), name)
                return found
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})

__all__ = [
    "AllocateError",
    "AuditError",
    "Finding",
    "InputError",
    "Inputs",
    "NoPlanError",
    "NotProvedError",
    "OutputError",
    "Place",
    "Plan",
    "Severity",
    "UsageError",
    "changes",
    "check",
    "compare",
    "costs",
    "decide",
    "export",
    "frontier",
    "load",
    "new",
    "optimise",
    "over_budget",
    "pages",
    "sample",
    "sampling",
    "verify",
    "weights",
    "what_if",
    "why",
    "with_costs",
    "with_rates",
    "write",
    "write_changed",
    "write_html",
]
