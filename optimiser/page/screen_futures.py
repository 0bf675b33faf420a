"""Futures: scenarios, samples of uncertain needs, and the frontier."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, send_file
from markupsafe import Markup
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as Answer

import optimiser
from optimiser.errors import UsageError
from optimiser.page import jobs
from optimiser.page.pictures import Band, Bars, bands, bars, line
from optimiser.page.screen_check import version_name
from optimiser.page.session import Session, Version
from optimiser.page.why_links import why_link
from optimiser.page.worker import Job
from optimiser.report.html.links import Link, nowhere
from optimiser.scenarios.apply import scenarios_of
from optimiser.scenarios.changes import Change, Floor, changed_cells
from optimiser.scenarios.frontier import Frontier
from optimiser.scenarios.frontier_report import coverage_to_try, write_frontier
from optimiser.scenarios.frontier_report import sentences as frontier_said
from optimiser.scenarios.over_budget import BudgetFrontier
from optimiser.scenarios.over_budget_report import sentences as budgets_said
from optimiser.scenarios.over_budget_report import write_over_budget
from optimiser.scenarios.report import sentences as scenarios_said
from optimiser.scenarios.uncertainty import Uncertainty
from optimiser.scenarios.uncertainty import sentences as samples_said
from optimiser.scenarios.uncertainty_report import write_uncertainty
from optimiser.tables.table import Inputs
from optimiser.words import counted, money, point_words, share
from optimiser.words import number as figure

AIMS = ("expected", "least-regret", "worst-case")
_MOST_SAMPLES, _MOST_POINTS = 100_000, 101


def add_to(part: Blueprint, session: Session) -> None:
    """Add the screen, its four questions and their workbooks."""
    @part.get("/futures")
    def futures() -> str | Answer:
        if session.latest() is None:
            return redirect("/check", 303)
        return render_template("futures.html", chosen=_chosen(session), aims=AIMS,
                               scenarios=scenarios_of(_inputs(session)),
                               funds=_funds(session), of_points=_of_points(session),
                               **_answers(session))

    @part.post("/futures/at-least")
    def at_least() -> Answer:
        version = session.latest()
        if version is None:
            return redirect("/check", 303)
        inputs, percent = session.inputs(version), _figure("coverage", "a percentage", 0, 100)
        cells = changed_cells(inputs, _floors(session, version, percent / 100))
        begun = session.solve(f"At least {percent}% everywhere", (*version.entries, *cells),
                              version.scenario, version.number, version.book)
        return redirect("/working" if begun else "/working?busy=1", 303)

    @part.post("/futures/<kind>")
    def ask(kind: str) -> Answer:
        if session.latest() is None:
            return redirect("/check", 303)
        label, job = _job(kind, _inputs(session))
        begun = session.ask(kind, label, job, f"/futures#{kind}")
        return redirect("/working" if begun else "/working?busy=1", 303)

    @part.get("/futures/<kind>/workbook")
    def workbook(kind: str) -> Answer:
        found = session.answers.get(kind)
        if found is None:
            raise NotFound
        path = session.place() / f"{kind}.xlsx"
        if kind == "scenarios":
            optimiser.write(found.plan, path)
        elif kind == "samples":
            write_uncertainty(found, _inputs(session), path)
        elif kind == "budgets":
            write_over_budget(found, path)
        else:
            write_frontier(found, path)
        return send_file(path, as_attachment=True, download_name=path.name)


def _chosen(session: Session) -> str:
    latest = session.latest()
    return latest.name if latest else ""


def _inputs(session: Session) -> Inputs:
    """Return the inputs of the version made last; its scenario is one of the futures."""
    latest = session.latest()
    if latest is None:
        raise NotFound
    return session.inputs(latest)


def _funds(session: Session) -> tuple[str, ...]:
    """Return the funds whose budget may be asked about by itself."""
    latest = session.latest()
    return session.plan(latest).solution.problem.funds.names if latest else ()


def _of_points(session: Session) -> str:
    """Say what a point is: regrets and trade-offs are in points."""
    latest = session.latest()
    return point_words(session.plan(latest).solution.problem.currency) if latest else ""


def _floors(session: Session, version: Version, share: float) -> list[Change]:
    """Return a floor for every recipient with a need; a higher one that it has stays."""
    problem = session.plan(version).solution.problem
    needed = {int(recipient) for recipient, need in zip(
        problem.requirements.recipient, problem.requirements.need, strict=True) if need}
    return [Floor(name, share) for at, (name, floor) in enumerate(zip(
        problem.recipients.names, problem.recipients.minimum_coverage, strict=True))
        if at in needed and (floor is None or floor < share)]


def _job(kind: str, inputs: Inputs) -> tuple[str, Job]:
    if kind == "scenarios":
        aim = version_name(request.form.get("aim"), AIMS[0])
        if aim not in AIMS:
            raise UsageError(f"There is no aim {aim}.", "Choose one of the list.")
        return "Comparing scenarios", jobs.Scenarios(
            inputs, aim, _figure("reserve", "a percentage", 0, 99) / 100)
    if kind == "samples":
        count = _figure("samples", "a number of samples", 1, _MOST_SAMPLES)
        return f"Solving {counted(count, 'sample')}", jobs.Samples(
            inputs, count, _figure("seed", "a number", 0, 10**9))
    if kind == "frontier":
        points = _figure("points", "a number of levels", 2, _MOST_POINTS)
        return "Solving the trade-off", jobs.TradeOff(inputs, points)
    if kind == "budgets":
        points = _figure("points", "a number of budgets", 2, _MOST_POINTS)
        return "Solving with less money and more", jobs.OverBudget(
            inputs, points, (request.form.get("fund") or "").strip())
    raise NotFound


def _figure(name: str, what: str, least: int, most: int) -> int:
    text = (request.form.get(name) or "").strip()
    if not (text.isascii() and text.isdigit() and len(text) < 12 and least <= int(text) <= most):
        raise UsageError(f"{text or 'Nothing'} is not {what} from {least:,} to {most:,}.",
                         "Go back and write another.")
    return int(text)


def _answers(session: Session) -> dict[str, object]:
    """Return what has been answered so far, in words and pictures."""
    found: dict[str, object] = {}
    decided, drawn = session.answers.get("scenarios"), session.answers.get("samples")
    traded = session.answers.get("frontier")
    if decided is not None:
        analysis = decided.analysis
        rows = [Bars(one.name, tuple(max(float(r), 0.0) for r in one.regrets))
                for one in analysis.candidates]
        found["scenarios_said"] = scenarios_said(analysis)
        found["regrets"] = Markup(bars(  # noqa: S704 - every name in it is escaped
            "Regret of each plan in each scenario, points",
            [one.name for one in analysis.scenarios], rows, lambda v: figure(round(v))))
    if drawn is not None:
        found["samples_said"] = samples_said(drawn)
        found["bands"] = Markup(_bands(drawn, _link(session)))  # noqa: S704 - every name in it is escaped
    if traded is not None:
        found["frontier_said"] = frontier_said(traded)
        found["coverage"] = round(100 * coverage_to_try(traded))
        found["line"] = "" if traded.is_flat else Markup(_line(traded))  # noqa: S704 - every name in it is escaped
    if (budgets := session.answers.get("budgets")) is not None:
        found["budgets_said"] = budgets_said(budgets)
        found["budgets"] = Markup(_over_budgets(budgets))  # noqa: S704 - every name in it is escaped
    return found


def _link(session: Session) -> Link:
    """Return where names lead: to the reasons of the version made last."""
    latest = session.latest()
    return why_link(latest.number, session.plan(latest).solution) if latest else nowhere


def _bands(found: Uncertainty, link: Link) -> str:
    return bands("Coverage as planned, in nine of ten samples", [
        Band(one.recipient, one.planned[0], one.planned[1], one.planned[2], one.minimum,
             link(recipient=one.recipient))
        for one in found.spreads], "Minimum")


def _line(found: Frontier) -> str:
    return line("Points against the lowest coverage", [
        (point.lowest, point.met) for point in found.points], found.knee,
        ("Lowest coverage", "Points"),
        (share, lambda value: figure(round(value))))


def _over_budgets(found: BudgetFrontier) -> str:
    """Draw the need met over the budgets that a plan is possible with."""
    what = f"Budget of {found.fund}" if found.fund else "All budgets"

    def shown(value: float) -> str:
        return money(round(value), found.currency)

    return line("Need met by the best plan at each budget", [
        (point.budget - found.unchanged, point.total) for point in found.points
        if point.total is not None], 0, (what, "Need met"), (shown, shown))
