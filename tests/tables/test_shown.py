"""What a cell shows counts: currencies, percentages, thousands cut off, leading zeros."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl.workbook import Workbook
from seen_books import (
    BUDGETS,
    NEEDS,
    Seen,
    book,
    both,
    check_found,
    check_mended,
    needs_of,
    plain,
    read,
    sets,
    told,
)
from small_files import BUDGETS as FUNDS
from small_files import ods_parts, ods_row, write_package

import optimiser
from optimiser.tables.looks.currencies import is_currency
from optimiser.tables.looks.formats import read_format

USD, EURO = "[$$-409]#,##0", "[$€-2] #,##0"
_RATES = (("Currency", "Per unit of base"), ("USD", 1.25), ("HUF", 310))


def _mixed() -> Workbook:
    return needs_of(("Serbia", "Reception", (900_000, USD)), ("Serbia", "Borders", (400_000, EURO)),
                    ("Albania", "Reception", (250_000, '#,##0\\ "HUF"')),
                    ("Albania", "Borders", (150_000, EURO)))


def _rates(workbook: Workbook) -> None:
    sheet = workbook.create_sheet("Exchange rates")
    for row in _RATES:
        sheet.append(row)


CASES = (
    Seen("dollars, forints and euros without a column Currency", _mixed,
         ("E171 Needs!C2", "E171 Needs!C4"),
         both(sets(Needs_D1="Currency", Needs_D2="USD", Needs_D4="HUF"), _rates),
         900_000 / 1.25 + 400_000 + 250_000 / 310 + 150_000),
    Seen("a currency that contradicts the row's own", lambda: needs_of(
        *(("Serbia", f"A{n}", (100, '#,##0 "Kč"'), "HUF") for n in range(4)),
        headings=(*NEEDS[0], "Currency")),
         tuple(f"E171 Needs!C{n}" for n in range(2, 6)),
         both(*(sets(**{f"Needs_D{n}": "EUR"}) for n in range(2, 6)),
              plain("Needs", "C2", "C3", "C4", "C5")), 400),
    Seen("a fund in the accountant's dollars", lambda: book(Budgets=(
        BUDGETS[0], ("Trust Fund", "EU", (800_000, '_("$"* #,##0.00_)')))),
         ("E171 Budgets!C2",), both(sets(Budgets_D1="Currency", Budgets_D2="USD"), _rates)),
    Seen("a capacity, which is in the base currency", lambda: book(Capacity=(
        ("Recipient", "Capacity"), ("Serbia", (500_000, "[$RSD-241A] #,##0")))),
         ("E171 Capacity!B2",), plain("Capacity", "B2")),
    Seen("a currency that no list knows", lambda: needs_of(
        ("Serbia", "Reception", (1_700_000, "[$Taler-407] #,##0"))), ("E171 Needs!C2",),
         plain("Needs", "C2")),
    Seen("money formatted as a percentage", lambda: needs_of(
        *NEEDS[1:4], ("Albania", "Borders", (1500, "0%"))), ("E172 Needs!C5",),
         sets(Needs_C5=150_000)),
    Seen("a budget as 80.0%", lambda: book(Budgets=(*BUDGETS, ("Third", "Poland", (0.8, "0.0%")))),
         ("E172 Budgets!C4",), sets(Budgets_C4=80_000)),
    Seen("a percent sign in quotation marks behind money", lambda: book(
        Budgets=(*BUDGETS, ("Third", "Poland", (800, '0"%"')))), ("E172 Budgets!C4",),
         sets(Budgets_C4=80_000)),
    Seen("millions shown as thousands of millions", lambda: needs_of(
        *NEEDS[1:4], ("Albania", "Borders", (0.15, '0.00" m"'))), ("E173 Needs!C5",),
         sets(Needs_C5=150_000)),
    Seen("thousands in Czech behind the figure", lambda: needs_of(
        *NEEDS[1:4], ("Albania", "Borders", (150, '#,##0 "tis."'))), ("E173 Needs!C5",),
         sets(Needs_C5=150_000)),
    Seen("thousands said where millions are read", lambda: book(
        Needs=(NEEDS[0], ("Serbia", "Reception", (1.7, '0.0"k"'))),
        Budgets=(BUDGETS[0], ("Trust Fund", "EU", 1)),
        Settings=(("Setting", "Value"), ("Amounts in", "millions"))),
         ("E173 Needs!C2",), plain("Needs", "C2")),
    Seen("millions cut off, with the letter", lambda: needs_of(
        ("Serbia", "Reception", (1_000_000, '0.0,,"m"')),
        ("Albania", "Reception", (700_000, '0.0,,"m"'))), ("W110 Needs!C2",),
         plain("Needs", "C2", "C3")),
    Seen("thousands cut off, without a word", lambda: book(Budgets=(
        BUDGETS[0], ("Trust Fund", "EU", (800_000, "#,##0,")))), ("W110 Budgets!C2",),
         plain("Budgets", "C2")),
    Seen("one format for each size", lambda: needs_of(
        ("Serbia", "Reception", (1_700_000, '[>=1000000]0.0,,"m";[>=1000]0.0,"k";0'))),
         ("W110 Needs!C2",), plain("Needs", "C2")),
    Seen("a fund's number with leading zeros", lambda: book(
        Budgets=(BUDGETS[0], ((7, "000"), "EU", 800_000))), ("E174 Budgets!A2",),
         sets(Budgets_A2="007")),
    Seen("an activity shown as Lot 5", lambda: needs_of(
        ("Serbia", (5, '"Lot "0'), 1_700_000)), ("E174 Needs!B2",), sets(Needs_B2="Lot 5")),
    Seen("a purpose code of five digits that begins with 0", lambda: book(Activities=(
        ("Activity", "DAC code"), ("Reception", (720, "00000")), ("Borders", "15190"))),
         ("E174 Activities!B2",), sets(Activities_B2="72010")),
    Seen("half a percent shown, half read", lambda: book(Recipients=(
        ("Recipient", "Minimum coverage"), ("Serbia", (0.5, '0.0"%"')), ("Albania", None))),
         ("E175 Recipients!B2",), sets(Recipients_B2=0.005)),
    Seen("a figure that its format hides", lambda: needs_of(
        *NEEDS[1:4], ("Albania", "Borders", (150_000, ";;;"))), ("W111 Needs!C5",),
         plain("Needs", "C5")),
    Seen("a word shown for a figure", lambda: needs_of(
        *NEEDS[1:4], ("Albania", "Borders", (150_000, '"to be agreed"'))), ("W111 Needs!C5",),
         plain("Needs", "C5")),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_cell_that_shows_something_else_is_named(case: Seen, tmp_path: Path) -> None:
    check_found(case, tmp_path)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_showing_what_is_meant_mends_the_workbook(case: Seen, tmp_path: Path) -> None:
    check_mended(case, tmp_path)


def test_currencies_of_ods_cells_count(tmp_path: Path) -> None:
    """The kind of the cell says it, whatever its style."""
    def cell(amount: int, currency: str) -> str:
        return (f'<table:table-cell office:value-type="currency" office:currency="{currency}"'
                f' office:value="{amount}"><text:p>{amount}</text:p></table:table-cell>')

    share = ('<table:table-cell office:value-type="percentage" office:value="900">'
             "<text:p>90000%</text:p></table:table-cell>")
    parts = ods_parts(ods_row("Recipient", "Activity", "Need"),
                      ods_row("Serbia", "Reception", cell(900, "USD")),
                      ods_row("Albania", "Reception", cell(800, "EUR")),
                      ods_row("Albania", "Borders", share))
    path = write_package(tmp_path / "inputs.ods", parts)
    assert told(optimiser.check(optimiser.load(path))) == ["E171 Needs!C2", "E172 Needs!C4"]


def _styled(*styles: tuple[str, str, str]) -> str:
    """Return styles of figures, of a kind, a name and what they hold, each with one of cells."""
    return "".join(
        f'<number:{kind}-style style:name="{name}">{inner}</number:{kind}-style>'
        f'<style:style style:name="ce{name}" style:family="table-cell" style:data-style-name="{name}"/>'
        for kind, name, inner in styles)


def _ods_cell(style: str, value: int) -> str:
    named = f' table:style-name="ce{style}"' if style else ""
    return (f"<table:table-cell{named}"
            f' office:value-type="float" office:value="{value}"><text:p>x</text:p></table:table-cell>')


def _ods(path: Path, styles: str, *rows: str, columns: str = "") -> Path:
    """Write an .ods workbook whose sheet Needs has these columns, and rows below its headings."""
    parts = ods_parts(columns, ods_row("Recipient", "Activity", "Need"), *rows, styles=styles)
    spaced = str(parts["content.xml"]).replace(
        "<office:document-content ", "<office:document-content "
        'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" ', 1)
    return write_package(path, parts | {"content.xml": spaced})


def test_styles_of_ods_cells_count(tmp_path: Path) -> None:
    """A currency, millions cut off and leading zeros by the style of the cell."""
    styles = _styled(
        ("currency", "N0", "<number:currency-symbol>Ft</number:currency-symbol><number:number/>"),
        ("number", "N1", '<number:number number:display-factor="1000000"/><number:text>m</number:text>'),
        ("number", "N2", '<number:number number:min-integer-digits="3"/>'))
    path = _ods(tmp_path / "inputs.ods", styles,
                ods_row("Serbia", "Reception", _ods_cell("N0", 900)),
                ods_row("Albania", "Reception", _ods_cell("N1", 800)),
                ods_row(_ods_cell("N2", 7), "Borders", 700))
    assert told(optimiser.check(optimiser.load(path))) == [
        "E171 Needs!C2", "E174 Needs!A4", "W110 Needs!C3"]
    assert FUNDS


def test_a_currency_that_an_ods_writes_as_words_counts(tmp_path: Path) -> None:
    """As LibreOffice keeps what Excel has in quotes, and Excel's accounting formats as maps."""
    kc = "<number:number/><number:text> Kč</number:text>"
    styles = _styled(
        ("number", "N1", kc), ("number", "N2P0", kc),
        ("text", "N2", '<number:text-content/><style:map style:condition="value()&gt;0"'
         ' style:apply-style-name="N2P0"/>'),
        ("number", "N3", "<number:text>n/a</number:text>"),
        ("number", "N4P0", "<number:number/><number:text> EUR</number:text>"),
        ("number", "N4", kc + '<style:map style:condition="value()&gt;=0"'
         ' style:apply-style-name="N4P0"/>'))
    rows = (ods_row("Serbia", f"A{style}", _ods_cell(style, 900)) for style in ("N1", "N2", "N3", "N4"))
    path = _ods(tmp_path / "inputs.ods", styles, *rows)
    assert told(optimiser.check(optimiser.load(path))) == [
        "E171 Needs!C2", "E171 Needs!C3", "W111 Needs!C4"]


