"""The time that a run counts as begun."""

from __future__ import annotations

import datetime as dt
import os

from optimiser.errors import UsageError

_EPOCH = "SOURCE_DATE_EPOCH"
_FIRST, _LAST = 315_532_800, 253_402_300_799
"""The times that a workbook can hold, in seconds: from 1980 to the end of 9999."""


def started() -> dt.datetime:
    """Return the time that the run counts as begun: now, or SOURCE_DATE_EPOCH.

    Raises UsageError where that is no time that a workbook can hold.
    """
    stated = os.environ.get(_EPOCH)
    if not stated:
        return dt.datetime.now(dt.UTC).replace(microsecond=0)
    seconds = int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 13 else -1
    if not _FIRST <= seconds <= _LAST:
        raise UsageError(f"{_EPOCH} is {stated[:40]}, and no time from 1980 to 9999 in seconds.",
                         f"Set it to such as {_FIRST}, or leave it unset.")
    return dt.datetime.fromtimestamp(seconds, dt.UTC)
