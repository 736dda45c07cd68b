"""The committed series of `examples/simulated_returns.csv`, made again from its seed.

SIMULATED: no market made these returns. They are 1,512 sessions, Mondays to Fridays from 2019-01-02, of a GARCH(1,1)
with Student-t shocks of 5 degrees of freedom, at 16 % a year and with a drift of 7 %. To write the file anew:

    python -m tests.measures.simulated_returns > examples/simulated_returns.csv
"""

from __future__ import annotations

import sys

import numpy as np

from seawall.core import DateArray, FloatArray

SEED = 20260105
SESSIONS = 1512


def simulated_returns() -> tuple[DateArray, FloatArray]:
    """Dates and returns, rounded to the eight decimals of the file."""
    days = np.arange("2019-01-02", "2026-01-01", dtype="datetime64[D]")
    dates = days[np.is_busday(days)][:SESSIONS]
    shocks = np.random.default_rng(SEED).standard_t(5, SESSIONS) * np.sqrt(3 / 5)
    long_run = 0.16**2 / 252
    variance, returns = long_run, np.empty(SESSIONS)
    for day, shock in enumerate(shocks):
        move = np.sqrt(variance) * shock
        returns[day] = 0.07 / 252 + move
        variance = 0.05 * long_run + 0.10 * move**2 + 0.85 * variance
    return dates, returns.round(8)


def simulated_file() -> str:
    """Text of the file."""
    lines = [f"{date},{value:.8f}" for date, value in zip(*simulated_returns(), strict=True)]
    return "\n".join(["date,SIMULATED_FUND", *lines, ""])


if __name__ == "__main__":
    sys.stdout.write(simulated_file())
