"""The command as a process: streams that are closed or full, signals, what the terminal shows."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from faulty import base_book

import optimiser

if TYPE_CHECKING:
    from running import Command, Environment

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and streams of POSIX")
PLAN = Path("outputs") / "inputs-allocation.xlsx"
SMALL = Path(__file__).resolve().parents[2] / "inputs" / "minimal.xlsx"


@pytest.fixture
def inputs(folder: Path) -> Path:
    return base_book().write(folder / "inputs.xlsx")


def shell(folder: Path, environment: Environment, ending: str, *arguments: str) -> int:
    """Run the command in a shell with a redirection; return its exit code."""
    command = f'"{sys.executable}" -m optimiser {" ".join(arguments)} {ending}'
    return subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], cwd=folder,
                          env=environment(), capture_output=True, timeout=120,
                          check=False).returncode


@pytest.mark.parametrize(("form", "ending", "code"), [
    *(("", *end) for end in (
        (">&-", 0), ("2>&-", 0), (">&- 2>&-", 0), ("<&- >&- 2>&-", 0),
        (">/dev/full", 6), ("2>/dev/full", 0), ("| true", 0), ("2>&1 | true", 0))),
    # What is written to the other stream does not depend on the form.
    *(("--json", *end) for end in (
        (">&-", 0), (">&- 2>&-", 0), (">/dev/full", 6), ("| true", 0)))])
def test_a_stream_that_is_closed_or_full_is_no_fault_of_the_program(
        folder: Path, environment: Environment, form: str, ending: str, code: int) -> None:
    shutil.copy(SMALL, folder / "inputs.xlsx")
    assert shell(folder, environment, ending, "inputs.xlsx", form) == code
    # Nothing that a library prints ends up in a file that took the number of a closed stream.
    assert optimiser.verify(folder / PLAN).holds
    assert [path.name for path in PLAN.parent.iterdir()] == [PLAN.name]


@pytest.mark.parametrize(("arguments", "code"), [
    (("check", "missing.xlsx"), 3), (("check", "missing.xlsx", "--json"), 3), (("--nonsense",), 2)])
def test_faults_keep_their_code_where_nobody_can_hear_them(
        folder: Path, environment: Environment, arguments: tuple[str, ...], code: int) -> None:
    assert shell(folder, environment, ">&- 2>&-", *arguments) == code


# Signals.

def start(folder: Path, scratch: Path, environment: Mapping[str, str],
          *arguments: str) -> subprocess.Popen[bytes]:
    scratch.mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-m", "optimiser", *arguments], cwd=folder, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env=dict(environment) | {"TMPDIR": str(scratch)})


def to_its_end(run: subprocess.Popen[bytes]) -> bytes:
    """Return what a run says until it ends; one that does not end fails the test."""
    try:
        return run.communicate(timeout=60)[1]
    finally:
        run.kill()


def left(folder: Path, scratch: Path) -> list[str]:
    """Return what a run left behind that is no output."""
    return [str(path) for place in (folder, scratch) for path in place.rglob("*")
            if path.name.startswith((".allocate-", "allocate-"))]


@pytest.mark.parametrize(("number", "pauses"), [
    (signal.SIGINT, (0.0, 0.1, 0.2, 0.4, 0.7)), (signal.SIGTERM, (0.0, 0.3))],
    ids=["Ctrl-C", "SIGTERM"])
@pytest.mark.parametrize("arguments", [
    ("check", "inputs.xlsx"), ("inputs.xlsx", "--force"),
    ("check", "inputs.xlsx", "--annotate", "copy.xlsx")])
@pytest.mark.usefixtures("inputs")
def test_a_run_that_is_told_to_end_leaves_with_130_and_nothing_behind(
        folder: Path, tmp_path: Path, environment: Environment, arguments: tuple[str, ...],
        number: signal.Signals, pauses: tuple[float, ...]) -> None:
    scratch = tmp_path / "scratch"
    codes = set()
    for pause in pauses:
        with start(folder, scratch, environment(), *arguments) as run:
            while run.poll() is None and not any(scratch.iterdir()):
                time.sleep(0.01)
            time.sleep(pause)
            run.send_signal(number)
            told = time.monotonic()
            said = to_its_end(run)
        assert b"Traceback" not in said, said.decode()
        if run.returncode == 130:
            assert time.monotonic() - told < 5
        codes.add(run.returncode)
    with start(folder, scratch, environment(), "check", "inputs.xlsx") as run:
        to_its_end(run)
    assert left(folder, scratch) == []
    assert codes <= {0, 130}
    assert 130 in codes


_DEAF = """
import sys, time
from optimiser.commands.process import heed_signals
heed_signals()
while True:
    try:
        print("ready", flush=True)
        time.sleep(60)
    except KeyboardInterrupt:
        pass
