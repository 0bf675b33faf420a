"""The texts that the sheets of an .xlsx file share: a short list may unfold to gigabytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from optimiser.tables.sources.extent import MOST_FILLED, Room
from optimiser.tables.sources.package import refused

_END = re.compile(rb"</si>|<si\b[^<>]*(?<=/)>")
_SHARED = re.compile(rb"""<c r="[^"<>]*"[^<>]*\st\s*=\s*["']s["'][^<>]*>\s*+<v>([0-9]{1,9})</v>""")


def check_texts(texts: bytes, uses: Sequence[tuple[int, Callable[[], bytes]]], room: Room) -> None:
    """Raise RefusedError where the texts, written out wherever they are used, are too much.

    `uses` has for each sheet at most how many of its cells may use one, and its content.
    """
    if not texts or not uses:
        return
    ends = [0, *(end.end() for end in _END.finditer(texts))]
    if len(ends) > MOST_FILLED * room.scale:
        raise refused(room.file, f"it has {len(ends):,} texts")
    sizes = [after - before for before, after in pairwise(ends)]
    longest = max(sizes, default=0)
    if longest * sum(count for count, _ in uses) + room.letters <= room.most_letters:
        return
    for _, content in uses:
        used = (int(found[1]) for found in _SHARED.finditer(content()))
        room.take("", letters=sum(sizes[at] for at in used if at < len(sizes)))
