"""Would the tests notice? One line of the program is changed at a time, and tests are run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutation:
    """A fault made on purpose: exact text of a file, what it becomes, who should notice.

    `tests` are arguments of pytest; `name` says in words what is wrong then.
    """

    name: str
    file: str
    text: str
    changed: str
    tests: tuple[str, ...]


def in_file(file: str, tests: tuple[str, ...],
            *faults: tuple[str, str, str]) -> tuple[Mutation, ...]:
    """Return mutations of one file by (name, text, changed), which the same tests should notice."""
    return tuple(Mutation(name, f"optimiser/{file}", text, changed, tests)
                 for name, text, changed in faults)
