"""Parametric simulation: all factors drawn from a law whose covariance comes from the past."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from scipy.special import gammaincinv, ndtr

from seawall.core import FloatArray, Lineage, choice_named
from seawall.errors import InputError
from seawall.market import FactorKind, ReturnPanel, RiskFactor
from seawall.models import (
    ShrinkageTarget,
    cornish_fisher_quantile,
    ewma_covariance,
    ewma_volatility,
    fit_student_t,
    ledoit_wolf_covariance,
    sample_covariance,
)
from seawall.scenarios.covariance_loadings import covariance_loadings
from seawall.scenarios.factor_history import FactorHistory, check_horizon, factor_history
from seawall.scenarios.sample_design import SampleDesign
from seawall.scenarios.scenario_set import ScenarioSet
from seawall.scenarios.standard_draws import DRAW_BATCHES, standard_normal_draws

__all__ = ["CovarianceRule", "ParametricLaw", "common_degrees_of_freedom", "parametric_scenarios"]

_FEWEST_SESSIONS = 30


class ParametricLaw(StrEnum):
    """Law of the factors' log returns."""

    NORMAL = "normal"
    STUDENT_T = "Student-t"
    CORNISH_FISHER = "Cornish-Fisher"


class CovarianceRule(StrEnum):
    """How the covariance is estimated from the window."""

    SAMPLE = "sample"
    EWMA_94 = "EWMA 0.94"
    EWMA_97 = "EWMA 0.97"
    LEDOIT_WOLF = "Ledoit-Wolf"


_EWMA_DECAY = {CovarianceRule.EWMA_94: 0.94, CovarianceRule.EWMA_97: 0.97}


def parametric_scenarios(
    returns: ReturnPanel,
    *,
    factors: Sequence[RiskFactor],
    lineage: Lineage,
    horizon_sessions: int = 1,
    law: ParametricLaw = ParametricLaw.NORMAL,
    covariance: CovarianceRule = CovarianceRule.SAMPLE,
    degrees_of_freedom: float | None = None,
    n_scenarios: int = 16_384,
    seed: int = 0,
) -> ScenarioSet:
    r"""Log returns of all factors drawn from a law with mean zero.

    With :math:`\Sigma = A A^\top` the covariance over one session and Z standard normal draws, over h sessions

    .. math::

        x = \sqrt{h}\, A Z, \qquad
        x = \sqrt{h}\, A Z \sqrt{\frac{\nu - 2}{W}}, \; W \sim \chi^2_\nu, \qquad
        x_j = \sqrt{h}\, \sigma_j\, q_j\!\left(\frac{(A Z)_j}{\sigma_j}\right)

    for the normal law, the Student-t law, whose variance is that of :math:`\Sigma` for every :math:`\nu`, and the
    Cornish-Fisher quantile :math:`q_j` of each factor on a normal copula. The shock is :math:`e^x - 1`, above -100 %.
    The square root of time holds for independent sessions; it scales log returns, never simple ones. The
    Student-t law keeps its shape over h sessions. Skewness and excess kurtosis fall by :math:`\sqrt h` and h.

    Parameters
    ----------
    returns : ReturnPanel
        Simple returns over one session, shape (n_times, n_symbols), at least 30 sessions.
    factors : sequence of RiskFactor
        A factor without a symbol is held constant, and listed.
    lineage : Lineage
        Of the prices behind the returns.
    horizon_sessions : int
        Sessions that each scenario spans, at least 1.
    law : ParametricLaw
        Law of the log returns.
    covariance : CovarianceRule
        Estimate of their covariance.
    degrees_of_freedom : float, optional
        :math:`\nu` of the Student-t law, above 2; fitted by :func:`common_degrees_of_freedom` where not given.
    n_scenarios : int
        16 times a power of two.
    seed : int
        Names the draws; see :func:`standard_normal_draws`.

    Returns
    -------
    ScenarioSet
        Shape (n_scenarios, n_factors), in 16 independent batches.

    Raises
    ------
    InputError
        For an argument outside its range, or a skewness and kurtosis outside the domain of Cornish-Fisher.
    DataError
        When the window is too short, or a price never moved.
    NumericalError
        When the covariance is not positive semidefinite, or the degrees of freedom cannot be fitted.

    References
    ----------
    McNeil, Frey, Embrechts, *Quantitative Risk Management* (2015), sections 6.2 and 9.2. Favre, Galeano,
    "Mean-modified value-at-risk optimization with hedge funds", *Journal of Alternative Investments* 5 (2002).

    Examples
    --------
    >>> from seawall.market import FactorKind, PricePanel, simple_returns
    >>> steps = np.where(np.arange(100) % 2, 0.01, -0.01)
    >>> panel = PricePanel(("A",), np.arange("2024-01-01", "2024-04-10", dtype="datetime64[D]"),
    ...     100.0 * np.exp(np.cumsum(steps))[:, None])
    >>> scenarios = parametric_scenarios(simple_returns(panel), seed=7,
    ...     factors=[RiskFactor(FactorKind.SPOT, "A", "A")], lineage=Lineage("close", "example", "0"))
    >>> scenarios.shocks.shape, bool(abs(np.log1p(scenarios.shocks).std() - 0.01) < 1e-4)
    ((16384, 1), True)
    """
    law = choice_named(law, "law", ParametricLaw)
    covariance = choice_named(covariance, "covariance", CovarianceRule)
    horizon = check_horizon(horizon_sessions)
    if degrees_of_freedom is not None and law is not ParametricLaw.STUDENT_T:
        raise InputError(f"'degrees_of_freedom' belongs to the {ParametricLaw.STUDENT_T} law, not to {law}")
    history = _checked_history(returns, factors)
    words = law.value
    if not history.symbols:
        moves = np.zeros((n_scenarios, 0))
    elif law is ParametricLaw.STUDENT_T:
        nu = _degrees_of_freedom(degrees_of_freedom, history, covariance)
        words += f" with {nu:.4g} degrees of freedom and unit variance"
        draws = standard_normal_draws(n_scenarios, len(history.symbols) + 1, seed=seed)
        # the common scale of a scenario moves the tail most, so it takes the most even dimension
        moves = draws[:, 1:] @ _loadings(history, covariance).T * _common_scale(draws[:, 0], nu)[:, None]
    else:
        loadings = _loadings(history, covariance)
        moves = standard_normal_draws(n_scenarios, len(history.symbols), seed=seed) @ loadings.T
        if law is ParametricLaw.CORNISH_FISHER:
            moves = _bent(moves, loadings, history, horizon)
            words += " on a normal copula"
    scaled = f", {horizon} sessions by the square root of time" if horizon > 1 else ""
    return history.scenarios(
        math.sqrt(horizon) * moves,
        labels="draw",
        horizon_sessions=horizon,
        lineage=lineage,
        method=f"parametric simulation, {words}, {covariance} covariance of log returns, mean zero{scaled}, "
        f"scrambled Sobol points in {DRAW_BATCHES} batches",
        seed=seed,
        design=SampleDesign(batches=DRAW_BATCHES),
    )


