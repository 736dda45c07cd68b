"""What an optimiser of tails is told: the joint returns of the assets in every scenario, in one unit of time."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from seawall.core import FloatArray, check_finite, check_positive, check_shape, check_unique, read_only
from seawall.errors import InputError
from seawall.optimize.moments import ExpectedReturns
from seawall.scenarios import SampleDesign

__all__ = ["ReturnScenarios"]


@dataclass(frozen=True, slots=True, eq=False)
class ReturnScenarios:
    """Returns of assets in scenarios, and what each asset is expected to earn over the same span.

    Attributes
    ----------
    names : tuple of str
        Assets, none repeated.
    returns : FloatArray
        Simple returns, shape (n_scenarios, n_assets).
    periods_per_year : float
        1 for scenarios that span a year; for scenarios of one session the sessions per year.
    design : SampleDesign
        Probabilities of the scenarios; all alike by default.
    expected_returns : ExpectedReturns, optional
        Over the span of a scenario; the mean of the scenarios by default.

    Examples
    --------
    >>> daily = ReturnScenarios(("SPY", "TLT"), [[0.01, 0.0], [-0.02, 0.01]], periods_per_year=252.0)
    >>> daily.mean.round(4).tolist()
    [-0.005, 0.005]
    >>> ReturnScenarios(("SPY",), [[0.01], [-0.02]], periods_per_year=252.0,
    ...     expected_returns=ExpectedReturns([0.08], periods_per_year=1.0, method="stated"))
    Traceback (most recent call last):
    ...
    seawall.errors.InputError: 'expected_returns' are for 1/1 year, but scenarios span 1/252 year; bring \
them to one unit
    """

    names: tuple[str, ...]
    returns: FloatArray
    periods_per_year: float
    design: SampleDesign = field(default_factory=SampleDesign)
    expected_returns: ExpectedReturns | None = None

    def __post_init__(self) -> None:
        """Freeze the returns; refuse scenarios of other assets or of another unit of time."""
        object.__setattr__(self, "names", tuple(self.names))
        object.__setattr__(self, "returns", read_only(self.returns))
        check_unique(self.names, "names")
        n = len(self.names)
        check_finite(check_shape(self.returns, "returns", (None, n)), "returns")
        if not n or not len(self.returns):
            raise InputError(f"'returns' must hold at least 1 scenario of 1 asset, was {self.returns.shape}")
        check_positive(self.periods_per_year, "periods_per_year")
        self.design.check_size(len(self.returns))
        expected = self.expected_returns
        if expected is None:
            return
        check_shape(expected.values, "expected returns", (n,))
        if expected.periods_per_year != self.periods_per_year:
            raise InputError(
                f"'expected_returns' are for 1/{expected.periods_per_year:g} year, but scenarios span "
                f"1/{self.periods_per_year:g} year; bring them to one unit"
            )

    def __len__(self) -> int:
        """Number of scenarios."""
        return len(self.returns)

    @property
    def probabilities(self) -> FloatArray:
        """Of each scenario, shape (n_scenarios,)."""
        weights = self.design.weights
        return np.full(len(self), 1.0 / len(self)) if weights is None else weights

    @property
    def mean(self) -> FloatArray:
        """Expected return of each asset over the span of a scenario, shape (n_assets,)."""
        if self.expected_returns is not None:
            return self.expected_returns.values
        mean: FloatArray = self.probabilities @ self.returns
        return mean
