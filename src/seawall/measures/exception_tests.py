r"""Whether exceptions come as often as they should, and without running together.

All three tests are likelihood ratios, and all three p-values are exact: the probability of the statistic under a
right model is summed over every pattern of exceptions there is. The chi-square limit stands beside them.

Records of a year are discrete. At 99 % one expects 2.5 exceptions in 250 sessions, and a test at 5 % may have no
set of outcomes whose probability is close to 5 %: it then rejects a right model less often, never more.
"""

from __future__ import annotations

import numpy as np
from scipy.special import chdtrc

from seawall.core import BoolArray, check_confidence
from seawall.measures.backtest_result import Backtest, BacktestResult, checked_exceptions
from seawall.measures.exception_law import (
    PatternLaw,
    coverage_ratio,
    exact_p_value,
    markov_ratio,
    patterns_of_count,
    patterns_of_session,
)
from seawall.measures.tail_quantiles import tail_size

__all__ = ["conditional_coverage_test", "independence_test", "kupiec_test"]


def kupiec_test(exceptions: BoolArray, *, confidence: float) -> BacktestResult:
    r"""Kupiec's test of the share of exceptions, two-sided.

    .. math:: \mathrm{LR}_{uc} = 2 \ln \frac{\hat p^{\,x} (1 - \hat p)^{n - x}}{p^x (1 - p)^{n - x}}, \quad
              \hat p = x / n, \quad p = 1 - c

    The p-value is :math:`\Pr(\mathrm{LR}(X) \ge \mathrm{LR}(x))` with X binomial.

    Parameters
    ----------
    exceptions : BoolArray
        Shape (n,): whether the loss of the session was above its VaR; n >= 1.
    confidence : float
        Of the VaR, in [0.5, 1).

    Returns
    -------
    BacktestResult
        Exact; the asymptotic p-value is that of a chi-square with one degree of freedom.

    Raises
    ------
    InputError
        For an empty record, or a confidence outside its range.

    References
    ----------
    Kupiec, "Techniques for verifying the accuracy of risk measurement models", *Journal of Derivatives* 3 (1995).

    Examples
    --------
    >>> year = np.arange(250) < 7
    >>> print(kupiec_test(year, confidence=0.99))
    kupiec: statistic 5.497, p-value 0.0137 (exact), asymptotic 0.0190
    """
    checked_exceptions(exceptions, fewest=1)
    n, probability = len(exceptions), float(tail_size(1, check_confidence(confidence)))
    law = patterns_of_session(n, probability)
    statistic = float(coverage_ratio(int(exceptions.sum()), n, probability))
    p_value = exact_p_value(statistic, coverage_ratio(law.count, n, probability), law)
    return BacktestResult(Backtest.KUPIEC, statistic, p_value, "exact", _chi_square(statistic, 1))


def independence_test(exceptions: BoolArray) -> BacktestResult:
    r"""Christoffersen's test of whether one exception makes the next more likely.

    .. math::

        \mathrm{LR}_{ind} = 2 \ln \frac{(1 - \pi_{01})^{n_{00}} \pi_{01}^{n_{01}} (1 - \pi_{11})^{n_{10}}
        \pi_{11}^{n_{11}}}{(1 - \pi)^{n_{00} + n_{10}} \pi^{n_{01} + n_{11}}}

    with :math:`n_{ij}` the steps from state i to state j, 1 for an exception. The p-value is conditional on the
    number of exceptions: all placings of that many are equally likely under independence, whatever their true
    probability. So a wrong share of exceptions is not taken for clustering. None, or nothing but exceptions, can
    be placed in one way only: the statistic is 0 and the p-value 1.

    Parameters
    ----------
    exceptions : BoolArray
        Shape (n,), n >= 2.

    Returns
    -------
    BacktestResult
        Exact; the asymptotic p-value is that of a chi-square with one degree of freedom.

    Raises
    ------
    InputError
        For fewer than two sessions.

    References
    ----------
    Christoffersen, "Evaluating interval forecasts", *International Economic Review* 39 (1998).

    Examples
    --------
    >>> apart = np.isin(np.arange(250), [40, 90, 200])
    >>> together = np.isin(np.arange(250), [40, 41, 200])
    >>> round(independence_test(apart).p_value, 4)
    0.9765
    >>> round(independence_test(together).p_value, 4)
    0.0239
    """
    n = len(checked_exceptions(exceptions, fewest=2))
    law = patterns_of_count(n, int(exceptions.sum()))
    statistic = float(markov_ratio(_pattern(exceptions), n)[0])
    p_value = exact_p_value(statistic, markov_ratio(law, n), law)
    method = "exact, given the count"
    return BacktestResult(Backtest.INDEPENDENCE, statistic, p_value, method, _chi_square(statistic, 1))


def conditional_coverage_test(exceptions: BoolArray, *, confidence: float) -> BacktestResult:
    r"""Christoffersen's joint test: the right share of exceptions, and none that leads to the next.

    .. math:: \mathrm{LR}_{cc} = \mathrm{LR}_{uc} + \mathrm{LR}_{ind}

    Parameters
    ----------
    exceptions : BoolArray
        Shape (n,), n >= 2.
    confidence : float
        Of the VaR, in [0.5, 1).

    Returns
    -------
    BacktestResult
        Exact; the asymptotic p-value is that of a chi-square with two degrees of freedom.

    Raises
    ------
    InputError
        For fewer than two sessions, or a confidence outside its range.

    References
    ----------
    Christoffersen, "Evaluating interval forecasts", *International Economic Review* 39 (1998).

    Examples
    --------
    >>> together = np.isin(np.arange(250), [40, 41, 200])
    >>> print(conditional_coverage_test(together, confidence=0.99))
    conditional coverage: statistic 5.520, p-value 0.0246 (exact), asymptotic 0.0633
    """
    checked_exceptions(exceptions, fewest=2)
    n, probability = len(exceptions), float(tail_size(1, check_confidence(confidence)))
    law = patterns_of_session(n, probability)
    observed = _pattern(exceptions)
    statistic = float(coverage_ratio(observed.count, n, probability)[0] + markov_ratio(observed, n)[0])
    statistics = coverage_ratio(law.count, n, probability) + markov_ratio(law, n)
    p_value = exact_p_value(statistic, statistics, law)
    return BacktestResult(Backtest.CONDITIONAL_COVERAGE, statistic, p_value, "exact", _chi_square(statistic, 2))


def _pattern(exceptions: BoolArray) -> PatternLaw:
    """Numbers of the record that was observed."""
    flags = exceptions.astype(np.int64)
    runs = int(flags[0] + (np.diff(flags) == 1).sum())
    return PatternLaw(
        count=flags.sum(keepdims=True),
        runs=np.array([runs]),
        first=flags[:1],
        last=flags[-1:],
        probability=np.ones(1),
    )


def _chi_square(statistic: float, degrees_of_freedom: int) -> float:
    return float(chdtrc(degrees_of_freedom, statistic))
