"""The faulty workbooks, each named by its defect, with the cell where it must be found."""

from __future__ import annotations

import datetime as dt
import struct
import zipfile
from pathlib import Path

import openpyxl

from faulty import (
    Book,
    ErrorValue,
    base_book,
    compound_file,
    faulty_book,
    faulty_cell,
    faulty_file,
)

# One cell of the base book spoilt: what stands in it cannot be read.
faulty_cell("reference_error_in_a_need", "Needs!F4", ErrorValue("#REF!"), "#REF!")
faulty_cell("not_available_in_an_optional_column", "Needs!I5", ErrorValue("#N/A"), "#N/A")
faulty_cell("error_value_in_a_name", "Budgets!C5", ErrorValue("#NAME?"), r"#NAME\?")
faulty_cell("text_with_two_readings", "Needs!F5", "1,000", r"1,000 & \b1000\b & \b1\b")
faulty_cell("dotted_text_with_two_readings", "Budgets!E5", "1.500", r"\b1500\b & \b1\.5\b")
faulty_cell("bare_45_in_a_percentage_column", "Recipients!F4", 45, r"45 ?% & 0\.45")
faulty_cell("share_just_above_one", "Burden sharing!D4", 1.5)
faulty_cell("blank_required_need", "Needs!F6", None, "blank")
faulty_cell("blanks_only_in_a_required_name", "Budgets!C5", "   ", "blank")
faulty_cell("negative_budget", "Budgets!E5", -1500, "-1,?500")
faulty_cell("truth_value_in_money", "Needs!F4", True, "TRUE")
faulty_cell("date_in_money", "Budgets!E4", dt.datetime(2016, 1, 4), "date")
faulty_cell("currency_sign_in_money", "Needs!F4", "€ 1000", "currency")
faulty_cell("currency_code_in_money", "Commitments!F4", "EUR 200", "currency")
faulty_cell("word_in_money", "Needs!F4", "about a thousand", "about a thousand")
faulty_cell("code_that_became_a_date", "Budgets!B4", dt.datetime(2016, 3, 1), "MAR-1 & text")
faulty_cell("earmark_that_became_a_date", "Budgets!H4", dt.datetime(2016, 5, 3), "3/5")
faulty_cell("nan_text_in_money", "Needs!F4", "nan", "nan")
faulty_cell("infinity_in_money", "Budgets!E5", "inf", "inf")
faulty_cell("negative_expert_months", "Expertise!E4", -20, "-20")
faulty_cell("period_in_words", "Needs!D4", "first quarter", "2016-Q1")
faulty_cell("month_among_quarters", "Capacity!D5", "2016-05", "part of 2016-Q2")
faulty_cell("quarter_of_a_year_that_has_needs", "Needs!D5", 2016, "overlap")
faulty_cell("commitment_of_a_whole_year", "Commitments!E4", "2016", "2016-Q1 and 2016-Q2")
faulty_cell("maybe_in_a_yes_or_no_column", "Budgets!I6", "maybe", "yes & no")
faulty_cell("order_that_is_no_whole_number", "Objectives!B4", 1.5, "whole")
faulty_cell("last_day_that_is_no_date", "Rules!P4", "soon", "date")
faulty_cell("key_that_cannot_be_read", "Burden sharing!C4", "GNI half; Population")

# Words of a closed list.
faulty_cell("unknown_measure", "Rules!I4", "share of totals", "share of total")
faulty_cell("unknown_relation", "Rules!J4", "below", "at most")
faulty_cell("unknown_dimension", "Rules!L4", "country", "recipient")
faulty_cell("unknown_strength", "Burden sharing!E4", "could", "should")
faulty_cell("unknown_objective", "Objectives!C5", "meet the needs", "meet needs")
faulty_cell("unknown_table_in_a_scenario", "Scenarios!D4", "Need", "Needs")
faulty_cell("table_that_scenarios_cannot_change", "Scenarios!D4", "Pins", "Budgets")
faulty_cell("unknown_change_in_a_scenario", "Scenarios!J4", "divide by", "multiply by")
faulty_cell("unknown_setting", "Settings!B5", "Amount in", "Amounts in")
faulty_cell("unknown_value_of_a_setting", "Settings!C5", "lakhs", "thousands")
faulty_cell("rounding_to_nothing", "Settings!C6", 0)

