"""The picture of a book: cumulative depth on both sides, with its walls and thin zones."""

from __future__ import annotations

import datetime as dt

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from seawall.core import check_positive
from seawall.errors import DataError
from seawall.figures.style import GAIN, INK, LOSS, MUTED, new_axes
from seawall.microstructure import BookImage, Side, ThinZoneSighting, Touch, WallSighting, read_touch

__all__ = ["cumulative_depth"]

_COLOURS = {Side.BID: GAIN, Side.ASK: LOSS}
_BASIS_POINTS = 1e4


def cumulative_depth(
    image: BookImage,
    *,
    distance_bp: float,
    walls: WallSighting | None = None,
    thin_zones: ThinZoneSighting | None = None,
    source: str,
) -> Axes:
    """Depth from the mid outwards, walls named, thin zones shaded, and what is not known hatched.

    Parameters
    ----------
    image : BookImage
        The book.
    distance_bp : float
        How far from the mid is drawn, basis points, above 0.
    walls, thin_zones : optional
        As seen in the same book.
    source : str
        Venue and stream.

    Returns
    -------
    matplotlib.axes.Axes
        Of a figure of its own; price in the quote currency across, depth in the base asset up.

    Raises
    ------
    DataError
        When the book has no mid.
    """
    check_positive(distance_bp, "distance_bp")
    touch = read_touch(image)
    if touch is None:
        raise DataError(f"{image.grid.symbol}: the book of {source} has not two sides, the bid below the ask")
    axes = new_axes(width=11.2, height=4.6)
    reach = touch.mid * distance_bp / _BASIS_POINTS
    axes.set_xlim(touch.mid - reach, touch.mid + reach)
    highest = max(_draw_side(axes, image, side, reach=reach, mid=touch.mid) for side in Side)
    axes.set_ylim(0, highest * 1.18)
    for zone in thin_zones.zones if thin_zones else ():
        ends = image.grid.price(zone.nearest_tick), image.grid.price(zone.furthest_tick)
        axes.axvspan(min(ends), max(ends), ymax=0.03, color=INK, alpha=0.55, lw=0)
    _mark_walls(axes, image, walls, top=highest * 1.18)
    _mark_unknown(axes, image)
    axes.plot([touch.mid] * 2, [0, highest], color=MUTED, lw=0.8, ls=":")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}" if reach > 1 else f"{value:g}"))
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.grid(axis="y", color=MUTED, alpha=0.2, lw=0.6)
    axes.set_xlabel(
        "price, quote currency; black at the foot: thin zones, below the 10th percentile of their own history; "
        "hatched: levels may be missing",
        color=MUTED,
        fontsize=9,
    )
    axes.set_title(_title(image, touch, source), loc="left", fontsize=9.5)
    return axes


def _draw_side(axes: Axes, image: BookImage, side: Side, *, reach: float, mid: float) -> float:
    """Cumulative depth of one side as steps; the largest that is drawn."""
    ticks, lots = (image.bid_ticks, image.bid_lots) if side is Side.BID else (image.ask_ticks, image.ask_lots)
    prices = ticks * float(image.grid.tick_size)
    shown = np.abs(prices - mid) <= reach
    if not shown.any():
        return 0.0
    depth = np.cumsum(lots[shown]) * float(image.grid.lot_size)
    ends = np.append(prices[shown], mid - int(side) * reach)
    steps = np.append(depth, depth[-1])
    axes.fill_between(ends, steps, step="post", color=_COLOURS[side], alpha=0.25, lw=0)
    axes.step(ends, steps, where="post", color=_COLOURS[side], lw=1.3)
    return float(depth[-1])


def _mark_walls(axes: Axes, image: BookImage, walls: WallSighting | None, *, top: float) -> None:
    """A line at each wall, with its size and age; labels stand on steps so that none touches another."""
    low, high = axes.get_xlim()
    shown = [wall for wall in walls.walls if low <= image.grid.price(wall.tick) <= high] if walls else []
    for step, wall in enumerate(sorted(shown, key=lambda each: each.tick)):
        price = image.grid.price(wall.tick)
        height = top * (0.98 - 0.06 * (step % 5))
        axes.plot([price] * 2, [0, height], color=INK, lw=0.9)
        is_right = price > (low + high) / 2
        axes.text(
            price,
            height,
            f" {image.grid.size(wall.lots):,.1f} at {price:,.1f}, z {wall.z:.1f}, {wall.age_s:,.0f} s ",
            ha="right" if is_right else "left",
            va="top",
            fontsize=8,
            color=INK,
        )


def _mark_unknown(axes: Axes, image: BookImage) -> None:
    low, high = axes.get_xlim()
    known_low, known_high = image.grid.price(image.complete_from_tick), image.grid.price(image.complete_to_tick)
    for start, end in ((low, min(known_low, high)), (max(known_high, low), high)):
        if start < end:
            axes.axvspan(start, end, facecolor="none", edgecolor=MUTED, alpha=0.35, hatch="///", lw=0)


def _title(image: BookImage, touch: Touch, source: str) -> str:
    instant = dt.datetime.fromtimestamp(image.venue_ns / 1e9, tz=dt.UTC)
    share = 100 * touch.imbalance.bid_share
    return (
        f"{image.grid.symbol}, {source}, {instant:%Y-%m-%d %H:%M:%S} UTC, {image.state}: cumulative depth in the base "
        f"asset; bid share at the touch {share:.0f} %, signed imbalance {100 * touch.imbalance.signed:+.0f} %"
    )