def common_degrees_of_freedom(returns: ReturnPanel, *, symbols: Sequence[str], covariance: CovarianceRule) -> float:
    """Degrees of freedom shared by all symbols, by maximum likelihood.

    Each log return is divided by the volatility that the covariance rule gives its date: the one of the window, or the
    conditional one of the EWMA rules. The quotients of all symbols are pooled.

    Parameters
    ----------
    returns : ReturnPanel
        Simple returns over one session.
    symbols : sequence of str
        Which of its columns.
    covariance : CovarianceRule
        Whose volatilities standardise the returns.

    Returns
    -------
    float
        Above 2; 1,000 where the pooled returns ask for no fatter tail than the normal law.

    Raises
    ------
    InputError
        For a `covariance` that there is not.
    DataError
        When the window is too short, or a price never moved.
    NumericalError
        When the fit does not converge, or asks for no finite variance.
    """
    covariance = choice_named(covariance, "covariance", CovarianceRule)
    history = _checked_history(returns, [RiskFactor(FactorKind.SPOT, symbol, symbol) for symbol in symbols])
    return _degrees_of_freedom(None, history, covariance)


def _checked_history(returns: ReturnPanel, factors: Sequence[RiskFactor]) -> FactorHistory:
    history = factor_history(returns, factors)
    history.check_length(_FEWEST_SESSIONS, "parametric simulation")
    history.check_moves()
    return history


def _loadings(history: FactorHistory, rule: CovarianceRule) -> FloatArray:
    """Loadings of the symbols on independent moves over one session."""
    sample, names = history.log_returns, history.symbols
    match rule:
        case CovarianceRule.SAMPLE:
            estimate = sample_covariance(sample, names=names)
        case CovarianceRule.EWMA_94 | CovarianceRule.EWMA_97:
            estimate = ewma_covariance(sample, decay=_EWMA_DECAY[rule], names=names)
        case CovarianceRule.LEDOIT_WOLF:
            # the target keeps the volatilities; the scaled identity would draw those of bonds and coins together
            estimate = ledoit_wolf_covariance(sample, target=ShrinkageTarget.CONSTANT_CORRELATION, names=names)
    return covariance_loadings(estimate.matrix, names=names)


def _common_scale(normals: FloatArray, degrees_of_freedom: float) -> FloatArray:
    """Scale that turns normal draws into Student-t draws of the same variance, shape (n_scenarios,)."""
    chi_square = 2.0 * gammaincinv(0.5 * degrees_of_freedom, ndtr(normals))
    return np.asarray(np.sqrt((degrees_of_freedom - 2.0) / chi_square))


def _bent(moves: FloatArray, loadings: FloatArray, history: FactorHistory, horizon: int) -> FloatArray:
    """Cornish-Fisher quantile of each symbol at its normal draws, which have the covariance of the loadings."""
    bent = np.empty_like(moves)
    for column, symbol in enumerate(history.symbols):
        log_returns = history.log_returns[:, column]
        z = (log_returns - log_returns.mean()) / log_returns.std()
        skewness = float((z**3).mean()) / math.sqrt(horizon)
        excess_kurtosis = (float((z**4).mean()) - 3.0) / horizon
        volatility = math.sqrt(float(loadings[column] @ loadings[column]))
        try:
            quantile = cornish_fisher_quantile(
                moves[:, column] / volatility, skewness=skewness, excess_kurtosis=excess_kurtosis
            )
        except InputError as error:
            over = f" over {horizon} sessions" if horizon > 1 else ""
            raise InputError(f"{symbol} in {history.window}{over}: {error}") from error
        bent[:, column] = volatility * quantile
    return bent


def _degrees_of_freedom(given: float | None, history: FactorHistory, covariance: CovarianceRule) -> float:
    if given is not None:
        if not (math.isfinite(given) and given > 2.0):
            raise InputError(f"'degrees_of_freedom' must be finite and above 2, was {given!r}")
        return given
    decay = _EWMA_DECAY.get(covariance)
    log_returns = history.log_returns
    volatility = log_returns.std(axis=0) if decay is None else ewma_volatility(log_returns, decay=decay)[:-1]
    return fit_student_t((log_returns / volatility).ravel()).degrees_of_freedom
