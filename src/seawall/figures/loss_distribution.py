"""The picture behind VaR and ES: all scenario losses, and where the tail begins."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from seawall.figures.style import INK, LOSS, MUTED, SEA, new_axes
from seawall.measures import Measure, RiskFigure
from seawall.valuation import PnlCube

__all__ = ["loss_histogram"]

_BINS = 60


def loss_histogram(cube: PnlCube, figures: Sequence[RiskFigure]) -> Axes:
    """Histogram of P&L with a line at each figure of the same horizon.

    Parameters
    ----------
    cube : PnlCube
        Scenarios.
    figures : sequence of RiskFigure
        Those of another horizon are left out.

    Returns
    -------
    matplotlib.axes.Axes
        Of a figure of its own; P&L in base currency, gain to the right.
    """
    axes = new_axes(width=11.2, height=3.4)
    totals = cube.totals
    shown = [each for each in figures if each.horizon_sessions == cube.horizon_sessions]
    counts, edges = np.histogram(totals, bins=_BINS)
    threshold = -min((f.value for f in shown if f.measure is Measure.VALUE_AT_RISK), default=np.inf)
    colours = [LOSS if right <= threshold else SEA for right in edges[1:]]
    axes.bar(edges[:-1], counts, width=np.diff(edges), align="edge", color=colours, alpha=0.85)
    top = axes.get_ylim()[1]
    axes.set_ylim(0, top * 1.75)
    for index, figure in enumerate(sorted(shown, key=lambda each: each.value)):
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
    axes.set_xlabel(f"P&L over {cube.horizon_sessions} session, {cube.currency}", color=MUTED, fontsize=9)
    axes.set_title(f"{len(totals):,} scenarios", loc="left", fontsize=10)
    return axes
