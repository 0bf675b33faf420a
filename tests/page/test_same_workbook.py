"""The plan that the page gives to download is the command's workbook, cell for cell."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from served import EVERYTHING, Client, workbook

import optimiser
from optimiser.report.html import sections

_OF_THE_RUN = ("Seconds for ", "Started")


def cells(content: bytes) -> dict[tuple[str, str], object]:
    """Return every cell but those that tell the time of a run."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {(sheet.title, cell.coordinate): cell.value for sheet in book for row in
            sheet.iter_rows() if not str(row[0].value).startswith(_OF_THE_RUN) for cell in row}


def test_the_plan_of_the_page_is_the_workbook_of_the_command(
        client: Client, tmp_path: Path) -> None:
    source, output = tmp_path / "book.xlsx", tmp_path / "plan.xlsx"
    source.write_bytes(workbook(**EVERYTHING))
    client.upload(source.read_bytes())
    client.post("/solve")
    shown = client.done().text
    optimiser.write(optimiser.optimise(source), output)
    ours, theirs = cells(client.ask("/plan/1/download/plan").body), cells(output.read_bytes())
    assert ours.keys() == theirs.keys()
    assert {at: (ours[at], theirs[at]) for at in ours if ours[at] != theirs[at]} == {}
    # A fund of the small book is spent, and its price stands on the screen as well.
    assert " more would add 100 points" in shown.split("<caption>Funds,")[1].split("</table>")[0]


def test_how_many_more_limits_there_are_is_said(
        client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sections, "_MOST_BINDING", 1)
    client.upload(workbook(**EVERYTHING))
    client.post("/solve")
    client.done()
    plan = client.page.session.plan(client.page.session.versions[1]).solution
    listed = client.ask("/plan/1").text.split("<h2>Limits in the way</h2>")[1].split("</ul>")[0]
    assert len(sections.binding(plan)) == 2
    assert " more limit" in listed
    monkeypatch.setattr(sections, "_MOST_BINDING", 100)
    named = {name for name, _ in sections.binding(plan)}
    assert len(named) > 1


def test_what_is_no_number_is_told_that_blanks_between_thousands_may_stay(client: Client) -> None:
    client.upload(workbook(**EVERYTHING))
    client.post("/solve")
    client.done()
    said = client.post("/plan/1/what-if", **{"budgets-budget-0": "lots"}).text
    assert "Blanks between thousands may stay, as in 4 000 000." in said
    client.post("/plan/1/what-if", **{"budgets-budget-0": "4\u2009000"})
    client.done()
    assert client.page.session.versions[2].entries[0].value == 4000
