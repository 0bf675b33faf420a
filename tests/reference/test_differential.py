"""The program against an independent statement of the model, on random problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

import optimiser
from reference import (
    Burden,
    Cell,
    Figures,
    Rule,
    Selection,
    Slot,
    denominator,
    includes,
    rule_parts,
)
from reference.book import (
    normal,
    rename,
    reversed_names,
    shuffle,
    write_folder,
    write_workbook,
)
from reference.proportional import nearest_to_proportional
from reference.pulp_statement import Reference, solve
from reference.random_books import random_book

SEEDS = range(200)
SEEDS_OF_STAGES = range(300)
"""So many that 200 of them have rules that hold."""
SEEDS_WITHOUT_PLAN = range(60)
SEEDS_WITH_TIES = range(50)
RELATIVE = 1e-6
Amounts = dict[Cell, Fraction]


@cache
def reference_of(seed: int, *, ties: bool = False) -> Reference | None:
    """Return the reference's answer for a random book."""
    return solve(random_book(seed, ties=ties))


@cache
def plan_of(seed: int, *, ties: bool = False) -> optimiser.Plan:
    """Return the program's plan for a random book."""
    return optimiser.optimise(optimiser.load(random_book(seed, ties=ties)))


def money(value: object) -> Fraction:
    """Return a figure of a table as the decimal that it shows."""
    return Fraction(repr(float(str(value))))


def allocated(plan: optimiser.Plan, names: Mapping[str, str] | None = None) -> Amounts:
    """Return the plan's allocation by cell, names in normal form or turned back."""
    columns = ["Fund", "Recipient", "Activity", "Period", "Amount"]
    amounts: Amounts = {}
    for *elements, amount in plan.allocation[columns].itertuples(index=False):
        fund, recipient, activity, period = (
            normal(e) if isinstance(e, str) else "" for e in elements
        )
        turned = [names[e] if names else e for e in (fund, recipient, activity)]
        cell = (turned[0], turned[1], turned[2], period)
        assert cell not in amounts
        amounts[cell] = money(amount)
    return amounts


def furthest(one: Mapping[Cell, Fraction], other: Mapping[Cell, Fraction | float]) -> float:
    """Return the largest difference between two allocations in any cell."""
    cells = one.keys() | other.keys()
    return max((abs(float(one.get(c, 0) - other.get(c, 0))) for c in cells), default=0.0)


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum over cells with a constant, held at, above or below 0."""

    name: str
    relation: str
    coefficients: Mapping[Cell, Fraction]
    constant: Fraction
    penalty: Fraction | None = None
    """What one unit of breach costs; None for a limit that must hold."""

    def breach(self, x: Amounts) -> Fraction:
        """Return by how much the sum is on the wrong side of 0."""
        zero = Fraction(0)
        value = sum((c * x.get(cell, zero) for cell, c in self.coefficients.items()), self.constant)
        if self.relation == "exactly":
            return abs(value)
        return max(value if self.relation == "at most" else -value, zero)

    def allowance(self, unit: Fraction) -> Fraction:
        """Return one unit for each cell that the sum runs over."""
        weights = [max(abs(c), Fraction(1)) for c in self.coefficients.values() if c]
        return unit * sum(weights, Fraction(0))


def weighed(
    figures: Figures, weights: Mapping[Cell, Fraction], *, commitments: bool = True
) -> tuple[dict[Cell, Fraction], Fraction]:
    """Return the weights of the cells that may be paid, and what the commitments weigh."""
    given = figures.commitments.items() if commitments else ()
    constant = sum((weights.get(cell, Fraction(0)) * g for cell, g in given), Fraction(0))
    return {cell: weights[cell] for cell in figures.cells() if cell in weights}, constant


def all_cells(figures: Figures) -> list[Cell]:
    """Return every cell that is paid or may be paid."""
    return list(dict.fromkeys([*figures.cells(), *figures.commitments]))


def where(figures: Figures, selection: Selection) -> dict[Cell, Fraction]:
    """Return weight 1 for each cell of a selection."""
    donor_of = figures.donor_of
    cells = all_cells(figures)
    return {c: Fraction(1) for c in cells if includes(selection, donor_of[c[0]], c)}


def burden_sums(figures: Figures, burden: Burden) -> Iterator[Sum]:
    """Yield the two sides of each donor of a group."""
    donor_of = figures.donor_of
    group = [c for c in all_cells(figures) if donor_of[c[0]] in burden.key_shares]
    for donor, key_share in burden.key_shares.items():
        for relation, sign in (("at least", -1), ("at most", 1)):
            part = (1 + sign * burden.tolerance) * key_share
            weights = {c: Fraction(donor_of[c[0]] == donor) - part for c in group}
            penalty = burden.penalty if burden.should else None
            yield Sum(f"burden of {donor}", relation, *weighed(figures, weights), penalty)


def rule_sums(figures: Figures, rule: Rule) -> Iterator[Sum]:
    """Yield a rule's sum for every combination that it holds for."""
    penalty = rule.penalty if rule.should else None
    for part in rule_parts(figures, rule):
        inside = where(figures, part)
        if rule.measure == "experts":
            ratios = {c: figures.expert_ratio(c[1:]) for c in inside}
            used, _ = weighed(figures, ratios, commitments=False)
            yield Sum(rule.name, rule.relation, used, -rule.value, penalty)
            continue
        limit, weights = rule.value, inside
        if rule.measure != "amount":
            whole = denominator(figures, rule, part)
            if isinstance(whole, Selection):
                shared, limit = where(figures, whole), Fraction(0)
                weights = {
                    c: inside.get(c, Fraction(0)) - rule.value * shared.get(c, Fraction(0))
                    for c in inside | shared
                }
            else:
                limit = rule.value * whole
        coefficients, constant = weighed(figures, weights)
        yield Sum(rule.name, rule.relation, coefficients, constant - limit, penalty)


