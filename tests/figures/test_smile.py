"""The picture of a smile shows what it says."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

import matplotlib as mpl
import numpy as np
import pytest

mpl.use("Agg")

import matplotlib.pyplot as plt

from seawall.errors import InputError
from seawall.figures import root_figure, volatility_smile, volatility_smiles
from seawall.valuation import SurfaceFit, fit_surface
from tests.valuation.chains import NEAR, quote, svi_surface


@pytest.fixture
def fit() -> Iterator[SurfaceFit]:
    yield fit_surface(quote(svi_surface(), [float(each) for each in range(80, 125, 3)], half_spread=0.01))
    plt.close("all")


def test_it_draws_bands_curve_and_forward(fit: SurfaceFit) -> None:
    axes = volatility_smile(fit.surface, fit.quotes, expiry=NEAR)
    labels = axes.get_legend_handles_labels()[1]
    assert set(labels) == {"puts, bid to ask", "calls, bid to ask", "fitted smile"}
    curve = next(line for line in axes.lines if line.get_label() == "fitted smile")
    strikes, drawn = np.asarray(curve.get_xdata()), np.asarray(curve.get_ydata())
    assert drawn == pytest.approx(fit.surface.volatility(strikes, fit.surface.times[0]))
    assert axes.get_title(loc="left") == "X, 2024-03-01, 60.0 days to expiry"


def test_it_draws_where_it_is_told(fit: SurfaceFit) -> None:
    _, axes = plt.subplots()
    assert volatility_smile(fit.surface, fit.quotes, expiry=NEAR, axes=axes) is axes


def test_an_unknown_expiry_is_refused(fit: SurfaceFit) -> None:
    with pytest.raises(InputError, match="'expiry' must be one of 2024-03-01"):
        volatility_smile(fit.surface, fit.quotes, expiry=np.datetime64("2030-01-01"))


def test_a_sheet_shows_the_most_quoted_expiries_in_order_of_time(fit: SurfaceFit) -> None:
    both = volatility_smiles(fit.surface, fit.quotes)
    assert [axes.get_title(loc="left")[:13] for axes in both] == ["X, 2024-03-01", "X, 2024-07-01"]
    (one,) = volatility_smiles(fit.surface, fit.quotes, most=1)
    counts = [np.count_nonzero(fit.quotes.expiry == each.expiry) for each in fit.surface.smiles]
    most = str(fit.surface.smiles[int(np.argmax(counts))].expiry)[:10]
    assert most in one.get_title(loc="left")
    with pytest.raises(InputError, match="'most' must be at least 1, was 0"):
        volatility_smiles(fit.surface, fit.quotes, most=0)


def test_a_name_with_dollars_is_no_mathematics(fit: SurfaceFit) -> None:
    axes = volatility_smile(replace(fit.surface, underlying=r"$\bad$"), fit.quotes, expiry=NEAR)
    root_figure(axes).savefig(io.BytesIO(), format="png")
