"""Hierarchical risk parity: PyPortfolioOpt's published weights, the paper's distance, small trees by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.optimize import ClusterDistance, ReturnCovariance, hierarchical_risk_parity
from tests.optimize.shortfall_problems import factor_returns
from tests.tolerances import EXACT


def _covariance(matrix: FloatArray) -> ReturnCovariance:
    return ReturnCovariance(matrix, periods_per_year=1.0, method="stated")


@pytest.mark.real_data
def test_pyportfolioopts_weights_on_its_own_data(real_data: Path) -> None:
    """Its test estimates both matrices pairwise, over series that begin on different days."""
    folder = real_data / "benchmarks/pyportfolioopt"
    prices = pd.read_csv(folder / "stock_prices.csv.gz", parse_dates=["date"], index_col="date")
    returns = prices.pct_change(fill_method=None).dropna(how="all")
    published = pd.read_csv(folder / "weights_hrp.csv", index_col=0).iloc[:, 0]
    found = hierarchical_risk_parity(
        _covariance(returns.cov().to_numpy()), names=tuple(returns.columns), correlation=returns.corr().to_numpy()
    )
    assert found.weights == pytest.approx(published[list(returns.columns)].to_numpy(), rel=1e-10)


@pytest.mark.parametrize("seed", range(5))
def test_pyportfolioopt_agrees_on_complete_series(seed: int) -> None:
    pypfopt = pytest.importorskip("pypfopt")
    names = tuple(f"A{i:02d}" for i in range(12))
    returns = pd.DataFrame(factor_returns(400, 12, seed), columns=names)
    peer = pypfopt.HRPOpt(returns).optimize()
    ours = hierarchical_risk_parity(_covariance(returns.cov().to_numpy()), names=names)
    assert ours.weights == pytest.approx([peer[name] for name in names], rel=1e-10)


def test_the_papers_distance_is_that_between_columns() -> None:
    """As in the code of the paper: `linkage` given the square matrix takes its rows as points."""
    from scipy.cluster.hierarchy import leaves_list, linkage

    correlation: FloatArray = np.asarray(np.corrcoef(factor_returns(80, 9, 3), rowvar=False))
    apart = np.sqrt(np.clip((1 - correlation) / 2, 0, 1))
    names = tuple("ABCDEFGHI")
    found = hierarchical_risk_parity(_covariance(correlation), names=names, distance=ClusterDistance.COLUMNS)
    assert found.order == tuple(names[i] for i in leaves_list(linkage(apart, "single")))
    plain = hierarchical_risk_parity(_covariance(correlation), names=names)
    assert plain.order != found.order, "the two conventions differ on this sample"


def test_two_assets_share_by_inverse_variance_and_one_takes_all() -> None:
    two = hierarchical_risk_parity(_covariance(np.array([[0.04, 0.01], [0.01, 0.01]])), names=("A", "B"))
    assert two.weights == pytest.approx([0.2, 0.8], abs=EXACT)
    assert two.volatility == pytest.approx(np.sqrt(0.04 * 0.04 + 0.64 * 0.01 + 2 * 0.16 * 0.01), rel=EXACT)
    assert hierarchical_risk_parity(_covariance(np.array([[0.04]])), names=("A",)).by_name == {"A": 1.0}


def test_bad_input_is_refused_in_one_line() -> None:
    with pytest.raises(InputError, match="'B' has no variance"):
        hierarchical_risk_parity(_covariance(np.diag([0.01, 0.0])), names=("A", "B"))
    covariance = _covariance(np.diag([0.01, 0.02]))
    with pytest.raises(InputError, match="'correlation' must be symmetric and in"):
        hierarchical_risk_parity(covariance, names=("A", "B"), correlation=np.array([[1.0, 2.0], [2.0, 1.0]]))
    with pytest.raises(InputError, match="'names' must not repeat"):
        hierarchical_risk_parity(covariance, names=("A", "A"))
    with pytest.raises(InputError, match="'covariance' must have shape"):
        hierarchical_risk_parity(covariance, names=("A",))
