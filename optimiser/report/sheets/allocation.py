"""`Allocation` and `Deployments`: what the solver found, and what follows from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

import numpy as np

from optimiser.model.columns import GRANT
from optimiser.problem.arrays import Ints
from optimiser.problem.classes import CLASSES, named_classes
from optimiser.report.draft import Draft
from optimiser.report.layout import NUMBER, Area, Cell, Formula, Heading, Look, Page
from optimiser.report.sheet import Sheet
from optimiser.report.sheets.inputs import codes, rate_of
from optimiser.words import ALL_DIGITS

_CODES = ("fund", "donor", "grouping", "recipient", "activity", "period")
_SENT = ("donor", "grouping", "expertise", "recipient", "period")
_COUNTED = {"grouping": "groups that the donor is in, taken together"}
ALLOCATION = (
    Heading("Fund", "The fund that pays.", width=30),
    Heading("Donor", "Whose fund it is.", width=16),
    Heading("Group", "The groups that the donor is in.", width=10),
    Heading("Recipient", "Who receives.", width=24),
    Heading("Region", "The regions that the recipient is in.", width=16),
    Heading("Activity", "What for.", width=28),
    Heading("Pillar", "The pillars that the activity belongs to.", width=24),
    Heading("Period", "When.", width=10),
    Heading("Amount", "What is allocated, in single units of the base currency. Found by the "
            "solver and written as a constant: every total follows from these cells.",
            Look.MONEY, 16, result=True, unit="{currency}"),
    Heading("Amount in fund currency", "The amount at the exchange rate of the inputs.",
            Look.MONEY, 18),
    Heading("Currency", "Currency of the fund.", width=10),
    Heading("Output", "What the money buys.", width=26),
    Heading("Units", "About so many units of the output: the amount over its unit cost. Part of "
            "one is part of its cost, unless Whole units in Activities forbids it.", Look.UNITS, 12,
            unit="about"),
    *(Heading(f"{name.capitalize()} no.", f"Number of the {_COUNTED.get(name, name)}: formulas add "
              "up by numbers, so that no name can be misread as a pattern.", Look.CODE, 9,
              helper=True) for name in _CODES),
    Heading("Names agree", "1 while fund, donor, recipient, activity and period are those of the "
            "numbers beside them; Checks reports any 0.", Look.CODE, 9, helper=True),
)
DEPLOYMENTS = (
    Heading("Donor", "Who sends the experts.", width=18),
    Heading("Expertise", "Kind of expert.", width=26),
    Heading("Recipient", "Where they work.", width=24),
    Heading("Period", "When.", width=10),
    Heading("Expert-months", "Expert-months to send. Found by the solver and written as a "
            "constant.", Look.MONTHS, 16, result=True),
    *(Heading(f"{name.capitalize()} no.", f"Number of the {_COUNTED.get(name, name)}.", Look.CODE,
              9, helper=True) for name in _SENT),
    Heading("Names agree", "1 while donor, recipient and period are those of the numbers beside "
            "them; Checks reports any 0.", Look.CODE, 9, helper=True),
)


PART_OF_GRANT = Heading(
    "Part of a grant", "1 shared out over the rows of a grant that has money: the sum is the "
    "number of grants.", Look.NUMBER, 9, helper=True)


_SHOWN = sum(not heading.helper for heading in ALLOCATION)
LEEWAY = tuple(
    Heading(name, f"The {name.lower()} that this amount could be in a plan as good in every "
            "objective, before the one nearest to proportional was chosen. Written with --ranges.",
            Look.MONEY, 16, result=True) for name in ("Least", "Most"))


def _headings(draft: Draft) -> tuple[Heading, ...]:
    """Return the sheet's headings, with more where grants count and where leeway was asked.

    Helper columns come last: what is printed ends before them.
    """
    return (*ALLOCATION[:_SHOWN], *(LEEWAY if draft.plan.leeway else ()), *ALLOCATION[_SHOWN:],
            *((PART_OF_GRANT,) if len(draft.plan.columns.grant) else ()))


def _allocation(draft: Draft) -> Page:
    """Return the sheet of amounts: one row a cell with an amount."""
    problem, area = draft.problem, draft.area("Allocation")
    along = {name: of[draft.cells] for name, of in draft.plan.columns.allocation.along.items()}
    amounts = draft.amounts[draft.cells].tolist()
    own = [area.own("Amount", row) for row in range(len(amounts))]
    funds, activities = along["fund"].tolist(), along["activity"].tolist()
    columns = [_named(draft, name, along[CLASSES.get(name, name)]) for name in (
        "fund", "donor", "group", "recipient", "region", "activity", "pillar", "period")]
    columns += [
        amounts,
        _in_currency(draft, own, amounts, funds),
        [problem.funds.currency[fund] for fund in funds],
        [problem.activities.output[activity] for activity in activities],
        _units(draft, own, amounts, activities),
        *_leeway(draft),
        *(codes(along[name]) for name in _CODES),
        _agreement(draft, area, len(amounts), {
            "Fund": ("Funds", "Fund no."), "Donor": ("Funds", "Fund no."),
            "Recipient": ("Recipients", "Recipient no."),
            "Activity": ("Activities", "Activity no.")}),
    ]
    if len(draft.plan.columns.grant):
        columns.append(_parts(area, list(zip(*(along[name].tolist() for name in GRANT),
                                             strict=True))))
    return Page("Allocation", _headings(draft), list(zip(*columns, strict=True)))


def _leeway(draft: Draft) -> list[list[Cell]]:
    """Return how far amounts could move, in cents; rounding never puts an amount outside."""
    leeway = draft.plan.leeway
    if leeway is None:
        return []
    amounts = draft.amounts[draft.cells]
    least = np.minimum(np.round(leeway.least[draft.cells], 2), amounts)
    most = np.maximum(np.round(leeway.most[draft.cells], 2), amounts)
    return [least.tolist(), most.tolist()]


def _parts(area: Area, grants: list[tuple[int, ...]]) -> list[Cell]:
    """Share each grant out over its rows, nothing where it has no money."""
    rows = Counter(grants)
    cells: list[Cell] = []
    for row, grant in enumerate(grants):
        same = ",".join(f"{area.range(f'{name.capitalize()} no.')},"
                        f"{area.own(f'{name.capitalize()} no.', row)}" for name in GRANT)
        cells.append(Formula(f"=IF(SUMIFS({area.range('Amount')},{same})>0,1/COUNTIFS({same}),0)",
                             1 / rows[grant]))
    return cells


def _named(draft: Draft, dimension: str, elements: Ints) -> list[Cell]:
    names = (named_classes(draft.problem, dimension) if dimension in CLASSES else
             [*draft.problem.names_of(dimension), ""])
    return [names[element] for element in elements.tolist()]


def _in_currency(draft: Draft, own: list[str], amounts: list[float],
                 funds: list[int]) -> list[Cell]:
    """Return the amounts in the funds' own currencies, at the rate of the inputs."""
    problem = draft.problem
    tails = [rate_of(draft, currency, "*") for currency in problem.funds.currency]
    units = draft.plan.amounts[draft.cells].tolist()
    cells: list[Cell] = []
    for name, amount, fund, unit in zip(own, amounts, funds, units, strict=True):
        cents = rounded(unit * draft.plan.unit * problem.funds.rate[fund]) if tails[fund] else 0.0
        cells.append(Formula(f"=ROUND({name}{tails[fund]},2)", cents) if tails[fund] else
                     Formula(f"={name}", amount))
    return cells


