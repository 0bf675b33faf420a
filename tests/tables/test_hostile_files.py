"""Files built to exhaust or to deceive: refused in seconds, or read as what they say."""

from __future__ import annotations

import io
import os
import struct
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from small_files import (
    BUDGETS,
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
from optimiser.tables.rule_files import add_rule_files
from optimiser.tables.sources import extent, files
from optimiser.tables.sources.container import member, zip_of

SECONDS = 6.0
"""Of processor time, which a busy machine does not change."""


def in_time(path: Path) -> list[str]:
    """Return the codes of what a file comes to; fail where that takes too long."""
    start = time.process_time()
    codes = [finding.code for finding in read_inputs(path).findings]
    assert time.process_time() - start < SECONDS
    return codes


def xlsx(folder: Path, *cells: str, **parts: str | bytes) -> Path:
    """Write a workbook whose need in C2 is given as XML."""
    needs = sheet_xml(row_xml(1, *NEEDS[0]), row_xml(2, "Serbia", "Reception", *cells))
    return write_package(folder / "inputs.xlsx", xlsx_parts(needs) | parts)


# One container, one parser.

def test_a_file_of_two_directories_is_refused(tmp_path: Path) -> None:
    """Readers differ in which of the two they take: one was checked, the other read."""
    for name, amount in (("first", 1000.0), ("second", 2000.0)):
        write_xlsx(tmp_path / f"{name}.xlsx", SOUND | {
            "Needs": (NEEDS[0], ("Serbia", "Reception", amount))})
    path = tmp_path / "inputs.xlsx"
    path.write_bytes((tmp_path / "first.xlsx").read_bytes()
                     + (tmp_path / "second.xlsx").read_bytes())
    finding = only_finding(path)
    assert (finding.code, "more than the parts" in finding.message) == ("E106", True)


def test_a_directory_in_the_comment_of_a_file_is_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "inputs.xlsx", SOUND)
    with zipfile.ZipFile(path, "a") as package:
        package.comment = b"PK\x05\x06" + bytes(18)
    assert only_finding(path).code == "E106"


def test_what_is_packed_behind_the_end_of_a_part_is_refused(tmp_path: Path) -> None:
    content = xlsx_parts()["xl/worksheets/sheet1.xml"]
    assert isinstance(content, str)
    packed = zlib.compress(content.encode(), 9)[2:-4]
    path = write_package(tmp_path / "inputs.xlsx", xlsx_parts())
    with zipfile.ZipFile(path) as package:
        part = package.getinfo("xl/worksheets/sheet1.xml")
    whole = path.read_bytes()
    assert whole.count(struct.pack("<L", part.compress_size)) == 2
    at = part.header_offset + 30 + len(part.filename)
    head, rest = whole[:at], whole[at + part.compress_size:]
    longer = head + whole[at:at + part.compress_size] + packed + rest
    longer = longer.replace(struct.pack("<L", part.compress_size),
                            struct.pack("<L", part.compress_size + len(packed)))
    path.write_bytes(_moved(longer, len(packed), at))
    assert only_finding(path).code == "E102"


def _moved(content: bytes, by: int, behind: int) -> bytes:
    """Correct the offsets of a zip file into which bytes were put."""
    end = content.rindex(b"PK\x05\x06")
    start = struct.unpack_from("<L", content, end + 16)[0] + by
    moved = bytearray(content)
    struct.pack_into("<L", moved, end + 16, start)
    entry = start
    while moved[entry:entry + 4] == b"PK\x01\x02":
        name, extra, comment = struct.unpack_from("<3H", moved, entry + 28)
        offset = struct.unpack_from("<L", moved, entry + 42)[0]
        struct.pack_into("<L", moved, entry + 42, offset + by * (offset >= behind))
        entry += 46 + name + extra + comment
    return bytes(moved)


def test_parts_are_given_on_in_a_zip_file_that_any_reader_opens() -> None:
    content = zip_of([member("a.xml", b"<a/>"), member("ö/b.xml", b"<b/>" * 1000)])
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        assert package.namelist() == ["a.xml", "ö/b.xml"]
        assert package.read("ö/b.xml") == b"<b/>" * 1000


