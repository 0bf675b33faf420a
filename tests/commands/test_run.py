"""The command as a finance officer or a script meets it: codes, places, streams, files."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import openpyxl
import pytest
from faulty import base_book, impossible_book
from libreoffice import error_cells, formulas, read_lines
from running import Run

from optimiser.commands import COMMANDS
from optimiser.commands.console import Working

if TYPE_CHECKING:
    from running import Command, Environment, ExitCode

DEFAULT = Path("outputs") / "inputs-allocation.xlsx"
STATUS = {0: "optimal", 3: "input errors", 4: "no plan", 6: "not written"}
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture
def inputs(folder: Path) -> Path:
    """Return the base book as a workbook in the test's folder."""
    return base_book().write(folder / "inputs.xlsx")


def faulty_inputs(folder: Path) -> Path:
    """Write a book with `1,000` in a need."""
    book = base_book()
    book["Needs!F4"] = "1,000"
    return book.write(folder / "faulty.xlsx")


def impossible_inputs(folder: Path) -> Path:
    """Write a sound book without a plan."""
    return impossible_book().write(folder / "impossible.xlsx")


# Exit codes.

def test_a_plan_is_exit_0_and_stands_in_the_default_place(
        allocate: Command, inputs: Path, folder: Path) -> None:
    run = allocate(inputs)
    assert run.exit_code == 0
    assert (folder / DEFAULT).is_file()
    assert [path.name for path in (folder / "outputs").iterdir()] == [DEFAULT.name]
    assert error_cells(folder / DEFAULT) == []
    assert len(formulas(folder / DEFAULT)) > 50


@pytest.mark.parametrize("asked", ["-h", "--help"])
def test_help_tells_of_every_command(allocate: Command, asked: str) -> None:
    run = allocate(asked)
    assert run.exit_code == 0
    assert "\n  run        Solve INPUT and write the plan (the default).\n" in run.stdout
    assert all(f"\n  {name} " in run.stdout for name in COMMANDS)


def test_every_command_is_one_and_says_more_of_itself(allocate: Command) -> None:
    for name in COMMANDS:
        assert allocate(name, "-h").stdout.startswith(f"Usage: allocate {name} ")


def test_the_bare_word_says_once_how_it_is_used(allocate: Command) -> None:
    run = allocate()
    assert run.exit_code == 2
    assert run.stdout == ""
    assert run.stderr.count("Usage: ") == 1
    assert "Error" not in run.stderr
    assert "scenarios" in run.stderr


@pytest.mark.parametrize("arguments", [
    (), ("--nonsense",), ("inputs.xlsx", "more.xlsx"), ("inputs.xlsx", "--solver", "nonsense"),
    ("inputs.xlsx", "--split", "evenly"), ("inputs.xlsx", "--time-limit", "soon"),
    ("inputs.xlsx", "--time-limit", "-1")])
@pytest.mark.usefixtures("inputs")
def test_wrong_use_is_exit_2(
        arguments: tuple[str, ...], allocate: Command, folder: Path) -> None:
    run = allocate(*arguments)
    assert run.exit_code == 2
    assert run.stdout == "" or not arguments
    assert run.printed.strip()
    assert "nonsense" not in arguments or "PULP_CBC_CMD" in run.stderr, "the known ones are named"
    assert not (folder / "outputs").exists()


def test_faulty_inputs_are_exit_3(allocate: Command, folder: Path) -> None:
    run = allocate(faulty_inputs(folder))
    assert run.exit_code == 3
    assert re.search(r'^E104 faulty\.xlsx!Needs!F4: "1,000" can be read as 1000 or as 1\.',
                     run.printed, re.MULTILINE)
    assert not (folder / "outputs").exists()


def test_no_plan_is_exit_4_and_leaves_no_plan_behind(allocate: Command, folder: Path) -> None:
    run = allocate(impossible_inputs(folder), "--json")
    assert run.exit_code == 4
    assert run.answer["status"] == "no plan"
    assert run.answer["output"] is None
    assert not list(folder.rglob("*-allocation.xlsx"))


