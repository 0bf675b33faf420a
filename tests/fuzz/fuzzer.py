"""A seeded fuzzer: files spoilt in bytes, parts, cells, text and rules, and outputs spoilt too.

Nothing that is done with them may end in anything but an answer or an error of the program's own,
nor take more than so much memory and time. What the checks let pass is solved, written, verified.
Any length by a command: `PYTHONPATH=tests python tests/fuzz --seconds 3600 --seed 7`.
"""

from __future__ import annotations

import io
import random
import time
import traceback
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter

import optimiser
from optimiser.report.guard import is_edited
from optimiser.tables.checks import check_inputs
from optimiser.tables.reading import read_inputs
from optimiser.tables.rule_files import add_rule_files

LONGEST = 30.0
"""Seconds of processor time that a case may take."""
MOST = 1_000_000_000
"""Bytes of memory that a process may have taken at most after a case."""
SNIPPETS = (
    b"<!-- x -->", b"<![CDATA[1]]>", b"&#49;", b"&x;", b"<?x y?>", b"\0", b"\xff", b"<c>", b"</c>",
    b"<row>", b'<c r="CV1000000"><v>1</v></c>', b' t="e"', b" t='s'", b"<f>1</f>", b"<v/>", b'"',
    b'<!DOCTYPE x [<!ENTITY a "b">]>', b' table:number-rows-repeated="1000000"', b"<text:s/>",
    b'<?xml version="1.0" encoding="nonsense"?>', b"<office:annotation/>", b"9" * 400, b" " * 5000)
VALUES = (
    "", " ", "1,000", "1e308", "-1", "nan", "#REF!", "=1+1", "\x1b[2J", "\u202e", "x" * 40_000,
    "\u9577" * 200, "not", ";", "all", "45%", "145%", "TRUE", 0, -0.0, 1e300, 5e-324, 1e15 + 0.3, True,
    "2016-13", "2016", "Q9 2016", "EUR 5", "'", "\ud7ff", "NA", "1/3", "inverse GNI", "\u200b")
RULES = (
    '[[rule]]\nrule = "R"\nmeasure = "amount"\nrelation = "at most"\nvalue = 5\n',
    '[[rule]]\nrule = "S"\nrecipients = ["Serbia"]\nmeasure = "coverage"\nrelation = ">="\n'
    'value = "20%"\nstrength = "should"\nvalid_until = 2016-01-01\n')


@dataclass(frozen=True, slots=True)
class Fault:
    """A case that went wrong: how it is made again, and what was seen."""

    kind: str
    seed: int
    what: str


def tables(chance: random.Random) -> dict[str, list[list[object]]]:
    """Return small tables with a few cells spoilt."""
    book: dict[str, list[list[object]]] = {
        "Needs": [["Recipient", "Activity", "Period", "Need", "Weight"],
                  ["Serbia", "Asylum", "2016-Q1", 100, 1], ["Albania", "Border", "2016-Q1", 50, 2]],
        "Budgets": [["Fund", "Donor", "Budget", "For recipients", "Smallest grant"],
                    ["F", "Poland", 60, "", 5], ["G", "Hungary", 40, "Serbia", ""]],
        "Recipients": [["Recipient", "Region", "Minimum coverage"], ["Serbia", "WB", 0.1],
                       ["Albania", "WB", ""]]}
    for _ in range(chance.choice((1, 1, 2, 5))):
        rows = chance.choice(list(book.values()))
        row = chance.choice(rows)
        row[chance.randrange(len(row))] = chance.choice(VALUES)
    return book


def workbook(book: dict[str, list[list[object]]]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"strings_to_formulas": False, "strings_to_urls": False,
                                       "nan_inf_to_errors": True}) as made:
        for name, rows in book.items():
            sheet = made.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    sheet.write(number, column, cell[:32_767] if isinstance(cell, str) else cell)
    return content.getvalue()


def open_document(book: dict[str, list[list[object]]]) -> bytes:
    """Return the same tables as an .ods workbook."""
    oasis = "urn:oasis:names:tc:opendocument:xmlns:"
    spaces = " ".join(f'xmlns:{name}="{oasis}{name}:1.0"' for name in ("office", "table", "text"))
    sheets = "".join(
        f'<table:table table:name="{name}">' + "".join(
            f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
        + "</table:table>" for name, rows in book.items())
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("META-INF/manifest.xml", "<manifest/>")
        made.writestr("content.xml", (
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body>'
            f"<office:spreadsheet>{sheets}</office:spreadsheet></office:body>"
            "</office:document-content>").encode("utf-8", "surrogatepass"))
    return content.getvalue()


def _ods_cell(cell: object) -> str:
    kind = 'office:value-type="string"' if isinstance(cell, str) else (
        f'office:value-type="float" office:value="{cell}"')
    return f"<table:table-cell {kind}><text:p>{escape(str(cell))}</text:p></table:table-cell>"


def memory_taken() -> int:
    """Return the most bytes that this process has held; 0 where the system does not say."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def spoilt(content: bytes, chance: random.Random) -> bytes:
    """Return bytes with some changed, cut, put in or doubled."""
    spoiling = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 8, 40))):
        at = chance.randrange(len(spoiling) + 1)
        match chance.randrange(5):
            case 0:
                spoiling[at:at + 1] = bytes([chance.randrange(256)])
            case 1:
                del spoiling[at:at + chance.choice((1, 4, 200))]
            case 2:
                spoiling[at:at] = chance.choice(SNIPPETS)
            case 3:
                spoiling[at:at] = spoiling[at:at + chance.choice((4, 40, 400))]
            case _:
                spoiling[at:at + 4] = chance.choice((b"\0\0\0\0", b"\xff\xff\xff\xff", b"\1\0\0\0"))
    return bytes(spoiling)


def spoilt_parts(content: bytes, chance: random.Random) -> bytes:
    """Return a zip file with what stands in some of its parts spoilt."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(result, "w") as new:
        victims = chance.sample(old.namelist(), 1)
        victims += [name for name in old.namelist() if "sheet1" in name or name == "content.xml"]
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, spoilt(part, chance) if name in victims else part)
    return result.getvalue()