def test_parts_with_paths_that_lead_out_are_parts_like_any_other(tmp_path: Path) -> None:
    """Nothing is ever unpacked to the disk, and no parser sees the part."""
    path = xlsx(tmp_path, "<c r='C2'><v>1000</v></c>",
                **{"../../evil.xml": "<x/>", "/etc/evil.xml": "<x/>", "C:\\evil.xml": "<x/>"})
    assert in_time(path) == []
    assert sorted(tmp_path.iterdir()) == [path]


def test_a_workbook_in_the_zip64_form_is_read(tmp_path: Path) -> None:
    path = tmp_path / "inputs.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in xlsx_parts().items():
            with package.open(name, "w", force_zip64=True) as part:
                part.write(content.encode() if isinstance(content, str) else content)
    assert read_inputs(path).table("Needs").number("Need").tolist() == [1000]


def test_a_part_without_a_name_is_refused_or_read_over(tmp_path: Path) -> None:
    path = tmp_path / "inputs.xlsx"
    path.write_bytes(zip_of([member("", b"<x/>"), *(
        member(name, content.encode() if isinstance(content, str) else content)
        for name, content in xlsx_parts().items())]))
    assert in_time(path) == []


# One spelling.

SPELLINGS = [
    '<c r="C2"><v>10<!-- a note -->00</v></c>',
    '<c r="C2"><v><![CDATA[1000]]></v></c>',
    '<c r="C2"><v>1<?x y?>000</v></c>',
    '<c r="C2"><v>&#49;000</v></c>',
    '<c r="&#67;2"><v>1000</v></c>',
    "<c t='n' r='C2'><v>1000</v></c>",
    '<c\n\tr = "C2" ><v >1000</v></c>',
    "<c><v>1000</v></c>",
    '<c r="C2" xml:space="preserve" s="0"><v>1000</v></c>',
    '<c r="C2"><f>5*200<!-- a note --></f><v>1000</v></c>',
    '<x:c xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="C2">'
    "<x:v>1000</x:v></x:c>",
]


@pytest.mark.parametrize("cell", SPELLINGS)
def test_a_cell_means_the_same_however_it_is_spelt(tmp_path: Path, cell: str) -> None:
    """calamine reads `10<!-- -->00` as 10, and a figure with an entity as a blank cell."""
    inputs = read_inputs(xlsx(tmp_path, cell))
    assert inputs.findings == ()
    assert inputs.table("Needs").number("Need").tolist() == [1000]


@pytest.mark.parametrize(("cell", "code"), [
    ('<c r="C2" t="&#101;"><v>#REF!</v></c>', "E116"),
    ('<c r="C2" t="e"><!-- a note --><v>#REF!</v></c>', "E116"),
    ('<c r="C2"><f>1+1</f><!-- a note --></c>', "E117"),
    ('<c r="C2"><f>1+1</f><v xml:space="preserve"></v></c>', "E117"),
    ('<c r="C2"><f>1+1</f><v> <![CDATA[ ]]></v></c>', "E117"),
    ('<c r="C2"><v>&lt;1000</v></c>', "E118"),
    ('<c r="C2"><v>nan</v></c>', "E119"),
])
def test_no_spelling_hides_an_error_as_a_blank(tmp_path: Path, cell: str, code: str) -> None:
    found = errors(read_inputs(xlsx(tmp_path, cell)))
    assert [place for _, place in found] == ["Needs!C2"]
    assert code in ("E118", "E119") or found[0][0] == code


