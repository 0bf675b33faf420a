"""The elements that the tables name, numbered: donors, funds, recipients and the rest."""

from __future__ import annotations

from collections.abc import Iterable

from optimiser.frozen import frozen
from optimiser.names import name_key, tidy
from optimiser.tables.indexes import NameIndex
from optimiser.tables.periods import PeriodIndex, period_key
from optimiser.tables.table import Inputs, Table

Classes = tuple[tuple[int, ...], ...]
"""The classes that each element belongs to, in the order in which its cell names them."""


@frozen
class Elements:
    """Every element and class of the inputs, and which classes an element belongs to.

    A fund has one donor and an activity one expertise, -1 for none.
    """

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
    groups_of_donor: Classes
    regions_of_recipient: Classes
    pillars_of_activity: Classes
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
    groups, regions = _listed(table("Donors"), "Group"), _listed(table("Recipients"), "Region")
    pillars = _listed(table("Activities"), "Pillar")
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
        donor_of_fund=_owners(funds, donors, table("Budgets"), "Fund", "Donor"),
        groups_of_donor=_classes(donors, groups, table("Donors"), "Donor", "Group"),
        regions_of_recipient=_classes(recipients, regions, table("Recipients"), "Recipient",
                                      "Region"),
        pillars_of_activity=_classes(activities, pillars, table("Activities"), "Activity",
                                     "Pillar"),
        expertise_of_activity=_owners(activities, expertises, table("Activities"), "Activity",
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


def _owners(elements: NameIndex, owners: NameIndex, table: Table, element: str,
            of: str) -> tuple[int, ...]:
    """Return what each element belongs to as the first row that says so has it, -1 for none."""
    found = [-1] * len(elements)
    for number, owner in zip(elements.find_all(table.text(element)).tolist(),
                             owners.find_all(table.text(of)).tolist(), strict=True):
        if number >= 0 and found[number] < 0:
            found[number] = owner
    return tuple(found)


def _classes(elements: NameIndex, classes: NameIndex, table: Table, element: str,
             of: str) -> Classes:
    """Return the classes of each element as the first row that names any has them."""
    found: list[tuple[int, ...]] = [()] * len(elements)
    for number, text in zip(elements.find_all(table.text(element)).tolist(),
                            table.text(of).tolist(), strict=True):
        if number >= 0 and not found[number]:
            found[number] = tuple(dict.fromkeys(map(classes.find, names_in(text))))
    return tuple(found)


def _listed(table: Table, heading: str) -> NameIndex:
    """Return the classes that a column names, several to a cell."""
    return NameIndex(name for text in table.text(heading).tolist() for name in names_in(text))


def names_in(text: str) -> list[str]:
    """Return the names in a cell that holds several.

    >>> names_in("V4; EU member ;")
    ['V4', 'EU member']
    """
    return [tidy(part) for part in text.split(";") if part.strip()]
