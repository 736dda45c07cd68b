"""The library: what it holds, and that its stated figures are those of the prices they cite."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from seawall.errors import InputError
from seawall.scenarios import parse_stress_scenario, read_stress_scenario, stress_library, stress_scenario_yaml
from seawall.sources import PriceFiles

LIBRARY = {scenario.id: scenario for scenario in stress_library()}
REPLAYS = [name for name, scenario in LIBRARY.items() if scenario.window]
CITED = re.compile(r"^(SPY|QQQ|GLD|TLT|HYG|USO|VIX|BTC|ETH) ([\d,.]+) to ([\d,.]+)(?: USD)?(?:,|;|$)")
ROUNDING = 6e-4


def test_the_library_holds_what_it_promises() -> None:
    assert list(LIBRARY)[:6] == [
        "GFC_2008",
        "FED_TAPER_2013",
        "CHINA_2015",
        "COVID_2020",
        "RATES_2022",
        "CRYPTO_CRASH_2022",
    ]
    assert set(list(LIBRARY)[6:8]) == {"GEOPOLITICAL", "LIQUIDITY_FREEZE"}
    assert all(name.startswith("PAGE_") for name in list(LIBRARY)[8:])
    assert len(LIBRARY) == 12


@pytest.mark.parametrize("name", LIBRARY)
def test_a_scenario_states_a_source_and_a_basis_for_every_shock(name: str) -> None:
    found = LIBRARY[name]
    assert len(found.source) > 40
    for table in (found.assets, found.asset_classes, found.volatilities, found.rates, found.currencies):
        assert all(len(each.basis) >= 5 for each in table.values())


@pytest.mark.parametrize("name", REPLAYS)
def test_a_cited_move_is_the_stated_shock(name: str) -> None:
    found = LIBRARY[name]
    checked = 0
    for table in (found.assets, found.asset_classes, found.volatilities):
        for key, stated in table.items():
            match = CITED.match(stated.basis)
            if match and "stand-in" not in stated.basis:
                start, end = (float(each.replace(",", "")) for each in match.groups()[1:])
                assert stated.shock == pytest.approx(end / start - 1, abs=ROUNDING), (found.id, key, stated)
                checked += 1
    assert checked >= 5


@pytest.mark.real_data
@pytest.mark.parametrize("name", REPLAYS)
def test_a_cited_price_is_the_real_close(name: str, real_data: Path) -> None:
    found = LIBRARY[name]
    prices = PriceFiles(real_data / "prices")
    assert found.window is not None
    for table in (found.assets, found.asset_classes, found.volatilities):
        for stated in table.values():
            match = CITED.match(stated.basis)
            if match is None:
                continue
            symbol = {"BTC": "BTC_USD", "ETH": "ETH_USD"}.get(match[1], match[1])
            series = prices.read(symbol)
            real = [series.close_on(day) for day in (found.window.start, found.window.end)]
            cited = [float(each.replace(",", "")) for each in match.groups()[1:]]
            assert np.array(real, dtype=float) == pytest.approx(cited, rel=5e-4), (found.id, stated)


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("shock: -0.337", "shock: -33.7", "asset_classes.equity.shock must be above -1, was -33.7"),
        ("start: 2020-02-19", "start: 2020-04-19", "must not be before"),
        ("equity: {shock: -0.337", "equities: {shock: -0.337", "asset_classes"),
        ("  all: {shock: -0.008", "  usd: {shock: -0.008", "rates.usd"),
        ("  credit: {shock: -0.219", "  cash: {shock: -0.219", "cash has no price to shock"),
        ('basis: "SPY 309.20 to 204.94"', 'basis: ""', "at least 1 character"),
    ],
)
def test_a_broken_scenario_is_refused(tmp_path: Path, before: str, after: str, complaint: str) -> None:
    import seawall.scenarios

    text = (Path(seawall.scenarios.__file__).parent / "library" / "covid_2020.yaml").read_text()
    assert before in text
    path = tmp_path / "scenario.yaml"
    path.write_text(text.replace(before, after, 1))
    with pytest.raises(InputError) as caught:
        read_stress_scenario(path)
    assert complaint in str(caught.value)
    assert str(path) in str(caught.value)


HEAD = "version: 1\nid: TYPED\ntitle: t\nsource: s\n"


@pytest.mark.parametrize("name", LIBRARY)
def test_a_text_is_read_as_the_file_that_holds_it(tmp_path: Path, name: str) -> None:
    text = stress_scenario_yaml(LIBRARY[name])
    path = tmp_path / "scenario.yaml"
    path.write_text(text, encoding="utf-8")
    assert parse_stress_scenario(text) == read_stress_scenario(path) == LIBRARY[name]


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ("assets:\n  BTC: {shock: -1.5, basis: b}", "typed in:1: assets.BTC.shock must be above -1, was -1.5"),
        ("assets:\n  BTC: {shock: .nan, basis: b}", "typed in:6: assets.BTC.shock: must be a finite number, was nan"),
        ("assets:\n  BTC: {shock: 1e300, basis: b}", "typed in:6: assets.BTC.shock: must be at most 1000, was 1e+300"),
        ("rates:\n  all: {shock: 200, basis: b}", "typed in:6: rates.all.shock: must be at most 5, was 200"),
        ("volatilities:\n  crypto: {shock: 16, basis: b}", "volatilities.crypto.shock: must be at most 15, was 16"),
        ("assets:\n  BTC: {shock: half, basis: b}", "typed in:6: assets.BTC.shock: must be a number, was 'half'"),
        ("assets:\n  BTC: {shock: 0.1, basis: b}\n  BTC: {shock: 0.2, basis: b}", "typed in:7: key 'BTC' stands twice"),
        ("spreads:\n  all: {shock: 0.1, basis: b}", "typed in:5: spreads: unknown key"),
        ("x" * 1_000_001, "typed in: is larger than 1,000,000 bytes"),
    ],
)
def test_a_broken_text_is_refused_by_line_and_field(rows: str, complaint: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_stress_scenario(HEAD + rows)
    assert complaint in str(caught.value)
