"""The kernels: accuracy against 50 digits, twin equality, vector registers, and no stale cache."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mpmath as mp
import numba
import numpy as np
import pytest

from seawall.core import FloatArray
from seawall.valuation import kernels
from tests.tolerances import OPTION_NATURAL, TAIL_RELATIVE, TWIN

EIGHT = ("price", "delta", "gamma", "vega", "theta", "rho", "vanna", "volga")


def random_points(size: int, *, seed: int) -> dict[str, FloatArray]:
    """Options up to 37 standard deviations from the forward, calls and puts."""
    rng = np.random.default_rng(seed)
    spot = np.exp(rng.uniform(-3, 11, size))
    time = np.exp(rng.uniform(np.log(1 / 365), np.log(3), size))
    rate, dividend = rng.uniform(-0.05, 0.1, size), rng.uniform(0, 0.08, size)
    volatility = np.exp(rng.uniform(np.log(0.02), np.log(1.5), size))
    deviations = np.concatenate([rng.uniform(-37, 37, size // 2), rng.uniform(-4, 4, size - size // 2)])
    strike = spot * np.exp((rate - dividend) * time + deviations * volatility * np.sqrt(time))
    sign = rng.choice([-1.0, 1.0], size)
    return {
        "spot": spot,
        "strike": strike,
        "time": time,
        "rate": rate,
        "dividend": dividend,
        "volatility": volatility,
        "sign": sign,
    }


def exact(s: Any, k: Any, t: Any, r: Any, q: Any, v: Any, f: Any) -> list[Any]:
    """The eight values with 50 digits."""
    root = mp.sqrt(t)
    total = v * root
    d1 = (mp.log(s / k) + (r - q) * t) / total + total / 2
    d2 = d1 - total
    held, owed = s * mp.exp(-q * t), k * mp.exp(-r * t)
    n1, n2 = mp.ncdf(f * d1), mp.ncdf(f * d2)
    density = mp.npdf(d1)
    vega = held * density * root
    return [
        f * (held * n1 - owed * n2),
        f * held / s * n1,
        held / s * density / (s * total),
        vega,
        f * (q * held * n1 - r * owed * n2) - held * density * v / (2 * root),
        f * t * owed * n2,
        -held / s * density * d2 / v,
        vega * d1 * d2 / v,
    ]


def natural_scales(points: dict[str, FloatArray]) -> FloatArray:
    """Factors that turn each value into one of the size of spot or strike."""
    s, t, v = points["spot"], points["time"], points["volatility"]
    root = np.sqrt(t)
    pull = v / root + np.abs(points["rate"]) + np.abs(points["dividend"])
    one = np.ones_like(s)
    return np.stack([one, s, s * s * v * root, 1 / root, 1 / pull, 1 / t, s * v, v / root])


def run_compiled(points: dict[str, FloatArray]) -> FloatArray:
    out = np.empty((8, points["spot"].size))
    assert kernels.compiled(kernels.second_order_loop)(*points.values(), out) == 0
    return out


def run_plain(points: dict[str, FloatArray]) -> FloatArray:
    return np.array([kernels.greeks_point(*row) for row in zip(*(c.tolist() for c in points.values()), strict=True)]).T


@pytest.mark.parametrize("run", [run_compiled, run_plain], ids=["compiled", "plain"])
def test_accuracy_against_fifty_digits(run: Callable[[dict[str, FloatArray]], FloatArray], slow_share: int) -> None:
    """Price and Greeks within 1e-14 of the greater of spot and strike, 37 deviations away too."""
    points = random_points(10_000 // slow_share, seed=3)
    with mp.workdps(50):
        rows = zip(*(c.tolist() for c in points.values()), strict=True)
        truth = [[mp.mpf(value) for value in exact(*map(mp.mpf, row))] for row in rows]
        ours = run(points).T.tolist()
        errors = np.array(
            [[float(a - b) for a, b in zip(x, y, strict=True)] for x, y in zip(ours, truth, strict=True)]
        ).T
    size = np.maximum(points["spot"], points["strike"])
    worst = np.abs(errors * natural_scales(points) / size).max(axis=1)
    assert dict(zip(EIGHT, worst <= OPTION_NATURAL, strict=True)) == dict.fromkeys(EIGHT, True), worst


def test_out_of_the_money_prices_keep_their_digits() -> None:
    """The far tail is right in relative terms, not only small."""
    for deviations in (5.0, 12.0, 25.0, 36.0):
        total = 0.4
        strike = float(np.exp(deviations * total))
        with mp.workdps(50):
            truth = exact(*map(mp.mpf, (1.0, strike, 1.0, 0.0, 0.0, total, 1.0)))[0]
        assert kernels.greeks_point(1.0, strike, 1.0, 0.0, 0.0, total, 1.0)[0] == pytest.approx(
            float(truth), rel=TAIL_RELATIVE
        )


def test_mills_ratio() -> None:
    for x in np.concatenate([np.linspace(0, 40, 200), [60.0, 1000.0]]):
        with mp.workdps(50):
            truth = float(mp.sqrt(mp.pi / 2) * mp.exp(mp.mpf(x) ** 2 / 2) * mp.erfc(mp.mpf(x) / mp.sqrt(2)))
        assert kernels.mills_ratio(float(x)) == pytest.approx(truth, rel=1.2e-15 if x <= 40 else 3e-12)


def test_greeks_twin() -> None:
    points = random_points(2000, seed=4)
    size = np.maximum(points["spot"], points["strike"])
    difference = np.abs(run_compiled(points) - run_plain(points)) * natural_scales(points) / size
    assert difference.max() <= TWIN, difference.max(axis=1)


def test_first_six_do_not_depend_on_asking_for_eight() -> None:
    points = random_points(1000, seed=5)
    out = np.empty((6, 1000))
    kernels.compiled(kernels.greeks_loop)(*points.values(), out)
    plain = np.empty((8, 1000))
    columns = [column.tolist() for column in points.values()]
    loop: Any = kernels.second_order_loop
    loop(*columns, plain)
    size = np.maximum(points["spot"], points["strike"])
    assert (np.abs(out - plain[:6]) * natural_scales(points)[:6] / size).max() <= TWIN


def test_volatility_twin() -> None:
    points = random_points(2000, seed=6)
    near = np.abs(np.log(points["spot"] / points["strike"])) < 6 * points["volatility"] * np.sqrt(points["time"])
    points = {name: column[near] for name, column in points.items()}
    price = run_compiled(points)[0]
    del points["volatility"]
    arguments = (price, *points.values())
    fast, plain = np.empty((3, price.size)), np.empty((3, price.size))
    kernels.compiled(kernels.volatility_loop)(*arguments, fast)
    columns = [column.tolist() for column in arguments]
    loop: Any = kernels.volatility_loop
    loop(*columns, plain)
    assert fast[2].tolist() == plain[2].tolist()
    solved = fast[2] == kernels.SOLVED
    assert solved.mean() > 0.9
    assert (np.abs(fast[0] - plain[0])[solved] <= fast[1][solved]).all()


def test_points_outside_the_domain_are_counted() -> None:
    points = random_points(300, seed=7)
    points["spot"][7], points["time"][8], points["volatility"][9] = -1.0, np.nan, 1e9
    out = np.empty((6, 300))
    assert kernels.compiled(kernels.greeks_loop)(*points.values(), out) == 3


@pytest.mark.skipif(platform.machine() not in {"x86_64", "AMD64"}, reason="vector registers: looks for zmm and ymm")
@pytest.mark.parametrize(
    ("loop", "columns", "rows"),
    [
        (kernels.greeks_loop, 7, 1),
        (kernels.second_order_loop, 7, 1),
        (kernels.volatility_loop, 7, 1),
        (kernels.book_loop, 11, 0),
        (kernels.book_rate_loop, 13, 0),
    ],
)
def test_loops_run_in_vector_registers(loop: Callable[..., int], columns: int, rows: int) -> None:
    kernel: Any = kernels.compiled(loop)
    options = {name: value for name, value in kernel.targetoptions.items() if name != "nopython"}
    fresh = numba.njit(**options)(loop)  # code from the cache cannot be inspected
    column = numba.float64[::1]
    fresh.compile((column,) * columns + (numba.float64[:, ::1],) * rows)
    (assembly,) = fresh.inspect_asm().values()
    packed = re.findall(r"\bv(?:mul|fmadd\d+)pd\b.*%[yz]mm", assembly)
    # scalar code has none; the leanest of the loops has 49
    assert len(packed) > 40, "the loop is not vector code any more"


def test_nothing_loads_numba_before_a_long_array() -> None:
    script = """
        import sys
        import seawall.valuation as v
        point = dict(spot=100.0, strike=100.0, time=1.0, rate=0.0, right="call")
        price = v.black_scholes(**point, volatility=0.2).price
        v.implied_volatility(price=price, **point)
        assert "numba" not in sys.modules and "scipy" not in sys.modules, "loaded"
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=True)


