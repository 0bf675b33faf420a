"""`Recipients`, `Activities`, `Donors`, `Funds`: one row an element, all sums live."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from optimiser.model.limits.budget import BUDGET
from optimiser.plan.held_words import left_words
from optimiser.plan.price_words import price_words
from optimiser.plan.types import LimitResults
from optimiser.problem.arrays import Floats, floats, sum_by
from optimiser.problem.classes import named_classes
from optimiser.problem.left import left_of_funds
from optimiser.report.draft import Draft
from optimiser.report.layout import (
    Area,
    Cell,
    Formula,
    Heading,
    Look,
    Page,
    digits_of,
    in_money,
    numbered,
    round_as_sheets,
)
from optimiser.report.sheet import Sheet
from optimiser.report.sheets.allocation import rounded
from optimiser.report.sheets.inputs import in_base, name_of, rate_of
from optimiser.report.sheets.needs import coverage, sum_of
from optimiser.report.sheets.prices import price_cells

_MET = (
    in_money("Need", "Requirement.", 16),
    in_money("Committed", "Obligations that exist already.", 16),
    in_money("Allocated", "What this plan gives.", 16),
    in_money("Unmet", "What is still lacking.", 16),
    Heading("Coverage", "Committed and allocated over need.", Look.SHARE, 12),
    Heading("Share", "Share of all that is allocated, without what was committed before; "
            "rules on shares count both.", Look.SHARE, 12),
)
_PAID = (
    in_money("Budget", "What there is to spend.", 16),
    in_money("Committed", "Obligations that exist already.", 16),
    in_money("Allocated", "What this plan gives.", 16),
    in_money("Left", "Budget less committed less allocated.", 16),
    Heading("Used", "Committed and allocated over budget.", Look.SHARE, 12),
    Heading("Share", "Share of all that is allocated, without what was committed before; "
            "rules on shares count both.", Look.SHARE, 12),
)
_NUMBER = numbered("The number that formulas add up by and find rows by.")
RECIPIENTS = (Heading("Recipient", "Country or regional body.", width=28),
              Heading("Region", "The regions that it is in.", width=20), *_MET, _NUMBER)
ACTIVITIES = (Heading("Activity", "What the money is for.", width=34),
              Heading("Pillar", "The pillars that it belongs to.", width=28), *_MET, _NUMBER,
              Heading("Unit cost", "What a unit of its output costs; Allocation counts units by "
                      "it.", Look.MONEY, 12, helper=True))
DONORS = (Heading("Donor", "Who gives.", width=34),
          Heading("Group", "The groups that it is in.", width=24),
          *_PAID, _NUMBER)
FUNDS = (
    Heading("Fund", "Budget line of a donor.", width=34),
    Heading("Donor", "Whose fund it is.", width=18),
    *_PAID,
    Heading("Left in fund currency", "The same in the fund's own currency.", Look.MONEY, 18),
    Heading("Currency", "Currency of the fund.", width=10),
    Heading("One more unit", "Points that one more unit of base currency in this fund would add "
            "(the shadow price of its budget). Found by the solver.",
            Look.PRICE, 14, result=True),
    Heading("In words", "The same as a sentence.", Look.WORDS, 60, result=True),
    Heading("Why money is left", "What keeps more of it from the needs that it may pay for: of all "
            "payments that it could still make, the one with the fewest limits in its way.",
            Look.WORDS, 60, result=True, screen_only=True),
    Heading("Holds up to", "So much more money adds as much a unit; blank where nothing ends it.",
            Look.MONEY, 16, result=True, screen_only=True),
    Heading("One less unit", "What one unit less would lose; the same as one more would add, "
            "unless several plans are best. No plan: any less leaves none.", Look.PRICE, 14,
            result=True, screen_only=True),
    Heading("Holds down to", "So much less money loses as much a unit; blank where nothing ends "
            "it.", Look.MONEY, 16, result=True, screen_only=True),
    _NUMBER,
    Heading("Donor no.", "Number of the donor.", Look.CODE, 9, helper=True),
)


def _recipients(draft: Draft) -> Page:
    """Return one row a recipient."""
    problem = draft.problem
    classes = named_classes(problem, "region")
    return Page("Recipients", RECIPIENTS, _met_rows(draft, "recipient", "Recipients", classes))


def _activities(draft: Draft) -> Page:
    """Return one row an activity."""
    problem = draft.problem
    classes = named_classes(problem, "pillar")
    rows = _met_rows(draft, "activity", "Activities", classes)
    return Page("Activities", ACTIVITIES, [
        [*row, cost] for row, cost in zip(rows, _unit_costs(draft), strict=True)])


def _unit_costs(draft: Draft) -> list[Cell]:
    """Return the unit cost of each activity, found in the copy of the inputs by its exact name."""
    costs = draft.problem.activities.unit_cost.tolist()
    if not draft.has(name_of("Activities")):
        return [None] * len(costs)
    area, source = draft.area("Activities"), draft.area(name_of("Activities"))
    return [Formula(f"=SUMPRODUCT(EXACT({source.range('Activity')},{area.own('Activity', row)})"
                    f"*{source.range('Unit cost')})", cost) if cost > 0 else None
            for row, cost in enumerate(costs)]


def _met_rows(draft: Draft, dimension: str, sheet: str, classes: list[str]) -> list[list[Cell]]:
    area, source = draft.area(sheet), draft.area("Needs")
    sums = {name: draft.need_by(dimension, name)
            for name in ("Need", "Committed", "Allocated", "Unmet")}
    total = float(sums["Allocated"].sum())
    rows: list[list[Cell]] = []
    for row, name in enumerate(draft.problem.names_of(dimension)):
        test = f"{source.range(f'{dimension.capitalize()} no.')},{area.own('No.', row)}"
        rows.append([
            name, classes[row],
            *(Formula(f"=SUMIFS({source.range(heading)},{test})", float(values[row]))
              for heading, values in sums.items()),
            coverage(area, row, float(sums["Need"][row]),
                     float(sums["Committed"][row] + sums["Allocated"][row])),
            share_of_total(area, row, float(sums["Allocated"][row]), total),
            row + 1,
        ])
    return rows


def share_of_total(area: Area, row: int, value: float, total: float) -> Formula:
    """Return an element's share of all that is allocated."""
    column = area.column("Allocated")
    return Formula(f"=IF(SUM({column})=0,0,{area.own('Allocated', row)}/SUM({column}))",
                   value / total if total else 0)


