"""The page of a map of liquidations, as data, as tables, and as JSON."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from seawall.core import DISCLAIMER
from seawall.microstructure import TOUCH_HOURS, LiquidationCluster, MapFlag
from seawall.report.layout import Cell, Column, Section, Table
from seawall.report.liquidation_results import LiquidationResults
from seawall.report.numbers import Number, percent, quantity

__all__ = ["LiquidationsDocument", "compose_liquidations", "liquidations_section"]

_FORMAT_VERSION = 1
_USD = "million USD"


@dataclass(frozen=True, slots=True)
class ClusterView:
    """A cluster of estimated liquidations."""

    side: str
    peak: Number
    low: Number
    high: Number
    usd: Number
    distance: Number
    sigmas: Number
    touch: dict[str, Number]
    rests_on_prior: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class LeverageView:
    """A bucket of leverage."""

    leverage: Number
    long_share: Number
    short_share: Number
    long_interval: tuple[Number, Number] | None
    short_interval: tuple[Number, Number] | None
    is_identified: bool


@dataclass(frozen=True, slots=True)
class StopView:
    """Supposed stops."""

    side: str
    price: Number
    distance: Number
    strength: Number
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LiquidationsDocument:
    """An estimated map of liquidations."""

    format_version: int
    simulated: bool
    badge: str
    symbol: str
    source: str
    as_of: str
    seed: int | None
    hours: Number
    mark: Number
    open_interest: Number
    long_on_map: Number
    short_on_map: Number
    long_outside: Number
    short_outside: Number
    volatility_daily: Number
    effective_leverage: Number
    effective_interval: tuple[Number, Number] | None
    arithmetic_leverage: Number
    arithmetic_interval: tuple[Number, Number] | None
    leverage_from: str
    leaning: str
    clusters: tuple[ClusterView, ...]
    leverage: tuple[LeverageView, ...]
    stops: tuple[StopView, ...]
    price_edges: tuple[float, ...]
    long_usd: tuple[float, ...]
    short_usd: tuple[float, ...]
    flags: tuple[int, ...]
    findings: tuple[str, ...]
    notes: tuple[str, ...]
    disclaimer: str


_NOTES = (
    "Everything here is estimated from public data; no venue shows where positions are liquidated.",
    "USD in each cell: quantity that would be closed by force there, at that price. Map and outside add up to open "
    "interest on each side; outside lies beyond 12 %, is not levered, or was open before the record began.",
    "Leverage: effective is value over margin (harmonic mean), arithmetic the mean weighted by value; both of levered "
    "positions only. Intervals hold 90 %, and are as wide as the prior where no forced close speaks.",
    "Probability of touch: a Brownian motion without drift at the volatility of the last day.",
    "Supposed stops come of habit (round numbers, swings, distance from entries) and are no part of the map.",
)


def compose_liquidations(results: LiquidationResults) -> LiquidationsDocument:
    """Turn a map into the document that terminal and JSON are drawn from.

    Parameters
    ----------
    results : LiquidationResults
        Of the workflow.

    Returns
    -------
    LiquidationsDocument
        Numbers with text and unit; nothing is computed after this.
    """
    shown, fit = results.shown, results.fit
    mix = shown.mix
    instant = dt.datetime.fromtimestamp(int(shown.end_ns[-1]) / 1e9, tz=dt.UTC)
    effective = fit.effective_leverage if fit else None
    arithmetic = fit.arithmetic_leverage if fit else None
    return LiquidationsDocument(
        format_version=_FORMAT_VERSION,
        simulated=results.origin.kind == "SIMULATED",
        badge=str(results.origin.kind),
        symbol=shown.symbol,
        source=results.origin.source,
        as_of=f"{instant:%Y-%m-%d %H:%M} UTC",
        seed=results.seed,
        hours=quantity(results.hours, "hours", decimals=1),
        mark=_price(float(shown.mark[-1])),
        open_interest=_millions(float(shown.open_interest_usd[-1])),
        long_on_map=_millions(float(shown.long_usd[-1].sum())),
        short_on_map=_millions(float(shown.short_usd[-1].sum())),
        long_outside=_millions(float(shown.long_outside_usd[-1])),
        short_outside=_millions(float(shown.short_outside_usd[-1])),
        volatility_daily=percent(results.volatility_daily),
        effective_leverage=_times(mix.effective_leverage()),
        effective_interval=(_times(effective[1]), _times(effective[2])) if effective else None,
        arithmetic_leverage=_times(mix.arithmetic_leverage()),
        arithmetic_interval=(_times(arithmetic[1]), _times(arithmetic[2])) if arithmetic else None,
        leverage_from=mix.fitted_on if fit else f"{mix.fitted_on}: {results.no_fit_reason}",
        leaning=results.leaning,
        clusters=tuple(_cluster_view(each) for each in results.clusters),
        leverage=_leverage_views(results),
        stops=tuple(
            StopView(
                each.side.name.lower(),
                _price(each.price),
                percent(each.distance, decimals=1),
                quantity(each.strength, "of the strongest", decimals=2),
                each.reasons,
            )
            for each in results.stops
        ),
        price_edges=tuple(shown.price_edges.round(6).tolist()),
        long_usd=tuple(shown.long_usd[-1].round(2).tolist()),
        short_usd=tuple(shown.short_usd[-1].round(2).tolist()),
        flags=tuple(int(each) for each in shown.flags[-1]),
        findings=(*results.findings, *_flag_sentences(results)),
        notes=_NOTES,
        disclaimer=DISCLAIMER,
    )


def liquidations_section(document: LiquidationsDocument) -> Section:
    """Clusters, leverage by bucket, and supposed stops.

    Parameters
    ----------
    document : LiquidationsDocument
        The map.

    Returns
    -------
    Section
        Three tables; those with nothing in them are left out.
    """
    tables = [_cluster_table(document), _leverage_table(document), _stop_table(document)]
    return Section("liquidations", "02 Quantify: estimated liquidations", tuple(each for each in tables if each.rows))


def _cluster_view(cluster: LiquidationCluster) -> ClusterView:
    return ClusterView(
        side=cluster.side.name.lower(),
        peak=_price(cluster.peak),
        low=_price(cluster.low),
        high=_price(cluster.high),
        usd=_millions(cluster.usd),
        distance=percent(cluster.distance, decimals=1),
        sigmas=quantity(cluster.sigmas, "standard deviations of a day", decimals=1),
        touch={
            f"{hours:g} h": percent(chance, decimals=0)
            for hours, chance in zip(TOUCH_HOURS, cluster.touch_probabilities, strict=True)
        },
        rests_on_prior=cluster.is_prior,
        sentence=cluster.sentence(),
    )


def _leverage_views(results: LiquidationResults) -> tuple[LeverageView, ...]:
    mix = results.shown.mix
    views = []
    for place, leverage in enumerate(mix.leverages.tolist()):
        ends = [
            None if each is None else (percent(each[place, 0], decimals=1), percent(each[place, 1], decimals=1))
            for each in (mix.long_intervals, mix.short_intervals)
        ]
        views.append(
            LeverageView(
                quantity(leverage, "times", decimals=0),
                percent(float(mix.long_shares[place]), decimals=1),
                percent(float(mix.short_shares[place]), decimals=1),
                ends[0],
                ends[1],
                bool(mix.is_identified[place]),
            )
        )
    return tuple(views)


def _flag_sentences(results: LiquidationResults) -> list[str]:
    flags, shown = results.shown.flags[-1], results.shown
    usd = shown.long_usd[-1] + shown.short_usd[-1]
    total = max(float(usd.sum()), 1e-300)
    said = []
    share = float(usd[(flags & int(MapFlag.PRIOR)) > 0].sum()) / total
    if share > 0.0:
        said.append(
            f"{100 * share:.0f} % of what is on the map lies in cells that rest mostly on the prior of leverage"
        )
    if (flags & int(MapFlag.UNSEEN)).any():
        said.append("more than half of open interest is older than the record and has no place on the map")
    suspect = np.count_nonzero((shown.flags[:, 0] & int(MapFlag.SUSPECT)) > 0)
    if suspect:
        said.append(f"{suspect:,} of {len(shown.mark):,} intervals shown are suspect")
    return said


def _cluster_table(document: LiquidationsDocument) -> Table:
    hours = [f"{each:g} h" for each in TOUCH_HOURS]
    columns = ("Peak", "From", "To", "M USD, est.", "Distance", "Sigma", *(f"Touch {each}" for each in hours))
    return Table(
        title="Clusters, estimated",
        columns=(Column("Side", is_number=False), *(Column(each) for each in columns), Column("Rests on", False)),
        rows=tuple(
            tuple(
                Cell(text)
                for text in (
                    each.side,
                    each.peak.text,
                    each.low.text,
                    each.high.text,
                    each.usd.text,
                    each.distance.text,
                    each.sigmas.text,
                    *(each.touch[name].text for name in hours),
                    "prior" if each.rests_on_prior else "data",
                )
            )
            for each in document.clusters
        ),
    )


def _leverage_table(document: LiquidationsDocument) -> Table:
    def interval(ends: tuple[Number, Number] | None) -> str:
        return f"{ends[0].text} to {ends[1].text}" if ends else "–"

    return Table(
        title="Leverage of newly opened interest",
        columns=(
            Column("Leverage"),
            Column("Longs"),
            Column("90 %"),
            Column("Shorts"),
            Column("90 %"),
            Column("Known from", is_number=False),
        ),
        rows=tuple(
            tuple(
                Cell(text)
                for text in (
                    f"{each.leverage.text}x",
                    each.long_share.text,
                    interval(each.long_interval),
                    each.short_share.text,
                    interval(each.short_interval),
                    "forced closes" if each.is_identified else "prior: not identified",
                )
            )
            for each in document.leverage
        ),
        caption="What is left of 100 % is not levered.",
    )


def _stop_table(document: LiquidationsDocument) -> Table:
    return Table(
        title="Stops, supposed; no part of the map",
        columns=(
            Column("Of", is_number=False),
            Column("Price"),
            Column("Distance"),
            Column("Strength"),
            Column("Because of", is_number=False),
        ),
        rows=tuple(
            tuple(
                Cell(text)
                for text in (
                    f"{each.side}s",
                    each.price.text,
                    each.distance.text,
                    each.strength.text,
                    ", ".join(each.reasons),
                )
            )
            for each in document.stops
        ),
    )


def _price(value: float) -> Number:
    return quantity(value, "quote currency", decimals=0 if value >= 1_000 else 4)


def _millions(value: float) -> Number:
    return quantity(value / 1e6, _USD, decimals=1)


def _times(value: float) -> Number:
    return quantity(value, "times", decimals=1)
