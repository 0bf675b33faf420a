"""The diagnosis of inputs that leave no plan: as a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from optimiser.plan.diagnosis import Diagnosis, Step
from optimiser.report.layout import Cell, Heading, Look, Page
from optimiser.report.pages import About, write_pages

CONFLICT = (
    Heading("Limit", "Name of the limit.", Look.WORDS, 40),
    Heading("Kind", "Family of the limit.", width=18),
    Heading("In words", "What the limit says.", Look.WORDS, 80),
    Heading("Source", "Sheet and cell, or file and line, that it comes from.", width=28),
)
WAYS = (
    Heading("Way", "Number of the way out; all changes of one number go together. In money: the "
            "least more money in all where nothing but budgets changes.", Look.CODE, 10),
    Heading("Change", "What to change.", Look.WORDS, 90),
    Heading("Source", "Where the figure stands.", width=28),
    Heading("From", "The figure as it stands, in base currency where it is money.", Look.WORDS, 20),
    Heading("To", "What to change it to, in base currency where it is money.", Look.WORDS, 20),
    Heading("By", "The change.", Look.WORDS, 20),
)

_IN_MONEY = "In money"


def write_diagnosis(diagnosis: Diagnosis, path: Path, title: str, *,
                    force: bool = False) -> Path | None:
    """Write the diagnosis as a workbook; return the backup kept of an edited one, if any.

    Raises OutputError.
    """
    pages = (Page("Conflict", CONFLICT, [[one.name, one.kind, one.sentence, one.source]
                                         for one in diagnosis.conflict]),
             Page("Ways out", WAYS, list(_rows(diagnosis))))
    return write_pages(path, pages, About(title, diagnosis.currency, 2), force=force)


def _rows(diagnosis: Diagnosis) -> Iterator[list[Cell]]:
    for number, way in enumerate(diagnosis.ways, start=1):
        yield from ([number, *_change(step, diagnosis.currency)] for step in way.steps)
    if diagnosis.in_money is None:
        yield [_IN_MONEY, diagnosis.money_words(), "", "", "", ""]
    else:
        yield from ([_IN_MONEY, *_change(step, diagnosis.currency)]
                    for step in diagnosis.in_money.steps)


def _change(step: Step, currency: str) -> list[Cell]:
    words = step.words(currency)
    by = abs(step.changed - step.value)
    return [f"{words[:1].upper()}{words[1:]}.", step.source, step.shown(step.value, currency),
            step.shown(step.changed, currency), step.shown(by, currency)]
