"""A fitted chain as a document: numbers with their text, JSON, and a page that fits its width."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import jsonschema
import numpy as np
import pytest
from rich.console import Console

from seawall.core import Failure
from seawall.errors import DataError
from seawall.report import ChainDocument, chain_schema, compose_chain, document_json, print_chain
from seawall.valuation import ArbitrageKind, Violation, check_marks, fit_surface, report_surface
from tests.valuation.chains import FAR, quote, svi_surface

STRIKES = [float(strike) for strike in range(70, 140, 3)]


@pytest.fixture(scope="module")
def document() -> ChainDocument:
    fit = fit_surface(quote(svi_surface(), STRIKES, half_spread=0.01))
    report = report_surface(fit)
    fault = Violation(ArbitrageKind.CALENDAR, FAR, 0.5, 90.0, 95.0, 92.0, 1e-4)
    failure = Failure.of("expiry 2025-01-01T00:00:00", DataError("made: too thin at expiry 2025-01-01T00:00:00"))
    chain = replace(fit.chain, underlying="X\x1b[31m")
    return compose_chain(replace(fit, chain=chain), replace(report, violations=(fault,), failures=(failure,)))


def page(document: ChainDocument, width: int) -> list[str]:
    stream = io.StringIO()
    print_chain(document, Console(file=stream, width=width))
    return stream.getvalue().splitlines()


@pytest.mark.parametrize("width", [80, 140])
def test_the_page_keeps_to_its_width_and_shows_every_number_whole(document: ChainDocument, width: int) -> None:
    lines = page(document, width)
    assert max(map(len, lines)) <= width
    words = {word for line in lines for word in line.split()}
    for each in document.expiries:
        shown = (each.days, each.forward, each.discount, each.share_inside, each.rmse, each.money_volatility)
        assert {number.text for number in (*shown, *each.standard_volatilities)} <= words
        assert each.expiry.removesuffix("Z") in words


def test_the_page_lists_failures_violations_and_what_was_left_out(document: ChainDocument) -> None:
    text = " ".join(" ".join(page(document, 140)).split())
    assert "calendar at expiry 2024-07-01T00:00:00, strikes 90 to 95: total variance falls by up to 0.0001" in text
    assert "expiry 2025-01-01T00:00:00: too thin (DataError)" in text
    assert "1 of 3 expiries could not be fitted: exit code 1." in text
    assert [each.violations for each in document.expiries] == [0, 1]


def test_counts_add_up_and_json_holds_the_same(document: ChainDocument) -> None:
    assert document.used + sum(document.rejected.values()) == document.quotes
    held = json.loads(document_json(document))
    assert held["expiries"][0]["smile"]["widths"] == list(document.expiries[0].smile.widths)
    assert held["expiries"][0]["days"] == {"value": pytest.approx(60.0), "text": "60.0", "unit": "days"}


def test_a_name_from_a_file_cannot_speak_to_the_terminal(document: ChainDocument) -> None:
    assert document.underlying == "X?[31m"


def test_a_chain_in_money_has_no_marks_to_check(document: ChainDocument) -> None:
    chain = quote(svi_surface(), STRIKES, half_spread=0.01)
    assert check_marks(chain) is None
    assert check_marks(replace(chain, mark=np.ones(len(chain.strike)))) is None
    assert document.marks is None


def test_a_picture_can_be_drawn_from_the_document(document: ChainDocument) -> None:
    """The curve is the surface, and the bands are the quotes out of the money that it was fitted to."""
    fit = fit_surface(quote(svi_surface(), STRIKES, half_spread=0.01))
    for each, smile in zip(document.expiries, fit.surface.smiles, strict=True):
        here = fit.quotes.expiry == smile.expiry
        out = here & (fit.quotes.is_call == (fit.quotes.strike >= smile.forward))
        assert each.bands.strikes == tuple(sorted(fit.quotes.strike[out].tolist()))
        assert all(
            low <= high for low, high in zip(each.bands.bid_volatilities, each.bands.ask_volatilities, strict=True)
        )
        assert [call for call, strike in zip(each.bands.is_call, each.bands.strikes, strict=True)] == [
            strike >= smile.forward for strike in each.bands.strikes
        ]
        used = fit.quotes.strike[here]
        assert (each.curve.strikes[0], each.curve.strikes[-1]) == pytest.approx((used.min(), used.max()))
        time = float(each.days.value or 0.0) / 365.0
        expected = fit.surface.volatility(np.array(each.curve.strikes), time)
        np.testing.assert_allclose(each.curve.volatilities, expected, atol=1e-6)


def test_the_surface_is_unknown_beyond_the_strikes_that_were_used() -> None:
    fit = fit_surface(quote(svi_surface(), STRIKES[3:-7], half_spread=0.01))
    document = compose_chain(fit, report_surface(fit))
    found: set[bool] = set()
    for each in document.expiries:
        lowest, highest = min(each.curve.strikes), max(each.curve.strikes)
        time = float(each.days.value or 0.0) / 365.0
        for moneyness, volatility, variance in zip(
            document.moneyness, each.moneyness_volatilities, each.moneyness_variances, strict=True
        ):
            strike = float(moneyness.value or 0.0) * float(each.forward.value or 0.0)
            found.add(lowest <= strike <= highest)
            assert (volatility.value is not None) == (lowest <= strike <= highest), (each.expiry, moneyness)
            if volatility.value is not None:
                assert variance.value == pytest.approx(volatility.value**2 * time)
    assert found == {True, False}


def test_kinds_of_arbitrage_are_counted_and_the_json_keeps_to_its_schema(document: ChainDocument) -> None:
    assert [(each.butterflies, each.calendars) for each in document.expiries] == [(0, 0), (0, 1)]
    jsonschema.validate(json.loads(document_json(document)), chain_schema())
