"""One way of running a step of a solver: it can be stopped, and it knows how much time is left."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from optimiser import clock
from optimiser.clock import Stop
from optimiser.errors import TimeUpError

_Result = TypeVar("_Result")
_GLANCE = 0.2
"""Seconds between looks at the time while a step runs."""
_PATIENCE = 0.3
"""A step that knows its own end is told once more so many seconds after it."""
_TO_COME_BACK = 0.8
"""Seconds that a step told to stop is waited for. Then it is left to itself."""


def run_step(step: Callable[[], _Result], stop: Stop, seconds: float = math.inf) -> _Result:
    """Run a step in a thread of its own, and return its result or raise what it raised.

    `stop` asks it to stop: when the `seconds` or the clock are over, when the run is told to end,
    or on Ctrl-C, which Python heeds between two looks only. A step that does not stop then is left
    behind: TimeUpError is raised, or the KeyboardInterrupt.
    """
    clock.go_on()
    found: list[_Result] = []
    raised: list[BaseException] = []
    done = threading.Event()

    def work() -> None:
        try:
            found.append(step())
        except BaseException as fault:  # noqa: BLE001  # raised again by who waits
            raised.append(fault)
        finally:
            done.set()

    try:
        with clock.current().stopping(stop):
            # Ctrl-C may come while the thread starts: it is at work then as later.
            threading.Thread(target=work, daemon=True).start()
            _wait(done, stop, seconds)
    except KeyboardInterrupt:
        stop()
        done.wait(_TO_COME_BACK)
        raise
    if raised:
        raise raised[0]
    if not found:
        raise TimeUpError(clock.current().doing)
    return found[0]


def _wait(done: threading.Event, stop: Stop, seconds: float) -> None:
    """Wait until a step is done, or was told to stop when the clock was up and has not."""
    own_end = time.monotonic() + seconds + _PATIENCE
    while not done.wait(_GLANCE):
        if clock.current().left <= -_PATIENCE:
            stop()
            done.wait(_TO_COME_BACK)
            return
        if time.monotonic() > own_end:
            stop()
            own_end = math.inf