"""


@pytest.mark.parametrize("times", [1, 2])
def test_a_run_in_which_the_interrupt_is_lost_ends_all_the_same(
        environment: Environment, times: int) -> None:
    """As in a solver that does not come back, or between two locks of an import."""
    with subprocess.Popen([sys.executable, "-c", _DEAF], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env=environment()) as run:
        assert run.stdout is not None
        run.stdout.readline()
        for _ in range(times):
            run.send_signal(signal.SIGINT)
            told = time.monotonic()
            time.sleep(0.3)
        to_its_end(run)
    assert run.returncode == 130
    assert time.monotonic() - told < 6


def test_an_interrupt_that_python_cannot_raise_is_not_shown(
        environment: Environment) -> None:
    """As one that comes while a lock of an import is freed; other faults are shown as ever."""
    lost = ("import sys, types\nfrom optimiser.commands.process import heed_signals\nheed_signals()\n"
            "class Lost:\n    def __init__(self, fault): self.fault = fault\n"
            "    def __del__(self): raise self.fault\n"
            "Lost(KeyboardInterrupt())\nLost(ZeroDivisionError())\n")
    said = subprocess.run([sys.executable, "-c", lost], capture_output=True, env=environment(),
                          check=True).stderr
    assert b"KeyboardInterrupt" not in said
    assert b"ZeroDivisionError" in said


_BROKEN = """
import importlib, os, signal, sys, threading
from optimiser.report import placing
run = importlib.import_module("optimiser.commands.run")
def broken(*_, **_more):
    open_it = os.open
    def interrupted(path, *rest):
        handle = open_it(path, *rest)
        if ".allocate-" in str(path):
            os.kill(os.getpid(), signal.SIGINT)
        return handle
    os.open = interrupted
    with placing.temporary_beside(__import__("pathlib").Path("out.xlsx").absolute()):
        pass
def unlocked(*_, **_more):
    try:
        os.kill(os.getpid(), signal.SIGINT)
        threading.Event().wait(60)
    except KeyboardInterrupt:
        def fails():
            raise RuntimeError("release unlocked lock")
        thread = threading.Thread(target=fails)
        thread.start()
        thread.join()
        fails()
run.settle = broken if "{where}" == "opening" else unlocked
from optimiser.cli import run_process
sys.argv = ["allocate", "inputs.xlsx"]
run_process()
"""


@pytest.mark.parametrize("where", ["opening", "locks"])
@pytest.mark.usefixtures("inputs")
def test_an_interrupt_between_two_lines_is_130_without_a_traceback_or_a_file(
        folder: Path, environment: Environment, where: str) -> None:
    """Right behind the opening of a temporary file; or one that spoils a lock of Python's own."""
    run = subprocess.run([sys.executable, "-c", _BROKEN.replace("{where}", where)], cwd=folder,
                         env=environment(), capture_output=True, check=False, timeout=60)
    assert run.returncode == 130, run.stderr.decode()
    assert b"Traceback" not in run.stderr
    assert left(folder, folder) == []


