"""The page's folder: everything of a session stands in it, and it goes when the program ends."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

_PREFIX = "allocate-page-"
_OWNER = re.compile(re.escape(_PREFIX) + r"([0-9]+)-.+")
_LONGEST = 100
_RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt")
                                           for n in range(1, 10))}
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]')


@contextlib.contextmanager
def session_folder() -> Iterator[Path]:
    """Give a new folder that only this user may read; it is removed at the end.

    What programs that were killed left behind is removed first.
    """
    clear_leftovers()
    with tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-",
                                     ignore_cleanup_errors=True) as name:
        yield Path(name)


def clear_leftovers() -> None:
    """Remove this user's folders whose programs are gone."""
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        owner = _OWNER.fullmatch(path.name)
        # rmtree removes no link that somebody put there, and follows none.
        if owner and _is_ours(path) and not _runs(int(owner[1])):
            shutil.rmtree(path, ignore_errors=True)


def _is_ours(path: Path) -> bool:
    return not hasattr(os, "getuid") or path.lstat().st_uid == os.getuid()


def _runs(process: int) -> bool:
    if os.name == "nt":  # pragma: no cover - os.kill would end the process there
        return _runs_on_windows(process)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _runs_on_windows(process: int) -> bool:  # pragma: no cover
    import ctypes

    query, still_active = 0x1000, 259
    windows = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    handle = windows.OpenProcess(query, False, process)
    if not handle:
        return False
    code = ctypes.c_ulong()
    windows.GetExitCodeProcess(handle, ctypes.byref(code))
    windows.CloseHandle(handle)
    return code.value == still_active


def safe_name(name: str, default: str = "inputs.xlsx") -> str:
    r"""Return what of a file's name may stand in a folder of ours and in a download.

    >>> safe_name("../../etc/passwd"), safe_name("C:\\a\\plan 1.xlsx"), safe_name("con.xlsx")
    ('passwd', 'plan 1.xlsx', '_con.xlsx')
    """
    last = _UNSAFE.sub("", re.split(r"[/\\]", name)[-1]).strip(". ")
    stem, dot, ending = last.rpartition(".")
    if not dot:
        stem, ending = last, ""
    stem = stem[:_LONGEST].encode("utf-8", "ignore").decode()
    if not stem:
        return default
    if stem.casefold() in _RESERVED:
        stem = f"_{stem}"
    return f"{stem}.{ending[:10]}" if ending else stem