def rounded(value: Fraction, digits: str = "0.01") -> float:
    """Return an exact amount rounded to cents."""
    ratio = Decimal(value.numerator) / Decimal(value.denominator)
    return float(ratio.quantize(Decimal(digits), ROUND_HALF_EVEN, ALL_DIGITS))


def _units(draft: Draft, own: list[str], amounts: list[float],
           activities: list[int]) -> list[Cell]:
    """Return how much of its output each amount buys, blank without a unit cost."""
    costs = draft.problem.activities.unit_cost.tolist()
    cost_cells = {activity: draft.area("Activities").find("Unit cost", NUMBER, activity + 1)
              for activity in range(len(costs)) if costs[activity] > 0}
    return [Formula(f"={name}/{cost_cells[activity]}", amount / costs[activity])
            if activity in cost_cells else None
            for name, amount, activity in zip(own, amounts, activities, strict=True)]


def _agreement(draft: Draft, area: Area, rows: int,
               listed: Mapping[str, tuple[str, str]]) -> list[Cell]:
    """Compare each name with the name of its number, exactly and without patterns.

    `listed` says for a heading which sheet lists the names, and which numbers are theirs.
    A period is compared with a row of Needs.
    """
    lists = [(heading, draft.area(sheet), NUMBER, number)
             for heading, (sheet, number) in listed.items()]
    lists.append(("Period", draft.area("Needs"), "Period no.", "Period no."))
    cells: list[Cell] = []
    for row in range(rows):
        tests = [f"EXACT({area.own(heading, row)},"
                 f"{names.find(heading, key, area.own(number, row))})"
                 for heading, names, key, number in lists]
        cells.append(Formula(f"=IF(AND({','.join(tests)}),1,0)", 1))
    return cells


def _deployments(draft: Draft) -> Page:
    """Return the sheet of expert-months: one row a deployment of more than nothing."""
    along = {name: of[draft.deployments]
             for name, of in draft.plan.columns.deployment.along.items()}
    columns = [_named(draft, name, along[name])
               for name in ("donor", "expertise", "recipient", "period")]
    columns.append(draft.months[draft.deployments].tolist())
    columns += [codes(along[name]) for name in _SENT]
    columns.append(_agreement(draft, draft.area("Deployments"), len(draft.deployments), {
        "Donor": ("Donors", "Donor no."), "Recipient": ("Recipients", "Recipient no.")}))
    return Page("Deployments", DEPLOYMENTS, list(zip(*columns, strict=True)))


ALLOCATION_SHEET = Sheet(
    name="Allocation", total="Amount",
    holds="What is given: a row an amount.",
    when="`Part of a grant` stands only where grants are limited or counted, `Least` and `Most` "
    "only with `--ranges`.",
    columns=(*ALLOCATION[:_SHOWN], *LEEWAY, *ALLOCATION[_SHOWN:], PART_OF_GRANT),
    columns_of=_headings, build=_allocation, rows=lambda draft: len(draft.cells))
DEPLOYMENTS_SHEET = Sheet(
    name="Deployments", total="Expert-months",
    holds="Experts to send: a row a donor, expertise, recipient and period.",
    when="Where the plan uses any.", columns=DEPLOYMENTS, build=_deployments,
    rows=lambda draft: len(draft.deployments), is_there=lambda draft: len(draft.deployments) > 0)
