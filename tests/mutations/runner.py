"""A copy of the project in a temporary folder, in which one mutation after the other is tried."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from enum import StrEnum
from pathlib import Path

from mutations import Mutation

ROOT = Path(__file__).parents[2]
COPIED = ("optimiser", "tests", "inputs", "docs", "pyproject.toml", "README.md", "CONTRIBUTING.md",
          "CHANGELOG.md")
_FAILED, _BROKEN = 1, 2
"""What pytest answers where a test fails, and where a module cannot even be imported."""
_NO_ANSWER = -1


class Outcome(StrEnum):
    """What became of a mutation."""

    KILLED = "killed"
    SURVIVED = "survived"
    STALE = "stale"
    NO_ANSWER = "no answer"


def copy_project(folder: Path) -> Path:
    """Copy what the tests need, and return the copy."""
    copy = folder / "project"
    copy.mkdir()
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy / name)
    return copy


def run_tests(copy: Path, tests: tuple[str, ...], seconds: float) -> int:
    """Return what pytest answers in the copy."""
    environment = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests],
            cwd=copy, env=environment, capture_output=True, timeout=seconds,
            check=False).returncode
    except subprocess.TimeoutExpired:
        return _NO_ANSWER


def attempt(copy: Path, mutation: Mutation, seconds: float) -> Outcome:
    """Apply a mutation to the copy, run its tests, and take it back."""
    path = copy / mutation.file
    if not path.is_file():
        return Outcome.STALE
    whole = path.read_text(encoding="utf-8")
    if whole.count(mutation.text) != 1:
        return Outcome.STALE
    path.write_text(whole.replace(mutation.text, mutation.changed), encoding="utf-8")
    try:
        answer = run_tests(copy, mutation.tests, seconds)
    finally:
        path.write_text(whole, encoding="utf-8")
    if answer in (_FAILED, _BROKEN):
        return Outcome.KILLED
    return {0: Outcome.SURVIVED, _NO_ANSWER: Outcome.NO_ANSWER}.get(answer, Outcome.STALE)
