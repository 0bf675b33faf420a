"""What verifying an output found, and what moved in it."""

from __future__ import annotations

from collections.abc import Sequence

from optimiser.review.again import Move
from optimiser.review.verify import Broken, Verdict
from optimiser.screen.lines import item, wrapped
from optimiser.vocabulary import Unit
from optimiser.words import counted, money, points

_MOST_MOVES = 20


def verdict_text(verdict: Verdict) -> str:
    """Return what verifying an output found, the worst first."""
    lines = wrapped(f"{verdict.file}: {_state(verdict)}.")
    if verdict.strays:
        lines.append("Rows of Allocation without a place, so that limits cannot be recomputed:")
        lines += [line for stray in verdict.strays[:_MOST_MOVES] for line in item("-", stray)]
        return "\n".join(lines)
    for must, noun, many, words in (
            (True, "limit that must hold is", "limits that must hold are", "broken"),
            (False, "wish is", "wishes are", "not granted")):
        found = [one for one in verdict.broken if one.must is must]
        if found:
            lines.append(f"{counted(len(found), noun, many)} {words}:")
            lines += [line for one in sorted(found, key=lambda one: -one.by)
                      for line in _broken_lines(one, verdict.currency)]
    if verdict.holds:
        lines.append("Every limit that must hold is kept.")
    lines.append(f"{counted(verdict.kept + len(verdict.broken), 'limit')} recomputed, "
                 f"{'all' if not verdict.broken else f'{verdict.kept:,}'} of them kept.")
    if verdict.value is not None and verdict.solved:
        lost = verdict.solved - verdict.value
        lines.append(
            "It has as many points as the plan as solved." if abs(lost) < _CENT else
            f"It has {points(abs(lost))} {'less' if lost > 0 else 'more'} than the plan as solved "
            f"({_part(abs(lost) / verdict.solved)}).")
    if verdict.near:
        lines += wrapped(f"The plan as solved: {verdict.near}")
    return "\n".join(lines)


_CENT = 0.01
_SHOWN = 5e-5
"""The smallest part that two decimals of a percentage show."""


def _part(share: float) -> str:
    return f"{share:.2%}" if share >= _SHOWN else "less than 0.01%"


def _state(verdict: Verdict) -> str:
    if verdict.made_by:
        edited = ("whether it was edited since cannot be told" if verdict.edited else
                  "as it was written")
        return f"made by {verdict.made_by}; {edited}. Its limits are judged as this version does"
    if verdict.resaved:
        return "saved again since it was written, with the same names, amounts and inputs"
    return "edited since it was written" if verdict.edited else "as it was written"


def _broken_lines(one: Broken, currency: str) -> list[str]:
    by = money(round(one.by, 2), currency) if one.unit is Unit.MONEY else (
        f"{round(one.by, 2) or one.by:.3g} {one.unit}")
    source = f" [{one.source}]" if one.source else ""
    verb = "Broken" if one.must else "Missed"
    return item("-", f"{one.sentence} {verb} by {by}.{source}")


def moves_text(moves: Sequence[Move], currency: str) -> str:
    """Return the amounts that are other ones now, the largest changes first."""
    ordered = sorted(moves, key=lambda move: -abs(move.after - move.before))
    lines = [f"  {move.named()}: {money(move.before, currency)} -> "
             f"{money(move.after, currency)}" for move in ordered[:_MOST_MOVES]]
    if len(moves) > _MOST_MOVES:
        lines.append(f"  and {len(moves) - _MOST_MOVES} more; --json lists all.")
    return "\n".join(lines)
