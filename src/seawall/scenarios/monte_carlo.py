"""Geometric Brownian motion of many factors: the law that all variance reduction starts from."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from seawall.core import FloatArray, Lineage, check_finite, check_shape, choice_named, read_only
from seawall.errors import InputError
from seawall.market import ReturnPanel, RiskFactor
from seawall.models import CovarianceEstimate, sample_covariance
from seawall.scenarios.covariance_loadings import covariance_loadings
from seawall.scenarios.factor_history import check_horizon, factor_history
from seawall.scenarios.mixing_kernel import row_products
from seawall.scenarios.rotation import aligned_rotation
from seawall.scenarios.sample_design import SampleDesign
from seawall.scenarios.sampled_normals import Sampling, normal_draws
from seawall.scenarios.scenario_set import ScenarioSet
from seawall.scenarios.simulated_moves import check_moving, scenarios_of_moves, split_by_history

__all__ = ["GeometricBrownianMotion", "brownian_scenarios", "drawn", "fit_geometric_brownian_motion"]

_FEWEST_SESSIONS = 2


@dataclass(frozen=True, slots=True, eq=False)
class GeometricBrownianMotion:
    r"""Log returns that are jointly normal and independent from session to session.

    .. math:: X_h = h\,m + \sqrt{h}\,A Z, \quad A A^\top = \Sigma, \quad Z \sim N(0, I)

    Attributes
    ----------
    factors : tuple of RiskFactor
        Those that move; by relative shocks.
    drift : FloatArray
        m, mean of the log return per session, shape (n_factors,).
    covariance : FloatArray
        Covariance of the log returns per session, shape (n_factors, n_factors), positive semidefinite, variances
        above 0.
    lineage : Lineage
        Where the parameters come from.
    held_constant : tuple of RiskFactor
        Factors without history, whose shocks are 0.
    loadings : FloatArray
        A, largest direction first, shape (n_factors, n_factors); made from the covariance.
    """

    factors: tuple[RiskFactor, ...]
    drift: FloatArray
    covariance: FloatArray
    lineage: Lineage
    held_constant: tuple[RiskFactor, ...] = ()
    loadings: FloatArray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Check shapes and signs, and take the covariance apart."""
        check_moving(self.factors, self.held_constant)
        count = len(self.factors)
        object.__setattr__(self, "drift", read_only(self.drift))
        object.__setattr__(self, "covariance", read_only(self.covariance))
        check_finite(check_shape(self.drift, "drift", (count,)), "drift")
        check_finite(check_shape(self.covariance, "covariance", (count, count)), "covariance")
        if not np.array_equal(self.covariance, self.covariance.T):
            raise InputError("'covariance' must be symmetric, was not")
        variances = np.diagonal(self.covariance)
        if not (variances > 0).all():
            worst = int(np.argmin(variances))
            raise InputError(
                f"the variance of {self.factors[worst].id} must be above 0, was {float(variances[worst])!r}"
            )
        names = [factor.id for factor in self.factors]
        object.__setattr__(self, "loadings", read_only(covariance_loadings(self.covariance, names=names)))

    def check_sensitivity(self, values: FloatArray, name: str, *, axes: int = 1) -> FloatArray:
        """Return sensitivities of a book as floats if they are finite and have an entry per moving factor."""
        shape = (len(self.factors),) * axes
        return check_finite(check_shape(np.asarray(values, dtype=np.float64), name, shape), name)

    def moves(self, normals: FloatArray, *, loadings: FloatArray, horizon_sessions: int) -> FloatArray:
        """Log moves over the horizon from independent normals, shape (n_scenarios, n_factors).

        Parameters
        ----------
        normals : FloatArray
            Shape (n_scenarios, n_factors).
        loadings : FloatArray
            The model's own, or these times an orthogonal matrix.
        horizon_sessions : int
            At least 1.
        """
        scaled = math.sqrt(horizon_sessions) * loadings
        return row_products(normals, scaled.T, start=horizon_sessions * self.drift)


