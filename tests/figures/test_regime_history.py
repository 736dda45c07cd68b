"""The picture of the regime draws the history it is given, ranges where open, and shades of recessions."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from seawall.figures import regime_over_time, root_figure
from seawall.macro import MacroSeries, RecessionHistory, RegimeHistory, RegimeWord, series_facts

DAYS = np.arange(np.datetime64("2000-01"), np.datetime64("2003-01")).astype("datetime64[D]")
N = len(DAYS)


def history(*, open_until: int = 0, last_open: bool = False) -> RegimeHistory:
    best = np.linspace(2.0, 5.0, N)
    worst = best.copy()
    worst[:open_until] += 2.0
    if last_open:
        worst[-1] += 1.0
    parts = np.zeros((6, N))
    return RegimeHistory(DAYS, best, worst, parts, parts, (*([None] * (N - 1)), RegimeWord.SLOWDOWN), "test")


def probabilities() -> RecessionHistory:
    levels = np.linspace(0.1, 0.7, N)
    return RecessionHistory(DAYS, DAYS, levels, np.zeros((N, 2)), np.full(N, 0.1), ())


def flags() -> MacroSeries:
    values = np.zeros(N)
    values[3:6] = 1.0
    values[20:22] = 1.0
    none = np.array([], dtype="datetime64[D]")
    return MacroSeries(series_facts("USREC"), DAYS, values, none, None, "test", "0" * 16)


def test_score_probability_and_shade_are_those_given() -> None:
    top = regime_over_time(history(), probabilities(), recessions=flags())
    bottom = root_figure(top).axes[1]
    assert np.asarray(top.get_lines()[0].get_ydata()) == pytest.approx(history().best)
    assert np.asarray(bottom.get_lines()[0].get_ydata()) == pytest.approx(probabilities().probabilities)
    assert bottom.get_ylim()[1] > 0.7
    for axes in (top, bottom):
        edges = sorted(each for patch in axes.patches for each in (patch.get_x(), patch.get_x() + patch.get_width()))  # type: ignore[attr-defined]
        expected = ("2000-04-01", "2000-07-01", "2001-09-01", "2001-11-01")
        assert edges == pytest.approx([float(np.datetime64(day).astype(int)) for day in expected])
    assert "last 5.0, slowdown" in top.get_title("left")
    FigureCanvasAgg(root_figure(top)).draw()  # type: ignore[no-untyped-call]


def test_an_open_score_is_a_band_and_not_a_line() -> None:
    top = regime_over_time(history(open_until=10, last_open=True), None, recessions=None)
    drawn = np.asarray(top.get_lines()[0].get_ydata())
    assert np.isnan(drawn[:10]).all()
    assert np.isfinite(drawn[10:-1]).all()
    assert len(top.collections) == 1
    assert "last 5.0 to 6.0" in top.get_title("left")
    assert len(root_figure(top).axes) == 1
    FigureCanvasAgg(root_figure(top)).draw()  # type: ignore[no-untyped-call]
