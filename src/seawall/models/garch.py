"""GARCH(1,1) and GJR(1,1,1) fitted by maximum likelihood, with a stated start of the variance."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from scipy.special import gammaln

from seawall.core import FloatArray, check_finite, check_positive, check_shape, choice_named, read_only
from seawall.errors import InputError, NumericalError
from seawall.models.garch_recursion import next_garch_variance, run_garch_variance

__all__ = ["GarchFit", "GarchKind", "ResidualLaw", "fit_garch"]

_FEWEST = 100
_AT_ONE = 1e-6
"""A persistence this close to 1 counts as 1."""
_NO_DIRECTION = 8
"""Of the search: no better point in any direction that it tried."""
_LEAST_OMEGA = 1e-7
_SEARCH_TOLERANCE, _MOST_ITERATIONS = 1e-10, 1000
_DEGREES_BOUNDS = (2.05, 500.0)


class GarchKind(StrEnum):
    """Whether losses and gains raise the variance alike."""

    GARCH = "garch"
    GJR = "gjr"


class ResidualLaw(StrEnum):
    """Law of the standardised residuals, with unit variance."""

    NORMAL = "normal"
    STUDENT_T = "student_t"


@dataclass(frozen=True, slots=True)
class GarchFit:
    """A fitted variance recursion, with its path through the sample.

    Attributes
    ----------
    kind : GarchKind
        GARCH(1,1), or GJR(1,1,1).
    law : ResidualLaw
        Under which the likelihood was maximised.
    mean : float
        Of the returns, per period; 0 where it was held at zero.
    omega : float
        Squared units of the returns, per period.
    alpha, gamma, beta : float
        Weights of the squared residual, of its excess after a loss (0 for GARCH), and of the variance.
    degrees_of_freedom : float or None
        Of the Student-t law; None for the normal law.
    volatility : FloatArray
        Shape (n,), conditional standard deviation before each return.
    next_volatility : float
        Forecast for the return after the last.
    residuals : FloatArray
        Shape (n,), standardised: return less mean, over its conditional volatility.
    log_likelihood : float
        At the maximum, of the returns in their own unit.
    backcast_variance : float
        Mean squared residual, which stands for the variance and the squared residual before the sample.
    """

    kind: GarchKind
    law: ResidualLaw
    mean: float
    omega: float
    alpha: float
    gamma: float
    beta: float
    degrees_of_freedom: float | None
    volatility: FloatArray
    next_volatility: float
    residuals: FloatArray
    log_likelihood: float
    backcast_variance: float

    def __post_init__(self) -> None:
        """Hold a recursion that does not explode, with a path of one length."""
        object.__setattr__(self, "kind", choice_named(self.kind, "kind", GarchKind))
        object.__setattr__(self, "law", choice_named(self.law, "law", ResidualLaw))
        check_positive(self.omega, "omega")
        check_positive(self.next_volatility, "next_volatility")
        if not self.persistence <= 1.0 + _AT_ONE:
            raise InputError(f"'alpha' + 'gamma' / 2 + 'beta' must not be above 1, was {self.persistence!r}")
        volatility = check_finite(check_shape(read_only(self.volatility), "volatility", (None,)), "volatility")
        residuals = check_finite(check_shape(read_only(self.residuals), "residuals", volatility.shape), "residuals")
        object.__setattr__(self, "volatility", volatility)
        object.__setattr__(self, "residuals", residuals)

    @property
    def persistence(self) -> float:
        """Share of a surprise in the variance that is left one period later: α + γ/2 + β."""
        return self.alpha + 0.5 * self.gamma + self.beta

    @property
    def is_integrated(self) -> bool:
        """Whether the persistence is 1: surprises never fade, and there is no long-run level, as in an EWMA."""
        return self.persistence > 1.0 - _AT_ONE

    @property
    def half_life_sessions(self) -> float:
        """Periods until half of a surprise in the variance has faded; infinite, and so refused, where none fades."""
        self._check_stationary("half-life")
        return math.log(0.5) / math.log(self.persistence) if self.persistence > 0.0 else 0.0

    @property
    def long_run_volatility(self) -> float:
        """Standard deviation to which forecasts return, per period; refused where there is none."""
        self._check_stationary("long-run volatility")
        return math.sqrt(self.omega / (1.0 - self.persistence))

    def _check_stationary(self, what: str) -> None:
        if self.is_integrated:
            raise NumericalError(f"an integrated {self.kind} fit, of persistence 1, has no {what}")

    def variance_path(self, horizon_sessions: int) -> FloatArray:
        r"""Expected variance of each of the next returns.

        .. math:: E[\sigma^2_{n+h}] = \omega \sum_{i=0}^{h-2} \phi^i + \phi^{h-1} \sigma^2_{n+1}

        with φ the persistence; below 1 it returns to :math:`\omega / (1 - \phi)`, at 1 it grows by ω a step.

        Parameters
        ----------
        horizon_sessions : int
            Number of returns ahead, at least 1.

        Returns
        -------
        FloatArray
            Shape (horizon_sessions,), squared units of the returns; their sum is the variance of the sum of returns.
        """
        if horizon_sessions < 1:
            raise InputError(f"'horizon_sessions' must be at least 1, was {horizon_sessions!r}")
        fading = self.persistence ** np.arange(horizon_sessions)
        added = np.append(0.0, np.cumsum(fading[:-1]))
        return read_only(self.omega * added + fading * self.next_volatility**2)

    def next_variance(self, variance: FloatArray, residual: FloatArray) -> FloatArray:
        """One step of this recursion over arrays, as :func:`next_garch_variance`."""
        return next_garch_variance(
            variance, residual, omega=self.omega, alpha=self.alpha, gamma=self.gamma, beta=self.beta
        )


def fit_garch(
    returns: FloatArray,
    *,
    kind: GarchKind = GarchKind.GARCH,
    law: ResidualLaw = ResidualLaw.NORMAL,
    constant_mean: bool = True,
    start: GarchFit | None = None,
) -> GarchFit:
    r"""Fit mean, variance recursion and residual law at once, by maximum likelihood.

    .. math::

        r_t = \mu + \varepsilon_t, \quad \varepsilon_t = \sigma_t z_t, \quad
        \sigma^2_t = \omega + (\alpha + \gamma\, 1[\varepsilon_{t-1} < 0])\, \varepsilon_{t-1}^2 + \beta \sigma^2_{t-1}

    Before the sample, both the variance and the squared residual are the mean squared residual at the mean that is
    being tried, as in the benchmark of Fiorentini, Calzolari and Panattoni. The returns are divided by their standard
    deviation for the search, so that their unit changes nothing.

    Parameters
    ----------
    returns : FloatArray
        Shape (n,), oldest first, any unit; n >= 100, not constant.
    kind : GarchKind
        GARCH, or GJR, in which losses may raise the variance more than gains.
    law : ResidualLaw
        Normal, or Student-t scaled to unit variance.
    constant_mean : bool
        Whether the mean is fitted; else it is zero.
    start : GarchFit, optional
        An earlier fit of the same kind and law, from which the search starts. It saves up to a third of the time, and
        may end in another local maximum than the search of starts that is made without it.

    Returns
    -------
    GarchFit
        In the unit of the returns, per period.

    Raises
    ------
    InputError
        For too few observations, values that are not finite, a constant sample or a start of another model; for a
        `kind` or `law` that there is not.
    NumericalError
        When the search does not converge, or the Student-t law loses its variance. A persistence of 1 is no fault: it
        is the edge of what is searched, and :attr:`GarchFit.is_integrated` says so.

    References
    ----------
    Fiorentini, Calzolari, Panattoni, "Analytic derivatives and the computation of GARCH estimates", *Journal of
    Applied Econometrics* 11 (1996).

    Examples
    --------
    >>> rng = np.random.default_rng(5)
    >>> returns, variance = np.empty(1000), 1.0
    >>> for t in range(1000):
    ...     returns[t] = np.sqrt(variance) * rng.standard_normal()
    ...     variance = 0.05 + 0.1 * returns[t] ** 2 + 0.85 * variance
    >>> fit = fit_garch(0.01 * returns)
    >>> 0.03 < fit.alpha < 0.2, 0.7 < fit.beta < 0.95
    (True, True)
    """
    kind = choice_named(kind, "kind", GarchKind)
    law = choice_named(law, "law", ResidualLaw)
    sample = check_finite(check_shape(np.asarray(returns, dtype=np.float64), "returns", (None,)), "returns")
    if len(sample) < _FEWEST:
        raise InputError(f"'returns' must hold at least {_FEWEST} observations for a GARCH fit, was {len(sample)}")
    if sample.max() == sample.min():
        raise InputError(f"'returns' must vary, but are {float(sample[0])!r} throughout: their variance is 0")
    if start is not None and (start.kind, start.law) != (kind, law):
        raise InputError(f"'start' must be a fit of kind {kind} and law {law}, was {start.kind} and {start.law}")
    scale = float(sample.std()) if constant_mean else float(np.sqrt(np.mean(sample**2)))
    begin = None if start is None else _unit_start(start, scale)[0 if constant_mean else 1 :]
    found = _maximise(sample / scale, kind, law, constant_mean, begin)
    if found.convergence_flag == _NO_DIRECTION and _persistence(found) <= 1.0 - _AT_ONE:
        # a line search may give up a rounding away from the top: the same search, begun where it stopped, tells
        found = _maximise(sample / scale, kind, law, constant_mean, _just_inside(found))
    values = [float(each) for each in found.params]
    mean = values.pop(0) if constant_mean else 0.0
    degrees = values.pop() if law is ResidualLaw.STUDENT_T else None
    omega, alpha, *excess, beta = values
    gamma = excess[0] if excess else 0.0
    what = f"{kind} fit with {law} residuals to {len(sample)} returns"
    # at the edge the search may stop for want of a direction that is both better and allowed: that is its end
    is_held = _persistence(found) > 1.0 - _AT_ONE and found.convergence_flag == _NO_DIRECTION
    if found.convergence_flag != 0 and not is_held:
        raise NumericalError(f"{what} did not converge: {found.optimization_result.message}")
    if degrees is not None and degrees <= _DEGREES_BOUNDS[0] + 1e-6:
        raise NumericalError(f"{what} asks for {degrees:g} degrees of freedom or fewer, where the variance is lost")
    return _complete(
        sample,
        scale=scale,
        kind=kind,
        law=law,
        parameters=(mean, omega, alpha, gamma, beta, degrees),
        unit_likelihood=float(found.loglikelihood),
    )


def _maximise(unit: FloatArray, kind: GarchKind, law: ResidualLaw, constant_mean: bool, start: Any) -> Any:
    """Fit of arch, whose search is silenced because its flag is read."""
    from arch.univariate import ConstantMean, Normal, StudentsT, ZeroMean

    model = (ConstantMean if constant_mean else ZeroMean)(
        unit,
        volatility=_volatility_process()(p=1, o=1 if kind is GarchKind.GJR else 0, q=1),
        distribution=StudentsT() if law is ResidualLaw.STUDENT_T else Normal(),
        rescale=False,
    )
    return model.fit(
        disp="off",
        show_warning=False,
        starting_values=start,
        options={"ftol": _SEARCH_TOLERANCE, "maxiter": _MOST_ITERATIONS},
    )


def _persistence(found: Any) -> float:
    """Of what a search found, as :attr:`GarchFit.persistence`."""
    return float(found.params["alpha[1]"] + 0.5 * found.params.get("gamma[1]", 0.0) + found.params["beta[1]"])


def _just_inside(found: Any) -> FloatArray:
    """Parameters that a search stopped at, moved a rounding off the edge of what it may try."""
    at = found.params.copy()
    for name in ("omega", "alpha[1]", "beta[1]"):
        at[name] = max(at[name], _AT_ONE)
    if "gamma[1]" in at:
        at["gamma[1]"] = max(at["gamma[1]"], _AT_ONE - at["alpha[1]"])
    return np.asarray(at.to_numpy(), dtype=np.float64)


@functools.cache
def _volatility_process() -> Any:
    from arch.univariate import GARCH

    class MeanSquareStart(GARCH):
        """GARCH whose variance before the sample is the mean squared residual at the mean being tried."""

        def compute_variance(self, parameters: Any, resids: Any, sigma2: Any, backcast: Any, var_bounds: Any) -> Any:
            backcast = float(resids @ resids) / len(resids)
            return super().compute_variance(parameters, resids, sigma2, backcast, var_bounds)

    return MeanSquareStart


def _unit_start(start: GarchFit, scale: float) -> FloatArray:
    """Parameters of an earlier fit in units of `scale`, held inside the bounds of the search."""
    alpha = max(start.alpha, 0.0)
    parameters = [start.mean / scale, min(max(start.omega / scale**2, _LEAST_OMEGA), 5.0), alpha]
    if start.kind is GarchKind.GJR:
        parameters.append(max(start.gamma, -alpha))
    parameters.append(max(start.beta, 0.0))
    if start.degrees_of_freedom is not None:
        low, high = _DEGREES_BOUNDS
        parameters.append(min(max(start.degrees_of_freedom, low + 1e-3), high - 1e-3))
    return np.array(parameters)


def _complete(
    sample: FloatArray,
    *,
    scale: float,
    kind: GarchKind,
    law: ResidualLaw,
    parameters: tuple[float, float, float, float, float, float | None],
    unit_likelihood: float,
) -> GarchFit:
    """Path and likelihood by our own recursion, which must agree with the search's."""
    unit_mean, unit_omega, alpha, gamma, beta, degrees = parameters
    mean, omega = unit_mean * scale, unit_omega * scale**2
    residuals = sample - mean
    backcast = float(residuals @ residuals) / len(residuals)
    variances = run_garch_variance(residuals, backcast=backcast, omega=omega, alpha=alpha, gamma=gamma, beta=beta)
    volatility = np.sqrt(variances[:-1])
    standardised = residuals / volatility
    likelihood = _log_likelihood(standardised, volatility, degrees)
    expected = unit_likelihood - len(sample) * math.log(scale)
    if not abs(likelihood - expected) <= 1e-6 * len(sample):
        raise NumericalError(
            f"{kind} fit to {len(sample)} returns: the search met a bound on the variance, "
            f"log-likelihood {expected:.6f} against {likelihood:.6f} without it"
        )
    return GarchFit(
        kind=kind,
        law=law,
        mean=mean,
        omega=omega,
        alpha=alpha,
        gamma=gamma,
        beta=beta,
        degrees_of_freedom=degrees,
        volatility=volatility,
        next_volatility=math.sqrt(variances[-1]),
        residuals=standardised,
        log_likelihood=likelihood,
        backcast_variance=backcast,
    )


def _log_likelihood(standardised: FloatArray, volatility: FloatArray, degrees: float | None) -> float:
    n, logs = len(standardised), float(np.log(volatility).sum())
    if degrees is None:
        return -0.5 * (n * math.log(2.0 * math.pi) + float(standardised @ standardised)) - logs
    constant = float(gammaln(0.5 * (degrees + 1.0)) - gammaln(0.5 * degrees)) - 0.5 * math.log(
        math.pi * (degrees - 2.0)
    )
    bend = float(np.log1p(standardised**2 / (degrees - 2.0)).sum())
    return n * constant - 0.5 * (degrees + 1.0) * bend - logs
