r"""What trades cost, and which portfolio is worth trading for.

Trading an amount T of an asset costs, in money,

.. math:: c T + \eta \sigma T \sqrt{T / V}

with c half the spread and the fees, :math:`\sigma` the daily volatility and V the money that is traded on a day: the
square-root law of impact. A cost is paid once; against an expected return it counts by the time that the position
will be held. So the holding period is asked for and never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, check_finite, check_positive, check_shape, read_only
from seawall.errors import InputError

__all__ = ["TradeBill", "TradingCosts", "trade_bill"]


@dataclass(frozen=True, slots=True, eq=False)
class TradingCosts:
    """What trading each asset costs.

    Attributes
    ----------
    names : tuple of str
        Assets.
    proportional : FloatArray
        Half the spread plus fees, decimals of the money traded, shape (n_assets,).
    daily_volatility : FloatArray, optional
        Decimals per root day, shape (n_assets,); with `daily_volume`, where impact counts.
    daily_volume : FloatArray, optional
        Money traded on a day, shape (n_assets,).
    impact : float
        The coefficient of the square-root law, of order 1.
    """

    names: tuple[str, ...]
    proportional: FloatArray
    daily_volatility: FloatArray | None = None
    daily_volume: FloatArray | None = None
    impact: float = 1.0

    def __post_init__(self) -> None:
        """Freeze the columns; refuse what would pay for trading."""
        if (self.daily_volatility is None) != (self.daily_volume is None):
            raise InputError("impact needs both 'daily_volatility' and 'daily_volume', or neither")
        for name in ("proportional", "daily_volatility", "daily_volume"):
            if getattr(self, name) is None:
                continue
            column = check_shape(read_only(getattr(self, name)), name, (len(self.names),))
            least_allowed = column.min(initial=np.inf) > 0.0 or name != "daily_volume"
            if (check_finite(column, name) < 0.0).any() or not least_allowed:
                floor = "above 0" if name == "daily_volume" else "at least 0"
                raise InputError(f"{name!r} must be {floor}, was {float(column.min())!r}")
            object.__setattr__(self, name, column)
        if not (np.isfinite(self.impact) and self.impact >= 0.0):
            raise InputError(f"'impact' must be finite and at least 0, was {self.impact!r}")

    @property
    def impact_rate(self) -> FloatArray:
        """Cost of impact per money to the power 3/2, shape (n_assets,)."""
        if self.daily_volatility is None or self.daily_volume is None:
            return np.zeros(len(self.names))
        rate: FloatArray = self.impact * self.daily_volatility / np.sqrt(self.daily_volume)
        return rate


@dataclass(frozen=True, slots=True, eq=False)
class TradeBill:
    """What one set of trades costs.

    Attributes
    ----------
    names : tuple of str
        Assets.
    trades : FloatArray
        Money bought, sold below zero, shape (n_assets,).
    proportional, impact : FloatArray
        Cost of each trade, money, at least 0.
    """

    names: tuple[str, ...]
    trades: FloatArray
    proportional: FloatArray
    impact: FloatArray

    def __post_init__(self) -> None:
        """Freeze the columns."""
        for name in ("trades", "proportional", "impact"):
            object.__setattr__(self, name, read_only(getattr(self, name)))

    @property
    def turnover(self) -> float:
        """Money bought plus money sold."""
        return float(np.abs(self.trades).sum())

    @property
    def total(self) -> float:
        """Money paid, once."""
        return float(self.proportional.sum() + self.impact.sum())

    def per_period(self, *, value: float, holding_years: float, periods_per_year: float) -> float:
        """Cost as a return: over the value of the portfolio, spread evenly over the periods of the holding time.

        Parameters
        ----------
        value : float
            Of the portfolio, money, above zero.
        holding_years : float
            Until the portfolio is traded again, above zero.
        periods_per_year : float
            Unit of the return that it is to be held against: 1 for annual, the sessions per year for daily.

        Returns
        -------
        float
            Decimals per period, at least 0.
        """
        periods = check_positive(holding_years, "holding_years") * check_positive(periods_per_year, "periods_per_year")
        return self.total / check_positive(value, "value") / periods


def trade_bill(costs: TradingCosts, trades: FloatArray) -> TradeBill:
    """Cost of trades.

    Parameters
    ----------
    costs : TradingCosts
        Of the same assets.
    trades : FloatArray
        Money bought, sold below zero, shape (n_assets,).

    Returns
    -------
    TradeBill
        By asset and in all.

    Raises
    ------
    InputError
        For trades of another shape, or that are not finite.

    References
    ----------
    Tóth and others, "Anomalous price impact and the critical nature of liquidity in financial markets", *Physical
    Review X* 1 (2011).

    Examples
    --------
    A million in an asset of 2 % daily volatility, of which a hundred million are traded on a day:

    >>> costs = TradingCosts(("SPY",), np.array([0.0005]), np.array([0.02]), np.array([1e8]))
    >>> bill = trade_bill(costs, np.array([1e6]))
    >>> round(float(bill.proportional[0])), round(float(bill.impact[0])), round(bill.total)
    (500, 2000, 2500)
    >>> daily = bill.per_period(value=1e7, holding_years=0.25, periods_per_year=252.0)
    >>> annual = bill.per_period(value=1e7, holding_years=0.25, periods_per_year=1.0)
    >>> round(1e4 * annual, 6), round(annual / daily, 6)
    (10.0, 252.0)
    """
    traded = check_shape(np.asarray(trades, dtype=np.float64), "trades", (len(costs.names),))
    size = np.abs(check_finite(traded, "trades"))
    return TradeBill(costs.names, traded, costs.proportional * size, costs.impact_rate * size**1.5)
