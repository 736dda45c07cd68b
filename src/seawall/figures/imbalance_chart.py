"""The picture of imbalance through time, by both its names, under the mid."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter
from matplotlib.gridspec import GridSpec

from seawall.core import DateArray, FloatArray, check_finite, check_shape
from seawall.errors import InputError
from seawall.figures.style import GAIN, INK, LOSS, MUTED, new_axes, root_figure

__all__ = ["imbalance_through_time"]

_BALANCE = 0.5


def imbalance_through_time(times: DateArray, bid_shares: FloatArray, mids: FloatArray, *, title: str) -> Axes:
    """Bid share below, with the signed imbalance on the right, and the mid above.

    Parameters
    ----------
    times : DateArray
        Shape (n,), instants in UTC, at least two.
    bid_shares : FloatArray
        Shape (n,), B / (A + B), in [0, 1].
    mids : FloatArray
        Shape (n,), quote currency.
    title : str
        Instrument, source, day, and which levels are counted.

    Returns
    -------
    matplotlib.axes.Axes
        Of the imbalance; that of the mid stands above it.
    """
    if len(times) < 2:
        raise InputError(f"'times' must be at least 2, were {len(times)}")
    for name, values in (("bid_shares", bid_shares), ("mids", mids)):
        check_finite(check_shape(values, name, (len(times),)), name)
    if bid_shares.min() < 0 or bid_shares.max() > 1:
        raise InputError(f"'bid_shares' must be in [0, 1], were {bid_shares.min():g} to {bid_shares.max():g}")
    axes = new_axes(width=11.2, height=4.6)
    grid = GridSpec(2, 1, figure=root_figure(axes))
    axes.set_subplotspec(grid[1])
    percent = 100 * bid_shares
    balance = 100 * _BALANCE
    instants = times.astype("datetime64[us]")
    for above, colour in ((True, GAIN), (False, LOSS)):
        shown = np.maximum(percent, balance) if above else np.minimum(percent, balance)
        axes.fill_between(instants, balance, shown, step="post", color=colour, alpha=0.7, lw=0)
    axes.axhline(balance, color=MUTED, lw=0.8)
    axes.set_ylim(0, 100)
    axes.margins(x=0)
    axes.set_yticks([0, 25, 50, 75, 100])
    axes.yaxis.set_major_formatter("{x:.0f} %")
    axes.set_ylabel("bid share B / (A + B)", color=MUTED, fontsize=9)
    signed = axes.secondary_yaxis("right", functions=(_signed_of_share, _share_of_signed))
    signed.set_yticks([-100, -50, 0, 50, 100])
    signed.yaxis.set_major_formatter("{x:+.0f} %")
    signed.set_ylabel("signed imbalance (B - A) / (B + A)", color=MUTED, fontsize=9)
    signed.tick_params(colors=MUTED, labelsize=9, length=3)
    signed.spines["right"].set_visible(False)
    axes.xaxis.set_major_formatter(DateFormatter("%H:%M:%S"))  # type: ignore[no-untyped-call]
    axes.set_xlabel("UTC", color=MUTED, fontsize=9)
    upper = root_figure(axes).add_subplot(grid[0], sharex=axes)
    upper.step(instants, mids, where="post", color=INK, lw=1.0)
    for side in ("top", "right", "left", "bottom"):
        upper.spines[side].set_visible(False)
    upper.grid(axis="y", color=MUTED, alpha=0.2, lw=0.6)
    upper.tick_params(colors=MUTED, labelsize=9, length=3)
    upper.tick_params(axis="x", length=0, labelbottom=False)
    upper.yaxis.set_major_formatter("{x:,.0f}")
    upper.set_ylabel("mid", color=MUTED, fontsize=9)
    upper.set_title(title, loc="left", fontsize=9.5, color=INK)
    return axes


def _signed_of_share(percent: npt.ArrayLike) -> npt.ArrayLike:
    return 2 * np.asarray(percent) - 100


def _share_of_signed(percent: npt.ArrayLike) -> npt.ArrayLike:
    return (np.asarray(percent) + 100) / 2
