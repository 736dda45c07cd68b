"""Importance sampling for books with a direction: scenarios are moved to where the book loses."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from seawall.core import FloatArray, check_confidence, check_positive, choice_named
from seawall.errors import InputError
from seawall.scenarios.factor_history import check_horizon
from seawall.scenarios.likelihood_weights import check_plain_share, choose_component, mixture_weights
from seawall.scenarios.monte_carlo import GeometricBrownianMotion, drawn
from seawall.scenarios.rotation import aligned_rotation
from seawall.scenarios.sample_design import SampleDesign
from seawall.scenarios.sampled_normals import Sampling, check_sample_size, normal_draws
from seawall.scenarios.scenario_set import ScenarioSet
from seawall.scenarios.simulated_moves import scenarios_of_moves

__all__ = ["check_importance_sampling", "shifted_scenarios"]


def shifted_scenarios(
    model: GeometricBrownianMotion,
    *,
    gradient: FloatArray,
    n_scenarios: int,
    seed: int,
    horizon_sessions: int = 1,
    confidence: float = 0.99,
    shift: float | None = None,
    plain_share: float = 0.125,
    batches: int = 8,
    sampling: Sampling = Sampling.STRATIFIED,
) -> ScenarioSet:
    r"""Draw around the loss that the gradient expects at a confidence level, and weigh the scenarios back.

    With u the direction in which the book loses most for a move of one standard deviation, and t the coordinate of a
    draw along u,

    .. math::

        u = -\frac{A^\top g}{\lVert A^\top g \rVert}, \qquad
        t \sim a\,N(0, 1) + (1 - a)\,N(\delta, 1), \qquad
        \ell = \frac{1}{a + (1 - a)\,e^{\delta t - \delta^2 / 2}}

    The coordinates across u keep their law. Weights are likelihood ratios on the side where the gradient expects a
    loss, and share what is left of 1 on the other; see :mod:`seawall.scenarios.likelihood_weights`.

    Parameters
    ----------
    model : GeometricBrownianMotion
        Per session.
    gradient : FloatArray
        P&L of the book per unit of log move of each factor, shape (n_factors,).
    n_scenarios : int
        A multiple of `batches`.
    seed : int
        Names the draws.
    horizon_sessions : int
        At least 1.
    confidence : float
        Level of the tail that is aimed at, in (0.5, 1).
    shift : float, optional
        :math:`\delta`, standard deviations; the normal quantile of `confidence` by default.
    plain_share : float
        a, share of draws that keep the plain law, inside (0, 1): it bounds every weight by 1 / a times that of a plain
        draw. A power of a half keeps Sobol points even.
    batches : int
        Independent parts, between which error is measured.
    sampling : Sampling
        Not antithetic: the mirror image of a shifted draw is a draw where nothing is lost.

    Returns
    -------
    ScenarioSet
        Weighted, simple returns above -1, shape (n_scenarios, n_factors). The method names the effective size.

    Raises
    ------
    InputError
        When the gradient is zero, or a number is outside its range.
    NumericalError
        When a batch is too small to be weighted.

    References
    ----------
    Glasserman, *Monte Carlo Methods in Financial Engineering* (2003), section 9.2.

    Examples
    --------
    >>> from seawall.core import Lineage
    >>> from seawall.market import FactorKind, RiskFactor
    >>> model = GeometricBrownianMotion((RiskFactor(FactorKind.SPOT, "BTC"),), np.zeros(1), np.array([[0.0016]]),
    ...     Lineage("stated volatility", "example", "0"))
    >>> scenarios = shifted_scenarios(model, gradient=np.array([100.0]), n_scenarios=1024, seed=7, batches=4)
    >>> beyond = np.log1p(scenarios.shocks[:, 0]) < -2.326348 * 0.04
    >>> int(beyond.sum()), round(float(scenarios.design.weights[beyond].sum()), 5)
    (449, 0.01001)
    """
    check_horizon(horizon_sessions)
    sampling = check_importance_sampling(sampling)
    plain_share = check_plain_share(plain_share, check_sample_size(n_scenarios, batches=batches, sampling=sampling))
    delta = check_positive(-float(ndtri(1.0 - check_confidence(confidence))) if shift is None else shift, "shift")
    whitened = model.loadings.T @ model.check_sensitivity(gradient, "gradient")
    if not whitened.any():
        raise InputError("'gradient' must not be zero: a book without direction needs twisted_scenarios")
    rotation = aligned_rotation(-whitened)
    normals = normal_draws(n_scenarios, len(model.factors), seed=seed, batches=batches, sampling=sampling)
    is_plain, along = choose_component(normals[:, 0], plain_share)
    normals[:, 0] = along = along + np.where(is_plain, 0.0, delta)
    weights = mixture_weights(
        delta * along - 0.5 * delta**2, is_tail=along > 0.0, plain_share=plain_share, batches=batches
    )
    design = SampleDesign(weights=weights, batches=batches)
    return scenarios_of_moves(
        model.moves(normals, loadings=model.loadings @ rotation.T, horizon_sessions=horizon_sessions),
        factors=model.factors,
        held_constant=model.held_constant,
        horizon_sessions=horizon_sessions,
        lineage=model.lineage,
        method=(
            f"Monte Carlo, {model.lineage.method}, {drawn(sampling, n_scenarios, batches)}, shifted by {delta:.3g} "
            f"standard deviations along the gradient, {plain_share:.3g} of them plain, effective size "
            f"{design.effective_size(n_scenarios):,.0f}"
        ),
        seed=seed,
        design=design,
    )


def check_importance_sampling(sampling: Sampling) -> Sampling:
    """Return `sampling` if its draws may be moved to one side."""
    sampling = choice_named(sampling, "sampling", Sampling)
    if sampling is Sampling.ANTITHETIC:
        raise InputError("'sampling' must not be antithetic where the draws are moved to the side of the losses")
    return sampling
