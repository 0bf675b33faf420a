"""What a run does not need stays away: an officer waits for what is loaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "inputs" / "western_balkans_2016.xlsx"
_ALWAYS = {"pandas", "openpyxl", "pulp", "scipy", "flask", "distributed", "babel"}


@pytest.mark.parametrize(("arguments", "more"), [
    (["check", str(EXAMPLE)], {"highspy", "clarabel", "xlsxwriter"}),
    ([str(EXAMPLE), "-o", "plan.xlsx", "-q"], set()),
    (["--help"], {"highspy", "clarabel", "xlsxwriter"}),
], ids=["check", "run", "help"])
def test_a_command_loads_what_it_needs(arguments: list[str], more: set[str],
                                       tmp_path: Path) -> None:
    script = ("import sys; from optimiser.cli import main\n"
              f"try:\n    main({arguments!r})\nexcept SystemExit as end:\n    assert not end.code\n"
              f"print(sorted({_ALWAYS | more!r} & set(sys.modules)), file=sys.stderr)")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True,
                          check=False, cwd=tmp_path)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (0, "[]"), done.stderr
