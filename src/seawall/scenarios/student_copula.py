"""Student-t copula: any law for each factor, and a dependence that does not fade in the tails."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from scipy.special import gammaincinv, gammaln, ndtr, stdtr, stdtrit

from seawall.core import (
    BoolArray,
    FloatArray,
    Lineage,
    check_finite,
    check_positive,
    check_shape,
    choice_named,
    read_only,
)
from seawall.errors import InputError, NumericalError
from seawall.market import ReturnPanel, RiskFactor
from seawall.models import fit_student_t, nearest_correlation
from seawall.scenarios.covariance_loadings import covariance_loadings
from seawall.scenarios.factor_history import check_horizon, factor_history, overlapping_sums
from seawall.scenarios.mixing_kernel import row_products
from seawall.scenarios.monte_carlo import drawn
from seawall.scenarios.sample_design import SampleDesign
from seawall.scenarios.sampled_normals import Sampling, normal_draws
from seawall.scenarios.scenario_set import ScenarioSet
from seawall.scenarios.simulated_moves import check_moving, scenarios_of_moves, split_by_history

__all__ = [
    "EmpiricalMarginals",
    "MarginalLaw",
    "StudentCopula",
    "StudentMarginals",
    "copula_scenarios",
    "fit_student_copula",
    "kendall_correlation",
    "mixing_variable",
]

_FEWEST_SESSIONS = 100
_DEGREES_BOUNDS = (1.0, 200.0)
_GOLDEN = 0.5 * (math.sqrt(5.0) - 1.0)
_SEARCH_STEPS = 40
_SMALLEST_LEVEL = 1e-300


class MarginalLaw(StrEnum):
    """Law of a single factor."""

    EMPIRICAL = "empirical"
    STUDENT_T = "student_t"


@dataclass(frozen=True, slots=True, eq=False)
class EmpiricalMarginals:
    """Past log returns, drawn again: each as likely as the others, none between them and none beyond.

    Attributes
    ----------
    log_returns : FloatArray
        Over the horizon, shape (n_times, n_factors); kept in rising order.
    """

    log_returns: FloatArray

    def __post_init__(self) -> None:
        """Sort every column."""
        values = check_finite(check_shape(read_only(self.log_returns), "log_returns", (None, None)), "log_returns")
        if not len(values):
            raise InputError("'log_returns' must hold at least one return")
        object.__setattr__(self, "log_returns", read_only(np.sort(values, axis=0)))

    @property
    def n_factors(self) -> int:
        """Columns."""
        return int(self.log_returns.shape[1])

    def quantiles(self, tails: FloatArray, is_upper: BoolArray, factor: int) -> FloatArray:
        """Log returns at levels `tails` from the nearer end of the law, shape (n,)."""
        from_end = np.minimum((tails * len(self.log_returns)).astype(np.int64), len(self.log_returns) - 1)
        rows = np.where(is_upper, len(self.log_returns) - 1 - from_end, from_end)
        return np.asarray(self.log_returns[rows, factor])


@dataclass(frozen=True, slots=True, eq=False)
class StudentMarginals:
    """Student-t laws of log returns over the horizon.

    Attributes
    ----------
    mean, volatility : FloatArray
        Of each factor, over the horizon, shape (n_factors,); the law is scaled to this volatility.
    degrees_of_freedom : FloatArray
        Above 2, shape (n_factors,).
    """

    mean: FloatArray
    volatility: FloatArray
    degrees_of_freedom: FloatArray

    def __post_init__(self) -> None:
        """Freeze the arrays and check their range."""
        shape = np.shape(self.mean)
        for name, least in (("mean", -math.inf), ("volatility", 0.0), ("degrees_of_freedom", 2.0)):
            values = read_only(getattr(self, name))
            check_finite(check_shape(values, name, shape if len(shape) == 1 else (None,)), name)
            if not (values > least).all():
                raise InputError(f"{name!r} must be above {least:g}, was {float(values.min())!r}")
            object.__setattr__(self, name, values)

    @property
    def n_factors(self) -> int:
        """Entries."""
        return len(self.mean)

    def quantiles(self, tails: FloatArray, is_upper: BoolArray, factor: int) -> FloatArray:
        """Log returns at levels `tails` from the nearer end of the law, shape (n,)."""
        degrees = float(self.degrees_of_freedom[factor])
        scale = float(self.volatility[factor]) * math.sqrt((degrees - 2.0) / degrees)
        distance = -stdtrit(degrees, tails)
        return np.asarray(float(self.mean[factor]) + scale * np.where(is_upper, distance, -distance))


@dataclass(frozen=True, slots=True, eq=False)
class StudentCopula:
    r"""Joint law of log returns over a horizon.

    .. math:: X_i = F_i^{-1}\bigl(t_\nu(T_i)\bigr), \quad T = \sqrt{\nu / W}\,A Z, \quad A A^\top = R, \quad
              W \sim \chi^2_\nu

    Attributes
    ----------
    factors : tuple of RiskFactor
        Those that move; by relative shocks.
    correlation : FloatArray
        R, shape (n_factors, n_factors), positive semidefinite, ones on the diagonal.
    degrees_of_freedom : float
        :math:`\nu`, above 0; the smaller, the more often all factors are extreme together.
    marginals : EmpiricalMarginals or StudentMarginals
        :math:`F_i`, over the horizon.
    horizon_sessions : int
        Sessions that the marginals span.
    lineage : Lineage
        Where the parameters come from.
    held_constant : tuple of RiskFactor
        Factors without history, whose shocks are 0.
    loadings : FloatArray
        A, made from the correlation.
    """

    factors: tuple[RiskFactor, ...]
    correlation: FloatArray
    degrees_of_freedom: float
    marginals: EmpiricalMarginals | StudentMarginals
    horizon_sessions: int
    lineage: Lineage
    held_constant: tuple[RiskFactor, ...] = ()
    loadings: FloatArray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Check shapes and ranges, and take the correlation apart."""
        check_moving(self.factors, self.held_constant)
        check_horizon(self.horizon_sessions)
        check_positive(self.degrees_of_freedom, "degrees_of_freedom")
        object.__setattr__(self, "correlation", read_only(self.correlation))
        object.__setattr__(self, "loadings", read_only(correlation_loadings(self.correlation, self.factors)))
        if self.marginals.n_factors != len(self.factors):
            raise InputError(
                f"'marginals' must have {len(self.factors)} factors, as there are, had {self.marginals.n_factors}"
            )

    def tail_dependence(self, first: int, second: int) -> float:
        r"""Chance that one factor is extreme, given that the other is, in the limit.

        .. math:: 2\,t_{\nu + 1}\!\left(-\sqrt{(\nu + 1)(1 - \rho) / (1 + \rho)}\right)
        """
        rho, degrees = float(self.correlation[first, second]), self.degrees_of_freedom
        if rho <= -1.0:
            return 0.0
        return float(2.0 * stdtr(degrees + 1.0, -math.sqrt((degrees + 1.0) * (1.0 - rho) / (1.0 + rho))))


