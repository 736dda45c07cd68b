"""A venue that does not exist, whose truth is known to the last lot.

Takes   instructions of owners, rates of a random flow, plans of planted actors; terms of a venue and a population of
        leveraged agents; one seed.
Gives   MatchingEngine (orders by price and time); BookMarket, which runs by itself, and PlantedMarket, in which actors
        do what a truth log tells; PlantedStream, a recorded stream with orders planted in it; EventLog (every event as
        columns), MarketMarks (index and mark), DepthFeed (what a venue would show), StylisedFacts (what real markets
        have in common, measured); Ledger: accounts that balance to the last unit, with forced closes, insurance fund
        and auto-deleveraging; MinuteMarket: agents in steps of a minute, its MinuteHistory and snapshots;
        LiquidationTruth: where every position is truly liquidated; WorldRecord: a market of hidden parameters, its
        public side and its true levels; minute_liquidations and minute_depth: what a cascade is computed from;
        SimulatedExchange: flow, actors, agents and liquidations on one clock through one book, in ExchangeSteps with
        every ForcedOrder and FundingPaid; ExchangeTruth: what only the simulation knows;
        VenueFeed: what Binance and Bybit would say of the exchange, byte by byte, and FaultSwitches, by which it goes
        wrong to order; Gateway: a server on this machine that speaks as they do, and EmbeddedGateway, which runs it in
        a thread.
Never   shows simulated numbers as those of a real market, rounds a balance, draws a number that the seed does not fix,
        or reads a clock, but for the gateway, which paces by one.
"""

from seawall.simulator.actor_plan import ActorKind, ActorPlan, draw_actors
from seawall.simulator.agents import AgentPopulation
from seawall.simulator.book_market import BookMarket
from seawall.simulator.depth_feed import DepthFeed
from seawall.simulator.embedded_gateway import EmbeddedGateway
from seawall.simulator.event_log import EventFlag, EventKind, EventLog
from seawall.simulator.exchange import ExchangeTruth, SimulatedExchange
from seawall.simulator.exchange_step import ExchangeStep, ForcedOrder, FundingPaid
from seawall.simulator.exchange_terms import BTCUSDT_TERMS, ExchangeTerms
from seawall.simulator.fault_switches import BookFault, FaultSwitches, Silence
from seawall.simulator.faulty_channel import FaultyChannel
from seawall.simulator.gateway import Gateway, GatewayStatus, check_port
from seawall.simulator.gateway_clients import GatewayLimits
from seawall.simulator.gateway_feed import FeedMessage, MarketFeed
from seawall.simulator.hidden_worlds import HiddenWorld, WorldPrior, WorldRecord, draw_hidden_world, record_world
from seawall.simulator.iceberg_trial import IcebergTrial, IcebergVariant, PlantedIceberg
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
from seawall.simulator.perpetual_records import perpetual_flow_of, perpetual_flow_of_steps
from seawall.simulator.planted_actors import PlantedMarket, TruthAction, TruthLine
from seawall.simulator.planted_stream import (
    PlantedOrder,
    PlantedStream,
    SpoofShape,
    level_feed,
    plant_spoof_like,
)
from seawall.simulator.stream_message import StreamKind, StreamMessage
from seawall.simulator.true_levels import LiquidationTruth, liquidation_truth
from seawall.simulator.venue_feed import SteppedExchange, VenueFeed

__all__ = [
    "BTCUSDT_TERMS",
    "FIRST_WATCHED_OWNER",
    "ActorKind",
    "ActorPlan",
    "AgentPopulation",
    "BookFault",
    "BookMarket",
    "DepthFeed",
    "EmbeddedGateway",
    "EventFlag",
    "EventKind",
    "EventLog",
    "ExchangeStep",
    "ExchangeTerms",
    "ExchangeTruth",
    "FaultSwitches",
    "FaultyChannel",
    "FeedMessage",
    "FlowRates",
    "ForcedOrder",
    "ForcedStep",
    "FundingPaid",
    "Gateway",
    "GatewayLimits",
    "GatewayStatus",
    "HiddenWorld",
    "IcebergTrial",
    "IcebergVariant",
    "Instruction",
    "InstructionKind",
    "Ledger",
    "LiquidationTruth",
    "LotCounts",
    "MarketFeed",
    "MarketMarks",
    "MatchingEngine",
    "MinuteHistory",
    "MinuteMarket",
    "MinuteMarketSettings",
    "MinuteSnapshot",
    "PlantedIceberg",
    "PlantedMarket",
    "PlantedOrder",
    "PlantedStream",
    "RestingOrder",
    "Silence",
    "SimulatedExchange",
    "SpoofShape",
    "SteppedExchange",
    "StreamKind",
    "StreamMessage",
    "StylisedFacts",
    "TruthAction",
    "TruthLine",
    "VenueFeed",
    "WorldPrior",
    "WorldRecord",
    "check_port",
    "draw_actors",
    "draw_hidden_world",
    "funding_rate",
    "level_feed",
    "liquidation_truth",
    "minute_depth",
    "minute_liquidations",
    "order_lifetimes",
    "perpetual_flow_of",
    "perpetual_flow_of_steps",
    "plant_spoof_like",
    "record_world",
    "stylised_facts",
]
