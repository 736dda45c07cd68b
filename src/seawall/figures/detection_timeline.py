"""The picture of icebergs and spoof-like orders through time, over the mid."""

from __future__ import annotations

from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, DateFormatter
from matplotlib.lines import Line2D

from seawall.core import FloatArray, IntArray, check_finite, check_shape
from seawall.errors import InputError
from seawall.figures.style import GAIN, INK, LOSS, MUTED, new_axes

__all__ = ["detections_through_time"]

_KINDS: dict[str, tuple[str | tuple[int, tuple[int, int]], Literal["full", "none"]]] = {
    "spoof-like": ("-", "full"),
    "iceberg": ((0, (2, 1)), "none"),
}
_SIDES = {1: (GAIN, "^", "bid"), -1: (LOSS, "v", "ask")}
_LEAST_WIDTH, _MORE_WIDTH = 0.6, 3.0
_LEAST_ALPHA = 0.25


def detections_through_time(
    times_ns: IntArray,
    mids: FloatArray,
    *,
    kinds: list[str],
    sides: IntArray,
    prices: FloatArray,
    start_ns: IntArray,
    end_ns: IntArray,
    probabilities: FloatArray,
    title: str,
    badge: str,
) -> Axes:
    """The mid as a line, each episode as a bar at its price from its first sign to its last.

    Parameters
    ----------
    times_ns, mids : IntArray, FloatArray
        Shape (n,), at least two: nanoseconds since 1970-01-01 UTC, and the mid in the quote currency.
    kinds : list of str
        Of each episode: ``spoof-like`` is a whole bar with a filled head, ``iceberg`` a broken one with an empty head.
    sides : IntArray
        Shape (episodes,): 1 for bids, whose heads point up, and -1 for asks, whose heads point down.
    prices, start_ns, end_ns, probabilities : arrays
        Shape (episodes,). A likelier one is wider and darker.
    title : str
        Instrument, source and day.
    badge : str
        LIVE, REPLAY or SIMULATED.

    Returns
    -------
    matplotlib.axes.Axes
        Of a figure of its own; the likeliest episode of each kind carries its probability.
    """
    if len(times_ns) < 2:
        raise InputError(f"'times_ns' must be at least 2, were {len(times_ns)}")
    check_finite(check_shape(mids, "mids", (len(times_ns),)), "mids")
    count = len(kinds)
    for name, values in (("prices", prices), ("probabilities", probabilities)):
        check_finite(check_shape(values, name, (count,)), name)
    if not set(kinds) <= set(_KINDS):
        raise InputError(f"'kinds' must be {' or '.join(_KINDS)}, were {', '.join(sorted(set(kinds)))[:60]}")
    axes = new_axes(width=11.2, height=5.0)
    axes.step(_instants(times_ns), mids, where="post", color=INK, lw=0.9, zorder=1)
    order = np.argsort(probabilities, kind="stable")
    starts, ends = _instants(start_ns), _instants(end_ns)
    for place in order.tolist():
        line, fill = _KINDS[kinds[place]]
        share = float(probabilities[place])
        colour, head, _ = _SIDES[int(sides[place])]
        width = _LEAST_WIDTH + _MORE_WIDTH * share
        strength = _LEAST_ALPHA + (1 - _LEAST_ALPHA) * share
        bar = [starts[place], ends[place]], [prices[place]] * 2
        axes.plot(*bar, color=colour, lw=width, ls=line, alpha=strength, solid_capstyle="butt", zorder=2)
        axes.plot(
            *(each[:1] for each in bar),
            marker=head,
            ms=3 + width,
            fillstyle=fill,
            color=colour,
            alpha=strength,
            zorder=3,
        )
    for kind in _KINDS:
        places = [place for place in order.tolist() if kinds[place] == kind]
        if places:
            _name(axes, starts[places[-1]], float(prices[places[-1]]), float(probabilities[places[-1]]))
    _legend(axes)
    locator = AutoDateLocator()  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(DateFormatter("%H:%M:%S"))  # type: ignore[no-untyped-call]
    axes.yaxis.set_major_formatter("{x:,.6g}" if mids.max() < 1e3 else "{x:,.0f}")
    axes.grid(axis="y", color=MUTED, alpha=0.2, lw=0.6)
    axes.margins(x=0.01, y=0.12)
    axes.set_xlabel("UTC; likelier episodes are wider and darker", color=MUTED, fontsize=9)
    axes.set_ylabel("price, quote currency", color=MUTED, fontsize=9)
    axes.set_title(title, loc="left", fontsize=9.5, color=INK)
    axes.set_title(badge, loc="right", fontsize=9, color=INK, fontweight="bold")
    return axes


def _name(axes: Axes, start: np.datetime64, price: float, probability: float) -> None:
    """Probability beside the likeliest of a kind."""
    axes.annotate(
        f"{probability:.2f}",
        (start, price),
        xytext=(0, 9),
        textcoords="offset points",
        fontsize=8,
        color=INK,
        ha="center",
    )  # fmt: skip


def _legend(axes: Axes) -> None:
    handles = [Line2D([], [], color=INK, lw=0.9, label="mid")]
    for kind, (line, fill) in _KINDS.items():
        for colour, head, side in _SIDES.values():
            label = f"{kind}, {side}"
            handles.append(Line2D([], [], color=colour, lw=2, ls=line, marker=head, ms=6, fillstyle=fill, label=label))
    axes.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=5, frameon=False, fontsize=8.5)


def _instants(nanoseconds: IntArray) -> np.ndarray:
    return np.asarray(nanoseconds, dtype="datetime64[ns]").astype("datetime64[us]")