def fund_sums(figures: Figures) -> Iterator[Sum]:
    """Yield the minimum use of each fund."""
    for fund in figures.donor_of:
        weights = {c: Fraction(1) for c in all_cells(figures) if c[0] == fund}
        rows = [row for row in figures.budgets if row.fund == fund]
        least = sum((row.minimum_use * row.amount for row in rows), Fraction(0))
        coefficients, constant = weighed(figures, weights)
        yield Sum(f"minimum use of {fund}", "at least", coefficients, constant - least)


def recipient_sums(figures: Figures) -> Iterator[Sum]:
    """Yield minimum coverage and co-financing of each recipient."""
    cells, donor_of = figures.cells(), figures.donor_of
    for recipient, least in figures.minimum_coverage.items():
        slots = {s: need for s, need in figures.slots.items() if s[0] == recipient}
        met = sum((min(need, figures.committed(s)) for s, need in slots.items()), Fraction(0))
        floor = least * sum(slots.values(), Fraction(0))
        weights = {c: Fraction(1) for c in cells if c[1] == recipient}
        yield Sum(f"minimum coverage of {recipient}", "at least", weights, met - floor)
    for recipient, least in figures.co_financing.items():
        weights = {
            c: Fraction(donor_of[c[0]] == recipient) - least for c in cells if c[1] == recipient
        }
        yield Sum(f"co-financing of {recipient}", "at least", weights, Fraction(0))


def expert_sums(figures: Figures) -> Iterator[Sum]:
    """Yield the expert-months used of each expertise, by period and over all, and the offers."""
    offers = figures.offers
    for expertise, time in {(offer[1], offer[2]) for offer in offers}:
        used = {
            c: figures.expert_ratio(c[1:])
            for c in figures.cells()
            if figures.expertise_of.get(c[2]) == expertise and time in ("", c[3])
        }
        offered = sum((o[3] for o in offers if o[1:3] == (expertise, time)), Fraction(0))
        yield Sum(f"experts in {expertise}", "at most", used, -offered)


def rounded_sums(figures: Figures) -> list[Sum]:
    """Return the sums that a rounded plan keeps within one unit for each of their cells."""
    sums = [*fund_sums(figures), *recipient_sums(figures), *expert_sums(figures)]
    for burden in figures.burdens:
        sums += burden_sums(figures, burden)
    for rule in figures.rules:
        sums += rule_sums(figures, rule)
    return sums


