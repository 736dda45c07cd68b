"""The picture of stated against observed: whether probabilities mean what they say."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from seawall.figures.style import INK, MUTED, SEA, new_axes
from seawall.measures import ReliabilityCurve

__all__ = ["reliability_points"]


def reliability_points(curve: ReliabilityCurve, *, title: str) -> Axes:
    """Observed share by stated probability, with its bounds, beside the line on which both are equal.

    Parameters
    ----------
    curve : ReliabilityCurve
        Bins, of which each is a point.
    title : str
        Detector and markets.

    Returns
    -------
    matplotlib.axes.Axes
    """
    axes = new_axes(width=5.6, height=4.6)
    stated, observed = 100 * curve.stated, 100 * curve.observed
    axes.plot([0, 100], [0, 100], color=MUTED, lw=0.8, ls=(0, (4, 3)))
    # a share of nought or of all lies on its own bound, give or take the last bit
    reach = np.maximum(100 * np.array([curve.observed - curve.lower, curve.upper - curve.observed]), 0.0)
    axes.errorbar(stated, observed, yerr=reach, fmt="none", ecolor=MUTED, elinewidth=1.0)
    axes.plot(stated, observed, "o", color=SEA, ms=5)
    axes.set_xlim(-2, 102)
    axes.set_ylim(-2, 102)
    axes.xaxis.set_major_formatter("{x:.0f} %")
    axes.yaxis.set_major_formatter("{x:.0f} %")
    axes.set_xlabel("stated probability", color=MUTED, fontsize=9)
    axes.set_ylabel("share that was one, 95 % bounds", color=MUTED, fontsize=9)
    axes.set_title(title, loc="left", fontsize=9.5, color=INK)
    return axes
