"""Where ``seawall`` starts: which reader of arguments a command gets, and how faults end."""

from __future__ import annotations

import os
import sys

from seawall.cli.exit_codes import EXIT_BAD_INPUT
from seawall.cli.one_option import ONE_OPTION_COMMANDS, run_one_option

__all__ = ["main"]


def _one_line(text: str) -> str:
    """Text on one line, without the control characters that a file could smuggle into a terminal."""
    line = " ".join(text.split())
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in line)


def _one_thread_for_sums() -> None:
    """Keep matrix products on one thread unless the user says otherwise.

    They then add in the same order on every machine, so that the same inputs give the same bytes; and products as small
    as these lose more by waking a second thread than it gives.
    """
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def main() -> None:
    """Run ``seawall``; a fault of the input is one line on standard error and exit code 2."""
    from seawall.errors import SeawallError

    _one_thread_for_sums()
    try:
        if sys.argv[1:2] == ["option"] and sys.argv[2:3] and sys.argv[2] in ONE_OPTION_COMMANDS:
            code = run_one_option(sys.argv[2], sys.argv[3:])
            sys.stdout.flush()
            sys.exit(code)
        from seawall.cli.app import application

        application()
    except SeawallError as error:
        print(f"seawall: {_one_line(str(error))}", file=sys.stderr)
        sys.exit(EXIT_BAD_INPUT)
    except BrokenPipeError:
        # the reader of a pipe has gone, as with `seawall report … | head`: no fault of ours
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        # every other file is guarded where it is opened: what is left is a full disk behind standard output
        print(f"seawall: standard output: cannot be written: {error.strerror or error}", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains again as it ends
        sys.exit(EXIT_BAD_INPUT)
