"""Words that stopped a finance officer stand nowhere that one reads."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

import optimiser

ROOT = Path(__file__).resolve().parents[1]
FOR_ENGINEERS = {"formulation.md", "glossary.md", "mutations.md", "safety.md"}
"""Pages about the program itself; the glossary says what such words mean."""
PAGES = [ROOT / "README.md", *(page for page in sorted((ROOT / "docs").glob("*.md"))
                               if page.name not in FOR_ENGINEERS)]
STOPPED = re.compile(
    r"weighted need|outranked|\bknee\b|fingerprint|selects nothing over|"
    r"least to regret|full within|\bseconds (?:experts|at most)|at a penalty of|\b1 [a-z]+s are\b|"
    r"\b1 (?:errors|warnings|faults|limits|wishes|payments|grants|rules)\b", re.IGNORECASE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_says_it_in_plain_words(page: Path) -> None:
    assert STOPPED.findall(page.read_text(encoding="utf-8")) == []


@pytest.fixture(scope="module")
def plan() -> optimiser.Plan:
    return optimiser.optimise(ROOT / "inputs" / "western_balkans_2016.xlsx")


def test_a_workbook_says_it_in_plain_words(plan: optimiser.Plan, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    optimiser.write(plan, path)
    for sheet in openpyxl.load_workbook(path):
        if sheet.title.startswith("Inputs "):
            continue  # the user's own words
        for row in sheet.iter_rows():
            for cell in row:
                said = [str(cell.value or ""), cell.comment.text if cell.comment else ""]
                assert STOPPED.findall(" ".join(said)) == [], f"{sheet.title}!{cell.coordinate}"


def test_a_report_says_it_in_plain_words(plan: optimiser.Plan, tmp_path: Path) -> None:
    path = tmp_path / "plan.html"
    optimiser.write_html(plan, path)
    text = re.sub(r"<style>.*?</style>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert STOPPED.findall(re.sub(r"<[^>]+>", " ", text)) == []
