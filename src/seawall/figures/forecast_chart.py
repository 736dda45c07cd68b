"""The picture behind a forecast: history, forecast with its bands, and the naive forecast beside it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from seawall.core import FloatArray
from seawall.figures.style import INK, LOSS, MUTED, SEA, new_axes

__all__ = ["forecast_bands"]

_OPACITIES = (0.16, 0.26)
_DASHES = ("--", ":", "-.", (0, (1, 3)))
_HISTORY_PER_STEP, _LEAST_HISTORY = 8, 60


def forecast_bands(
    history: FloatArray,
    mean: FloatArray,
    *,
    lower: FloatArray,
    upper: FloatArray,
    confidences: tuple[float, ...],
    naive: Mapping[str, FloatArray],
    label: str,
    note: str = "",
) -> Axes:
    """History, forecast, its bands, and forecasts without a model.

    Parameters
    ----------
    history : FloatArray
        Shape (n,), oldest first; the last of it is drawn.
    mean : FloatArray
        Shape (steps,).
    lower, upper : FloatArray
        Shape (n_confidences, steps).
    confidences : tuple of float
        Of the bands, rising.
    naive : mapping of str to FloatArray
        Shape (steps,) each, by name.
    label : str
        Of the vertical axis.
    note : str
        Title, with provenance.

    Returns
    -------
    matplotlib.axes.Axes
        Of a figure of its own; steps from the last value across.
    """
    axes = new_axes(width=11.2, height=5.0)
    steps = len(mean)
    shown = history[-max(_LEAST_HISTORY, _HISTORY_PER_STEP * steps) :]
    ahead = np.arange(0, steps + 1)
    start = float(shown[-1])
    axes.plot(np.arange(1 - len(shown), 1), shown, color=INK, lw=1.0, label="history")
    for place in reversed(range(len(confidences))):
        axes.fill_between(
            ahead,
            np.append(start, lower[place]),
            np.append(start, upper[place]),
            color=SEA,
            alpha=_OPACITIES[min(len(confidences) - 1 - place, 1)],
            linewidth=0,
            label=f"{100 * confidences[place]:g} % interval",
        )
    axes.plot(ahead[1:], mean, color=SEA, lw=1.8, marker="o", ms=3.2, label="forecast")
    for dash, (name, values) in zip(_DASHES, naive.items(), strict=False):
        axes.plot(ahead[1:], values, color=LOSS, lw=1.2, ls=dash, label=f"naive: {name}")
    axes.axvline(0.0, color=MUTED, lw=0.7, alpha=0.6)
    axes.set_xlim(1 - len(shown), steps)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=10))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.6g}"))
    axes.grid(axis="y", color=MUTED, alpha=0.2, lw=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel("steps from the last value", color=MUTED, fontsize=9)
    axes.set_ylabel(label, color=MUTED, fontsize=9)
    axes.set_title(note.replace("$", r"\$"), loc="left", fontsize=9.5)
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False, fontsize=8.5, labelcolor=INK)
    return axes
