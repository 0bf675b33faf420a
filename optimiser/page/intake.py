"""What is read of a request's body before the page is asked: nothing that nobody may send.

waitress keeps a whole body, on the disk where it is large, before it asks anyone whether it is
welcome. Here the body of a stranger, and what is larger than any workbook that is read, is let
go as it comes: it takes no room, and whoever sends it is still there to read the answer.
"""

from __future__ import annotations

import io
from functools import partial
from typing import Any

from waitress.buffers import OverflowableBuffer
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.task import WSGITask

from optimiser.errors import UsageError
from optimiser.page.gate import Gate
from optimiser.tables.sources.files import FILE_LIMIT

LARGEST = FILE_LIMIT + 2**20
"""The most bytes of a request that are kept: a workbook of the largest size, and a little."""
MOST_LET_GO = 2**30
"""Who sends more than so many bytes is cut off instead of answered."""
REFUSED = "allocate.refused"
"""Where the page finds why a body was not kept."""
_MEGABYTE = 2**20


class TooLargeError(UsageError):
    """A file that is larger than any that is read."""

    def __init__(self) -> None:
        super().__init__(f"The file is larger than {FILE_LIMIT // _MEGABYTE} MB: it was not kept.",
                         "Leave out what the plan does not need, and open it again.")


class _Body:
    """Takes the pieces of a body; after `refused` is set it lets them go.

    It stands in the place of waitress's own buffer, and has the names that waitress uses.
    """

    def __init__(self, overflow: int, *, is_welcome: bool) -> None:
        self.refused: Exception | None = None
        self._kept: Any = OverflowableBuffer(overflow)
        if not is_welcome:
            self.refuse(PermissionError())

    def refuse(self, why: Exception) -> None:
        """Let go what came, and what is to come."""
        self.refused = why
        self._kept.close()
        self._kept = io.BytesIO()

    def append(self, piece: bytes) -> None:
        """Keep a piece, where there is room for it."""
        if self.refused is not None:
            return
        if len(self._kept) + len(piece) > LARGEST:
            self.refuse(TooLargeError())
            return
        try:
            self._kept.append(piece)
        except OSError as fault:  # the disk is full
            self.refuse(fault)

    def __len__(self) -> int:
        return 0 if self.refused else len(self._kept)

    def getfile(self) -> Any:
        """Return the body as a file."""
        return self._kept if self.refused else self._kept.getfile()

    def close(self) -> None:
        """Let go what is kept."""
        self._kept.close()


class _Parser(HTTPRequestParser):  # type: ignore[misc] # waitress tells no types
    """Reads a request; its body only as far as it is welcome."""

    body: _Body | None = None

    def __init__(self, adj: Any, gate: Gate, port: str) -> None:
        super().__init__(adj)
        self._gate, self._port = gate, port

    def parse_header(self, header_plus: bytes) -> None:
        """Decide, once the headers are known, whether to keep what follows them."""
        super().parse_header(header_plus)
        if self.body_rcv is None:
            return
        asked = {f"HTTP_{name}": value for name, value in self.headers.items()}
        self.body = self.body_rcv.buf = _Body(self.adj.inbuf_overflow, is_welcome=self._gate.knows(
            asked | {"REQUEST_METHOD": self.command, "REMOTE_PORT": self._port}))
        if self.content_length > LARGEST and self.body.refused is None:
            self.body.refuse(TooLargeError())

    def received(self, data: bytes) -> int:
        """Take what comes; a body that was let go is one of no bytes."""
        taken: int = super().received(data)
        if self.completed and self.body is not None and self.body.refused:
            self.headers["CONTENT_LENGTH"] = "0"
        return taken


class _Task(WSGITask):  # type: ignore[misc] # waitress tells no types
    """Tells the page why a body was not kept."""

    def get_environment(self) -> dict[str, Any]:
        """Return what the page is asked."""
        environ: dict[str, Any] = super().get_environment()
        body: _Body | None = self.request.body
        if body is not None and body.refused is not None:
            environ[REFUSED] = body.refused
        return environ


def channel_of(gate: Gate) -> type[HTTPChannel]:
    """Return the kind of connection that waitress is to make for a page behind a gate."""
    class Channel(HTTPChannel):  # type: ignore[misc] # waitress tells no types
        task_class = _Task

        def __init__(self, server: Any, sock: Any, addr: tuple[str, int], adj: Any,
                     map: Any = None) -> None:  # noqa: A002 - waitress gives it by that name
            super().__init__(server, sock, addr, adj, map=map)
            self.parser_class = partial(_Parser, gate=gate, port=str(addr[1]))

    return Channel
