"""The picture of a cascade: what is forced and what the book holds along the price, and the ratio of the two."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from seawall.figures.style import GAIN, INK, LOSS, MUTED, SEA
from seawall.microstructure import CascadePath

__all__ = ["branching_along_price"]

_LEAST_SHOWN, _BEYOND_END = 0.05, 1.6
_HIGHEST_RATIO = 8.0


def branching_along_price(path: CascadePath, *, symbol: str, is_simulated: bool) -> Axes:
    """Liquidations and depth per unit of price above, the branching ratio below, shock and end marked in both.

    Parameters
    ----------
    path : CascadePath
        What is drawn, from the mid to a stretch beyond its end.
    symbol : str
        Of the market; empty where it is not known.
    is_simulated : bool
        Whether the picture says SIMULATED.

    Returns
    -------
    matplotlib.axes.Axes
        The upper of two.
    """
    figure = Figure(figsize=(11.2, 6.4), layout="constrained")
    grid = figure.add_gridspec(2, 1, height_ratios=(3, 2))
    above = figure.add_subplot(grid[0])
    below = figure.add_subplot(grid[1], sharex=above)
    above.tick_params(labelbottom=False)
    for axes in (above, below):
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        axes.spines["bottom"].set_color(MUTED)
        axes.tick_params(colors=MUTED, labelsize=9, length=3)
        axes.grid(axis="y", color=MUTED, alpha=0.2, lw=0.6)
    reach = min(max(_BEYOND_END * abs(path.move), _LEAST_SHOWN), abs(path.branching.prices[-1] / path.mid - 1.0))
    shown = np.abs(path.branching.middles / path.mid - 1.0) <= reach
    edges = path.branching.prices[: int(shown.sum()) + 1]
    _densities(above, path, edges, shown)
    _ratio(below, path, edges, shown)
    tops = (above.get_ylim()[1], below.get_ylim()[1])
    for axes, top in zip((above, below), tops, strict=True):
        for price, style in ((path.shock_price, ":"), (path.final_price, "-")):
            axes.plot([price] * 2, [0, top], color=INK, lw=1.0, ls=style)
        axes.axvspan(*sorted((path.shock_price, path.final_price)), color=MUTED, alpha=0.10, lw=0)
    _name_places(above, path, tops[0])
    low, high = sorted((path.mid, path.mid * (1.0 + path.direction * reach)))
    above.set_xlim(low, high)
    below.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}" if high > 100 else f"{value:g}"))
    below.set_xlabel("price, quote currency; hatched: beyond the known book", color=MUTED, fontsize=9)
    badge = "SIMULATED  " if is_simulated else ""
    above.set_title(
        f"{badge}{symbol} liquidation cascade: a shock of {path.shock:+.2%} becomes {path.move:+.2%}; {path.status}",
        loc="left",
        fontsize=9.5,
        color=INK,
    )
    return above


def _densities(axes: Axes, path: CascadePath, edges: np.ndarray, shown: np.ndarray) -> None:
    per = 0.001 * path.mid
    depth, forced = path.branching.depth[shown] * per, path.branching.liquidations[shown] * per
    axes.stairs(depth, edges, baseline=None, color=SEA, lw=1.4, label="depth of the book")
    axes.stairs(forced, edges, fill=True, color=LOSS, alpha=0.45, lw=0, label="liquidations")
    unknown = path.direction * (edges - path.known_price) > 0
    if unknown.any():
        axes.axvspan(
            *sorted((path.known_price, float(edges[-1]))),
            facecolor="none",
            edgecolor=MUTED,
            alpha=0.3,
            hatch="///",
            lw=0,
        )
    highest = max(float(np.quantile(forced, 0.995)), float(depth.max() if not unknown.any() else depth.mean()))
    axes.set_ylim(0, 1.3 * highest)
    axes.legend(loc="upper center", ncols=2, frameon=False, fontsize=9, labelcolor=INK)
    axes.set_ylabel("base units in 0.1 % of price", color=MUTED, fontsize=9)


def _ratio(axes: Axes, path: CascadePath, edges: np.ndarray, shown: np.ndarray) -> None:
    ratio = path.branching.ratio[shown]
    top = float(np.clip(1.15 * ratio.max(), 1.3, _HIGHEST_RATIO))
    axes.stairs(np.where(ratio > 1.0, 0.0, ratio), edges, fill=True, color=GAIN, alpha=0.5, lw=0)
    axes.stairs(np.where(ratio > 1.0, np.minimum(ratio, top), 0.0), edges, fill=True, color=LOSS, alpha=0.75, lw=0)
    axes.axhline(1.0, color=INK, lw=0.9, ls="--")
    axes.set_ylim(0, top)
    axes.set_ylabel("branching ratio R", color=MUTED, fontsize=9)


def _name_places(axes: Axes, path: CascadePath, top: float) -> None:
    """Shock and end beside their lines, on two heights and away from each other."""
    labels = (
        (path.shock_price, f" shock {path.shock_price:,.0f} ", 0.80),
        (path.final_price, f" end {path.final_price:,.0f} ", 0.70),
    )
    for price, text, height in labels:
        is_inner = (price == path.shock_price) == (path.direction < 0)
        axes.text(price, height * top, text, ha="left" if is_inner else "right", fontsize=9, color=INK)
