"""The catalogue of findings, by code."""

from __future__ import annotations

from collections.abc import Mapping

from optimiser.tables.catalogue import across, files, names, periods, reading, rule_files, wide
from optimiser.tables.findings import FindingKind

CATALOGUE: Mapping[str, FindingKind] = {
    kind.code: kind
    for module in (reading, files, across, names, periods, wide, rule_files)
    for kind in vars(module).values()
    if isinstance(kind, FindingKind)
}
