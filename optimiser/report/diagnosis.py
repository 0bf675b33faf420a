"""The diagnosis of inputs that leave no plan: as text, as JSON and as a workbook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from typing import Any

from optimiser.plan.diagnosis import Diagnosis, Step, Way
from optimiser.report.layout import Cell, Heading, Look, Page
from optimiser.report.pages import About, write_pages

_WIDTH = 98
CONFLICT = (
    Heading("Limit", "Name of the limit.", Look.WORDS, 40),
    Heading("Kind", "Family of the limit.", width=18),
    Heading("In words", "What the limit says.", Look.WORDS, 80),
    Heading("Source", "Sheet and cell, or file and line, that it comes from.", width=28),
)
WAYS = (
    Heading("Way", "Number of the way out; all changes of one number go together.", Look.CODE, 8),
    Heading("Change", "What to change.", Look.WORDS, 90),
    Heading("Source", "Where the figure stands.", width=28),
    Heading("From", "The figure as it stands, in base currency where it is money.", Look.WORDS, 20),
    Heading("To", "What to change it to, in base currency where it is money.", Look.WORDS, 20),
    Heading("By", "The change.", Look.WORDS, 20),
)


def diagnosis_text(diagnosis: Diagnosis) -> str:
    """Return the diagnosis for a screen of 100 columns."""
    lines = ["No plan can keep all limits that must hold." if not diagnosis.of_nothing else
             "Every plan that keeps all limits gives nothing.", ""]
    if diagnosis.conflict:
        alone, then = len(diagnosis.conflict) == 1, (
            " and anything be given" if diagnosis.of_nothing else "")
        lines.append(f"This limit cannot be kept{then}:" if alone else
                     f"These limits cannot hold together{then}; without any one of them the "
                     "others can:")
        for one in diagnosis.conflict:
            lines += _item("-", f"{one.sentence}{f' [{one.source}]' if one.source else ''}")
        lines.append("")
    if diagnosis.ways:
        lines.append("Ways out, the cheapest first. Each is the least change that leaves a plan:")
        for number, way in enumerate(diagnosis.ways, start=1):
            lines += _item(f"{number}.", _sentence(way, diagnosis.currency))
        lines += ["", "--relax solves with the first."]
    return "\n".join(lines)


def _sentence(way: Way, currency: str) -> str:
    words = "; and ".join(step.words(currency) for step in way.steps)
    return f"{words[:1].upper()}{words[1:]}."


def _item(mark: str, text: str) -> list[str]:
    return wrap(text, _WIDTH, initial_indent=f"{mark:>3} ", subsequent_indent="    ",
                break_long_words=False, break_on_hyphens=False)


def diagnosis_json(diagnosis: Diagnosis) -> dict[str, Any]:
    """Return the diagnosis as plain data."""
    return {
        "currency": diagnosis.currency,
        "proved": diagnosis.proved,
        "conflict": [{"name": one.name, "kind": one.kind, "in_words": one.sentence,
                      "source": one.source} for one in diagnosis.conflict],
        "ways": [[{"name": step.name, "kind": step.kind, "source": step.source,
                   "unit": step.value_is.value, "from": float(step.value),
                   "to": float(step.changed),
                   "in_words": step.words(diagnosis.currency)} for step in way.steps]
                 for way in diagnosis.ways],
    }


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


def _change(step: Step, currency: str) -> list[Cell]:
    words = step.words(currency)
    by = abs(step.changed - step.value)
    return [f"{words[:1].upper()}{words[1:]}.", step.source, step.shown(step.value, currency),
            step.shown(step.changed, currency), step.shown(by, currency)]
