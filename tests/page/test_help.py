"""Help: the documentation, within the page, in the wheel too."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from served import Client

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


@pytest.mark.slow
def test_the_wheel_holds_what_the_page_needs(tmp_path: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(
        ".*", "build", "*.egg-info", "outputs", "tests"))
    subprocess.run([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(tmp_path),
                    str(source)], check=True)
    (wheel,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    page = ROOT / "optimiser" / "page"
    assert {f"optimiser/page/{one.relative_to(page).as_posix()}" for folder in (
        "templates", "static") for one in (page / folder).iterdir()} <= held
    assert {f"optimiser/page/help/{name}.md" for name in PAGES} <= held
