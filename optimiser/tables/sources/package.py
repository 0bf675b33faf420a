"""The zip file that an .xlsx or .ods is, opened with care.

Sizes that a zip file declares may be lies, and two parts may share a name. So each part is
unpacked here with a cap, and compared with what the directory says of it, before any other
parser sees it.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from optimiser.tables.catalogue import reading as kinds
from optimiser.tables.findings import Place
from optimiser.tables.sources.raw import RefusedError

PARTS_LIMIT = 5_000
REAL_LIMIT = 2**30
RATIO_LIMIT, RATIO_FROM = 100, 20 * 2**20
CHUNK = 2**20
_FEED = 2**16
_HEADER = struct.Struct("<4s22xHH")
_CUT_SHORT = "it is damaged or cut short"


@dataclass(frozen=True, slots=True)
class Package:
    """A zip file's content and its parts, by name in lower case with `/` between folders.

    Readers match part names so, whatever their case and slashes.
    """

    file: str
    content: bytes
    parts: Mapping[str, zipfile.ZipInfo]

    def stream(self, name: str) -> Iterator[bytes]:
        """Yield a part's content in chunks; raise RefusedError where it is not as declared."""
        info = self.parts[name]
        size, checksum = 0, 0
        try:
            for chunk in _unpacked(self.content, info):
                size += len(chunk)
                checksum = zlib.crc32(chunk, checksum)
                if size > info.file_size:
                    raise refused(self.file, "a part is larger than it says")
                yield chunk
        except (zlib.error, struct.error) as fault:
            raise damaged(self.file, _CUT_SHORT) from fault
        if size != info.file_size or checksum != info.CRC:
            raise damaged(self.file, _CUT_SHORT)

    def read(self, name: str) -> bytes:
        """Return a part's content; raise RefusedError where it is not as declared."""
        return b"".join(self.stream(name))


def refused(file: str, why: str) -> RefusedError:
    """Return the refusal of a file that is built to exhaust or deceive its reader."""
    return RefusedError(kinds.UNSAFE.at(Place(file), why=why))


def damaged(file: str, why: str) -> RefusedError:
    """Return the refusal of a file that is damaged or of another type."""
    return RefusedError(kinds.NOT_A_WORKBOOK.at(Place(file), why=why))


def open_package(content: bytes, file: str) -> Package:
    """Open a zip file by its directory, which must be plausible; raise RefusedError."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            infos = package.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as fault:
        raise damaged(file, _CUT_SHORT) from fault
    declared, packed = sum(i.file_size for i in infos), sum(i.compress_size for i in infos)
    if any(info.flag_bits & 1 for info in infos):
        raise RefusedError(kinds.ENCRYPTED.at(Place(file)))
    if len(infos) > PARTS_LIMIT:
        raise refused(file, f"it has {len(infos):,} parts")
    if declared > REAL_LIMIT or (
            declared > RATIO_FROM and declared > RATIO_LIMIT * max(packed, 1)):
        raise refused(file, f"it unpacks from {packed:,} to {declared:,} bytes")
    parts = {info.filename.replace("\\", "/").lstrip("/").lower(): info
             for info in infos if not info.is_dir()}
    if len(parts) < sum(not info.is_dir() for info in infos):
        raise refused(file, "two of its parts have the same name")
    return Package(file, content, parts)


def _unpacked(content: bytes, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack a part as it is stored; zipfile itself would stop at the declared size."""
    start = info.header_offset
    mark, name_length, extra_length = _HEADER.unpack_from(content, start)
    start += _HEADER.size + name_length + extra_length
    packed = memoryview(content)[start:start + info.compress_size]
    if mark != b"PK\x03\x04" or len(packed) != info.compress_size:
        raise struct.error("no such part")
    if info.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(packed[at:at + CHUNK]) for at in range(0, len(packed), CHUNK))
        return
    if info.compress_type != zipfile.ZIP_DEFLATED:
        raise zlib.error("a way of packing that no spreadsheet program uses")
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    for at in range(0, len(packed), _FEED):
        feed: bytes | memoryview = packed[at:at + _FEED]
        while feed:
            yield unpacker.decompress(feed, CHUNK)
            feed = unpacker.unconsumed_tail
    yield unpacker.flush()
