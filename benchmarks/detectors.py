"""Detectors on one core: book updates a second beside the book's own cost, rules of others, and recorded days.

``python -m benchmarks detectors`` measures the speed; ``python -m benchmarks.detectors icebergs [SEEDS]`` puts the
iceberg watch beside the rules by which others flag, on as many test seeds; ``python -m benchmarks.detectors recorded``
says how far hidden executions of recorded days come where they are foretold.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import numpy as np

from benchmarks.iceberg_rules import reappearing_levels, refilled_levels
from benchmarks.timing import Candidate, interleaved, pin_to_one_core
from seawall.measures import (
    Detections,
    lift_over_base,
    match_detections,
    precision_recall_curve,
    score_detections,
)
from seawall.microstructure import (
    BookDelta,
    HiddenExecutionWatch,
    HiddenForecast,
    InstrumentGrid,
    OrderBook,
    OrderColumns,
    SpoofWatch,
    Trade,
)
from seawall.simulator import IcebergTrial, IcebergVariant
from seawall.sources import read_lobster, read_market_by_order
from seawall.workflows import FIRST_TEST_SEED, IcebergRun, iceberg_detections, iceberg_truths, watch_messages

ROUNDS = 5
SECONDS = 300
TOLERANCE_NS = 1_000_000_000
MINUTE_NS = 60_000_000_000
RULES: dict[str, Callable[[Sequence[BookDelta | Trade], int], Detections]] = {
    "reappears 3 times in 30 s": lambda messages, seed: reappearing_levels(messages, seed=seed),
    "trade-conditioned, n = 2": lambda messages, seed: refilled_levels(messages, seed=seed, events=2),
    "trade-conditioned, n = 3": lambda messages, seed: refilled_levels(messages, seed=seed, events=3),
}


def main() -> None:
    """Speed of both watches, with an update of the book every 100 ms and with each change."""
    pin_to_one_core()
    for interval_ns, name in ((100_000_000, "updates every 100 ms"), (None, "an update with each change")):
        trial = IcebergTrial(
            seed=FIRST_TEST_SEED, variant=IcebergVariant.PLAIN, seconds=SECONDS, book_interval_ns=interval_ns
        )
        messages = list(trial.messages())
        updates = sum(isinstance(each, BookDelta) for each in messages)
        candidates = [
            Candidate("the book alone", _book(messages), updates),
            Candidate("iceberg watch", _watch(messages), updates),
            Candidate("spoof-like watch", _spoof_watch(messages), updates),
        ]
        found = interleaved(candidates, rounds=ROUNDS)
        print(f"\n{name}: {updates:,} updates, {len(messages) - updates:,} trades")
        for contender, timing in found.items():
            print(f"  {contender:<16} {1e9 / timing.median:>10,.0f} updates/s")
        for watch in ("iceberg watch", "spoof-like watch"):
            ratio = found[watch].median / found["the book alone"].median
            print(f"  the {watch} takes {ratio:.1f} times as long as the book")


def _book(messages: Sequence[BookDelta | Trade]) -> Callable[[], object]:
    deltas = [each for each in messages if isinstance(each, BookDelta)]

    def run() -> object:
        book = OrderBook(IcebergTrial.GRID)
        for delta in deltas:
            book.apply(delta)
        return book

    return run


def _watch(messages: Sequence[BookDelta | Trade]) -> Callable[[], object]:
    return lambda: watch_messages(messages, threshold=0.5)


def _spoof_watch(messages: Sequence[BookDelta | Trade]) -> Callable[[], object]:
    """With the book that it reads."""

    def run() -> object:
        book, watch = OrderBook(IcebergTrial.GRID), SpoofWatch(IcebergTrial.GRID)
        for event in messages:
            if isinstance(event, BookDelta):
                book.apply(event)
            watch.take(event, book)
        return watch.take_episodes()

    return run


def icebergs(seeds: int) -> None:
    """The watch beside the rules on half hours of the plain variant: precision at the recall of each rule."""
    runs: list[IcebergRun] = []
    flags: dict[str, list[Detections]] = {name: [] for name in RULES}
    for seed in range(FIRST_TEST_SEED, FIRST_TEST_SEED + seeds):
        trial = IcebergTrial(seed=seed, variant=IcebergVariant.PLAIN)
        messages = list(trial.messages())
        runs.append(IcebergRun(seed, trial.seconds, watch_messages(messages, threshold=0.5), trial.icebergs()))
        for name, rule in RULES.items():
            flags[name].append(rule(messages, seed))
    truths = iceberg_truths(runs)
    curve = precision_recall_curve(match_detections(iceberg_detections(runs), truths, tolerance_ns=TOLERANCE_NS))
    print(f"{seeds} half hours, {len(truths):,} icebergs with at least 2 refills")
    print(f"{'rule':<28}{'flags':>9}{'recall':>9}{'precision':>11}{'the watch at that recall':>26}{'ratio':>8}")
    for name, parts in flags.items():
        score = score_detections(
            match_detections(_joined(parts), truths, tolerance_ns=TOLERANCE_NS), threshold=0.5, hours=seeds / 2
        )
        ours = curve.precision_at_recall(score.recall or 0.0)
        ratio = "never" if ours is None or not score.precision else f"{ours / score.precision:.1f}"
        shown = "not reached" if ours is None else f"{ours:.3f}"
        print(f"{name:<28}{score.flags:>9,}{score.recall or 0:>9.3f}{score.precision or 0:>11.3f}{shown:>26}{ratio:>8}")
    print(f"precision of the watch at recall 0.7: {curve.precision_at_recall(0.7)}")


def _joined(parts: Sequence[Detections]) -> Detections:
    names = ("blocks", "sides", "price_ticks", "start_ns", "end_ns", "flagged_ns", "scores")
    return Detections(*(np.concatenate([getattr(each, name) for each in parts]) for name in names))


def recorded() -> None:
    """Lift of hidden executions of recorded days, where they were at least twice as likely as the base rate before."""
    folder = Path(os.environ["SEAWALL_TEST_DATA"]) / "orderbook"
    print(f"{'recording':<34}{'executions':>11}{'hidden':>8}{'foretold':>9}{'hits':>7}{'lift':>7}  95 %")
    for name in ("LOBSTER_SampleFile_AMZN_2012-06-21_5.zip", "LOBSTER_SampleFile_AAPL_2012-06-21_1.zip"):
        _print_lift(name[19:34], _foretold(read_lobster(folder / name).recording.orders), minutes=15)
    future = InstrumentGrid("ESH4", Decimal("0.25"), Decimal(1))
    found = _foretold(read_market_by_order(folder / "cme_esh4_mbo_20231225.parquet", grid=future).orders)
    _print_lift("CME ESH4, all beyond display", found, minutes=5)
    _print_lift("CME ESH4, first of each order", _first_of_each(found), minutes=5)


def _foretold(orders: OrderColumns) -> list[HiddenForecast]:
    watch = HiddenExecutionWatch(orders.grid)
    return [each for each in map(watch.receive, orders) if each is not None]


def _first_of_each(found: Sequence[HiddenForecast]) -> list[HiddenForecast]:
    """Without executions of orders that are known to hide: what is foretold then is news."""
    known: set[int] = set()
    kept = []
    for each in found:
        if each.order_id not in known:
            kept.append(each)
            if each.is_hidden:
                known.add(each.order_id)
    return kept


def _print_lift(name: str, found: Sequence[HiddenForecast], *, minutes: int) -> None:
    told = np.array([each.probability >= 2.0 * each.base_share for each in found])
    came = np.array([each.is_hidden for each in found])
    blocks = np.array([each.venue_ns // (minutes * MINUTE_NS) for each in found])
    score = lift_over_base(told, came, blocks, seed=1)
    bounds = "" if score.interval is None else f"{score.interval.lower:.2f} to {score.interval.upper:.2f}"
    counts = f"{score.cases:>11,}{score.events:>8,}{score.foretold:>9,}{score.hits:>7,}"
    print(f"{name:<34}{counts}{score.lift or 0:>7.2f}  {bounds}")
    chance = np.array([each.probability for each in found])
    base = np.array([each.base_share for each in found])
    print(
        f"{'':<34}Brier {np.mean((chance - came) ** 2):.4f}, of the base rate alone {np.mean((base - came) ** 2):.4f}"
    )


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["icebergs", *rest]:
            icebergs(int(rest[0]) if rest else 20)
        case ["recorded"]:
            recorded()
        case _:
            main()
