"""`allocate new`: every sheet and column is there, explained and offered; the example solves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

import optimiser
from optimiser.tables.columns import Column, Kind, Sheet
from optimiser.tables.schema import OBJECTIVES, SETTINGS, SHEETS
from optimiser.template.blank import HOW_TO, OBJECTIVES_EXPLAINED, SETTINGS_EXPLAINED
from optimiser.template.rule_examples import RULE_EXAMPLES
from optimiser.vocabulary import MeasureName

if TYPE_CHECKING:
    from libreoffice import LibreOffice
    from openpyxl.workbook import Workbook
    from running import Command

ROOT = Path(__file__).resolve().parents[2]
HEADING_ROW = 4
COLUMNS = [(sheet, column) for sheet in SHEETS for column in sheet.columns]
NAMED = {"Recipient": "Recipients", "Activity": "Activities", "Donor": "Donors",
         "Fund": "Budgets", "Tier": "Tiers"}


@pytest.fixture(scope="module", params=["blank", "example"])
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    path = tmp_path_factory.mktemp("new") / "inputs.xlsx"
    optimiser.new(path, example=request.param == "example")
    return openpyxl.load_workbook(path)


def offered(book: Workbook, sheet: str, letter: str) -> list[str]:
    return [rule.formula1 for rule in book[sheet].data_validations.dataValidation
            if rule.type == "list" and f"{letter}{HEADING_ROW + 1}" in rule.sqref]


@pytest.mark.parametrize(("sheet", "column"), COLUMNS,
                         ids=lambda part: part.name if isinstance(part, Sheet) else part.heading)
def test_every_column_is_there_explained_and_offered(book: Workbook, sheet: Sheet,
                                                     column: Column) -> None:
    cells = {cell.value: cell for cell in book[sheet.name][HEADING_ROW]}
    cell = cells[column.heading]
    assert column.meaning in cell.comment.text
    assert ("Required." if column.required else f"Blank: {column.blank}.") in cell.comment.text
    lists = offered(book, sheet.name, cell.column_letter)
    if column.kind is Kind.CHOICE:
        assert lists == ['"' + ",".join(column.choices) + '"']
    elif column.kind in (Kind.YES_NO, Kind.CARRY):
        assert lists == ['"yes,no"']
    elif column.heading in NAMED and NAMED[column.heading] != sheet.name:
        assert len(lists) == 1
        assert f"{NAMED[column.heading]}!$A${HEADING_ROW + 1}:" in lists[0]


def test_about_comes_first_and_sheets_in_the_order_of_the_documentation(book: Workbook) -> None:
    assert book.sheetnames == ["About", *(sheet.name for sheet in SHEETS)]


def test_money_and_percentages_are_formatted_where_nothing_is_filled_in(
        tmp_path: Path) -> None:
    optimiser.new(tmp_path / "inputs.xlsx")
    book = openpyxl.load_workbook(tmp_path / "inputs.xlsx")
    for sheet, heading, code in (("Needs", "Need", "#,##0"), ("Recipients", "Minimum coverage",
                                                              "0%")):
        cells = {cell.value: cell.column_letter for cell in book[sheet][HEADING_ROW]}
        style = book[sheet].column_dimensions[cells[heading]]
        assert style.number_format == code


def test_the_blank_workbook_asks_for_the_two_sheets_it_needs_and_nothing_else(
        tmp_path: Path) -> None:
    optimiser.new(tmp_path / "inputs.xlsx")
    found = optimiser.check(optimiser.load(tmp_path / "inputs.xlsx"))
    assert [(f.code, f.place.sheet) for f in found] == [("E133", "Needs"), ("E133", "Budgets")]


def test_a_blank_workbook_with_two_rows_filled_in_solves(tmp_path: Path) -> None:
    path = tmp_path / "inputs.xlsx"
    optimiser.new(path)
    book = openpyxl.load_workbook(path)
    for sheet, cells in (("Needs", {"Recipient": "Serbia", "Activity": "Asylum", "Need": 100}),
                         ("Budgets", {"Fund": "Trust fund", "Donor": "EU", "Budget": 60})):
        columns = {cell.value: cell.column for cell in book[sheet][HEADING_ROW]}
        for heading, value in cells.items():
            book[sheet].cell(HEADING_ROW + 1, columns[heading], value)
    book.save(path)
    plan = optimiser.optimise(path)
    assert plan.warnings == ()
    assert plan.allocation["Amount"].tolist() == [60.0]


def test_the_rules_hold_a_switched_off_example_of_every_measure() -> None:
    shown = [MeasureName.read(str(rule["Measure"])) for rule in RULE_EXAMPLES]
    assert {found[0] for found in shown if found is not None} == set(MeasureName)
    assert None not in shown
    assert {rule["Enabled"] for rule in RULE_EXAMPLES} == {"no"}
    assert all(rule["Reason"] for rule in RULE_EXAMPLES)


NAMED_FIRST = {"share of selection": {"Of donors": "EU"}}
"""What an example asks its reader to fill in, as a blank workbook has no names."""


@pytest.mark.parametrize("rule", RULE_EXAMPLES, ids=lambda rule: str(rule["Rule"]))
def test_an_example_rule_switched_on_is_read_without_an_error(rule: dict[str, object]) -> None:
    book: dict[str, list[dict[str, object]]] = {
        "Needs": [{"Recipient": "Serbia", "Activity": "Asylum", "Need": 5_000_000}],
        "Recipients": [{"Recipient": "Serbia", "Population": 100_000}],
        "Activities": [{"Activity": "Asylum", "Climate": "40%"}],
        "Budgets": [{"Fund": "Trust fund", "Donor": "EU", "Budget": 3_000_000}],
        "Earlier plan": [{"Recipient": "Serbia", "Amount": 1_000_000}],
        "Rules": [{**rule, "Enabled": "yes", "Strength": "should",
                   **NAMED_FIRST.get(str(rule["Measure"]), {})}]}
    assert optimiser.check(optimiser.load(book)) == ()
    limits = optimiser.optimise(book).limits
    assert (limits["Kind"] == "Rule").any()


def test_the_example_filled_in_gives_the_plan_of_the_shipped_one(tmp_path: Path) -> None:
    optimiser.new(tmp_path / "inputs.xlsx", example=True)
    mine = optimiser.optimise(tmp_path / "inputs.xlsx")
    shipped = optimiser.optimise(ROOT / "inputs" / "western_balkans_2016.xlsx")
    assert mine.warnings == ()
    assert mine.allocation.equals(shipped.allocation)


def test_the_command_says_what_it_wrote_and_what_to_do_next(allocate: Command,
                                                            folder: Path) -> None:
    run = allocate("new", folder / "my inputs.xlsx")
    assert run.exit_code == 0
    assert "every sheet, to fill in" in run.stdout
    assert f'allocate check "{folder / "my inputs.xlsx"}"' in run.stdout


def test_work_of_somebody_is_not_overwritten(allocate: Command, folder: Path) -> None:
    path = folder / "inputs.xlsx"
    assert allocate("new", path).exit_code == 0
    book = openpyxl.load_workbook(path)
    book["Needs"]["A5"] = "Serbia"
    book.save(path)
    before = path.read_bytes()
    refused = allocate("new", path)
    assert refused.exit_code == 6
    assert "--force" in refused.printed
    assert path.read_bytes() == before
    assert allocate("new", path, "--force").exit_code == 0
    [backup] = [p for p in folder.iterdir() if p.name != "inputs.xlsx" and p.suffix == ".xlsx"]
    assert backup.read_bytes() == before


def test_another_ending_is_a_wrong_use(allocate: Command, folder: Path) -> None:
    run = allocate("new", folder / "inputs.ods")
    assert run.exit_code == 2
    assert "inputs.xlsx" in run.printed
    assert not (folder / "inputs.ods").exists()


def test_every_setting_and_objective_is_explained_where_people_fill_in(book: Workbook) -> None:
    assert set(SETTINGS_EXPLAINED) == set(SETTINGS)
    assert set(OBJECTIVES_EXPLAINED) == set(OBJECTIVES)


def test_the_blank_workbook_says_how_names_and_periods_are_written(tmp_path: Path) -> None:
    optimiser.new(tmp_path / "inputs.xlsx")
    book = openpyxl.load_workbook(tmp_path / "inputs.xlsx")
    about = {(row[0].value, row[1].value) for row in book["About"].iter_rows(max_col=2)}
    for lines in HOW_TO.values():
        assert set(lines) <= about
    assert '";"' in dict(about)["Several names"]
    notes = {cell.value: cell.comment.text for cell in book["Settings"]["A"] if cell.comment}
    assert "thousands" in notes["Amounts in"]
    heading = {cell.value: cell.comment.text for cell in book["Budgets"][HEADING_ROW]}
    assert 'separated by ";"' in heading["For recipients"]
    assert "Jan 2016" in heading["Period"]


@pytest.mark.slow
def test_drop_downs_offer_in_an_empty_workbook_what_was_typed_elsewhere(
        tmp_path: Path, libreoffice: LibreOffice) -> None:
    """Needs is filled in, Recipients is not: LibreOffice works out what Capacity then offers."""
    path = tmp_path / "inputs.xlsx"
    optimiser.new(path)
    book = openpyxl.load_workbook(path)
    first = HEADING_ROW + 1
    for row, name in enumerate(("Serbia", "Albania"), start=first):
        book["Needs"].cell(row, 1, name)
    lists = offered(book, "Capacity", "A")
    page = book.create_sheet("Offers")
    page["A1"] = f"=ROWS({lists[0]})"
    page["A2"] = f"=INDEX({lists[0]},2)"
    assert len(lists[0]) < 256
    book.save(path)
    [seen] = libreoffice.recalculate([path])
    page = openpyxl.load_workbook(seen, data_only=True)["Offers"]
    assert (page["A1"].value, page["A2"].value) == (2, "Albania")


def test_units_above_headings_name_no_currency(book: Workbook) -> None:
    """The base currency is a setting: whatever it becomes, what stands above headings holds."""
    for name, heading in (("Capacity", "Capacity"), ("Activities", "Unit cost"),
                          ("Pins", "At most")):
        units, headings = book[name].iter_rows(
            min_row=HEADING_ROW - 1, max_row=HEADING_ROW, values_only=True)
        said = str(units[headings.index(heading)])
        assert said.endswith("in base currency"), (name, heading, said)
