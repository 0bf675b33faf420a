"""`Log`: what was read, with what it was solved, how long it took, what to look at."""

from __future__ import annotations

import datetime as dt
import os
import platform
from collections.abc import Mapping
from dataclasses import field

from optimiser.frozen import frozen
from optimiser.plan.over_words import over_words
from optimiser.plan.types import Solution, uniqueness
from optimiser.report.clock import started
from optimiser.report.digest import ITEM, digest_of_pages
from optimiser.report.draft import Draft
from optimiser.report.layout import Cell, Heading, Look, Page
from optimiser.report.sheet import Sheet
from optimiser.report.summary import open_words
from optimiser.report.versions import versions_of
from optimiser.tables.findings import Finding
from optimiser.tables.results import FORMAT, FORMAT_ITEM, NEAR_ITEM
from optimiser.words import counted

_WORKED_WITH = ("funding-allocation-optimiser", "highspy", "clarabel", "numpy",
                "python-calamine", "XlsxWriter")
_BOUND = "Proved in exact arithmetic: no plan has more points than"
LOG = (
    Heading("Item", "What is recorded.", width=34),
    Heading("Value", "Its value.", Look.WORDS, 90),
)


@frozen
class RunLog:
    """What a run records of itself; with SOURCE_DATE_EPOCH set, no time but that one."""

    warnings: tuple[Finding, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    started: dt.datetime = field(default_factory=started)


def _log_page(draft: Draft) -> Page:
    plan, inputs, log = draft.plan, draft.inputs, draft.log or RunLog()
    rows: list[tuple[Cell, Cell]] = [
        (FORMAT_ITEM, FORMAT),
        ("Input", inputs.file),
        ("SHA-256 of the input", inputs.sha256),
        *([(ITEM, digest_of_pages(inputs.tables, draft.built))] if draft.built else []),
        *(row for number, file in enumerate(inputs.rule_files, start=1) for row in (
            (f"Rules file {number}", f"{file.file}, {counted(file.rules, 'rule')}"),
            (f"SHA-256 of rules file {number}", file.sha256))),
        ("Started", log.started.isoformat()),
        ("Solver", plan.solver),
        ("Split", plan.problem.split),
        ("Rounding", f"{plan.problem.currency} {plan.problem.rounding}"),
    ]
    rows += [(f"Option {name}", value) for name, value in log.options.items()]
    rows += [(f"Version of {name}", number)
             for name, number in versions_of(_WORKED_WITH).items()]
    rows.append(("Version of Python", platform.python_version()))
    rows += _stages(plan)
    if plan.proof is not None:
        rows += _proof(plan)
    rows += [("Over by rounding", over_words(plan, over)) for over in plan.over_by_rounding]
    if left_open := open_words(plan):
        rows.append((NEAR_ITEM, left_open))
    if said := uniqueness(plan):
        rows.append(("Other plans as good", said))
    rows += [("Left out, for want of time or of a proof", one) for one in plan.left_out]
    if not os.environ.get("SOURCE_DATE_EPOCH"):
        rows += [(f"Seconds for {name}", f"{value:.3f}") for name, value in log.seconds.items()]
        rows += [(f"Seconds for stage {n}, {stage.objective}", f"{stage.seconds:.3f}")
                 for n, stage in enumerate(plan.stages, start=1)]
    rows += [("Warning", str(finding)) for finding in log.warnings]
    if not log.warnings:
        rows.append(("Warnings", "none"))
    return Page("Log", LOG, rows)


def _stages(plan: Solution) -> list[tuple[Cell, Cell]]:
    return [
        (f"Stage {n}, {stage.objective}",
         f"{stage.status}; value {stage.value:,.6f}; bound {stage.bound:,.6f}; "
         f"gap {stage.gap:,.6f}")
        for n, stage in enumerate(plan.stages, start=1)]


def _proof(plan: Solution) -> list[tuple[Cell, Cell]]:
    proof = plan.proof
    if proof is None:
        return []
    rows: list[tuple[Cell, Cell]] = [("Limits recomputed by the audit", str(proof.limits_checked)),
                                     ("Points of the rounded plan",
                                      f"{float(proof.value):,.4f}")]
    if proof.bound is not None:
        rows.append((_BOUND, f"{float(proof.bound):,.4f}"))
    return rows


LOG_SHEET = Sheet(
    name="Log", holds="What was read, how it was solved, warnings.", columns=LOG,
    build=_log_page, is_there=lambda draft: draft.log is not None)
