"""The remedy of each kind of finding, followed: what is changed in a faulty workbook.

A remedy is cells by place (`Needs!F5`), or a function that makes the mended workbook of the
faulty one. `by` names the faulty workbook that it starts from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook

from faulty import base_book

Change = Callable[[Workbook], None]


@dataclass(frozen=True, slots=True)
class Remedy:
    """What follows a remedy: the faulty workbook, and the function that mends it."""

    code: str
    by: str
    mend: Callable[[Path, Path], Path]


REMEDIES: dict[str, Remedy] = {}


def _cells(code: str, by: str, cells: Mapping[str, object], *changes: Change) -> None:
    """Register a remedy that writes cells, and changes more of the workbook where it must."""

    def mend(faulty: Path, folder: Path) -> Path:
        workbook = openpyxl.load_workbook(faulty)
        for place, value in cells.items():
            sheet, _, cell = place.partition("!")
            workbook[sheet][cell].value = value
            if not hasattr(value, "year"):
                workbook[sheet][cell].number_format = "General"
        for change in changes:
            change(workbook)
        path = folder / faulty.name
        workbook.save(path)
        return path

    REMEDIES[code] = Remedy(code, by, mend)


def _anew(code: str, by: str, name: str = "inputs.xlsx") -> None:
    """Register a remedy that makes or names another file: saved anew, complete, in reach."""
    REMEDIES[code] = Remedy(code, by, lambda _, folder: base_book().write(folder / name))


def _without_row(sheet: str, row: int) -> Change:
    return lambda workbook: workbook[sheet].delete_rows(row)


def _row(sheet: str, row: int, *values: object) -> Change:
    """Return the change that fills a row in from column B on."""
    def change(workbook: Workbook) -> None:
        for column, value in enumerate(values, start=2):
            workbook[sheet].cell(row, column).value = value
    return change


def _titled(old: str, new: str) -> Change:
    def change(workbook: Workbook) -> None:
        workbook[old].title = new
    return change


def _gone(sheet: str) -> Change:
    return lambda workbook: workbook.remove(workbook[sheet])


def _shown(workbook: Workbook) -> None:
    for sheet in workbook.worksheets:
        sheet.sheet_state = "visible"
        for row in list(sheet.row_dimensions.values()):
            row.hidden = False


def _first_needs(workbook: Workbook) -> None:
    """Keep one of two sheets of needs."""
    extra = [s for s in workbook.worksheets if s.title.strip().casefold() == "needs"][1:]
    for sheet in extra:
        workbook.remove(sheet)


# Files: saved anew, complete, or another one named.
_anew("E101", "no_such_file")
_anew("E102", "empty_file")
_anew("E103", "encrypted_workbook")
_anew("E105", "old_xls_file")
_anew("E106", "zip_bomb")
_anew("E107", "workbook_with_macros")
_anew("E108", "one_cell_at_cv1000000")
_anew("E109", "folder_without_tables", "inputs")
_anew("E110", "csv_that_is_not_utf_8", "inputs")
_anew("E111", "missing_needs_sheet")
_anew("E151", "single_csv_file", "inputs")
_anew("E152", "lock_file_of_excel")
_anew("E134", "csv_with_an_open_quotation_mark", "inputs")
_anew("E135", "csv_whose_cell_a_comma_split", "inputs")
_anew("E117", "formula_without_a_stored_value")
_anew("W106", "link_to_another_file_is_reported")
_anew("W151", "open_in_excel_is_reported")

# Sheets, headings and rows.
_cells("E112", "missing_need_column", {"Needs!F3": "Need", **{
    f"Needs!F{row}": value for row, value in enumerate((1000, 2000, 800, 1200, 13500), start=4)}})
_cells("E113", "duplicate_heading", {"Needs!L3": "Former figure"})
_cells("E114", "two_needs_sheets", {}, _first_needs)
_cells("E115", "blank_required_need", {"Needs!F6": 800})
_cells("E133", "headings_without_rows", {}, _row(
    "Needs", 4, "Serbia", "Reception", "2016-Q1", "vital", 5000, "EUR"), _row(
    "Needs", 5, "Albania", "Reception", "2016-Q2", "vital", 5000, "EUR"))
_cells("W101", "near_heading_brings_a_suggestion", {"Needs!K3": "Source"})
_cells("W102", "extra_column_is_listed_as_ignored", {"Needs!M3": None, "Needs!M4": None})
_cells("W103", "extra_sheet_is_listed_as_ignored", {}, _gone("Minutes"))
_cells("W104", "hidden_sheet_is_read_and_reported", {}, _shown)
_cells("W105", "hidden_row_is_read_and_reported", {}, _shown)
_cells("W107", "misspelt_budgets_sheet", {}, _titled("Budgts", "Budgets"))

# Single cells.
_cells("E104", "text_with_two_readings", {"Needs!F5": 1000})
_cells("E116", "reference_error_in_a_need", {"Needs!F4": 1000})
_cells("E118", "word_in_money", {"Needs!F4": 1234.5})
_cells("E119", "negative_budget", {"Budgets!E5": 1500})
_cells("E120", "bare_45_in_a_percentage_column", {"Recipients!F4": "45%"})
_cells("E121", "truth_value_in_money", {"Needs!F4": 1000})
_cells("E122", "date_in_money", {"Budgets!E4": 27000})
_cells("E123", "currency_sign_in_money", {"Needs!F4": 1000, "Needs!G4": "EUR"})
_cells("E124", "unknown_measure", {"Rules!I4": "share of total"})
_cells("E125", "maybe_in_a_yes_or_no_column", {"Budgets!I6": "yes"})
_cells("E126", "period_in_words", {"Needs!D4": "2016-Q1"})
_cells("E129", "last_day_that_is_no_date", {"Rules!P4": "2099-06-30"})
_cells("E130", "nan_text_in_money", {"Needs!F4": 1000})
_cells("E131", "order_that_is_no_whole_number", {"Objectives!B4": 1})
_cells("E132", "unknown_value_of_a_setting", {"Settings!C5": "units"})
_cells("E153", "code_that_became_a_date", {"Budgets!B4": "Czech Aid"})

# Names and periods.
_cells("E201", "misspelt_recipient_in_commitments", {"Commitments!C4": "Serbia"})
_cells("E202", "selector_that_is_recipient_and_region", {
    "Recipients!D4": "Balkans", "Recipients!D5": "Balkans", "Recipients!D6": "Balkans",
    "Budgets!G5": "Balkans"})
_cells("E203", "selector_that_leaves_nobody", {"Budgets!G5": None})
_cells("E204", "period_missing_on_some_needs", {"Needs!D6": "2016-Q1"})
_cells("E127", "needs_in_a_year_and_in_its_quarters", {"Needs!D6": "2016-Q1"})
_cells("E205", "periods_in_budgets_but_not_in_needs", {
    "Needs!D4": "2016-Q1", "Needs!D5": "2016-Q1", "Needs!D6": "2016-Q1", "Needs!D7": "2016-Q2",
    "Needs!D8": "2016-Q2"})
_cells("E208", "fund_with_and_without_periods", {"Budgets!D7": "2016-Q2"})
_cells("E216", "duplicate_budget_in_another_spelling", {}, _without_row("Budgets", 9))
_cells("E206", "month_among_quarters", {"Capacity!D5": "2016-Q2"})
_cells("E207", "period_missing_on_a_commitment", {"Commitments!E4": "2016-Q1"})
_cells("E209", "fund_with_mixed_carry_over", {"Budgets!I6": "yes", "Budgets!I7": "yes"})
_cells("E210", "unknown_tier", {"Needs!E4": "vital"})
_cells("E211", "tiers_whose_weights_rise", {"Tiers!C5": 1})
_cells("E212", "currency_without_a_rate", {"Needs!F8": 155_000}, _row(
    "Exchange rates", 5, "HUF", 310))
_cells("E213", "exchange_rate_of_zero", {"Exchange rates!C4": 27})
_cells("E214", "base_currency_at_a_rate_of_its_own", {"Exchange rates!C4": 1}, _row(
    "Exchange rates", 5, "CZK", 27))
_cells("E215", "fund_of_two_donors", {"Budgets!C7": "European Union"})
_cells("E231", "misspelt_recipient_in_needs", {"Needs!B8": "Albania"})
_cells("E232", "expertise_in_cyrillic_letters", {"Activities!E5": "asylum officers"})
_cells("E241", "iso_code_that_is_none", {"Recipients!C4": "RS"})
_cells("E242", "currency_in_words", {"Budgets!F5": "EUR"})
_cells("E243", "purpose_code_that_is_none", {"Activities!F5": "15190"})
_cells("W231", "two_recipients_that_differ_by_a_slip", {"Needs!B9": "Albania", "Needs!D9": "2016-Q1"})
_cells("W232", "one_country_under_two_names", {}, _without_row("Needs", 10))
_cells("W233", "word_of_two_alphabets", {"Activities!C4": "Asylum", "Budgets!H8": "not Asylum"})
_cells("W234", "expertise_that_no_donor_offers", {"Activities!E4": "asylum officers"})
_cells("W241", "iso_code_of_another_country", {"Recipients!C4": "RS"})

# Least amounts and conditions.
_cells("E340", "least_amount_that_may_be_a_share", {"Needs!L4": "80%"})
_cells("E341", "least_amount_below_nothing", {"Needs!L4": None})
_cells("W342", "least_amount_above_what_is_left_of_the_need", {"Needs!L4": 800})
_cells("E343", "two_least_amounts_of_one_need", {"Needs!L9": None})
_cells("E344", "condition_on_itself", {"Conditions!F4": "Border control"})
_cells("W343", "needs_kept_apart_from_what_they_need", {}, _without_row("Conditions", 6))
_cells("E346", "whole_units_without_a_price", {"Activities!H5": 20})
_cells("W344", "units_that_rounding_does_not_divide", {"Activities!H4": 3})
_cells("W345", "unit_dearer_than_the_need", {"Activities!H4": 5})
_cells("W340", "least_amount_above_the_money_that_may_pay", {"Needs!L8": 50_000})
_cells("W341", "condition_on_no_need", {"Conditions!F4": "Reception"})

# Figures that cannot hold together.
_cells("E301", "commitment_above_its_budget", {"Commitments!F4": 200})
_cells("E302", "pin_above_the_budget_of_its_fund", {"Pins!F4": 100})
_cells("E303", "misspelt_recipient_in_needs", {"Needs!B8": "Albania"}, _without_row("Pins", 4))
_cells("E305", "pin_above_the_budget_of_its_fund", {"Pins!F4": 300})
_cells("E304", "pins_that_contradict_each_other", {"Pins!G5": 100})
_cells("E306", "floors_above_the_money_there_is", {
    "Recipients!F4": 0.5, "Recipients!F5": 0.5, "Recipients!F6": 0.5})
_cells("E322", "fund_with_two_smallest_grants", {"Budgets!L7": 10})
_cells("W303", "period_in_words", {"Needs!D4": "2016-Q1"})
_cells("W304", "floor_of_a_recipient_that_no_fund_may_pay", {"Budgets!G4": None})
_cells("W305", "pin_of_a_fund_that_may_pay_for_no_need", {"Budgets!G4": None, "Budgets!H4": None})
_cells("W307", "error_value_in_a_name", {"Budgets!C5": "Poland"})
_cells("E307", "floor_above_the_capacity", {"Recipients!F4": 0.5})
_cells("E308", "minimum_use_above_the_needs", {"Budgets!J5": 0.1})
_cells("E309", "co_financing_without_an_own_fund", {}, _row(
    "Budgets", 9, "Own budget", "North Macedonia", None, 300, "EUR", "North Macedonia"), _row(
    "Donors", 8, "North Macedonia", "MK"))
_cells("E311", "key_column_absent_from_donors", {"Burden sharing!C4": "equal"})
_cells("E312", "donor_of_a_group_without_its_key_figure", {"Donors!E5": 430})
_cells("E313", "key_column_of_zeros", {"Burden sharing!C4": "equal"})
_cells("E314", "key_weights_that_miss_100_percent", {"Burden sharing!C4": "GNI 50%; Population 50%"})
_cells("E315", "bare_30_as_a_share_in_a_rule", {"Rules!K4": "30%"})
_cells("E316", "grants_counted_by_period", {"Rules!H4": None})
_cells("E323", "rule_that_compares_with_nothing_named", {"Rules!Q3": "Of recipients",
                                                        "Rules!Q4": "Albania"})
_cells("E324", "comparison_of_a_measure_that_reads_none", {"Rules!I4": "share of selection"})
_cells("E325", "rule_that_compares_with_what_nobody_needs", {"Rules!R4": "2016-Q1"})
_cells("E326", "marker_that_activities_lack", {
    "Activities!I3": "Climate", "Activities!I4": 0.4, "Activities!I5": 0})
_cells("E327", "marker_that_is_blank_for_an_activity", {"Activities!I5": 0})
_cells("E328", "marker_of_zeros", {"Activities!I5": 1})
_cells("E329", "marker_of_a_measure_that_is_no_money", {"Rules!Q4": None})
_cells("E310", "key_of_one_over_nothing", {"Donors!E5": 500})
_cells("E333", "highest_shares_that_cannot_add_up", {"Recipient keys!D4": "100%"})
_cells("W317", "recipient_of_a_key_that_needs_nothing", {"Recipient keys!D4": "100%"})
_cells("W316", "weight_that_fills_tiers_backwards", {"Needs!I7": 1})
_cells("W315", "marker_in_hundredths", {"Activities!I4": "40%"})
_cells("E317", "floor_by_rule_that_applies_to_nothing", {"Rules!C4": "no"})
_cells("E347", "weights_that_no_sum_can_hold", {"Needs!I4": 1})
_cells("E347", "penalties_that_no_sum_can_hold", {"Rules!N4": 1})
_cells("E348", "need_beyond_all_budgets", {"Needs!F4": 900})
_cells("E349", "need_of_thirty_noughts", {"Needs!F4": 900})
_cells("E318", "two_objectives_of_one_order", {"Objectives!B5": 2})
_cells("E319", "two_probabilities_of_one_scenario", {
    "Scenarios!B5": "Calm", "Scenarios!C4": 0.4, "Scenarios!C5": 0.6})
_cells("E320", "two_probabilities_of_one_scenario", {"Scenarios!C4": 1, "Scenarios!C5": 1})
_cells("E321", "objective_listed_twice", {}, _without_row("Objectives", 5))
_cells("E128", "objective_listed_twice", {}, _without_row("Objectives", 5))
_cells("W301", "commitment_above_its_need", {"Commitments!F4": 200})
_cells("W302", "commitment_outside_its_earmark", {"Budgets!G6": None, "Budgets!G7": None})
_cells("W306", "donor_that_gives_nothing", {"Donors!B8": None})
_cells("W308", "rule_past_its_last_day", {"Rules!P4": "2099-12-31"})
_cells("W309", "expertise_that_no_donor_offers", {"Activities!E4": "asylum officers"})
_cells("W310", "experts_of_no_expertise", {"Activities!E4": "asylum officers"})
_cells("W311", "experts_beside_a_need_of_nothing", {"Needs!F7": 1200})
_cells("W312", "address_without_an_at_sign", {"Recipients!I4": "ana@example.org"})
_cells("W313", "rule_that_applies_to_nothing", {"Rules!H4": None})
_cells("W202", "amount_a_thousand_times_off", {"Needs!F13": 1500})
