"""Every screen of the page, one after the other, in the states that a person meets it in."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from chromium import Tab
from served import EVERYTHING, NO_PLAN, SMALL, Client, workbook

from optimiser.api.progress import Progress, Tell

FAULTY = {**SMALL, "Budgets": [["Fund", "Donor", "Budget"], ["Regional", "EU", "1,000"]]}
OF_A_PLAN = (
    ("Open, with a workbook", "/"), ("Check", "/check"), ("Plan", "/plan/1"),
    ("Plan, a version", "/plan/2"), ("Why, the whole plan", "/plan/1/why"),
    ("Why, a recipient", "/plan/1/why?recipient=Serbia"), ("Why, a fund", "/plan/1/why?fund=Aid"),
    ("What if", "/plan/2/what-if"), ("Compare", "/compare"), ("Futures", "/futures"),
    ("Help", "/help"), ("Help, a page of it", "/help/rules"), ("No such page", "/nothing"))


@dataclass(frozen=True)
class Nap:
    """Work that lasts until it is cancelled."""

    def run(self, tell: Tell) -> None:
        tell(Progress("Solving samples", 20, 100))
        time.sleep(600)


def visits(tab: Tab, client: Client, folder: Path) -> Iterator[str]:
    """Lead a tab to every screen, and yield the name of each when it is there."""
    tab.go(client.page.gate.address())
    yield "Open"
    yield from _amiss(tab, client, folder)
    ask_everything(client)
    for name, path in OF_A_PLAN:
        tab.leave(path)
        tab.run("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        yield name
    tab.leave("/plan/1/what-if")
    tab.write("budgets-budget-0", "1,000")
    tab.click("Solve")
    tab.until("document.querySelector('[role=alert]') !== null")
    yield "What if, with a figure that cannot be read"
    tab.click("Close allocate")
    tab.until_heading("allocate is closed")
    yield "Closed"


def _amiss(tab: Tab, client: Client, folder: Path) -> Iterator[str]:
    """Lead to the screens of what goes wrong, takes long, or is cancelled."""
    client.page.session.reset()
    client.upload(workbook(**FAULTY))
    tab.leave("/check")
    yield "Check, with an error"
    client.upload(workbook(**NO_PLAN))
    client.post("/solve")
    client.done()
    tab.leave("/no-plan")
    yield "No plan"
    assert client.page.desk.start("Solving 100 samples", Nap(), lambda _: None)
    tab.leave("/working")
    tab.until("document.getElementById('bar').value > 0")
    yield "Working"
    tab.click("Cancel")
    tab.until_heading("Cancelled")
    yield "Cancelled"
    wrong = folder / "run.exe"
    wrong.write_bytes(b"MZ")
    tab.leave("/")
    tab.choose("workbook", wrong)
    tab.click("Open", "button")
    tab.until_heading("It could not be done")
    yield "It could not be done"


def ask_everything(client: Client) -> None:
    """Ask everything once that the page can be asked."""
    client.page.session.reset()
    client.upload(workbook(**EVERYTHING))
    client.post("/solve")
    client.done()
    client.post("/plan/1/what-if", **{"budgets-budget-3": "70", "name": "More"})
    client.done()
    for kind, fields in (("samples", {"samples": "20", "seed": "0"}),
                         ("frontier", {"points": "5"}),
                         ("scenarios", {"aim": "expected", "reserve": "0"}),
                         ("budgets", {"points": "3", "fund": ""})):
        client.post(f"/futures/{kind}", **fields)
        assert client.done().status == 200
