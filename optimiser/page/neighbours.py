"""Other users of the machine: whose program it is that asks, where the system tells.

A second user reaches every port of the machine, and may read in the list of processes what address
a browser was started with. Linux says which user each connection belongs to; macOS and Windows keep
command lines of others to themselves, and the cookie alone has to do.
"""

from __future__ import annotations

import os
from pathlib import Path

CONNECTIONS = Path("/proc/net/tcp")
_ESTABLISHED = "01"
_ROOT = 0
_ADDRESSES, _USER = slice(1, 3), 7


def is_of_another_user(port: str, own_port: int) -> bool:
    """Tell whether another user's program asks from a port of this machine.

    False where nobody says so. The administrator may read everything anyway, and stands for relays
    such as that between Windows and a Linux within it.
    """
    if not hasattr(os, "getuid") or not port.isdecimal():
        return False
    owner = _owner(int(port), own_port)
    return owner is not None and owner not in (os.getuid(), _ROOT)


def _owner(port: int, own_port: int) -> int | None:
    """Return the user that a connection belongs to, None where it is not listed."""
    try:
        lines = CONNECTIONS.read_text(encoding="ascii").splitlines()[1:]
    except OSError:
        return None
    wanted = [f"{port:04X}", f"{own_port:04X}"]
    for line in lines:
        words = line.split()
        if words[3] == _ESTABLISHED and [
                one.partition(":")[2] for one in words[_ADDRESSES]] == wanted:
            return int(words[_USER])
    return None
