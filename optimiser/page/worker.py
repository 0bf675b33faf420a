"""The process that solves for the page, so that a solve can be cancelled and never blocks it."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import threading
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

from optimiser.api.progress import Progress, Tell
from optimiser.errors import AllocateError, InputError, NoPlanError
from optimiser.frozen import frozen
from optimiser.plan.diagnosis import Diagnosis
from optimiser.tables.findings import Finding


class Job(Protocol):
    """Work that is sent to the process; it is pickled."""

    def run(self, tell: Tell) -> object:
        """Do the work and return its result, which is pickled as well."""


@frozen
class Done:
    """The result of a job."""

    value: Any


@frozen
class Fault:
    """Why a job has no result: a reason that a person can act on, or a fault of the program."""

    status: str
    message: str
    remedy: str = ""
    findings: tuple[Finding, ...] = ()
    diagnosis: Diagnosis | None = None


def fault_of(error: Exception) -> Fault:
    """Return what to say of an error; only what the user may act on is told in its own words."""
    if isinstance(error, InputError):
        return Fault(error.status, "The inputs have errors.", "Mend them, and open them again.",
                     error.findings)
    if isinstance(error, NoPlanError):
        return Fault(error.status, error.message, error.remedy, diagnosis=error.diagnosis)
    if isinstance(error, AllocateError):
        return Fault(error.status, error.message, error.remedy)
    if isinstance(error, MemoryError):
        return Fault("failed", "There is not enough memory for this.", "Close other programs.")
    if isinstance(error, OSError):
        return Fault("not written", f"A file could not be written: {error.strerror or error}.",
                     "Make room on the disk, and try again.")
    return Fault("failed", f"A fault of the program: {type(error).__name__}: {error}",
                 "Please report it, with the workbook.")


def _end_with_the_page(folder: Path | None) -> None:
    """Wait for the page to be gone; one that ends in order has ended this process before."""
    page = multiprocessing.parent_process()
    if page is None:
        return
    page.join()
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def work(line: Connection, folder: Path | None = None) -> None:
    """Do jobs that come over a line until it is closed, telling their progress and results.

    Where the page is killed, this process ends at once, and clears away the page's folder.
    """
    # Ctrl-C in the terminal is for the page, which ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_page, args=(folder,), daemon=True).start()
    import optimiser.api.plans
    import optimiser.solving.solve  # noqa: F401 - loaded before anybody waits for it

    def tell(progress: Progress) -> None:
        line.send(progress)

    while True:
        try:
            job: Job = line.recv()
        except (EOFError, OSError):
            return
        try:
            answer: Done | Fault = Done(job.run(tell))
        except Exception as error:  # noqa: BLE001 - said to the user, and the page goes on
            answer = fault_of(error)
        line.send(answer)
