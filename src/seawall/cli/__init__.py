"""The command line.

Takes   arguments.
Gives   screens, files, and an exit code: 0 fine, 1 failures, 2 bad input.
Never   computes; and imports nothing heavy before a command needs it.
"""

from seawall.cli.start import main

__all__ = ["main"]
