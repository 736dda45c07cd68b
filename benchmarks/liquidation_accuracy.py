"""How well the map of liquidations agrees with the simulator's truth, in samples that no parameter was fitted on."""

from __future__ import annotations

import sys
from decimal import Decimal

import numpy as np

from seawall.core import FloatArray
from seawall.microstructure import (
    BINANCE_BTCUSDT_TIERS,
    InstrumentGrid,
    LiquidationMap,
    fit_leverage_mix,
    flat_leverage_mix,
    track_liquidations,
)
from seawall.simulator import (
    AgentPopulation,
    ExchangeTerms,
    LiquidationTruth,
    MinuteHistory,
    MinuteMarket,
    MinuteMarketSettings,
    liquidation_truth,
    perpetual_flow_of,
)

_TERMS = ExchangeTerms(InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001")), BINANCE_BTCUSDT_TIERS)
_DAYS, _FIT_DAYS, _EVERY = 5, 2, 480
_BIN, _WITHIN, _NEAR = 0.005, 0.12, 0.03


def main() -> None:
    """Fit on two days, then compare map and truth every eight hours of three more; three markets, three seeds."""
    markets = {
        "default, 4,000 agents": (AgentPopulation(), MinuteMarketSettings()),
        "16,000 agents of a quarter": (
            AgentPopulation(agents=16_000, smallest_allowance=2_500),
            MinuteMarketSettings(wakes_per_minute=60),
        ),
    }
    print(f"rank correlation and level of map against truth, bins of {100 * _BIN:g} %, within {100 * _WITHIN:g} %")
    print(f"{'market':28}{'seed':>5}{'fitted':>9}{'flat':>9}{'near':>9}{'level':>9}{'top tenth':>11}")
    for name, (population, settings) in markets.items():
        rows = []
        for seed in (11, 12, 13):
            rows.append(_measured(seed, population, settings))
            print(f"{name:28}{seed:>5}" + "".join(f"{each:9.3f}" for each in rows[-1]))
        print(f"{name:28}{'mean':>5}" + "".join(f"{each:9.3f}" for each in np.mean(rows, axis=0)))
    sys.stdout.flush()


def _measured(seed: int, population: AgentPopulation, settings: MinuteMarketSettings) -> FloatArray:
    market = MinuteMarket(_TERMS, seed=seed, population=population, settings=settings)
    parts, truths = [], []
    for _ in range(_DAYS * 1_440 // _EVERY):
        parts.append(market.run(_EVERY))
        truths.append(liquidation_truth(market.ledger, dealers=market.dealers))
    history = MinuteHistory(
        0, np.concatenate([each.minutes for each in parts]), np.concatenate([each.forced for each in parts])
    )
    flow = perpetual_flow_of(history, _TERMS)
    fit = fit_leverage_mix(flow.between(0, _FIT_DAYS * 1_440), tiers=BINANCE_BTCUSDT_TIERS, draws=1)
    found = []
    for place in range(_FIT_DAYS * 1_440 // _EVERY, len(truths)):
        until = flow.between(0, (place + 1) * _EVERY)
        fitted = track_liquidations(until, tiers=BINANCE_BTCUSDT_TIERS, mix=fit.mix, model=fit.model, rows=1)
        flat = track_liquidations(until, tiers=BINANCE_BTCUSDT_TIERS, mix=flat_leverage_mix(), model=fit.model, rows=1)
        found.append(_compared(fitted, flat, truths[place]))
    means: FloatArray = np.mean(found, axis=0)
    return means


def _compared(fitted: LiquidationMap, flat: LiquidationMap, truth: LiquidationTruth) -> tuple[float, ...]:
    from scipy.stats import spearmanr

    mark = float(fitted.mark[-1])
    edges = mark * np.exp(np.arange(-_WITHIN, _WITHIN + _BIN / 2, _BIN))
    tick, lot = float(_TERMS.grid.tick_size), float(_TERMS.grid.lot_size)
    real = np.histogram(truth.ticks * tick, edges, weights=truth.lots * lot)[0]
    said = [
        np.histogram(each.prices, edges, weights=(each.long_usd + each.short_usd)[-1] / each.prices)[0]
        for each in (fitted, flat)
    ]
    is_near = np.abs((edges[1:] + edges[:-1]) / 2 / mark - 1.0) < _NEAR
    tenth = max(len(real) // 10, 1)
    top = np.argsort(-said[0])[:tenth]
    return (
        float(spearmanr(real, said[0])[0]),
        float(spearmanr(real, said[1])[0]),
        float(spearmanr(real[is_near], said[0][is_near])[0]),
        float(said[0].sum() / real.sum()),
        float(real[top].sum() / real.sum() * len(real) / tenth),
    )


if __name__ == "__main__":
    main()
