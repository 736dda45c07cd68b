"""Black-Scholes-Merton: printed values, identities, limits, second implementations, and what is refused."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import QuantLib
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.portfolio import Right
from seawall.valuation import OptionValues, black_76, black_scholes, coin_settled_black_scholes
from seawall.valuation.kernels import SHORT
from tests.tolerances import (
    COIN_MARK,
    EXACT,
    FINITE_DIFFERENCE,
    PRICE_PRINTED,
    PRINTED_CENT,
    PRINTED_HAUG,
    PRINTED_SIX,
    PRINTED_VOLLIB,
)

Option = dict[str, Any]
GREEKS = ("price", "delta", "gamma", "vega", "theta", "rho")
SECOND = ("vanna", "volga")

prices = st.floats(1.0, 1000.0)
moneyness = st.floats(-0.8, 0.8)
times = st.floats(0.02, 3.0)
rates = st.floats(-0.05, 0.15)
volatilities = st.floats(0.05, 1.5)
rights = st.sampled_from(list(Right))


@st.composite
def options(draw: st.DrawFn) -> Option:
    spot = draw(prices)
    return {
        "spot": spot,
        "strike": spot * float(np.exp(draw(moneyness))),
        "time": draw(times),
        "rate": draw(rates),
        "dividend": draw(rates),
        "volatility": draw(volatilities),
    }


def test_hull_example_15_6() -> None:
    values = black_scholes(spot=42, strike=40, time=0.5, rate=0.10, volatility=0.20, right=["call", "put"])
    assert values.price == pytest.approx([4.76, 0.81], abs=PRINTED_CENT)
    assert values.price == pytest.approx([4.7594, 0.8086], abs=PRICE_PRINTED)


def test_textbook_point_with_all_greeks() -> None:
    values = black_scholes(
        spot=100, strike=100, time=1, rate=0.05, volatility=0.2, right=["call", "put"], second_order=True
    )
    expected = {
        "price": [10.450584, 5.573526],
        "delta": [0.636831, 0.636831 - 1],
        "gamma": [0.018762] * 2,
        "vega": [37.524035] * 2,
        "theta": [-6.414028, -1.657880],
        "rho": [53.232482, -41.890461],
        "vanna": [-0.281430] * 2,
        "volga": [9.850059] * 2,
    }
    for name, printed in expected.items():
        assert getattr(values, name) == pytest.approx(printed, abs=PRINTED_SIX), name


@pytest.mark.parametrize(
    ("right", "strike", "spot", "dividend", "rate", "time", "volatility", "printed"),
    [
        ("call", 65.0, 60.0, 0.00, 0.08, 0.25, 0.30, 2.1334),
        ("put", 95.0, 100.0, 0.05, 0.10, 0.50, 0.20, 2.4648),
        ("put", 19.0, 19.0, 0.10, 0.10, 0.75, 0.28, 1.7011),
        ("call", 19.0, 19.0, 0.10, 0.10, 0.75, 0.28, 1.7011),
        ("call", 1.60, 1.56, 0.08, 0.06, 0.50, 0.12, 0.0291),
        ("put", 70.0, 75.0, 0.05, 0.10, 0.50, 0.35, 4.0870),
        ("call", 40.0, 42.0, 0.08, 0.04, 0.75, 0.35, 5.0975),
    ],
)
def test_haug(
    right: str,
    strike: float,
    spot: float,
    dividend: float,
    rate: float,
    time: float,
    volatility: float,
    printed: float,
) -> None:
    """Haug, Option Pricing Formulas, as in QuantLib's test-suite/europeanoption.cpp."""
    values = black_scholes(
        spot=spot, strike=strike, time=time, rate=rate, volatility=volatility, right=right, dividend=dividend
    )
    assert float(values.price) == pytest.approx(printed, abs=PRINTED_HAUG)


def test_bitcoin_call_in_display_units() -> None:
    values = black_scholes(spot=97_420, strike=100_000, time=30 / 365, rate=0.05, volatility=0.72, right="call")
    assert float(values.delta) == pytest.approx(0.498599, abs=PRINTED_SIX)
    assert float(values.gamma) == pytest.approx(1.98387e-5, abs=5e-11)
    assert float(values.theta_per_day) == pytest.approx(-139.393, abs=5e-4)
    assert float(values.vega_per_point) == pytest.approx(111.4217, abs=PRICE_PRINTED)
    assert float(values.rho_per_percent) == pytest.approx(34.1221, abs=PRICE_PRINTED)
    assert float(values.price) == pytest.approx(7058.336, abs=5e-4)


