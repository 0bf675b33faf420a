"""The elements that the tables name, numbered: donors, funds, recipients and the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from optimiser.names import name_key
from optimiser.tables.indexes import NameIndex
from optimiser.tables.periods import PeriodIndex, period_key
from optimiser.tables.table import Inputs, Table


@dataclass(frozen=True, slots=True)
class Elements:
    """Every element and class of the inputs, and which class an element belongs to (-1 none)."""

    donors: NameIndex
    groups: NameIndex
    funds: NameIndex
    recipients: NameIndex
    regions: NameIndex
    activities: NameIndex
    pillars: NameIndex
    expertises: NameIndex
    periods: PeriodIndex
    tiers: NameIndex
    currencies: NameIndex
    donor_of_fund: tuple[int, ...]
    group_of_donor: tuple[int, ...]
    region_of_recipient: tuple[int, ...]
    pillar_of_activity: tuple[int, ...]
    expertise_of_activity: tuple[int, ...]

    def index(self, dimension: str) -> NameIndex:
        """Return the names of a dimension or class by its singular noun."""
        index: NameIndex = getattr(self, _PLURALS[dimension])
        return index


_PLURALS = {
    "donor": "donors", "group": "groups", "fund": "funds", "recipient": "recipients",
    "region": "regions", "activity": "activities", "pillar": "pillars",
    "expertise": "expertises", "period": "periods", "tier": "tiers", "currency": "currencies",
}


def read_elements(inputs: Inputs) -> Elements:
    """Gather the elements of all tables; each set's first source comes first."""
    table = inputs.table
    donors = _names((table("Donors"), "Donor"), (table("Budgets"), "Donor"),
                    (table("Expertise"), "Donor"))
    funds = _names((table("Budgets"), "Fund"))
    recipients = _names((table("Recipients"), "Recipient"), (table("Needs"), "Recipient"))
    activities = _names((table("Activities"), "Activity"), (table("Needs"), "Activity"))
    groups, regions = _names((table("Donors"), "Group")), _names((table("Recipients"), "Region"))
    pillars = _names((table("Activities"), "Pillar"))
    expertises = _names((table("Activities"), "Expertise"), (table("Expertise"), "Expertise"))
    return Elements(
        donors=donors,
        groups=groups,
        funds=funds,
        recipients=recipients,
        regions=regions,
        activities=activities,
        pillars=pillars,
        expertises=expertises,
        periods=_periods(inputs),
        tiers=_tiers(inputs),
        currencies=NameIndex([base_currency(inputs),
                              *table("Exchange rates").text("Currency").tolist()]),
        donor_of_fund=_classes(funds, donors, table("Budgets"), "Fund", "Donor"),
        group_of_donor=_classes(donors, groups, table("Donors"), "Donor", "Group"),
        region_of_recipient=_classes(recipients, regions, table("Recipients"), "Recipient",
                                     "Region"),
        pillar_of_activity=_classes(activities, pillars, table("Activities"), "Activity",
                                    "Pillar"),
        expertise_of_activity=_classes(activities, expertises, table("Activities"), "Activity",
                                       "Expertise"),
    )


def setting(inputs: Inputs, name: str, default: str) -> str:
    """Return the value of a setting, or its default where it is not stated."""
    table = inputs.table("Settings")
    values = {name_key(key): value for key, value in
              zip(table.text("Setting"), table.text("Value"), strict=True)}
    return str(values.get(name_key(name)) or default)


def base_currency(inputs: Inputs) -> str:
    """Return the base currency of the inputs."""
    return setting(inputs, "Base currency", "EUR")


def _names(*columns: tuple[Table, str]) -> NameIndex:
    return NameIndex(name for table, heading in columns for name in table.text(heading).tolist())


def _periods(inputs: Inputs) -> PeriodIndex:
    """Return the periods of Needs; the sheet Periods says their order and what holds them."""
    listed = inputs.table("Periods")
    order, outer = listed.text("Period").tolist(), listed.text("Within").tolist()
    within = {period_key(name): period_key(of) for name, of in zip(order, outer, strict=True) if of}
    return PeriodIndex(filter(None, inputs.table("Needs").text("Period").tolist()),
                       [name for name in order if name], within)


def _tiers(inputs: Inputs) -> NameIndex:
    listed, used = inputs.table("Tiers").text("Tier"), inputs.table("Needs").text("Tier")
    if (used == "").any():
        return _WithBlank([*listed.tolist(), *used.tolist()])
    return NameIndex([*listed.tolist(), *used.tolist()])


class _WithBlank(NameIndex):
    """Tiers where a need has none: the blank tier comes last and is named ""."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__(names)
        self._number[""] = len(self.names)
        self.names = (*self.names, "")


def _classes(elements: NameIndex, classes: NameIndex, table: Table, element: str,
             of: str) -> tuple[int, ...]:
    """Return the class of each element as the first row that has one says."""
    found = [-1] * len(elements)
    for number, kind in zip(elements.find_all(table.text(element)).tolist(),
                            classes.find_all(table.text(of)).tolist(), strict=True):
        if number >= 0 and found[number] < 0:
            found[number] = kind
    return tuple(found)
