"""The page on the library names every public function with every argument it takes."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

import optimiser

PAGE = (Path(__file__).parents[2] / "docs" / "library.md").read_text(encoding="utf-8")
NAMES = [name for name in optimiser.__all__ if inspect.isfunction(getattr(optimiser, name))]


@pytest.mark.parametrize("name", NAMES)
def test_a_public_function_stands_on_the_page_with_its_arguments(name: str) -> None:
    shown = re.search(rf"`{name}\(([^)]*(?:\(\)[^)]*)*)\)`", PAGE)
    assert shown, name
    given = [part.split("=")[0].strip() for part in shown[1].split(",")]
    assert given == list(inspect.signature(getattr(optimiser, name)).parameters)
