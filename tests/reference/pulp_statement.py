"""The model written with PuLP's own loops over the figures of a book, one limit after the other.

Money is divided by the largest need, so that the values are of order 1; the solver's
feasibility tolerance is 1e-9 of that. Values of earlier objectives are kept with no slack where
the solver can, else with as little as it needs; a claim that there is no plan is asked for twice,
with presolve and without.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

import highspy
import pulp

from reference import (
    Book,
    Burden,
    Cell,
    Figures,
    Rule,
    Selection,
    denominator,
    includes,
    rule_parts,
)
from reference.book import Reader

FEASIBILITY = 1e-9
SLACKS = (0.0, 1e-12, 1e-10, 1e-9, 5e-9, 5e-8)
SECONDS = 10.0
"""A search of the statement's own that takes longer is one that it cannot decide."""
SAME_LEVEL = 1e-6
TOLERANCES = {
    "primal_feasibility_tolerance": FEASIBILITY,
    "dual_feasibility_tolerance": FEASIBILITY,
    "mip_feasibility_tolerance": FEASIBILITY,
    "gapRel": 0.0,
    "gapAbs": 0.0,
}
NO_PLAN = (
    highspy.HighsModelStatus.kInfeasible,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
)


def at(
    fund: str = "", recipient: str = "", activity: str = "", period: str = ""
) -> Callable[[Cell], bool]:
    """Return the test whether a cell has these elements; "" stands for any."""
    wanted = (fund, recipient, activity, period)
    return lambda cell: all(w in ("", e) for w, e in zip(wanted, cell, strict=True))


@dataclass(frozen=True, slots=True)
class Kept:
    """An objective's value that later objectives keep: the expression stays on its side."""

    expression: pulp.LpAffineExpression
    sense: int
    value: float
    tolerance: float

    def row(self, slack: float = 0.0) -> pulp.LpConstraint:
        """Return the row that keeps the value, less its tolerance and some slack."""
        given_up = self.tolerance * abs(self.value) + slack * max(abs(self.value), 1.0)
        bound = self.value - self.sense * given_up
        # A solver drops coefficients that are small: the largest is brought to 1.
        size = max((abs(factor) for factor in self.expression.values()), default=1.0) or 1.0
        return pulp.LpConstraint((1 / size) * self.expression, self.sense, rhs=bound / size)