def test_a_stop_before_the_proof_is_never_called_optimal(
        allocate: Command, inputs: Path, folder: Path) -> None:
    """A time limit of nothing either is not reached or ends with exit 5 and no output."""
    run = allocate(inputs, "--time-limit", "0.000001", "--json")
    assert run.exit_code in (0, 5)
    assert run.answer["status"] == {0: "optimal", 5: "not proved"}[run.exit_code]
    assert (folder / DEFAULT).exists() == (run.exit_code == 0)


@pytest.mark.parametrize("target", ["missing/out.xlsx", "inputs.xlsx/out.xlsx"])
def test_a_place_that_does_not_exist_is_exit_6(
        target: str, allocate: Command, inputs: Path, folder: Path) -> None:
    before = _hashes(folder)
    run = allocate(inputs, "-o", target, "--json")
    assert run.exit_code == 6
    assert run.answer["status"] == "not written"
    assert run.answer["output"] is None
    assert _hashes(folder) == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0,
                    reason="an administrator may write everywhere")
def test_a_folder_that_may_not_be_written_is_exit_6(
        allocate: Command, inputs: Path, folder: Path) -> None:
    (folder / "locked").mkdir(mode=0o555)
    assert allocate(inputs, "-o", "locked/out.xlsx").exit_code == 6


def test_the_input_is_never_the_output(allocate: Command, inputs: Path, folder: Path) -> None:
    """Even --force does not let a plan replace the workbook that it was made from."""
    before = _hashes(folder)
    for force in ((), ("--force",)):
        assert allocate(inputs, "-o", inputs, *force).exit_code in (2, 6)
        assert _hashes(folder)[inputs.name] == before[inputs.name]


# An output that someone has edited.

def test_an_output_that_nobody_edited_is_replaced(
        allocate: Command, inputs: Path, folder: Path) -> None:
    assert allocate(inputs).exit_code == 0
    assert allocate(inputs).exit_code == 0
    assert {path.name for path in (folder / "outputs").iterdir()} == {
        DEFAULT.name, f"{DEFAULT.stem}-previous.xlsx"}


@pytest.mark.parametrize("edit", ["amount", "note"])
def test_an_edited_output_is_kept_without_force(
        edit: str, allocate: Command, inputs: Path, folder: Path) -> None:
    assert allocate(inputs).exit_code == 0
    edited = _edit(folder / DEFAULT, edit)
    run = allocate(inputs, "--json")
    assert run.exit_code == 6
    assert run.answer["output"] is None
    assert "--force" in allocate(inputs).printed
    assert _hash(folder / DEFAULT) == edited
    assert len(list((folder / "outputs").iterdir())) == 1


def test_force_replaces_an_edited_output_and_keeps_a_backup(
        allocate: Command, inputs: Path, folder: Path) -> None:
    assert allocate(inputs).exit_code == 0
    first = _allocation(folder / DEFAULT)
    edited = _edit(folder / DEFAULT, "amount")
    assert allocate(inputs, "--force").exit_code == 0
    assert _allocation(folder / DEFAULT) == first
    others = [path for path in (folder / "outputs").iterdir() if path.name != DEFAULT.name]
    assert [_hash(path) for path in others] == [edited]


def test_two_forced_runs_keep_two_backups(
        allocate: Command, inputs: Path, folder: Path) -> None:
    """A backup is somebody's work too: the next one does not replace it."""
    edited = set()
    for edit in ("amount", "note"):
        assert allocate(inputs, "--force").exit_code == 0
        edited.add(_edit(folder / DEFAULT, edit))
    assert allocate(inputs, "--force").exit_code == 0
    kept = {_hash(path) for path in (folder / "outputs").iterdir() if path.name != DEFAULT.name}
    assert kept == edited


def test_a_file_that_is_no_output_is_kept_without_force(
        allocate: Command, inputs: Path, folder: Path) -> None:
    (folder / "notes.xlsx").write_bytes(b"my notes")
    assert allocate(inputs, "-o", "notes.xlsx").exit_code == 6
    assert (folder / "notes.xlsx").read_bytes() == b"my notes"
    assert allocate(inputs, "-o", "notes.xlsx", "--force").exit_code == 0
    assert b"my notes" in [path.read_bytes() for path in folder.iterdir() if path.is_file()]