def test_an_edited_helper_is_not_served_from_the_cache(tmp_path: Path) -> None:
    """Numba caches the loop; an edit of a function that the loop only calls must reach the result."""
    copy = tmp_path / "edited.py"
    source = Path(kernels.__file__).read_text()
    script = """
        import numpy as np
        import edited
        out = np.empty((6, 4))
        kernel = edited.compiled(edited.greeks_loop)
        kernel(*(np.full(4, x) for x in (100.0, 100.0, 1.0, 0.0, 0.0, 0.2, 1.0)), out)
        print(out[0, 0], sum(kernel.stats.cache_hits.values()))
    """

    def run() -> tuple[float, int]:
        environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "cache"), "PYTHONPATH": str(tmp_path)}
        command = [sys.executable, "-c", textwrap.dedent(script)]
        done = subprocess.run(command, check=True, env=environment, capture_output=True, text=True)
        price, hits = done.stdout.split()
        return float(price), int(hits)

    copy.write_text(source)
    before = run()
    assert run() == (before[0], 1), "the cache is not in use, so this test shows nothing"
    copy.write_text(source.replace("return above / below", "return 0.5 * above / below"))
    after = run()
    assert after[1] == 0
    assert after[0] != before[0]


def test_extremes_of_the_domain() -> None:
    """Nothing raises, overflows to NaN or claims more than it knows, from 1e-100 to 1e100 and from hours to ages."""
    rng = np.random.default_rng(8)
    size = 5000
    spot = 10.0 ** rng.uniform(-100, 100, size)
    near, far = spot * np.exp(rng.normal(0, 1, size)), 10.0 ** rng.uniform(-100, 100, size)
    time = np.where(rng.random(size) < 0.1, 0.0, 10.0 ** rng.uniform(-12, 3, size))
    points = {
        "spot": spot,
        "strike": np.clip(np.where(rng.random(size) < 0.5, near, far), 1e-100, 1e100),
        "time": time,
        "rate": np.clip(rng.normal(0, 0.3, size) / np.maximum(time, 1), -0.2, 0.2),
        "dividend": rng.uniform(-0.1, 0.1, size),
        "volatility": np.where(rng.random(size) < 0.1, 0.0, np.minimum(10.0 ** rng.uniform(-8, 1.7, size), 50)),
        "sign": rng.choice([-1.0, 1.0], size),
    }
    fast, plain = run_compiled(points), run_plain(points)
    assert not np.isnan(fast).any()
    assert not np.isnan(plain).any()
    assert (fast[0] >= 0).all()
    del points["volatility"]
    price = fast[0] * np.where(rng.random(size) < 0.3, rng.uniform(-1.5, 1.5, size), 1.0)
    arguments = (np.clip(price, -1e100, 1e100), *points.values())
    out = np.empty((3, size))
    assert kernels.compiled(kernels.volatility_loop)(*arguments, out) == 0
    other = np.array([kernels.volatility_point(*row) for row in zip(*(c.tolist() for c in arguments), strict=True)]).T
    both = (out[2] == kernels.SOLVED) & (other[2] == kernels.SOLVED)
    assert both.sum() > 200
    assert (np.abs(out[0] - other[0])[both] <= out[1][both]).all()


