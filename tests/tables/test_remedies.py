"""Every remedy of the catalogue is followed, and the workbook read again.

Also the registry of findings itself: a code given twice is refused, and a kind that lacks a
faulty workbook, its line in the docs or its remedy's test is named.
"""

from __future__ import annotations

from pathlib import Path

import faulty.conditions
import faulty.further
import faulty.workbooks  # noqa: F401
import openpyxl
import pytest
import test_placed
import test_shown
import test_totals
import test_units_said
from faulty import FAULTY
from faulty.remedies import REMEDIES, Remedy
from faulty.sound import SOUND
from mended_books import MENDED
from small_books import Book, codes, places, rows, small_book
from test_clean_books import ROOT
from test_faulty_workbooks import SHOWN_ELSEWHERE

import optimiser
from optimiser.tables.catalogue import CATALOGUE, by_code
from optimiser.tables.catalogue import reading as kinds
from optimiser.tables.findings import Finding, Severity

BUILDERS = {entry.name: entry.build for entry in FAULTY.values()} | {
    entry.name: entry.build for entry in SOUND}
DOCS = ROOT / "docs" / "findings.md"
SEEN = {found.split(" ")[0] for module in (test_placed, test_shown, test_totals, test_units_said)
        for case in module.CASES for found in case.found}
"""Codes whose remedy those modules follow."""

# Remedies that a test of this module follows by itself.
BY_ITSELF = {"E136", "E137", "E141", "W314", "W318", "W319"}
_RULES = "Rule,Measure,Relation,Value\nceiling,amount,at most,50\n"
_TOML = '[[rule]]\nrule = "ceiling"\nmeasure = "amount"\nrelation = "at most"\nvalue = 50\n'
RULE_FILES: dict[str, tuple[str, str, str, str]] = {
    "E140": ("rules.txt", _RULES, "rules.csv", _RULES),
    "E142": ("rules.toml", _TOML.replace('"ceiling"', "ceiling"), "rules.toml", _TOML),
    "E143": ("rules.toml", _TOML.replace("value", "figure"), "rules.toml", _TOML),
    "E144": ("rules.toml", _TOML.replace("50", "[1, 2]"), "rules.toml", _TOML),
}
"""Faulty files of rules and mended ones: name and content of each, by code."""
WITHOUT_A_TEST = (CATALOGUE.keys() - REMEDIES.keys() - SEEN - MENDED.keys()
                  - RULE_FILES.keys() - BY_ITSELF)


def _found(path: Path) -> tuple[Finding, ...]:
    return optimiser.check(optimiser.load(path))


@pytest.mark.parametrize("remedy", REMEDIES.values(), ids=lambda remedy: remedy.code)
def test_a_remedy_that_is_followed_leads_to_no_finding_on_its_cell(
        remedy: Remedy, tmp_path: Path) -> None:
    """And to no error elsewhere that the faulty workbook did not have."""
    before, after = tmp_path / "before", tmp_path / "after"
    before.mkdir()
    after.mkdir()
    faulty = BUILDERS[remedy.by](before)
    findings = _found(faulty)
    places = {(f.place.sheet, f.place.cell) for f in findings if f.code == remedy.code}
    assert places, [str(f) for f in findings]
    again = _found(remedy.mend(faulty, after))
    assert not [str(f) for f in again if (f.place.sheet, f.place.cell) in places]
    known = {(f.code, f.place.sheet, f.place.cell) for f in findings}
    assert not [str(f) for f in again if f.severity is Severity.ERROR
                and (f.code, f.place.sheet, f.place.cell) not in known]


@pytest.mark.parametrize("code", MENDED)
def test_a_remedy_that_is_followed_in_memory_leads_to_no_finding(code: str) -> None:
    before, after = MENDED[code]
    assert places(before, code)
    assert codes(after) == []


