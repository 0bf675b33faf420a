"""Why: limits and what is left of a fund are said as on the screen of the command."""

from __future__ import annotations

from html import unescape

from served import SMALL, Client, workbook

import optimiser
from optimiser.review.why import Asked, explained
from optimiser.screen.why import stands


def test_limits_stand_and_money_is_left_in_the_words_of_the_command(client: Client) -> None:
    # 60 for needs of 150 of which Serbia takes 10 and Croatia 20: 30 are left.
    client.upload(workbook(**SMALL, Capacity=[["Recipient", "Capacity"], ["Serbia", 10],
                                              ["Croatia", 20]]))
    client.post("/solve")
    client.done()
    session = client.page.session
    answers = explained(session.output(session.versions[1]))
    serbia = unescape(client.ask("/plan/1/why?recipient=Serbia").text)
    said = [stands(one, "EUR") for one in answers.answer(Asked(recipient="Serbia")).limits]
    assert "EUR 10 of at most EUR 10 used: full." in said
    assert all(words in serbia for words in said)
    assert "Binding" not in serbia
    fund = unescape(client.ask("/plan/1/why?fund=Regional").text)
    (left,) = answers.answer(Asked(fund="Regional")).funds
    assert left.why
    assert f"EUR 30 is left in Regional. {left.why}" in fund
    assert optimiser.verify(session.output(session.versions[1])).holds
