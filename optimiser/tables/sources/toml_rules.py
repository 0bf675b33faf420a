"""Rules in a .toml file: one `[[rule]]` a rule, with the columns' names as keys."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from optimiser.tables.catalogue import rule_files as kinds
from optimiser.tables.columns import Column, Kind, Sheet
from optimiser.tables.findings import Finding, Place
from optimiser.tables.headings import near
from optimiser.tables.sources.memory import plain
from optimiser.tables.sources.raw import RawSheet

_RULE = re.compile(r"\s*\[\[\s*[\"']?rule[\"']?\s*\]\]")
_KEY = re.compile(r"\s*[\"']?(\w+)[\"']?\s*=")
_PART = r"(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')[ \t]*+"
_LONG_KEY = re.compile(rf"(?:^|[{{,])[ \t]*+\[?+\[?+[ \t]*+(?:{_PART}\.[ \t]*+){{20}}",
                       re.MULTILINE)
"""The parser takes time with the square of the parts of a key; rules have keys of one."""
_AT_LINE = re.compile(r"\s*\(?at (?:line (\d+), column \d+|end of document)\)?")
_LISTS = {Kind.SELECTOR: "; ", Kind.NAMES: "; "}
_WORDS: Mapping[type, str] = {list: "a list", dict: "a table", dt.time: "a time of day"}


def key_of(heading: str) -> str:
    """Return the key that stands for a column.

    >>> key_of("For each")
    'for_each'
    """
    return heading.casefold().replace(" ", "_")


def read_toml(text: str, sheet: Sheet, file: str, findings: list[Finding]) -> RawSheet | None:
    """Lay out the rules as a grid with every column of the sheet; add what is wrong to findings.

    Returns None where the file as a whole cannot be read.
    """
    if long := _LONG_KEY.search(text):
        line = text.count("\n", 0, long.start()) + 1
        findings.append(kinds.BROKEN_TOML.at(Place(file, "", _place(line)),
                                             why="a key of many parts"))
        return None
    try:
        content = tomllib.loads(text)
    except RecursionError:
        findings.append(_broken("lists or tables are nested too deeply", text, file))
        return None
    except ValueError as fault:  # the parser's own, and Python's for numbers without end
        findings.append(_broken(str(fault).partition(";")[0], text, file))
        return None
    stated = content.pop("rule", [])
    lines = _lines(text)
    findings += [kinds.UNKNOWN_KEY.at(Place(file, "", _place(_top_line(text, key))), key,
                                      near=" Did you mean [[rule]]?" if near(key, ["rule"]) else "",
                                      known="one table [[rule]] for each rule")
                 for key in content]
    if isinstance(stated, Mapping) or not all(isinstance(rule, Mapping) for rule in stated):
        findings.append(kinds.WRONG_TYPE.at(
            Place(file, "", _place(_top_line(text, "rule"))), "rule", found="no list of tables",
            expected="tables headed [[rule]], with two brackets"))
        return None
    rows: list[list[object]] = [[column.heading for column in sheet.columns]]
    places: dict[tuple[int, int], int] = {}
    for number, rule in enumerate(stated, start=1):
        mine = lines[number - 1] if number <= len(lines) else {"": 1}
        findings += _unknown(rule, mine, sheet, file)
        rows.append([_cell(column, rule.get(key_of(column.heading)), mine, file, findings)
                     for column in sheet.columns])
        places[number, -1] = mine[""]
        places |= {(number, at): mine[key_of(column.heading)]
                   for at, column in enumerate(sheet.columns) if key_of(column.heading) in mine}
    return RawSheet("", rows, lines=places)


def _broken(why: str, text: str, file: str) -> Finding:
    found = _AT_LINE.search(why)
    line = int(found[1]) if found and found[1] else text.count("\n") + 1
    return kinds.BROKEN_TOML.at(Place(file, "", _place(line)), why=_AT_LINE.sub("", why))


def _place(line: int) -> str:
    return f"line {line}"


def _lines(text: str) -> list[dict[str, int]]:
    """Return the line of each key of each rule, and of the rule's head under ""."""
    found: list[dict[str, int]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if _RULE.match(line):
            found.append({"": number})
        elif found and (key := _KEY.match(line)):
            found[-1].setdefault(key[1], number)
    return found


def _top_line(text: str, key: str) -> int:
    """Return the line on which a key or a table's name stands first."""
    named = re.compile(rf"\s*\[*\s*[\"']?{re.escape(key)}\b")
    return next((number for number, line in enumerate(text.splitlines(), start=1)
                 if named.match(line)), 1)


def _unknown(rule: Mapping[str, Any], lines: Mapping[str, int], sheet: Sheet,
             file: str) -> Iterator[Finding]:
    known = [key_of(column.heading) for column in sheet.columns]
    for key in rule:
        if key not in known:
            close = near(key, [name for name in known if name not in rule])
            yield kinds.UNKNOWN_KEY.at(
                Place(file, "", _place(lines.get(key, lines[""]))), key,
                near=f" Did you mean {close}?" if close else "", known=", ".join(known))


def _cell(column: Column, value: object, lines: Mapping[str, int], file: str,
          findings: list[Finding]) -> object:
    """Return a value as a cell holds it; lists of names become a selector."""
    if value is None:
        return ""
    if isinstance(value, Sequence) and not isinstance(value, str) and column.kind in _LISTS and all(
            isinstance(one, str) for one in value):
        return _LISTS[column.kind].join(value)
    if isinstance(value, (list, dict, dt.time)):
        findings.append(kinds.WRONG_TYPE.at(
            Place(file, "", _place(lines.get(key_of(column.heading), lines[""]))),
            key_of(column.heading), found=_WORDS[type(value)],
            expected="a text or a list of texts" if column.kind in _LISTS else "a single value"))
        return ""
    return plain(value)
