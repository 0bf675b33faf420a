"""The catalogue of findings, by code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from optimiser.tables.catalogue import (
    across,
    conditions,
    files,
    looks,
    names,
    periods,
    reading,
    rule_files,
    scale,
    splits,
    wide,
)
from optimiser.tables.findings import FindingKind


def by_code(kinds: Iterable[FindingKind]) -> dict[str, FindingKind]:
    """Return kinds of findings by their code; raise ValueError where two have one.

    A code keeps its meaning for ever, so a second kind may never take it.
    """
    found: dict[str, FindingKind] = {}
    for kind in kinds:
        if found.setdefault(kind.code, kind) is not kind:
            raise ValueError(f"two kinds of findings have the code {kind.code}: "
                             f"{found[kind.code].title} and {kind.title}")
    return found


CATALOGUE: Mapping[str, FindingKind] = by_code(
    kind for module in (reading, files, looks, across, names, periods, wide, scale, splits,
                        rule_files, conditions)
    for kind in vars(module).values() if isinstance(kind, FindingKind))
