"""Small inputs in memory for the tests of the library."""

from __future__ import annotations

from typing import Any

Book = dict[str, list[dict[str, Any]]]


def two_futures() -> Book:
    """Two recipients need 100 each, one fund of 150; a future for each in which it needs none."""
    return {
        "Needs": [{"Recipient": name, "Activity": "Reception", "Need": 100, "Uncertainty": 0.2}
                  for name in ("Serbia", "Albania")],
        "Budgets": [{"Fund": "Regional fund", "Donor": "EU", "Budget": 150}],
        "Scenarios": [{"Scenario": f"no {name}", "Table": "Needs", "Recipient": name,
                       "Change": "set to", "Value": 0} for name in ("Serbia", "Albania")]}


CEILING = "Rule,Recipients,Measure,Relation,Value\nR1,Serbia,amount,at most,30\n"
"""A file of rules: Serbia gets at most 30."""
