"""Data flows one way: no module imports from a layer above its own."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import optimiser

PACKAGE = Path(optimiser.__file__).parent
LAYERS = ("starting", "frozen", "names", "words", "vocabulary", "codes", "suggestions", "tables", "errors",
          "clock", "problem",
          "model", "plan", "solving", "audit", "report", "scenarios", "handover", "review",
          "template", "example", "api", "screen", "page", "reference", "commands", "cli")
"""From the bottom up."""
APART = {"audit": {"model", "solving"}}
"""Layers that share nothing with some below them: the audit proves the model, it does not use it."""
MODULES = sorted(PACKAGE.rglob("*.py"))


def layer_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Return the layers that a module imports from, late imports included."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else (
            [alias.name for alias in node.names] if isinstance(node, ast.Import) else [])
        found |= {name.split(".")[1] for name in names if name.startswith("optimiser.")}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_from_its_own_layer_or_below(path: Path) -> None:
    layer = layer_of(path)
    if layer in ("__init__", "__main__"):
        return
    allowed = set(LAYERS[:LAYERS.index(layer) + 1]) - APART.get(layer, set())
    assert imported(path) <= allowed


def test_every_module_has_a_layer() -> None:
    assert {layer_of(path) for path in MODULES} <= {*LAYERS, "__init__", "__main__"}


def test_only_one_module_or_package_opens_each_solver() -> None:
    """A fault of a library stays in one place."""
    opens = {"highspy": set(), "clarabel": set(), "pulp": set(), "python_calamine": set()}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.name in opens:
                        opens[alias.name].add(path.relative_to(PACKAGE).as_posix())
    assert {Path(name).parent.as_posix() for name in opens["highspy"]} == {"solving/engines/highs"}
    assert opens["clarabel"] == {"solving/engines/cone.py"}
    assert opens["pulp"] == {"solving/engines/pulp_bridge.py"}


def test_what_runs_in_a_process_of_its_own_stands_alone() -> None:
    """Loading the package would take as long as what that process solves."""
    assert imported(PACKAGE / "solving" / "engines" / "cone.py") == set()


def test_one_module_opens_the_writer_of_workbooks() -> None:
    assert {path.relative_to(PACKAGE).as_posix() for path in MODULES
            if re.search(r"^\s*(import|from) xlsxwriter", path.read_text(encoding="utf-8"), re.M)
            } == {"report/book.py"}


def test_what_is_frozen_is_made_by_one_module() -> None:
    """It takes a fifth of the time, a hundred times a run; what is ordered or named is left."""
    assert [path.relative_to(PACKAGE).as_posix() for path in MODULES if re.search(
        r"^@dataclass\(frozen=True, slots=True(, eq=False)?\)", path.read_text(encoding="utf-8"), re.M)
        ] == []


def test_one_module_says_what_a_colour_is() -> None:
    assert {path.relative_to(PACKAGE).as_posix() for path in MODULES
            if re.search(r"[\"'(:]#?[0-9A-Fa-f]{6}[\"';)}]", path.read_text(encoding="utf-8"))
            } == {"report/palette.py"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_stay_below_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_one_module_says_how_wide_a_screen_is() -> None:
    """Others that break lines write on paper: the first page of the workbook."""
    assert {path.relative_to(PACKAGE).as_posix() for path in MODULES
            if "from textwrap" in path.read_text(encoding="utf-8")
            } == {"screen/lines.py", "report/first_page/lists.py", "report/first_page/pen.py"}


def test_no_test_imports_from_a_conftest() -> None:
    """There are several of that name: which one is found depends on what else is run."""
    tests = sorted(Path(__file__).parent.rglob("*.py"))
    assert [path.name for path in tests if re.search(
        r"^\s*(from|import) conftest\b", path.read_text(encoding="utf-8"), re.MULTILINE)] == []
