"""The picture of the macro regime: score over time with NBER recessions, and the probability of one below."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from seawall.figures.style import INK, LOSS, MUTED, SEA
from seawall.macro import MacroSeries, RecessionHistory, RegimeHistory, recession_spells

__all__ = ["regime_over_time"]

_WORST = 10.0


def regime_over_time(
    history: RegimeHistory, recession: RecessionHistory | None, *, recessions: MacroSeries | None
) -> Axes:
    """Score over time, and below it the probability of a recession twelve months ahead; recessions are shaded.

    Parameters
    ----------
    history : RegimeHistory
        Where an indicator was not known, the range that it left open is drawn.
    recession : RecessionHistory or None
        On the day of each forecast, not of the month forecast; None for no lower panel.
    recessions : MacroSeries or None
        USREC, as known today; None for no shade.

    Returns
    -------
    matplotlib.axes.Axes
        Of the score, in a figure of its own; the panel of the probability is the second of that figure.
    """
    figure = Figure(figsize=(11.2, 3.4 if recession is None else 5.6), layout="constrained")
    heights = [3.0] if recession is None else [3.0, 2.0]
    panels = figure.subplots(len(heights), 1, sharex=True, squeeze=False, height_ratios=heights)[:, 0]
    for panel in panels:
        _quiet(panel)
        if recessions is not None:
            _shade(panel, recessions, first=history.days[0], last=history.days[-1])
    _score(panels[0], history)
    if recession is not None:
        _probability(panels[1], recession)
    top: Axes = panels[0]
    top.set_xlim(history.days[0], history.days[-1])
    return top


def _quiet(axes: Axes) -> None:
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(MUTED)
    axes.tick_params(colors=MUTED, labelsize=9, length=3)
    axes.grid(axis="y", color=MUTED, alpha=0.2, lw=0.6)
    axes.set_axisbelow(True)


def _score(axes: Axes, history: RegimeHistory) -> None:
    days, rated = history.days, history.is_rated
    if not rated.all():
        axes.fill_between(days, history.best, history.worst, where=~rated, color=SEA, alpha=0.22, lw=0, step="post")
    axes.plot(days, np.where(rated, history.best, np.nan), color=SEA, lw=1.5)
    axes.set_ylim(0.0, _WORST)
    axes.set_ylabel("score, 0 to 10", color=MUTED, fontsize=9)
    last = f"{history.best[-1]:.1f}" if rated[-1] else f"{history.best[-1]:.1f} to {history.worst[-1]:.1f}"
    word = history.words[-1]
    axes.set_title(
        f"Macro-regime risk score, {days[0]} to {days[-1]}; last {last}, {word.value if word else 'word open'}. "
        "Shade: NBER recessions. Band: range while an indicator was missing.",
        loc="left",
        fontsize=9.5,
        color=INK,
    )


def _probability(axes: Axes, recession: RecessionHistory) -> None:
    axes.plot(recession.days, recession.probabilities, color=LOSS, lw=1.5)
    axes.plot(recession.days, recession.base_rates, color=MUTED, lw=1.0, ls="--")
    axes.set_ylim(0.0, max(0.6, float(recession.probabilities.max(initial=0.0)) * 1.1))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.set_ylabel("probability", color=MUTED, fontsize=9)
    axes.set_title(
        "Probability of a recession 12 months ahead, by a fit on what was known on each day. "
        "Dashed: share of recession months until then.",
        loc="left",
        fontsize=9.5,
        color=INK,
    )


def _shade(axes: Axes, recessions: MacroSeries, *, first: np.datetime64, last: np.datetime64) -> None:
    for begin, end in recession_spells(recessions):
        if end > first and begin < last:
            axes.axvspan(max(begin, first), min(end, last), color=MUTED, alpha=0.18, lw=0)  # type: ignore[arg-type]
