"""Short names for columns and rows that every reader of .lp and .mps files takes.

A name is a letter for the kind, the position, and what can be kept of the words:
`x17_EU_Trust_Fund_Serbia`. The position makes it unique and leads back to the column or row,
whatever the words are; the letter keeps it apart from reserved words and numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from optimiser.frozen import frozen
from optimiser.model.columns import Grid, Of
from optimiser.model.program import Program
from optimiser.words import listing

LONGEST = 80
"""Far below the 255 characters that .lp readers allow."""
DIMENSIONS = ("fund", "donor", "recipient", "activity", "expertise", "period", "tier")
HEADINGS = ("Column or row", "Name", "Kind", "Fund", "Donor", "Recipient", "Activity",
            "Expertise", "Period", "Tier", "Source", "In words")
_LETTERS = {Of.ALLOCATION: "x", Of.MET: "m", Of.DEPLOYMENT: "d", Of.GRANT: "g",
            Of.PART: "p", Of.UNIT: "u"}
_SHOWN = {Of.ALLOCATION: ("fund", "recipient", "activity", "period"),
          Of.MET: ("recipient", "activity", "period", "tier"),
          Of.DEPLOYMENT: ("donor", "expertise", "recipient", "period"),
          Of.GRANT: ("fund", "recipient", "activity"),
          Of.PART: ("fund", "donor", "recipient", "activity", "period"),
          Of.UNIT: ("recipient", "activity", "period")}


@frozen
class Named:
    """A column or row of the file: its short name and its line of the names table."""

    name: str
    kind: str
    elements: dict[str, str]
    source: str = ""
    sentence: str = ""

    def line(self, what: str) -> tuple[str, ...]:
        """Return the line of the names table, in the order of `HEADINGS`."""
        elements = (self.elements.get(dimension, "") for dimension in DIMENSIONS)
        return (what, self.name, self.kind, *elements, self.source, self.sentence)


def short_name(letter: str, position: int, words: Sequence[str]) -> str:
    """Return a name of letters, digits and underscores, unique by its position.

    >>> short_name("x", 3, ["Fond f\u00fcr Alb\u00e4nien", "2016-Q1"])
    'x3_Fond_fur_Albanien_2016_Q1'
    """
    plain = unicodedata.normalize("NFKD", " ".join(words)).encode("ascii", "ignore").decode()
    cleaned = re.sub(r"[^A-Za-z0-9]+", "_", plain).strip("_")
    return f"{letter}{position}_{cleaned}"[:LONGEST].rstrip("_")


def position_of(name: str) -> tuple[str, int]:
    """Return the letter and the position that a short name was made of."""
    head = name.split("_", 1)[0]
    return head[0], int(head[1:])


def name_columns(program: Program) -> list[Named]:
    """Name every column, in the order of the program."""
    columns = program.columns
    named = [one for grid in (columns.allocation, columns.met, columns.deployment,
                                 columns.grant, columns.part, columns.unit)
             for one in _grid(program, grid)]
    names = [(name, block.sources[at], block.sentences[at]) for block in program.limits
             for at, name in enumerate(block.names)]
    for column, row in zip(program.breach.column.tolist(), program.breach.row.tolist(),
                           strict=True):
        name, source, sentence = names[row]
        named.append(Named(short_name("b", column, [name]), "Breach", {}, source,
                           f"By how much this is broken: {sentence}"))
    return named


def _grid(program: Program, grid: Grid) -> list[Named]:
    shown, problem = _SHOWN[grid.of], program.problem
    needs = problem.needs.source if grid.of is Of.MET else ()
    named = []
    for at in range(len(grid)):
        elements = {
            dimension: listing(problem.names_of(dimension)[one] for one in chosen if one >= 0)
            for dimension, chosen in _chosen(program, grid, at).items() if dimension in shown}
        name = short_name(_LETTERS[grid.of], grid.first + at,
                          [word for word in elements.values() if word])
        named.append(Named(name, grid.of.value.capitalize(), elements,
                           needs[at] if needs else ""))
    return named


def _chosen(program: Program, grid: Grid, at: int) -> dict[str, tuple[int, ...]]:
    """Return the elements that a column is of, by dimension."""
    if grid.of is Of.PART:
        return dict(list(program.columns.parts.number_of)[at].where)
    return {dimension: (int(element[at]),) for dimension, element in grid.along.items()
            if dimension in DIMENSIONS}


def name_rows(program: Program, rows: int) -> list[Named]:
    """Name every row; those after the program's own keep earlier objectives."""
    named: list[Named] = []
    for block in program.limits:
        for at, name in enumerate(block.names):
            named.append(Named(short_name("c", len(named), [name]), block.kind, {},
                               block.sources[at], block.sentences[at]))
    return named + [
        Named(short_name("c", position, ["earlier objective"]), "Earlier objective", {}, "",
              "Keeps what an earlier objective reached.")
        for position in range(len(named), rows)]