@pytest.mark.real_data
def test_py_vollib_reference_file(real_data: Path) -> None:
    with (real_data / "benchmarks/py_vollib/test_data_py_vollib.json").open() as file:
        table = json.load(file)
    column = dict(zip(table["columns"], np.array(table["data"], dtype=float).T, strict=True))
    names = {"price": ("bs_call", "bs_put"), "delta": ("CD", "PD"), "gamma": ("CG", "PG")}
    names |= {"theta": ("CT", "PT"), "vega": ("CV", "PV"), "rho": ("CR", "PR")}
    for index, right in enumerate(Right):
        values = black_scholes(
            spot=column["S"],
            strike=column["K"],
            time=column["t"],
            rate=column["R"],
            volatility=column["v"],
            right=right,
        )
        for name, headers in names.items():
            assert getattr(values, name) == pytest.approx(column[headers[index]], abs=PRINTED_VOLLIB), (name, right)


@pytest.mark.real_data
def test_deribit_marks(real_data: Path) -> None:
    """The venue's marks in coins, from its own volatility and future at zero rate."""
    with gzip.open(real_data / "options/deribit_btc_chain_2021-02.csv.gz", "rt") as file:
        rows = list(csv.DictReader(file))
    expiry = [
        dt.datetime.strptime(row["instrument_name"].split("-")[1], "%d%b%y").replace(hour=8, tzinfo=dt.UTC)
        for row in rows
    ]
    seconds = np.array([when.timestamp() for when in expiry]) - [float(row["timestamp"]) / 1000 for row in rows]
    values = coin_settled_black_scholes(
        spot=[float(row["underlying_price"]) for row in rows],
        strike=[float(row["instrument_name"].split("-")[2]) for row in rows],
        time=seconds / (365 * 86400),
        rate=0.0,
        volatility=[float(row["mark_iv"]) / 100 for row in rows],
        right=["call" if row["instrument_name"].endswith("C") else "put" for row in rows],
    )
    errors = np.abs(values.price - [float(row["mark_price"]) for row in rows])
    assert np.median(errors) < COIN_MARK
    assert errors.max() < 20 * COIN_MARK


def quantlib_greeks(option: Option, right: Right) -> list[float]:
    discount = float(np.exp(-option["rate"] * option["time"]))
    forward = option["spot"] * float(np.exp((option["rate"] - option["dividend"]) * option["time"]))
    kind = QuantLib.Option.Call if right is Right.CALL else QuantLib.Option.Put
    deviation = option["volatility"] * float(np.sqrt(option["time"]))
    black = QuantLib.BlackCalculator(QuantLib.PlainVanillaPayoff(kind, option["strike"]), forward, deviation, discount)
    spot, time = option["spot"], option["time"]
    return [
        black.value(),
        black.delta(spot),
        black.gamma(spot),
        black.vega(time),
        black.theta(spot, time),
        black.rho(time),
    ]


def test_quantlib_agrees_on_random_books() -> None:
    rng = np.random.default_rng(15)
    size = 400
    spot = rng.uniform(20, 200, size)
    book: Option = {
        "spot": spot,
        "strike": spot * np.exp(rng.uniform(-0.5, 0.5, size)),
        "time": rng.uniform(0.02, 3, size),
        "rate": rng.uniform(-0.02, 0.1, size),
        "dividend": rng.uniform(0, 0.06, size),
        "volatility": rng.uniform(0.08, 1.2, size),
    }
    right = rng.choice(list(Right), size)
    values = black_scholes(**book, right=right)
    other = np.array([quantlib_greeks({k: float(v[i]) for k, v in book.items()}, Right(right[i])) for i in range(size)])
    quantity = rng.integers(-50, 50, size)
    for index, name in enumerate(GREEKS):
        ours, theirs = quantity * getattr(values, name), quantity * other[:, index]
        assert abs(ours.sum() - theirs.sum()) <= EXACT * np.abs(theirs).sum(), name


@given(options())
def test_put_call_parity(option: Option) -> None:
    call, put = black_scholes(**option, right=["call", "put"]).price
    carried = option["spot"] * np.exp(-option["dividend"] * option["time"])
    owed = option["strike"] * np.exp(-option["rate"] * option["time"])
    assert call - put == pytest.approx(carried - owed, abs=EXACT * max(carried, owed))


