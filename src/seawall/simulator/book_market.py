"""A market that runs by itself: a random flow on a matching engine, with an index, a mark and funding.

Time is that of the events: slots of 250 µs, from 0 on. One seed fixes every byte, whatever the pieces in which time is
advanced, and whether or not the market was saved and read back in between.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from seawall.core import IntArray
from seawall.errors import DataError, InputError
from seawall.microstructure import Side
from seawall.simulator import matching_kernels as k
from seawall.simulator.event_log import EventLog
from seawall.simulator.market_marks import MarketMarks
from seawall.simulator.matching_engine import Instruction, MatchingEngine
from seawall.simulator.order_flow import FlowRates
from seawall.simulator.sealed_arrays import sealed, unsealed

__all__ = ["BookMarket"]

_DRAWS = 1 << 15
_MARKS = 1 << 10
_ALL = 1 << 16
_LOWEST_START, _HIGHEST_START = 10_000, 2**29
_LARGEST_SEED = 2**63 - 1
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class _Saved:
    """What a saved market says besides its arrays."""

    format: int
    rates: dict[str, float]
    generator: dict[str, Any]


class BookMarket:
    """One instrument with its flow.

    Parameters
    ----------
    seed : int
        Fixes everything; from 0 to 2**63 - 1.
    start_ticks : int
        First fair price, from 10,000 to 2**29; a flow of the default rates would soon bring a lower one to nothing.
    rates : FlowRates, optional
        How the crowd acts; like BTC/USD by default.

    Examples
    --------
    >>> market = BookMarket(seed=7)
    >>> log = market.advance(until_ns=2_000_000_000)
    >>> market.advance(until_ns=4_000_000_000).time_ns.min() >= 2_000_000_000
    np.True_
    >>> market.engine.counts().missing
    0
    """

    def __init__(self, *, seed: int, start_ticks: int = 60_000, rates: FlowRates | None = None) -> None:
        if isinstance(seed, bool) or not 0 <= seed <= _LARGEST_SEED:
            raise InputError(f"'seed' must be a whole number from 0 to 2**63 - 1, was {seed!r}")
        if not _LOWEST_START <= start_ticks <= _HIGHEST_START:
            raise InputError(f"'start_ticks' must be from {_LOWEST_START:,} to {_HIGHEST_START:,}, was {start_ticks}")
        self.rates = FlowRates() if rates is None else rates
        self.engine = MatchingEngine(middle_ticks=start_ticks)
        self._generator = np.random.Generator(np.random.Philox(seed))
        state = np.zeros(k.FLOW_SIZE, dtype=np.int64)
        state[k.FAIR] = (start_ticks << k.TICK_BITS) + (1 << (k.TICK_BITS - 1))
        state[k.KEEP_BID] = state[k.KEEP_ASK] = _ALL
        state[k.REGIMES : k.REGIMES + k.TIME_SCALES] = self._generator.integers(0, 2, size=k.TIME_SCALES)
        self._flow = k.Flow(
            state=state,
            rates=self.rates.numbers(),
            tables=self.rates.tables(),
            draws=self._draws(),
            marks=np.zeros((_MARKS, k.MARK_COLUMNS), dtype=np.int64),
        )
        self._marks: list[IntArray] = []

    @property
    def now_ns(self) -> int:
        """How far the market has run."""
        return int(self._flow.state[k.SLOT]) * k.SLOT_NS

    @property
    def fair_ticks(self) -> float:
        """The fair price that only the simulation knows, in ticks."""
        return float(self._flow.state[k.FAIR]) / float(1 << k.TICK_BITS)

    def advance(self, *, until_ns: int, instructions: Sequence[Instruction] = ()) -> EventLog:
        """Let time pass, and give back what happened.

        Parameters
        ----------
        until_ns : int
            When to stop; slots that end by then are run.
        instructions : sequence of Instruction
            Of owners outside the flow, by time, from now up to `until_ns`; each is done before the flow of the slot
            in which it lies.

        Returns
        -------
        EventLog
            Everything since the last call.

        Raises
        ------
        InputError
            When the instructions are out of order or outside the span.
        """
        times = [self.now_ns, *(each.time_ns for each in instructions), until_ns]
        if any(later < earlier for earlier, later in pairwise(times)):
            raise InputError(f"'instructions' must be in order, from {self.now_ns} to 'until_ns' ({until_ns})")
        for instruction in instructions:
            self.run_to(instruction.time_ns)
            self.instruct(instruction)
        self.run_to(until_ns)
        return self.engine.take_log()

    def run_to(self, until_ns: int) -> bool:
        """Run the flow; True when it stopped early, at a fill of an owner from 1,000,000 upwards."""
        until_slot = until_ns // k.SLOT_NS
        loop = k.compiled(k.flow_loop)
        while True:
            match int(loop(self.engine.pools, self._flow, until_slot)):
                case k.DONE:
                    return False
                case k.SEES_FILL:
                    return True
                case k.NEEDS_DRAWS:
                    self._more_draws()
                case k.NEEDS_ROOM:
                    self.engine.grow()
                case k.NEEDS_WINDOW:
                    self.engine.include(int(self._flow.state[k.FAIR] >> k.TICK_BITS), edge=1 / 4)
                case _:
                    self._keep_marks()

    def instruct(self, instruction: Instruction) -> int:
        """Do one instruction now, or as soon as the flow allows; the id of its order."""
        late = max(instruction.time_ns, self.engine.last_ns)
        (number,) = self.engine.submit([_at(instruction, late)])
        return number

    def trade(self, instruction: Instruction) -> list[tuple[int, int]]:
        """Do one order and let the crowd take in what it traded at once, as a trade that nobody expected.

        The fair price moves by the impact of the lots, or half the way from the first fill to the last if that is
        more, so that the same order moves a thin book more than a deep one. Trades and limit orders are excited.

        Returns
        -------
        list of tuple
            Price and lots of every fill that it had at once.
        """
        fills = self.engine.execute(_at(instruction, max(instruction.time_ns, self.engine.last_ns)))
        if fills:
            state, rates = self._flow.state, self._flow.rates
            root = math.isqrt(sum(lots for _, lots in fills) << 20)
            swept = abs(fills[-1][0] - fills[0][0]) << (k.TICK_BITS - 1)
            state[k.FAIR] += int(instruction.side) * max(int(rates[k.IMPACT]) * root >> 10, swept)
            state[k.TRADE_HEAT] += rates[k.TRADE_BY_TRADE]
            state[k.LIMIT_HEAT] += rates[k.LIMIT_BY_TRADE]
        return fills

    def scale_volatility(self, per_mille: int) -> None:
        """From the next second on the fair price diffuses by this many thousandths of the stated volatility."""
        self._flow.rates[k.SIGMA_BASE] = self.rates.numbers()[k.SIGMA_BASE] * per_mille // 1000

    def keep_depth(self, side: Side, share: float) -> None:
        """From now on this share of new limit orders of a side is placed at all; 1.0 is normal."""
        if not 0.0 <= share <= 1.0:
            raise InputError(f"'share' must be from 0 to 1, was {share}")
        self._flow.state[k.KEEP_BID if side is Side.BID else k.KEEP_ASK] = round(share * _ALL)

    def pull_depth(self, side: Side, *, share: float, ticks: int) -> int:
        """Cancel this share of the flow's orders up to `ticks` behind the best price; how many went."""
        orders = [each for each in self.engine.resting(side) if each.owner == 0]
        near = [each for each in orders if abs(each.ticks - orders[0].ticks) <= ticks]
        chosen = [each for place, each in enumerate(near) if int(place * share) != int((place + 1) * share)]
        self.engine.pools.row[k.R_TIME] = max(self.engine.last_ns, self.now_ns)
        for each in chosen:
            k.remove(self.engine.pools, each.order_id & ((1 << k.SLOT_BITS) - 1), 0)
        return len(chosen)

    @property
    def last_mark(self) -> IntArray:
        """The youngest line of the marks that were not yet taken: time, index, mark, bid, ask; shape (5,)."""
        line = self._flow.marks[int(self._flow.state[k.MARKED]) - 1]
        return np.array(line)

    @property
    def volatility_by_mean(self) -> float:
        """Standard deviation of the fair price's diffusion by its mean."""
        return 2.0 * float(self._flow.state[k.ACTIVITY]) / _ALL - 1.0

    def take_marks(self) -> MarketMarks:
        """Index, mark and best prices, second by second, since they were last taken."""
        self._keep_marks()
        lines = np.concatenate(self._marks)
        self._marks.clear()
        return MarketMarks.from_lines(lines)

    def save(self) -> bytes:
        """The whole market as bytes, from which it goes on identically; logs must have been taken.

        Raises
        ------
        InputError
            When lines of the log have not been taken.
        """
        pools = self.engine.pools
        if pools.state[k.LOGGED]:
            raise InputError("take the log before saving: its lines are not part of what is saved")
        self._keep_marks()
        arrays = {
            "orders": pools.orders, "levels": pools.levels, "words": pools.words, "members": pools.members,
            "state": pools.state, "row": pools.row, "flow": self._flow.state, "draws": self._flow.draws,
            "marks": np.concatenate(self._marks),
        }  # fmt: skip
        generator = self._generator.bit_generator.state
        saved = _Saved(_FORMAT, asdict(self.rates), _plain(generator))
        about = np.frombuffer(json.dumps(asdict(saved)).encode(), dtype=np.uint8)
        return sealed({**arrays, "about": about})

    @classmethod
    def restore(cls, saved: bytes) -> BookMarket:
        """A market as it was when it was saved.

        Raises
        ------
        DataError
            When the bytes are not those of a saved market.
        """
        arrays = unsealed(saved, what="saved market")
        try:
            about = json.loads(arrays["about"].tobytes())
            if about["format"] != _FORMAT:
                raise ValueError(f"format {about['format']}")
            market = cls(seed=0, rates=FlowRates(**about["rates"]))
            market._fill(arrays, about["generator"])
        except (ValueError, KeyError, TypeError) as error:
            raise DataError(f"saved market cannot be read: {error}") from None
        return market

    def _fill(self, arrays: dict[str, IntArray], generator: dict[str, Any]) -> None:
        names = ("orders", "levels", "words", "members", "state", "row")
        self.engine.pools = self.engine.pools._replace(**{name: arrays[name] for name in names})
        self._flow = self._flow._replace(state=arrays["flow"], draws=arrays["draws"])
        self._marks = [arrays["marks"]]
        self._generator.bit_generator.state = generator

    def _draws(self) -> IntArray:
        return self._generator.integers(0, 2**63 - 1, size=_DRAWS, endpoint=True, dtype=np.int64)

    def _more_draws(self) -> None:
        used = int(self._flow.state[k.DRAWN])
        self._flow = self._flow._replace(draws=np.concatenate([self._flow.draws[used:], self._draws()]))
        self._flow.state[k.DRAWN] = 0

    def _keep_marks(self) -> None:
        count = int(self._flow.state[k.MARKED])
        self._marks.append(self._flow.marks[:count].copy())
        self._flow.state[k.MARKED] = 0


def _at(instruction: Instruction, time_ns: int) -> Instruction:
    return instruction if instruction.time_ns == time_ns else replace(instruction, time_ns=time_ns)


def _plain(value: Any) -> Any:
    """The state of a generator without arrays."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, np.ndarray):
        return [int(each) for each in value]
    return int(value) if isinstance(value, np.integer) else value
