"""The `allocate` command: every subcommand of `optimiser.commands`, the main job by default."""

from __future__ import annotations

from collections.abc import Sequence

import click

from optimiser.commands import COMMANDS


class _MainJobByDefault(click.Group):
    """`allocate inputs.xlsx` is `allocate run inputs.xlsx`: no subcommand need be named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = next((arg for arg in args if not arg.startswith("-")), None)
        group_options = {"--help", "--version"}
        if args and first not in self.commands and not group_options & set(args[:1]):
            args = ["run", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_MainJobByDefault, context_settings={"help_option_names": ["-h", "--help"],
                                                      "max_content_width": 100})
@click.version_option(package_name="funding-allocation-optimiser", prog_name="allocate")
def commands() -> None:
    """Allocate funds to needs: `allocate INPUT` reads a workbook and writes a plan."""


for _command in COMMANDS:
    commands.add_command(_command)


def main(args: Sequence[str] | None = None) -> None:
    """Run the command as from a shell."""
    commands.main(args=None if args is None else list(args), prog_name="allocate")


if __name__ == "__main__":
    main()
