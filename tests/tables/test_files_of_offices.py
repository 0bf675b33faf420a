"""Files as offices keep them: read right, or named with a remedy that mends them in one step."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pytest
from small_books import Book, codes, only, rows, small_book
from small_files import (
    NEEDS,
    SOUND,
    errors,
    only_finding,
    row_xml,
    rows_xml,
    sheet_xml,
    write_folder,
    write_package,
    write_xlsx,
    xlsx_parts,
)

from optimiser.tables.checks import check_inputs
from optimiser.tables.reading import read_inputs

_NAMED = ('<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/'
          'main"><si><t>{}</t></si></sst>')


def with_shared(name: str) -> dict[str, str | bytes]:
    """Return a workbook whose one recipient is the shared string given, as XML."""
    links = str(xlsx_parts()["xl/_rels/workbook.xml.rels"]).replace(
        "</Relationships>", '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>")
    needs = sheet_xml(*rows_xml(NEEDS[:1]), row_xml(
        2, '<c r="A2" t="s"><v>0</v></c>', "Reception", 1000.0))
    return xlsx_parts(needs) | {"xl/_rels/workbook.xml.rels": links,
                                "xl/sharedStrings.xml": _NAMED.format(name)}


@pytest.mark.parametrize(("stored", "name"), [
    ("<![CDATA[Food & water]]>", "Food & water"), ("<![CDATA[<A & B>]]>", "<A & B>"),
    ("Food &amp; <![CDATA[tea & milk]]>", "Food & tea & milk"),
    ("Food<!-- tea & milk -->", "Food"),
    ("Bosnia and_x000D_\nHerzegovina", "Bosnia and Herzegovina"),
    ("Bosnia and_x000D_ Herzegovina", "Bosnia and Herzegovina")])
def test_what_xml_allows_in_a_text_is_read_as_it_shows(
        tmp_path: Path, stored: str, name: str) -> None:
    inputs = read_inputs(write_package(tmp_path / "inputs.xlsx", with_shared(stored)))
    assert inputs.findings == ()
    assert inputs.table("Needs").text("Recipient").tolist() == [name]


@pytest.mark.parametrize("text", ["Food & water", "<![CDATA[x]]> & water", "&gone;"])
def test_a_bare_entity_outside_of_literals_is_still_refused(tmp_path: Path, text: str) -> None:
    finding = only_finding(write_package(tmp_path / "inputs.xlsx", with_shared(text)))
    assert finding.code == "E102"


@pytest.mark.parametrize("word", ["macroEnabled.main+xml", "template.macroEnabled.main+xml"])
def test_a_workbook_of_the_kind_with_macros_that_has_none_is_read(
        tmp_path: Path, word: str) -> None:
    types = f"<Types>application/vnd.ms-excel.sheet.{word}</Types>"
    path = write_package(tmp_path / "inputs.xlsm", xlsx_parts() | {"[Content_Types].xml": types})
    assert read_inputs(path).findings == ()


def test_a_single_csv_file_is_told_to_bring_its_folder(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "tables", {"Needs": "Recipient,Activity,Need\nA,x,1\n"})
    alone = only_finding(folder / "Needs.csv")
    assert (alone.code, "tables" in alone.remedy) == ("E151", False)
    write_folder(folder, {"Budgets": "Fund,Donor,Budget\nF,D,1\n"})
    assert "give the folder: tables." in only_finding(folder / "Needs.csv").remedy
    assert read_inputs(folder).findings == ()


@pytest.mark.parametrize("name", ["~$inputs.xlsx", ".~lock.inputs.xlsx#"])
def test_a_lock_file_names_the_workbook_that_is_meant(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"Ana")
    finding = only_finding(tmp_path / name)
    assert (finding.code, finding.remedy) == ("E152", "Give inputs.xlsx itself.")


@pytest.mark.parametrize(("lock", "who"), [
    ("~$inputs.xlsx", "Excel"), (".~lock.inputs.xlsx#", "LibreOffice")])
def test_a_workbook_that_is_open_elsewhere_is_read_and_said(
        tmp_path: Path, lock: str, who: str) -> None:
    path = write_xlsx(tmp_path / "inputs.xlsx", SOUND)
    (tmp_path / lock).write_bytes(b"Ana")
    [finding] = read_inputs(path).findings
    assert finding.code == "W151"
    assert who in finding.message
    (tmp_path / lock).unlink()
    assert read_inputs(path).findings == ()


@pytest.mark.parametrize(("encoding", "says"), [
    ("cp1250", '"Česko,Žádosti,5" in Windows-1250'), ("cp1252", '"Français,é,5" in Windows-1252'),
    ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16")])
def test_the_encoding_that_a_csv_file_looks_like_is_named(
        tmp_path: Path, encoding: str, says: str) -> None:
    row = "Français,é,5" if encoding == "cp1252" else "Česko,Žádosti,5"
    write_folder(tmp_path, {"Budgets": "Fund,Donor,Budget\nF,D,1\n"})
    (tmp_path / "Needs.csv").write_bytes(f"Recipient,Activity,Need\n{row}\n".encode(encoding))
    [finding] = [f for f in read_inputs(tmp_path).findings if f.code == "E110"]
    assert says in finding.message
    assert "CSV UTF-8" in finding.remedy


@pytest.mark.parametrize("day", [dt.datetime(2016, 3, 1), dt.date(2016, 5, 3), dt.time(1, 30)])
@pytest.mark.parametrize(("table", "heading", "cell"), [
    ("Needs", "Activity", "B2"), ("Budgets", "Fund", "A2"), ("Budgets", "For activities", "D2"),
    ("Recipients", "Region", "B2")])
def test_a_code_that_became_a_date_is_an_error_at_its_cell(
        day: dt.date, table: str, heading: str, cell: str) -> None:
    """A plan with a fund called 2016-03-01 would be handed out otherwise."""
    book = small_book(Budgets=rows("Fund|Donor|Budget|For activities", ("A", "EU", 1, None)),
                      Recipients=rows("Recipient|Region", ("Serbia", "X"), ("Albania", "X")))
    book[table][0][heading] = day
    assert [only(book, "E153").place.cell] == [cell]
    book[table][0][heading] = "Reception" if "ctivit" in heading else "MAR-1"
    assert "E153" not in codes(book)


def tagged(**tags: list[str]) -> Book:
    """Return a book with a row of tags below the headings of the tables named."""
    book = small_book(
        Recipients=rows("Recipient|ISO code", ("Serbia", "RS"), ("Albania", "AL")),
        Activities=rows("Activity|DAC code", ("Reception", 72010), ("Border control", 15190)))
    for name, row in tags.items():
        book[name].insert(0, dict(zip(book[name][0], row, strict=True)))
    return book


@pytest.mark.parametrize("tags", [
    {"Recipients": ["#country+name", "#country+code"]},
    {"Activities": ["#activity", "#sector +code +v_dac"]},
    {"Needs": ["#country +name", "#activity", "#value +funding"]},
    {"Budgets": ["#org+funder", "#org", None]}])
def test_a_second_row_of_tags_is_no_row(tags: dict[str, list[str]]) -> None:
    """As data of the Humanitarian Exchange Language have it, in tables of text as well."""
    assert codes(tagged(**tags)) == []


@pytest.mark.parametrize("row", [["#1", "RS"], ["Fund #2", None], ["# 3", None]])
def test_a_name_with_a_number_sign_is_a_name(row: list[str]) -> None:
    assert "E231" not in codes(tagged())
    book = tagged(Recipients=row)
    assert len(book["Recipients"]) == 3
    from optimiser import load
    assert len(load(book).table("Recipients")) == 3


def strict(path: Path) -> Path:
    """Turn a workbook into the Strict Open XML kind that Excel's Save As offers."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for old, new in (
            ("http://schemas.openxmlformats.org/spreadsheetml/2006/main",
             "http://purl.oclc.org/ooxml/spreadsheetml/main"),
            ("http://schemas.openxmlformats.org/officeDocument/2006/relationships",
             "http://purl.oclc.org/ooxml/officeDocument/relationships")):
        parts = {name: content if "Content_Types" in name
                 else content.replace(old.encode(), new.encode())
                 for name, content in parts.items()}
    return write_package(path, parts)


