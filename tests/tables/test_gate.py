"""The gate: what cannot or may not be read is one finding about the file, not an exception."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from small_files import (
    NEEDS,
    SOUND,
    errors,
    ods_parts,
    ods_row,
    only_finding,
    rows_xml,
    sheet_xml,
    write_folder,
    write_package,
    write_xlsx,
    xlsx_parts,
)

from optimiser.tables.reading import read_inputs

FAR_IN_XML = [
    '<c r="CV1000000"><v>1</v></c>',
    '<c r="C3"r="CV1000000"><v>1</v></c>',
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


def test_a_declared_dimension_alone_means_nothing(tmp_path: Path) -> None:
    needs = sheet_xml(*rows_xml(NEEDS), before='<dimension ref="A1:XFD1048576"/>')
    inputs = read_inputs(write_package(tmp_path / "inputs.xlsx", xlsx_parts(needs)))
    assert inputs.findings == ()


def test_blank_rows_repeated_to_the_end_of_an_ods_sheet_are_no_cells(tmp_path: Path) -> None:
    """LibreOffice fills every sheet up so."""
    rows = [ods_row(*row) for row in NEEDS]
    rows.append('<table:table-row table:number-rows-repeated="1048574">'
                '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>')
    inputs = read_inputs(write_package(tmp_path / "inputs.ods", ods_parts(*rows)))
    assert inputs.findings == ()
    assert inputs.table("Needs").number("Need").tolist() == [1000]


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


def test_a_path_that_leads_nowhere_is_a_finding(tmp_path: Path) -> None:
    finding = only_finding(tmp_path / "nowhere.xlsx")
    assert (finding.code, "nowhere.xlsx" in finding.place.file) == ("E101", True)


def test_a_folder_without_csv_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing", encoding="utf-8")
    assert only_finding(tmp_path).code == "E109"


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
