"""What is sent to the page: nothing that is too large, and nothing of a stranger, takes room."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from served import SMALL, Client, workbook

from optimiser.page import intake

_BLOCK = bytes(2**20)
_TOO_MUCH = 250
_FEW = 40
"""Megabytes that the process may grow by while so many more are sent to it."""


def send(client: Client, megabytes: int, *, chunked: bool, **headers: str) -> str:
    """Send a body in pieces of a megabyte, whatever is said of it; return the whole answer."""
    given = {"Host": client.page.gate.host, "Cookie": client.cookie, "Connection": "close",
             "Origin": f"http://{client.page.gate.host}",
             "Content-Type": "multipart/form-data; boundary=x",
             **({"Transfer-Encoding": "chunked"} if chunked else
                {"Content-Length": str(megabytes * len(_BLOCK))}), **headers}
    head = "POST /open HTTP/1.1\r\n" + "".join(
        f"{name.replace('_', '-')}: {value}\r\n" for name, value in given.items() if value)
    piece = b"%x\r\n%b\r\n" % (len(_BLOCK), _BLOCK) if chunked else _BLOCK
    with socket.create_connection(("127.0.0.1", client.page.gate.port), timeout=60) as line:
        line.sendall(f"{head}\r\n".encode())
        for _ in range(megabytes):
            line.sendall(piece)
        if chunked:
            line.sendall(b"0\r\n\r\n")
        return b"".join(_read(line)).decode()


def _read(line: socket.socket) -> Iterator[bytes]:
    while piece := line.recv(1 << 16):
        yield piece


def kept(client: Client) -> int:
    """Return how many bytes stand in the session's folder."""
    return sum(one.stat().st_size for one in client.page.session.folder.rglob("*")
               if one.is_file())


class Memory:
    """The most memory that this process has had since; Linux alone tells it."""

    def __init__(self) -> None:
        self.before = self._most() if sys.platform == "linux" else 0

    @staticmethod
    def _most() -> int:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        return Memory._told()

    @staticmethod
    def _told() -> int:
        return next(int(line.split()[1]) for line in Path("/proc/self/status").read_text(
            encoding="utf-8").splitlines() if line.startswith("VmHWM"))

    def grew(self) -> int:
        """Return by how many megabytes at most."""
        return (self._told() - self.before) // 1024 if sys.platform == "linux" else 0


@pytest.mark.parametrize("chunked", [False, True], ids=["declared", "chunked"])
def test_250_megabytes_are_taken_in_let_go_and_answered_in_words(
        client: Client, chunked: bool) -> None:
    client.upload(workbook(**SMALL))
    before, memory = kept(client), Memory()
    answer = send(client, _TOO_MUCH, chunked=chunked)
    assert answer.startswith("HTTP/1.1 413 ")
    assert "The file is larger than 200 MB: it was not kept." in answer
    assert "content-security-policy" in answer.casefold()
    assert memory.grew() < _FEW
    assert kept(client) == before
    # What was open is as it was.
    assert "book.xlsx" in client.ask("/check").text


@pytest.fixture
def pieces(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list of the sizes of what is kept; answers are kept so as well, and are small."""
    sizes: list[int] = []
    keep = intake.OverflowableBuffer.append

    def noted(buffer: object, piece: bytes) -> None:
        sizes.append(len(piece))
        keep(buffer, piece)

    monkeypatch.setattr(intake.OverflowableBuffer, "append", noted)
    return sizes


def test_a_declared_size_is_refused_before_a_byte_is_kept(
        client: Client, monkeypatch: pytest.MonkeyPatch, pieces: list[int]) -> None:
    monkeypatch.setattr(intake, "LARGEST", 2 * len(_BLOCK))
    assert send(client, 3, chunked=False).startswith("HTTP/1.1 413 ")
    assert sum(pieces) < 10_000


@pytest.mark.parametrize("chunked", [False, True], ids=["declared", "chunked"])
@pytest.mark.parametrize(("strange", "status"), [
    ({"Cookie": ""}, 403), ({"Host": "evil.example"}, 421),
    ({"Origin": "https://evil.example"}, 403)], ids=["no cookie", "host", "origin"])
def test_nothing_of_what_a_stranger_sends_is_kept(
        client: Client, pieces: list[int], strange: dict[str, str], status: int,
        chunked: bool) -> None:
    assert send(client, 3, chunked=chunked, **strange).startswith(f"HTTP/1.1 {status} ")
    assert sum(pieces) < 10_000
    send(client, 3, chunked=chunked)
    assert sum(pieces) > 3 * len(_BLOCK)


def test_what_is_sent_without_end_is_cut_off(
        client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client.page._server.adj, "max_request_body_size", 5 * len(_BLOCK))
    monkeypatch.setattr(intake, "LARGEST", 2 * len(_BLOCK))
    with pytest.raises(ConnectionError):
        send(client, 60, chunked=True)
    assert client.ask("/").status == 200


def test_a_disk_that_is_full_while_a_file_comes_in_is_said(
        client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(intake.OverflowableBuffer, "_create_buffer", full)
        answer = send(client, 3, chunked=False)
    assert answer.startswith("HTTP/1.1 507 ")
    assert "No space left on device" in answer
    assert client.upload(workbook(**SMALL)).status == 303


def test_a_full_disk_is_said_and_what_was_there_stays(
        client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.upload(workbook(**SMALL))
    client.post("/solve")
    client.done()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("optimiser.page.screen_open.FileStorage.save", full)
        answer = client.upload(workbook(**SMALL))
        assert answer.status == 507
        assert "No space left on device" in answer.text
        patched.setattr("optimiser.report.placing.os.fsync", full)
        assert client.ask("/plan/1/download/plan").status in (400, 507)
    assert client.ask("/plan/1").status == 200
    assert client.ask("/plan/1/download/plan").status == 200
