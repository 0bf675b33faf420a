"""The shipped examples: made by their script, traceable to published figures, worth solving."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

import optimiser
from optimiser.tables.schema import SHEETS
from optimiser.words import share

ROOT = Path(__file__).resolve().parents[2]
INPUTS = ROOT / "inputs"
IN_WHOLE = "western_balkans_2016_in_whole.xlsx"
NAMES = ("western_balkans_2016.xlsx", IN_WHOLE, "minimal.xlsx")
HEADING_ROW = 4
USD_FOR_EUR = 1.1069
PUBLISHED = {  # RMRP 2016, USD
    "Serbia": 46_900_000, "North Macedonia": 39_400_000, "Croatia": 27_400_000,
    "Slovenia": 17_500_000,
}
CODE = re.compile(r"\[([A-Z]\d+(?:(?:, | to )[A-Z]\d+)*)")


WITHOUT = ("Conditions", "Earlier plan")
"""Conditions are shown by the example in whole numbers; and there is no plan before this one."""
TABLES = [sheet for sheet in SHEETS if sheet.name not in WITHOUT]


@pytest.fixture(scope="module")
def script() -> Iterator[ModuleType]:
    """Return the script that makes the examples, with its neighbours in reach."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(INPUTS)
        yield importlib.import_module("build_examples")


@pytest.fixture(scope="module")
def book() -> Workbook:
    return openpyxl.load_workbook(INPUTS / "western_balkans_2016.xlsx")


@pytest.fixture(scope="module")
def plan() -> optimiser.Plan:
    return optimiser.optimise(optimiser.load(INPUTS / "western_balkans_2016.xlsx"))


def rows_of(page: Worksheet) -> list[dict[str, Any]]:
    headings = [cell.value for cell in page[HEADING_ROW]]
    return [dict(zip(headings, values, strict=True))
            for values in page.iter_rows(min_row=HEADING_ROW + 1, values_only=True)]


def content(path: Path) -> dict[str, Any]:
    return {page.title: (
        {cell.coordinate: (cell.value, cell.number_format,
                           cell.comment.text if cell.comment else None)
         for row in page.iter_rows() for cell in row},
        sorted((str(rule.sqref), rule.type, rule.formula1, rule.formula2)
               for rule in page.data_validations.dataValidation),
    ) for page in openpyxl.load_workbook(path)}


def codes_in(words: str) -> set[str]:
    """Return the codes that a text cites; `[E1 to E4]` cites four."""
    cited: set[str] = set()
    for group in CODE.findall(words):
        for part in group.split(", "):
            first, _, last = part.partition(" to ")
            numbers = range(int(first[1:]), int((last or first)[1:]) + 1)
            cited |= {f"{first[0]}{number}" for number in numbers}
    return cited


def texts_of(book: Workbook) -> Iterator[str]:
    for page in book:
        for row in page.iter_rows():
            for cell in row:
                yield from (words for words in (cell.value, cell.comment and cell.comment.text)
                            if isinstance(words, str))


@pytest.mark.parametrize("name", NAMES)
def test_the_shipped_workbook_is_what_the_script_makes(
        script: ModuleType, tmp_path: Path, name: str) -> None:
    script.main(tmp_path)
    assert content(tmp_path / name) == content(INPUTS / name)


def test_the_script_makes_the_same_bytes_each_time(script: ModuleType, tmp_path: Path) -> None:
    for turn in ("first", "second"):
        (tmp_path / turn).mkdir()
        script.main(tmp_path / turn)
    for name in NAMES:
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()


def test_the_example_has_every_table_and_about_comes_first(book: Workbook) -> None:
    tables = [sheet.name for sheet in TABLES]
    assert book.sheetnames == ["About", *tables]
    assert all(rows_of(book[name]) for name in tables)


def test_the_example_is_read_without_a_finding() -> None:
    assert optimiser.check(optimiser.load(INPUTS / "western_balkans_2016.xlsx")) == ()


def test_the_example_in_whole_numbers_differs_only_where_its_page_says() -> None:
    """It has no finding, and the countries still ask for what they published."""
    whole = optimiser.load(INPUTS / IN_WHOLE)
    assert optimiser.check(whole) == ()
    here, there = (openpyxl.load_workbook(INPUTS / name) for name in NAMES[:2])
    assert there.sheetnames == [
        "About", *(sheet.name for sheet in SHEETS
                   if sheet.name not in ("Earlier plan", "Scenarios"))]
    same = set(here.sheetnames) - {"About", "Needs", "Activities", "Settings", "Scenarios"}
    assert all(rows_of(here[name]) == rows_of(there[name]) for name in same)
    for country, total in PUBLISHED.items():
        assert sum(row["Need"] for row in rows_of(there["Needs"])
                   if row["Recipient"] == country) == total