def correlation_loadings(correlation: FloatArray, factors: Sequence[RiskFactor]) -> FloatArray:
    """Loadings of a correlation matrix that is checked on the way: symmetric, ones on the diagonal, semidefinite."""
    check_finite(check_shape(correlation, "correlation", (len(factors), len(factors))), "correlation")
    if not np.array_equal(correlation, correlation.T) or not (np.diagonal(correlation) == 1.0).all():
        raise InputError("'correlation' must be symmetric with ones on the diagonal, was not")
    return covariance_loadings(correlation, names=[factor.id for factor in factors])


def copula_scenarios(
    model: StudentCopula,
    *,
    n_scenarios: int,
    seed: int,
    batches: int = 1,
    sampling: Sampling = Sampling.PSEUDO_RANDOM,
) -> ScenarioSet:
    """Draw the moves of all factors over the model's horizon.

    Parameters
    ----------
    model : StudentCopula
        Over its horizon.
    n_scenarios : int
        A multiple of `batches`.
    seed : int
        Names the draws.
    batches : int
        At least 2 where draws depend on each other.
    sampling : Sampling
        How the normals are drawn; the mixing variable is read off a normal of its own, the first.

    Returns
    -------
    ScenarioSet
        Simple returns above -1, shape (n_scenarios, n_factors).

    Raises
    ------
    InputError
        When the sample does not fit its batches; for a `sampling` that there is not.

    References
    ----------
    Demarta, McNeil, "The t copula and related copulas", *International Statistical Review* 73 (2005).
    """
    sampling = choice_named(sampling, "sampling", Sampling)
    count = len(model.factors)
    normals = normal_draws(n_scenarios, count + 1, seed=seed, batches=batches, sampling=sampling)
    scale = mixing_variable(normals[:, 0], model.degrees_of_freedom)
    moves = row_products(normals[:, 1:], model.loadings.T, start=np.zeros(count)) * scale[:, None]
    for i in range(count):
        # levels are taken from the nearer end, where they keep their precision
        tails = np.maximum(stdtr(model.degrees_of_freedom, -np.abs(moves[:, i])), _SMALLEST_LEVEL)
        moves[:, i] = model.marginals.quantiles(tails, moves[:, i] > 0, i)
    return scenarios_of_moves(
        moves,
        factors=model.factors,
        held_constant=model.held_constant,
        horizon_sessions=model.horizon_sessions,
        lineage=model.lineage,
        method=f"Monte Carlo, {model.lineage.method}, {drawn(sampling, n_scenarios, batches)}",
        seed=seed,
        design=SampleDesign(batches=batches),
    )


