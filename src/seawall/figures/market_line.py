"""The picture of the capital asset pricing model: the security market line, and how far from it assets lie."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from seawall.core import FloatArray
from seawall.figures.label_placement import place_labels
from seawall.figures.style import GAIN, INK, LOSS, MUTED, SEA, new_axes
from seawall.models import SecurityMarketLine, capm_expected_return

__all__ = ["security_market_line"]

_MOST_NAMED = 30


def security_market_line(line: SecurityMarketLine, *, market: str, note: str = "") -> Axes:
    """Line from the risk-free rate through the market, and each asset at its beta and mean return.

    An asset is tied to the line by its distance, green above and red below. Of more than 30 assets those farthest from
    the line are named. Assets without observed returns lie on the line.

    Parameters
    ----------
    line : SecurityMarketLine
        At least one asset.
    market : str
        Name of the market.
    note : str
        Provenance, below the title.

    Returns
    -------
    matplotlib.axes.Axes
        Of a figure of its own; beta across, return a year up.
    """
    axes = new_axes(width=9.6, height=6.0)
    expected = line.expected_return_annual
    returns = expected if line.mean_return_annual is None else line.mean_return_annual
    distance = returns - expected
    own = np.array([[0.0, line.risk_free_annual], [1.0, line.market_return_annual]])
    assets = np.column_stack([line.beta, returns])
    low, high = (float(each) for each in (min(0.0, line.beta.min()), max(1.0, line.beta.max())))
    low, high = low - 0.06 * (high - low), high + 0.08 * (high - low)
    ends = np.array([low, high])
    heights = capm_expected_return(
        ends, risk_free_annual=line.risk_free_annual, market_return_annual=line.market_return_annual
    )
    axes.plot(ends, heights, color=SEA, lw=1.5, zorder=1)
    colours = np.where(distance >= 0.0, GAIN, LOSS)
    axes.vlines(line.beta, expected, returns, colors=colours.tolist(), lw=0.9, alpha=0.55, zorder=1)
    axes.scatter(line.beta, returns, s=26, c=colours.tolist(), zorder=3, linewidths=0)
    axes.plot(own[:, 0], own[:, 1], "D", color=INK, ms=5.0, zorder=3)
    axes.set_xlabel(f"beta to {market}".replace("$", r"\$"), color=MUTED, fontsize=9)
    axes.set_title(_title(line, note), loc="left", fontsize=9.5)
    _frame(axes, ends=ends, heights=np.concatenate([heights, returns]))
    named = np.sort(np.argsort(-np.abs(distance), kind="stable")[:_MOST_NAMED])
    rest = np.setdiff1d(np.arange(len(assets)), named)
    segments = [[ends[0], heights[0], ends[1], heights[1]]]
    segments += [[x, y, x, z] for x, y, z in zip(line.beta, expected, returns, strict=True) if y != z]
    place_labels(
        axes,
        np.concatenate([own, assets[named], assets[rest]]),
        ["risk-free", f"{market}, the market", *(line.names[each] for each in named)],
        avoided=np.array(segments),
    )
    return axes


def _frame(axes: Axes, *, ends: FloatArray, heights: FloatArray) -> None:
    """Limits and ticks."""
    low, high = float(heights.min()), float(heights.max())
    room = 0.10 * max(high - low, 0.01)
    axes.set_xlim(float(ends[0]), float(ends[1]))
    axes.set_ylim(low - room, high + room)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=None))
    axes.grid(axis="y", color=MUTED, alpha=0.2, lw=0.6)
    axes.set_axisbelow(True)
    axes.set_ylabel("return a year", color=MUTED, fontsize=9)


def _title(line: SecurityMarketLine, note: str) -> str:
    """Rates, how many assets are named, and the note."""
    origin = "its mean in the sample" if line.market_is_estimated else "as given"
    shown = min(len(line.names), _MOST_NAMED)
    count = f"; {shown} of {len(line.names)} assets named" if shown < len(line.names) else ""
    first = (
        f"Security market line: risk-free {100 * line.risk_free_annual:.2f} %, market "
        f"{100 * line.market_return_annual:.2f} % a year, {origin}{count}"
    )
    return "\n".join(each for each in (first, note.replace("$", r"\$")) if each)
