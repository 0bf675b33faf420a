"""Samples of uncertain needs as plain data and as a workbook with a chart of bands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from optimiser.errors import UsageError
from optimiser.plan.reopen import Row, other_version, read_explained
from optimiser.report.canvas import Canvas
from optimiser.report.charts import axis_font, titled
from optimiser.report.layout import Cell, Heading, Look, Page
from optimiser.report.pages import About, write_pages
from optimiser.report.palette import FULL_INK, LIGHT_BLUE
from optimiser.scenarios.draws import Sample
from optimiser.scenarios.uncertainty import Uncertainty, sentences
from optimiser.tables.results import FORMAT, FORMAT_ITEM
from optimiser.tables.table import Inputs

_SPREAD_SHEET = "Uncertainty"
_ANEW = "where each sample is solved again: most need met, minima and wishes first. One of the " \
        "plans that are equally good then."
SPREAD = (
    Heading("Recipient", "Country or regional body.", width=28),
    Heading("Minimum", "The minimum coverage of the inputs.", Look.SHARE, 11),
    Heading("Low", "Coverage as planned: one sample of twenty is below.", Look.SHARE, 11,
            result=True),
    Heading("Median", "Coverage as planned: half of the samples are below.", Look.SHARE, 11,
            result=True),
    Heading("High", "Coverage as planned: one sample of twenty is above.", Look.SHARE, 11,
            result=True),
    Heading("Low, solved again", f"The same {_ANEW}", Look.SHARE, 13, result=True),
    Heading("Median, solved again", f"The same {_ANEW}", Look.SHARE, 13, result=True),
    Heading("High, solved again", f"The same {_ANEW}", Look.SHARE, 13, result=True),
    Heading("Minimum missed", "Share of the samples in which the plan falls below the minimum.",
            Look.SHARE, 12, result=True),
    Heading("Missed even so", "Share of the samples in which no plan keeps it without missing more "
            "elsewhere.", Look.SHARE, 12, result=True),
    Heading("Band", "High less Low, for the chart.", Look.SHARE, 10, helper=True),
)
MATTERS = (
    Heading("Need", "Recipient, activity, period and tier.", width=70),
    Heading("Explains", "Share of the variance of unmet need that this need explains: the squared "
            "correlation of the two.", Look.SHARE, 12, result=True),
)
SAMPLES = (
    Heading("Sample", "Its number: with `--seed` it gives the same needs anywhere.", Look.COUNT, 8),
    *(Heading(name, meaning, Look.MONEY, 18, result=True, unit="{currency}") for name, meaning in (
        ("Need", "All needs in the sample."), ("Met", "Met by the plan."),
        ("Points", "The same, in points: each unit of money counts its weight."),
        ("Met anew", f"Met {_ANEW}"), ("Points anew", "The same, in points."))),
    Heading("Kept", "1 where a plan keeps all limits but minima.", Look.COUNT, 8, result=True),
)
LOG = (Heading("Item", "What is recorded.", width=34), Heading("Value", "Its value.", width=90))


def uncertainty_json(found: Uncertainty) -> dict[str, Any]:
    """Return the spreads and what matters as plain data, None for what is not known."""
    return {"seed": found.seed, "asked": found.asked, "samples": len(found.samples),
            "recipients": [_plain(asdict(one)) for one in found.spreads],
            "coverage": found.overall, "coverage_anew": _plain({"": found.overall_anew})[""],
            "kept": found.kept, "matters": [{"need": name, "explains": part}
                                            for name, part in found.matters],
            "in_words": sentences(found)}


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    def known(value: Any) -> Any:
        if isinstance(value, tuple):
            return [known(one) for one in value]
        return None if isinstance(value, float) and np.isnan(value) else value

    return {name: known(value) for name, value in data.items()}


def write_uncertainty(found: Uncertainty, inputs: Inputs, path: Path, *,
                      force: bool = False) -> Path | None:
    """Write the samples as a workbook; return the backup kept of an edited one, if any.

    Raises OutputError.
    """
    pages = (_spread(found), Page("What matters", MATTERS, [list(one) for one in found.matters]),
             _samples(found), Page("Log", LOG, [list(one) for one in _log(found, inputs)]))
    about = About("Uncertain needs", found.problem.currency)
    return write_pages(path, pages, about, force=force)


def read_samples(path: Path, found: Uncertainty, inputs: Inputs) -> list[Sample]:
    """Return the samples that a workbook holds, to go on from.

    Raises UsageError where they are of other inputs or another seed, InputError where the file
    holds none.
    """
    names = found.problem.recipients.names
    headings = [heading.name for heading in _headings(names)]
    sheets = read_explained(path, {"Samples": headings, "Log": ("Item", "Value")})
    log = {str(row.get("Item")): str(row.get("Value")) for row in sheets["Log"]}
    if made_by := other_version(log.get(FORMAT_ITEM, ""), ""):
        raise UsageError(f"The samples in {path.name} are of {made_by}.", "Leave out --resume.")
    for item, value in _key(found, inputs):
        if log.get(item) != value:
            raise UsageError(f"{path.name} holds samples of another run: its {item.lower()} is "
                             f"{log.get(item, 'not recorded')}.",
                             "Leave out --resume, or name its inputs and its seed.")
    return [_sample(row, names) for row in sheets["Samples"]]


def _headings(names: Sequence[str]) -> tuple[Heading, ...]:
    return (*SAMPLES, *(
        Heading(f"{name}{of}", f"Coverage of {name}{of}.", Look.SHARE, 12, result=True)
        for of in ("", ", solved again") for name in names))


def _sample(row: Row, names: Sequence[str]) -> Sample:
    def figure(heading: str) -> float:
        cell = row.get(heading)
        return float(cell) if isinstance(cell, int | float) else float("nan")

    return Sample(
        number=int(figure("Sample")), need=figure("Need"), met=figure("Met"),
        weighted=figure("Points"), met_anew=figure("Met anew"),
        weighted_anew=figure("Points anew"), is_kept=figure("Kept") == 1,
        coverage=tuple(figure(name) for name in names),
        coverage_anew=tuple(figure(f"{name}, solved again") for name in names))


def _spread(found: Uncertainty) -> Page:
    rows: list[list[Cell]] = [
        [one.recipient, one.minimum, *map(_known, (*one.planned, *one.anew, one.missed,
                                                   one.missed_anew)),
         one.planned[-1] - one.planned[0]] for one in found.spreads]
    return Page(_SPREAD_SHEET, SPREAD, rows, draw=_draw)


def _samples(found: Uncertainty) -> Page:
    rows: list[list[Cell]] = [
        [one.number, one.need, one.met, one.weighted, _known(one.met_anew),
         _known(one.weighted_anew), int(one.is_kept), *map(_known, one.coverage),
         *map(_known, one.coverage_anew)] for one in found.samples]
    return Page("Samples", _headings(found.problem.recipients.names), rows)


def _known(value: float) -> Cell:
    return None if np.isnan(value) else value


def _key(found: Uncertainty, inputs: Inputs) -> list[tuple[str, str]]:
    return [("SHA-256 of the input", inputs.sha256),
            ("SHA-256 of rules files", " ".join(file.sha256 for file in inputs.rule_files)
             or "none"),
            ("Seed", str(found.seed))]


def _log(found: Uncertainty, inputs: Inputs) -> Iterator[tuple[Cell, Cell]]:
    yield FORMAT_ITEM, FORMAT
    yield "Input", inputs.file
    yield from _key(found, inputs)
    yield "Samples asked for", str(found.asked)
    yield "Samples solved", str(len(found.samples))
    for said in sentences(found):
        yield "In words", said


def _draw(canvas: Canvas) -> None:
    """Draw the bands of coverage below their table."""
    name, last = _SPREAD_SHEET, len(canvas.pages[_SPREAD_SHEET].rows)
    chart = canvas.book.add_chart({"type": "column", "subtype": "stacked"})
    column = {heading.name: at for at, heading in enumerate(SPREAD)}
    chart.add_series({"name": "Low", "categories": [name, 1, 0, last, 0],
                      "values": [name, 1, column["Low"], last, column["Low"]],
                      "fill": {"none": True}, "border": {"none": True}})
    chart.add_series({"name": "Nine of ten samples", "categories": [name, 1, 0, last, 0],
                      "values": [name, 1, column["Band"], last, column["Band"]],
                      "fill": {"color": LIGHT_BLUE}, "gap": 120})
    middle = canvas.book.add_chart({"type": "line"})
    middle.add_series({"name": "Median", "categories": [name, 1, 0, last, 0],
                       "values": [name, 1, column["Median"], last, column["Median"]],
                       "line": {"none": True},
                       "marker": {"type": "diamond", "size": 8, "fill": {"color": FULL_INK},
                                  "border": {"color": FULL_INK}}})
    chart.combine(middle)
    chart.set_title(titled("Coverage as planned, where needs turn out otherwise"))
    chart.set_x_axis({"num_font": axis_font()})
    chart.set_y_axis({"name": "Coverage", "num_format": "0%", "num_font": axis_font(), "min": 0,
                      "max": 1, "name_font": axis_font(10)})
    chart.set_legend({"position": "bottom", "delete_series": [0], "font": axis_font()})
    chart.set_size({"width": 720, "height": 400})
    canvas.sheet.insert_chart(last + 2, 0, chart, {
        "description": "Column chart: for each recipient the band in which nine of ten samples put "
        "its coverage as planned, and its median. The table above it holds the same figures.",
        "object_position": 1})
    canvas.sheet.print_area(0, 0, last + 24, len(SPREAD) - 2)
