"""Processes that a library starts and shows to nobody: noted, so that they can be ended.

PuLP waits for CBC without a way to stop it. Whoever stops waiting leaves it behind, at work for
nobody, until it is done.
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable
from typing import Any, TypeVar

_Result = TypeVar("_Result")


class Started:
    """The processes that a job starts on the thread that does it."""

    def __init__(self) -> None:
        self.is_ended = False
        self._processes: list[subprocess.Popen[Any]] = []

    def during(self, job: Callable[[], _Result]) -> _Result:
        """Do a job, and note what it starts."""
        with _WATCH:
            _NOTED[threading.get_ident()] = self
            subprocess.Popen = _Noting  # type: ignore[misc]
        try:
            return job()
        finally:
            with _WATCH:
                del _NOTED[threading.get_ident()]
                if not _NOTED:
                    subprocess.Popen = _PLAIN  # type: ignore[misc]

    def note(self, process: subprocess.Popen[Any]) -> None:
        """Note a process; end it if all were told to end before it was there."""
        self._processes.append(process)
        if self.is_ended:
            process.kill()

    def end(self) -> None:
        """End what was started, at once: it has nothing to put away that anybody waits for."""
        self.is_ended = True
        for process in self._processes:
            process.kill()


_WATCH = threading.Lock()
_NOTED: dict[int, Started] = {}
"""Who notes what a thread starts."""
_PLAIN = subprocess.Popen


class _Noting(_PLAIN[Any]):
    """A process that is noted where the thread that starts it is watched."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        noted = _NOTED.get(threading.get_ident())
        if noted is not None:
            noted.note(self)