# Names and selectors.
faulty_cell("misspelt_recipient_in_commitments", "Commitments!C4", "Sebria", "Serbia")
faulty_cell("misspelt_fund_in_commitments", "Commitments!B4", "Trust Found", "Trust Fund")
faulty_cell("misspelt_recipient_in_needs", "Needs!B8", "Albanai", "Did you mean Albania")
faulty_cell("recipient_by_its_former_name", "Needs!B6", "FYROM", "Did you mean North Macedonia")
faulty_cell("activity_that_its_list_lacks", "Needs!C7", "Border controls", "Border control")
faulty_cell("donor_that_its_list_lacks", "Budgets!C4", "Czech Republic", "Did you mean Czechia")
faulty_cell("expertise_in_cyrillic_letters", "Activities!E5", "\u0430sylum officers",
            "CYRILLIC & asylum officers")
faulty_cell("iso_code_that_is_none", "Recipients!C4", "ZZ", "ISO 3166 & RS")
faulty_cell("currency_in_words", "Budgets!F5", "EURO", "ISO 4217 & EUR")
faulty_cell("base_currency_in_words", "Settings!C4", "euros", "ISO 4217 & EUR")
faulty_cell("purpose_code_that_is_none", "Activities!F5", 99999, "99999")
faulty_cell("misspelt_fund_in_pins", "Pins!B4", "Czech Aids", "Czech Aid")
faulty_cell("misspelt_donor_in_expertise", "Expertise!B5", "Polnd", "Poland")
faulty_cell("misspelt_recipient_in_capacity", "Capacity!B5", "N. Macedonia")
faulty_cell("misspelt_group_in_burden_sharing", "Burden sharing!B4", "V5", "V5")
faulty_cell("unknown_tier", "Needs!E4", "vitall", "vital")
faulty_cell("currency_without_a_rate", "Needs!G8", "HUF", "HUF")
faulty_cell("exchange_rate_of_zero", "Exchange rates!C4", 0)
faulty_cell("selector_that_matches_nothing", "Rules!F4", "Atlantis", "Atlantis")
faulty_cell("selector_that_leaves_nobody", "Budgets!G5", "not Western Balkans")
faulty_cell("one_wrong_name_in_a_selector", "Budgets!G5", "Serbia; Albanai", "Albania")
faulty_cell("misspelt_recipient_in_a_scenario", "Scenarios!G4", "Albanai", "Albania")
faulty_cell("key_column_absent_from_donors", "Burden sharing!C4", "GDP", "GDP")
faulty_cell("donor_of_a_group_without_its_key_figure", "Donors!E5", None)

# Figures that cannot hold together.
faulty_cell("commitment_above_its_budget", "Commitments!F4", 2500, "2,?500")
faulty_cell("tiers_whose_weights_rise", "Tiers!C5", 4)
faulty_cell("bare_30_as_a_share_in_a_rule", "Rules!K4", 30, r"30 ?% & 0\.3")
faulty_cell("key_weights_that_miss_100_percent", "Burden sharing!C4", "GNI 50%; Population 30%",
            "100 ?%")
faulty_cell("period_missing_on_a_commitment", "Commitments!E4", None)
faulty_cell("period_missing_on_some_needs", "Needs!D6", None)
faulty_cell("pin_above_the_budget_of_its_fund", "Pins!F4", 1_100)
faulty_cell("base_currency_at_a_rate_of_its_own", "Exchange rates!B4", "EUR",
            found="Exchange rates!C4")
faulty_cell("floor_above_the_capacity", "Recipients!F4", 1, "3,?000 & 2,?500 & 500")
faulty_cell("two_objectives_of_one_order", "Objectives!B5", 1, "B4")
faulty_cell("objective_listed_twice", "Objectives!C4", "meet needs", "C4",
            found="Objectives!C5")
faulty_cell("two_probabilities_of_one_scenario", "Scenarios!B5", "Route shifts", "C4",
            found="Scenarios!C5")
faulty_cell("fund_of_two_donors", "Budgets!C7", "Poland", "European Union & Poland")
faulty_cell("co_financing_without_an_own_fund", "Recipients!G5", 0.1, "North Macedonia")


@faulty_book("Needs", "I5", says="#REF!", file="inputs.ods")
def error_value_in_ods(book: Book) -> None:
    book["Needs!I5"] = ErrorValue("#REF!")


