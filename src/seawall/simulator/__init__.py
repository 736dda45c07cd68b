"""A venue that does not exist, whose truth is known to the last lot.

Takes   instructions of owners, rates of a random flow, plans of planted actors; terms of a venue and a population of
        leveraged agents; one seed.
Gives   MatchingEngine (orders by price and time); BookMarket, which runs by itself, and PlantedMarket, in which actors
        do what a truth log tells; EventLog (every event as columns), MarketMarks (index and mark), DepthFeed (what a
        venue would show), StylisedFacts (what real markets have in common, measured); Ledger: accounts that balance
        to the last unit, with forced closes, insurance fund and auto-deleveraging; MinuteMarket: agents in steps of a
        minute, its MinuteHistory and snapshots; LiquidationTruth: where every position is truly liquidated;
        minute_liquidations and minute_depth: what a cascade on the minute clock is computed from.
Never   shows simulated numbers as those of a real market, rounds a balance, reads a clock, or draws a number that the
        seed does not fix.
"""

from seawall.simulator.actor_plan import ActorKind, ActorPlan, draw_actors
from seawall.simulator.agents import AgentPopulation
from seawall.simulator.book_market import BookMarket
from seawall.simulator.depth_feed import DepthFeed
from seawall.simulator.event_log import EventFlag, EventKind, EventLog
from seawall.simulator.exchange_terms import ExchangeTerms
from seawall.simulator.ledger import ForcedStep, Ledger
from seawall.simulator.market_facts import StylisedFacts, order_lifetimes, stylised_facts
from seawall.simulator.market_marks import MarketMarks, funding_rate
from seawall.simulator.matching_engine import (
    FIRST_WATCHED_OWNER,
    Instruction,
    InstructionKind,
    LotCounts,
    MatchingEngine,
    RestingOrder,
)
from seawall.simulator.minute_cascade import minute_depth, minute_liquidations
from seawall.simulator.minute_market import MinuteHistory, MinuteMarket, MinuteMarketSettings, MinuteSnapshot
from seawall.simulator.order_flow import FlowRates
from seawall.simulator.planted_actors import PlantedMarket, TruthAction, TruthLine
from seawall.simulator.true_levels import LiquidationTruth, liquidation_truth

__all__ = [
    "FIRST_WATCHED_OWNER",
    "ActorKind",
    "ActorPlan",
    "AgentPopulation",
    "BookMarket",
    "DepthFeed",
    "EventFlag",
    "EventKind",
    "EventLog",
    "ExchangeTerms",
    "FlowRates",
    "ForcedStep",
    "Instruction",
    "InstructionKind",
    "Ledger",
    "LiquidationTruth",
    "LotCounts",
    "MarketMarks",
    "MatchingEngine",
    "MinuteHistory",
    "MinuteMarket",
    "MinuteMarketSettings",
    "MinuteSnapshot",
    "PlantedMarket",
    "RestingOrder",
    "StylisedFacts",
    "TruthAction",
    "TruthLine",
    "draw_actors",
    "funding_rate",
    "liquidation_truth",
    "minute_depth",
    "minute_liquidations",
    "order_lifetimes",
    "stylised_facts",
]
