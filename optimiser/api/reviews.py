"""What is asked of an output workbook, and of two of them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from optimiser.api.plans import optimise

if TYPE_CHECKING:
    from optimiser.handover.coordinators import CoordinatorPage
    from optimiser.review.compare import Comparison
    from optimiser.review.verify import Verdict
    from optimiser.review.why import Answer


def verify(path: str | os.PathLike[str]) -> Verdict:
    """Recompute every limit of an output workbook as it stands, without solving.

    Raises InputError where the file is no output, or its copy of the inputs is faulty.
    """
    from optimiser.review.verify import verify as verified

    return verified(Path(path))


def why(path: str | os.PathLike[str], **asked: str | None) -> Answer:
    """Return why an output workbook gives what it gives, as it stands in the file.

    `asked` are the names of a recipient, activity, period, fund, donor or rule, all of the plan
    where none is named. Raises InputError where the file is no output, UsageError where a name
    is not in it.
    """
    from optimiser.review.why import Asked, answer

    return answer(Path(path), Asked(**asked))


def pages(path: str | os.PathLike[str], folder: str | os.PathLike[str], *,
          force: bool = False) -> list[tuple[CoordinatorPage, Path]]:
    """Write a workbook for each donor and recipient of an output, as it stands in the file.

    Returns each page with its path. Raises InputError, UsageError or OutputError.
    """
    from optimiser.handover.coordinator_books import write_pages
    from optimiser.handover.coordinators import coordinator_pages
    from optimiser.handover.reopened import reopened_plan
    from optimiser.plan.reopen import read_output

    found = coordinator_pages(reopened_plan(read_output(Path(path))))
    return list(zip(found, write_pages(found, Path(folder), force=force), strict=True))


def compare(first: str | os.PathLike[str], second: str | os.PathLike[str]) -> Comparison:
    """Compare the plans of two workbooks: outputs as they stand, or inputs, which are solved.

    Raises InputError, NoPlanError, NotProvedError or UsageError.
    """
    from optimiser.plan.reopen import PREFIX
    from optimiser.review.compare import Side, opened
    from optimiser.review.compare import compare as compared
    from optimiser.tables.sources import open_source

    def side(path: Path) -> Side:
        if any(sheet.name.startswith(PREFIX) for sheet in open_source(path, {}).sheets):
            return opened(path)
        plan = optimise(path)
        return Side(path.name, plan.solution, plan.inputs)

    return compared(side(Path(first)), side(Path(second)))
