"""The server of the page: on this machine alone, until the user stops it."""

from __future__ import annotations

import contextlib
import logging
import signal
import socket
import threading
import time
import webbrowser
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import waitress
from waitress import wasyncore

from optimiser.page.app import create_app
from optimiser.page.desk import Desk
from optimiser.page.gate import Environ, Gate, Start
from optimiser.page.intake import MOST_LET_GO, channel_of
from optimiser.page.room import session_folder
from optimiser.page.session import Session

_THREADS = 8
_PAUSE = 1.0
_GOOD_BYE = 1.0
"""So long a page that was closed still gives its style to what the browser shows last."""
_LAST_ANSWERS = 5.0
"""So many seconds are given to what is being answered when the page is closed."""


class _Awake:
    """Notes when the page was last asked for anything."""

    def __init__(self, gate: Gate) -> None:
        self.gate, self.last = gate, time.monotonic()

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        self.last = time.monotonic()
        return self.gate(environ, start)


class Page:
    """A running page: its address, and how to stop it."""

    def __init__(self, source: Path | None = None, *, idle: float = float("inf"),
                 folder: Path) -> None:
        """Begin to serve, with a workbook opened if one is given.

        `idle` is the number of seconds without a request or work after which it stops. Raises
        OSError where this machine gives no port.
        """
        self.stopped, self.idle = threading.Event(), idle
        self.desk = Desk(folder)
        self.session = Session(folder, self.desk)
        if source is not None:
            self.session.open(source)
        self.gate = Gate(create_app(self.session, self.stopped.set).wsgi_app)
        self.gate.landing = "/" if source is None else "/check"
        self._awake = _Awake(self.gate)
        self._lines: dict[int, Any] = {}
        self._server: Any = waitress.create_server(
            self._awake, self._lines, host="127.0.0.1", port=0, threads=_THREADS, ident=None,
            max_request_body_size=MOST_LET_GO, clear_untrusted_proxy_headers=True)
        self._server.channel_class = channel_of(self.gate)
        # That requests wait for a thread is nothing that a user could mend.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        self.gate.port = int(self._server.effective_port)
        self._answering = threading.Thread(target=self._server.run, daemon=True)
        self._answering.start()

    @property
    def sockets(self) -> list[socket.socket]:
        """Where it listens."""
        return [self._server.socket]

    def wait(self) -> None:
        """Return when the page is stopped, or has been idle for long."""
        while not self.stopped.wait(_PAUSE):
            quiet = time.monotonic() - self._awake.last
            if quiet > self.idle and self.desk.running is None:
                return
        time.sleep(_GOOD_BYE)

    def close(self) -> None:
        """Stop serving and solving.

        Who answers a request finishes it first: it would wake the thread that sends by a line
        that is closed. What is asked after that over a browser's kept line is not answered.
        """
        self._server.task_dispatcher.shutdown(timeout=_LAST_ANSWERS)
        # The thread that waits on all lines closes them, browsers' kept ones too, and so ends.
        self._server.trigger.pull_trigger(lambda: wasyncore.close_all(self._lines, ignore_all=True))
        self._answering.join(_LAST_ANSWERS)
        self.desk.close()


@contextlib.contextmanager
def serving(source: Path | None = None, *, idle: float = float("inf")) -> Iterator[Page]:
    """Serve the page; at the end its folder is gone."""
    with session_folder() as folder:
        page = Page(source, idle=idle, folder=folder)
        try:
            yield page
        finally:
            page.close()


def serve(source: Path | None, say: Callable[[str], None], *, browse: bool, idle: float) -> None:
    """Serve until the user stops it, the machine does, or it has been idle for long."""
    with (contextlib.suppress(KeyboardInterrupt), _ended_in_order(),
          serving(source, idle=idle) as page):
        address = page.gate.address()
        say(f"The page is open at\n  {address}\nOnly this machine can see it, and the address "
            "opens it once. Ctrl-C stops it.")
        if browse:
            # A browser may take its time, or be one for a terminal.
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        page.wait()


@contextlib.contextmanager
def _ended_in_order() -> Iterator[None]:
    """Let signals that end the program, as a closed window does, end it as Ctrl-C does."""
    def end(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    wanted = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGBREAK")
              if hasattr(signal, name)]
    before = {one: signal.signal(one, end) for one in wanted}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
