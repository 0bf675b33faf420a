"""The state of the page: one workbook, versions of its plan, what is on the desk."""

from __future__ import annotations

import shutil
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import optimiser
from optimiser.api.plans import Plan
from optimiser.errors import UsageError
from optimiser.frozen import frozen
from optimiser.page import jobs
from optimiser.page.desk import Desk
from optimiser.page.room import safe_name
from optimiser.page.worker import Done, Fault, Job
from optimiser.plan.earlier import require_earlier, with_earlier
from optimiser.plan.reopen import Output
from optimiser.review.comparison import moved_lines
from optimiser.review.going_back import going_back
from optimiser.review.why import Explained, explained
from optimiser.tables.entries import Entry, changed_only, with_entries
from optimiser.tables.findings import Finding, Severity
from optimiser.tables.table import Inputs

if TYPE_CHECKING:
    from optimiser.plan.judgements import Judgements
    from optimiser.scenarios.changes import Change

_IN_MEMORY = 3
"""So many plans are held ready; the others stand in files."""


@frozen
class Book:
    """A workbook as opened, where its copy stands, and what was found in it.

    `earlier` is the output of an earlier plan that was taken with it; `asks_for` says what in the
    workbook asks for one that is not there, "" for nothing.
    """

    path: Path
    inputs: Inputs
    findings: tuple[Finding, ...]
    earlier: Output | None = None
    asks_for: str = ""

    @property
    def name(self) -> str:
        """The name of its file."""
        return self.path.name

    @property
    def errors(self) -> int:
        """How many findings stop a solve."""
        return sum(one.severity is Severity.ERROR for one in self.findings)


@frozen
class Version:
    """A plan of the workbook with some cells changed, or as opened where there are none.

    `parent` is the number of the version that it was made from, 0 for none; `moved` says in a few
    lines what moved, why, and what going back would cost.
    """

    number: int
    name: str
    book: Book
    entries: tuple[Entry, ...]
    scenario: str
    parent: int
    folder: Path
    seconds: float
    moved: tuple[str, ...] = ()

    @property
    def plan_file(self) -> Path:
        """Where its plan stands."""
        return self.folder / "plan"

    @property
    def stem(self) -> str:
        """The beginning of the names of its downloads."""
        mark = f"-{self.number}" if self.number > 1 else ""
        return f"{self.book.path.stem or self.book.name}{mark}"


@frozen
class Failed:
    """What a version that has no plan was to be."""

    book: Book
    entries: tuple[Entry, ...]
    scenario: str
    parent: int


