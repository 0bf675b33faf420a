"""Take the pictures of the page that the documentation shows: `python tests/page/take_pictures.py`.

The example is solved, Poland's budget raised and a rule switched off, as a person would.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from chromium import Chromium
from served import EXAMPLE, Client

from optimiser.page.server import serving

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
SHOWN = {"plan": ("/plan/2", ""), "what-if": ("/plan/2/what-if", "budgets-budget-6"),
         "why": ("/plan/1/why?recipient=Serbia", ""), "compare": ("/compare", "")}
"""The address of each picture, and the field that stands at its top."""


def main(folder: Path) -> None:
    """Write a picture a screen."""
    with serving() as page, tempfile.TemporaryDirectory() as own, Chromium(Path(own)) as chromium:
        client = Client(page).enter()
        client.upload(EXAMPLE.read_bytes(), EXAMPLE.name)
        client.post("/solve")
        client.done()
        on = {f"rule-on-{number}": "on" for number in range(1, 7)}
        client.post("/plan/1/what-if", name="Poland gives more", **on,
                    **{"budgets-budget-12": "20 000 000"})
        client.done()
        tab = chromium.tab()
        tab.look(1100, still=True)
        tab.tell("Emulation.setScrollbarsHidden", hidden=True)
        tab.go(page.gate.address())
        for name, (path, top) in SHOWN.items():
            tab.leave(path)
            if top:
                tab.run(f"document.getElementById('{top}').scrollIntoView()")
            tab.picture(folder / f"page-{name}.png", whole=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES)
