r"""Black and Litterman's blend of what the market expects with views, in the conventions of He and Litterman.

The returns that make the market portfolio optimal are the prior mean, :math:`\Pi = \delta \Sigma w`, known up to a
covariance :math:`\tau \Sigma`. A view says that a portfolio p earns q, with an error of variance :math:`\omega`. With
views as the rows of P,

.. math::

    \mu &= \Pi + \tau\Sigma P' (P \tau\Sigma P' + \Omega)^{-1} (q - P \Pi) \\
    M &= \tau\Sigma - \tau\Sigma P' (P \tau\Sigma P' + \Omega)^{-1} P \tau\Sigma

and returns are expected to have the mean :math:`\mu` and the covariance :math:`\Sigma + M`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, check_finite, check_positive, check_shape
from seawall.errors import InputError, NumericalError
from seawall.optimize.moments import AssetMoments, ExpectedReturns, ReturnCovariance

__all__ = ["ReturnView", "black_litterman_moments", "equilibrium_returns"]

# Weights may miss 1 by the rounding of their sum.
UNIT_SUM = 1e-9


@dataclass(frozen=True, slots=True)
class ReturnView:
    r"""What a portfolio is thought to earn, and how surely.

    Attributes
    ----------
    exposures : mapping of str to float
        Weight of each asset; ``{"EWG": 1.0, "EWQ": -1.0}`` says that the first earns `expected_return` more.
    expected_return : float
        Decimals per period.
    periods_per_year : float
        1 where the return is annual.
    confidence : float
        In (0, 1]: how far a single view moves its own portfolio from the prior to the view. One half is
        :math:`\omega = p \tau\Sigma p'`, the choice of He and Litterman; at 1 the view holds exactly.
    """

    exposures: Mapping[str, float]
    expected_return: float
    periods_per_year: float
    confidence: float = 0.5

    def __post_init__(self) -> None:
        """Refuse a view of nothing, or without confidence."""
        if not any(self.exposures.values()):
            raise InputError("'exposures' of a view must hold at least one that is not 0")
        for value in (self.expected_return, *self.exposures.values()):
            if not math.isfinite(value):
                raise InputError(f"a view must be finite, was {value!r} in {dict(self.exposures)}")
        check_positive(self.periods_per_year, "periods_per_year")
        if not 0.0 < self.confidence <= 1.0:
            raise InputError(f"'confidence' of a view must be in (0, 1], was {self.confidence!r}")


def equilibrium_returns(
    covariance: ReturnCovariance, *, market_weights: FloatArray, risk_aversion: float
) -> ExpectedReturns:
    r"""Excess returns that make the market portfolio optimal, :math:`\Pi = \delta \Sigma w`.

    Parameters
    ----------
    covariance : ReturnCovariance
        Of the assets.
    market_weights : FloatArray
        Shares of the market, shape (n_assets,), sum 1.
    risk_aversion : float
        :math:`\delta`, the market's excess return over its variance; has no unit of time.

    Returns
    -------
    ExpectedReturns
        Above the risk-free rate, per period of the covariance.

    Raises
    ------
    InputError
        For weights that do not sum to 1, or a risk aversion that is not above zero.

    Examples
    --------
    >>> covariance = ReturnCovariance(np.diag([0.04, 0.01]), periods_per_year=1.0, method="stated")
    >>> equilibrium_returns(covariance, market_weights=np.array([0.6, 0.4]), risk_aversion=2.5).values.round(4).tolist()
    [0.06, 0.01]
    """
    weights = check_shape(np.asarray(market_weights, dtype=np.float64), "market_weights", (len(covariance.matrix),))
    check_finite(weights, "market_weights")
    if abs(float(weights.sum()) - 1.0) > UNIT_SUM:
        raise InputError(f"'market_weights' must sum to 1, summed to {float(weights.sum())!r}")
    check_positive(risk_aversion, "risk_aversion")
    method = f"equilibrium, risk aversion {risk_aversion:g}"
    return ExpectedReturns(risk_aversion * covariance.matrix @ weights, covariance.periods_per_year, method)


def black_litterman_moments(prior: AssetMoments, *, views: Sequence[ReturnView], tau: float = 0.05) -> AssetMoments:
    r"""Expected returns and covariance after views.

    Parameters
    ----------
    prior : AssetMoments
        :math:`\Pi` and :math:`\Sigma`. Whether returns are above the risk-free rate or in full, the views are alike.
    views : sequence of ReturnView
        In the unit of time of the prior; none leaves its mean as it is.
    tau : float
        Variance of the prior mean in variances of the returns; He and Litterman take 0.05, 1 / n_observations is what
        a sample mean has.

    Returns
    -------
    AssetMoments
        :math:`\mu` and :math:`\Sigma + M`, for any optimiser.

    Raises
    ------
    InputError
        For a view on an asset that is not there, or in another unit of time.
    NumericalError
        For views held with certainty that repeat or contradict each other.

    References
    ----------
    He, Litterman, "The intuition behind Black-Litterman model portfolios", Goldman Sachs (1999). Walters, "The
    Black-Litterman model in detail" (2014), for the confidence of Idzorek in closed form.

    Examples
    --------
    >>> covariance = ReturnCovariance([[0.04, 0.01], [0.01, 0.02]], periods_per_year=1.0, method="stated")
    >>> prior = AssetMoments(("EWG", "EWQ"), ExpectedReturns([0.05, 0.03], periods_per_year=1.0, method="stated"),
    ...     covariance)
    >>> view = ReturnView({"EWG": 1.0, "EWQ": -1.0}, expected_return=0.04, periods_per_year=1.0)
    >>> black_litterman_moments(prior, views=[view]).mean.round(4).tolist()
    [0.0575, 0.0275]
    """
    check_positive(tau, "tau")
    spread = tau * prior.matrix
    if not views:
        return _posterior(prior, prior.mean, spread, tau, 0)
    picks = np.array([_row(view, prior) for view in views])
    told = np.array([view.expected_return for view in views])
    seen = picks @ spread @ picks.T
    doubt = np.array([(1.0 - view.confidence) / view.confidence for view in views]) * seen.diagonal()
    system = seen + np.diag(doubt)
    try:
        np.linalg.cholesky(system)
    except np.linalg.LinAlgError:
        raise NumericalError(
            f"the {len(views)} views cannot be told apart: some of full confidence repeat or contradict each other, or "
            "speak of portfolios without risk"
        ) from None
    gain = np.linalg.solve(system, picks @ spread).T
    return _posterior(
        prior, prior.mean + gain @ (told - picks @ prior.mean), spread - gain @ picks @ spread, tau, len(views)
    )


def _posterior(prior: AssetMoments, mean: FloatArray, spread: FloatArray, tau: float, count: int) -> AssetMoments:
    matrix = prior.matrix + 0.5 * (spread + spread.T)
    label = f"Black-Litterman with {count} views, tau {tau:g}, on"
    periods, observations = prior.periods_per_year, prior.covariance.n_observations
    return AssetMoments(
        prior.names,
        ExpectedReturns(mean, periods, f"{label} {prior.expected_returns.method}"),
        ReturnCovariance(matrix, periods, f"{label} {prior.covariance.method}", observations),
    )


def _row(view: ReturnView, prior: AssetMoments) -> FloatArray:
    if view.periods_per_year != prior.periods_per_year:
        raise InputError(
            f"a view for 1/{view.periods_per_year:g} year does not fit a prior for 1/{prior.periods_per_year:g} year; "
            "bring both to one unit"
        )
    unknown = [name for name in view.exposures if name not in prior.names]
    if unknown:
        raise InputError(f"a view names {unknown[0]!r}, which is not one of the {len(prior)} assets of the prior")
    return np.array([view.exposures.get(name, 0.0) for name in prior.names])
