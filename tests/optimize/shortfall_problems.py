"""Scenarios for the tests of least Expected Shortfall, and the whole programme given to another solver."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array, hstack, vstack

from seawall.core import FloatArray
from seawall.optimize import ReturnScenarios
from seawall.scenarios import SampleDesign


def factor_returns(n_scenarios: int, n_assets: int, seed: int) -> FloatArray:
    """Fat-tailed daily returns of six factors and noise of each asset."""
    rng = np.random.default_rng(seed)
    loadings = rng.normal(1.0, 0.4, (n_assets, 6)) * np.array([10, 5, 4, 3, 3, 2]) / 1_000
    factors, noise = rng.standard_t(4, (n_scenarios, 6)), rng.standard_t(4, (n_scenarios, n_assets))
    returns: FloatArray = factors @ loadings.T + 0.012 * noise + 0.0004 * rng.normal(1.0, 1.0, n_assets)
    return returns


def scenarios_of(returns: FloatArray, weights: FloatArray | None = None) -> ReturnScenarios:
    names = tuple(f"A{i}" for i in range(returns.shape[1]))
    return ReturnScenarios(names, returns, periods_per_year=252.0, design=SampleDesign(weights=weights))


def direct_programme(
    losses: FloatArray,
    *,
    share: float,
    bounds: npt.NDArray[np.float64],
    equal: tuple[FloatArray, float] | None = None,
    rows: FloatArray | None = None,
    limit: FloatArray | None = None,
    weights: FloatArray | None = None,
) -> tuple[float, FloatArray]:
    """The programme of Rockafellar and Uryasev with a row for every scenario, by scipy."""
    count, n = losses.shape
    probabilities = np.full(count, 1.0 / count) if weights is None else weights
    cost = np.concatenate((np.zeros(n), [1.0], probabilities / share))
    tail = hstack((csr_array(losses), csr_array(-np.ones((count, 1))), -csr_array(np.eye(count))))
    wide = coo_array((0 if rows is None else len(rows), n + 1 + count))
    if rows is not None:
        wide = hstack((csr_array(rows), coo_array((len(rows), 1 + count))))
    extra = np.zeros(0) if limit is None else limit
    found = linprog(
        cost,
        A_ub=vstack((tail, wide)).tocsr(),
        b_ub=np.concatenate((np.zeros(count), extra)),
        A_eq=None if equal is None else np.concatenate((equal[0], np.zeros(1 + count)))[None, :],
        b_eq=None if equal is None else [equal[1]],
        bounds=[*bounds.tolist(), (None, None), *[(0.0, None)] * count],
        method="highs",
    )
    assert found.status == 0, found.message
    return float(found.fun), found.x[:n]
