"""`allocate export` as docs/export.md describes it."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from optimiser.commands.export import export
from optimiser.handover.deliver import FORMATS

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "inputs" / "western_balkans_2016.xlsx"


def test_the_page_names_every_format_and_every_option() -> None:
    page = (ROOT / "docs" / "export.md").read_text(encoding="utf-8")
    assert all(f"`{form}`" in page for form in FORMATS)
    for option in export.params:
        if option.name not in ("source", "quiet"):
            assert any(name in page for name in option.opts), option.name


def test_json_lists_what_was_written(tmp_path: Path) -> None:
    target = tmp_path / "m.mps"
    done = CliRunner().invoke(export, [str(EXAMPLE), "--format", "mps", "-o", str(target),
                                       "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["files"] == [str(target), str(tmp_path / "m.mps-names.csv")]
    assert all(Path(name).exists() for name in told["files"])
    assert told["edited"] is False


def test_a_target_that_exists_is_refused_in_words(tmp_path: Path) -> None:
    target = tmp_path / "m.lp"
    target.write_text("mine")
    done = CliRunner().invoke(export, [str(EXAMPLE), "--format", "lp", "-o", str(target)])
    assert done.exit_code == 6
    assert "--force" in done.stderr
    assert target.read_text() == "mine"
