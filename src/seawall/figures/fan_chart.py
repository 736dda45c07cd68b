"""The picture behind a simulation: where the level may be on each day, and where the tail begins."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter

from seawall.figures.style import INK, LOSS, MUTED, SEA, new_axes
from seawall.measures import Measure, SimulatedFigure
from seawall.scenarios import FAN_PROBABILITIES, GbmPaths

__all__ = ["gbm_fan"]

_BANDS = ((0, 6, 0.14), (1, 5, 0.20), (2, 4, 0.28))
"""Lower and upper column of the fan, and how opaque the band between them is."""

_MOST_DRAWN = 40
_SIGNIFICANT = 4
_WIDE = 10.0
"""Fans wider than this are drawn on a logarithmic scale, where their lower half can be told apart."""


def gbm_fan(paths: GbmPaths, figures: Sequence[SimulatedFigure]) -> Axes:
    """Fan of quantiles from day 0 to the horizon, with a line at the level of each VaR.

    Parameters
    ----------
    paths : GbmPaths
        Up to 40 paths are drawn too, where they were kept.
    figures : sequence of SimulatedFigure
        Losses at the horizon; those of the Value at Risk are drawn, as levels.

    Returns
    -------
    matplotlib.axes.Axes
        Of a figure of its own; days across, level up.
    """
    axes = new_axes(width=11.2, height=5.0)
    fan, day = paths.fan_levels, paths.fan_days
    for lower, upper, opacity in _BANDS:
        axes.fill_between(day, fan[:, lower], fan[:, upper], color=SEA, alpha=opacity, linewidth=0)
    if paths.kept_paths is not None:
        at = np.linspace(0.0, paths.days, paths.steps + 1)
        axes.plot(at, paths.kept_paths[:, :_MOST_DRAWN], color=INK, alpha=0.18, lw=0.6)
    axes.plot(day, fan[:, len(FAN_PROBABILITIES) // 2], color=SEA, lw=1.6)
    for column, probability in enumerate(FAN_PROBABILITIES):
        _mark(axes, paths, f"{100 * probability:g} %", fan[-1, column])
    for figure in figures:
        if figure.measure is Measure.VALUE_AT_RISK:
            level = paths.spot - figure.value
            axes.plot([0, paths.days], [level, level], color=LOSS, lw=1.1, ls="--")
            label = (
                f" VaR {100 * figure.confidence:g} %: a loss of {figure.value:,.{_decimals(paths.spot)}f} from the spot"
            )
            axes.text(0, level, label, color=LOSS, fontsize=8.5, va="bottom")
    axes.plot([0], [paths.spot], "o", color=INK, ms=4, clip_on=False)
    axes.set_xlim(0, paths.days)
    axes.margins(y=0.04)
    if fan[-1, -1] > _WIDE * fan[-1, 0]:
        axes.set_yscale("log")
        axes.yaxis.set_minor_formatter(NullFormatter())
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=10))
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.{_decimals(paths.spot)}f}"))
    axes.grid(axis="y", color=MUTED, alpha=0.2, lw=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel("calendar day", color=MUTED, fontsize=9)
    axes.set_title(
        f"SIMULATED: {len(paths.terminal):,} paths, drift {100 * paths.drift_annual:g} % and volatility "
        f"{100 * paths.volatility_annual:g} % a year, {paths.days:,} days, seed {paths.lineage.seed}; "
        "level by probability of ending below",
        loc="left",
        fontsize=9.5,
    )
    return axes


def _mark(axes: Axes, paths: GbmPaths, name: str, level: float) -> None:
    """Name and level at the right edge."""
    axes.annotate(
        f"{name}  {level:,.{_decimals(paths.spot)}f}",
        (paths.days, level),
        xytext=(6, 0),
        textcoords="offset points",
        fontsize=8,
        color=INK,
        va="center",
        annotation_clip=False,
    )


def _decimals(spot: float) -> int:
    """Digits after the point that leave four that count."""
    return max(0, _SIGNIFICANT - 1 - int(np.floor(np.log10(spot))))
