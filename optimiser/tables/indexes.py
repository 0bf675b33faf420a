"""Names numbered in the order of their first appearance."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from optimiser.names import name_key
from optimiser.suggestions import nearest


class NameIndex:
    """Names as first spelled, in order of first appearance; they match by `key_of`."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._number: dict[str, int] = {}
        shown: list[str] = []
        for name in dict.fromkeys(names):
            key = self.key_of(name)
            if name and key not in self._number:
                self._number[key] = len(shown)
                shown.append(name)
        self.names: tuple[str, ...] = tuple(shown)

    @staticmethod
    def key_of(name: str) -> str:
        """Return what two spellings of one name have in common."""
        return name_key(name)

    def __len__(self) -> int:
        return len(self.names)

    def find(self, name: str) -> int:
        """Return the number of a name, -1 where it is not known."""
        return self._number.get(self.key_of(name), -1)

    def find_all(self, names: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
        """Return the number of each name, shape (names,), -1 where not known."""
        texts = names.tolist()
        number = {name: self.find(name) for name in set(texts)}
        return np.fromiter((number[name] for name in texts), dtype=np.int64, count=len(texts))

    def near(self, name: str) -> tuple[str, ...]:
        """Return the names that a misspelt one may have meant, the nearest first."""
        return nearest(name, filter(None, self.names))
