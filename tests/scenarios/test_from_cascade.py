"""A cascade as a stress scenario, and a scenario written and read back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from seawall.errors import InputError
from seawall.microstructure import CascadePath, LiquidationLevels, PositionSide, Side, SideDepth, run_cascade
from seawall.scenarios import (
    read_stress_scenario,
    scenario_from_cascade,
    scenario_of_shock_alone,
    stress_library,
    stress_scenario_yaml,
)


def a_path() -> CascadePath:
    longs = LiquidationLevels(
        PositionSide.LONG, np.array([98.9, 97.5]), np.array([20.0, 10.0]), "a map", is_estimated=True
    )
    bids = SideDepth(Side.BID, 100.0, np.array([95.0, 80.0]), np.array([100.0, 400.0]), "a book", is_estimated=False)
    return run_cascade(longs, bids, shock=-0.02)


def test_the_move_of_the_path_is_the_shock_and_says_where_it_comes_from() -> None:
    path = a_path()
    assert path.final_price == pytest.approx(96.5)
    scenario = scenario_from_cascade(path, asset="BTC", betas={"ETH": 1.2}, is_simulated=True)
    assert scenario.id == "CASCADE_BTC_DOWN"
    assert scenario.assets["BTC"].shock == pytest.approx(-0.035)
    assert scenario.assets["ETH"].shock == pytest.approx(-0.042)
    assert scenario.volatilities["crypto"].shock == pytest.approx(0.175)
    assert scenario.source.startswith("SIMULATED market.")
    for words in ("a map", "a book", "Estimated: liquidation levels", "mark follows 1"):
        assert words in scenario.source
    assert "beta 1.2 to BTC" in scenario.assets["ETH"].basis
    assert "30.0 liquidated" in scenario.assets["BTC"].basis


def test_the_shock_alone_is_the_path_before_anybody_is_forced() -> None:
    path = a_path()
    alone = scenario_of_shock_alone(path, asset="BTC", betas={"ETH": 1.2}, is_simulated=True)
    whole = scenario_from_cascade(path, asset="BTC", betas={"ETH": 1.2}, is_simulated=True)
    assert alone.id == "SHOCK_BTC_DOWN"
    assert alone.assets["BTC"].shock == pytest.approx(-0.02)
    assert alone.assets["ETH"].shock == pytest.approx(-0.024)
    assert alone.volatilities["crypto"].shock == pytest.approx(0.1)
    assert alone.source == "SIMULATED market. The shock that begins CASCADE_BTC_DOWN. Price 100.00 to 98.00."
    for name, stated in whole.assets.items():
        assert stated.shock / alone.assets[name].shock == pytest.approx(path.amplification), name


def test_depth_left_is_what_the_book_holds_beyond_the_end() -> None:
    path = a_path()
    # from 96.5 to 95.535: 20 a unit
    assert path.depth_left(within=0.01) == pytest.approx(0.965 * 20.0, rel=1e-6)
    assert path.depth_left(within=0.5) is None


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    made = scenario_from_cascade(a_path(), asset="BTC", betas={"ETH": 1.2}, is_simulated=True)
    alone = scenario_of_shock_alone(a_path(), asset="BTC", is_simulated=False)
    for scenario in (made, alone, *stress_library()):
        file = tmp_path / f"{scenario.id}.yaml"
        file.write_text(stress_scenario_yaml(scenario), encoding="utf-8")
        assert read_stress_scenario(file) == scenario, scenario.id


def test_a_beta_that_ends_a_price_is_refused() -> None:
    with pytest.raises(InputError, match="carries a price to 0"):
        scenario_from_cascade(a_path(), asset="BTC", betas={"ETH": 40.0}, is_simulated=False)
    with pytest.raises(InputError, match="other assets than 'BTC'"):
        scenario_from_cascade(a_path(), asset="BTC", betas={"BTC": 1.0}, is_simulated=False)
    assert np.sign(a_path().move) == -1


@pytest.mark.parametrize(
    ("asset", "betas", "volatility_response", "fault"),
    [
        ("BTC", {}, 500.0, "volatilities.crypto.shock: must be at most 15, was 17.5"),
        ("BTC", {"ETH": -1e6}, 5.0, "assets.ETH.shock: must be at most 1000, was 35000"),
        ("BTC", {"an ether": 1.0}, 5.0, "assets.an ether: must match"),
        ("bit coin", {}, 5.0, "assets.bit coin: must match"),
        ("Ω", {}, 5.0, "id: must match"),
        ("BTC", {}, -1.0, "'volatility_response' must be"),
    ],
)
def test_nothing_is_made_that_its_reader_refuses(
    asset: str, betas: dict[str, float], volatility_response: float, fault: str
) -> None:
    with pytest.raises(InputError) as caught:
        scenario_from_cascade(
            a_path(), asset=asset, betas=betas, volatility_response=volatility_response, is_simulated=False
        )
    assert fault in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_largest_volatility_that_the_reader_takes_is_made() -> None:
    made = scenario_from_cascade(a_path(), asset="BTC", volatility_response=428.0, is_simulated=False)
    assert 14.9 < made.volatilities["crypto"].shock < 15.0
