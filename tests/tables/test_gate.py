"""The gate: what cannot or may not be read is one finding about the file, not an exception."""

from __future__ import annotations

import struct
import time
import zipfile
from pathlib import Path

import pytest
from small_files import (
    NEEDS,
    SOUND,
    errors,
    ods_parts,
    ods_row,
    only_finding,
    row_xml,
    rows_xml,
    sheet_xml,
    write_folder,
    write_package,
    write_xlsx,
    xlsx_parts,
)

from optimiser.tables.reading import read_inputs
from optimiser.tables.sources.xlsx import signs_of

FAR_IN_XML = [
    '<c r="CV1000000"><v>1</v></c>',
    "<c r='CV1000000'><v>1</v></c>",
    '<c s="0" r = "CV1000000"><v>1</v></c>',
    '<c r="cv1000000"><v>1</v></c>',
    '<c r="A1048576"><v>1</v></c><c r="XFD1"><v>1</v></c>',
    '<c r="B99999999999"><v>1</v></c>',
    '<c r="ZZZZZZ9"><v>1</v></c>',
]


@pytest.mark.parametrize("cell", FAR_IN_XML)
def test_a_far_cell_is_refused_however_it_is_written(tmp_path: Path, cell: str) -> None:
    """A reader lays the sheet out in full: 1,000,000 x 100 cells would fill the memory."""
    needs = sheet_xml(*rows_xml(NEEDS), f'<row r="3">{cell}</row>')
    path = write_package(tmp_path / "inputs.xlsx", xlsx_parts(needs))
    start = time.monotonic()
    finding = only_finding(path)
    assert (finding.code, finding.place.sheet) == ("E108", "Needs")
    assert time.monotonic() - start < 2


def test_a_far_cell_that_is_only_formatted_is_no_cell(tmp_path: Path) -> None:
    """Whoever formats a whole column leaves empty cells down to the last row."""
    needs = sheet_xml(*rows_xml(NEEDS), '<row r="1048576"><c r="XFD1048576" s="0"/></row>')
    inputs = read_inputs(write_package(tmp_path / "inputs.xlsx", xlsx_parts(needs)))
    assert inputs.findings == ()
    assert inputs.table("Needs").number("Need").tolist() == [1000]


def test_a_declared_dimension_alone_means_nothing(tmp_path: Path) -> None:
    needs = sheet_xml(*rows_xml(NEEDS), before='<dimension ref="A1:XFD1048576"/>')
    inputs = read_inputs(write_package(tmp_path / "inputs.xlsx", xlsx_parts(needs)))
    assert inputs.findings == ()


@pytest.mark.parametrize("rows", [
    ods_row("x", attributes=' table:number-rows-repeated="1000000"') * 4,
    '<table:table-row table:number-rows-repeated="900000"><table:table-cell/></table:table-row>'
    + ods_row('<table:table-cell table:number-columns-repeated="900"/>', "x"),
    ods_row('<table:table-cell office:value-type="string" table:number-columns-repeated="16000">'
            "<text:p>x</text:p></table:table-cell>",
            attributes=' table:number-rows-repeated="10000"'),
])
def test_repeated_rows_and_cells_of_ods_are_counted_as_what_they_unfold_to(
        tmp_path: Path, rows: str) -> None:
    needs = [ods_row(*row) for row in NEEDS]
    start = time.monotonic()
    finding = only_finding(write_package(tmp_path / "inputs.ods", ods_parts(*needs, rows)))
    assert (finding.code, finding.place.sheet) == ("E108", "Needs")
    assert time.monotonic() - start < 2


def test_blank_rows_repeated_to_the_end_of_an_ods_sheet_are_no_cells(tmp_path: Path) -> None:
    """LibreOffice fills every sheet up so."""
    rows = [ods_row(*row) for row in NEEDS]
    rows.append('<table:table-row table:number-rows-repeated="1048574">'
                '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>')
    inputs = read_inputs(write_package(tmp_path / "inputs.ods", ods_parts(*rows)))
    assert inputs.findings == ()
    assert inputs.table("Needs").number("Need").tolist() == [1000]


def test_a_part_that_lies_about_its_size_and_checksum_is_refused(tmp_path: Path) -> None:
    """Python's own zip reader stops at the declared size; other readers go on."""
    long = sheet_xml(*rows_xml(NEEDS)) + " " * 50_000_000
    path = write_package(tmp_path / "inputs.xlsx", xlsx_parts(long))
    with zipfile.ZipFile(path) as package:
        part = package.getinfo("xl/worksheets/sheet1.xml")
    content = path.read_bytes().replace(
        struct.pack("<L", part.file_size), struct.pack("<L", 1_000))
    path.write_bytes(content)
    assert only_finding(path).code == "E106"


