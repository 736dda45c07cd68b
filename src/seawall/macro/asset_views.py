"""The views of the dollar, gold, bitcoin and ether on one day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from seawall.core import Lineage, choice_named, to_date
from seawall.errors import DataError
from seawall.macro.asset_readings import write_reading
from seawall.macro.asset_view import AssetDriver, AssetLevel, AssetPrices, AssetView, DriverEstimate, DriverStatus
from seawall.macro.driver_catalogue import DriverFacts, ViewAsset, drivers_of
from seawall.macro.drivers import DriverObservation, supplied_driver, with_status
from seawall.macro.economy import Economy
from seawall.macro.halving_cycle import halving_estimates
from seawall.macro.policy_expectations import (
    estimate_cuts_implied,
    estimate_policy_change,
    estimate_real_policy_rate,
    estimate_year_on_year,
)
from seawall.macro.price_drivers import estimate_correlations, estimate_price_change, estimate_volatility
from seawall.macro.real_yield import estimate_real_yield_drivers, estimate_yield_change
from seawall.market import PriceSeries

__all__ = ["STALE_LEVEL_DAYS", "build_asset_views", "closes_until"]

STALE_LEVEL_DAYS = 7
"""Calendar days after which a close no longer speaks for the as-of date."""

_Group = tuple[tuple[str, ...], Callable[[], Mapping[str, DriverEstimate]]]


def build_asset_views(
    economy: Economy,
    prices: Mapping[ViewAsset, AssetPrices],
    *,
    observations: Sequence[DriverObservation] = (),
    missing_prices: Mapping[ViewAsset, str] | None = None,
) -> tuple[AssetView, ...]:
    """Level, drivers and reading of each asset, from what was known on the day of the economy.

    Parameters
    ----------
    economy : Economy
        Series known on its as-of date.
    prices : mapping of ViewAsset to AssetPrices
        Closes; those after the as-of date are not used.
    observations : sequence of DriverObservation
        Figures that the user supplies; those after the as-of date are not used.
    missing_prices : mapping of ViewAsset to str, optional
        Why an asset has no prices.

    Returns
    -------
    tuple of AssetView
        One for every asset; what is not there is named with its reason.

    Raises
    ------
    InputError
        When two observations of a driver have the same newest date; for a key of `missing_prices` or `prices` that is
        none.
    """
    reasons = {choice_named(asset, "missing_prices", ViewAsset): why for asset, why in (missing_prices or {}).items()}
    known: dict[ViewAsset, AssetPrices] = {}
    for name, each in prices.items():
        asset = choice_named(name, "prices", ViewAsset)
        try:
            series = closes_until(each.series, economy.as_of)
        except DataError as error:
            reasons[asset] = str(error)
        else:
            known[asset] = replace(each, series=series)
    inputs = _Inputs(economy, known, reasons)
    return tuple(_view(asset, inputs, observations) for asset in ViewAsset)


def closes_until(series: PriceSeries, day: dt.date) -> PriceSeries:
    """Closes on `day` and before.

    Raises
    ------
    DataError
        When the first close is later.
    """
    kept = int(np.searchsorted(series.dates, np.datetime64(day, "D"), side="right"))
    if not kept:
        raise DataError(f"{series.source}: {series.symbol} starts on {series.window.start}, after {day}")
    return PriceSeries(
        symbol=series.symbol,
        dates=series.dates[:kept],
        closes=series.closes[:kept],
        source=series.source,
        column=series.column,
        data_hash=series.data_hash,
        blank_rows=series.blank_rows,
    )


class _Inputs:
    """What was known, with a reason for what was not."""

    def __init__(
        self, economy: Economy, prices: Mapping[ViewAsset, AssetPrices], reasons: Mapping[ViewAsset, str]
    ) -> None:
        self.economy = economy
        self.prices = prices
        self.reasons = reasons

    def closes(self, asset: ViewAsset) -> PriceSeries:
        if asset not in self.prices:
            raise DataError(self.reason(asset))
        return self.prices[asset].series

    def reason(self, asset: ViewAsset) -> str:
        return self.reasons.get(asset, f"no prices of {asset.noun} were given")


def _view(asset: ViewAsset, inputs: _Inputs, observations: Sequence[DriverObservation]) -> AssetView:
    as_of = inputs.economy.as_of
    estimates, reasons = _estimates(_GROUPS[asset](inputs))
    drivers = []
    for facts in drivers_of(asset):
        if facts.is_supplied:
            drivers.append(supplied_driver(facts, observations, as_of=as_of))
        else:
            drivers.append(_computed(facts, estimates, reasons, as_of))
    level, reason = _level(asset, inputs)
    return AssetView(
        asset=asset,
        as_of=as_of,
        level=level,
        level_reason=reason,
        drivers=tuple(drivers),
        reading=write_reading(asset, level=level, drivers=drivers),
        simulated=asset in inputs.prices and inputs.prices[asset].simulated,
    )


def _estimates(groups: Sequence[_Group]) -> tuple[dict[str, DriverEstimate], dict[str, str]]:
    estimates: dict[str, DriverEstimate] = {}
    reasons: dict[str, str] = {}
    for names, estimate in groups:
        try:
            estimates |= estimate()
        except DataError as error:
            reasons |= dict.fromkeys(names, str(error))
    return estimates, reasons


def _computed(
    facts: DriverFacts, estimates: Mapping[str, DriverEstimate], reasons: Mapping[str, str], as_of: dt.date
) -> AssetDriver:
    if facts.driver_id in estimates:
        return with_status(facts, estimates[facts.driver_id], as_of=as_of)
    return AssetDriver(facts, DriverStatus.MISSING, None, reasons[facts.driver_id])


def _level(asset: ViewAsset, inputs: _Inputs) -> tuple[AssetLevel | None, str]:
    if asset not in inputs.prices:
        return None, inputs.reason(asset)
    prices = inputs.prices[asset]
    series = prices.series
    if len(series.dates) < 2:
        return None, f"{series.source}: {series.symbol} has one close, and no previous one"
    date, previous = series.window.end, to_date(series.dates[-2])
    age = (inputs.economy.as_of - date).days
    is_stale = age > STALE_LEVEL_DAYS
    level = AssetLevel(
        label=prices.label,
        unit=prices.unit,
        date=date,
        close=float(series.closes[-1]),
        previous_date=previous,
        previous_close=float(series.closes[-2]),
        is_stale=is_stale,
        lineage=Lineage(f"last {series.column}", series.source, series.data_hash, simulated=prices.simulated),
        note=prices.note,
    )
    return level, f"{age} days old, more than {STALE_LEVEL_DAYS}" if is_stale else ""


def _dollar_groups(inputs: _Inputs) -> tuple[_Group, ...]:
    get = inputs.economy.get
    return (
        (("policy_change",), lambda: {"policy_change": estimate_policy_change(get("FEDFUNDS"))}),
        (("cuts_implied",), lambda: {"cuts_implied": estimate_cuts_implied(get("FEDFUNDS"), get("DGS1"))}),
        (
            ("real_policy_rate",),
            lambda: {"real_policy_rate": estimate_real_policy_rate(get("FEDFUNDS"), get("PCEPILFE"))},
        ),
        (("core_pce_yoy",), lambda: {"core_pce_yoy": estimate_year_on_year(get("PCEPILFE"))}),
        (("cpi_yoy",), lambda: {"cpi_yoy": estimate_year_on_year(get("CPIAUCSL"))}),
        _price_change("price_change", ViewAsset.DOLLAR, inputs),
    )


def _gold_groups(inputs: _Inputs) -> tuple[_Group, ...]:
    get, closes = inputs.economy.get, inputs.closes
    names = ("dollar_correlation", "dollar_correlation_lead_lag")
    hours = "the two are closed at different hours"
    return (
        (("real_yield_change",), lambda: {"real_yield_change": estimate_yield_change(get("DFII10"))}),
        (
            ("real_yield_beta", "real_yield_effect"),
            lambda: estimate_real_yield_drivers(closes(ViewAsset.GOLD), get("DFII10")),
        ),
        _price_change("dollar_change", ViewAsset.DOLLAR, inputs),
        (
            names,
            lambda: dict(
                zip(
                    names,
                    estimate_correlations(closes(ViewAsset.GOLD), closes(ViewAsset.DOLLAR), closes=hours),
                    strict=True,
                )
            ),
        ),
        _price_change("price_change", ViewAsset.GOLD, inputs),
    )


def _bitcoin_groups(inputs: _Inputs) -> tuple[_Group, ...]:
    return (
        (("days_since_halving", "days_to_halving"), lambda: halving_estimates(inputs.economy.as_of)),
        _price_change("price_change", ViewAsset.BTC, inputs),
        _volatility(ViewAsset.BTC, inputs),
    )


def _ether_groups(inputs: _Inputs) -> tuple[_Group, ...]:
    def correlation() -> dict[str, DriverEstimate]:
        hours = "both are closed at midnight UTC"
        pair = estimate_correlations(inputs.closes(ViewAsset.ETH), inputs.closes(ViewAsset.BTC), closes=hours)
        return {"btc_correlation": pair[0]}

    return (
        (("btc_correlation",), correlation),
        _price_change("btc_change", ViewAsset.BTC, inputs),
        _price_change("price_change", ViewAsset.ETH, inputs),
        _volatility(ViewAsset.ETH, inputs),
    )


def _price_change(name: str, asset: ViewAsset, inputs: _Inputs) -> _Group:
    return (name,), lambda: {name: estimate_price_change(inputs.closes(asset))}


def _volatility(asset: ViewAsset, inputs: _Inputs) -> _Group:
    return ("volatility", "volatility_rank"), lambda: estimate_volatility(inputs.closes(asset))


_GROUPS: Mapping[ViewAsset, Callable[[_Inputs], tuple[_Group, ...]]] = {
    ViewAsset.DOLLAR: _dollar_groups,
    ViewAsset.GOLD: _gold_groups,
    ViewAsset.BTC: _bitcoin_groups,
    ViewAsset.ETH: _ether_groups,
}
