"""What the report says about a fit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from seawall.valuation import ForwardSource, RejectReason, fit_surface, report_surface
from tests.tolerances import FORWARD
from tests.valuation.chains import quote, svi_surface

STRIKES = [float(strike) for strike in range(80, 125, 3)]


def test_counts_add_up_to_the_chain() -> None:
    chain = quote(svi_surface(), STRIKES, half_spread=0.0005)
    bid = chain.bid.copy()
    bid[[0, 5]] = 0.0
    report = report_surface(fit_surface(replace(chain, bid=bid)))
    assert sum(each.used + sum(each.rejected.values()) for each in report.expiries) == len(chain.strike)
    assert report.rejected == {RejectReason.ONE_SIDED: 2}
    assert report.expiries[0].rejected == {RejectReason.ONE_SIDED: 2}
    assert [each.two_sided for each in report.expiries] == [28, 30]


def test_a_good_fit_reads_as_one() -> None:
    report = report_surface(fit_surface(quote(svi_surface(), STRIKES, half_spread=0.0005)))
    first = report.expiries[0]
    assert (first.forward, first.discount) == pytest.approx((101.0, 0.992), rel=FORWARD)
    assert first.forward_source is ForwardSource.PARITY
    assert first.share_inside == 1.0
    assert first.rmse_points < 0.05
    assert first.money_volatility == pytest.approx(svi_surface().volatility(101.0, first.time), abs=1e-4)


def test_share_inside_counts_the_expiries_asked_for() -> None:
    report = report_surface(fit_surface(quote(svi_surface(), STRIKES, half_spread=0.0005)))
    assert report.share_inside(longest=0.2) == 1.0
    assert np.isnan(report.share_inside(shortest=2.0))
