"""How many random problems a test tries: a few in the suite, all that it names by a command.

`BOOKS=all pytest tests/solving` tries all of each test, `BOOKS=500 pytest ...` so many.
"""

from __future__ import annotations

import os

_LONG = {9, 12, 43}
"""Books that take seconds in one test or another, as a rule their rounding in whole numbers."""


def seeds(few: int, every: int, first: int = 0) -> list[int]:
    """Return the seeds to try: the first few quick ones, unless BOOKS asks for all or so many."""
    asked = os.environ.get("BOOKS", "")
    if asked:
        return list(range(first, first + (every if asked == "all" else int(asked))))
    return [seed for seed in range(first, first + few + len(_LONG)) if seed not in _LONG][:few]
