"""Results of estimating a map of liquidations: the map, the leverage behind it, its clusters, and what is doubtful."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.microstructure import LeverageFit, LiquidationCluster, LiquidationMap, StopCluster
from seawall.report.book_results import TapeOrigin

__all__ = ["LiquidationResults"]


@dataclass(frozen=True, slots=True, eq=False)
class LiquidationResults:
    """A map and what is said of it.

    Attributes
    ----------
    origin : TapeOrigin
        Where the record comes from.
    shown : LiquidationMap
        The map, of the hours asked for.
    fit : LeverageFit or None
        Leverage from forced closes; None where there were none to fit it to, and the map rests on a prior.
    no_fit_reason : str
        Why there is no fit; empty where there is one.
    volatility_daily : float or None
        Of the mark over a day, decimal; None where it could not be measured.
    clusters : tuple of LiquidationCluster
        Long ones, then short ones; empty where the volatility is not known.
    leaning : str
        Which way the map leans, in words.
    stops : tuple of StopCluster
        Supposed stops, no part of the map.
    findings : tuple of str
        What contradicts itself in the record.
    hours : float
        Of record behind the map.
    seed : int or None
        Of a simulation.
    """

    origin: TapeOrigin
    shown: LiquidationMap
    fit: LeverageFit | None
    no_fit_reason: str
    volatility_daily: float | None
    clusters: tuple[LiquidationCluster, ...]
    leaning: str
    stops: tuple[StopCluster, ...]
    findings: tuple[str, ...]
    hours: float
    seed: int | None = None
