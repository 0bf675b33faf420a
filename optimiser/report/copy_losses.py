"""What of a workbook its annotated copy cannot keep, found in its parts before it is copied."""

from __future__ import annotations

import importlib.util
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from optimiser.tables.sources.workbook import passed_parts

_STRICT = b"http://purl.oclc.org/ooxml/"
_PLAIN = "formats, widths and formulas: the copy holds the tables alone"

_PICTURES = "pictures"

_Parts = dict[str, bytes]


def _part(pattern: str, mark: bytes = b"") -> Callable[[_Parts], bool]:
    """Return a test for a part of that name that holds a mark."""
    named = re.compile(pattern)
    return lambda parts: any(named.search(name) and mark in content
                             for name, content in parts.items())


_LOST: tuple[tuple[str, Callable[[_Parts], bool]], ...] = (
    ("text boxes and shapes", lambda parts: any(
        re.search(rb"<xdr:(sp|cxnSp|grpSp)[ >]", content)
        for name, content in parts.items() if "/drawings/drawing" in name)),
    (_PICTURES, _part("/media/")),
    ("pictures in headers and footers", _part("/worksheets/", b"<legacyDrawingHF")),
    ("sparklines", _part("/worksheets/", b"sparklineGroup")),
    ("data bars, icons and colours of the newer kinds",
     _part("/worksheets/", b"x14:conditionalFormatting ")),
    ("lists that draw on other sheets", _part("/worksheets/", b"x14:dataValidation ")),
    ("formats of charts and their alternative texts", _part("/charts/chart")),
    ("formulas that spill over several cells", _part("/metadata.xml", b"fDynamic")),
    ("buttons and form controls", _part("/(ctrlProps|activeX)/")),
    ("slicers and timelines", _part("/(slicers|timelines)/")),
    ("threads of comments", _part("/threadedComments/")),
    ("its digital signature", _part("_xmlsignatures/")),
    ("queries and links to data", _part("xl/(connections|queryTables)")),
)


def copy_losses(source: Path) -> tuple[str, ...]:
    """Return what a copy of an input lacks, in words; nothing where it lacks nothing.

    The source has been opened and checked before: it is an .xlsx or .ods file or a folder.
    """
    if source.suffix.casefold() not in (".xlsx", ".xlsm") or not source.is_file():
        return () if source.is_dir() else (_PLAIN,)
    with zipfile.ZipFile(io.BytesIO(passed_parts(source))) as package:
        parts = {name: package.read(name) for name in package.namelist()
                 if not name.endswith("sharedStrings.xml")}
    book = next((content for name, content in parts.items() if name.endswith("/workbook.xml")), b"")
    if _STRICT in book or source.suffix.casefold() == ".xlsm":
        return (_PLAIN,)
    return tuple(words for words, is_lost in _LOST
                 if is_lost(parts) and not (words == _PICTURES and _keeps_pictures()))


def _keeps_pictures() -> bool:
    """Tell whether openpyxl finds what it needs to copy pictures."""
    return importlib.util.find_spec("PIL") is not None