def test_an_ods_whose_table_is_not_closed_is_damage_and_no_endless_loop(tmp_path: Path) -> None:
    parts = ods_parts(*(ods_row(*row) for row in NEEDS))
    parts["content.xml"] = str(parts["content.xml"]).replace("</table:table>", "")
    assert only_finding(write_package(tmp_path / "inputs.ods", parts)).code == "E102"


def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    """One reader takes the first, another the last: what was checked is not what is read."""
    path = tmp_path / "inputs.xlsx"
    parts = xlsx_parts() | {"xl/worksheets/SHEET1.xml": sheet_xml()}
    assert only_finding(write_package(path, parts)).code == "E106"


def test_a_far_cell_is_found_in_whatever_folder_the_sheets_stand(tmp_path: Path) -> None:
    parts = {name.replace("xl/", "other/"): content for name, content in xlsx_parts(
        sheet_xml(*rows_xml(NEEDS), f'<row r="3">{FAR_IN_XML[0]}</row>')).items()}
    parts["_rels/.rels"] = str(parts["_rels/.rels"]).replace("xl/", "other/")
    assert only_finding(write_package(tmp_path / "inputs.xlsx", parts)).code == "E108"


def test_a_package_of_two_formats_is_refused(tmp_path: Path) -> None:
    """What was checked as one must not be read as the other."""
    parts = xlsx_parts() | ods_parts(*(ods_row(*row) for row in NEEDS))
    assert only_finding(write_package(tmp_path / "inputs.xlsx", parts)).code == "E102"


def test_many_parts_are_refused(tmp_path: Path) -> None:
    parts = xlsx_parts() | {f"xl/media/{n}.png": "" for n in range(5_001)}
    assert only_finding(write_package(tmp_path / "inputs.xlsx", parts)).code == "E106"


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml",
                                  "xl/_rels/workbook.xml.rels", "docProps/core.xml"])
def test_entities_may_not_be_declared_in_any_part(tmp_path: Path, part: str) -> None:
    parts = xlsx_parts()
    parts[part] = '<!DOCTYPE x [<!ENTITY a "b">]>' + str(parts.get(part, "<x/>"))
    finding = only_finding(write_package(tmp_path / "inputs.xlsx", parts))
    assert finding.code == "E106"
    assert "entities" in finding.message


def test_text_in_utf_16_is_refused_since_it_would_hide_what_is_looked_for(tmp_path: Path) -> None:
    needs = sheet_xml(*rows_xml(NEEDS)).encode("utf-16")
    assert only_finding(write_package(tmp_path / "inputs.xlsx", xlsx_parts(needs))).code == "E106"


def test_an_entity_that_nobody_declared_is_no_blank(tmp_path: Path) -> None:
    """calamine returns "" for `<v>&x;</v>`."""
    needs = sheet_xml(*rows_xml(NEEDS)).replace("<v>1000.0</v>", "<v>&need;</v>")
    assert only_finding(write_package(tmp_path / "inputs.xlsx", xlsx_parts(needs))).code == "E102"


@pytest.mark.parametrize("macros", [
    {"xl/vbaProject.bin": "x"},
    {"xl/macrosheets/sheet1.xml": "<x/>"},
    {"[Content_Types].xml": "<Types>application/vnd.ms-office.vbaProject</Types>"},
])
def test_macros_are_refused(tmp_path: Path, macros: dict[str, str]) -> None:
    path = write_package(tmp_path / "inputs.xlsm", xlsx_parts() | macros)
    finding = only_finding(path)
    assert finding.code == "E107"
    assert ".xlsx" in finding.remedy


def test_macros_of_libreoffice_are_refused(tmp_path: Path) -> None:
    parts = ods_parts(*(ods_row(*row) for row in NEEDS))
    parts |= {"Basic/Standard/script-lb.xml": "<x/>", "Basic/Standard/Module1.xml": "<x/>"}
    assert only_finding(write_package(tmp_path / "inputs.ods", parts)).code == "E107"


@pytest.mark.parametrize("more", [
    {"META-INF/manifest.xml": "<manifest><manifest:encryption-data/></manifest>"},
    {"encrypted-package": "x"},
])
def test_an_encrypted_ods_is_told_from_a_damaged_one(
        tmp_path: Path, more: dict[str, str]) -> None:
    parts = ods_parts(*(ods_row(*row) for row in NEEDS)) | more
    finding = only_finding(write_package(tmp_path / "inputs.ods", parts))
    assert finding.code == "E103"
    assert "password" in finding.remedy


