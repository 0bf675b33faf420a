"""Reading: tables wherever they stand, every odd cell a finding at its place."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from small_files import (
    BUDGETS,
    NEEDS,
    SOUND,
    Rows,
    errors,
    ods_parts,
    ods_row,
    row_xml,
    rows_xml,
    sheet_xml,
    write_folder,
    write_package,
    write_xlsx,
    xlsx_parts,
)

import optimiser
from optimiser.tables.checks import check_inputs
from optimiser.tables.findings import Finding
from optimiser.tables.reading import read_inputs
from optimiser.tables.table import Inputs

Book = dict[str, list[dict[str, object]]]


def book(**needs: object) -> Book:
    """Return tables in memory whose one need has these cells besides the usual ones."""
    return {
        "Needs": [{"Recipient": "Serbia", "Activity": "Reception", "Need": 1000} | needs],
        "Budgets": [{"Fund": "Czech Aid", "Donor": "Czechia", "Budget": 800}],
    }


def with_table(name: str, *rows: dict[str, object]) -> Book:
    """Return the tables with one more."""
    return {**book(), name: list(rows)}


def finding(inputs: Inputs, code: str) -> Finding:
    """Return the one finding of a code."""
    found = [f for f in inputs.findings if f.code == code]
    assert len(found) == 1, inputs.findings
    return found[0]


# Where a table stands.

def test_headings_are_the_first_row_that_holds_all_required_columns(tmp_path: Path) -> None:
    rows: Rows = (("Needs of 2016",), (), ("Recipient", "Need", "in EUR"), (),
                  ("", "need ", "RECIPIENT", "Remark", " activity"), (),
                  ("", 5.0, "Serbia", "", "Reception"), (), ("", "", "", "a note"),
                  ("", 7.0, "Albania", "sic", "Reception"))
    inputs = read_inputs(write_xlsx(tmp_path / "inputs.xlsx", {"Needs": rows, "Budgets": BUDGETS}))
    needs = inputs.table("Needs")
    assert needs.text("Recipient").tolist() == ["Serbia", "Albania"]
    assert needs.rows.tolist() == [7, 10]
    assert str(needs.place(1, "Need")) == "inputs.xlsx!Needs!B10"
    assert [f.code for f in inputs.findings] == ["W102"]
    assert "Remark" in finding(inputs, "W102").message


def test_a_footnote_in_a_column_of_the_table_is_no_blank_row() -> None:
    inputs = read_inputs(book() | {"Needs": [
        *book()["Needs"], {"Recipient": "Source: survey of 2015"}]})
    assert errors(inputs) == [("E115", "Needs!B3"), ("E115", "Needs!C3")]


def test_a_missing_column_is_told_with_what_the_row_holds(tmp_path: Path) -> None:
    rows: Rows = (("Needs",), ("Recipient", "Activty", "Need (EUR)"), ("Serbia", "Reception", 5))
    inputs = read_inputs(write_xlsx(tmp_path / "inputs.xlsx", {"Needs": rows, "Budgets": BUDGETS}))
    assert errors(inputs) == [("E112", "Needs!B2"), ("E112", "Needs!C2")]
    assert 'Did you mean it by "Need (EUR)"?' in inputs.findings[1].message
    assert "Recipient" in inputs.findings[0].message


def test_a_sheet_without_any_heading_is_one_finding(tmp_path: Path) -> None:
    sheets = {"Needs": (("Serbia", 5), ("Albania", 7)), "Budgets": BUDGETS}
    inputs = read_inputs(write_xlsx(tmp_path / "inputs.xlsx", sheets))
    assert errors(inputs) == [("E112", "Needs")]


def test_two_columns_of_one_heading_are_a_finding_that_names_both(tmp_path: Path) -> None:
    sheets = {"Needs": (("Recipient", "Activity", "Need", "NEED"), ("a", "b", 1, 2)),
              "Budgets": BUDGETS}
    inputs = read_inputs(write_xlsx(tmp_path / "inputs.xlsx", sheets))
    assert errors(inputs) == [("E113", "Needs!D1")]
    assert "C1" in inputs.findings[0].message


def test_an_unknown_heading_near_a_known_one_brings_a_suggestion() -> None:
    inputs = read_inputs(book(Curency="EUR", Remark="sic"))
    assert "Did you mean Currency?" in finding(inputs, "W101").message
    assert finding(inputs, "W102").value == "Remark"


def test_unknown_sheets_are_listed_once_and_a_near_name_is_asked_about() -> None:
    more = {"Minutes": [{"a": 1}], "Sheet2": [], "Capacities": [{"b": 2}], "About": [{"c": 3}]}
    inputs = read_inputs({**book(), **more})
    assert finding(inputs, "W103").value == "Minutes, Sheet2"
    assert "Did you mean Capacity?" in finding(inputs, "W107").message


def test_an_optional_sheet_that_is_blank_is_no_table(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "inputs.xlsx", {**SOUND, "Tiers": ((), ("", "  "))})
    inputs = read_inputs(path)
    assert (inputs.findings, "Tiers" in inputs.tables) == ((), False)


# Single cells.

@pytest.mark.parametrize(("cell", "code"), [
    ("1,000", "E104"), ("", "E115"), (None, "E115"), (" \u00a0", "E115"), ("about 5", "E118"),
    (-5, "E119"), ("-5", "E119"), (True, "E121"), (dt.date(2016, 1, 4), "E122"),
    (dt.time(12), "E122"), ("EUR 5", "E123"), ("nan", "E130"), ("1e999", "E130"),
    (float("inf"), "E130"), (10**400, "E130"),
])
def test_what_is_no_amount_is_a_finding_and_blank_in_the_table(cell: object, code: str) -> None:
    inputs = read_inputs(book(Need=cell))
    assert errors(inputs) == [(code, "Needs!C2")]
    assert np.isnan(inputs.table("Needs").number("Need")).tolist() == [True]


@pytest.mark.parametrize(("cell", "value"), [
    (0, 0.0), (12.345678901234567, 12.345678901234567), ("1 234,50", 1234.5), ("12,5", 12.5),
    (np.int64(7), 7.0), (np.float32(0.5), 0.5), (1e12 + 0.01, 1e12 + 0.01),
])
def test_an_amount_is_read_exactly(cell: object, value: float) -> None:
    inputs = read_inputs(book(Need=cell))
    assert inputs.findings == ()
    assert inputs.table("Needs").number("Need").tolist() == [value]


def test_a_text_with_two_readings_offers_both_in_a_form_that_is_read() -> None:
    """DESIGN 3.2 gives this finding word for word."""
    inputs = read_inputs(book(Need="1,000"))
    assert str(inputs.findings[0]) == (
        'E104 inputs!Needs!C2: "1,000" can be read as 1000 or as 1. Write 1000 or 1.0.')


@pytest.mark.parametrize(("cell", "code"), [
    (45, "E120"), (1.5, "E120"), ("45", "E120"), (-0.1, "E119"), ("12,500%", "E104"),
    (False, "E121"),
])
def test_what_is_no_share_is_a_finding(cell: object, code: str) -> None:
    inputs = read_inputs(with_table("Recipients", {"Recipient": "a", "Minimum coverage": cell}))
    assert errors(inputs) == [(code, "Recipients!B2")]


def test_a_bare_number_in_a_percentage_column_offers_both_ways_to_write_it() -> None:
    inputs = read_inputs(with_table("Recipients", {"Recipient": "a", "Minimum coverage": 45}))
    assert "45% or 0.45" in inputs.findings[0].remedy


@pytest.mark.parametrize(("cell", "value"), [
    (0.45, 0.45), ("45%", 0.45), ("12,5 %", 0.125), (1, 1.0), ("150%", 1.5), (None, None),
])
def test_a_share_is_a_fraction_a_percentage_or_blank(cell: object, value: float | None) -> None:
    inputs = read_inputs(with_table("Recipients", {"Recipient": "a", "Co-financing": cell}))
    assert inputs.findings == ()
    read = inputs.table("Recipients").number("Co-financing")[0]
    assert read == value if value is not None else np.isnan(read)


@pytest.mark.parametrize(("cell", "period"), [
    (2016, "2016"), (2016.0, "2016"), ("2016", "2016"), ("2016-q1", "2016-q1"),
    ("2016-01", "2016-01"), ("", ""), ("Winter  round", "Winter round"),
    (dt.datetime(2016, 1, 1), "2016-01"), (dt.date(2016, 12, 31), "2016-12"),
])
def test_a_period_is_any_label_as_it_is_written_and_a_date_is_its_month(cell: object, period: str) -> None:
    inputs = read_inputs(book(Period=cell))
    assert inputs.findings == ()
    assert inputs.table("Needs").text("Period").tolist() == [period]


@pytest.mark.parametrize(("cell", "code", "remedy"), [
    (dt.time(1, 30), "E126", "2016-Q1"), ("2016-13", "E126", "2016-01"),
    ("2016-Q5", "E126", ""), (2016.5, "E126", ""), ("first half", "E126", "Periods"),
    ("first Q1 of 2016", "E126", "2016-Q1"), ("2016/18", "E126", ""), ("H3 2016", "E126", ""),
])
def test_what_is_no_period_is_a_finding(cell: object, code: str, remedy: str) -> None:
    inputs = read_inputs(book(Period=cell))
    [finding] = check_inputs(inputs)
    assert (finding.code, finding.place.sheet, finding.place.cell) == (code, "Needs", "D2")
    assert remedy in finding.remedy


@pytest.mark.parametrize(("cell", "value"), [
    ("yes", 1), ("NO", 0), (True, 1), (False, 0), ("true", 1), ("FALSE", 0), (1, 1), (0.0, 0),
    (None, np.nan),
])
def test_yes_and_no_may_be_written_as_truth_values(cell: object, value: float) -> None:
    tables = book() | {"Activities": [{"Activity": "border", "Whole units": cell}]}
    inputs = read_inputs(tables)
    assert inputs.findings == ()
    assert inputs.table("Activities").values["Whole units"].tolist() == pytest.approx(
        [value], nan_ok=True)


@pytest.mark.parametrize("cell", ["ano", "ja", "maybe", 2, 0.5])
def test_other_words_than_yes_and_no_are_findings(cell: object) -> None:
    tables = book() | {"Activities": [{"Activity": "border", "Whole units": cell}]}
    assert errors(read_inputs(tables)) == [("E125", "Activities!B2")]


@pytest.mark.parametrize(("cell", "name"), [
    ("NA", "NA"), ("None", "None"), ("nan", "nan"), ("1E5", "1E5"), (True, "TRUE"), (2016.0, "2016"),
    ("  North\u00a0 Macedonia ", "North Macedonia"), ("=1+1", "=1+1"), (0, "0"),
])
def test_names_are_text_whatever_they_look_like(cell: object, name: str) -> None:
    inputs = read_inputs(book(Recipient=cell))
    assert inputs.findings == ()
    assert inputs.table("Needs").text("Recipient").tolist() == [name]


def test_true_and_one_are_two_names_in_one_column() -> None:
    """Python holds True, 1 and 1.0 for equal."""
    row = book()["Needs"][0]
    inputs = read_inputs(book() | {"Needs": [row | {"Recipient": name} for name in (True, 1)]})
    assert inputs.table("Needs").text("Recipient").tolist() == ["TRUE", "1"]


def test_a_word_of_a_list_matches_without_case_and_brings_a_suggestion_else() -> None:
    inputs = read_inputs(with_table(
        "Burden sharing", {"Group": "V4", "Key": "equal", "Strength": " Must "},
        {"Group": "EU", "Key": "equal", "Strength": "shuold"}))
    assert inputs.table("Burden sharing").text("Strength").tolist() == ["must", "must"]
    assert errors(inputs) == [("E124", "Burden sharing!C3")]
    assert "Did you mean should?" in inputs.findings[0].message


@pytest.mark.parametrize(("cell", "day"), [
    (dt.datetime(2016, 6, 30), "2016-06-30"), (dt.date(2016, 6, 30), "2016-06-30"),
    ("2016-06-30", "2016-06-30"),
])
def test_a_day_is_a_date_or_its_iso_text(cell: object, day: str) -> None:
    inputs = read_inputs(with_table("Rules", rule({"Valid until": cell})))
    assert inputs.findings == ()
    assert inputs.table("Rules").text("Valid until").tolist() == [day]


@pytest.mark.parametrize("cell", ["soon", "30.6.2016", 42551, "2016-02-30"])
def test_what_is_no_day_is_a_finding(cell: object) -> None:
    inputs = read_inputs(with_table("Rules", rule({"Valid until": cell})))
    assert [code for code, _ in errors(inputs)] == ["E129"]


def rule(more: dict[str, object]) -> dict[str, object]:
    return {"Rule": "R1", "Measure": "amount", "Relation": "<=", "Value": 5} | more


@pytest.mark.parametrize(("cell", "value", "percent"), [
    ("45%", 0.45, True), (0.45, 0.45, False), ("1 000", 1000.0, False), (-5, -5.0, False),
])
def test_a_quantity_remembers_whether_it_was_a_percentage(
        cell: object, value: float, percent: bool) -> None:
    inputs = read_inputs(with_table("Rules", rule({"Value": cell})))
    rules = inputs.table("Rules")
    assert (rules.number("Value")[0], rules.percent["Value"][0]) == (value, percent)


@pytest.mark.parametrize(("cell", "code"), [(0, "E131"), (1.5, "E131"), (-1, "E119"), ("1,5", "E131")])
def test_an_order_is_a_whole_number_from_1(cell: object, code: str) -> None:
    inputs = read_inputs(with_table("Objectives", {"Order": cell, "Objective": "meet needs"}))
    assert errors(inputs) == [(code, "Objectives!A2")]


# Rows.

def test_rows_about_the_same_thing_are_findings_that_name_both_cells() -> None:
    row = book()["Needs"][0]
    same = row | {"Recipient": " SERBIA", "Activity": "reception\u00a0"}
    other = row | {"Activity": "Borders"}
    inputs = read_inputs(book() | {"Needs": [row, other, same]})
    assert errors(inputs) == [("E128", "Needs!A4")]
    assert "A2" in inputs.findings[0].message


def test_rows_that_a_misnamed_heading_may_tell_apart_are_mended_by_renaming_it() -> None:
    rows = [{"Recipient": "A", "Activity": "x", "Quarter": period, "Need": 1}
            for period in ("2026-Q1", "2026-Q2")]
    found = [one for one in optimiser.check({"Needs": rows, "Budgets": [
        {"Fund": "F", "Donor": "D", "Budget": 1}]}) if one.code == "E128"]
    assert [one.remedy for one in found] == [
        "First rename the heading in C1 to Period if it is meant: the rows may differ there."]


def test_rows_that_lack_a_required_name_are_blank_not_alike() -> None:
    rows: list[dict[str, object]] = [
        {"Recipient": None, "Activity": "Reception", "Need": need} for need in (1, 2)]
    assert errors(read_inputs(book() | {"Needs": rows})) == [
        ("E115", "Needs!A2"), ("E115", "Needs!A3")]


# Cells that calamine does not show as they are.

@pytest.mark.parametrize(("cell", "code", "value"), [
    ('<c r="C2" t="e"><v>#REF!</v></c>', "E116", "#REF!"),
    ("<c r='C2' t='e'><v>#N/A</v></c>", "E116", "#N/A"),
    ('<c t="e" r="C2"><f>1/0</f><v>#DIV/0!</v></c>', "E116", "#DIV/0!"),
    ('<c r="C2"><f>500+500</f></c>', "E117", ""),
    ('<c r="C2"><f>500+500</f><v></v></c>', "E117", ""),
    ('<c r="C2"><f>500+500</f><v/></c>', "E117", ""),
    ('<c r="C2"><f t="shared" si="0"/></c>', "E117", ""),
    ('<c r="C2" t="str"><f>IF(1,"","")</f><v></v></c>', "E115", ""),
])
def test_errors_and_lost_results_are_findings_at_their_cell(
        tmp_path: Path, cell: str, code: str, value: str) -> None:
    needs = sheet_xml(row_xml(1, *NEEDS[0]), row_xml(2, "Serbia", "Reception", cell))
    inputs = read_inputs(write_package(tmp_path / "inputs.xlsx", xlsx_parts(needs)))
    assert errors(inputs) == [(code, "Needs!C2")]
    assert inputs.findings[0].value == value


def test_a_formula_with_its_result_is_its_result(tmp_path: Path) -> None:
    cell = '<c r="C2"><f>500+500</f><v>1000</v></c>'
    needs = sheet_xml(row_xml(1, *NEEDS[0]), row_xml(2, "Serbia", "Reception", cell))
    inputs = read_inputs(write_package(tmp_path / "inputs.xlsx", xlsx_parts(needs)))
    assert inputs.findings == ()
    assert inputs.table("Needs").number("Need").tolist() == [1000]


def test_a_row_of_nothing_but_an_error_is_not_blank(tmp_path: Path) -> None:
    """calamine leaves the row out: its only cell is "" to it."""
    needs = sheet_xml(*rows_xml(NEEDS), row_xml(5, "", "", '<c r="C5" t="e"><v>#N/A</v></c>'))
    inputs = read_inputs(write_package(tmp_path / "inputs.xlsx", xlsx_parts(needs)))
    assert ("E116", "Needs!C5") in errors(inputs)


def test_an_error_beside_the_table_is_nobodys(tmp_path: Path) -> None:
    cell = '<c r="E2" t="e"><v>#N/A</v></c>'
    needs = sheet_xml(row_xml(1, *NEEDS[0]), row_xml(2, *NEEDS[1], "", cell))
    inputs = read_inputs(write_package(tmp_path / "inputs.xlsx", xlsx_parts(needs)))
    assert inputs.findings == ()


_FORMULA = '<table:table-cell table:formula="of:=[.A1]"'
ODS_CELLS = [
    (f'{_FORMULA} office:value-type="string" office:string-value="" '
     'calcext:value-type="error"><text:p>#REF!</text:p></table:table-cell>', "E116", "#REF!"),
    (f'{_FORMULA} office:value-type="float" office:value="0"><text:p>Err:502</text:p>'
     "</table:table-cell>", "E116", "Err:502"),
    (f"{_FORMULA}/>", "E117", ""),
    (f"{_FORMULA}><text:p/></table:table-cell>", "E115", ""),
]


@pytest.mark.parametrize(("cell", "code", "value"), ODS_CELLS)
def test_errors_and_lost_results_of_ods_are_findings_at_their_cell(
        tmp_path: Path, cell: str, code: str, value: str) -> None:
    rows = [ods_row(*NEEDS[0]), '<table:table-row table:number-rows-repeated="2"/>',
            ods_row("Serbia", "Reception", cell)]
    inputs = read_inputs(write_package(tmp_path / "inputs.ods", ods_parts(*rows)))
    assert errors(inputs) == [(code, "Needs!C4")]
    assert inputs.findings[0].value == value


def test_cells_of_ods_mean_what_they_do_in_xlsx(tmp_path: Path) -> None:
    """A money cell, a percentage, a note on a cell, repeated cells."""
    noted = ('<table:table-cell office:value-type="string"><office:annotation><text:p>a note'
             "</text:p></office:annotation><text:p>Serbia</text:p></table:table-cell>")
    money = ('<table:table-cell office:value-type="currency" office:currency="EUR" '
             'office:value="1000"><text:p>1 000,00 EUR</text:p></table:table-cell>')
    share = ('<table:table-cell office:value-type="percentage" office:value="0.1">'
             "<text:p>10%</text:p></table:table-cell>")
    blanks = '<table:table-cell table:number-columns-repeated="2"/>'
    rows = [ods_row(*NEEDS[0], "Period", "Tier", "Uncertainty"),
            ods_row(noted, "Reception", money, blanks, share)]
    inputs = read_inputs(write_package(tmp_path / "inputs.ods", ods_parts(*rows)))
    needs = inputs.table("Needs")
    assert inputs.findings == ()
    assert needs.text("Recipient").tolist() == ["Serbia"]
    assert (needs.number("Need")[0], needs.number("Uncertainty")[0]) == (1000, 0.1)


# Hidden sheets and rows.

def test_hidden_rows_are_read_and_reported_by_their_numbers(tmp_path: Path) -> None:
    rows = [row_xml(1, *NEEDS[0])] + [
        row_xml(n, f"R{n}", "Reception", 5, attributes=' hidden="1"' if n in (3, 4, 6) else "")
        for n in range(2, 7)]
    rows.append('<row r="9" hidden="1"><c r="A9" s="0"/></row>')
    inputs = read_inputs(write_package(tmp_path / "inputs.xlsx", xlsx_parts(sheet_xml(*rows))))
    assert len(inputs.table("Needs")) == 5
    hidden = finding(inputs, "W105")
    assert hidden.place.cell == "3:4"
    assert "3:4, 6 (3 rows)" in hidden.message


def test_hidden_rows_and_sheets_of_ods_are_reported(tmp_path: Path) -> None:
    styles = ('<style:style style:name="ta1" style:family="table">'
              '<style:table-properties table:display="false"/></style:style>')
    rows = [ods_row(*NEEDS[0]), ods_row(*NEEDS[1], attributes=' table:visibility="filter"')]
    inputs = read_inputs(write_package(tmp_path / "inputs.ods", ods_parts(*rows, styles=styles)))
    assert len(inputs.table("Needs")) == 1
    assert [f.code for f in inputs.findings] == ["W104", "W105"]


def test_a_hidden_sheet_without_rows_is_not_worth_a_word(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "inputs.xlsx", {**SOUND, "Tiers": ()})
    workbook = openpyxl.load_workbook(path)
    workbook["Tiers"].sheet_state = "hidden"
    workbook.save(path)
    assert read_inputs(path).findings == ()


# Folders of .csv files.

CSV = {"Needs": "Recipient,Activity,Need\nSerbia,Reception,1000\n",
       "Budgets": "Fund,Donor,Budget\nCzech Aid,Czechia,800\n"}


@pytest.mark.parametrize(("text", "encoding"), [
    ("Recipient,Activity,Need\nSerbia,Reception,1234.5\n", "utf-8-sig"),
    ("Recipient;Activity;Need\r\nSerbia;Reception;1234,5\r\n", "utf-8"),
    ("Recipient\tActivity\tNeed\nSerbia\tReception\t1234,5\n", "utf-8"),
    ('Needs, all of them, in EUR,,,\n"Recipient";"Activity";"Need"\nSerbia;Reception;"1 234,5"',
     "utf-8"),
])
def test_csv_is_split_at_the_mark_that_its_headings_use(
        tmp_path: Path, text: str, encoding: str) -> None:
    write_folder(tmp_path, CSV)
    (tmp_path / "Needs.csv").write_bytes(text.encode(encoding))
    inputs = read_inputs(tmp_path)
    assert inputs.findings == ()
    assert inputs.table("Needs").number("Need").tolist() == [1234.5]


def test_a_line_break_in_a_csv_cell_does_not_shift_the_rows_below(tmp_path: Path) -> None:
    write_folder(tmp_path, CSV | {
        "needs": 'Recipient,Activity,Need,Source\nSerbia,Reception,5,"a\nb\u2028c"\nAlbania,,7,\n'})
    (tmp_path / "Needs.csv").unlink()
    inputs = read_inputs(tmp_path)
    assert errors(inputs) == [("E115", "needs!B3")]


def test_short_rows_of_csv_end_in_blanks(tmp_path: Path) -> None:
    text = "Recipient,Activity,Need,Period,Source\nSerbia,Reception,5\n"
    inputs = read_inputs(write_folder(tmp_path, CSV | {"Needs": text}))
    assert inputs.findings == ()


def test_a_csv_row_that_a_comma_split_is_found_at_the_cell_too_many(tmp_path: Path) -> None:
    """1234,5 between commas becomes two cells, and all that follows shifts."""
    text = "Recipient,Activity,Need,Source\nSerbia,Reception,1234,5,survey\nAlbania,x,7,y,\n"
    inputs = read_inputs(write_folder(tmp_path, CSV | {"Needs": text}))
    assert errors(inputs) == [("E135", "Needs!E2")]


def test_a_quotation_mark_that_is_not_closed_swallows_no_rows(tmp_path: Path) -> None:
    text = 'Recipient,Activity,Need\nSerbia,"Reception,5\nAlbania,Reception,7\n'
    inputs = read_inputs(write_folder(tmp_path, CSV | {"Needs": text}))
    assert errors(inputs) == [("E134", "Needs")]


def test_a_csv_file_that_is_not_utf_8_does_not_hide_faults_of_the_others(tmp_path: Path) -> None:
    write_folder(tmp_path, CSV | {"Budgets": "Fund,Donor,Budget\na,b,-5\n"})
    (tmp_path / "Needs.csv").write_bytes("Recipient,Activity,Need\nČesko,x,5\n".encode("cp1250"))
    inputs = read_inputs(tmp_path)
    assert set(errors(inputs)) == {("E110", "Needs"), ("E119", "Budgets!C2")}


# Tables in memory.

def test_a_dataframe_is_a_table_and_nan_is_blank() -> None:
    frame = pd.DataFrame({"Recipient": ["NA", "Serbia"], "Activity": ["a", "b"],
                          "Need": [1.5, np.nan], "Period": [pd.NA, "2016"],
                          "Weight": pd.array([2, None], dtype="Int64")})
    inputs = read_inputs({"Needs": frame, "Budgets": pd.DataFrame(book()["Budgets"])})
    assert errors(inputs) == [("E115", "Needs!C3")]
    assert inputs.table("Needs").text("Recipient").tolist() == ["NA", "Serbia"]
    assert inputs.table("Needs").number("Weight").tolist() == [2, 1]


def test_row_i_in_memory_is_spreadsheet_row_i_plus_2() -> None:
    inputs = read_inputs(book(Weight="x"))
    assert str(inputs.findings[0].place) == "inputs!Needs!D2"


def test_the_digest_of_tables_in_memory_is_that_of_their_content() -> None:
    assert read_inputs(book()).sha256 == optimiser.load(book()).sha256
    assert read_inputs(book()).sha256 != read_inputs(book(Need=1001)).sha256


# Figures of donors that a key may name.

def test_numeric_columns_of_donors_are_kept_and_others_ignored() -> None:
    inputs = read_inputs(with_table(
        "Donors", {"Donor": "Czechia", "GNI": 160, "Phone": "n/a", "Since": 1993},
        {"Donor": "Poland", "GNI": None, "Phone": "22", "Since": "1993"}))
    donors = inputs.table("Donors")
    assert donors.numbers["GNI"].tolist() == pytest.approx([160, np.nan], nan_ok=True)
    assert donors.numbers["Since"].tolist() == [1993, 1993]
    assert finding(inputs, "W102").value == "Phone"


def test_a_figure_of_donors_that_a_key_names_must_be_readable() -> None:
    """A column that no key names may hold what it likes."""
    donors: list[dict[str, object]] = [
        {"Donor": "Czechia", "Group": "V4", "GNI": "1,600", "Staff": "1,600"},
        {"Donor": "Poland", "Group": "V4", "GNI": 430, "Staff": 5}]
    tables = {**book(), "Donors": donors}
    assert errors(read_inputs(tables)) == []
    assert finding(read_inputs(tables), "W102").value == "GNI, Staff"
    tables["Burden sharing"] = [{"Group": "V4", "Key": "GNI"}]
    found = {(f.code, f.place.cell) for f in optimiser.check(read_inputs(tables))}
    assert ("E104", "C2") in found
    assert ("E104", "D2") not in found


def test_a_row_of_donors_with_only_a_figure_lacks_its_donor() -> None:
    tables = with_table("Donors", {"Donor": "Czechia", "GNI": 160}, {"GNI": 430})
    assert errors(read_inputs(tables)) == [("E115", "Donors!A3")]


def test_a_text_with_two_readings_offers_no_text_that_has_two_again() -> None:
    """The text 1.234 would be refused as 1,234 was."""
    remedy = read_inputs(book(Need="1,234")).findings[0].remedy
    assert remedy == "Write 1234 or 1.2340."
    for text in ("1234", "1.2340"):
        assert read_inputs(book(Need=text)).findings == ()


def test_what_is_no_table_in_memory_is_a_fault_of_the_caller() -> None:
    with pytest.raises(TypeError, match="Needs must be a list of mappings"):
        read_inputs({"Needs": "Serbia"})


def test_a_clean_workbook_is_read_without_pandas_and_openpyxl(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "inputs.xlsx", SOUND)
    script = (
        "import sys; from optimiser.tables.reading import read_inputs\n"
        f"assert not read_inputs({str(path)!r}).findings\n"
        "assert not {'pandas', 'openpyxl', 'highspy'} & set(sys.modules)")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True,
                          check=False)
    assert (done.returncode, done.stderr) == (0, "")
