"""The diagnosis of inputs that leave no plan, as text and as plain data."""

from __future__ import annotations

from typing import Any

from optimiser.plan.diagnosis import Diagnosis, Way
from optimiser.screen.lines import item, wrapped


def diagnosis_text(diagnosis: Diagnosis) -> str:
    """Return the diagnosis."""
    lines = ["No plan can keep all limits that must hold." if not diagnosis.of_nothing else
             "Every plan that keeps all limits gives nothing.", ""]
    if diagnosis.conflict:
        alone, then = len(diagnosis.conflict) == 1, (
            " and anything be given" if diagnosis.of_nothing else "")
        lines.append(f"This limit cannot be kept{then}:" if alone else
                     f"These limits cannot hold together{then}; without any one of them the "
                     "others can:")
        for one in diagnosis.conflict:
            lines += item("-", f"{one.sentence}{f' [{one.source}]' if one.source else ''}")
        lines.append("")
    if diagnosis.ways:
        lines.append("Ways out, each the least change of its figures that leaves a plan:")
        for number, way in enumerate(diagnosis.ways, start=1):
            lines += item(f"{number}.", _sentence(way, diagnosis.currency))
        lines.append("")
        if not diagnosis.is_cut_short:
            lines += [*wrapped(diagnosis.money_words(), "", "  "), ""]
        lines.append("--relax solves with the first.")
    if diagnosis.is_cut_short:
        missing = "other ways out" if diagnosis.ways else (
            "ways out" if diagnosis.conflict else "which limits stand against each other")
        lines += wrapped(f"The time was up before {missing} could be found. Give it more time with "
                         "--time-limit.", "", "  ")
    return "\n".join(lines)


def _sentence(way: Way, currency: str) -> str:
    words = way.words(currency)
    return f"{words[:1].upper()}{words[1:]}."


def diagnosis_json(diagnosis: Diagnosis) -> dict[str, Any]:
    """Return the diagnosis as plain data."""
    return {
        "currency": diagnosis.currency,
        "proved": diagnosis.proved,
        "cut_short": diagnosis.is_cut_short,
        "conflict": [{"name": one.name, "kind": one.kind, "in_words": one.sentence,
                      "source": one.source} for one in diagnosis.conflict],
        "ways": [_way(way, diagnosis.currency) for way in diagnosis.ways],
        "in_money": None if diagnosis.in_money is None else {
            "more": float(diagnosis.in_money.more),
            "steps": _way(diagnosis.in_money, diagnosis.currency)},
    }


def _way(way: Way, currency: str) -> list[dict[str, Any]]:
    return [{"name": step.name, "kind": step.kind, "source": step.source,
             "unit": step.value_is.value, "from": float(step.value), "to": float(step.changed),
             "in_words": step.words(currency)} for step in way.steps]
