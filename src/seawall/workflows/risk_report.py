"""The use case: a portfolio file in, a rated risk report out. Joins rooms; holds no mathematics."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from seawall.core import Failure, FloatArray, check_unique
from seawall.errors import DataError, InputError
from seawall.exposures import ExposureRegister, register_exposures
from seawall.macro import RegimeReading, read_regime
from seawall.market import ReturnPanel, simple_returns
from seawall.measures import (
    ConfidenceInterval,
    Measure,
    RiskFigure,
    annual_volatility,
    annual_volatility_interval,
    estimate,
    pnl_histogram,
    shortfall_contributions,
)
from seawall.portfolio import AssetClass, Portfolio, PortfolioFile
from seawall.rating import FactorReading, RatingFactor, default_policy, rate, volatility_percentile
from seawall.report import RiskResults
from seawall.scenarios import StressScenario, historical_scenarios, resolve_stress, risk_factors, stress_library
from seawall.sources import PriceSource, price_source, read_macro_folder
from seawall.valuation import PnlCube, close_by_force, revalue
from seawall.workflows.fan_of_models import model_fan
from seawall.workflows.limits import LimitInputs, limit_uses
from seawall.workflows.market_data import MarketData, Progress, open_book

__all__ = ["CONFIDENCES", "HORIZONS", "open_market", "run_risk_report"]

CONFIDENCES = (0.95, 0.975, 0.99)
HORIZONS = (1, 10)


def open_market(file: PortfolioFile, market: str | None = None) -> PriceSource:
    """Open the prices of a portfolio file.

    Parameters
    ----------
    file : PortfolioFile
        Names its default market; a path in it starts beside the file.
    market : str, optional
        Wins over the file.

    Raises
    ------
    InputError
        When neither names a market.
    """
    if market is not None:
        return price_source(market)
    if file.market is None:
        raise InputError(f"{file.path}: market is missing; name one in the file, or give --market")
    return price_source(file.market, beside=file.path.parent)


def run_risk_report(
    file: PortfolioFile,
    source: PriceSource,
    *,
    as_of: dt.date | None = None,
    macro: Path | None = None,
    scenarios: Sequence[StressScenario] = (),
    with_models: bool = True,
    progress: Progress | None = None,
) -> RiskResults:
    """Identify, quantify, stress and rate a book.

    Parameters
    ----------
    file : PortfolioFile
        The book.
    source : PriceSource
        Its prices.
    as_of : datetime.date, optional
        Wins over the date in the file; the last common close where neither is given.
    macro : Path, optional
        Folder of economic series; the macro factor is then the macro-regime score of the date of the book, of what
        had been published by then. Without it the volatility of the benchmark stands in.
    scenarios : sequence of StressScenario
        Stressed beside those of the library, which they may not share a name with.
    with_models : bool
        Whether to run and backtest other models beside plain history, most of the work of a report.
    progress : Progress, optional
        Told of the steps.

    Returns
    -------
    RiskResults
        Everything a report shows.

    Raises
    ------
    InputError, DataError
        When the book or its prices break a rule; one line that names the place.
    """
    tell = progress or (lambda *_: None)
    portfolio, data = open_book(file, source, as_of=as_of, progress=progress)
    tell("valuing scenarios", 0, 4)
    cubes, returns, held, failures = _historical_cubes(portfolio, data)
    cube = cubes[1]
    tell("measuring the tail", 1, 4)
    figures = tuple(
        estimate(each, measure, confidence=confidence)
        for each in cubes.values()
        for confidence in CONFIDENCES
        for measure in Measure
    )
    ordered = _sorted(figures)
    contributions = {level: shortfall_contributions(cube, confidence=level) for level in CONFIDENCES}
    fan, backtests, model_failures = model_fan(portfolio, data, returns, progress=tell) if with_models else ((), (), ())
    tell("stressing", 2, 4)
    # made prices cannot replay a real crisis: without history every scenario uses its stated shocks
    history = {} if source.simulated else data.series
    chosen = (*stress_library(), *scenarios)
    check_unique([each.id for each in chosen], "scenarios")
    stress = resolve_stress(portfolio, chosen, history=history, lineage=data.lineage)
    held_on = revalue(portfolio, data.snapshot, stress.scenario_set)
    stress_cube, forced = close_by_force(portfolio, data.snapshot, stress.scenario_set, held_on)
    tell("rating", 3, 4)
    register = register_exposures(portfolio, data.snapshot, returns=returns, series=data.series)
    regime = None if macro is None else read_regime(read_macro_folder(macro, as_of=data.as_of))
    readings = _readings(register, cube, returns)
    readings[RatingFactor.MACRO] = _stand_in_reading(portfolio, data) if regime is None else _regime_reading(regime)
    tell("done", 4, 4)
    return RiskResults(
        portfolio=portfolio,
        as_of=data.as_of,
        snapshot=data.snapshot,
        panel=data.panel,
        register=register,
        cube=cube,
        figures=ordered,
        distribution=pnl_histogram(cube, ordered),
        contributions=contributions,
        stress=stress,
        stress_cube=stress_cube,
        forced_closes=forced,
        fan=fan,
        backtests=backtests,
        rating=rate(readings, default_policy()),
        limits=limit_uses(
            LimitInputs(
                portfolio,
                register,
                cubes,
                stress,
                stress_cube,
                volatility=readings[RatingFactor.MARKET],
                volatility_interval=_volatility_interval(register, cube, returns),
            )
        ),
        regime=regime,
        held_constant=held,
        lineage=data.lineage,
        failures=(*failures, *model_failures, *stress.failures),
    )


def _historical_cubes(
    portfolio: Portfolio, data: MarketData
) -> tuple[Mapping[int, PnlCube], ReturnPanel, tuple[str, ...], tuple[Failure, ...]]:
    cubes: dict[int, PnlCube] = {}
    failures: list[Failure] = []
    held: tuple[str, ...] = ()
    try:
        one_session = simple_returns(data.panel)
    except DataError as error:
        raise DataError(f"{data.lineage.source}: {error}") from error
    for horizon in HORIZONS:
        try:
            returns = simple_returns(data.panel, horizon_sessions=horizon)
        except DataError as error:
            failures.append(Failure.of(f"VaR and ES over {horizon} sessions", error))
            continue
        scenarios = historical_scenarios(returns, factors=risk_factors(portfolio), lineage=data.lineage)
        held = scenarios.held_constant
        cubes[horizon] = revalue(portfolio, data.snapshot, scenarios)
    return cubes, one_session, held, tuple(failures)


def _sorted(figures: tuple[RiskFigure, ...]) -> tuple[RiskFigure, ...]:
    order = list(Measure)
    return tuple(sorted(figures, key=lambda f: (f.horizon_sessions, order.index(f.measure), f.confidence)))


def _readings(register: ExposureRegister, cube: PnlCube, returns: ReturnPanel) -> dict[RatingFactor, FactorReading]:
    equity = register.equity
    assets = sum(1 for value in register.by_asset.values() if value != 0)
    unknown_credit = sorted({e.credit.unknown for e in register.exposures if e.credit.unknown})
    unknown_volume = sorted({e.liquidity.basis for e in register.exposures if e.liquidity.days_to_sell is None})
    return {
        RatingFactor.MARKET: (
            FactorReading(
                annual_volatility(cube, equity=equity, sessions_per_year=returns.sessions_per_year),
                f"{len(cube.labels)} scenarios, {returns.sessions_per_year:.1f} sessions a year observed",
            )
            if equity > 0
            else FactorReading(None, f"equity is {equity:,.0f}: volatility has no base")
        ),
        RatingFactor.CREDIT: FactorReading(
            register.credit_loss_rate, "; ".join(unknown_credit) or "venues and issuers of the portfolio file"
        ),
        RatingFactor.LIQUIDITY: FactorReading(
            register.days_to_sell, "; ".join(unknown_volume) or "volumes of the price files and the portfolio file"
        ),
        RatingFactor.CONCENTRATION: FactorReading(
            register.concentration if assets else None,
            "1 asset" if assets == 1 else f"{assets} assets, cash included",
            count=max(assets, 1),
        ),
    }


def _volatility_interval(register: ExposureRegister, cube: PnlCube, returns: ReturnPanel) -> ConfidenceInterval | None:
    if register.equity <= 0:
        return None
    return annual_volatility_interval(cube, equity=register.equity, sessions_per_year=returns.sessions_per_year)


def _regime_reading(regime: RegimeReading) -> FactorReading:
    word = regime.word.value if regime.word else "word open"
    known = sum(len(part.indicators) for part in regime.waterfall) - len(regime.unrated)
    basis = f"regime score of {regime.as_of}: {word}, {known} of {known + len(regime.unrated)} indicators"
    worst = 10.0
    if regime.score is None:
        missing = ", ".join(dict.fromkeys(name for each in regime.unrated for name in each.policy.series))
        bounds = (regime.best / worst, regime.worst / worst)
        return FactorReading(None, f"{basis}; not known: of {missing}", bounds=bounds)
    return FactorReading(regime.score / worst, basis)


def _stand_in_reading(portfolio: Portfolio, data: MarketData) -> FactorReading:
    if portfolio.benchmark is None:
        return FactorReading(None, "no equity benchmark named")
    asset = portfolio.assets[portfolio.benchmark]
    if asset.asset_class is not AssetClass.EQUITY:
        return FactorReading(None, f"benchmark {asset.id} is not equity")
    try:
        closes = _closes_until(data, asset.symbol)
        return FactorReading(
            volatility_percentile(closes), f"stand-in, no macro data given: {asset.symbol}, {len(closes):,} closes"
        )
    except DataError as error:
        return FactorReading(None, str(error))


def _closes_until(data: MarketData, symbol: str) -> FloatArray:
    series = data.series[symbol]
    return series.closes[series.dates <= np.datetime64(data.snapshot.as_of, "D")]
