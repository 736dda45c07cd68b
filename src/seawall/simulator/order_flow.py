r"""What an anonymous crowd does, by rates: trades, limit orders, cancellations.

Every slot of 250 µs at most one of these happens, with probabilities that follow from the state of the market:

- Trades and limit orders excite one another (a Hawkes process with exponential kernels): each event raises the rates
  for a while, so that an event of type j has G[i][j] children of type i. Base rates are what is left of the stated
  mean rates, and rise and fall with volatility.
- A trade's sign remembers: it is a buy with probability (1 + m) / 2, where m is a weighted sum of six averages of past
  signs over 1, 4, ..., 1024 trades. Weights fall as a power of the time scale, as splitting of large orders makes it.
- The fair price has diffusion, jumps, and the impact of trades: the part of a sign that was not expected, times the
  square root of its size. So it stays a martingale although signs do not. The standard deviation of the diffusion is a
  product of six factors that switch at random, each four times as seldom as the one before (a Markov-switching
  multifractal).
- A limit order lies at a distance from the fair price and dies at a rate; both depend on which of four kinds it is:
  fleeting, short, patient, lasting. How many of each depends on its size.
- Where the fair price has passed the best quote of a side, that quote is pulled, youngest order first.

References
----------
Daniels, Farmer, Gillemot, Iori, Smith, "Quantitative model of price diffusion and market friction based on trading as a
mechanistic random process", *Physical Review Letters* 90 (2003).
Lillo, Mike, Farmer, "Theory for long memory in supply and demand", *Physical Review E* 71 (2005).
Calvet, Fisher, "How to forecast long-run volatility: regime switching and the estimation of multifractal processes",
*Journal of Financial Econometrics* 2 (2004).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from statistics import NormalDist

import numpy as np

from seawall.core import FloatArray, IntArray
from seawall.errors import InputError
from seawall.simulator import matching_kernels as k

__all__ = ["FlowRates"]

_SLOTS_PER_SECOND = 1_000_000_000 // k.SLOT_NS
_ENTRIES = 1 << k.TABLE_BITS
_ONE_16 = 1 << 16
_LARGEST, _LARGEST_IMPACT = 10_000.0, 50.0
"""Beyond these, products of 64-bit integers would overflow."""
_LIFETIMES = (0.15, 1.5, 22.0, 400.0)
"""Mean lifetimes in seconds of fleeting, short, patient and lasting orders."""
_SHARES = (
    (0.945, 0.025, 0.023, 0.007),  # up to the 90th percentile of size
    (0.80, 0.055, 0.115, 0.03),  # up to the 99th
    (0.11, 0.07, 0.53, 0.29),  # up to the 99.9th
    (0.0, 0.02, 0.30, 0.68),  # beyond
)
"""Kinds of limit orders by size; with the lifetimes, near the quantiles of a recorded BTC/USD book."""
_SIZE_QUANTILES = (0.0, 0.10, 0.50, 0.90, 0.99, 0.999, 1.0)
_SIZE_LOTS = (1.0, 12.0, 70.0, 150.0, 880.0, 1_660.0, 6_000.0)
_MEAN_DISTANCES = (1.3, 5.0, 16.0, 60.0)
"""Mean distance in ticks from the fair price by kind; patient and lasting orders seldom lie at the touch."""
_SHORTEST_DISTANCES = (0.0, 0.0, 2.0, 8.0)


@dataclass(frozen=True, slots=True)
class FlowRates:
    """Rates of the flow; the defaults look like BTC/USD with ticks of 1 USD and lots of 0.001 BTC.

    Attributes
    ----------
    trades_per_second, limit_orders_per_second : float
        Mean numbers of market orders and of limit orders.
    trades_per_trade, limits_per_trade, limits_per_limit, trades_per_limit : float
        Mean numbers of direct children; trades excite for 1 second, limit orders for a quarter.
    volatility_ticks : float
        Standard deviation over one second of the diffusion of the fair price, in ticks, when volatility is at its mean.
    volatility_spread : float
        How far each of six factors of variance lies from 1, between 0 and 1.
    impact_ticks : float
        Change of the fair price by an unexpected trade of one lot; by one of v lots, times the root of v.
    sign_memory : float
        Sum of the weights of past signs, from 0 (none) to below 1.
    sign_decay : float
        Power by which the weights fall with the time scale.
    trade_tail : float
        Tail exponent of trade sizes; above 1.
    smallest_trade_lots : float
        Lower end of the Pareto law of trade sizes.
    seconds_per_jump, jump_ticks, jump_tail : float
        Mean time between jumps of the fair price, their smallest size, and the tail exponent of the size.
    basis_ticks : float
        Standard deviation of the change of the perpetual's basis in one second.
    pulls_per_second : float
        Rate at which a stale quote is pulled, per tick by which the fair price has passed it.
    retail_share : float
        Of market orders, those that may meet RPI orders.
    rpi_share, hidden_share : float
        Of limit orders, those of retail price improvement and those that are hidden.
    """

    trades_per_second: float = 16.0
    limit_orders_per_second: float = 77.0
    trades_per_trade: float = 0.6
    limits_per_trade: float = 0.8
    limits_per_limit: float = 0.4
    trades_per_limit: float = 0.02
    volatility_ticks: float = 4.0
    volatility_spread: float = 0.6
    impact_ticks: float = 0.35
    sign_memory: float = 0.93
    sign_decay: float = 0.25
    trade_tail: float = 1.5
    smallest_trade_lots: float = 1.05
    seconds_per_jump: float = 1_800.0
    jump_ticks: float = 15.0
    jump_tail: float = 3.0
    basis_ticks: float = 0.3
    pulls_per_second: float = 80.0
    retail_share: float = 0.2
    rpi_share: float = 0.015
    hidden_share: float = 0.01

    def __post_init__(self) -> None:
        """Refuse rates that no stationary flow can have."""
        for field in fields(self):
            value = getattr(self, field.name)
            largest = _LARGEST_IMPACT if field.name == "impact_ticks" else _LARGEST
            if not 0.0 <= value <= largest:
                raise InputError(f"{field.name!r} must be from 0 to {largest:,.0f}, was {value}")
        if self.spectral_radius >= 1.0:
            raise InputError(f"spectral radius of the excitation must be below 1, was {self.spectral_radius:.3f}")
        trades, limits = self.base_rates
        if trades < 0.0 or limits < 0.0:
            raise InputError(
                f"mean rates are too low for the excitation: base rates would be {trades:.2f} trades and {limits:.2f} "
                "limit orders a second"
            )
        for name in ("sign_memory", "volatility_spread"):
            if getattr(self, name) >= 1.0:
                raise InputError(f"{name!r} must be below 1, was {getattr(self, name)}")
        if self.trade_tail <= 1.0 or self.jump_tail <= 1.0 or self.seconds_per_jump <= 0.0:
            raise InputError(
                "'trade_tail' and 'jump_tail' must be above 1 and 'seconds_per_jump' above 0, were "
                f"{self.trade_tail}, {self.jump_tail}, {self.seconds_per_jump}"
            )
        busiest = (self.trades_per_second + self.limit_orders_per_second) / _SLOTS_PER_SECOND
        if busiest > 0.2 or self.rpi_share + self.hidden_share + self.retail_share > 1.0:
            raise InputError(
                f"rates must fill at most a fifth of the slots, and shares be at most 1; filled {busiest:.2f}"
            )

    @property
    def spectral_radius(self) -> float:
        """Largest eigenvalue of the matrix of mean numbers of children; below 1 the flow dies down."""
        half = 0.5 * (self.trades_per_trade + self.limits_per_limit)
        determinant = self.trades_per_trade * self.limits_per_limit - self.limits_per_trade * self.trades_per_limit
        return half + math.sqrt(half * half - determinant)

    @property
    def base_rates(self) -> tuple[float, float]:
        """Trades and limit orders a second that nothing excited."""
        trades, limits = self.trades_per_second, self.limit_orders_per_second
        return (
            trades * (1.0 - self.trades_per_trade) - limits * self.trades_per_limit,
            limits * (1.0 - self.limits_per_limit) - trades * self.limits_per_trade,
        )

    def numbers(self) -> IntArray:
        """The rates as the whole numbers that the loops read."""
        found = np.zeros(k.RATES_SIZE, dtype=np.int64)
        per_slot = float(1 << k.UNIT) / _SLOTS_PER_SECOND
        tick = float(1 << k.TICK_BITS)
        trades, limits = self.base_rates
        found[k.TRADE_RATE], found[k.LIMIT_RATE] = round(trades * per_slot), round(limits * per_slot)
        # an excitation decays by 2**-12 a slot (2**-10 for limit orders): its sum over slots is that many times itself
        unit_trade, unit_limit = float(1 << (k.UNIT - 12)), float(1 << (k.UNIT - 10))
        found[k.TRADE_BY_TRADE] = round(self.trades_per_trade * unit_trade)
        found[k.TRADE_BY_LIMIT] = round(self.trades_per_limit * unit_trade)
        found[k.LIMIT_BY_TRADE] = round(self.limits_per_trade * unit_limit)
        found[k.LIMIT_BY_LIMIT] = round(self.limits_per_limit * unit_limit)
        found[k.PULL_RATE] = round(self.pulls_per_second * per_slot)
        found[k.IMPACT] = round(self.impact_ticks * tick)
        per_move = math.sqrt(k.SLOTS_PER_MOVE / _SLOTS_PER_SECOND)
        found[k.SIGMA_BASE] = round(self.volatility_ticks * per_move * tick)
        found[k.JUMP_RATE] = round(per_slot * k.SLOTS_PER_MOVE / self.seconds_per_jump)
        found[k.BASIS_NOISE] = round(self.basis_ticks * tick)
        high, low = math.sqrt(1.0 + self.volatility_spread), math.sqrt(1.0 - self.volatility_spread)
        found[k.HIGH_FACTOR], found[k.LOW_FACTOR] = round(high * _ONE_16), round(low * _ONE_16)
        # activity is the mean of 1 and of the standard deviation by its own mean
        found[k.ACTIVITY_UNIT] = round(_ONE_16 / (0.5 * (high + low)) ** k.TIME_SCALES)
        found[k.RETAIL_SHARE] = round(self.retail_share * _ONE_16)
        found[k.RPI_SHARE] = round(self.rpi_share * _ONE_16)
        found[k.HIDDEN_SHARE] = round(self.hidden_share * _ONE_16)
        for group, seconds in enumerate(_LIFETIMES):
            found[k.DEATH_RATES + group] = round(per_slot / seconds)
        weights = [4.0 ** (-self.sign_decay * scale) for scale in range(k.TIME_SCALES)]
        for scale, weight in enumerate(weights):
            share = self.sign_memory * weight / sum(weights)
            found[k.SIGN_WEIGHTS + scale] = round(share * (1 << k.SIGN_BITS))
        return found

    def tables(self) -> IntArray:
        """Quantiles of sizes, distances, normals and jumps, in 4096 steps of equal probability; shape (10, 4096)."""
        found = np.zeros((k.TABLES + 1, _ENTRIES), dtype=np.int64)
        middle = (np.arange(_ENTRIES) + 0.5) / _ENTRIES
        found[k.T_TRADE_SIZE] = np.maximum(1, np.round(self.smallest_trade_lots * _pareto(middle, self.trade_tail)))
        sizes = np.exp(np.interp(middle, _SIZE_QUANTILES, np.log(_SIZE_LOTS)))
        found[k.T_LIMIT_SIZE] = np.maximum(1, np.round(sizes))
        half = np.round([NormalDist().inv_cdf(each) * _ENTRIES for each in middle[_ENTRIES // 2 :].tolist()])
        found[k.T_NORMAL] = np.concatenate([-half[::-1], half])
        found[k.T_JUMP] = np.round(self.jump_ticks * _pareto(middle, self.jump_tail) * 1024.0) * (
            1 << (k.TICK_BITS - 10)
        )
        found[k.T_ROOT] = [math.isqrt(lots << 20) for lots in range(_ENTRIES)]
        for group, (mean, least) in enumerate(zip(_MEAN_DISTANCES, _SHORTEST_DISTANCES, strict=True)):
            found[k.T_DISTANCE + group] = np.floor(least - (mean - least) * np.log1p(-middle))
        reached = np.cumsum(np.array(_SHARES), axis=1)
        found[k.TABLES, : reached.size] = np.round(reached.ravel() * _ONE_16)
        return found


def _pareto(probability: FloatArray, exponent: float) -> FloatArray:
    """Quantiles of a Pareto law that begins at 1."""
    return (1.0 - probability) ** (-1.0 / exponent)
