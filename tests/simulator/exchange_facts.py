"""How the simulated exchange behaves: facts with bounds. ``python -m tests.simulator.exchange_facts`` measures them."""

from __future__ import annotations

import math
import sys
from dataclasses import asdict, dataclass

import numpy as np

from seawall.core import FloatArray, IntArray
from seawall.microstructure import PositionSide
from seawall.simulator import (
    BTCUSDT_TERMS,
    EventLog,
    ExchangeStep,
    ForcedOrder,
    MarketMarks,
    SimulatedExchange,
    stylised_facts,
)

SECOND = 1_000_000_000
WARM_UP_S = 600
PIECE_S = 600
SECONDS_PER_YEAR = 365 * 86_400


@dataclass(frozen=True)
class Run:
    """Of one seed: the figures of the book, and what is needed for those over several seeds."""

    book: dict[str, float]
    middle: FloatArray
    interest: IntArray
    forced: tuple[ForcedOrder, ...]


def measured(seed: int, hours: float) -> Run:
    exchange = SimulatedExchange(BTCUSDT_TERMS, seed=seed)
    exchange.advance(WARM_UP_S * SECOND)
    steps: list[ExchangeStep] = []
    for until_s in range(WARM_UP_S + PIECE_S, WARM_UP_S + round(hours * 3_600) + 1, PIECE_S):
        steps.append(exchange.advance(until_s * SECOND))
        exchange.ledger.check()
    marks, empty = quoted([each.marks for each in steps])
    book = asdict(stylised_facts(EventLog.joined([each.log for each in steps]), marks)) | {"empty_seconds": empty}
    return Run(
        book,
        0.5 * (marks.bid_ticks + marks.ask_ticks).astype(np.float64),
        np.concatenate([each.open_interest for each in steps]),
        tuple(order for each in steps for order in each.forced),
    )


def quoted(parts: list[MarketMarks]) -> tuple[MarketMarks, float]:
    """Marks in one, where a side that was swept clean keeps its last quote; and the share of such seconds."""
    columns = [np.concatenate(each) for each in zip(*(part.columns() for part in parts), strict=True)]
    empty = (columns[3] == 0) | (columns[4] == 0)
    last = np.maximum.accumulate(np.where(empty, 0, np.arange(len(empty))))
    return MarketMarks.from_lines(np.column_stack([*columns[:3], columns[3][last], columns[4][last]])), float(
        empty.mean()
    )


