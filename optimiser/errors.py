"""The kinds of failure a run can end in, kept apart: the user's data, the model, our output."""

from __future__ import annotations

from typing import Any

from optimiser.tables.findings import Finding, Severity
from optimiser.words import counted


class AllocateError(Exception):
    """A run that cannot be finished, for a reason that a person can act on.

    `message` says what is wrong and why, `remedy` how to mend it.
    """

    exit_code = 1
    status = "failed"

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(f"{message} {remedy}".strip())
        self.message = message
        self.remedy = remedy


class ProgramError(AllocateError):
    """A fault of the program itself, noticed before it could do harm."""

    exit_code = 1
    status = "failed"


class UsageError(AllocateError):
    """An option that cannot be followed."""

    exit_code = 2
    status = "wrong use"


class InputError(AllocateError):
    """The inputs have errors; `findings` holds every one, warnings too."""

    exit_code = 3
    status = "input errors"

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        errors = [f for f in findings if f.severity is Severity.ERROR]
        shown = "\n".join(str(finding) for finding in errors[:20])
        super().__init__(f"The inputs have {counted(len(errors), 'error')}:\n{shown}")
        self.findings = findings


class NoPlanError(AllocateError):
    """No plan can keep all limits that must hold; `diagnosis` says which and what would help.

    It is a `plan.diagnosis.Diagnosis`, or None where none was asked for. `of_nothing` says that
    plans exist, but that each of them gives nothing.
    """

    diagnosis: Any = None
    of_nothing = False

    exit_code = 4
    status = "no plan"


class NotProvedError(AllocateError):
    """The solver stopped before it had proved that its answer is the best."""

    exit_code = 5
    status = "not proved"


class NoProofError(NotProvedError):
    """The solver had time, and ended without a proof all the same."""


class TimeUpError(NotProvedError):
    """The time limit was reached; `doing` says during what, `proved` what was proved by then."""

    def __init__(self, doing: str = "", proved: tuple[str, ...] = ()) -> None:
        self.doing, self.proved = doing, proved
        during = f" while {doing}" if doing else ""
        known = f" Proved by then: {'; '.join(proved)}." if proved else ""
        super().__init__(f"The time was up{during}, before all was proved.{known}",
                         "Give it more time with --time-limit.")


class OutputError(AllocateError):
    """The output could not be written."""

    exit_code = 6
    status = "not written"


class AuditError(AllocateError):
    """The audit found that the plan breaks a limit or misses its proof; a fault of the program."""

    exit_code = 7
    status = "audit failed"
