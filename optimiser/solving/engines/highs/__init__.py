"""HiGHS, the embedded solver: the only package that opens it.

Programs are solved once (`solve`, `ranges`), or stay loaded while parts of them change
(`Session`).
"""

from optimiser.solving.engines.highs.loaded import TOLERANCE
from optimiser.solving.engines.highs.once import ranges, solve, write_program
from optimiser.solving.engines.highs.session import Session

__all__ = ["TOLERANCE", "Session", "ranges", "solve", "write_program"]