def exact_sums(figures: Figures) -> Iterator[Sum]:
    """Yield the sums that a rounded plan keeps to the last unit."""
    cells = all_cells(figures)
    for slot, need in figures.slots.items():
        weights = {c: Fraction(1) for c in figures.cells() if c[1:] == slot}
        left = need - min(need, figures.committed(slot))
        yield Sum(f"need of {slot}", "at most", weights, -left)
    for row in figures.budgets:
        times = [t for t in figures.periods if row.period in ("", t)]
        held = row.amount
        for end in figures.periods if row.carry_over else times[-1:]:
            if row.carry_over:
                times = [t for t in figures.periods if t <= end]
                rows = [r for r in figures.budgets if r.fund == row.fund and r.period <= end]
                held = sum((r.amount for r in rows), Fraction(0))
            weights = {c: Fraction(1) for c in cells if c[0] == row.fund and c[3] in times}
            coefficients, constant = weighed(figures, weights)
            yield Sum(f"budget of {row.fund}", "at most", coefficients, constant - held)
    for *key, capacity in figures.capacities:
        inside = [c for c in cells if all(k in ("", e) for k, e in zip(key, c[1:], strict=True))]
        coefficients, constant = weighed(figures, dict.fromkeys(inside, Fraction(1)))
        yield Sum(f"capacity of {key}", "at most", coefficients, constant - capacity)
    for pin in figures.pins:
        inside = [c for c in cells if all(k in ("", e) for k, e in zip(pin.cell, c, strict=True))]
        weights, _ = weighed(figures, dict.fromkeys(inside, Fraction(1)), commitments=False)
        if pin.at_least is not None:
            yield Sum(f"pin of {pin.cell}", "at least", weights, -pin.at_least)
        if pin.at_most is not None:
            yield Sum(f"pin of {pin.cell}", "at most", weights, -pin.at_most)


def broken(figures: Figures, x: Amounts) -> list[str]:
    """Return what a rounded plan breaks, in words."""
    faults = [f"{cell} may not be paid" for cell in x.keys() - set(figures.cells())]
    faults += [
        f"{cell}: {float(amount)} is no amount"
        for cell, amount in x.items()
        if amount < 0 or amount % figures.rounding
    ]
    faults += [f"{s.name}: {float(s.breach(x))}" for s in exact_sums(figures) if s.breach(x)]
    for limit in rounded_sums(figures):
        over = limit.breach(x) - limit.allowance(figures.rounding)
        if limit.penalty is None and over > 0:
            faults.append(f"{limit.name}: {float(over)} beyond a unit a cell")
    return faults


def attained(figures: Figures, objective: str, x: Amounts) -> tuple[Fraction, Fraction]:
    """Return what a rounded plan makes of an objective, and what a unit a cell is worth in it."""
    unit, cells = figures.rounding, figures.cells()
    if objective == "use budgets":
        return sum(x.values(), Fraction(0)), unit * len(cells)
    if objective == "soft rules":
        soft = [(s.penalty, s) for s in rounded_sums(figures) if s.penalty is not None]
        allowance = sum((p * s.allowance(unit) for p, s in soft), Fraction(0))
        return sum((p * s.breach(x) for p, s in soft), Fraction(0)), allowance
    worth = {s: max(n.worth for n in figures.needs if n.slot == s) for s in figures.slots}
    if objective == "meet needs":
        value = sum((met_worth(figures, slot, x) for slot in figures.slots), Fraction(0))
        return value, sum((unit * worth[cell[1:]] for cell in cells), Fraction(0))
    needs = {name: need_of(figures, name) for name in {slot[0] for slot in figures.slots}}
    lowest = min(coverage_of(figures, name, x) for name in needs)
    return lowest, unit * len(cells) / min(needs.values())


def met_worth(figures: Figures, slot: Slot, x: Amounts) -> Fraction:
    """Return what the met need of a slot counts: the rows that count most are filled first."""
    left = min(figures.slots[slot], figures.committed(slot))
    left += sum((amount for cell, amount in x.items() if cell[1:] == slot), Fraction(0))
    value = Fraction(0)
    rows = [row for row in figures.needs if row.slot == slot]
    for row in sorted(rows, key=lambda row: row.worth, reverse=True):
        met = min(row.amount, left)
        value, left = value + row.worth * met, left - met
    return value


def need_of(figures: Figures, recipient: str) -> Fraction:
    """Return all that a recipient needs."""
    return sum((n for slot, n in figures.slots.items() if slot[0] == recipient), Fraction(0))


