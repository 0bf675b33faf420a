"""Help: the documentation, within the page, in the wheel too."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
import setuptools
from served import Client
from setuptools import Command, Distribution

from optimiser.page.help_pages import PAGES
from optimiser.tables.catalogue import CATALOGUE

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_the_help_is_there_and_leads_nowhere_else(client: Client, name: str) -> None:
    answer = client.ask(f"/help/{name}")
    assert answer.status == 200
    assert answer.text.count("<h1>") == 1
    for address in re.findall(r'href="([^"]+)"', answer.text):
        path, _, place = address.partition("#")
        if path.startswith("/help/"):
            assert path.removeprefix("/help/") in PAGES, address
        assert not path.endswith(".md")
        assert not place or place == "main" or f'id="{place}"' in client.ask(path).text, address
    assert "<img" not in answer.text


def test_every_finding_has_its_place_in_the_help(client: Client) -> None:
    text = client.ask("/help/findings").text
    for code in CATALOGUE:
        assert f'<td id="{code}">{code}</td>' in text


def test_a_build_puts_the_documentation_beside_the_page(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands: dict[str, type[Command]] = {}

    def keep(cmdclass: dict[str, type[Command]]) -> None:
        commands.update(cmdclass)

    monkeypatch.setattr(setuptools, "setup", keep)
    spec = importlib.util.spec_from_file_location("setup", ROOT / "setup.py")
    assert spec is not None
    assert spec.loader is not None
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
    build = commands["build_py"](Distribution({"packages": []}))
    build.build_lib = str(tmp_path)
    build.ensure_finalized()
    build.run()
    assert {f"{name}.md" for name in PAGES} <= {
        one.name for one in (tmp_path / "optimiser" / "page" / "help").iterdir()}