class Statement:
    """Variables and rows of one problem, in units of `scale` of the base currency."""

    def __init__(self, figures: Figures) -> None:
        """State every limit of the figures."""
        self.figures = figures
        self.slots = figures.slots
        self.scale = float(max(self.slots.values())) or 1.0
        self.variables: list[pulp.LpVariable] = []
        self.rows: list[pulp.LpConstraint] = []
        self.kept: list[Kept] = []
        self.x = {cell: self.variable() for cell in figures.cells()}
        self.sent: dict[str, list[pulp.LpVariable]] = {}
        self.met = [self.variable(float(need.amount) / self.scale) for need in figures.needs]
        self.breaches: list[tuple[float, pulp.LpVariable]] = []
        self.add_needs()
        self.add_budgets()
        self.add_capacities()
        self.add_experts()
        self.add_recipients()
        for burden in figures.burdens:
            self.add_burden(burden)
        for key in figures.recipient_keys:
            self.add_recipient_key(key)
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
            self.add(met, "exactly", self.allocated(at("", *slot)) + committed)

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
            taken = self.support(at("", recipient, activity, period))
            self.add(taken, "at most", self.scaled(amount))

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
                for position, (donor, offered, time, _) in enumerate(offers):
                    if offered == expertise and time in ("", period):
                        deployed.append(self.variable())
                        self.sent.setdefault(donor, []).append(deployed[-1])
                        months.setdefault(position, []).append(deployed[-1])
                self.add(used, "exactly", pulp.lpSum(deployed))
        for position, variables in months.items():
            self.add(pulp.lpSum(variables), "at most", float(offers[position][3]))

    def add_recipients(self) -> None:
        """Keep minimum coverage and co-financing of the recipients."""
        for recipient, least in self.figures.minimum_coverage.items():
            need = sum(n for slot, n in self.slots.items() if slot[0] == recipient)
            self.add(self.met_need(recipient), "at least", self.scaled(least * need))
        for recipient, least in self.figures.co_financing.items():
            own_funds = [f for f, donor in self.figures.donor_of.items() if donor == recipient]
            own = pulp.lpSum(self.allocated(at(fund, recipient)) for fund in own_funds)
            received = self.allocated(at(recipient=recipient))
            self.add(own, "at least", float(least) * received)

    def given_by(self, donors: Collection[str]) -> Callable[[Cell], bool]:
        """Return the test whether a cell is paid by one of the donors."""
        donor_of = self.figures.donor_of
        return lambda cell: donor_of[cell[0]] in donors

    def add_burden(self, burden: Burden) -> None:
        """Keep each donor of a group near its key share of what the group gives."""
        month = self.scaled(burden.month)
        months = {donor: month * pulp.lpSum(self.sent.get(donor, ()))
                  for donor in burden.key_shares}
        total = self.support(self.given_by(burden.key_shares)) + pulp.lpSum(months.values())
        for donor, key_share in burden.key_shares.items():
            given = self.support(self.given_by({donor})) + months[donor]
            lowest = float((1 - burden.tolerance) * key_share)
            highest = float((1 + burden.tolerance) * key_share)
            for relation, factor in (("at least", lowest), ("at most", highest)):
                self.add_limit(given - factor * total, relation, burden.should, burden.penalty)

    def add_recipient_key(self, key: Burden) -> None:
        """Keep each recipient of a region near its key share of what the region receives."""
        total = self.support(lambda cell: cell[1] in key.key_shares)
        for recipient, part in key.key_shares.items():
            given = self.support(at(recipient=recipient))
            for relation, sign in (("at least", -1), ("at most", 1)):
                factor = float((1 + sign * key.tolerance) * part)
                self.add_limit(given - factor * total, relation, key.should, key.penalty)

    def add_limit(
        self,
        left: pulp.LpAffineExpression,
        relation: str,
        should: bool,
        penalty: Fraction,
        unit: float = 1.0,
    ) -> None:
        """Hold an expression at, above or below 0; a `should` limit may be broken at a price.

        `unit` is what one unit of the expression is in units of the scale, 1 for money.
        """
        if should:
            price = float(penalty) * unit
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
            pinned = self.allocated(at(*pin.cell))
            if pin.at_least is not None:
                self.add(pinned, "at least", self.scaled(pin.at_least))
            if pin.at_most is not None:
                self.add(pinned, "at most", self.scaled(pin.at_most))

    def add_rule(self, rule: Rule) -> None:
        """Hold an analyst's rule for every combination it names; shares are held in money."""
        for part in rule_parts(self.figures, rule):
            left, unit = self.rule_sum(rule, part)
            self.add_limit(left, rule.relation, rule.should, rule.penalty, unit)

    def rule_sum(self, rule: Rule, part: Selection) -> tuple[pulp.LpAffineExpression, float]:
        """Return measured - value * denominator, and what one unit of it is in scaled money."""
        donor_of = self.figures.donor_of
        if rule.measure == "experts":
            used = pulp.lpSum(
                float(self.figures.expert_ratio(cell[1:]) * Fraction(self.scale)) * x
                for cell, x in self.x.items()
                if includes(part, donor_of[cell[0]], cell)
            )
            return used - float(rule.value), 1 / self.scale
        measured = self.counted(rule, lambda cell: includes(part, donor_of[cell[0]], cell))
        if rule.measure == "amount":
            return measured - self.scaled(rule.value), 1.0
        divisor = denominator(self.figures, rule, part)
        if isinstance(divisor, Fraction):
            return measured - self.scaled(rule.value * divisor), 1.0
        whole = self.support(lambda cell: includes(divisor, donor_of[cell[0]], cell))
        return measured - float(rule.value) * whole, 1.0

    def counted(self, rule: Rule, chosen: Callable[[Cell], bool]) -> pulp.LpAffineExpression:
        """Return Σ (x + G) over the chosen cells, each times what its activity counts."""
        activities = {cell[2] for cell in (*self.x, *self.figures.commitments)}
        return pulp.lpSum(
            float(rule.counts(activity))
            * self.support(lambda cell, own=activity: cell[2] == own and chosen(cell))
            for activity in sorted(activities))

    def minimise(
        self, expression: pulp.LpAffineExpression, extra: Sequence[pulp.LpConstraint] = ()
    ) -> bool:
        """Minimise under all rows, the kept values and some extra rows; False: no plan."""
        status = highspy.HighsModelStatus.kNotset
        # Slack in an earlier value is paid back many times over where a later one is small.
        for slack, presolve in product(SLACKS if self.kept else SLACKS[:1], ("on", "off")):
            status = self.solved(expression, extra, slack, presolve)
            if status == highspy.HighsModelStatus.kOptimal and self.counts:
                self.take_better(expression, extra, slack)
            if status == highspy.HighsModelStatus.kOptimal:
                return True
            if status == highspy.HighsModelStatus.kTimeLimit:
                break
        if status not in NO_PLAN:
            message = f"the reference stopped with {status}"
            raise RuntimeError(message)
        return False

    def solved(self, expression: pulp.LpAffineExpression, extra: Sequence[pulp.LpConstraint],
               slack: float, presolve: str) -> highspy.HighsModelStatus:
        """Minimise once, and return how it ended; the variables hold what was found."""
        problem = pulp.LpProblem("reference", pulp.LpMinimize)
        problem.setObjective(expression)
        for position, kept in enumerate(self.kept):
            problem.addConstraint(kept.row(slack), f"k{position}")
        for row in (*self.rows, *extra):
            problem.addConstraint(row)
        problem.solve(pulp.HiGHS(
            msg=False, presolve=presolve, timeLimit=SECONDS, **TOLERANCES))
        return problem.solverModel.getModelStatus()

    def take_better(self, expression: pulp.LpAffineExpression, extra: Sequence[pulp.LpConstraint],
                    slack: float) -> None:
        """Solve without presolve, and with it again if that was better.

        Of a book in whole units HiGHS called 470 the most points with presolve, and 500 without.
        """
        first = value_of(expression)
        status = self.solved(expression, extra, slack, "off")
        if status != highspy.HighsModelStatus.kOptimal or value_of(expression) > first:
            self.solved(expression, extra, slack, "on")

    @property
    def counts(self) -> bool:
        """Whether something takes whole numbers."""
        return False

    def objective(self, name: str) -> tuple[pulp.LpAffineExpression, int]:
        """Return an objective in units of the scale, and 1 where most is wanted, -1 where least."""
        if name == "soft rules":
            return pulp.lpSum(price * breach for price, breach in self.breaches), -1
        if name == "use budgets":
            return self.allocated(at()), 1
        if name != "meet needs":
            message = f"the reference knows no objective {name!r}"
            raise ValueError(message)
        needs = zip(self.figures.needs, self.met, strict=True)
        return pulp.lpSum(float(need.worth) * met for need, met in needs), 1

    def optimise(self, name: str, tolerance: float) -> float | None:
        """Optimise one objective and keep its value from here on; None: no plan."""
        expression, sense = self.objective(name)
        if not self.minimise(-sense * expression):
            return None
        best = value_of(expression)
        if expression.keys():
            self.kept.append(Kept(expression, sense, best, tolerance))
        return best * self.scale

    def coverages(self) -> dict[str, pulp.LpAffineExpression]:
        """Return the coverage of each recipient that has a need."""
        needs: dict[str, Fraction] = {}
        for slot, need in self.slots.items():
            needs[slot[0]] = needs.get(slot[0], Fraction(0)) + need
        return {
            recipient: (1 / self.scaled(need)) * self.met_need(recipient)
            for recipient, need in needs.items()
            if need
        }

    def raise_lowest_coverage(self, tolerance: float = 0.0) -> dict[str, float] | None:
        """Raise the lowest coverage, then the next lowest, and so on; None: no plan."""
        coverages, before = self.coverages(), len(self.kept)
        levels: dict[str, float] = {}
        while len(levels) < len(coverages):
            left = {name: c for name, c in coverages.items() if name not in levels}
            lowest = pulp.LpVariable("lowest", 0)
            above = [
                pulp.LpConstraint(coverage - lowest, pulp.LpConstraintGE, f"e{place}", 0)
                for place, coverage in enumerate(left.values())
            ]
            if not self.minimise(-1.0 * lowest, above):
                return None
            levels |= self.stuck(left, float(lowest.varValue))
        self.kept[before:] = [replace(one, tolerance=tolerance) for one in self.kept[before:]]
        return levels

    def stuck(
        self, coverages: Mapping[str, pulp.LpAffineExpression], floor: float
    ) -> dict[str, float]:
        """Return which coverages cannot rise above the floor that all keep, and hold them there."""
        floors = {name: Kept(coverage, 1, floor, 0.0) for name, coverage in coverages.items()}
        before = list(self.kept)
        self.kept += floors.values()
        stuck = []
        for name, coverage in coverages.items():
            if not self.minimise(-1.0 * coverage):
                message = "the lowest coverage just found cannot be kept"
                raise RuntimeError(message)
            if value_of(coverage) <= floor + SAME_LEVEL:
                stuck.append(name)
        self.kept = before + [floors[name] for name in stuck]
        return dict.fromkeys(stuck, floor)