def test_a_strict_workbook_is_read_like_any_other(tmp_path: Path) -> None:
    inputs = read_inputs(strict(write_xlsx(tmp_path / "inputs.xlsx", SOUND)))
    assert check_inputs(inputs) == ()
    assert inputs.table("Needs").number("Need").tolist() == [1000.0]


def test_a_fault_of_a_strict_workbook_is_found_at_its_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    needs = book.active
    assert needs is not None
    needs.title = "Needs"
    for row in (("Recipient", "Activity", "Need"), ("A", "x", "#REF!"), ("B", "x", "=1+1"),
                ("C", "x", dt.datetime(2016, 1, 4))):
        needs.append(row)
    needs["C2"].data_type = "e"
    book.create_sheet("Budgets").append(("Fund", "Donor", "Budget"))
    book["Budgets"].append(("F", "D", 5))
    book.save(tmp_path / "inputs.xlsx")
    assert errors(read_inputs(strict(tmp_path / "inputs.xlsx"))) == [
        ("E116", "Needs!C2"), ("E117", "Needs!C3"), ("E122", "Needs!C4")]


def test_letters_that_look_like_a_date_in_a_number_format_make_no_date(tmp_path: Path) -> None:
    """`"MWH"`, `\\m`, days, a currency's letters, colours: the cell stays the number it is."""
    import xlsxwriter

    formats = ('#,##0 "MWH"', "[Red]#,##0", "#,##0\\ \\m", '#,##0" days"', '#,##0\\ "mld"',
               '#,##0 "y/y"', "\\E\\U\\R #,##0", "#,##0.00 \\k\\s\\h", 'General" m"', "* #,##0_d")
    with xlsxwriter.Workbook(str(tmp_path / "inputs.xlsx")) as book:
        needs, budgets = book.add_worksheet("Needs"), book.add_worksheet("Budgets")
        needs.write_row(0, 0, NEEDS[0])
        budgets.write_row(0, 0, SOUND["Budgets"][0])
        budgets.write_row(1, 0, SOUND["Budgets"][1])
        for row, form in enumerate(formats, start=1):
            needs.write_row(row, 0, ("Serbia", f"Activity {row}"))
            needs.write_number(row, 2, 900 + row, book.add_format({"num_format": form}))
    amounts = read_inputs(tmp_path / "inputs.xlsx").table("Needs").number("Need").tolist()
    assert amounts == [900.0 + row for row in range(1, len(formats) + 1)]