def test_a_cell_of_an_ods_looks_as_its_column_does(tmp_path: Path) -> None:
    styles = _styled(("number", "N1", "<number:number/><number:text> Kč</number:text>"))
    columns = ('<table:table-column table:number-columns-repeated="2"/>'
               '<table:table-column table:default-cell-style-name="ceN1"/>')
    path = _ods(tmp_path / "inputs.ods", styles,
                ods_row("Serbia", "Reception", _ods_cell("", 900)), columns=columns)
    assert told(optimiser.check(optimiser.load(path))) == ["E171 Needs!C2"]


@pytest.mark.parametrize("code", [
    "General", "0", "#,##0", "#,##0.00", "0.00E+00", "[Red]#,##0;[Blue]-#,##0", "# ?/?",
    "_-* #,##0.00_-;-* #,##0.00_-;_-* \"-\"??_-;_-@_-", "* #,##0", "[$-F800]#,##0", "@",
    "yyyy-mm-dd", "[h]:mm", "#,##0;(#,##0)", '#,##0;-#,##0;"-"', "#,##0_d", "#,##0 "])
def test_a_format_that_shows_the_figure_says_nothing(code: str) -> None:
    assert read_format(code) is None


@pytest.mark.parametrize(("code", "sign"), [
    ("[$RSD-81A] #,##0", "RSD"), ("#,##0.00\\ [$MDL]", "MDL"), ('_-* #,##0\\ "Kč"_-', "CZK"),
    ("\\E\\U\\R #,##0", "EUR"), ("€#,##0", "EUR"), ("#,##0 [$KM-141A]", "BAM"),
    ("[$Lekë-41C]#,##0", "ALL"), ("#,##0 [$ден.-42F]", "MKD"), ("# ##0 \\d\\i\\n", "RSD"),
    ('#,##0 "Ft"', "HUF"), ("[$£-809]#,##0", "GBP"), ('"$"#,##0_);("$"#,##0)', "CAD"),
    ('#,##0 "kr"', "SEK"), ('#,##0 "zł"', "PLN")])
