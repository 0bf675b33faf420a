"""What the library offers; `optimiser` names it all."""

from optimiser.api.costs import costs, with_costs
from optimiser.api.futures import Decision, decide, frontier, over_budget, sample, sampling
from optimiser.api.plans import (
    Plan,
    check,
    export,
    load,
    optimise,
    write,
    write_html,
)
from optimiser.api.reviews import compare, pages, verify, weights, why
from optimiser.api.starts import new, with_rates
from optimiser.api.what_if import what_if, write_changed

__all__ = [
    "Decision", "Plan", "check", "compare", "costs", "decide", "export", "frontier", "load", "new",
    "optimise", "over_budget", "pages", "sample", "sampling", "verify", "weights", "what_if",
    "why", "with_costs", "with_rates", "write", "write_changed", "write_html",
]
