"""What an optimiser is told about the assets: expected returns and covariance, in one unit of time, checked once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, check_finite, check_positive, check_shape, check_unique, read_only
from seawall.errors import InputError, NumericalError

__all__ = ["AssetMoments", "ExpectedReturns", "ReturnCovariance"]

# Relative to the largest variance: asymmetry, and negative eigenvalues, that are still rounding.
SYMMETRY = 1e-12
SEMIDEFINITE = 1e-11


@dataclass(frozen=True, slots=True, eq=False)
class ExpectedReturns:
    """Expected returns of assets, with the unit of time they are in.

    Attributes
    ----------
    values : FloatArray
        Decimals per period, shape (n_assets,).
    periods_per_year : float
        1 for annual figures; for returns of sessions the sessions per year.
    method : str
        How they were estimated.
    """

    values: FloatArray
    periods_per_year: float
    method: str

    def __post_init__(self) -> None:
        """Freeze the values and check them."""
        object.__setattr__(self, "values", read_only(self.values))
        check_finite(check_shape(self.values, "expected returns", (None,)), "expected returns")
        check_positive(self.periods_per_year, "periods_per_year")

    def annual(self) -> ExpectedReturns:
        """Per year: the mean grows with time.

        Examples
        --------
        >>> daily = ExpectedReturns(np.array([0.0005]), periods_per_year=252.0, method="historical")
        >>> daily.annual().values.round(4).tolist()
        [0.126]
        """
        return ExpectedReturns(self.values * self.periods_per_year, 1.0, self.method)


@dataclass(frozen=True, slots=True, eq=False)
class ReturnCovariance:
    """Covariance of the returns of assets, with the unit of time it is in.

    Attributes
    ----------
    matrix : FloatArray
        Shape (n_assets, n_assets), per period; symmetric and positive semidefinite.
    periods_per_year : float
        1 for annual figures; for returns of sessions the sessions per year.
    method : str
        How it was estimated.
    n_observations : int, optional
        Returns behind it.
    """

    matrix: FloatArray
    periods_per_year: float
    method: str
    n_observations: int | None = None

    def __post_init__(self) -> None:
        """Freeze the matrix; refuse one that no returns can have."""
        object.__setattr__(self, "matrix", read_only(self.matrix))
        check_shape(self.matrix, "covariance", (None, None))
        check_shape(self.matrix, "covariance", (len(self.matrix), len(self.matrix)))
        check_finite(self.matrix, "covariance")
        check_positive(self.periods_per_year, "periods_per_year")
        _check_symmetric(self.matrix)
        _check_semidefinite(self.matrix)

    @property
    def volatilities(self) -> FloatArray:
        """Standard deviations, shape (n_assets,), per root period."""
        return read_only(np.sqrt(np.maximum(self.matrix.diagonal(), 0.0)))

    def annual(self) -> ReturnCovariance:
        """Per year: variances grow with time, as those of uncorrelated returns do."""
        return ReturnCovariance(self.matrix * self.periods_per_year, 1.0, self.method, self.n_observations)


@dataclass(frozen=True, slots=True, eq=False)
class AssetMoments:
    """Names, expected returns and covariance of assets, all in the same unit of time.

    Attributes
    ----------
    names : tuple of str
        Assets, none repeated.
    expected_returns : ExpectedReturns
        Shape (n_assets,).
    covariance : ReturnCovariance
        Shape (n_assets, n_assets).

    Examples
    --------
    >>> moments = AssetMoments(
    ...     ("SPY", "TLT"),
    ...     ExpectedReturns(np.array([0.08, 0.03]), periods_per_year=1.0, method="stated"),
    ...     ReturnCovariance(np.array([[0.04, -0.005], [-0.005, 0.02]]), periods_per_year=1.0, method="stated"),
    ... )
    >>> len(moments)
    2
    """

    names: tuple[str, ...]
    expected_returns: ExpectedReturns
    covariance: ReturnCovariance

    def __post_init__(self) -> None:
        """Refuse moments of different assets or different units of time."""
        object.__setattr__(self, "names", tuple(self.names))
        check_unique(self.names, "names")
        n = len(self.names)
        if not n:
            raise InputError("'names' must hold at least one asset")
        check_shape(self.expected_returns.values, "expected returns", (n,))
        check_shape(self.covariance.matrix, "covariance", (n, n))
        periods = self.expected_returns.periods_per_year, self.covariance.periods_per_year
        if periods[0] != periods[1]:
            raise InputError(
                f"'expected_returns' are {_unit(periods[0])}, but 'covariance' is {_unit(periods[1])}; "
                "bring both to one unit with .annual()"
            )

    def __len__(self) -> int:
        """Number of assets."""
        return len(self.names)

    @property
    def mean(self) -> FloatArray:
        """Expected returns, shape (n_assets,)."""
        return self.expected_returns.values

    @property
    def matrix(self) -> FloatArray:
        """Covariance, shape (n_assets, n_assets)."""
        return self.covariance.matrix

    @property
    def periods_per_year(self) -> float:
        """Of both."""
        return self.covariance.periods_per_year

    @property
    def volatilities(self) -> FloatArray:
        """Volatility of each asset alone, decimal, shape (n_assets,), per period."""
        return read_only(np.sqrt(np.diag(self.matrix)))

    def annual(self) -> AssetMoments:
        """The same, per year."""
        return AssetMoments(self.names, self.expected_returns.annual(), self.covariance.annual())


def _unit(periods_per_year: float) -> str:
    return "per year" if periods_per_year == 1.0 else f"per period of 1/{periods_per_year:g} year"


def _check_symmetric(matrix: FloatArray) -> None:
    gap = np.abs(matrix - matrix.T)
    if gap.size and gap.max() > SYMMETRY * np.abs(matrix).max():
        i, j = (int(each) for each in np.unravel_index(int(gap.argmax()), gap.shape))
        raise InputError(f"'covariance' must be symmetric, was {matrix[i, j]:g} at ({i}, {j}), {matrix[j, i]:g} across")


def _check_semidefinite(matrix: FloatArray) -> None:
    """Factor the matrix with a diagonal raised by rounding; look at eigenvalues only where that fails."""
    variances = matrix.diagonal()
    if (variances < 0.0).any():
        place = int(np.argmin(variances))
        raise NumericalError(f"'covariance' has the variance {variances[place]:g} at {place}; none is below 0")
    raised = matrix.copy()
    raised.flat[:: len(matrix) + 1] += SEMIDEFINITE * float(variances.sum()) or 1.0
    try:
        np.linalg.cholesky(raised)
    except np.linalg.LinAlgError:
        values, vectors = np.linalg.eigh(matrix)
        places = ", ".join(str(int(i)) for i in np.argsort(-np.abs(vectors[:, 0]), kind="stable")[:3])
        raise NumericalError(
            f"'covariance' is not positive semidefinite: smallest eigenvalue {values[0]:.3g}, "
            f"largest {values[-1]:.3g}; the "
            f"portfolio of negative variance is mostly in assets {places}; repair its correlations, or shrink it"
        ) from None
