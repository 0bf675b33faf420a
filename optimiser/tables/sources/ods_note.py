"""Comments on cells of an .ods file, gathered while the elements inside a cell go by."""

from __future__ import annotations

from optimiser.tables.sources.extent import LONGEST_TEXT

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
ANNOTATION = f"{_OASIS}office:1.0 annotation"
_TEXT = f"{_OASIS}text:1.0 "
_PARAGRAPH = f"{_TEXT}p"
_BETWEEN = {f"{_TEXT}s": " ", f"{_TEXT}tab": " ", f"{_TEXT}line-break": "\n"}


class NoteMaker:
    """The comment of one cell in the making: its paragraphs, not who wrote it and when."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._letters = self._inside = 0
        self._is_note = False

    def start(self, name: str, *, is_outermost: bool) -> None:
        """Take in the start of an element that is no part of a cell's text."""
        if is_outermost:
            self._is_note = name == ANNOTATION
        elif self._is_note and name == _PARAGRAPH:
            self._inside += 1
            if self._pieces:
                self._pieces.append("\n")
        elif name in _BETWEEN:
            self.text(_BETWEEN[name])

    def end(self, name: str) -> None:
        """Take in its end."""
        if self._inside and name == _PARAGRAPH:
            self._inside -= 1

    def text(self, text: str) -> None:
        """Take in letters between; what is longer than a cell may hold is cut."""
        if self._inside and self._letters < LONGEST_TEXT:
            self._letters += len(text)
            self._pieces.append(text)

    def take(self) -> str:
        """Return the comment, "" where there is none, and begin with the next cell."""
        said = "".join(self._pieces).strip()[:LONGEST_TEXT] if self._pieces else ""
        self._pieces, self._letters, self._inside = [], 0, 0
        return said
