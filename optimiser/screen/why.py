"""The answer to why, as a page and as plain data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import chain
from typing import Any

from optimiser.plan.costs import RuleCost
from optimiser.review.why import Answer, Asked, LimitRow, NeedRow, PaidRow
from optimiser.screen.lines import wrapped
from optimiser.words import counted, money, number, point_words, share

_MOST = 8
"""So many rows of a kind are shown where nothing was asked in particular."""


def why_text(answer: Answer) -> str:
    """Return the page."""
    asked = answer.asked
    if asked.rule is not None:
        blocks: Iterator[list[str]] = (_limit(limit, answer.currency) for limit in answer.limits)
    elif asked.is_about_money:
        blocks = _about_money(answer)
    else:
        blocks = _about_needs(answer)
    if answer.near:
        blocks = chain([wrapped(answer.near)], blocks)
    said = "\n\n".join("\n".join(block) for block in blocks)
    if not any(limit.does for limit in answer.limits):
        return said
    return "\n\n".join([said, "\n".join(wrapped(point_words(answer.currency)))])


def why_json(answer: Answer) -> dict[str, Any]:
    """Return the answer as plain data."""
    return {"currency": answer.currency, "needs": [asdict(one) for one in answer.needs],
            "paid": [asdict(one) for one in answer.paid],
            "limits": [asdict(one) for one in answer.limits],
            "funds": [asdict(one) for one in answer.funds],
            "not_the_only_plan": answer.near}


def costs_text(costs: Iterable[RuleCost], currency: str, wishes: str = "") -> str:
    """Return a line for each rule that costs or moves something, and how many do not.

    `wishes` says what keeping every wish would cost, "" where all are granted.
    """
    all_of_them = list(costs)
    needed = [cost for cost in all_of_them if cost.is_needed]
    lines = [*wrapped("What each rule, fixed amount (pin), floor and share of the burden costs: "
                      "the points that the plan would gain without it, and the money that moves "
                      "because of it:"), ""]
    for cost in needed:
        lines += wrapped(cost.said(currency), "  ", "    ")
    idle = len(all_of_them) - len(needed)
    if idle:
        lines.append(f"  The other {idle} cost nothing and move nothing.")
    if not all_of_them:
        return ("The inputs have no rules, fixed amounts (pins), floors or shares of the burden: "
                "nothing to cost.")
    if wishes:
        lines += ["", *wrapped(wishes, "", "  ")]
    return "\n".join(lines)


def costs_json(costs: Iterable[RuleCost]) -> list[dict[str, Any]]:
    """Return the costs as plain data."""
    return [asdict(cost) | {"share": cost.share} for cost in costs]


def _about_needs(answer: Answer) -> Iterator[list[str]]:
    unmet = sorted((one for one in answer.needs if one.held_back_by), key=lambda one: -one.unmet)
    met = len(answer.needs) - len(unmet)
    yield [_total(answer.asked, answer.needs, answer.currency),
           f"{counted(met, 'need')} of {len(answer.needs)} {'is' if met == 1 else 'are'} met in "
           "full, to a rounding unit."]
    shown = unmet[:_MOST] if answer.asked.is_open or len(unmet) > 2 * _MOST else unmet
    for one in shown:
        yield _need(one, answer.currency)
    if len(unmet) > len(shown):
        yield [f"And {len(unmet) - len(shown)} more needs not fully met, in the sheet Needs."]
    if not answer.asked.is_open and answer.paid:
        yield _paid("Who pays:", answer.paid, answer.currency, "fund")
    named = {name for one in shown for name in one.limits}
    limits = [limit for limit in answer.limits if limit.name in named or answer.asked.is_open]
    if limits:
        yield ["The limits in the way, and what moving them would do:"]
    for limit in sorted(limits, key=lambda one: one.unit != answer.currency)[:2 * _MOST]:
        yield _limit(limit, answer.currency)


def _total(asked: Asked, needs: tuple[NeedRow, ...], currency: str) -> str:
    need, unmet = sum(one.need for one in needs), sum(one.unmet for one in needs)
    what = " / ".join(name for name in (asked.recipient, asked.activity, asked.period) if name)
    met = f"{money(round(need - unmet, 2), currency)} of {money(round(need, 2), currency)} met"
    part = f" ({share((need - unmet) / need)})" if need else ""
    return f"{what or 'All needs'}: {met}{part}."


def _need(one: NeedRow, currency: str) -> list[str]:
    what = " / ".join(part for part in (one.recipient, one.activity, one.period, one.tier) if part)
    met = f"{share((one.need - one.unmet) / one.need)} met" if one.need else ""
    lines = wrapped(f"{what}: {money(round(one.unmet, 2), currency)} of "
                     f"{money(round(one.need, 2), currency)} unmet, {met}; weight "
                     f"{number(one.weight, 2)}.")
    return lines + wrapped(one.held_back_by, "  ", "  ")


def _about_money(answer: Answer) -> Iterator[list[str]]:
    title = answer.asked.fund or answer.asked.donor or ""
    total = sum(one.amount for one in answer.paid)
    yield [f"{title} pays {money(round(total, 2), answer.currency)}.",
           *(line for fund in answer.funds if fund.why for line in wrapped(
               f"{fund.said(answer.currency)} is left in {fund.fund}. "
               f"{fund.why}", "", "  "))]
    if answer.paid:
        yield _paid("To whom:", answer.paid, answer.currency, "recipient")
    binding = [limit for limit in answer.limits if limit.status != "Not binding"]
    if binding:
        yield ["Limits on it without room:"]
    for limit in binding:
        yield _limit(limit, answer.currency)
    roomy = [limit for limit in answer.limits if limit.status == "Not binding"]
    if roomy:
        yield ["Limits on it with room:", *(
            line for limit in roomy for line in wrapped(
                f"{limit.name}: {_size(limit.slack, limit, answer.currency)} left", "  ", "    "))]


def _paid(title: str, rows: Iterable[PaidRow], currency: str, by: str) -> list[str]:
    totals: dict[str, float] = defaultdict(float)
    for row in rows:
        totals[getattr(row, by)] += row.amount
    ordered = sorted(totals.items(), key=lambda one: (-one[1], one[0]))
    width = min(max(len(name) for name in totals), 60)
    lines = [f"  {name[:width]:<{width}}  {number(round(amount, 2)):>18}"
             for name, amount in ordered]
    return [f"{title.removesuffix(':')} ({currency}):", *lines]


def _limit(limit: LimitRow, currency: str) -> list[str]:
    source = f" [{limit.source}]" if limit.source else ""
    lines = wrapped(f"{limit.name}{source}")
    lines += wrapped(limit.words, "  ", "  ")
    lines += wrapped(stands(limit, currency), "  ", "  ")
    if limit.does:
        lines += wrapped(limit.does, "  ", "  ")
    return lines


_STATES = {"Binding": ": full", "Broken": ": not kept", "Over by rounding": ": over by rounding"}


def stands(limit: LimitRow, currency: str) -> str:
    """Say how a limit stands: how much of it is used, and whether it is full."""
    value, bound = (_size(one, limit, currency) for one in (limit.value, limit.limit))
    said = f"{value} of at most {bound} used" if limit.relation == "at most" else (
        f"{value}, {limit.relation} {bound} asked for")
    state = _STATES.get(limit.status, "")
    # What is to be at least so much is not full but just kept.
    if limit.status == "Binding" and limit.relation != "at most":
        state = ": just kept"
    return f"{said}{state}."


def _size(value: float, limit: LimitRow, currency: str) -> str:
    shown = round(value, 2)
    return money(shown, currency) if limit.unit == currency else f"{number(shown)} {limit.unit}"
