"""Write the golden programs anew: `PYTHONPATH=tests/model python tests/model/__main__.py`."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from cases import CASES
from test_limit_families import GOLDEN, MODULES, written

with TemporaryDirectory() as folder:
    for module in MODULES:
        first = next(case for case in CASES if case.family == module)
        (GOLDEN / f"{module}.lp").write_text(written(first, Path(folder)), encoding="utf-8")
