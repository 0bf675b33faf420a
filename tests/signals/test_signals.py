"""Six moments of the two hundred that `python -m signals` tries (docs/safety.md has its table)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from signals.cases import CASES
from signals.moments import Moments, _left_at_work, is_whole

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


@pytest.fixture(scope="module")
def moments(tmp_path_factory: pytest.TempPathFactory) -> Moments:
    return Moments(tmp_path_factory.mktemp("signals"), dict(os.environ))


@pytest.mark.parametrize(("name", "number", "moment"), [
    ("plan, long proportional step", signal.SIGINT, 3.0),
    ("plan, many prices", signal.SIGTERM, 2.5),
    ("plan, search in whole numbers", signal.SIGINT, 3.0),
    ("no plan: diagnosis", signal.SIGINT, 3.0),
    ("scenarios", signal.SIGTERM, 3.0),
    ("frontier", signal.SIGKILL, 2.0)])
def test_a_run_that_is_told_to_end_leaves_nothing_but_what_stood_there(
        moments: Moments, name: str, number: signal.Signals, moment: float) -> None:
    [case] = [one for one in CASES if one.name == name]
    ended = moments.told(case, number, moment)
    assert ended.faults == ()


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="a list of processes of Linux")
def test_a_process_that_works_on_is_seen(tmp_path: Path) -> None:
    asked = [sys.executable, "-c", "import time; print(1, flush=True); time.sleep(60)"]
    with subprocess.Popen(asked, env={**os.environ, "TMPDIR": str(tmp_path)},
                          stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert len(_left_at_work(tmp_path)) == 1
        process.kill()
    assert _left_at_work(tmp_path) == []


def test_what_is_not_whole_is_seen(tmp_path: Path) -> None:
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(b"PK\x03\x04 and no more")
    assert not is_whole(cut)
    assert not is_whole(tmp_path / "missing.xlsx")
