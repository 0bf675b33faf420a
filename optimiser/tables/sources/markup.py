"""XML parts: looked through once, and written in one spelling where theirs is unusual.

A parser may take two spellings of the same thing for two things: `<v>1<!-- -->5</v>` is 15, but
calamine returns 1, and `<v>&#53;</v>` is 5, but it returns nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.parsers import expat

from optimiser.tables.sources.package import CHUNK, damaged, refused
from optimiser.tables.sources.raw import letter, number

_LONGEST_TAG = 2 * CHUNK
UNUSUAL_LIMIT = 64 * 2**20
_UTF_8 = ("utf-8", "utf8", "us-ascii", "ascii")
_UNPLACED = re.compile(rb'<(?:c|row)(?=[ >/\n\t\r])(?! r=")')
"""The beginning of a cell or row that does not say first where it stands."""
_PREFIXED = re.compile(rb":(?:c|row|v|is|t|sheetData|si|sst)>")
"""How an element with a prefix ends; one that holds nothing tells nothing either."""
_ENTITY = re.compile(rb"<(?:c|row|v)\b[^<]*&")
_MOST_ATTRIBUTES = 200
_KEPT = ("r", "s", "t", "hidden", "ht", "ref", "min", "max", "width", "xml:space")
_TEXTS = ("str", "inlineStr", "d")
_REFERENCE, _ROW_NUMBER = re.compile("([A-Za-z]{1,3})[0-9]{1,7}"), re.compile("[0-9]{1,7}")
_NOT_IN_FIGURES = re.compile("[&<]")


class Reader:
    """expat, made to refuse what it could be exhausted or deceived by.

    Handlers are set on `parser`. Raises RefusedError for entities, for text that is not UTF-8
    and for what is not well-formed.
    """

    def __init__(self, file: str, *, spaces: bool = False) -> None:
        """Begin to read a part; `spaces` puts a namespace and a blank before each name."""
        self.file = file
        self.parser = expat.ParserCreate(namespace_separator=" " if spaces else None)
        self.parser.buffer_text = True
        self.parser.ordered_attributes = True
        self.parser.XmlDeclHandler = self._declared
        self.parser.StartDoctypeDeclHandler = self._doctype
        self._fed = 0

    def feed(self, chunk: bytes, *, last: bool = False) -> None:
        """Take in a stretch of the part, of at most a chunk."""
        try:
            self.parser.Parse(chunk, last)
        except expat.ExpatError as fault:
            raise damaged(self.file, f"it is damaged ({fault})") from fault
        except (LookupError, ValueError) as fault:
            # What Python raises for an encoding that it does not know.
            raise refused(self.file, "its text is not UTF-8") from fault
        self._fed += len(chunk)
        # expat looks through an unfinished tag anew with every stretch.
        if not last and self._fed - self.parser.CurrentByteIndex > _LONGEST_TAG:
            raise refused(self.file, "it holds a tag of several megabytes")

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding or "utf-8").casefold() not in _UTF_8:
            raise refused(self.file, "its text is not UTF-8")

    def _doctype(self, *_: object) -> None:
        raise refused(self.file, "it declares entities")


def read_through(chunks: Iterable[bytes], reader: Reader) -> Iterator[bytes]:
    """Yield chunks as the reader takes them in; raise RefusedError for what it refuses."""
    first = True
    for chunk in chunks:
        if first and chunk.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<", b"\0\0\xfe\xff")):
            raise refused(reader.file, "its text is not UTF-8")
        first = False
        reader.feed(chunk)
        yield chunk
    reader.feed(b"", last=True)


def whole_tags(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same content, cut before a tag."""
    rest = b""
    for chunk in chunks:
        piece = rest + chunk
        cut = piece.rfind(b"<")
        if cut <= 0 and len(piece) > _LONGEST_TAG:
            # A text as long as this; the tag before it is whole, or the reader had refused it.
            cut = len(piece)
        if cut > 0:
            yield piece[:cut]
        rest = piece[max(cut, 0):]
    yield rest


def is_unusual(piece: bytes) -> bool:
    """Tell whether whole tags of a sheet or its texts spell anything as few programs do.

    That is: comments, sections, prefixes, entities in figures, and cells and rows that do not
    say first where they stand.
    """
    # A single byte is looked for many times as fast as a pair of them.
    if (b"!" in piece and b"<!" in piece) or (b"?" in piece and piece.find(b"<?", 1) >= 0):
        return True
    return (_UNPLACED.search(piece) is not None or _PREFIXED.search(piece) is not None
            or (b"&" in piece and _ENTITY.search(piece) is not None))


def in_one_spelling(chunks: Iterable[bytes], file: str) -> bytes:
    """Return a sheet or its texts without prefixes, comments, sections and needless entities.

    Only the attributes that are read are kept. Raises RefusedError where it is too large to
    be written anew.
    """
    writer = _Writer(file)
    size = 0
    for chunk in read_through(chunks, writer.reader):
        size += len(chunk)
        if size > UNUSUAL_LIMIT:
            raise refused(file, "a sheet of this size is written in an unusual way")
    return "".join(writer.pieces).encode()


class _Writer:
    """Writes what expat reads, element by element."""

    def __init__(self, file: str) -> None:
        self.reader = Reader(file)
        self.pieces: list[str] = ['<?xml version="1.0" encoding="UTF-8"?>']
        self._figures = self._in_value = False
        self._row = self._column = 0
        parser = self.reader.parser
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def _start(self, name: str, attributes: list[str]) -> None:
        name = name.rpartition(":")[2]
        if len(attributes) > 2 * _MOST_ATTRIBUTES:
            raise refused(self.reader.file, "an element has hundreds of attributes")
        kept = dict(zip(attributes[::2], attributes[1::2], strict=True))
        if name == "row":
            self._row = _number(kept.setdefault("r", str(self._row + 1)))
            self._column = 0
        elif name == "c":
            self._figures = kept.get("t", "n") not in _TEXTS
            self._place(kept)
        self._in_value = name == "v"
        stated = "".join(f' {key}="{_escaped(kept[key])}"' for key in _KEPT if key in kept)
        self.pieces.append(f"<{name}{stated}>")

    def _place(self, cell: dict[str, str]) -> None:
        """Say where a cell stands: beside the one before where it does not say so itself."""
        stated = _REFERENCE.fullmatch(cell.get("r", ""))
        self._column = number(stated[1].upper()) + 1 if stated else self._column + 1
        if "r" not in cell:
            cell["r"] = f"{letter(self._column - 1)}{max(self._row, 1)}"

    def _end(self, name: str) -> None:
        self._in_value = False
        self.pieces.append(f"</{name.rpartition(':')[2]}>")

    def _text(self, text: str) -> None:
        # calamine returns nothing for a figure with an entity; so it stays a text that is none.
        figure = self._in_value and self._figures
        self.pieces.append(_NOT_IN_FIGURES.sub("\ufffd", text) if figure else _escaped(text))


def _number(stated: str) -> int:
    return int(stated) if _ROW_NUMBER.fullmatch(stated) else 0


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace(
        '"', "&quot;").replace("\r", "&#13;")
