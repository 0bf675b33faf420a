"""What surrounds the command as a process: its streams, its signals, its scratch folder."""

from __future__ import annotations

import _thread
import contextlib
import os
import shutil
import signal
import stat
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import NoReturn

from optimiser.report.placing import clear_own

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

INTERRUPTED = 130
_BEFORE: dict[str, str] = {}
"""Where the system was told to keep temporary files."""
_SECONDS_TO_END = 1.5
_ASKED: list[bool] = []
"""Whether the run was told to end, and has not taken its time for it."""
_KEPT: list[Path] = []
"""The scratch folder of this process."""


def open_streams() -> None:
    """Put a sink in the place of each standard stream that is closed.

    The first file that is opened would take its number, and whatever a library prints would be
    written into it.
    """
    for stream, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(stream)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
        if getattr(sys, name) is None:
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, os.fdopen(stream, mode, encoding="utf-8", closefd=False))


def heed_signals() -> None:
    """Let a request to end (SIGTERM, or a terminal that closes) end a run as Ctrl-C does."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # A program started under nohup is to outlive its terminal.
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)
    sys.unraisablehook = _unraisable
    threading.excepthook = _lost_on_a_thread


def is_told() -> bool:
    """Whether the run was told to end: what it raises then is no fault of its own.

    An interrupt between two locks of Python's own leaves them as no code of theirs expects.
    """
    return bool(_ASKED)


def _unraisable(lost: sys.UnraisableHookArgs) -> None:
    """Keep quiet of an interrupt that came where Python can raise nothing: `_end_soon` knows."""
    if not is_told() and lost.exc_type is not KeyboardInterrupt:
        sys.__unraisablehook__(lost)


def _lost_on_a_thread(lost: threading.ExceptHookArgs) -> None:
    """Keep quiet of threads whose locks an interrupt took away."""
    if not is_told():
        threading.__excepthook__(lost)


def _end(_number: int, _frame: FrameType | None) -> None:
    """Interrupt the run, and end it soon if that does not; told twice, end it at once.

    An interrupt may be lost: in what a library does outside of Python, or between two locks of
    Python's own. All that is written is whole at any moment, and the next run clears away the
    rest.
    """
    if _ASKED:
        leave()
    _ASKED.append(True)
    with contextlib.suppress(RuntimeError):  # no thread is left
        _thread.start_new_thread(_end_soon, ())
    raise KeyboardInterrupt


def _end_soon() -> None:
    time.sleep(_SECONDS_TO_END)
    if _ASKED:
        leave()


def leave() -> NoReturn:
    """End at once, and leave no temporary file behind."""
    clear_own()
    clear_scratch()
    os._exit(INTERRUPTED)


def end_in_order() -> None:
    """Let Ctrl-C interrupt and do no more, for a run that has much to put away when it ends.

    It clears away itself what it keeps for a while, where the system keeps such files.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    clear_scratch()
    tempfile.tempdir = None
    os.environ.pop("TMPDIR", None)
    os.environ.update(_BEFORE)


def take_time() -> None:
    """Let a run that was told to end keep first what it has; told again, it ends at once."""
    _ASKED[:] = []


@contextlib.contextmanager
def scratch_folder() -> Iterator[None]:
    """Keep what libraries write for a while in one folder, gone at the end.

    What a killed run leaves of it, the next run clears away. Without a place for such files, or
    locks to tell whose are in use, libraries do as they always do.
    """
    try:
        folder = _made_folder() if fcntl is not None else None
    except OSError:
        folder = None
    if folder is None:
        yield
        return
    _BEFORE.update({"TMPDIR": os.environ["TMPDIR"]} if "TMPDIR" in os.environ else {})
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
    _KEPT.append(folder)
    try:
        yield
    finally:
        clear_scratch()


def clear_scratch() -> None:
    """Delete the scratch folder; the process is about to end."""
    while _KEPT:
        shutil.rmtree(_KEPT.pop(), ignore_errors=True)


def _made_folder() -> Path:
    begin = f"allocate-{os.getuid()}-"
    root = Path(tempfile.gettempdir())
    for left in root.glob(f"{begin}*"):
        with contextlib.suppress(OSError):
            _clear(left)
    folder = Path(tempfile.mkdtemp(prefix=begin, dir=root))
    # Held until the process ends, however it ends.
    fcntl.flock(os.open(folder, os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)
    return folder


def _clear(left: Path) -> None:
    """Delete a folder that is the user's own and that no run holds."""
    handle = os.open(left, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        found = os.fstat(handle)
        if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid():
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left, ignore_errors=True)
    finally:
        os.close(handle)
