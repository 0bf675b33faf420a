"""What uncertain needs do to a plan: the spread of coverage, minima missed, needs that matter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from optimiser.frozen import frozen
from optimiser.plan.types import Solution
from optimiser.problem.arrays import Floats
from optimiser.problem.types import Problem
from optimiser.scenarios.draws import Draws, Sample, prepare
from optimiser.words import counted, share

BAND = (5.0, 50.0, 95.0)
"""The percentiles shown: nine draws of ten lie between the first and the last."""
_MISSED = 1e-6
_MOST = 10


@frozen
class Spread:
    """One recipient: percentiles of its coverage, and how often its minimum is missed.

    `planned` and `anew` hold the percentiles of `BAND`; `missed` and `missed_anew` are shares of
    draws, NaN where it has no minimum.
    """

    recipient: str
    minimum: float | None
    planned: tuple[float, ...]
    anew: tuple[float, ...]
    missed: float
    missed_anew: float


@frozen(eq=False)
class Uncertainty:
    """Samples of one plan, by number, and what they come to."""

    problem: Problem
    seed: int
    asked: int
    samples: tuple[Sample, ...]
    spreads: tuple[Spread, ...]
    overall: tuple[float, ...]
    overall_anew: tuple[float, ...]
    kept: float
    matters: tuple[tuple[str, float], ...]


@frozen(eq=False)
class Sampling:
    """A plan whose needs are to be drawn."""

    problem: Problem
    draws: Draws

    def pieces(self, numbers: Sequence[int], workers: int | None = None,
               scheduler: str | None = None) -> Iterator[list[Sample]]:
        """Yield samples as they are solved: on threads of this machine, or on a Dask cluster.

        Raises UsageError where no scheduler answers, NotProvedError where it goes away.
        """
        from optimiser.scenarios.workers import solve_here, solve_there

        if scheduler is not None:
            return solve_there(self.draws, numbers, scheduler)
        return solve_here(self.draws, numbers, workers)

    def result(self, samples: Sequence[Sample], asked: int) -> Uncertainty:
        """Return what samples come to, in whatever order they came."""
        ordered = tuple(sorted(samples, key=lambda one: one.number))
        kept = [one for one in ordered if one.is_kept]
        return Uncertainty(
            self.problem, self.draws.seed, asked, ordered, tuple(self._spreads(ordered, kept)),
            _band(np.array([one.met / one.need for one in ordered])),
            _band(np.array([one.met_anew / one.need for one in kept])),
            len(kept) / len(ordered) if ordered else float("nan"),
            tuple(self._matters(ordered)))

    def _spreads(self, every: Sequence[Sample], kept: Sequence[Sample]) -> Iterator[Spread]:
        planned = np.array([one.coverage for one in every])
        anew = np.array([one.coverage_anew for one in kept])
        recipients = self.problem.recipients
        for at, name in enumerate(recipients.names):
            if not len(planned) or np.isnan(planned[:, at]).all():
                continue
            floor = recipients.minimum_coverage[at]
            minimum = None if not floor else float(floor)
            own = planned[:, at], anew[:, at] if len(anew) else np.zeros(0)
            yield Spread(name, minimum, _band(own[0]), _band(own[1]),
                         *(_missed(one, minimum) for one in own))

    def _matters(self, samples: Sequence[Sample]) -> Iterator[tuple[str, float]]:
        """Yield the needs that explain most of the spread of unmet need, with what they explain.

        Needs are drawn independently, so that squared correlations add up to the share of the
        variance that a straight line through all of them explains.
        """
        draws, numbers = self.draws, [one.number for one in samples]
        unmet = np.array([one.need - one.met for one in samples])
        uncertain = np.flatnonzero(draws.uncertainty > 0)
        if len(samples) <= 2 or unmet.std() == 0:
            return
        drawn = np.array([draws.drawn(number)[uncertain] for number in numbers])
        level = drawn - drawn.mean(axis=0)
        both = np.sqrt((level ** 2).sum(axis=0) * ((unmet - unmet.mean()) ** 2).sum())
        explained = (level.T @ (unmet - unmet.mean()) / np.where(both > 0, both, np.inf)) ** 2
        for at in np.argsort(-explained, kind="stable")[:_MOST].tolist():
            yield self._named(int(uncertain[at])), float(explained[at])

    def _named(self, need: int) -> str:
        needs, problem = self.problem.needs, self.problem
        return " / ".join(part for part in (
            problem.recipients.names[needs.recipient[need]],
            problem.activities.names[needs.activity[need]],
            problem.periods[needs.period[need]], problem.tiers.names[needs.tier[need]]) if part)


def sampling(problem: Problem, plan: Solution, seed: int) -> Sampling:
    """Return what draws of a plan's needs start from; raise UsageError where none is uncertain."""
    return Sampling(problem, prepare(problem, plan, seed))


def sentences(found: Uncertainty) -> list[str]:
    """Say what the samples come to."""
    low, _, high = found.overall
    lines = [f"In {counted(len(found.samples), 'sample')} of the needs, nine of ten times the plan "
             f"meets between {share(low)} and {share(high)} of all need."]
    if found.kept > 0:
        low, _, high = found.overall_anew
        lines.append(f"Solved again for each sample, a plan would meet between {share(low)} and "
                     f"{share(high)}.")
    if found.kept < 1:
        lines.append(f"In {share(1 - found.kept)} of the samples no plan keeps all limits.")
    lines += [f"The minimum of {one.recipient}, {share(one.minimum)}, is missed in "
              f"{share(one.missed)} of the samples; solved again, in {share(one.missed_anew)}."
              for one in found.spreads if one.minimum is not None and one.missed > 0]
    if not any(one.missed > 0 for one in found.spreads):
        lines.append("No minimum coverage is missed in any sample.")
    if found.matters:
        name, part = found.matters[0]
        lines.append(f"The need that matters most is {name}: it explains {share(part)} of how "
                     "much is left unmet.")
    return lines


def _band(values: Floats) -> tuple[float, ...]:
    known = values[~np.isnan(values)]
    if not len(known):
        return (float("nan"),) * len(BAND)
    return tuple(float(one) for one in np.percentile(known, BAND))


def _missed(coverage: Floats, minimum: float | None) -> float:
    if minimum is None or not len(coverage):
        return float("nan")
    return float((coverage < minimum - _MISSED).mean())
