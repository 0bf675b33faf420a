"""Rules from files of their own (`--rules FILE`), laid over those of the workbook."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from optimiser.names import name_key
from optimiser.tables.catalogue import reading as kinds
from optimiser.tables.catalogue import rule_files as rule_kinds
from optimiser.tables.findings import Finding, Place
from optimiser.tables.reading import read_table
from optimiser.tables.schema import sheet_of
from optimiser.tables.sources import open_source
from optimiser.tables.sources.files import FILE_LIMIT, TEXT_LIMIT, read_file
from optimiser.tables.sources.folder import read_csv
from optimiser.tables.sources.raw import RawSheet, RefusedError
from optimiser.tables.sources.toml_rules import read_toml
from optimiser.tables.table import Inputs, RuleFile, Table, put_together

RULES = sheet_of("Rules")
_HEADINGS = frozenset(name_key(column.heading) for column in RULES.columns)
_BOOKS = (".xlsx", ".ods")
_WHAT = ("Measure", "Relation", "Value")


def add_rule_files(inputs: Inputs, files: Sequence[str | os.PathLike[str]]) -> Inputs:
    """Return the inputs with the rules of files, in their order, over those they have.

    A rule replaces an earlier one of the same name, in its place; others follow. One of which a
    file says nothing but that it is not enabled stays as it was, switched off. Never raises for
    faults of a file: they are findings.
    """
    tables = [inputs.table(RULES.name)]
    rows = {name_key(name): (0, row) for row, name in enumerate(tables[0].text("Rule"))}
    findings, read = list(inputs.findings), list(inputs.rule_files)
    for path in map(Path, files):
        found, digest = _read_file(path, findings)
        read.append(RuleFile(path.name, str(path), digest, 0 if found is None else len(found)))
        if found is None:
            continue
        tables.append(found)
        mine = len(tables) - 1
        for row, name in enumerate(found.text("Rule")):
            before = rows.get(name_key(name))
            if before is not None and before[0] != mine and _is_off_alone(found, row):
                tables.append(_switched_off(tables[before[0]], before[1]))
                rows[name_key(name)] = (len(tables) - 1, 0)
                unsaid = _unsaid(found, row)
                findings = [finding for finding in findings if finding not in unsaid]
            else:
                rows[name_key(name)] = (mine, row)
    merged = {**inputs.tables, RULES.name: put_together(tables, list(rows.values()))}
    return replace(inputs, tables=merged if len(tables) > 1 else inputs.tables,
                   findings=tuple(findings), rule_files=tuple(read))


def _is_off_alone(table: Table, row: int) -> bool:
    """Tell whether a row says no more of a rule than that it is not enabled."""
    return bool(table.number("Enabled")[row] == 0) and all(
        table.is_blank(heading)[row] for heading in _WHAT)


def _switched_off(table: Table, row: int) -> Table:
    off = put_together([table], [(0, row)])
    return replace(off, values={**off.values, "Enabled": np.zeros(1)})


def _unsaid(table: Table, row: int) -> list[Finding]:
    """Return the findings of a row's blank cells, which an earlier rule fills."""
    return [kinds.BLANK.at(table.place(row, heading), heading=heading, above="")
            for heading in _WHAT]


def _read_file(path: Path, findings: list[Finding]) -> tuple[Table | None, str]:
    """Return the rules of a file and its digest; add what is wrong with it to findings."""
    known = len(findings)
    sheet, digest = _opened(path, findings)
    if sheet is None:
        return None, digest
    table = read_table(RULES, sheet, path.name, findings)
    if table is None and len(findings) == known:
        findings.append(kinds.NO_ROWS.at(Place(path.name, sheet.name), RULES.name))
    return table, digest


def _opened(path: Path, findings: list[Finding]) -> tuple[RawSheet | None, str]:
    form = path.suffix.casefold()
    try:
        if form in _BOOKS:
            return _from_book(path, findings)
        if form not in (".csv", ".toml"):
            raise RefusedError(rule_kinds.UNKNOWN_FORM.at(Place(path.name), form or path.name))
        content = read_file(path, TEXT_LIMIT if form == ".toml" else FILE_LIMIT)
        return _from_text(path, content, form, findings), hashlib.sha256(content).hexdigest()
    except FileNotFoundError:
        findings.append(kinds.NO_FILE.at(Place(str(path))))
    except RefusedError as refusal:
        findings.append(refusal.finding)
    except OSError as fault:
        findings.append(kinds.NO_ACCESS.at(Place(path.name), why=fault.strerror or str(fault)))
    return None, ""


def _from_text(path: Path, content: bytes, form: str,
               findings: list[Finding]) -> RawSheet | None:
    if form == ".csv":
        read = read_csv("", content, Place(path.name), _HEADINGS)
        if isinstance(read, RawSheet):
            return read
        findings.append(read)
        return None
    try:
        return read_toml(content.decode("utf-8-sig"), RULES, path.name, findings)
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        findings.append(kinds.ENCODING.at(Place(path.name), line, looks=""))
        return None


def _from_book(path: Path, findings: list[Finding]) -> tuple[RawSheet | None, str]:
    """Return the sheet Rules, or the only sheet of the workbook whatever its name."""
    raw = open_source(path, {name_key(RULES.name): _HEADINGS})
    if len(raw.sheets) == 1:
        raw = open_source(path, {name_key(raw.sheets[0].name): _HEADINGS})
    findings += raw.findings
    named = [sheet for sheet in raw.sheets if name_key(sheet.name) == name_key(RULES.name)]
    found = raw.sheets if len(raw.sheets) == 1 else named
    if not found and raw.sheets:
        findings.append(rule_kinds.NO_RULES_SHEET.at(
            Place(path.name), ", ".join(sheet.name for sheet in raw.sheets)))
    others = [sheet.name for sheet in raw.sheets if sheet not in found]
    if found and others:
        findings.append(kinds.IGNORED_SHEETS.at(Place(path.name), ", ".join(others)))
    return (found[0] if found else None), raw.sha256