@given(options(), rights)
def test_price_stays_within_its_bounds(option: Option, right: Right) -> None:
    price = float(black_scholes(**option, right=right).price)
    carried = option["spot"] * np.exp(-option["dividend"] * option["time"])
    owed = option["strike"] * np.exp(-option["rate"] * option["time"])
    rounding = EXACT * max(carried, owed)
    assert max(right.sign * (carried - owed), 0.0) - rounding <= price
    assert price <= (carried if right is Right.CALL else owed) + rounding


@given(options(), rights)
def test_price_rises_with_volatility_and_falls_or_rises_with_strike(option: Option, right: Right) -> None:
    steps = np.array([0.9, 1.0, 1.1])
    rounding = EXACT * max(option["spot"], option["strike"])
    by_volatility = black_scholes(**{**option, "volatility": option["volatility"] * steps}, right=right).price
    assert (np.diff(by_volatility) >= -rounding).all()
    by_strike = black_scholes(**{**option, "strike": option["strike"] * steps}, right=right).price
    assert (-right.sign * np.diff(by_strike) >= -rounding).all()
    by_spot = black_scholes(**{**option, "spot": option["spot"] * steps}, right=right).price
    assert (right.sign * np.diff(by_spot) >= -rounding).all()


def slope(price: Any, option: Option, name: str, step: float) -> float:
    """Central difference of fourth order."""
    at = {k: float(price({**option, name: option[name] + k * step})) for k in (-2, -1, 1, 2)}
    return (8 * (at[1] - at[-1]) - (at[2] - at[-2])) / (12 * step)


@pytest.mark.parametrize("function", [black_scholes, coin_settled_black_scholes], ids=["dollars", "coins"])
@given(options(), rights)
def test_greeks_are_finite_differences(function: Any, option: Option, right: Right) -> None:
    values: OptionValues = function(**option, right=right, second_order=True)
    spot, deviation = option["spot"], option["volatility"] * np.sqrt(option["time"])
    unit = max(spot, option["strike"]) / (1.0 if function is black_scholes else spot)
    pairs = [
        # name, of which value, along what, step, scale that makes it a price
        ("delta", "price", "spot", 1e-3 * spot * deviation, spot),
        ("gamma", "delta", "spot", 1e-3 * spot * deviation, spot * spot * deviation),
        ("vega", "price", "volatility", 1e-3 * option["volatility"], option["volatility"]),
        ("rho", "price", "rate", 1e-4, 1.0),
        ("vanna", "delta", "volatility", 1e-3 * option["volatility"], spot * option["volatility"]),
        ("volga", "vega", "volatility", 1e-3 * option["volatility"], option["volatility"] ** 2),
    ]
    for name, of, along, step, scale in pairs:
        found = slope(lambda o, of=of: getattr(function(**o, right=right), of), option, along, step)
        assert float(getattr(values, name)) * scale == pytest.approx(found * scale, abs=FINITE_DIFFERENCE * unit), name
    decay = -slope(lambda o: function(**o, right=right).price, option, "time", 1e-3 * option["time"])
    assert float(values.theta) * option["time"] == pytest.approx(decay * option["time"], abs=FINITE_DIFFERENCE * unit)


@given(options(), rights)
def test_black_76_is_the_forward_held_fixed(option: Option, right: Right) -> None:
    given_ = {k: option[k] for k in ("strike", "time", "rate", "volatility")} | {"forward": option["spot"]}
    values = black_76(**given_, right=right, second_order=True)
    unit = max(option["spot"], option["strike"])
    for name, along, scale in (("delta", "forward", option["spot"]), ("rho", "rate", 1.0), ("theta", "time", -1.0)):
        step = 1e-4 if along == "rate" else 1e-3 * given_[along] * option["volatility"] * np.sqrt(option["time"])
        step = 1e-3 * option["time"] if along == "time" else step
        found = slope(lambda o: black_76(**o, right=right).price, given_, along, step)
        size = option["time"] if along == "time" else 1.0
        assert float(getattr(values, name)) * scale * size == pytest.approx(
            abs(scale) * found * size, abs=FINITE_DIFFERENCE * unit
        )


@pytest.mark.parametrize("empty", [{"time": 0.0, "volatility": 0.4}, {"time": 0.5, "volatility": 0.0}])
def test_no_time_or_no_volatility_gives_the_limit(empty: Option) -> None:
    common: dict[str, Any] = {"spot": 100.0, "strike": [80.0, 120.0], "rate": 0.03, "dividend": 0.01}
    limit = black_scholes(**common, **empty, right=["call", "put"], second_order=True)
    near = {k: v if v else 1e-9 for k, v in empty.items()}
    close = black_scholes(**common, **near, right=["call", "put"], second_order=True)
    for name in (*GREEKS, *SECOND):
        assert getattr(limit, name) == pytest.approx(getattr(close, name), abs=1e-6), name


