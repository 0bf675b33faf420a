"""One run told to end at one moment, and what is wrong with how it ended."""

from __future__ import annotations

import contextlib
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from signals.cases import EXAMPLE, Case, write_inputs

SECONDS = 2.0
"""Within so many a run that is told to end has ended."""
_LONGEST = 25.0
"""A run is told to end within so many seconds, however long it would take."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended that was told to at a moment, in seconds from its start."""

    case: Case
    number: signal.Signals
    moment: float
    code: int
    seconds: float
    faults: tuple[str, ...]

    @property
    def was_done(self) -> bool:
        """Whether the run was over by itself before the signal could do anything."""
        return self.code == self.case.code


class Moments:
    """Runs cases in a folder, each told to end at a random moment of the time that it takes."""

    def __init__(self, place: Path, environment: dict[str, str]) -> None:
        self.place, self.environment = place, environment
        self._lasts: dict[str, float] = {}
        write_inputs(place)
        self._start(place, (str(EXAMPLE), "-o", "plan.xlsx")).communicate()

    def tried(self, cases: Sequence[Case], count: int, seed: int,
              numbers: Sequence[signal.Signals]) -> Iterator[Ended]:
        """Yield how `count` runs ended, the cases in turn."""
        chance = random.Random(seed)
        for at in range(count):
            case = cases[at % len(cases)]
            moment = chance.uniform(0.0, min(self._seconds(case), _LONGEST))
            yield self.told(case, chance.choice(list(numbers)), moment)

    def told(self, case: Case, number: signal.Signals, moment: float) -> Ended:
        """Start a run, tell it to end at the moment, and look at what it leaves."""
        work, scratch = self._folder(case), self.place / "scratch"
        before = _contents(work)
        with self._start(work, case.arguments) as run:
            time.sleep(moment)
            _wait_until_loaded(run)
            run.send_signal(number)
            began = time.monotonic()
            try:
                said = run.communicate(timeout=60)[1]
            except subprocess.TimeoutExpired:
                run.kill()
                said = run.communicate()[1]
            seconds = time.monotonic() - began
        killed = number is signal.SIGKILL
        if killed:  # it is the next run that clears away
            self._start(work, (str(EXAMPLE), "--force", *(
                ("-o", case.output) if case.output.endswith(".xlsx") else ()))).communicate()
        faults = tuple(_faults(case, run.returncode, seconds, said, killed=killed))
        left = tuple(_left(work, before, case)) + tuple(
            f"left {path.name}" for path in scratch.glob("allocate-*")) + tuple(
            _left_at_work(scratch))
        return Ended(case, number, moment, run.returncode, seconds, faults + left)

    def _seconds(self, case: Case) -> float:
        """Return how long a case takes when nobody ends it."""
        if case.lasts is not None:
            return case.lasts
        if case.name not in self._lasts:
            began = time.monotonic()
            with self._start(self._folder(case), case.arguments) as run:
                said = run.communicate()[1]
            if run.returncode != case.code:
                raise AssertionError(f"{case.name} ends with {run.returncode}: {said.decode()}")
            self._lasts[case.name] = time.monotonic() - began
        return self._lasts[case.name]

    def _folder(self, case: Case) -> Path:
        """Return a fresh folder in which an earlier output stands."""
        work = self.place / "work"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        if case.output:
            shutil.copy(self.place / "plan.xlsx", work / case.output)
        return work

    def _start(self, work: Path, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
        scratch = self.place / "scratch"
        scratch.mkdir(exist_ok=True)
        return subprocess.Popen(
            [sys.executable, "-m", "optimiser", *(
                one.replace("{place}", str(self.place)) for one in arguments)],
            cwd=work, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=self.environment | {"TMPDIR": str(scratch)})


def _wait_until_loaded(run: subprocess.Popen[bytes]) -> None:
    """Wait until the program is there: before that a signal ends Python, and nothing of ours.

    Python catches SIGINT by itself, SIGTERM only for a program; where the system does not show
    what is caught, half a second has to do.
    """
    status, end = Path(f"/proc/{run.pid}/status"), time.monotonic() + 10
    if not status.exists():
        time.sleep(0.5)
        return
    while run.poll() is None and time.monotonic() < end:
        caught = [line for line in status.read_text().splitlines() if line.startswith("SigCgt")]
        if caught and int(caught[0].split()[1], 16) >> (signal.SIGTERM - 1) & 1:
            return
        time.sleep(0.005)


def _left_at_work(scratch: Path) -> list[str]:
    """Name the processes that work on where the run that began them has ended, CBC for one.

    They are known by the folder for temporary files that they were given. One that is told to end
    has a second for it.
    """
    mark, end = f"TMPDIR={scratch}".encode(), time.monotonic() + 1.0
    while True:
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):  # it is gone, or another user's
                if mark in (process / "environ").read_bytes():
                    found.append(f"left {(process / 'comm').read_text().strip()} at work")
        if not found or time.monotonic() > end:
            return found
        time.sleep(0.05)


def _contents(work: Path) -> dict[str, bytes]:
    return {str(path.relative_to(work)): path.read_bytes()
            for path in work.rglob("*") if path.is_file()}


def _faults(case: Case, code: int, seconds: float, said: bytes, *, killed: bool) -> Iterator[str]:
    expected = {case.code, -signal.SIGKILL} if killed else {case.code, *case.told}
    if code not in expected:
        yield f"exit {code}"
    if code != case.code and seconds > SECONDS:
        yield f"took {seconds:.1f} s"
    if b"Traceback" in said:
        yield f"a traceback: {said.decode(errors='replace')[-300:]}"


def _left(work: Path, before: dict[str, bytes], case: Case) -> Iterator[str]:
    """Name what is not whole of an earlier output, and temporary files."""
    after = _contents(work)
    for name in after:
        if Path(name).name.startswith(".allocate-"):
            yield f"left {name}"
    for name, content in before.items():
        if name not in after:
            yield f"{name} is gone"
        elif after[name] != content and not is_whole(work / name):
            yield f"{name} is not whole"


def is_whole(path: Path) -> bool:
    """Tell whether a file was written to its end."""
    if path.suffix == ".xlsx":
        try:
            with zipfile.ZipFile(path) as book:
                return book.testzip() is None
        except (zipfile.BadZipFile, OSError):
            return False
    end = path.read_bytes().rstrip()[-20:]
    return end.lower().endswith((b"end", b"</html>", b"}"))
