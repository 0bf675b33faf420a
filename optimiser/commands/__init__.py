"""The commands, one module each; `optimiser.cli` puts them together."""

from __future__ import annotations

from optimiser.commands.check import check
from optimiser.commands.compare import compare
from optimiser.commands.export import export
from optimiser.commands.frontier import frontier
from optimiser.commands.new import new
from optimiser.commands.pages import pages
from optimiser.commands.run import run
from optimiser.commands.scenarios import scenarios
from optimiser.commands.serve import serve
from optimiser.commands.verify import verify
from optimiser.commands.why import why

COMMANDS = (run, check, new, verify, why, compare, scenarios, frontier, pages,
            export, serve)
