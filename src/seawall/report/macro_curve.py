"""The curve of Treasury yields as data and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from seawall.macro import CurveDay, TreasuryCurve
from seawall.report.layout import Column, Table, table_row
from seawall.report.numbers import UNKNOWN, Number, quantity

__all__ = ["CurveView", "YieldView", "curve_table", "curve_views"]


@dataclass(frozen=True, slots=True)
class YieldView:
    """Yield of one maturity."""

    series: str
    maturity: str
    years: float
    rate: Number


@dataclass(frozen=True, slots=True)
class MissingMaturityView:
    """A maturity without a yield on the day, and why."""

    maturity: str
    reason: str


@dataclass(frozen=True, slots=True)
class CurveView:
    """Yields of one day, and the maturities without one."""

    day: str
    date: str
    points: tuple[YieldView, ...]
    missing: tuple[MissingMaturityView, ...]


def curve_views(curves: Sequence[TreasuryCurve]) -> tuple[CurveView, ...]:
    """Curves with their texts, the newest first.

    Parameters
    ----------
    curves : sequence of TreasuryCurve
        As read.
    """
    return tuple(
        CurveView(
            day=each.day.value,
            date=str(each.date),
            points=tuple(
                YieldView(point.series_id, point.maturity, point.years, quantity(point.yield_percent, "%", decimals=2))
                for point in each.points
            ),
            missing=tuple(MissingMaturityView(*pair) for pair in each.missing),
        )
        for each in curves
    )


def curve_table(curves: Sequence[CurveView]) -> Table:
    """Maturities down, days across.

    Parameters
    ----------
    curves : sequence of CurveView
        At least one.
    """
    maturities = {point.maturity: point.years for curve in curves for point in curve.points}
    rates = [{point.maturity: point.rate for point in curve.points} for curve in curves]
    latest = next(curve for curve in curves if curve.day == CurveDay.LATEST)
    missing = [f"{each.maturity} ({each.reason})" for each in latest.missing]
    without = f" Without a yield on it: {'; '.join(missing)}." if missing else ""
    return Table(
        title="Treasury yields, % a year",
        columns=(
            Column("Maturity", is_number=False),
            *(Column(f"{curve.date}, {curve.day}") for curve in curves),
        ),
        rows=tuple(
            table_row(maturity, *(each.get(maturity, UNKNOWN) for each in rates))
            for maturity in sorted(maturities, key=maturities.__getitem__)
        ),
        caption=f"All yields of a column are of its day. {latest.date} is the newest day with half of the maturities "
        f"that are supplied.{without}",
    )