def value_of(expression: pulp.LpAffineExpression) -> float:
    """Return the value of an expression at the solution just found."""
    return float(expression.constant + sum(c * (v.varValue or 0.0) for v, c in expression.items()))


@dataclass(frozen=True, slots=True)
class Reference:
    """Every objective's best value in order, and the statement that keeps them all."""

    values: tuple[tuple[str, float], ...]
    coverage: Mapping[str, float]
    statement: Statement

    @property
    def figures(self) -> Figures:
        """The figures of the book."""
        return self.statement.figures


def solve(book: Book, state: Callable[[Figures], Statement] = Statement) -> Reference | None:
    """Optimise the objectives of a book one after the other; None where there is no plan."""
    statement = state(Reader(book).figures())
    values: list[tuple[str, float]] = []
    coverage: dict[str, float] = {}
    for name, tolerance in statement.figures.objectives:
        if name == "raise lowest coverage":
            levels = statement.raise_lowest_coverage(float(tolerance))
            coverage = levels or {}
            best = None if levels is None else min(coverage.values(), default=0.0)
        else:
            best = statement.optimise(name, float(tolerance))
        if best is None and values:
            message = f"{name} has no plan though the objectives before it had one"
            raise RuntimeError(message)
        if best is None:
            return None
        values.append((name, best))
    return Reference(tuple(values), coverage, statement)


STATED = {
    "Need": "__init__",
    "Met need": "add_needs",
    "Budget": "add_budgets",
    "Minimum use": "add_budgets",
    "Capacity": "add_capacities",
    "Experts used": "add_experts",
    "Experts offered": "add_experts",
    "Minimum coverage": "add_recipients",
    "Co-financing": "add_recipients",
    "Burden sharing": "add_burden",
    "Recipient key": "add_recipient_key",
    "Even burden": "objective",
    "Pin": "add_pins",
    "Rule": "add_rule",
    # Every set of grants is tried in tests/test_grants.py: that needs no program of its own.
    "Grant made": "",
    # tests/reference/whole_statement.py counts who takes part.
    "Part taken": "",
    "Smallest grant": "",
    # Every set of needs is tried in tests/solving/test_who_is_paid.py.
    "Least amount": "",
    "Condition": "",
    # And every number of units in tests/solving/test_whole_units.py.
    "Whole units": "",
    "All units": "",
    # Solved by hand in tests/model/cases.py, against an earlier plan.
    "Earlier plan": "",
}
"""Which method of Statement states each kind of limit; a kind that is not here fails a test."""
