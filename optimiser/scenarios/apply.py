"""The inputs of a scenario: the workbook's figures with the scenario's rows applied in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from optimiser.errors import UsageError
from optimiser.frozen import frozen
from optimiser.names import name_key
from optimiser.suggestions import nearest
from optimiser.tables.elements import Elements, read_elements
from optimiser.tables.selectors import select
from optimiser.tables.table import Inputs, Table
from optimiser.words import listing

FIGURE: Mapping[str, str] = {"Needs": "Need", "Budgets": "Budget", "Capacity": "Capacity",
                             "Expertise": "Expert-months",
                             "Exchange rates": "Per unit of base"}
"""The column that a scenario changes in each table."""
_SELECTORS = {"Donor": "donor", "Fund": "fund", "Recipient": "recipient",
              "Activity": "activity", "Period": "period"}


@frozen
class Scenario:
    """A possible future: its name as first written, and how likely it is."""

    name: str
    probability: float


def scenarios_of(inputs: Inputs) -> tuple[Scenario, ...]:
    """Return the scenarios in the order of their first rows; equally likely where none says."""
    table = inputs.table("Scenarios")
    shown: dict[str, str] = {}
    chance: dict[str, float] = {}
    for name, probability in zip(table.text("Scenario"), table.number("Probability").tolist(),
                                 strict=True):
        shown.setdefault(name_key(name), str(name))
        if not np.isnan(probability):
            chance.setdefault(name_key(name), probability)
    even = 1.0 / len(shown) if shown else 0.0
    return tuple(Scenario(name, chance.get(key, even if not chance else 0.0))
                 for key, name in shown.items())


def in_scenario(inputs: Inputs, name: str) -> Inputs:
    """Return the inputs as they are in a scenario; raise UsageError where there is none such."""
    table = inputs.table("Scenarios")
    rows = [row for row, one in enumerate(table.text("Scenario"))
            if name_key(one) == name_key(name)]
    if not rows:
        raise UsageError(f"There is no scenario {name}.{_known(inputs, name)}",
                         "Name one of the sheet Scenarios.")
    elements, tables = read_elements(inputs), dict(inputs.tables)
    for row in rows:
        of = str(table.text("Table")[row])
        changed = next((kept for kept in FIGURE if name_key(kept) == name_key(of)), of)
        if changed in tables:
            tables[changed] = _change(table, row, tables[changed], elements)
    return replace(inputs, tables=tables)


def _known(inputs: Inputs, name: str) -> str:
    names = [one.name for one in scenarios_of(inputs)]
    if near := nearest(name, names, 1):
        return f" Did you mean {near[0]}?"
    return f" There are {listing(names)}." if names else " The inputs have no scenarios."


def _change(scenarios: Table, row: int, table: Table, elements: Elements) -> Table:
    """Return a table with one row of `Scenarios` applied; no figure falls below 0."""
    heading = FIGURE[table.name]
    figures = table.number(heading).copy()
    value = float(scenarios.number("Value")[row])
    chosen = _chosen(scenarios, row, table, elements) & ~np.isnan(figures)
    match str(scenarios.text("Change")[row]).casefold():
        case "multiply by":
            figures[chosen] *= value
        case "add":
            figures[chosen] += value
        case _:
            figures[chosen] = value
    return replace(table, values={**table.values, heading: np.maximum(figures, 0.0)})


def _chosen(scenarios: Table, row: int, table: Table,
            elements: Elements) -> npt.NDArray[np.bool_]:
    """Tell which rows of a table a row of `Scenarios` selects, shape (rows,)."""
    chosen = np.ones(len(table), dtype=bool)
    for heading, dimension in _SELECTORS.items():
        selection = select(str(scenarios.text(heading)[row]), dimension, elements)
        if selection.members is None:
            continue
        if heading not in table.values:
            return np.zeros(len(table), dtype=bool)
        found = elements.index(dimension).find_all(table.text(heading))
        chosen &= np.isin(found, list(selection.members))
    return chosen
