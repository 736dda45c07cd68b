"""American options: printed values, QuantLib, identities, finite differences, and what is refused."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
import QuantLib as ql
from hypothesis import given, settings
from hypothesis import strategies as st

from seawall.errors import InputError, NumericalError
from seawall.portfolio import Right
from seawall.valuation.american import AmericanOption, american_option
from seawall.valuation.early_exercise import european_values
from tests.tolerances import (
    AMERICAN_BOUND,
    AMERICAN_PEER,
    AMERICAN_PEER_FINE,
    EXACT,
    GREEK_DIFFERENCE,
    PRINTED_HALF_UNIT,
)

PUT: dict[str, Any] = {
    "spot": 100.0, "strike": 100.0, "time": 1.0, "rate": 0.05, "dividend": 0.02, "volatility": 0.2, "right": "put",
}  # fmt: skip


def price(**inputs: Any) -> float:
    return float(american_option(**inputs).price)


def quantlib_price(
    *, spot: float, strike: float, time: float, rate: float, dividend: float, volatility: float, right: str, scheme: str
) -> float:
    """QdFp engine of QuantLib; time is folded into the rates, since its dates know whole days only."""
    today = ql.Date(1, 1, 2020)
    ql.Settings.instance().evaluationDate = today
    count = ql.Actual365Fixed()
    process = ql.GeneralizedBlackScholesProcess(
        ql.QuoteHandle(ql.SimpleQuote(spot)),
        ql.YieldTermStructureHandle(ql.FlatForward(today, dividend * time, count)),
        ql.YieldTermStructureHandle(ql.FlatForward(today, rate * time, count)),
        ql.BlackVolTermStructureHandle(
            ql.BlackConstantVol(today, ql.NullCalendar(), volatility * math.sqrt(time), count)
        ),
    )
    payoff = ql.PlainVanillaPayoff(ql.Option.Call if right == "call" else ql.Option.Put, strike)
    option = ql.VanillaOption(payoff, ql.AmericanExercise(today, today + 365))
    option.setPricingEngine(ql.QdFpAmericanEngine(process, getattr(ql.QdFpAmericanEngine, scheme)()))
    return float(option.NPV())


def random_case(rng: np.random.Generator, *, wide: bool) -> dict[str, Any]:
    """Contract with one exercise boundary; `wide` reaches 20 years, 30 % rates and 200 % volatility."""
    right = "call" if rng.random() < 0.5 else "put"
    if wide:
        earned = math.exp(rng.uniform(math.log(1e-4), math.log(0.3)))
        forgone = float(rng.choice([0, 1, 1, 1, -1])) * math.exp(rng.uniform(math.log(1e-4), math.log(0.3)))
        volatility = math.exp(rng.uniform(math.log(0.02), math.log(2.0)))
        time = math.exp(rng.uniform(math.log(1 / 365), math.log(20.0)))
    else:
        earned, forgone = rng.uniform(1e-4, 0.1), rng.uniform(-0.02, 0.1)
        volatility, time = rng.uniform(0.05, 1.0), math.exp(rng.uniform(math.log(1 / 52), math.log(3.0)))
    rate, dividend = (forgone, earned) if right == "call" else (earned, forgone)
    spot = 100.0 * math.exp(rng.normal() * min(volatility * math.sqrt(time), 0.7))
    return {
        "spot": spot, "strike": 100.0, "time": time, "rate": rate, "dividend": dividend, "volatility": volatility,
        "right": right,
    }  # fmt: skip


# Contracts of Geske and Johnson (1984), spot 40, r = 4.88 %, by strike and volatility at 1, 4 and 7 months (.0833,
# .3333, .5833 years); "true values" of a 10,000-step tree as printed by Huang, Subrahmanyam and Yu (1996), Ju (1998).
TRUE_PUTS = {
    (35.0, 0.2): (0.0062, 0.2004, 0.4328), (40.0, 0.2): (0.8522, 1.5798, 1.9904), (45.0, 0.2): (5.0000, 5.0883, 5.2670),
    (35.0, 0.3): (0.0774, 0.6975, 1.2198), (40.0, 0.3): (1.3099, 2.4825, 3.1696), (45.0, 0.3): (5.0597, 5.7056, 6.2436),
    (35.0, 0.4): (0.2466, 1.3460, 2.1549), (40.0, 0.4): (1.7681, 3.3874, 4.3526), (45.0, 0.4): (5.2868, 6.5099, 7.3830),
}  # fmt: skip


@pytest.mark.parametrize(("strike", "volatility"), list(TRUE_PUTS))
def test_puts_of_geske_and_johnson(strike: float, volatility: float) -> None:
    times = [0.0833, 0.3333, 0.5833]
    option = american_option(spot=40.0, strike=strike, time=times, rate=0.0488, volatility=volatility, right="put")
    # half a unit for the print, one for the tree
    tolerance = (PRINTED_HALF_UNIT + 1.0) * 1e-4
    np.testing.assert_allclose(option.price, TRUE_PUTS[strike, volatility], atol=tolerance, err_msg=f"{strike}")


def test_reference_put_of_andersen_lake_offengenden() -> None:
    # Table 2 of the paper: r = q = 5 %, sigma 25 %, 1 year, S = K = 100; the premium over the European price is
    # printed as 0.106952702747 to 12 decimals.
    option = american_option(**(PUT | {"dividend": 0.05, "volatility": 0.25}))
    european = european_values(np.array([1.0]), sign=-1, time=1.0, rate=0.05, dividend=0.05, volatility=0.25)
    premium = float(option.price) - 100.0 * float(european[0, 0])
    assert premium == pytest.approx(0.106952702747, abs=100.0 * AMERICAN_BOUND)
    assert abs(premium - 0.106952702747) <= float(option.error_estimate)


@pytest.mark.parametrize("wide", [False, True])
def test_agrees_with_quantlib_at_its_highest_precision(wide: bool, slow_share: int) -> None:
    rng = np.random.default_rng(20161)
    for _ in range(max(100, 500 // slow_share)):
        case = random_case(rng, wide=wide)
        option = american_option(**case)
        peer = quantlib_price(**case, scheme="highPrecisionScheme")
        tolerance = AMERICAN_PEER if wide else AMERICAN_PEER_FINE
        assert float(option.price) == pytest.approx(peer, abs=tolerance * 100.0), case
        assert float(option.error_estimate) <= AMERICAN_PEER * 100.0, case


@pytest.mark.slow
def test_agrees_with_quantlib_on_a_thousand_cases(slow_share: int) -> None:
    rng = np.random.default_rng(7)
    for _ in range(1000 // slow_share):
        case = random_case(rng, wide=False)
        peer = quantlib_price(**case, scheme="highPrecisionScheme")
        assert price(**case) == pytest.approx(peer, abs=AMERICAN_PEER * 100.0), case


def test_agrees_with_quantlibs_accurate_scheme_where_that_is_accurate() -> None:
    # Its own distance from its high-precision scheme passes 1e-6 of the strike for long, fast-discounted contracts.
    rng = np.random.default_rng(11)
    for _ in range(100):
        case = random_case(rng, wide=False) | {"time": rng.uniform(0.05, 1.0), "volatility": rng.uniform(0.15, 0.6)}
        peer = quantlib_price(**case, scheme="accurateScheme")
        assert price(**case) == pytest.approx(peer, abs=AMERICAN_PEER * 100.0), case


def test_error_estimate_covers_the_error() -> None:
    rng = np.random.default_rng(3)
    for _ in range(60):
        case = random_case(rng, wide=False)
        option = american_option(**case)
        gap = abs(float(option.price) - quantlib_price(**case, scheme="highPrecisionScheme"))
        assert gap <= float(option.error_estimate) + 100.0 * AMERICAN_PEER_FINE, (case, gap, option.error_estimate)


CONTRACTS: list[dict[str, Any]] = [
    {},
    {"right": "call"},
    {"rate": 0.02, "dividend": 0.08, "time": 3.0, "volatility": 0.3},
    {"rate": 0.02, "dividend": 0.08, "time": 0.1, "volatility": 0.4, "right": "call", "spot": 104.0},
    {"rate": 0.05, "dividend": -0.03, "spot": 95.0},
    {"rate": -0.02, "dividend": 0.03, "right": "call"},
    {"rate": 0.06, "dividend": 0.0, "time": 5.0, "spot": 120.0},
    {"rate": 0.05, "dividend": 0.0, "right": "call"},
]


@pytest.mark.parametrize("changes", CONTRACTS)
def test_greeks_match_finite_differences(changes: dict[str, Any]) -> None:
    case = PUT | changes
    option = american_option(**case)

    def slope(name: str, step: float) -> float:
        up, down, far_up, far_down = (price(**(case | {name: case[name] + k * step})) for k in (1, -1, 2, -2))
        return (8.0 * (up - down) - (far_up - far_down)) / (12.0 * step)

    near = GREEK_DIFFERENCE
    assert float(option.delta) == pytest.approx(slope("spot", 0.02), abs=near), case
    assert float(option.vega) == pytest.approx(slope("volatility", 1e-3), abs=near * 100.0), case
    assert float(option.rho) == pytest.approx(slope("rate", 1e-4), abs=near * 100.0), case
    assert -float(option.theta) == pytest.approx(slope("time", 1e-3 * case["time"]), abs=near * 100.0), case
    deltas = american_option(**(case | {"spot": case["spot"] + np.array([0.02, -0.02])})).delta
    assert float(option.gamma) == pytest.approx((deltas[0] - deltas[1]) / 0.04, abs=near), case


@pytest.mark.parametrize("changes", CONTRACTS[:-1])
def test_smooth_pasting_at_the_boundary(changes: dict[str, Any]) -> None:
    case = PUT | changes
    sign = Right(case["right"]).sign
    boundary = float(american_option(**case).boundary)
    spots = boundary * (1.0 - sign * np.array([-1e-9, 1e-9, 1e-4]))
    option = american_option(**(case | {"spot": spots}))
    np.testing.assert_allclose(option.price[:2], sign * (spots[:2] - 100.0), atol=100.0 * AMERICAN_BOUND)
    np.testing.assert_allclose(option.delta[:2], sign, atol=GREEK_DIFFERENCE)
    assert option.gamma[0] == 0.0
    assert option.gamma[1] == pytest.approx(option.gamma[2], rel=1e-2), case
    np.testing.assert_allclose(option.theta[:2], 0.0, atol=100.0 * GREEK_DIFFERENCE)
    np.testing.assert_allclose(option.vega[:2], 0.0, atol=100.0 * GREEK_DIFFERENCE)


ONE_BOUNDARY = st.fixed_dictionaries(
    {
        "spot": st.floats(50.0, 200.0),
        "strike": st.floats(60.0, 150.0),
        "time": st.floats(0.01, 4.0),
        "rate": st.floats(0.0, 0.15),
        "dividend": st.floats(0.0, 0.15),
        "volatility": st.floats(0.05, 1.0),
        "right": st.sampled_from(["call", "put"]),
    }
)


@settings(max_examples=40)
@given(case=ONE_BOUNDARY)
def test_bounds_and_order(case: dict[str, Any]) -> None:
    sign = Right(case["right"]).sign
    option = american_option(**case)
    scale = AMERICAN_BOUND * max(case["spot"], case["strike"])
    terms = {name: case[name] for name in ("time", "rate", "dividend", "volatility")}
    european = european_values(np.array([case["spot"] / case["strike"]]), sign=sign, **terms)[0, 0] * case["strike"]
    assert float(option.price) >= european - scale, case
    assert float(option.price) >= sign * (case["spot"] - case["strike"]) - scale, case
    assert float(option.price) <= (case["spot"] if sign > 0 else case["strike"]) + scale, case
    assert 0.0 <= sign * float(option.delta) <= 1.0 + AMERICAN_BOUND, case
    assert float(option.gamma) >= -AMERICAN_BOUND, case
    assert float(option.vega) >= -scale, case
    assert price(**(case | {"volatility": 1.05 * case["volatility"]})) >= float(option.price) - scale, case
    assert price(**(case | {"time": 1.05 * case["time"]})) >= float(option.price) - scale, case


@settings(max_examples=40)
@given(case=ONE_BOUNDARY)
def test_mcdonald_schroder_symmetry(case: dict[str, Any]) -> None:
    swapped = case | {
        "spot": case["strike"],
        "strike": case["spot"],
        "rate": case["dividend"],
        "dividend": case["rate"],
        "right": "put" if case["right"] == "call" else "call",
    }
    option, mirror = american_option(**case), american_option(**swapped)
    scale = max(case["spot"], case["strike"])
    assert float(option.price) == pytest.approx(float(mirror.price), abs=10.0 * AMERICAN_BOUND * scale), case
    if 0.0 < float(option.boundary) < math.inf:
        product = float(option.boundary) * float(mirror.boundary)
        assert product == pytest.approx(case["spot"] * case["strike"], rel=1e-4), case


def test_no_options_give_no_prices() -> None:
    assert american_option(**(PUT | {"spot": []})).price.shape == (0,)


def test_homogeneous_in_spot_and_strike() -> None:
    one, ten = american_option(**PUT), american_option(**(PUT | {"spot": 1000.0, "strike": 1000.0}))
    np.testing.assert_allclose(10.0 * one.price, ten.price, rtol=EXACT)
    np.testing.assert_allclose(one.gamma, 10.0 * ten.gamma, rtol=EXACT)


def test_inputs_broadcast_and_agree_with_one_at_a_time() -> None:
    spots, rights = np.array([[80.0], [100.0], [120.0]]), ["call", "put"]
    table = american_option(**(PUT | {"spot": spots, "right": rights}))
    assert table.price.shape == (3, 2)
    for row, spot in enumerate(spots.ravel()):
        for column, right in enumerate(rights):
            single = american_option(**(PUT | {"spot": spot, "right": right}))
            for field in fields(AmericanOption):
                found, wanted = getattr(table, field.name)[row, column], getattr(single, field.name)
                assert float(found) == pytest.approx(float(wanted), rel=EXACT), (field.name, spot, right)


def test_many_spots_take_the_same_boundary() -> None:
    option = american_option(**(PUT | {"spot": np.linspace(60.0, 160.0, 1500)}))
    assert len(set(option.boundary.tolist())) == 1
    assert (np.diff(option.price) <= 0.0).all()
    assert not option.price.flags.writeable


@pytest.mark.parametrize(
    "changes",
    [
        {"right": "call", "dividend": 0.0},
        {"right": "call", "dividend": -0.02},
        {"right": "put", "rate": 0.0, "dividend": 0.03},
        {"right": "put", "rate": -0.01, "dividend": 0.0},
        {"right": "call", "rate": -0.02, "dividend": -0.02},
    ],
)
def test_never_exercised_early_is_european(changes: dict[str, Any]) -> None:
    case = PUT | changes
    option = american_option(**case)
    forward_std = case["volatility"] * math.sqrt(case["time"])
    forward = 100.0 * math.exp((case["rate"] - case["dividend"]) * case["time"])
    kind = ql.Option.Call if case["right"] == "call" else ql.Option.Put
    wanted = ql.blackFormula(kind, 100.0, forward, forward_std, math.exp(-case["rate"] * case["time"]))
    assert float(option.price) == pytest.approx(wanted, rel=EXACT), case
    assert float(option.boundary) == (math.inf if case["right"] == "call" else 0.0)
    assert float(option.error_estimate) == 0.0


def test_free_put_with_negative_yield_is_exercised() -> None:
    case = PUT | {"rate": 0.0, "dividend": -0.05}
    option = american_option(**case)
    assert 0.0 < float(option.boundary) < 100.0
    assert float(option.price) == pytest.approx(
        quantlib_price(**case, scheme="highPrecisionScheme"), abs=AMERICAN_PEER * 100.0
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"right": "put", "rate": -0.01, "dividend": -0.03}, "two exercise boundaries"),
        ({"right": "call", "rate": -0.03, "dividend": -0.01}, "two exercise boundaries"),
        ({"spot": 0.0}, "'spot' must be above 0, was 0.0"),
        ({"strike": -1.0}, "'strike' must be above 0, was -1.0"),
        ({"volatility": 0.0}, "'volatility' must be above 0"),
        ({"time": -0.1}, "'time' must be at least 0, was -0.1"),
        ({"rate": math.nan}, "'rate' must be finite"),
        ({"right": "both"}, "'right' must be 'call' or 'put', was 'both'"),
    ],
)
def test_refuses(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        american_option(**(PUT | changes))


def test_refuses_rather_than_guess_when_not_converged() -> None:
    with pytest.raises(NumericalError, match="did not converge"):
        american_option(**(PUT | {"volatility": 0.001, "rate": 1e-6, "dividend": -1.5, "time": 14.0}))


def test_rates_too_small_to_matter_count_as_zero() -> None:
    case = PUT | {"right": "call", "rate": 0.05, "dividend": 1e-13}
    assert price(**case) == price(**(case | {"dividend": 0.0}))
    near = american_option(**(case | {"dividend": 2e-12}))
    assert float(near.price) == pytest.approx(price(**case), abs=100.0 * EXACT * 10.0)


@pytest.mark.parametrize(("spot", "paid", "delta"), [(90.0, 10.0, -1.0), (100.0, 0.0, 0.0), (110.0, 0.0, 0.0)])
def test_at_expiry_pays_exercise(spot: float, paid: float, delta: float) -> None:
    option = american_option(**(PUT | {"spot": spot, "time": 0.0}))
    assert (float(option.price), float(option.delta), float(option.gamma)) == (paid, delta, 0.0)
