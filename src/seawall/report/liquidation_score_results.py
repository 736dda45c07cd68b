"""Results of scoring a liquidation map: what the page, its JSON and its Markdown are made from."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.core import Lineage
from seawall.measures import ForecastScore, LevelEventScore, MapComparison, PriceClaimScore

__all__ = ["BucketShare", "MapScoreResults", "ProfileMeans", "ScoreGate", "Spread"]


@dataclass(frozen=True, slots=True)
class Spread:
    """A figure over runs.

    Attributes
    ----------
    mean, lowest, highest : float
        Of the means of each run.
    """

    mean: float
    lowest: float
    highest: float


@dataclass(frozen=True, slots=True)
class ProfileMeans:
    """A forecast held against the true levels within some distance of the mark.

    Attributes
    ----------
    name : str
        Of the forecast.
    reach : float
        0.12 is 12 % either way.
    spearman, lift, shared_top, wasserstein_bp, total_ratio : Spread
        As in `ProfileScore`, means of hours by run, then over runs.
    """

    name: str
    reach: float
    spearman: Spread
    lift: Spread
    shared_top: Spread
    wasserstein_bp: Spread
    total_ratio: Spread


@dataclass(frozen=True, slots=True)
class BucketShare:
    """One leverage of the fitted mix, over runs.

    Attributes
    ----------
    leverage : float
        Of the bucket.
    identified : int
        Runs in which forced closes speak about it, for one side at least.
    runs : int
        All runs.
    long_share, short_share : float
        Mean shares of what is opened, over all runs.
    """

    leverage: float
    identified: int
    runs: int
    long_share: float
    short_share: float


@dataclass(frozen=True, slots=True)
class ScoreGate:
    """One requirement that was written down before anything was scored.

    Attributes
    ----------
    name : str
        What is required.
    found : str
        What was measured.
    passed : bool or None
        None where it could not be measured.
    """

    name: str
    found: str
    passed: bool | None


@dataclass(frozen=True, slots=True, eq=False)
class MapScoreResults:
    """A map and the rules that it must beat, scored on one market or on many runs of a simulated one.

    Attributes
    ----------
    title : str
        What was scored, in words.
    span : str
        Time that was scored, in words.
    forecasts : tuple of ForecastScore
        By horizon, the map first, then the rules.
    comparisons : tuple of MapComparison
        The map against each rule, by horizon and measure.
    profiles : tuple of ProfileMeans
        Against true levels; empty where nobody knows them.
    profile_comparisons : tuple of MapComparison
        The map against each rule, by rank correlation and lift on true levels.
    level_events : tuple of (str, LevelEventScore)
        By forecast, at four hours; empty where prices of liquidations are not known.
    price_claims : PriceClaimScore or None
        Of the map's zones; None where it could not be measured.
    buckets : tuple of BucketShare
        Of the fitted mix.
    gates : tuple of ScoreGate
        What was required, and what was found.
    not_measurable : tuple of str
        What could not be scored, and why.
    findings : tuple of str
        What the door noticed in the data.
    lineage : Lineage
        What made the figures.
    """

    title: str
    span: str
    forecasts: tuple[ForecastScore, ...]
    comparisons: tuple[MapComparison, ...]
    profiles: tuple[ProfileMeans, ...]
    profile_comparisons: tuple[MapComparison, ...]
    level_events: tuple[tuple[str, LevelEventScore], ...]
    price_claims: PriceClaimScore | None
    buckets: tuple[BucketShare, ...]
    gates: tuple[ScoreGate, ...]
    not_measurable: tuple[str, ...]
    findings: tuple[str, ...]
    lineage: Lineage
