"""Everybody can use the page: by keyboard, without scripts, told what cannot be read.

What holds on every screen is in `test_every_screen.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import by_ear
import pytest
from chromium import Chromium, Tab
from screens import FAULTY, ask_everything
from served import NO_PLAN, SMALL, Client, workbook

from optimiser.page.server import Page


@pytest.fixture(scope="module")
def filled(page: Page) -> Client:
    """Return a client of a page on which everything was asked once."""
    client = Client(page).enter()
    ask_everything(client)
    return client


@pytest.fixture
def tab(filled: Client, chromium: Chromium) -> Iterator[Tab]:
    chromium.faults.clear()
    found = chromium.tab()
    found.look(1280)
    found.go(filled.page.gate.address())
    yield found
    # Chromium notes that a page with a fault to say, or none at all, is not answered with 200.
    assert not [one for one in chromium.faults if "status of 4" not in one]


def test_the_keyboard_alone_goes_from_the_address_to_a_what_if(
        filled: Client, chromium: Chromium) -> None:
    tab = chromium.tab()
    tab.look(1280)
    tab.go(filled.page.gate.address())
    tab.press("Tab")
    assert tab.run("document.activeElement.innerText") == "Skip to the content"
    assert tab.run("document.activeElement.getBoundingClientRect().left") >= 0
    tab.press("Enter")
    tab.go(f"http://{filled.page.gate.host}/plan/1/what-if")
    tab.run("document.getElementById('budgets-budget-0').focus()")
    tab.press("Tab")
    assert tab.run("document.activeElement.type") == "range"
    assert tab.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    before = tab.run("document.getElementById('budgets-budget-0').value")
    tab.press("End")
    after = tab.run("document.getElementById('budgets-budget-0').value")
    assert after != before
    assert after == "180"
    tab.run("document.getElementById('name').focus()")
    made = len(filled.page.session.versions)
    tab.press("Enter")
    tab.until_heading(f"Plan {made + 1}")


def test_the_keyboard_reaches_a_name_in_a_picture_and_follows_it(
        filled: Client, chromium: Chromium) -> None:
    tab = chromium.tab()
    tab.look(1280)
    tab.go(filled.page.gate.address())
    tab.leave("/plan/1")
    tab.run("[...document.querySelectorAll('summary')].at(0).focus()")
    tab.press("Tab")
    assert tab.run("document.activeElement.closest('.flow') !== null")
    assert tab.run("document.activeElement.textContent") == "EU"
    assert tab.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    tab.press("Tab", 3)
    tab.press("Enter")
    tab.until_heading("Why: Serbia")


def test_a_table_that_becomes_blocks_in_a_narrow_window_stays_one_to_a_screen_reader(
        filled: Client, chromium: Chromium) -> None:
    tab = chromium.tab()
    tab.look(1280)
    tab.go(filled.page.gate.address())
    tab.leave("/plan/1/why?recipient=Serbia")
    found = []
    for width in (1280, 360):
        tab.look(width)
        found.append([one.role for one in by_ear.said(tab)
                      if one.role in ("table", "columnheader", "rowheader", "row", "caption")])
    assert found[0].count("columnheader") == 14
    assert found[0] == found[1]


def test_without_scripts_everything_works_but_the_sliders(
        filled: Client, chromium: Chromium, tmp_path: Path) -> None:
    tab = chromium.tab()
    tab.look(1280)
    tab.go(filled.page.gate.address())
    tab.scripts(on=False)
    path = tmp_path / "faulty.xlsx"
    filled.page.session.reset()
    for content, heading in ((FAULTY, "1 error"), (NO_PLAN, "0 errors")):
        path.write_bytes(workbook(**content))
        tab.leave("/")
        tab.choose("workbook", path)
        tab.click("Open", "button")
        tab.until_text(heading)
    tab.click("Find the best plan")
    tab.until_text("Take this way out")
    tab.click("Take this way out")
    tab.until_text("Plan 1: Way out 1")
    tab.click("What if …")
    tab.until_text("Name of the new plan")
    assert tab.run("[...document.querySelectorAll('input[type=range]')].every(one => one.hidden)")
    tab.write("budgets-budget-0", "70")
    tab.click("Solve")
    tab.until_text("Plan 2: What if 2")


def test_a_figure_that_cannot_be_read_is_named_beside_its_field(
        tab: Tab, filled: Client) -> None:
    filled.page.session.reset()
    rules = [["Rule", "Recipients", "Measure", "Relation", "Value"],
             ["R1", "Serbia", "share of total", "at most", 0.9]]
    filled.upload(workbook(**SMALL, Rules=rules))
    filled.post("/solve")
    filled.done()
    tab.go(f"http://{filled.page.gate.host}/plan/1/what-if")
    tab.write("budgets-budget-0", "1,000")
    tab.write("rules-value-0", "40")
    tab.click("Solve")
    tab.until("document.querySelector('[role=alert]') !== null")
    assert "2 figures cannot be read; nothing was solved." in tab.text()
    assert tab.run("document.getElementById('budgets-budget-0').value") == "1,000"
    assert tab.run("document.getElementById('budgets-budget-0').ariaInvalid") == "true"
    assert "can be read as 1000 or as 1" in tab.run(
        "document.getElementById('budgets-budget-0-said').innerText")
    assert "Write 40%" in tab.run("document.getElementById('rules-value-0-said').innerText")


def test_motion_is_left_out_where_it_is_not_wanted(tab: Tab, filled: Client) -> None:
    moving = ("[...document.querySelectorAll('*')].filter(one => "
              "parseFloat(getComputedStyle(one).transitionDuration) > 0).length")
    tab.go(f"http://{filled.page.gate.host}/")
    assert tab.run(moving) > 0
    tab.look(1280, still=True)
    assert tab.run(moving) == 0
