"""The commands, a module each of the same name; `optimiser.cli` puts them together."""

from __future__ import annotations

COMMANDS = {
    "run": "Solve INPUT and write the plan (the default).",
    "check": "Read and check the inputs only.",
    "new": "Write a workbook to fill in.",
    "verify": "Does an output keep every limit?",
    "why": "The reasons behind an output's figures.",
    "compare": "What moved between two plans, and why.",
    "scenarios": "One decision for several futures; samples.",
    "frontier": "What a higher lowest coverage costs.",
    "pages": "A workbook for each donor and recipient.",
    "export": "Write a plan or a model for other programs.",
    "serve": "A page in your browser, for all of this.",
}
"""What each is for; a command is loaded when it is called."""