def test_a_file_that_may_be_read_again_is_read(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = BUILDERS["near_heading_brings_a_suggestion"](tmp_path)

    def refuse(_path: Path, _flags: int) -> int:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as closed:
        closed.setattr("optimiser.tables.sources.files.os.open", refuse)
        assert [f.code for f in _found(path)] == ["E136"]
    assert [f.code for f in _found(path)] == ["W101"]


def test_naming_an_output_workbook_in_place_of_an_input_leads_to_no_finding(
        tmp_path: Path) -> None:
    with pytest.raises(optimiser.InputError, match="E137"):
        optimiser.verify(ROOT / "inputs" / "minimal.xlsx")
    optimiser.write(optimiser.optimise(small_book()), tmp_path / "plan.xlsx")
    assert optimiser.verify(tmp_path / "plan.xlsx").holds


def test_a_need_that_the_earlier_plan_met_leads_to_no_finding_once_it_is_back(
        tmp_path: Path) -> None:
    optimiser.write(optimiser.optimise(small_book()), tmp_path / "earlier.xlsx")

    def warned(book: Book) -> list[str]:
        plan = optimiser.optimise(book, earlier=tmp_path / "earlier.xlsx")
        return [finding.code for finding in plan.warnings]

    one = rows("Recipient|Activity|Need", ("Albania", "Border control", 400))
    assert set(warned(small_book(Needs=one))) == {"W314"}
    assert warned(small_book()) == []


def _found_with_rules(path: Path) -> list[Finding]:
    inputs = optimiser.load(small_book(), rules=[path])
    return list(optimiser.check(inputs))


@pytest.mark.parametrize("code", RULE_FILES)
def test_a_remedy_of_a_file_of_rules_leads_to_no_finding(code: str, tmp_path: Path) -> None:
    name, text, mended_name, mended = RULE_FILES[code]
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert code in [f.code for f in _found_with_rules(tmp_path / name)]
    (tmp_path / mended_name).write_text(mended, encoding="utf-8")
    assert _found_with_rules(tmp_path / mended_name) == []


def test_calling_the_sheet_of_rules_rules_leads_to_no_finding(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.create_sheet("Notes")
    sheet = workbook.worksheets[0]
    sheet.title = "Limits of May"
    for line in _RULES.splitlines():
        sheet.append([int(cell) if cell.isdigit() else cell for cell in line.split(",")])
    workbook.save(tmp_path / "rules.xlsx")
    assert [f.code for f in _found_with_rules(tmp_path / "rules.xlsx")] == ["E141"]
    sheet.title = "Rules"
    workbook.remove(workbook["Notes"])
    workbook.save(tmp_path / "rules.xlsx")
    assert _found_with_rules(tmp_path / "rules.xlsx") == []


def test_a_code_given_twice_is_refused_at_import() -> None:
    other = kinds.NO_FILE._replace(title="Something else")
    with pytest.raises(ValueError, match="E101: No such file and Something else"):
        by_code([kinds.NO_FILE, kinds.ENCODING, other])
    assert by_code([kinds.NO_FILE, kinds.NO_FILE]) == {"E101": kinds.NO_FILE}


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_kind_of_finding_lacks_no_facet(code: str) -> None:
    """Title, meaning, message and remedy; a severity that its code says; a line in the docs.

    That a workbook raises it is looked at where all of them are read: test_faulty_workbooks.
    """
    kind = CATALOGUE[code]
    missing = [facet for facet in ("title", "description", "message", "remedy")
               if not getattr(kind, facet)]
    assert not missing, f"{code} lacks {missing}"
    assert kind.severity is (Severity.WARNING if code[0] == "W" else Severity.ERROR)
    assert f"| {code} |" in DOCS.read_text(encoding="utf-8"), f"{code} lacks its line in the docs"
    assert code not in WITHOUT_A_TEST, f"{code} lacks a test of its remedy"


@pytest.mark.parametrize("code", SHOWN_ELSEWHERE)
def test_a_code_that_is_shown_elsewhere_stands_there(code: str) -> None:
    """Those that the list does not name are raised: test_faulty_workbooks looks at each."""
    where = SHOWN_ELSEWHERE[code]
    assert code in (ROOT / where).read_text(encoding="utf-8"), f"{where} lacks {code}"
    assert code in CATALOGUE
