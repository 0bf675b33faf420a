"""The checks across tables; their list is what is checked."""

from __future__ import annotations

from optimiser.tables.findings import Finding
from optimiser.tables.table import Inputs


def check_inputs(inputs: Inputs) -> tuple[Finding, ...]:
    """Return every finding: those of reading, and those across tables."""
    return inputs.findings
