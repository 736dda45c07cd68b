"""What in the public record of a perpetual contradicts itself, and what is taken in its place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.core import BoolArray, FloatArray, read_only
from seawall.microstructure.perpetual_flow import PerpetualFlow

__all__ = ["FlowFindings", "examine_flow"]

SUPPOSED_VOLUME = 5.0
"""Of open interest a day, where it was not collected: what large perpetuals trade; the fit of turnover scales it."""
_SLACK = 1.02
"""Open interest and volume are stamped by different clocks: a change may pass the volume by so much."""
_FURTHEST_MARK = 0.03
"""A mark further than this from the price traded is no mark of this market."""
_STALE_MOVE = 0.004
"""A mark that stands still while the traded price goes so far is stale."""
_QUIET_MOVE = 0.02
"""No forced close at all while the mark travels so far: they were not collected."""


@dataclass(frozen=True, slots=True, eq=False)
class FlowFindings:
    """A record with its contradictions taken out; every column has shape (n,).

    Attributes
    ----------
    open_interest : FloatArray
        Base units; where a print cannot be, the last one that can.
    mark_low, mark_high : FloatArray
        Range of the mark since the interval before, with the step between them; where the mark is stale or wrong, the
        range of the traded price.
    is_suspect : BoolArray
        Intervals with something taken out, and the first after a gap.
    has_liquidations : bool
        Whether forced closes were collected.
    sentences : tuple of str
        What was found, each with its count.
    """

    open_interest: FloatArray
    mark_low: FloatArray
    mark_high: FloatArray
    is_suspect: BoolArray
    has_liquidations: bool
    sentences: tuple[str, ...]


def examine_flow(flow: PerpetualFlow) -> FlowFindings:
    """Look for open interest that volume cannot explain, marks that are not of this market, and gaps.

    A change of open interest needs at least as much volume. Forced closes that are 0 throughout while the mark travels
    2 % are taken as not collected.

    Parameters
    ----------
    flow : PerpetualFlow
        Nothing of it is changed.

    Returns
    -------
    FlowFindings
        What a map may go by.

    Examples
    --------
    A print of open interest that jumps by more than was traded is not believed:

    >>> import numpy as np
    >>> flat = np.full(3, 100.0)
    >>> flow = PerpetualFlow("X", 60, np.array([60, 120, 180]), flat, flat, flat, flat, flat, flat, flat,
    ...     open_interest=np.array([50.0, 90.0, 51.0]), taker_buy=np.ones(3), taker_sell=np.ones(3))
    >>> found = examine_flow(flow)
    >>> found.open_interest.tolist(), found.sentences[0]
    ([50.0, 50.0, 51.0], 'open interest changed by more than was traded in 1 of 3 intervals; not believed there')
    """
    interest, is_jump = _believable_interest(flow)
    is_stale = _stale_marks(flow)
    low = np.where(is_stale, flow.low, flow.mark_low)
    high = np.where(is_stale, flow.high, flow.mark_high)
    # the mark passed everything between two intervals too
    last = np.where(is_stale, flow.close, flow.mark_close)
    low[1:] = np.minimum(low[1:], last[:-1])
    high[1:] = np.maximum(high[1:], last[:-1])
    has_liquidations, said = _forced_columns(flow, float(high.max() / low.min()) - 1.0)
    if flow.volume is None:
        said.append(
            "takers were not collected: taken as even, with a volume of "
            f"{SUPPOSED_VOLUME:g} times open interest a day, and no check of open interest by volume"
        )
    gaps = flow.is_after_gap
    count = f"of {len(flow)} intervals"
    sentences = [
        (is_jump, f"open interest changed by more than was traded in {{}} {count}; not believed there"),
        (is_stale, f"the mark stood still or lay beside the price in {{}} {count}; the traded range stands in"),
        (gaps, "intervals are missing before {} of those that are there; nothing is known of them"),
    ]
    suspect = is_jump | is_stale | gaps
    suspect.flags.writeable = False
    return FlowFindings(
        open_interest=read_only(interest),
        mark_low=read_only(low),
        mark_high=read_only(high),
        is_suspect=suspect,
        has_liquidations=has_liquidations,
        sentences=(*(text.format(int(found.sum())) for found, text in sentences if found.any()), *said),
    )


def _believable_interest(flow: PerpetualFlow) -> tuple[FloatArray, BoolArray]:
    interest = np.array(flow.open_interest)
    is_jump = np.zeros(len(flow), bool)
    gaps = flow.is_after_gap
    # begin at the first print that is there at all
    accepted = float(interest[np.argmax(interest > 0)])
    volumes = flow.volume
    if volumes is None:
        return interest, is_jump
    traded = 0.0
    for place, (print_, volume) in enumerate(zip(interest.tolist(), volumes.tolist(), strict=True)):
        traded += volume
        # what was traded in a gap is not known, and may explain anything
        if print_ > 0.0 and (abs(print_ - accepted) <= _SLACK * traded or gaps[place] or print_ == accepted):
            accepted, traded = print_, 0.0
        else:
            is_jump[place] = True
            interest[place] = accepted
    return interest, is_jump


def _stale_marks(flow: PerpetualFlow) -> BoolArray:
    is_off = np.abs(flow.mark_close / flow.close - 1.0) > _FURTHEST_MARK
    stands = flow.mark_low == flow.mark_high
    stands[1:] &= flow.mark_close[1:] == flow.mark_close[:-1]
    moved = np.abs(flow.close / flow.mark_close - 1.0) > _STALE_MOVE
    found: BoolArray = is_off | (stands & moved)
    return found


def _forced_columns(flow: PerpetualFlow, travelled: float) -> tuple[bool, list[str]]:
    if flow.liquidated_long is None or flow.liquidated_short is None:
        return False, ["forced closes were not collected"]
    if flow.liquidated_long.any() or flow.liquidated_short.any() or travelled < _QUIET_MOVE:
        return True, []
    said = f"forced closes are 0 throughout while the mark travelled {100 * travelled:.1f} %: taken as not collected"
    return False, [said]