def test_a_currency_in_a_format_is_known_by_sign_word_or_code(code: str, sign: str) -> None:
    said = read_format(code)
    assert said is not None
    assert is_currency(said.of(1000).currency, sign)


@pytest.mark.parametrize("code", ['#,##0 "MWH"', '#,##0 "days"', '#,##0 "people"', '0 "y/y"'])
def test_words_that_are_no_currency_and_no_unit_name_nothing(code: str, tmp_path: Path) -> None:
    workbook = needs_of(("Serbia", "Reception", (1_700_000, code)))
    assert told(read(workbook, tmp_path)) == []


def test_the_rows_own_currency_in_its_format_is_no_finding(tmp_path: Path) -> None:
    """Euros by sign, dollars where Currency says USD or CAD, dinars in words."""
    workbook = needs_of(
        ("Serbia", "Reception", (900_000, EURO), None), ("Serbia", "Food", (1000, USD), "USD"),
        ("Serbia", "Borders", (90_000, '#,##0 "din."'), "RSD"),
        headings=(*NEEDS[0], "Currency"))
    sheet = workbook.create_sheet("Exchange rates")
    for row in (("Currency", "Per unit of base"), ("USD", 1.1), ("RSD", 120)):
        sheet.append(row)
    codes = [line for line in told(read(workbook, tmp_path)) if line[0] == "E"]
    assert codes == []


