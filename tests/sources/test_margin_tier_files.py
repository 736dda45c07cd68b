"""Tables of tiers from three venues' formats: what they read, and one line for everything they refuse."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from seawall.errors import DataError, SourceError
from seawall.microstructure import MarginTiers
from seawall.sources import read_margin_tiers
from tests.tolerances import EXACT

DAY = dt.date(2026, 9, 30)
LADDER = (
    (0, 50_000, "0.004", 125, "0"),
    (50_000, 600_000, "0.005", 100, "50"),
    (600_000, 3_000_000, "0.01", 50, "3050"),
)


def freqtrade() -> dict[str, Any]:
    rows = [
        {
            "tier": float(number),
            "currency": "USDT",
            "minNotional": float(floor),
            "maxNotional": float(cap),
            "maintenanceMarginRate": float(rate),
            "maxLeverage": float(leverage),
            "info": {"bracket": str(number), "cum": cum},
        }
        for number, (floor, cap, rate, leverage, cum) in enumerate(LADDER, start=1)
    ]
    return {"BTC/USDT:USDT": rows}


def brackets() -> list[dict[str, Any]]:
    rows = [
        {
            "bracket": number,
            "initialLeverage": leverage,
            "notionalCap": cap,
            "notionalFloor": floor,
            "maintMarginRatio": float(rate),
            "cum": float(cum),
        }
        for number, (floor, cap, rate, leverage, cum) in enumerate(LADDER, start=1)
    ]
    return [{"symbol": "BTCUSDT", "brackets": rows}]


def bybit() -> dict[str, Any]:
    rows = [
        {
            "id": number,
            "symbol": "BTCUSDT",
            "riskLimitValue": str(cap),
            "maintenanceMargin": rate,
            "initialMargin": "0.01",
            "isLowestRisk": int(number == 1),
            "maxLeverage": f"{leverage}.00",
            "mmDeduction": "" if number == 1 else cum,
        }
        for number, (_, cap, rate, leverage, cum) in enumerate(LADDER, start=1)
    ]
    return {"retCode": 0, "retMsg": "OK", "result": {"category": "linear", "list": rows}, "time": 1}


def write(folder: Path, document: Any) -> Path:
    path = folder / "tiers.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return path


@pytest.mark.parametrize("document", [freqtrade(), brackets(), brackets()[0], bybit()])
def test_the_formats_say_the_same(tmp_path: Path, document: Any) -> None:
    (tiers,) = read_margin_tiers(write(tmp_path, document), venue="v", as_of=DAY).values()
    assert tiers.symbol in {"BTCUSDT", "BTC/USDT:USDT"}
    assert tiers.floors.tolist() == [0.0, 50_000.0, 600_000.0]
    assert tiers.rates.tolist() == [0.004, 0.005, 0.01]
    assert tiers.leverages.tolist() == [125.0, 100.0, 50.0]
    assert tiers.deductions.tolist() == pytest.approx([0.0, 50.0, 3050.0], rel=EXACT)
    assert (tiers.cap, tiers.venue, tiers.as_of) == (3_000_000.0, "v", DAY)


def changed(document: dict[str, Any], row: int, **values: Any) -> dict[str, Any]:
    document["BTC/USDT:USDT"][row] |= values
    return document


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("{", "must be JSON"),
        ("3", "must hold tables of tiers"),
        ({}, "at least one instrument"),
        ('{"A": [], "A": []}', "has 'A' twice"),
        ({"A": []}, "'A' must hold a list of tiers"),
        ({"A": [3]}, "must be an object, was"),
        (changed(freqtrade(), 1, minNotional=40_000.0), "tier 2 must begin at 50000.0"),
        (changed(freqtrade(), 1, tier=3.0), "tier 2 must be numbered so, was 3"),
        (changed(freqtrade(), 1, info={"cum": "51"}), "deduction of tier 2 must be 50, as its floors and rates imply"),
        (changed(freqtrade(), 1, maintenanceMarginRate="x"), "'maintenanceMarginRate' must be a number"),
        (changed(freqtrade(), 1, maintenanceMarginRate=True), "'maintenanceMarginRate' must be a number"),
        (changed(freqtrade(), 2, maintenanceMarginRate=0.001, info={}), "'rates' of BTC/USDT:USDT must rise"),
        (changed(freqtrade(), 0, maxNotional=float("nan")), "'maxNotional' must be a number"),
        ([*brackets(), *brackets()], "has tiers of 'BTCUSDT' twice"),
        ([{"brackets": []}], "must name its 'symbol'"),
        (bybit() | {"retCode": 10001, "retMsg": "bad category"}, "is an error of the venue: 'bad category'"),
        (bybit() | {"result": {"list": []}}, "must hold a list of tiers"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, document: Any, message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_margin_tiers(write(tmp_path, document), venue="v", as_of=DAY)


def test_a_file_that_is_not_there_is_a_matter_of_the_source(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read_margin_tiers(tmp_path / "none.json", venue="v", as_of=DAY)


@pytest.mark.real_data
def test_every_deduction_of_349_symbols_is_reproduced(real_data: Path) -> None:
    path = real_data / "perps" / "binance_usdm_leverage_tiers_2024-10.json"
    tables = read_margin_tiers(path, venue="binance-usdm", as_of=dt.date(2024, 10, 24))
    document = json.loads(path.read_text())
    assert len(tables) == 349
    assert list(tables) == list(document)
    for symbol, tiers in tables.items():
        stated = np.array([float(row["info"]["cum"]) for row in document[symbol]])
        assert tiers.deductions.tolist() == pytest.approx(stated.tolist(), rel=1e-9, abs=1e-7), symbol
    bitcoin = tables["BTC/USDT:USDT"]
    assert isinstance(bitcoin, MarginTiers)
    assert (len(bitcoin.floors), bitcoin.leverages[0], bitcoin.rates[-1]) == (12, 125.0, 0.5)
