"""What a long step tells of itself while it runs."""

from __future__ import annotations

import time
from collections.abc import Callable

from optimiser.api.arguments import wrong
from optimiser.frozen import frozen


@frozen
class Progress:
    """A phase that has begun or moved on; `done` of `total` where it has parts."""

    phase: str
    done: int = 0
    total: int = 0


Tell = Callable[[Progress], None]
"""Is told of progress; an exception that it raises ends the run."""


def tell_of(given: object) -> Tell:
    """Return whom to tell, nobody where None is given; raise UsageError for what is no function."""
    if given is None:
        return _nobody
    if not callable(given):
        raise wrong("progress", given, "a function of one argument")
    tell: Tell = given
    return tell


def _nobody(_: Progress) -> None:
    return


class Laps:
    """Notes how long each phase took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._since = time.monotonic()

    def note(self, phase: str) -> None:
        """Note that a phase ends now."""
        now = time.monotonic()
        self.seconds[phase] = now - self._since
        self._since = now
