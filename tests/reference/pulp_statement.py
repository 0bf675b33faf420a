"""The model written with PuLP's own loops over the figures of a book, one limit after the other.

Money is divided by the largest need, so that the values are of order 1; the solver's
feasibility tolerance is 1e-9 of that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

import highspy
import pulp

from reference import Book, Burden, Cell, Figures, Rule, Selection
from reference.book import Reader

FEASIBILITY = 1e-9
NO_PLAN = (
    highspy.HighsModelStatus.kInfeasible,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
)


def includes(selection: Selection, donor: str, cell: Cell) -> bool:
    """Tell whether a cell of the donor is within the selection."""
    fund, recipient, activity, period = cell
    return (
        donor in selection.donor
        and fund in selection.fund
        and recipient in selection.recipient
        and activity in selection.activity
        and period in selection.period
    )


def selected_funds(figures: Figures, part: Selection) -> list[str]:
    """Return the funds that are selected both themselves and by their donors."""
    return [f for f, donor in figures.donor_of.items() if f in part.fund and donor in part.donor]


def rule_parts(figures: Figures, rule: Rule) -> list[Selection]:
    """Return the selections that a rule holds for: one for each combination it names."""
    whole, donor_of = rule.selection, figures.donor_of
    parts: dict[tuple[str, ...], Selection] = {}
    needed = [slot for slot, need in figures.slots.items() if need > 0]
    for fund, slot in product(selected_funds(figures, whole), needed):
        recipient, activity, period = slot
        if not includes(whole, donor_of[fund], (fund, *slot)):
            continue
        element = {
            "donor": donor_of[fund],
            "fund": fund,
            "recipient": recipient,
            "activity": activity,
            "period": period,
        }
        key = {name: frozenset([element[name]]) for name in rule.for_each}
        parts[tuple(element[name] for name in rule.for_each)] = replace(whole, **key)
    return list(parts.values())


def everything(figures: Figures) -> Selection:
    """Return the selection that leaves nothing out."""
    cells = [(f, *slot) for f in figures.donor_of for slot in figures.slots]
    columns = [frozenset(column) for column in zip(*cells, strict=True)]
    return Selection(frozenset(figures.donor_of.values()), *columns)


def denominator(figures: Figures, rule: Rule, part: Selection) -> Selection | Fraction:
    """Return what a measure is divided by: a sum of support, or a fixed amount of money."""
    if rule.measure == "coverage":
        needs = figures.slots.items()
        return sum((need for slot, need in needs if within(part, *slot)), Fraction(0))
    if rule.measure == "share of budget":
        return sum((figures.budget(f) for f in selected_funds(figures, part)), Fraction(0))
    if rule.measure == "share of total":
        return everything(figures)
    kept = rule.measure.removeprefix("share of ")
    return replace(everything(figures), **{kept: getattr(part, kept)})


def within(part: Selection, recipient: str, activity: str, period: str) -> bool:
    """Tell whether a recipient, activity and period are selected, whoever pays."""
    return recipient in part.recipient and activity in part.activity and period in part.period


@dataclass(frozen=True, slots=True)
class Kept:
    """An objective's value that later objectives keep: the expression stays on its side."""

    expression: pulp.LpAffineExpression
    sense: int
    value: float
    tolerance: float


