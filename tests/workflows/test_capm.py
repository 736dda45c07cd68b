"""From prices to betas: common closes, dates, symbols, and real prices by another route."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from seawall.core import sessions_per_year
from seawall.errors import DataError, InputError
from seawall.sources import price_source
from seawall.workflows import run_capm, write_market_line
from tests.tolerances import PEER

FIRST, LAST = dt.date(2018, 1, 1), dt.date(2026, 2, 27)


@pytest.mark.real_data
def test_six_real_price_files_equal_pandas_and_statsmodels(real_data: Path) -> None:
    """Read, joined and made into returns by pandas; fitted by statsmodels."""
    import pandas as pd
    import statsmodels.api as sm

    symbols = ["QQQ", "TLT", "GLD", "BTC_USD", "ETH_USD"]
    results = run_capm(
        price_source(str(real_data / "prices")),
        market="SPY",
        risk_free_annual=0.05,
        assets=symbols,
        since=FIRST,
        as_of=LAST,
    )
    frames = {
        each: pd.read_csv(real_data / "prices" / f"{each}.csv.gz", index_col="date", parse_dates=True)["close"]
        for each in ("SPY", *symbols)
    }
    closes = pd.DataFrame(frames).dropna().loc[str(FIRST) : str(LAST)]
    returns = closes.pct_change().dropna()
    per_year = sessions_per_year(closes.index.to_numpy().astype("datetime64[D]"))
    fit = results.fit
    assert fit.n_observations == len(returns)
    assert fit.periods_per_year == pytest.approx(per_year, rel=PEER)
    x = sm.add_constant(returns["SPY"].to_numpy() - 0.05 / per_year)
    for place, symbol in enumerate(symbols):
        y = returns[symbol].to_numpy() - 0.05 / per_year
        peer = sm.OLS(y, x).fit(cov_type="HAC", cov_kwds={"maxlags": fit.lags, "use_correction": True}, use_t=True)
        found = (fit.alpha_annual[place], fit.beta[place], fit.alpha_error[place], fit.beta_error[place])
        expected = (per_year * peer.params[0], peer.params[1], per_year * peer.bse[0], peer.bse[1])
        assert np.allclose(found, expected, rtol=PEER, atol=1e-12), (symbol, found, expected)
        assert fit.alpha_p_value[place] == pytest.approx(peer.pvalues[0], rel=1e-8), symbol
    assert not results.lineage.simulated
    assert results.lineage.window is not None
    assert results.lineage.window.end == LAST


def test_everything_in_the_source_but_the_market_is_the_default() -> None:
    results = run_capm(price_source("sample"), market="SPY", risk_free_annual=0.05)
    assert results.fit.names == ("QQQ", "TLT", "GLD", "BTC_USD", "ETH_USD")
    assert results.lineage.simulated
    assert results.vasicek is not None


def test_dates_cut_both_ends() -> None:
    results = run_capm(
        price_source("sample"),
        market="SPY",
        risk_free_annual=0.05,
        assets=["GLD"],
        since=dt.date(2020, 1, 1),
        as_of=dt.date(2020, 12, 31),
    )
    assert str(results.lineage.window) == "2020-01-01 to 2020-12-31"
    assert results.vasicek is None


def test_what_has_no_answer_is_refused() -> None:
    source = price_source("sample")
    for change, error, fault in (
        ({"assets": ["SPY"]}, InputError, "the market 'SPY' must not be among the assets"),
        ({"assets": ["GLD", "GLD"]}, InputError, "must not repeat, but 'GLD' does"),
        ({"assets": []}, InputError, "at least one symbol"),
        ({"assets": ["GLX"]}, DataError, "no symbol 'GLX'"),
        ({"market": "SPX"}, DataError, "no symbol 'SPX'"),
        ({"since": dt.date(2030, 1, 1)}, DataError, "before the first date 2030-01-01"),
        (
            {"since": dt.date(2020, 2, 1), "as_of": dt.date(2020, 1, 1)},
            InputError,
            "first date must be before the last",
        ),
        ({"since": dt.date(2020, 1, 1), "as_of": dt.date(2020, 1, 20)}, DataError, "needs 25 common closes, found 14"),
        ({"risk_free_annual": 5.0}, InputError, "decimals a year"),
        ({"market_return_annual": 12.0}, InputError, "decimal a year"),
    ):
        with pytest.raises(error, match=fault):
            run_capm(source, **{"market": "SPY", "risk_free_annual": 0.05, **change})  # type: ignore[arg-type]


def test_a_folder_lists_files_and_panels(tmp_path: Path) -> None:
    days = [str(dt.date(2024, 1, 1) + dt.timedelta(days=i)) for i in range(40)]
    (tmp_path / "ONE.csv").write_text(
        "date,close,volume\n" + "".join(f"{day},{100 + i % 7},5\n" for i, day in enumerate(days))
    )
    (tmp_path / "wide.csv").write_text(
        "Date,TWO,SIX\n" + "".join(f"{day},{50 + i % 5},{9 + i % 4}\n" for i, day in enumerate(days))
    )
    (tmp_path / "notes.txt").write_text("not a table")
    assert price_source(str(tmp_path)).symbols() == ("ONE", "SIX", "TWO")
    assert price_source(str(tmp_path / "wide.csv")).symbols() == ("SIX", "TWO")
    results = run_capm(price_source(str(tmp_path)), market="ONE", risk_free_annual=0.0)
    assert results.fit.names == ("SIX", "TWO")
    with pytest.raises(DataError, match="no prices of anything but the market"):
        run_capm(price_source(str(tmp_path / "ONE.csv")), market="ONE", risk_free_annual=0.0)
    (tmp_path / "broken.parquet").write_bytes(b"no table")
    with pytest.raises(DataError, match=r"broken\.parquet"):
        price_source(str(tmp_path)).symbols()


def test_the_picture_is_written_whole(tmp_path: Path) -> None:
    results = run_capm(price_source("sample"), market="SPY", risk_free_annual=0.05)
    first, second = (write_market_line(tmp_path / name, results).read_bytes() for name in ("a.png", "b.png"))
    assert first == second
    assert first.startswith(b"\x89PNG")
    with pytest.raises(InputError, match=r"named NAME.png, was 'a.pdf'"):
        write_market_line(tmp_path / "a.pdf", results)
