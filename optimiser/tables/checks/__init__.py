"""The checks across tables; their list is what is checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from optimiser.tables.checks.amounts import (
    check_addresses,
    check_currencies,
    check_experts,
    check_sizes,
)
from optimiser.tables.checks.beyond import check_beyond
from optimiser.tables.checks.codes import check_codes
from optimiser.tables.checks.commitments import check_commitments
from optimiser.tables.checks.conditions import check_conditions, check_least_amounts
from optimiser.tables.checks.earlier import check_earlier
from optimiser.tables.checks.facts import Facts
from optimiser.tables.checks.floors import check_floors, check_ways
from optimiser.tables.checks.names import check_names
from optimiser.tables.checks.periods import check_funds, check_periods, check_tiers
from optimiser.tables.checks.pins import check_pins
from optimiser.tables.checks.reach import check_reach
from optimiser.tables.checks.recipient_keys import check_recipient_keys
from optimiser.tables.checks.references import check_classes, check_references, check_selectors
from optimiser.tables.checks.remarks import check_remarks
from optimiser.tables.checks.restated import check_restated
from optimiser.tables.checks.rule_columns import check_rule_columns
from optimiser.tables.checks.rules import check_objectives, check_rules, check_scenarios
from optimiser.tables.checks.scale import check_scale
from optimiser.tables.checks.settings import check_settings
from optimiser.tables.checks.sharing import check_sharing
from optimiser.tables.checks.shown import check_shown
from optimiser.tables.checks.splits import check_splits
from optimiser.tables.checks.weights import check_weights
from optimiser.tables.checks.whole_units import check_whole_units
from optimiser.tables.findings import Finding, Severity
from optimiser.tables.schema import SHEETS
from optimiser.tables.sources.raw import number
from optimiser.tables.table import Inputs

CHECKS: tuple[Callable[[Facts], Iterator[Finding]], ...] = (
    check_settings,
    check_periods,
    check_tiers,
    check_funds,
    check_currencies,
    check_codes,
    check_names,
    check_references,
    check_selectors,
    check_classes,
    check_commitments,
    check_pins,
    check_least_amounts,
    check_conditions,
    check_floors,
    check_ways,
    check_sharing,
    check_recipient_keys,
    check_experts,
    check_earlier,
    check_rules,
    check_rule_columns,
    check_reach,
    check_splits,
    check_objectives,
    check_scenarios,
    check_sizes,
    check_scale,
    check_beyond,
    check_weights,
    check_shown,
    check_remarks,
    check_restated,
    check_addresses,
    check_whole_units,
)


def check_inputs(inputs: Inputs, today: dt.date | None = None) -> tuple[Finding, ...]:
    """Return every finding: those of reading and those across tables, in the inputs' order.

    `today` decides which rules are past their day.
    """
    facts = Facts(inputs, today)
    found = list(inputs.findings)
    if "Needs" in inputs.tables and "Budgets" in inputs.tables:
        for check in CHECKS:
            found.extend(check(facts))
    return tuple(sorted(dict.fromkeys(found), key=_order))


def _order(finding: Finding) -> tuple[bool, int, int, int, str]:
    """Errors first; then by sheet, row and column."""
    sheets = [sheet.name for sheet in SHEETS]
    at = sheets.index(finding.place.sheet) if finding.place.sheet in sheets else -1
    cell = finding.place.cell.split(":")[0]
    letters = cell.rstrip("0123456789")
    digits = cell[len(letters):]
    return (finding.severity is not Severity.ERROR, at, int(digits or 0),
            number(letters) if letters.isalpha() else -1, finding.code)
