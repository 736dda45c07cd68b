"""Price and five Greeks of European options, one thread: ``python -m benchmarks.option_kernels``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import ndtr

from benchmarks.timing import (
    Candidate,
    arithmetic_candidates,
    count_operations,
    interleaved,
    is_installed,
    pin_to_one_core,
    report,
    write,
)
from seawall.core import FloatArray
from seawall.valuation import black_scholes
from seawall.valuation.kernels import compiled, greeks_loop

CHUNK = 4096
OURS = "seawall kernel"
Columns = tuple[FloatArray, ...]


def book(size: int) -> Columns:
    """Spot, strike, time, rate, dividend, volatility, sign: all different, calls and puts mixed."""
    rng = np.random.default_rng(1)
    return (
        rng.uniform(50, 150, size),
        rng.uniform(50, 150, size),
        rng.uniform(0.01, 2, size),
        rng.uniform(0, 0.1, size),
        rng.uniform(0, 0.05, size),
        rng.uniform(0.05, 1, size),
        rng.choice([-1.0, 1.0], size),
    )


def numpy_chunked(columns: Columns, out: FloatArray) -> None:
    """The same six values by numpy and scipy, in pieces that stay in the cache."""
    for start in range(0, columns[0].size, CHUNK):
        piece = slice(start, start + CHUNK)
        s, k, t, r, q, v, f = (column[piece] for column in columns)
        root = np.sqrt(t)
        total = v * root
        spot_discount = np.exp(-q * t)
        held, owed = s * spot_discount, k * np.exp(-r * t)
        d1 = (np.log(s / k) + (r - q) * t) / total + 0.5 * total
        density = np.exp(-0.5 * d1 * d1) * 0.3989422804014327
        n1, n2 = ndtr(f * d1), ndtr(f * (d1 - total))
        held_chance, owed_chance = held * n1, owed * n2
        vega = held * density * root
        out[0, piece] = f * (held_chance - owed_chance)
        out[1, piece] = f * spot_discount * n1
        out[2, piece] = spot_discount * density / (s * total)
        out[3, piece] = vega
        out[4, piece] = f * (q * held_chance - r * owed_chance) - 0.5 * vega * v / t
        out[5, piece] = f * t * owed_chance


def quantlib_loop(columns: Columns) -> Callable[[], None]:
    """One BlackCalculator per option, as QuantLib is used from Python."""
    import QuantLib

    s, k, t, r, q, v, f = columns
    rows = list(
        zip(
            np.where(f > 0, QuantLib.Option.Call, QuantLib.Option.Put).tolist(),
            k.tolist(),
            (s * np.exp((r - q) * t)).tolist(),
            (v * np.sqrt(t)).tolist(),
            np.exp(-r * t).tolist(),
            s.tolist(),
            t.tolist(),
            strict=True,
        )
    )

    def run() -> None:
        for kind, strike, forward, deviation, discount, spot, time in rows:
            black = QuantLib.BlackCalculator(QuantLib.PlainVanillaPayoff(kind, strike), forward, deviation, discount)
            black.value(), black.delta(spot), black.gamma(spot)
            black.vega(time), black.theta(spot, time), black.rho(time)

    return run


def vollib_loop(columns: Columns) -> Callable[[], None]:
    """Six scalar calls per option."""
    from vollib.black_scholes_merton import black_scholes_merton
    from vollib.black_scholes_merton.greeks import analytical as greeks

    flags = ["c" if sign > 0 else "p" for sign in columns[6]]
    s, k, t, r, q, v, _ = columns
    rows = list(zip(flags, *(c.tolist() for c in (s, k, t, r, v, q)), strict=True))

    def run() -> None:
        for row in rows:
            black_scholes_merton(*row)
            greeks.delta(*row), greeks.gamma(*row), greeks.vega(*row), greeks.theta(*row), greeks.rho(*row)

    return run


def fast_vollib_call(columns: Columns) -> Callable[[], None]:
    """Its price call and its call for all Greeks, with its own choice of backend."""
    import fast_vollib

    flags = np.where(columns[6] > 0, "c", "p")
    s, k, t, r, q, v, _ = columns

    def run() -> None:
        fast_vollib.fast_black_scholes_merton(flags, s, k, t, r, v, q, return_as="numpy")
        fast_vollib.get_all_greeks(flags, s, k, t, r, v, q, model="black_scholes_merton", return_as="dict")

    return run


def peers(columns: Columns) -> list[Candidate]:
    """Whichever peers are installed; slow loops run on the first part of the book."""
    found = []
    if is_installed("fast_vollib"):
        found.append(Candidate("fast-vollib", fast_vollib_call(columns), columns[0].size))
    if is_installed("QuantLib"):
        part = tuple(column[:1000] for column in columns)
        found.append(Candidate("QuantLib loop (1,000 of them)", quantlib_loop(part), 1000))
    if is_installed("vollib"):
        part = tuple(column[:200] for column in columns)
        found.append(Candidate("vollib loop (200 of them)", vollib_loop(part), 200))
    return found


def measure(size: int) -> dict[str, Any]:
    """One table for a book of `size` options."""
    columns = book(size)
    s, k, t, r, q, v, f = columns
    out, other = np.empty((6, size)), np.empty((6, size))
    kernel = compiled(greeks_loop)
    candidates = [
        Candidate(OURS, lambda: kernel(*columns, out), size),
        Candidate(
            "seawall black_scholes",
            lambda: black_scholes(spot=s, strike=k, time=t, rate=r, dividend=q, volatility=v, right=f),
            size,
        ),
        Candidate("numpy + scipy, chunked", lambda: numpy_chunked(columns, other), size),
        *(peers(columns) if size <= 10_000 else []),
        *arithmetic_candidates(),
    ]
    timings = interleaved(candidates)
    notes: dict[str, Any] = {
        "largest difference to numpy, of max(S, K)": f"{np.abs(out[0] - other[0]).max() / 150:.1e}"
    }
    operations = count_operations(kernel, greeks_loop, 7)
    if operations is not None:
        floor = operations.floor(timings)
        notes["operations per option"] = (
            f"{operations.multiply_adds} multiply-adds, {operations.divisions} divisions, {operations.roots} roots"
        )
        notes["compute floor"] = f"{floor:.2f} ns; floor / kernel = {floor / timings[OURS].median:.2f}"
    return report(f"price + 5 Greeks, {size:,} options, 1 thread", timings, ours=OURS, notes=notes)


def main() -> None:
    """Small enough for the cache, and far too large for it."""
    pin_to_one_core()
    write("option_kernels", [measure(10_000), measure(1_000_000)])


if __name__ == "__main__":
    main()
