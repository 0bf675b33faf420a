"""Make the example workbooks anew: `python inputs/build_examples.py`.

The same tables give the same bytes: the created date is fixed.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

sys.path.insert(0, str(Path(__file__).parent))

from example_tables import ACTIVITIES, MINIMAL, PHASING, SPLIT, TABLES

from optimiser.tables.columns import Column, Kind
from optimiser.tables.schema import SHEETS, Sheet, sheet_of

HERE = Path(__file__).parent
CREATED = dt.datetime(2016, 3, 31)
HEADING_ROW = 3
NAVY, PALE, INK = "#1F4E79", "#DCE6F1", "#1F2933"
WIDTHS = {"Source": 60, "Reason": 52, "Recipient": 26, "Activity": 30, "Fund": 34, "Donor": 28,
          "For recipients": 30, "For activities": 34, "Key": 28, "Rule": 28, "Measure": 20,
          "Value": 46, "Coordinator": 38, "Email": 28, "Pillar": 28, "Output": 30, "Group": 18,
          "Setting": 18, "Objective": 26, "Recipients": 26, "Activities": 28, "Region": 28,
          "Expertise": 16, "Tier": 14, "Need": 16, "Budget": 18, "Amount": 16, "Capacity": 16,
          "Period": 12, "For each": 20, "Owner": 20, "Population": 14}
NOTES = {
    "Needs": "Requirements by recipient, activity, quarter and tier, in the currency of the row. "
             "Totals by country are the published ones.",
    "Budgets": "What each fund may spend, in its own currency. A blank period means both quarters.",
    "Recipients": "Severity weighs needs; minimum coverage is a floor; co-financing is the least "
                  "share from own funds.",
    "Activities": "Pillars are those of the Declaration of November 2015. Unit cost in EUR: "
                  "assumptions.",
    "Donors": "GDP in EUR million and population, 2015 (Eurostat, from memory), for the key of "
              "burden sharing.",
    "Capacity": "The most that a recipient can use, in EUR.",
    "Expertise": "Expert-months on offer. Sources: officers offered in 2015-2016 (see About); "
                 "months are assumptions.",
    "Commitments": "What was promised, contracted or paid before this plan.",
    "Burden sharing": "The four Visegrad countries give in proportion to the key, within the "
                      "tolerance.",
    "Rules": "One rule a row. A blank selection means all.",
    "Pins": "Allocations that were fixed beforehand, in EUR.",
    "Tiers": "The most urgent first.",
    "Objectives": "Optimised one after the other.",
    "Exchange rates": "Units of the currency for one euro.",
    "Settings": "Options that travel with the workbook. Rounding in EUR.",
}
FOOTNOTE = ("* This designation is without prejudice to positions on status, and is in line with "
            "UNSCR 1244 and the ICJ Opinion on the Kosovo declaration of independence.")


class Look:
    """The formats of an example workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        base = {"font_name": "Calibri", "font_size": 10, "font_color": INK, "valign": "top"}
        self.plain = book.add_format(base)
        self.text = book.add_format({**base, "text_wrap": True})
        self.title = book.add_format({**base, "bold": True, "font_size": 16, "font_color": NAVY})
        self.note = book.add_format({**base, "italic": True, "font_color": "#52606D"})
        self.heading = book.add_format({**base, "bold": True, "font_color": "#FFFFFF",
                                        "bg_color": NAVY, "border": 1, "border_color": PALE,
                                        "text_wrap": True})
        self.section = book.add_format({**base, "bold": True, "font_size": 12,
                                        "font_color": NAVY, "bottom": 1})
        self.money = book.add_format({**base, "num_format": "#,##0"})
        self.share = book.add_format({**base, "num_format": "0%"})
        self.number = book.add_format({**base, "num_format": "#,##0.####"})

    def of(self, kind: Kind, value: object) -> Format:
        """Return the format of a cell by its column's kind."""
        if isinstance(value, str):
            return self.text
        if kind is Kind.SHARE or (kind is Kind.QUANTITY and isinstance(value, float)
                                  and value <= 1):
            return self.share
        return self.money if kind in (Kind.MONEY, Kind.QUANTITY) else self.number


