"""The page, the screen of the command, the workbook and the report say the same figures."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from reference.random_books import random_book
from seeds import seeds
from served import Client, workbook

import optimiser
from optimiser.screen.plan import plan_text
from optimiser.words import money

BOOKS = seeds(5, 20)


def figures(html: str) -> list[str]:
    """Return the first figures of a page or a report: names and amounts, as they are read."""
    pairs = re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", html)
    return [f"{name} {unescape(value)}" for name, value in pairs]


def rows(html: str, title: str) -> list[list[str]]:
    """Return the cells of the table of a title, without what leads elsewhere."""
    part = html.split(f"<caption>{title},")[1].split("</table>", maxsplit=1)[0]
    return [[unescape(re.sub("<[^>]+>", "", cell)) for cell in re.findall(
        r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in part.split("<tr>")[1:]]


@pytest.mark.parametrize("number", BOOKS)
def test_the_same_figures_stand_everywhere(client: Client, number: int, tmp_path: Path) -> None:
    book = random_book(number)
    content = workbook(**{name.replace(" ", "_"): rows_of(table)
                          for name, table in book.items() if table})
    client.upload(content, "book.xlsx")
    client.post("/solve")
    page = client.done().text
    report = client.ask("/plan/1/download/report").text
    output = tmp_path / "plan.xlsx"
    output.write_bytes(client.ask("/plan/1/download/plan").body)
    assert figures(page) == figures(report)
    assert len(figures(page)) == 5
    for title in ("Recipients", "Donors", "Activities", "Funds"):
        assert rows(page, title) == rows(report, title)
    assert "allocate frontier" not in page + report, "no commands for readers without a terminal"
    session = client.page.session
    plan = session.plan(session.versions[1])
    assert optimiser.verify(output).holds
    shown = {row[0]: row for row in rows(page, "Recipients")[1:]}
    said = plan_text(plan, output, None)
    currency, amount = plan.solution.problem.currency, round(plan.allocation["Amount"].sum(), 2)
    assert f"Allocated {money(amount, currency)} of" in said
    # First figures are told in whole units of the currency, on the page as in the report.
    assert f"Allocated {money(round(amount), currency)}" in figures(page)
    # The page keeps plans in files: what it has is all that the library finds.
    (tmp_path / "book.xlsx").write_bytes(content)
    found = optimiser.optimise(tmp_path / "book.xlsx")
    for sheet in ("Funds", "Limits", "Needs"):
        assert plan.table(sheet).equals(found.table(sheet)), sheet
    for _, row in plan.recipients.iterrows():
        assert f"{row['Allocated']:,.0f}" in shown[row["Recipient"]]


def rows_of(table: object) -> list[list[object]]:
    lines = list(table)  # type: ignore[call-overload]
    headings = list(dict.fromkeys(key for line in lines for key in line))
    return [headings, *([line.get(key) for key in headings] for line in lines)]
