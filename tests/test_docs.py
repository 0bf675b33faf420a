"""The documentation is true: generated pages are current, code on pages runs, links lead somewhere."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import optimiser
from optimiser import reference

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


@pytest.mark.parametrize("name", reference.PAGES)
def test_a_generated_page_is_current(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == reference.PAGES[name]()


def test_the_table_of_limits_is_current() -> None:
    page = (DOCS / "formulation.md").read_text(encoding="utf-8")
    assert reference.formulation(page) == page


@pytest.mark.parametrize("name", ["library.md", "page.md"])
def test_code_on_a_page_runs(name: str, tmp_path: Path) -> None:
    page = (DOCS / name).read_text(encoding="utf-8")
    shutil.copytree(ROOT / "inputs", tmp_path / "inputs")
    (tmp_path / "outputs").mkdir()
    blocks = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert blocks
    for block in blocks:
        run = subprocess.run([sys.executable, "-c", block], cwd=tmp_path, capture_output=True,
                             text=True, check=False)
        assert run.returncode == 0, run.stderr


def test_doctests_hold() -> None:
    names = [one.name for one in pkgutil.walk_packages(optimiser.__path__, "optimiser.")
             if not one.name.endswith("__main__")]
    results = [doctest.testmod(importlib.import_module(name)) for name in names]
    assert sum(one.attempted for one in results) > 50
    assert sum(one.failed for one in results) == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_every_option_of_the_command_is_in_the_help() -> None:
    run = subprocess.run([sys.executable, "-m", "optimiser", "run", "--help"],
                         capture_output=True, text=True, check=True)
    for option in ("--output", "--solver", "--split", "--time-limit", "--force", "--json"):
        assert option in run.stdout
