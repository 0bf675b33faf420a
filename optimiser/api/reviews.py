"""What is asked of an output workbook, and of two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optimiser.api.arguments import PathLike, flag_of, path_of, text_of, wrong
from optimiser.api.plans import Plan, optimise, plan_of

if TYPE_CHECKING:
    from pathlib import Path

    from optimiser.handover.coordinators import CoordinatorPage
    from optimiser.plan.judgements import Judgements
    from optimiser.review.compare import Comparison
    from optimiser.review.verify import Verdict
    from optimiser.review.why import Answer


def verify(path: PathLike) -> Verdict:
    """Recompute every limit of an output workbook as it stands, without solving.

    Raises InputError where the file is no output, or its copy of the inputs is faulty;
    UsageError where no path is given.
    """
    from optimiser.review.verify import verify as verified

    return verified(path_of("path", path))


def why(path: PathLike, *, recipient: str | None = None, activity: str | None = None,
        period: str | None = None, fund: str | None = None, donor: str | None = None,
        rule: str | None = None) -> Answer:
    """Return why an output workbook gives what it gives, as it stands in the file.

    The names say what is asked about, all of the plan where none is given. Raises InputError
    where the file is no output, UsageError where a name is not in it.
    """
    from optimiser.review.why import Asked, answer

    return answer(path_of("path", path), Asked(
        text_of("recipient", recipient), text_of("activity", activity),
        text_of("period", period), text_of("fund", fund), text_of("donor", donor),
        text_of("rule", rule)))


def weights(plan: Plan) -> Judgements:
    """Return how far each severity, priority and weight may move before the plan changes.

    The plan is solved again. Each range is that of one figure, all others as they are: within it
    the plan stays a best one of `meet needs`, and `said` puts it in words. Where grants, parts or
    units are taken whole there are none, and `not_told` says why. Raises NotProvedError,
    UsageError for what is no plan.
    """
    from optimiser.solving.explaining.judgements import judgement_ranges

    return judgement_ranges(plan_of(plan).solution)


def pages(path: PathLike, folder: PathLike, *,
          force: bool = False) -> list[tuple[CoordinatorPage, Path]]:
    """Write a workbook for each donor and recipient of an output, as it stands in the file.

    Returns each page with its path. Raises InputError, UsageError or OutputError.
    """
    from optimiser.handover.coordinator_books import write_pages
    from optimiser.handover.coordinators import coordinator_pages
    from optimiser.handover.reopened import reopened_plan
    from optimiser.plan.reopen import read_output

    source, target = path_of("path", path), path_of("folder", folder)
    force = flag_of("force", force)
    output = read_output(source)
    found = coordinator_pages(reopened_plan(output), output.near)
    return list(zip(found, write_pages(found, target, source, force=force), strict=True))


def compare(first: PathLike | Plan, second: PathLike | Plan, *,
            names: tuple[str, str] | None = None) -> Comparison:
    """Compare two plans, or the plans of workbooks: outputs as they stand, or inputs, solved.

    `names` are what plans are called, `before` and `after` where None; a workbook goes by
    the name of its file. Raises InputError, NoPlanError, NotProvedError or UsageError.
    """
    from optimiser.report.summary import open_words
    from optimiser.review.compare import Side, opened
    from optimiser.review.compare import compare as compared
    from optimiser.tables.results import PREFIX
    from optimiser.tables.sources import open_source

    names = ("before", "after") if names is None else names
    if not (isinstance(names, tuple) and len(names) == 2):
        raise wrong("names", names, "a pair of names")

    def of_plan(name: str, plan: Plan) -> Side:
        return Side(name, plan.solution, plan.inputs, open_words(plan.solution))

    def side(path: Path) -> Side:
        if any(sheet.name.startswith(PREFIX) for sheet in open_source(path, {}).sheets):
            return opened(path)
        plan = optimise(path)
        return of_plan(path.name, plan)

    given = [(name, one if isinstance(one, Plan) else path_of(argument, one))
             for argument, one, name in (("first", first, names[0]), ("second", second, names[1]))]
    one, other = (of_plan(name, source) if isinstance(source, Plan)
                  else side(source) for name, source in given)
    return compared(one, other)