def build(path: Path, tables: Mapping[str, list[dict[str, object]]], *, plain: bool) -> None:
    """Write an example workbook; a plain one has headings in row 1 and nothing but tables."""
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": path.stem, "created": CREATED})
    look = Look(book)
    if not plain:
        about(book.add_worksheet("About"), look)
    for sheet in SHEETS:
        if sheet.name in tables:
            page = book.add_worksheet(sheet.name)
            write_table(page, look, sheet, tables, 0 if plain else HEADING_ROW)
    book.worksheets()[0].activate()
    book.close()


def write_table(page: Worksheet, look: Look, sheet: Sheet,
                tables: Mapping[str, list[dict[str, object]]], top: int) -> None:
    """Write title, note, headings, rows, drop-downs and print set-up of one table."""
    rows = tables[sheet.name]
    columns = _columns(sheet, rows, everything=top > 0)
    if top:
        page.write_string(0, 0, sheet.name, look.title)
        page.write_string(1, 0, NOTES[sheet.name], look.note)
    page.set_row(top, 30)
    for at, column in enumerate(columns):
        page.set_column(at, at, WIDTHS.get(column.heading, 14))
        page.write_string(top, at, column.heading, look.heading)
        words = f"{column.meaning} {_needed(column)}"
        page.write_comment(top, at, words, {"x_scale": 1.6, "author": "allocate"})
        for number, row in enumerate(rows, start=top + 1):
            _write(page, number, at, row.get(column.heading), column, look)
        _drop_down(page, top + 1, at, column, tables)
    page.freeze_panes(top + 1, 1)
    page.autofilter(top, 0, top + len(rows), len(columns) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)
    page.set_footer("&L&F, &A&RPage &P of &N")


def _columns(sheet: Sheet, rows: list[dict[str, object]], *, everything: bool) -> list[Column]:
    used = {heading for row in rows for heading in row}
    columns = [c for c in sheet.columns if c.heading in used or (
        everything and c.heading not in ("Uncertainty", "Smallest grant"))]
    known = {column.heading for column in sheet.columns}
    extra = [heading for heading in dict.fromkeys(h for row in rows for h in row)
             if heading not in known]
    return columns + [Column(heading, Kind.NUMBER, "A figure that keys may name.")
                      for heading in extra]


def _needed(column: Column) -> str:
    return "Required." if column.required else f"Blank: {column.blank}."


def _write(page: Worksheet, row: int, at: int, value: object, column: Column, look: Look) -> None:
    if value is None:
        page.write_blank(row, at, None, look.plain)
    elif isinstance(value, str):
        page.write_string(row, at, value, look.of(column.kind, value))
    else:
        page.write_number(row, at, value, look.of(column.kind, value))


def _drop_down(page: Worksheet, first: int, at: int, column: Column,
               tables: Mapping[str, list[dict[str, object]]]) -> None:
    """Offer the words of a closed list, and the names that another sheet introduces."""
    source: object = list(column.choices) if column.kind is Kind.CHOICE else None
    if column.kind is Kind.YES_NO:
        source = ["yes", "no"]
    home = {"Recipient": "Recipients", "Activity": "Activities", "Tier": "Tiers"}.get(
        column.heading)
    if column.kind is Kind.NAME and home in tables and first > 1 and page.get_name() != home:
        source = f"={home}!$A${HEADING_ROW + 2}:$A${HEADING_ROW + 1 + len(tables[home])}"
    if source is not None:
        page.data_validation(first, at, first + 500, at, {
            "validate": "list", "source": source, "ignore_blank": True,
            "error_type": "warning", "error_title": column.heading,
            "error_message": "This is not in the list."})


