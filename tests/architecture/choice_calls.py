"""A small call of every public function that takes a closed choice, and a member of the choice to call it with.

The member is one that a branch turns on, where it can be, so that a door that lets the bare word in gives another
result. Where no member stands, only the refusal is tried: the whole call needs a network, a recording or many seconds.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from seawall import (
    core,
    macro,
    market,
    measures,
    microstructure,
    models,
    optimize,
    portfolio,
    rating,
    report,
    scenarios,
    simulator,
    sources,
    valuation,
    workflows,
)
from seawall.core import FloatArray
from tests.macro.economies import economy_of, prices_of
from tests.microstructure.made_books import book
from tests.scenarios.panels import MADE, garch_returns, panel_of, spots
from tests.scenarios.simulated import brownian
from tests.sources.store.tick_batches import numbered_batch
from tests.valuation.chains import svi_surface

UNUSED: Any = None  # an argument that nobody looks at before the choice is refused
BOOK = Path(__file__).parent.parent.parent / "examples" / "multi_asset_01.yaml"
NOISE = np.random.default_rng(5).standard_normal((300, 2))


class Call(NamedTuple):
    """Calls a door with the word that it is given."""

    call: Callable[[Any], object]
    member: StrEnum | None


@cache
def panel() -> market.ReturnPanel:
    """Two factors, 300 sessions, whose volatility clusters."""
    moves = [garch_returns(300, seed=seed, omega=4e-6, alpha=0.09, beta=0.88)[0] for seed in (1, 2)]
    return panel_of(np.array(moves).T)


def made(function: Callable[..., Any], **given: Any) -> Any:
    """Scenarios or a model of both factors of the panel."""
    return function(panel(), factors=spots("A", "B"), lineage=MADE, **given)


def drawn(function: Callable[..., Any], model: Any, word: Any, **given: Any) -> Any:
    return function(model, n_scenarios=256, seed=3, batches=2, sampling=word, **given)


@cache
def position() -> tuple[portfolio.Portfolio, market.MarketSnapshot, scenarios.ScenarioSet]:
    """A coin and a perpetual on it, with the scenarios of the panel."""
    coin = portfolio.Asset("A", portfolio.AssetClass.CRYPTO, "A", "USD")
    held = portfolio.Position(id="coin", instrument=portfolio.Spot("A"), quantity=2.0)
    owned = portfolio.Portfolio(name="P", base_currency="USD", assets={"A": coin}, positions=(held,))
    today = market.MarketSnapshot(dt.date(2025, 12, 30), "USD", MADE, spots={"A": 100.0})
    return owned, today, scenarios.historical_scenarios(panel(), factors=spots("A"), lineage=MADE)


def change_of_figure(word: Any) -> object:
    window = measures.ScenarioWindow(tuple("12345"), np.array([[-0.1], [-0.02], [0.01], [-0.04], [0.03]]))
    before, after = (measures.LinearBook(np.array([held]), np.array([10.0])) for held in (100.0, 150.0))
    return measures.explain_historical_change(
        before, after, window_before=window, window_after=window, measure=word, confidence=0.6
    )


@cache
def store() -> sources.Snapshot:
    with sources.Store(Path(tempfile.mkdtemp())) as opened:
        opened.append(numbered_batch(0))
        return opened.snapshot()


def exported(word: Any) -> object:
    with tempfile.TemporaryDirectory() as folder:
        with sources.Store(Path(folder)) as opened:
            opened.append(numbered_batch(0))
        return workflows.export_data(word, Path(folder) / "ticks.csv", home=Path(folder))


def bars_file(folder: str) -> Path:
    file = Path(folder) / "SPY.csv"
    file.write_text("Date,Open,High,Low,Close,Volume\n2025-01-06,10,11,9,10,5\n2025-01-07,10,12,10,11,6\n")
    return file


def batches_of_file(word: Any) -> object:
    facts = sources.FileFacts("test", dt.datetime(2025, 1, 9, tzinfo=dt.UTC), dt.date(2025, 1, 9), True)
    with tempfile.TemporaryDirectory() as folder:
        return [batch.rows.num_rows for batch, _ in sources.read_batches(bars_file(folder), dataset=word, facts=facts)]


def imported(word: Any) -> object:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "store"
        found = workflows.import_data(bars_file(folder), dataset=word, adjusted=True, home=home)
        return [each.report.dataset for each in found.results]


@cache
def report_of_batch() -> sources.QualityReport:
    finding = sources.Finding(sources.Rule.GAP, sources.Severity.SUSPECT, "SPY", "2025-01-06", None, "a session", ())
    return sources.QualityReport(sources.Dataset.BARS, "test", "0", 1, ("SPY",), (finding,))


@cache
def prices() -> Any:
    return sources.price_source("sample")


def rated(word: Any) -> object:
    policy, reading = rating.default_policy(), rating.FactorReading(0.5, "test", count=4)
    readings: dict[Any, rating.FactorReading] = {each.factor: reading for each in policy.factors if each.factor != word}
    return rating.rate({**readings, word: reading}, policy)


def optimized(**given: Any) -> object:
    arguments = {"objective": workflows.Objective.HIERARCHICAL, "assets": ("SPY", "TLT", "GLD"), **given}
    return workflows.run_optimization(prices(), risk_free_rate=0.03, **arguments).whole.weights


def frontier(**given: Any) -> object:
    found = workflows.run_frontier(prices(), risk_free_rate=0.03, points=2, assets=("SPY", "TLT"), **given)
    return found.minimum.weights


def modelled(word: Any) -> object:
    file = portfolio.read_portfolio_file(BOOK)
    found = workflows.run_models(file, workflows.open_market(file), models=(word,), confidences=(0.99,))
    return [figures.figures[0].value for figures in found.models]


def backtested(word: Any) -> object:
    file = portfolio.read_portfolio_file(BOOK)
    found = workflows.run_backtest(file, workflows.open_market(file), models=(word,), tested_sessions=10)
    return [each.forecasts for each in found.models]


def planned(word: Any) -> object:
    return workflows.plan_pull(portfolio.read_portfolio_file(BOOK).portfolio, sources=(word,))


def gbm(function: Callable[..., Any], word: Any) -> Any:
    return function(spot=100.0, drift_annual=0.05, volatility_annual=0.2, days=5, paths=256, seed=7, method=word)


def searched(word: Any) -> object:
    return models.search_arima_order(NOISE[:80, 0], criterion=word, d=0, largest=1, refined=0)


def candidate() -> models.OrderCandidate:
    return models.OrderCandidate(models.ArimaOrder(0, 0, 0), 1.0, 2.0, 3.0, 4.0, True, 9.0, 9.0, False)


def hierarchy(word: Any) -> FloatArray:
    covariance = optimize.ReturnCovariance(np.cov(NOISE.T + NOISE[:, 0]), periods_per_year=1.0, method="stated")
    return optimize.hierarchical_risk_parity(covariance, names=("A", "B"), distance=word).weights


ECONOMY, CLOSES = economy_of(1), prices_of(1)
POLICY = macro.default_regime_policy()
IMAGE = book([(100, 5), (99, 7)], [(101, 4), (102, 6)])
JUMPS = scenarios.OwnJumps(np.full(2, 30.0), np.array([-0.02, 0.01]), np.full(2, 0.03))
JUMPING = scenarios.JumpDiffusion(brownian(2), 252.0, own=JUMPS)
LOSSES = NOISE[:, 0]
SHIFTED: dict[str, Any] = {"gradient": np.array([100.0, 50.0])}
TWISTED: dict[str, Any] = {"gradient": np.zeros(2), "gamma": -100.0 * np.eye(2)}

_GARCH, _LAW = models.GarchKind.GARCH, models.ResidualLaw.NORMAL
_GJR, _STUDENT = models.GarchKind.GJR, models.ResidualLaw.STUDENT_T
_VAR, _SHAPE = measures.Measure.VALUE_AT_RISK, measures.DrawdownKind.ADDED
_HALF = {"spot": 42.0, "strike": 40.0, "time": 0.5, "rate": 0.1}
_MAX_SHARPE, _RETAIL = workflows.Objective.MAX_SHARPE, simulator.IcebergVariant.RETAIL
_BIC, _LAG = models.InformationCriterion.BIC, models.LagCriterion.AIC
_FULL, _METHOD = valuation.Engine.FULL, scenarios.PathMethod.SOBOL
_SOBOL, _STRATA, _PAIRS = (scenarios.Sampling[each] for each in ("SOBOL", "STRATIFIED", "ANTITHETIC"))
_TICKS, _BARS, _GOLD = sources.Dataset.TICKS, sources.Dataset.BARS, macro.ViewAsset.GOLD
_CPI, _PUT = macro.IndicatorId.CPI_YOY, portfolio.Right.PUT

# by room, function and argument
CALLS = {
    "core.year_fraction.day_count": Call(
        lambda word: core.year_fraction(dt.date(2025, 1, 1), dt.date(2025, 7, 31), word), core.DayCount.ACT_360
    ),
    "core.BusinessCalendar.roll.rule": Call(
        lambda word: core.BusinessCalendar().roll(dt.date(2025, 5, 31), word), core.Roll.PRECEDING
    ),
    "macro.build_asset_views.prices": Call(lambda word: macro.build_asset_views(ECONOMY, {word: CLOSES[_GOLD]}), _GOLD),
    "macro.build_asset_views.missing_prices": Call(
        lambda word: macro.build_asset_views(ECONOMY, {}, missing_prices={word: "not asked for"}), _GOLD
    ),
    "macro.drivers_of.asset": Call(macro.drivers_of, _GOLD),
    "macro.driver_facts.asset": Call(
        lambda word: macro.driver_facts(word, macro.drivers_of(_GOLD)[0].driver_id), _GOLD
    ),
    "macro.write_reading.asset": Call(lambda word: macro.write_reading(word, level=None, drivers=()), _GOLD),
    "macro.indicator_history.indicator": Call(lambda word: macro.indicator_history(ECONOMY, word), _CPI),
    "macro.recent_history.indicator": Call(lambda word: macro.recent_history(ECONOMY, word), _CPI),
    "macro.read_indicator.indicator": Call(lambda word: macro.read_indicator(ECONOMY, word), _CPI),
    "macro.read_trend.frequency": Call(
        lambda word: macro.read_trend(macro.indicator_history(ECONOMY, _CPI), frequency=word), macro.Frequency.MONTHLY
    ),
    "macro.RegimePolicy.of_part.part": Call(POLICY.of_part, POLICY.indicators[0].part),
    "market.apply_shock.rule": Call(
        lambda word: market.apply_shock(0.04, np.array([0.02]), word), market.ShockRule.ABSOLUTE
    ),
    "market.VolSurface.with_spot_shock.rule": Call(
        lambda word: svi_surface().with_spot_shock(-0.1, rule=word), market.StickyRule.STRIKE
    ),
    "measures.batch_interval.measure": Call(
        lambda word: measures.batch_interval(LOSSES, word, confidence=0.9, batches=4), _VAR
    ),
    "measures.bootstrap_interval.measure": Call(
        lambda word: measures.bootstrap_interval(LOSSES, word, confidence=0.9, seed=7, resamples=99), _VAR
    ),
    "measures.drawdown_series.kind": Call(lambda word: measures.drawdown_series(0.01 * LOSSES, kind=word), _SHAPE),
    "measures.maximum_drawdown.kind": Call(lambda word: measures.maximum_drawdown(0.01 * LOSSES, kind=word), _SHAPE),
    "measures.conditional_drawdown_at_risk.kind": Call(
        lambda word: measures.conditional_drawdown_at_risk(0.01 * LOSSES, confidence=0.9, kind=word), _SHAPE
    ),
    "measures.estimate.measure": Call(
        lambda word: measures.estimate(valuation.revalue(*position()), word, confidence=0.9), _VAR
    ),
    "measures.explain_historical_change.measure": Call(change_of_figure, _VAR),
    "measures.simulated_figure.measure": Call(
        lambda word: measures.simulated_figure(LOSSES, word, confidence=0.9, design=scenarios.SampleDesign()), _VAR
    ),
    "microstructure.deleveraged_quantities.rule": Call(
        lambda word: microstructure.deleveraged_quantities([3.0, 1.0], scores=[0.1, 0.9], wanted=2.0, rule=word),
        microstructure.DeleveragingRule.PRO_RATA,
    ),
    "microstructure.BookFeed.__init__.rule": Call(
        lambda word: microstructure.BookFeed(IMAGE.grid, rule=word).rule, microstructure.SequenceRule.BYBIT
    ),
    "microstructure.side_depth.beyond": Call(
        lambda word: microstructure.side_depth(IMAGE, microstructure.Side.BID, source="test", beyond=word),
        microstructure.DepthBeyond.NOTHING,
    ),
    "microstructure.isolated_position.kind": Call(
        lambda word: microstructure.isolated_position(
            side=microstructure.PositionSide.LONG, quantity=2.0, entry=100.0, leverage=5.0, kind=word
        ),
        microstructure.ContractKind.LINEAR,
    ),
    "models.OrderCandidate.criterion.which": Call(lambda word: candidate().criterion(word), _BIC),
    "models.search_arima_order.criterion": Call(searched, _BIC),
    "models.fit_garch.kind": Call(lambda word: models.fit_garch(panel().returns[:, 0], kind=word), _GJR),
    "models.fit_garch.law": Call(lambda word: models.fit_garch(panel().returns[:, 0], law=word), _STUDENT),
    "models.ledoit_wolf_covariance.target": Call(
        lambda word: models.ledoit_wolf_covariance(NOISE, target=word), models.ShrinkageTarget.SCALED_IDENTITY
    ),
    "models.naive_mean.naive": Call(lambda word: models.naive_mean(LOSSES, word, steps=2), models.Naive.DRIFT),
    "models.roll_volatility.kinds": Call(
        lambda word: models.roll_volatility(panel().returns[:, 0], kinds=(word,), origins=2, refit_every=2), _GJR
    ),
    "models.transform_series.transform": Call(
        lambda word: models.transform_series(1.0 + LOSSES**2, transform=word), models.Transform.LOG
    ),
    "models.augmented_dickey_fuller.criterion": Call(
        lambda word: models.augmented_dickey_fuller(LOSSES, criterion=word), _LAG
    ),
    "models.read_stationarity.criterion": Call(lambda word: models.read_stationarity(LOSSES, criterion=word), _LAG),
    "optimize.hierarchical_risk_parity.distance": Call(hierarchy, optimize.ClusterDistance.COLUMNS),
    "rating.rate.readings": Call(rated, rating.RatingFactor.MARKET),
    "report.compose_detections.order": Call(lambda word: report.compose_detections(UNUSED, order=word), None),
    "scenarios.book_filtered_scenarios.kind": Call(
        lambda word: made(scenarios.book_filtered_scenarios, filter_series=panel().returns[:, 0], kind=word), _GJR
    ),
    "scenarios.book_filtered_scenarios.law": Call(
        lambda word: made(scenarios.book_filtered_scenarios, filter_series=panel().returns[:, 0], law=word), _STUDENT
    ),
    "scenarios.factor_filtered_scenarios.kind": Call(
        lambda word: made(scenarios.factor_filtered_scenarios, kind=word), _GARCH
    ),
    "scenarios.factor_filtered_scenarios.law": Call(
        lambda word: made(scenarios.factor_filtered_scenarios, law=word), _LAW
    ),
    "scenarios.fit_factor_filters.kind": Call(
        lambda word: scenarios.fit_factor_filters(panel(), factors=spots("A"), kind=word), _GJR
    ),
    "scenarios.fit_factor_filters.law": Call(
        lambda word: scenarios.fit_factor_filters(panel(), factors=spots("A"), law=word), _LAW
    ),
    "scenarios.fit_garch_factors.kind": Call(lambda word: made(scenarios.fit_garch_factors, kind=word), _GJR),
    "scenarios.fit_garch_factors.law": Call(lambda word: made(scenarios.fit_garch_factors, law=word), _LAW),
    "scenarios.garch_scenarios.sampling": Call(
        lambda word: drawn(scenarios.garch_scenarios, made(scenarios.fit_garch_factors), word), _PAIRS
    ),
    "scenarios.simulate_gbm.method": Call(lambda word: gbm(scenarios.simulate_gbm, word), _METHOD),
    "scenarios.shifted_scenarios.sampling": Call(
        lambda word: drawn(scenarios.shifted_scenarios, brownian(2), word, **SHIFTED), _SOBOL
    ),
    "scenarios.twisted_scenarios.sampling": Call(
        lambda word: drawn(scenarios.twisted_scenarios, brownian(2), word, **TWISTED), _STRATA
    ),
    "scenarios.brownian_scenarios.sampling": Call(
        lambda word: drawn(scenarios.brownian_scenarios, brownian(2), word), _SOBOL
    ),
    "scenarios.jump_diffusion_scenarios.sampling": Call(
        lambda word: drawn(scenarios.jump_diffusion_scenarios, JUMPING, word), _PAIRS
    ),
    "scenarios.normal_draws.sampling": Call(
        lambda word: scenarios.normal_draws(8, 2, seed=7, sampling=word), scenarios.Sampling.PSEUDO_RANDOM
    ),
    "scenarios.copula_scenarios.sampling": Call(
        lambda word: drawn(scenarios.copula_scenarios, made(scenarios.fit_student_copula), word), _SOBOL
    ),
    "scenarios.fit_student_copula.marginals": Call(
        lambda word: made(scenarios.fit_student_copula, marginals=word), scenarios.MarginalLaw.STUDENT_T
    ),
    "scenarios.parametric_scenarios.law": Call(
        lambda word: made(scenarios.parametric_scenarios, law=word, n_scenarios=256), scenarios.ParametricLaw.STUDENT_T
    ),
    "scenarios.parametric_scenarios.covariance": Call(
        lambda word: made(scenarios.parametric_scenarios, covariance=word, n_scenarios=256),
        scenarios.CovarianceRule.EWMA_94,
    ),
    "scenarios.common_degrees_of_freedom.covariance": Call(
        lambda word: scenarios.common_degrees_of_freedom(panel(), symbols=("A",), covariance=word),
        scenarios.CovarianceRule.SAMPLE,
    ),
    "simulator.IcebergTrial.__init__.variant": Call(
        lambda word: simulator.IcebergTrial(seed=1, variant=word).variant, _RETAIL
    ),
    "sources.dataset_schema.dataset": Call(sources.dataset_schema, _TICKS),
    "sources.entity_column.dataset": Call(sources.entity_column, _TICKS),
    "sources.time_column.dataset": Call(sources.time_column, _TICKS),
    "sources.read_perpetual_file.funding_unit": Call(
        lambda word: sources.read_perpetual_file(UNUSED, funding_unit=word), None
    ),
    "sources.read_batches.dataset": Call(batches_of_file, _BARS),
    "sources.QualityReport.of.severities": Call(report_of_batch().of, sources.Severity.SUSPECT),
    "sources.Snapshot.read.dataset": Call(lambda word: store().read(word), _TICKS),
    "sources.Snapshot.day_parts.dataset": Call(
        lambda word: [names for names, *_ in store().day_parts(word, ("price", "time"), None, None)], _TICKS
    ),
    "sources.Snapshot.entities.dataset": Call(lambda word: store().entities(word), _TICKS),
    "valuation.american_option.right": Call(
        lambda word: valuation.american_option(**_HALF, volatility=0.2, right=word), _PUT
    ),
    "valuation.single_option_values.right": Call(
        lambda word: valuation.single_option_values(**_HALF, volatility=0.2, right=word), _PUT
    ),
    "valuation.single_option_volatility.right": Call(
        lambda word: valuation.single_option_volatility(**_HALF, price=2.0, right=word), _PUT
    ),
    "valuation.revalue.engine": Call(lambda word: valuation.revalue(*position(), engine=word), _FULL),
    "valuation.revalue_book.engine": Call(
        lambda word: valuation.revalue_book(valuation.compile_book(*position()[:2]), position()[2], engine=word),
        _FULL,
    ),
    "workflows.export_data.dataset": Call(exported, _TICKS),
    "workflows.import_data.dataset": Call(imported, _BARS),
    "workflows.run_forecast.criterion": Call(lambda word: workflows.run_forecast(UNUSED, criterion=word), None),
    "workflows.run_volatility.kinds": Call(lambda word: workflows.run_volatility(UNUSED, kinds=(word,)), None),
    "workflows.read_forecast_series.transform": Call(
        lambda word: workflows.read_forecast_series("SPY", market="sample", transform=word), models.Transform.LOG
    ),
    "workflows.run_frontier.covariance": Call(
        lambda word: frontier(covariance=word), workflows.CovarianceMethod.SAMPLE
    ),
    "workflows.run_frontier.mean": Call(lambda word: frontier(mean=word), workflows.MeanMethod.EWMA),
    "workflows.run_optimization.objective": Call(lambda word: optimized(objective=word), _MAX_SHARPE),
    "workflows.run_optimization.covariance": Call(
        lambda word: optimized(covariance=word), workflows.CovarianceMethod.SAMPLE
    ),
    "workflows.run_optimization.mean": Call(lambda word: optimized(mean=word), workflows.MeanMethod.EWMA),
    "workflows.run_iceberg_trial.variant": Call(
        lambda word: workflows.run_iceberg_trial(seed=1, variant=word, seconds=60, threshold=0.5), None
    ),
    "workflows.run_models.models": Call(modelled, workflows.RiskModel.FILTERED),
    "workflows.run_backtest.models": Call(backtested, workflows.RiskModel.PARETO_TAIL),
    "workflows.run_pull.sources": Call(lambda word: workflows.run_pull(UNUSED, home=UNUSED, sources=(word,)), None),
    "workflows.plan_pull.sources": Call(planned, workflows.PullSource.BINANCE),
    "workflows.run_gbm_simulation.method": Call(lambda word: gbm(workflows.run_gbm_simulation, word), _METHOD),
    "workflows.plant_in_recording.window": Call(lambda word: workflows.plant_in_recording(UNUSED, word, seed=1), None),
}
