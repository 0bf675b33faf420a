"""Some seconds of spoilt files, and every case that ever went wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from fuzzer import Fuzzer

SECONDS, SEED = 8, 1_000
FOUND = [("plans", seed) for seed in (265, 20126, 30041, 100250, 31300475)]
"""Cases that went wrong once, by their kind and seed."""


@pytest.fixture(scope="module")
def fuzzer(tmp_path_factory: pytest.TempPathFactory) -> Fuzzer:
    return Fuzzer(tmp_path_factory.mktemp("fuzz"))


@pytest.mark.slow
def test_no_spoilt_file_ends_in_anything_but_an_answer() -> None:
    """In a process of its own: what other tests hold, or have left at work, is not counted."""
    tests = Path(__file__).parents[1]
    run = subprocess.run(
        [sys.executable, "fuzz", "--seconds", str(SECONDS), "--seed", str(SEED)], cwd=tests,
        env={**os.environ, "PYTHONPATH": str(tests)}, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert " cases, 0 faults" in run.stdout


@pytest.mark.parametrize(("kind", "seed"), FOUND)
def test_what_went_wrong_once_stays_mended(kind: str, seed: int) -> None:
    """In a process of its own, too: memory that other tests have taken is not this case's."""
    tests = Path(__file__).parents[1]
    run = subprocess.run(
        [sys.executable, "fuzz", "--case", kind, str(seed)], cwd=tests,
        env={**os.environ, "PYTHONPATH": str(tests)}, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "1 cases, 0 faults" in run.stdout


def test_a_fault_is_told_with_what_makes_it_again(fuzzer: Fuzzer, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_chance: object) -> None:
        raise ZeroDivisionError("on purpose")

    monkeypatch.setitem(fuzzer.kinds, "bytes", broken)
    fault = fuzzer.case("bytes", 7)
    assert fault is not None
    assert (fault.kind, fault.seed, "on purpose" in fault.what) == ("bytes", 7, True)
