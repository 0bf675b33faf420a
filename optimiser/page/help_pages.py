"""The page's help, made from docs/: it stands in the wheel, or beside the package."""

from __future__ import annotations

import re
from pathlib import Path

_FOLDER = "help"
PAGES = {
    "page": "This page",
    "findings": "Findings",
    "input-sheets": "Input sheets",
    "output-sheets": "Output sheets",
    "rules": "Rules",
    "no-plan": "When no plan exists",
    "why": "Why",
    "scenarios": "Scenarios",
    "frontier": "Frontier",
    "glossary": "Words",
}
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?!https?:)([^)]+)\)")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)\n*")
_CODE = re.compile(r"<td>([EW]\d{3})</td>")


def help_page(name: str) -> str:
    """Return a page of docs/ as HTML: links stay within the help, pictures are left out."""
    from markdown_it import MarkdownIt

    text = _IMAGE.sub("", (_docs() / f"{name}.md").read_text(encoding="utf-8"))
    text = _LINK.sub(_within, text)
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    html = _CODE.sub(r'<td id="\1">\1</td>', html)
    html = html.replace("<th>", '<th scope="col">').replace("</table>", "</table></div>")
    first, *rest = html.split("<table>")
    return first + "".join(
        f'<div class="wide" tabindex="0" role="region" aria-label="Table {number}"><table>{part}'
        for number, part in enumerate(rest, start=1))


def _within(found: re.Match[str]) -> str:
    page, _, place = found[2].partition("#")
    name = page.removesuffix(".md")
    if name not in PAGES:
        return found[1]
    return f"[{found[1]}](/help/{name}{f'#{place}' if place else ''})"


def _docs() -> Path:
    here = Path(__file__).parent
    built = here / _FOLDER
    return built if built.is_dir() else here.parents[1] / "docs"
