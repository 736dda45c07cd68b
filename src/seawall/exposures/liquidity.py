"""Liquidity exposure: how many days it takes to sell without being the market."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.core import to_date
from seawall.errors import InputError
from seawall.exposures.liquidation_cost import LiquidationCost, cost_of_closing
from seawall.market import PriceSeries
from seawall.microstructure import CostCurve
from seawall.portfolio import Cash, Portfolio, Position, Spot, VolumeUnit

__all__ = ["PARTICIPATION", "VOLUME_SESSIONS", "LiquidityExposure", "liquidity_exposure"]

PARTICIPATION = 0.10
"""Share of a day's volume that one may be without moving the price much."""
VOLUME_SESSIONS = 21
"""Sessions over which volume is averaged."""


@dataclass(frozen=True, slots=True)
class LiquidityExposure:
    """Liquidity exposure of one position.

    Attributes
    ----------
    days_to_sell : float or None
        Days at 10 % of average volume; None where volume is unknown.
    basis : str
        Where the volume comes from, or why there is none.
    liquidation : LiquidationCost or None
        Cost of closing it at once; None where no book was given.
    """

    days_to_sell: float | None
    basis: str
    liquidation: LiquidationCost | None = None


def liquidity_exposure(
    portfolio: Portfolio,
    position: Position,
    series: PriceSeries | None,
    as_of: np.datetime64,
    *,
    cost_curve: CostCurve | None = None,
) -> LiquidityExposure:
    r"""Days to sell one position.

    .. math:: d = \frac{|q|}{0.10 \, \overline{V}}

    with :math:`\overline V` the mean volume of the last 21 sessions, in units of the instrument.

    Parameters
    ----------
    portfolio : Portfolio
        The book.
    position : Position
        With a quantity.
    series : PriceSeries or None
        Prices and volumes of its asset; None for cash.
    as_of : numpy.datetime64
        Later volumes are not used.
    cost_curve : CostCurve, optional
        What the book of its market charges, by size.

    Returns
    -------
    LiquidityExposure
        With ``days_to_sell`` None where volume is unknown.
    """
    if isinstance(position.instrument, Cash):
        return LiquidityExposure(0.0, "cash")
    volume, basis = _daily_volume(portfolio, position, series, as_of)
    days = None if volume is None else abs(position.sized) / (PARTICIPATION * volume)
    return LiquidityExposure(days, basis, cost_of_closing(position, cost_curve) if cost_curve else None)


def _daily_volume(
    portfolio: Portfolio, position: Position, series: PriceSeries | None, as_of: np.datetime64
) -> tuple[float | None, str]:
    if position.average_daily_volume is not None:
        return position.average_daily_volume, "volume stated in the portfolio file"
    if not isinstance(position.instrument, Spot):
        return None, "volume of the derivative not stated"
    unit = portfolio.assets[position.instrument.asset].volume_unit
    if series is None:
        raise InputError(f"position {position.id!r} needs the prices of its asset")
    if series.volumes is None:
        return None, "prices carry no volume"
    if unit is None:
        return None, "unit of the volume column not stated"
    upto = int(np.searchsorted(series.dates, as_of, side="right"))
    recent = slice(max(upto - VOLUME_SESSIONS, 0), upto)
    volumes = series.volumes[recent]
    units = volumes / series.closes[recent] if unit is VolumeUnit.CURRENCY else volumes
    mean = float(units.mean())
    if mean <= 0:
        return None, f"no volume traded in the last {len(volumes)} sessions"
    return mean, f"mean of {len(volumes)} sessions to {to_date(series.dates[upto - 1])}"