def fit_geometric_brownian_motion(
    returns: ReturnPanel,
    *,
    factors: Sequence[RiskFactor],
    lineage: Lineage,
    covariance: Callable[[FloatArray], CovarianceEstimate] = sample_covariance,
    annual_growth: FloatArray | None = None,
) -> GeometricBrownianMotion:
    r"""Take volatilities and correlations from past log returns; the growth is stated, not estimated.

    .. math:: m = \mu / a - \tfrac12 \operatorname{diag} \Sigma

    with a the sessions per year as observed, so that a price is expected to grow by :math:`e^{\mu}` in a year. The mean
    of a few years of returns is too uncertain to be a forecast: without a stated growth, prices are expected to stay.

    Parameters
    ----------
    returns : ReturnPanel
        Simple returns over one session.
    factors : sequence of RiskFactor
        Those without a symbol are held constant, and listed.
    lineage : Lineage
        Of the prices.
    covariance : callable
        Estimate from log returns of shape (n_times, n_symbols).
    annual_growth : FloatArray, optional
        :math:`\mu` of each factor that has a symbol, in their order, per year; 0 by default.

    Returns
    -------
    GeometricBrownianMotion
        Per session.

    Raises
    ------
    InputError
        For returns over several sessions, a symbol that the panel does not hold, or a growth of another shape.
    DataError
        For a price that never moved.
    """
    history = factor_history(returns, factors)
    moving, held, columns = split_by_history(history)
    history.check_length(_FEWEST_SESSIONS, "geometric Brownian motion")
    history.check_moves()
    estimate = covariance(history.log_returns)
    matrix = estimate.matrix[np.ix_(columns, columns)]
    growth = np.zeros(len(moving)) if annual_growth is None else np.asarray(annual_growth, dtype=np.float64)
    check_finite(check_shape(growth, "annual_growth", (len(moving),)), "annual_growth")
    return GeometricBrownianMotion(
        factors=moving,
        drift=growth / returns.sessions_per_year - 0.5 * np.diagonal(matrix),
        covariance=matrix,
        lineage=dataclasses.replace(
            lineage, method=f"geometric Brownian motion, {estimate.method}", window=history.window
        ),
        held_constant=held,
    )


def brownian_scenarios(
    model: GeometricBrownianMotion,
    *,
    n_scenarios: int,
    seed: int,
    horizon_sessions: int = 1,
    batches: int = 1,
    sampling: Sampling = Sampling.PSEUDO_RANDOM,
    gradient: FloatArray | None = None,
) -> ScenarioSet:
    """Draw the moves of all factors over the horizon in one step, which is exact for this law.

    Parameters
    ----------
    model : GeometricBrownianMotion
        Per session.
    n_scenarios : int
        A multiple of `batches`.
    seed : int
        Names the draws.
    horizon_sessions : int
        At least 1.
    batches : int
        At least 2 where draws depend on each other.
    sampling : Sampling
        How the normals are drawn.
    gradient : FloatArray, optional
        P&L of the book per unit of log move of each factor, shape (n_factors,). The first coordinate of the draws is
        then the direction that the book feels most; by default it is the direction in which the factors vary most.

    Returns
    -------
    ScenarioSet
        Simple returns above -1, shape (n_scenarios, n_factors).

    Raises
    ------
    InputError
        When the sample does not fit its batches, or the gradient has another shape or is zero; for a `sampling` that
        there is not.

    Examples
    --------
    >>> from seawall.market import FactorKind
    >>> model = GeometricBrownianMotion((RiskFactor(FactorKind.SPOT, "BTC"),), np.zeros(1), np.array([[0.0016]]),
    ...     Lineage("stated volatility", "example", "0"))
    >>> scenarios = brownian_scenarios(model, n_scenarios=4096, seed=7, batches=2, sampling=Sampling.SOBOL)
    >>> bool(abs(np.log1p(scenarios.shocks).std() - 0.04) < 1e-4)
    True
    """
    sampling = choice_named(sampling, "sampling", Sampling)
    check_horizon(horizon_sessions)
    loadings = model.loadings
    if gradient is not None:
        loadings = loadings @ aligned_rotation(-loadings.T @ model.check_sensitivity(gradient, "gradient")).T
    normals = normal_draws(n_scenarios, len(model.factors), seed=seed, batches=batches, sampling=sampling)
    aligned = ", along the gradient" if gradient is not None else ""
    return scenarios_of_moves(
        model.moves(normals, loadings=loadings, horizon_sessions=horizon_sessions),
        factors=model.factors,
        held_constant=model.held_constant,
        horizon_sessions=horizon_sessions,
        lineage=model.lineage,
        method=f"Monte Carlo, {model.lineage.method}, {drawn(sampling, n_scenarios, batches)}{aligned}",
        seed=seed,
        design=SampleDesign(batches=batches),
    )


def drawn(sampling: Sampling, n_scenarios: int, batches: int) -> str:
    """Say how a sample was drawn, for its lineage.

    Examples
    --------
    >>> drawn(Sampling.PSEUDO_RANDOM, 10_000, 4)
    '10,000 pseudo-random draws in 4 batches'
    """
    several = f" in {batches} batches" if batches > 1 else ""
    return f"{n_scenarios:,} {sampling.replace('_', '-')} draws{several}"
