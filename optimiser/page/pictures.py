"""Pictures in SVG, made here: bars, bands and a line, each with its figures in a table behind it.

Colours come from the page's style by class, so that a picture follows light, dark and print.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from optimiser.report.html.sections import linked
from optimiser.report.layout import Formula, Page
from optimiser.words import share

_WIDTH, _LABEL, _RIGHT = 960, 230, 110
_BAR, _SPACE = 14, 10
_LONGEST = 32
_PLOT = _WIDTH - _LABEL - _RIGHT
_HEIGHT, _LEFT, _BELOW = 360, 110, 44


@dataclass(frozen=True, slots=True)
class Bars:
    """A row of a picture of bars: its label and a value a series."""

    label: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A row of a picture of bands: low, median, high, and a mark where there is one."""

    label: str
    low: float
    middle: float
    high: float
    mark: float | None = None


Shown = Callable[[float], str]


def bars(title: str, series: Sequence[str], rows: Sequence[Bars], shown: Shown) -> str:
    """Return horizontal bars, a group a row, with a key and a table; "" where there are none."""
    if not rows:
        return ""
    most = max((max(row.values) for row in rows), default=0.0) or 1.0
    step = len(series) * _BAR + _SPACE
    parts = []
    for at, row in enumerate(rows):
        top = at * step
        parts.append(_label(row.label, top + len(series) * _BAR / 2 + 4))
        for number, value in enumerate(row.values):
            wide = max(value, 0.0) / most * _PLOT
            y = top + number * _BAR
            parts.append(f'<rect class="s{number % 4}" x="{_LABEL}" y="{y}" width="{wide:.1f}" '
                         f'height="{_BAR - 2}"/><text x="{_LABEL + wide + 6:.1f}" '
                         f'y="{y + _BAR - 4}">{escape(shown(value))}</text>')
    table = _table(title, ("", *series), [(r.label, *map(shown, r.values)) for r in rows])
    return _figure(title, "".join(parts), len(rows) * step, _key(series), table)


def bands(title: str, rows: Sequence[Band], mark: str) -> str:
    """Return bands of shares, nine of ten between their ends, with their median and a mark."""
    if not rows:
        return ""
    most = max(1.0, *(row.high for row in rows))
    step, parts = _BAR + _SPACE, []
    for at, row in enumerate(rows):
        top = at * step
        low, middle, high = (_LABEL + value / most * _PLOT
                             for value in (row.low, row.middle, row.high))
        parts.append(_label(row.label, top + _BAR - 2))
        parts.append(f'<rect class="s1" x="{low:.1f}" y="{top}" '
                     f'width="{max(high - low, 2):.1f}" height="{_BAR}"/>'
                     f'<rect class="s0" x="{middle - 1.5:.1f}" y="{top}" width="3" '
                     f'height="{_BAR}"/><text x="{_LABEL + _PLOT + 6}" y="{top + _BAR - 2}">'
                     f"{share(row.low)} to {share(row.high)}</text>")
        if row.mark is not None:
            x = _LABEL + row.mark / most * _PLOT
            parts.append(f'<path class="mark" d="M{x:.1f},{top - 3} V{top + _BAR + 3}"/>')
    table = _table(title, ("", "Low", "Median", "High", mark), [
        (r.label, share(r.low), share(r.middle), share(r.high),
         "" if r.mark is None else share(r.mark)) for r in rows])
    return _figure(title, "".join(parts), len(rows) * step,
                   _key(("median", "nine of ten samples")) + _key_of_mark(mark), table)