def test_the_example_in_whole_numbers_lists_every_code_that_it_cites() -> None:
    there = openpyxl.load_workbook(INPUTS / IN_WHOLE)
    labels = {str(cell.value).split()[0] for cell in there["About"]["A"] if cell.value}
    cited = set().union(*(codes_in(words) for words in texts_of(there)))
    assert {"A20", "A21", "A22"} <= cited <= labels
    for name in ("Needs", "Conditions"):
        for row in rows_of(there[name]):
            assert "assumption" in row["Source"] or codes_in(row["Source"]), row


def test_the_minimal_example_is_two_clean_tables() -> None:
    assert openpyxl.load_workbook(INPUTS / "minimal.xlsx").sheetnames == ["Needs", "Budgets"]
    assert optimiser.check(optimiser.load(INPUTS / "minimal.xlsx")) == ()


@pytest.mark.parametrize(("name", "heading"), [
    (sheet.name, column.heading) for sheet in TABLES for column in sheet.columns
    if column.heading in ("Source", "Reason")])
def test_every_row_says_where_it_comes_from(book: Workbook, name: str, heading: str) -> None:
    for row in rows_of(book[name]):
        said = row[heading] or ""
        assert "assumption" in said or codes_in(said), row


@pytest.mark.parametrize("name", ["Recipients", "Activities", "Donors", "Expertise", "Tiers",
                                  "Objectives"])
def test_a_table_without_a_source_column_names_its_sources_above_its_headings(
        book: Workbook, name: str) -> None:
    note = book[name]["A2"].value
    assert "assumption" in note or codes_in(note)


def test_every_offer_of_experts_and_every_figure_of_a_key_has_its_source_as_a_comment(
        book: Workbook) -> None:
    for name, headings in (("Expertise", {"Expert-months"}), ("Donors", {"GDP", "Population"})):
        page = book[name]
        for column in page.iter_cols(min_row=HEADING_ROW):
            if column[0].value in headings:
                for cell in column[1:]:
                    assert cell.value is None or codes_in(cell.comment.text), cell.coordinate


def test_codes_are_cited_where_they_are_listed_and_listed_where_they_are_cited(
        script: ModuleType, book: Workbook) -> None:
    facts = importlib.import_module("optimiser.example.facts")
    dac = {code for code in facts.FACTS if code.startswith("C")}  # cited by the codes themselves
    cited = set().union(*(codes_in(words) for words in texts_of(book)))
    assert cited == (set(facts.FACTS) - dac) | set(facts.ASSUMPTIONS)
    assert {f"C{row['DAC code']}" for row in rows_of(book["Activities"])} == dac
    labels = {str(cell.value).split()[0] for cell in book["About"]["A"] if cell.value}
    assert set(facts.FACTS) | set(facts.ASSUMPTIONS) <= labels


def test_a_budget_that_names_no_assumption_is_a_published_figure(
        script: ModuleType, book: Workbook) -> None:
    facts = importlib.import_module("optimiser.example.facts").FACTS
    published = [row for row in rows_of(book["Budgets"]) if "assumption" not in row["Source"]]
    assert len(published) == 6
    for row in published:
        figures = {(facts[code].figure, facts[code].unit) for code in codes_in(row["Source"])}
        assert (row["Budget"], row["Currency"]) in figures, row


def test_the_needs_of_a_country_add_up_to_its_published_requirement(book: Workbook) -> None:
    needs = rows_of(book["Needs"])
    for country, total in PUBLISHED.items():
        rows = [row for row in needs if row["Recipient"] == country]
        assert {row["Currency"] for row in rows} == {"USD"}
        assert sum(row["Need"] for row in rows) == total


def test_the_published_totals_hold_in_euros_at_the_stated_rate(plan: optimiser.Plan) -> None:
    # Serbia: 46,900,000 / 1.1069 = 42,370,584.52
    need = plan.recipients.set_index("Recipient")["Need"]
    assert need["Serbia"] == pytest.approx(42_370_584.52, abs=0.01)
    for country, total in PUBLISHED.items():
        assert need[country] == pytest.approx(total / USD_FOR_EUR, abs=0.01)


def test_not_every_need_can_be_met_and_every_kind_of_limit_binds_somewhere(
        plan: optimiser.Plan) -> None:
    assert plan.recipients["Unmet"].gt(0).sum() >= 5
    assert plan.allocation["Amount"].sum() < plan.funds["Budget"].sum()
    binding = set(plan.limits.loc[plan.limits["Status"] == "Binding", "Kind"])
    assert {"Need", "Budget", "Capacity", "Experts offered", "Burden sharing", "Pin",
            "Rule"} <= binding


def test_one_wish_has_to_be_broken_and_no_must_is(plan: optimiser.Plan) -> None:
    broken = plan.limits[plan.limits["Status"] == "Broken"]
    assert broken["Name"].tolist() == ["R2 Vulnerable groups (Serbia)"]
    assert broken["Strength"].tolist() == ["should"]


