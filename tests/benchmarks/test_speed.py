"""The benchmarks still run: every contestant finds what the best plan of a small book is worth."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SPEED = Path(__file__).parent / "speed.py"


def test_contestants_agree_on_a_small_book_and_the_tables_are_written(tmp_path: Path) -> None:
    sys.path.insert(0, str(SPEED.parent))
    try:
        import speed
        from shapes import broad
    finally:
        sys.path.remove(str(SPEED.parent))
    case = speed.Case("broad-180", "broad", 180, broad(3, 10, 5, 2), is_plain=True)
    found = speed.measured(case, 1, 1_000)
    assert {"allocate", "floor", "plain"} <= set(found)
    worth = [found[who]["value"] for who in ("allocate", "plain")]
    assert max(worth) - min(worth) < 1e-5 * max(worth)
    lines = list(speed.table({case.name: found}))
    assert any(line.startswith("| broad-180 | 210 |") for line in lines)


def test_the_command_says_how_it_is_used() -> None:
    done = subprocess.run([sys.executable, str(SPEED), "--help"], capture_output=True, text=True,
                          check=False)
    assert "--largest-plain" in done.stdout
