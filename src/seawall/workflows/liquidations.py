"""From the record of a perpetual to a map of its liquidations: simulated, recorded, or of a venue."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from seawall.errors import DataError, InputError
from seawall.microstructure import (
    BINANCE_BTCUSDT_TIERS,
    InstrumentGrid,
    LeverageFit,
    MapModel,
    MarginTiers,
    PerpetualFlow,
    PerpetualFlowCollector,
    StopCluster,
    examine_flow,
    find_clusters,
    fit_leverage_mix,
    flat_leverage_mix,
    infer_stop_clusters,
    leaning_of,
    mark_volatility,
    track_liquidations,
)
from seawall.report import LiquidationResults, TapeKind, TapeOrigin
from seawall.sources import (
    BinanceFutures,
    RecordingLines,
    fetch_binance_perpetual,
    is_loopback,
    perpetual_events,
    recording_facts,
    tape_reader,
)
from seawall.workflows.write_files import write_atomically

if TYPE_CHECKING:
    from seawall.simulator import MinuteMarket

__all__ = ["estimate_liquidations", "run_liquidations", "simulated_perpetual", "write_liquidation_picture"]

_HOUR_NS = 3_600 * 10**9
_DAY_MINUTES = 1_440
_WARM_DAYS = 3
_SIMULATED_START_NS = 1_767_225_600 * 10**9
_START_PRICE = 97_420.0
_REPLAY = "replay:"
_LONGEST_HOURS = 24.0 * 30


def run_liquidations(feed: str, *, symbol: str | None = None, hours: float = 24.0, seed: int = 1) -> LiquidationResults:
    """Map of liquidations of a feed.

    Parameters
    ----------
    feed : str
        ``simulate``, ``binance``, or ``replay:FILE``.
    symbol : str, optional
        Name at the venue; BTCUSDT by default, or the recording's own.
    hours : float
        Of the map, above 0, at most 30 days.
    seed : int
        Of the simulation.

    Returns
    -------
    LiquidationResults
        The map, with all that is doubtful about it.

    Raises
    ------
    InputError, SourceError, DataError
        When the feed is not known, cannot be read, or lacks what a map needs: the message names it.
    """
    if not 0.0 < hours <= _LONGEST_HOURS:
        raise InputError(f"--hours must be above 0 and at most {_LONGEST_HOURS:g}, was {hours:g}")
    if feed == "simulate":
        if symbol not in (None, "BTCUSDT"):
            raise InputError(f"--symbol must be BTCUSDT for a simulation, was {symbol!r}")
        _, flow = simulated_perpetual(hours, seed=seed)
        origin = TapeOrigin(TapeKind.SIMULATED, f"simulated market, seed {seed}", "simulator", "of the simulator")
        return estimate_liquidations(flow, origin=origin, tiers=BINANCE_BTCUSDT_TIERS, hours=hours, seed=seed)
    if feed == "binance":
        venue = BinanceFutures(symbol or "BTCUSDT")
        flow = fetch_binance_perpetual(venue.symbol, venue=venue)
        kind = TapeKind.SIMULATED if is_loopback(venue.address) else TapeKind.LIVE
        origin = TapeOrigin(kind, venue.address, venue.name, "stated by the venue")
        return estimate_liquidations(flow, origin=origin, tiers=_tiers_of(flow.symbol), hours=hours)
    if feed == "bybit":
        raise InputError(
            "--feed bybit: the venue keeps no taker volume of the past, which a map needs; record it first "
            "(seawall record), then --feed replay:FILE"
        )
    if feed.startswith(_REPLAY):
        return _replayed(Path(feed.removeprefix(_REPLAY)), symbol, hours)
    raise InputError(f"--feed must be simulate, binance or replay:FILE, was {feed[:60]!r}")


def estimate_liquidations(
    flow: PerpetualFlow,
    *,
    origin: TapeOrigin,
    tiers: MarginTiers,
    hours: float = 24.0,
    seed: int | None = None,
    model: MapModel | None = None,
) -> LiquidationResults:
    """Map of a record, with the leverage fitted on what comes before the hours shown, where there is a day of it.

    Parameters
    ----------
    flow : PerpetualFlow
        The record.
    origin : TapeOrigin
        Where it comes from.
    tiers : MarginTiers
        Of the instrument.
    hours : float
        Of the map.
    seed : int, optional
        Of a simulation.
    model : MapModel, optional
        What the map assumes, and how far it reaches; turnover is fitted.

    Returns
    -------
    LiquidationResults
        Where leverage cannot be fitted it rests on a flat prior, and says why.
    """
    rows = max(min(round(hours * _HOUR_NS / flow.interval_ns), len(flow)), 1)
    before = len(flow) - rows
    is_enough = before * flow.interval_ns >= 24 * _HOUR_NS
    fit: LeverageFit | None = None
    reason = ""
    try:
        fit = fit_leverage_mix(flow.between(0, before) if is_enough else flow, tiers=tiers, model=model)
    except DataError as error:
        reason = str(error)
    mix, chosen = (fit.mix, fit.model) if fit else (flat_leverage_mix(), model or MapModel())
    shown = track_liquidations(flow, tiers=tiers, mix=mix, model=chosen, rows=rows)
    findings = list(examine_flow(flow).sentences)
    volatility: float | None = None
    try:
        volatility = mark_volatility(flow.mark_close[-rows:], interval_ns=flow.interval_ns)
    except DataError as error:
        findings.append(f"no clusters: {error}")
    stops: tuple[StopCluster, ...] = ()
    try:
        stops = infer_stop_clusters(flow)
    except DataError as error:
        findings.append(f"no supposed stops: {error}")
    return LiquidationResults(
        origin=origin,
        shown=shown,
        fit=fit,
        no_fit_reason=reason,
        volatility_daily=None if volatility is None else volatility * 24.0**0.5,
        clusters=() if volatility is None else find_clusters(shown, volatility=volatility, most=3),
        leaning=leaning_of(shown)[1],
        stops=stops,
        findings=tuple(findings),
        hours=len(flow) * flow.interval_ns / _HOUR_NS,
        seed=seed,
    )


def simulated_perpetual(hours: float, *, seed: int) -> tuple[MinuteMarket, PerpetualFlow]:
    """Three days of simulated agents and the hours asked for.

    Parameters
    ----------
    hours : float
        Above 0.
    seed : int
        0 or more.

    Returns
    -------
    tuple of MinuteMarket and PerpetualFlow
        The market as it stands at the end, and its public record.
    """
    from seawall.simulator import ExchangeTerms, MinuteMarket, MinuteMarketSettings, perpetual_flow_of

    grid = InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001"))
    terms = ExchangeTerms(grid, BINANCE_BTCUSDT_TIERS)
    market = MinuteMarket(terms, seed=seed, settings=MinuteMarketSettings(start_price=_START_PRICE))
    minutes = max(round(hours * 60), 1) + _WARM_DAYS * _DAY_MINUTES
    flow = perpetual_flow_of(market.run(minutes), terms, start_ns=_SIMULATED_START_NS)
    # a market without open interest is no market yet
    return market, flow.between(_DAY_MINUTES // 24, len(flow))


def write_liquidation_picture(file: Path, results: LiquidationResults) -> Path:
    """Write the picture of a map.

    Parameters
    ----------
    file : Path
        Ends in ``.png``; its folder is made if it does not exist.
    results : LiquidationResults
        The map.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    SourceError
        When it cannot be written.
    """
    from seawall.figures import liquidation_density, root_figure

    mix = results.shown.mix
    unknown = [f"{each:g}x" for each, known in zip(mix.leverages, mix.is_identified, strict=True) if not known]
    about = f"Estimated, not observed. Leverage from {mix.fitted_on}."
    if unknown:
        about += f" Not identified, shown as the prior: {', '.join(unknown)}."
    stream = io.BytesIO()
    axes = liquidation_density(results.shown, results.clusters, badge=str(results.origin.kind), about=about)
    figure = root_figure(axes)
    figure.savefig(stream, format="png", dpi=120, metadata={"Software": None}, facecolor=figure.get_facecolor())
    (written,) = write_atomically(file.parent, {file.name: stream.getvalue()})
    return written


def _replayed(file: Path, symbol: str | None, hours: float) -> LiquidationResults:
    lines = RecordingLines(file)
    facts = recording_facts(lines, symbol=symbol)
    reader = tape_reader(facts.header.venue, facts.header.grid, snapshot_levels=facts.snapshot_levels)
    collector = PerpetualFlowCollector(facts.header.grid)
    for event in perpetual_events(lines, reader.decoder):
        collector.take(event)
    flow = collector.flow()
    kind = TapeKind.SIMULATED if facts.header.simulated else TapeKind.REPLAY
    origin = TapeOrigin(kind, str(file), facts.header.venue, facts.grid_origin)
    return estimate_liquidations(flow, origin=origin, tiers=_tiers_of(flow.symbol), hours=hours)


def _tiers_of(symbol: str) -> MarginTiers:
    if symbol != BINANCE_BTCUSDT_TIERS.symbol:
        raise InputError(f"maintenance tiers of {symbol} are not known; those of {BINANCE_BTCUSDT_TIERS.symbol} are")
    return BINANCE_BTCUSDT_TIERS
