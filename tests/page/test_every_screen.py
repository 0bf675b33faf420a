"""Every screen: axe finds nothing, nothing is cut off, every control has a name, and a walk by ear.

`REWRITE_GOLDEN=1 pytest tests/page/test_every_screen.py` writes the walk, docs/page-by-ear.md, anew.
"""

from __future__ import annotations

import json
import os
from itertools import groupby, pairwise
from pathlib import Path

import by_ear
import pytest
from chromium import Chromium, Tab
from screens import visits
from served import Client

from optimiser.page.server import Page

WALK = Path(__file__).resolve().parents[2] / "docs" / "page-by-ear.md"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
WIDTHS = ((360, 1.0), (768, 1.0), (1280, 2.0))
_BEGIN = """# The page by ear

What a screen reader gives on every screen, in the order of reading: landmarks, headings, controls by their names, tables and pictures. It comes from the tree that Chromium hands to screen readers, and a test compares it with the page (`tests/page/test_every_screen.py`). The workbook is a small one of three recipients. What stands on every screen but the last is said once.

"""


@pytest.fixture(scope="module")
def seen(page: Page, chromium: Chromium, tmp_path_factory: pytest.TempPathFactory,
         axe: str) -> dict[str, dict[str, object]]:
    """Return what was found on every screen."""
    tab = chromium.tab()
    tab.look(1280)
    found = {}
    for name in visits(tab, Client(page).enter(), tmp_path_factory.mktemp("files")):
        found[name] = {"light": faults(tab, axe), "walk": list(by_ear.walk(tab)),
                       "unnamed": [one.role for one in by_ear.said(tab)
                                   if one.role in by_ear.CONTROLS and not one.name],
                       "levels": levels(tab), "cut off": [
                           cut for width, zoom in WIDTHS for cut in cut_off(tab, width, zoom)]}
        tab.look(360, dark=True, still=True)
        found[name]["dark"] = faults(tab, axe)
        tab.look(1280)
    page.stopped.clear()
    return found


@pytest.fixture(scope="module")
def axe() -> str:
    module = pytest.importorskip("axe_core_python", reason="axe-core is not installed")
    return (Path(module.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def faults(tab: Tab, axe: str) -> list[str]:
    """Return what axe finds."""
    if not tab.run("'axe' in window"):
        tab.run(axe)
    found = tab.run(
        f"axe.run(document, {{runOnly: {json.dumps(LEVELS)}}}).then(r => [r.passes.length, "
        "...r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 200)))])")
    assert found[0] > 10
    return list(found[1:])


def cut_off(tab: Tab, width: int, zoom: float) -> list[object]:
    """Return what is wider than a window of that width; figures in a wide table may be.

    Sentences and pictures are to be in sight, and their words large enough to read.
    """
    tab.look(width, zoom=zoom)
    wide = tab.run("[document.documentElement.scrollWidth, innerWidth, "
                   "[...document.querySelectorAll('main *')].filter(one => "
                   "one.getBoundingClientRect().right > innerWidth + 1 && "
                   "(!one.closest('.wide') || one.matches('td.w, svg *'))).map("
                   "one => one.outerHTML.slice(0, 90))]")
    small = tab.run("[...document.querySelectorAll('svg text')].filter(one => "
                    "one.getClientRects().length && one.getBoundingClientRect().height < 12).map("
                    "one => one.outerHTML.slice(0, 90))")
    return [] if wide[0] <= wide[1] and not wide[2] and not small else [width, zoom, wide, small]


def levels(tab: Tab) -> list[int]:
    found: list[int] = tab.run(
        "[...document.querySelectorAll('h1, h2, h3, h4')].map(one => +one.tagName[1])")
    return found


@pytest.mark.parametrize("light", ["light", "dark"])
def test_axe_finds_nothing_on_any_screen(seen: dict[str, dict[str, object]], light: str) -> None:
    assert len(seen) == 21
    assert {name: one[light] for name, one in seen.items() if one[light]} == {}


def test_nothing_is_cut_off_in_a_narrow_window_or_at_200_percent(
        seen: dict[str, dict[str, object]]) -> None:
    assert {name: one["cut off"] for name, one in seen.items() if one["cut off"]} == {}


def test_every_control_has_a_name_and_headings_step_down_by_one(
        seen: dict[str, dict[str, object]]) -> None:
    for name, one in seen.items():
        assert one["unnamed"] == [], name
        found = one["levels"]
        assert isinstance(found, list)
        assert found[0] == 1, name
        assert found.count(1) == 1, name
        assert all(after - before <= 1 for before, after in pairwise(found)), name


def test_the_walk_by_ear_is_what_the_page_says(seen: dict[str, dict[str, object]]) -> None:
    walked = _BEGIN + _written({name: one["walk"] for name, one in seen.items()})
    if os.environ.get("REWRITE_GOLDEN"):
        WALK.write_text(walked, encoding="utf-8")
    assert WALK.read_text(encoding="utf-8") == walked


def _written(walks: dict[str, object]) -> str:
    """Return the walks as a page of Markdown, what stands on every screen once."""
    whole = walks["Plan"]
    assert isinstance(whole, list)
    start, end = whole.index("main part"), whole.index("foot")
    parts = [_part("On every screen", [*whole[:start + 1], "…", *whole[end:]])]
    for name, lines in walks.items():
        assert isinstance(lines, list)
        if name == "Closed":  # there is nowhere to go from there
            parts.append(_part(name, lines))
            continue
        assert lines[:3] == whole[:3], name
        assert lines[lines.index("foot"):] == whole[end:], name
        parts.append(_part(name, lines[lines.index("main part") + 1:lines.index("foot")]))
    return "\n".join(parts)


def _part(name: str, lines: list[str]) -> str:
    """Return a screen's lines; equal ones that follow each other are counted."""
    counted = [(line, len(list(same))) for line, same in groupby(lines)]
    return f"## {name}\n\n" + "".join(
        f"- {line}{f' ({times} times)' if times > 1 else ''}\n" for line, times in counted)