# Written whole or not at all.

@pytest.mark.parametrize("call", ["replace", "fsync"])
def test_a_full_disk_leaves_nothing_half_written(
        call: str, allocate: Command, inputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither at the first run nor where an earlier output stands."""

    def refuse(*_: object, **__: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    for _ in ("first run", "rerun"):
        before = _hashes(inputs.parent)
        with monkeypatch.context() as full:
            full.setattr(os, call, refuse)
            run = allocate(inputs, "--json")
        assert run.exit_code == 6
        assert run.answer["status"] == "not written"
        assert _hashes(inputs.parent) == before
        assert allocate(inputs).exit_code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="a limit on file sizes is POSIX only")
@pytest.mark.usefixtures("inputs")
def test_a_disk_that_fills_in_the_middle_leaves_nothing_half_written(
        folder: Path, environment: Environment) -> None:
    """The system itself refuses whatever goes beyond 8 kB in one file."""
    before = _hashes(folder)
    code = ("import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (8000, 8000));"
            "sys.argv = ['allocate', 'inputs.xlsx'];"
            "runpy.run_module('optimiser', run_name='__main__')")
    done = subprocess.run([sys.executable, "-B", "-c", code], cwd=folder, timeout=120,
                          env=environment(), capture_output=True, check=False)
    assert done.returncode == 6
    assert b"Traceback" not in done.stderr
    assert _hashes(folder) == before


def test_no_run_touches_its_input(allocate: Command, inputs: Path, folder: Path) -> None:
    """Neither its content nor its time of change."""
    sources = [inputs, faulty_inputs(folder), impossible_inputs(folder)]
    before = [(_hash(path), path.stat().st_mtime_ns) for path in sources]
    for path in sources:
        allocate(path)
        allocate("check", path)
    assert [(_hash(path), path.stat().st_mtime_ns) for path in sources] == before


# Places and formats.

def test_output_goes_where_it_is_told(allocate: Command, inputs: Path, folder: Path) -> None:
    (folder / "plans").mkdir()
    run = allocate("--json", "-o", "plans/first half.xlsx", inputs)
    assert run.exit_code == 0
    assert (folder / run.answer["output"]).samefile(folder / "plans" / "first half.xlsx")
    assert not (folder / "outputs").exists()


@pytest.mark.parametrize("name", ["Übersicht für März 2016.xlsx", "my inputs (v1.2).ods",
                                  "Příděly 2016"])
def test_blanks_and_umlauts_in_paths_are_fine(
        name: str, allocate_process: Command, folder: Path) -> None:
    (folder / "Außen stelle").mkdir()
    path = base_book().write(folder / "Außen stelle" / name)
    run = allocate_process(path, "--json")
    stem = name if path.is_dir() else path.stem
    assert run.exit_code == 0
    assert (folder / "outputs" / f"{stem}-allocation.xlsx").is_file()
    assert Path(run.answer["output"]).name == f"{stem}-allocation.xlsx"


# What is printed, and where.

def require_one_object(run: Run, code: int) -> None:
    """Fail where a run says anything on stdout but one object of its end."""
    assert run.exit_code == code
    assert run.answer["exit_code"] == code
    assert run.answer["status"] == STATUS[code]
    assert isinstance(run.answer["findings"], list)
    assert "Traceback" not in run.stderr


def test_json_is_one_object_on_stdout_in_a_real_process(
        allocate_process: Command, inputs: Path, folder: Path) -> None:
    """No banner of a solver, no progress, no second object, whatever the end."""
    for path, code in ((inputs, 0), (faulty_inputs(folder), 3), (impossible_inputs(folder), 4)):
        require_one_object(allocate_process(path, "--json"), code)


@pytest.mark.parametrize("more", ["-v", "-q"])
def test_json_is_one_object_however_much_is_said(
        more: str, exit_code_of: ExitCode, inputs: Path, folder: Path,
        capfd: pytest.CaptureFixture[str]) -> None:
    """Of all that is written to stdout, by Python or by a solver's library."""
    for path, code in ((inputs, 0), (faulty_inputs(folder), 3), (impossible_inputs(folder), 4)):
        capfd.readouterr()
        found = exit_code_of(path, "--json", more)
        require_one_object(Run(found, *capfd.readouterr()), code)


def test_results_go_to_stdout_and_messages_to_stderr(
        allocate_process: Command, inputs: Path, folder: Path) -> None:
    run = allocate_process(inputs)
    assert DEFAULT.name in run.stdout
    assert "Copyright" not in run.printed
    refused = allocate_process(faulty_inputs(folder))
    assert refused.stdout == ""
    assert "E104" in refused.stderr


def test_quiet_prints_nothing_when_all_is_well(
        allocate_process: Command, inputs: Path, folder: Path) -> None:
    assert allocate_process(inputs, "-q").printed == ""
    assert "E104" in allocate_process(faulty_inputs(folder), "-q").stderr


def test_verbose_tells_every_rule_in_words(allocate: Command, inputs: Path) -> None:
    """R1 of the base book, as DESIGN puts such a rule."""
    short, long = allocate(inputs), allocate(inputs, "-v")
    assert "at most 60%" not in short.printed
    assert re.search(r"R1: .*at most 60% .*Serbia", long.printed)
    assert len(long.printed) > len(short.printed)


@pytest.mark.parametrize("more", [(), ("-v",), ("--json",)])
def test_a_console_that_cannot_show_every_letter_does_not_stop_the_run(
        more: tuple[str, ...], allocate_process: Command, folder: Path) -> None:
    """cp1252 knows neither č nor Greek; success and findings both speak of such names."""
    book = base_book()
    for sheet, cell in (("Needs", "B8"), ("Recipients", "B6"), ("Pins", "C4"),
                        ("Scenarios", "G4")):
        book[f"{sheet}!{cell}"] = "Αλβανία → č ✓"
    path = book.write(folder / "inputs.xlsx")
    book["Commitments!C4"] = "Αλβανίαα → č ✓"
    faulty = book.write(folder / "faulty.xlsx")
    for source, code in ((path, 0), (faulty, 3)):
        run = allocate_process(source, *more, encoding="cp1252", PYTHONUTF8="0")
        assert run.exit_code == code
        assert "Traceback" not in run.printed
        assert "UnicodeEncodeError" not in run.printed
        if more == ("--json",):
            assert run.answer["exit_code"] == code


def test_no_colour_on_a_terminal_that_asks_for_none(
        inputs: Path, folder: Path, allocate_on_a_terminal: Callable[..., str]) -> None:
    """click itself ignores NO_COLOR on a terminal."""
    for path in (inputs, faulty_inputs(folder)):
        shown = allocate_on_a_terminal(path, NO_COLOR="1", TERM="xterm-256color")
        assert shown.strip()
        assert not _COLOUR.search(shown)


# Check, solvers, options.

def test_check_says_what_was_read_and_writes_nothing(
        allocate: Command, inputs: Path, folder: Path) -> None:
    """5 needs: EUR 1000 + 2000 + 800 + 1200 = 5,000 and CZK 13,500, EUR 5,500 in all; 4 funds."""
    run = allocate("check", inputs)
    assert run.exit_code == 0
    assert re.search(r"\b5 needs\b|\bNeeds: 5\b", run.printed)
    assert re.search(r"\bEUR 5,[05]00\b", run.printed)
    assert re.search(r"\b4 funds\b", run.printed)
    assert sorted(path.name for path in folder.iterdir()) == ["inputs.xlsx"]


def test_check_prints_the_findings_of_the_run(allocate: Command, folder: Path) -> None:
    path = faulty_inputs(folder)
    checked, refused = allocate("check", path, "--json"), allocate(path, "--json")
    assert checked.exit_code == 3
    assert checked.answer["findings"] == refused.answer["findings"]
    keys = {"code", "severity", "file", "sheet", "cell", "value", "message", "remedy"}
    assert all(set(finding) >= keys for finding in checked.answer["findings"])


def test_another_solver_gives_the_same_plan(
        allocate: Command, inputs: Path, folder: Path) -> None:
    """CBC through PuLP agrees with HiGHS to one rounding unit a cell."""
    pulp = pytest.importorskip("pulp")
    if not pulp.PULP_CBC_CMD(msg=False).available():
        pytest.skip("CBC has no build for this machine")
    assert allocate(inputs, "-o", "highs.xlsx").exit_code == 0
    assert allocate(inputs, "-o", "cbc.xlsx", "--solver", "PULP_CBC_CMD").exit_code == 0
    highs, cbc = _allocation(folder / "highs.xlsx"), _allocation(folder / "cbc.xlsx")
    assert sum(highs.values()) > 0
    assert all(abs(highs.get(cell, 0) - cbc.get(cell, 0)) <= 1 for cell in highs | cbc)


@pytest.mark.parametrize("options", [("--split", "any"), ("--split", "proportional"),
                                     ("--time-limit", "60"), ("--solver", "highs")])
def test_options_of_the_main_job_still_give_an_optimal_plan(
        options: tuple[str, str], allocate: Command, inputs: Path) -> None:
    """The objective's value does not depend on how ties are split."""
    plain, other = (allocate(inputs, *more, "--json") for more in ((), options))
    assert other.exit_code == 0
    assert other.answer["status"] == "optimal"
    values = [[stage["value"] for stage in run.answer["stages"]] for run in (plain, other)]
    assert values[0] == pytest.approx(values[1])
    assert sum(_allocation(Path(other.answer["output"])).values()) > 0


def _allocation(path: Path) -> dict[tuple[object, ...], float]:
    keys = ("Fund", "Recipient", "Activity", "Period")
    return {tuple(line.values[key] for key in keys): line.figure("Amount")
            for line in read_lines(path, "Allocation", *keys, "Amount")}


def _edit(path: Path, what: str) -> str:
    """Change an amount, or write a note, as a reviewer does; return the file's hash."""
    workbook = openpyxl.load_workbook(path)
    if what == "amount":
        line = read_lines(path, "Allocation", "Fund", "Amount")[0]
        workbook["Allocation"][line.place("Amount")] = line.figure("Amount") + 1
    else:
        workbook["Summary"]["A60"] = "agreed on 4 January"
    workbook.save(path)
    return _hash(path)


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _hashes(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): _hash(path)
            for path in sorted(folder.rglob("*")) if path.is_file()}


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("stream", "shows"), [(Terminal(), True), (io.StringIO(), False)])
def test_a_long_step_says_how_long_it_takes_on_a_terminal_only(
        stream: io.StringIO, shows: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """And it leaves a blank line behind."""
    monkeypatch.setattr(sys, "stderr", stream)
    with Working("Solving", patience=0.02):
        time.sleep(0.2)
    said = stream.getvalue()
    assert ("Solving: 0 s" in said) is shows
    assert not said or said.endswith("\r")


def test_tab_completes_commands_and_options() -> None:
    """The line of the README, as bash runs it."""
    script = [sys.executable, "-m", "optimiser"]
    said = subprocess.run(
        script, check=False, capture_output=True, text=True, env={
            **os.environ, "_ALLOCATE_COMPLETE": "bash_complete", "COMP_WORDS": "allocate ver",
            "COMP_CWORD": "1"}).stdout
    assert "plain,verify" in said
    assert '_ALLOCATE_COMPLETE=bash_source allocate' in (
        Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_an_old_windows_console_shows_what_it_can_and_never_fails(tmp_path: Path) -> None:
    """cp1252 has no arrow and no Czech letters beyond a few: they are replaced, not fatal."""
    folder = tmp_path / "Příliš žluťoučký kůň"
    folder.mkdir()
    book = folder / "vstupy ä ő.xlsx"
    shutil.copy(Path(__file__).parents[2] / "inputs" / "minimal.xlsx", book)
    result = subprocess.run(
        [sys.executable, "-m", "optimiser", str(book), "-o", str(folder / "plán.xlsx")],
        check=False, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "cp1252"})
    assert result.returncode == 0, result.stderr
    assert (folder / "plán.xlsx").exists()
    assert b"Traceback" not in result.stderr
    assert "Written to" in result.stdout.decode("cp1252")
