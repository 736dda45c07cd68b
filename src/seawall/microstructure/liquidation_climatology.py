"""N1: how much is usually liquidated at which distance from the mark, and nothing else.

Taken from other markets whose truth is known, or fitted to what was liquidated in the past as the mark went. Any map
must beat it: it knows the mean of all maps, and nothing of this one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, IntArray, check_finite, check_shape, read_only
from seawall.errors import InputError
from seawall.microstructure.liquidation_forecast import LiquidationForecast
from seawall.microstructure.perpetual_flow import PerpetualFlow

__all__ = ["DistanceProfile", "climatology_forecast", "fit_distance_profile", "mean_distance_profile"]

DISTANCE_EDGES = (0.0, 0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.04, 0.06, 0.09, 0.13, 0.2)
_ROUNDS = 500
_LEAST_SHARE = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class DistanceProfile:
    """Share of open interest liquidated on the way through each stretch of distance.

    Attributes
    ----------
    edges : FloatArray
        Shape (k + 1,), from 0, rising: distance from the mark as a difference of logarithms.
    long_shares, short_shares : FloatArray
        Shape (k,), 0 or more, of the open interest of one side in USD.
    learnt_from : str
        Where they come from, in words.
    """

    edges: FloatArray
    long_shares: FloatArray
    short_shares: FloatArray
    learnt_from: str

    def __post_init__(self) -> None:
        """Freeze the arrays; refuse what is no profile."""
        for name in ("edges", "long_shares", "short_shares"):
            object.__setattr__(self, name, check_finite(read_only(getattr(self, name)), name))
        if len(self.edges) < 2 or self.edges[0] != 0.0 or (np.diff(self.edges) <= 0.0).any():
            raise InputError("'edges' must rise from 0 and be at least two")
        for name in ("long_shares", "short_shares"):
            shares = check_shape(getattr(self, name), name, (len(self.edges) - 1,))
            if (shares < 0.0).any():
                raise InputError(f"{name!r} must be 0 or more, was {float(shares.min())!r}")


def climatology_forecast(
    profile: DistanceProfile, flow: PerpetualFlow, *, price_edges: FloatArray, places: IntArray
) -> LiquidationForecast:
    """N1: a profile by distance, around the mark and times open interest.

    Parameters
    ----------
    profile : DistanceProfile
        From before, or from elsewhere.
    flow : PerpetualFlow
        What is publicly known.
    price_edges : FloatArray
        Shape (m + 1,), bins of prices.
    places : IntArray
        Shape (n,), rising: the intervals at whose ends to forecast, from 0.

    Returns
    -------
    LiquidationForecast
        Named ``N1 climatology``.
    """
    logs = np.log(price_edges)
    tables = []
    for sign, shares in ((-1.0, profile.long_shares), (1.0, profile.short_shares)):
        sums = np.r_[0.0, np.cumsum(shares)]
        distance = sign * (logs[None, :] - np.log(flow.mark_close[places])[:, None])
        within = np.interp(distance, profile.edges, sums)
        usd = (flow.open_interest * flow.mark_close)[places]
        tables.append(np.abs(np.diff(within, axis=1)) * usd[:, None])
    return LiquidationForecast("N1 climatology", price_edges, flow.end_ns[places], flow.mark_close[places], *tables)


def mean_distance_profile(
    forecasts: Sequence[LiquidationForecast],
    open_interest_usd: Sequence[FloatArray],
    *,
    edges: FloatArray,
    learnt_from: str,
) -> DistanceProfile:
    """Mean of profiles that are known, each over its open interest.

    Parameters
    ----------
    forecasts : sequence of LiquidationForecast
        Such as the true levels of other markets; at least one.
    open_interest_usd : sequence of FloatArray
        Of one side, at the same instants.
    edges : FloatArray
        Shape (k + 1,), from 0, rising: logarithms of distance.
    learnt_from : str
        Where they come from, in words.

    Returns
    -------
    DistanceProfile
        Every instant has the same weight.
    """
    sums = np.zeros((2, len(edges) - 1))
    count = 0
    for forecast, interest in zip(forecasts, open_interest_usd, strict=True):
        logs = np.log(forecast.price_edges)
        for place, mark in enumerate(np.log(forecast.mark).tolist()):
            for row, (sign, table) in enumerate(((-1.0, forecast.long_usd), (1.0, forecast.short_usd))):
                cumulated = np.r_[0.0, np.cumsum(table[place])]
                at = np.interp(mark + sign * edges, logs, cumulated)
                sums[row] += np.abs(np.diff(at)) / float(interest[place])
            count += 1
    if not count:
        raise InputError("'forecasts' must have at least one instant")
    return DistanceProfile(edges, sums[0] / count, sums[1] / count, learnt_from)


def fit_distance_profile(
    flow: PerpetualFlow, *, places: IntArray, steps: int, edges: FloatArray | None = None, learnt_from: str
) -> DistanceProfile:
    r"""Profile under which what was liquidated on the way of the mark is most probable.

    With :math:`A_{ij}` the part of stretch j that the mark came through in the window after instant i, times open
    interest, and :math:`Y_i` what was liquidated in it, the Poisson likelihood of :math:`Y_i` around
    :math:`\sum_j A_{ij} c_j` is climbed by :math:`c_j \leftarrow c_j \sum_i A_{ij} Y_i / \mu_i \,/\, \sum_i A_{ij}`.

    Parameters
    ----------
    flow : PerpetualFlow
        With liquidations collected.
    places : IntArray
        Shape (n,): intervals at whose ends windows begin; windows over a gap or past the end are left out.
    steps : int
        Intervals in a window.
    edges : FloatArray, optional
        Shape (k + 1,), logarithms of distance from 0.
    learnt_from : str
        Which time this is, in words.

    Returns
    -------
    DistanceProfile
        Stretches that no window came to have the share 0.

    Raises
    ------
    InputError
        Where liquidations were not collected, or no window is whole.

    References
    ----------
    Lucy, "An iterative technique for the rectification of observed distributions", *Astronomical Journal* 79 (1974).
    """
    if flow.liquidated_long is None or flow.liquidated_short is None:
        raise InputError(f"liquidations of {flow.symbol} were not collected: there is nothing to learn from")
    stretches = np.array(DISTANCE_EDGES) if edges is None else edges
    inside = places[places + steps < len(flow)]
    whole = inside[flow.end_ns[inside + steps] - flow.end_ns[inside] == steps * flow.interval_ns]
    if not len(whole):
        raise InputError(f"no window of {steps} intervals is whole")
    rows = whole[:, None] + 1 + np.arange(steps)
    mark = flow.mark_close[whole]
    usd = flow.open_interest[whole] * mark
    down = np.log(mark / np.minimum(flow.mark_low[rows].min(axis=1), mark))
    up = np.log(np.maximum(flow.mark_high[rows].max(axis=1), mark) / mark)
    shares = [
        _most_probable(_crossed(stretches, way) * usd[:, None], (quantity * flow.mark_close)[rows].sum(axis=1))
        for way, quantity in ((down, flow.liquidated_long), (up, flow.liquidated_short))
    ]
    return DistanceProfile(stretches, shares[0], shares[1], learnt_from)


def _crossed(edges: FloatArray, way: FloatArray) -> FloatArray:
    """Part of each stretch that a way as long as this comes through, shape (n, k)."""
    return np.clip((way[:, None] - edges[:-1]) / np.diff(edges), 0.0, 1.0)


def _most_probable(crossed: FloatArray, realised: FloatArray) -> FloatArray:
    exposure = crossed.sum(axis=0)
    seen = exposure > 0.0
    shares = np.where(seen, float(realised.sum()) / max(float(crossed.sum()), 1.0), 0.0)
    for _ in range(_ROUNDS):
        expected = np.maximum(crossed @ shares, 1e-9)
        climbed = shares * (crossed.T @ (realised / expected)) / np.where(seen, exposure, 1.0)
        shares = np.where(climbed > _LEAST_SHARE, climbed, 0.0)
    return shares
