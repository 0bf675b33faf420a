"""Earlier plan: names that today's tables spell otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from optimiser.tables.catalogue import across as kinds
from optimiser.tables.checks.facts import Facts
from optimiser.tables.checks.references import did_you_mean
from optimiser.tables.findings import Finding

_NAMED = ("Fund", "Donor", "Recipient", "Activity")


def check_earlier(facts: Facts) -> Iterator[Finding]:
    """Find names of the earlier plan that are probably a slip; others may have left since."""
    table = facts.table("Earlier plan")
    for heading in _NAMED:
        index = facts.elements.index(heading.casefold())
        first: dict[str, int] = {}
        for row, name in enumerate(table.text(heading).tolist()):
            if name and index.find(name) < 0:
                first.setdefault(name, row)
        for name, row in first.items():
            if near := index.near(name):
                yield kinds.EARLIER_NAME.at(table.place(row, heading), name,
                                            what=heading.casefold(), near=did_you_mean(near))
