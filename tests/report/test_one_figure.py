"""One figure for one thing: screen, workbook, report and `verify` say the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from reference.random_books import random_book
from seeds import seeds

import optimiser
from optimiser.errors import NoPlanError
from optimiser.report.html.page import html_report
from optimiser.screen.plan import plan_json, plan_text
from optimiser.screen.verdict import verdict_text
from optimiser.words import NEARLY_ALL, money, share

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "inputs" / "western_balkans_2016.xlsx"
WINTER = ROOT / "tests" / "reference" / "winter-inputs.xlsx"
SOURCES = [EXAMPLE, WINTER, *seeds(6, 12)]
Rows = list[dict[str, object]]


@dataclass(frozen=True)
class Shown:
    """Everything that is shown of one plan: its screen, its report and its sheets as rows."""

    plan: optimiser.Plan
    output: Path
    screen: str
    report: str
    sheets: dict[str, Rows]
    summary: tuple[str, ...]
    down: tuple[str, ...]
    """The texts of each column of Summary from top to bottom: sentences go on below."""

    def total(self, sheet: str, heading: str) -> float:
        return sum(float(str(row[heading])) for row in self.sheets[sheet] if row[heading])


@cache
def shown(source: int | Path, folder: Path) -> Shown | None:
    try:
        plan = optimiser.optimise(
            source if isinstance(source, Path) else optimiser.load(random_book(source)))
    except NoPlanError:
        return None
    output = folder / f"{source if isinstance(source, int) else source.stem}.xlsx"
    optimiser.write(plan, output)
    book = openpyxl.load_workbook(output, data_only=True)
    sheets = {}
    for sheet in book.worksheets:
        headings, *rows = sheet.iter_rows(values_only=True)
        sheets[sheet.title] = [dict(zip(map(str, headings), row, strict=True)) for row in rows]
    summary = tuple(" | ".join(str(cell) for cell in row if cell is not None)
                    for row in book["Summary"].iter_rows(values_only=True))
    down = tuple(" ".join(str(cell) for cell in column if isinstance(cell, str))
                 for column in book["Summary"].iter_cols(values_only=True))
    return Shown(plan, output, plan_text(plan, output, None),
                 html_report(plan.solution, plan.inputs), sheets, summary, down)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("one figure")


@pytest.fixture(params=SOURCES, ids=lambda one: one.stem if isinstance(one, Path) else one)
def found(request: pytest.FixtureRequest, folder: Path) -> Shown:
    one = shown(request.param, folder)
    if one is None:
        pytest.skip("no plan")
    return one


def as_a_sheet_shows(value: float) -> str:
    """Return a share as a cell of the format 0.0% shows it: halves away from nothing."""
    tenths = Decimal(f"{value * 1000:.9f}").quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return f"{tenths / 10:.1f}%"


def test_what_is_allocated_is_one_figure(found: Shown) -> None:
    given = found.total("Allocation", "Amount")
    for sheet in ("Needs", "Recipients", "Activities", "Donors", "Funds"):
        assert found.total(sheet, "Allocated") == pytest.approx(given, abs=1e-6), sheet
    currency = found.plan.solution.problem.currency
    assert plan_json(found.plan, found.output, None)["allocated"] == pytest.approx(given)
    assert f"Allocated {money(round(given, 2), currency)} of budgets" in found.screen
    assert f"<dt>Allocated</dt><dd>{money(round(given), currency)}</dd>" in unescape(found.report)
    assert sum(line.startswith("This plan | ") for line in found.summary) == 1


def test_a_recipient_is_covered_by_one_share(found: Shown) -> None:
    table = found.report.split("<caption>Recipients,")[1].split("</table>", maxsplit=1)[0]
    for row in found.sheets["Recipients"]:
        if not isinstance(row["Coverage"], float | int):
            continue
        said = share(row["Coverage"], tenths_shown=True)
        # A share just below all never reads as all; a sheet has no such format.
        assert said == as_a_sheet_shows(float(row["Coverage"])) or said == NEARLY_ALL
        line = next((line for line in found.screen.splitlines()
                     if line.startswith(f"  {str(row['Recipient'])[:40]} ")), None)
        if line is not None:
            assert line.endswith(f" {said}"), (line, said)
        assert said in unescape(table) or said.replace(".0%", "%") in unescape(table)


def test_limits_are_counted_once(found: Shown) -> None:
    """The audit, the sheet, the contents, the log and `verify` count the same limits."""
    count = len(found.sheets["Limits"])
    proof = found.plan.proof
    assert proof is not None
    assert proof.limits_checked == count
    verdict = optimiser.verify(found.output)
    assert f"{count:,} limits recomputed, " in verdict_text(verdict)
    assert any(line.startswith(f"Limits | {count} | ") for line in found.summary)
    assert f"An audit recomputed {count:,} limit" in " ".join(found.summary)
    assert f"An audit recomputed {count:,} limit" in unescape(found.report)
    logged = {row["Item"]: row["Value"] for row in found.sheets["Log"]}
    assert logged["Limits recomputed by the audit"] == str(count)


def test_wishes_that_are_missed_are_counted_once(found: Shown) -> None:
    """What the sheet calls broken is what the sentences call not granted; all else is kept."""
    broken = [row for row in found.sheets["Limits"] if row["Status"] == "Broken"]
    assert all(row["Strength"] == "should" for row in broken)
    assert len(broken) == len(found.plan.solution.wishes)
    said = re.search(r"([\d,]+) wish(?:es)? not granted", " ".join(found.summary))
    assert (int(said[1].replace(",", "")) if said else 0) == len(broken)
    assert ("Wishes not granted: " in found.screen) is bool(broken)
    assert ("Wishes not granted" in found.summary) is bool(broken)


def test_what_a_stage_reaches_is_said_to_be_before_rounding(found: Shown) -> None:
    """Two figures for what is allocated stand on one page only where one is said to be another."""
    lines = [line for line in found.summary if re.match(r"\d\. ", line)]
    first = found.summary.index(lines[0])
    assert "before rounding to units of " in found.summary[first - 1]


def section(report: str, title: str) -> str:
    """Return a section of the report as text, its cells apart by bars; "" where there is none."""
    _, _, found = report.partition(f"<h2>{title}</h2>")
    return unescape(re.sub(r"(?:<[^>]*>)+", "|", found.split("</section>")[0]))


def test_why_money_is_left_reads_alike(found: Shown) -> None:
    unit = float(found.plan.solution.unit)
    rows = [row for row in found.sheets["Funds"] if float(str(row["Left"])) >= unit]
    said = section(found.report, "Funds with money left")
    assert bool(said) is bool(rows)
    for row in rows:
        assert row["Why money is left"], row["Fund"]
        line = f"|{row['Fund']}|{row['Budget']:,.0f}|{row['Left']:,.0f}|"
        assert line in said
        assert f"|{row['Why money is left']}|" in said.partition(line)[2]
        assert str(row["Why money is left"]) in found.down[4]
        if row is rows[0]:
            why = optimiser.why(found.output, fund=str(row["Fund"]))
            assert why.funds[0].why == row["Why money is left"]


def test_wishes_not_granted_read_alike(found: Shown) -> None:
    broken = [row for row in found.sheets["Limits"] if row["Status"] == "Broken"]
    said = section(found.report, "Wishes not granted")
    assert said.count("Wish not granted") == len(broken)
    for row in broken:
        assert f"|{row['In words']}|" in said
        assert str(row["In words"]) in found.down[0]


def test_the_largest_gaps_read_alike(found: Shown) -> None:
    rows = sorted((row for row in found.sheets["Needs"] if row["Held back by"]),
                  key=lambda row: -float(str(row["Unmet"])))[:5]
    said = section(found.report, "The largest gaps" if len(rows) > 1 else "The one gap")
    assert bool(said) is bool(rows)
    for row in rows:
        assert float(str(row["Unmet"])) > float(found.plan.solution.unit) - 1e-6
        line = f"|{row['Need']:,.0f}|{row['Unmet']:,.0f}|"
        assert line in said
        assert f"|{row['Held back by']}|" in said.partition(line)[2]
        assert str(row["Held back by"]) in found.down[4]
