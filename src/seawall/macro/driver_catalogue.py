"""The drivers of each asset view: what each one is, its unit, and for how long it speaks."""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass

from seawall.core import choice_named, did_you_mean
from seawall.errors import InputError

__all__ = ["DRIVER_CATALOGUE", "DriverFacts", "ViewAsset", "driver_facts", "drivers_of"]

_DAILY, _MONTHLY, _QUARTERLY = 10, 70, 135


class ViewAsset(enum.StrEnum):
    """The assets that have a view."""

    DOLLAR = "dollar"
    GOLD = "gold"
    BTC = "btc"
    ETH = "eth"

    @property
    def noun(self) -> str:
        """As a sentence names it."""
        return {"dollar": "the dollar", "gold": "gold", "btc": "bitcoin", "eth": "ether"}[self.value]


@dataclass(frozen=True, slots=True)
class DriverFacts:
    """What a driver is.

    Attributes
    ----------
    asset : ViewAsset
        Whose view it belongs to.
    driver_id : str
        Identifier, unique within the asset.
    title : str
        In words.
    unit : str
        What a value counts.
    decimals : int
        Shown, and used when a rule compares the value with its threshold.
    stale_after_days : int
        Calendar days after its date until it no longer supports a claim.
    is_supplied : bool
        Whether the figure comes from a file of the user's; else it is computed.
    lowest, highest : float
        Values that a supplied figure may have, bounds included.
    """

    asset: ViewAsset
    driver_id: str
    title: str
    unit: str
    decimals: int
    stale_after_days: int
    is_supplied: bool = False
    lowest: float = -math.inf
    highest: float = math.inf


def _dollar() -> tuple[DriverFacts, ...]:
    asset = ViewAsset.DOLLAR
    return (
        DriverFacts(asset, "policy_change", "Federal funds rate, change over 6 months", "% points", 2, _MONTHLY),
        DriverFacts(asset, "cuts_implied", "Cuts implied by the 1-year yield", "quarter-point cuts", 1, _DAILY),
        DriverFacts(asset, "real_policy_rate", "Federal funds rate less core PCE inflation", "%", 2, _MONTHLY),
        DriverFacts(asset, "core_pce_yoy", "Core PCE prices over a year", "%", 1, _MONTHLY),
        DriverFacts(asset, "cpi_yoy", "Consumer prices over a year", "%", 1, _MONTHLY),
        DriverFacts(asset, "price_change", "Change of the level over 91 days", "%", 1, _DAILY),
        DriverFacts(asset, "cuts_priced", "Cuts priced by futures", "quarter-point cuts", 1, _DAILY, True, -40, 40),
    )


def _gold() -> tuple[DriverFacts, ...]:
    asset = ViewAsset.GOLD
    return (
        DriverFacts(asset, "real_yield_change", "10-year real yield, change over 91 days", "% points", 2, _DAILY),
        DriverFacts(asset, "real_yield_beta", "Real-yield beta of gold", "% per 1 % point", 1, _DAILY),
        DriverFacts(asset, "real_yield_effect", "Real-yield change times beta", "%", 1, _DAILY),
        DriverFacts(asset, "dollar_change", "Change of the dollar over 91 days", "%", 1, _DAILY),
        DriverFacts(asset, "dollar_correlation", "Correlation with the dollar", "1", 2, _DAILY),
        DriverFacts(
            asset, "dollar_correlation_lead_lag", "The same, with a lead and a lag of one close", "1", 2, _DAILY
        ),
        DriverFacts(asset, "price_change", "Change of the level over 91 days", "%", 1, _DAILY),
        DriverFacts(
            asset,
            "central_bank_demand",
            "Central-bank net purchases",
            "tonnes a quarter",
            0,
            _QUARTERLY,
            True,
            -5e3,
            5e3,
        ),
        DriverFacts(asset, "geopolitical_risk", "Geopolitical risk index", "index", 0, _MONTHLY, True, 0.0, 5e3),
    )


def _btc() -> tuple[DriverFacts, ...]:
    asset = ViewAsset.BTC
    return (
        DriverFacts(asset, "days_since_halving", "Days since the last halving", "days", 0, _DAILY),
        DriverFacts(asset, "days_to_halving", "Days to the next halving, estimate", "days", 0, _DAILY),
        DriverFacts(asset, "price_change", "Change of the level over 91 days", "%", 1, _DAILY),
        DriverFacts(asset, "volatility", "Volatility of the last 30 returns", "% a year", 0, _DAILY),
        DriverFacts(asset, "volatility_rank", "Share of 3 years with lower volatility", "%", 0, _DAILY),
        DriverFacts(asset, "etf_flows", "Net inflow of spot ETFs", "USD million a week", 0, 14, True, -1e5, 1e5),
        DriverFacts(asset, "nvt_ratio", "Network value to transactions", "1", 1, 14, True, 0.0, 1e4),
        DriverFacts(asset, "estimated_leverage", "Estimated leverage of perpetuals", "x", 1, 3, True, 1.0, 200.0),
    )


def _eth() -> tuple[DriverFacts, ...]:
    asset = ViewAsset.ETH
    return (
        DriverFacts(asset, "btc_correlation", "Correlation with bitcoin", "1", 2, _DAILY),
        DriverFacts(asset, "btc_change", "Change of bitcoin over 91 days", "%", 1, _DAILY),
        DriverFacts(asset, "price_change", "Change of the level over 91 days", "%", 1, _DAILY),
        DriverFacts(asset, "volatility", "Volatility of the last 30 returns", "% a year", 0, _DAILY),
        DriverFacts(asset, "volatility_rank", "Share of 3 years with lower volatility", "%", 0, _DAILY),
        DriverFacts(asset, "etf_flows", "Net inflow of spot ETFs", "USD million a week", 0, 14, True, -1e5, 1e5),
        DriverFacts(asset, "defi_tvl", "Value locked in DeFi", "USD billion", 1, 14, True, 0.0, 1e5),
        DriverFacts(asset, "staking_rate", "Share of supply staked", "%", 1, 45, True, 0.0, 100.0),
        DriverFacts(asset, "regulatory_risk", "Regulatory risk, the user's score", "of 10", 1, 120, True, 0.0, 10.0),
    )


DRIVER_CATALOGUE: tuple[DriverFacts, ...] = (*_dollar(), *_gold(), *_btc(), *_eth())
"""Every driver, by asset, in the order in which it is shown."""


def drivers_of(asset: ViewAsset) -> tuple[DriverFacts, ...]:
    """Drivers of one asset, in the order in which they are shown."""
    asset = choice_named(asset, "asset", ViewAsset)
    return tuple(each for each in DRIVER_CATALOGUE if each.asset is asset)


def driver_facts(asset: ViewAsset, driver_id: str) -> DriverFacts:
    """Facts of a known driver.

    Raises
    ------
    InputError
        When the asset has no such driver; for an `asset` that there is not.

    Examples
    --------
    >>> driver_facts(ViewAsset.ETH, "staking_rate").unit
    '%'
    """
    asset = choice_named(asset, "asset", ViewAsset)
    known = {each.driver_id: each for each in drivers_of(asset)}
    if driver_id not in known:
        raise InputError(
            f"'driver_id' must be one of {', '.join(known)} for {asset.value}, was {driver_id!r}"
            f"{did_you_mean(driver_id, known)}"
        )
    return known[driver_id]
