"""A page as a screen reader gives it, from the tree that Chromium gives screen readers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from chromium import Tab

SAID = {
    "heading": "heading", "link": "link", "button": "button", "textbox": "field",
    "checkbox": "box to tick", "combobox": "choice", "slider": "slider", "spinbutton": "figure",
    "progressbar": "bar of progress", "navigation": "navigation", "main": "main part",
    "banner": "top", "contentinfo": "foot", "region": "region", "form": "form", "group": "group",
    "alert": "alert", "status": "status", "table": "table", "image": "picture",
    "DisclosureTriangle": "button that unfolds"}
CONTROLS = {"link", "button", "textbox", "checkbox", "combobox", "slider", "spinbutton",
            "DisclosureTriangle"}


@dataclass
class Said:
    """Something that is said: its role, its name, its states, the table that it stands in."""

    role: str
    name: str
    states: dict[str, Any]
    table: Said | None = None
    links: int = 0

    def words(self) -> str:
        """Return it in words."""
        word = SAID[self.role]
        if self.role == "heading":
            word = f"heading {self.states['level']}"
        more = [text for state, text in (("invalid", "cannot be read"), ("required", "required"))
                if self.states.get(state) in (True, "true")]
        if self.role == "checkbox":
            more.append("ticked" if self.states.get("checked") in (True, "true") else "not ticked")
        if self.links:
            more.append(f"with {self.links} link{'s' if self.links > 1 else ''}")
        return ", ".join([f"{word}: `{self.name}`" if self.name else word, *more])


def said(tab: Tab) -> list[Said]:
    """Return everything that is said, in the order of reading."""
    tree = tab.tell("Accessibility.getFullAXTree")["nodes"]
    by_number = {node["nodeId"]: node for node in tree}
    left: list[tuple[str, Said | None]] = [(tree[0]["nodeId"], None)]
    found = []
    while left:
        number, table = left.pop()
        node = by_number.get(number)
        if node is None:
            continue
        if not node.get("ignored") and "role" in node:
            one = Said(node["role"]["value"],
                       " ".join(node.get("name", {}).get("value", "").split()),
                       {state["name"]: state["value"].get("value")
                        for state in node.get("properties", [])}, table)
            found.append(one)
            table = one if one.role == "table" else table
        left += [(child, table) for child in reversed(node.get("childIds", []))]
    return found


def walk(tab: Tab) -> Iterator[str]:
    """Yield a line for each landmark, heading, control, table and picture of a page.

    Links in a table are counted with it.
    """
    lines = []
    for one in said(tab):
        if one.role not in SAID or (
                not one.name and one.role in ("group", "region", "form", "status")):
            continue
        if one.role == "link" and one.table is not None:
            one.table.links += 1
        else:
            lines.append(one)
    return (one.words() for one in lines)
