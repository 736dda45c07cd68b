"""How simulated months behave: each fact with its bound. ``python -m tests.simulator.minute_facts`` measures them."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from seawall.core import FloatArray, IntArray
from seawall.microstructure import BINANCE_BTCUSDT_TIERS, InstrumentGrid
from seawall.simulator import ExchangeTerms, MinuteHistory, MinuteMarket

TERMS = ExchangeTerms(InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001")), BINANCE_BTCUSDT_TIERS)
MONTH = 30 * 1_440


def returns(history: MinuteHistory) -> FloatArray:
    return np.diff(np.log(history.column("close")))


def autocorrelation(values: FloatArray | IntArray, lag: int) -> float:
    centred = values - values.mean()
    return float((centred[lag:] * centred[:-lag]).mean() / values.var())


def tail_index(values: FloatArray, count: int) -> float:
    """Hill's estimate from the largest moves."""
    largest = np.sort(np.abs(values))[::-1]
    return float(1.0 / np.mean(np.log(largest[:count] / largest[count])))


def forced_by_hour(history: MinuteHistory) -> tuple[FloatArray, IntArray, IntArray]:
    hours = np.arange(0, MONTH, 60)
    close = np.concatenate([history.column("open")[:1], history.column("close")[59::60]])
    return (
        np.diff(np.log(close)),
        np.add.reduceat(history.column("liquidated_long"), hours),
        np.add.reduceat(history.column("liquidated_short"), hours),
    )


def facts(history: MinuteHistory) -> dict[str, float]:
    """Measured values of the stylised facts, as the page on simulated agents lists them."""
    moves = returns(history)
    hourly, longs, shorts = forced_by_hour(history)
    falls = hourly <= np.quantile(hourly, 0.01)
    total = history.column("liquidated_long") + history.column("liquidated_short")
    interest = history.column("open_interest")
    heaviest = np.argsort(total)[::-1][:20]
    drops = [interest[min(at + 10, MONTH - 1)] / interest[max(at - 10, 0)] - 1.0 for at in heaviest]
    ranked = np.sort(total)[::-1]
    return {
        "tail index, 1 %": tail_index(moves, 432),
        "return autocorrelation, largest of lags 1 to 5": max(abs(autocorrelation(moves, lag)) for lag in range(1, 6)),
        "size autocorrelation, 1 minute": autocorrelation(np.abs(moves), 1),
        "size autocorrelation, 1 hour": autocorrelation(np.abs(moves), 60),
        "size autocorrelation, 6 hours": autocorrelation(np.abs(moves), 360),
        "forced volume in the heaviest 1 % of minutes": float(ranked[: MONTH // 100].sum() / ranked.sum()),
        "forced volume autocorrelation, 1 minute": autocorrelation(total, 1),
        "long share of forced volume in the worst 1 % of hours": float(
            longs[falls].sum() / (longs[falls].sum() + shorts[falls].sum())
        ),
        "correlation of hourly return and short less long forced": float(np.corrcoef(hourly, shorts - longs)[0, 1]),
        "open interest over 20 minutes around the 20 heaviest ones": float(np.mean(drops)),
        "long forced a day of open interest": float(longs.sum() / 30 / interest.mean()),
        "short forced a day of open interest": float(shorts.sum() / 30 / interest.mean()),
        "long forced by short forced": float(longs.sum() / shorts.sum()),
        "leverage of forced positions, mean": float(history.forced_column("leverage").mean()),
    }


BOUNDS = {
    "tail index, 1 %": (2.0, 5.0),
    "return autocorrelation, largest of lags 1 to 5": (0.0, 0.05),
    "size autocorrelation, 1 minute": (0.1, 0.6),
    "size autocorrelation, 1 hour": (0.05, 0.6),
    "size autocorrelation, 6 hours": (0.02, 0.6),
    "forced volume in the heaviest 1 % of minutes": (0.5, 0.95),
    "forced volume autocorrelation, 1 minute": (0.03, 0.9),
    "long share of forced volume in the worst 1 % of hours": (0.7, 1.0),
    "correlation of hourly return and short less long forced": (0.3, 0.8),
    "open interest over 20 minutes around the 20 heaviest ones": (-0.3, -0.02),
    "long forced a day of open interest": (0.01, 0.08),
    "short forced a day of open interest": (0.01, 0.08),
    "long forced by short forced": (1.0, 4.0),
    "leverage of forced positions, mean": (50.0, 80.0),
}


def main() -> None:
    """Print lowest, median and highest value of each fact over thirty days of seeds 1 to 8."""
    measured = [facts(MinuteMarket(TERMS, seed=seed).run(MONTH)) for seed in range(1, 9)]
    for name, bounds in BOUNDS.items():
        values = sorted(each[name] for each in measured)
        low, middle, high = values[0], float(np.median(values)), values[-1]
        print(f"{name:62s} {low:8.3f} {middle:8.3f} {high:8.3f}   bound {bounds[0]:g} to {bounds[1]:g}")


if __name__ == "__main__":
    main()
