"""What a run does not need stays away: an officer waits for what is loaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from optimiser.commands import COMMANDS

EXAMPLE = Path(__file__).parents[2] / "inputs" / "western_balkans_2016.xlsx"
_NEVER = {"pandas", "openpyxl", "pulp", "scipy", "flask", "distributed", "babel", "email", "html",
          "numpy.ma", "optimiser.example", "optimiser.handover", "optimiser.page",
          "optimiser.reference", "optimiser.review", "optimiser.scenarios", "optimiser.template"}
_TO_SOLVE = {"highspy", "clarabel", "xlsxwriter", "optimiser.audit", "optimiser.solving"}
_TO_READ = {"numpy", "rapidfuzz", "optimiser.api", "optimiser.model", "optimiser.problem",
            "optimiser.tables.reading"}
_OF_A_PROBLEM = {"optimiser.model", "optimiser.plan", "optimiser.problem", "optimiser.screen.plan"}
_SHARED = {"console", "places", "printing", "process"}


def loaded(code: str, folder: Path) -> set[str]:
    """Return the modules that are there when a program has run to its end."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules, file=sys.stderr)"],
        capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.splitlines()[-1].split())


def loaded_by(arguments: list[str], code: int, folder: Path) -> set[str]:
    """Return the modules that a command has loaded when it ends with an exit code."""
    return loaded(f"from optimiser.cli import main\ntry:\n    main({arguments!r})\n"
                  f"except SystemExit as end:\n    assert end.code == {code}, end.code\n", folder)


@pytest.mark.parametrize(("arguments", "code", "others"), [
    (["check", str(EXAMPLE)], 0, _TO_SOLVE | {"rapidfuzz"}),
    ([str(EXAMPLE), "-o", "plan.xlsx", "-q"], 0, {"rapidfuzz", "optimiser.solving.impossible"}),
    (["--help"], 0, _TO_SOLVE | _TO_READ),
    (["nowhere.xlsx"], 3, _TO_SOLVE | _OF_A_PROBLEM),
    (["check", "nowhere.xlsx"], 3, _TO_SOLVE | _OF_A_PROBLEM),
    (["chek", "inputs.xlsx"], 2, _TO_SOLVE | _TO_READ - {"rapidfuzz"}),
], ids=["check", "run", "help", "a file that is not there", "and its check", "a wrong name"])
def test_a_command_loads_what_it_needs(arguments: list[str], code: int, others: set[str],
                                       tmp_path: Path) -> None:
    found = loaded_by(arguments, code, tmp_path)
    assert found & (_NEVER | others) == set()
    called = {arguments[0]} & set(COMMANDS) or (
        {"run"} if arguments[0].endswith(".xlsx") else set())
    ours = {name.split(".")[2] for name in found if name.startswith("optimiser.commands.")}
    assert ours - _SHARED == called


def test_the_library_loads_what_is_asked_for(tmp_path: Path) -> None:
    assert loaded("import optimiser", tmp_path) & ({"click"} | _NEVER | _TO_SOLVE | _TO_READ) == set()
    assert loaded("from optimiser import load, check", tmp_path) & (
        {"click"} | _NEVER | _TO_SOLVE) == set()
