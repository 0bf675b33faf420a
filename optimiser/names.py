"""How names match, whoever typed them and on whichever keyboard."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# NFKC would make a blank and an accent of some of these, so they are folded before it.
_APOSTROPHES = "\u0060\u00b4\u02b9\u02bb\u02bc\u02be\u02bf\u2018\u2019\u201b\u2032\uff07"
_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2e3a\ufe58\ufe63\uff0d"
_FOLDED = str.maketrans(dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys(_HYPHENS, "-"))
_TURKISH_I = str.maketrans({"\u0130": "i", "\u0131": "i"})
_DOT_ABOVE = "i\u0307"


def tidy(name: str) -> str:
    """Return the name as it is shown: outer blanks cut, runs of blanks made one."""
    return " ".join(name.split())


def name_key(name: str) -> str:
    r"""Return what two spellings of one name have in common.

    Trimmed, Unicode NFKC, invisible characters (category Cf) dropped, blanks collapsed,
    casefolded with i, \u0131 and \u0130 alike, kinds of apostrophes and of hyphens folded.

    >>> name_key("  North\u00a0 macedonia ") == name_key("North Macedonia")
    True
    >>> name_key("T\u00dcRK\u0130YE\u200b") == name_key("T\u00fcrkiye")
    True
    """
    if name.isascii():
        return " ".join(name.replace("`", "'").split()).casefold()
    return _folded(name)


@lru_cache(maxsize=2**16)
def _folded(name: str) -> str:
    """Return the key of a name with letters beyond ASCII; the same few names come again."""
    composed = unicodedata.normalize("NFKC", name.translate(_FOLDED))
    seen = "".join(c for c in composed if unicodedata.category(c) != "Cf")
    cased = seen.translate(_TURKISH_I).casefold().replace(_DOT_ABOVE, "i")
    return " ".join(unicodedata.normalize("NFKC", cased).split())


def is_nothing(text: str) -> bool:
    r"""Tell whether a text shows nothing: blanks and invisible characters at most.

    >>> is_nothing(" \u200b"), is_nothing("-")
    (True, False)
    """
    return not text.strip() or (not text.isascii() and not name_key(text))
