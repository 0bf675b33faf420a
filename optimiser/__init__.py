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

# First: what it does is for the time that the others take to load.
import optimiser.starting as _starting  # noqa: F401  # loading it is all

# isort: split
from optimiser.api import (
    Plan,
    check,
    compare,
    costs,
    decide,
    export,
    frontier,
    load,
    new,
    optimise,
    over_budget,
    pages,
    sample,
    sampling,
    verify,
    weights,
    what_if,
    why,
    with_costs,
    with_rates,
    write,
    write_changed,
    write_html,
)
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
