"""`allocate serve`: what it says when it cannot begin."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from running import Command


def test_without_its_packages_it_says_how_to_get_them(
        allocate: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [one for one in sys.modules if one.startswith("optimiser.page")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "waitress", None)
    run = allocate("serve")
    assert run.exit_code == 2
    assert "pip install '.[serve]' in the project's folder" in run.stderr


@pytest.mark.parametrize("arguments", [("missing.xlsx",), ("--idle", "0"), ("--idle", "soon"),
                                       ("--port", "80"), ("a.xlsx", "b.xlsx")])
def test_wrong_use_ends_with_2_and_serves_nothing(
        allocate: Command, folder: Path, arguments: tuple[str, ...]) -> None:
    run = allocate("serve", *arguments)
    assert run.exit_code == 2
    assert run.stderr
    assert not list(folder.iterdir())
