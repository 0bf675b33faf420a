"""What may happen, as text: scenarios, the trade-off with fairness, samples of uncertain needs."""

from __future__ import annotations

from optimiser.scenarios.analysis import Analysis
from optimiser.scenarios.frontier import Frontier
from optimiser.scenarios.frontier_report import coverage_to_try
from optimiser.scenarios.frontier_report import sentences as frontier_said
from optimiser.scenarios.over_budget import BudgetFrontier
from optimiser.scenarios.over_budget_report import sentences as budgets_said
from optimiser.scenarios.report import sentences as scenarios_said
from optimiser.scenarios.report import worst_in
from optimiser.scenarios.uncertainty import Uncertainty
from optimiser.scenarios.uncertainty import sentences as samples_said
from optimiser.screen.lines import wrapped
from optimiser.words import listing, point_words, share

_COST_BAR, _BAND_BAR = 30, 40


def scenarios_text(found: Analysis) -> str:
    """Return the table of regrets and the sentences."""
    named = listing(f"{s.name} ({share(s.probability)})" for s in found.scenarios)
    lines = [*wrapped(f"Scenarios: {named}."), "",
             f"{'Plan':<34} {'on average':>18} {'largest regret':>18}  in"]
    lines += [f"{one.name[:34]:<34} {one.average:>18,.0f} {one.worst:>18,.0f}  "
              f"{worst_in(found, one).removeprefix('in ')[:24]}" for one in found.candidates]
    said = (part for line in (*scenarios_said(found), point_words(found.currency))
            for part in wrapped(line))
    return "\n".join([*lines, "", *said])


def frontier_text(found: Frontier) -> str:
    """Return a line a point with a bar, and where more begins to cost more."""
    if found.is_flat:
        return "\n".join(part for line in frontier_said(found) for part in wrapped(line))
    first = found.points[0].met
    widest = max((first - p.met for p in found.points), default=0.0)
    lines = ["Lowest coverage against points, and how many fewer:", ""]
    for number, point in enumerate(found.points):
        cost = first - point.met
        bar = "#" * round(_COST_BAR * cost / widest) if widest > 0 else ""
        mark = "  <- beyond, more costs more" if number == found.knee and found.knee else ""
        lines.append(f"  {share(point.lowest, tenths_shown=True):>6}  {point.met:>18,.0f}  "
                     f"-{max(cost, 0):>15,.0f} {bar}{mark}")
    said = (part for line in (*frontier_said(found), point_words(found.currency), hint(found))
            for part in wrapped(line))
    return "\n".join([*lines, "", *said])


def over_budget_text(found: BudgetFrontier) -> str:
    """Return a line a point with a bar, and what more money would meet."""
    most = max((point.total for point in found.points if point.total is not None), default=0.0)
    what = f"the budget of {found.fund}" if found.fund else "all budgets"
    heading = f"Budget of {found.fund}" if found.fund else "All budgets"
    width = max(18, len(heading))
    lines = [f"Need met at shares of {what}, {found.currency}:", "",
             f"  Share  {heading:>{width}}  {'Need met':>18}"]
    for point in found.points:
        bar = "#" * round(_BAND_BAR * point.total / most) if point.total and most else ""
        met = "no plan" if point.total is None else f"{point.total:,.0f}"
        budget = f"{point.budget - found.unchanged:>{width},.0f}"
        lines.append(f"  {point.share:>5.0%}  {budget}  {met:>18} {bar}".rstrip())
    said = (part for line in budgets_said(found) for part in wrapped(line))
    return "\n".join([*lines, "", *said])


def hint(found: Frontier) -> str:
    """Say how to make a plan with a lowest coverage that one can have."""
    at = coverage_to_try(found)
    return f"--at {at:g} makes a plan in which no recipient is covered less than {at:.0%}."


def uncertainty_text(found: Uncertainty) -> str:
    """Return a bar a recipient from its low to its high coverage, and what it comes to."""
    width = max(len(one.recipient) for one in found.spreads)
    lines = [f"Coverage as planned, in nine of ten samples (| is the median;"
             f" --seed {found.seed}):", ""]
    for one in found.spreads:
        low, middle, high = one.planned
        first = round(low * _BAND_BAR)
        last = max(round(high * _BAND_BAR), first + 1)
        bar = [" "] * (_BAND_BAR + 1)
        bar[first:last] = "=" * (last - first)
        bar[min(round(middle * _BAND_BAR), _BAND_BAR)] = "|"
        lines.append(f"  {one.recipient:<{width}} {share(low, tenths_shown=True):>6} "
                     f"[{''.join(bar)}] {share(high, tenths_shown=True):>6}")
    said = (part for line in samples_said(found) for part in wrapped(line))
    return "\n".join([*lines, "", *said])
