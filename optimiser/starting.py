"""The first moments of the command, while its modules are being loaded."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import NoReturn

_INTERRUPTED = 130
_STARTED_AS = ("-m", "allocate", "allocate.exe", "allocate-script.py")
"""What Python calls a program that is being found, and what the command is installed as."""


def end_quietly() -> None:
    """Let Ctrl-C and SIGTERM end the command at once until `heed_signals` does it in order.

    Who imports the library keeps the signals that they have.
    """
    if os.path.basename(sys.argv[0] if sys.argv else "") in _STARTED_AS:  # noqa: PTH119  # pathlib takes as long to load as all this
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, _leave)


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    os._exit(_INTERRUPTED)


end_quietly()