def _donors(draft: Draft) -> Page:
    """Return one row a donor."""
    problem = draft.problem
    classes = named_classes(problem, "group")
    area, funds = draft.area("Donors"), draft.area("Funds")
    budgets = sum_by(problem.funds.donor, floats(problem.funds.budget),
                          len(problem.donors.names))
    budget = [
        Formula(f"=SUMIFS({funds.range('Budget')},{funds.range('Donor no.')},"
                f"{area.own('No.', row)})", float(value)) for row, value in enumerate(budgets)]
    rows = _paid_rows(draft, "donor", "Donors", classes, budget, budgets)
    return Page("Donors", DONORS, [[*row, number + 1] for number, row in enumerate(rows)])


def _funds(draft: Draft) -> Page:
    """Return one row a fund, with what one more unit of its money would do."""
    problem, area = draft.problem, draft.area("Funds")
    owners = [problem.donors.names[d] for d in problem.funds.donor]
    source = draft.area(name_of("Budgets"))
    heading = in_base(draft.currency, "Budgets")
    budget = [Formula(f"=SUMIFS({source.range(heading)},{source.range('Fund no.')},"
                      f"{area.own('No.', fund)})", float(amount))
              for fund, amount in enumerate(problem.funds.budget)]
    paid = _paid_rows(draft, "fund", "Funds", owners, budget, floats(problem.funds.budget))
    prices, unspent = fund_prices(draft), _left(draft)
    rows_out: list[list[Cell]] = []
    for fund, row in enumerate(paid):
        currency = problem.funds.currency[fund]
        tail = rate_of(draft, currency, "*")
        left = unspent[fund] * problem.funds.rate[fund]
        rows_out.append([
            *row,
            Formula(f"=ROUND({area.own('Left', fund)}{tail},2)", rounded(left)),
            currency,
            prices[fund][0], prices[fund][-1], left_words(draft.plan, fund), *prices[fund][1:-1],
            fund + 1,
            int(problem.funds.donor[fund]) + 1,
        ])
    return Page("Funds", FUNDS, rows_out)


