"""How long a run may still take, and whether it was told to end: every step of a solver asks here.

A clock holds for all that is done under it, on each thread that works for it. So no step can be
given one and forget it, and a step that somebody adds is bounded as all others are.
"""

from __future__ import annotations

import contextlib
import math
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import ContextVar, copy_context
from typing import Any, TypeVar

from optimiser.errors import TimeUpError

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
_LEAST_AGAIN = 10.0
"""Seconds that a plan found as the time ran out is given at least to be carried out."""
_GLANCE = 0.2
"""Seconds between looks for Ctrl-C while threads work; not every system ends a wait for it."""
_SECONDS_TO_COME_BACK = 1.0
"""So long a thread that was told to stop is waited for, before it is left to itself."""

Stop = Callable[[], object]
"""Asks a running step to stop, from another thread; it may be called when the step is over."""


class Clock:
    """Seconds that are left, and whether what is done under it was told to end.

    What ends a clock ends those within it, and stops the steps that run under them.
    """

    def __init__(self, outer: Clock | None = None, deadline: float = math.inf) -> None:
        self.outer, self.deadline = outer, deadline
        self.began = time.monotonic()
        self.doing: str = outer.doing if outer else ""
        self._ended = False
        self._stops: dict[int, Stop] = {}

    @property
    def is_ended(self) -> bool:
        """Whether somebody told it to end."""
        return self._ended or (self.outer is not None and self.outer.is_ended)

    @property
    def left(self) -> float:
        """The seconds that are left: infinite where nothing ends them, below 0 when they are over.

        A clock that was told to end has none left, and has been over for ever.
        """
        return -math.inf if self.is_ended else self.deadline - time.monotonic()

    def end(self) -> None:
        """Stop what runs under the clock, and let nothing else begin."""
        self._ended = True
        for stop in list(self._stops.values()):
            stop()

    @contextlib.contextmanager
    def stopping(self, stop: Stop) -> Iterator[None]:
        """Let a step be stopped by `stop` where the clock, or one around it, is told to end."""
        clocks: list[Clock] = []
        at: Clock | None = self
        while at is not None:
            clocks.append(at)
            at._stops[id(stop)] = stop
            at = at.outer
        try:
            if self.is_ended:
                stop()
            yield
        finally:
            for clock in clocks:
                clock._stops.pop(id(stop), None)


_CLOCK: ContextVar[Clock] = ContextVar("clock", default=Clock())  # noqa: B039  # nobody ends it


def current() -> Clock:
    """Return the clock that holds here."""
    return _CLOCK.get()


def is_up() -> bool:
    """Whether the time is up, or the run was told to end."""
    return current().left <= 0


def doing(what: str) -> None:
    """Say what is done from now on, for a message if the time is up."""
    current().doing = what


def go_on() -> None:
    """Raise TimeUpError where no time is left."""
    if is_up():
        raise TimeUpError(current().doing)


@contextlib.contextmanager
def at_most(seconds: float | None) -> Iterator[Clock]:
    """Bound what is done within to so many seconds, and no more than are left anyway."""
    outer = current()
    end = math.inf if seconds is None else time.monotonic() + max(seconds, 0.0)
    with _under(Clock(outer, min(end, outer.deadline))) as clock:
        yield clock


@contextlib.contextmanager
def again() -> Iterator[None]:
    """Give what is done within as much time as there was: what was found is to be carried out."""
    outer = current()
    seconds = max(outer.deadline - outer.began, _LEAST_AGAIN)
    with _under(Clock(outer, time.monotonic() + seconds)):
        yield


@contextlib.contextmanager
def _under(clock: Clock) -> Iterator[Clock]:
    token = _CLOCK.set(clock)
    try:
        yield clock
    finally:
        _CLOCK.reset(token)


class Threads:
    """Threads that work under the clock of who opened them.

    Who leaves them by an error, Ctrl-C for one, stops what they do, and waits a moment only.
    """

    def __init__(self, workers: int | None = None) -> None:
        self.clock = Clock(current(), current().deadline)
        self._context = copy_context()
        self._context.run(_CLOCK.set, self.clock)
        self._pool = ThreadPoolExecutor(workers or os.cpu_count() or 1)
        self._jobs: list[Future[Any]] = []

    def __enter__(self) -> Threads:
        return self

    def submit(self, job: Callable[..., _Result], *arguments: Any) -> Future[_Result]:
        """Let a thread do a job."""
        done = self._pool.submit(self._context.copy().run, job, *arguments)
        self._jobs.append(done)
        return done

    def map(self, job: Callable[[_Item], _Result], over: Sequence[_Item]) -> list[_Result]:
        """Do a job for each item, and return the results in their order."""
        return [self.result(done) for done in [self.submit(job, one) for one in over]]

    @staticmethod
    def result(job: Future[_Result]) -> _Result:
        """Wait for a job, heeding Ctrl-C between two looks; return its result."""
        while not job.done():
            wait([job], timeout=_GLANCE)
        return job.result()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Wait for the jobs; where an error ends them, stop them."""
        if kind is None:
            self._pool.shutdown()
            return
        self._pool.shutdown(wait=False, cancel_futures=True)
        self.clock.end()
        wait([job for job in self._jobs if not job.cancelled()], timeout=_SECONDS_TO_COME_BACK)
