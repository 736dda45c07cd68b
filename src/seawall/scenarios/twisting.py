r"""Importance sampling for books that lose on more than one side: the law itself is twisted.

A book of straddles has no gradient to follow: it loses when anything moves far, up or down. To second order its loss is
a quadratic form of the normals behind the moves, and a law that prefers large values of that form is normal again, with
other means and other variances in the directions of its eigenvectors.

References
----------
Glasserman, Heidelberger, Shahabuddin, "Variance reduction techniques for estimating Value-at-Risk", *Management
Science* 46 (2000).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from seawall.core import FloatArray, check_confidence
from seawall.errors import InputError, NumericalError
from seawall.scenarios.factor_history import check_horizon
from seawall.scenarios.importance import check_importance_sampling
from seawall.scenarios.likelihood_weights import check_plain_share, choose_component, mixture_weights
from seawall.scenarios.monte_carlo import GeometricBrownianMotion, drawn
from seawall.scenarios.sample_design import SampleDesign
from seawall.scenarios.sampled_normals import Sampling, check_sample_size, normal_draws
from seawall.scenarios.scenario_set import ScenarioSet
from seawall.scenarios.simulated_moves import scenarios_of_moves

__all__ = ["QuadraticLoss", "quadratic_loss", "twisted_scenarios"]

_HALVINGS = 200
"""Of the interval that holds the twist: to the last bit of it."""
_DOUBLINGS = 60
"""Of the twist of a book whose loss is bounded: beyond them only the bound itself is left."""
_MARGIN = 1e-9
"""Kept from the twist at which the law would have infinite variance."""
_NEAR_MEAN = 1e-3
"""Below this many standard deviations the saddlepoint formula is 0/0, and the probability close to a half."""
_ROOT_TWO_PI = math.sqrt(2.0 * math.pi)


@dataclass(frozen=True, slots=True, eq=False)
class QuadraticLoss:
    r"""Loss of a book to second order, in coordinates that are independent standard normals.

    .. math:: L \approx c + b^\top Z + \sum_i \lambda_i Z_i^2

    Attributes
    ----------
    constant : float
        c, currency of the book.
    linear : FloatArray
        b, shape (n_factors,).
    curvature : FloatArray
        :math:`\lambda`, shape (n_factors,).
    loadings : FloatArray
        Log moves over the horizon, less their mean, per unit of Z, shape (n_factors, n_factors).
    """

    constant: float
    linear: FloatArray
    curvature: FloatArray
    loadings: FloatArray

    @property
    def mean(self) -> float:
        """Expected loss."""
        return self.constant + math.fsum(self.curvature)

    @property
    def largest_twist(self) -> float:
        """Twist from which on the loss has no exponential moment; infinite where no direction loses by curvature."""
        steepest = float(self.curvature.max())
        return 0.5 / steepest if steepest > 0 else math.inf

    def losses(self, normals: FloatArray) -> FloatArray:
        """Loss of each draw, shape (n,), from standard normals of shape (n, n_factors)."""
        return np.asarray(self.constant + np.einsum("si,si->s", normals, self.linear + normals * self.curvature))

    def log_moment(self, twist: float) -> tuple[float, float, float]:
        r"""Logarithm of :math:`E\,e^{\theta L}` and its first two derivatives: under the twist, mean and variance."""
        left = 1.0 - 2.0 * twist * self.curvature
        b_squared = np.square(self.linear)
        value = 0.5 * np.sum(twist**2 * b_squared / left - np.log(left))
        mean = np.sum(twist * b_squared * (1.0 - twist * self.curvature) / left**2 + self.curvature / left)
        variance = np.sum(b_squared / left**3 + 2.0 * np.square(self.curvature / left))
        return float(twist * self.constant + value), float(self.constant + mean), float(variance)

    def tail_probability(self, twist: float) -> float:
        """Probability of a loss beyond the mean under the twist, by the saddlepoint formula of Lugannani and Rice."""
        value, mean, variance = self.log_moment(twist)
        distance = math.sqrt(max(2.0 * (twist * mean - value), 0.0))
        if distance < _NEAR_MEAN:
            return 0.5
        density = math.exp(-0.5 * distance**2) / _ROOT_TWO_PI
        return float(ndtr(-distance)) + density * (1.0 / (twist * math.sqrt(variance)) - 1.0 / distance)

    def twist_at(self, *, confidence: float | None = None, loss: float | None = None) -> float:
        """Twist under which the expected loss is the quantile at a confidence level, or a stated loss.

        Raises
        ------
        InputError
            When the stated loss is not above the expected one.
        NumericalError
            When the book cannot lose that much to second order.
        """
        if loss is not None and loss <= self.mean:
            raise InputError(f"'loss_threshold' must be above the expected loss of {self.mean:.6g}, was {loss!r}")
        tail = 0.0 if confidence is None else 1.0 - confidence

        def is_short(twist: float) -> bool:
            return self.log_moment(twist)[1] < loss if loss is not None else self.tail_probability(twist) > tail

        low, high = 0.0, self.largest_twist * (1.0 - _MARGIN)
        if math.isinf(high):
            high = 1.0 / math.sqrt(self.log_moment(0.0)[2])
            for _ in range(_DOUBLINGS):
                if not is_short(high):
                    break
                low, high = high, 2.0 * high
        if is_short(high):
            raise NumericalError(f"the book cannot lose {loss!r} to second order, however far the factors move")
        for _ in range(_HALVINGS):
            middle = 0.5 * (low + high)
            if middle in {low, high}:
                break
            low, high = (middle, high) if is_short(middle) else (low, middle)
        return low


def quadratic_loss(
    model: GeometricBrownianMotion, *, gradient: FloatArray, gamma: FloatArray, horizon_sessions: int = 1
) -> QuadraticLoss:
    r"""Bring the loss of a book to second order into independent coordinates, those that matter most first.

    .. math:: \Delta V \approx g^\top x + \tfrac12 x^\top \Gamma x, \qquad
              -\tfrac12 A^\top \Gamma A = U \operatorname{diag}(\lambda)\, U^\top

    Parameters
    ----------
    model : GeometricBrownianMotion
        Per session.
    gradient : FloatArray
        P&L per unit of log move, shape (n_factors,).
    gamma : FloatArray
        Second derivatives of P&L by log moves, shape (n_factors, n_factors), symmetric.
    horizon_sessions : int
        At least 1.

    Returns
    -------
    QuadraticLoss
        Over the horizon.

    Raises
    ------
    InputError
        For arrays of another shape, a gamma that is not symmetric, or a book that nothing moves.
    """
    check_horizon(horizon_sessions)
    first = model.check_sensitivity(gradient, "gradient")
    second = model.check_sensitivity(gamma, "gamma", axes=2)
    if not np.allclose(second, second.T, rtol=1e-9, atol=0.0):
        raise InputError("'gamma' must be symmetric, was not")
    mean = horizon_sessions * model.drift
    loadings = math.sqrt(horizon_sessions) * model.loadings
    curved = -0.5 * loadings.T @ (0.5 * (second + second.T)) @ loadings
    curvature, axes = np.linalg.eigh(curved)
    turned = loadings @ axes
    linear = -turned.T @ (first + second @ mean)
    spread = np.square(linear) + 2.0 * np.square(curvature)
    if not spread.any():
        raise InputError("'gradient' and 'gamma' must not both be zero: nothing moves the book")
    order = np.argsort(-spread, kind="stable")
    constant = -float(first @ mean + 0.5 * mean @ second @ mean)
    # the sign of an axis is free: a positive coordinate shall be the side of the loss
    signs = np.where(linear[order] < 0, -1.0, 1.0)
    return QuadraticLoss(constant, signs * linear[order], curvature[order], signs * turned[:, order])


def twisted_scenarios(
    model: GeometricBrownianMotion,
    *,
    gradient: FloatArray,
    gamma: FloatArray,
    n_scenarios: int,
    seed: int,
    horizon_sessions: int = 1,
    confidence: float = 0.99,
    loss_threshold: float | None = None,
    plain_share: float = 0.125,
    batches: int = 8,
    sampling: Sampling = Sampling.STRATIFIED,
) -> ScenarioSet:
    r"""Draw where the loss to second order is large, on whatever side that is, and weigh the scenarios back.

    .. math::

        Z_i \sim N\!\left( \frac{\theta b_i}{1 - 2\theta\lambda_i}, \frac{1}{1 - 2\theta\lambda_i} \right), \qquad
        \ell = \frac{1}{a + (1 - a)\,e^{\theta L - \psi(\theta)}}, \qquad \psi(\theta) = \log E\,e^{\theta L}

    The twist :math:`\theta` is the one under which the expected loss is that of the tail. The law of the quadratic form
    serves only to choose where to draw: a poor approximation of the book makes weights uneven, never the answer wrong.

    Parameters
    ----------
    model : GeometricBrownianMotion
        Per session.
    gradient : FloatArray
        P&L of the book per unit of log move of each factor, shape (n_factors,).
    gamma : FloatArray
        Second derivatives of that P&L, shape (n_factors, n_factors), symmetric.
    n_scenarios : int
        A multiple of `batches`.
    seed : int
        Names the draws.
    horizon_sessions : int
        At least 1.
    confidence : float
        Level of the tail that is aimed at, in [0.5, 1).
    loss_threshold : float, optional
        Loss to aim at, above the expected one; the quantile of the quadratic loss at `confidence` by default.
    plain_share : float
        Share of draws that keep the plain law, inside (0, 1).
    batches : int
        Independent parts, between which error is measured.
    sampling : Sampling
        Not antithetic.

    Returns
    -------
    ScenarioSet
        Weighted, simple returns above -1, shape (n_scenarios, n_factors). The method names the effective size.

    Raises
    ------
    InputError
        When the book does not move, or a number or shape is outside its range.
    NumericalError
        When the book cannot lose the stated loss to second order, or a batch is too small to be weighted.

    References
    ----------
    Glasserman, Heidelberger, Shahabuddin (2000), see above.
    Lugannani, Rice, "Saddle point approximation for the distribution of the sum of independent random variables",
    *Advances in Applied Probability* 12 (1980).

    Examples
    --------
    >>> from seawall.core import Lineage
    >>> from seawall.market import FactorKind, RiskFactor
    >>> model = GeometricBrownianMotion((RiskFactor(FactorKind.SPOT, "BTC"),), np.zeros(1), np.array([[0.0016]]),
    ...     Lineage("stated volatility", "example", "0"))
    >>> scenarios = twisted_scenarios(model, gradient=np.zeros(1), gamma=np.array([[-100.0]]), n_scenarios=1024,
    ...     seed=7, batches=4)
    >>> far = np.abs(np.log1p(scenarios.shocks[:, 0])) > 2.575829 * 0.04
    >>> round(float(scenarios.design.weights[far].sum()), 3)
    0.01
    """
    sampling = check_importance_sampling(sampling)
    plain_share = check_plain_share(plain_share, check_sample_size(n_scenarios, batches=batches, sampling=sampling))
    loss = quadratic_loss(model, gradient=gradient, gamma=gamma, horizon_sessions=horizon_sessions)
    twist = loss.twist_at(confidence=check_confidence(confidence), loss=loss_threshold)
    normals = normal_draws(n_scenarios, len(model.factors), seed=seed, batches=batches, sampling=sampling)
    is_plain, normals[:, 0] = choose_component(normals[:, 0], plain_share)
    left = 1.0 - 2.0 * twist * loss.curvature
    plain = normals[is_plain]
    normals *= 1.0 / np.sqrt(left)
    normals += twist * loss.linear / left
    normals[is_plain] = plain
    expected = loss.losses(normals)
    weights = mixture_weights(
        twist * expected - loss.log_moment(twist)[0],
        is_tail=expected > loss.mean,
        plain_share=plain_share,
        batches=batches,
    )
    design = SampleDesign(weights=weights, batches=batches)
    return scenarios_of_moves(
        model.moves(normals, loadings=loss.loadings / math.sqrt(horizon_sessions), horizon_sessions=horizon_sessions),
        factors=model.factors,
        held_constant=model.held_constant,
        horizon_sessions=horizon_sessions,
        lineage=model.lineage,
        method=(
            f"Monte Carlo, {model.lineage.method}, {drawn(sampling, n_scenarios, batches)}, twisted towards a loss of "
            f"{loss.log_moment(twist)[1]:.6g} to second order, {plain_share:.3g} of them plain, effective size "
            f"{design.effective_size(n_scenarios):,.0f}"
        ),
        seed=seed,
        design=design,
    )
