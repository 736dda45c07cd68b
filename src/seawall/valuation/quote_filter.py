"""Which quotes a surface may be fitted to, and why each of the others was left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import numpy as np

from seawall.core import BoolArray, DateArray, FloatArray
from seawall.market import OptionChain, PriceUnit
from seawall.valuation.normalised_option import implied_total_volatility
from seawall.valuation.parity import ImpliedForward

__all__ = ["QuoteBands", "RejectReason", "usable_quotes"]

_WIDEST = 1.0


class RejectReason(StrEnum):
    """Why a quote is not used; the first that applies is the one counted."""

    EXPIRED = "expired"
    MISSING = "neither bid nor ask"
    ONE_SIDED = "one-sided"
    CROSSED = "bid above ask"
    ZERO_VOLATILITY = "zero implied volatility stated"
    NO_FORWARD = "no forward for the expiry"
    OUTSIDE_BOUNDS = "bid or ask outside no-arbitrage bounds"
    TOO_WIDE = "wider in volatility than its middle"
    TOO_FEW = "fewer than 5 usable strikes at the expiry"


@dataclass(frozen=True, slots=True, eq=False)
class QuoteBands:
    """Usable quotes as bands of implied volatility, and the count of the rest.

    Attributes
    ----------
    expiry : DateArray
        Instant in UTC, shape (n,).
    strike : FloatArray
        Money, shape (n,).
    is_call : BoolArray
        Shape (n,).
    log_moneyness : FloatArray
        ``ln(K / F)``, shape (n,).
    bid_volatility, ask_volatility : FloatArray
        Decimal per year, shape (n,).
    rejected : mapping
        Number of quotes by expiry and reason; reasons that did not occur are absent.
    """

    expiry: DateArray
    strike: FloatArray
    is_call: BoolArray
    log_moneyness: FloatArray
    bid_volatility: FloatArray
    ask_volatility: FloatArray
    rejected: Mapping[tuple[np.datetime64, RejectReason], int]

    def __post_init__(self) -> None:
        """Freeze the arrays."""
        for name in ("expiry", "strike", "is_call", "log_moneyness", "bid_volatility", "ask_volatility"):
            values = getattr(self, name).copy()
            values.flags.writeable = False
            object.__setattr__(self, name, values)
        object.__setattr__(self, "rejected", MappingProxyType(dict(self.rejected)))

    def total_rejected(self) -> dict[RejectReason, int]:
        """Count by reason over all expiries, in order of the reasons; absent where none."""
        return {
            reason: count
            for reason in RejectReason
            if (count := sum(n for (_, why), n in self.rejected.items() if why is reason))
        }


def usable_quotes(chain: OptionChain, *, forwards: Sequence[ImpliedForward]) -> QuoteBands:
    """Keep two-sided quotes with an implied volatility on both sides; count the others with their reason.

    Parameters
    ----------
    chain : OptionChain
        Quotes as published.
    forwards : sequence of ImpliedForward
        One per expiry that can be used.

    Returns
    -------
    QuoteBands
        Every quote of `chain` is either in it or in its counts.

    Examples
    --------
    >>> import datetime as dt
    >>> chain = OptionChain(underlying="X", as_of=dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    ...     price_unit=PriceUnit.MONEY, source="here", data_hash="0", index_price=100.0,
    ...     expiry=["2023-12-29T21:00", "2024-06-28T20:00", "2024-06-28T20:00"],
    ...     strike=[100.0, 90.0, 100.0], is_call=[True, True, True], bid=[0.0, 3.0, 0.0], ask=[0.0, 2.0, 4.0])
    >>> {str(why): count for why, count in usable_quotes(chain, forwards=()).total_rejected().items()}
    {'expired': 1, 'one-sided': 1, 'bid above ask': 1}
    """
    reason = np.full(len(chain.strike), "", dtype=object)

    def reject(where: BoolArray, why: RejectReason) -> None:
        reason[where & (reason == "")] = why

    log_moneyness, bid, ask = _implied_bands(chain, forwards)
    reject(chain.time <= 0, RejectReason.EXPIRED)
    reject((chain.bid <= 0) & (chain.ask <= 0), RejectReason.MISSING)
    reject((chain.bid <= 0) | (chain.ask <= 0), RejectReason.ONE_SIDED)
    reject(chain.bid > chain.ask, RejectReason.CROSSED)
    if chain.exchange_volatility is not None:
        reject(chain.exchange_volatility <= 0, RejectReason.ZERO_VOLATILITY)
    reject(np.isnan(log_moneyness), RejectReason.NO_FORWARD)
    reject(np.isnan(bid) | np.isnan(ask), RejectReason.OUTSIDE_BOUNDS)
    reject(ask - bid > _WIDEST * 0.5 * (ask + bid), RejectReason.TOO_WIDE)
    for each in forwards:
        here = chain.expiry == each.expiry
        if len(np.unique(chain.strike[here & (reason == "")])) < 5:
            reject(here, RejectReason.TOO_FEW)
    rejected: dict[tuple[np.datetime64, RejectReason], int] = {}
    for expiry, why in zip(chain.expiry[reason != ""], reason[reason != ""], strict=True):
        rejected[expiry, why] = rejected.get((expiry, why), 0) + 1
    kept = np.asarray(reason == "")
    return QuoteBands(
        expiry=chain.expiry[kept],
        strike=chain.strike[kept],
        is_call=chain.is_call[kept],
        log_moneyness=log_moneyness[kept],
        bid_volatility=bid[kept],
        ask_volatility=ask[kept],
        rejected=rejected,
    )


def _implied_bands(chain: OptionChain, forwards: Sequence[ImpliedForward]) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Log-moneyness and implied volatility of bid and ask; NaN where there is none."""
    log_moneyness, bid, ask = (np.full(len(chain.strike), np.nan) for _ in range(3))
    for each in forwards:
        here = np.flatnonzero(chain.expiry == each.expiry)
        moneyness = np.log(chain.strike[here] / each.forward)
        unit = each.discount * (1.0 if chain.price_unit is PriceUnit.COIN else each.forward)
        log_moneyness[here] = moneyness
        for volatility, price in ((bid, chain.bid), (ask, chain.ask)):
            total = implied_total_volatility(price[here] / unit, moneyness, chain.is_call[here])
            volatility[here] = total / np.sqrt(each.time)
    return log_moneyness, bid, ask
