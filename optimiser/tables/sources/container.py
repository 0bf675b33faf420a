"""A zip file put together from parts that passed the gate.

What was looked at and what a parser reads must be the same. A zip file may have two
directories, a part may differ from what the directory says, and readers differ in what they
take. So no parser gets the file itself, only one that is written here, part by part.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from typing import NamedTuple

STORED, DEFLATED = 0, 8
_LOCAL = struct.Struct("<4s5H3I2H")
_ENTRY = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_VERSION, _UTF_8 = 20, 0x800
_NOON_1980 = (0x6000, 0x21)


class Member(NamedTuple):
    """A part as it is packed: its name, way of packing, check sum, real size and bytes."""

    name: str
    packing: int
    checksum: int
    size: int
    packed: bytes | memoryview


def member(name: str, content: bytes) -> Member:
    """Return a part that is not packed at all."""
    return Member(name, STORED, zlib.crc32(content), len(content), content)


def zip_of(members: Iterable[Member]) -> bytes:
    """Return the zip file of these parts."""
    pieces: list[bytes | memoryview] = []
    entries: list[bytes] = []
    at = 0
    for one in members:
        name = one.name.encode()
        common = (_VERSION, _UTF_8, one.packing, *_NOON_1980, one.checksum, len(one.packed),
                  one.size, len(name), 0)
        entries.append(_ENTRY.pack(b"PK\x01\x02", _VERSION, *common, 0, 0, 0, 0, at) + name)
        head = _LOCAL.pack(b"PK\x03\x04", *common) + name
        pieces += (head, one.packed)
        at += len(head) + len(one.packed)
    directory = b"".join(entries)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(entries), len(entries), len(directory), at, 0)
    return b"".join([*pieces, directory, end])
