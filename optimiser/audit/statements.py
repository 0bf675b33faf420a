"""Every limit of a problem, stated a second time, apart from the model on purpose.

The model states limits as grouped sums for a solver. Here they are read once more from the
problem, one by one, as a careful clerk would: so a fault of the model cannot hide itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from optimiser.audit.payable import payable_cells
from optimiser.audit.rules import rules
from optimiser.audit.statement import Part, Statement, Sums, choice
from optimiser.names import name_key
from optimiser.plan.types import DEPLOYMENT_UNIT
from optimiser.problem.keys import LimitKey
from optimiser.problem.stated import BurdenShare
from optimiser.problem.types import ALL, Problem
from optimiser.vocabulary import LimitKind, Relation, Tie


def _when(problem: Problem, period: int) -> dict[str, frozenset[int]]:
    """Return the periods that a row is about: its own, or those that lie in a longer one."""
    return {} if period == ALL else {"period": frozenset(problem.covered(period))}


def statements(problem: Problem) -> dict[LimitKey, Statement]:
    """Return every limit but the needs themselves, by its key, family by family."""
    stated = (statement for family in STATED.values() for statement in family(problem))
    return {statement.key: statement for statement in stated}


def _budgets(problem: Problem) -> Iterator[Statement]:
    budgets, funds = problem.budgets, problem.funds
    for row, amount in enumerate(budgets.exact):
        fund, period = int(budgets.fund[row]), int(budgets.period[row])
        if period == ALL or not funds.carries_over[fund]:
            chosen = choice(fund=fund) | _when(problem, period)
            yield Statement(LimitKey(LimitKind.BUDGET, Relation.AT_MOST, (fund, period)),
                            funds.names[fund], amount,
                            (Part(Sums.GIVEN, Fraction(1), chosen),))
    for fund in range(len(funds.names)):
        if funds.carries_over[fund]:
            yield from _carried(problem, fund)


def _carried(problem: Problem, fund: int) -> Iterator[Statement]:
    """State, from every period that money may be left for at most, what is spent from there on."""
    budgets, count = problem.budgets, len(problem.periods)
    rows = {problem.covered(int(budgets.period[row]))[0]: row for row in range(len(budgets.exact))
            if budgets.fund[row] == fund and budgets.period[row] != ALL}
    left = {since: most for since in range(1, count)
            if (most := _left_for(problem, rows, since)) is not None}
    for since in (0, *left) if rows else ():
        dried = min((later for later, most in left.items() if later > since and most == 0),
                    default=count)
        for period in range(since, dried):
            chosen = {"fund": frozenset({fund}), "period": frozenset(range(since, period + 1))}
            given = sum((budgets.exact[row] for first, row in rows.items()
                         if since <= first <= period), left.get(since, Fraction(0)))
            yield Statement(
                LimitKey(LimitKind.BUDGET, Relation.AT_MOST,
                         (fund, period) if since == 0 else (fund, period, since)),
                f"{problem.funds.names[fund]} up to {problem.periods[period]}", given,
                (Part(Sums.GIVEN, Fraction(1), chosen),))


def _left_for(problem: Problem, rows: Mapping[int, int], period: int) -> Fraction | None:
    """Return what may be left for a period at most, None where there is no such limit."""
    budgets = problem.budgets
    for first in sorted(rows, reverse=True):
        row = rows[first]
        if budgets.lapses_after[row] == period - 1:
            return Fraction(0)
        if max(problem.covered(int(budgets.period[row]))) == period - 1:
            share = budgets.most_carried[row]
            return None if share is None else share * budgets.exact[row]
    return None


def _minimum_uses(problem: Problem) -> Iterator[Statement]:
    for fund, least in enumerate(problem.funds.least):
        if least > 0:
            yield Statement(LimitKey(LimitKind.MINIMUM_USE, Relation.AT_LEAST, (fund,)),
                            problem.funds.names[fund], least,
                            (Part(Sums.GIVEN, Fraction(1), choice(fund=fund)),))


def _capacities(problem: Problem) -> Iterator[Statement]:
    rows = problem.capacities
    for row, amount in enumerate(rows.exact):
        of = int(rows.recipient[row]), int(rows.activity[row]), int(rows.period[row])
        chosen = choice(recipient=of[0], activity=of[1]) | _when(problem, of[2])
        yield Statement(LimitKey(LimitKind.CAPACITY, Relation.AT_MOST, of),
                        problem.recipients.names[of[0]], amount,
                        (Part(Sums.GIVEN, Fraction(1), chosen),))


def _experts_offered(problem: Problem) -> Iterator[Statement]:
    offers = problem.offers
    for row, months in enumerate(offers.exact):
        of = int(offers.donor[row]), int(offers.expertise[row]), int(offers.period[row])
        chosen = choice(donor=of[0], expertise=of[1]) | _when(problem, of[2])
        yield Statement(LimitKey(LimitKind.EXPERTS_OFFERED, Relation.AT_MOST, of),
                        problem.donors.names[of[0]], months,
                        (Part(Sums.DEPLOYED, Fraction(1), chosen),))


def _experts_used(problem: Problem) -> Iterator[Statement]:
    offers, requirements = problem.offers, problem.requirements
    used: dict[tuple[int, int, int], list[Part]] = {}
    offered = set(offers.expertise.tolist())
    for row, ratio in enumerate(requirements.experts):
        recipient, activity = int(requirements.recipient[row]), int(requirements.activity[row])
        period, kind = int(requirements.period[row]), int(
            problem.activities.expertise[requirements.activity[row]])
        if ratio > 0 and kind in offered:
            used.setdefault((kind, recipient, period), []).append(Part(
                Sums.ALLOCATED, -ratio,
                choice(recipient=recipient, activity=activity, period=period)))
    for (kind, recipient, period), parts in sorted(used.items()):
        sent = Part(Sums.DEPLOYED, Fraction(1), choice(expertise=kind, recipient=recipient,
                                                period=period))
        yield Statement(
            LimitKey(LimitKind.EXPERTS_USED, Relation.EXACTLY, (kind, recipient, period)),
            f"{problem.expertises[kind]} in {problem.recipients.names[recipient]}", Fraction(0),
            (sent, *parts), within=DEPLOYMENT_UNIT)


def _minimum_coverages(problem: Problem) -> Iterator[Statement]:
    requirements = problem.requirements
    rows_of: dict[int, list[int]] = {}
    for row, recipient in enumerate(requirements.recipient.tolist()):
        rows_of.setdefault(recipient, []).append(row)
    for recipient, floor in enumerate(problem.recipients.minimum_coverage):
        mine = rows_of.get(recipient, [])
        need = sum((requirements.need[row] for row in mine), Fraction(0))
        met = sum((requirements.met[row] for row in mine), Fraction(0))
        if floor and need:
            yield Statement(
                LimitKey(LimitKind.MINIMUM_COVERAGE, Relation.AT_LEAST, (recipient,)),
                problem.recipients.names[recipient], floor * need,
                (Part(Sums.ALLOCATED, Fraction(1), choice(recipient=recipient)),), constant=met)


def _co_financing(problem: Problem) -> Iterator[Statement]:
    donors = [name_key(name) for name in problem.donors.names]
    for recipient, part in enumerate(problem.recipients.co_financing):
        if not part:
            continue
        name = name_key(problem.recipients.names[recipient])
        to_it = frozenset({recipient})
        own = frozenset(donor for donor, spelt in enumerate(donors) if spelt == name)
        yield Statement(
            LimitKey(LimitKind.CO_FINANCING, Relation.AT_LEAST, (recipient,)),
            problem.recipients.names[recipient], Fraction(0), (
                Part(Sums.ALLOCATED, Fraction(1), {"donor": own, "recipient": to_it}),
                Part(Sums.ALLOCATED, -part, {"recipient": to_it})))


def _burden_sharing(problem: Problem) -> Iterator[Statement]:
    for number, row in enumerate(problem.burden_shares):
        yield from _burden_share(problem, number, row)


def _burden_share(problem: Problem, number: int, row: BurdenShare) -> Iterator[Statement]:
    everyone = frozenset(row.donors)
    for relation, factor in ((Relation.AT_LEAST, 1 - row.tolerance),
                             (Relation.AT_MOST, 1 + row.tolerance)):
        for donor, share in zip(row.donors, row.shares, strict=True):
            key = LimitKey(LimitKind.BURDEN_SHARING, relation, (number, donor))
            of_all = -max(factor, Fraction(0)) * share
            experts = (Part(Sums.DEPLOYED, row.month, choice(donor=donor)),
                       Part(Sums.DEPLOYED, of_all * row.month, {"donor": everyone}))
            yield Statement(key, problem.donors.names[donor], Fraction(0), (
                Part(Sums.GIVEN, Fraction(1), choice(donor=donor)),
                Part(Sums.GIVEN, of_all, {"donor": everyone}), *(experts if row.month else ()),
            ), penalty=row.penalty)


def _recipient_keys(problem: Problem) -> Iterator[Statement]:
    for number, row in enumerate(problem.recipient_keys):
        whole = {"recipient": frozenset(row.recipients)}
        for recipient, share in zip(row.recipients, row.shares, strict=True):
            for relation, factor in ((Relation.AT_LEAST, max(1 - row.tolerance, Fraction(0))),
                                     (Relation.AT_MOST, 1 + row.tolerance)):
                yield Statement(
                    LimitKey(LimitKind.RECIPIENT_KEY, relation, (number, recipient)),
                    problem.recipients.names[recipient], Fraction(0), (
                        Part(Sums.GIVEN, Fraction(1), choice(recipient=recipient)),
                        Part(Sums.GIVEN, -factor * share, whole)), penalty=row.penalty)


def _smallest_grants(problem: Problem) -> Iterator[Statement]:
    """State that a grant is nothing or at least so much: its money >= smallest x its count."""
    if not any(problem.funds.smallest_grant):
        return
    along = payable_cells(problem)[0].along
    grants = {(int(fund), int(recipient), int(activity)) for fund, recipient, activity in zip(
        along["fund"], along["recipient"], along["activity"], strict=True)}
    unit = Fraction(problem.rounding)
    for fund, recipient, activity in sorted(grants):
        least = problem.funds.smallest_grant[fund]
        if least:
            grant = choice(fund=fund, recipient=recipient, activity=activity)
            yield Statement(
                LimitKey(LimitKind.SMALLEST_GRANT, Relation.AT_LEAST, (fund, recipient, activity)),
                problem.funds.names[fund], Fraction(0), (
                    Part(Sums.ALLOCATED, Fraction(1), grant),
                    Part(Sums.GRANTS, -max(least, unit), grant)))


def _least_amounts(problem: Problem) -> Iterator[Statement]:
    """State that a need gets nothing or its least amount: its money >= least x (1 if any)."""
    rows, unit = problem.requirements, Fraction(problem.rounding)
    for row, least in enumerate(rows.least):
        if least > 0:
            of = int(rows.recipient[row]), int(rows.activity[row]), int(rows.period[row])
            need = choice(recipient=of[0], activity=of[1], period=of[2])
            yield Statement(LimitKey(LimitKind.LEAST_AMOUNT, Relation.AT_LEAST, of),
                            problem.recipients.names[of[0]], Fraction(0), (
                                Part(Sums.ALLOCATED, Fraction(1), need),
                                Part(Sums.IS_PAID, -max(least, unit), need)))


def _conditions(problem: Problem) -> Iterator[Statement]:
    """State what one need's new money says of another's, each counting 1 where it gets any."""
    rows = problem.conditions
    for row, tie in enumerate(rows.tie):
        own = choice(recipient=int(rows.recipient[row]), activity=int(rows.activity[row]))
        other = choice(recipient=int(rows.other_recipient[row]),
                    activity=int(rows.other_activity[row]))
        if tie is Tie.ONLY_IF and _is_met(problem, other):
            continue
        relation, weight, bound = {
            Tie.ONLY_IF: (Relation.AT_MOST, -1, 0), Tie.TOGETHER_WITH: (Relation.EXACTLY, -1, 0),
            Tie.NOT_WITH: (Relation.AT_MOST, 1, 1)}[tie]
        yield Statement(LimitKey(LimitKind.CONDITION, relation, (row,)), rows.source[row],
                        Fraction(bound), (Part(Sums.IS_PAID, Fraction(1), own),
                                          Part(Sums.IS_PAID, Fraction(weight), other)))


def _whole_units(problem: Problem) -> Iterator[Statement]:
    """State that new money to a need is what whole units, or the need in full, come to."""
    rows = problem.requirements
    for row, need in enumerate(rows.need):
        of = int(rows.recipient[row]), int(rows.activity[row]), int(rows.period[row])
        if problem.activities.whole_units[of[1]] and need > 0:
            chosen = choice(recipient=of[0], activity=of[1], period=of[2])
            yield Statement(LimitKey(LimitKind.WHOLE_UNITS, Relation.EXACTLY, of),
                            problem.recipients.names[of[0]], Fraction(0), (
                                Part(Sums.ALLOCATED, Fraction(1), chosen),
                                Part(Sums.BOUGHT, Fraction(-1), chosen)))


def _is_met(problem: Problem, chosen: Mapping[str, frozenset[int]]) -> bool:
    """Tell whether commitments alone meet every need of a recipient for an activity."""
    rows = problem.requirements
    left = [need - committed for recipient, activity, need, committed in zip(
        rows.recipient.tolist(), rows.activity.tolist(), rows.need, rows.committed, strict=True)
        if recipient in chosen["recipient"] and activity in chosen["activity"]]
    return bool(left) and max(left) <= 0


def _pins(problem: Problem) -> Iterator[Statement]:
    pins = problem.pins
    for relation, bounds in ((Relation.AT_LEAST, pins.least), (Relation.AT_MOST, pins.most)):
        for row, bound in enumerate(bounds):
            if bound is not None:
                chosen = choice(fund=int(pins.fund[row]), recipient=int(pins.recipient[row]),
                              activity=int(pins.activity[row]), period=int(pins.period[row]))
                yield Statement(LimitKey(LimitKind.PIN, relation, (row,)), pins.source[row], bound,
                                (Part(Sums.ALLOCATED, Fraction(1), chosen),))


STATED: Mapping[LimitKind, Callable[[Problem], Iterator[Statement]]] = {
    LimitKind.BUDGET: _budgets,
    LimitKind.MINIMUM_USE: _minimum_uses,
    LimitKind.CAPACITY: _capacities,
    LimitKind.EXPERTS_USED: _experts_used,
    LimitKind.EXPERTS_OFFERED: _experts_offered,
    LimitKind.MINIMUM_COVERAGE: _minimum_coverages,
    LimitKind.CO_FINANCING: _co_financing,
    LimitKind.BURDEN_SHARING: _burden_sharing,
    LimitKind.RECIPIENT_KEY: _recipient_keys,
    LimitKind.SMALLEST_GRANT: _smallest_grants,
    LimitKind.LEAST_AMOUNT: _least_amounts,
    LimitKind.CONDITION: _conditions,
    LimitKind.WHOLE_UNITS: _whole_units,
    LimitKind.PIN: _pins,
    LimitKind.RULE: rules,
}
"""What states each family; a family that is not here has to say why (`Family.is_restated`)."""
