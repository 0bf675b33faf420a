"""`python -m optimiser` is the command `allocate`."""

from optimiser.cli import main

main()
