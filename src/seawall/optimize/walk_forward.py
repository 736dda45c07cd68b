r"""What an allocator would have earned: decided on the past, traded later, held as quantities, paid for.

At each rebalancing the allocator sees the returns of a window that ends with one close; its weights are traded at the
next close. Between rebalancings quantities stay and weights drift with prices: constant weights would be free trades
every session. Costs leave the portfolio when they arise. The same is done for equal weights, on the same dates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from seawall.core import DateArray, FloatArray, IntArray, check_finite, check_positive, check_shape, read_only
from seawall.core import sessions_per_year as observed_sessions
from seawall.errors import InputError, NumericalError
from seawall.market import PricePanel
from seawall.optimize.transaction_costs import TradingCosts, trade_bill

__all__ = ["Allocator", "SharpeEstimate", "TradedPortfolio", "WalkForward", "walk_forward_test"]

Allocator = Callable[[FloatArray], FloatArray]
"""From returns of a window, shape (n_sessions, n_assets), oldest first, to weights, shape (n_assets,)."""

FEWEST_RETURNS = 2
# Relative: the value after costs, which are themselves in proportion to trades towards that value.
SETTLED, MOST_ROUNDS = 1e-13, 200


@dataclass(frozen=True, slots=True)
class SharpeEstimate:
    """A Sharpe ratio, or a difference of two, with its standard error.

    Attributes
    ----------
    value : float
        Per year.
    standard_error : float
        For returns that do not depend on each other over time, of any law.
    """

    value: float
    standard_error: float


@dataclass(frozen=True, slots=True, eq=False)
class TradedPortfolio:
    """One portfolio from its first trade to the last close.

    Attributes
    ----------
    name : str
        Of the allocator.
    values : FloatArray
        Money at each close, after the costs of that close, shape (n_closes,); at the first, money before any trade.
    weights : FloatArray
        Decided at each rebalancing, shape (n_rebalancings, n_assets).
    quantities : FloatArray
        Held after each rebalancing, shape (n_rebalancings, n_assets).
    turnover, costs : FloatArray
        Money bought plus sold, and paid, at each rebalancing, shape (n_rebalancings,).
    """

    name: str
    values: FloatArray
    weights: FloatArray
    quantities: FloatArray
    turnover: FloatArray
    costs: FloatArray

    def __post_init__(self) -> None:
        """Freeze the arrays."""
        for name in ("values", "weights", "quantities", "turnover", "costs"):
            object.__setattr__(self, name, read_only(getattr(self, name)))

    @property
    def returns(self) -> FloatArray:
        """Simple returns from close to close, shape (n_closes - 1,)."""
        returns: FloatArray = self.values[1:] / self.values[:-1] - 1.0
        return returns

    @property
    def total_return(self) -> float:
        """Over the whole time, after costs."""
        return float(self.values[-1] / self.values[0] - 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class WalkForward:
    """An allocator and equal weights on the same closes.

    Attributes
    ----------
    dates : DateArray
        Of the closes of both portfolios.
    rebalanced : IntArray
        Places of the trades among `dates`.
    strategy, equal_weight : TradedPortfolio
        After costs.
    sessions_per_year : float
        As observed.
    risk_free_rate : float
        Per year.
    """

    dates: DateArray
    rebalanced: IntArray
    strategy: TradedPortfolio
    equal_weight: TradedPortfolio
    sessions_per_year: float
    risk_free_rate: float

    @property
    def sharpe_ratio(self) -> SharpeEstimate:
        """Of the strategy."""
        return self._estimate(*self._influence(self.strategy))

    @property
    def equal_weight_sharpe_ratio(self) -> SharpeEstimate:
        """Of equal weights."""
        return self._estimate(*self._influence(self.equal_weight))

    @property
    def sharpe_advantage(self) -> SharpeEstimate:
        """Strategy less equal weights; its error counts that both were held through the same sessions."""
        ours, each = self._influence(self.strategy)
        theirs, other = self._influence(self.equal_weight)
        return self._estimate(ours - theirs, each - other)

    def _influence(self, portfolio: TradedPortfolio) -> tuple[float, FloatArray]:
        r"""Ratio per session, and what each session adds to it: :math:`z - S (z^2 - 1) / 2`."""
        rate = (1.0 + self.risk_free_rate) ** (1.0 / self.sessions_per_year) - 1.0
        excess = portfolio.returns - rate
        deviation = float(np.std(excess, ddof=1))
        if not deviation > 0.0:
            raise NumericalError(f"the returns of {portfolio.name!r} never vary: it has no Sharpe ratio")
        ratio, z = float(excess.mean()) / deviation, (excess - excess.mean()) / deviation
        return ratio, z - 0.5 * ratio * (np.square(z) - 1.0)

    def _estimate(self, ratio: float, influence: FloatArray) -> SharpeEstimate:
        year = float(np.sqrt(self.sessions_per_year))
        error = float(np.std(influence, ddof=1)) / np.sqrt(len(influence))
        return SharpeEstimate(year * ratio, year * error)


def walk_forward_test(
    prices: PricePanel,
    *,
    allocator: Allocator,
    window_sessions: int,
    rebalance_sessions: int,
    costs: TradingCosts,
    initial_value: float,
    risk_free_rate: float = 0.0,
    name: str = "strategy",
) -> WalkForward:
    """Test an allocator out of sample, against equal weights.

    Parameters
    ----------
    prices : PricePanel
        Closes in one currency.
    allocator : callable
        Takes the simple returns of a window, shape (window_sessions, n_assets), read-only, and gives weights. What they
        leave of 1 is cash at the risk-free rate; what they exceed it by is borrowed at it.
    window_sessions : int
        Returns that the allocator sees, at least 2.
    rebalance_sessions : int
        Sessions between trades, at least 1.
    costs : TradingCosts
        Of the assets of the panel.
    initial_value : float
        Money, above zero; impact grows with it.
    risk_free_rate : float
        Per year.
    name : str
        Of the allocator.

    Returns
    -------
    WalkForward
        From the close of the first trade to the last close.

    Raises
    ------
    InputError
        For a panel too short for three closes after the first window, or weights that are none.
    NumericalError
        Where a portfolio loses all its value.

    References
    ----------
    DeMiguel, Garlappi, Uppal, "Optimal versus naive diversification", *Review of Financial Studies* 22 (2009), for
    equal weights as the benchmark. Mertens, "Comments on variance of the IID estimator in Lo (2002)" (2002), for the
    error of a Sharpe ratio.

    Examples
    --------
    >>> rng = np.random.default_rng(3)
    >>> closes = 100.0 * np.cumprod(1.0 + 0.0004 + 0.01 * rng.standard_normal((600, 2)) * [1.0, 3.0], axis=0)
    >>> dates = np.datetime64("2022-01-03") + np.arange(600)
    >>> panel = PricePanel(("SPY", "BTC"), dates, closes)
    >>> def inverse_variance(returns):
    ...     weights = 1.0 / returns.var(axis=0)
    ...     return weights / weights.sum()
    >>> test = walk_forward_test(panel, allocator=inverse_variance, window_sessions=120, rebalance_sessions=20,
    ...     costs=TradingCosts(("SPY", "BTC"), np.array([0.0005, 0.001])), initial_value=1e6)
    >>> round(test.strategy.total_return, 4), round(float(test.strategy.costs.sum()))
    (0.4739, 1138)
    """
    returns = prices.closes[1:] / prices.closes[:-1] - 1.0
    closes, n = prices.closes, len(prices.symbols)
    if costs.names != prices.symbols:
        raise InputError("'costs' must be of the symbols of the prices, in their order")
    if window_sessions < FEWEST_RETURNS or rebalance_sessions < 1:
        raise InputError(
            f"'window_sessions' must be at least {FEWEST_RETURNS} and 'rebalance_sessions' at least 1, were "
            f"{window_sessions!r} and {rebalance_sessions!r}"
        )
    # returns of the window end with the close before the trade
    first = window_sessions + 1
    if len(closes) < first + FEWEST_RETURNS + 1:
        raise InputError(
            f"'prices' hold {len(closes)} closes; a window of {window_sessions} returns wants at least "
            f"{first + FEWEST_RETURNS + 1}"
        )
    check_positive(initial_value, "initial_value")
    year = observed_sessions(prices.dates)
    growth = (1.0 + risk_free_rate) ** (1.0 / year)
    trades = np.arange(first, len(closes) - 1, rebalance_sessions)
    windows = [read_only(returns[at - 1 - window_sessions : at - 1]) for at in trades]

    def held(label: str, rule: Allocator) -> TradedPortfolio:
        decided = np.array([_weights(rule(window), n, label) for window in windows])
        return _traded(label, closes[first:], trades - first, decided, costs=costs, value=initial_value, growth=growth)

    return WalkForward(
        dates=prices.dates[first:],
        rebalanced=trades - first,
        strategy=held(name, allocator),
        equal_weight=held("equal weight", lambda window: np.full(window.shape[1], 1.0 / window.shape[1])),
        sessions_per_year=year,
        risk_free_rate=risk_free_rate,
    )


def _weights(weights: FloatArray, n: int, label: str) -> FloatArray:
    given = check_shape(np.asarray(weights, dtype=np.float64), f"weights of {label}", (n,))
    return check_finite(given, f"weights of {label}")


def _traded(
    label: str,
    closes: FloatArray,
    trades: IntArray,
    decided: FloatArray,
    *,
    costs: TradingCosts,
    value: float,
    growth: float,
) -> TradedPortfolio:
    values = np.empty(len(closes))
    quantities, cash = np.zeros(closes.shape[1]), value
    held, turnover, paid = [], [], []
    due = dict(zip(trades.tolist(), decided, strict=True))
    for at, close in enumerate(closes):
        if at:
            cash *= growth
        values[at] = worth = float(quantities @ close) + cash
        if not worth > 0.0:
            raise NumericalError(f"{label!r} has lost all its value by close {at} of {len(closes)}")
        if at not in due:
            continue
        after, bill = _settled(worth, quantities * close, due[at], costs=costs, label=label)
        quantities, cash = due[at] * after / close, after - float(due[at].sum()) * after
        # the first value is the money that was there before anything was bought
        values[at] = after if at else worth
        held.append(quantities)
        turnover.append(bill[0])
        paid.append(bill[1])
    return TradedPortfolio(label, values, decided, np.array(held), np.array(turnover), np.array(paid))


def _settled(
    worth: float, holdings: FloatArray, weights: FloatArray, *, costs: TradingCosts, label: str
) -> tuple[float, tuple[float, float]]:
    """Value after the costs of trading to weights of that very value, and what was turned over and paid."""
    after = worth
    for _ in range(MOST_ROUNDS):
        bill = trade_bill(costs, weights * after - holdings)
        left = worth - bill.total
        if not left > 0.0:
            raise NumericalError(f"costs of {bill.total:g} exceed the value of {label!r}, {worth:g}")
        if abs(left - after) <= SETTLED * worth:
            return left, (bill.turnover, bill.total)
        after = left
    raise NumericalError(f"the costs of {label!r} do not settle: trading moves more money than it is worth")
