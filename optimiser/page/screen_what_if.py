"""What if: change figures of a version, solve again, and see what moved."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from optimiser.page.questions import changes, filled, form_of
from optimiser.page.screen_check import version_name
from optimiser.page.screen_plan import version_of
from optimiser.page.session import Session
from optimiser.scenarios.changes import changed_cells


def add_to(part: Blueprint, session: Session) -> None:
    """Add the screen."""
    @part.get("/what-if")
    def latest() -> Answer:
        version = session.latest()
        return redirect(f"/plan/{version.number}/what-if" if version else "/check", 303)

    @part.get("/plan/<int:number>/what-if")
    def asked(number: int) -> str:
        version = version_of(session, number)
        form = form_of(session.inputs(version), version.book.inputs, version.scenario)
        return render_template("what_if.html", version=version, form=form, name="")

    @part.post("/plan/<int:number>/what-if")
    def answered(number: int) -> Answer | tuple[str, int]:
        version = version_of(session, number)
        inputs = session.inputs(version)
        before = form_of(inputs, version.book.inputs, version.scenario)
        after = filled(before, request.form)
        name = version_name(request.form.get("name"), f"What if {session.count + 1}")
        if after.faults:
            return render_template("what_if.html", version=version, form=after, name=name), 422
        new = changed_cells(inputs, changes(before, after))
        begun = session.solve(name, (*version.entries, *new), after.scenario, number,
                              version.book)
        return redirect("/working" if begun else "/working?busy=1", 303)
