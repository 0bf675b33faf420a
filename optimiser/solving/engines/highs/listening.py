"""How a search of HiGHS in whole numbers tells how far it is."""

from __future__ import annotations

import time
from typing import Any

from optimiser.solving.engines.outcome import Found

_GLANCE = 0.2
"""Seconds between two tellings."""


def listen(highs: Any, tell: Found) -> list[Exception]:
    """Let a search tell its best value and its bound, not more often than somebody reads.

    What the listener raises ends the search, and is then in the list returned: an exception
    cannot pass through HiGHS.
    """
    last, raised = time.monotonic(), list[Exception]()

    def heard(event: Any) -> None:
        nonlocal last
        if raised or time.monotonic() - last < _GLANCE:
            return
        last = time.monotonic()
        try:
            tell(event.data_out.mip_primal_bound, event.data_out.mip_dual_bound)
        except Exception as fault:  # noqa: BLE001  # whatever it is, it is raised again
            raised.append(fault)
            highs.cancelSolve()

    highs.cbMipInterrupt.subscribe(heard)
    return raised
