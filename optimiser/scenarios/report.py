"""What the scenarios say: in sentences, as plain data, and as the sheet `Scenarios`."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Any

from optimiser.report.canvas import Canvas
from optimiser.report.charts import axis_font, titled
from optimiser.report.layout import NUMBER, Area, Cell, Formula, Look, Page
from optimiser.report.palette import SERIES
from optimiser.report.sheets.scenarios import NAME, headings_for
from optimiser.report.summary import how_near
from optimiser.scenarios.analysis import Analysis, Candidate
from optimiser.scenarios.deciding import EXPECTED, LEAST_REGRET, WORST_CASE
from optimiser.words import money, points, share

_PROBABILITY, _BEST = 1, 2
"""Numbers of the rows above the plans."""


def sentences(found: Analysis) -> list[str]:
    """Say what the decision is, what it risks and what knowing would be worth."""
    when = f"the amounts up to {found.periods[-1]}" if found.periods else "all amounts"
    base = next(one for one in found.candidates if one.name == "Base plan")
    total = sum(found.chosen.amounts.values())
    return [
        f"Decided now: {when}, {money(round(total), found.currency)} in all.",
        f"{found.chosen.name}: on average {points(found.chosen.average)}, at most "
        f"{points(found.chosen.worst)} less than the best plan for what then happens "
        f"({worst_in(found, found.chosen)}). It meets least {_least_in(found, found.chosen)}; "
        f"the base plan {_least_in(found, base)}.",
        *_proved(found),
        f"The base plan: on average {points(base.average)}, at most "
        f"{points(base.worst)} less ({worst_in(found, base)}).",
        f"{money(round(found.agreed), found.currency)} goes to the same places in the best plan of "
        "every scenario.",
        f"To know the scenario in advance would be worth "
        f"{points(max(found.knowing, 0.0))} on average.",
        *_reserve(found),
    ]


def _proved(found: Analysis) -> list[str]:
    """Say how far from the best the decision may be, where a gap was left."""
    if found.bound is None:
        return []
    near = f"{how_near(found.plan)}: no decision"
    aims = {WORST_CASE: f"has more than {points(found.bound)} in its worst scenario",
            EXPECTED: f"has more than {points(found.bound)} on average",
            LEAST_REGRET: f"has a largest regret below {points(max(found.bound, 0.0))}"}
    return [f"{near} {aims[found.aim]}. Another may be as good, or better within that: it is not "
            "claimed to be the only one."]


def _reserve(found: Analysis) -> list[str]:
    """Say what keeping money back costs, and what it buys."""
    kept = found.reserve
    if kept is None:
        return []
    gain = kept.average[1] - kept.average[0]
    return [
        f"A reserve of {share(kept.share)} of every fund keeps back at least "
        f"{money(round(kept.kept), found.currency)} of what is decided now. If nothing changes and "
        f"it is never given, that costs {points(max(kept.cost, 0.0))}.",
        f"Over the scenarios, where it may be given once one is known, the decision has on "
        f"average {points(abs(gain))} "
        f"{'more' if gain >= 0 else 'less'} than without it; its largest regret is "
        f"{points(kept.worst[1])} instead of {points(kept.worst[0])}."]


def _least_in(found: Analysis, one: Candidate) -> str:
    """Say in which scenario a plan meets least, and how much there."""
    return f"in {found.scenarios[int(one.values.argmin())].name}, {points(one.least)}"


def worst_in(found: Analysis, one: Candidate) -> str:
    """Say in which scenario a plan loses most against the best."""
    if one.worst <= 0:
        return "in no scenario"
    return f"in {found.scenarios[int(one.regrets.argmax())].name}"


def scenarios_json(found: Analysis) -> dict[str, Any]:
    """Return the analysis as plain data."""
    names = [s.name for s in found.scenarios]
    return {
        "currency": found.currency, "decided_now": list(found.periods),
        "scenarios": [{"name": s.name, "probability": s.probability, "best": float(value)}
                      for s, value in zip(found.scenarios, found.best, strict=True)],
        "plans": [{"name": one.name, "average": one.average, "worst_regret": one.worst,
                   "values": dict(zip(names, one.values.tolist(), strict=True)),
                   "regrets": dict(zip(names, one.regrets.tolist(), strict=True))}
                  for one in found.candidates],
        "reserve": None if found.reserve is None else asdict(found.reserve),
        "chosen": found.chosen.name, "agreed": found.agreed, "value_of_knowing": found.knowing,
        "bound": found.bound,
        "in_words": sentences(found),
    }


def scenarios_page(found: Analysis) -> Page:
    """Return the sheet: a row a plan, its value and regret in each scenario, live where sums."""
    count = len(found.scenarios)
    headings = headings_for([one.name for one in found.scenarios])
    said = sentences(found)
    rows: list[list[Cell]] = [
        ["Probability", *(s.probability for s in found.scenarios), None, *[None] * count, None,
         said[0] if said else "", _PROBABILITY],
        ["Best of the scenario alone", *found.best.tolist(), None, *[None] * count, None,
         said[1] if len(said) > 1 else "", _BEST]]
    area = Area(NAME, tuple(heading.name for heading in headings),
                len(rows) + len(found.candidates))
    last = len(found.candidates) + 1
    for at, one in enumerate(found.candidates, 2):
        # A sentence a row; where there are more sentences than rows the last holds the rest.
        words = " ".join(said[at:] if at == last else said[at:at + 1])
        rows.append(_row(one, area, len(rows), count, words))
    return Page(NAME, headings, rows, {0: Look.SHARE}, partial(_draw, count, len(rows)))


def _draw(count: int, rows: int, canvas: Canvas) -> None:
    """Draw the regrets below the table: a group of columns a plan, one a scenario."""
    chart = canvas.book.add_chart({"type": "column"})
    for number in range(count):
        at = 2 + count + number
        chart.add_series({
            "name": [NAME, 0, at], "categories": [NAME, 3, 0, rows, 0],
            "values": [NAME, 3, at, rows, at], "gap": 80,
            "fill": {"color": SERIES[number % len(SERIES)]}})
    font = axis_font()
    chart.set_title(titled("Regret of each plan in each scenario"))
    chart.set_x_axis({"num_font": font})
    chart.set_y_axis({"name": "Points, fewer than the best", "num_format": "#,##0",
                      "num_font": font, "name_font": font})
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_size({"width": 960, "height": 380})
    canvas.sheet.insert_chart(rows + 2, 0, chart, {
        "description": "Column chart: what each plan meets less in each scenario than that "
        "scenario's own best plan. The table above it holds the same figures.",
        "object_position": 1})
    canvas.sheet.print_area(0, 0, rows + 22, 3 + 2 * count)


def _row(one: Candidate, area: Area, row: int, count: int, words: str) -> list[Cell]:
    """Return a plan's row; probabilities and best values are found by their rows' numbers."""
    met, regret = area.headings[1:1 + count], area.headings[2 + count:2 + 2 * count]
    average = "+".join(f"{area.own(heading, row)}*{area.find(heading, NUMBER, _PROBABILITY)}"
                       for heading in met)
    regrets = [Formula(f"=MAX(0,{area.find(heading, NUMBER, _BEST)}-{area.own(heading, row)})",
                       max(float(value), 0.0))
               for heading, value in zip(met, one.regrets, strict=True)]
    return [one.name, *one.values.tolist(), Formula(f"={average}", one.average), *regrets,
            Formula(f"=MAX({area.own(regret[0], row)}:{area.own(regret[-1], row)})", one.worst),
            words, row + 1]
