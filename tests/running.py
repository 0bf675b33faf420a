"""What a run of the command gives, and what the fixtures that run it are.

Not in a conftest: there are several of that name, and an import finds any of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Run:
    """How one run of the command ended and what it printed."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def printed(self) -> str:
        """Everything printed, results and messages."""
        return self.stdout + self.stderr

    @property
    def answer(self) -> dict[str, Any]:
        """The one JSON object on stdout; anything beside it fails."""
        answer = json.loads(self.stdout)
        assert isinstance(answer, dict)
        return answer


Command = Callable[..., Run]
Environment = Callable[..., dict[str, str]]
ExitCode = Callable[..., int]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run took: processor time in seconds, peak memory in megabytes."""

    seconds: float
    megabytes: float
