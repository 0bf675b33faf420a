"""A plan recomputed in fractions from the figures of its book: limits, breaches, objectives.

Shares nothing with the program but the amounts of its plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

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
from reference.book import normal

Amounts = dict[Cell, Fraction]


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


def key_sums(figures: Figures, key: Burden) -> Iterator[Sum]:
    """Yield what each recipient receives against its least and its most of its region."""
    region = [c for c in all_cells(figures) if c[1] in key.key_shares]
    penalty = key.penalty if key.should else None
    for recipient, key_share in key.key_shares.items():
        for relation, sign in (("at least", -1), ("at most", 1)):
            part = (1 + sign * key.tolerance) * key_share
            weights = {c: Fraction(c[1] == recipient) - part for c in region}
            yield Sum(f"key of {recipient}", relation, *weighed(figures, weights), penalty)


def rule_sums(figures: Figures, rule: Rule) -> Iterator[Sum]:
    """Yield a rule's sum for every combination that it holds for; grants are no sum of money."""
    penalty = rule.penalty if rule.should else None
    for part in rule_parts(figures, rule):
        inside = where(figures, part)
        if rule.counted is not None:
            inside = {c: inside[c] * rule.counts(c[2]) for c in inside}
        if rule.measure == "grants":
            continue
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
    for key in figures.recipient_keys:
        sums += key_sums(figures, key)
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


def grant_faults(figures: Figures, x: Amounts) -> Iterator[str]:
    """Yield grants below the smallest that their fund makes, and counts that break a rule."""
    grants: dict[tuple[str, str, str], Fraction] = {}
    for cell, amount in x.items():
        grants[cell[:3]] = grants.get(cell[:3], Fraction(0)) + amount
    for grant, amount in grants.items():
        if 0 < amount < figures.smallest_grant(grant[0]):
            yield f"the grant {grant} is {float(amount)}"
    made = [grant for grant, amount in grants.items() if amount]
    for rule in figures.rules:
        if rule.measure != "grants" or rule.should:
            continue
        for part in rule_parts(figures, rule):
            inside = {cell[:3] for cell in where(figures, part)}
            count = Fraction(sum(grant in inside for grant in made))
            if Sum(rule.name, rule.relation, {}, count - rule.value).breach({}):
                yield f"{rule.name} counts {count} grants"
