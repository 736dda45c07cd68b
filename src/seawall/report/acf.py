"""The page of ``seawall acf``: autocorrelations with their bands, as data and as tables."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.core import DISCLAIMER
from seawall.report.forecast_parts import (
    ResidualTestView,
    SeriesView,
    StationarityView,
    residual_table,
    residual_views,
    series_badge,
    series_view,
    stationarity_table,
    stationarity_view,
)
from seawall.report.forecast_results import AcfResults
from seawall.report.layout import Column, Section, Table, table_row
from seawall.report.numbers import Number, quantity

__all__ = ["AcfDocument", "acf_section", "compose_acf"]

_FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class LagView:
    """One lag, with the bands of its autocorrelation; `is_signal` where it leaves the robust band."""

    lag: int
    acf: Number
    bartlett_band: Number
    robust_band: Number
    is_signal: bool
    pacf: Number
    acf_of_squares: Number


@dataclass(frozen=True, slots=True)
class AcfDocument:
    """Autocorrelations of a series."""

    format_version: int
    series: SeriesView
    simulated: bool
    badge: str
    confidence: float
    white_noise_band: Number
    lags: tuple[LagView, ...]
    verdict: str
    stationarity: StationarityView
    tests: tuple[ResidualTestView, ...]
    notes: tuple[str, ...]
    disclaimer: str


def compose_acf(results: AcfResults) -> AcfDocument:
    """Turn autocorrelations into the document that terminal and JSON are drawn from.

    Parameters
    ----------
    results : AcfResults
        One run of the workflow.

    Returns
    -------
    AcfDocument
        Numbers with text and unit; nothing is computed after this.
    """
    found, lineage = results.found, results.series.lineage
    outside = abs(found.acf) > found.robust_bands
    beyond_white = int((abs(found.acf) > found.white_noise_band).sum())
    count = len(found.acf)
    return AcfDocument(
        format_version=_FORMAT_VERSION,
        series=series_view(results.series),
        simulated=lineage.simulated,
        badge=series_badge(results.series),
        confidence=found.confidence,
        white_noise_band=_correlation(found.white_noise_band),
        lags=tuple(
            LagView(
                lag=place + 1,
                acf=_correlation(found.acf[place]),
                bartlett_band=_correlation(found.bartlett_bands[place]),
                robust_band=_correlation(found.robust_bands[place]),
                is_signal=bool(outside[place]),
                pacf=_correlation(found.pacf[place]),
                acf_of_squares=_correlation(results.squares.acf[place]),
            )
            for place in range(count)
        ),
        verdict=f"{int(outside.sum())} of {count} autocorrelations leave the robust band, {beyond_white} that of white "
        f"noise; chance alone carries about {(1.0 - found.confidence) * count:.1f} across.",
        stationarity=stationarity_view(results.stationarity),
        tests=residual_views(results.tests),
        notes=(
            "White noise: z over the root of n, of both functions. Bartlett: for a moving average of the lags before. "
            "Robust: for uncorrelated values whose variance changes, as that of returns does.",
            "Squares: of the deviations from the mean; where they correlate, the variance can be forecast.",
        ),
        disclaimer=DISCLAIMER,
    )


def _correlation(value: float) -> Number:
    return quantity(float(value), "1", decimals=3)


def acf_section(document: AcfDocument) -> Section:
    """Lags, stationarity and tests as tables.

    Parameters
    ----------
    document : AcfDocument
        The autocorrelations.

    Returns
    -------
    Section
        Three tables.
    """
    lags = Table(
        title=f"Autocorrelations of {document.series.n_values:,} values; bands of {100 * document.confidence:g} %, "
        f"white noise ± {document.white_noise_band.text}",
        columns=(
            Column("Lag"),
            Column("ACF"),
            Column("± Bartlett"),
            Column("± robust"),
            Column("Beyond", is_number=False),
            Column("PACF"),
            Column("ACF of squares"),
        ),
        rows=tuple(
            table_row(
                f"{each.lag}",
                each.acf,
                each.bartlett_band,
                each.robust_band,
                "yes" if each.is_signal else "",
                each.pacf,
                each.acf_of_squares,
            )
            for each in document.lags
        ),
        caption=document.verdict,
    )
    return Section(
        "acf",
        f"Autocorrelations of {document.series.name}, {document.series.transform}",
        (lags, stationarity_table(document.stationarity), residual_table(document.tests, title="Tests of the values")),
    )
