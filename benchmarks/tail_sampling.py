"""How much computing a tail figure costs at equal error: ``python -m benchmarks.tail_sampling``.

Two books of 10,000 options on 50 factors over ten sessions: one with a direction, one of straddles without. Every
sampling is drawn again and again, in turn with the others; its efficiency is 1 / (mean squared error x processor
time), all of it counted: sensitivities, draws, weights, revaluation by Chebyshev proxy, the weighted figures.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import ndtri

from benchmarks.timing import pin_to_one_core, write
from seawall.core import FloatArray, Lineage, read_only
from seawall.market import FactorKind, MarketSnapshot, RiskFactor
from seawall.measures import expected_shortfall, value_at_risk
from seawall.scenarios import (
    GeometricBrownianMotion,
    Sampling,
    ScenarioSet,
    brownian_scenarios,
    shifted_scenarios,
    twisted_scenarios,
)
from seawall.scenarios.likelihood_weights import mixture_ratios
from seawall.scenarios.twisting import quadratic_loss
from seawall.valuation import BookPnl, Engine, black_scholes, book_sensitivities, revalue_book
from seawall.valuation.compiled_book import CompiledBook, OptionGroup

FACTORS, OPTIONS_EACH, HORIZON, SESSIONS_PER_YEAR = 50, 200, 10, 252
SCENARIOS, REPLICATES, CONFIDENCE = 8192, 60, 0.99
REFERENCE_RUNS, REFERENCE_SCENARIOS, PLAIN_SCENARIOS = 24, 131_072, 1_048_576
RATE, PLAIN_SHARE = 0.03, 0.125
MADE = Lineage(method="one-factor covariance", source="benchmark", data_hash="0")
SPOTS = tuple(RiskFactor(FactorKind.SPOT, f"A{i}") for i in range(FACTORS))

Draw = Callable[[int], ScenarioSet]


def market() -> GeometricBrownianMotion:
    """Volatilities of 30 to 90 % a year, correlations of 0.16 to 0.64."""
    draw = np.random.default_rng(9)
    loading, volatility = draw.uniform(0.4, 0.8, FACTORS), draw.uniform(0.3, 0.9, FACTORS)
    correlation = np.outer(loading, loading)
    np.fill_diagonal(correlation, 1.0)
    covariance = correlation * np.outer(volatility, volatility) / SESSIONS_PER_YEAR
    return GeometricBrownianMotion(SPOTS, -0.5 * np.diagonal(covariance), covariance, MADE)


def directional_terms(draw: np.random.Generator) -> tuple[FloatArray, ...]:
    """Puts written, calls bought and sold: long the market, and the longer the deeper it falls."""
    sign = np.where(draw.random(OPTIONS_EACH) < 0.7, -1.0, 1.0)
    size = np.where(sign < 0, -draw.uniform(0.2, 1.0, OPTIONS_EACH), draw.standard_normal(OPTIONS_EACH))
    strike, years = draw.uniform(70, 105, OPTIONS_EACH), draw.uniform(0.05, 0.5, OPTIONS_EACH)
    return size, strike, years, draw.uniform(0.2, 0.6, OPTIONS_EACH), sign


def neutral_terms(draw: np.random.Generator) -> tuple[FloatArray, ...]:
    """Short straddles, as many puts to every call as leave no delta."""
    pairs = OPTIONS_EACH // 2
    strike, years, volatility = (
        draw.uniform(85, 115, pairs),
        draw.uniform(0.1, 0.5, pairs),
        draw.uniform(0.2, 0.6, pairs),
    )
    call, put = (
        black_scholes(spot=100.0, strike=strike, time=years, rate=RATE, volatility=volatility, right=sign).delta
        for sign in (1, -1)
    )
    calls = -draw.uniform(0.2, 1.0, pairs)
    puts = -calls * call / put
    twice = (np.concatenate([each, each]) for each in (strike, years, volatility))
    return np.concatenate([calls, puts]), *twice, np.repeat([1.0, -1.0], pairs)


def compiled_options(terms: Callable[[np.random.Generator], tuple[FloatArray, ...]]) -> CompiledBook:
    """A book of options as columns."""
    draw = np.random.default_rng(3)
    snapshot = MarketSnapshot(
        dt.date(2025, 12, 30), "USD", MADE, spots={each.name: 100.0 for each in SPOTS}, rates={"USD": RATE}
    )
    groups = []
    for spot in SPOTS:
        size, strike, years, volatility, sign = terms(draw)
        total = volatility * np.sqrt(years)
        columns = (
            size,
            RATE * years - np.log(strike),
            strike * np.exp(-RATE * years),
            1.0 / total,
            0.5 * total,
            np.where(sign < 0, size, 0.0),
            years,
        )
        groups.append(
            OptionGroup(
                spot,
                RiskFactor(FactorKind.VOLATILITY, spot.name),
                RiskFactor(FactorKind.RATE, "USD"),
                RiskFactor(FactorKind.CURRENCY, "USD"),
                100.0,
                *(read_only(column) for column in columns),
            )
        )
    return CompiledBook(snapshot, "USD", (), tuple(groups))


def figures(book: CompiledBook, scenarios: ScenarioSet) -> tuple[float, float]:
    """VaR and ES by Chebyshev proxy."""
    pnl = revalue_book(book, scenarios, engine=Engine.CHEBYSHEV)
    assert isinstance(pnl, BookPnl)
    weights = pnl.design.weights
    return (
        value_at_risk(pnl.losses, confidence=CONFIDENCE, weights=weights),
        expected_shortfall(pnl.losses, confidence=CONFIDENCE, weights=weights),
    )


def samplings(book: CompiledBook, model: GeometricBrownianMotion, *, has_direction: bool) -> dict[str, Draw]:
    """Every way of drawing, sensitivities taken anew each time."""
    size: dict[str, Any] = {"n_scenarios": SCENARIOS, "horizon_sessions": HORIZON}

    def plain(seed: int, sampling: Sampling, batches: int, *, aligned: bool = False) -> ScenarioSet:
        gradient = book_sensitivities(book, factors=SPOTS).gradient if aligned else None
        return brownian_scenarios(model, seed=seed, sampling=sampling, batches=batches, gradient=gradient, **size)

    def shifted(seed: int, sampling: Sampling, batches: int) -> ScenarioSet:
        gradient = book_sensitivities(book, factors=SPOTS).gradient
        return shifted_scenarios(
            model,
            gradient=gradient,
            seed=seed,
            confidence=CONFIDENCE,
            plain_share=PLAIN_SHARE,
            sampling=sampling,
            batches=batches,
            **size,
        )

    def twisted(seed: int, sampling: Sampling, batches: int) -> ScenarioSet:
        felt = book_sensitivities(book, factors=SPOTS)
        return twisted_scenarios(
            model,
            gradient=felt.gradient,
            gamma=felt.gamma,
            seed=seed,
            confidence=CONFIDENCE,
            sampling=sampling,
            batches=batches,
            **size,
        )

    def self_normalised(seed: int) -> ScenarioSet:
        scenarios = shifted(seed, Sampling.PSEUDO_RANDOM, 8)
        gradient = book_sensitivities(book, factors=SPOTS).gradient
        centred = np.log1p(scenarios.shocks) - HORIZON * model.drift
        along = -(centred @ gradient) / np.sqrt(HORIZON * gradient @ model.covariance @ gradient)
        shift = float(ndtri(CONFIDENCE))
        ratios = mixture_ratios(shift * along - 0.5 * shift**2, PLAIN_SHARE)
        design = dataclasses.replace(scenarios.design, weights=ratios / ratios.sum())
        return dataclasses.replace(scenarios, design=design)

    found: dict[str, Draw] = {
        "plain": lambda seed: plain(seed, Sampling.PSEUDO_RANDOM, 1),
        "antithetic": lambda seed: plain(seed, Sampling.ANTITHETIC, 8),
        "Sobol, by principal components": lambda seed: plain(seed, Sampling.SOBOL, 2),
    }
    if has_direction:
        found |= {
            "stratified along the gradient": lambda seed: plain(seed, Sampling.STRATIFIED, 8, aligned=True),
            "Sobol along the gradient": lambda seed: plain(seed, Sampling.SOBOL, 2, aligned=True),
            "shift": lambda seed: shifted(seed, Sampling.PSEUDO_RANDOM, 8),
            "shift, ratios divided by their mean": self_normalised,
            "shift, stratified": lambda seed: shifted(seed, Sampling.STRATIFIED, 8),
            "shift, Sobol": lambda seed: shifted(seed, Sampling.SOBOL, 2),
        }
    return found | {
        "twist": lambda seed: twisted(seed, Sampling.PSEUDO_RANDOM, 8),
        "twist, stratified": lambda seed: twisted(seed, Sampling.STRATIFIED, 8),
        "twist, Sobol": lambda seed: twisted(seed, Sampling.SOBOL, 2),
    }


def reference(book: CompiledBook, model: GeometricBrownianMotion) -> tuple[FloatArray, FloatArray]:
    """VaR and ES of large twisted samples, and the standard error of their mean."""
    felt = book_sensitivities(book, factors=SPOTS)
    runs = np.array(
        [
            figures(
                book,
                twisted_scenarios(
                    model,
                    gradient=felt.gradient,
                    gamma=felt.gamma,
                    n_scenarios=REFERENCE_SCENARIOS,
                    horizon_sessions=HORIZON,
                    seed=10**6 + run,
                    batches=2,
                ),
            )
            for run in range(REFERENCE_RUNS)
        ]
    )
    return runs.mean(axis=0), runs.std(axis=0, ddof=1) / np.sqrt(REFERENCE_RUNS)


def plain_check(book: CompiledBook, model: GeometricBrownianMotion, true: FloatArray) -> FloatArray:
    """Large plain samples against the reference: mean of the differences in standard errors."""
    size: dict[str, Any] = {"n_scenarios": PLAIN_SCENARIOS // 8, "horizon_sessions": HORIZON}
    runs = np.array([figures(book, brownian_scenarios(model, seed=10**7 + run, **size)) for run in range(8)])
    return np.asarray((runs.mean(axis=0) - true) / (runs.std(axis=0, ddof=1) / np.sqrt(8)))


def explained(book: CompiledBook, model: GeometricBrownianMotion) -> tuple[float, float]:
    """Squared correlation of losses with the gradient's, and with the quadratic ones."""
    felt = book_sensitivities(book, factors=SPOTS)
    loss = quadratic_loss(model, gradient=felt.gradient, gamma=felt.gamma, horizon_sessions=HORIZON)
    scenarios = brownian_scenarios(model, n_scenarios=SCENARIOS, seed=1, horizon_sessions=HORIZON)
    logs = np.log1p(scenarios.shocks)
    true = revalue_book(book, scenarios, engine=Engine.CHEBYSHEV).losses
    normals = np.linalg.solve(loss.loadings, (logs - HORIZON * model.drift).T).T
    quadratic = loss.losses(np.asarray(normals, dtype=np.float64))
    linear = logs @ felt.gradient
    first = np.corrcoef(true, linear)[0, 1] ** 2 if np.abs(felt.gradient).max() > 1e-9 else 0.0
    return float(first), float(np.corrcoef(true, quadratic)[0, 1] ** 2)


