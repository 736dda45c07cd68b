"""Series of the ARIMA benchmark: those of public packages, and market and economic ones where they are on disk."""

from __future__ import annotations

import csv
import gzip
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from seawall.core import FloatArray


@dataclass(frozen=True, slots=True)
class Series:
    """A named sample; the period is 1 where no season is looked for."""

    name: str
    values: FloatArray
    period: int = 1


def published() -> list[Series]:
    """Data sets of arch, statsmodels and pmdarima, and one simulated sample."""
    import arch.data.nasdaq
    import arch.data.sp500
    import pmdarima
    import statsmodels.api as sm

    def returns(frame: Any, count: int) -> FloatArray:
        prices = frame["Adj Close"].to_numpy(dtype=np.float64)
        out: FloatArray = 100.0 * np.diff(np.log(prices))[-count:]
        return out

    return [
        Series("S&P 500 returns", returns(arch.data.sp500.load(), 1250)),
        Series("Nasdaq returns", returns(arch.data.nasdaq.load(), 2500)),
        Series("simulated GARCH-t", simulated_returns(2500)),
        Series("nile", sm.datasets.nile.load_pandas().data["volume"].to_numpy(dtype=np.float64)),
        Series("sunspots", sm.datasets.sunspots.load_pandas().data["SUNACTIVITY"].to_numpy(dtype=np.float64)),
        Series("US CPI", sm.datasets.macrodata.load_pandas().data["cpi"].to_numpy(dtype=np.float64)),
        Series("lynx", np.asarray(pmdarima.datasets.load_lynx(), dtype=np.float64)),
        Series("log airline", np.log(np.asarray(pmdarima.datasets.load_airpassengers(), dtype=np.float64)), 12),
    ]


def simulated_returns(count: int) -> FloatArray:
    """Daily returns in percent with Student-t shocks and a GARCH variance near that of bitcoin."""
    rng = np.random.default_rng(7)
    shocks = rng.standard_t(5, count + 200) * np.sqrt(3.0 / 5.0)
    out, variance = np.empty(count + 200), 12.0
    for t, shock in enumerate(shocks):
        out[t] = np.sqrt(variance) * shock
        variance = 0.4 + 0.1 * out[t] ** 2 + 0.87 * variance
    return out[200:]


def on_disk() -> list[Series]:
    """Market and economic series of the folder that SEAWALL_TEST_DATA names; none without it."""
    folder = os.environ.get("SEAWALL_TEST_DATA")
    if not folder:
        print("  skipped: series on disk; SEAWALL_TEST_DATA is not set")
        return []
    root = Path(folder)
    bitcoin, gold, vix = (_column(root / f"prices/{name}.csv.gz")[-2500:] for name in ("BTC_USD", "GLD", "VIX"))
    spread = _monthly_means(root / "macro/T10Y2Y.csv")
    return [
        Series("BTC returns", 100.0 * np.diff(np.log(bitcoin))),
        Series("GLD returns", 100.0 * np.diff(np.log(gold))),
        Series("T10Y2Y monthly", spread),
        Series("UNRATE to 2019", _column(root / "macro/UNRATE.csv", last="2019-12-31")),
        Series("log PAYEMS to 2019", np.log(_column(root / "macro/PAYEMS.csv", last="2019-12-31"))),
        Series("log VIX", np.log(vix)),
    ]


def _rows(path: Path) -> list[tuple[str, float]]:
    """Dates and values of a file, its blanks left out; the close where there are more columns."""
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as file:
        rows = csv.reader(file)
        header = [each.lower() for each in next(rows)]
        at = header.index("close") if "close" in header else 1
        return [(row[0], float(row[at])) for row in rows if row[at] not in {"", "."}]


def _column(path: Path, *, last: str = "9999") -> FloatArray:
    return np.array([value for date, value in _rows(path) if date <= last])


def _monthly_means(path: Path) -> FloatArray:
    months: dict[str, list[float]] = {}
    for date, value in _rows(path):
        months.setdefault(date[:7], []).append(value)
    return np.array([np.mean(each) for each in months.values()])