def coverage_of(figures: Figures, recipient: str, x: Amounts) -> Fraction:
    """Return the share of a recipient's need that commitments and allocations meet."""
    slots = [slot for slot in figures.slots if slot[0] == recipient]
    met = sum((min(figures.slots[s], figures.committed(s)) for s in slots), Fraction(0))
    met += sum((amount for cell, amount in x.items() if cell[1] == recipient), Fraction(0))
    return met / need_of(figures, recipient)


def test_two_hundred_random_problems_have_rules_that_hold() -> None:
    books = [random_book(seed) for seed in SEEDS_OF_STAGES]
    ruled = [book for book in books if any(
        row.get("Enabled") not in ("no", False) for row in book.get("Rules", []))]
    assert len(ruled) >= 200


@pytest.mark.parametrize("seed", SEEDS_OF_STAGES)
def test_every_stage_reaches_the_value_of_the_independent_statement(seed: int) -> None:
    """Stage by stage the solver's value is the reference's, or neither finds a plan."""
    reference = reference_of(seed)
    if reference is None:
        with pytest.raises(optimiser.NoPlanError):
            plan_of(seed)
        return
    stages = [(stage.objective, stage.value) for stage in plan_of(seed).stages]
    assert [name for name, _ in stages] == [name for name, _ in reference.values]
    # A value near 0 (no rule broken) is compared with a thousandth of the largest need.
    floor = reference.statement.scale / 1000
    for (name, value), (_, best) in zip(stages, reference.values, strict=True):
        least = 0.0 if name == "raise lowest coverage" else floor * RELATIVE
        assert value == pytest.approx(best, rel=RELATIVE, abs=least), name


@pytest.mark.parametrize("seed", SEEDS)
def test_rounded_plan_keeps_every_limit_and_its_objectives(seed: int) -> None:
    """Recomputed in fractions: needs, budgets, capacities and pins exactly, the rest by units."""
    reference = reference_of(seed)
    if reference is None:
        return
    check_rounded_plan(reference, allocated(plan_of(seed)))


def check_rounded_plan(reference: Reference, x: Amounts) -> None:
    """Assert that a rounded plan keeps the limits, and loses at most one unit a cell."""
    figures = reference.figures
    assert broken(figures, x) == []
    values = dict(reference.values)
    for name, tolerance in figures.objectives:
        value, allowance = attained(figures, name, x)
        slack = float(allowance) + RELATIVE * max(abs(values[name]), reference.statement.scale)
        given_up = float(tolerance) * abs(values[name])
        low, high = values[name] - slack, values[name] + slack
        if name == "soft rules":
            assert low <= value <= high + given_up
        else:
            assert low - given_up <= value <= high, name
    for recipient, coverage in reference.coverage.items():
        within = float(figures.rounding * len(figures.cells()) / need_of(figures, recipient))
        reached = float(coverage_of(figures, recipient, x))
        assert reached == pytest.approx(coverage, abs=within + RELATIVE)


@pytest.mark.parametrize("seed", SEEDS_WITHOUT_PLAN)
def test_no_plan_is_found_where_the_limits_contradict_each_other(seed: int) -> None:
    """Limits that cannot hold together give exit code 4, and the reference finds no plan either."""
    book = random_book(seed, plan=False)
    assert solve(book) is None
    with pytest.raises(optimiser.NoPlanError) as error:
        optimiser.optimise(optimiser.load(book))
    assert error.value.exit_code == 4


@pytest.mark.parametrize("seed", SEEDS_WITH_TIES)
def test_plan_among_many_equally_good_ones_keeps_limits_and_objectives(seed: int) -> None:
    """The plans that the next tests compare are themselves sound."""
    reference = reference_of(seed, ties=True)
    assert reference is not None
    check_rounded_plan(reference, allocated(plan_of(seed, ties=True)))


@pytest.mark.parametrize("seed", SEEDS_WITH_TIES)
def test_order_of_sheets_rows_and_columns_does_not_change_the_plan(seed: int) -> None:
    """Shuffled twice, the plan is the same within one rounding unit a cell."""
    book, plan = random_book(seed, ties=True), plan_of(seed, ties=True)
    for order in (seed, seed + 1000):
        other = optimiser.optimise(optimiser.load(shuffle(book, order)))
        assert_same_plan(plan, other, figures_of(seed))