@pytest.mark.parametrize("text", [
    "Recipient,Activity,Need\nSerbia,Borders,50\n", "Recipient;Activity;Need\nSerbia;Borders;50\n",
    "Old needs\n\nRecipient,Activity,Need\nSerbia,Borders,50\n" + "Serbia,x,5\n" * 9_000])
def test_a_csv_file_that_holds_the_headings_of_a_table_under_another_name_is_named(
        tmp_path: Path, text: str) -> None:
    """As a sheet of a workbook is; what no one can read is a note like any other."""
    texts = {"Needs": "Recipient,Activity,Need\nSerbia,Reception,1000\n",
             "Budgets": "Fund,Donor,Budget\nCzech Aid,Czechia,800\n", "needs_2": text}
    found = check_inputs(read_inputs(write_folder(tmp_path / "a", texts)))
    assert [(f.code, f.place.sheet) for f in found] == [("W115", "needs_2")]
    (tmp_path / "a" / "needs_2.csv").write_bytes(b"Recipient,Activity,Need\n\xff\xfe\0,x,5\n")
    assert [f.code for f in check_inputs(read_inputs(tmp_path / "a"))] == ["W103"]


@pytest.mark.parametrize("text", ["20%", "16000000 %", "12,5 %"])
def test_a_percentage_typed_as_text_is_no_money(text: str) -> None:
    book = small_book(Budgets=rows("Fund|Donor|Budget", ("Czech Aid", "Czechia", text)))
    assert only(book, "E172").place.cell == "C2"
