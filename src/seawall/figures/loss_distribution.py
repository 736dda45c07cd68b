"""The picture behind VaR and ES: all scenario losses, and where the tail begins."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from seawall.figures.style import INK, LOSS, MUTED, SEA, new_axes
from seawall.measures import Measure, PnlDistribution

__all__ = ["loss_histogram"]


def loss_histogram(distribution: PnlDistribution) -> Axes:
    """Histogram of P&L with a line at each of its figures.

    Parameters
    ----------
    distribution : PnlDistribution
        Bins and lines.

    Returns
    -------
    matplotlib.axes.Axes
        Of a figure of its own; P&L in base currency, gain to the right.
    """
    axes = new_axes(width=11.2, height=3.4)
    figures, edges = [each.figure for each in distribution.lines], distribution.edges
    threshold = -min((f.value for f in figures if f.measure is Measure.VALUE_AT_RISK), default=np.inf)
    colours = [LOSS if right <= threshold else SEA for right in edges[1:]]
    axes.bar(edges[:-1], distribution.probabilities, width=np.diff(edges), align="edge", color=colours, alpha=0.85)
    top = axes.get_ylim()[1]
    axes.set_ylim(0, top * 1.75)
    for index, figure in enumerate(sorted(figures, key=lambda each: each.value)):
        is_var = figure.measure is Measure.VALUE_AT_RISK
        # from the right, each label a step lower and to the left of its line: none can touch another
        height = top * (1.65 - 0.17 * index)
        axes.plot([-figure.value] * 2, [0, height], color=INK if is_var else LOSS, lw=1, ls="-" if is_var else "--")
        axes.text(
            -figure.value,
            height,
            f"{'VaR' if is_var else 'ES'} {figure.confidence * 100:g}% ",
            fontsize=8,
            color=INK if is_var else LOSS,
            va="center",
            ha="right",
        )
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.set_yticks([])
    sessions = distribution.horizon_sessions
    axes.set_xlabel(f"P&L over {sessions} session, {distribution.currency}", color=MUTED, fontsize=9)
    axes.set_title(f"{distribution.scenarios:,} scenarios", loc="left", fontsize=10)
    return axes
