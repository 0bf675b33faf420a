"""A flow picture in SVG: donors to recipients to activities, as wide as their money."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

_WIDTH, _BAR, _GAP, _TOP = 960, 14, 9, 8
_LABEL = 215
_HEIGHT = 520
_LEAST = 1.0
_LONGEST = 28

Flow = Mapping[tuple[str, str], float]
"""Money by (from, to)."""


@dataclass(slots=True)
class _Node:
    """A bar: where it stands, and how far its incoming and outgoing ribbons have been laid."""

    name: str
    x: float
    y: float
    height: float
    into: float = 0.0
    out: float = 0.0


def flow_picture(left: Flow, right: Flow, described: str) -> str:
    """Return the picture of two flows that meet in the middle; names are escaped."""
    middle_in, middle_out = _sums(left, 1), _sums(right, 0)
    columns = [_sums(left, 0), {name: max(middle_in.get(name, 0.0), middle_out.get(name, 0.0))
                                for name in dict.fromkeys([*middle_in, *middle_out])},
               _sums(right, 1)]
    total = max((sum(column.values()) for column in columns), default=0.0)
    most = max(map(len, columns), default=1)
    if total <= 0:
        return ""
    scale = (_HEIGHT - 2 * _TOP - _GAP * (most - 1)) / total
    places = (_LABEL, (_WIDTH - _BAR) / 2, _WIDTH - _LABEL - _BAR)
    nodes = [_laid(column, x, scale) for column, x in zip(columns, places, strict=True)]
    parts = [f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(described)}">']
    parts += _ribbons(left, nodes[0], nodes[1], scale, "a")
    parts += _ribbons(right, nodes[1], nodes[2], scale, "b")
    for number, column in enumerate(nodes):
        parts += _bars(column.values(), number)
    return "".join([*parts, "</svg>"])


def _sums(flow: Flow, end: int) -> dict[str, float]:
    sums: dict[str, float] = {}
    for key, amount in flow.items():
        sums[key[end]] = sums.get(key[end], 0.0) + amount
    return dict(sorted(sums.items(), key=lambda item: (-item[1], item[0])))


def _laid(column: Mapping[str, float], x: float, scale: float) -> dict[str, _Node]:
    y, found = float(_TOP), {}
    for name, amount in column.items():
        height = max(amount * scale, _LEAST)
        found[name] = _Node(name, x, y, height)
        y += height + _GAP
    return found


def _ribbons(flow: Flow, first: Mapping[str, _Node], second: Mapping[str, _Node], scale: float,
             kind: str) -> Iterator[str]:
    order = sorted(flow.items(), key=lambda item: (first[item[0][0]].y, second[item[0][1]].y))
    for (start, end), amount in order:
        one, other, wide = first[start], second[end], amount * scale
        y0, y1 = one.y + one.out, other.y + other.into
        one.out += wide
        other.into += wide
        x0, x1 = one.x + _BAR, other.x
        bend = (x0 + x1) / 2
        said = escape(f"{start} to {end}: {amount:,.0f}")
        yield (f'<path class="ribbon {kind}" d="M{x0:.1f},{y0:.1f} C{bend:.1f},{y0:.1f} '
               f'{bend:.1f},{y1:.1f} {x1:.1f},{y1:.1f} L{x1:.1f},{y1 + wide:.1f} '
               f'C{bend:.1f},{y1 + wide:.1f} {bend:.1f},{y0 + wide:.1f} {x0:.1f},'
               f'{y0 + wide:.1f} Z">'
               f"<title>{said}</title></path>")


def _bars(nodes: Iterable[_Node], number: int) -> Iterator[str]:
    for node in nodes:
        label = node.name if len(node.name) <= _LONGEST else f"{node.name[:_LONGEST - 1]}\u2026"
        middle = node.y + node.height / 2 + 4
        x, anchor = ((node.x - 6, "end") if number == 0 else
                     (node.x + _BAR + 6, "start"))
        yield (f'<rect class="bar" x="{node.x:.1f}" y="{node.y:.1f}" width="{_BAR}" '
               f'height="{node.height:.1f}"/>'
               f'<text x="{x:.1f}" y="{middle:.1f}" text-anchor="{anchor}">{escape(label)}</text>')
