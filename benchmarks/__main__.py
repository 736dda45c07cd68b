"""``python -m benchmarks``: all of them, or those that are named."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import benchmarks

NOT_RUN = {"__main__", "arima_series", "fit_icebergs", "fit_spoof_like", "iceberg_rules", "timing"}


def main() -> None:
    """Run each benchmark module of this folder."""
    found = [info.name for info in pkgutil.iter_modules(benchmarks.__path__) if info.name not in NOT_RUN]
    chosen = sys.argv[1:] or found
    for name in chosen:
        if name not in found:
            sys.exit(f"no benchmark {name!r}; there are {', '.join(found)}")
        importlib.import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()
