"""The page of ``seawall capm``: betas, alphas and distances to the security market line, as data and as a table."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.core import DISCLAIMER
from seawall.report.document import LineageView
from seawall.report.layout import Column, Section, Table, table_row
from seawall.report.numbers import Number, multiple, percent, quantity
from seawall.report.provenance import badge_text, lineage_view, origin_text
from seawall.report.results import CapmResults

__all__ = ["CapmAssetView", "CapmDocument", "capm_section", "compose_capm"]

_FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class CapmAssetView:
    """One asset. Treynor's ratio is null where its beta is not above 0 at the level of 5 %."""

    asset: str
    beta: Number
    beta_error: Number
    beta_vasicek: Number
    beta_blume: Number
    alpha_annual: Number
    alpha_error: Number
    alpha_p_value: Number
    r_squared: Number
    residual_deviation_annual: Number
    treynor_annual: Number
    appraisal_ratio: Number
    information_ratio: Number
    mean_return_annual: Number
    expected_return_annual: Number
    distance_annual: Number


@dataclass(frozen=True, slots=True)
class CapmDocument:
    """Assets beside the security market line of one market."""

    format_version: int
    market: str
    prices_as_of: str
    simulated: bool
    badge: str
    n_observations: int
    sessions_per_year: Number
    hac_lags: int
    risk_free_annual: Number
    market_return_annual: Number
    market_return_is_estimated: bool
    market_mean_return_annual: Number
    assets: tuple[CapmAssetView, ...]
    lineage: LineageView
    notes: tuple[str, ...]
    disclaimer: str


def compose_capm(results: CapmResults) -> CapmDocument:
    """Turn a fit into the document that terminal and JSON are drawn from.

    Parameters
    ----------
    results : CapmResults
        One run of the workflow.

    Returns
    -------
    CapmDocument
        Numbers with text and unit; nothing is computed after this.
    """
    fit, line, lineage = results.fit, results.line, results.lineage
    return CapmDocument(
        format_version=_FORMAT_VERSION,
        market=results.market,
        prices_as_of=str(lineage.window.end) if lineage.window else "",
        simulated=lineage.simulated,
        badge=badge_text(lineage),
        n_observations=fit.n_observations,
        sessions_per_year=quantity(fit.periods_per_year, "sessions a year", decimals=1),
        hac_lags=fit.lags,
        risk_free_annual=percent(line.risk_free_annual),
        market_return_annual=percent(line.market_return_annual),
        market_return_is_estimated=line.market_is_estimated,
        market_mean_return_annual=percent(fit.market_return_annual),
        assets=_assets(results),
        lineage=lineage_view(lineage),
        notes=_notes(results),
        disclaimer=DISCLAIMER,
    )


def _assets(results: CapmResults) -> tuple[CapmAssetView, ...]:
    fit, line, vasicek = results.fit, results.line, results.vasicek
    treynor = [
        each if is_defined else None
        for each, is_defined in zip(fit.treynor_annual.tolist(), fit.treynor_is_defined.tolist(), strict=True)
    ]
    p_values, appraisals, means = fit.alpha_p_value, fit.appraisal_ratio, fit.mean_return_annual
    expected, distances = line.expected_return_annual, line.distance_annual
    return tuple(
        CapmAssetView(
            asset=name,
            beta=multiple(fit.beta[i]),
            beta_error=multiple(fit.beta_error[i]),
            beta_vasicek=multiple(vasicek.betas[i] if vasicek else None),
            beta_blume=multiple(results.blume.betas[i]),
            alpha_annual=percent(fit.alpha_annual[i]),
            alpha_error=percent(fit.alpha_error[i]),
            alpha_p_value=quantity(p_values[i], "1", decimals=3),
            r_squared=percent(fit.r_squared[i], decimals=1),
            residual_deviation_annual=percent(fit.residual_deviation_annual[i]),
            treynor_annual=percent(treynor[i]),
            appraisal_ratio=multiple(appraisals[i]),
            information_ratio=multiple(fit.information_ratio[i]),
            mean_return_annual=percent(means[i]),
            expected_return_annual=percent(expected[i]),
            distance_annual=percent(distances[i]),
        )
        for i, name in enumerate(fit.names)
    )


def _notes(results: CapmResults) -> tuple[str, ...]:
    fit, line = results.fit, results.line
    left_out = [f"{use.symbol} {use.not_common:,}" for use in results.uses if use.not_common]
    vasicek = (
        f"Shrunk betas: {results.vasicek.method}. {results.blume.method}."
        if results.vasicek
        else f"Shrunk betas: Vasicek's needs at least 3 assets. {results.blume.method}."
    )
    market = (
        f"the market's mean return in the sample, {line.market_return_annual:.2%} a year, so that the distance is alpha"
        if line.market_is_estimated
        else f"a market return of {line.market_return_annual:.2%} a year, as given; in the sample it was "
        f"{fit.market_return_annual:.2%}"
    )
    return (
        f"± is one standard error: {_after_colon(results.lineage.method)}. p: two-sided, of alpha 0.",
        f"A year has {fit.periods_per_year:.1f} sessions, as observed. Alpha and means are multiplied by it, "
        "deviations by its root; the risk-free rate is divided by it.",
        f"CAPM: {line.risk_free_annual:.2%} plus beta times the market's excess return, at {market}. Distance: mean "
        "less CAPM.",
        "Treynor: excess return a year over beta; – where beta is not above 0 at the level of 5 %. Appraisal: alpha "
        "over residual deviation.",
        vasicek,
        f"Closes that are not common to all were left out: {', '.join(left_out)}."
        if left_out
        else "All closes are common to all.",
    )


def _after_colon(method: str) -> str:
    return method.split("; ", 1)[-1]


def capm_section(document: CapmDocument) -> Section:
    """The assets as one table.

    Parameters
    ----------
    document : CapmDocument
        The fit.

    Returns
    -------
    Section
        One table, a line for each asset.
    """
    rows = tuple(
        table_row(
            each.asset,
            f"{each.beta.text} ± {each.beta_error.text}",
            each.beta_vasicek,
            each.beta_blume,
            f"{each.alpha_annual.text} ± {each.alpha_error.text}",
            each.alpha_p_value,
            each.r_squared,
            each.treynor_annual,
            each.appraisal_ratio,
            each.mean_return_annual,
            each.expected_return_annual,
            each.distance_annual,
        )
        for each in document.assets
    )
    lineage = document.lineage
    table = Table(
        title=f"Assets on {document.market}, {document.n_observations:,} sessions, {lineage.window_start} to "
        f"{lineage.window_end}",
        columns=(
            Column("Asset", is_number=False),
            Column("Beta"),
            Column("Vasicek"),
            Column("Blume"),
            Column("Alpha a year"),
            Column("p"),
            Column("R²"),
            Column("Treynor"),
            Column("Appraisal"),
            Column("Mean"),
            Column("CAPM"),
            Column("Distance"),
        ),
        rows=rows,
        caption=f"{origin_text(lineage)}.",
    )
    return Section("capm", "Capital asset pricing model", (table,))
