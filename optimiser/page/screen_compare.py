"""Compare: any two versions, or a version and a file."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from flask import Blueprint, redirect, render_template, request, send_file
from markupsafe import Markup
from werkzeug.wrappers import Response as Answer

import optimiser
from optimiser.errors import UsageError
from optimiser.page import jobs
from optimiser.page.pictures import Bars, bars
from optimiser.page.screen_plan import version_of
from optimiser.page.session import Session, Version
from optimiser.page.why_links import why_link
from optimiser.report.html.links import Link, linked, nowhere
from optimiser.review.compare import Comparison
from optimiser.review.comparison import (
    causes,
    missed_lines,
    moved_sentence,
    signed,
    write_comparison,
)
from optimiser.words import number as figure

_MOST = 30


def add_to(part: Blueprint, session: Session) -> None:
    """Add the screen, the comparison with a file, and its workbook."""
    @part.get("/compare")
    def compare() -> str | Answer:
        latest = session.latest()
        if latest is None:
            return redirect("/check", 303)
        if "file" in request.args:
            found = session.answers.get("compare")
            return _shown(found, "file", "", _link(session, session.compared))
        after = version_of(session, _number(request.args.get("after"), latest.number))
        first = after.parent if after.parent in session.versions else after.number
        before = version_of(session, _number(request.args.get("before"), first))
        return _shown(_compared(session, before, after), str(before.number), str(after.number),
                      _link(session, after.number))

    @part.post("/compare/file")
    def with_file() -> Answer:
        version = version_of(session, _number(request.form.get("version"), 0))
        chosen = request.files.get("workbook")
        if chosen is None or not chosen.filename:
            raise UsageError("No file was chosen.", "Choose a workbook, then press Compare.")
        path = session.upload(chosen.filename)
        chosen.save(path)
        begun = session.ask("compare", f"Comparing {version.name} with {path.name}",
                            jobs.CompareFile(version.plan_file, version.name, path),
                            "/compare?file=1")
        session.compared = version.number if begun else session.compared
        return redirect("/working" if begun else "/working?busy=1", 303)

    @part.get("/compare/workbook")
    def workbook() -> Answer:
        if request.args.get("before") == "file":
            found = session.answers.get("compare")
        else:
            found = _compared(session, *(version_of(session, _number(request.args.get(one), 0))
                                         for one in ("before", "after")))
        if found is None:
            return redirect("/compare", 303)
        path = session.place() / "comparison.xlsx"
        write_comparison(found, path)
        return send_file(path, as_attachment=True, download_name=path.name)


def _compared(session: Session, before: Version, after: Version) -> Comparison:
    """Return what two versions differ in."""
    return optimiser.compare(session.plan(before), session.plan(after),
                             names=(before.name, after.name))


def _link(session: Session, number: int) -> Link:
    """Return where names lead: to the reasons of a version."""
    version = session.versions.get(number)
    return nowhere if version is None else why_link(number, session.plan(version).solution)


def _shown(found: Comparison | None, before: str, after: str, link: Link) -> str:
    picture = ""
    if found is not None:
        moved = [row for row in found.totals["recipient"] if row.before or row.after]
        picture = bars(f"By recipient, {found.currency}", found.names, [
            Bars(row.name, (float(row.before), float(row.after)), link(recipient=row.name))
            for row in moved[:_MOST]],
            lambda value: figure(Fraction(round(value))))
    return render_template("compare.html", found=found, picture=Markup(picture),  # noqa: S704
                           said=[moved_sentence(found), *causes(found)] if found else [],
                           missed=missed_lines(found) if found else [], signed=signed, most=_MOST,
                           before=before, after=after, name=partial(_name, link))


def _name(link: Link, text: str, kind: str) -> Markup:
    """Return a name that leads to its reasons, where it has some."""
    return Markup(linked(text, link(**{kind: text})))  # noqa: S704 - it is escaped


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else default