class Statement:
    """Variables and rows of one problem, in units of `scale` of the base currency."""

    def __init__(self, figures: Figures) -> None:
        """State every limit of the figures."""
        self.figures = figures
        self.slots = figures.slots
        self.scale = float(max(self.slots.values()))
        self.variables: list[pulp.LpVariable] = []
        self.rows: list[pulp.LpConstraint] = []
        self.kept: list[Kept] = []
        self.x = {cell: self.variable() for cell in figures.cells()}
        self.met = [self.variable(float(need.amount) / self.scale) for need in figures.needs]
        self.breaches: list[tuple[float, pulp.LpVariable]] = []
        self.add_needs()
        self.add_budgets()
        self.add_capacities()
        self.add_experts()
        self.add_recipients()
        for burden in figures.burdens:
            self.add_burden(burden)
        self.add_pins()
        for rule in figures.rules:
            self.add_rule(rule)

    def variable(self, upper: float | None = None) -> pulp.LpVariable:
        """Return a new variable, at least 0, with a name that cannot clash."""
        self.variables.append(pulp.LpVariable(f"v{len(self.variables)}", 0, upper))
        return self.variables[-1]

    def add(self, left: pulp.LpAffineExpression, relation: str, right: object) -> None:
        """Add a row, the sums of its two sides brought to one."""
        sense = {"at most": -1, "at least": 1, "exactly": 0}[relation]
        row = pulp.LpConstraint(left - right, sense, name=f"r{len(self.rows)}", rhs=0)
        self.rows.append(row)

    def scaled(self, amount: Fraction) -> float:
        """Return money in units of the scale."""
        return float(amount) / self.scale

    def allocated(self, chosen: Callable[[Cell], bool]) -> pulp.LpAffineExpression:
        """Return Σ x over the chosen cells."""
        return pulp.lpSum(x for cell, x in self.x.items() if chosen(cell))

    def support(self, chosen: Callable[[Cell], bool]) -> pulp.LpAffineExpression:
        """Return Σ (x + G) over the chosen cells."""
        commitments = self.figures.commitments.items()
        committed = sum((g for cell, g in commitments if chosen(cell)), Fraction(0))
        return self.allocated(chosen) + self.scaled(committed)

    def met_need(self, recipient: str) -> pulp.LpAffineExpression:
        """Return Σ m of a recipient."""
        rows = zip(self.figures.needs, self.met, strict=True)
        return pulp.lpSum(met for need, met in rows if need.slot[0] == recipient)

    def add_needs(self) -> None:
        """Met need of the tiers together = what commitments meet of the need + Σ x."""
        for slot, need in self.slots.items():
            rows = zip(self.figures.needs, self.met, strict=True)
            met = pulp.lpSum(m for row, m in rows if row.slot == slot)
            committed = self.scaled(min(need, self.figures.committed(slot)))
            x = self.allocated(lambda cell, slot=slot: cell[1:] == slot)
            self.add(met, "exactly", x + committed)

    def add_budgets(self) -> None:
        """Keep each fund within its budget and above its minimum use."""
        for fund in self.figures.donor_of:
            rows = [row for row in self.figures.budgets if row.fund == fund]
            if rows[0].period == "":
                self.add(self.paid(fund), "at most", self.scaled(rows[0].amount))
            elif rows[0].carry_over:
                for end in self.figures.periods:
                    spent = self.paid(fund, [t for t in self.figures.periods if t <= end])
                    held = sum((row.amount for row in rows if row.period <= end), Fraction(0))
                    self.add(spent, "at most", self.scaled(held))
            else:
                for row in rows:
                    self.add(self.paid(fund, [row.period]), "at most", self.scaled(row.amount))
            least = sum((row.amount * row.minimum_use for row in rows), Fraction(0))
            if least:
                self.add(self.paid(fund), "at least", self.scaled(least))

    def paid(self, fund: str, periods: Iterable[str] | None = None) -> pulp.LpAffineExpression:
        """Return what a fund pays, commitments counted, in the periods or in all."""
        times = set(self.figures.periods if periods is None else periods)
        return self.support(lambda cell: cell[0] == fund and cell[3] in times)

    def add_capacities(self) -> None:
        """Keep recipients within what they can take."""
        for recipient, activity, period, amount in self.figures.capacities:

            def taken(
                cell: Cell, key: tuple[str, str, str] = (recipient, activity, period)
            ) -> bool:
                return all(limit in ("", name) for limit, name in zip(key, cell[1:], strict=True))

            self.add(self.support(taken), "at most", self.scaled(amount))

    def add_experts(self) -> None:
        """Deploy the expert-months that allocations use, within what the donors offer."""
        months: dict[int, list[pulp.LpVariable]] = {}
        offers = self.figures.offers
        recipients = {slot[0] for slot in self.slots}
        for expertise in {offer[1] for offer in offers}:
            for recipient, period in product(recipients, self.figures.periods):
                used = pulp.lpSum(
                    float(self.figures.expert_ratio(cell[1:]) * Fraction(self.scale)) * x
                    for cell, x in self.x.items()
                    if cell[1] == recipient
                    and cell[3] == period
                    and self.figures.expertise_of.get(cell[2]) == expertise
                )
                deployed = []
                for position, (_, offered, time, _) in enumerate(offers):
                    if offered == expertise and time in ("", period):
                        deployed.append(self.variable())
                        months.setdefault(position, []).append(deployed[-1])
                self.add(used, "exactly", pulp.lpSum(deployed))
        for position, variables in months.items():
            self.add(pulp.lpSum(variables), "at most", float(offers[position][3]))

    def add_recipients(self) -> None:
        """Keep minimum coverage and co-financing of the recipients."""
        for recipient, least in self.figures.minimum_coverage.items():
            need = sum(n for slot, n in self.slots.items() if slot[0] == recipient)
            self.add(self.met_need(recipient), "at least", self.scaled(least * need))
        donor_of = self.figures.donor_of
        for recipient, least in self.figures.co_financing.items():

            def own(cell: Cell, name: str = recipient) -> bool:
                return cell[1] == name and donor_of[cell[0]] == name

            received = self.allocated(lambda cell, name=recipient: cell[1] == name)
            self.add(self.allocated(own), "at least", float(least) * received)

    def add_burden(self, burden: Burden) -> None:
        """Keep each donor of a group near its key share of what the group gives."""
        donor_of = self.figures.donor_of
        total = self.support(lambda cell: donor_of[cell[0]] in burden.key_shares)
        for donor, key_share in burden.key_shares.items():
            given = self.support(lambda cell, donor=donor: donor_of[cell[0]] == donor)
            lowest = float((1 - burden.tolerance) * key_share)
            highest = float((1 + burden.tolerance) * key_share)
            for relation, factor in (("at least", lowest), ("at most", highest)):
                self.add_limit(given - factor * total, relation, burden.should, burden.penalty)

    def add_limit(
        self, left: pulp.LpAffineExpression, relation: str, should: bool, penalty: Fraction,
        unit: float | None = None,
    ) -> None:
        """Hold an expression at, above or below 0; a `should` limit may be broken at a price.

        `unit` is what one unit of the expression is, the scale of money unless told.
        """
        if should:
            price = float(penalty) * (self.scale if unit is None else unit)
            if relation != "at most":
                self.breaches.append((price, self.variable()))
                left = left + self.breaches[-1][1]
            if relation != "at least":
                self.breaches.append((price, self.variable()))
                left = left - self.breaches[-1][1]
        self.add(left, relation, 0)

    def add_pins(self) -> None:
        """Hold what a reviewer fixed; commitments do not count."""
        for pin in self.figures.pins:
            fund_and_slot = self.allocated(
                lambda cell, pin=pin: cell[:3] == pin.cell[:3] and pin.cell[3] in ("", cell[3])
            )
            if pin.at_least is not None:
                self.add(fund_and_slot, "at least", self.scaled(pin.at_least))
            if pin.at_most is not None:
                self.add(fund_and_slot, "at most", self.scaled(pin.at_most))

    def add_rule(self, rule: Rule) -> None:
        """Hold an analyst's rule for every combination it names; shares are held in money."""
        for part in rule_parts(self.figures, rule):
            left, unit = self.rule_sum(rule, part)
            self.add_limit(left, rule.relation, rule.should, rule.penalty, unit)

    def rule_sum(self, rule: Rule, part: Selection) -> tuple[pulp.LpAffineExpression, float]:
        """Return measured − value × denominator, and what one unit of it is."""
        donor_of = self.figures.donor_of
        if rule.measure == "experts":
            used = pulp.lpSum(
                float(self.figures.expert_ratio(cell[1:]) * Fraction(self.scale)) * x
                for cell, x in self.x.items()
                if includes(part, donor_of[cell[0]], cell)
            )
            return used - float(rule.value), 1.0
        measured = self.support(lambda cell: includes(part, donor_of[cell[0]], cell))
        if rule.measure == "amount":
            return measured - self.scaled(rule.value), self.scale
        divisor = denominator(self.figures, rule, part)
        if isinstance(divisor, Fraction):
            return measured - self.scaled(rule.value * divisor), self.scale
        whole = self.support(lambda cell: includes(divisor, donor_of[cell[0]], cell))
        return measured - float(rule.value) * whole, self.scale

    def minimise(
        self, expression: pulp.LpAffineExpression, extra: Sequence[pulp.LpConstraint] = ()
    ) -> bool:
        """Minimise under all rows, the kept values and some extra rows; False: no plan."""
        problem = pulp.LpProblem("reference", pulp.LpMinimize)
        problem.setObjective(expression)
        for kept in self.kept:
            slack = kept.sense * (kept.tolerance + FEASIBILITY) * max(abs(kept.value), 1.0)
            row = pulp.LpConstraint(kept.expression, kept.sense, rhs=kept.value - slack)
            problem.addConstraint(row, f"k{len(problem.constraints)}")
        for row in (*self.rows, *extra):
            problem.addConstraint(row)
        problem.solve(
            pulp.HiGHS(
                msg=False,
                primal_feasibility_tolerance=FEASIBILITY,
                dual_feasibility_tolerance=FEASIBILITY,
            )
        )
        status = problem.solverModel.getModelStatus()
        if status not in (highspy.HighsModelStatus.kOptimal, *NO_PLAN):
            message = f"the reference stopped with {status}"
            raise RuntimeError(message)
        return status == highspy.HighsModelStatus.kOptimal