@pytest.mark.parametrize("name", [sheet.name for sheet in TABLES if sheet.name != "Scenarios"])
def test_a_table_prints_on_landscape_pages_one_wide_with_its_headings_repeated(
        book: Workbook, name: str) -> None:
    page = book[name]
    assert page.freeze_panes == f"B{HEADING_ROW + 1}"
    assert page.page_setup.orientation == "landscape"
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.page_setup.fitToWidth in (None, 1)  # absent means one page
    assert page.page_setup.fitToHeight == 0  # as many pages as it takes
    assert page.print_title_rows == f"${HEADING_ROW}:${HEADING_ROW}"
    assert not page.merged_cells.ranges


@pytest.mark.parametrize(("name", "heading", "offered"), [
    ("Needs", "Recipient", "=Recipients!$A$5:$A$13"),
    ("Budgets", "Carry over", '"yes,no"'),
    ("Commitments", "Fund", "=Budgets!$A$5:$A$22"),
    ("Rules", "Strength", '"must,should"'),
])
def test_closed_lists_and_names_are_offered_as_drop_downs(
        book: Workbook, name: str, heading: str, offered: str) -> None:
    page = book[name]
    at = next(cell for cell in page[HEADING_ROW] if cell.value == heading)
    first = f"{at.column_letter}{HEADING_ROW + 1}"
    lists = [rule.formula1 for rule in page.data_validations.dataValidation
             if rule.type == "list" and first in rule.sqref]
    assert [str(source).lstrip("=") for source in lists] == [offered.lstrip("=")]


def test_the_page_on_the_example_says_what_the_plan_says(plan: optimiser.Plan) -> None:
    page = (ROOT / "docs" / "example.md").read_text(encoding="utf-8").replace("\\*", "*")
    for name, coverage in zip(plan.recipients["Recipient"], plan.recipients["Coverage"],
                              strict=True):
        assert f"| {name} | {share(coverage, tenths_shown=True)} |" in page
    millions = {"needs": plan.recipients["Need"].sum() / 1e6,
                "money": plan.funds["Budget"].sum() / 1e6}
    for row, amount in millions.items():
        line = next(line for line in page.splitlines() if line.startswith(f"| {row} |"))
        assert f"EUR {amount:.1f} million" in line
    life_saving = plan.needs[plan.needs["Tier"] == "Life-saving"]
    assert life_saving["Unmet"].max() < 100  # less than one rounding unit
    sent = plan.limits[plan.limits["Kind"] == "Experts offered"].set_index("Name")
    assert sent["Status"].eq("Binding").all()
    price = sent["Shadow price"]
    assert price["Experts Analysts of Hungary"] > price["Experts Police officers of Hungary"]
    used = plan.funds.set_index("Fund")["Used"]
    assert 0.45 < used["EU pre-accession (IPA II), border programme"] < 0.55


def shown_payments(plan: optimiser.Plan) -> tuple[str, str]:
    """Return what a page says of how a plan is carried out."""
    paid = plan.allocation
    grants = paid[["Fund", "Recipient", "Activity"]].drop_duplicates()
    return (f"{len(paid)} payments ({len(grants)} grants), none below EUR "
            f"{paid['Amount'].min():,.0f}, and {len(plan.deployments)} secondments",
            f"{plan.solution.proportional_payments}")


def test_the_page_says_how_many_payments_and_how_many_more_in_proportion(
        plan: optimiser.Plan) -> None:
    page = (ROOT / "docs" / "example.md").read_text(encoding="utf-8")
    said, fair = shown_payments(plan)
    assert said in page
    assert f"which would take {fair} payments" in page


def test_the_example_in_whole_numbers_pays_for_whole_sets_and_cases(plan: optimiser.Plan) -> None:
    """As its page says: whole vehicles but where what is left is met, and no half case."""
    whole = optimiser.optimise(INPUTS / IN_WHOLE)
    page = (ROOT / "docs" / "example.md").read_text(encoding="utf-8")
    said, fair = shown_payments(whole)
    assert said in page
    assert f"the proportional plan would take {fair}" in page
    sets = whole.allocation.query("Output == 'vehicles with a thermal camera'").groupby(
        ["Recipient", "Period"])["Units"].sum()
    assert sets[sets % 1 > 0].to_dict() == {("North Macedonia", "2016-Q1"): 27.6}
    assert f"{int(sets.sum())} sets are bought, and a part of one" in page
    cases = whole.allocation[whole.allocation["Activity"].str.startswith("Investigation")]
    given = cases.groupby(["Recipient", "Period"])["Amount"].sum()
    needed = whole.needs.groupby(["Recipient", "Activity", "Period"])["Need"].sum()
    for (recipient, period), amount in given.items():
        need = needed[recipient, "Investigation of smuggling networks", period]
        assert amount >= min(need, 150_000) - 0.01, (recipient, period)
    less = plan.allocation["Amount"].sum() - whole.allocation["Amount"].sum()
    assert f"That costs EUR {less:,.0f}" in page
    assert all(stage.status.value == "optimal" for stage in whole.stages)
