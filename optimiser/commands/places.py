"""Where a command writes: settled before work begins, so that no work is lost for it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from optimiser.report.clock import started
from optimiser.report.guard import keep_inputs, refuse_edited
from optimiser.report.placing import file_name, telling

OUTPUTS = Path("outputs")
"""The folder of what is written where no place is named; it is made."""


class _Workbook(click.Path):
    """The name of a workbook to write: .xlsx is added where it is left out, else it must stand."""

    def convert(self, value: str | os.PathLike[str], param: click.Parameter | None,
                ctx: click.Context | None) -> Path:
        """Return the path; fail for a name that ends otherwise."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if not path.suffix:
            return path.with_name(f"{path.name}.xlsx")
        if path.suffix.casefold() != ".xlsx":
            self.fail(f"{path.name} is no name of an .xlsx workbook. Choose one such as "
                      f"{path.stem}.xlsx.", param, ctx)
        return path


WORKBOOK = _Workbook(dir_okay=False)


def default_target(source: Path, ending: str) -> Path:
    """Return the place in the default folder that an input's output has."""
    return OUTPUTS / file_name(source.name if source.is_dir() else source.stem, ending)


def settle(targets: Sequence[Path], sources: Sequence[Path | None], *, force: bool) -> None:
    """Check that files can be written to the targets, and that none replaces a source.

    Raises UsageError or OutputError, as the write at the end would.
    """
    started()
    for target in targets:
        keep_inputs(target, sources)
        refuse_edited(target, force=force, folder_made=target.parent == OUTPUTS)


def make_folder(target: Path) -> None:
    """Make the default folder, where the target stands in it; raise OutputError."""
    if target.parent == OUTPUTS:
        with telling(target):
            OUTPUTS.mkdir(exist_ok=True)
