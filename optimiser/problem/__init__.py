"""The validated problem and how it is built from tables."""

from optimiser.problem.types import Problem

__all__ = ["Problem"]
