"""Every faulty workbook is refused at the faulty cell; odd but sound ones are read right."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import faulty.conditions
import faulty.further
import faulty.workbooks  # noqa: F401
import openpyxl
import pandas as pd
import pytest
from faulty import FAULTY, Book, Faulty, base_book
from libreoffice import read_lines
from openpyxl.packaging.relationship import Relationship
from openpyxl.workbook.external_link import ExternalLink
from openpyxl.workbook.external_link.external import ExternalBook

import optimiser
from optimiser.tables.catalogue import CATALOGUE
from optimiser.tables.findings import Severity

if TYPE_CHECKING:
    from running import Command, Cost, Run

SEVERAL = sorted(FAULTY.values(), key=lambda entry: entry.name)
HOSTILE = ("one_cell_at_cv1000000", "zip_bomb", "part_larger_than_it_declares", "entity_bomb",
           "entity_bomb_in_utf_16", "truncated_zip")
IN_A_PROCESS = ("reference_error_in_a_need", "misspelt_recipient_in_commitments", "empty_file",
                "floors_above_the_money_there_is", "encrypted_workbook", "missing_needs_sheet")
SECONDS, MEGABYTES = 2.0, 300

# Findings of the catalogue that no workbook of this module raises: code -> the test that does.
SHOWN_ELSEWHERE: dict[str, str] = {
    "W161": "tests/tables/test_wide.py",
    "E136": "tests/tables/test_gate.py", "E137": "tests/plan/test_reopen.py",
    **dict.fromkeys(("W314", "W318", "W319"), "tests/plan/test_earlier.py"),
    **dict.fromkeys(("E170",), "tests/tables/test_totals.py"),
    **dict.fromkeys(("E171", "E172", "E173", "E174", "E175", "W110", "W111"),
                    "tests/tables/test_shown.py"),
    **dict.fromkeys(("E183", "W235", "W327"), "tests/tables/test_read_as_a_person_would.py"),
    **dict.fromkeys(("E176", "E177", "E180"), "tests/tables/test_units_said.py"),
    **dict.fromkeys(("E178", "E179", "E181", "W112", "W113", "W114", "W115"),
                    "tests/tables/test_placed.py"),
    **dict.fromkeys(("E182", "E330", "E331", "E332"), "tests/tables/test_several_names.py"),
    **dict.fromkeys(("W320", "W321", "W322"), "tests/tables/test_scale.py"),
    **dict.fromkeys(("W323", "W324", "W325", "W326"), "tests/tables/test_splits.py"),
    **dict.fromkeys(("E140", "E141", "E142", "E143", "E144"), "tests/tables/test_rule_files.py")}


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


@pytest.fixture(scope="module")
def raised() -> dict[str, list[dict[str, Any]]]:
    """Return the findings of each workbook that was read, by its name: kept to be counted."""
    return {}


@pytest.mark.parametrize("entry", SEVERAL, ids=lambda entry: entry.name)
def test_a_faulty_workbook_is_refused_at_its_cell(
        entry: Faulty, allocate: Command, folder: Path,
        raised: dict[str, list[dict[str, Any]]]) -> None:
    """Exit 3, an error at the defect's cell that says what it must, and nothing written."""
    path = entry.build(folder)
    before = _fingerprint(folder)
    run = allocate(path, "--json")
    raised[entry.name] = run.answer["findings"]
    _check_refusal(entry, run)
    assert _fingerprint(folder) == before, "the run wrote or changed a file"


@pytest.mark.parametrize("name", IN_A_PROCESS)
def test_a_faulty_workbook_is_refused_by_the_installed_command(
        name: str, allocate_process: Command, folder: Path) -> None:
    """The same from outside: one JSON object on stdout, no traceback, no file."""
    path = FAULTY[name].build(folder)
    before = _fingerprint(folder)
    _check_refusal(FAULTY[name], allocate_process(path, "--json"))
    assert _fingerprint(folder) == before


