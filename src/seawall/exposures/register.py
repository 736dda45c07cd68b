"""One register: every position with its market, credit, liquidity and operational exposure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from seawall.errors import InputError
from seawall.exposures.credit import CreditExposure, credit_exposure
from seawall.exposures.liquidity import LiquidityExposure, liquidity_exposure
from seawall.exposures.market import MarketExposure, exposure_by_asset, market_exposures
from seawall.exposures.operational import VenueShare, concentration, venue_shares
from seawall.market import MarketSnapshot, PriceSeries, ReturnPanel
from seawall.microstructure import CostCurve
from seawall.portfolio import Portfolio, Position

__all__ = ["Exposure", "ExposureRegister", "register_exposures"]


@dataclass(frozen=True, slots=True)
class Exposure:
    """All exposure of one position.

    Attributes
    ----------
    position : Position
        Which.
    market, credit, liquidity
        Its exposure of each kind.
    """

    position: Position
    market: MarketExposure
    credit: CreditExposure
    liquidity: LiquidityExposure

    @property
    def unknown(self) -> tuple[str, ...]:
        """What is not known of it, in words."""
        gaps = [self.credit.unknown] if self.credit.unknown else []
        if self.liquidity.days_to_sell is None:
            gaps.append(self.liquidity.basis)
        if self.market.beta is None:
            gaps.append("no benchmark named")
        return tuple(gaps)


@dataclass(frozen=True, slots=True)
class ExposureRegister:
    """The exposures of a book.

    Attributes
    ----------
    exposures : tuple of Exposure
        In the order of the positions.
    venues : tuple of VenueShare
        Largest first.
    by_asset : mapping of str to float
        Net delta per asset, and cash per currency, base currency.
    """

    exposures: tuple[Exposure, ...]
    venues: tuple[VenueShare, ...]
    by_asset: Mapping[str, float]

    @property
    def equity(self) -> float:
        """Value of the book, base currency."""
        return float(sum(each.market.value for each in self.exposures))

    @property
    def concentration(self) -> float:
        """Herfindahl index of net exposure per asset, cash included."""
        return concentration(tuple(self.by_asset.values()))

    @property
    def credit_loss_rate(self) -> float | None:
        """Expected credit loss per year as a share of all claims; None where part of it is unknown."""
        claims = [(each.credit.claim, each.credit.loss_rate) for each in self.exposures if each.credit.claim > 0]
        total = sum(claim for claim, _ in claims)
        if total <= 0:
            return None
        losses = [claim * rate for claim, rate in claims if rate is not None]
        return sum(losses) / total if len(losses) == len(claims) else None

    @property
    def days_to_sell(self) -> float | None:
        """Days to sell, weighted by the size of each exposure; None where part of it is unknown."""
        sizes = [(max(abs(e.market.delta), abs(e.market.value)), e.liquidity.days_to_sell) for e in self.exposures]
        total = sum(size for size, _ in sizes)
        if total <= 0:
            return None
        weighted = [size * days for size, days in sizes if days is not None]
        return sum(weighted) / total if len(weighted) == len(sizes) else None


def register_exposures(
    portfolio: Portfolio,
    snapshot: MarketSnapshot,
    *,
    returns: ReturnPanel,
    series: Mapping[str, PriceSeries],
    cost_curves: Mapping[str, CostCurve] | None = None,
) -> ExposureRegister:
    """Identify every exposure of a book.

    Parameters
    ----------
    portfolio : Portfolio
        With quantities.
    snapshot : MarketSnapshot
        Today's levels.
    returns : ReturnPanel
        One-session returns, for beta.
    series : mapping of str to PriceSeries
        Prices and volumes by symbol.
    cost_curves : mapping of str to CostCurve, optional
        What the market of a position charges for closing it at once, by the position's id.

    Returns
    -------
    ExposureRegister
        One entry per position; what is unknown is said, not guessed.
    """
    curves = cost_curves or {}
    strangers = sorted(set(curves) - {each.id for each in portfolio.positions})
    if strangers:
        raise InputError(f"'cost_curves' must be of positions of the book, but {strangers[0]!r} is none")
    market = market_exposures(portfolio, snapshot, returns)
    as_of = np.datetime64(snapshot.as_of, "D")
    exposures = []
    for position, exposure in zip(portfolio.positions, market, strict=True):
        asset = portfolio.asset_of(position)
        exposures.append(
            Exposure(
                position=position,
                market=exposure,
                credit=credit_exposure(portfolio, position, exposure.value),
                liquidity=liquidity_exposure(
                    portfolio,
                    position,
                    series[asset.symbol] if asset else None,
                    as_of,
                    cost_curve=curves.get(position.id),
                ),
            )
        )
    return ExposureRegister(
        exposures=tuple(exposures),
        venues=venue_shares(portfolio, [each.value for each in market]),
        by_asset=exposure_by_asset(portfolio, market),
    )
