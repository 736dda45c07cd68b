"""Everything that a report is made of, as the workflow hands it over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from seawall.core import Failure, FloatArray, Lineage
from seawall.exposures import ExposureRegister
from seawall.macro import RegimeReading
from seawall.market import MarketSnapshot, PricePanel, SeriesUse
from seawall.measures import (
    BacktestVerdict,
    ForecastRecord,
    PnlDistribution,
    RankedModel,
    RiskFigure,
    SimulatedFigure,
    WhatIf,
)
from seawall.models import CapmFit, SecurityMarketLine, ShrunkBetas
from seawall.portfolio import Portfolio, Position
from seawall.rating import LimitUse, Rating
from seawall.scenarios import GbmPaths, StatableShock, StressScenario, StressShocks
from seawall.valuation import BookGreeks, ForcedClose, PnlCube

__all__ = [
    "BacktestResults",
    "CapmResults",
    "GbmResults",
    "GreeksResults",
    "HedgeResults",
    "ModelBacktest",
    "ModelFigures",
    "ModelResults",
    "RiskResults",
    "ScenarioFactorsResults",
    "WhatIfResults",
]


@dataclass(frozen=True, slots=True, eq=False)
class ModelFigures:
    """What one model says of the book.

    Attributes
    ----------
    model : str
        As it is asked for.
    title : str
        As it is shown.
    figures : tuple of RiskFigure
        VaR and ES by confidence, over one horizon.
    effective_n : float
        Equally weighted scenarios that would say as much.
    """

    model: str
    title: str
    figures: tuple[RiskFigure, ...]
    effective_n: float


@dataclass(frozen=True, slots=True, eq=False)
class ModelBacktest:
    """What happened to the forecasts of one model.

    Attributes
    ----------
    model, title : str
        As in :class:`ModelFigures`.
    forecasts : ForecastRecord
        One session ahead.
    verdict : BacktestVerdict
        Of all tests.
    """

    model: str
    title: str
    forecasts: ForecastRecord
    verdict: BacktestVerdict


@dataclass(frozen=True, slots=True, eq=False)
class ModelResults:
    """VaR and ES of a book by one or more models.

    Attributes
    ----------
    portfolio : Portfolio
        With quantities.
    as_of : datetime.date
        Date asked for; prices are those of ``snapshot.as_of``.
    snapshot : MarketSnapshot
        Levels that positions were valued against.
    equity : float
        Value of the book, base currency.
    window_sessions : int
        One-session returns that the models know.
    models : tuple of ModelFigures
        In the order asked for; a model that failed is missing.
    failures : tuple of Failure
        What could not be computed.
    """

    portfolio: Portfolio
    as_of: dt.date
    snapshot: MarketSnapshot
    equity: float
    window_sessions: int
    models: tuple[ModelFigures, ...]
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True, eq=False)
class BacktestResults:
    """Backtests of one or more models on a book.

    Attributes
    ----------
    portfolio : Portfolio
        With quantities.
    as_of : datetime.date
        Date asked for; prices are those of ``snapshot.as_of``.
    snapshot : MarketSnapshot
        Levels that positions were valued against.
    confidence : float
        Of VaR and ES.
    window_sessions, refit_sessions : int
        Sessions behind each forecast, and for which a GARCH fit is kept.
    models : tuple of ModelBacktest
        In the order asked for; a model that failed is missing.
    ranking : tuple of RankedModel
        By the Fissler-Ziegel score, the best first; empty for fewer than two models.
    failures : tuple of Failure
        What could not be computed.
    """

    portfolio: Portfolio
    as_of: dt.date
    snapshot: MarketSnapshot
    confidence: float
    window_sessions: int
    refit_sessions: int
    models: tuple[ModelBacktest, ...]
    ranking: tuple[RankedModel, ...]
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True, eq=False)
class RiskResults:
    """The results of one run.

    Attributes
    ----------
    portfolio : Portfolio
        With quantities.
    as_of : datetime.date
        Date asked for; prices are those of ``snapshot.as_of``.
    snapshot : MarketSnapshot
        Levels that positions were valued against.
    panel : PricePanel
        Closes behind the historical scenarios.
    register : ExposureRegister
        Identify.
    cube : PnlCube
        One-session historical scenarios.
    figures : tuple of RiskFigure
        Quantify: VaR and ES by confidence and horizon.
    distribution : PnlDistribution
        Of the one-session scenarios, and where the figures cut it.
    contributions : mapping of float to FloatArray
        One-session ES contribution of each position, by confidence.
    stress : StressShocks
        Shocks and their origins.
    stress_cube : PnlCube
        Stress: P&L by scenario and position.
    forced_closes : tuple of ForcedClose
        Positions that a stress liquidates.
    fan : tuple of ModelFigures
        One-session VaR and ES by model.
    backtests : tuple of ModelBacktest
        Of the models of the fan; one that failed is missing.
    rating : Rating
        The composite.
    limits : tuple of LimitUse
        Of the book, in its order; empty where it has none.
    regime : RegimeReading or None
        Behind its macro factor; None where no macro data was given.
    held_constant : tuple of str
        Factors without history.
    lineage : Lineage
        Of the prices.
    failures : tuple of Failure
        What could not be computed.
    """

    portfolio: Portfolio
    as_of: dt.date
    snapshot: MarketSnapshot
    panel: PricePanel
    register: ExposureRegister
    cube: PnlCube
    figures: tuple[RiskFigure, ...]
    distribution: PnlDistribution
    contributions: Mapping[float, FloatArray]
    stress: StressShocks
    stress_cube: PnlCube
    forced_closes: tuple[ForcedClose, ...]
    fan: tuple[ModelFigures, ...]
    backtests: tuple[ModelBacktest, ...]
    rating: Rating
    limits: tuple[LimitUse, ...]
    regime: RegimeReading | None
    held_constant: tuple[str, ...]
    lineage: Lineage
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class ScenarioFactorsResults:
    """What a stress scenario may name in one book on one date.

    Attributes
    ----------
    portfolio : Portfolio
        With quantities.
    as_of : datetime.date
        Date asked for; prices are those of ``snapshot.as_of``.
    snapshot : MarketSnapshot
        Levels that would be shocked.
    statable : tuple of StatableShock
        Names, and what each moves.
    library : tuple of StressScenario
        What has been stated before.
    """

    portfolio: Portfolio
    as_of: dt.date
    snapshot: MarketSnapshot
    statable: tuple[StatableShock, ...]
    library: tuple[StressScenario, ...]


@dataclass(frozen=True, slots=True)
class GreeksResults:
    """Greeks of one book on one date.

    Attributes
    ----------
    portfolio : Portfolio
        With quantities.
    as_of : datetime.date
        Date asked for; prices are those of ``snapshot.as_of``.
    snapshot : MarketSnapshot
        Levels that positions were valued against.
    greeks : BookGreeks
        Per position, per underlying and in total.
    """

    portfolio: Portfolio
    as_of: dt.date
    snapshot: MarketSnapshot
    greeks: BookGreeks


@dataclass(frozen=True, slots=True, eq=False)
class WhatIfResults:
    """A book before and after trades.

    Attributes
    ----------
    portfolio : Portfolio
        Before, with quantities.
    as_of : datetime.date
        Date asked for; prices are those of ``snapshot.as_of``.
    snapshot : MarketSnapshot
        Levels that positions and trades were valued against.
    trades : tuple of Position
        What they would add.
    paid : FloatArray
        Value of each trade today, taken from cash, base currency, shape (n_trades,).
    equity : float
        Of the book, base currency; trades at today's values do not change it.
    result : WhatIf
        Figures before and after.
    new_symbols : tuple of str
        Prices that only the trades need.
    held_constant : tuple of str
        Factors without history.
    """

    portfolio: Portfolio
    as_of: dt.date
    snapshot: MarketSnapshot
    trades: tuple[Position, ...]
    paid: FloatArray
    equity: float
    result: WhatIf
    new_symbols: tuple[str, ...]
    held_constant: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class HedgeResults:
    """What single trades would take out of the tail of a book.

    Attributes
    ----------
    portfolio : Portfolio
        The book, with quantities.
    as_of : datetime.date
        Date asked for; prices are those of ``snapshot.as_of``.
    snapshot : MarketSnapshot
        Levels that positions and trades were valued against.
    equity : float
        Of the book, base currency.
    confidence : float
        Of the Expected Shortfall that hedges make least.
    before : tuple of RiskFigure
        VaR and ES of the book by confidence.
    hedges : tuple of WhatIfResults
        The best trade in each instrument, the one that lowers the figure most first.
    removals : tuple of WhatIfResults
        Each position closed wholly, in the same order.
    left_out : mapping of str to str
        Why a position, or the spot of an asset, has no hedge, by name.
    held_constant : tuple of str
        Factors without history.
    """

    portfolio: Portfolio
    as_of: dt.date
    snapshot: MarketSnapshot
    equity: float
    confidence: float
    before: tuple[RiskFigure, ...]
    hedges: tuple[WhatIfResults, ...]
    removals: tuple[WhatIfResults, ...]
    left_out: Mapping[str, str]
    held_constant: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GbmResults:
    """A simulation of geometric Brownian motion, and its closed forms.

    Attributes
    ----------
    paths : GbmPaths
        Terminal levels and fan.
    figures : tuple of SimulatedFigure
        VaR and ES at the horizon, per unit held.
    closed_forms : tuple of float
        What each of them would be with endless paths.
    mean, mean_error, closed_mean : float
        Mean terminal level, its standard error, and its closed form.
    """

    paths: GbmPaths
    figures: tuple[SimulatedFigure, ...]
    closed_forms: tuple[float, ...]
    mean: float
    mean_error: float
    closed_mean: float


@dataclass(frozen=True, slots=True, eq=False)
class CapmResults:
    """Everything that the page of ``seawall capm`` shows.

    Attributes
    ----------
    market : str
        Symbol of the market.
    fit : CapmFit
        Regressions of the assets on it.
    line : SecurityMarketLine
        Line and distances.
    vasicek : ShrunkBetas or None
        None for fewer than 3 assets.
    blume : ShrunkBetas
        By one rule for all.
    uses : tuple of SeriesUse
        What the join left out.
    lineage : Lineage
        Where the prices came from, and what was done with them.
    """

    market: str
    fit: CapmFit
    line: SecurityMarketLine
    vasicek: ShrunkBetas | None
    blume: ShrunkBetas
    uses: tuple[SeriesUse, ...]
    lineage: Lineage
