r"""From the public record of a perpetual to a map of liquidations, interval by interval.

In each interval, for each side:

1. bins of the liquidation price that the mark touched are emptied, wholly;
2. what the crowd opened and holds of each side follows from takers' volume and open interest, as dealers hold the rest
   of the passive side and no more than their net position: see `liquidation_map_kernels.crowd_flows`;
3. everything open ages by :math:`e^{-h_b \Delta t}`, faster at high leverage, and is brought to what the crowd holds
   less its opens, all in proportion, so that with opens and dealers the side adds up to open interest exactly;
4. the opens are entered, evenly over the range of prices traded, at the leverages of the mix; what no bucket takes is
   not levered. A position is worth no more than all that its side opened, nor than a typical value.

For a position of one value the liquidation price is a constant factor of the entry (see `margin`), so the state is the
open quantity by side, leverage and bin of liquidation price, and no entry time is kept.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from seawall.core import FloatArray, check_between, check_positive, read_only
from seawall.errors import InputError
from seawall.microstructure import liquidation_map_kernels as kernels
from seawall.microstructure.events import PositionSide
from seawall.microstructure.leverage_mix import LeverageMix
from seawall.microstructure.liquidation_map import ByteArray, LiquidationMap, MapFlag
from seawall.microstructure.liquidation_map_kernels import FLOW_COLUMNS, MapRules, MapState
from seawall.microstructure.margin import isolated_position, liquidation_price
from seawall.microstructure.margin_tiers import MarginTiers
from seawall.microstructure.perpetual_checks import SUPPOSED_VOLUME, FlowFindings, examine_flow
from seawall.microstructure.perpetual_flow import PerpetualFlow

__all__ = ["LiquidationTracker", "MapModel", "track_liquidations"]

_DAY_NS = 86_400 * 10**9
_REACH = 1.25
"""Of the grid each side of its centre, in logarithm of the price; twofold leverage is liquidated 0.7 away."""
_FURTHEST = 0.4
"""The grid is laid anew when the price has gone so far from its centre."""
_OFF_GRID = 60.0
_VALUES = read_only(np.geomspace(1e4, 1e8, 33))
"""Values of positions, quote currency, for which liquidation prices are known."""


@dataclass(frozen=True, slots=True)
class MapModel:
    """What a map assumes of those who trade.

    Attributes
    ----------
    turnover : float
        Part of the volume that may have closed positions which did, 0 to 1 (kappa).
    closed_per_day : float
        Decimals of the open quantity closed in a day for each unit of leverage, 0 or more: 0.01 closes 1 % a day at
        leverage 1 and 50 % at 50. It sorts the buckets only: the total follows open interest.
    passive_crowd : float
        Part of the passive side of trades that is the crowd, 0 to 1. The rest are dealers, who are not levered.
    typical_value : float
        Of a position, at most, quote currency; it sets the maintenance tier. A position is worth no more either than
        what was opened in its interval.
    bins : int
        Bins of the price on the map.
    half_width : float
        Logarithm of the price from the mark to the edge of the map.
    """

    turnover: float = 0.2
    closed_per_day: float = 0.0072
    passive_crowd: float = 1.0
    typical_value: float = 100_000.0
    bins: int = 400
    half_width: float = 0.12

    def __post_init__(self) -> None:
        """Refuse assumptions out of range."""
        check_between(self.turnover, "turnover", 0.0, 1.0)
        check_between(self.closed_per_day, "closed_per_day", 0.0, 1.0)
        check_between(self.passive_crowd, "passive_crowd", 0.0, 1.0)
        check_positive(self.typical_value, "typical_value")
        check_between(self.bins, "bins", 10, 10_000)
        check_between(self.half_width, "half_width", 0.01, 0.5)

    @property
    def bin_width(self) -> float:
        """Width of a bin, in logarithm of the price."""
        return 2.0 * self.half_width / self.bins

    def shifts(self, leverages: FloatArray, tiers: MarginTiers) -> FloatArray:
        """Logarithm of the liquidation price over the entry, shape (2, k, c), long and short, by value of the position.

        A long whose whole value stands behind it is liquidated nowhere and lies off the grid.
        """
        return _shifts(tuple(leverages.tolist()), tiers)


class LiquidationTracker:
    """The state of a map, brought forward by what comes.

    Parameters
    ----------
    first : PerpetualFlow
        Only its first interval is read, for where the grid lies and what was open before: that has no place on the map.
    tiers : MarginTiers
        Of the instrument.
    mix : LeverageMix
        Leverages of newly opened interest.
    model : MapModel
        What is assumed.

    Raises
    ------
    InputError
        When the tiers are of another instrument.
    """

    def __init__(
        self, first: PerpetualFlow, *, tiers: MarginTiers, mix: LeverageMix, model: MapModel | None = None
    ) -> None:
        if tiers.symbol != first.symbol:
            raise InputError(f"'tiers' must be of {first.symbol}, were of {tiers.symbol}")
        self.mix = mix
        self.model = model or MapModel()
        self._symbol = first.symbol
        self._interval_ns = first.interval_ns
        self._last_ns: int | None = None
        self._last_mark = 0.0
        self._traded = 0.0
        width = self.model.bin_width
        size = 2 * int(_REACH / width) + 1
        buckets = len(mix.leverages)
        start = float(first.open_interest[np.argmax(first.open_interest > 0)])
        self.state = MapState(
            cells=np.zeros((2, buckets, size)),
            totals=np.zeros((2, buckets)),
            factor=np.ones((2, buckets)),
            ends=np.array([[0] * buckets, [size] * buckets], dtype=np.int64),
            unlevered=np.zeros(2),
            unseen=np.full(2, start),
            interest=np.array([start]),
            net=np.zeros(1),
            crowd=np.full(2, start),
        )
        middle = math.floor(math.log(first.mark_close[0]) / width)
        days = self._interval_ns / _DAY_NS
        rates = self.model.closed_per_day * np.append(mix.leverages, 1.0)
        self._rules = MapRules(
            origin=(middle - size // 2) * width,
            per_bin=1.0 / width,
            shifts=self.model.shifts(mix.leverages, tiers) / width,
            values=_VALUES,
            shares=np.array([mix.long_shares, mix.short_shares]),
            known=mix.is_identified.astype(np.float64),
            ageing=-np.expm1(-rates * days),
            turnover=self.model.turnover,
            passive=self.model.passive_crowd,
            typical=self.model.typical_value,
        )

    @property
    def rules(self) -> MapRules:
        """What the loop goes by, with the grid where it lies now."""
        return self._rules

    def take(self, flow: PerpetualFlow, *, rows: int | None = None) -> LiquidationMap:
        """Go through intervals that follow those taken before.

        Parameters
        ----------
        flow : PerpetualFlow
            Of the same instrument and interval.
        rows : int, optional
            Only the last so many are on the map; all by default.

        Returns
        -------
        LiquidationMap
            Around the last mark.

        Raises
        ------
        InputError
            When the record is of another instrument or interval, or does not follow.
        """
        shown, _ = self._run(flow, len(flow) if rows is None else min(rows, len(flow)))
        return shown

    def consumed(self, flow: PerpetualFlow) -> FloatArray:
        """Go through intervals as `take`, and give what each bucket would have lost at a share of 1.

        Returns
        -------
        FloatArray
            Shape (n, 2, k), base units: long, short.
        """
        _, lost = self._run(flow, 1)
        return lost

    def _run(self, flow: PerpetualFlow, shown: int) -> tuple[LiquidationMap, FloatArray]:
        self._check(flow)
        findings = examine_flow(flow)
        rows = _rows(flow, findings)
        is_suspect = np.array(findings.is_suspect)
        self._join(flow, rows, is_suspect)
        self._lay_grid(float(flow.mark_close[-1]))
        bins, width = self.model.bins, self.model.bin_width
        start = int((math.log(flow.mark_close[-1]) - self._rules.origin) / width) - bins // 2
        edges = np.exp(self._rules.origin + width * np.arange(start, start + bins + 1))
        prices = (edges[1:] + edges[:-1]) / 2.0
        buckets = len(self.mix.leverages)
        lost, held = np.zeros((len(flow), 2, buckets)), np.zeros((len(flow), 2, 3))
        density, fitted = np.empty((2, shown, bins)), np.empty((2, shown, bins))
        loop: Any = kernels.compiled(kernels.advance)
        loop(self.state, self._rules, rows, lost, held, start, prices, density, fitted)
        self._last_ns, self._last_mark = int(flow.end_ns[-1]), float(flow.mark_close[-1])
        flags = _flags(density, fitted, held[-shown:], is_suspect[-shown:])
        mark, interest = flow.mark_close[-shown:].copy(), findings.open_interest[-shown:]
        on_map = (density / prices).sum(axis=2)
        by_leverage = self._by_leverage(start, prices)
        return LiquidationMap(
            symbol=self._symbol,
            price_edges=edges,
            end_ns=flow.end_ns[-shown:].copy(),
            long_usd=density[0],
            short_usd=density[1],
            mark=mark,
            open_interest_usd=interest * mark,
            long_by_leverage=by_leverage[0],
            short_by_leverage=by_leverage[1],
            long_outside_usd=np.maximum(held[-shown:, 0].sum(axis=1) - on_map[0], 0.0) * mark,
            short_outside_usd=np.maximum(held[-shown:, 1].sum(axis=1) - on_map[1], 0.0) * mark,
            flags=flags,
            mix=self.mix,
        ), lost

    def _check(self, flow: PerpetualFlow) -> None:
        if (flow.symbol, flow.interval_ns) != (self._symbol, self._interval_ns):
            raise InputError(
                f"'flow' must be of {self._symbol} in intervals of {self._interval_ns} ns, was of {flow.symbol} in "
                f"{flow.interval_ns} ns"
            )
        if self._last_ns is not None and flow.end_ns[0] <= self._last_ns:
            raise InputError(f"'flow' must follow {self._last_ns}, began with {flow.end_ns[0]}")

    def _join(self, flow: PerpetualFlow, rows: FloatArray, is_suspect: Any) -> None:
        """Let the first interval follow the last one taken: the step of the mark, and a gap between the two."""
        if self._last_ns is None:
            return
        low, high = FLOW_COLUMNS.index("mark_low"), FLOW_COLUMNS.index("mark_high")
        last = math.log(self._last_mark)
        rows[0, low], rows[0, high] = min(rows[0, low], last), max(rows[0, high], last)
        is_gap = flow.end_ns[0] - self._last_ns > self._interval_ns
        # within one call the check was made; between two it is made here, and the print waits for more volume
        interest = FLOW_COLUMNS.index("open_interest")
        self._traded += math.inf if flow.volume is None else float(flow.volume[0])
        if not is_gap and abs(rows[0, interest] - self.state.interest[0]) > 1.02 * self._traded:
            rows[0, interest] = self.state.interest[0]
            is_suspect[0] = True
        else:
            self._traded = 0.0
        is_suspect[0] |= is_gap

    def _lay_grid(self, price: float) -> None:
        """Move the grid by whole bins when the price is far from its centre; what falls off stays in the totals."""
        size = self.state.cells.shape[2]
        away = math.log(price) - self._rules.origin - size // 2 * self.model.bin_width
        if abs(away) <= _FURTHEST:
            return
        bins = round(away / self.model.bin_width)
        moved = np.zeros_like(self.state.cells)
        kept = slice(max(bins, 0), min(size + bins, size))
        to = slice(max(-bins, 0), min(size - bins, size))
        moved[:, :, to] = self.state.cells[:, :, kept]
        self.state.cells[:] = moved
        self.state.ends[:] = np.clip(self.state.ends - bins, 0, size)
        self._rules = self._rules._replace(origin=self._rules.origin + bins * self.model.bin_width)

    def _by_leverage(self, start: int, prices: FloatArray) -> FloatArray:
        weights = self._rules.shares * self.state.factor
        found = np.zeros((2, len(self.mix.leverages), len(prices)))
        begin, end = max(start, 0), min(start + len(prices), self.state.cells.shape[2])
        found[:, :, begin - start : end - start] = self.state.cells[:, :, begin:end] * weights[:, :, None]
        return found * prices


def track_liquidations(
    flow: PerpetualFlow,
    *,
    tiers: MarginTiers,
    mix: LeverageMix,
    model: MapModel | None = None,
    rows: int | None = None,
) -> LiquidationMap:
    """Map of a whole record.

    Parameters
    ----------
    flow : PerpetualFlow
        The longer, the more of the open interest has a place: what was open at its beginning has none.
    tiers : MarginTiers
        Of the instrument.
    mix : LeverageMix
        Of `fit_leverage_mix`, or a prior.
    model : MapModel, optional
        What is assumed.
    rows : int, optional
        Only the last so many intervals are on the map, as 1,440 minutes; all by default.

    Returns
    -------
    LiquidationMap
        Around the last mark.

    Raises
    ------
    InputError
        When the tiers are of another instrument.
    """
    return LiquidationTracker(flow, tiers=tiers, mix=mix, model=model).take(flow, rows=rows)


@lru_cache(maxsize=64)
def _shifts(leverages: tuple[float, ...], tiers: MarginTiers) -> FloatArray:
    found = np.full((2, len(leverages), len(_VALUES)), -_OFF_GRID)
    for row, side in enumerate((PositionSide.LONG, PositionSide.SHORT)):
        for place, leverage in enumerate(leverages):
            for column, value in enumerate(_VALUES.tolist()):
                # of a position of this value at an entry of 1
                made = isolated_position(side=side, quantity=value, entry=1.0, leverage=leverage)
                price = liquidation_price(made, tiers=tiers)
                if price is not None:
                    found[row, place, column] = math.log(price)
    return read_only(found)


def _rows(flow: PerpetualFlow, findings: FlowFindings) -> FloatArray:
    found = np.empty((len(flow), len(FLOW_COLUMNS)))
    prices = (flow.low, flow.high, findings.mark_low, findings.mark_high)
    for column, values in enumerate(prices):
        found[:, column] = np.log(values)
    found[:, 4] = findings.open_interest
    if flow.taker_buy is None or flow.taker_sell is None:
        half = 0.5 * SUPPOSED_VOLUME * flow.interval_ns / _DAY_NS
        found[:, 5] = found[:, 6] = half * findings.open_interest
    else:
        found[:, 5], found[:, 6] = flow.taker_buy, flow.taker_sell
    found[:, 7:] = -1.0
    if findings.has_liquidations and flow.liquidated_long is not None and flow.liquidated_short is not None:
        found[:, 7], found[:, 8] = flow.liquidated_long, flow.liquidated_short
    return found


def _flags(density: FloatArray, fitted: FloatArray, held: FloatArray, is_suspect: Any) -> ByteArray:
    total = density[0] + density[1]
    known = fitted[0] + fitted[1]
    flags = (int(MapFlag.PRIOR) * (known < 0.5 * total)).astype(np.uint8)
    share_unseen = held[:, :, 2].sum(axis=1) / np.maximum(held.sum(axis=(1, 2)), 1e-300)
    flags |= (int(MapFlag.UNSEEN) * (share_unseen > 0.5)).astype(np.uint8)[:, None]
    flags |= (int(MapFlag.SUSPECT) * is_suspect).astype(np.uint8)[:, None]
    found: ByteArray = flags
    return found