@pytest.mark.parametrize("size", [1, SHORT], ids=["plain", "compiled"])
def test_kink_at_the_forward(size: int) -> None:
    expired = black_scholes(
        spot=np.full(size, 100.0), strike=100, time=0, rate=0.0, volatility=0.3, right="call", second_order=True
    )
    assert (expired.price == 0).all()
    assert expired.delta == pytest.approx(0.5)
    assert np.isposinf(expired.gamma).all()
    assert np.isneginf(expired.theta).all()
    finite: list[Any] = [expired.vega, expired.rho, expired.vanna, expired.volga]
    assert np.isfinite(finite).all()


def test_broadcasting_and_mixed_rights() -> None:
    grid = black_scholes(
        spot=np.linspace(80, 120, 5)[:, None],
        strike=[90.0, 100.0, 110.0],
        time=0.5,
        rate=0.02,
        volatility=0.3,
        right=[Right.CALL, "put", "call"],
    )
    assert grid.price.shape == (5, 3)
    single = black_scholes(spot=90, strike=100, time=0.5, rate=0.02, volatility=0.3, right=Right.PUT)
    assert single.price.shape == ()
    assert float(grid.price[1, 1]) == float(single.price)
    signs = black_scholes(spot=90, strike=[90.0, 100.0, 110.0], time=0.5, rate=0.02, volatility=0.3, right=[1, -1, 1])
    assert signs.price.tolist() == grid.price[1].tolist()
    assert grid.vanna is None
    assert not grid.delta.flags.writeable
    empty = black_scholes(spot=[], strike=100, time=1, rate=0, volatility=0.2, right="call")
    assert empty.price.shape == (0,)


@pytest.mark.parametrize("size", [1, SHORT], ids=["plain", "compiled"])
@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("spot", 0.0, r"'spot' must be above 0 \(1e-100 to 1e\+100\), was 0.0"),
        ("spot", -5.0, "'spot' must be above 0 .* was -5.0"),
        ("strike", 0.0, "'strike' must be above 0 .* was 0.0"),
        ("strike", float("nan"), "'strike' must be above 0 .* was nan"),
        ("time", -0.1, r"'time' must be in \[0, 1000\], was -0.1"),
        ("volatility", -0.2, r"'volatility' must be in \[0, 50\], was -0.2"),
        ("volatility", 72.0, "percent given"),
        ("rate", float("inf"), "'rate' must be in .* was inf"),
        ("dividend", float("nan"), "'dividend' must be in .* was nan"),
    ],
)
def test_bad_numbers_are_refused(size: int, name: str, value: float, message: str) -> None:
    good: Option = {"spot": 100.0, "strike": 100.0, "time": 1.0, "rate": 0.05, "dividend": 0.0, "volatility": 0.2}
    column = np.full(size, good[name])
    column[-1] = value
    with pytest.raises(InputError, match=message):
        black_scholes(**{**good, name: column}, right="call")


def test_bad_shapes_rights_and_types_are_refused() -> None:
    good: dict[str, Any] = {"strike": 100.0, "time": 1.0, "rate": 0.05, "volatility": 0.2}
    with pytest.raises(InputError, match=r"shapes that broadcast, were spot \(2,\), right \(3,\)"):
        black_scholes(spot=[1.0, 2.0], right=["call"] * 3, **good)
    with pytest.raises(InputError, match=r"'right' must be 'call' \(\+1\) or 'put' \(-1\), was 'straddle' at \(1,\)"):
        black_scholes(spot=100.0, right=["call", "straddle"], **good)
    with pytest.raises(InputError, match=r"'right' must be .* was 0"):
        black_scholes(spot=100.0, right=0, **good)
    with pytest.raises(InputError, match="'spot' must be a number or an array of numbers, was 'a hundred'"):
        black_scholes(spot="a hundred", right="call", **good)
    with pytest.raises(InputError, match="'rate' times 'time'"):
        black_scholes(spot=100.0, right="call", **{**good, "rate": 1.0, "time": 500.0})
    with pytest.raises(InputError, match="'forward' must be above 0"):
        black_76(forward=-1.0, right="call", **good)
