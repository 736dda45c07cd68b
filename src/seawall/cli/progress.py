"""Progress on standard error, for people only: never in a pipe, never for work under a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

__all__ = ["page_console", "shown_progress"]

_PATIENCE_SECONDS = 1.0
_PIPE_WIDTH = 140
_NARROWEST_PAGE = 80


def page_console() -> Console:
    """Console for pages: the terminal's own width, and a fixed one in a pipe. NO_COLOR is honoured."""
    if not sys.stdout.isatty():
        return Console(width=_PIPE_WIDTH)
    console = Console()
    return console if console.width >= _NARROWEST_PAGE else Console(width=_NARROWEST_PAGE)


@contextmanager
def shown_progress() -> Iterator[Callable[[str, int, int], None]]:
    """Give a function that draws a bar once the work has taken a second.

    Yields
    ------
    callable
        Takes what is being done, how much of it is done, and how much there is.
    """
    console = Console(stderr=True)
    bar = Progress(TextColumn("{task.description}"), BarColumn(), console=console, transient=True)
    task = bar.add_task("", total=None)
    begun, started = time.monotonic(), False

    def show(step: str, done: int, total: int) -> None:
        nonlocal started
        if not console.is_terminal:
            return
        if not started and time.monotonic() - begun >= _PATIENCE_SECONDS:
            bar.start()
            started = True
        bar.update(task, description=step, completed=done, total=total)

    try:
        yield show
    finally:
        if started:
            bar.stop()
