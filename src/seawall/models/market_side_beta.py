"""Up and down beta: how an asset answers a market above its mean, and below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, check_finite, check_shape, read_only
from seawall.errors import InputError
from seawall.models.hac_regression import regress
from seawall.models.market_sample import FEWEST_CAPM_OBSERVATIONS, check_lags, market_sample

__all__ = ["UpDownBeta", "up_down_beta"]


@dataclass(frozen=True, slots=True, eq=False)
class UpDownBeta:
    """Betas on the two sides of the market's mean.

    Attributes
    ----------
    names : tuple of str
        Of the k assets.
    threshold : float
        Mean excess return of the market per period, which parts up from down.
    n_up, n_down : int
        Periods on each side; a return at the threshold counts as down.
    hac_lags : int
        Of the Newey-West errors.
    up, up_error, down, down_error : FloatArray
        Betas and their errors, shape (k,).
    """

    names: tuple[str, ...]
    threshold: float
    n_up: int
    n_down: int
    hac_lags: int
    up: FloatArray
    up_error: FloatArray
    down: FloatArray
    down_error: FloatArray

    def __post_init__(self) -> None:
        """Freeze the arrays and check their shapes."""
        for name in ("up", "up_error", "down", "down_error"):
            array = check_shape(read_only(getattr(self, name)), name, (len(self.names),))
            object.__setattr__(self, name, check_finite(array, name))


def up_down_beta(
    returns: FloatArray,
    market: FloatArray,
    *,
    risk_free_annual: float | FloatArray,
    periods_per_year: float,
    hac_lags: int | None = None,
    names: Sequence[str] | None = None,
) -> UpDownBeta:
    r"""Slope on the market where its excess return is above its mean, and where it is not.

    .. math:: \beta^- = \frac{\operatorname{cov}(y, x \mid x \le \bar x)}{\operatorname{var}(x \mid x \le \bar x)}

    and likewise above. Each side has an intercept of its own; both are one regression, whose errors are those of Newey
    and West with the factor T / (T - 4).

    Parameters
    ----------
    returns : FloatArray
        Simple returns, shape (n, k), decimals per period.
    market : FloatArray
        Simple returns of the market over the same periods, shape (n,).
    risk_free_annual : float or FloatArray
        Decimals a year in [-1, 1], one for all periods or one for each, shape (n,).
    periods_per_year : float
        As observed.
    hac_lags : int, optional
        Of the errors; :func:`newey_west_lags` of n by default.
    names : sequence of str, optional
        Of the assets.

    Returns
    -------
    UpDownBeta
        Two betas per asset.

    Raises
    ------
    InputError
        For a side with fewer than 24 periods, and as :func:`seawall.models.fit_capm`.

    References
    ----------
    Ang, Chen, Xing, "Downside risk", *Review of Financial Studies* 19 (2006).

    Examples
    --------
    >>> rng = np.random.default_rng(7)
    >>> market = 0.01 * rng.standard_normal(500)
    >>> x = market - market.mean()
    >>> asset = np.where(x > 0, 0.8, 1.4) * x
    >>> found = up_down_beta(asset[:, None], market, risk_free_annual=0.0, periods_per_year=250.0)
    >>> found.up.round(6).tolist(), found.down.round(6).tolist()
    ([0.8], [1.4])
    """
    sample = market_sample(
        returns, market, risk_free_annual=risk_free_annual, periods_per_year=periods_per_year, names=names
    )
    excess = sample.excess
    sample.check_estimates(excess.mean(axis=0), np.ones(1))
    is_up = sample.market > 0.0
    n_up, n_down = int(is_up.sum()), int((~is_up).sum())
    if min(n_up, n_down) < FEWEST_CAPM_OBSERVATIONS:
        raise InputError(
            f"'market' must have at least {FEWEST_CAPM_OBSERVATIONS} returns on each side of its mean, had {n_up} "
            f"above and {n_down} not above"
        )
    chosen = check_lags(hac_lags, len(excess))
    size = np.sqrt(sample.variation / len(excess))
    regressors = np.column_stack([is_up * size, is_up * sample.market, ~is_up * size, ~is_up * sample.market])
    combinations = np.zeros((4, 2))
    combinations[1, 0] = combinations[3, 1] = 1.0
    found = regress(regressors, excess, combinations=combinations, lags=chosen)
    return UpDownBeta(
        names=sample.names,
        threshold=sample.market_mean,
        n_up=n_up,
        n_down=n_down,
        hac_lags=chosen,
        up=found.values[0],
        up_error=found.errors[0],
        down=found.values[1],
        down_error=found.errors[1],
    )
