"""The whole way on real prices, against calculations that share no code with it."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
from pathlib import Path

import numpy as np
import pytest

from seawall.errors import DataError, InputError
from seawall.measures import Measure, shortfall_contributions
from seawall.portfolio import read_portfolio_file
from seawall.report import RiskResults
from seawall.scenarios import ShockOrigin
from seawall.sources import price_source
from seawall.workflows import open_market, run_risk_report
from tests.tolerances import EXACT, MONEY

AS_OF = dt.date(2025, 12, 30)
WEIGHTS = {"BTC_USD": 0.284, "SPY": 0.221, "GLD": 0.186, "QQQ": 0.142, "ETH_USD": 0.103, "TLT": 0.042}
AUM = 4_200_000.0


@pytest.fixture(scope="module")
def results(real_data: Path, examples: Path) -> RiskResults:
    file = read_portfolio_file(examples / "multi_asset_01.yaml")
    return run_risk_report(file, price_source(str(real_data / "prices")), as_of=AS_OF, with_models=False)


def closes_by_hand(folder: Path, symbol: str) -> dict[str, float]:
    with gzip.open(folder / "prices" / f"{symbol}.csv.gz", "rt") as stream:
        return {row["date"]: float(row["close"]) for row in csv.DictReader(stream)}


def losses_by_hand(folder: Path, horizon: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Losses of the book from the files, in plain numpy: weights times overlapping simple returns."""
    prices = {symbol: closes_by_hand(folder, symbol) for symbol in WEIGHTS}
    common = sorted(set.intersection(*(set(each) for each in prices.values())))
    last = [day for day in common if day <= str(AS_OF)][-1_000:]
    matrix = np.array([[prices[symbol][day] for symbol in WEIGHTS] for day in last])
    returns = matrix[horizon:] / matrix[:-horizon] - 1
    return np.asarray(-AUM * returns @ np.array(list(WEIGHTS.values())))


@pytest.mark.real_data
@pytest.mark.parametrize("horizon", [1, 10])
@pytest.mark.parametrize(("confidence", "tail_1", "tail_10"), [(0.95, 50, 50), (0.975, 25, 25), (0.99, 10, 10)])
def test_var_equals_an_independent_calculation(
    results: RiskResults, real_data: Path, horizon: int, confidence: float, tail_1: int, tail_10: int
) -> None:
    losses = np.sort(losses_by_hand(real_data, horizon))[::-1]
    rank = tail_1 if horizon == 1 else tail_10
    figures = {(f.measure, f.confidence, f.horizon_sessions): f for f in results.figures}
    var = figures[Measure.VALUE_AT_RISK, confidence, horizon]
    assert var.value == pytest.approx(losses[rank - 1], rel=EXACT)
    assert var.n == 1_000 - horizon
    share = (1 - confidence) * len(losses)
    whole = int(np.floor(share + 1e-9))
    shortfall = (losses[:whole].sum() + (share - whole) * losses[whole]) / share
    assert figures[Measure.EXPECTED_SHORTFALL, confidence, horizon].value == pytest.approx(shortfall, rel=1e-10)


@pytest.mark.real_data
def test_the_replayed_covid_loss_of_spy_is_the_real_move(results: RiskResults, real_data: Path) -> None:
    closes = closes_by_hand(real_data, "SPY")
    move = closes["2020-03-23"] / closes["2020-02-19"] - 1
    row = results.stress_cube.labels.index("COVID_2020")
    column = results.stress_cube.positions.index("SPY")
    loss = results.stress_cube.pnl[row, column]
    assert abs(loss / (AUM * 0.221) - move) <= EXACT
    assert move == pytest.approx(-0.3372, abs=1e-4)


@pytest.mark.real_data
def test_the_report_says_which_positions_used_a_proxy(results: RiskResults) -> None:
    origins = {
        scenario.id: {each.factor.name: each.origin for each in row}
        for scenario, row in zip(results.stress.scenarios, results.stress.resolved, strict=True)
    }
    assert set(origins["COVID_2020"].values()) == {ShockOrigin.REPLAYED}
    gfc = {name for name, origin in origins["GFC_2008"].items() if origin is ShockOrigin.CLASS_PROXY}
    assert gfc == {"BTC", "ETH"}
    assert origins["CHINA_2015"]["ETH"] is ShockOrigin.PROXY
    assert set(origins["PAGE_GFC_2008"][name] for name in ("BTC", "GLD", "TLT")) == {ShockOrigin.UNSHOCKED}


