"""Letters that look like others, and letters that were read in the wrong encoding."""

from __future__ import annotations

import re
import unicodedata

from optimiser.names import name_key

_LOOK_ALIKE = str.maketrans(
    # Cyrillic, Greek and Latin letters that print alike, by their casefolded forms.
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u051b\u051d\u0432"
    "\u043a\u043c\u043d\u0442\u03b1\u03b5\u03bf\u03c1\u03c5\u03c7\u03b9\u03ba\u03bc\u03bd\u03c4"
    "\u03b2\u03b7",
    "aeopcyxijshdqwbkmht" "aeopyxikmntbh")
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
_ENCODINGS = ("cp1252", "cp1250")
_NAMES = {"cp1250": "Windows-1250 (Central European)", "cp1252": "Windows-1252 (Western European)"}
_WORD = re.compile(r"[^\W\d_]+")
REPLACED = "\ufffd"


def skeleton(name: str) -> str:
    """Return what two names that print alike have in common.

    >>> skeleton("\u0405erbia") == skeleton("Serbia")
    True
    """
    key = name_key(repaired(name) or name)
    return key if key.isascii() else key.translate(_LOOK_ALIKE)


def strange_letter(name: str) -> str:
    """Return a sentence about a word of two alphabets, "" where there is none.

    >>> strange_letter("\u0405erbia")
    'the letter "\u0405" is CYRILLIC CAPITAL LETTER DZE'
    """
    if name.isascii():
        return ""
    for word in _WORD.findall(name):
        scripts = {c: _script(c) for c in word if c.isalpha()}
        if len(set(scripts.values()) - {""}) > 1:
            usual = max(_SCRIPTS, key=lambda script: sum(
                scripts.get(c) == script for c in word))
            odd = next(c for c, script in scripts.items() if script not in (usual, ""))
            return f'the letter "{odd}" is {unicodedata.name(odd)}'
    return ""


def repaired(name: str) -> str:
    """Return a name of UTF-8 that was read in another encoding as it was meant, "" if it was not.

    >>> repaired("T\u00c3\u00bcrkiye")
    'T\u00fcrkiye'
    """
    if name.isascii():
        return ""
    for encoding in _ENCODINGS:
        try:
            meant = b"".join(_byte(letter, encoding) for letter in name).decode("utf-8")
        except UnicodeError:
            continue
        return meant
    return ""


def _byte(letter: str, encoding: str) -> bytes:
    """Return the byte that was read as a letter; browsers keep those that Windows leaves open."""
    return letter.encode("latin-1" if "\x80" <= letter <= "\x9f" else encoding)


def readings(line: bytes) -> list[tuple[str, str]]:
    """Return the encodings that an office's program may have written a line in, and its text."""
    found = []
    for encoding in reversed(_ENCODINGS):
        try:
            found.append((_NAMES[encoding], line.decode(encoding)))
        except UnicodeDecodeError:
            continue
    return found


def _script(letter: str) -> str:
    name = unicodedata.name(letter, "")
    return next((script for script in _SCRIPTS if name.startswith(script)), "")
