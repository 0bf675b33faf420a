"""What the library's functions are given: checked, and put right, before any work begins.

A wrong argument is a UsageError that names the argument, what it was given and what it takes; a
near miss gets "did you mean". The command's options go through the same functions.
"""

from __future__ import annotations

import datetime as dt
import math
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from optimiser.errors import UsageError
from optimiser.tables.indexes import NameIndex
from optimiser.tables.reading import read_inputs
from optimiser.tables.sources import Source
from optimiser.tables.table import Inputs
from optimiser.words import listing

PathLike = str | os.PathLike[str]
Files = Sequence[PathLike]

EMBEDDED = "highs"
"""The solver that comes with the program; every other one is asked of PuLP."""


def inputs_of(source: Inputs | Source, rules: Files = ()) -> Inputs:
    """Return inputs, read where they are not yet, with files of rules laid over theirs.

    Raises UsageError for a source or rules of another type; faults inside are findings.
    """
    files = files_of("rules", rules)
    if not isinstance(source, (Inputs, str, os.PathLike, Mapping)):
        raise wrong("source", source, "a path, a dictionary of tables by sheet, or what load "
                     "returned")
    inputs = source if isinstance(source, Inputs) else read_inputs(source)
    if not files:
        return inputs
    from optimiser.tables.rule_files import add_rule_files

    return add_rule_files(inputs, files)


def path_of(argument: str, given: object) -> Path:
    """Return a path; raise UsageError where the argument is none."""
    if not isinstance(given, (str, os.PathLike)):
        raise wrong(argument, given, "a path")
    return Path(given)


def files_of(argument: str, given: object) -> tuple[Path, ...]:
    """Return paths; a single one is refused, for its letters would be read as paths."""
    if isinstance(given, (str, os.PathLike)):
        raise UsageError(f"{argument} takes a list of files, and was given {given!r}.",
                         f"Write {argument}=[{os.fspath(given)!r}].")
    if not isinstance(given, Sequence):
        raise wrong(argument, given, "a list of files")
    return tuple(path_of(argument, one) for one in given)


def one_of(argument: str, given: object, choices: Sequence[str]) -> str:
    """Return the choice that is meant, in its own spelling; raise UsageError where none is."""
    offered = listing((f'"{choice}"' for choice in choices), "or")
    if not isinstance(given, str):
        raise wrong(argument, given, offered)
    known = NameIndex(choices)
    found = known.find(given)
    if found >= 0:
        return known.names[found]
    near = known.near(given)
    meant = f'Did you mean "{near[0]}"? ' if near else ""
    raise UsageError(f'{argument} cannot be "{given}".', f"{meant}It takes {offered}.")


def day_of(argument: str, given: object) -> dt.date:
    """Return a day written 2016-03-31; raise UsageError where it is none."""
    try:
        return given if isinstance(given, dt.date) else dt.date.fromisoformat(str(given))
    except ValueError:
        raise wrong(argument, given, "a day such as 2016-03-31") from None


def text_of(argument: str, given: object) -> str | None:
    """Return a name, or None where none was given; raise UsageError for anything else."""
    if given is not None and not isinstance(given, str):
        raise wrong(argument, given, "a name")
    return given


def flag_of(argument: str, given: object) -> bool:
    """Return yes or no: a text such as "no" would count as yes."""
    if not isinstance(given, bool):
        raise wrong(argument, given, "True or False")
    return given


def whole_number(argument: str, given: object, least: int) -> int:
    """Return a whole number of at least so much; raise UsageError otherwise."""
    if isinstance(given, bool) or not hasattr(given, "__index__"):
        raise wrong(argument, given, f"a whole number of at least {least}")
    found = int(given.__index__())
    if found < least:
        raise wrong(argument, given, f"a whole number of at least {least}")
    return found


def seconds_of(argument: str, given: object) -> float | None:
    """Return a time in seconds, None for no limit; raise UsageError for NaN or less than 0."""
    if given is None:
        return None
    found = _number(given)
    if not found >= 0:
        raise wrong(argument, given, "a number of seconds from 0")
    return None if math.isinf(found) else found


def share_of(argument: str, given: object, *, below_one: bool = False) -> float:
    """Return a share between 0 and 1, below 1 where all would leave nothing to plan with."""
    found = _number(given)
    if not 0 <= found <= 1 or (below_one and found == 1):
        raise wrong(argument, given,
                     "a share from 0 to below 1" if below_one else "a share between 0 and 1")
    return found


def solver_of(given: object) -> str:
    """Return the solver's name; raise UsageError, naming those there are, where it has none."""
    if not isinstance(given, str):
        raise wrong("solver", given, "a solver's name")
    if given.casefold() != EMBEDDED:
        from optimiser.solving.solve import solver_named

        solver_named(given)
    return given


def _number(given: object) -> float:
    """Return a number as float, NaN for what is none."""
    if isinstance(given, bool) or not hasattr(given, "__float__"):
        return math.nan
    return float(given.__float__())


def wrong(argument: str, given: object, takes: str) -> UsageError:
    """Return the fault of an argument, with what it was given and what it takes."""
    kind = type(given).__name__
    shown = f"{given!r}" if isinstance(given, (str, int, float, type(None))) else f"a {kind}"
    return UsageError(f"{argument} cannot be {shown}.", f"It takes {takes}.")