def test_formats_are_found_in_whatever_order_a_writer_puts_attributes(tmp_path: Path) -> None:
    """Another writer puts the style before the place, or a prefix before the name."""
    path = tmp_path / "inputs.xlsx"
    _mixed().save(path)
    turned = tmp_path / "turned.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(turned, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                for cell in (b"C2", b"C3", b"C4", b"C5"):
                    for style in range(5):
                        old = b'<c r="%s" s="%d"' % (cell, style)
                        content = content.replace(old, b"<c  s='%d' r='%s'" % (style, cell))
            target.writestr(name, content)
    assert told(optimiser.check(optimiser.load(turned)))[:2] == ["E171 Needs!C2", "E171 Needs!C4"]


def test_a_carry_over_of_one_that_shows_as_a_percentage_is_a_share(tmp_path: Path) -> None:
    """1 is yes; 1 shown as 100% is a share: so much of the row's own budget may be carried."""
    book = Workbook()
    book.active.title = "Needs"
    for row in (("Recipient", "Activity", "Period", "Need"), ("A", "x", "2026", 10),
                ("A", "x", "2027", 10)):
        book.active.append(row)
    budgets = book.create_sheet("Budgets")
    for row in (("Fund", "Donor", "Period", "Budget", "Carry over"), ("F", "D", "2026", 10, 1),
                ("G", "D", "2026", 10, 1), ("H", "D", "2026", 10, 0.2), ("I", "D", "2026", 1, "yes")):
        budgets.append(row)
    for cell in ("E3", "E4", "E5"):
        budgets[cell].number_format = "0%"
    book.save(tmp_path / "carry.xlsx")
    read = optimiser.load(tmp_path / "carry.xlsx").table("Budgets").text("Carry over")
    assert read.tolist() == ["yes", "100%", "20%", "yes"]


def test_money_among_figures_counts_as_it_is_shown(tmp_path: Path) -> None:
    """The value of a rule, a price, a least amount: a share of theirs may show a percent sign."""
    workbook = book(
        Needs=((*NEEDS[0], "Least amount"), *((*row, (5_000, '#,##0 "Ft"')) for row in NEEDS[1:2]),
               *((*row, (0.5, "0%")) for row in NEEDS[2:])),
        Activities=(("Activity", "Unit cost"), ("Reception", (50, '#,##0 "zł"')), ("Borders", None)),
        Rules=(("Rule", "Recipients", "Measure", "Relation", "Value"),
               ("R1", "Serbia", "amount", "at most", (500_000, '#,##0 "Kč"')),
               ("R2", "Serbia", "amount", "at most", (500_000, '#,##0 "m €"')),
               ("R3", "Serbia", "amount", "at most", (500_000, "#,##0 €")),
               ("R4", "Serbia", "share of total", "at most", (0.9, "0%"))))
    assert told(read(workbook, tmp_path)) == [
        "E171 Needs!D2", "E171 Activities!B2", "E171 Rules!E2", "E173 Rules!E3"]
