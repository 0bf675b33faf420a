"""Keys of burden sharing: `equal`, `budget`, `GNI`, or `GNI 50%; Population 50%`."""

from __future__ import annotations

import re

from optimiser.names import tidy

_PART = re.compile(r"^(?P<name>.*?)\s*(?P<weight>\d+(?:[.,]\d+)?)\s*%$")


def parse_key(text: str) -> tuple[tuple[str, float], ...]:
    """Return the names of a key and their weights, which add up to 1.

    >>> parse_key("GNI 60%; Population 40%")
    (('GNI', 0.6), ('Population', 0.4))

    Raises ValueError with a sentence where the key cannot be read.
    """
    parts = [tidy(part) for part in text.split(";") if part.strip()]
    if not parts:
        raise ValueError("a key names at least one column")
    found = [_PART.match(part) for part in parts]
    if not any(found):
        return tuple((part, 1.0 / len(parts)) for part in parts)
    if not all(found):
        raise ValueError("either every part of a key has a weight, or none")
    weighted = [(m["name"], float(m["weight"].replace(",", ".")) / 100) for m in found if m]
    if any(not name for name, _ in weighted):
        raise ValueError("a weight stands without a name")
    if abs(sum(weight for _, weight in weighted) - 1.0) > 1e-9:
        raise ValueError("the weights do not add up to 100%")
    return tuple(weighted)
