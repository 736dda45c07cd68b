"""A simulated exchange: what happened is known to the last lot.

Takes   instructions of owners, rates of a random flow, a plan of planted actors, and one seed.
Gives   MatchingEngine (orders by price and time), EventLog (every event as columns).
Never   shows simulated numbers as those of a real market, or draws a number that the seed does not fix.
"""

from seawall.simulator.event_log import EventFlag, EventKind, EventLog
from seawall.simulator.matching_engine import Instruction, InstructionKind, LotCounts, MatchingEngine, RestingOrder

__all__ = [
    "EventFlag",
    "EventKind",
    "EventLog",
    "Instruction",
    "InstructionKind",
    "LotCounts",
    "MatchingEngine",
    "RestingOrder",
]
