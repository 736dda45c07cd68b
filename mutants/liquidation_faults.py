"""Faults in the map of liquidations, the fit of its leverage, and the feed of forced closes."""

from __future__ import annotations

from mutants.planted import Mutant

_MAP = ("tests/microstructure/test_liquidation_map.py",)
_FIT = ("tests/microstructure/test_leverage_fit.py",)
_CENSORING = ("tests/microstructure/test_liquidation_censoring.py",)
_CLUSTERS = ("tests/microstructure/test_liquidation_clusters.py",)
_FLOW = ("tests/microstructure/test_perpetual_flow.py",)

FAULTS = (
    Mutant(
        "touched-bin-kept",
        "microstructure/liquidation_map_kernels.py",
        "for j in range(low, state.ends[LONG, b]):",
        "for j in range(low + 1, state.ends[LONG, b]):",
        "longs stay in the bin that the mark's low lies in",
        _MAP,
    ),
    Mutant(
        "opened-where-the-mark-was",
        "microstructure/liquidation_map_kernels.py",
        "if (side == LONG and j >= limit) or (side == SHORT and j <= limit):",
        "if side == LONG and j >= limit:",
        "new shorts are put where the mark of the same minute already was",
        _MAP,
    ),
    Mutant(
        "rescaled-to-the-last-interest",
        "microstructure/liquidation_map_kernels.py",
        "rescale(state, rules, side, holds - opened)",
        "rescale(state, rules, side, state.interest[0] - opened)",
        "a side adds up to the open interest of the minute before",
        _MAP,
    ),
    Mutant(
        "dealers-on-the-wrong-side",
        "microstructure/liquidation_map_kernels.py",
        "flows[LONG, 1] = interest - max(-dealt, 0.0)",
        "flows[LONG, 1] = interest - max(dealt, 0.0)",
        "where takers have bought, dealers are long",
        _MAP,
    ),
    Mutant(
        "unseen-leverage-identified",
        "microstructure/leverage_fit.py",
        "np.asarray((identifiability > 1.0).any(axis=0)),",
        "np.asarray((identifiability >= 0.0).any(axis=0)),",
        "buckets that nothing speaks about are called known",
        _FIT,
    ),
    Mutant(
        "hidden-orders-of-a-mean-second",
        "microstructure/liquidation_censoring.py",
        "weights[chosen] = joint @ (_RATES / shown)",
        "weights[chosen] = law @ (_RATES / shown)",
        "every print stands for as many orders as the mean of its class, whatever its gap says",
        _CENSORING,
    ),
    Mutant(
        "one-tail-of-reflection",
        "microstructure/liquidation_clusters.py",
        "return float(2.0 * ndtr(",
        "return float(1.0 * ndtr(",
        "the probability to end beyond a level is given as that of touching it",
        _CLUSTERS,
    ),
    Mutant(
        "impossible-interest-believed",
        "microstructure/perpetual_checks.py",
        "abs(print_ - accepted) <= _SLACK * traded",
        "abs(print_ - accepted) <= 1e9 * traded",
        "open interest that jumps by more than was traded goes into the map",
        _FLOW,
    ),
)
