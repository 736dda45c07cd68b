"""The page of ``seawall optimize``: weights, what they promise and how to get there, as data and as tables."""

from __future__ import annotations

from dataclasses import dataclass

from seawall.core import DISCLAIMER
from seawall.market import SeriesUse
from seawall.report.allocation_results import BookTrades, OptimizeResults
from seawall.report.document import LineageView
from seawall.report.layout import Cell, Column, Section, Table, table_row
from seawall.report.numbers import UNKNOWN, Number, money, multiple, percent, quantity, signed
from seawall.report.provenance import badge_text, lineage_view, origin_text

__all__ = ["OptimizeDocument", "compose_optimize", "left_out_note", "optimize_section"]

_FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class WeightView:
    """One asset of the portfolio."""

    asset: str
    weight: Number
    expected_return_annual: Number
    volatility_annual: Number
    share_of_volatility: Number


@dataclass(frozen=True, slots=True)
class BookTradeView:
    """One trade; cash counts in money."""

    asset: str
    units_before: Number
    units: Number
    units_after: Number
    money: Number


@dataclass(frozen=True, slots=True)
class BookTradesView:
    """All trades from a book."""

    portfolio: str
    currency: str
    as_of: str
    equity: Number
    shared_out: Number
    turnover: Number
    kept: tuple[str, ...]
    trades: tuple[BookTradeView, ...]


@dataclass(frozen=True, slots=True)
class OptimizeDocument:
    """One portfolio. Return, volatility, Sharpe ratio and Expected Shortfall are of the whole, cash included."""

    format_version: int
    objective: str
    prices_as_of: str
    simulated: bool
    badge: str
    risk_free_annual: Number
    cash: Number
    lower_bound: Number
    upper_bound: Number
    expected_return_annual: Number
    expected_return_error: Number
    volatility_annual: Number
    sharpe_ratio: Number
    expected_shortfall: Number
    expected_shortfall_lower: Number
    expected_shortfall_upper: Number
    expected_shortfall_confidence: float
    weights: tuple[WeightView, ...]
    trades: BookTradesView | None
    mean_method: str
    covariance_method: str
    proof: str
    n_observations: int
    sessions_per_year: Number
    lineage: LineageView
    notes: tuple[str, ...]
    disclaimer: str


def compose_optimize(results: OptimizeResults) -> OptimizeDocument:
    """Turn one portfolio into the document that terminal and JSON are drawn from.

    Parameters
    ----------
    results : OptimizeResults
        One run of the workflow.

    Returns
    -------
    OptimizeDocument
        Numbers with text and unit; nothing is computed after this.
    """
    whole, lineage, interval = results.whole, results.lineage, results.shortfall_interval
    bounds = results.bounds
    return OptimizeDocument(
        format_version=_FORMAT_VERSION,
        objective=results.objective,
        prices_as_of=str(lineage.window.end) if lineage.window else "",
        simulated=lineage.simulated,
        badge=badge_text(lineage),
        risk_free_annual=percent(whole.risk_free_rate),
        cash=percent(whole.cash),
        lower_bound=percent(float(bounds.lower[0]) if bounds else None),
        upper_bound=percent(float(bounds.upper[0]) if bounds else None),
        expected_return_annual=percent(whole.expected_return),
        expected_return_error=percent(results.return_error),
        volatility_annual=percent(whole.volatility),
        sharpe_ratio=multiple(whole.sharpe_ratio),
        expected_shortfall=percent(results.shortfall),
        expected_shortfall_lower=percent(interval.lower if interval else None),
        expected_shortfall_upper=percent(interval.upper if interval else None),
        expected_shortfall_confidence=results.shortfall_confidence,
        weights=_weights(results),
        trades=_trades(results.trades) if results.trades else None,
        mean_method=whole.moments.expected_returns.method,
        covariance_method=whole.moments.covariance.method,
        proof=results.proof,
        n_observations=results.n_observations,
        sessions_per_year=quantity(results.sessions_per_year, "sessions a year", decimals=1),
        lineage=lineage_view(lineage),
        notes=_notes(results),
        disclaimer=DISCLAIMER,
    )


def _weights(results: OptimizeResults) -> tuple[WeightView, ...]:
    whole = results.whole
    volatilities = whole.moments.covariance.volatilities
    assets = tuple(
        WeightView(name, percent(weight), percent(mean), percent(volatility), percent(share, decimals=1))
        for name, weight, mean, volatility, share in zip(
            whole.moments.names,
            whole.weights.tolist(),
            whole.moments.mean.tolist(),
            volatilities.tolist(),
            whole.volatility_shares.tolist(),
            strict=True,
        )
    )
    if not whole.cash:
        return assets
    nothing = percent(0.0, decimals=1)
    return *assets, WeightView("cash", percent(whole.cash), percent(whole.risk_free_rate), percent(0.0), nothing)


