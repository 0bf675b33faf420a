"""The `allocate` command: every subcommand of `optimiser.commands`, the main job by default."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import click

from optimiser.commands import COMMANDS
from optimiser.commands.printing import complain
from optimiser.commands.process import (
    INTERRUPTED,
    heed_signals,
    is_told,
    leave,
    open_streams,
    scratch_folder,
)

_WRONG_USE = 2
_OWN_OPTIONS = ("-h", "--help", "--version")
_SECONDS_BETWEEN_THREADS = 2e-4


class _MainJobByDefault(click.Group):
    """`allocate inputs.xlsx` is `allocate run inputs.xlsx`: no subcommand need be named.

    A command is loaded when it is called, and none to say which there are.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command; return None where none is called so."""
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = getattr(import_module(f"optimiser.commands.{cmd_name}"), cmd_name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Say what each command is for."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args and not ctx.resilient_parsing:
            complain(ctx.get_help())
            ctx.exit(_WRONG_USE)
        first = next((arg for arg in args if not arg.startswith("-")), None)
        if args and first not in COMMANDS and args[0] not in _OWN_OPTIONS:
            _refuse_a_slip(first, args)
            args = ["run", *args]
        return super().parse_args(ctx, args)


def _refuse_a_slip(first: str | None, args: Sequence[str]) -> None:
    """Raise UsageError where a word before other words is no file but nearly a command."""
    if first is None or Path(first).exists() or Path(first).suffix:
        return
    from optimiser.suggestions import nearest

    meant = nearest(first, COMMANDS, 1) or [
        command for command in COMMANDS if sorted(command) == sorted(first)]
    if meant and len([arg for arg in args if not arg.startswith("-")]) > 1:
        raise click.UsageError(f"No command and no file is called {first!r}. Did you mean "
                               f"`allocate {meant[0]}`?")


@click.group(cls=_MainJobByDefault, context_settings={"help_option_names": ["-h", "--help"],
                                                      "max_content_width": 100})
@click.version_option(package_name="funding-allocation-optimiser", prog_name="allocate")
def commands() -> None:
    """Allocate funds to needs: `allocate INPUT` reads a workbook and writes a plan."""


def main(args: Sequence[str] | None = None) -> None:
    """Run the command as from a shell; leave with its exit code."""
    try:
        code = commands.main(args=None if args is None else list(args), prog_name="allocate",
                             standalone_mode=False)
    except click.ClickException as fault:
        complain(f"{_usage(fault)}Error: {fault.format_message()}")
        code = fault.exit_code
    except (click.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    sys.exit(code if isinstance(code, int) else 0)


def _usage(fault: click.ClickException) -> str:
    context = getattr(fault, "ctx", None)
    return "" if context is None else (
        f"{context.get_usage()}\nTry '{context.command_path} --help' for help.\n\n")


def run_process() -> NoReturn:
    """Run the command as a process of its own, and end it at once.

    Everything is written and flushed by then; freeing a solver's and a workbook's memory
    piece by piece would only keep the user waiting. Threads that wait for the solver take over
    quickly when it is done: their next solve is a fraction of a millisecond.
    """
    open_streams()
    heed_signals()
    sys.setswitchinterval(_SECONDS_BETWEEN_THREADS)
    code = INTERRUPTED
    with contextlib.suppress(KeyboardInterrupt), scratch_folder():
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        except Exception:
            # An interrupt may break a lock of Python's own: what that raises is no fault of ours.
            if not is_told():
                raise
            leave()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(code)