@pytest.mark.parametrize("name", IN_A_PROCESS)
def test_a_finding_is_printed_with_code_place_and_remedy(
        name: str, allocate: Command, allocate_process: Command, folder: Path) -> None:
    """As in `E104 inputs.xlsx!Needs!E17: ...`."""
    path = FAULTY[name].build(folder)
    run = allocate_process(path)
    finding = _expected(FAULTY[name], allocate(path, "--json"))
    place = "!".join(part for part in (path.name, finding["sheet"], finding["cell"]) if part)
    assert run.exit_code == 3
    assert f"{finding['code']} {place}: " in run.printed
    assert "Traceback" not in run.printed


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_costs_little_time_and_memory(
        name: str, folder: Path, allocate_measured: Callable[..., tuple[Run, Cost]]) -> None:
    """Refused within 2 s of processor time and 300 MB, the start of Python included."""
    run, cost = allocate_measured(FAULTY[name].build(folder), "--json")
    _check_refusal(FAULTY[name], run)
    assert cost.seconds < SECONDS
    assert cost.megabytes < MEGABYTES


def test_all_defects_of_one_workbook_are_found_in_one_run(
        allocate: Command, folder: Path) -> None:
    """Five cells are spoilt in four sheets; each is named."""
    book = base_book()
    spoilt = {"Needs!F4": "1,000", "Needs!F5": -1, "Budgets!E5": "x", "Recipients!F4": 45,
              "Commitments!C4": "Sebria"}
    for place, value in spoilt.items():
        book[place] = value
    answer = allocate(book.write(folder / "inputs.xlsx"), "--json").answer
    found = {f"{f['sheet']}!{f['cell']}" for f in answer["findings"] if f["severity"] == "error"}
    assert found >= set(spoilt)


def test_at_most_twenty_findings_a_code_are_printed_but_all_are_in_json(
        allocate: Command, folder: Path) -> None:
    book = base_book()
    for row in range(9, 44):
        book.put("Needs", row, "Serbia", "Reception", "2016-Q2", "vital", "1,000")
        book[f"Needs!C{row}"] = f"Activity {row}"
    path = book.write(folder / "inputs.xlsx")
    findings = [f for f in allocate(path, "--json").answer["findings"] if f["code"] == "E104"]
    assert [f["cell"] for f in findings] == [f"F{row}" for row in range(9, 44)]
    assert allocate(path).printed.count("E104 inputs.xlsx!Needs!F") == 20


@pytest.mark.parametrize("entry", SOUND, ids=lambda entry: entry.name)
def test_a_sound_workbook_is_read_and_solved(
        entry: Sound, allocate: Command, folder: Path,
        raised: dict[str, list[dict[str, Any]]]) -> None:
    """Exit 0, no error, and the one warning that the oddity deserves."""
    run = allocate(entry.build(folder), "--json")
    findings = raised[entry.name] = run.answer["findings"]
    assert [f for f in findings if f["severity"] == "error"] == []
    assert run.exit_code == 0
    if entry.warning:
        sheet, cell, says = entry.warning
        hits = [f for f in findings if f["sheet"] == sheet and f["cell"] == cell
                and says.casefold() in f"{f['message']} {f['remedy']}".casefold()]
        assert len(hits) == 1, findings
    if entry.same_plan:
        assert len(findings) == (1 if entry.warning else 0), findings


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, ...], float]:
    """Return the amounts of the base book's plan."""
    path = base_book().write(tmp_path_factory.mktemp("base") / "base.xlsx")
    return _amounts(optimiser.optimise(optimiser.load(path)).allocation)


@pytest.mark.parametrize("entry", [entry for entry in SOUND if entry.same_plan],
                         ids=lambda entry: entry.name)
def test_a_sound_workbook_gives_the_plan_of_the_base_book(
        entry: Sound, folder: Path, base: dict[tuple[str, ...], float]) -> None:
    """However a figure or a name is written, it means the same."""
    other = optimiser.optimise(optimiser.load(entry.build(folder)))
    assert _amounts(other.allocation) == base
    assert sum(base.values()) > 0


