"""Everybody can use the page: by keyboard, enlarged, in the dark, without scripts, by ear."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from chromium import Chromium, Tab
from served import EVERYTHING, NO_PLAN, SMALL, Client, workbook

from optimiser.page.server import Page

FAULTY = {**SMALL, "Budgets": [["Fund", "Donor", "Budget"], ["Regional", "EU", "1,000"]]}
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
SCREENS = ("/", "/check", "/plan/2", "/plan/1/why", "/plan/1/why?fund=Aid", "/plan/2/what-if",
           "/compare", "/futures", "/help", "/help/rules", "/cancelled", "/nothing")


@pytest.fixture(scope="module")
def filled(page: Page) -> Client:
    """Return a client of a page on which everything was asked once."""
    client = Client(page).enter()
    client.upload(workbook(**EVERYTHING))
    client.post("/solve")
    client.done()
    client.post("/plan/1/what-if", **{"budgets-budget-3": "70", "name": "More"})
    client.done()
    for kind, fields in (("samples", {"samples": "20", "seed": "0"}),
                         ("frontier", {"points": "5"}),
                         ("scenarios", {"aim": "expected", "reserve": "0"})):
        client.post(f"/futures/{kind}", **fields)
        assert client.done().status == 200
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


@pytest.fixture(scope="module")
def axe() -> str:
    module = pytest.importorskip("axe_core_python", reason="axe-core is not installed")
    return (Path(module.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def found_by_axe(tab: Tab, axe: str) -> list[str]:
    tab.run(axe)
    found = tab.run(
        f"axe.run(document, {{runOnly: {json.dumps(LEVELS)}}}).then(r => [r.passes.length, "
        "...r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 200)))])")
    assert found[0] > 10
    return found[1:]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_on_any_screen(tab: Tab, filled: Client, axe: str, dark: bool) -> None:
    tab.look(360 if dark else 1280, dark=dark)
    for path in SCREENS:
        tab.go(f"http://{filled.page.gate.host}{path}")
        tab.run("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        assert found_by_axe(tab, axe) == [], path


def test_nothing_is_cut_off_in_a_narrow_window_or_at_200_percent(
        tab: Tab, filled: Client) -> None:
    for width, zoom in ((360, 1.0), (768, 1.0), (1280, 2.0)):
        tab.look(width, zoom=zoom)
        for path in SCREENS:
            tab.go(f"http://{filled.page.gate.host}{path}")
            wide = tab.run("[document.documentElement.scrollWidth, innerWidth, "
                           "[...document.querySelectorAll('main *')].filter(one => "
                           "one.getBoundingClientRect().right > innerWidth + 1 && "
                           "!one.closest('.wide')).map(one => one.outerHTML.slice(0, 90))]")
            assert wide[0] <= wide[1], (path, width, wide)


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


def test_every_control_has_a_name_and_headings_step_down_by_one(
        tab: Tab, filled: Client) -> None:
    """What a screen reader gives: the names of controls and the headings, in order."""
    for path in SCREENS:
        tab.go(f"http://{filled.page.gate.host}{path}")
        tree = tab.tell("Accessibility.getFullAXTree")["nodes"]
        named = [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in tree
                 if not node.get("ignored") and "role" in node]
        controls = {"button", "link", "textbox", "combobox", "checkbox", "slider", "spinbutton"}
        for role, name in named:
            assert role not in controls or name.strip(), (path, role)
        levels = tab.run("[...document.querySelectorAll('h1, h2, h3, h4')].map(h => +h.tagName[1])")
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


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
        tab: Tab, filled: Client, axe: str) -> None:
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
    assert found_by_axe(tab, axe) == []


def test_motion_is_left_out_where_it_is_not_wanted(tab: Tab, filled: Client) -> None:
    moving = ("[...document.querySelectorAll('*')].filter(one => "
              "parseFloat(getComputedStyle(one).transitionDuration) > 0).length")
    tab.go(f"http://{filled.page.gate.host}/")
    assert tab.run(moving) > 0
    tab.look(1280, still=True)
    assert tab.run(moving) == 0
