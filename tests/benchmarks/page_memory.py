"""Memory of the page after many solves: `python tests/benchmarks/page_memory.py [SOLVES]`.

Each solve is a what-if of the example with another budget, its plan looked at once.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "page"))

from served import EXAMPLE, Client

from optimiser.page.server import Page, serving


def megabytes(page: Page) -> float:
    """Return what the page and the process that solves for it hold."""
    pages = 0
    for process in ("self", str(page.desk.process)):
        pages += int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * 4096 / 2**20


def main(solves: int) -> None:
    with serving() as page:
        client = Client(page).enter()
        client.upload(EXAMPLE.read_bytes(), EXAMPLE.name)
        client.post("/solve")
        client.done()
        early = 0.0
        for number in range(1, solves + 1):
            began = time.monotonic()
            fields = {f"rule-on-{rule}": "on" for rule in range(7)}
            client.post("/plan/1/what-if", **fields, **{
                "budgets-budget-12": str(16_000_000 + number * 10_000)})
            answer = client.done()
            assert answer.status == 200
            assert len(page.session.versions) == number + 1
            if number in (20, solves):
                now = megabytes(page)
                early = early or now
                print(f"after {number} solves: {now:.0f} MB ({now / early - 1:+.0%}); the last took "
                      f"{time.monotonic() - began:.2f} s, its plan shown")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