def about(page: Worksheet, look: Look) -> None:
    """Write the cover: what the workbook is, how to read it, what was assumed, the sources."""
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 110)
    page.write_string(0, 0, "Western Balkans migration route, first half of 2016", look.title)
    page.write_string(1, 0, "Needs, budgets and rules for the Visegrad Four and the EU: an example "
                      "for the program allocate.", look.note)
    row = 3
    for title, lines in _sections().items():
        page.write_string(row, 0, title, look.section)
        page.write_blank(row, 1, None, look.section)
        for label, words in lines:
            row += 1
            page.write_string(row, 0, label, look.text)
            page.write_string(row, 1, words, look.text)
        row += 2
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def _sections() -> dict[str, list[tuple[str, str]]]:
    split = ", ".join(f"{name} {share:.0%}" for name, share in SPLIT.items())
    phases = ", ".join(f"{quarter} {share:.0%}" for quarter, share in PHASING.items())
    return {
        "What this is": [
            ("Purpose", "A realistic problem made from published figures, to show what the program "
                        "reads. It is no official document of any government."),
            ("As of", "31 March 2016; amounts in single units of the currency in each row"),
            ("Policy", "Declaration of the Visegrad Group on the Western Balkans Migration Route, "
                       "November 2015"),
            ("How to use it", "allocate western_balkans_2016.xlsx"),
        ],
        "Sheets": [(name, NOTES[name]) for name in TABLES],
        "Assumptions": [
            ("Split by activity", f"{split}; for every country alike"),
            ("Split by quarter", f"{phases}: nearly all arrivals of 2016 fell in its first weeks "
                                 "(Frontex: 128,000 of 130,325 detections in January), so the "
                                 "year's requirement is planned for its first half"),
            ("Tiers", "; ".join(f"{name}: " + ", ".join(f"{t} {s:.0%}" for t, s in entry[6].items())
                                for name, entry in ACTIVITIES.items())),
            ("Countries outside the RMRP", "Albania, Bosnia and Herzegovina, Montenegro and Kosovo* "
                                           "have no published requirement: round figures for "
                                           "preparedness"),
            ("Budgets", "No figures for the region are published for Hungary, Poland and Slovakia; "
                        "the Trust Fund's regional envelope and AMIF are assumed as well"),
            ("Experts", "One expert-month goes with EUR 60,000 of joint patrols, EUR 90,000 of "
                        "investigations, EUR 160,000 of registration, EUR 240,000 of information "
                        "exchange; months on offer follow officers offered in 2015-2016 (Zee News / "
                        "Xinhua, EUobserver 15 Oct 2015; aktuality.sk 21 Mar 2016; "
                        "dailynewshungary.com Aug 2016)"),
            ("Severity, floors, capacities", "Assumptions throughout, after arrivals by country"),
            ("Unit costs and outputs", "Assumptions"),
            ("Coordinators", "Addresses are made up (example.org)"),
        ],
        "Sources": [
            ("Needs", "UNHCR, Regional Refugee and Migrant Response Plan for Europe, January to "
                      "December 2016 (Global Focus)"),
            ("Trust Fund", "Madad Fund action document, EU support to Serbia, Ares(2016); "
                           "inserbia.info quoting the European Commission"),
            ("Czechia", "vlada.cz 4 Nov 2015; aktuality.sk 21 Mar 2016"),
            ("Rates, GDP, population", "European Central Bank; Eurostat (from memory)"),
            ("All figures used", "inputs/data/facts.csv, with source, date and confidence"),
        ],
        "Names": [
            ("North Macedonia", "in 2016: the former Yugoslav Republic of Macedonia"),
            ("Czechia", "in 2016 also: the Czech Republic"),
            ("Kosovo*", FOOTNOTE),
        ],
    }


def main() -> None:
    """Write both example workbooks beside this file."""
    for name in TABLES:
        sheet_of(name)
    build(HERE / "western_balkans_2016.xlsx", TABLES, plain=False)
    build(HERE / "minimal.xlsx", MINIMAL, plain=True)


if __name__ == "__main__":
    main()
