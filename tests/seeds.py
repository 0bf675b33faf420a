"""How many random problems a test tries: a few in the suite, all that it names by a command.

`BOOKS=all pytest tests/solving` tries all of each test, `BOOKS=500 pytest ...` so many.
"""

from __future__ import annotations

import os


def seeds(few: int, every: int) -> range:
    """Return the seeds to try: the first few, unless BOOKS asks for all or for so many."""
    asked = os.environ.get("BOOKS", "")
    return range(every if asked == "all" else int(asked or few))
