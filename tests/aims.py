"""What each aim of a decision can reach at best, told from every decision there is."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from optimiser.api.futures import Decision


def best_of_each(best: Sequence[float], fates: Collection[Sequence[float]],
                 chances: Sequence[float]) -> dict[str, float]:
    """Return what each aim can reach.

    `best` is the most points of every future, `fates` what each decision has in them.
    """
    return {
        "expected": max(sum(p * v for p, v in zip(chances, fate, strict=True)) for fate in fates),
        "worst-case": max(min(fate) for fate in fates),
        "least-regret": min(max(b - v for b, v in zip(best, fate, strict=True))
                            for fate in fates)}


def reached(done: Decision, aim: str) -> float:
    """Return what a decision has of its aim."""
    chosen = done.analysis.chosen
    return {"expected": chosen.average, "worst-case": chosen.least,
            "least-regret": chosen.worst}[aim]