def _trades(trades: BookTrades) -> BookTradesView:
    found, currency = trades.rebalancing, trades.currency
    rows = [
        BookTradeView(name, _units(before), _units(units, sign="+"), _units(after), signed(money(paid, currency)))
        for name, before, units, after, paid in zip(
            found.names,
            found.units_before.tolist(),
            found.units.tolist(),
            found.units_after.tolist(),
            found.money.tolist(),
            strict=True,
        )
    ]
    moved = signed(money(found.cash_after - found.cash_before, currency))
    rows.append(
        BookTradeView(
            "cash",
            money(found.cash_before, currency),
            moved,
            money(found.cash_after, currency),
            moved,
        )
    )
    return BookTradesView(
        portfolio=trades.portfolio,
        currency=currency,
        as_of=str(trades.as_of),
        equity=money(trades.equity, currency),
        shared_out=money(found.value, currency),
        turnover=money(found.turnover, currency),
        kept=trades.kept,
        trades=tuple(rows),
    )


def _units(value: float, *, sign: str = "") -> Number:
    return Number(value, f"{value:{sign},.6g}" if value else "0", "units")


def _notes(results: OptimizeResults) -> tuple[str, ...]:
    whole, health = results.whole, results.health
    notes = [
        f"Expected returns: {whole.moments.expected_returns.method}; covariance: {whole.moments.covariance.method}; "
        f"{results.n_observations:,} returns, a year of {results.sessions_per_year:.1f} sessions as observed.",
        f"Sharpe: return less the risk-free rate of {whole.risk_free_rate:.2%}, over volatility, of the whole.",
        f"Proof: {results.proof}.",
        "± is one standard error of the return, for returns that do not depend on each other over time. Weights follow "
        "expected returns, which no sample knows well: the past is described here, and no future promised.",
    ]
    if whole.cash:
        notes.append(f"Cash: {whole.cash:.2%} of the whole, fixed; it earns the risk-free rate.")
    if health.is_near_singular:
        notes.append(
            f"The covariance is close to singular, through {', '.join(health.assets)}: small changes of the data move "
            "their weights by much."
        )
    if results.trades:
        notes.append(
            "Trades are at the last common close, without costs and in fractions of units; spot without a weight is "
            "sold."
        )
        if results.trades.kept:
            notes.append(
                f"Neither spot nor cash, and left as they are: {', '.join(results.trades.kept)}. Weights are shares of "
                "the equity without their value, and the figures above are without their risk."
            )
    return *notes, left_out_note(results.uses)


def left_out_note(uses: tuple[SeriesUse, ...]) -> str:
    """What the join of prices left out, in words."""
    left_out = [f"{use.symbol} {use.not_common:,}" for use in uses if use.not_common]
    if left_out:
        return f"Closes that are not common to all were left out: {', '.join(left_out)}."
    return "All closes are common to all."


def optimize_section(document: OptimizeDocument) -> Section:
    """The portfolio as tables: the whole, its weights, and the trades where there was a book.

    Parameters
    ----------
    document : OptimizeDocument
        The portfolio.

    Returns
    -------
    Section
        Two or three tables.
    """
    tables = [_whole_table(document), _weights_table(document)]
    if document.trades is not None:
        tables.append(_trades_table(document.trades))
    return Section("optimize", "Portfolio construction", tuple(tables))


def _whole_table(document: OptimizeDocument) -> Table:
    error = document.expected_return_error.text
    earned = document.expected_return_annual.text
    level = f"{100 * document.expected_shortfall_confidence:g}%"
    return Table(
        title="The whole, cash included",
        columns=(
            Column("Return a year"),
            Column("Volatility"),
            Column("Sharpe"),
            Column(f"ES {level}, 1 session"),
            Column("Lower"),
            Column("Upper"),
        ),
        rows=(
            table_row(
                earned if error == UNKNOWN else f"{earned} ± {error}",
                document.volatility_annual,
                document.sharpe_ratio,
                document.expected_shortfall,
                document.expected_shortfall_lower,
                document.expected_shortfall_upper,
            ),
        ),
        caption="ES: mean loss of the worst sessions of the sample at these weights, as a share of value; bounds 95 %, "
        "nominal.",
    )


def _weights_table(document: OptimizeDocument) -> Table:
    lineage = document.lineage
    limits = (
        "the tree takes no bounds"
        if document.lower_bound.value is None
        else f"each asset {document.lower_bound.text} to {document.upper_bound.text}"
    )
    return Table(
        title=f"Weights, {limits}",
        columns=(
            Column("Asset", is_number=False),
            Column("Weight"),
            Column("Mean a year"),
            Column("Volatility"),
            Column("Share of volatility"),
        ),
        rows=tuple(
            table_row(
                each.asset,
                each.weight,
                each.expected_return_annual,
                each.volatility_annual,
                each.share_of_volatility,
            )
            for each in document.weights
        ),
        caption=f"{lineage.window_start} to {lineage.window_end}; {origin_text(lineage)}.",
    )


def _trades_table(trades: BookTradesView) -> Table:
    return Table(
        title=f"Trades from {trades.portfolio}, prices of {trades.as_of}",
        columns=(
            Column("Asset", is_number=False),
            Column("Held"),
            Column("Trade"),
            Column("Then"),
            Column(f"Paid {trades.currency}"),
        ),
        rows=tuple(
            tuple(
                Cell(text)
                for text in (
                    each.asset,
                    each.units_before.text,
                    each.units.text,
                    each.units_after.text,
                    UNKNOWN if each.asset == "cash" else each.money.text,
                )
            )
            for each in trades.trades
        ),
        caption=f"Equity {trades.equity.text} {trades.currency}, of which {trades.shared_out.text} is shared out; "
        f"bought and sold {trades.turnover.text}. Units; cash in {trades.currency}.",
    )