@pytest.mark.real_data
def test_real_prices_are_not_called_simulated(results: RiskResults) -> None:
    assert not results.lineage.simulated
    assert not any(figure.lineage.simulated for figure in results.figures)
    assert results.snapshot.as_of == AS_OF


@pytest.mark.real_data
def test_contributions_add_up(results: RiskResults) -> None:
    for figure in results.figures:
        if figure.measure is Measure.EXPECTED_SHORTFALL and figure.horizon_sessions == 1:
            total = shortfall_contributions(results.cube, confidence=figure.confidence).sum()
            assert abs(total - figure.value) <= MONEY * figure.value


@pytest.mark.real_data
def test_only_the_files_of_the_book_are_opened(real_data: Path, examples: Path, tmp_path: Path) -> None:
    for symbol in WEIGHTS:
        (tmp_path / f"{symbol}.csv.gz").symlink_to(real_data / "prices" / f"{symbol}.csv.gz")
    (tmp_path / "BROKEN.csv").write_bytes(b"\xff\xfe not a table")
    (tmp_path / "BROKEN.parquet").write_bytes(b"not a table either")
    file = read_portfolio_file(examples / "multi_asset_01.yaml")
    assert run_risk_report(file, price_source(str(tmp_path)), as_of=AS_OF, with_models=False).figures


def test_the_bundled_real_prices_rate_as_a_range(examples: Path) -> None:
    file = read_portfolio_file(examples / "us_large_caps.yaml")
    results = run_risk_report(file, open_market(file), with_models=False)
    assert not results.lineage.simulated
    assert results.rating.grade is None
    assert results.rating.score is None
    assert results.rating.worst - results.rating.best == pytest.approx(2.0)
    assert results.snapshot.as_of == dt.date(2022, 12, 28)


def test_the_sample_market_never_replays_a_crisis(examples: Path) -> None:
    file = read_portfolio_file(examples / "multi_asset_01.yaml")
    results = run_risk_report(file, open_market(file), with_models=False)
    assert results.lineage.simulated
    assert all(each.origin is not ShockOrigin.REPLAYED for row in results.stress.resolved for each in row)


def test_a_worse_input_of_each_factor_raises_its_score(examples: Path, tmp_path: Path) -> None:
    """Each rating score moves with its input, through the whole workflow."""
    text = (examples / "multi_asset_01.yaml").read_text()

    def scores(changed: str) -> dict[str, float | None]:
        path = tmp_path / "book.yaml"
        path.write_text(changed)
        file = read_portfolio_file(path)
        rating = run_risk_report(file, open_market(file), with_models=False).rating
        return {each.policy.factor.value: each.score for each in rating.waterfall}

    base = scores(text)
    changes = {
        "credit": ("default_probability: 0.03", "default_probability: 0.09"),
        "liquidity": ("assets_under_management: 4200000", "assets_under_management: 42000000000"),
        "concentration": ("asset: SPY, weight: 0.221", "asset: BTC, weight: 0.221"),
        "market": ("asset: GLD, weight: 0.186", "asset: ETH, weight: 0.186"),
        "macro": ("as_of: 2025-12-30", "as_of: 2022-06-15"),
    }
    for factor, (before, after) in changes.items():
        assert before in text
        moved = scores(text.replace(before, after))
        assert (moved[factor] or 0.0) > (base[factor] or 0.0), (factor, base[factor], moved[factor])


def test_without_a_market_the_error_says_what_to_do(examples: Path, tmp_path: Path) -> None:
    path = tmp_path / "book.yaml"
    path.write_text((examples / "multi_asset_01.yaml").read_text().replace("market: sample\n", ""))
    with pytest.raises(InputError, match="--market"):
        open_market(read_portfolio_file(path))


def test_prices_that_end_long_before_the_date_are_refused(examples: Path) -> None:
    file = read_portfolio_file(examples / "multi_asset_01.yaml")
    with pytest.raises(DataError, match="days before the as-of date 2026-03-01"):
        run_risk_report(file, open_market(file), as_of=dt.date(2026, 3, 1))
