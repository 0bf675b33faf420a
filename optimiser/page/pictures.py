"""Pictures in SVG, made here: bars, bands and a line, each with its figures in a table behind it.

Each is drawn in shares of its width, so that words keep their size in every window. Colours come
from the page's style by class: a picture follows light, dark and print.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from optimiser.frozen import frozen
from optimiser.report.html.links import Link, linked, linked_mark, nowhere
from optimiser.report.layout import Formula, Page
from optimiser.words import share

_NAME, _BAR, _SPACE = 18, 14, 12
"""Heights of a name, of a bar under it, and of what stands between rows."""
_PLOT = 72.0
"""How much of the width the longest bar has; its figure stands in the rest."""
_LONGEST = 44
_HEIGHT = 300
"""Of a line, in points; its figures stand around it."""


@frozen
class Bars:
    """A row of a picture of bars: its label and a value a series, and where its name leads."""

    label: str
    values: tuple[float, ...]
    address: str = ""


@frozen
class Band:
    """A row of a picture of bands: low, median, high, and a mark where there is one."""

    label: str
    low: float
    middle: float
    high: float
    mark: float | None = None
    address: str = ""


Shown = Callable[[float], str]


def bars(title: str, series: Sequence[str], rows: Sequence[Bars], shown: Shown) -> str:
    """Return horizontal bars, a group a row, with a key and a table; "" where there are none."""
    if not rows:
        return ""
    most = max(max(row.values) for row in rows)
    if shown(most) == shown(0.0):  # what is told as nothing is drawn as nothing
        most = float("inf")
    step = _NAME + len(series) * _BAR + _SPACE
    parts = []
    for at, row in enumerate(rows):
        parts.append(_label(row.label, at * step + _BAR, row.address))
        for number, value in enumerate(row.values):
            wide = max(value, 0.0) / most * _PLOT
            y = at * step + _NAME + number * _BAR
            parts.append(f'<rect class="s{number % 4}" y="{y}" width="{wide:.2f}%" '
                         f'height="{_BAR - 2}"/><text x="{wide:.2f}%" dx="6" '
                         f'y="{y + _BAR - 4}">{escape(shown(value))}</text>')
    table = _table(title, ("", *series), [
        (r.label, r.address, *map(shown, r.values)) for r in rows])
    return _figure(title, "".join(parts), len(rows) * step, _key(series), table,
                   leads=any(row.address for row in rows))


def bands(title: str, rows: Sequence[Band], mark: str) -> str:
    """Return bands of shares, nine of ten between their ends, with their median and a mark."""
    if not rows:
        return ""
    most = max(1.0, *(row.high for row in rows))
    step, parts = _NAME + _BAR + _SPACE, []
    for at, row in enumerate(rows):
        y = at * step + _NAME
        low, middle, high = (100 * value / most for value in (row.low, row.middle, row.high))
        parts.append(_label(row.label, y - 4, row.address))
        parts.append(f'<text class="end" x="100%" y="{y - 4}">{share(row.low)} to '
                     f'{share(row.high)}</text><rect class="track" y="{y}" width="100%" '
                     f'height="{_BAR}"/><rect class="s1" x="{low:.2f}%" y="{y}" '
                     f'width="{max(high - low, 0.4):.2f}%" height="{_BAR}"/>'
                     f'<rect class="s0 thin" x="{middle:.2f}%" y="{y}" width="3" '
                     f'height="{_BAR}"/>')
        if row.mark is not None:
            x = 100 * row.mark / most
            parts.append(f'<line class="mark" x1="{x:.2f}%" x2="{x:.2f}%" y1="{y - 3}" '
                         f'y2="{y + _BAR + 3}"/>')
    table = _table(title, ("", "Low", "Median", "High", mark), [
        (r.label, r.address, share(r.low), share(r.middle), share(r.high),
         "" if r.mark is None else share(r.mark)) for r in rows])
    return _figure(title, "".join(parts), len(rows) * step,
                   _key(("median", "nine of ten samples")) + _key_of_mark(mark), table,
                   leads=any(row.address for row in rows))


def line(title: str, points: Sequence[tuple[float, float]], turn: int, axes: tuple[str, str],
         shown: tuple[Shown, Shown]) -> str:
    """Return a line through points, one of them marked where the trade-off turns."""
    if len(points) < 2:
        return ""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    placed = [(100 * (x - min(xs)) / ((max(xs) - min(xs)) or 1.0),
               _HEIGHT * (max(ys) - y) / ((max(ys) - min(ys)) or 1.0)) for x, y in points]
    path = " ".join(f"{'M' if not at else 'L'}{x:.2f},{y:.1f}" for at, (x, y) in enumerate(placed))
    dots = "".join(f'<circle class="{"s2" if turn and at == turn else "s0"}" cx="{x:.2f}%" '
                   f'cy="{y:.1f}" r="{6 if turn and at == turn else 4}"/>'
                   for at, (x, y) in enumerate(placed))
    top, base = 2 * _NAME, 2 * _NAME + _HEIGHT
    inside = (
        f'<text y="{_BAR}">{escape(axes[1])}: {escape(shown[1](max(ys)))}</text>'
        f'<svg class="plot" x="2%" width="96%" y="{top}" height="{_HEIGHT}">'
        f'<svg viewBox="0 0 100 {_HEIGHT}" height="{_HEIGHT}" preserveAspectRatio="none">'
        f'<path class="line" d="{path}"/></svg>{dots}</svg>'
        f'<text class="end" x="100%" y="{base + _NAME + 4}">{escape(axes[1])}: '
        f'{escape(shown[1](min(ys)))}</text>'
        f'<text y="{base + 2 * _NAME + 6}">{escape(axes[0])}: {escape(shown[0](min(xs)))}</text>'
        f'<text class="end" x="100%" y="{base + 2 * _NAME + 6}">{escape(shown[0](max(xs)))}'
        "</text>")
    table = _table(title, axes, [(shown[0](x), "", shown[1](y)) for x, y in points])
    return _figure(title, inside, base + 3 * _NAME, "", table, leads=False)


def burden_picture(page: Page, link: Link = nowhere) -> str:
    """Return what donors of a group give against their key shares; the table stands above it."""
    found = [Bars(donor, (_value(row[page.column("Actual share")]),
                          _value(row[page.column("Key share")])), link(donor=donor))
             for row in page.rows for donor in [str(row[page.column("Donor")])]]
    return bars("Shares of the burden against the key", ("actual share", "key share"), found,
                share)


def _value(cell: object) -> float:
    value = cell.value if isinstance(cell, Formula) else cell
    return float(value) if isinstance(value, (int, float)) else 0.0


def _label(text: str, y: float, address: str) -> str:
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST - 1]}\u2026"
    return linked_mark(f'<text class="name" y="{y:.0f}">{escape(short)}</text>', text, address)


def _key(series: Sequence[str]) -> str:
    return "".join(f'<span class="key"><svg viewBox="0 0 12 12" aria-hidden="true">'
                   f'<rect class="s{number % 4}" width="12" height="12"/></svg> '
                   f"{escape(name)}</span> " for number, name in enumerate(series))


def _key_of_mark(name: str) -> str:
    return ('<span class="key"><svg viewBox="0 0 12 12" aria-hidden="true"><path class="mark" '
            f'd="M6,0 V12"/></svg> {escape(name.casefold())}</span> ')


def _figure(title: str, inside: str, height: float, key: str, table: str, *,
            leads: bool) -> str:
    """Return a picture with its key and its table; one whose names lead on is a group of them."""
    name, role = escape(title), "group" if leads else "img"
    return (f'<figure class="picture"><figcaption><strong>{name}</strong> {key}</figcaption>'
            f'<svg height="{height:.0f}" role="{role}" aria-label="{name}; the table '
            f'below holds the same figures">{inside}</svg>'
            f"<details><summary>The figures of this picture</summary>{table}</details></figure>")


def _table(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return rows of a name, the address that it leads to, and figures, as a table."""
    name = escape(title)
    head = "".join(f'<th scope="col" class="n">{escape(one)}</th>' if at else
                   f"<th scope=col>{escape(one or 'What')}</th>"
                   for at, one in enumerate(headings))
    body = "".join(
        f"<tr><th scope=row>{linked(row[0], row[1])}</th>"
        + "".join(f'<td class="n">{escape(text)}</td>' for text in row[2:]) + "</tr>"
        for row in rows)
    return (f'<div class="wide" tabindex="0" role="region" aria-label="Figures: {name}">'
            f"<table><caption>{name}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody></table></div>")
