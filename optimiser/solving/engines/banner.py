"""A banner that a library prints with the first thing it makes, whatever its options."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from functools import cache

_FIRST = threading.Lock()


def print_nowhere(make: Callable[[], object]) -> None:
    """Make the first thing of a process with its standard output leading nowhere, once."""
    with _FIRST:
        _print_nowhere(make)


@cache
def _print_nowhere(make: Callable[[], object]) -> None:
    sys.stdout.flush()
    saved, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        make()
    finally:
        os.dup2(saved, 1)
        os.close(saved)
        os.close(nowhere)
