"""The page of a grid: the P&L of a book by move of spot and volatility, as data, as a table, and as JSON."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.core import DISCLAIMER
from seawall.portfolio import EuropeanOption
from seawall.report.derivative_results import GridResults
from seawall.report.document import LineageView
from seawall.report.layout import Cell, Column, Section, Table
from seawall.report.numbers import Number, money, significant
from seawall.report.provenance import badge_text, lineage_view, origin_text, share_of

__all__ = ["GridDocument", "compose_grid", "grid_section"]

_FORMAT_VERSION = 1
_ROUND = 1e-9


@dataclass(frozen=True, slots=True)
class GridCellView:
    """P&L of the whole book at one move of the spot with one of the volatility."""

    spot_move: Number
    volatility_move: Number
    pnl: Number
    share_of_equity: Number
    liquidated: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GridMoveView:
    """One move, and the level that it leads to; null where several levels move."""

    move: Number
    level: Number


@dataclass(frozen=True, slots=True)
class GridRowView:
    """All moves of the spot with one move of the volatility."""

    volatility_move: Number
    cells: tuple[GridCellView, ...]


@dataclass(frozen=True, slots=True)
class GridDocument:
    """A book over a grid of moves."""

    format_version: int
    portfolio: str
    base_currency: str
    as_of: str
    prices_as_of: str
    simulated: bool
    badge: str
    underlying: str | None
    underlyings: tuple[str, ...]
    with_options: tuple[str, ...]
    spot_moves: tuple[GridMoveView, ...]
    rows: tuple[GridRowView, ...]
    worst: GridCellView
    best: GridCellView
    equity: Number
    lineage: LineageView
    notes: tuple[str, ...]
    disclaimer: str


def compose_grid(results: GridResults) -> GridDocument:
    """Turn a grid into the document that terminal and JSON are drawn from.

    Parameters
    ----------
    results : GridResults
        One run of the workflow.

    Returns
    -------
    GridDocument
        Numbers with text and unit; nothing is computed after this.
    """
    book, lineage = results.portfolio, results.snapshot.lineage
    rows = tuple(
        GridRowView(
            _move(volatility),
            tuple(_cell(results, row, column) for column in range(len(results.spot_moves))),
        )
        for row, volatility in enumerate(results.volatility_moves)
    )
    width = len(results.spot_moves)
    worst, best = divmod(int(np.argmin(results.pnl)), width), divmod(int(np.argmax(results.pnl)), width)
    return GridDocument(
        format_version=_FORMAT_VERSION,
        portfolio=book.name,
        base_currency=book.base_currency,
        as_of=str(results.as_of),
        prices_as_of=str(results.snapshot.as_of),
        simulated=lineage.simulated,
        badge=badge_text(lineage),
        underlying=results.underlying,
        underlyings=tuple(asset.id for asset in book.held_assets()),
        with_options=_with_options(results),
        spot_moves=tuple(GridMoveView(_move(each), _level(results, each)) for each in results.spot_moves),
        rows=rows,
        worst=rows[worst[0]].cells[worst[1]],
        best=rows[best[0]].cells[best[1]],
        equity=money(results.equity, book.base_currency),
        lineage=lineage_view(lineage),
        notes=_notes(results),
        disclaimer=DISCLAIMER,
    )


def _cell(results: GridResults, row: int, column: int) -> GridCellView:
    pnl = float(results.pnl[row, column]) + 0.0
    return GridCellView(
        spot_move=_move(results.spot_moves[column]),
        volatility_move=_move(results.volatility_moves[row]),
        pnl=money(pnl, results.portfolio.base_currency),
        share_of_equity=share_of(pnl, results.equity),
        liquidated=results.liquidated.get(row * len(results.spot_moves) + column, ()),
    )


def _move(value: float) -> Number:
    """A move with its sign, with as many decimals of a percent as it has, up to two."""
    share = 100.0 * value
    decimals = next(each for each in (0, 1, 2) if each == 2 or abs(share - round(share, each)) < _ROUND)
    text = f"{share:+.{decimals}f}%"
    return Number(value, text if any(digit in "123456789" for digit in text) else "0%", "%")


def _level(results: GridResults, move: float) -> Number:
    if results.underlying is None:
        return significant(None, "")
    unit = results.portfolio.assets[results.underlying].currency
    return significant(results.snapshot.spots[results.underlying] * (1.0 + move), unit)


def _with_options(results: GridResults) -> tuple[str, ...]:
    held = (each.instrument for each in results.portfolio.positions)
    return tuple(dict.fromkeys(each.asset for each in held if isinstance(each, EuropeanOption)))


def _notes(results: GridResults) -> tuple[str, ...]:
    if results.underlying is None:
        what = "The prices of all assets move by the same share, and all implied volatilities by the same share;"
    else:
        what = f"{results.underlying} and its implied volatility move; all other assets,"
    notes = [
        f"{what} rates, currencies and time stand still. A volatility of 50% that moves by +20% is 60%.",
        "Every cell is a full revaluation, by the engine and with the forced closes of a stress scenario.",
    ]
    moved = _with_options(results) if results.underlying is None else (results.underlying,)
    if not set(moved) & set(_with_options(results)):
        notes.append(
            f"There is no option {'in the book' if results.underlying is None else f'on {results.underlying}'}: "
            "volatility changes nothing."
        )
    closed = sorted({name for names in results.liquidated.values() for name in names})
    if closed:
        notes.append(f"×: closed by force there, its margin lost: {', '.join(closed)}.")
    return tuple(notes)


def grid_section(document: GridDocument) -> Section:
    """The grid as a table, the rows by move of the volatility.

    Parameters
    ----------
    document : GridDocument
        The grid.

    Returns
    -------
    Section
        One table.
    """
    lineage = document.lineage
    largest = max(abs(cell.pnl.value or 0.0) for row in document.rows for cell in row.cells) or 1.0
    return Section(
        "grid",
        "03 Stress: spot and volatility",
        (
            Table(
                title=f"P&L of the book, {document.base_currency}, by move of "
                f"{document.underlying or 'every price'} (across) and of implied volatility (down)",
                columns=(Column("Volatility"), *(Column(each.move.text) for each in document.spot_moves)),
                rows=tuple(
                    (
                        Cell(row.volatility_move.text),
                        *(
                            Cell(
                                cell.pnl.text + "×" * bool(cell.liquidated),
                                max(-1.0, min(1.0, (cell.pnl.value or 0.0) / largest)),
                            )
                            for cell in row.cells
                        ),
                    )
                    for row in document.rows
                ),
                caption=f"Worst {_place(document.worst)}; best {_place(document.best)}. Equity {document.equity.text} "
                f"{document.base_currency}. {origin_text(lineage)}.",
            ),
        ),
    )


def _place(cell: GridCellView) -> str:
    return (
        f"{cell.pnl.text} ({cell.share_of_equity.text} of equity) at {cell.spot_move.text} of the price, "
        f"{cell.volatility_move.text} of volatility"
    )
