"""Every faulty workbook is refused at the faulty cell; odd but sound ones are read right."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import faulty.conditions
import faulty.further
import faulty.workbooks  # noqa: F401
import pandas as pd
import pytest
from faulty import FAULTY, Book, Faulty, base_book
from faulty.sound import SOUND, Sound
from libreoffice import read_lines

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
    **dict.fromkeys(("E182", "E233", "E234", "W236", "E330", "E331", "E332"),
                    "tests/tables/test_several_names.py"),
    **dict.fromkeys(("W320", "W321", "W322"), "tests/tables/test_scale.py"),
    **dict.fromkeys(("W323", "W324", "W325", "W326"), "tests/tables/test_splits.py"),
    **dict.fromkeys(("E140", "E141", "E142", "E143", "E144"), "tests/tables/test_rule_files.py")}


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
