"""Plan: first figures, pictures and tables of a version, and everything to download."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from flask import Blueprint, redirect, render_template, send_file
from markupsafe import Markup
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as Answer

import optimiser
from optimiser.api.plans import Plan
from optimiser.api.what_if import write_changed
from optimiser.model.limits.rules import whole_rule_sentence
from optimiser.page.pictures import burden_picture
from optimiser.page.session import Book, Session, Version
from optimiser.page.why_links import why_link
from optimiser.report.draft import Draft
from optimiser.report.html.links import Link, linked
from optimiser.report.html.page import TABLES
from optimiser.report.html.sections import (
    binding,
    coverage,
    figures,
    flows,
    listed,
    table,
    telling,
)
from optimiser.report.layout import Page
from optimiser.report.registry import pages
from optimiser.report.summary import how_found, status_words

_MOST_ROWS = 1000


def add_to(part: Blueprint, session: Session) -> None:
    """Add the screen and its downloads."""
    bodies: dict[tuple[Book, int], str] = {}

    @part.get("/plan")
    def latest() -> Answer:
        version = session.latest()
        return redirect(f"/plan/{version.number}" if version else "/check", 303)

    @part.get("/plan/<int:number>")
    def plan(number: int) -> str:
        version = version_of(session, number)
        with session.writing:
            body = bodies.get((version.book, number)) or _body(session.plan(version), number)
            bodies.clear()
            bodies[version.book, number] = body
        return render_template("plan.html", version=version,
                               body=Markup(body),  # noqa: S704 - every name in it is escaped
                               title=session.plan(version).solution.problem.title)

    @part.get("/plan/<int:number>/download/<kind>")
    def download(number: int, kind: str) -> Answer:
        if kind not in DOWNLOADS:
            raise NotFound
        version = version_of(session, number)
        with session.writing:
            path = DOWNLOADS[kind](session, version)
        return send_file(path, as_attachment=True, download_name=path.name)


def version_of(session: Session, number: int) -> Version:
    """Return the version of a number; raise NotFound where there is none."""
    version = session.versions.get(number)
    if version is None:
        raise NotFound
    return version


def _body(plan: Plan, number: int) -> str:
    """Return the plan's own part of the screen; every name in it is escaped."""
    draft = Draft(plan.solution, plan.inputs, names_commands=False)
    link = why_link(number, plan.solution)
    by_name = {page.name: page for page in pages(draft)}
    currency = draft.currency
    parts = [f"<p>{linked(status_words(plan.solution), '')}.</p>", *figures(draft),
             *flows(draft, link), *coverage(draft, link), *telling(draft, link),
             *_binding(plan, link),
             *listed("Rules", *_rules(plan, link))]
    for name in TABLES:
        if name in by_name:
            parts += table(by_name[name], currency, link)
        if name == "Burden sharing" and name in by_name:
            parts.append(burden_picture(by_name[name], link))
    parts += ["<section><h2>How the result was found</h2><ul>",
              *(f"<li>{linked(line, '')}</li>" for line in how_found(plan.solution)),
              "</ul></section>", *_amounts(by_name["Allocation"], currency, link)]
    return "".join(parts)


def _binding(plan: Plan, link: Link) -> list[str]:
    found = binding(plan.solution)
    if not found:
        return []
    rows = "".join(f"<li>{linked(words, link(rule=name) if name else '')}</li>"
                   for name, words in found)
    return ["<section><h2>Limits in the way</h2><p>Each of these limits is full, and moving it "
            f"would change the points. Follow one for what it would do.</p><ul>{rows}</ul>"
            "</section>"]


def _rules(plan: Plan, link: Link) -> tuple[list[str], list[str]]:
    """Return the rules that are on, in words, and where each leads."""
    rules = [rule for rule in plan.solution.problem.rules if rule.enabled]
    return ([whole_rule_sentence(plan.solution.problem, rule) for rule in rules],
            [link(rule=rule.name) for rule in rules])


def _amounts(page: Page, currency: str, link: Link) -> list[str]:
    if len(page.rows) > _MOST_ROWS:
        return [f"<p>The {len(page.rows):,} amounts are in the workbook, sheet Allocation.</p>"]
    return ["<details><summary>Every amount</summary>", *table(page, currency, link),
            "</details>"]


def _report(session: Session, version: Version) -> Path:
    path = version.folder / f"{version.stem}-allocation.html"
    optimiser.write_html(session.plan(version), path, force=True)
    return path


def _coordinators(session: Session, version: Version) -> Path:
    folder = version.folder / "pages"
    optimiser.pages(session.output(version), folder, force=True)
    return _zipped(folder, version.folder / f"{version.stem}-pages.zip")


def _tables(session: Session, version: Version) -> Path:
    folder = version.folder / "tables"
    optimiser.export(session.plan(version), "csv", folder, force=True)
    return _zipped(folder, version.folder / f"{version.stem}-tables.zip")


def _iati(session: Session, version: Version) -> Path:
    path = version.folder / f"{version.stem}-iati.xml"
    optimiser.export(session.plan(version), "iati", path, force=True)
    return path


def _model(form: str) -> Callable[[Session, Version], Path]:
    def write(session: Session, version: Version) -> Path:
        folder = version.folder / form
        folder.mkdir(exist_ok=True)
        optimiser.export(session.plan(version), form, folder / f"{version.stem}.{form}",
                         force=True)
        return _zipped(folder, version.folder / f"{version.stem}-{form}.zip")

    return write


def _inputs(session: Session, version: Version) -> Path:
    path = version.folder / f"{version.stem}-inputs.xlsx"
    write_changed(version.book.path, session.changes(version), path, force=True)
    return path


def _zipped(folder: Path, target: Path) -> Path:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for path in sorted(folder.iterdir()):
            package.write(path, path.name)
    target.write_bytes(content.getvalue())
    return target


DOWNLOADS: Mapping[str, Callable[[Session, Version], Path]] = {
    "plan": lambda session, version: session.output(version),
    "report": _report,
    "inputs": _inputs,
    "pages": _coordinators,
    "tables": _tables,
    "iati": _iati,
    "lp": _model("lp"),
    "mps": _model("mps"),
}
