"""Run every benchmark: ``python -m benchmarks``."""

from benchmarks import implied_vol, option_kernels

for benchmark in (option_kernels, implied_vol):
    benchmark.main()