@faulty_book("Rules", "H4", says="2016-Q1")
def grants_counted_by_period(book: Book) -> None:
    book["Rules!H4"], book["Rules!I4"], book["Rules!K4"] = "2016-Q1", "grants", 3


@faulty_book("Rules", "B4", says="matches no need")
def floor_by_rule_that_applies_to_nothing(book: Book) -> None:
    book["Rules!H4"], book["Rules!I4"], book["Rules!J4"] = "2016-Q2", "share of budget", "at least"


def _put_periods(book: Book, *rows: tuple[str, ...]) -> None:
    book.put("Periods", 3, "Period", "Within")
    for number, row in enumerate(rows, start=4):
        book.put("Periods", number, *row)


@faulty_book("Needs", "D7", "D8", says="Periods & 2016-Q1")
def period_that_the_sheet_of_periods_lacks(book: Book) -> None:
    _put_periods(book, ("2016-Q1",))


@faulty_book("Periods", "C4", "C5", says="within itself")
def periods_that_lie_in_one_another(book: Book) -> None:
    _put_periods(book, ("2016-Q1", "2016-Q2"), ("2016-Q2", "2016-Q1"))


@faulty_book("Periods", "B5", says="later")
def periods_listed_against_the_calendar(book: Book) -> None:
    _put_periods(book, ("2016-Q2",), ("2016-Q1",))


@faulty_book("Budgets", "D7", says="2016-Q1 & 2016")
def budgets_of_one_fund_that_overlap(book: Book) -> None:
    book["Budgets!D7"] = "2016"


@faulty_book("Needs", "C3", says="a column for each recipient & Reception . Kosovo . 5")
def wide_table_of_a_recipient_that_no_list_has(book: Book) -> None:
    book.sheets["Needs"] = {}
    book.put("Needs", 3, "Activity", "Kosovo", "Serbia", "Albania")
    book.put("Needs", 4, "Reception", 5, 6, 7)


@faulty_book("Commitments", "C4", says="Serbia", file="inputs.ods")
def misspelt_recipient_in_commitments_of_ods(book: Book) -> None:
    book["Commitments!C4"] = "Sebria"


@faulty_book("Needs", "F5", says=r"\b1000\b", file="inputs")
def text_with_two_readings_in_csv(book: Book) -> None:
    book["Needs!F5"] = "1,000"


@faulty_book("Pins", "F4", "G4", says="400 & 500")
def minimum_above_maximum_in_a_pin(book: Book) -> None:
    book["Pins!F4"] = 500


@faulty_book("Pins", "F4", "G5", says="100 & 50")
def pins_that_contradict_each_other(book: Book) -> None:
    book.put("Pins", 5, "Czech Aid", "Albania", "Reception", None, None, 50, "over all periods")


@faulty_book("Burden sharing", "C4", says="GNI")
def key_column_of_zeros(book: Book) -> None:
    book["Donors!E4"] = book["Donors!E5"] = 0


@faulty_book("Needs", "B9", says="B4")
def duplicate_need(book: Book) -> None:
    book.put("Needs", 9, " SERBIA", "reception", "2016-q1", "Vital", 500)


@faulty_book("Budgets", "B9", says="B4")
def duplicate_budget_in_another_spelling(book: Book) -> None:
    book.put("Budgets", 9, "czech\u00a0AID ", "Czechia", None, 100, "EUR")


@faulty_book("Recipients", "B7", says="B4")
def duplicate_recipient(book: Book) -> None:
    book.put("Recipients", 7, "Serbia", "RS")


@faulty_book("Needs", says="Needs")
def missing_needs_sheet(book: Book) -> None:
    del book.sheets["Needs"]


@faulty_book("Budgets", says="Budget & Did you mean")
def misspelt_budgets_sheet(book: Book) -> None:
    book.sheets["Budgts"] = book.sheets.pop("Budgets")


@faulty_book("Needs ", "", says="two|twice|both")
def two_needs_sheets(book: Book) -> None:
    book.sheets["Needs "] = dict(book.sheets["Needs"])


@faulty_book("Needs", "3:3", "", says="Need")
def missing_need_column(book: Book) -> None:
    book.clear("Needs", "F", heading=True)


@faulty_book("Needs", "F3", says="Needed & Need")
def misspelt_heading_of_a_required_column(book: Book) -> None:
    book["Needs!F3"] = "Needed"


