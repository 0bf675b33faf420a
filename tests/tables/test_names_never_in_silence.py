"""A slip of the hand in the example is never a plan that differs from the clean one without a word."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from seeds import seeds

import optimiser
from optimiser.tables.schema import SHEETS

EXAMPLE = Path(__file__).parents[2] / "inputs" / "western_balkans_2016.xlsx"
Book = dict[str, list[dict[str, object]]]
_HEADING_ROW = 4
_NAMED = ("Recipient", "Activity", "Fund", "Donor", "Region", "Pillar", "Group", "Expertise", "Tier")
_LOOK_ALIKE = str.maketrans("aeopcxyi", "\u0430\u0435\u043e\u0440\u0441\u0445\u0443\u0456")


def _swapped(name: str, chance: random.Random) -> str:
    at = chance.randrange(1, max(len(name) - 1, 2))
    return name[:at] + name[at + 1:at + 2] + name[at:at + 1] + name[at + 2:]


def _mistaken(name: str, _chance: random.Random) -> str:
    return name.replace("\u2019", "'").encode().decode("cp1250", "replace")


def _put(mark: str, name: str, chance: random.Random) -> str:
    at = chance.randrange(len(name) + 1)
    return name[:at] + mark + name[at:]


def _cut(name: str, chance: random.Random) -> str:
    at = chance.randrange(len(name))
    return name[:at] + name[at + 1:]


# What a keyboard, a program or a colleague does to a name. The first four leave it the name it is.
SLIPS: dict[str, Callable[[str, random.Random], str]] = {
    "an invisible character": lambda name, chance: _put("\u200b", name, chance),
    "another blank": lambda name, _: f"\u00a0 {name.replace(' ', chr(0x202f))} ",
    "capital letters": lambda name, _: name.upper(),
    "another hyphen and apostrophe": lambda name, _: name.replace("-", "\u2013").replace("'", "\u2019"),
    "a letter of another alphabet": lambda name, _: name.translate(_LOOK_ALIKE),
    "two letters swapped": _swapped,
    "a letter left out": _cut,
    "the wrong encoding": _mistaken,
    "brackets behind it": lambda name, _: f"{name} (EU)",
    "an asterisk behind it": lambda name, _: f"{name}*",
}
SAME = tuple(SLIPS)[:4]


@pytest.fixture(scope="module")
def clean() -> Book:
    """Return the tables of the example as they are written."""
    workbook = openpyxl.load_workbook(EXAMPLE)
    book: Book = {}
    for sheet in SHEETS:
        if sheet.name not in workbook.sheetnames:
            continue
        headings, *rows = workbook[sheet.name].iter_rows(min_row=_HEADING_ROW, values_only=True)
        book[sheet.name] = [dict(zip(headings, row, strict=True)) for row in rows
                            if any(cell is not None for cell in row)]
    return book


@pytest.fixture(scope="module")
def plan(clean: Book) -> list[tuple[object, ...]]:
    return _amounts(optimiser.optimise(clean))


def _amounts(plan: optimiser.Plan) -> list[tuple[object, ...]]:
    """Return the amounts without their names: a name may be spelt otherwise in one place."""
    return sorted(plan.allocation["Amount"].tolist())


@pytest.mark.parametrize("slip", SLIPS)
@pytest.mark.parametrize("seed", seeds(4, 60))
def test_a_slip_in_one_name_is_said_or_changes_nothing(
        clean: Book, plan: list[tuple[object, ...]], slip: str, seed: int) -> None:
    chance = random.Random(f"{slip} {seed}")
    book = {name: [dict(row) for row in rows] for name, rows in clean.items()}
    cells = [(row, heading) for rows in book.values() for row in rows for heading in _NAMED
             if isinstance(row.get(heading), str) and len(str(row[heading])) > 4]
    # A name that stands once only is another name, and no slip.
    times = Counter((heading, row[heading]) for row, heading in cells)
    row, heading = chance.choice([(row, heading) for row, heading in cells
                                  if times[heading, row[heading]] > 1])
    before = str(row[heading])
    row[heading] = SLIPS[slip](before, chance)
    findings = optimiser.check(book)
    if slip in SAME or row[heading] == before:
        assert findings == ()
    if not findings:
        assert _amounts(optimiser.optimise(book)) == plan, (heading, before, row[heading])
