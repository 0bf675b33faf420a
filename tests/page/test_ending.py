"""However the page ends, nothing of a session stays behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from served import EXAMPLE

from optimiser.page import room


def folders() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("allocate-page-*"))


@pytest.fixture
def own_temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a temporary folder of this test alone."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield tmp_path
    monkeypatch.undo()
    tempfile.tempdir = None


@contextlib.contextmanager
def serve(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Give the command as a process that serves, and its address; nothing of it outlives a test."""
    with subprocess.Popen([sys.executable, "-m", "optimiser", "serve", "--no-browser", *options],
                          stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        try:
            child.stdout.readline()
            yield child, child.stdout.readline().strip()
        finally:
            child.kill()


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_when_it_is_ended_nothing_stays_behind(own_temporary: Path, number: int) -> None:
    with serve(str(EXAMPLE)) as (child, address):
        assert address.startswith("http://127.0.0.1:")
        assert len(folders()) == 1
        child.send_signal(number)
        assert child.wait(20) == 0
        assert not folders()


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
def test_what_a_kill_leaves_behind_goes_at_the_next_start(own_temporary: Path) -> None:
    with serve(str(EXAMPLE)) as (child, _):
        child.kill()
    (left,) = folders()
    alive = own_temporary / f"allocate-page-{os.getpid()}-mine"
    alive.mkdir()
    (own_temporary / "allocate-page-notes").mkdir()
    target = own_temporary / "elsewhere"
    target.mkdir()
    (own_temporary / "allocate-page-999999999-x").symlink_to(target)
    with room.session_folder():
        assert not left.exists()
        assert alive.exists()
        assert target.exists()
        assert (own_temporary / "allocate-page-notes").exists()
