"""The picture of autocorrelations: both functions by lag, with the bands that chance may fill."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from seawall.figures.style import INK, LOSS, MUTED, SEA, new_axes
from seawall.models import Autocorrelation

__all__ = ["autocorrelation_bars"]


def autocorrelation_bars(found: Autocorrelation, *, note: str = "") -> Axes:
    """ACF and PACF side by side at each lag, with the bands of white noise, Bartlett and changing variance.

    Parameters
    ----------
    found : Autocorrelation
        Lags 1 to k.
    note : str
        Title, with provenance.

    Returns
    -------
    matplotlib.axes.Axes
        Of a figure of its own; lag across.
    """
    axes = new_axes(width=11.2, height=4.6)
    lags = np.arange(1, len(found.acf) + 1)
    axes.fill_between(
        lags, -found.robust_bands, found.robust_bands, color=SEA, alpha=0.16, linewidth=0, label="robust band, ACF"
    )
    for sign in (-1.0, 1.0):
        named = sign > 0.0
        axes.plot(
            lags,
            sign * found.bartlett_bands,
            color=MUTED,
            lw=1.0,
            ls=":",
            label="Bartlett band, ACF" if named else None,
        )
        axes.plot(
            lags,
            np.full(len(lags), sign * found.white_noise_band),
            color=MUTED,
            lw=1.0,
            ls="--",
            label="white-noise band" if named else None,
        )
    axes.vlines(lags - 0.12, 0.0, found.acf, colors=INK, lw=2.2, label="ACF")
    axes.vlines(lags + 0.18, 0.0, found.pacf, colors=LOSS, lw=2.2, label="PACF")
    axes.axhline(0.0, color=MUTED, lw=0.8)
    axes.set_xlim(0.3, len(lags) + 0.7)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=12))
    axes.set_xlabel("lag", color=MUTED, fontsize=9)
    axes.set_title(note.replace("$", r"\$"), loc="left", fontsize=9.5)
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False, fontsize=8.5, labelcolor=INK)
    return axes