def test_texts_in_sections_and_entities_are_read_in_full(tmp_path: Path) -> None:
    shared = (f'<sst xmlns="{_MAIN}"><si><t><![CDATA[Recep]]>tion<!-- a note --></t></si>'
              "<si><t>R&#38;D</t></si></sst>")
    links = str(xlsx_parts()["xl/_rels/workbook.xml.rels"]).replace("</Relationships>", (
        f'<Relationship Id="t" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>"))
    needs = sheet_xml(row_xml(1, *NEEDS[0]), row_xml(
        2, "Serbia", '<c r="B2" t="s"><v>0</v></c>', 1.0), row_xml(
        3, "Serbia", '<c r="B3" t="s"><v>1</v></c>', 2.0))
    path = write_package(tmp_path / "inputs.xlsx", xlsx_parts(needs) | {
        "xl/_rels/workbook.xml.rels": links, "xl/sharedStrings.xml": shared})
    assert read_inputs(path).table("Needs").text("Activity").tolist() == ["Reception", "R&D"]


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.mark.parametrize("encoding", ["nonsense", "UTF-16", "UTF-7", "ISO-8859-1", "cp037"])
@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "_rels/.rels"])
def test_text_that_says_it_is_not_utf_8_is_refused(
        tmp_path: Path, part: str, encoding: str) -> None:
    content = str(xlsx_parts()[part]).removeprefix('<?xml version="1.0"?>')
    finding = only_finding(xlsx(tmp_path, "<c r='C2'><v>1</v></c>", **{
        part: f'<?xml version="1.0" encoding="{encoding}"?>{content}'}))
    assert (finding.code, "UTF-8" in finding.message) == ("E106", True)


@pytest.mark.parametrize("encoding", ["nonsense", "UTF-16", "shift_jis"])
def test_an_ods_that_says_it_is_not_utf_8_is_refused(tmp_path: Path, encoding: str) -> None:
    parts = ods_parts(*(ods_row(*row) for row in NEEDS))
    parts["content.xml"] = str(parts["content.xml"]).replace("UTF-8", encoding)
    assert only_finding(write_package(tmp_path / "inputs.ods", parts)).code == "E106"


def test_entities_are_refused_in_the_content_of_an_ods(tmp_path: Path) -> None:
    parts = ods_parts(*(ods_row(*row) for row in NEEDS))
    parts["content.xml"] = str(parts["content.xml"]).replace(
        "<office:document", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        "<office:document", 1)
    finding = only_finding(write_package(tmp_path / "inputs.ods", parts))
    assert (finding.code, "entities" in finding.message) == ("E106", True)


# Time and memory.

LONG = 400_000