def test_book_loops_are_their_plain_twins() -> None:
    draw = np.random.default_rng(11)
    options = [draw.uniform(0.2, 1.5, 9) for _ in range(7)]
    scenarios = [draw.uniform(-0.5, 0.5, 50), *(draw.uniform(0.5, 2.0, 50) for _ in range(3))]
    rate_shift = draw.uniform(-0.02, 0.02, 50)
    jobs: list[tuple[Callable[..., int], list[Any]]] = [
        (kernels.book_loop, [*options[:6], *scenarios]),
        (kernels.book_rate_loop, [*options, *scenarios, rate_shift]),
    ]
    for loop, columns in jobs:
        plain, fast = np.zeros(50), np.zeros(50)
        loop(*columns, plain)
        kernels.compiled(loop)(*columns, fast)
        assert fast == pytest.approx(plain, rel=1e-13, abs=1e-13), loop


@pytest.mark.parametrize("count", [2, 4, 16, 48])
def test_a_chebyshev_series_is_the_sum_of_its_cosines(count: int) -> None:
    draw = np.random.default_rng(count)
    coefficients, x = draw.standard_normal(count), draw.uniform(-1, 1, 40)
    expected = sum(c * np.cos(j * np.arccos(x)) for j, c in enumerate(coefficients))
    for run in (kernels.chebyshev_loop, kernels.compiled(kernels.chebyshev_loop)):
        out = np.empty(40)
        run(coefficients, x, np.empty(40), out)
        assert out == pytest.approx(expected, abs=1e-12 * count)


def test_the_short_call_is_the_long_one_to_the_last_bits() -> None:
    """Book kernels use a shorter Mills ratio: its error, weighted by the density, must vanish in the price."""
    draw = np.random.default_rng(12)
    n = 20_000
    total, moneyness = draw.uniform(0.01, 3.0, n), draw.normal(0.0, 3.0, n)
    held = np.exp(moneyness * total)
    worst = 0.0
    for h, v, x in zip(held, total, moneyness * total, strict=True):
        short = kernels.call_point(float(x), float(h), 1.0, 1.0 / float(v), 0.5 * float(v))
        long = kernels.greeks_point(float(h), 1.0, 1.0, 0.0, 0.0, float(v), 1.0)[0]
        worst = max(worst, abs(short - long) / max(float(h), 1.0))
    assert worst <= TWIN, worst
