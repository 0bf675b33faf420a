"""Workbooks that are odd but sound: read without an error, with the one warning they deserve."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.packaging.relationship import Relationship
from openpyxl.workbook.external_link import ExternalLink
from openpyxl.workbook.external_link.external import ExternalBook

from faulty import Book, base_book


@dataclass(frozen=True, slots=True)
class Sound:
    """A book that is read without an error, and the warning that it must bring, if any.

    `same_plan` says that its plan is that of the base book.
    """

    name: str
    spoil: Callable[[Book], None]
    warning: tuple[str, str, str] | None = None
    same_plan: bool = True
    file: str = "inputs.xlsx"
    touch_up: Callable[[Path], None] | None = None

    def build(self, folder: Path) -> Path:
        book = base_book()
        self.spoil(book)
        path = book.write(folder / self.file)
        if self.touch_up:
            self.touch_up(path)
        return path


def _cells(**values: object) -> Callable[[Book], None]:
    """Return a change of single cells: `Needs_F4=1` sets Needs!F4."""

    def spoil(book: Book) -> None:
        for place, value in values.items():
            sheet, _, cell = place.rpartition("_")
            book[f"{sheet.replace('_', ' ')}!{cell}"] = value

    return spoil


def _hidden_sheet(book: Book) -> None:
    book.hidden.add("Capacity")


def _note_sheet(book: Book) -> None:
    book.put("Minutes", 1, "What the coordinators said")


def _sheet_in_other_spelling(book: Book) -> None:
    book.sheets["  NEEDS"] = book.sheets.pop("Needs")
    for cell, heading in (("B3", " recipient "), ("F3", "NEED"), ("H3", "expert-MONTHS")):
        book[f"  NEEDS!{cell}"] = heading


def _names_in_other_spellings(book: Book) -> None:
    book["Needs!B6"] = "  north\u00a0 MACEDONIA "
    book["Budgets!G5"] = "western  balkans"
    book["Commitments!B4"] = "\uff34rust Fund"


def _without_titles(book: Book) -> None:
    for sheet, cells in book.sheets.items():
        book.sheets[sheet] = {(row - 2, column - 1): value
                              for (row, column), value in cells.items() if column and row > 1}


def _more_blank_rows(book: Book) -> None:
    book.sheets["Needs"] = {(row + (5 if row > 1 else 0) + (2 if row > 4 else 0), column): value
                            for (row, column), value in book.sheets["Needs"].items()}


def _key_of_a_region_with_one_more(book: Book) -> None:
    book.put("Recipients", 7, "Malta", "MT", "Islands")
    book.put("Recipient keys", 3, "Region", "Key", "Tolerance")
    book.put("Recipient keys", 4, "Islands", "equal", "0%")


def _near_sheet(book: Book) -> None:
    book.sheets["Capacty"] = book.sheets.pop("Capacity")


def _one_amount_in_the_wrong_unit(book: Book) -> None:
    for row in range(9, 14):
        book.put("Needs", row, "Albania", f"Activity {row}", "2016-Q1", "vital", 1000 + row)
        book.put("Activities", row, f"Activity {row}")
    book["Needs!F13"] = 1_500_000


def _without_recipients_list(book: Book) -> None:
    del book.sheets["Recipients"]
    book.put("Needs", 9, "Albanai", "Reception", "2016-Q2", "vital", 10)
    book["Budgets!G5"] = None


def _kosovo_twice(book: Book) -> None:
    _without_recipients_list(book)
    book["Needs!B9"] = "Kosovo*"
    book.put("Needs", 10, "Kosovo (UNSC 1244)", "Reception", "2016-Q2", "vital", 10)


def _hide_row(path: Path) -> None:
    workbook = openpyxl.load_workbook(path)
    workbook["Needs"].row_dimensions[5].hidden = True
    workbook.save(path)


def _offer_of_no_use(book: Book) -> None:
    book.put("Expertise", 7, "Poland", "asylum officer team", None, 5)


def _open_in_excel(path: Path) -> None:
    path.with_name(f"~${path.name}").write_bytes(b"\x03Ana")


def _link_to_another_file(path: Path) -> None:
    workbook = openpyxl.load_workbook(path)
    link = ExternalLink(externalBook=ExternalBook(id="rId1"))
    link.file_link = Relationship(type="externalLinkPath", Target="other.xlsx", Id="rId1",
                                  TargetMode="External")
    links: list[ExternalLink] = vars(workbook)["_external_links"]
    links.append(link)
    workbook.save(path)


def _write_percent_format(path: Path) -> None:
    workbook = openpyxl.load_workbook(path)
    workbook["Recipients"]["F4"].number_format = "0%"
    workbook.save(path)


def _nothing(book: Book) -> None:
    """Leave the base book as it is."""


def _conditions(*rows: tuple[str, ...]) -> Callable[[Book], None]:
    def spoil(book: Book) -> None:
        book.put("Conditions", 3, "Recipient", "Activity", "Condition", "Other recipient",
                 "Other activity")
        for number, row in enumerate(rows, start=4):
            book.put("Conditions", number, *row)

    return spoil


SOUND = (
    Sound("base_book", _nothing),
    Sound("base_book_as_ods", _nothing, file="inputs.ods"),
    Sound("base_book_as_csv", _nothing, file="inputs"),
    Sound("no_titles_above_the_headings", _without_titles),
    Sound("more_blank_rows", _more_blank_rows),
    Sound("sheet_and_headings_in_other_spellings", _sheet_in_other_spelling),
    Sound("names_in_other_spellings", _names_in_other_spellings),
    Sound("extra_sheet_is_listed_as_ignored", _note_sheet, ("", "", "Minutes")),
    Sound("extra_column_is_listed_as_ignored", _cells(Needs_M3="Remark", Needs_M4="by Ana"),
          ("Needs", "", "Remark")),
    Sound("needs_kept_apart_from_what_they_need", _conditions(
        ("North Macedonia", "Border control", "only if", "Serbia", "Reception"),
        ("Serbia", "Reception", "together with", "Serbia", "Border control"),
        ("North Macedonia", "Border control", "not with", "Serbia", "Border control")),
          ("Conditions", "D6", "Serbia / Border control"), same_plan=False),
    Sound("units_that_rounding_does_not_divide",
          _cells(Activities_I3="Whole units", Activities_I4="yes", Activities_H4=2.5),
          ("Activities", "H4", "2 at a time"), same_plan=False),
    Sound("unit_dearer_than_the_need",
          _cells(Activities_I3="Whole units", Activities_I4="yes", Activities_H4=600),
          ("Needs", "F8", "EUR 500"), same_plan=False),
    # The need is 1,000, of which 200 are committed.
    Sound("least_amount_above_what_is_left_of_the_need",
          _cells(Needs_L3="Least amount", Needs_L4=900), ("Needs", "L4", "EUR 800"),
          same_plan=False),
    Sound("condition_on_no_need", _conditions(
        ("Serbia", "Reception", "not with", "Albania", "Border control")),
          ("Conditions", "E4", "Albania / Border control")),
    Sound("least_amount_above_the_money_that_may_pay",
          _cells(Needs_F8=270_000, Needs_L3="Least amount", Needs_L8=200_000, Pins_F4=None),
          ("Needs", "L8", "EUR 4,300"), same_plan=False),
    Sound("near_heading_brings_a_suggestion", _cells(Needs_K3="Sourse"),
          ("Needs", "K3", "Source")),
    Sound("near_sheet_brings_a_suggestion", _near_sheet, ("Capacty", "", "Capacity"),
          same_plan=False),
    Sound("hidden_sheet_is_read_and_reported", _hidden_sheet, ("Capacity", "", "hidden")),
    Sound("hidden_row_is_read_and_reported", _nothing, ("Needs", "5:5", "hidden"),
          touch_up=_hide_row),
    Sound("link_to_another_file_is_reported", _nothing, ("", "", "link"),
          touch_up=_link_to_another_file),
    Sound("open_in_excel_is_reported", _nothing, ("", "", "Excel has it open"),
          touch_up=_open_in_excel),
    Sound("number_text_with_narrow_blanks", _cells(Needs_F4="1\u202f000,00")),
    Sound("number_text_with_no_break_blanks", _cells(Needs_F5="2\u00a0000.0 ")),
    Sound("number_text_with_decimals", _cells(Budgets_E5="1500.00")),
    Sound("percentage_as_text", _cells(Recipients_F4="25%", Burden_sharing_D4="50 %")),
    Sound("percentage_with_decimal_comma", _cells(Recipients_F4="25,0 %")),
    Sound("percentage_by_format", _nothing, touch_up=_write_percent_format),
    Sound("percentage_as_text_in_a_rule", _cells(Rules_K4="60%")),
    Sound("relation_as_a_sign", _cells(Rules_J4="<=")),
    Sound("base_currency_left_blank", _cells(Needs_G4=None, Budgets_E5=1500, Budgets_F5=None)),
    Sound("weights_of_a_key_left_out", _cells(Burden_sharing_C4="GNI; Population")),
    Sound("year_as_a_number_in_free_text", _cells(Needs_K4=2016)),
    Sound("amount_a_thousand_times_off", _one_amount_in_the_wrong_unit, ("Needs", "F13", ""),
          same_plan=False),
    Sound("commitment_above_its_need", _cells(Commitments_F4=1100), ("Commitments", "F4", ""),
          same_plan=False),
    Sound("two_recipients_that_differ_by_a_slip", _without_recipients_list, ("Needs", "B9", "Albania"),
          same_plan=False),
    Sound("one_country_under_two_names", _kosovo_twice, ("Needs", "B10", "Kosovo"),
          same_plan=False),
    Sound("word_of_two_alphabets", _cells(Activities_C4="\u0410sylum", Budgets_H8="not \u0410sylum"),
          ("Activities", "C4", "CYRILLIC")),
    Sound("iso_code_of_another_country", _cells(Recipients_C4="SK"), ("Recipients", "C4", "RS")),
    Sound("expertise_that_no_donor_offers", _cells(Activities_E4="doctors"),
          ("Activities", "E4", "doctors"), same_plan=False),
    Sound("rule_that_applies_to_nothing", _cells(Rules_H4="2016-Q2"),
          ("Rules", "B4", "applies to nothing"), same_plan=False),
    Sound("donor_that_gives_nothing", _cells(Donors_B8="Malta"), ("Donors", "B8", "Malta")),
    Sound("commitment_outside_its_earmark", _cells(Budgets_G6="Albania", Budgets_G7="Albania"),
          ("Commitments", "B4", "Trust Fund"), same_plan=False),
    Sound("experts_that_no_activity_uses", _offer_of_no_use, ("Expertise", "C7", "asylum officers"),
          same_plan=False),
    Sound("experts_of_no_expertise", _cells(Activities_E4=None), ("Needs", "H4", "Reception"),
          same_plan=False),
    Sound("experts_beside_a_need_of_nothing", _cells(Needs_F7=0), ("Needs", "H7", ""),
          same_plan=False),
    Sound("address_without_an_at_sign", _cells(Recipients_I3="Email", Recipients_I4="ana.rs"),
          ("Recipients", "I4", "ana.rs")),
    Sound("marker_in_hundredths", _cells(
        Rules_Q3="Counted by", Rules_Q4="Climate", Rules_J4="at least", Activities_I3="Climate",
        Activities_I4=40, Activities_I5=0), ("Activities", "I4", "40 times"), same_plan=False),
    Sound("weight_that_fills_tiers_backwards", _cells(
        Needs_C7="Reception", Needs_D7="2016-Q1", Needs_I7=4), ("Needs", "I7", "3 in I6"), same_plan=False),
    Sound("recipient_of_a_key_that_needs_nothing", _key_of_a_region_with_one_more,
          ("Recipient keys", "B4", "Malta"), same_plan=False),
    Sound("rule_past_its_last_day", _cells(Rules_P4="2015-12-31"), ("Rules", "P4", "2015-12-31")),
)
