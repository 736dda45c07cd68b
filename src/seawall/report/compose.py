"""From results to the document: every number gets its text here, once."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from seawall.core import DISCLAIMER
from seawall.exposures import Exposure
from seawall.portfolio import Cash, EuropeanOption, Instrument, Perpetual, Portfolio, Spot
from seawall.rating import RatingFactor
from seawall.report.document import (
    ContributionView,
    DataView,
    ExposureTotalView,
    ExposureView,
    FailureView,
    ForcedCloseView,
    ReportDocument,
    ScenarioView,
    SeriesView,
    ShockView,
    StressView,
    VenueView,
)
from seawall.report.limits import limits_view
from seawall.report.macro_regime import regime_view
from seawall.report.model_views import backtest_view, model_view
from seawall.report.numbers import UNKNOWN, Number, days, money, multiple, percent, quantity
from seawall.report.provenance import badge_text, distribution_view, figure_view, lineage_view, share_of
from seawall.report.rating import rating_view
from seawall.report.results import RiskResults
from seawall.scenarios import ResolvedShock, ShockOrigin, StressScenario, names_outside_book, position_factors
from seawall.valuation import ForcedClose

__all__ = ["compose_document", "describe_instrument"]

_FORMAT_VERSION = 1
_PROXIES = frozenset({ShockOrigin.PROXY, ShockOrigin.CLASS_PROXY})


def compose_document(results: RiskResults) -> ReportDocument:
    """Turn results into the document that every page is drawn from.

    Parameters
    ----------
    results : RiskResults
        One run of the workflow.

    Returns
    -------
    ReportDocument
        Numbers with text and unit; nothing is computed after this.
    """
    base, equity = results.portfolio.base_currency, results.register.equity
    market = next(f for f in results.rating.waterfall if f.policy.factor is RatingFactor.MARKET)
    simulated = results.lineage.simulated
    return ReportDocument(
        format_version=_FORMAT_VERSION,
        portfolio=results.portfolio.name,
        base_currency=base,
        as_of=str(results.as_of),
        prices_as_of=str(results.snapshot.as_of),
        simulated=simulated,
        badge=badge_text(results.lineage),
        equity=money(equity, base),
        volatility=percent(market.reading.value),
        rating=rating_view(results.rating),
        limits=limits_view(results.limits),
        macro_regime=None if results.regime is None else regime_view(results.regime),
        exposures=tuple(_exposure(each, results) for each in results.register.exposures),
        exposure_total=_exposure_total(results),
        venues=tuple(
            VenueView(
                each.venue or "not named",
                str(each.custody or UNKNOWN),
                money(each.claim, base),
                percent(each.share),
            )
            for each in results.register.venues
        ),
        figures=tuple(figure_view(each, equity) for each in results.figures),
        distribution=distribution_view(results.distribution, equity, results.cube.lineage),
        contributions=_contributions(results),
        models=tuple(model_view(each, equity) for each in results.fan),
        backtests=tuple(backtest_view(each) for each in results.backtests),
        stress=_stress(results),
        data=_data(results),
        notes=_notes(results),
        failures=tuple(FailureView(each.where, each.reason, each.message) for each in results.failures),
        disclaimer=DISCLAIMER,
    )


def describe_instrument(instrument: Instrument) -> str:
    """Contract in a few words."""
    match instrument:
        case Spot():
            return "spot"
        case Cash():
            return "cash"
        case Perpetual():
            return f"perpetual from {instrument.entry_price:,g}"
        case EuropeanOption():
            return f"{instrument.right} {instrument.strike:,g}, {instrument.expiry}"


def _exposure(exposure: Exposure, results: RiskResults) -> ExposureView:
    base = results.portfolio.base_currency
    position = exposure.position
    asset = results.portfolio.asset_of(position)
    return ExposureView(
        position=position.id,
        instrument=describe_instrument(position.instrument),
        asset=asset.id if asset else results.portfolio.currency_of(position),
        asset_class=results.portfolio.asset_class_of(position).value,
        venue=position.venue or "not named",
        quantity=Number(position.sized, f"{position.sized:,.6g}", "units"),
        value=money(exposure.market.value, base),
        share_of_equity=share_of(exposure.market.value, results.register.equity),
        delta=money(exposure.market.delta, base),
        beta=multiple(exposure.market.beta),
        issuer=exposure.credit.issuer or UNKNOWN,
        credit_loss_rate=percent(exposure.credit.loss_rate),
        days_to_sell=days(exposure.liquidity.days_to_sell),
        liquidity_basis=exposure.liquidity.basis,
        unknown=exposure.unknown,
    )


def _exposure_total(results: RiskResults) -> ExposureTotalView:
    base, register = results.portfolio.base_currency, results.register
    return ExposureTotalView(
        value=money(register.equity, base),
        share_of_equity=share_of(register.equity, register.equity),
        delta=money(sum(each.market.delta for each in register.exposures), base),
        credit_loss_rate=percent(register.credit_loss_rate),
        days_to_sell=days(register.days_to_sell),
    )


def _contributions(results: RiskResults) -> tuple[ContributionView, ...]:
    base = results.portfolio.base_currency
    totals = {level: float(amounts.sum()) for level, amounts in results.contributions.items()}
    return tuple(
        ContributionView(
            position=position.id,
            amounts={f"{level:g}": money(float(a[i]), base) for level, a in results.contributions.items()},
            shares={
                f"{level:g}": percent(float(a[i]) / totals[level] if totals[level] else None, decimals=1)
                for level, a in results.contributions.items()
            },
        )
        for i, position in enumerate(results.portfolio.positions)
    )


def _stress(results: RiskResults) -> StressView:
    portfolio = results.portfolio
    classes = tuple(dict.fromkeys(portfolio.asset_class_of(p).value for p in portfolio.positions))
    return StressView(
        asset_classes=classes,
        scenarios=tuple(
            _scenario(scenario, row, results.stress.resolved[index], classes, results)
            for index, (scenario, row) in enumerate(zip(results.stress.scenarios, results.stress_cube.pnl, strict=True))
        ),
        forced_closes=tuple(_forced(each, portfolio) for each in results.forced_closes),
    )


def _forced(close: ForcedClose, portfolio: Portfolio) -> ForcedCloseView:
    position = next(each for each in portfolio.positions if each.id == close.position)
    currency, base = portfolio.currency_of(position), portfolio.base_currency
    return ForcedCloseView(
        scenario=close.scenario,
        position=close.position,
        price=quantity(close.price, currency, decimals=2),
        liquidation_price=quantity(close.liquidation_price, currency, decimals=2),
        bankruptcy_price=quantity(close.bankruptcy_price, currency, decimals=2),
        pnl=money(close.pnl, base),
        pnl_if_held=money(close.pnl_if_held, base),
    )


def _scenario(
    scenario: StressScenario,
    row: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    resolved: tuple[ResolvedShock, ...],
    classes: tuple[str, ...],
    results: RiskResults,
) -> ScenarioView:
    portfolio, base = results.portfolio, results.portfolio.base_currency
    of_class = np.array([portfolio.asset_class_of(p).value for p in portfolio.positions])
    moved_by = {p.id: [f.id for f in position_factors(portfolio, p)] for p in portfolio.positions}
    origins = {each.factor.id: each.origin for each in resolved}
    proxied = tuple(name for name, moved in moved_by.items() if any(origins[each] in _PROXIES for each in moved))
    unshocked = {
        name: [each for each in moved if origins[each] is ShockOrigin.UNSHOCKED] for name, moved in moved_by.items()
    }

    def class_pnl(name: str) -> Number:
        """Gain of a class; words where nothing in it was shocked, since 0 would read as safety."""
        held = [each for each, of in zip(moved_by, of_class, strict=True) if of == name]
        if all(moved_by[each] and unshocked[each] == moved_by[each] for each in held):
            return Number(0.0, "no shock", base)
        return money(float(row[of_class == name].sum()), base)

    return ScenarioView(
        id=scenario.id,
        title=scenario.title,
        source=scenario.source,
        window_start=str(scenario.window.start) if scenario.window else None,
        window_end=str(scenario.window.end) if scenario.window else None,
        pnl=money(float(row.sum()), base),
        share_of_equity=share_of(float(row.sum()), results.register.equity),
        by_asset_class={name: class_pnl(name) for name in classes},
        by_position={p.id: money(float(row[i]), base) for i, p in enumerate(portfolio.positions)},
        shocks=tuple(
            ShockView(
                factor=each.factor.id,
                shock=percent(each.shock),
                origin=each.origin.value,
                basis=each.basis,
                positions=tuple(name for name, moved in moved_by.items() if each.factor.id in moved),
            )
            for each in resolved
        ),
        proxied=proxied,
        unshocked=tuple(
            name if missing == moved_by[name] else f"{name} ({', '.join(missing)})"
            for name, missing in unshocked.items()
            if missing
        ),
        not_in_book=names_outside_book(scenario, portfolio),
    )


def _data(results: RiskResults) -> DataView:
    window = results.panel.window
    return DataView(
        common_closes=len(results.panel.dates),
        window_start=str(window.start),
        window_end=str(window.end),
        series=tuple(
            SeriesView(
                use.symbol,
                Path(use.source).name,
                use.column,
                str(use.available.start),
                str(use.available.end),
                use.rows,
                use.not_common,
                use.blank_rows,
            )
            for use in results.panel.uses
        ),
        held_constant=results.held_constant,
        lineage=lineage_view(results.lineage),
    )


def _notes(results: RiskResults) -> tuple[str, ...]:
    notes = [
        "Losses are positive in VaR and ES; gains are positive in P&L.",
        "VaR is the k-th largest loss, k the whole number at or above n(1 - c), never interpolated. ES is the mean "
        "of the worst n(1 - c) losses, the last of them counted for its fraction.",
        "Simple returns of past sessions are applied to today's book, and every position is priced again. Scenarios "
        "are instantaneous: time, funding and carry stand still.",
        "10-session figures use overlapping returns, which are not independent: their intervals count n/10 "
        "observations.",
        "An interval for VaR is exact for independent losses, whatever their law. For ES none is: its interval is "
        "asymptotic, and given only where VaR has one.",
        "Closes are joined on the dates that all series share, then differenced: a Monday return of a market that "
        "never shuts spans the weekend.",
    ]
    if results.held_constant:
        notes.append(f"Without history, and so held constant in VaR and ES: {', '.join(results.held_constant)}.")
    if any(isinstance(p.instrument, Perpetual) for p in results.portfolio.positions):
        notes.append("Perpetuals are valued at their gain since entry; margin calls and liquidation are not modelled.")
    return tuple(notes)