def line(title: str, points: Sequence[tuple[float, float]], turn: int, axes: tuple[str, str],
         shown: tuple[Shown, Shown]) -> str:
    """Return a line through points, one of them marked where the trade-off turns."""
    if len(points) < 2:
        return ""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    wide, high = _WIDTH - _LEFT - 40, _HEIGHT - _BELOW - 16

    def place(x: float, y: float) -> tuple[float, float]:
        across = (x - min(xs)) / ((max(xs) - min(xs)) or 1.0)
        down = (max(ys) - y) / ((max(ys) - min(ys)) or 1.0)
        return _LEFT + across * wide, 16 + down * high

    placed = [place(x, y) for x, y in points]
    path = " ".join(f"{'M' if not at else 'L'}{x:.1f},{y:.1f}" for at, (x, y) in enumerate(placed))
    dots = "".join(f'<circle class="{"s2" if turn and at == turn else "s0"}" cx="{x:.1f}" '
                   f'cy="{y:.1f}" r="{6 if turn and at == turn else 4}"/>'
                   for at, (x, y) in enumerate(placed))
    base = _HEIGHT - _BELOW + 20
    ends = "".join(
        f'<text x="{_LEFT - 8}" y="{y:.1f}" text-anchor="end">{escape(shown[1](value))}</text>'
        for value, y in ((max(ys), 20.0), (min(ys), 16.0 + high)))
    ends += "".join(
        f'<text x="{x}" y="{base}" text-anchor="{anchor}">{escape(shown[0](value))}</text>'
        for value, x, anchor in ((min(xs), _LEFT, "start"), (max(xs), _LEFT + wide, "end")))
    table = _table(title, axes, [(shown[0](x), shown[1](y)) for x, y in points])
    return _figure(title, f'<path class="line" d="{path}"/>{dots}{ends}', _HEIGHT, "", table)


def burden_picture(page: Page) -> str:
    """Return what donors of a group give against their key shares; the table stands above it."""
    found = [Bars(str(row[page.column("Donor")]), (
        _value(row[page.column("Actual share")]), _value(row[page.column("Key share")])))
        for row in page.rows]
    return bars("Shares of the burden against the key", ("actual share", "key share"), found,
                share)


def _value(cell: object) -> float:
    value = cell.value if isinstance(cell, Formula) else cell
    return float(value) if isinstance(value, (int, float)) else 0.0


def _label(text: str, y: float) -> str:
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST - 1]}\u2026"
    return f'<text x="{_LABEL - 8}" y="{y:.1f}" text-anchor="end">{escape(short)}</text>'


def _key(series: Sequence[str]) -> str:
    return "".join(f'<span class="key"><svg viewBox="0 0 12 12" aria-hidden="true">'
                   f'<rect class="s{number % 4}" width="12" height="12"/></svg> '
                   f"{escape(name)}</span> " for number, name in enumerate(series))


def _key_of_mark(name: str) -> str:
    return ('<span class="key"><svg viewBox="0 0 12 12" aria-hidden="true"><path class="mark" '
            f'd="M6,0 V12"/></svg> {escape(name.casefold())}</span> ')


def _figure(title: str, inside: str, height: float, key: str, table: str) -> str:
    name = escape(title)
    return (f'<figure class="picture"><figcaption><strong>{name}</strong> {key}</figcaption>'
            f'<div class="wide" tabindex="0" role="region" aria-label="Picture: {name}">'
            f'<svg viewBox="0 0 {_WIDTH} {height:.0f}" role="img" aria-label="{name}; the table '
            f'below holds the same figures">{inside}</svg></div>'
            f"<details><summary>The figures of this picture</summary>{table}</details></figure>")


def _table(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    name = escape(title)
    head = "".join(f'<th scope="col" class="n">{escape(one)}</th>' if at else
                   f"<th scope=col>{escape(one or 'What')}</th>"
                   for at, one in enumerate(headings))
    body = "".join(
        f"<tr><th scope=row>{linked(row[0], '')}</th>"
        + "".join(f'<td class="n">{escape(text)}</td>' for text in row[1:]) + "</tr>"
        for row in rows)
    return (f'<div class="wide" tabindex="0" role="region" aria-label="Figures: {name}">'
            f"<table><caption>{name}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody></table></div>")
