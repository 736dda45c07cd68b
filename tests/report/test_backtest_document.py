"""The timeline of a backtest is the record behind its verdicts."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from seawall.portfolio import read_portfolio_file
from seawall.report import BacktestDocument, BacktestResults, backtest_schema, compose_backtest, document_json
from seawall.workflows import RiskModel, open_market, run_backtest

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
MODELS = (RiskModel.HISTORICAL, RiskModel.AGE_WEIGHTED, RiskModel.VOLATILITY_SCALED)
SHORTENED = 1e-6
"""Relative: a figure of seven significant digits against its full precision."""


@pytest.fixture(scope="module")
def results() -> BacktestResults:
    file = read_portfolio_file(EXAMPLES / "multi_asset_01.yaml")
    return run_backtest(
        file, open_market(file), models=MODELS, confidence=0.95, window_sessions=300, tested_sessions=200
    )


@pytest.fixture(scope="module")
def document(results: BacktestResults) -> BacktestDocument:
    return compose_backtest(results)


def test_sessions_of_the_timeline_are_those_that_were_tested(
    document: BacktestDocument, results: BacktestResults
) -> None:
    timeline = document.timeline
    assert len(timeline.dates) == len(timeline.pnl) == 200
    assert [each.model for each in timeline.forecasts] == [each.value for each in MODELS]
    for view, found in zip(timeline.forecasts, results.models, strict=True):
        record = found.forecasts
        assert timeline.dates == tuple(map(str, record.dates))
        np.testing.assert_allclose(timeline.pnl, -record.losses, rtol=SHORTENED)
        np.testing.assert_allclose(view.value_at_risk, record.value_at_risk, rtol=SHORTENED)
        np.testing.assert_allclose(view.expected_shortfall, record.expected_shortfall, rtol=SHORTENED)


def test_exceptions_read_off_the_timeline_are_those_of_the_verdict(document: BacktestDocument) -> None:
    counts = []
    for view, judged in zip(document.timeline.forecasts, document.models, strict=True):
        read = tuple(
            date
            for date, pnl, limit in zip(document.timeline.dates, document.timeline.pnl, view.value_at_risk, strict=True)
            if pnl < -limit
        )
        assert read == judged.exception_dates, judged.model
        assert len(read) == judged.exceptions
        counts.append(len(read))
    assert max(counts) > 0, "no model had an exception: nothing was compared"


def test_without_a_model_the_timeline_is_empty(results: BacktestResults) -> None:
    timeline = compose_backtest(dataclasses.replace(results, models=(), ranking=())).timeline
    assert (timeline.dates, timeline.pnl, timeline.forecasts) == ((), (), ())
    assert timeline.unit == "USD"


def test_json_keeps_to_its_schema(document: BacktestDocument) -> None:
    broken = json.loads(document_json(document))
    jsonschema.validate(broken, backtest_schema())
    del broken["timeline"]["forecasts"][0]["value_at_risk"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, backtest_schema())
