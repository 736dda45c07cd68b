"""The efficient frontier as a record, and the questions it answers in closed form.

Between two turning points the portfolio is a straight line in lambda, its return is linear and its variance quadratic.
Every answer below is therefore a formula on one segment; nothing is searched for.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from seawall.core import FloatArray, check_finite, check_shape, read_only
from seawall.errors import InputError, NumericalError
from seawall.optimize import mean_risk
from seawall.optimize.allocation import Allocation, Solver, allocation_of
from seawall.optimize.bounds import WeightBounds
from seawall.optimize.moments import AssetMoments
from seawall.optimize.sentences import no_excess_return, return_too_high, volatility_too_low

__all__ = ["EfficientFrontier", "FrontierPoints", "TurningPoint"]

# Relative: a target beyond the end of the frontier by less is the end.
AT_THE_END = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class TurningPoint:
    """Efficient portfolio at which an asset reaches or leaves a bound.

    Attributes
    ----------
    weights : FloatArray
        Shape (n_assets,).
    expected_return, volatility : float
        Decimals per period, and per root period.
    multiplier : float
        Lambda: half of the variance that one unit of expected return costs here.
    residual : float
        Certificate: largest relative violation of the conditions of optimality.
    """

    weights: FloatArray
    expected_return: float
    volatility: float
    multiplier: float
    residual: float


@dataclass(frozen=True, slots=True, eq=False)
class FrontierPoints:
    """Efficient portfolios at even steps of expected return, from the least volatility up.

    Attributes
    ----------
    names : tuple of str
        Assets.
    weights : FloatArray
        Shape (n_points, n_assets).
    expected_returns, volatilities, residuals : FloatArray
        Shape (n_points,).
    """

    names: tuple[str, ...]
    weights: FloatArray
    expected_returns: FloatArray
    volatilities: FloatArray
    residuals: FloatArray

    def __post_init__(self) -> None:
        """Freeze the arrays."""
        for name in ("weights", "expected_returns", "volatilities", "residuals"):
            getattr(self, name).flags.writeable = False

    def __len__(self) -> int:
        """Number of portfolios."""
        return len(self.weights)


@dataclass(frozen=True, slots=True, eq=False)
class EfficientFrontier:
    """All efficient portfolios within bounds.

    Attributes
    ----------
    moments : AssetMoments
        Expected returns and covariance.
    bounds : WeightBounds
        Of the weights.
    weights : FloatArray
        Turning points from the highest return down to the least volatility, shape (n_points, n_assets).
    volatilities : FloatArray
        Of each, shape (n_points,).
    multipliers : FloatArray
        Lambda of each, falling to zero, shape (n_points,).
    residuals : FloatArray
        Certificate of each, shape (n_points,).
    exact : int
        So many turning points, from the first, are certified turning points of the critical line. The others are
        portfolios by quadratic programmes, and questions that fall between those are answered by one of their own.
    expected_returns : FloatArray
        Of each turning point, shape (n_points,).
    """

    moments: AssetMoments
    bounds: WeightBounds
    weights: FloatArray
    volatilities: FloatArray
    multipliers: FloatArray
    residuals: FloatArray
    exact: int
    expected_returns: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        """Freeze the arrays, and take the returns from weights and moments."""
        for name in ("weights", "volatilities", "multipliers", "residuals"):
            object.__setattr__(self, name, read_only(getattr(self, name)))
        check_finite(check_shape(self.weights, "weights", (None, len(self.moments))), "weights")
        object.__setattr__(self, "expected_returns", read_only(self.weights @ self.moments.mean))

    def __len__(self) -> int:
        """Number of turning points."""
        return len(self.multipliers)

    @property
    def fallbacks(self) -> int:
        """Portfolios found by quadratic programmes because a certificate failed; 0 as a rule."""
        return len(self) - self.exact

    @property
    def turning_points(self) -> tuple[TurningPoint, ...]:
        """From the highest return down."""
        return tuple(
            TurningPoint(*each)
            for each in zip(
                self.weights,
                self.expected_returns.tolist(),
                self.volatilities.tolist(),
                self.multipliers.tolist(),
                self.residuals.tolist(),
                strict=True,
            )
        )

    def minimum_volatility(self) -> Allocation:
        """Least volatility; where several portfolios have it, the one of the highest return."""
        return self._between(len(self) - 1, 0.0)

    def maximum_return(self) -> Allocation:
        """Highest expected return; where several portfolios have it, the one of the least volatility."""
        return self._between(0, 0.0)

    def max_sharpe(self, *, risk_free_rate: float) -> Allocation:
        r"""Highest Sharpe ratio, in closed form.

        With :math:`E = (\mu - r 1)'w`, the tangency is where :math:`\sigma^2 = \lambda E`; along a segment
        :math:`\sigma^2 - \lambda E` is linear in :math:`\lambda`.

        Parameters
        ----------
        risk_free_rate : float
            Decimals per period of the moments: annual where these are.

        Returns
        -------
        Allocation
            With the rate, and so with its Sharpe ratio.

        Raises
        ------
        InputError
            Where no portfolio earns more than the rate, so that the ratio would reward risk.
        NumericalError
            Where a portfolio without risk earns more than the rate, so that the ratio has no bound.
        """
        excess = self.expected_returns - risk_free_rate * self.bounds.total
        if not excess[0] > 0.0:
            raise InputError(no_excess_return(self.moments, self.weights[0], risk_free_rate))
        gap = self.volatilities**2 - self.multipliers * excess
        if self.volatilities[-1] <= AT_THE_END * self.volatilities[0] and excess[-1] > 0.0:
            raise NumericalError(
                f"a portfolio without risk earns {self.expected_returns[-1]:.4g}, above the risk-free rate of "
                f"{risk_free_rate:g}: the Sharpe ratio has no bound; raise the rate, or look at the covariance"
            )
        place = int(np.argmax(gap > 0.0))
        if place == 0:
            return self._between(0, 0.0, risk_free_rate=risk_free_rate)
        if place >= self.exact:
            return mean_risk.max_sharpe(self.moments, risk_free_rate=risk_free_rate, bounds=self.bounds)
        before, after = float(gap[place - 1]), float(gap[place])
        return self._between(place - 1, before / (before - after), risk_free_rate=risk_free_rate)

    def efficient_return(self, target_return: float) -> Allocation:
        """Least volatility among portfolios that are expected to earn at least `target_return`.

        Parameters
        ----------
        target_return : float
            Decimals per period. Up to the return of the least volatility, that portfolio is the answer.

        Returns
        -------
        Allocation
            On the frontier.

        Raises
        ------
        InputError
            Above the highest return within the bounds; names that return and the assets that give it.
        """
        returns = self.expected_returns
        if not target_return <= returns[0] + AT_THE_END * np.abs(self.moments.mean).max():
            raise InputError(return_too_high(self.moments.names, self.weights[0], float(returns[0]), target_return))
        if target_return <= returns[-1]:
            return self.minimum_volatility()
        place = min(max(int(np.searchsorted(-returns, -target_return)), 1), len(self) - 1)
        if place >= self.exact:
            return mean_risk.efficient_return(self.moments, target_return=target_return, bounds=self.bounds)
        share = (returns[place - 1] - target_return) / (returns[place - 1] - returns[place])
        return self._between(place - 1, float(min(max(share, 0.0), 1.0)))

    def efficient_risk(self, target_volatility: float) -> Allocation:
        """Highest expected return among portfolios of at most `target_volatility`.

        Parameters
        ----------
        target_volatility : float
            Decimals per root period. From the volatility of the highest return on, that portfolio is the answer.

        Returns
        -------
        Allocation
            On the frontier.

        Raises
        ------
        InputError
            Below the least volatility within the bounds; names it.
        """
        least, most = float(self.volatilities[-1]), float(self.volatilities[0])
        if not target_volatility >= least * (1.0 - AT_THE_END):
            raise InputError(volatility_too_low(least, target_volatility))
        if target_volatility >= most:
            return self.maximum_return()
        place = min(max(int(np.searchsorted(-self.volatilities, -target_volatility)), 1), len(self) - 1)
        if place >= self.exact:
            return mean_risk.efficient_risk(self.moments, target_volatility=target_volatility, bounds=self.bounds)
        high, low = float(self.multipliers[place - 1]), float(self.multipliers[place])
        upper, lower = float(self.volatilities[place - 1]) ** 2, float(self.volatilities[place]) ** 2
        # the variance is a constant plus a multiple of lambda squared
        reached = math.sqrt(low**2 + max(0.0, target_volatility**2 - lower) * (high**2 - low**2) / (upper - lower))
        return self._between(place - 1, min(max((high - reached) / (high - low), 0.0), 1.0))

    def points(self, count: int) -> FrontierPoints:
        """Efficient portfolios at even steps of expected return, from the least volatility to the highest return.

        Parameters
        ----------
        count : int
            Number of portfolios, at least 2.

        Returns
        -------
        FrontierPoints
            The certificate of each is the worse one of the turning points beside it.
        """
        if count < 2:
            raise InputError(f"'count' must be at least 2, was {count!r}")
        returns = self.expected_returns
        if len(self) == 1:
            rows, shares = np.zeros(count, dtype=np.int64), np.zeros(count)
            nexts = rows
        else:
            targets = np.linspace(returns[-1], returns[0], count)
            rows = np.clip(np.searchsorted(-returns, -targets) - 1, 0, len(self) - 2)
            nexts = rows + 1
            drops = returns[rows] - returns[nexts]
            shares = np.clip((returns[rows] - targets) / np.where(drops > 0.0, drops, 1.0), 0.0, 1.0)
        weights = self.weights[rows] * (1.0 - shares[:, None]) + self.weights[nexts] * shares[:, None]
        residuals = np.maximum(self.residuals[rows], self.residuals[nexts])
        # along a segment the variance is a parabola; how far it sags follows from the multipliers at its ends
        variances = self.volatilities[rows] ** 2 * (1.0 - shares) + self.volatilities[nexts] ** 2 * shares
        falls = (returns[rows] - returns[nexts]) * (self.multipliers[rows] - self.multipliers[nexts])
        volatilities = np.sqrt(np.maximum(variances - shares * (1.0 - shares) * falls, 0.0))
        for i in np.flatnonzero(nexts >= self.exact):
            one = mean_risk.efficient_return(self.moments, target_return=float(targets[i]), bounds=self.bounds)
            weights[i], volatilities[i], residuals[i] = one.weights, one.volatility, one.residual
        return FrontierPoints(self.moments.names, weights, weights @ self.moments.mean, volatilities, residuals)

    def _between(self, place: int, share: float, *, risk_free_rate: float | None = None) -> Allocation:
        """Portfolio on the way from turning point `place` to the next."""
        after = min(place + 1, len(self) - 1)
        weights = self.weights[place] + share * (self.weights[after] - self.weights[place])
        return allocation_of(
            self.moments,
            np.clip(weights, self.bounds.lower, self.bounds.upper),
            residual=float(max(self.residuals[place], self.residuals[after]))
            if share
            else float(self.residuals[place]),
            solver=Solver.CRITICAL_LINE if place + (share > 0) < self.exact else Solver.QUADRATIC_PROGRAMME,
            risk_free_rate=risk_free_rate,
        )
