"""Write the golden programs anew: `PYTHONPATH=tests/model python tests/model/__main__.py`."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from cases import CASES
from test_limit_families import FAMILIES, GOLDEN, written

with TemporaryDirectory() as folder:
    for family in FAMILIES:
        first = next(case for case in CASES if case.family == family)
        (GOLDEN / f"{family}.lp").write_text(written(first, Path(folder)), encoding="utf-8")
