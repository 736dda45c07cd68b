"""The picture of a map of liquidations: density by time and price, the mark across it, and its clusters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from seawall.microstructure import LiquidationCluster, LiquidationMap, PositionSide

__all__ = ["liquidation_density"]

_GROUND, _PANEL, _INK, _QUIET = "#0b0f14", "#0f141b", "#e6edf3", "#8b98a5"
_COLUMNS = 480
_HIGHEST = 0.997
_BADGES = {"LIVE": "#2fbf71", "REPLAY": "#4cc2ff", "SIMULATED": "#f2c14e"}


def liquidation_density(
    shown: LiquidationMap, clusters: Sequence[LiquidationCluster], *, badge: str, about: str, within: float = 0.12
) -> Axes:
    """Estimated liquidations by time and price in USD per bin, brightest where most.

    Parameters
    ----------
    shown : LiquidationMap
        At least two intervals.
    clusters : sequence of LiquidationCluster
        Largest of a side first; the first two of each side are tagged.
    badge : str
        LIVE, REPLAY or SIMULATED.
    about : str
        What the map rests on, in words.
    within : float
        Decimal distance from the last mark up to which prices are drawn.

    Returns
    -------
    matplotlib.axes.Axes
        In a figure of its own.
    """
    figure = Figure(figsize=(11.6, 6.2), layout="constrained", facecolor=_GROUND)
    axes = figure.add_subplot()
    axes.set_facecolor("black")
    mark = float(shown.mark[-1])
    near = np.abs(shown.prices / mark - 1.0) <= within
    step = max(len(shown.mark) // _COLUMNS, 1)
    usd = (shown.long_usd + shown.short_usd)[::-1][::step][::-1][:, near]
    first, last = np.flatnonzero(near)[[0, -1]]
    edges = shown.price_edges[first : last + 2]
    hours = (shown.end_ns - shown.end_ns[-1]) / 3.6e12
    columns = hours[::-1][::step][::-1]
    width = columns[-1] - columns[-2] if len(columns) > 1 else 1.0
    most = float(np.quantile(usd[usd > 0], _HIGHEST)) if (usd > 0).any() else 1.0
    times = np.append(columns, columns[-1] + width) - width
    drawn = axes.pcolormesh(times, edges, usd.T / 1e3, cmap="inferno", vmin=0.0, vmax=most / 1e3, rasterized=True)
    (line,) = axes.plot(hours, shown.mark, color="white", lw=1.3)
    line.set_path_effects([patheffects.Stroke(linewidth=4.0, foreground="black"), patheffects.Normal()])
    axes.set_ylim(edges[0], edges[-1])
    axes.set_xlim(times[0], 0.0)
    _tags(axes, clusters, low=float(edges[0]), high=float(edges[-1]), start=float(times[0]))
    _frame(axes, mark)
    bar = figure.colorbar(drawn, ax=axes, pad=0.09, aspect=32)
    bar.set_label("estimated thousand USD per bin of price", color=_QUIET, fontsize=9)
    bar.ax.tick_params(colors=_QUIET, labelsize=8)
    bar.outline.set_visible(False)
    instant = dt.datetime.fromtimestamp(int(shown.end_ns[-1]) / 1e9, tz=dt.UTC)
    axes.set_title(f"Estimated liquidation density, {shown.symbol}, until {instant:%Y-%m-%d %H:%M} UTC", loc="left",
                   color=_INK, fontsize=12)  # fmt: skip
    axes.set_title(
        f" {badge} ",
        loc="right",
        fontsize=9,
        color="black",
        weight="bold",
        bbox={"boxstyle": "round,pad=0.25", "facecolor": _BADGES.get(badge, _QUIET), "edgecolor": "none"},
    )
    axes.set_xlabel(about, color=_QUIET, fontsize=8.5)
    return axes


def _frame(axes: Axes, mark: float) -> None:
    axes.yaxis.tick_right()
    for side in axes.spines.values():
        side.set_visible(False)
    axes.tick_params(colors=_QUIET, labelsize=9, length=0)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda price, _: format(price, ",.0f" if mark >= 1_000 else ",.4g")))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda hour, _: "now" if hour > -0.01 else f"−{-hour:g}h"))
    span = -axes.get_xlim()[0]
    each = next(step for step in (0.25, 0.5, 1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 1e9) if span / step <= 6.5)
    axes.set_xticks(-np.arange(0.0, span + 1e-9, each)[::-1])
    axes.grid(color=_QUIET, alpha=0.15, lw=0.6)
    axes.annotate(
        f" {mark:,.0f} " if mark >= 1_000 else f" {mark:,.4g} ",
        (1.0, mark),
        xycoords=("axes fraction", "data"),
        va="center",
        fontsize=9.5,
        color="black",
        zorder=5,
        bbox={"boxstyle": "square,pad=0.2", "facecolor": "#dff6ff", "edgecolor": "none"},
    )


def _tags(axes: Axes, clusters: Sequence[LiquidationCluster], *, low: float, high: float, start: float) -> None:
    """Two of each side, each with a line at its peak; tags that would touch are moved apart."""
    chosen = [
        each
        for side in (PositionSide.SHORT, PositionSide.LONG)
        for each in sorted([one for one in clusters if one.side is side][:2], key=lambda one: -one.side * one.peak)
        if low < each.peak < high
    ]
    least = 0.055 * (high - low)
    taken: list[float] = []
    for cluster in chosen:
        height = cluster.peak
        while any(abs(height - other) < least for other in taken):
            height += least * 0.25 * (1.0 if cluster.side is PositionSide.SHORT else -1.0)
        taken.append(height)
        doubt = " · prior" if cluster.is_prior else ""
        name = "LONG liquidations ▼" if cluster.side is PositionSide.LONG else "SHORT squeeze ▲"
        axes.axhline(cluster.peak, color=_INK, lw=0.8, ls=(0, (4, 3)), alpha=0.6)
        axes.text(
            start * 0.99,
            height,
            f"{name}  {cluster.peak:,.0f} · est. {cluster.usd / 1e6:,.1f} M USD{doubt}",
            fontsize=8.5,
            color=_INK,
            va="center",
            family="monospace",
            bbox={"boxstyle": "square,pad=0.3", "facecolor": "black", "edgecolor": "none", "alpha": 0.85},
        )
