"""The efficient frontier of a table of prices: pandas in, pandas out, in the habit of the field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt

from seawall.core import FloatArray, choice_named
from seawall.errors import InputError
from seawall.market import ReturnPanel
from seawall.optimize import (
    Allocation,
    AssetMoments,
    EfficientFrontier,
    WeightBounds,
    efficient_frontier,
    weight_bounds,
)
from seawall.workflows.asset_moments import CovarianceMethod, MeanMethod, estimate_moments
from seawall.workflows.return_frames import panel_of_prices, panel_of_returns

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Frontier", "FrontierPortfolio"]

Bounds = WeightBounds | tuple[npt.ArrayLike, npt.ArrayLike]
_PAIR = 2


@dataclass(frozen=True, slots=True, eq=False)
class FrontierPortfolio:
    """One efficient portfolio.

    Attributes
    ----------
    allocation : Allocation
        The same, with its certificate and estimators.
    """

    allocation: Allocation

    @property
    def weights(self) -> pd.Series:
        """Share of each asset, indexed by its name."""
        import pandas as pd

        return pd.Series(self.allocation.weights.copy(), index=list(self.allocation.names), name="weight")

    @property
    def expected_return(self) -> float:
        """Decimal a year."""
        return self.allocation.expected_return

    @property
    def volatility(self) -> float:
        """Decimal a year."""
        return self.allocation.volatility

    @property
    def sharpe_ratio(self) -> float | None:
        """Return above the risk-free rate over volatility; None where no rate was asked about."""
        return self.allocation.sharpe_ratio

    def __repr__(self) -> str:
        sharpe = "" if self.sharpe_ratio is None else f", Sharpe {self.sharpe_ratio:.4g}"
        held = ", ".join(f"{name} {weight:.2%}" for name, weight in self.allocation.by_name.items() if weight != 0.0)
        return f"FrontierPortfolio(return {self.expected_return:.2%}, volatility {self.volatility:.2%}{sharpe}: {held})"


@dataclass(frozen=True, slots=True, eq=False)
class Frontier:
    """All efficient portfolios of some assets, annual.

    Attributes
    ----------
    exact : EfficientFrontier
        Turning points with their certificates; :func:`seawall.figures.efficient_frontier` draws it.

    Examples
    --------
    >>> import pandas as pd
    >>> days = pd.bdate_range("2023-01-02", periods=500)
    >>> steps = np.random.default_rng(4).normal([6e-4, 3e-4, 1e-3], [0.010, 0.006, 0.030], (500, 3))
    >>> prices = pd.DataFrame(100.0 * np.cumprod(1.0 + steps, axis=0), index=days, columns=["SPY", "TLT", "BTC"])
    >>> best = Frontier.from_prices(prices, bounds=(0.02, 0.60)).max_sharpe(risk_free_rate=0.02)
    >>> best.weights.round(3).to_dict()
    {'SPY': 0.529, 'TLT': 0.451, 'BTC': 0.02}
    """

    exact: EfficientFrontier

    @classmethod
    def from_prices(
        cls,
        prices: pd.DataFrame,
        *,
        bounds: Bounds = (0.0, 1.0),
        covariance: str = CovarianceMethod.LEDOIT_WOLF,
        mean: str = MeanMethod.HISTORICAL,
    ) -> Self:
        """Frontier of a table of prices, with moments estimated from its simple returns.

        Parameters
        ----------
        prices : pandas.DataFrame
            A column per asset, above 0 and without a gap; a row per date, rising.
        bounds : tuple or WeightBounds
            Least and largest weight; each a number for all assets, one number per column, or a Series by name.
        covariance : str
            ``ledoit_wolf``, ``sample``, ``oracle_approximating``, ``ewma`` or ``asynchronous``.
        mean : str
            ``historical``, ``james_stein`` or ``ewma``.

        Returns
        -------
        Frontier
            Annual, by the sessions a year that the dates show.

        Raises
        ------
        InputError
            For a table, a name or bounds that break a rule; one line.
        NumericalError
            Where no certificate is reached.
        """
        return cls._estimated(panel_of_prices(prices), bounds, covariance, mean)

    @classmethod
    def from_returns(
        cls,
        returns: pd.DataFrame,
        *,
        bounds: Bounds = (0.0, 1.0),
        covariance: str = CovarianceMethod.LEDOIT_WOLF,
        mean: str = MeanMethod.HISTORICAL,
    ) -> Self:
        """Frontier of a table of simple returns; otherwise as :meth:`from_prices`.

        Parameters
        ----------
        returns : pandas.DataFrame
            A column per asset, decimals; a row per date, rising.
        bounds : tuple or WeightBounds
            Least and largest weight.
        covariance, mean : str
            Estimators.

        Returns
        -------
        Frontier
            Annual.
        """
        return cls._estimated(panel_of_returns(returns), bounds, covariance, mean)

    @classmethod
    def from_moments(cls, moments: AssetMoments, *, bounds: Bounds = (0.0, 1.0)) -> Self:
        """Frontier of moments of one's own, such as those of Black and Litterman; made annual.

        Parameters
        ----------
        moments : AssetMoments
            Expected returns and covariance in one unit of time.
        bounds : tuple or WeightBounds
            Least and largest weight.

        Returns
        -------
        Frontier
            Annual.
        """
        return cls(efficient_frontier(moments.annual(), bounds=_bounds_of(moments.names, bounds)))

    @classmethod
    def _estimated(cls, panel: ReturnPanel, bounds: Bounds, covariance: str, mean: str) -> Self:
        moments = estimate_moments(
            panel,
            covariance=choice_named(covariance, "covariance", CovarianceMethod),
            mean=choice_named(mean, "mean", MeanMethod),
        )
        return cls.from_moments(moments, bounds=bounds)

    def max_sharpe(self, *, risk_free_rate: float) -> FrontierPortfolio:
        """Highest Sharpe ratio at a risk-free rate a year."""
        return FrontierPortfolio(self.exact.max_sharpe(risk_free_rate=risk_free_rate))

    def min_volatility(self) -> FrontierPortfolio:
        """Least volatility."""
        return FrontierPortfolio(self.exact.minimum_volatility())

    def efficient_return(self, target_return: float) -> FrontierPortfolio:
        """Least volatility at an expected return a year of at least `target_return`."""
        return FrontierPortfolio(self.exact.efficient_return(target_return))

    def efficient_risk(self, target_volatility: float) -> FrontierPortfolio:
        """Highest expected return at a volatility a year of at most `target_volatility`."""
        return FrontierPortfolio(self.exact.efficient_risk(target_volatility))

    def points(self, count: int = 100) -> pd.DataFrame:
        """Efficient portfolios at even steps of return, from the least volatility up: return, volatility, weights."""
        found = self.exact.points(count)
        figures = {"expected_return": found.expected_returns, "volatility": found.volatilities}
        return self._table(figures, found.weights)

    def turning_points(self) -> pd.DataFrame:
        """Turning points from the highest return down: return, volatility, multiplier, residual, weights."""
        exact = self.exact
        figures = {
            "expected_return": exact.expected_returns,
            "volatility": exact.volatilities,
            "multiplier": exact.multipliers,
            "residual": exact.residuals,
        }
        return self._table(figures, exact.weights)

    def _table(self, figures: Mapping[str, FloatArray], weights: FloatArray) -> pd.DataFrame:
        import pandas as pd

        # two levels, so that an asset named 'volatility' is still an asset
        columns = pd.MultiIndex.from_tuples(
            [*(("portfolio", each) for each in figures), *(("weight", each) for each in self.exact.moments.names)]
        )
        return pd.DataFrame(np.column_stack([*figures.values(), weights]), columns=columns)


def _bounds_of(names: tuple[str, ...], bounds: Bounds) -> WeightBounds:
    """Bounds checked; a Series is put into the order of the assets by its index, never by its place."""
    if isinstance(bounds, WeightBounds):
        return bounds
    if not isinstance(bounds, tuple | list) or len(bounds) != _PAIR:
        raise InputError(f"'bounds' must be a pair, the least and the largest weight, was {bounds!r}")
    return weight_bounds(names, (_column(names, bounds[0], "lower"), _column(names, bounds[1], "upper")))


def _column(names: tuple[str, ...], side: npt.ArrayLike, word: str) -> npt.ArrayLike:
    import pandas as pd

    if not isinstance(side, pd.Series):
        return side
    given = [str(each) for each in side.index]
    missing = [name for name in names if given.count(name) != 1]
    if missing:
        raise InputError(f"{word} bounds must name each asset once, but {missing[0]!r} is not")
    if len(given) > len(names):
        other = next(each for each in given if each not in names)
        raise InputError(f"{word} bounds name {other!r}, which is no asset of the table")
    return side.to_numpy(dtype=np.float64)[[given.index(name) for name in names]]
