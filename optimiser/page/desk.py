"""The desk: one piece of work at a time, seen by every tab, and cancelled by any."""

from __future__ import annotations

import itertools
import multiprocessing
import threading
import time
from collections.abc import Callable
from dataclasses import field, replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

from optimiser.api.progress import Progress
from optimiser.frozen import frozen
from optimiser.page.worker import Done, Fault, Job, work

_ENDED = Fault("failed", "The solver's process ended before it had an answer.",
               "There may not be enough memory: close other programs, and try again.")


@frozen
class Running:
    """The work on the desk: what it is, when it began, how far it is."""

    label: str
    progress: Progress
    number: int
    began: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        """How long it has run."""
        return time.monotonic() - self.began


Finish = Callable[[Done | Fault], None]


class Desk:
    """Hands jobs to a process of its own, one at a time.

    To cancel ends that process, at once and whatever the solver does; another one takes its place.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Begin with a process; it clears away a folder where this program is killed."""
        self._folder = folder
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._running: Running | None = None
        self._process: SpawnProcess
        self._line: Connection
        self._hire()

    @property
    def running(self) -> Running | None:
        """The work on the desk, None where there is none."""
        return self._running

    @property
    def process(self) -> int:
        """The number of the process that works, 0 where there is none."""
        return self._process.pid or 0

    def start(self, label: str, job: Job, finish: Finish) -> bool:
        """Begin a job; False, and nothing happens, where another one is on the desk.

        `finish` is called with the result from another thread, and not where it is cancelled.
        """
        with self._lock:
            if self._running is not None:
                return False
            self._running = running = Running(
                label, Progress("Beginning"), next(self._numbers))
            if not self._process.is_alive():
                self._hire()
            self._line.send(job)
            threading.Thread(target=self._watch, args=(self._line, running, finish),
                             daemon=True).start()
            return True

    def cancel(self) -> bool:
        """End the work on the desk without a result; False where there is none."""
        with self._lock:
            if self._running is None:
                return False
            self._running = None
            self._dismiss()
            self._hire()
            return True

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._running = None
            self._dismiss()

    def _hire(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._line, other = context.Pipe()
        self._process = context.Process(target=work, args=(other, self._folder), daemon=True)
        self._process.start()
        other.close()

    def _dismiss(self) -> None:
        self._process.kill()
        self._process.join()
        self._process.close()

    def _watch(self, line: Connection, running: Running, finish: Finish) -> None:
        """Note the progress of a job until its result comes."""
        while True:
            try:
                said = line.recv()
            except (EOFError, OSError):
                # A line that was cut by cancel reads as one that broke: the desk tells which.
                said = _ENDED
            with self._lock:
                if not self._is_on(running):
                    line.close()
                    return
                if isinstance(said, Progress):
                    self._running = replace(running, progress=said)
                    continue
            try:
                finish(said)
            finally:
                with self._lock:
                    if self._is_on(running):
                        self._running = None
            return

    def _is_on(self, running: Running) -> bool:
        return self._running is not None and self._running.number == running.number
