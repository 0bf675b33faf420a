"""The first moments of the command, while its modules are being loaded."""

from __future__ import annotations

import gc
import os
import signal
import sys
from types import FrameType
from typing import NoReturn

_INTERRUPTED = 130
_ALLOCATIONS_BETWEEN_SEARCHES = 200_000
_STARTED_AS = ("-m", "allocate", "allocate.exe", "allocate-script.py")
"""What Python calls a program that is being found, and what the command is installed as."""


def begin() -> None:
    """Make ready for the command; who imports the library keeps signals and threads as they are."""
    if os.path.basename(sys.argv[0] if sys.argv else "") in _STARTED_AS:  # noqa: PTH119  # pathlib takes as long to load as all this
        _search_memory_rarely()
        _add_up_alone()
        _end_quietly()


def _search_memory_rarely() -> None:
    """Search memory for cycles a few times only: what a run makes, it needs to its end."""
    gc.set_threshold(_ALLOCATIONS_BETWEEN_SEARCHES)


def _add_up_alone() -> None:
    """Let numpy add up in one thread, unless somebody says otherwise.

    Sums are then the same on machines with more processors, and none waits for threads to start
    that it does not need: the solvers have their own.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _end_quietly() -> None:
    """Let Ctrl-C and SIGTERM end the command at once until `heed_signals` does it in order."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, _leave)


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    os._exit(_INTERRUPTED)


begin()
