"""`Allocation` and `Deployments`: what the solver found, and what follows from it."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

import numpy as np

from optimiser.problem.types import Ints
from optimiser.report.draft import Draft
from optimiser.report.layout import Cell, Formula, Heading, Look, Page
from optimiser.report.sheets.inputs import codes, name_of, rate_of

_CODES = ("fund", "donor", "group", "recipient", "activity", "period")
ALLOCATION = (
    Heading("Fund", "The fund that pays.", width=30),
    Heading("Donor", "Whose fund it is.", width=16),
    Heading("Group", "The donor's group.", width=10),
    Heading("Recipient", "Who receives.", width=24),
    Heading("Region", "The recipient's region.", width=16),
    Heading("Activity", "What for.", width=28),
    Heading("Pillar", "The activity's pillar.", width=24),
    Heading("Period", "When.", width=10),
    Heading("Amount", "What is allocated, in single units of the base currency. Found by the "
            "solver and written as a constant: every total follows from these cells.",
            Look.MONEY, 16, result=True),
    Heading("Amount in fund currency", "The amount at the exchange rate of the inputs.",
            Look.MONEY, 18),
    Heading("Currency", "Currency of the fund.", width=10),
    Heading("Output", "What the money buys.", width=26),
    Heading("Units", "So many units of the output, at its unit cost.", Look.NUMBER, 12),
    *(Heading(f"{name.capitalize()} no.", f"Number of the {name}: formulas add up by numbers, "
              "so that no name can be misread as a pattern.", Look.CODE, 9, helper=True)
      for name in _CODES),
    Heading("Names agree", "1 while fund, recipient and activity are those of the numbers "
            "beside them; Checks reports any 0.", Look.CODE, 9, helper=True),
)
DEPLOYMENTS = (
    Heading("Donor", "Who seconds the experts.", width=18),
    Heading("Expertise", "Kind of expert.", width=26),
    Heading("Recipient", "Where they work.", width=24),
    Heading("Period", "When.", width=10),
    Heading("Expert-months", "Expert-months to second. Found by the solver and written as a "
            "constant.", Look.MONTHS, 16, result=True),
    *(Heading(f"{name.capitalize()} no.", f"Number of the {name}.", Look.CODE, 9, helper=True)
      for name in ("donor", "expertise", "recipient", "period")),
)


def allocation(draft: Draft) -> Page:
    """Return the sheet of amounts: one row a cell with an amount."""
    along = {name: of[draft.cells] for name, of in draft.plan.columns.allocation.along.items()}
    names = {name: _named(draft, name, along[name]) for name in (
        "fund", "donor", "group", "recipient", "region", "activity", "pillar", "period")}
    rows: list[list[Cell]] = []
    for row, cell in enumerate(draft.cells.tolist()):
        fund, activity = int(along["fund"][row]), int(along["activity"][row])
        rows.append([
            *(names[name][row] for name in names),
            float(draft.amounts[cell]),
            _in_currency(draft, row, cell, fund),
            draft.problem.funds.currency[fund],
            draft.problem.activities.output[activity],
            _units(draft, row, cell, activity),
            *(codes(along[name][row:row + 1])[0] for name in _CODES),
            _agreement(draft, row),
        ])
    return Page("Allocation", ALLOCATION, rows)


def _named(draft: Draft, dimension: str, elements: Ints) -> list[Cell]:
    names = (*draft.problem.names_of(dimension), "")
    return [names[element] for element in elements.tolist()]


def _in_currency(draft: Draft, row: int, cell: int, fund: int) -> Cell:
    own = draft.area("Allocation").own("Amount", row)
    tail = rate_of(draft, draft.problem.funds.currency[fund], "*")
    if not tail:
        return Formula(f"={own}", float(draft.amounts[cell]))
    exact = int(draft.plan.amounts[cell]) * draft.plan.unit * draft.problem.funds.rate[fund]
    return Formula(f"=ROUND({own}{tail},2)", rounded(exact))


def rounded(value: Fraction, digits: str = "0.01") -> float:
    """Return an exact amount rounded to cents."""
    ratio = Decimal(value.numerator) / Decimal(value.denominator)
    return float(ratio.quantize(Decimal(digits), rounding=ROUND_HALF_EVEN))


def _units(draft: Draft, row: int, cell: int, activity: int) -> Cell:
    cost = float(draft.problem.activities.unit_cost[activity])
    if np.isnan(cost) or cost == 0:
        return None
    listed = draft.inputs.table("Activities").text("Activity").tolist()
    name = draft.problem.activities.names[activity]
    source = draft.area(name_of("Activities")).cell("Unit cost", listed.index(name))
    own = draft.area("Allocation").own("Amount", row)
    return Formula(f"={own}/{source}", float(draft.amounts[cell]) / cost)


def _agreement(draft: Draft, row: int) -> Formula:
    """Compare each name with the name of its number, exactly and without patterns."""
    area = draft.area("Allocation")
    tests = [
        f"EXACT({area.own(name, row)},INDEX({draft.area(sheet).range(name)},"
        f"{area.own(f'{name} no.', row)}))"
        for name, sheet in (("Fund", "Funds"), ("Recipient", "Recipients"),
                            ("Activity", "Activities"))]
    return Formula(f"=IF(AND({','.join(tests)}),1,0)", 1)


def deployments(draft: Draft) -> Page:
    """Return the sheet of expert-months: one row a deployment of more than nothing."""
    along = {name: of[draft.sites] for name, of in draft.plan.columns.deployment.along.items()}
    dimensions = ("donor", "expertise", "recipient", "period")
    columns = [_named(draft, name, along[name]) for name in dimensions]
    columns.append([float(draft.months[site]) for site in draft.sites])
    columns += [codes(along[name]) for name in dimensions]
    return Page("Deployments", DEPLOYMENTS, list(zip(*columns, strict=True)))
