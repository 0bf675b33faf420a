"""The HTML report: complete, escaped, without a script, a link or a request."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import optimiser
from optimiser.report.html.page import html_report

if TYPE_CHECKING:
    from running import Command

EXAMPLE = Path(__file__).resolve().parents[2] / "inputs" / "western_balkans_2016.xlsx"
VOID = {"meta", "rect", "br"}
HOSTILE = ('<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "a&b'c", "x" * 200)


class Reader(HTMLParser):
    """Tags, attributes and text; fails where tags do not nest."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    assert reader.open == []
    return reader


@pytest.fixture(scope="module")
def plan() -> optimiser.Plan:
    return optimiser.optimise(EXAMPLE)


@pytest.fixture(scope="module")
def page(plan: optimiser.Plan) -> str:
    return html_report(plan.solution, plan.inputs)


def test_the_page_fetches_nothing_and_runs_nothing(page: str) -> None:
    reader = read(page)
    assert not {"script", "link", "iframe", "img", "a", "object"} & set(reader.tags)
    names = {name for name, _ in reader.attributes}
    assert not {"src", "href", "onclick", "onload", "onerror"} & names
    assert "default-src 'none'" in page
    assert not re.search(r"url\(|@import|https?://", page)


def test_every_figure_of_the_sheets_is_on_the_page(page: str, plan: optimiser.Plan) -> None:
    text = " ".join(read(page).text)
    for name in plan.recipients["Recipient"]:
        assert str(name) in text
    for amount in (*plan.donors["Allocated"], *plan.funds["Allocated"]):
        assert f"{amount:,.0f}" in text


def test_headings_captions_and_scopes_guide_a_screen_reader(page: str) -> None:
    reader = read(page)
    assert reader.tags.count("h1") == 1
    assert reader.tags.count("main") == 1
    assert reader.tags.count("caption") == reader.tags.count("table") >= 6
    assert page.count("<th") == page.count("scope=") + page.count("<thead")
    assert 'role="img" aria-label="Money from donors' in page


def test_hostile_names_stay_text() -> None:
    book: dict[str, list[dict[str, Any]]] = {
        "Needs": [{"Recipient": name, "Activity": name, "Need": 100} for name in HOSTILE],
        "Budgets": [{"Fund": name, "Donor": name, "Budget": 50} for name in HOSTILE],
        "Settings": [{"Setting": "Title", "Value": HOSTILE[0]}]}
    plan = optimiser.optimise(book)
    reader = read(html_report(plan.solution, plan.inputs))
    assert "script" not in reader.tags
    assert "img" not in reader.tags
    assert HOSTILE[0] in "".join(reader.text)


def test_the_command_writes_it_beside_the_workbook_and_over_nobodys_file(
        allocate: Command, folder: Path) -> None:
    target = folder / "plan.xlsx"
    assert allocate(EXAMPLE, "-o", target, "--report", "html").exit_code == 0
    assert (folder / "plan.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert allocate(EXAMPLE, "-o", target, "--report", "html").exit_code == 0
    (folder / "plan.html").write_text("mine", encoding="utf-8")
    assert allocate(EXAMPLE, "-o", target, "--report", "html").exit_code == 6
    assert (folder / "plan.html").read_text(encoding="utf-8") == "mine"


def browser() -> str:
    """Return a Chromium; where there is none the test is skipped, but not on the CI machine."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        reason = "no Chromium here: how the page behaves is not known"
        if os.environ.get("CI", "").casefold() in ("true", "1"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def in_browser(page: str, folder: Path, *options: str) -> str:
    """Open a page in Chromium and return what it prints."""
    (folder / "page.html").write_text(page, encoding="utf-8")
    return subprocess.run(
        [browser(), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
         "--disable-background-networking", f"--user-data-dir={folder / 'profile'}", *options,
         (folder / "page.html").as_uri()], check=True, timeout=120, capture_output=True,
        text=True, env={**os.environ, "HOME": str(folder)}).stdout


def test_it_prints_to_at_most_six_pages(page: str, tmp_path: Path) -> None:
    in_browser(page, tmp_path, f"--print-to-pdf={tmp_path / 'page.pdf'}", "--no-pdf-header-footer")
    pdf = (tmp_path / "page.pdf").read_bytes()
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 6


def test_an_accessibility_checker_finds_nothing_serious(page: str, tmp_path: Path) -> None:
    """axe-core looks at the page in Chromium, in a copy that lets it run."""
    axe = pytest.importorskip("axe_core_python", reason="axe-core is not installed")
    script = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    copy = re.sub(r"<meta[^>]*Content-Security-Policy[^>]*>", "", page)
    assert copy != page
    run = ("axe.run(document).then(r => {document.title = 'done'; document.body.innerHTML = "
           "'<pre>' + JSON.stringify(r.violations.map(v => [v.impact, v.id, v.nodes.length]))"
           " + ' rules passed: ' + r.passes.length + '</pre>'});")
    copy = copy.replace("</body>", f"<script>{script.replace('</script>', '')}</script>"
                                   f"<script>{run}</script></body>")
    said = in_browser(copy, tmp_path, "--virtual-time-budget=30000", "--dump-dom")
    assert "rules passed: " in said
    assert int(said.split("rules passed: ")[1].split("<")[0]) > 10
    assert '"serious"' not in said, said[-600:]
    assert '"critical"' not in said, said[-600:]
