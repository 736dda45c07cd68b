"""An exchange's own prices against its own volatilities: whether a chain was read as the exchange meant it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.market import OptionChain, PriceUnit
from seawall.valuation.normalised_option import normalised_price

__all__ = ["MarkCheck", "check_marks"]


@dataclass(frozen=True, slots=True)
class MarkCheck:
    """How far Black-76 stands from an exchange's marks.

    Attributes
    ----------
    count : int
        Marks that could be compared.
    median_gap, largest_gap : float
        Absolute differences, coins.
    """

    count: int
    median_gap: float
    largest_gap: float


def check_marks(chain: OptionChain) -> MarkCheck | None:
    """Reproduce the marks of a coin-settled chain by Black-76 on the exchange's own forward and volatility.

    Parameters
    ----------
    chain : OptionChain
        Quotes in coin, where a premium pays no interest.

    Returns
    -------
    MarkCheck or None
        None where the exchange publishes no marks, forwards or volatilities.

    Examples
    --------
    >>> import datetime as dt
    >>> chain = OptionChain(underlying="X", as_of=dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    ...     price_unit=PriceUnit.COIN, source="here", data_hash="0", index_price=100.0, expiry=["2024-12-31T00:00"],
    ...     strike=[100.0], is_call=[True], bid=[0.0], ask=[0.0], mark=[0.0797], exchange_volatility=[0.2],
    ...     exchange_forward=[100.0])
    >>> round(check_marks(chain).largest_gap, 6)
    4.4e-05
    """
    mark, volatility, forward = chain.mark, chain.exchange_volatility, chain.exchange_forward
    if chain.price_unit is not PriceUnit.COIN or mark is None or volatility is None or forward is None:
        return None
    known = (chain.time > 0) & (volatility > 0) & (forward > 0)
    if not known.any():
        return None
    made = normalised_price(
        np.log(chain.strike[known] / forward[known]),
        volatility[known] * np.sqrt(chain.time[known]),
        chain.is_call[known],
    )
    gap = np.abs(made - mark[known])
    return MarkCheck(int(known.sum()), float(np.median(gap)), float(gap.max()))
