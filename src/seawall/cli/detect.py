"""``seawall detect``: icebergs and spoof-like orders of a tape, and how good the detectors are."""

from __future__ import annotations

import typer
from typer.core import TyperGroup

from seawall.cli.detect_feed import run
from seawall.cli.detect_score import score

__all__ = ["detect_application"]

_DEFAULT = "run"


class _FileOrCommand(TyperGroup):
    """What is not the name of a command is the file or the options of the first one."""

    # typer brings a click of its own, whose Context is not public
    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = [_DEFAULT, *args]
        return super().parse_args(ctx, args)


detect_application = typer.Typer(
    name="detect",
    help="Icebergs and spoof-like orders of a recording or a feed, as probabilities; and how good the detectors are.",
    cls=_FileOrCommand,
    no_args_is_help=True,
    rich_markup_mode=None,
)
detect_application.command(name=_DEFAULT)(run)
detect_application.command(name="score")(score)