@pytest.mark.parametrize("file", ["inputs.xlsx", "inputs.ods", "inputs"])
def test_names_that_look_like_values_are_names(
        file: str, allocate: Command, folder: Path) -> None:
    """NA, None, nan, TRUE and 1E5 are recipients like any other."""
    names = ["NA", "None", "nan", "TRUE", "1E5"]
    book = Book()
    book.put("Needs", 3, "Recipient", "Activity", "Need")
    book.put("Budgets", 3, "Fund", "Donor", "Budget")
    for row, name in enumerate(names, start=4):
        book.put("Needs", row, name, "Reception", 100 * row)
        book.put("Budgets", row, name, name, 100 * row)
    run = allocate(book.write(folder / file), "--json")
    assert run.exit_code == 0
    assert run.answer["findings"] == []
    output = Path(run.answer["output"])
    for sheet, key, figure in (("Needs", "Recipient", "Need"), ("Funds", "Fund", "Budget")):
        lines = read_lines(output, sheet, key, figure)
        assert {line.values[key]: line.figure(figure) for line in lines} == {
            name: 100 * row for row, name in enumerate(names, start=4)}


@pytest.mark.parametrize("text", ["1 234,50", "1\u202f234,50", "1\u00a0234.50", "1234.5",
                                  "1234,5", "1,234.50", "1.234,50"])
def test_number_text_with_one_reading_is_that_number(text: str, folder: Path) -> None:
    book = base_book()
    book["Needs!F4"] = text
    plan = optimiser.optimise(optimiser.load(book.write(folder / "inputs.xlsx")))
    row = plan.needs.query("Recipient == 'Serbia' and Activity == 'Reception'")
    assert row["Need"].tolist() == [1234.5]


def test_there_are_at_least_forty_faulty_workbooks() -> None:
    assert len(FAULTY) >= 40


@pytest.mark.parametrize("entry", SEVERAL, ids=lambda entry: entry.name)
def test_a_faulty_workbook_is_built_alike_each_time(entry: Faulty, tmp_path: Path) -> None:
    """A builder writes its own folder only, and the path that it returns."""
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    one, other = entry.build(first), entry.build(second)
    assert one.relative_to(first) == other.relative_to(second)
    assert one.exists() or entry.name == "no_such_file"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["first", "second"]


def test_every_finding_of_the_catalogue_is_raised_by_a_workbook(
        allocate: Command, folder: Path, raised: dict[str, list[dict[str, Any]]]) -> None:
    """A code that no workbook raises is untested; a code outside the catalogue undocumented.

    What the tests above have read is not read again.
    """
    seen: dict[str, str] = {}
    builders = {entry.name: entry.build for entry in SEVERAL} | {
        entry.name: entry.build for entry in SOUND}
    for name, build in builders.items():
        if name not in raised:
            (folder / name).mkdir()
            raised[name] = allocate("check", build(folder / name), "--json").answer["findings"]
        seen |= {finding["code"]: finding["severity"] for finding in raised[name]}
    assert set(CATALOGUE) - set(seen) - set(SHOWN_ELSEWHERE) == set()
    assert set(seen) - set(CATALOGUE) == set()
    assert all(CATALOGUE[code].severity == Severity(severity) for code, severity in seen.items())


def _check_refusal(entry: Faulty, run: Run) -> None:
    assert "Traceback" not in run.printed
    assert run.exit_code == 3
    assert run.answer["status"] == "input errors"
    assert run.answer["exit_code"] == 3
    assert run.answer["output"] is None
    _expected(entry, run)


def _expected(entry: Faulty, run: Run) -> dict[str, Any]:
    """Return the finding at the defect's cell that says all it must."""
    errors: list[dict[str, Any]] = [
        f for f in run.answer["findings"] if f["severity"] == "error"]
    hits = [f for f in errors if f["sheet"] == entry.sheet and f["cell"] in entry.cells]
    assert hits, f"no error at {entry.sheet}!{' or '.join(entry.cells)}, but {errors}"
    said = [f for f in hits if all(
        re.search(pattern, f"{f['message']} {f['remedy']}", re.IGNORECASE)
        for pattern in entry.says)]
    assert said, f"the findings do not say {entry.says}: {hits}"
    return said[0]


def _fingerprint(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file()}


def _amounts(allocation: pd.DataFrame) -> dict[tuple[str, ...], float]:
    """Return the amounts by the casefolded names of their cell."""
    keys = ["Fund", "Recipient", "Activity", "Period"]
    return {tuple(str(row[key]).casefold() for key in keys): row["Amount"]
            for row in allocation.to_dict("records")}
