"""From a portfolio file to the P&L of its book over a grid of moves of spot and volatility."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from seawall.portfolio import PortfolioFile
from seawall.report import GridResults
from seawall.scenarios import grid_scenarios
from seawall.sources import PriceSource
from seawall.valuation import close_by_force, position_values, revalue
from seawall.workflows.market_data import Progress, open_book

__all__ = ["DEFAULT_SPOT_MOVES", "DEFAULT_VOLATILITY_MOVES", "even_moves", "run_shock_grid"]

_DIGITS = 12
"""Decimals of a move: 11 even steps from -0.5 to 0.5 are then -0.4, -0.3 and so on, and 0 is 0."""


def even_moves(low: float, high: float, count: int) -> tuple[float, ...]:
    """Moves at even steps from `low` to `high`, both included.

    Examples
    --------
    >>> even_moves(-0.3, 0.3, 7)
    (-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3)
    """
    if count == 1:
        return (low,)
    step = (high - low) / (count - 1)
    return tuple(round(low + step * place, _DIGITS) + 0.0 for place in range(count))


DEFAULT_SPOT_MOVES = even_moves(-0.5, 0.5, 11)
DEFAULT_VOLATILITY_MOVES = even_moves(-0.4, 0.4, 9)


def run_shock_grid(
    file: PortfolioFile,
    source: PriceSource,
    *,
    underlying: str | None = None,
    spot_moves: Sequence[float] = DEFAULT_SPOT_MOVES,
    volatility_moves: Sequence[float] = DEFAULT_VOLATILITY_MOVES,
    as_of: dt.date | None = None,
    progress: Progress | None = None,
) -> GridResults:
    """Revalue a book at every move of the spot with every move of the implied volatility, as stress scenarios are.

    Parameters
    ----------
    file : PortfolioFile
        The book.
    source : PriceSource
        Its prices.
    underlying : str, optional
        Held asset that moves while all else stands still; all of them by default.
    spot_moves, volatility_moves : sequence of float
        Relative, decimal, strictly rising.
    as_of : datetime.date, optional
        Wins over the date in the file; the last common close where neither is given.
    progress : Progress, optional
        Told of the symbols read.

    Returns
    -------
    GridResults
        Everything the page of the grid shows.

    Raises
    ------
    InputError, DataError
        When the book, the moves or the prices break a rule; one line that names the place.
    """
    portfolio, data = open_book(file, source, as_of=as_of, progress=progress)
    scenarios = grid_scenarios(
        portfolio,
        spot_moves=spot_moves,
        volatility_moves=volatility_moves,
        underlying=underlying,
        lineage=data.lineage,
    )
    held_on = revalue(portfolio, data.snapshot, scenarios)
    cube, forced = close_by_force(portfolio, data.snapshot, scenarios, held_on)
    cells = {label: place for place, label in enumerate(scenarios.labels)}
    liquidated: dict[int, tuple[str, ...]] = {}
    for each in forced:
        cell = cells[each.scenario]
        liquidated[cell] = (*liquidated.get(cell, ()), each.position)
    return GridResults(
        portfolio=portfolio,
        as_of=data.as_of,
        snapshot=data.snapshot,
        underlying=underlying,
        spot_moves=tuple(spot_moves),
        volatility_moves=tuple(volatility_moves),
        pnl=cube.totals.reshape(len(volatility_moves), len(spot_moves)),
        liquidated=liquidated,
        equity=float(position_values(portfolio, data.snapshot).sum()),
    )
