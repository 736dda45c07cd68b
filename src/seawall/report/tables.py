"""The document as sections of tables, in the order of the four stages: what terminal and HTML draw."""

from __future__ import annotations

from seawall.report.document import ReportDocument, ScenarioView
from seawall.report.layout import Cell, Column, Section, Table, table_row
from seawall.report.limits import limits_table
from seawall.report.macro_regime import regime_tables
from seawall.report.model_views import fan_table
from seawall.report.numbers import UNKNOWN, Number
from seawall.report.rating import rating_tables

__all__ = ["MEASURE_NAMES", "STAGES", "headline", "sections"]

STAGES = ("identify", "quantify", "stress", "rating", "data")
_FEW = 6
"""More positions than this are not named one by one where all of them share an entry."""
_NAMED_ASSET = "assets."
"""Classes, rates and currencies that a book lacks say nothing: a library is written for many books."""
MEASURE_NAMES = {"value_at_risk": "Value at Risk", "expected_shortfall": "Expected Shortfall"}


def _text(title: str) -> Column:
    return Column(title, is_number=False)


def headline(document: ReportDocument) -> tuple[tuple[str, str, str], ...]:
    """Title, figure and small print of the cards at the top."""
    base = document.base_currency
    cards = [("Equity", document.equity.text, base)]
    cards.append(("Volatility", document.volatility.text, "a year, of equity"))
    for measure, confidence in (("value_at_risk", 0.99), ("expected_shortfall", 0.975)):
        for figure in document.figures:
            if (figure.measure, figure.confidence, figure.horizon_sessions) == (measure, confidence, 1):
                name = f"{'VaR' if measure == 'value_at_risk' else 'ES'} {confidence * 100:g}%, 1 session"
                cards.append((name, figure.value.text, f"{base}, {figure.share_of_equity.text} of equity"))
    losses = [each for each in document.stress.scenarios if each.pnl.value is not None]
    if losses:
        worst = min(losses, key=lambda each: each.pnl.value or 0.0)
        cards.append(("Worst stress", worst.pnl.text, f"{base}, {worst.id}"))
    return tuple(cards)


def sections(document: ReportDocument) -> tuple[Section, ...]:
    """All sections, in the order of the stages.

    Parameters
    ----------
    document : ReportDocument
        The report.

    Returns
    -------
    tuple of Section
        Identify, Quantify, Stress, Report, and the data behind them.
    """
    regime = () if document.macro_regime is None else regime_tables(document.macro_regime)
    limits = () if document.limits is None else (limits_table(document.limits),)
    return (
        Section("identify", "01 Identify", (_register(document), _venues(document))),
        Section("quantify", "02 Quantify", _quantified(document)),
        Section("stress", "03 Stress", (_heatmap(document), *_forced_closes(document), _origins(document))),
        Section("rating", "04 Report: composite rating", (*rating_tables(document.rating), *regime, *limits)),
        Section("data", "Data and method", (_series(document),)),
    )


def _register(document: ReportDocument) -> Table:
    base, total = document.base_currency, document.exposure_total
    positions_by_gap: dict[str, list[str]] = {}
    for each in document.exposures:
        for gap in each.unknown:
            positions_by_gap.setdefault(gap, []).append(each.position)
    gaps = [
        f"{gap} ({', '.join(names) if len(names) <= _FEW else f'{len(names)} positions'})"
        for gap, names in positions_by_gap.items()
    ]
    return Table(
        title="Exposure register",
        columns=(
            _text("Position"),
            _text("Instrument"),
            _text("Class"),
            Column(f"Value {base}"),
            Column("of equity"),
            Column(f"Delta {base}"),
            Column("Beta"),
            _text("Venue"),
            Column("Credit loss a year"),
            Column("Days to sell"),
        ),
        rows=(
            *(
                table_row(
                    each.position,
                    each.instrument,
                    each.asset_class,
                    each.value,
                    each.share_of_equity,
                    each.delta,
                    each.beta,
                    each.venue,
                    each.credit_loss_rate,
                    each.days_to_sell,
                )
                for each in document.exposures
            ),
            table_row(
                "Whole book",
                "",
                "",
                total.value,
                total.share_of_equity,
                total.delta,
                "",
                "",
                total.credit_loss_rate,
                total.days_to_sell,
            ),
        ),
        caption="Delta: gain for +100 % of the asset's price. Days to sell: at 10 % of average volume. "
        + (f"Not known: {'; '.join(gaps)}." if gaps else "Nothing is unknown."),
        has_total=True,
    )


def _venues(document: ReportDocument) -> Table:
    return Table(
        title="Venues and custody",
        columns=(_text("Venue"), _text("Custody"), Column(f"Claim {document.base_currency}"), Column("Share")),
        rows=tuple(table_row(each.venue, each.custody, each.claim, each.share) for each in document.venues),
    )


def _quantified(document: ReportDocument) -> tuple[Table, ...]:
    fan = fan_table(document.models, document.backtests, base=document.base_currency)
    return _figures(document), fan, _contributions(document)


def _figures(document: ReportDocument) -> Table:
    base = document.base_currency
    lineage = document.data.lineage
    return Table(
        title="Value at Risk and Expected Shortfall",
        columns=(
            _text("Measure"),
            Column("Confidence"),
            Column("Sessions"),
            Column(f"Loss {base}"),
            Column("of equity"),
            Column(f"Lower {base}"),
            Column(f"Upper {base}"),
            Column("Coverage"),
            _text("Interval"),
            Column("n"),
        ),
        rows=tuple(
            table_row(
                MEASURE_NAMES[each.measure],
                f"{each.confidence * 100:g}%",
                str(each.horizon_sessions),
                each.value,
                each.share_of_equity,
                each.lower,
                each.upper,
                each.coverage,
                each.interval,
                f"{each.n:,}",
            )
            for each in document.figures
        ),
        caption=f"Historical simulation over {document.data.common_closes:,} common closes, "
        f"{document.data.window_start} to {document.data.window_end}; {lineage.source}, data {lineage.data_hash}.",
    )