def _left(draft: Draft) -> list[Fraction]:
    """Return what neither commitments nor the plan take of each fund, in base currency."""
    left = left_of_funds(draft.problem)
    units = np.zeros(len(left), np.int64)
    np.add.at(units, draft.plan.columns.allocation.along["fund"], draft.plan.amounts)
    return [amount - paid * draft.plan.unit for amount, paid in zip(
        left, units.tolist(), strict=True)]


def fund_prices(draft: Draft) -> list[list[Cell]]:
    """Return, for each fund, the prices, ranges and words of its budget with the highest price."""
    found: list[tuple[float, list[Cell]]] = [
        (-np.inf, [None, None, None, None, ""]) for _ in draft.problem.funds.names]
    for block, result in zip(draft.plan.families, draft.plan.standings, strict=True):
        if block.family is not BUDGET:
            continue
        for term in block.terms:
            for entry, fund in enumerate(term.where["fund"].tolist()):
                at = int(term.limit[entry])
                if result.price[at] > found[fund][0]:
                    words = price_words(draft.plan, block, result, at) or (
                        "It has room: more of it would meet no more need.")
                    found[fund] = float(result.price[at]), [
                        *price_cells(result, at),
                        f"{block.names[at]}: {words}{_to_whom(draft, fund, result, at)}"]
    return [cells for _, cells in found]


def _to_whom(draft: Draft, fund: int, result: LimitResults, at: int) -> str:
    """Say what shows who would get more of a fund's money, "" where it adds nothing."""
    if not (draft.names_commands and 0 < result.price[at] < np.inf):
        return ""
    return (f" Who would get it: allocate frontier {draft.inputs.file} --over budget --fund "
            f'"{draft.problem.funds.names[fund]}".')


def _paid_rows(draft: Draft, dimension: str, sheet: str, classes: list[str],
               budget: list[Formula], budgets: Floats) -> list[list[Cell]]:
    area = draft.area(sheet)
    committed, allocated = draft.committed_by(dimension), draft.allocated_by(dimension)
    total = float(allocated.sum())
    rows: list[list[Cell]] = []
    for row, name in enumerate(draft.problem.names_of(dimension)):
        own = {h: area.own(h, row) for h in ("Budget", "Committed", "Allocated")}
        number = {dimension: area.own("No.", row)}
        spent = float(committed[row] + allocated[row])
        rows.append([
            name, classes[row], budget[row],
            sum_of(draft, "committed", number, float(committed[row])),
            sum_of(draft, "allocated", number, float(allocated[row])),
            Formula(f"=ROUND({own['Budget']}-{own['Committed']}-{own['Allocated']},"
                    f"{digits_of(budgets[row])})",
                    round_as_sheets(float(budgets[row]) - spent, digits_of(budgets[row]))),
            Formula(f'=IF({own["Budget"]}=0,"",({own["Committed"]}+{own["Allocated"]})'
                    f'/{own["Budget"]})', spent / budgets[row] if budgets[row] else ""),
            share_of_total(area, row, float(allocated[row]), total),
        ])
    return rows



RECIPIENTS_SHEET = Sheet(
    name="Recipients", total="Allocated",
    holds="A row a recipient: need, what it has and gets, coverage.",
    columns=RECIPIENTS, build=_recipients,
    rows=lambda draft: len(draft.problem.recipients.names))
ACTIVITIES_SHEET = Sheet(
    name="Activities", total="Allocated",
    holds="A row an activity: need, what it has and gets, coverage.",
    columns=ACTIVITIES, build=_activities,
    rows=lambda draft: len(draft.problem.activities.names))
DONORS_SHEET = Sheet(
    name="Donors", total="Allocated",
    holds="A row a donor: budget, what is used and left.",
    columns=DONORS, build=_donors, rows=lambda draft: len(draft.problem.donors.names))
FUNDS_SHEET = Sheet(
    name="Funds", total="Allocated",
    holds="A row a fund: budget, what is used and left, what one more would do.",
    columns=FUNDS, build=_funds, rows=lambda draft: len(draft.problem.funds.names))