def by_minute(run: Run, side: PositionSide | None = None) -> IntArray:
    """Forced lots of each minute."""
    found = np.zeros(len(run.middle) // 60 + 1, np.int64)
    for order in run.forced:
        if side is None or order.side is side:
            found[(order.time_ns // SECOND - WARM_UP_S) // 60] += order.lots
    return found


def after_falls_by_after_rises(runs: list[Run], *, ahead: int = 30) -> tuple[float, float]:
    """Mean absolute return over 5 minutes after the worst tenth of minutes by that after the best, and its error."""
    falls, rises = [], []
    for run in runs:
        minute = np.diff(np.log(run.middle[::60]))
        ten = np.abs(np.diff(np.log(run.middle[::10])))
        ten = ten / ten.mean()
        low, high = np.quantile(minute, [0.1, 0.9])
        for place in range(len(minute)):
            after = ten[6 * (place + 1) : 6 * (place + 1) + ahead]
            if len(after) == ahead:
                falls += [after.mean()] if minute[place] <= low else []
                rises += [after.mean()] if minute[place] >= high else []
    ratio = float(np.mean(falls) / np.mean(rises))
    error = ratio * math.hypot(*(float(np.std(each) / np.mean(each) / math.sqrt(len(each))) for each in (falls, rises)))
    return ratio, error


def largest_autocorrelation(run: Run) -> float:
    """Of returns over 10 s at lags 1 to 10, in standard errors that allow for changing volatility (White's)."""
    returns = np.diff(run.middle[::10])
    returns -= returns.mean()
    scores = []
    for lag in range(1, 11):
        now, then = returns[lag:], returns[:-lag]
        scores.append(abs(float(now @ then)) / math.sqrt(float(now**2 @ then**2)))
    return max(scores)


def facts(runs: list[Run]) -> dict[str, float]:
    """Figures over several seeds that come of the agents."""
    per_second = [np.diff(np.log(run.middle[1:])).std() for run in runs]
    days = sum(len(run.middle) for run in runs) / 86_400
    interest = float(np.mean([run.interest.mean() for run in runs]))
    lots = {
        side: sum(order.lots for run in runs for order in run.forced if order.side is side) for side in PositionSide
    }
    minutes = np.concatenate([by_minute(run) for run in runs])
    ranked = np.sort(minutes)[::-1]
    in_falls, in_rises = 0.0, 0.0
    for run in runs:
        hours = np.diff(np.log(run.middle[::900]))
        low = np.quantile(hours, 0.25)
        longs = by_minute(run, PositionSide.LONG)[: 15 * len(hours)].reshape(-1, 15).sum(axis=1)
        shorts = by_minute(run, PositionSide.SHORT)[: 15 * len(hours)].reshape(-1, 15).sum(axis=1)
        in_falls += float(longs[hours <= low].sum())
        in_rises += float(shorts[hours <= low].sum())
    drops = []
    for run in runs:
        forced = by_minute(run)
        for at in np.argsort(forced)[::-1][:3]:
            if forced[at]:
                window = run.interest[max(60 * at - 60, 0)], run.interest[min(60 * at + 120, len(run.interest) - 1)]
                drops.append(float(window[1]) / float(window[0]) - 1.0)
    ratio, error = after_falls_by_after_rises(runs)
    filled = sum(order.filled_lots for run in runs for order in run.forced)
    return {
        "volatility a year": float(np.median(per_second)) * math.sqrt(SECONDS_PER_YEAR),
        "autocorrelation of absolute returns over 10 s, lags 1 to 30": float(
            np.mean([run.book["absolute_autocorrelation"] for run in runs])
        ),
        "largest autocorrelation of returns, in standard errors": max(largest_autocorrelation(run) for run in runs),
        "long forced a day of open interest": lots[PositionSide.LONG] / days / interest,
        "short forced a day of open interest": lots[PositionSide.SHORT] / days / interest,
        "forced volume in the heaviest 2 % of minutes": float(ranked[: len(ranked) // 50].sum() / max(ranked.sum(), 1)),
        "long share of forced volume in the worst quarters of an hour": in_falls / max(in_falls + in_rises, 1.0),
        "change of open interest over the 3 heaviest minutes of each run": float(np.mean(drops)) if drops else 0.0,
        "taken by the book, of forced lots": filled / max(sum(lots.values()), 1),
        "forced orders": float(sum(len(run.forced) for run in runs)),
        "volatility after falls by after rises": ratio,
        "its standard error": error,
    }


BOUNDS = {
    "autocorrelation of absolute returns over 10 s, lags 1 to 30": (0.05, 0.6),
    "long forced a day of open interest": (0.001, 0.1),
    "short forced a day of open interest": (0.001, 0.1),
    "forced volume in the heaviest 2 % of minutes": (0.5, 1.0),
    "long share of forced volume in the worst quarters of an hour": (0.7, 1.0),
    "change of open interest over the 3 heaviest minutes of each run": (-0.2, 0.0),
    "taken by the book, of forced lots": (0.5, 1.0),
    "volatility after falls by after rises": (0.9, 2.0),
}


def main() -> None:
    """Print the figures of four hours of seeds 1 to 7, or of as many seeds and hours as asked for."""
    seeds, hours = (int(sys.argv[1]), float(sys.argv[2])) if len(sys.argv) > 1 else (7, 4.0)
    runs = [measured(seed, hours) for seed in range(1, seeds + 1)]
    for name in runs[0].book:
        print(f"{name:66s}", " ".join(f"{run.book[name]:9.3f}" for run in runs))
    for name, value in facts(runs).items():
        print(f"{name:66s} {value:9.3f}")


if __name__ == "__main__":
    main()
