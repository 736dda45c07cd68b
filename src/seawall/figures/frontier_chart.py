"""The picture of portfolio construction: the efficient frontier among its assets."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from seawall.core import FloatArray
from seawall.errors import InputError, NumericalError
from seawall.figures.label_placement import place_labels
from seawall.figures.style import GAIN, INK, LOSS, MUTED, SEA, new_axes
from seawall.optimize import EfficientFrontier, WholePortfolio

__all__ = ["efficient_frontier"]

_MOST_NAMED = 30
_CURVE_POINTS = 200
# names avoid the curve by its chords: few suffice
_CHORDS = 40
# far below a pixel
_SAME_POINT = 1e-6


def efficient_frontier(
    frontier: EfficientFrontier,
    *,
    risk_free_rate: float | None = None,
    chosen: WholePortfolio | None = None,
    chosen_name: str = "chosen portfolio",
    note: str = "",
) -> Axes:
    """Efficient frontier with its turning points, the assets, the least volatility and the highest Sharpe ratio.

    With a risk-free rate the capital market line runs from that rate through the highest Sharpe ratio; where nothing
    earns more than the rate there is neither, and the title says so. What the bounds leave of 1 is cash at the rate.

    Parameters
    ----------
    frontier : EfficientFrontier
        In annual moments.
    risk_free_rate : float, optional
        Decimal a year; needed where the bounds leave cash.
    chosen : WholePortfolio, optional
        One more portfolio to show; not marked again where it is one of the two with a name.
    chosen_name : str
        What stands beside it.
    note : str
        Provenance, below the title.

    Returns
    -------
    matplotlib.axes.Axes
        Of a figure of its own; volatility a year across, return a year up. Of more than 30 assets those of the highest
        return over volatility are named.

    Raises
    ------
    InputError
        For moments that are not annual, or cash without a rate.
    """
    moments = frontier.moments
    if moments.periods_per_year != 1.0:
        raise InputError("'frontier' must be of annual moments; make them so with .annual()")
    cash = 1.0 - frontier.bounds.total
    if risk_free_rate is None and abs(cash) > 1e-9:
        raise InputError(f"'risk_free_rate' is missing: the bounds leave {cash:g} in cash")
    earned = cash * risk_free_rate if risk_free_rate is not None else 0.0
    axes = new_axes(width=9.6, height=6.0)
    even = frontier.points(_CURVE_POINTS)
    curve = np.column_stack([even.volatilities, even.expected_returns + earned])
    turning = np.column_stack([frontier.volatilities, frontier.expected_returns + earned])
    assets = np.column_stack([np.sqrt(moments.matrix.diagonal()), moments.mean])
    axes.plot(curve[:, 0], curve[:, 1], color=SEA, lw=1.8, zorder=2)
    axes.plot(turning[:, 0], turning[:, 1], "o", color=SEA, ms=3.6, mfc="white", mew=1.1, zorder=3)
    axes.scatter(assets[:, 0], assets[:, 1], s=26, color=MUTED, zorder=3, linewidths=0)
    marks, names = [turning[-1]], ["least volatility"]
    axes.plot(*turning[-1], "D", color=INK, ms=5.5, zorder=4)
    best, why = _best(frontier, risk_free_rate)
    if best is not None:
        marks.append(best)
        names.append("highest Sharpe ratio")
        axes.plot(*best, "D", color=GAIN, ms=5.5, zorder=4)
    if chosen is not None:
        own_point = np.array([chosen.volatility, chosen.expected_return])
        if not any(np.allclose(own_point, each, rtol=0.0, atol=_SAME_POINT) for each in marks):
            marks.append(own_point)
            names.append(chosen_name)
            axes.plot(*own_point, "D", color=LOSS, ms=5.5, zorder=4)
    if risk_free_rate is not None:
        marks.append(np.array([0.0, risk_free_rate]))
        names.append("risk-free")
        axes.plot(0.0, risk_free_rate, "D", color=MUTED, ms=5.0, zorder=4, clip_on=False)
    _frame(axes, np.concatenate([curve, assets, np.array(marks)]))
    segments = _segments(curve)
    if best is not None and risk_free_rate is not None:
        line = _market_line(axes, best, risk_free_rate)
        segments = np.concatenate([segments, line])
        marks.append(0.4 * best + 0.6 * line[0, 2:])
        names.append("capital market line")
    own = np.array(marks)
    axes.set_title(_title(frontier, cash, why, note), loc="left", fontsize=9.5)
    named = np.sort(np.argsort(-assets[:, 1] / assets[:, 0], kind="stable")[:_MOST_NAMED])
    rest = np.setdiff1d(np.arange(len(assets)), named)
    points = np.concatenate([own, assets[named], assets[rest], turning])
    place_labels(axes, points, [*names, *(moments.names[each] for each in named)], avoided=segments)
    return axes


def _best(frontier: EfficientFrontier, risk_free_rate: float | None) -> tuple[FloatArray | None, str]:
    """Point of the highest Sharpe ratio, or why there is none."""
    if risk_free_rate is None:
        return None, ""
    try:
        found = frontier.max_sharpe(risk_free_rate=risk_free_rate)
    except (InputError, NumericalError):
        return None, f"; no highest Sharpe ratio at {100 * risk_free_rate:.2f} %"
    whole = WholePortfolio(frontier.moments, found.weights, 1.0 - frontier.bounds.total, risk_free_rate)
    return np.array([whole.volatility, whole.expected_return]), f"; risk-free {100 * risk_free_rate:.2f} %"


def _market_line(axes: Axes, best: FloatArray, risk_free_rate: float) -> FloatArray:
    """Draw the capital market line to the edge of the picture; its ends, shape (1, 4)."""
    slope = (best[1] - risk_free_rate) / best[0]
    (_, right), (_, top) = axes.get_xlim(), axes.get_ylim()
    end = min(right, (top - risk_free_rate) / slope)
    x = np.array([0.0, end])
    axes.plot(x, risk_free_rate + slope * x, color=GAIN, lw=1.1, ls=(0, (5, 3)), zorder=1, scalex=False, scaley=False)
    return np.array([[0.0, risk_free_rate, end, risk_free_rate + slope * end]])


def _segments(curve: FloatArray) -> FloatArray:
    """Chords of the curve as x, y, x, y, shape (m, 4)."""
    kept = curve[np.linspace(0, len(curve) - 1, _CHORDS + 1).round().astype(np.int64)]
    return np.concatenate([kept[:-1], kept[1:]], axis=1)


def _frame(axes: Axes, points: FloatArray) -> None:
    """Limits from zero volatility on, and ticks in percent."""
    right, low, high = float(points[:, 0].max()), float(points[:, 1].min()), float(points[:, 1].max())
    room = 0.10 * max(high - low, 0.01)
    axes.set_xlim(0.0, 1.10 * right if right > 0.0 else 0.01)
    axes.set_ylim(low - room, high + room)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1.0, decimals=None))
    axes.grid(axis="y", color=MUTED, alpha=0.2, lw=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel("volatility a year", color=MUTED, fontsize=9)
    axes.set_ylabel("expected return a year", color=MUTED, fontsize=9)


def _title(frontier: EfficientFrontier, cash: float, best: str, note: str) -> str:
    """Assets, bounds, turning points, cash, and the note."""
    count, bounds = len(frontier.moments), frontier.bounds
    low, high = bounds.lower, bounds.upper
    shown = min(count, _MOST_NAMED)
    parts = [f"Efficient frontier of {count} assets"]
    if (low == low[0]).all() and (high == high[0]).all():
        parts.append(f"weights {100 * low[0]:g} to {100 * high[0]:g} %")
    if abs(cash) > 1e-9:
        parts.append(f"cash {100 * cash:.3g} %")
    parts.append(f"{len(frontier)} turning points")
    if shown < count:
        parts.append(f"{shown} named")
    return "\n".join(each for each in (", ".join(parts) + best, note.replace("$", r"\$")) if each)
