"""Results of looking for icebergs and spoof-like orders on a tape."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.core import FloatArray, IntArray
from seawall.microstructure import InstrumentGrid, StreamState
from seawall.report.book_results import TapeOrigin
from seawall.report.detected_episode import Detection

__all__ = ["DetectionResults", "Exclusions"]


@dataclass(frozen=True, slots=True)
class Exclusions:
    """What was not looked at.

    Attributes
    ----------
    doubtful_s : float
        Seconds during which the book was not LIVE, after it had been.
    doubtful_times : int
        How often it was not.
    cut_off : int
        Large orders that stood when that began.
    unjudged : int
        Sizes that appeared where there was no history yet to call them large.
    has_trades : bool
        Whether any execution came: without them icebergs, and some features, are not measurable.
    """

    doubtful_s: float
    doubtful_times: int
    cut_off: int
    unjudged: int
    has_trades: bool


@dataclass(frozen=True, slots=True, eq=False)
class DetectionResults:
    """What was found on a tape so far.

    Attributes
    ----------
    origin : TapeOrigin
        Where it comes from.
    grid : InstrumentGrid
        Steps of price and size.
    state : StreamState
        Of the book now.
    first_ns, last_ns : int
        Span looked at, by the venue's clock.
    detections : tuple of Detection
        Kept episodes, in the order in which they were known, and those that go on.
    large_orders, executed_prices : int
        Episodes that were judged, of either kind.
    least_probability : float
        Episodes below it are counted and not kept.
    dropped : int
        Kept no longer, because there were too many: the least likely went first.
    exclusions : Exclusions
        What was not looked at.
    model_versions : tuple of str
        Of the parameters.
    times_ns, mids : IntArray, FloatArray
        Shape (n,): the mid through time, in the quote currency, for the picture.
    """

    origin: TapeOrigin
    grid: InstrumentGrid
    state: StreamState
    first_ns: int
    last_ns: int
    detections: tuple[Detection, ...]
    large_orders: int
    executed_prices: int
    least_probability: float
    dropped: int
    exclusions: Exclusions
    model_versions: tuple[str, ...]
    times_ns: IntArray
    mids: FloatArray