def measure(title: str, book: CompiledBook, *, has_direction: bool) -> dict[str, Any]:
    """Draw all samplings in turn, and print errors and efficiencies."""
    model = market()
    true, own_error = reference(book, model)
    ways = samplings(book, model, has_direction=has_direction)
    values: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    spent = dict.fromkeys(ways, 0.0)
    for draw in ways.values():
        figures(book, draw(0))  # compiles, and fills the caches
    for replicate in range(REPLICATES):
        for name, draw in ways.items():
            begun = time.process_time()
            found = figures(book, draw(replicate + 1))
            spent[name] += time.process_time() - begun
            values[name].append(found)
    linear, quadratic = explained(book, model)
    beside = plain_check(book, model, true)
    print(f"\n{title}, {SCENARIOS:,} scenarios, {REPLICATES} replicates   load {os.getloadavg()[0]:.2f}")
    print(f"  gradient explains {linear:.1%} of the variance of losses, with gamma {quadratic:.1%}")
    relative = own_error / true
    print(f"  VaR {true[0]:,.2f}, ES {true[1]:,.2f}; standard errors {relative[0]:.4%}, {relative[1]:.4%}")
    print(f"  {PLAIN_SCENARIOS:,} plain scenarios differ by {beside[0]:+.1f} and {beside[1]:+.1f} standard errors")
    print(
        f"  {'':36s}{'CPU ms':>8s}{'RMSE VaR':>10s}{'RMSE ES':>10s}{'bias, s.e.':>14s}{'eff. VaR':>10s}{'eff. ES':>10s}"
    )
    rows: dict[str, Any] = {}
    squared = {name: np.square(np.array(each) / true - 1.0).mean(axis=0) for name, each in values.items()}
    for name, each in values.items():
        errors = np.array(each) / true - 1.0
        bias = errors.mean(axis=0) / np.sqrt(errors.var(axis=0, ddof=1) / REPLICATES + np.square(own_error / true))
        gain = squared["plain"] / squared[name] * spent["plain"] / spent[name]
        rmse, cpu = np.sqrt(squared[name]), 1e3 * spent[name] / REPLICATES
        rows[name] = {"cpu_ms": cpu, "rmse": rmse.tolist(), "bias": bias.tolist(), "efficiency": gain.tolist()}
        shown = f"{rmse[0]:10.3%}{rmse[1]:10.3%}{bias[0]:+7.1f}{bias[1]:+7.1f}{gain[0]:10.1f}{gain[1]:10.1f}"
        print(f"  {name:36s}{cpu:8.1f}{shown}")
    notes = {"true": true.tolist(), "standard_error": own_error.tolist(), "explained": [linear, quadratic]}
    return {"title": title, "load": os.getloadavg()[0], "samplings": rows, "notes": notes}


def main() -> None:
    """Measure both books, and write ``out/benchmark_tail_sampling.json``."""
    pin_to_one_core()
    books = {
        "directional": compiled_options(directional_terms),
        "delta-neutral, short straddles": compiled_options(neutral_terms),
    }
    write(
        "tail_sampling",
        [measure(title, book, has_direction=title == "directional") for title, book in books.items()],
    )


if __name__ == "__main__":
    main()