class Session:
    """One user, one workbook, any number of versions; every tab sees the same.

    `compared` is the number of the version that was last compared with a file. `writing` is held
    by whoever writes a version's files: of two that ask at once, the second gets what the first
    has written.
    """

    def __init__(self, folder: Path, desk: Desk) -> None:
        self.folder, self.desk = folder, desk
        self.book: Book | None = None
        self.versions: dict[int, Version] = {}
        self.fault: Fault | None = None
        self.failed: Failed | None = None
        self.destination = "/"
        self.compared = 0
        self.answers: dict[str, Any] = {}
        self.writing = threading.RLock()
        self._lock = threading.RLock()
        self._ready: OrderedDict[int, Plan] = OrderedDict()
        self._explained: tuple[Path, Explained] | None = None
        self._count = self._last = 0

    def place(self) -> Path:
        """Return a new folder within the session's."""
        with self._lock:
            self._count += 1
            path = self.folder / f"{self._count}"
        path.mkdir()
        return path

    def open(self, path: Path) -> Book:
        """Read and check a workbook; one of another name begins anew."""
        inputs = optimiser.load(path)
        return self._opened(Book(path, inputs, optimiser.check(inputs), asks_for=_asks_for(inputs)))

    def take_earlier(self, book: Book, path: Path) -> Book:
        """Read a workbook again with an earlier plan; raise InputError or UsageError.

        `path` is an output: new plans stay near to it, and rules may be shares of it.
        """
        inputs, output = with_earlier(optimiser.load(book.path), path)
        return self._opened(Book(book.path, inputs, optimiser.check(inputs),
                                 output))

    def _opened(self, book: Book) -> Book:
        with self._lock:
            if self.book is not None and self.book.name != book.name:
                self._forget()
            self.book, self.fault, self.failed, self.answers = book, None, None, {}
        return book

    def reset(self) -> None:
        """Begin anew, as if nothing had been opened."""
        with self._lock:
            self._forget()
            self.book, self.fault, self.failed, self.answers = None, None, None, {}

    def _forget(self) -> None:
        for version in self.versions.values():
            shutil.rmtree(version.folder, ignore_errors=True)
        self.versions.clear()
        self._ready.clear()
        self._last = 0

    def plan(self, version: Version) -> Plan:
        """Return the plan of a version."""
        with self._lock:
            plan = self._ready.pop(version.number, None) or jobs.kept(version.plan_file)
            self._ready[version.number] = plan
            while len(self._ready) > _IN_MEMORY:
                self._ready.popitem(last=False)
            return plan

    def output(self, version: Version) -> Path:
        """Return the output workbook of a version, written when it is first asked for."""
        path = version.folder / f"{version.stem}-allocation.xlsx"
        with self.writing:
            if not path.exists():
                optimiser.write(self.plan(version), path)
        return path

    def explained(self, version: Version) -> Explained:
        """Return the reasons of a version's figures, read from its output; one is held ready."""
        with self.writing:
            if self._explained is None or self._explained[0] != version.folder:
                self._explained = version.folder, explained(self.output(version))
            return self._explained[1]

    def solve(self, name: str, entries: Sequence[Entry], scenario: str, parent: int,
              book: Book) -> bool:
        """Begin a new version; False where something else is on the desk."""
        from optimiser.scenarios.changes import Cells, InScenario

        changes: list[Change] = [Cells(changed_only(book.inputs, entries))]
        if scenario:
            changes.append(InScenario(scenario))
        folder = self.place()
        kept = changed_only(book.inputs, entries)

        def finish(answer: Done | Fault) -> None:
            with self._lock:
                if isinstance(answer, Done):
                    self._add(name, book, kept, scenario, parent, folder, answer.value)
                else:
                    self.fault, self.failed = answer, Failed(book, kept, scenario, parent)
                    shutil.rmtree(folder, ignore_errors=True)

        with self._lock:
            before = self.versions.get(parent)
            job = jobs.Solve(book.inputs, changes, folder / "plan",
                             before.plan_file if before else None,
                             book.earlier.named if book.earlier else "")
            begun = self.desk.start(f"Solving {name}", job, finish)
            if begun:
                self.fault = self.failed = None
                self.destination = "/plan"
            return begun

    def _add(self, name: str, book: Book, entries: tuple[Entry, ...], scenario: str, parent: int,
             folder: Path, seconds: float) -> None:
        self._last = number = self._last + 1
        version = Version(number, name, book, entries, scenario, parent, folder, seconds)
        if parent in self.versions:
            before, after = self.plan(self.versions[parent]), self.plan(version)
            version = replace(version, moved=(
                *moved_lines(optimiser.compare(before, after)),
                going_back(before.solution, after.solution)))
        self.versions[number] = version

    def ask(self, kind: str, label: str, job: Job, destination: str) -> bool:
        """Begin work whose answer is kept under a kind, and shown at a destination.

        False, and nothing happens, where something is on the desk.
        """
        def finish(answer: Done | Fault) -> None:
            with self._lock:
                if isinstance(answer, Done):
                    self.answers[kind] = answer.value
                else:
                    self.fault = answer

        with self._lock:
            begun = self.desk.start(label, job, finish)
            if begun:
                self.fault = None
                self.answers.pop(kind, None)
                self.destination = destination
            return begun

    @property
    def count(self) -> int:
        """How many versions were made."""
        return self._last

    def latest(self) -> Version | None:
        """Return the version made last, None where there is none."""
        with self._lock:
            return self.versions.get(self._last)

    def inputs(self, version: Version) -> Inputs:
        """Return the inputs of a version before any scenario."""
        return with_entries(version.book.inputs, version.entries)

    def changes(self, version: Version) -> list[Change]:
        """Return what a version changes in its workbook."""
        from optimiser.scenarios.changes import Cells, InScenario

        made: list[Change] = [Cells(version.entries)]
        return [*made, InScenario(version.scenario)] if version.scenario else made

    def ask_for_weights(self, version: Version) -> bool:
        """Begin to find how far weights may move; False where something else is on the desk."""
        return self.ask(_weights_of(version), f"Moving the weights of {version.name}",
                        jobs.Weights(version.plan_file), f"/plan/{version.number}/why#weights")

    def weights(self, version: Version) -> Judgements | None:
        """Return how far the weights of a version may move, None where nobody has asked."""
        found: Judgements | None = self.answers.get(_weights_of(version))
        return found

    def upload(self, name: str) -> Path:
        """Return where a file that the user chose is to stand; raise UsageError for a bad name."""
        wanted = safe_name(name)
        if not wanted.casefold().endswith((".xlsx", ".ods", ".xlsm", ".xls", ".csv")):
            raise UsageError(f"{wanted} is no workbook.", "Choose an .xlsx or .ods file.")
        return self.place() / wanted


def _weights_of(version: Version) -> str:
    return f"weights of {version.number}"


def _asks_for(inputs: Inputs) -> str:
    """Return what asks for an earlier plan where there is none."""
    try:
        require_earlier(inputs)
    except UsageError as fault:
        return fault.message
    return ""
