"""Check: findings by sheet and cell with their remedies, the marked copy, the mended file."""

from __future__ import annotations

from collections import defaultdict

from flask import Blueprint, redirect, render_template, request, send_file
from werkzeug.wrappers import Response as Answer

from optimiser.errors import UsageError
from optimiser.page.session import Session
from optimiser.report.annotated import write_annotated
from optimiser.tables.findings import Finding, Severity
from optimiser.tables.summary import summarise

_LONGEST_NAME = 80


def add_to(part: Blueprint, session: Session) -> None:
    """Add the screen."""
    @part.get("/check")
    def check() -> str | Answer:
        book = session.book
        if book is None:
            return redirect("/", 303)
        return render_template("check.html", book=book, read=summarise(book.inputs),
                               groups=_by_sheet(book.findings), rules=_rules(session))

    @part.get("/check/marked.xlsx")
    def marked() -> Answer:
        book = session.book
        if book is None:
            return redirect("/", 303)
        target = session.place() / f"{book.path.stem}-checked.xlsx"
        write_annotated(book.path, book.findings, target)
        return send_file(target, as_attachment=True, download_name=target.name)

    @part.post("/solve")
    def solve() -> Answer:
        book = session.book
        if book is None or book.errors or book.asks_for:
            return redirect("/check", 303)
        begun = session.solve(version_name(request.form.get("name"), "As opened"), (), "", 0, book)
        return redirect("/working" if begun else "/working?busy=1", 303)


    @part.post("/earlier")
    def earlier() -> Answer:
        book, chosen = session.book, request.files.get("earlier")
        if book is None:
            return redirect("/", 303)
        if chosen is None or not chosen.filename:
            raise UsageError("No file was chosen.", "Choose the workbook of a plan.")
        path = session.upload(chosen.filename)
        chosen.save(path)
        session.take_earlier(book, path)
        return redirect("/check", 303)

    @part.post("/earlier/none")
    def no_earlier() -> Answer:
        if session.book is not None:
            session.open(session.book.path)
        return redirect("/check", 303)


def version_name(given: str | None, default: str) -> str:
    """Return the name of a version as the user wrote it, without what no name needs."""
    return " ".join((given or "").split())[:_LONGEST_NAME] or default


def _by_sheet(findings: tuple[Finding, ...]) -> dict[str, list[Finding]]:
    """Return findings by sheet, errors first."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for one in sorted(findings, key=lambda one: one.severity is not Severity.ERROR):
        found[one.place.sheet].append(one)
    return dict(found)


def _rules(session: Session) -> list[str]:
    """Return the rules in words, where the inputs have no errors."""
    from optimiser.model.limits.rules import rule_sentences
    from optimiser.problem.build import build_problem

    book = session.book
    if book is None or book.errors:
        return []
    return list(rule_sentences(build_problem(book.inputs)))