class Fuzzer:
    """Makes cases of every kind in a folder, and does with them what a person may do."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        sound = read_inputs(self._put("sound.xlsx", workbook(
            tables_sound := {name: rows for name, rows in tables(random.Random(-1)).items()
                             if name != "Recipients"})))
        del tables_sound
        self.sound = sound
        plan = optimiser.optimise({
            "Needs": [{"Recipient": "Serbia", "Activity": "Asylum", "Need": 10}],
            "Budgets": [{"Fund": "F", "Donor": "Poland", "Budget": 6}]})
        optimiser.write(plan, folder / "plan.xlsx")
        self.output = (folder / "plan.xlsx").read_bytes()
        self.kinds: dict[str, Callable[[random.Random], None]] = {
            "bytes": self._bytes, "parts": self._parts, "cells": self._cells, "csv": self._csv,
            "toml": self._toml, "outputs": self._outputs, "ods": self._ods, "plans": self._plans}

    def _put(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    def _read(self, path: Path) -> None:
        check_inputs(read_inputs(path))

    def _bytes(self, chance: random.Random) -> None:
        self._read(self._put("case.xlsx", spoilt(workbook(tables(chance)), chance)))

    def _parts(self, chance: random.Random) -> None:
        self._read(self._put("case.xlsx", spoilt_parts(workbook(tables(chance)), chance)))

    def _cells(self, chance: random.Random) -> None:
        self._read(self._put("case.xlsx", workbook(tables(chance))))

    def _ods(self, chance: random.Random) -> None:
        content = open_document(tables(chance))
        spoil = chance.choice((spoilt, spoilt_parts, lambda same, _: same))
        self._read(self._put("case.ods", spoil(content, chance)))

    def _plans(self, chance: random.Random) -> None:
        """Solve what the checks let pass, write it, and verify what is written."""
        path, output = self._put("case.xlsx", workbook(tables(chance))), self.folder / "made.xlsx"
        try:
            optimiser.write(optimiser.optimise(path, time_limit=LONGEST), output, force=True)
        except optimiser.AuditError:
            raise  # the program's own work, and wrong
        except optimiser.AllocateError:
            return
        assert [one.name for one in optimiser.verify(output).broken if one.must] == []

    def _csv(self, chance: random.Random) -> None:
        place = self.folder / "tables"
        place.mkdir(exist_ok=True)
        for name, rows in tables(chance).items():
            mark = chance.choice(",;\t")
            text = "\n".join(mark.join(map(str, row)) for row in rows).encode()
            place.joinpath(f"{name}.csv").write_bytes(
                spoilt(text, chance) if chance.random() < 0.7 else text)
        self._read(place)

    def _toml(self, chance: random.Random) -> None:
        text = "".join(chance.choices(RULES, k=2)).encode()
        rules = self._put("rules.toml", spoilt(text, chance))
        check_inputs(add_rule_files(self.sound, [rules]))

    def _outputs(self, chance: random.Random) -> None:
        spoil = chance.choice((spoilt, spoilt_parts))
        path = self._put("spoilt.xlsx", spoil(self.output, chance))
        is_edited(path)
        for ask in (optimiser.verify, optimiser.why):
            try:
                ask(path)
            except optimiser.AllocateError:
                continue

    def case(self, kind: str, seed: int) -> Fault | None:
        """Make one case; return what went wrong with it, if anything did."""
        start, before = time.process_time(), memory_taken()
        try:
            self.kinds[kind](random.Random(f"{kind} {seed}"))
        except Exception:  # noqa: BLE001  # whatever it is, it is a fault
            return Fault(kind, seed, traceback.format_exc())
        took, held = time.process_time() - start, memory_taken()
        if took > LONGEST:
            return Fault(kind, seed, f"took {took:.0f} s")
        if held > max(before, MOST):
            return Fault(kind, seed, f"took {held / 1e6:.0f} MB")
        return None

    def run(self, seconds: float, seed: int) -> Iterator[Fault | None]:
        """Yield what each case came to, kind after kind, until the time is over."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for kind in self.kinds:
                yield self.case(kind, seed)
            seed += 1
