"""Solving: stages, the proportional step, rounding, prices."""
