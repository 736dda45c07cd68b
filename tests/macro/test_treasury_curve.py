"""A Treasury curve is of one day: what has no yield on it is missing by name, and never carried over."""

from __future__ import annotations

import datetime as dt

import pytest

from seawall.errors import DataError
from seawall.macro import CurveDay, IndicatorId, read_treasury_curves, recent_history, recession_spells
from tests.macro.built import daily, economy, monthly

MATURITIES = ("DGS3MO", "DGS2", "DGS10", "DGS30")


def _yields(start: float, count: int = 300) -> list[float | None]:
    return [start + 0.01 * each for each in range(count)]


def test_the_newest_day_with_half_of_the_maturities_is_the_curve_and_the_rest_is_missing() -> None:
    known = economy(
        "2025-12-31",
        daily("DGS3MO", "2024-09-02", _yields(4.0, 330)),
        daily("DGS2", "2024-09-02", _yields(3.5, 330)),
        daily("DGS10", "2024-09-02", _yields(4.2, 345)),
        daily("DGS30", "2024-09-02", _yields(4.6, 200)),
    )
    curves = read_treasury_curves(known)
    assert [each.day for each in curves] == list(CurveDay)
    latest, month, year = curves
    newest = known.series["DGS2"].latest_date  # DGS10 alone goes on: one of four is not half
    assert (latest.date, [each.series_id for each in latest.points]) == (newest, ["DGS3MO", "DGS2", "DGS10"])
    assert month.date == newest.replace(month=newest.month - 1) or (newest - month.date).days < 34
    assert 0 <= (newest.replace(year=newest.year - 1) - year.date).days <= 10
    for curve in curves:
        for point in curve.points:
            series = known.series[point.series_id]
            row = series.dates.tolist().index(curve.date)
            assert point.yield_percent == series.values[row], (curve.date, point)
        assert [each.years for each in curve.points] == sorted(each.years for each in curve.points)
    reasons = dict(latest.missing)
    assert reasons["30 years"] == f"DGS30 ends on {known.series['DGS30'].latest_date}"
    assert reasons["5 years"] == "DGS5 not supplied"
    assert "30 years" not in dict(year.missing)


def test_a_day_within_the_series_without_a_value_is_missing_and_says_so() -> None:
    values = _yields(3.5, 40)
    values[-1] = None
    known = economy(
        "2025-12-31",
        daily("DGS3MO", "2025-10-01", _yields(4.0, 40)),
        daily("DGS2", "2025-10-01", [*values, 3.9]),
        daily("DGS10", "2025-10-01", _yields(4.2, 40)),
    )
    (latest, month) = read_treasury_curves(known)
    assert dict(latest.missing)["2 years"] == f"DGS2 has no value on {latest.date}"
    assert (latest.date - month.date).days >= 28
    assert month.day is CurveDay.MONTH_BEFORE


def test_one_maturity_is_no_curve() -> None:
    with pytest.raises(DataError, match=r"needs two maturities on 2025-12-31.*supplied: DGS10"):
        read_treasury_curves(economy("2025-12-31", daily("DGS10", "2025-10-01", _yields(4.2, 40))))


def test_recent_history_is_three_years_of_months_and_a_year_of_days() -> None:
    known = economy(
        "2025-12-31",
        daily("VIXCLS", "2022-01-03", [15.0] * 1000),
        monthly("PAYEMS", "2018-01", [150_000.0 + 10.0 * each for each in range(95)]),
    )
    jobs, fear = (recent_history(known, each) for each in (IndicatorId.PAYROLLS_CHANGE, IndicatorId.VIX))
    assert (len(jobs.dates), str(jobs.dates[0]), str(jobs.dates[-1])) == (36, "2022-12-01", "2025-11-01")
    assert (fear.dates[-1] - fear.dates[0]).item().days in range(360, 366)
    assert fear.dates[-1].item() == known.series["VIXCLS"].latest_date
    assert len(recent_history(known, IndicatorId.CPI_YOY).dates) == 0


def test_a_recession_lasts_until_the_first_day_after_its_last_month() -> None:
    flags = monthly("USREC", "2000-01", [0.0, 1.0, 1.0, 0.0, 0.0, 1.0])
    day = dt.date
    assert recession_spells(flags) == ((day(2000, 2, 1), day(2000, 4, 1)), (day(2000, 6, 1), day(2000, 7, 1)))
    assert recession_spells(monthly("USREC", "2000-01", [0.0, 0.0])) == ()
