"""A venue that does not exist, whose truth is known.

Takes   terms of a venue (grid, tiers, fees), a population of agents, and one seed.
Gives   Ledger: accounts that balance to the last unit, with forced closes, insurance fund and auto-deleveraging;
        MinuteMarket: leveraged agents in steps of a minute, its MinuteHistory and snapshots; LiquidationTruth: where
        every position is truly liquidated.
Never   calls its numbers real, rounds a balance, or reads a clock.
"""

from seawall.simulator.agents import AgentPopulation
from seawall.simulator.exchange_terms import ExchangeTerms
from seawall.simulator.ledger import ForcedStep, Ledger
from seawall.simulator.minute_market import MinuteHistory, MinuteMarket, MinuteMarketSettings, MinuteSnapshot
from seawall.simulator.true_levels import LiquidationTruth, liquidation_truth

__all__ = [
    "AgentPopulation",
    "ExchangeTerms",
    "ForcedStep",
    "Ledger",
    "LiquidationTruth",
    "MinuteHistory",
    "MinuteMarket",
    "MinuteMarketSettings",
    "MinuteSnapshot",
    "liquidation_truth",
]
