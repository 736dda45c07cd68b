"""Choice of an ARIMA order beside pmdarima, at the same differences: ``python -m benchmarks arima``.

statsforecast needs another pandas. With ``SEAWALL_BENCH_STATSFORECAST=1`` it is installed into an environment of its
own in the user's cache folder and timed there; its AIC is of its own likelihood, not that of the other two.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
import venv
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from benchmarks.arima_series import Series, on_disk, published
from benchmarks.timing import OUT, is_installed, pin_to_one_core
from seawall.models import InformationCriterion, search_arima_order

ROUNDS = 3
ALLOWED = 0.05
"""AIC by which ours may be above a peer's."""
ASK = "SEAWALL_BENCH_STATSFORECAST"
PEER_SCRIPT = """
import json, statistics, sys, time, warnings
warnings.filterwarnings("ignore")
import numpy as np
from statsforecast.arima import auto_arima_f
rows = json.load(sys.stdin)
auto_arima_f(np.array(rows[0]["values"])[:200], ic="aic")
out = {}
for row in rows:
    y, spent = np.array(row["values"]), []
    for _ in range(row["rounds"]):
        begun = time.process_time()
        fit = auto_arima_f(y, d=row["d"], D=row["seasonal_d"], ic="aic", period=row["period"])
        spent.append(time.process_time() - begun)
    p, q, P, Q, s, d, D = fit["arma"]
    order = f"({p},{d},{q})" + (f"({P},{D},{Q}){s}" if s > 1 else "")
    order += " with constant" if set(fit["coef"]) & {"intercept", "drift"} else ""
    out[row["name"]] = {"seconds": statistics.median(spent), "order": order, "aic": float(fit["aic"])}
json.dump(out, sys.stdout)
"""


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    """Processor seconds of a call, and what it gave."""
    begun = time.process_time()
    found = call()
    return time.process_time() - begun, found


def by_ours(series: Series) -> Any:
    """Our search with its default bounds, by AIC."""
    return search_arima_order(series.values, period=series.period, criterion=InformationCriterion.AIC)


def by_pmdarima(series: Series, d: int, seasonal_d: int) -> Any:
    """The stepwise search of pmdarima with its default bounds, by AIC."""
    import pmdarima

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pmdarima.auto_arima(
            series.values,
            d=d,
            D=seasonal_d,
            m=series.period,
            seasonal=series.period > 1,
            information_criterion="aic",
            error_action="ignore",
            suppress_warnings=True,
        )


def pmdarima_text(model: Any) -> str:
    """Order in our notation."""
    p, d, q = model.order
    text = f"({p},{d},{q})"
    if model.seasonal_order[3] > 1:
        text += "({},{},{}){}".format(*model.seasonal_order)
    return text + (" with constant" if model.with_intercept else "")


def statsforecast_rows(asked: list[dict[str, Any]]) -> dict[str, Any]:
    """Times and choices of statsforecast in its own environment, or a line that says how to have them."""
    if os.environ.get(ASK) != "1":
        print(f"  skipped: statsforecast; {ASK}=1 installs it into an environment of its own")
        return {}
    home = user_cache_path("seawall") / "benchmark-statsforecast"
    python = home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not python.exists():
        venv.create(home, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "statsforecast"], check=True)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [python, "-c", PEER_SCRIPT],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def compare(series: Series) -> dict[str, Any]:
    """One row: interleaved times of both searches and what they chose."""
    ours, theirs = [], []
    search, model = by_ours(series), None
    order = search.best.order
    for _ in range(ROUNDS):
        seconds, search = timed(lambda: by_ours(series))
        ours.append(seconds)
        seconds, model = timed(lambda: by_pmdarima(series, order.d, order.seasonal_d))
        theirs.append(seconds)
    assert model is not None
    return {
        "name": series.name,
        "n": len(series.values),
        "order": str(search.best.order),
        "aic": search.best.aic,
        "seconds": statistics.median(ours),
        "candidates": len(search.candidates),
        "pmdarima_order": pmdarima_text(model),
        "pmdarima_aic": float(model.aic()),
        "pmdarima_seconds": statistics.median(theirs),
    }


def main() -> None:
    """Print the table, the worst difference in AIC and the spread of time ratios."""
    if not (is_installed("pmdarima") and is_installed("arch") and is_installed("statsmodels")):
        return
    pin_to_one_core()
    rows = []
    print(f"\nARIMA order search, 1 thread, processor time, median of {ROUNDS}   load {os.getloadavg()[0]:.2f}")
    columns = f"{'AIC':>11s}{'s':>7s}"
    print(f"  {'series':20s}{'n':>6s}  {'ours':30s}{columns}  {'pmdarima':30s}{columns}{'ratio':>7s}")
    every = published() + on_disk()
    for series in every:
        row = compare(series)
        rows.append(row)
        print(
            f"  {row['name']:20s}{row['n']:6d}  {row['order']:30s}{row['aic']:11.2f}{row['seconds']:7.2f}  "
            f"{row['pmdarima_order']:30s}{row['pmdarima_aic']:11.2f}{row['pmdarima_seconds']:7.2f}"
            f"{row['pmdarima_seconds'] / row['seconds']:7.1f}",
            flush=True,
        )
    above = [row["aic"] - row["pmdarima_aic"] for row in rows]
    ratios = [row["pmdarima_seconds"] / row["seconds"] for row in rows]
    print(
        f"  highest AIC above pmdarima: {max(above):+.3f} (allowed {ALLOWED:+.2f}); time ratio {min(ratios):.1f} to "
        f"{max(ratios):.1f}, median {statistics.median(ratios):.1f}"
    )
    differences = {each.name: search_arima_order(each.values, period=each.period).best.order for each in every}
    asked = [
        {
            "name": each.name,
            "values": each.values.tolist(),
            "period": each.period,
            "d": differences[each.name].d,
            "seasonal_d": differences[each.name].seasonal_d,
            "rounds": ROUNDS,
        }
        for each in every
    ]
    for name, found in statsforecast_rows(asked).items():
        print(f"  statsforecast {name:20s} {found['order']:30s}{found['aic']:11.2f}{found['seconds']:7.2f} s")
        next(row for row in rows if row["name"] == name)["statsforecast"] = found
    OUT.mkdir(exist_ok=True)
    path: Path = OUT / "benchmark_arima.json"
    path.write_text(json.dumps(rows, indent=1) + "\n")
    print(f"\nwritten: {path}")


if __name__ == "__main__":
    main()