@pytest.mark.parametrize("seed", SEEDS_WITH_TIES)
def test_names_that_sort_otherwise_do_not_change_the_plan(seed: int) -> None:
    """With names that sort the other way round, the plan is the same but for the names."""
    book, plan = random_book(seed, ties=True), plan_of(seed, ties=True)
    new_names = reversed_names(book)
    other = optimiser.optimise(optimiser.load(rename(book, new_names)))
    old_names = {normal(new): old for old, new in new_names.items()}
    assert_same_plan(plan, other, figures_of(seed), old_names)


@pytest.mark.parametrize("seed", SEEDS_WITH_TIES)
def test_another_solver_does_not_change_the_plan(seed: int) -> None:
    """PuLP's CBC, which returns other vertices, leads to the same plan as HiGHS."""
    inputs = optimiser.load(random_book(seed, ties=True))
    other = optimiser.optimise(inputs, solver="PULP_CBC_CMD")
    assert_same_plan(plan_of(seed, ties=True), other, figures_of(seed))


def figures_of(seed: int) -> Figures:
    """Return the figures of a random book with ties."""
    reference = reference_of(seed, ties=True)
    assert reference is not None
    return reference.figures


def assert_same_plan(
    plan: optimiser.Plan,
    other: optimiser.Plan,
    figures: Figures,
    names: Mapping[str, str] | None = None,
) -> None:
    """Assert that allocations agree within one unit, and deployments within what that uses."""
    difference = furthest(allocated(plan), allocated(other, names))
    assert difference <= figures.rounding
    unit, cells = figures.rounding, figures.cells()
    within = 0.02 + float(unit * sum((figures.expert_ratio(c[1:]) for c in cells), Fraction(0)))
    assert furthest(deployed(plan), deployed(other, names)) <= within


def deployed(plan: optimiser.Plan, names: Mapping[str, str] | None = None) -> Amounts:
    """Return the plan's deployments by donor, expertise, recipient and period."""
    columns = ["Donor", "Expertise", "Recipient", "Period", "Expert-months"]
    months: Amounts = {}
    for *elements, value in plan.deployments[columns].itertuples(index=False):
        *found, period = (normal(e) if isinstance(e, str) else "" for e in elements)
        donor, expertise, recipient = (names[e] if names else e for e in found)
        months[donor, expertise, recipient, period] = money(value)
    return months


@pytest.mark.parametrize("seed", SEEDS_WITH_TIES)
def test_plan_is_the_nearest_to_proportional_on_the_whole_polytope(seed: int) -> None:
    """The rounded plan is the minimum of the definition, within one unit a cell."""
    reference = reference_of(seed, ties=True)
    assert reference is not None
    assert_nearest(reference, plan_of(seed, ties=True))


@pytest.mark.parametrize("seed", SEEDS[::4])
def test_plan_without_ties_in_the_figures_is_the_nearest_too(seed: int) -> None:
    """The same holds for problems of every kind, unless their workbook asks for any plan."""
    reference = reference_of(seed)
    settings = random_book(seed).get("Settings", [])
    if reference is not None and all(row["Value"] != "any" for row in settings):
        assert_nearest(reference, plan_of(seed))


def assert_nearest(reference: Reference, plan: optimiser.Plan) -> None:
    """Assert that a plan is the one that the definition asks for."""
    nearest = nearest_to_proportional(reference)
    within = float(reference.figures.rounding) + RELATIVE * reference.statement.scale
    assert furthest(allocated(plan), nearest) <= within


@pytest.mark.parametrize("seed", range(12))
def test_workbook_and_folder_give_the_plan_of_the_plain_data(seed: int, tmp_path: Path) -> None:
    """Written as .xlsx and as .csv files, a book is read as the same problem."""
    book, plan = random_book(seed, ties=True), plan_of(seed, ties=True)
    for path in (
        write_workbook(book, tmp_path / "book.xlsx"),
        write_folder(book, tmp_path / "book"),
    ):
        other = optimiser.optimise(optimiser.load(path))
        assert allocated(other) == allocated(plan)
        assert deployed(other) == deployed(plan)
