"""No plan: the conflict in words, and each way out with a button that applies it."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as Answer

from optimiser.page.session import Failed, Session
from optimiser.plan.diagnosis import Diagnosis, Way
from optimiser.scenarios.changes import Cells, Change, InScenario, changed_cells
from optimiser.scenarios.ways_out import as_cells
from optimiser.tables.entries import Entry, with_entries


def add_to(part: Blueprint, session: Session) -> None:
    """Add the screen and its buttons."""
    @part.get("/no-plan")
    def no_plan() -> str | Answer:
        fault = session.fault
        if fault is None or fault.diagnosis is None:
            return redirect("/plan", 303)
        found = fault.diagnosis
        ways = [(way, session.failed is not None and _cells(session.failed, way) is not None)
                for way in _offered(found)]
        return render_template("no_plan.html", found=found, ways=ways)

    @part.post("/no-plan/<int:number>")
    def way_out(number: int) -> Answer:
        fault, failed = session.fault, session.failed
        if fault is None or fault.diagnosis is None or failed is None:
            return redirect("/plan", 303)
        ways = _offered(fault.diagnosis)
        if not 1 <= number <= len(ways):
            raise NotFound
        cells = _cells(failed, ways[number - 1])
        if cells is None:
            raise NotFound
        begun = session.solve(f"Way out {number}", cells, "", failed.parent, failed.book)
        return redirect("/working" if begun else "/working?busy=1", 303)


def _offered(found: Diagnosis) -> tuple[Way, ...]:
    """Return the ways out in the order of their buttons, the one in money alone last."""
    return (*found.ways, *([] if found.in_money is None else [found.in_money]))


def _cells(failed: Failed, way: Way) -> tuple[Entry, ...] | None:
    """Return every cell that a version with a way out taken changes; None where it cannot be.

    A scenario becomes cells as well: the way out is from the figures that it made.
    """
    made: list[Change] = [Cells(failed.entries)]
    if failed.scenario:
        made.append(InScenario(failed.scenario))
    entries = changed_cells(failed.book.inputs, made)
    steps = as_cells(with_entries(failed.book.inputs, entries), way)
    return None if steps is None else (*entries, *steps.changed)