def _contributions(document: ReportDocument) -> Table:
    levels = list(document.contributions[0].amounts)
    columns = [_text("Position")]
    for level in levels:
        name = f"{float(level) * 100:g}%"
        columns += [Column(f"ES {name} {document.base_currency}"), Column("share")]
    totals: list[Number | str] = []
    for level in levels:
        figure = next(
            each
            for each in document.figures
            if each.measure == "expected_shortfall" and each.horizon_sessions == 1 and each.confidence == float(level)
        )
        totals += [figure.value, "100.0%"]
    rows = [
        table_row(each.position, *(n for level in levels for n in (each.amounts[level], each.shares[level])))
        for each in document.contributions
    ]
    return Table(
        title="Who makes the tail: contributions to one-session Expected Shortfall",
        columns=tuple(columns),
        rows=(*rows, table_row("Whole book", *totals)),
        caption="Euler contributions: they add up to the Expected Shortfall before rounding. Below zero: a hedge.",
        has_total=True,
    )


def _heatmap(document: ReportDocument) -> Table:
    classes = document.stress.asset_classes
    values = [abs(each.by_asset_class[name].value or 0.0) for each in document.stress.scenarios for name in classes]
    largest = max(values, default=0.0) or 1.0

    def heated(number: Number) -> Cell:
        return Cell(number.text, (number.value or 0.0) / largest)

    return Table(
        title=f"Profit and loss by scenario and asset class, {document.base_currency}",
        columns=(
            _text("Scenario"),
            _text("Dates"),
            *(Column(name) for name in classes),
            Column("Total"),
            Column("of equity"),
        ),
        rows=tuple(
            (
                *table_row(each.id, _dates(each)),
                *(heated(each.by_asset_class[name]) for name in classes),
                *table_row(each.pnl, each.share_of_equity),
            )
            for each in document.stress.scenarios
        ),
        caption="Simulated prices cannot replay a real crisis: every scenario uses the shocks that its file states."
        if document.simulated
        else "Replays run from close to close of the dates given; the others are instantaneous shocks.",
    )


def _forced_closes(document: ReportDocument) -> tuple[Table, ...]:
    """Positions that a scenario liquidates; no table where none is."""
    closes = document.stress.forced_closes
    if not closes:
        return ()
    base = document.base_currency
    return (
        Table(
            title="Positions that a scenario liquidates",
            columns=(
                _text("Scenario"),
                _text("Position"),
                Column("Price there"),
                Column("Liquidated at"),
                Column("Margin gone at"),
                Column(f"P&L, {base}"),
                Column("If it were held"),
            ),
            rows=tuple(
                table_row(
                    each.scenario,
                    each.position,
                    each.price,
                    each.liquidation_price,
                    each.bankruptcy_price,
                    each.pnl,
                    each.pnl_if_held,
                )
                for each in closes
            ),
            caption="A perpetual with a margin of its own is closed by force and loses that margin, no more: the table "
            "above counts it so. Maintenance by the tiers of Binance's BTCUSDT.",
        ),
    )


def _dates(scenario: ScenarioView) -> str:
    if scenario.window_start is None:
        return "hypothetical"
    return f"{scenario.window_start} → {scenario.window_end}"


def _origins(document: ReportDocument) -> Table:
    movable = {name for each in document.stress.scenarios for shock in each.shocks for name in shock.positions}

    def listed(names: tuple[str, ...]) -> str:
        if len(names) > _FEW and set(names) == movable:
            return f"all {len(names)}"
        return ", ".join(names) or UNKNOWN

    def replayed(scenario: ScenarioView) -> tuple[str, ...]:
        found = [name for s in scenario.shocks if s.origin == "replayed" for name in s.positions]
        return tuple(dict.fromkeys(found))

    absent = {each.id: [name for name in each.not_in_book if name.startswith(_NAMED_ASSET)]
              for each in document.stress.scenarios}  # fmt: skip
    unused = "; ".join(f"{', '.join(names)} of {scenario}" for scenario, names in absent.items() if names)
    return Table(
        title="How each shock was found",
        columns=(_text("Scenario"), _text("Replayed"), _text("By proxy"), _text("No shock, no proxy")),
        rows=tuple(
            table_row(each.id, listed(replayed(each)), listed(each.proxied), listed(each.unshocked))
            for each in document.stress.scenarios
        ),
        caption="Positions. Replayed: the asset's own closes. By proxy: the move of another asset, or the shock that "
        "the scenario states for the class. Other positions take the shock stated for them."
        + (f" Stated, but not in the book: {unused}." if unused else ""),
    )


def _series(document: ReportDocument) -> Table:
    data = document.data
    return Table(
        title=f"Prices: {data.common_closes:,} common closes, {data.window_start} to {data.window_end}",
        columns=(
            _text("Symbol"),
            _text("Column"),
            Column("First"),
            Column("Last"),
            Column("Closes in window"),
            Column("Not common"),
            Column("Blank rows"),
            _text("Source"),
        ),
        rows=tuple(
            table_row(
                each.symbol,
                each.column,
                each.first,
                each.last,
                f"{each.closes_in_window:,}",
                f"{each.not_common:,}",
                f"{each.blank_rows:,}",
                each.source,
            )
            for each in data.series
        ),
        caption="Not common: closes left out because another series has none on that date. Blank: rows of the "
        f"source without a price. Data hash {data.lineage.data_hash}, Seawall {data.lineage.version}.",
    )
