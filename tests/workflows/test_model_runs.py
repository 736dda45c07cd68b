"""Models on a book: each forecast knows only what came before it, and equals the figure of its own day."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from seawall.cli.quantify import Model
from seawall.errors import DataError, InputError
from seawall.market import ReturnPanel, simple_returns
from seawall.measures import Measure, expected_shortfall, value_at_risk
from seawall.portfolio import PortfolioFile, read_portfolio_file
from seawall.report import BacktestResults, ModelResults
from seawall.scenarios import historical_scenarios, risk_factors
from seawall.sources import price_source
from seawall.valuation import revalue
from seawall.workflows import RiskModel, open_market, run_backtest, run_models, run_risk_report
from seawall.workflows.market_data import open_book
from seawall.workflows.risk_models import FITTED_MODELS, model_scenarios
from seawall.workflows.rolling import DRAWS, RollingBook, rolled_forecasts, rolling_book
from tests.tolerances import EXACT, MONEY

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
QUICK = [RiskModel.HISTORICAL, RiskModel.AGE_WEIGHTED, RiskModel.VOLATILITY_SCALED, RiskModel.NORMAL, RiskModel.EWMA]


@pytest.fixture(scope="module")
def file() -> PortfolioFile:
    return read_portfolio_file(EXAMPLES / "multi_asset_01.yaml")


@pytest.fixture(scope="module")
def book(file: PortfolioFile) -> RollingBook:
    portfolio, data = open_book(file, open_market(file))
    return rolling_book(portfolio, data.snapshot, simple_returns(data.panel), lineage=data.lineage)


def rolled(model: RiskModel, book: RollingBook, tested: int = 40, window: int = 300):  # type: ignore[no-untyped-def]
    return rolled_forecasts(
        model,
        book,
        window_sessions=window,
        tested_sessions=tested,
        confidence=0.99,
        refit_sessions=21,
        seed=3,
        progress=lambda *_: None,
    )


def test_the_command_line_knows_every_model() -> None:
    assert [each.value for each in Model] == [each.value for each in RiskModel]


@pytest.mark.parametrize("model", [*QUICK, RiskModel.FILTERED, RiskModel.PARETO_TAIL])
def test_a_forecast_knows_nothing_of_its_session_or_later(model: RiskModel, book: RollingBook) -> None:
    """With other moves from the tenth tested session on, the first ten forecasts stay as they were, to the bit."""
    before = rolled(model, book, tested=20)
    changed_from = len(book.pnl) - 11
    returns, pnl = np.array(book.returns.returns), np.array(book.pnl)
    returns[changed_from:] *= 3.0
    pnl[changed_from:] *= 3.0
    other = dataclasses.replace(book, returns=dataclasses.replace(book.returns, returns=returns), pnl=pnl)
    after = rolled(model, other, tested=20)
    np.testing.assert_array_equal(before.value_at_risk[:10], after.value_at_risk[:10])
    np.testing.assert_array_equal(before.expected_shortfall[:10], after.expected_shortfall[:10])
    assert (before.value_at_risk[10:] != after.value_at_risk[10:]).any(), "the change was never noticed"


@pytest.mark.parametrize("model", [*QUICK, RiskModel.STUDENT_T])
def test_a_rolled_forecast_is_the_figure_of_its_day(model: RiskModel, book: RollingBook, file: PortfolioFile) -> None:
    """Stacked revaluation against one of each day by itself, position by position."""
    record = rolled(model, book, tested=5)
    portfolio, data = open_book(file, open_market(file))
    for place in range(5):
        session = len(book.pnl) - 5 + place
        scenarios = model_scenarios(model, book.before(session, 300), n_draws=DRAWS, seed=3)
        losses = revalue(portfolio, data.snapshot, scenarios).losses
        weights = scenarios.design.weights
        value = value_at_risk(losses, confidence=0.99, weights=weights)
        shortfall = expected_shortfall(losses, confidence=0.99, weights=weights)
        assert record.value_at_risk[place] == pytest.approx(value, rel=1e-10), (model, place)
        assert record.expected_shortfall[place] == pytest.approx(shortfall, rel=1e-10), (model, place)


def test_losses_are_those_of_todays_book(book: RollingBook, file: PortfolioFile) -> None:
    record = rolled(RiskModel.HISTORICAL, book)
    portfolio, data = open_book(file, open_market(file))
    scenarios = historical_scenarios(simple_returns(data.panel), factors=risk_factors(portfolio), lineage=data.lineage)
    expected = revalue(portfolio, data.snapshot, scenarios).losses[-40:]
    np.testing.assert_allclose(record.losses, expected, rtol=EXACT)
    assert tuple(str(day) for day in record.dates) == scenarios.labels[-40:]
    assert record.exceptions.tolist() == (expected > record.value_at_risk).tolist()


def test_a_kept_fit_still_follows_the_volatility(book: RollingBook) -> None:
    """Refit or not, the forecast moves from one session to the next."""
    assert RiskModel.FILTERED in FITTED_MODELS
    record = rolled(RiskModel.FILTERED, book, tested=10)
    assert len(set(record.value_at_risk.tolist())) == 10
    assert "refit every 21 sessions" in record.lineage.method


def test_the_report_and_the_models_agree(file: PortfolioFile) -> None:
    """Historical VaR stands in three places; it is one number."""
    source = open_market(file)
    report = run_risk_report(file, source)
    models = run_models(file, source, models=[RiskModel.HISTORICAL], confidences=[0.99])
    headline = {
        figure.measure: figure.value
        for figure in report.figures
        if (figure.confidence, figure.horizon_sessions) == (0.99, 1)
    }
    for figures in (report.fan[0].figures, models.models[0].figures):
        assert {each.measure: each.value for each in figures} == pytest.approx(headline, rel=MONEY)
    assert [each.model for each in report.fan] == [each.model for each in report.backtests]
    assert [each.model for each in report.fan] == ["historical", "normal", "ewma", "filtered"]
    assert {len(each.forecasts) for each in report.backtests} == {500}


def test_every_model_gives_figures_or_a_listed_failure(file: PortfolioFile) -> None:
    found = run_models(file, open_market(file), models=list(RiskModel), confidences=[0.975, 0.99], horizon_sessions=10)
    assert len(found.models) + len(found.failures) == len(RiskModel)
    for model in found.models:
        by_key = {(f.measure, f.confidence): f for f in model.figures}
        assert set(by_key) == {(m, c) for m in Measure for c in (0.975, 0.99)}, model.model
        for confidence in (0.975, 0.99):
            shortfall = by_key[Measure.EXPECTED_SHORTFALL, confidence].value
            assert shortfall >= by_key[Measure.VALUE_AT_RISK, confidence].value > 0, model.model
        assert {f.horizon_sessions for f in model.figures} == {10}
    assert {each.where for each in found.failures} <= {"model cornish-fisher"}, found.failures


def still(returns: ReturnPanel, column: int) -> ReturnPanel:
    changed = np.array(returns.returns)
    changed[:, column] = 0.0
    return dataclasses.replace(returns, returns=changed)


def test_an_asset_that_never_moved_has_no_parametric_model(book: RollingBook) -> None:
    flat = dataclasses.replace(book, returns=still(book.returns, 0))
    with pytest.raises(DataError, match=r"forecast of .*: BTC_USD has zero variance"):
        rolled(RiskModel.NORMAL, flat)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"confidence": 99.0}, InputError, "percent given"),
        ({"window_sessions": 50_000}, DataError, "a window of 50001 sessions needs 50002 common closes of .*, found"),
        ({"refit_sessions": 0}, InputError, "'refit_sessions' must be at least 1"),
        ({"tested_sessions": 0}, InputError, "'tested_sessions' must be at least 1"),
    ],
)
def test_bad_arguments_are_refused_before_anything_is_valued(
    file: PortfolioFile, arguments: dict[str, float], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        run_backtest(file, open_market(file), models=[RiskModel.HISTORICAL], **arguments)  # type: ignore[arg-type]


def test_the_pareto_tail_needs_a_confidence_in_the_tail(file: PortfolioFile) -> None:
    found = run_models(file, open_market(file), models=[RiskModel.PARETO_TAIL], confidences=[0.9])
    assert "must be above 0.9" in found.failures[0].message


@pytest.fixture(scope="module")
def real_backtest(real_data: Path, file: PortfolioFile) -> BacktestResults:
    source = price_source(str(real_data / "prices"))
    models = [*QUICK, RiskModel.CORNISH_FISHER, RiskModel.PARETO_TAIL]
    return run_backtest(file, source, models=models, window_sessions=500)


@pytest.mark.real_data
def test_real_history_rejects_the_normal_law(real_backtest: BacktestResults) -> None:
    """Six assets, 2019 to 2025: history is not rejected, the normal laws understate the tail."""
    rejected = {each.model: each.verdict.rejected for each in real_backtest.models}
    assert rejected.pop("historical") is False
    assert rejected["normal"]
    assert rejected["ewma"]
    assert {each.where for each in real_backtest.failures} == {"backtest of cornish-fisher"}
    assert real_backtest.ranking[0].against_best is None


@pytest.mark.real_data
def test_real_exceptions_by_hand(real_backtest: BacktestResults) -> None:
    """Historical VaR of 500 sessions at 99 % is the fifth largest loss before each session."""
    record = next(each.forecasts for each in real_backtest.models if each.model == "historical")
    losses = record.losses
    for place in range(600, len(losses), 97):
        assert record.value_at_risk[place] == np.sort(losses[place - 500 : place])[-5], record.dates[place]


@pytest.mark.real_data
def test_real_models_on_one_day(real_data: Path, file: PortfolioFile) -> None:
    source = price_source(str(real_data / "prices"))
    found: ModelResults = run_models(file, source, models=list(RiskModel), confidences=[0.99])
    values = {each.model: each.figures[0].value for each in found.models}
    assert values["ewma"] < values["normal"] < values["student-t"] < values["historical"], values
