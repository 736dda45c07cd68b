"""P&L explain from the files on: terms that sum, the P&L of full revaluation, and the dates that were asked for."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seawall.errors import DataError, InputError
from seawall.portfolio import PortfolioFile, read_portfolio_file
from seawall.report import compose_explain
from seawall.sources import price_source
from seawall.valuation import PnlTerms
from seawall.workflows import open_market, run_pnl_explain
from tests.tolerances import MONEY, UNEXPLAINED
from tests.workflows.test_risk_report import AS_OF, WEIGHTS, closes_by_hand


@pytest.fixture(scope="module")
def derivatives(examples: Path) -> PortfolioFile:
    return read_portfolio_file(examples / "crypto_derivatives.yaml")


@settings(max_examples=25)
@given(days=st.integers(1, 700), held=st.integers(5, 200))
def test_terms_sum_to_the_pnl_of_full_revaluation(derivatives: PortfolioFile, days: int, held: int) -> None:
    end = dt.date(2025, 12, 30) - dt.timedelta(days)
    start = end - dt.timedelta(held)
    results = run_pnl_explain(derivatives, open_market(derivatives), start=start, end=end)
    rows = results.explained.positions
    for row in rows:
        revalued = results.values_after[row.position] - results.values_before[row.position]
        assert row.terms.actual == row.actual, (start, end, row)
        assert row.actual == pytest.approx(revalued, rel=MONEY, abs=1e-6), (start, end, row)
    causes = [field.name for field in dataclasses.fields(PnlTerms) if field.name != "unexplained"]
    for cause in causes:
        assert getattr(results.explained.total, cause) == math.fsum(getattr(row.terms, cause) for row in rows)
    assert results.explained.total.actual == results.explained.actual == math.fsum(row.actual for row in rows)


def test_without_dates_it_is_the_last_session(derivatives: PortfolioFile) -> None:
    source = open_market(derivatives)
    results = run_pnl_explain(derivatives, source)
    dates = source.read("BTC_USD").dates
    joined = dates[np.isin(dates, source.read("SPY").dates)]
    last = joined[joined <= np.datetime64("2025-12-30")][-2:]
    assert [str(results.before.as_of), str(results.after.as_of)] == [str(each) for each in last]
    assert abs(results.explained.total.unexplained) < UNEXPLAINED * abs(results.explained.actual)


def test_a_day_without_a_close_means_the_close_before(derivatives: PortfolioFile) -> None:
    source = open_market(derivatives)
    monday = run_pnl_explain(derivatives, source, start=dt.date(2025, 12, 28), end=dt.date(2025, 12, 29))
    assert [monday.before.as_of.isoformat(), monday.after.as_of.isoformat()] == ["2025-12-26", "2025-12-29"]


def test_a_day_with_a_close_means_that_close(derivatives: PortfolioFile) -> None:
    results = run_pnl_explain(derivatives, open_market(derivatives), start=dt.date(2025, 12, 26))
    assert results.before.as_of == dt.date(2025, 12, 26)


def test_what_prices_cannot_tell_is_null_and_named(derivatives: PortfolioFile) -> None:
    document = compose_explain(run_pnl_explain(derivatives, open_market(derivatives)))
    funding = {each.position: each.explain.terms["funding"].value for each in document.positions}
    assert funding["BTC-perpetual"] is None
    assert funding["BTC-spot"] == 0.0
    assert document.total.terms["funding"].value is None
    assert document.total.terms["carry"].text == "–"
    assert any("Funding is not known" in note and "BTC-perpetual" in note for note in document.notes)
    known = [each.value for each in document.total.terms.values() if each.value is not None]
    assert math.fsum(known) == pytest.approx(document.total.actual.value, rel=MONEY)


def test_a_volatility_that_the_file_fixes_is_said_to_be_constant(derivatives: PortfolioFile, tmp_path: Path) -> None:
    text = derivatives.path.read_text().replace("strike: 75000,", "strike: 75000, implied_volatility: 0.6,")
    (tmp_path / "book.yaml").write_text(text)
    file = read_portfolio_file(tmp_path / "book.yaml")
    document = compose_explain(run_pnl_explain(file, open_market(file)))
    put = next(each for each in document.positions if each.position == "BTC-put-75000")
    assert [put.explain.terms[cause].value for cause in ("vega", "vanna", "volga")] == [0.0, 0.0, 0.0]
    assert any("held constant" in note and "BTC-put-75000" in note and "vega" in note for note in document.notes)


@pytest.mark.parametrize(
    ("start", "end", "error", "fault"),
    [
        (dt.date(2025, 12, 30), None, InputError, "--from must be before the close of 2025-12-30"),
        (dt.date(1990, 1, 1), None, DataError, "the first common close is"),
        (None, dt.date(2026, 3, 27), DataError, "days before the as-of date"),
        (None, dt.date(1990, 1, 1), DataError, "after the as-of date 1990-01-01"),
    ],
)
def test_dates_that_cannot_be_are_refused(
    derivatives: PortfolioFile, start: dt.date | None, end: dt.date | None, error: type[Exception], fault: str
) -> None:
    with pytest.raises(error, match=fault):
        run_pnl_explain(derivatives, open_market(derivatives), start=start, end=end)


@pytest.mark.real_data
def test_real_closes_by_hand(real_data: Path, examples: Path) -> None:
    """A book without options gains its quantities times the moves of the closes, all of it delta."""
    file = read_portfolio_file(examples / "multi_asset_01.yaml")
    results = run_pnl_explain(file, price_source(str(real_data / "prices")), start=dt.date(2025, 11, 28), end=AS_OF)
    prices = {symbol: closes_by_hand(real_data, symbol) for symbol in WEIGHTS}
    for row, position in zip(results.explained.positions, results.portfolio.positions, strict=True):
        asset = results.portfolio.asset_of(position)
        if asset is None:
            assert row.actual == 0.0
            continue
        closes = prices[asset.symbol]
        expected = position.sized * (closes[str(AS_OF)] - closes["2025-11-28"])
        assert row.actual == pytest.approx(expected, rel=MONEY)
        assert row.terms.delta == pytest.approx(expected, rel=MONEY)
