"""Whether a series returns to a level or wanders: two tests with opposite null hypotheses, read together."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.special import ndtr

from seawall.core import FloatArray, check_finite, check_shape, choice_named
from seawall.errors import InputError, NumericalError

__all__ = [
    "LagCriterion",
    "StationarityReading",
    "StationarityVerdict",
    "UnitRootTest",
    "augmented_dickey_fuller",
    "kpss_test",
    "read_stationarity",
]

_FEWEST = 25
_LEVEL = 0.05
_TAU_LEAST, _TAU_SPLIT, _TAU_MOST = -18.83, -1.61, 2.74
_SMALL_P = (2.1659, 1.4412, 0.038269)
_LARGE_P = (1.7339, 0.93202, -0.12745, -0.010368)
"""Response surfaces of the p-value with a constant, below and above the split: MacKinnon (1994), tables 3 and 4."""
_KPSS_VALUES, _KPSS_LEVELS = (0.347, 0.463, 0.574, 0.739), (0.10, 0.05, 0.025, 0.01)
"""Critical values around a level: Kwiatkowski et al. (1992), table 1."""


class LagCriterion(StrEnum):
    """What chooses the lagged differences of the Dickey-Fuller regression."""

    AIC = "aic"
    BIC = "bic"


class StationarityVerdict(StrEnum):
    """What both tests say together, at the level of 5 %."""

    STATIONARY = "stationary"
    UNIT_ROOT = "unit root"
    CONFLICT = "conflict"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class UnitRootTest:
    """One test.

    Attributes
    ----------
    name : str
        Of the test.
    null : str
        Its null hypothesis.
    statistic : float
        As published.
    lags : int
        Lagged differences, or autocovariances in the long-run variance.
    lag_rule : str
        What chose them.
    p_value : float
        Of the null hypothesis.
    p_bound : str
        ``<=`` or ``>=`` where the table ends and the true p-value lies beyond `p_value`; else empty.
    n_used : int
        Observations in the regression or the sum.
    """

    name: str
    null: str
    statistic: float
    lags: int
    lag_rule: str
    p_value: float
    p_bound: str
    n_used: int

    @property
    def is_rejected(self) -> bool:
        """Whether the null hypothesis falls at the level of 5 %."""
        return self.p_value < _LEVEL


@dataclass(frozen=True, slots=True)
class StationarityReading:
    """Both tests and what they say together.

    Attributes
    ----------
    unit_root : UnitRootTest
        Augmented Dickey-Fuller; its null is a unit root.
    level : UnitRootTest
        KPSS; its null is a stationary level.
    """

    unit_root: UnitRootTest
    level: UnitRootTest

    @property
    def verdict(self) -> StationarityVerdict:
        """Stationary or a unit root where both agree; conflict where both reject, undecided where neither does."""
        match (self.unit_root.is_rejected, self.level.is_rejected):
            case (True, False):
                return StationarityVerdict.STATIONARY
            case (False, True):
                return StationarityVerdict.UNIT_ROOT
            case (True, True):
                return StationarityVerdict.CONFLICT
        return StationarityVerdict.UNDECIDED

    @property
    def sentence(self) -> str:
        """The verdict with its reason."""
        return _SENTENCES[self.verdict]


_SENTENCES = {
    StationarityVerdict.STATIONARY: "stationary: ADF rejects a unit root, KPSS does not reject a level",
    StationarityVerdict.UNIT_ROOT: "unit root: ADF does not reject one, KPSS rejects a level; difference the series",
    StationarityVerdict.CONFLICT: "conflict: ADF rejects a unit root and KPSS rejects a level; a break, a trend or "
    "long memory may do that",
    StationarityVerdict.UNDECIDED: "undecided: neither test rejects; the sample does not tell a unit root from a level",
}


def augmented_dickey_fuller(
    values: FloatArray, *, criterion: LagCriterion = LagCriterion.AIC, largest_lag: int | None = None
) -> UnitRootTest:
    r"""Augmented Dickey-Fuller test of a unit root, with a constant.

    .. math::

        \Delta x_t = c + \rho x_{t-1} + \sum_{i=1}^{k} \delta_i \Delta x_{t-i} + u_t, \quad
        \mathrm{ADF} = \hat\rho / \mathrm{se}(\hat\rho)

    The number k of lagged differences has the least AIC or BIC among 0 to `largest_lag`, all on one common sample; the
    regression is then made again on every observation that k leaves. P-values are those of MacKinnon's response
    surface.

    Parameters
    ----------
    values : FloatArray
        Shape (n,), n >= 25, not constant.
    criterion : LagCriterion
        What chooses k.
    largest_lag : int, optional
        :math:`\lceil 12 (n / 100)^{1/4} \rceil` by default, Schwert's rule, and at most n / 2 - 2.

    Returns
    -------
    UnitRootTest
        A small p-value speaks against a unit root.

    Raises
    ------
    InputError
        For a series too short, not finite or constant, or a largest lag that it cannot carry; for a `criterion` that
        there is not.
    NumericalError
        When the regression fits without error.

    References
    ----------
    Said, Dickey, *Biometrika* 71 (1984). MacKinnon, "Approximate asymptotic distribution functions for
    unit-root and cointegration tests", *Journal of Business & Economic Statistics* 12 (1994). Schwert, same journal, 7
    (1989).

    Examples
    --------
    >>> noise = np.random.default_rng(1).standard_normal(500)
    >>> augmented_dickey_fuller(noise).is_rejected, augmented_dickey_fuller(np.cumsum(noise)).is_rejected
    (True, False)
    """
    criterion = choice_named(criterion, "criterion", LagCriterion)
    series = _checked(values)
    most = len(series) // 2 - 2
    limit = min(math.ceil(12.0 * (len(series) / 100.0) ** 0.25), most) if largest_lag is None else largest_lag
    if not 0 <= limit <= most:
        raise InputError(f"'largest_lag' must be in [0, {most}] for {len(series)} values, was {largest_lag!r}")
    lags = _best_lag(series, limit, criterion)
    design, target = _regression(series, lags)
    orthogonal, triangle = np.linalg.qr(design)
    coefficients = np.linalg.solve(triangle, orthogonal.T @ target)
    residuals = target - design @ coefficients
    spread = float(residuals @ residuals) / (len(target) - design.shape[1])
    if spread <= 1e-24 * float(series.var()):
        raise NumericalError(f"Dickey-Fuller regression of {len(series)} values leaves no residual: they follow a rule")
    # the regressor of interest stands last, where its variance is one over the square of the triangle's corner
    statistic = float(coefficients[-1]) / math.sqrt(spread / float(triangle[-1, -1]) ** 2)
    rule = f"{criterion.upper()} among 0 to {limit}"
    return UnitRootTest("ADF", "unit root", statistic, lags, rule, _mackinnon_p_value(statistic), "", len(target))


def _mackinnon_p_value(statistic: float) -> float:
    """Asymptotic p-value of the statistic with a constant."""
    if statistic <= _TAU_LEAST or statistic >= _TAU_MOST:
        return 0.0 if statistic <= _TAU_LEAST else 1.0
    surface = _SMALL_P if statistic <= _TAU_SPLIT else _LARGE_P
    return float(ndtr(sum(weight * statistic**power for power, weight in enumerate(surface))))


def _regression(series: FloatArray, lags: int, *, skipped: int | None = None) -> tuple[FloatArray, FloatArray]:
    """Constant, lagged differences and, last, the lagged level; and the differences that they explain."""
    start = lags if skipped is None else skipped
    differences = np.diff(series)
    n = len(differences) - start
    columns = [np.ones(n), *(differences[start - lag : start - lag + n] for lag in range(1, lags + 1))]
    return np.column_stack([*columns, series[start:-1]]), differences[start:]


def _best_lag(series: FloatArray, limit: int, criterion: LagCriterion) -> int:
    """Lag of the least criterion on the sample that all lags share.

    With constant and level first, one orthogonal factor serves every number of lags: each lag takes the square of
    one more projection off the sum of squared residuals.
    """
    design, target = _regression(series, limit, skipped=limit)
    order = [0, design.shape[1] - 1, *range(1, design.shape[1] - 1)]
    orthogonal, _ = np.linalg.qr(design[:, order])
    explained = np.cumsum((orthogonal.T @ target) ** 2)[1:]
    squares = np.maximum(float(target @ target) - explained, np.finfo(np.float64).tiny)
    n, parameters = len(target), np.arange(2, limit + 3)
    cost = 2.0 if criterion is LagCriterion.AIC else math.log(n)
    return int(np.argmin(n * np.log(squares / n) + cost * parameters))


def kpss_test(values: FloatArray) -> UnitRootTest:
    r"""KPSS test of a stationary level.

    .. math::

        \eta = \frac{\sum_t S_t^2}{n^2 \hat\omega}, \quad S_t = \sum_{s \le t} (x_s - \bar x), \quad
        \hat\omega = \hat\gamma_0 + 2 \sum_{k=1}^{L} \Bigl(1 - \frac{k}{L + 1}\Bigr) \hat\gamma_k

    The bandwidth L is chosen from the data by Newey and West's rule, as Hobijn, Franses and Ooms apply it. The
    p-value is interpolated in the published table, which ends at 1 % and 10 %: beyond it, only the bound is known, and
    `p_bound` says which.

    Parameters
    ----------
    values : FloatArray
        Shape (n,), n >= 25, not constant.

    Returns
    -------
    UnitRootTest
        A small p-value speaks against a stationary level.

    Raises
    ------
    InputError
        For a series too short, not finite or constant.

    References
    ----------
    Kwiatkowski, Phillips, Schmidt, Shin, *Journal of Econometrics* 54 (1992). Newey, West, *Review of Economic
    Studies* 61 (1994). Hobijn, Franses, Ooms, *Statistica Neerlandica* 58 (2004).

    Examples
    --------
    >>> noise = np.random.default_rng(8).standard_normal(800)
    >>> found = kpss_test(noise)
    >>> found.p_bound, found.p_value, kpss_test(np.cumsum(noise)).is_rejected
    ('>=', 0.1, True)
    """
    series = _checked(values)
    n = len(series)
    centred = series - series.mean()
    lags = _newey_west_bandwidth(centred)
    long_run = float(centred @ centred)
    for lag in range(1, lags + 1):
        long_run += 2.0 * (1.0 - lag / (lags + 1.0)) * float(centred[lag:] @ centred[:-lag])
    statistic = float((np.cumsum(centred) ** 2).sum()) / (n * long_run)
    p_value = float(np.interp(statistic, _KPSS_VALUES, _KPSS_LEVELS))
    bound = ">=" if statistic < _KPSS_VALUES[0] else "<=" if statistic > _KPSS_VALUES[-1] else ""
    return UnitRootTest("KPSS", "stationary level", statistic, lags, "Newey-West, from the data", p_value, bound, n)


def _newey_west_bandwidth(centred: FloatArray) -> int:
    """Hobijn, Franses and Ooms, equation 11 and table 4: Bartlett kernel."""
    n = len(centred)
    pilot = int(n ** (2.0 / 9.0))
    zero = float(centred @ centred) / n
    first = 0.0
    for lag in range(1, pilot + 1):
        product = float(centred[lag:] @ centred[:-lag]) / (n / 2.0)
        zero += product
        first += lag * product
    gamma = 1.1447 * ((first / zero) ** 2) ** (1.0 / 3.0)
    return min(int(gamma * n ** (1.0 / 3.0)), n - 1)


def read_stationarity(values: FloatArray, *, criterion: LagCriterion = LagCriterion.AIC) -> StationarityReading:
    """Both tests of one series.

    Parameters
    ----------
    values : FloatArray
        Shape (n,), n >= 25, not constant.
    criterion : LagCriterion
        Of the Dickey-Fuller regression.

    Returns
    -------
    StationarityReading
        With its verdict.

    Examples
    --------
    >>> str(read_stationarity(np.cumsum(np.random.default_rng(1).standard_normal(500))).verdict)
    'unit root'
    """
    return StationarityReading(augmented_dickey_fuller(values, criterion=criterion), kpss_test(values))


def _checked(values: FloatArray) -> FloatArray:
    series = check_finite(check_shape(np.asarray(values, dtype=np.float64), "values", (None,)), "values")
    if len(series) < _FEWEST:
        raise InputError(f"'values' must hold at least {_FEWEST} observations, was {len(series)}")
    if series.max() == series.min():
        raise InputError(f"'values' must vary, but are {float(series[0])!r} throughout")
    return series