@pytest.mark.parametrize(("content", "says"), [
    (b"", "empty"), (b"%PDF-1.7", "PDF"), (b"<html><table>", "web page"),
    (b"Recipient;Activity;Need\n", "text"), (b"PK\x03\x04 cut", "cut short"),
    (bytes(64), "no spreadsheet"),
])
def test_what_is_no_workbook_is_called_what_it_is(
        tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "inputs.xlsx"
    path.write_bytes(content)
    finding = only_finding(path)
    assert finding.code == "E102"
    assert says in finding.message
    assert ".xlsx" in finding.remedy


def test_a_text_document_of_libreoffice_is_no_spreadsheet(tmp_path: Path) -> None:
    parts = ods_parts()
    parts["content.xml"] = str(parts["content.xml"]).replace("office:spreadsheet", "office:text")
    finding = only_finding(write_package(tmp_path / "inputs.odt", parts))
    assert (finding.code, "no spreadsheet" in finding.message) == ("E102", True)


def test_a_sheet_that_the_list_names_but_the_package_lacks_is_damage(tmp_path: Path) -> None:
    parts = xlsx_parts()
    del parts["xl/worksheets/sheet1.xml"]
    assert only_finding(write_package(tmp_path / "inputs.xlsx", parts)).code == "E102"


@pytest.mark.parametrize("cell", ['<c r="C2" t="b"><v>2</v></c>', '<c r="C2" t="s"><v>9</v></c>',
                                  '<c r="2C"><v>1</v></c>',
                                  '<c r="C3"r="CV1000000"><v>1</v></c>'])
def test_a_cell_that_the_parser_cannot_make_out_is_damage(tmp_path: Path, cell: str) -> None:
    needs = sheet_xml(row_xml(1, *NEEDS[0]), row_xml(2, "Serbia", "Reception", cell))
    assert only_finding(write_package(tmp_path / "inputs.xlsx", xlsx_parts(needs))).code == "E102"


def test_a_path_that_leads_nowhere_is_a_finding(tmp_path: Path) -> None:
    finding = only_finding(tmp_path / "nowhere.xlsx")
    assert (finding.code, "nowhere.xlsx" in finding.place.file) == ("E101", True)


def test_a_folder_without_csv_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing", encoding="utf-8")
    assert only_finding(tmp_path).code == "E109"


def test_a_file_that_the_system_keeps_closed_is_a_finding(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_xlsx(tmp_path / "inputs.xlsx", SOUND)

    def refuse(_path: Path, _flags: int) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("optimiser.tables.sources.files.os.open", refuse)
    finding = only_finding(path)
    assert (finding.code, "Permission denied" in finding.message) == ("E136", True)


def test_links_to_other_files_are_a_warning(tmp_path: Path) -> None:
    parts = xlsx_parts() | {"xl/externalLinks/externalLink1.xml": "<externalLink/>"}
    inputs = read_inputs(write_package(tmp_path / "inputs.xlsx", parts))
    assert [f.code for f in inputs.findings] == ["W106"]
    assert len(inputs.table("Needs")) == 1


def test_the_file_and_its_digest_are_told(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "inputs.xlsx", SOUND)
    inputs = read_inputs(path)
    assert errors(inputs) == []
    assert (inputs.file, inputs.path, len(inputs.sha256)) == ("inputs.xlsx", str(path), 64)
    assert inputs.sha256 != read_inputs(write_folder(
        tmp_path / "csv", {"Needs": "Recipient,Activity,Need\nSerbia,Reception,1000\n",
                           "Budgets": "Fund,Donor,Budget\nCzech Aid,Czechia,800\n"})).sha256


@pytest.mark.parametrize(("pieces", "sign"), [
    ((b'<c r="A1"><f>1+1</f>', b"</c></row>"), "bad"), ((b'<c r="A1"><f>1+1</f></c>',), "bad"),
    ((b'<c r="A1" t="e">',), "bad"), ((b"<c r='A1' t='e'>",), "bad"),
    ((b'<row r="2" hidden="1">',), "hidden"), ((b'<row r="2" ht="0">',), "hidden"),
    ((b'<col min="1" width="0"/>',), "hidden"), ((b'<mergeCell ref="A1:B1"/>',), "merged"),
    ((b'<c r="A1"><f>SUM(A2:A9)</f><v>1</v></c>',), "sums"), ((b'<c r="A1" s="4">',), "styles"),
    ((b'<c r="A1" t="inlineStr"><is><t>x</t></is></c>',), "filled"), ((b"<v>1</v>",), "filled")])
def test_each_sign_of_a_sheet_is_seen_wherever_its_part_is_cut(
        pieces: tuple[bytes, ...], sign: str) -> None:
    """Each sign is looked for behind one of its letters; a plain figure shows none of them."""
    assert getattr(signs_of(pieces), sign)
    plain = signs_of([b'<row r="1" spans="1:2"><c r="A1" t="s"><v>0</v></c></row>'])
    assert sign == "filled" or not getattr(plain, sign)
