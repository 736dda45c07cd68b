"""What one test of a model's forecasts said."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from seawall.core import BoolArray, check_between
from seawall.errors import InputError

__all__ = ["Backtest", "BacktestResult", "checked_exceptions"]


class Backtest(StrEnum):
    """Which property of the forecasts is tested."""

    KUPIEC = "kupiec"
    INDEPENDENCE = "independence"
    CONDITIONAL_COVERAGE = "conditional_coverage"
    DYNAMIC_QUANTILE = "dynamic_quantile"
    ACERBI_SZEKELY = "acerbi_szekely"


@dataclass(frozen=True, slots=True)
class BacktestResult:
    """Outcome of one test.

    Attributes
    ----------
    test : Backtest
        What is tested.
    statistic : float
        As each test defines it.
    p_value : float
        Probability, if the model is right, of a statistic that speaks at least as much against it.
    method : str
        How the p-value was found: by counting, or from how many simulated records.
    asymptotic_p_value : float or None
        From the limiting law of long records, for comparison; None where the test has none.
    """

    test: Backtest
    statistic: float
    p_value: float
    method: str
    asymptotic_p_value: float | None

    def __post_init__(self) -> None:
        """Hold probabilities to their range."""
        check_between(self.p_value, "p_value", 0.0, 1.0)
        if self.asymptotic_p_value is not None:
            check_between(self.asymptotic_p_value, "asymptotic_p_value", 0.0, 1.0)

    def __str__(self) -> str:
        limit = "" if self.asymptotic_p_value is None else f", asymptotic {self.asymptotic_p_value:.4f}"
        name = self.test.replace("_", " ")
        return f"{name}: statistic {self.statistic:.3f}, p-value {self.p_value:.4f} ({self.method}){limit}"


def checked_exceptions(exceptions: BoolArray, *, fewest: int) -> BoolArray:
    """Return `exceptions` if it is a boolean vector of at least `fewest` sessions."""
    if exceptions.dtype != np.bool_ or exceptions.ndim != 1:
        raise InputError(
            f"'exceptions' must be a boolean array of one dimension, was {exceptions.dtype} of {exceptions.ndim}"
        )
    if len(exceptions) < fewest:
        raise InputError(f"'exceptions' must hold at least {fewest} sessions, held {len(exceptions)}")
    return exceptions
