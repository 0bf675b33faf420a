"""Small input files, built part by part: what a spreadsheet program would not write as well."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter

from optimiser.tables.findings import Finding
from optimiser.tables.reading import read_inputs
from optimiser.tables.table import Inputs

Rows = Sequence[Sequence[object]]

NEEDS: Rows = (("Recipient", "Activity", "Need"), ("Serbia", "Reception", 1000.0))
BUDGETS: Rows = (("Fund", "Donor", "Budget"), ("Czech Aid", "Czechia", 800.0))
SOUND: Mapping[str, Rows] = {"Needs": NEEDS, "Budgets": BUDGETS}

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_CALCEXT = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"


def write_xlsx(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """Write rows from A1 on as a spreadsheet program would."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def write_folder(path: Path, files: Mapping[str, str], encoding: str = "utf-8") -> Path:
    """Write a folder of .csv files."""
    path.mkdir(exist_ok=True)
    for name, text in files.items():
        (path / f"{name}.csv").write_bytes(text.encode(encoding))
    return path


def sheet_xml(*rows: str, before: str = "") -> str:
    """Return the part of a sheet that holds these `<row>` elements."""
    return f'<?xml version="1.0"?><worksheet xmlns="{_MAIN}">{before}' \
        f"<sheetData>{''.join(rows)}</sheetData></worksheet>"


def row_xml(number: int, *cells: object, attributes: str = "") -> str:
    """Return a `<row>`: texts as inline strings, numbers as they are, XML in `<...>` as it is."""
    return f'<row r="{number}"{attributes}>' + "".join(
        _cell_xml(f"{'ABCDEFGH'[column]}{number}", cell) for column, cell in enumerate(cells)
    ) + "</row>"


def _cell_xml(place: str, cell: object) -> str:
    if isinstance(cell, str) and cell.startswith("<"):
        return cell
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
    return f'<c r="{place}"><v>{cell}</v></c>'


def rows_xml(rows: Rows) -> list[str]:
    """Return rows from the first on."""
    return [row_xml(number, *row) for number, row in enumerate(rows, start=1)]


def xlsx_parts(needs: str | bytes | None = None) -> dict[str, str | bytes]:
    """Return the parts of a sound workbook, with the part of Needs as given."""
    return {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1"'
            f' Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
            '<sheet name="Needs" sheetId="1" r:id="rId1"/>'
            '<sheet name="Budgets" sheetId="2" r:id="rId2"/></sheets></workbook>'),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE}">' + "".join(
                f'<Relationship Id="rId{n}" Type="{_RELATIONS}/worksheet"'
                f' Target="worksheets/sheet{n}.xml"/>' for n in (1, 2)) + "</Relationships>"),
        "xl/worksheets/sheet1.xml": needs or sheet_xml(*rows_xml(NEEDS)),
        "xl/worksheets/sheet2.xml": sheet_xml(*rows_xml(BUDGETS)),
    }


def ods_parts(*needs_rows: str, styles: str = "") -> dict[str, str | bytes]:
    """Return the parts of an .ods workbook whose sheet Needs has these rows."""
    spaces = " ".join(f'xmlns:{name}="{_OASIS}{name}:1.0"'
                      for name in ("office", "table", "text", "style"))
    budgets = "".join(ods_row(*row) for row in BUDGETS)
    return {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": "<manifest/>",
        "content.xml": (
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}'
            f' xmlns:calcext="{_CALCEXT}"><office:automatic-styles>{styles}'
            "</office:automatic-styles><office:body><office:spreadsheet>"
            f'<table:table table:name="Needs" table:style-name="ta1">{"".join(needs_rows)}'
            f'</table:table><table:table table:name="Budgets">{budgets}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>"),
    }


def ods_row(*cells: object, attributes: str = "") -> str:
    """Return a row: texts and numbers as cells, XML in `<...>` as it is."""
    return f"<table:table-row{attributes}>{''.join(map(_ods_cell, cells))}</table:table-row>"


def _ods_cell(cell: object) -> str:
    if isinstance(cell, str) and cell.startswith("<"):
        return cell
    kind = 'office:value-type="string"' if isinstance(cell, str) else (
        f'office:value-type="float" office:value="{cell}"')
    return f"<table:table-cell {kind}><text:p>{escape(str(cell))}</text:p></table:table-cell>"


def write_package(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    """Write a zip file of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def errors(inputs: Inputs) -> list[tuple[str, str]]:
    """Return code and place (sheet and cell) of each error."""
    return [(f.code, "!".join(filter(None, (f.place.sheet, f.place.cell))))
            for f in inputs.findings if f.severity == "error"]


def only_finding(path: Path) -> Finding:
    """Return the one finding about a file that cannot be read."""
    inputs = read_inputs(path)
    assert len(inputs.findings) == 1, inputs.findings
    assert not inputs.tables
    return inputs.findings[0]
