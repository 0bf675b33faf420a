"""Why: what holds a need back, where money goes, how a limit stands."""

from __future__ import annotations

from dataclasses import fields

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from optimiser.page.screen_plan import version_of
from optimiser.page.session import Session, Version
from optimiser.page.why_links import why_address
from optimiser.review.why import Asked
from optimiser.screen.judgements import TITLE, groups
from optimiser.screen.why import stands

_ASKED = tuple(field.name for field in fields(Asked))


def add_to(part: Blueprint, session: Session) -> None:
    """Add the screen."""
    @part.get("/plan/<int:number>/why")
    def why(number: int) -> str:
        version = version_of(session, number)
        asked = {name: request.args[name] for name in _ASKED if request.args.get(name)}
        answer = session.explained(version).answer(Asked(**asked))
        problem = session.plan(version).solution.problem
        return render_template(
            "why.html", version=version, answer=answer, asked=asked, link=why_address(number),
            unmet=sorted((one for one in answer.needs if one.held_back_by),
                         key=lambda one: -one.unmet),
            need=sum(one.need for one in answer.needs),
            lacking=sum(one.unmet for one in answer.needs),
            paid=sum(one.amount for one in answer.paid), stands=stands,
            weights=_weights(session, version) if not asked else None,
            left=[fund for fund in answer.funds if fund.why],
            choices={"recipient": problem.recipients.names, "fund": problem.funds.names,
                     "donor": problem.donors.names,
                     "rule": tuple(rule.name for rule in problem.rules if rule.enabled)})

    @part.post("/plan/<int:number>/weights")
    def weights(number: int) -> Answer:
        begun = session.ask_for_weights(version_of(session, number))
        return redirect("/working" if begun else "/working?busy=1", 303)


def _weights(session: Session, version: Version) -> dict[str, object]:
    """Return what is known of how far weights may move."""
    found = session.weights(version)
    return {} if found is None else {
        "title": TITLE, "not_told": found.not_told, "notes": found.notes,
        "groups": tuple(groups(found))}
