"""How names match: trimmed, Unicode NFKC, blanks collapsed, casefolded."""

from __future__ import annotations

import unicodedata


def tidy(name: str) -> str:
    """Return the name as it is shown: outer blanks cut, runs of blanks made one."""
    return " ".join(name.split())


def name_key(name: str) -> str:
    r"""Return what two spellings of one name have in common.

    >>> name_key("  North\u00a0 macedonia ") == name_key("North Macedonia")
    True
    """
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()