def test_the_command_ends_quietly_while_its_modules_are_loaded_and_adds_up_in_one_thread(
        monkeypatch: pytest.MonkeyPatch) -> None:
    from optimiser import starting

    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "")
    monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    before = signal.getsignal(signal.SIGINT)
    starting.begin()
    assert signal.getsignal(signal.SIGINT) is before, "a library leaves the signals alone"
    assert "OPENBLAS_NUM_THREADS" not in os.environ, "and threads"
    monkeypatch.setattr(sys, "argv", ["/usr/bin/allocate"])
    term = signal.getsignal(signal.SIGTERM)
    try:
        starting.begin()
        assert signal.getsignal(signal.SIGINT) is not before
        assert os.environ["OPENBLAS_NUM_THREADS"] == "1"
    finally:
        signal.signal(signal.SIGINT, before)
        signal.signal(signal.SIGTERM, term)


@pytest.mark.usefixtures("inputs")
def test_what_a_killed_run_leaves_the_next_run_clears_away(
        folder: Path, tmp_path: Path, environment: Environment) -> None:
    scratch = tmp_path / "scratch"
    for pause in (0.3, 0.6, 0.9, 1.2):
        with start(folder, scratch, environment(), "inputs.xlsx") as run:
            time.sleep(pause)
            run.kill()
    with start(folder, scratch, environment(), "inputs.xlsx") as run:
        to_its_end(run)
    assert run.returncode == 0
    assert left(folder, scratch) == []


def test_the_scratch_folder_of_a_run_that_goes_on_is_left_alone(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    from optimiser.commands.process import scratch_folder

    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with scratch_folder():
        first = Path(tempfile.gettempdir())
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        with scratch_folder():
            assert first.exists()
    assert list(tmp_path.iterdir()) == []


# What the terminal shows.

ESCAPES = "Ser\x1b]0;pwned\x07\x1b[2Jbia\x9b31m\u202esrev\u202c\u200b"


def unseen(text: str) -> list[str]:
    return [f"{ord(letter):x}" for letter in text if letter not in "\n\t"
            and unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp")]


def test_no_name_moves_the_cursor_or_turns_the_writing(allocate: Command, folder: Path) -> None:
    book = base_book()
    book["Needs!A4"] = ESCAPES
    book["Needs!F5"] = f"1,000{ESCAPES}"
    book.write(folder / "inputs.xlsx")
    run = allocate("check", "inputs.xlsx")
    assert run.exit_code == 3
    assert unseen(run.printed) == []
    assert "<U+001B>]0;pwned<U+0007>" in run.printed


def test_no_title_or_name_brings_controls_into_a_page_or_on_the_screen(
        allocate: Command, folder: Path) -> None:
    optimiser.write(optimiser.optimise(tables := {
        "Needs": [{"Recipient": ESCAPES, "Activity": "Asylum", "Need": 10}],
        "Budgets": [{"Fund": f"F {ESCAPES}", "Donor": "D", "Budget": 6}],
        "Settings": [{"Setting": "Title", "Value": ESCAPES}]}), folder / "plan.xlsx")
    optimiser.write_html(optimiser.optimise(tables), folder / "plan.html")
    assert unseen((folder / "plan.html").read_text("utf-8").replace("\u200b", "")) == []
    for arguments in (("verify", "plan.xlsx"), ("why", "plan.xlsx"),
                      ("pages", "plan.xlsx", "-o", "pages"),
                      ("compare", "plan.xlsx", "plan.xlsx")):
        run = allocate(*arguments)
        assert run.exit_code == 0, run.printed
        assert unseen(run.printed) == []


def test_names_that_differ_by_what_cannot_be_seen_are_told_apart(
        allocate: Command, folder: Path) -> None:
    book = base_book()
    book["Needs!F4"], book["Needs!F5"] = "x\u200b", "x\u2060"
    book.write(folder / "inputs.xlsx")
    printed = allocate("check", "inputs.xlsx").printed
    assert "x<U+200B>" in printed
    assert "x<U+2060>" in printed


def test_the_end_of_a_line_in_a_finding_is_a_sign_and_no_line_of_its_own(
        allocate: Command, folder: Path) -> None:
    folder.joinpath("rules.toml").write_text('[[rule]]\n"a\\nE999 fake" = 1\n', "utf-8")
    base_book().write(folder / "inputs.xlsx")
    printed = allocate("check", "inputs.xlsx", "--rules", "rules.toml").printed
    assert "<U+000A>E999 fake" in printed
    assert "\nE999" not in printed
