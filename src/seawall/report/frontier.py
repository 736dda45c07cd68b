"""The page of ``seawall frontier``: all efficient portfolios within bounds, as data and as tables."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.core import DISCLAIMER
from seawall.optimize import WholePortfolio
from seawall.report.allocation_results import BookAllocation, FrontierResults
from seawall.report.document import LineageView
from seawall.report.layout import Column, Section, Table, table_row
from seawall.report.numbers import Number, multiple, percent, quantity
from seawall.report.optimize import left_out_note
from seawall.report.provenance import badge_text, lineage_view, origin_text

__all__ = ["FrontierDocument", "compose_frontier", "frontier_section"]

_FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class AllocationView:
    """One portfolio, cash included; weights by asset."""

    expected_return_annual: Number
    volatility_annual: Number
    sharpe_ratio: Number
    weights: dict[str, Number]


@dataclass(frozen=True, slots=True)
class AssetPointView:
    """One asset alone, where the picture shows it."""

    asset: str
    expected_return_annual: Number
    volatility_annual: Number


@dataclass(frozen=True, slots=True)
class BookPointView:
    """A book beside the frontier: its spot and cash, as shares of what both are worth."""

    portfolio: str
    allocation: AllocationView
    cash: Number
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FrontierDocument:
    """Turning points from the highest return down, and points at even steps of return from the least volatility up."""

    format_version: int
    prices_as_of: str
    simulated: bool
    badge: str
    risk_free_annual: Number
    cash: Number
    lower_bound: Number
    upper_bound: Number
    minimum_volatility: AllocationView
    max_sharpe: AllocationView | None
    book: BookPointView | None
    turning_points: tuple[AllocationView, ...]
    points: tuple[AllocationView, ...]
    assets: tuple[AssetPointView, ...]
    largest_residual: float
    quadratic_programmes: int
    mean_method: str
    covariance_method: str
    n_observations: int
    sessions_per_year: Number
    lineage: LineageView
    notes: tuple[str, ...]
    disclaimer: str


def compose_frontier(results: FrontierResults) -> FrontierDocument:
    """Turn a frontier into the document that terminal and JSON are drawn from.

    Parameters
    ----------
    results : FrontierResults
        One run of the workflow.

    Returns
    -------
    FrontierDocument
        Numbers with text and unit; nothing is computed after this.
    """
    frontier, lineage = results.frontier, results.lineage
    moments, bounds = frontier.moments, frontier.bounds
    return FrontierDocument(
        format_version=_FORMAT_VERSION,
        prices_as_of=str(lineage.window.end) if lineage.window else "",
        simulated=lineage.simulated,
        badge=badge_text(lineage),
        risk_free_annual=percent(results.risk_free_rate),
        cash=percent(results.cash),
        lower_bound=percent(float(bounds.lower[0])),
        upper_bound=percent(float(bounds.upper[0])),
        minimum_volatility=_view(results.minimum),
        max_sharpe=_view(results.best) if results.best else None,
        book=_book(results.book) if results.book else None,
        turning_points=tuple(_view(each) for each in results.turning),
        points=tuple(_view(each) for each in results.even),
        assets=_assets(results),
        largest_residual=float(frontier.residuals.max()),
        quadratic_programmes=frontier.fallbacks,
        mean_method=moments.expected_returns.method,
        covariance_method=moments.covariance.method,
        n_observations=results.n_observations,
        sessions_per_year=quantity(results.sessions_per_year, "sessions a year", decimals=1),
        lineage=lineage_view(lineage),
        notes=_notes(results),
        disclaimer=DISCLAIMER,
    )


def _view(whole: WholePortfolio) -> AllocationView:
    weights = zip(whole.moments.names, whole.weights.tolist(), strict=True)
    return AllocationView(
        expected_return_annual=percent(whole.expected_return),
        volatility_annual=percent(whole.volatility),
        sharpe_ratio=multiple(whole.sharpe_ratio),
        weights={name: percent(weight) for name, weight in weights},
    )


def _book(book: BookAllocation) -> BookPointView:
    return BookPointView(book.portfolio, _view(book.whole), percent(book.whole.cash), book.left_out)


def _assets(results: FrontierResults) -> tuple[AssetPointView, ...]:
    moments = results.frontier.moments.annual()
    returns = moments.expected_returns.values.tolist()
    volatilities = moments.volatilities.tolist()
    return tuple(
        AssetPointView(name, percent(expected), percent(volatility))
        for name, expected, volatility in zip(moments.names, returns, volatilities, strict=True)
    )


def _notes(results: FrontierResults) -> tuple[str, ...]:
    frontier = results.frontier
    moments, fallbacks = frontier.moments, frontier.fallbacks
    solved = f"; {fallbacks} of them by quadratic programmes" if fallbacks else ""
    notes = [
        f"Expected returns: {moments.expected_returns.method}; covariance: {moments.covariance.method}; "
        f"{results.n_observations:,} returns, a year of {results.sessions_per_year:.1f} sessions as observed.",
        f"{len(frontier)} turning points by the critical line{solved}; conditions of optimality met to "
        f"{float(frontier.residuals.max()):.1e}. Between two of them weights move in a straight line.",
        f"Sharpe: return less the risk-free rate of {results.risk_free_rate:.2%}, over volatility, of the whole.",
        "Weights follow expected returns, which no sample knows well: the past is described here, and no future "
        "promised.",
    ]
    if results.no_best:
        notes.append(f"No highest Sharpe ratio: {results.no_best}.")
    if results.book and results.book.left_out:
        notes.append(
            f"{results.book.portfolio} is shown by its spot and cash; left out: {', '.join(results.book.left_out)}."
        )
    if results.no_book:
        notes.append(f"The book is not shown: {results.no_book}.")
    if results.cash:
        notes.append(f"Cash: {results.cash:.2%} of the whole, fixed; it earns the risk-free rate.")
    return *notes, left_out_note(results.uses)


def frontier_section(document: FrontierDocument) -> Section:
    """The frontier as tables: the two portfolios with a name, the turning points, the points.

    Parameters
    ----------
    document : FrontierDocument
        The frontier.

    Returns
    -------
    Section
        Three tables; assets without a weight anywhere are not shown.
    """
    lineage = document.lineage
    every = (document.minimum_volatility, *document.turning_points, *document.points)
    held = [name for name in document.minimum_volatility.weights if any(each.weights[name].value for each in every)]
    named = [("least volatility", document.minimum_volatility)]
    if document.max_sharpe is not None:
        named.append(("highest Sharpe ratio", document.max_sharpe))
    if document.book is not None:
        named.append((f"book {document.book.portfolio}", document.book.allocation))
    bounds = f"each asset {document.lower_bound.text} to {document.upper_bound.text}"
    return Section(
        "frontier",
        "Efficient frontier",
        (
            _table(f"Named portfolios, {bounds}", "Portfolio", named, held),
            _table("Turning points, from the highest return down", "No.", _numbered(document.turning_points), held),
            _table(
                "Points at even steps of return",
                "No.",
                _numbered(document.points),
                held,
                caption=f"{lineage.window_start} to {lineage.window_end}; {origin_text(lineage)}.",
            ),
        ),
    )


def _numbered(views: tuple[AllocationView, ...]) -> list[tuple[str, AllocationView]]:
    return [(str(place), each) for place, each in enumerate(views, start=1)]


def _table(
    title: str, first: str, views: list[tuple[str, AllocationView]], held: list[str], *, caption: str = ""
) -> Table:
    return Table(
        title=title,
        columns=(
            Column(first, is_number=False),
            Column("Return"),
            Column("Volatility"),
            Column("Sharpe"),
            *(Column(name) for name in held),
        ),
        rows=tuple(
            table_row(
                label,
                each.expected_return_annual,
                each.volatility_annual,
                each.sharpe_ratio,
                *(each.weights[name] for name in held),
            )
            for label, each in views
        ),
        caption=caption,
    )
