"""The smile of one expiry: what was quoted, and the curve drawn through it."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from seawall.errors import InputError
from seawall.market import VolSurface
from seawall.valuation import QuoteBands

__all__ = ["volatility_smile", "volatility_smiles"]

_CURVE, _CALL, _PUT, _QUIET = "#1b4965", "#5f8f7b", "#c08552", "#9aa5ad"
_MOST_COLUMNS = 3


def volatility_smile(
    surface: VolSurface, quotes: QuoteBands, *, expiry: np.datetime64, axes: Axes | None = None
) -> Axes:
    """Draw the bid-ask bands of one expiry and the fitted smile.

    Only quotes out of the money are drawn: by parity the others say the same, less precisely.

    Parameters
    ----------
    surface : VolSurface
        The fit.
    quotes : QuoteBands
        Usable quotes; volatilities in decimals.
    expiry : numpy.datetime64
        One of the surface's expiries.
    axes : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes
        Strike in money across, volatility in percent up.

    Raises
    ------
    InputError
        When the surface does not have the expiry.
    """
    places = [index for index, each in enumerate(surface.smiles) if each.expiry == expiry]
    if not places:
        known = ", ".join(str(each.expiry) for each in surface.smiles)
        raise InputError(f"'expiry' must be one of {known}, was {expiry}")
    axes = axes if axes is not None else plt.subplots(figsize=(8.0, 4.5), layout="constrained")[1]
    forward, time = surface.smiles[places[0]].forward, float(surface.times[places[0]])
    out = (quotes.expiry == expiry) & (quotes.is_call == (quotes.log_moneyness >= 0))
    for is_call, colour, label in ((False, _PUT, "puts, bid to ask"), (True, _CALL, "calls, bid to ask")):
        side = out & (quotes.is_call == is_call)
        if not side.any():
            continue
        low, high = quotes.bid_volatility[side], quotes.ask_volatility[side]
        axes.vlines(quotes.strike[side], low, high, color=colour, linewidth=1.6, alpha=0.85, label=label)
        axes.plot(quotes.strike[side], low, "_", quotes.strike[side], high, "_", color=colour, markersize=3.5)
    strikes = quotes.strike[out] if out.any() else np.array([0.8, 1.2]) * forward
    line = np.geomspace(strikes.min(), strikes.max(), 600)
    axes.plot(line, surface.volatility(line, time), color=_CURVE, linewidth=1.3, label="fitted smile", zorder=3)
    axes.axvline(forward, color=_QUIET, linewidth=0.8, linestyle=(0, (4, 4)), zorder=0)
    axes.annotate(
        f"forward {forward:,.0f} ",
        (forward, 0.02),
        xycoords=("data", "axes fraction"),
        ha="right",
        color=_QUIET,
        fontsize="small",
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1.0},
    )
    axes.set_title(f"{_plain(surface.underlying)}, {str(expiry)[:10]}, {365 * time:.1f} days to expiry", loc="left")
    axes.set_xlabel("strike")
    axes.set_ylabel("implied volatility, a year")
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color=_QUIET, alpha=0.25, linewidth=0.6)
    axes.legend(frameon=False, loc="upper right", fontsize="small")
    return axes


def volatility_smiles(surface: VolSurface, quotes: QuoteBands, *, most: int = 6) -> tuple[Axes, ...]:
    """Draw the smiles of the expiries with the most quotes, side by side on one sheet.

    Parameters
    ----------
    surface : VolSurface
        The fit.
    quotes : QuoteBands
        Usable quotes; volatilities in decimals.
    most : int
        Expiries to draw at most; where there are more, the title counts them.

    Returns
    -------
    tuple of matplotlib.axes.Axes
        In order of expiry, on a figure of their own.

    Raises
    ------
    InputError
        When `most` is below 1.
    """
    if most < 1:
        raise InputError(f"'most' must be at least 1, was {most}")
    expiries = [each.expiry for each in surface.smiles]
    counts = [np.count_nonzero(quotes.expiry == each) for each in expiries]
    kept = sorted(np.argsort(counts, kind="stable")[::-1][:most].tolist())
    columns = min(len(kept), _MOST_COLUMNS)
    rows = -(-len(kept) // columns)
    figure = Figure(figsize=(6.4 * columns, 4.2 * rows), layout="constrained")
    grid = figure.subplots(rows, columns, squeeze=False).ravel().tolist()
    for spare in grid[len(kept) :]:
        spare.remove()
    drawn = tuple(
        volatility_smile(surface, quotes, expiry=expiries[place], axes=axes)
        for place, axes in zip(kept, grid, strict=False)
    )
    if len(kept) < len(expiries):
        figure.suptitle(
            f"the {len(kept)} of {len(expiries)} fitted expiries with the most quotes", x=0.01, ha="left", color=_QUIET
        )
    return drawn


def _plain(name: str) -> str:
    """Name from a file, safe from being read as mathematics."""
    return name.replace("$", r"\$")
