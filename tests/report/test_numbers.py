"""How numbers are written."""

from __future__ import annotations

import pytest

from seawall.report.numbers import UNKNOWN, Number, days, money, multiple, percent, score, signed


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (money(1234567.4, "USD"), "1,234,567"),
        (money(-0.4, "USD"), "0"),
        (money(None, "USD"), UNKNOWN),
        (percent(0.12345), "12.35%"),
        (percent(-0.00001), "0.00%"),
        (percent(0.9758, decimals=1), "97.6%"),
        (score(5.54), "5.54"),
        (days(0.0), "0.0"),
        (days(0.00024), "0.00024"),
        (days(12.34), "12.3"),
        (multiple(-1.005), "-1.00"),
        (signed(percent(0.0706)), "+7.06%"),
        (signed(percent(-0.0706)), "-7.06%"),
        (signed(percent(1e-5)), "0.00%"),
        (signed(percent(-1e-5)), "0.00%"),
        (signed(percent(0.0)), "0.00%"),
        (signed(percent(None)), UNKNOWN),
        (signed(signed(money(12.4, "USD"))), "+12"),
    ],
)
def test_text(number: Number, text: str) -> None:
    assert number.text == text


def test_the_value_keeps_its_precision() -> None:
    assert money(1234567.4, "USD").value == 1234567.4
