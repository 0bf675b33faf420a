"""However the page ends, nothing of a session stays behind."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from served import EVERYTHING, EXAMPLE, Client, workbook

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
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
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


def gone(path: Path, seconds: float = 10.0) -> bool:
    """Tell whether a folder goes in so many seconds."""
    end = time.monotonic() + seconds
    while path.exists() and time.monotonic() < end:
        time.sleep(0.02)
    return not path.exists()


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
def test_when_it_is_killed_nothing_stays_behind_and_nothing_is_solved_any_more(
        own_temporary: Path, tmp_path: Path) -> None:
    """The process that solves sees the page go, also in the middle of long work."""
    book = tmp_path / "book.xlsx"
    book.write_bytes(workbook(**EVERYTHING))
    with serve(str(book)) as (child, address):
        parts = urlsplit(address)
        gate = SimpleNamespace(host=parts.netloc, port=parts.port, address=lambda: address)
        client = Client(SimpleNamespace(gate=gate)).enter()  # type: ignore[arg-type]
        client.post("/solve")
        while not client.ask("/plan").headers["location"].startswith("/plan/"):
            time.sleep(0.02)
        client.post("/futures/samples", samples="100000", seed="0")
        while not json.loads(client.ask("/state").text)["total"]:
            time.sleep(0.02)
        (left,) = folders()
        child.kill()
        assert gone(left)
        assert child.stdout is not None
        child.stdout.read()  # to its end: who else could write to it is gone as well


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
def test_what_is_left_behind_where_both_are_killed_goes_at_the_next_start(
        own_temporary: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as over:
        over.wait()
    left = own_temporary / f"allocate-page-{over.pid}-left"
    left.mkdir()
    (left / "plan").write_bytes(b"secret")
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


def test_close_on_the_page_shows_a_whole_page_and_the_terminal_says_no_more_than_that() -> None:
    """More requests than threads, and clients that hang up, are nothing to tell a user of."""
    with serve() as (child, address):
        parts = urlsplit(address)
        gate = SimpleNamespace(host=parts.netloc, port=parts.port, address=lambda: address)
        client = Client(SimpleNamespace(gate=gate)).enter()  # type: ignore[arg-type]
        for said in (b"GET / HT", f"GET /help/findings HTTP/1.1\r\nHost: {parts.netloc}\r\n"
                     f"Cookie: {client.cookie}\r\n\r\n".encode()):
            with socket.create_connection(("127.0.0.1", gate.port)) as line:
                line.sendall(said)
        threads = [threading.Thread(target=client.ask, args=("/help/findings",))
                   for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert "allocate is closed" in client.post("/stop").text
        # The browser asks for the style of that page when it has read it.
        assert client.ask("/page.css").status == 200
        assert child.wait(20) == 0
        assert child.stderr is not None
        assert child.stderr.read() == "The page is closed.\n"
