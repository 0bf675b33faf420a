"""What a plan starts from: workbooks to fill in, and the exchange rates of a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimiser.api.arguments import Files, PathLike, day_of, files_of, flag_of, inputs_of, path_of
from optimiser.errors import InputError, UsageError
from optimiser.tables.findings import Severity
from optimiser.tables.sources import Source
from optimiser.tables.table import Inputs

if TYPE_CHECKING:
    from pathlib import Path

    from optimiser.template.content import Content

_FTS_FILES = 2


def with_rates(source: Inputs | Source, path: PathLike, day: str) -> Inputs:
    """Return inputs with the exchange rates of a day laid over theirs.

    `path` is the history of rates that the European Central Bank publishes; `day` is written
    2016-03-31. On a day without rates those of the last day before it hold. Raises UsageError.
    """
    from optimiser.tables.rates import RatesError
    from optimiser.tables.rates import with_rates as laid_over

    file, date = path_of("path", path), day_of("day", day)
    try:
        return laid_over(inputs_of(source), file, date)
    except (RatesError, OSError) as fault:
        raise UsageError(f"The exchange rates cannot be used: {fault}",
                         "Give the Bank's eurofxref-hist.csv, and a day that it holds.") from fault


def new(path: PathLike, *, example: bool = False, force: bool = False,
        source: PathLike | None = None, fts: Files = ()) -> Path | None:
    """Write an input workbook with every sheet, blank or filled in.

    It is filled with the Western Balkans `example`, with the inputs of a `source` (an output, or
    an input workbook), or with the tables of OCHA's Financial Tracking Service: `fts` names the
    requirements and, if there are some, the flows. Returns the backup kept of a workbook that
    stood there. Raises InputError, OutputError or UsageError.
    """
    from optimiser.report.guard import write_whole
    from optimiser.template.workbook import ABOUT, write_inputs

    where, force = path_of("path", path), flag_of("force", force)
    content = _content(flag_of("example", example),
                       None if source is None else path_of("source", source),
                       files_of("fts", fts))
    sheets = (ABOUT, *(sheet.name for sheet in content.sheets()))
    return write_whole(where, lambda target: write_inputs(target, content), sheets, force)


def _content(example: bool, source: Path | None, fts: tuple[Path, ...]) -> Content:
    """Return what a new input workbook holds."""
    if example + (source is not None) + bool(fts) > 1 or len(fts) > _FTS_FILES:
        raise UsageError("A workbook is filled from one thing only.",
                         "Choose one of example, source and fts (requirements, then flows).")
    if example:
        from optimiser.example.contents import fill_in

        return fill_in()
    if source is not None:
        from optimiser.template.from_inputs import from_inputs

        inputs = inputs_of(source)
        errors = tuple(f for f in inputs.findings if f.severity is Severity.ERROR)
        if errors:
            raise InputError(errors)
        return from_inputs(inputs)
    if fts:
        from optimiser.template.from_fts import from_fts

        return from_fts(*fts).content
    from optimiser.template.blank import blank

    return blank()