def mixing_variable(normals: FloatArray, degrees_of_freedom: float) -> FloatArray:
    r"""What turns normals into Student-t variables, :math:`\sqrt{\nu / W}`, at the levels of standard normals."""
    chi_squared = 2.0 * gammaincinv(0.5 * degrees_of_freedom, ndtr(normals))
    return np.asarray(np.sqrt(degrees_of_freedom / np.maximum(chi_squared, _SMALLEST_LEVEL)))


def fit_student_copula(
    returns: ReturnPanel,
    *,
    factors: Sequence[RiskFactor],
    lineage: Lineage,
    horizon_sessions: int = 1,
    marginals: MarginalLaw = MarginalLaw.EMPIRICAL,
    degrees_of_freedom: float | None = None,
) -> StudentCopula:
    r"""Take dependence from ranks, and each factor's own law from its past.

    The correlation is :math:`\sin(\pi \tau / 2)` of Kendall's rank correlations, which holds whatever the marginals;
    where that is no correlation matrix, the nearest one stands in, and the method says how far it is. The degrees of
    freedom maximise the likelihood of the ranks at that correlation.

    Parameters
    ----------
    returns : ReturnPanel
        Simple returns over one session; at least 100 windows of the horizon.
    factors : sequence of RiskFactor
        Those without a symbol are held constant, and listed.
    lineage : Lineage
        Of the prices.
    horizon_sessions : int
        At least 1; above it the windows overlap.
    marginals : MarginalLaw
        Past returns drawn again, or Student-t laws fitted to them.
    degrees_of_freedom : float, optional
        Of the copula; fitted between 1 and 200 by default.

    Returns
    -------
    StudentCopula
        Over the horizon.

    Raises
    ------
    InputError
        For a symbol that the panel does not hold, or degrees of freedom that are not above 0; for a `marginals` that
        there is not.
    DataError
        For a price that never moved, or too few returns.
    NumericalError
        When factors are so alike that the likelihood has no density.

    References
    ----------
    McNeil, Frey, Embrechts, *Quantitative Risk Management* (2015), section 7.5.
    """
    marginals = choice_named(marginals, "marginals", MarginalLaw)
    history = factor_history(returns, factors)
    moving, held, columns = split_by_history(history)
    history.check_length(_FEWEST_SESSIONS + check_horizon(horizon_sessions) - 1, "a t copula")
    history.check_moves()
    sample = overlapping_sums(history.log_returns, horizon_sessions)
    found = nearest_correlation(kendall_correlation(sample))
    degrees = degrees_of_freedom if degrees_of_freedom is not None else _fitted_degrees(sample, found.matrix)
    own: EmpiricalMarginals | StudentMarginals = EmpiricalMarginals(sample[:, columns])
    if marginals is MarginalLaw.STUDENT_T:
        fits = [fit_student_t(sample[:, column]) for column in columns]
        own = StudentMarginals(
            np.array([fit.location for fit in fits]),
            np.array([fit.volatility for fit in fits]),
            np.array([fit.degrees_of_freedom for fit in fits]),
        )
    repaired = f", nearest correlation {found.distance:.2g} away" if found.distance else ""
    method = f"t copula with {degrees:.3g} degrees of freedom, {marginals.replace('_', '-')} marginals{repaired}"
    return StudentCopula(
        factors=moving,
        correlation=found.matrix[np.ix_(columns, columns)],
        degrees_of_freedom=degrees,
        marginals=own,
        horizon_sessions=horizon_sessions,
        lineage=dataclasses.replace(lineage, method=method, window=history.window),
        held_constant=held,
    )


