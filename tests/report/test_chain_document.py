"""A fitted chain as a document: numbers with their text, JSON, and a page that fits its width."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console

from seawall.core import Failure
from seawall.errors import DataError
from seawall.report import ChainDocument, chain_json, compose_chain, print_chain
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
    held = json.loads(chain_json(document))
    assert held["expiries"][0]["smile"]["widths"] == list(document.expiries[0].smile.widths)
    assert held["expiries"][0]["days"] == {"value": pytest.approx(60.0), "text": "60.0", "unit": "days"}


def test_a_name_from_a_file_cannot_speak_to_the_terminal(document: ChainDocument) -> None:
    assert document.underlying == "X?[31m"


def test_a_chain_in_money_has_no_marks_to_check(document: ChainDocument) -> None:
    chain = quote(svi_surface(), STRIKES, half_spread=0.01)
    assert check_marks(chain) is None
    assert check_marks(replace(chain, mark=np.ones(len(chain.strike)))) is None
    assert document.marks is None
