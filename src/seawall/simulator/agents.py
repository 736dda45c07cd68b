"""Who trades on a simulated venue: leverage, margin mode, wealth and habit of every account.

The first accounts are dealers, who take the other side of every market order with deep wallets and no leverage to speak
of. The others open at their own leverage, isolated or cross, each with one habit: noise, trend, contrarian or carry.

The default leverages are set so that about as much is liquidated a day as Cheng, Deng, Wang and Yu, "Liquidation,
leverage and optimal margin in bitcoin futures markets" (2021, arXiv:2102.04591), found at BitMEX: 3.51 % of open
interest long and 1.89 % short, at a mean leverage of 60. High leverage leans long, which makes the difference.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.core import IntArray
from seawall.errors import InputError

__all__ = ["Accounts", "AgentPopulation"]

_DOUBLINGS = 9
"""Wealth: each doubling of the smallest allowance is half as frequent, a Pareto tail of index 1, cut at 2**10."""


@dataclass(frozen=True, slots=True)
class AgentPopulation:
    """Shares of leverages, margin modes and habits.

    Attributes
    ----------
    agents, dealers : int
        How many; at least 1 and 2.
    leverages, leverage_shares : tuple
        Leverages at opening, whole numbers, and how many of a thousand agents use each; the shares add up to 1,000.
    isolated_per_mille : int
        Agents who hold an isolated margin; the others are in cross margin.
    habit_shares : tuple of int
        Noise, trend, contrarian and carry, of a thousand.
    long_lean_per_mille : int
        Of the shorts that accounts of 20 times leverage or more would open, those that are longs instead.
    smallest_allowance : int
        Cash of the poorest agents, quote currency.
    dealer_allowance : int
        Cash of a dealer, quote currency.

    Examples
    --------
    >>> population = AgentPopulation(agents=1_000)
    >>> sum(population.leverage_shares)
    1000
    """

    agents: int = 4_000
    dealers: int = 8
    leverages: tuple[int, ...] = (3, 5, 10, 20, 25, 50, 75, 100, 125)
    leverage_shares: tuple[int, ...] = (250, 250, 230, 140, 70, 35, 10, 12, 3)
    isolated_per_mille: int = 600
    habit_shares: tuple[int, ...] = (450, 250, 200, 100)
    long_lean_per_mille: int = 350
    smallest_allowance: int = 10_000
    dealer_allowance: int = 1_000_000_000

    def __post_init__(self) -> None:
        """Refuse shares that do not add up, and numbers out of range."""
        if self.agents < 1 or self.dealers < 2:
            raise InputError(f"'agents' must be at least 1 and 'dealers' 2, were {self.agents} and {self.dealers}")
        for name in ("leverage_shares", "habit_shares"):
            shares = getattr(self, name)
            if min(shares, default=-1) < 0 or sum(shares) != 1000:
                raise InputError(f"{name!r} must be 0 or more and add up to 1000, were {shares}")
        if len(self.leverages) != len(self.leverage_shares) or min(self.leverages) < 1:
            raise InputError(f"'leverages' must be at least 1, one for each share, were {self.leverages}")
        if len(self.habit_shares) != 4:
            raise InputError(f"'habit_shares' must be of noise, trend, contrarian and carry, were {self.habit_shares}")
        for name in ("isolated_per_mille", "long_lean_per_mille"):
            if not 0 <= getattr(self, name) <= 1000:
                raise InputError(f"{name!r} must be 0 to 1000, was {getattr(self, name)}")
        if min(self.smallest_allowance, self.dealer_allowance) < 1:
            raise InputError("'smallest_allowance' and 'dealer_allowance' must be at least 1")

    def draw(self, words: IntArray, *, units_per_quote: int) -> Accounts:
        """Make the accounts out of even random numbers below 2**63.

        Parameters
        ----------
        words : IntArray
            Shape (4, agents).
        units_per_quote : int
            Units of cash in one of the quote currency.

        Returns
        -------
        Accounts
            Dealers first.
        """
        choice, mode, habit, wealth = words % np.array([[1000], [1000], [1000], [2**40]])
        leverage = np.repeat(self.leverages, self.leverage_shares)[choice]
        habits = np.repeat(np.arange(4), self.habit_shares)[habit]
        # trailing ones of the lowest bits: each further one is half as likely
        doublings = np.zeros(self.agents, np.int64)
        running = np.ones(self.agents, bool)
        for bit in range(_DOUBLINGS):
            running &= (wealth >> bit) % 2 == 1
            doublings += running
        within = (wealth >> 20) % 2**20
        allowance = (self.smallest_allowance * units_per_quote << doublings) * (2**20 + within) // 2**20
        none, ones = np.zeros(self.dealers, np.int64), np.ones(self.dealers, np.int64)
        isolated = ((mode < self.isolated_per_mille) & (habits != 3)).astype(np.int64)
        return Accounts(
            leverages=np.concatenate([ones, np.where(habits == 3, np.minimum(leverage, 3), leverage)]),
            is_isolated=np.concatenate([none, isolated]),
            habits=np.concatenate([none, habits]),
            allowances=np.concatenate([ones * self.dealer_allowance * units_per_quote, allowance]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Accounts:
    """What the accounts of a population begin with, one value each, dealers first."""

    leverages: IntArray
    is_isolated: IntArray
    habits: IntArray
    allowances: IntArray