@faulty_book("Needs", "L3", says="F3")
def duplicate_heading(book: Book) -> None:
    book["Needs!L3"] = "need "


@faulty_book("Needs", "", says="row")
def headings_without_rows(book: Book) -> None:
    book.clear("Needs", *"BCDEFGHIJK")


@faulty_book("Budgets", "D6", "D7")
def periods_in_budgets_but_not_in_needs(book: Book) -> None:
    book.clear("Needs", "D")


@faulty_book("Budgets", "D7", "D6")
def fund_with_and_without_periods(book: Book) -> None:
    book["Budgets!D7"] = None


@faulty_book("Budgets", "I6", "I7")
def fund_with_mixed_carry_over(book: Book) -> None:
    book["Budgets!I7"] = "no"


@faulty_book("Budgets", "G5", says="Albania")
def selector_that_is_recipient_and_region(book: Book) -> None:
    book["Recipients!D4"] = book["Recipients!D5"] = "Albania"
    book["Budgets!G5"] = "Albania"


@faulty_book("Recipients", "F4", "F5", "F6", says="5,?[35]00 & 4,?[79]00 & 600")
def floors_above_the_money_there_is(book: Book) -> None:
    """Needs 1000 + 2000 + 800 + 1200 + 500 = 5500, budgets 1000 + 1500 + 2000 + 400 = 4900.

    With or without the 200 that are committed, 600 are short.
    """
    for row in (4, 5, 6):
        book[f"Recipients!F{row}"] = 1
    del book.sheets["Capacity"]


@faulty_book("Recipients", "F6", says="250")
def floor_of_a_recipient_that_no_fund_may_pay(book: Book) -> None:
    book["Recipients!F6"] = 0.5
    for row in range(4, 8):
        book[f"Budgets!G{row}"] = "not Albania"
    book.clear("Pins", *"BCDEFGH")


@faulty_book("Budgets", "J5", says="750 & 500 & 250")
def minimum_use_above_the_needs(book: Book) -> None:
    book["Budgets!G5"], book["Budgets!J5"] = "Albania", 0.5


@faulty_book("Pins", "F4", says="Czech Aid & earmark")
def pin_of_a_fund_that_may_pay_for_no_need(book: Book) -> None:
    book["Budgets!G4"], book["Budgets!H4"] = "Albania", "Border control"


@faulty_book("Scenarios", "C4", "C5", says="90 ?%")
def probabilities_that_miss_100_percent(book: Book) -> None:
    book["Scenarios!C5"] = 0.5


@faulty_file("Needs", "F4")
def formula_without_a_stored_value(folder: Path) -> Path:
    path = base_book().write(folder / "inputs.xlsx")
    workbook = openpyxl.load_workbook(path)
    workbook["Needs"]["F4"] = "=500+500"
    workbook.save(path)
    return path


@faulty_file("Needs", "CV1000000", "")
def one_cell_at_cv1000000(folder: Path) -> Path:
    book = base_book()
    book["Needs!CV1000000"] = "x"
    return book.write(folder / "inputs.xlsx")


@faulty_file()
def no_such_file(folder: Path) -> Path:
    return folder / "inputs.xlsx"


@faulty_file(says="empty")
def empty_file(folder: Path) -> Path:
    return _file(folder, b"")


@faulty_file()
def text_that_calls_itself_a_workbook(folder: Path) -> Path:
    return _file(folder, b"Recipient,Activity,Need\nSerbia,Reception,1000\n")


@faulty_file(says="password")
def encrypted_workbook(folder: Path) -> Path:
    return _file(folder, compound_file("EncryptionInfo", "EncryptedPackage"))


@faulty_file(says=r"\.xls\b")
def old_xls_file(folder: Path) -> Path:
    return _file(folder, compound_file("Workbook"), "inputs.xls")


