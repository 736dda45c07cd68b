"""The page of icebergs and spoof-like orders: probability, evidence and base rate, and what was left out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import version

from seawall.core import DISCLAIMER, choice_named
from seawall.errors import InputError
from seawall.microstructure import Side, StreamState
from seawall.report.book_numbers import instant_text, price_number, size_number
from seawall.report.book_results import TapeKind
from seawall.report.detected_episode import Detection
from seawall.report.detection_results import DetectionResults
from seawall.report.numbers import Number, percent, quantity

__all__ = ["DetectionOrder", "DetectionView", "EpisodeDocument", "compose_detections"]

_FORMAT_VERSION = 1


class DetectionOrder(StrEnum):
    """How episodes are listed."""

    PROBABILITY = "probability"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class DetectionView:
    """One episode; null where a number does not apply or cannot be said."""

    start_time: str
    end_time: str
    kind: str
    side: str
    price: Number
    displayed: Number
    lasted: Number
    time_to_detect: Number
    probability: Number
    base_rate: Number
    hidden: Number
    remaining: Number
    is_open: bool
    outcome: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EpisodeDocument:
    """What two detectors found on a tape."""

    format_version: int
    badge: str
    simulated: bool
    source: str
    venue: str
    symbol: str
    state: str
    from_time: str | None
    until_time: str | None
    span: Number
    order: str
    episodes: tuple[DetectionView, ...]
    listed: int
    kept: int
    large_orders: int
    executed_prices: int
    least_probability: Number
    exclusions: tuple[str, ...]
    model_versions: tuple[str, ...]
    version: str
    notes: tuple[str, ...]
    disclaimer: str


def compose_detections(
    results: DetectionResults, *, order: DetectionOrder = DetectionOrder.PROBABILITY, most: int = 40
) -> EpisodeDocument:
    """Turn what was found into the document that table and JSON are drawn from.

    Parameters
    ----------
    results : DetectionResults
        Of a tape, at its end or so far.
    order : DetectionOrder
        Most likely first, or earliest first.
    most : int
        Episodes to list, at least 1: the most likely ones, in this order.

    Returns
    -------
    EpisodeDocument
        Numbers with text and unit; nothing is computed after this.

    Raises
    ------
    InputError
        For fewer than one episode, or an `order` that there is not.
    """
    order = choice_named(order, "order", DetectionOrder)
    if most < 1:
        raise InputError(f"'most' must be at least 1, was {most}")
    listed = sorted(results.detections, key=lambda each: (-each.probability, each.start_ns, each.tick))[:most]
    if order is DetectionOrder.TIME:
        listed.sort(key=lambda each: (each.start_ns, each.tick))
    has_span = results.last_ns > 0
    is_live = results.origin.kind is TapeKind.LIVE and results.state is not StreamState.LIVE
    return EpisodeDocument(
        format_version=_FORMAT_VERSION,
        badge=f"NOT LIVE: {results.state}" if is_live else str(results.origin.kind),
        simulated=results.origin.kind is TapeKind.SIMULATED,
        source=results.origin.source,
        venue=results.origin.venue,
        symbol=results.grid.symbol,
        state=str(results.state),
        from_time=instant_text(results.first_ns) if has_span else None,
        until_time=instant_text(results.last_ns) if has_span else None,
        span=quantity((results.last_ns - results.first_ns) / 1e9, "seconds", decimals=1),
        order=str(order),
        episodes=tuple(_view(each, results) for each in listed),
        listed=len(listed),
        kept=len(results.detections),
        large_orders=results.large_orders,
        executed_prices=results.executed_prices,
        least_probability=quantity(results.least_probability, "probability", decimals=2),
        exclusions=_exclusions(results),
        model_versions=results.model_versions,
        version=version("seawall"),
        notes=_notes(results),
        disclaimer=DISCLAIMER,
    )


def _view(found: Detection, results: DetectionResults) -> DetectionView:
    grid = results.grid

    def size(lots: float | None) -> Number:
        return size_number(None if lots is None else grid.size(lots), grid)

    return DetectionView(
        start_time=instant_text(found.start_ns),
        end_time=instant_text(found.end_ns),
        kind=str(found.kind),
        side="bid" if found.side is Side.BID else "ask",
        price=price_number(grid.price(found.tick), grid),
        displayed=size(found.lots or None),
        lasted=quantity((found.end_ns - found.start_ns) / 1e9, "seconds", decimals=2),
        time_to_detect=quantity((found.detected_ns - found.start_ns) / 1e9, "seconds", decimals=2),
        probability=quantity(found.probability, "probability", decimals=2),
        base_rate=percent(found.base_rate, decimals=1),
        hidden=size(found.hidden_lots),
        remaining=size(found.remaining_lots),
        is_open=found.is_open,
        outcome=found.outcome,
        evidence=found.evidence,
    )


def _exclusions(results: DetectionResults) -> tuple[str, ...]:
    left_out = results.exclusions
    found = []
    if left_out.doubtful_times:
        times = "once" if left_out.doubtful_times == 1 else f"{left_out.doubtful_times} times"
        found.append(
            f"The book could not be believed for {left_out.doubtful_s:,.1f} s ({times}): nothing in it was judged, and "
            f"{left_out.cut_off:,} large orders were cut off."
        )
    elif left_out.cut_off:
        found.append(f"{left_out.cut_off:,} large orders still stood at the end and are not judged.")
    if left_out.unjudged:
        found.append(f"{left_out.unjudged:,} sizes appeared where too little had been seen to call any of them large.")
    if not left_out.has_trades:
        found.append(
            "No trades on this tape: icebergs, the cancelled share and trades on the other side are not measurable."
        )
    if results.dropped:
        found.append(f"{results.dropped:,} less likely episodes were dropped to keep the list short.")
    return tuple(found)


def _notes(results: DetectionResults) -> tuple[str, ...]:
    rates = {each.base_rate for each in results.detections if each.base_rate is not None}
    base = f"; base rate {100 * rates.pop():.1f} %" if rates else ""
    return (
        f"Spoof-like: looks like orders that were planted for training, among large orders{base}. It says nothing of "
        "intent, which no order book shows; most cancelled orders are ordinary.",
        "Iceberg: more was executed at a price than it showed, in sizes that repeat. Hidden: executed "
        "beyond its first tip; left: expected, if it is one.",
        f"{results.large_orders:,} large orders and {results.executed_prices:,} executed prices were judged; listed "
        f"from a probability of {results.least_probability:g} on. Evidence: what each feature adds to the logarithm of "
        "the odds.",
    )