def kendall_correlation(sample: FloatArray) -> FloatArray:
    r"""Correlations :math:`\sin(\pi \tau / 2)` from Kendall's rank correlations, shape (k, k).

    Pairs that are tied count for neither side; :math:`\tau` is the mean sign, over the pairs that are not.
    """
    agree = np.zeros((sample.shape[1], sample.shape[1]))
    for row in range(len(sample) - 1):
        signs = np.sign(sample[row + 1 :] - sample[row])
        agree += signs.T @ signs
    moved = np.sqrt(np.diagonal(agree))
    correlation = np.sin(0.5 * math.pi * agree / np.outer(moved, moved))
    np.fill_diagonal(correlation, 1.0)
    return np.asarray(0.5 * (correlation + correlation.T))


def _fitted_degrees(sample: FloatArray, correlation: FloatArray) -> float:
    """Degrees of freedom that make the ranks most likely, by golden section on their logarithm."""
    if sample.shape[1] < 2:
        return _DEGREES_BOUNDS[1]  # one factor has no dependence; any number gives the same law
    levels: FloatArray = np.asarray((sample.argsort(axis=0).argsort(axis=0) + 1.0) / (len(sample) + 1.0))
    try:
        root: FloatArray = np.asarray(np.linalg.cholesky(correlation), dtype=np.float64)
    except np.linalg.LinAlgError:
        raise NumericalError(
            "a t copula cannot be fitted to factors of which one follows from the others; state 'degrees_of_freedom'"
        ) from None
    low, high = (math.log(bound) for bound in _DEGREES_BOUNDS)
    for _ in range(_SEARCH_STEPS):
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        if _log_likelihood(math.exp(left), levels, root) < _log_likelihood(math.exp(right), levels, root):
            low = left
        else:
            high = right
    return math.exp(0.5 * (low + high))


def _log_likelihood(degrees: float, levels: FloatArray, root: FloatArray) -> float:
    """Log-density of a t copula, summed over the rows of levels, without terms that the degrees do not change."""
    count = levels.shape[1]
    points = stdtrit(degrees, levels)
    squared = np.square(np.linalg.solve(root, points.T)).sum(axis=0)
    joint = gammaln(0.5 * (degrees + count)) + (count - 1) * gammaln(0.5 * degrees)
    joint -= count * gammaln(0.5 * (degrees + 1.0))
    return float(
        len(levels) * joint
        - 0.5 * (degrees + count) * np.log1p(squared / degrees).sum()
        + 0.5 * (degrees + 1.0) * np.log1p(np.square(points) / degrees).sum()
    )
