"""``seawall option``: the group of commands for one option and for a whole chain."""

from __future__ import annotations

from collections.abc import Callable

import typer

from seawall.cli.one_option import ONE_OPTION_COMMANDS, run_one_option
from seawall.cli.option_chain import chain

__all__ = ["option_application"]

option_application = typer.Typer(
    name="option",
    help="One option priced, or the surface of a whole chain.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def _forwarded(name: str) -> Callable[[typer.Context], None]:
    """Command that hands its arguments on, so that it is listed here and read in one place."""

    def command(context: typer.Context) -> None:
        raise typer.Exit(run_one_option(name, context.args))

    command.__doc__ = ONE_OPTION_COMMANDS[name]
    return command


for _name in ONE_OPTION_COMMANDS:
    option_application.command(
        _name,
        add_help_option=False,
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    )(_forwarded(_name))
option_application.command("chain")(chain)
