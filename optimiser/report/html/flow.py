"""A flow picture in SVG: donors to recipients to activities, as wide as their money.

It has two halves, which stand side by side where there is room, and one below the other where
there is not; each is drawn in shares of its width, so that names keep their size in every window.
Where names stand is said in the style.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from optimiser.frozen import frozen
from optimiser.report.html.links import Link, linked_mark, nowhere
from optimiser.words import counted

_WIDTH, _BAR, _GAP, _TOP = 100.0, 3.0, 12.0, 8.0
_HEIGHT, _ROW = 520.0, 14.0
"""A picture is so high, or higher where that would leave a name less than a row."""
_LEAST = 1.0
_LONGEST = 26
_MOST = 40
"""So many names of a column are shown; the smallest amounts beyond are one together."""

_KINDS = ("donor", "recipient", "activity")

Flow = Mapping[tuple[str, str], float]
"""Money by (from, to)."""


@dataclass(slots=True)
class _Node:
    """A bar: where it stands, and how far its incoming and outgoing ribbons have been laid."""

    name: str
    y: float
    height: float
    into: float = 0.0
    out: float = 0.0


@frozen
class _Rest:
    """Names of a column that are shown as one, and what that one is called."""

    names: frozenset[str]
    called: str

    def of(self, name: str) -> str:
        """Return what a name is shown as."""
        return self.called if name in self.names else name


@frozen
class _Column:
    """A column of bars: the word for one of its names, the bars, and what is shown as one."""

    kind: str
    nodes: dict[str, _Node]
    rest: _Rest


def flow_picture(left: Flow, right: Flow, link: Link = nowhere) -> str:
    """Return the picture of two flows that meet in the middle; names are escaped."""
    rests = [_rest(sums, kind) for sums, kind in zip(_columns(left, right), _KINDS, strict=True)]
    left, right = _merged(left, *rests[:2]), _merged(right, *rests[1:])
    columns = _columns(left, right)
    total, most = max(sum(one.values()) for one in columns), max(map(len, columns))
    if total <= 0:
        return ""
    high = max(_HEIGHT, 2 * _TOP + most * (_GAP + _ROW))
    scale = (high - 2 * _TOP - _GAP * (most - 1)) / total
    donors, recipients, activities = (
        _Column(kind, _laid(sums, scale), rest)
        for kind, sums, rest in zip(_KINDS, columns, rests, strict=True))
    return ('<div class="flow">' + _half(left, donors, recipients, (scale, high), "first", link)
            + _half(right, recipients, activities, (scale, high), "last", link) + "</div>")


def _half(flow: Flow, start: _Column, end: _Column, size: tuple[float, float], which: str,
          link: Link) -> str:
    """Return the half of a picture between two columns; `size` is its scale and its height."""
    scale, high = size
    role = "img" if link is nowhere else "group"
    said = (f"Money from {_plural(start.kind)} to {_plural(end.kind)}; the tables below hold the "
            "same figures.")
    return "".join((
        f'<div class="half {which}" role="{role}" aria-label="{said}">'
        f'<svg class="bands" viewBox="0 0 {_WIDTH:.0f} {high:.0f}" height="{high:.0f}" '
        'preserveAspectRatio="none">',
        *_ribbons(flow, start.nodes, end.nodes, scale, "a" if which == "first" else "b"),
        *_bars(start.nodes.values(), 0.0), *_bars(end.nodes.values(), _WIDTH - _BAR),
        f'</svg><svg class="names" height="{high:.0f}">',
        *_names(start, "from", "0", link), *_names(end, "to", "100%", link), "</svg></div>"))


def _plural(kind: str) -> str:
    return {"activity": "activities"}.get(kind, f"{kind}s")


def _sums(flow: Flow, end: int) -> dict[str, float]:
    sums: dict[str, float] = {}
    for key, amount in flow.items():
        sums[key[end]] = sums.get(key[end], 0.0) + amount
    return dict(sorted(sums.items(), key=lambda item: (-item[1], item[0])))


def _columns(left: Flow, right: Flow) -> tuple[dict[str, float], ...]:
    """Return what goes through each name of each column."""
    into, out = _sums(left, 1), _sums(right, 0)
    middle = {name: max(into.get(name, 0.0), out.get(name, 0.0))
              for name in dict.fromkeys([*into, *out])}
    return _sums(left, 0), middle, _sums(right, 1)


def _rest(sums: Mapping[str, float], kind: str) -> _Rest:
    order = sorted(sums, key=lambda name: (-sums[name], name))
    names = frozenset(order[_MOST - 1:]) if len(order) > _MOST else frozenset()
    return _Rest(names, counted(len(names), f"more {kind}", f"more {_plural(kind)}"))


def _merged(flow: Flow, start: _Rest, end: _Rest) -> Flow:
    found: dict[tuple[str, str], float] = {}
    for (one, other), amount in flow.items():
        key = start.of(one), end.of(other)
        found[key] = found.get(key, 0.0) + amount
    return found


def _laid(column: Mapping[str, float], scale: float) -> dict[str, _Node]:
    y, found = _TOP, {}
    for name, amount in column.items():
        height = max(amount * scale, _LEAST)
        found[name] = _Node(name, y, height)
        y += height + _GAP
    return found


def _ribbons(flow: Flow, first: Mapping[str, _Node], second: Mapping[str, _Node], scale: float,
             kind: str) -> Iterator[str]:
    order = sorted(flow.items(), key=lambda item: (first[item[0][0]].y, second[item[0][1]].y))
    x0, x1 = _BAR, _WIDTH - _BAR
    bend = (x0 + x1) / 2
    for (start, end), amount in order:
        one, other, wide = first[start], second[end], amount * scale
        y0, y1 = one.y + one.out, other.y + other.into
        one.out += wide
        other.into += wide
        said = escape(f"{start} to {end}: {amount:,.0f}")
        yield (f'<path class="ribbon {kind}" d="M{x0:.1f},{y0:.1f} C{bend:.1f},{y0:.1f} '
               f'{bend:.1f},{y1:.1f} {x1:.1f},{y1:.1f} L{x1:.1f},{y1 + wide:.1f} '
               f'C{bend:.1f},{y1 + wide:.1f} {bend:.1f},{y0 + wide:.1f} {x0:.1f},'
               f'{y0 + wide:.1f} Z">'
               f"<title>{said}</title></path>")


def _bars(nodes: Iterable[_Node], x: float) -> Iterator[str]:
    for node in nodes:
        yield (f'<rect class="bar" x="{x:.1f}" y="{node.y:.1f}" width="{_BAR:.0f}" '
               f'height="{node.height:.1f}"/>')


def _names(column: _Column, side: str, x: str, link: Link) -> Iterator[str]:
    yield f'<g class="{side}">'
    for node in column.nodes.values():
        name = node.name
        label = name if len(name) <= _LONGEST else f"{name[:_LONGEST - 1]}\u2026"
        address = "" if name == column.rest.called else link(**{column.kind: name})
        yield linked_mark(f'<text x="{x}" y="{node.y + node.height / 2 + 4:.1f}">{escape(label)}'
                          "</text>", name, address)
    yield "</g>"
