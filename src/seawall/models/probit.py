"""Probit of a yes-or-no outcome on one regressor, by maximum likelihood."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import log_ndtr, ndtr

from seawall.core import FloatArray, check_finite, check_shape, read_only
from seawall.errors import InputError, NumericalError

__all__ = ["ProbitFit", "fit_probit", "probit_log_likelihood", "probit_score"]

_MOST_STEPS = 50
_MOST_HALVINGS = 30
_SMALL_STEP = 1e-11
"""Newton converges quadratically: the step after one this small is below rounding."""


@dataclass(frozen=True, slots=True, eq=False)
class ProbitFit:
    r"""A fitted probit, :math:`P(y = 1) = \Phi(a + b x)`.

    Attributes
    ----------
    coefficients : FloatArray
        Shape (2,): a, b.
    covariance : FloatArray
        Shape (2, 2), inverse of the observed information: right for independent outcomes.
    robust_covariance : FloatArray
        Shape (2, 2), Newey-West sandwich over `lags`: right also where outcomes follow each other in time.
    lags : int
        Of its Bartlett kernel.
    log_likelihood, null_log_likelihood : float
        At the fit, and with a constant alone.
    n, n_outcomes : int
        Observations, and how many of them are 1.
    """

    coefficients: FloatArray
    covariance: FloatArray
    robust_covariance: FloatArray
    lags: int
    log_likelihood: float
    null_log_likelihood: float
    n: int
    n_outcomes: int

    def __post_init__(self) -> None:
        """Freeze the arrays."""
        for name in ("coefficients", "covariance", "robust_covariance"):
            object.__setattr__(self, name, read_only(getattr(self, name)))

    @property
    def standard_errors(self) -> FloatArray:
        """From the information, shape (2,)."""
        return read_only(np.sqrt(np.diagonal(self.covariance)))

    @property
    def robust_errors(self) -> FloatArray:
        """Newey-West, shape (2,)."""
        return read_only(np.sqrt(np.diagonal(self.robust_covariance)))

    @property
    def mcfadden_r_squared(self) -> float:
        """1 - log L / log L0 (McFadden 1974)."""
        return 1.0 - self.log_likelihood / self.null_log_likelihood

    @property
    def estrella_r_squared(self) -> float:
        r""":math:`1 - (\log L / \log L_0)^{-2 \log L_0 / n}` (Estrella 1998), which Estrella and Mishkin report."""
        ratio = self.log_likelihood / self.null_log_likelihood
        return 1.0 - math.pow(ratio, -2.0 * self.null_log_likelihood / self.n)

    def probability(self, regressor: float) -> float:
        """Probability of a 1 at one value of the regressor."""
        return float(ndtr(self.coefficients[0] + self.coefficients[1] * regressor))

    def index_error(self, regressor: float) -> float:
        r"""Robust standard error of the index a + b x, by the delta method: :math:`\sqrt{(1, x) V (1, x)'}`."""
        direction = np.array([1.0, regressor])
        return math.sqrt(float(direction @ self.robust_covariance @ direction))


def probit_log_likelihood(coefficients: FloatArray, outcomes: FloatArray, *, regressor: FloatArray) -> float:
    r"""Log-likelihood :math:`\sum_i \log \Phi(q_i (a + b x_i))`, with q = 1 for outcome 1 and -1 for 0.

    Parameters
    ----------
    coefficients : FloatArray
        Shape (2,): a, b.
    outcomes, regressor : FloatArray
        Shape (n,), outcomes 0 or 1.

    Returns
    -------
    float
        At most 0.
    """
    signs = 2.0 * outcomes - 1.0
    return float(np.sum(log_ndtr(signs * (coefficients[0] + coefficients[1] * regressor))))


def probit_score(coefficients: FloatArray, outcomes: FloatArray, *, regressor: FloatArray) -> FloatArray:
    r"""Gradient of each observation's log-likelihood, :math:`\lambda_i (1, x_i)`; shape (n, 2).

    :math:`\lambda_i = q_i \varphi(q_i \eta_i) / \Phi(q_i \eta_i)`, from logarithms, so that no tail divides 0 by 0.
    """
    signs = 2.0 * outcomes - 1.0
    index = coefficients[0] + coefficients[1] * regressor
    mills = _mills(signs, index)
    return np.column_stack([mills, mills * regressor])


def _mills(signs: FloatArray, index: FloatArray) -> FloatArray:
    ratio: FloatArray = np.exp(-0.5 * index**2 - log_ndtr(signs * index)) / math.sqrt(2.0 * math.pi)
    return signs * ratio


def fit_probit(outcomes: FloatArray, *, regressor: FloatArray, lags: int = 0) -> ProbitFit:
    r"""Fit a probit by Newton's method.

    The log-likelihood is concave, so the top is unique where it exists. The Newey-West covariance is
    :math:`H^{-1} S H^{-1}` with :math:`S = \sum_{|l| \le L} (1 - |l|/(L+1)) \sum_t s_t s_{t-l}'` over the scores
    (Estrella and Rodrigues 1998, "Consistent covariance matrix estimation in probit models with autocorrelated
    errors").

    Parameters
    ----------
    outcomes : FloatArray
        Shape (n,), 0 or 1, in the order of time.
    regressor : FloatArray
        Shape (n,).
    lags : int
        L, 0 or more and below n; 0 allows for a wrong variance, not for dependence.

    Returns
    -------
    ProbitFit
        Coefficients with both covariances.

    Raises
    ------
    InputError
        When shapes differ, an outcome is neither 0 nor 1, or `lags` is out of range.
    NumericalError
        When outcomes are all alike, the regressor does not vary, or one value of it separates the outcomes: then
        the likelihood has no top.

    Examples
    --------
    >>> outcomes = np.array([1.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0])
    >>> fit = fit_probit(outcomes, regressor=np.arange(8.0))
    >>> f"{fit.coefficients[1]:.4f}", f"{fit.probability(0.0):.4f}"
    ('-0.2695', '0.8308')
    """
    y, x = np.asarray(outcomes, dtype=np.float64), np.asarray(regressor, dtype=np.float64)
    _check_sample(y, x, lags)
    design = np.column_stack([np.ones_like(x), x])
    coefficients = _top(y, x, design)
    scores = probit_score(coefficients, y, regressor=x)
    covariance = np.linalg.inv(_information(scores[:, 0], coefficients, design)).astype(np.float64)
    middle = scores.T @ scores
    for lag in range(1, lags + 1):
        crossed = scores[lag:].T @ scores[:-lag]
        middle += (1.0 - lag / (lags + 1.0)) * (crossed + crossed.T)
    share = float(y.mean())
    return ProbitFit(
        coefficients=coefficients,
        covariance=covariance,
        robust_covariance=covariance @ middle @ covariance,
        lags=lags,
        log_likelihood=probit_log_likelihood(coefficients, y, regressor=x),
        null_log_likelihood=len(y) * (share * math.log(share) + (1.0 - share) * math.log1p(-share)),
        n=len(y),
        n_outcomes=int(y.sum()),
    )


def _check_sample(y: FloatArray, x: FloatArray, lags: int) -> None:
    check_shape(y, "outcomes", (len(y),))
    check_shape(x, "regressor", (len(y),))
    check_finite(x, "regressor")
    if wrong := [float(each) for each in y if each not in {0.0, 1.0}]:
        raise InputError(f"'outcomes' must be 0 or 1, was {wrong[0]!r}")
    if not 0 <= lags < max(len(y), 1):
        raise InputError(f"'lags' must be from 0 to {len(y) - 1}, was {lags!r}")
    if not len(y) or y.min() == y.max():
        alike = f"all {len(y)} outcomes are {y[0]:.0f}" if len(y) else "there are no outcomes"
        raise NumericalError(f"a probit needs outcomes of both kinds, but {alike}")
    if x.min() == x.max():
        raise NumericalError(f"a probit needs a regressor that varies, but it is {x[0]:g} throughout")
    ones, zeros = x[y == 1.0], x[y == 0.0]
    if ones.max() <= zeros.min() or zeros.max() <= ones.min():
        edge = zeros.min() if ones.max() <= zeros.min() else ones.min()
        raise NumericalError(
            f"the regressor separates the outcomes at {edge:g}: {len(ones)} of 1 on one side, {len(zeros)} of 0 on the "
            "other, so the likelihood has no top and no probability can be fitted"
        )


def _information(mills: FloatArray, coefficients: FloatArray, design: FloatArray) -> FloatArray:
    """Observed information: minus the second derivative of the log-likelihood."""
    weights = mills * (mills + design @ coefficients)
    information: FloatArray = (design * weights[:, None]).T @ design
    return information


def _top(y: FloatArray, x: FloatArray, design: FloatArray) -> FloatArray:
    coefficients = np.zeros(2)
    reached = probit_log_likelihood(coefficients, y, regressor=x)
    for _ in range(_MOST_STEPS):
        scores = probit_score(coefficients, y, regressor=x)
        step = np.linalg.solve(_information(scores[:, 0], coefficients, design), scores.sum(axis=0))
        if float(np.max(np.abs(step))) <= _SMALL_STEP * (1.0 + float(np.max(np.abs(coefficients)))):
            return coefficients + step
        for _ in range(_MOST_HALVINGS):
            tried = probit_log_likelihood(coefficients + step, y, regressor=x)
            # near the top rounding may show a fall of some units in the last place
            if tried >= reached - 1e-12 * abs(reached):
                break
            step = step / 2.0
        coefficients, reached = coefficients + step, tried
    raise NumericalError(f"the probit did not converge in {_MOST_STEPS} steps, at coefficients {coefficients}")
