"""A second user of the machine: neither the port, nor files, nor the list of processes help."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from served import SMALL, Client, workbook

from optimiser.page import neighbours
from optimiser.page.neighbours import is_of_another_user
from optimiser.page.server import Page

NOBODY = 65_534
as_root = pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.getuid() != 0,
    reason="only the administrator of a Linux may become another user")


def by_another(attempt: Callable[[], bool]) -> bool:
    """Return what an attempt comes to when another user makes it."""
    child = os.fork()
    if child == 0:  # pragma: no cover - a process of its own
        found = False
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            found = attempt()
        finally:
            os._exit(0 if found else 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def readable(path: Path) -> bool:
    try:
        return bool(path.read_bytes() if path.is_file() else list(path.iterdir()))
    except OSError:
        return False


@as_root
def test_with_token_and_cookie_in_hand_another_user_is_turned_away(page: Page) -> None:
    own = Client(page).enter()
    address = page.gate.address().split(page.gate.host)[1]
    # The same attempt by the same means comes through for the user, so that it is who asks.
    assert own.ask("/").status == 200
    assert not by_another(lambda: own.ask("/").status != 403)
    assert not by_another(lambda: Client(page).ask(address, Sec_Fetch_Site="none").status != 403)
    assert by_another(lambda: "Another user" in own.ask("/").text)
    # Nor is the token used up by the attempt.
    assert Client(page).ask(address, Sec_Fetch_Site="none").status == 303


@as_root
def test_another_user_reads_no_file_of_a_session(client: Client) -> None:
    client.upload(workbook(**SMALL))
    client.post("/solve")
    client.done()
    folder = client.page.session.folder
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) >= 3
    assert all(readable(path) for path in (folder, *files))
    assert folder.stat().st_mode & 0o077 == 0
    for path in (folder, *files):
        assert not by_another(lambda path=path: readable(path)), path  # type: ignore[misc]


@as_root
def test_the_list_of_processes_shows_neither_token_nor_pass(page: Page) -> None:
    token = page.gate.address().partition("token=")[2]
    secret = Client(page).enter().cookie.partition("=")[2]
    assert secret
    page.gate.address()
    for process in (os.getpid(), page.desk.process):
        line = Path(f"/proc/{process}/cmdline").read_bytes()
        assert b"python" in line
        assert token.encode() not in line
        assert secret.encode() not in line
        assert not by_another(
            lambda process=process: readable(Path(f"/proc/{process}/environ")))  # type: ignore[misc]


HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n"


@pytest.mark.parametrize(("line", "is_other"), [
    ("0: 0100007F:0050 0100007F:1F90 01 00000000:00000000 00:00000000 00000000 4711 0 1", True),
    ("0: 0100007F:0050 0100007F:1F90 01 00000000:00000000 00:00000000 00000000 0 0 1", False),
    ("0: 0100007F:0050 0100007F:1F90 06 00000000:00000000 00:00000000 00000000 4711 0 1", False),
    ("0: 0100007F:0051 0100007F:1F90 01 00000000:00000000 00:00000000 00000000 4711 0 1", False),
    ("0: 0100007F:0050 0100007F:1F91 01 00000000:00000000 00:00000000 00000000 4711 0 1", False)],
    ids=["another user", "the administrator", "a connection that is over", "another port",
         "another server"])
def test_the_system_s_list_says_whose_a_connection_is(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, is_other: bool) -> None:
    listed = tmp_path / "tcp"
    listed.write_text(HEAD + line + "\n")
    monkeypatch.setattr(neighbours, "CONNECTIONS", listed)
    assert is_of_another_user("80", 8080) == is_other
    listed.unlink()
    assert not is_of_another_user("80", 8080)
    assert not is_of_another_user("None", 8080)


def test_a_program_started_by_the_user_is_let_through(page: Page) -> None:
    client = Client(page).enter()
    said = subprocess.run(
        [sys.executable, "-c",
         "import sys, http.client as h\n"
         "line = h.HTTPConnection(sys.argv[1])\n"
         "line.request('GET', '/', headers={'Cookie': sys.argv[2]})\n"
         "print(line.getresponse().status)", page.gate.host, client.cookie],
        capture_output=True, text=True, check=True).stdout
    assert said.strip() == "200"