@pytest.mark.parametrize("cell", [
    '<c r="C2"><f>1</f>' + " " * LONG + "x</c>",
    '<c r="C2"><f>1</f>' + "<v/>" * (LONG // 4) + "</c>",
    '<c r="C2"><f' + " a" * 10 + "/>" + " " * LONG + "<v> </v>" + " " * LONG + "</c>",
    '<c r="C2" t="e">' + "<v>" + " " * LONG + "</v></c>",
    '<c r="C2"' + " " * LONG + 't="e"><v>#N/A</v></c>',
    '<c r="C2" x="' + '&quot;e&quot; t ' * (LONG // 20) + '"><v>1</v></c>',
    "<c r='C2'>" * 5_000 + "<f/>" + "</c>" * 5_000,
    '<row r="9" x="' + " r" * LONG + '"/>',
])
def test_no_pattern_takes_time_with_the_square_of_a_cell(tmp_path: Path, cell: str) -> None:
    in_time(xlsx(tmp_path, cell))


@pytest.mark.parametrize("cell", [
    '<table:table-cell office:value-type="string">' + "<office:annotation/>" * 50_000
    + "<text:p>x</text:p></table:table-cell>",
    '<table:table-cell office:value-type="string"><text:p>' + "<text:s/>" * 100_000
    + "</text:p></table:table-cell>",
    '<table:table-cell office:value-type="string">' + "<text:p/>" * 100_000
    + "</table:table-cell>",
    "<table:table-cell table:formula='x'/>" * 16_000,
])
def test_no_cell_of_an_ods_takes_time_with_the_square_of_it(tmp_path: Path, cell: str) -> None:
    rows = [ods_row(*NEEDS[0]), ods_row("Serbia", "Reception", cell)]
    in_time(write_package(tmp_path / "inputs.ods", ods_parts(*rows)))


def test_a_tag_of_megabytes_is_refused(tmp_path: Path) -> None:
    """expat looks through a tag that is not finished anew with every stretch that it gets."""
    needs = sheet_xml(*rows_xml(NEEDS)).replace(
        "<sheetData>", f'<sheetData x="{"y" * 60_000_000}">')
    finding = only_finding(write_package(tmp_path / "inputs.xlsx", xlsx_parts(needs)))
    assert finding.code == "E106"


def test_cells_that_do_not_say_where_they_stand_are_counted(tmp_path: Path) -> None:
    """50,000 rows and one of 16,000 cells make 800 million, written out in full."""
    rows = "<row><c><v>1</v></c></row>" * 50_000 + f"<row>{'<c><v>1</v></c>' * 16_000}</row>"
    path = write_package(tmp_path / "inputs.xlsx", xlsx_parts(sheet_xml(rows)))
    assert in_time(path) == ["E108"]


@pytest.mark.parametrize("cell", [
    '<table:table-cell office:value-type="string"><text:p><text:s text:c="2000000000"/></text:p>'
    "</table:table-cell>",
    '<table:table-cell office:value-type="string"><text:p>' + '<text:s text:c="999999"/>' * 5
    + "</text:p></table:table-cell>",
])
def test_blanks_that_an_ods_repeats_are_counted_before_they_are_written(
        tmp_path: Path, cell: str) -> None:
    rows = [ods_row(*NEEDS[0]), ods_row("Serbia", "Reception", cell)]
    finding = only_finding(write_package(tmp_path / "inputs.ods", ods_parts(*rows)))
    assert (finding.code, "letters" in finding.message) == ("E106", True)


def test_a_long_text_that_many_cells_share_is_counted_as_often(tmp_path: Path) -> None:
    """A text of 30,000 letters in 10,000 cells is a file of 100 kB, and 300 million letters."""
    shared = f'<sst xmlns="{_MAIN}"><si><t>{"x" * 30_000}</t></si></sst>'
    links = str(xlsx_parts()["xl/_rels/workbook.xml.rels"]).replace("</Relationships>", (
        f'<Relationship Id="t" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>"))
    needs = sheet_xml(*rows_xml(NEEDS), *(
        row_xml(row, f'<c r="A{row}" t="s"><v>0</v></c>') for row in range(3, 10_003)))
    path = write_package(tmp_path / "inputs.xlsx", xlsx_parts(needs) | {
        "xl/_rels/workbook.xml.rels": links, "xl/sharedStrings.xml": shared})
    assert in_time(path) == ["E108"]


def test_of_sheets_with_one_name_only_the_first_is_laid_out(tmp_path: Path) -> None:
    parts = xlsx_parts(sheet_xml(*rows_xml(NEEDS), '<row r="99999"><c r="Z99999"><v>1</v></c></row>'))
    parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace(
        "<sheets>", "<sheets>" + '<sheet name="NEEDS" sheetId="9" r:id="rId1"/>' * 200)
    assert set(in_time(write_package(tmp_path / "inputs.xlsx", parts))) == {"E114"}


@pytest.mark.parametrize("sheets", [
    '<sheet name="Needs" sheetId="1" r:id="rId1"/>' * 2_000,
    f'<sheet name="{"N" * 5_000}" sheetId="1" r:id="rId1"/>',
])
def test_lists_of_sheets_are_bounded(tmp_path: Path, sheets: str) -> None:
    parts = xlsx_parts()
    parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace("<sheets>", f"<sheets>{sheets}")
    assert in_time(write_package(tmp_path / "inputs.xlsx", parts)) == ["E108"]


def test_more_errors_than_can_be_told_are_one(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extent, "MOST_FAULTS", 10)
    needs = sheet_xml(row_xml(1, *NEEDS[0]), *(
        row_xml(row, f'<c r="A{row}" t="e"><v>#N/A</v></c>') for row in range(2, 20)))
    assert in_time(write_package(tmp_path / "inputs.xlsx", xlsx_parts(needs))) == ["E102"]
    rows = [ods_row(*NEEDS[0]), ods_row(
        "<table:table-cell table:formula='x'/>", attributes=' table:number-rows-repeated="20"')]
    assert in_time(write_package(tmp_path / "inputs.ods", ods_parts(*rows))) == ["E102"]


@pytest.mark.parametrize("text", [
    "Recipient,Activity,Need\n" + "\n" * 1_100_000,
    "Recipient,Activity,Need\n" + "x," * 20_000 + "x\n",
    "\n".join(["Recipient,Activity,Need", *("a" + "," * 16_000 + "b",) * 600, "Serbia,Reception,1"]),
])
def test_a_csv_file_is_bounded_while_it_is_read(tmp_path: Path, text: str) -> None:
    folder = write_folder(tmp_path / "inputs", {
        "Needs": text, "Budgets": "Fund,Donor,Budget\nCzech Aid,Czechia,800\n"})
    assert in_time(folder) == ["E108"]


def test_blank_cells_and_rows_at_the_end_of_a_csv_file_are_nothing(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "inputs", {
        "Needs": "Recipient,Activity,Need" + "," * 20_000 + "\nSerbia,Reception,1000\n,,,\n\n",
        "Budgets": "Fund,Donor,Budget\nCzech Aid,Czechia,800\n"})
    inputs = read_inputs(folder)
    assert inputs.table("Needs").number("Need").tolist() == [1000]


# Rules in .toml.

@pytest.mark.parametrize("text", [
    "[[rule]]\nvalue = " + "9" * 5_000,
    "[[rule]]\nvalue = " + "[" * 50_000 + "]" * 50_000,
    "[[rule]]\nvalue = " + "{a=" * 50_000 + "1" + "}" * 50_000,
    "a" + ".a" * 200_000 + " = 1",
    "[[rule]]\nvalue = {" + "a." * 200_000 + "a = 1}",
    "[" + "a." * 200_000 + "a]",
    "[[rule]]\nvalid_until = 99999-01-01",
    "[[rule]]\nvalue = 0x",
])
def test_a_toml_file_that_cannot_be_read_is_one_finding_at_its_line(
        tmp_path: Path, text: str) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(text, encoding="utf-8")
    start = time.process_time()
    found = add_rule_files(read_inputs(write_xlsx(tmp_path / "inputs.xlsx", SOUND)), [path])
    assert time.process_time() - start < SECONDS
    assert [finding.code for finding in found.findings] == ["E142"]
    assert found.findings[0].place.cell.startswith("line ")


def test_a_rule_of_the_first_century_has_a_day_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text('[[rule]]\nrule = "R"\nmeasure = "amount"\nrelation = "at most"\nvalue = 1\n'
                    "valid_until = 0001-01-01\n", encoding="utf-8")
    found = add_rule_files(read_inputs(write_xlsx(tmp_path / "inputs.xlsx", SOUND)), [path])
    assert found.table("Rules").text("Valid until").tolist() == ["0001-01-01"]


# What is no file.

@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name are POSIX only")
@pytest.mark.parametrize("name", ["inputs.xlsx", "rules.toml", "rules.csv", "rules.xlsx"])
def test_a_pipe_in_the_place_of_a_file_is_a_finding_and_no_endless_wait(
        tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    os.mkfifo(path)
    sound = read_inputs(write_xlsx(tmp_path / "sound.xlsx", SOUND))
    findings = (read_inputs(path) if name.startswith("inputs") else add_rule_files(
        sound, [path])).findings
    assert [finding.code for finding in findings] == ["E106"]
    assert "pipe" in findings[0].message


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="devices are POSIX only")
def test_a_device_in_the_place_of_a_file_is_a_finding() -> None:
    assert only_finding(Path("/dev/zero")).code == "E106"


def test_a_file_that_tells_no_size_is_bounded_all_the_same(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_xlsx(tmp_path / "inputs.xlsx", SOUND)
    monkeypatch.setattr(files.read_file, "__defaults__", (100,))
    finding = only_finding(path)
    assert (finding.code, "larger" in finding.message) == ("E106", True)


def test_a_sound_workbook_passes_every_guard(tmp_path: Path) -> None:
    rows = [ods_row(*row) for row in NEEDS]
    for path in (write_xlsx(tmp_path / "inputs.xlsx", {"Needs": NEEDS, "Budgets": BUDGETS}),
                 write_package(tmp_path / "inputs.ods", ods_parts(*rows))):
        assert in_time(path) == []
