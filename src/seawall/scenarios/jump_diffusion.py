"""Merton's jump-diffusion: geometric Brownian motion, and now and then a jump, of one factor or of all."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, pdtr

from seawall.core import (
    FloatArray,
    IntArray,
    Lineage,
    check_between,
    check_finite,
    check_positive,
    check_shape,
    choice_named,
    read_only,
)
from seawall.errors import InputError, NumericalError
from seawall.market import ReturnPanel, RiskFactor
from seawall.models import CovarianceEstimate, sample_covariance
from seawall.scenarios.factor_history import check_horizon, factor_history
from seawall.scenarios.monte_carlo import GeometricBrownianMotion, drawn, fit_geometric_brownian_motion
from seawall.scenarios.sample_design import SampleDesign
from seawall.scenarios.sampled_normals import Sampling, normal_draws
from seawall.scenarios.scenario_set import ScenarioSet
from seawall.scenarios.simulated_moves import scenarios_of_moves, split_by_history

__all__ = ["CommonJumps", "JumpDiffusion", "OwnJumps", "fit_jump_diffusion", "jump_diffusion_scenarios"]

_FEWEST_SESSIONS = 30


@dataclass(frozen=True, slots=True, eq=False)
class CommonJumps:
    """Jumps that strike all factors at once.

    Attributes
    ----------
    intensity_annual : float
        Jumps expected per year, not below 0.
    mean, deviation : FloatArray
        Of the log jump of each factor, shape (n_factors,); deviations not below 0.
    correlation : float
        Between the sizes of one jump in different factors, in [0, 1].
    """

    intensity_annual: float
    mean: FloatArray
    deviation: FloatArray
    correlation: float

    def __post_init__(self) -> None:
        """Freeze the arrays and check their signs."""
        _check_jumps(self)
        check_between(self.correlation, "correlation", 0.0, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class OwnJumps:
    """Jumps of each factor by itself.

    Attributes
    ----------
    intensity_annual : FloatArray
        Jumps expected per year, shape (n_factors,), not below 0.
    mean, deviation : FloatArray
        Of the log jump, shape (n_factors,); deviations not below 0.
    """

    intensity_annual: FloatArray
    mean: FloatArray
    deviation: FloatArray

    def __post_init__(self) -> None:
        """Freeze the arrays and check their signs."""
        object.__setattr__(self, "intensity_annual", read_only(self.intensity_annual))
        _check_jumps(self)


def _check_jumps(jumps: CommonJumps | OwnJumps) -> None:
    for name in ("mean", "deviation"):
        object.__setattr__(jumps, name, read_only(getattr(jumps, name)))
        check_finite(check_shape(getattr(jumps, name), name, (None,)), name)
    intensity = np.asarray(jumps.intensity_annual, dtype=np.float64)
    for name, values in (("intensity_annual", intensity), ("deviation", jumps.deviation)):
        if not (np.isfinite(values) & (values >= 0)).all():
            raise InputError(f"{name!r} must be finite and not below 0, was {float(values.min())!r}")


@dataclass(frozen=True, slots=True, eq=False)
class JumpDiffusion:
    r"""Log returns of a diffusion and two kinds of jumps.

    .. math::

        X_h = h m + \sqrt{h} A Z + \sum_{n=1}^{N} J_n + \sum_{n=1}^{N_i} J'_{n,i}, \qquad
        N \sim \text{Poisson}(\lambda h / a)

    with a the sessions per year. Per session and factor, with :math:`\mu, \delta` mean and deviation of the log jump,
    the total variance is :math:`\Sigma_{ii} + \sum \lambda (\mu^2 + \delta^2) / a`, the sum over both kinds.

    Attributes
    ----------
    diffusion : GeometricBrownianMotion
        Drift and covariance per session of what is left without jumps.
    sessions_per_year : float
        a, above 0.
    common : CommonJumps or None
        Jumps of all factors at once.
    own : OwnJumps or None
        Jumps of each factor.
    """

    diffusion: GeometricBrownianMotion
    sessions_per_year: float
    common: CommonJumps | None = None
    own: OwnJumps | None = None

    def __post_init__(self) -> None:
        """Check that jumps fit the factors, and that there are any."""
        check_positive(self.sessions_per_year, "sessions_per_year")
        if self.common is None and self.own is None:
            raise InputError("'common' or 'own' jumps must be given; without jumps the law is the diffusion")
        count = (len(self.diffusion.factors),)
        for kind, jumps in (("common", self.common), ("own", self.own)):
            if jumps is not None:
                check_shape(jumps.mean, f"{kind}.mean", count)
                check_shape(jumps.deviation, f"{kind}.deviation", count)
        if self.own is not None:
            check_shape(self.own.intensity_annual, "own.intensity_annual", count)

    def log_cumulants(self, horizon_sessions: int = 1) -> FloatArray:
        r"""First four cumulants of each factor's log return over the horizon, shape (4, n_factors).

        Mean, variance, and the third and fourth cumulants: :math:`\lambda \mu (\mu^2 + 3 \delta^2)` and
        :math:`\lambda (\mu^4 + 6 \mu^2 \delta^2 + 3 \delta^4)` per kind of jump.
        """
        zeros = np.zeros(len(self.diffusion.factors))
        total = np.array([self.diffusion.drift, np.diagonal(self.diffusion.covariance), zeros, zeros])
        for jumps in (self.common, self.own):
            if jumps is not None:
                mean, variance = jumps.mean, np.square(jumps.deviation)
                powers = np.array(
                    [
                        mean,
                        mean**2 + variance,
                        mean**3 + 3.0 * mean * variance,
                        mean**4 + 6.0 * mean**2 * variance + 3.0 * variance**2,
                    ]
                )
                total = total + np.asarray(jumps.intensity_annual) / self.sessions_per_year * powers
        return np.asarray(horizon_sessions * total)

    def log_covariance(self, horizon_sessions: int = 1) -> FloatArray:
        """Total covariance of the log returns over the horizon, diffusion and jumps, shape (n_factors, n_factors)."""
        total = np.array(self.diffusion.covariance)
        if self.common is not None:
            jumps = self.common
            sizes = jumps.correlation * np.outer(jumps.deviation, jumps.deviation)
            np.fill_diagonal(sizes, np.square(jumps.deviation))
            total += jumps.intensity_annual / self.sessions_per_year * (sizes + np.outer(jumps.mean, jumps.mean))
        if self.own is not None:
            own = self.own.intensity_annual * (np.square(self.own.mean) + np.square(self.own.deviation))
            total[np.diag_indices(len(total))] += own / self.sessions_per_year
        return np.asarray(horizon_sessions * total)


def fit_jump_diffusion(
    returns: ReturnPanel,
    *,
    factors: Sequence[RiskFactor],
    lineage: Lineage,
    intensity_annual: float,
    covariance: Callable[[FloatArray], CovarianceEstimate] = sample_covariance,
    annual_growth: FloatArray | None = None,
) -> JumpDiffusion:
    r"""Match variance, skewness and kurtosis of every factor by jumps of its own, at a stated intensity.

    With :math:`k_3, k_4` the sample's third and fourth cumulants per jump, the mean log jump is the root between 0 and
    :math:`k_3^{1/3}` of

    .. math:: 2 \mu^6 - 4 k_3 \mu^3 + 3 k_4 \mu^2 - k_3^2 = 0, \qquad \delta^2 = \frac{k_3 / \mu - \mu^2}{3},

    or, without skewness, :math:`\mu = 0` and :math:`\delta^4 = k_4 / 3`. The diffusion keeps what variance is left, and
    all of the covariance between factors. Moments do not tell the intensity: few large jumps and many small ones can
    have the same three, so it is stated.

    Parameters
    ----------
    returns : ReturnPanel
        Simple returns over one session; at least 30.
    factors : sequence of RiskFactor
        Those without a symbol are held constant, and listed.
    lineage : Lineage
        Of the prices.
    intensity_annual : float
        Jumps expected per year and factor, above 0.
    covariance : callable
        Estimate of the total covariance from log returns of shape (n_times, n_symbols).
    annual_growth : FloatArray, optional
        Growth of the expected price per year and moving factor; 0 by default.

    Returns
    -------
    JumpDiffusion
        Expected prices grow as stated: the drift makes up for variance and jumps.

    Raises
    ------
    InputError
        For an intensity that is not above 0, or a symbol that the panel does not hold.
    DataError
        For a price that never moved, or fewer than 30 returns.
    NumericalError
        When no jumps at that intensity have the moments of a factor: its tails are too thin, or its variance is
        smaller than the jumps'.

    References
    ----------
    Merton, "Option pricing when underlying stock returns are discontinuous", *Journal of Financial Economics* 3 (1976).
    """
    check_positive(intensity_annual, "intensity_annual")
    total = fit_geometric_brownian_motion(
        returns, factors=factors, lineage=lineage, covariance=covariance, annual_growth=annual_growth
    )
    history = factor_history(returns, factors)
    history.check_length(_FEWEST_SESSIONS, "jump-diffusion")
    _, _, columns = split_by_history(history)
    per_session = intensity_annual / returns.sessions_per_year
    fitted = [
        _jump_law(history.log_returns[:, column], per_session, factor.id)
        for column, factor in zip(columns, total.factors, strict=True)
    ]
    mean, deviation = (np.array(column) for column in zip(*fitted, strict=True))
    matrix = np.array(total.covariance)
    matrix[np.diag_indices(len(matrix))] -= per_session * (mean**2 + deviation**2)
    left = np.diagonal(matrix)
    if not (left > 0).all():
        worst = int(np.argmin(left))
        raise NumericalError(
            f"{total.factors[worst].id}: {intensity_annual:g} jumps a year with its skewness and kurtosis have more "
            "variance than it has; state a lower intensity"
        )
    expected_jump = per_session * np.expm1(mean + 0.5 * deviation**2)
    diffusion = GeometricBrownianMotion(
        factors=total.factors,
        drift=total.drift + 0.5 * np.diagonal(total.covariance) - 0.5 * left - expected_jump,
        covariance=matrix,
        lineage=dataclasses.replace(
            total.lineage,
            method=total.lineage.method.replace(
                "geometric Brownian motion", f"jump-diffusion with {intensity_annual:g} jumps a year by moments"
            ),
        ),
        held_constant=total.held_constant,
    )
    own = OwnJumps(np.full(len(mean), intensity_annual), mean, deviation)
    return JumpDiffusion(diffusion, returns.sessions_per_year, own=own)


def _jump_law(log_returns: FloatArray, per_session: float, name: str) -> tuple[float, float]:
    """Mean and deviation of the log jump from the third and fourth cumulants of a sample."""
    centred = log_returns - log_returns.mean()
    second, third, fourth = (float(np.mean(centred**power)) for power in (2, 3, 4))
    skew, tail = third / per_session, (fourth - 3.0 * second**2) / per_session
    if tail < abs(skew) ** (4.0 / 3.0) or tail <= 0:
        raise NumericalError(
            f"{name}: an excess kurtosis of {fourth / second**2 - 3.0:.3g} is too small for jumps "
            f"with a skewness of {third / second**1.5:.3g}"
        )
    if skew == 0:
        return 0.0, (tail / 3.0) ** 0.25
    low, high = 0.0, abs(skew) ** (1.0 / 3.0)
    while (middle := 0.5 * (low + high)) not in {low, high}:
        below = 2.0 * middle**6 - 4.0 * abs(skew) * middle**3 + 3.0 * tail * middle**2 - skew**2 < 0
        low, high = (middle, high) if below else (low, middle)
    return math.copysign(high, skew), math.sqrt(max((abs(skew) / high - high**2) / 3.0, 0.0))


def jump_diffusion_scenarios(
    model: JumpDiffusion,
    *,
    n_scenarios: int,
    seed: int,
    horizon_sessions: int = 1,
    batches: int = 1,
    sampling: Sampling = Sampling.PSEUDO_RANDOM,
) -> ScenarioSet:
    """Draw diffusion, numbers of jumps and their sizes over the horizon in one step, which is exact for this law.

    Parameters
    ----------
    model : JumpDiffusion
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
        How the normals are drawn; the number of jumps is read off a normal of its own.

    Returns
    -------
    ScenarioSet
        Simple returns above -1, shape (n_scenarios, n_factors).

    Raises
    ------
    InputError
        When the sample does not fit its batches; for a `sampling` that there is not.
    """
    sampling = choice_named(sampling, "sampling", Sampling)
    check_horizon(horizon_sessions)
    diffusion, count = model.diffusion, len(model.diffusion.factors)
    years = horizon_sessions / model.sessions_per_year
    # columns: diffusion; number and size shared by all, size of each; number and size of each factor's own
    wanted = count + (2 + count if model.common else 0) + (2 * count if model.own else 0)
    normals = normal_draws(n_scenarios, wanted, seed=seed, batches=batches, sampling=sampling)
    moves = diffusion.moves(normals[:, :count], loadings=diffusion.loadings, horizon_sessions=horizon_sessions)
    used = count
    if model.common is not None:
        jumps = model.common
        numbers = _poisson(normals[:, used], jumps.intensity_annual * years)[:, None]
        shared = math.sqrt(jumps.correlation) * normals[:, used + 1 : used + 2]
        apart = math.sqrt(1.0 - jumps.correlation) * normals[:, used + 2 : used + 2 + count]
        moves += numbers * jumps.mean + np.sqrt(numbers) * jumps.deviation * (shared + apart)
        used += 2 + count
    if model.own is not None:
        for i in range(count):
            numbers = _poisson(normals[:, used + i], float(model.own.intensity_annual[i]) * years)
            sizes = normals[:, used + count + i]
            moves[:, i] += numbers * model.own.mean[i] + np.sqrt(numbers) * model.own.deviation[i] * sizes
    return scenarios_of_moves(
        moves,
        factors=diffusion.factors,
        held_constant=diffusion.held_constant,
        horizon_sessions=horizon_sessions,
        lineage=diffusion.lineage,
        method=f"Monte Carlo, {diffusion.lineage.method}, {drawn(sampling, n_scenarios, batches)}",
        seed=seed,
        design=SampleDesign(batches=batches),
    )


def _poisson(normals: FloatArray, expected: float) -> IntArray:
    """Poisson numbers at the levels of standard normals, by inversion."""
    most = 1 + int(expected + 12.0 * math.sqrt(expected) + 40.0)
    cumulative = pdtr(np.arange(most), expected)
    return np.asarray(np.minimum(np.searchsorted(cumulative, ndtr(normals), side="left"), most - 1), dtype=np.int64)
