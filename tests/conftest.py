"""How the tests run the command: inside this process, and as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from libreoffice import LibreOffice, start_libreoffice
from running import Command, Cost, Environment, ExitCode, Run

from optimiser.cli import main

# Figures, not the clock, decide what is wrong: a busy machine draws examples slowly.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

ROOT = Path(__file__).resolve().parent.parent


def pytest_xdist_auto_num_workers() -> int | None:
    """Return how many processes `-n auto` starts: half as many again as there are processors.

    One in three waits: for LibreOffice, a browser, a signal, or a time limit to be over.
    """
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (
        os.cpu_count() or 1)
    return processors + processors // 2


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder that is the current folder of the test."""
    place = tmp_path / "work"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


@pytest.fixture(scope="session")
def exit_code_of() -> ExitCode:
    """Return the command as a function of its arguments that gives the exit code."""

    def run(*arguments: object) -> int:
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as end:
            return end.code if isinstance(end.code, int) else int(end.code is not None)
        return 0

    return run


@pytest.fixture
def allocate(folder: Path, exit_code_of: ExitCode,
             capsys: pytest.CaptureFixture[str]) -> Command:
    """Return the command, run inside this process in the test's folder."""

    def run(*arguments: object) -> Run:
        assert Path.cwd().samefile(folder)
        capsys.readouterr()
        exit_code = exit_code_of(*arguments)
        printed = capsys.readouterr()
        return Run(exit_code, printed.out, printed.err)

    return run


@pytest.fixture(scope="session")
def environment() -> Environment:
    """Return a function that gives this process's environment with changes made.

    The project can be imported in it from everywhere.
    """

    def changed(**changes: str) -> dict[str, str]:
        paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
        return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))} | changes

    return changed


@pytest.fixture
def allocate_process(folder: Path, environment: Environment) -> Command:
    """Return the command, run as `python -m optimiser` in the test's folder."""

    def run(*arguments: object, encoding: str = "utf-8", cwd: Path = folder,
            **changes: str) -> Run:
        done = subprocess.run(
            [sys.executable, "-m", "optimiser", *(str(argument) for argument in arguments)],
            cwd=cwd, env=environment(PYTHONIOENCODING=encoding, **changes),
            capture_output=True, timeout=300, check=False)
        return Run(done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding))

    return run


@pytest.fixture
def allocate_on_a_terminal(folder: Path, environment: Environment) -> Callable[..., str]:
    """Return the command with a pseudo-terminal for both streams; it gives what is shown."""
    pty = pytest.importorskip("pty", reason="pseudo-terminals are POSIX only")

    def run(*arguments: object, **changes: str) -> str:
        reader, writer = pty.openpty()
        with subprocess.Popen(
                [sys.executable, "-m", "optimiser", *map(str, arguments)], cwd=folder,
                env=environment(**changes), stdin=subprocess.DEVNULL, stdout=writer,
                stderr=writer):
            os.close(writer)
            shown = _read_to_the_end(reader)
        os.close(reader)
        return shown.decode()

    return run


def _read_to_the_end(terminal: int) -> bytes:
    shown = b""
    try:
        while chunk := os.read(terminal, 65536):
            shown += chunk
    except OSError:  # so Linux reports that the other end is closed
        pass
    return shown


# A small process starts the command: on Linux a child's peak memory counts its parent's.
_LAUNCHER = """
import json, os, subprocess, sys
with open(sys.argv[1], "wb") as out, open(sys.argv[2], "wb") as err:
    child = subprocess.Popen(sys.argv[3:], stdout=out, stderr=err)
    _, status, used = os.wait4(child.pid, 0)
unit = 1 if sys.platform == "darwin" else 1024
print(json.dumps([os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime,
                  used.ru_maxrss * unit / 2**20]))
"""


@pytest.fixture
def allocate_measured(tmp_path: Path, folder: Path,
                      environment: Environment) -> Callable[..., tuple[Run, Cost]]:
    """Return the command as a process whose time and memory are measured."""
    if not hasattr(os, "wait4"):
        pytest.skip("the memory of a child is measured on POSIX only")

    def run(*arguments: object) -> tuple[Run, Cost]:
        out, err = tmp_path / "stdout", tmp_path / "stderr"
        done = subprocess.run(
            [sys.executable, "-c", _LAUNCHER, str(out), str(err), sys.executable, "-m",
             "optimiser", *map(str, arguments)],
            cwd=folder, env=environment(PYTHONIOENCODING="utf-8"), capture_output=True, text=True,
            timeout=300, check=True)
        exit_code, seconds, megabytes = json.loads(done.stdout)
        return (Run(exit_code, out.read_text("utf-8"), err.read_text("utf-8")),
                Cost(seconds, megabytes))

    return run


@pytest.fixture(scope="session")
def libreoffice(tmp_path_factory: pytest.TempPathFactory) -> LibreOffice:
    """Return LibreOffice with a profile of its own that recalculates every file it opens."""
    return start_libreoffice(tmp_path_factory.mktemp("libreoffice"))
