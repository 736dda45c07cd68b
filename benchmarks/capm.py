"""Betas of thousands of assets, one thread: ``python -m benchmarks capm``."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.timing import Candidate, interleaved, is_installed, pin_to_one_core, report, write
from seawall.core import FloatArray
from seawall.models import fit_capm, newey_west_lags, rolling_beta_errors, rolling_capm

ASSETS, DAYS, WINDOW = 5000, 2500, 252
STATSMODELS_ASSETS, ROLLING_OLS_ASSETS, POLARS_ASSETS, PANDAS_ASSETS = 100, 2, 200, 50
GIVEN: dict[str, Any] = {"risk_free_annual": 0.02, "periods_per_year": 252.0}
RISK_FREE = 0.02 / 252.0
ROUNDS = 7


def panel() -> tuple[FloatArray, FloatArray]:
    """Returns of the assets, betas from 0 to 2, and of the market."""
    rng = np.random.default_rng(1)
    market = 0.0003 + 0.01 * rng.standard_normal(DAYS)
    return np.linspace(0.0, 2.0, ASSETS) * market[:, None] + 0.02 * rng.standard_normal((DAYS, ASSETS)), market


def read_once(returns: FloatArray) -> Candidate:
    """The least any method must do: read every return."""
    return Candidate("reading the panel once", returns.sum, ASSETS)


def whole_sample(returns: FloatArray, market: FloatArray) -> dict[str, Any]:
    """Alpha, beta, R² and Newey-West errors of the whole sample.

    The lean loop of statsmodels works on arrays and makes the regressors once; the other is how its users write it, on
    the columns of a pandas table. Both read the figures that ours has.
    """
    ours = "seawall fit_capm"
    lags = newey_west_lags(DAYS)
    candidates = [Candidate(ours, lambda: fit_capm(returns, market, **GIVEN), ASSETS), read_once(returns)]
    notes: dict[str, Any] = {"a point": f"one asset of {DAYS:,} days, {lags} lags"}
    if is_installed("statsmodels"):
        import statsmodels.api as sm

        x = sm.add_constant(market - RISK_FREE)
        some = [np.ascontiguousarray(returns[:, i]) - RISK_FREE for i in range(STATSMODELS_ASSETS)]
        keywords = {"maxlags": lags, "use_correction": True}

        def fit(y: FloatArray) -> Any:
            return sm.OLS(y, x).fit(cov_type="HAC", cov_kwds=keywords, use_t=True)

        def figures(found: Any) -> tuple[Any, ...]:
            return found.params, found.bse, found.tvalues, found.pvalues, found.rsquared, found.mse_resid

        def lean_loop() -> None:
            for y in some:
                figures(fit(y))

        candidates.append(
            Candidate(f"statsmodels loop, lean ({STATSMODELS_ASSETS} of them)", lean_loop, STATSMODELS_ASSETS)
        )
        if is_installed("pandas"):
            import pandas as pd

            frame, index = pd.DataFrame(np.column_stack(some)), pd.Series(market - RISK_FREE, name="market")

            def usual_loop() -> None:
                for name in frame:
                    model = sm.OLS(frame[name], sm.add_constant(index))
                    figures(model.fit(cov_type="HAC", cov_kwds=keywords, use_t=True))

            label = f"statsmodels loop, pandas ({STATSMODELS_ASSETS} of them)"
            candidates.append(Candidate(label, usual_loop, STATSMODELS_ASSETS))
        mine = fit_capm(returns, market, **GIVEN)
        differences = [
            max(abs(mine.beta[i] / its.params[1] - 1.0), abs(mine.beta_error[i] / its.bse[1] - 1.0))
            for i, its in ((i, fit(some[i])) for i in range(1, STATSMODELS_ASSETS))
        ]
        notes["largest relative difference to statsmodels"] = f"{max(differences):.1e}"
    timings = interleaved(candidates, rounds=ROUNDS)
    return report(f"CAPM with HAC errors, {ASSETS:,} assets, 1 thread", timings, ours=ours, notes=notes)


def rolling(returns: FloatArray, market: FloatArray) -> dict[str, Any]:
    """Alpha, beta and R² of every window; what peers compute is named."""
    ours = "seawall rolling_capm: alpha, beta, R²"
    candidates = [
        Candidate(ours, lambda: rolling_capm(returns, market, window=WINDOW, **GIVEN), ASSETS),
        read_once(returns),
    ]
    notes: dict[str, Any] = {"a point": f"one asset, {DAYS - WINDOW + 1:,} windows of {WINDOW} days"}
    mine = rolling_capm(returns[:, :POLARS_ASSETS], market, window=WINDOW, **GIVEN).beta
    if is_installed("polars"):
        import polars

        names = [f"a{i}" for i in range(POLARS_ASSETS)]
        columns = {name: np.ascontiguousarray(returns[:, i]) for i, name in enumerate(names)}
        frame = polars.DataFrame({"market": market, **columns})
        x = polars.col("market")

        def beta(name: str) -> Any:
            covariance = polars.rolling_cov(polars.col(name), x, window_size=WINDOW)
            return (covariance / x.rolling_var(WINDOW)).alias(name)

        expressions = [beta(name) for name in names]
        label = f"polars rolling_cov/rolling_var: beta ({POLARS_ASSETS} of them)"
        candidates.append(Candidate(label, lambda: frame.select(expressions), POLARS_ASSETS))
        gap = np.abs(frame.select(expressions).to_numpy()[WINDOW - 1 :] - mine).max()
        notes["largest difference to polars"] = f"{gap:.1e}"
    if is_installed("pandas"):
        import pandas as pd

        table, index = pd.DataFrame(returns[:, :PANDAS_ASSETS]), pd.Series(market)
        label = f"pandas rolling cov/var: beta ({PANDAS_ASSETS} of them)"

        def by_pandas() -> None:
            table.rolling(WINDOW).cov(index).div(index.rolling(WINDOW).var(), axis=0)

        candidates.append(Candidate(label, by_pandas, PANDAS_ASSETS))
    if is_installed("statsmodels"):
        import statsmodels.api as sm
        from statsmodels.regression.rolling import RollingOLS

        regressors = sm.add_constant(market)

        def by_statsmodels() -> None:
            for i in range(ROLLING_OLS_ASSETS):
                RollingOLS(returns[:, i], regressors, window=WINDOW).fit(params_only=True)

        label = f"statsmodels RollingOLS: parameters ({ROLLING_OLS_ASSETS} of them)"
        candidates.append(Candidate(label, by_statsmodels, ROLLING_OLS_ASSETS))
    timings = interleaved(candidates, rounds=ROUNDS)
    return report(f"rolling CAPM, {ASSETS:,} assets, 1 thread", timings, ours=ours, notes=notes)


def rolling_errors(returns: FloatArray, market: FloatArray) -> dict[str, Any]:
    """Newey-West errors of every window's beta."""
    ours = "seawall rolling_beta_errors"
    candidates = [Candidate(ours, lambda: rolling_beta_errors(returns, market, window=WINDOW, **GIVEN), ASSETS)]
    timings = interleaved(candidates, rounds=3)
    seconds = 1e-9 * timings[ours].median * ASSETS
    return report(
        f"HAC errors of rolling betas, {ASSETS:,} assets, 1 thread",
        timings,
        ours=ours,
        notes={"seconds": f"{seconds:.2f}"},
    )


def main() -> None:
    """Peers that are slow work on the first assets of the panel; a time per asset makes them comparable."""
    pin_to_one_core()
    returns, market = panel()
    tables = [whole_sample(returns, market), rolling(returns, market), rolling_errors(returns, market)]
    write("capm", tables)


if __name__ == "__main__":
    main()
