"""The picture of a volatility forecast: its term structure by model, with the long-run level."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from seawall.errors import InputError
from seawall.figures.style import LOSS, MUTED, SEA, new_axes
from seawall.models import VolatilityForecast

__all__ = ["volatility_term_structure"]

_COLOURS = (SEA, LOSS)


def volatility_term_structure(forecasts: Mapping[str, VolatilityForecast], *, note: str = "") -> Axes:
    """Average volatility a year by horizon, with its bounds, and the level to which it returns.

    Parameters
    ----------
    forecasts : mapping of str to VolatilityForecast
        By the name to show; one or two.
    note : str
        Title, with provenance.

    Returns
    -------
    matplotlib.axes.Axes
        Of a figure of its own; sessions across, volatility a year up.

    Raises
    ------
    InputError
        For none, or more than two.
    """
    if not 1 <= len(forecasts) <= len(_COLOURS):
        raise InputError(f"'forecasts' must hold 1 or 2 models, held {len(forecasts)}")
    axes = new_axes(width=11.2, height=4.8)
    longest = 1
    for colour, (name, forecast) in zip(_COLOURS, forecasts.items(), strict=False):
        sessions = np.arange(1, len(forecast.average_volatility) + 1)
        longest = max(longest, len(sessions))
        if forecast.lower is not None and forecast.upper is not None:
            bounds = f"{name}: {100 * forecast.confidence:g} % bounds"
            axes.fill_between(sessions, forecast.lower, forecast.upper, color=colour, alpha=0.14, lw=0, label=bounds)
        axes.plot(sessions, forecast.average_volatility, color=colour, lw=1.8, marker="o", ms=3.4, label=name)
        if forecast.long_run_volatility is not None:
            axes.axhline(
                forecast.long_run_volatility, color=colour, lw=1.0, ls="--", label=f"{name}: long run", alpha=0.8
            )
    axes.set_xlim(0.8, longest + 0.2)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=12))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=None))
    axes.grid(axis="y", color=MUTED, alpha=0.2, lw=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel("sessions ahead", color=MUTED, fontsize=9)
    axes.set_ylabel("volatility a year, average to the horizon", color=MUTED, fontsize=9)
    axes.set_title(note.replace("$", r"\$"), loc="left", fontsize=9.5)
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False, fontsize=8.5)
    return axes
