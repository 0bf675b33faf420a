"""`python -m optimiser` is the command `allocate`."""

from optimiser.cli import run_process

run_process()
