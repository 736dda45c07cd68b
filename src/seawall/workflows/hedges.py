"""From a portfolio file to the trade in each of its instruments that takes the most out of the tail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from seawall.core import FloatArray
from seawall.errors import NumericalError
from seawall.measures import Measure, best_hedge_quantity, estimate
from seawall.portfolio import Cash, Instrument, Portfolio, PortfolioFile, Spot, Trade, trade_positions
from seawall.report import HedgeResults, WhatIfResults
from seawall.sources import PriceSource
from seawall.valuation import PnlCube, position_values, revalue, revalue_trades
from seawall.workflows.market_data import Progress, open_book
from seawall.workflows.risk_report import CONFIDENCES
from seawall.workflows.what_if import common_scenarios, measured_trades

__all__ = ["HEDGED_CONFIDENCE", "run_hedges"]

HEDGED_CONFIDENCE = 0.975
"""Of the Expected Shortfall that is made least: the level of the Basel market-risk rules."""
_WRITTEN_DIGITS = 4
"""Of a quantity: what a person would type; more digits than the sample can tell apart."""


def run_hedges(
    file: PortfolioFile,
    source: PriceSource,
    *,
    as_of: dt.date | None = None,
    progress: Progress | None = None,
) -> HedgeResults:
    """Find the best single hedge in each instrument of a book, and what closing each position would change.

    Instruments are those of the positions, and spot in every asset behind one of them. The quantity is the one that
    makes Expected Shortfall least, to four significant digits; figures are those of the trade so written, and equal
    those of a what-if with it.

    Parameters
    ----------
    file : PortfolioFile
        The book.
    source : PriceSource
        Its prices.
    as_of : datetime.date, optional
        Wins over the date in the file; the last common close where neither is given.
    progress : Progress, optional
        Told of the symbols read, and of the trades measured.

    Returns
    -------
    HedgeResults
        Everything the page of hedges shows.

    Raises
    ------
    InputError, DataError
        When the book or its prices break a rule; one line that names the place.
    """
    names, left_out = _instruments(file.portfolio)
    units = tuple(trade_positions(file.portfolio, [Trade(name, 1.0)])[0] for name in names)
    portfolio, data = open_book(file, source, as_of=as_of, progress=progress, trades=units)
    scenarios = common_scenarios(portfolio, data, units)
    cube = revalue(portfolio, data.snapshot, scenarios)
    gains = revalue_trades(portfolio, data.snapshot, scenarios, trades=units).pnl
    best, refused = _best_trades(cube, dict(zip(names, gains.T, strict=True)))
    closing = [
        Trade(position.id, -position.sized)
        for position, pnl in zip(portfolio.positions, cube.pnl.T, strict=True)
        if pnl.any()
    ]
    measured: list[WhatIfResults] = []
    for count, trade in enumerate((*best, *closing)):
        if progress is not None:
            progress("measuring trades", count, len(best) + len(closing))
        bought = trade_positions(portfolio, [trade])
        measured.append(measured_trades(portfolio, data, scenarios, bought, cube=cube))
    return HedgeResults(
        portfolio=portfolio,
        as_of=data.as_of,
        snapshot=data.snapshot,
        equity=float(position_values(portfolio, data.snapshot).sum()),
        confidence=HEDGED_CONFIDENCE,
        before=tuple(estimate(cube, measure, confidence=each) for measure in Measure for each in CONFIDENCES),
        hedges=_by_change(measured[: len(best)]),
        removals=_by_change(measured[len(best) :]),
        left_out={**left_out, **refused},
        held_constant=scenarios.held_constant,
    )


def _instruments(portfolio: Portfolio) -> tuple[list[str], dict[str, str]]:
    """Names that can be traded, each instrument once, and why other positions and spot are left out."""
    found: dict[Instrument, str] = {}
    left_out: dict[str, str] = {}
    for position in portfolio.positions:
        instrument = position.instrument
        if instrument == Cash(portfolio.base_currency):
            left_out[position.id] = "cash in the base currency, which trades are paid from"
        elif instrument in found:
            left_out[position.id] = f"the instrument of {found[instrument]}"
        else:
            found[instrument] = position.id
    taken = {position.id for position in portfolio.positions}
    for asset in portfolio.held_assets():
        if Spot(asset.id) in found:
            continue
        if asset.id in taken:  # no position has a name with a space
            left_out[f"spot {asset.id}"] = f"a trade named {asset.id} is one in the position {asset.id}"
        else:
            found[Spot(asset.id)] = asset.id
    return list(found.values()), left_out


def _best_trades(cube: PnlCube, gains: Mapping[str, FloatArray]) -> tuple[list[Trade], dict[str, str]]:
    """Trade in each instrument that makes the figure least, and why others have none."""
    trades, refused = [], {}
    for name, unit in gains.items():
        if not unit.any():
            refused[name] = "no scenario moves it"
            continue
        try:
            quantity = best_hedge_quantity(cube, unit, confidence=HEDGED_CONFIDENCE)
        except NumericalError as error:
            refused[name] = str(error)
            continue
        if quantity:
            trades.append(Trade(name, float(f"{quantity:.{_WRITTEN_DIGITS}g}")))
        else:
            refused[name] = "no trade in it lowers the figure"
    return trades, refused


def _by_change(measured: Sequence[WhatIfResults]) -> tuple[WhatIfResults, ...]:
    """Trades by what they change in the hedged figure, the largest fall first."""
    return tuple(sorted(measured, key=_hedged_change))


def _hedged_change(measured: WhatIfResults) -> float:
    for each in measured.result.changes:
        if (each.before.measure, each.before.confidence) == (Measure.EXPECTED_SHORTFALL, HEDGED_CONFIDENCE):
            return each.change
    raise AssertionError(f"no Expected Shortfall at {HEDGED_CONFIDENCE:g} was measured")
