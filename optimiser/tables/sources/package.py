"""The zip file that an .xlsx or .ods is, opened with care.

Sizes that a zip file declares may be lies, and two parts may share a name. So each part is
unpacked here with a cap, and compared with what the directory says of it, before any other
parser sees it; and no other parser sees the file itself, but only a zip file of parts that
passed (`container`).
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from optimiser.tables.catalogue import reading as kinds
from optimiser.tables.findings import Place
from optimiser.tables.sources.container import DEFLATED, STORED, Member
from optimiser.tables.sources.raw import RefusedError

CONTENT = "content.xml"
"""The part that holds the sheets of an .ods file; an .xlsx file has none."""
PARTS_LIMIT = 5_000
USUAL_FILE = 10 * 2**20
REAL_LIMIT, PART_LIMIT = 512 * 2**20, 256 * 2**20
"""What a file of usual size may unpack to, in all and in one part; larger ones in proportion."""
RATIO_LIMIT, RATIO_FROM = 100, 20 * 2**20
CHUNK = 2**20
_FEED = 2**16
_HEADER = struct.Struct("<4s22xHH")
_END = b"PK\x05\x06"
_HAS_DESCRIPTOR, _LONGEST_DESCRIPTOR = 8, 24
_CUT_SHORT = "it is damaged or cut short"
# What Python's reader of zip directories raises for what it cannot make out.
_DIRECTORY_FAULTS = (zipfile.BadZipFile, OSError, NotImplementedError, ValueError, IndexError,
                     OverflowError, EOFError, struct.error)


class Package(NamedTuple):
    """A zip file's content and its parts, by name in lower case with `/` between folders.

    Readers match part names so, whatever their case and slashes.
    """

    file: str
    content: bytes
    parts: Mapping[str, zipfile.ZipInfo]

    @property
    def scale(self) -> float:
        """How many times a file of usual size it is: limits grow with it."""
        return max(len(self.content) / USUAL_FILE, 1.0)

    def stream(self, name: str) -> Iterator[bytes]:
        """Yield a part's content in chunks; raise RefusedError where it is not as declared."""
        info = self.parts[name]
        size, checksum = 0, 0
        try:
            for chunk in _unpacked(info.compress_type, self._packed(info)):
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

    def member(self, name: str, called: str) -> Member:
        """Return a part, packed as it stands, under another name; it must have been streamed."""
        info = self.parts[name]
        return Member(called, info.compress_type, info.CRC, info.file_size, self._packed(info))

    def _packed(self, info: zipfile.ZipInfo) -> memoryview:
        start = info.header_offset
        mark, name_length, extra_length = _HEADER.unpack_from(self.content, start)
        start += _HEADER.size + name_length + extra_length
        packed = memoryview(self.content)[start:start + info.compress_size]
        if mark != b"PK\x03\x04" or len(packed) != info.compress_size:
            raise struct.error("no such part")
        return packed


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
            every, directory = package.infolist(), package.start_dir
            comment = package.comment
        unlisted = _unlisted(content, every, directory)
    except _DIRECTORY_FAULTS as fault:
        raise damaged(file, _CUT_SHORT) from fault
    infos = [info for info in every if not info.filename.endswith("/")]
    if any(info.flag_bits & 1 for info in infos):
        raise RefusedError(kinds.ENCRYPTED.at(Place(file)))
    if len(infos) > PARTS_LIMIT:
        raise refused(file, f"it has {len(infos):,} parts")
    if unlisted or _END in comment:
        raise refused(file, "it holds more than the parts that it lists")
    parts = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in infos}
    if len(parts) < len(infos):
        raise refused(file, "two of its parts have the same name")
    package_read = Package(file, content, parts)
    _check_sizes(package_read)
    return package_read


def _unlisted(content: bytes, infos: Sequence[zipfile.ZipInfo], directory: int) -> bool:
    """Tell whether there is anything before the directory but the parts that it lists.

    A second directory, and the parts that only it lists, are what another reader may take.
    """
    room, most = directory, 0
    for info in infos:
        _, name_length, extra_length = _HEADER.unpack_from(content, info.header_offset)
        room -= _HEADER.size + name_length + extra_length + info.compress_size
        # A part packed in one go is followed by its sizes.
        most += _LONGEST_DESCRIPTOR if info.flag_bits & _HAS_DESCRIPTOR else 0
    return not 0 <= room <= most


def _check_sizes(package: Package) -> None:
    """Check what the parts declare; `stream` holds each of them to it."""
    sizes = [info.file_size for info in package.parts.values()]
    declared = sum(sizes)
    packed = sum(info.compress_size for info in package.parts.values())
    if declared > REAL_LIMIT * package.scale or max(sizes, default=0) > PART_LIMIT * package.scale \
            or (declared > RATIO_FROM and declared > RATIO_LIMIT * max(packed, 1)):
        raise refused(package.file, f"it unpacks from {packed:,} to {declared:,} bytes")


def _unpacked(packing: int, packed: memoryview) -> Iterator[bytes]:
    """Unpack a part as it is stored; zipfile itself would stop at the declared size."""
    if packing == STORED:
        yield from (bytes(packed[at:at + CHUNK]) for at in range(0, len(packed), CHUNK))
        return
    if packing != DEFLATED:
        raise zlib.error("a way of packing that no spreadsheet program uses")
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    for at in range(0, len(packed), _FEED):
        feed: bytes | memoryview = packed[at:at + _FEED]
        while feed:
            yield unpacker.decompress(feed, CHUNK)
            feed = unpacker.unconsumed_tail
    yield unpacker.flush()
    if not unpacker.eof or unpacker.unused_data:
        # Another reader would make of the rest what it likes.
        raise zlib.error("what is packed goes on behind its end, or has none")