@faulty_file()
def truncated_zip(folder: Path) -> Path:
    whole = base_book().write(folder / "whole.xlsx").read_bytes()
    return _file(folder, whole[:len(whole) // 2])


@faulty_file()
def one_byte_of_a_part_flipped(folder: Path) -> Path:
    whole = base_book().write(folder / "whole.xlsx")
    with zipfile.ZipFile(whole) as package:
        part = package.getinfo("xl/worksheets/sheet1.xml")
    content = bytearray(whole.read_bytes())
    content[part.header_offset + 30 + len(part.filename) + part.compress_size // 2] ^= 0xFF
    return _file(folder, bytes(content))


@faulty_file()
def zip_bomb(folder: Path) -> Path:
    """A sheet whose 150 MB of blanks are packed into 150 kB."""
    return _with_part(folder, "xl/worksheets/sheet1.xml",
                      b"<worksheet><sheetData>", b" " * 150_000_000, b"</sheetData></worksheet>")


@faulty_file()
def part_larger_than_it_declares(folder: Path) -> Path:
    path = _with_part(folder, "xl/worksheets/sheet1.xml", b"<worksheet>", b" " * 30_000_000)
    with zipfile.ZipFile(path) as package:
        part = package.getinfo("xl/worksheets/sheet1.xml")
    true, false = struct.pack("<L", part.file_size), struct.pack("<L", 5_000)
    return _file(folder, path.read_bytes().replace(true, false))


_ENTITIES = "".join(
    f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ten blanks"}">' for n in range(10))


@faulty_file()
def entity_bomb(folder: Path) -> Path:
    return _with_part(folder, "xl/sharedStrings.xml", (
        f'<?xml version="1.0"?><!DOCTYPE sst [{_ENTITIES}]><sst><si><t>&e9;</t></si></sst>'
    ).encode())


@faulty_file()
def entity_bomb_in_utf_16(folder: Path) -> Path:
    return _with_part(folder, "xl/workbook.xml", (
        f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE workbook [{_ENTITIES}]>'
        "<workbook><sheets>&e9;</sheets></workbook>").encode("utf-16"))


@faulty_file(says="two & Needs and Budgets & folder")
def single_csv_file(folder: Path) -> Path:
    path = folder / "Needs.csv"
    path.write_text("Recipient,Activity,Need\nSerbia,Reception,5\n", encoding="utf-8")
    return path


@faulty_file(says="open & give inputs.xlsx")
def lock_file_of_excel(folder: Path) -> Path:
    path = folder / "~$inputs.xlsx"
    path.write_bytes(b"\x04Ana" + b" " * 161)
    return path


@faulty_file(says="macro")
def workbook_with_macros(folder: Path) -> Path:
    return _with_part(folder, "xl/vbaProject.bin", compound_file("VBA"))


@faulty_file()
def binary_workbook(folder: Path) -> Path:
    """An .xlsb keeps its sheets in .bin parts."""
    path = folder / "inputs.xlsb"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("xl/workbook.bin", b"\x83\x01\x00")
    return path


@faulty_file()
def encrypted_ods(folder: Path) -> Path:
    path = base_book().write(folder / "inputs.ods")
    with zipfile.ZipFile(path) as package:
        manifest = package.read("META-INF/manifest.xml").replace(
            b'media-type="text/xml"/>', b'media-type="text/xml"><manifest:encryption-data/>'
            b"</manifest:file-entry>")
    return _with_part(folder, "content.xml", bytes(range(256)) * 8, source=path,
                      also={"META-INF/manifest.xml": manifest})


@faulty_file("Needs", says="Needs")
def folder_without_needs(folder: Path) -> Path:
    path = base_book().write(folder / "inputs")
    (path / "Needs.csv").unlink()
    return path


@faulty_file()
def folder_without_tables(folder: Path) -> Path:
    path = folder / "inputs"
    path.mkdir()
    (path / "read me.txt").write_text("nothing here", encoding="utf-8")
    return path


@faulty_file("Budgets", says="UTF-8")
def csv_that_is_not_utf_8(folder: Path) -> Path:
    book = base_book()
    book["Budgets!C4"] = "Česko"
    path = book.write(folder / "inputs")
    text = (path / "Budgets.csv").read_text(encoding="utf-8")
    (path / "Budgets.csv").write_bytes(text.encode("cp1250"))
    return path


def _file(folder: Path, content: bytes, name: str = "inputs.xlsx") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _with_part(folder: Path, name: str, *chunks: bytes, source: Path | None = None,
               also: dict[str, bytes] | None = None) -> Path:
    """Write the base book with one part put in or exchanged for other bytes."""
    source = source or base_book().write(folder / "whole.xlsx")
    parts = (also or {}) | {name: b"".join(chunks)}
    path = folder / f"inputs{source.suffix}"
    with zipfile.ZipFile(source) as package:
        kept = {part.filename: package.read(part) for part in package.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for part_name, content in (kept | parts).items():
            package.writestr(part_name, content)
    return path
