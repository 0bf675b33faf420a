"""Open: a workbook of the user's, a blank one, or the example."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from flask import Blueprint, Response, redirect, render_template, request, send_file
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as Answer

import optimiser
from optimiser.errors import UsageError
from optimiser.page.room import safe_name
from optimiser.page.session import Session
from optimiser.report.html.style import STYLE
from optimiser.tables.summary import summarise

EXAMPLE, BLANK = "western_balkans_2016.xlsx", "inputs.xlsx"
_FOLDER = "inputs"


def add_to(part: Blueprint, session: Session) -> None:
    """Add the screen, and the page's own style and script."""
    @part.get("/")
    def start() -> str:
        read = summarise(session.book.inputs) if session.book else ()
        return render_template("open.html", read=read)

    @part.post("/open")
    def opened() -> Answer:
        files = [one for one in request.files.getlist("workbook") if one.filename]
        if not files:
            raise UsageError("No file was chosen.", "Choose a workbook, then press Open.")
        session.open(_stored(session, files))
        return redirect("/check", 303)

    @part.post("/example")
    def example() -> Answer:
        path = session.place() / EXAMPLE
        optimiser.new(path, example=True)
        session.open(path)
        return redirect("/check", 303)

    @part.get("/new/<name>")
    def new(name: str) -> Answer:
        if name not in (EXAMPLE, BLANK):
            raise UsageError(f"There is no {safe_name(name)}.", "Go back to the page.")
        path = session.place() / name
        optimiser.new(path, example=name == EXAMPLE)
        return send_file(path, as_attachment=True, download_name=name)

    @part.get("/<name>.<ending>")
    def asset(name: str, ending: str) -> Response | tuple[str, int]:
        known = {("page", "css"): "text/css", ("page", "js"): "text/javascript",
                 ("mark", "svg"): "image/svg+xml"}
        kind = known.get((name, ending))
        if kind is None:
            return render_template("no_such.html", words="Not Found"), 404
        text = (resources.files("optimiser.page") / "static" / f"{name}.{ending}").read_text(
            encoding="utf-8")
        # What the report looks like, the page does: one style for both.
        return Response(STYLE + text if ending == "css" else text, mimetype=kind)


def _stored(session: Session, files: list[FileStorage]) -> Path:
    """Put uploaded files into the session's folder: a workbook, or a folder of .csv files."""
    first = session.upload(files[0].filename or "")
    if first.suffix.casefold() != ".csv":
        if len(files) > 1:
            raise UsageError("Several files were chosen.",
                             "Choose one workbook, or the .csv files of one folder.")
        files[0].save(first)
        return first
    folder = first.parent / _FOLDER
    folder.mkdir()
    for one in files:
        name = safe_name(one.filename or "")
        if not name.casefold().endswith(".csv"):
            raise UsageError(f"{name} is no .csv file, as the others are.", "Leave it out.")
        one.save(folder / name)
    return folder
