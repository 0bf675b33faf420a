"""Exit codes that sound inputs never show: a fault, a stop, a failed audit, an interruption.

The program is run as a process of its own, with one thing made to go wrong at a place where two
parts of it meet; what was there before stays as it was, and nothing is left behind.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from faulty import base_book

if TYPE_CHECKING:
    from running import Environment

OUTPUT = Path("outputs") / "inputs-allocation.xlsx"
BEFORE = b"what stood there"
_RUN = """
import sys
from pathlib import Path
{change}
from optimiser.cli import run_process
sys.argv = ["allocate", "inputs.xlsx", *sys.argv[1:]]
run_process()
"""
A_FAULT = """
from optimiser.audit import recheck
def fault(*_): raise ZeroDivisionError("a fault of the program")
recheck.statements = fault
"""
A_STOP = """
from optimiser.solving.engines import highs
from optimiser.solving.engines.outcome import Outcome, SolveStatus
highs.solve = lambda *_: Outcome(SolveStatus.STOPPED)
"""
A_BUDGET_OVERDRAWN = """
from optimiser.solving import solve
rounded = solve.round_plan
def too_much(program, x):
    plan = rounded(program, x)
    # No budget of these inputs holds a million units.
    plan.amounts[plan.amounts.argmax()] += 10**6
    return plan
solve.round_plan = too_much
"""
A_LONG_SOLVE = """
import time
from optimiser.solving import solve
def long(*_):
    Path("solving").touch()
    time.sleep(60)
solve.solve_stages = long
"""

Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start(folder: Path, environment: Environment) -> Iterator[Start]:
    """Return a function that starts the command on sound inputs with one thing changed."""
    base_book().write(folder / "inputs.xlsx")
    running: list[subprocess.Popen[bytes]] = []

    def started(change: str, *arguments: str) -> subprocess.Popen[bytes]:
        running.append(subprocess.Popen(
            [sys.executable, "-c", _RUN.format(change=textwrap.dedent(change)), *arguments],
            cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE))
        return running[-1]

    yield started
    for process in running:
        process.kill()
        process.communicate()


@pytest.mark.parametrize(("change", "exit_code", "said"), [
    (A_FAULT, 1, b"a fault of the program"),
    (A_STOP, 5, b"stopped at a limit before it had proved"),
    (A_BUDGET_OVERDRAWN, 7, b"The audit found"),
], ids=["a fault of the program", "a stop before the proof", "a failed audit"])
def test_what_goes_wrong_inside_has_its_exit_code_and_writes_nothing(
        change: str, exit_code: int, said: bytes, start: Start, folder: Path) -> None:
    process = start(change)
    out, err = process.communicate(timeout=120)
    assert process.returncode == exit_code, err
    assert said in err
    assert out == b""
    assert sorted(path.name for path in folder.iterdir()) == ["inputs.xlsx"]


@pytest.mark.parametrize(("change", "exit_code", "status"), [
    (A_STOP, 5, "not proved"), (A_BUDGET_OVERDRAWN, 7, "audit failed")])
def test_a_script_reads_the_same_from_json_and_keeps_its_earlier_output(
        change: str, exit_code: int, status: str, start: Start, folder: Path) -> None:
    (folder / "outputs").mkdir()
    (folder / OUTPUT).write_bytes(BEFORE)
    process = start(change, "--json", "--force")
    out, err = process.communicate(timeout=120)
    assert process.returncode == exit_code, err
    answer = json.loads(out)
    assert (answer["exit_code"], answer["status"], answer["output"]) == (exit_code, status, None)
    assert (folder / OUTPUT).read_bytes() == BEFORE
    assert [path.name for path in (folder / "outputs").iterdir()] == [OUTPUT.name]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to one process")
def test_an_interruption_is_130_and_keeps_the_earlier_output(start: Start, folder: Path) -> None:
    (folder / "outputs").mkdir()
    (folder / OUTPUT).write_bytes(BEFORE)
    process = start(A_LONG_SOLVE, "--force")
    began = time.monotonic()
    while not (folder / "solving").exists():
        assert process.poll() is None
        assert time.monotonic() - began < 60
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert out == b""
    assert b"Interrupted; nothing was written." in err
    assert b"Traceback" not in err
    assert (folder / OUTPUT).read_bytes() == BEFORE
    assert [path.name for path in (folder / "outputs").iterdir()] == [OUTPUT.name]
