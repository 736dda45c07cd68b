"""The chain's door: shapes, prices and repeated instruments."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

from seawall.errors import DataError, InputError
from seawall.market import OptionChain, PriceUnit


def chain(**change: Any) -> OptionChain:
    values: dict[str, Any] = {
        "underlying": "X",
        "as_of": dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
        "price_unit": PriceUnit.MONEY,
        "source": "here",
        "data_hash": "0",
        "index_price": 100.0,
        "expiry": ["2024-01-02T00:00", "2024-01-02T00:00", "2023-12-31T00:00"],
        "strike": [100.0, 100.0, 100.0],
        "is_call": [True, False, True],
        "bid": [1.0, 3.0, 0.0],
        "ask": [2.0, 2.0, 1.0],
    }
    return OptionChain(**{**values, **change})


def test_time_is_act_365_and_negative_once_expired() -> None:
    assert (chain().time * 365).tolist() == pytest.approx([1.0, 1.0, -1.0])


def test_two_sided_means_both_and_not_crossed() -> None:
    assert chain().is_two_sided.tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"strike": [100.0, 0.0, 100.0]}, InputError, "'strike' must be above 0"),
        ({"bid": [1.0, -1.0, 1.0]}, InputError, "'bid' must not be below 0"),
        ({"ask": [1.0, np.nan, 1.0]}, InputError, "'ask' must be finite"),
        ({"ask": [1.0, 2.0]}, InputError, "'ask' must have shape"),
        ({"is_call": [True, False]}, InputError, "'is_call' must have shape"),
        ({"is_call": [True, True, True]}, InputError, "instruments must not repeat"),
        ({"expiry": [], "is_call": []}, DataError, "empty"),
    ],
)
def test_bad_chains_are_refused(change: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        chain(**change)
