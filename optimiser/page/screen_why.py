"""Why: what holds a need back, where money goes, how a limit stands."""

from __future__ import annotations

from dataclasses import fields

from flask import Blueprint, render_template, request

from optimiser.page.screen_plan import version_of, why_link
from optimiser.page.session import Session
from optimiser.review.why import Asked
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
            "why.html", version=version, answer=answer, asked=asked, link=why_link(number),
            unmet=sorted((one for one in answer.needs if one.held_back_by),
                         key=lambda one: -one.unmet),
            need=sum(one.need for one in answer.needs),
            lacking=sum(one.unmet for one in answer.needs),
            paid=sum(one.amount for one in answer.paid), stands=stands,
            left=[fund for fund in answer.funds if fund.why],
            choices={"recipient": problem.recipients.names, "fund": problem.funds.names,
                     "donor": problem.donors.names,
                     "rule": tuple(rule.name for rule in problem.rules if rule.enabled)})
