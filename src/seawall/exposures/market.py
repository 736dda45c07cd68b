"""Market exposure: what a position is worth, how it moves with its asset, and with the benchmark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from seawall.core import FloatArray
from seawall.errors import NumericalError
from seawall.market import MarketSnapshot, ReturnPanel
from seawall.portfolio import AssetClass, Cash, Portfolio, Position
from seawall.valuation import book_greeks

__all__ = ["MarketExposure", "benchmark_beta", "exposure_by_asset", "gross_exposure_by_class", "market_exposures"]


@dataclass(frozen=True, slots=True)
class MarketExposure:
    """Market exposure of one position.

    Attributes
    ----------
    value : float
        Today, base currency; for a perpetual what it has gained since entry.
    delta : float
        Gain for +100 % of the asset's price, linearly, base currency: the equivalent spot holding.
    beta : float or None
        Of the asset to the benchmark; None where there is no benchmark.
    """

    value: float
    delta: float
    beta: float | None


def benchmark_beta(asset_returns: FloatArray, benchmark_returns: FloatArray) -> float:
    r"""Slope of an asset's returns on the benchmark's.

    .. math:: \beta = \frac{\mathrm{cov}(r, r_m)}{\mathrm{var}(r_m)}

    Parameters
    ----------
    asset_returns, benchmark_returns : FloatArray
        Over the same sessions, shape (n_times,).

    Returns
    -------
    float
        Dimensionless.

    Raises
    ------
    NumericalError
        When the benchmark does not move.

    Examples
    --------
    >>> import numpy as np
    >>> benchmark = np.array([0.01, -0.02, 0.03])
    >>> round(benchmark_beta(2.0 * benchmark, benchmark), 12)
    2.0
    """
    centred = benchmark_returns - benchmark_returns.mean()
    variance = float(centred @ centred)
    if variance == 0.0:
        raise NumericalError("beta is undefined: the benchmark did not move over the window")
    return float(centred @ (asset_returns - asset_returns.mean())) / variance


def market_exposures(
    portfolio: Portfolio, snapshot: MarketSnapshot, returns: ReturnPanel
) -> tuple[MarketExposure, ...]:
    """Market exposure of each position.

    Parameters
    ----------
    portfolio : Portfolio
        With quantities.
    snapshot : MarketSnapshot
        Today's levels.
    returns : ReturnPanel
        One-session returns, the benchmark's among them where the book names one.

    Returns
    -------
    tuple of MarketExposure
        In the order of the positions.
    """
    greeks = book_greeks(portfolio, snapshot)
    betas = _betas(portfolio, returns)
    return tuple(
        MarketExposure(value=row.value, delta=row.delta_exposure, beta=_beta(portfolio, position, betas))
        for position, row in zip(portfolio.positions, greeks.positions, strict=True)
    )


def exposure_by_asset(portfolio: Portfolio, exposures: tuple[MarketExposure, ...]) -> Mapping[str, float]:
    """Net delta per asset, and value per currency of cash, base currency."""
    net: dict[str, float] = {}
    for position, exposure in zip(portfolio.positions, exposures, strict=True):
        instrument = position.instrument
        name = f"cash:{instrument.currency}" if isinstance(instrument, Cash) else instrument.asset
        held = exposure.value if isinstance(instrument, Cash) else exposure.delta
        net[name] = net.get(name, 0.0) + held
    return net


def gross_exposure_by_class(portfolio: Portfolio, by_asset: Mapping[str, float]) -> Mapping[AssetClass, float]:
    r"""Size of what is held of each class: assets are not netted against each other, and cash is none.

    .. math:: G_c = \sum_{a \in c} |\delta_a|

    Parameters
    ----------
    portfolio : Portfolio
        Names the class of each asset.
    by_asset : mapping of str to float
        Net delta per asset, as :func:`exposure_by_asset` gives it.

    Returns
    -------
    mapping of AssetClass to float
        Base currency, at least 0; a class that is not held is missing.
    """
    gross: dict[AssetClass, float] = {}
    for name, delta in by_asset.items():
        if name in portfolio.assets:
            asset_class = portfolio.assets[name].asset_class
            gross[asset_class] = gross.get(asset_class, 0.0) + abs(delta)
    return gross


def _betas(portfolio: Portfolio, returns: ReturnPanel) -> Mapping[str, float] | None:
    if portfolio.benchmark is None:
        return None
    benchmark = returns.column(portfolio.assets[portfolio.benchmark].symbol)
    try:
        return {asset.id: benchmark_beta(returns.column(asset.symbol), benchmark) for asset in portfolio.held_assets()}
    except NumericalError as error:
        raise NumericalError(f"benchmark {portfolio.benchmark}, {returns.window}: {error}") from error


def _beta(portfolio: Portfolio, position: Position, betas: Mapping[str, float] | None) -> float | None:
    if betas is None:
        return None
    asset = portfolio.asset_of(position)
    return 0.0 if asset is None else betas[asset.id]
