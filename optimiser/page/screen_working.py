"""Working: how far a long step is, and the button that cancels it."""

from __future__ import annotations

from flask import Blueprint, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from optimiser.page.session import Session


def add_to(part: Blueprint, session: Session) -> None:
    """Add the screen, what its script asks for, and Cancel."""
    @part.get("/working")
    def working() -> str | Answer | tuple[str, int]:
        running = session.desk.running
        if running is not None:
            return render_template("working.html", running=running,
                                   busy="busy" in request.args)
        fault = session.fault
        if fault is None:
            return redirect(session.destination, 303)
        if fault.diagnosis is not None:
            return redirect("/no-plan", 303)
        return render_template("fault.html", fault=fault), 400

    @part.get("/state")
    def state() -> Answer:
        running = session.desk.running
        if running is None:
            return jsonify(running=False)
        return jsonify(running=True, label=running.label, phase=running.progress.phase,
                       done=running.progress.done, total=running.progress.total,
                       seconds=round(running.seconds))

    @part.post("/cancel")
    def cancel() -> Answer:
        cancelled = session.desk.cancel()
        return redirect("/cancelled" if cancelled else "/working", 303)

    @part.get("/cancelled")
    def cancelled() -> str:
        return render_template("cancelled.html")
