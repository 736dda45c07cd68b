"""The score of a map as sections of tables, in a terminal and as Markdown."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.panel import Panel
from rich.table import Table as RichTable
from rich.text import Text

from seawall.report.layout import Cell, Column, Section, Table, table_row
from seawall.report.liquidation_score import ComparisonView, LiquidationScoreDocument, MapForecastView
from seawall.report.numbers import UNKNOWN, Number
from seawall.report.section_terminal import print_section

__all__ = ["liquidation_score_markdown", "liquidation_score_sections", "print_liquidation_score"]

_VERDICT_HEAT = {"met": 0.4, "not met": -0.4, "better": 0.4, "worse": -0.4}
_VERDICT = Column("Verdict", is_number=False)
_HEADING_ESCAPES = str.maketrans({"|": "\\|"})


def liquidation_score_sections(document: LiquidationScoreDocument) -> tuple[Section, ...]:
    """Requirements; how much; where; who; true levels; level events; price claims; leverages.

    Parameters
    ----------
    document : LiquidationScoreDocument
        The score.

    Returns
    -------
    tuple of Section
        What could not be measured has no table.
    """
    found = [
        Section("requirements", "Requirements, written down before", (_gates(document),)),
        Section("volume", "How much, given the path", (_volume(document),)),
    ]
    if any(each.located is not None for each in document.forecasts):
        found.append(Section("location", "Where, given the path", (_location(document),)))
    found.append(Section("side", "Who, given the path", (_side(document),)))
    if document.profiles:
        found.append(Section("truth", "Against true levels", (_profiles(document),)))
    if document.level_events:
        found.append(Section("levels", "Levels pointed out, within 4 h", (_level_events(document),)))
    if document.price_claims is not None:
        found.append(Section("claims", "What prices do at the map's levels", _claims(document)))
    if document.buckets:
        found.append(Section("leverage", "Leverages of the fitted mix", (_buckets(document),)))
    return tuple(found)


def print_liquidation_score(document: LiquidationScoreDocument, console: Console) -> None:
    """Print the score.

    Parameters
    ----------
    document : LiquidationScoreDocument
        What to show.
    console : rich.console.Console
        Where; colour and width are its own.
    """
    title = Text(document.title, style="bold")
    title.append(f"\n{document.span}", style="default")
    grid = RichTable.grid(expand=True, padding=(0, 2))
    grid.add_column(ratio=1)
    grid.add_column(justify="right")
    badge = "SIMULATED" if document.simulated else "RECORDED"
    grid.add_row(title, Text(f" {badge} ", style=f"bold black on {'yellow' if document.simulated else 'cyan'}"))
    console.print(Panel(grid, title="SEAWALL score of the liquidation map", title_align="left", box=box.ROUNDED))
    for section in liquidation_score_sections(document):
        print_section(section, console)
    console.print()
    for label, lines in (("not measurable", document.not_measurable), ("data", document.findings)):
        for line in lines:
            console.print(Text(f"{label}: {line}"))
    for note in document.notes:
        console.print(Text(f"· {note}", style="dim"))
    console.print()
    console.print(Text(document.disclaimer, style="dim italic"))


def liquidation_score_markdown(document: LiquidationScoreDocument) -> str:
    """The score as a page of Markdown.

    Parameters
    ----------
    document : LiquidationScoreDocument
        What to show.

    Returns
    -------
    str
        The same tables as in the terminal.
    """
    lines = ["# Score of the liquidation map", "", f"{document.title}; {document.span}.", "", f"{document.badge}.", ""]
    for section in liquidation_score_sections(document):
        lines += [f"## {section.title}", ""]
        for table in section.tables:
            lines += _markdown_table(table)
    if document.not_measurable or document.findings:
        lines += ["## What was not measurable, and the data", ""]
        lines += [f"- not measurable: {each}" for each in document.not_measurable]
        lines += [f"- data: {each}" for each in document.findings]
        lines.append("")
    lines += [f"- {note}" for note in document.notes]
    lineage = document.lineage
    lines += ["", f"Data {lineage.data_hash}, Seawall {lineage.version}. {document.disclaimer}", ""]
    return "\n".join(lines)


def _markdown_table(table: Table) -> list[str]:
    rows = [[cell.text.translate(_HEADING_ESCAPES) for cell in row] for row in table.rows]
    heads = [column.title for column in table.columns]
    rule = ["---:" if column.is_number else "---" for column in table.columns]
    lines = [f"**{table.title}**", ""] if table.title else []
    lines += ["| " + " | ".join(each) + " |" for each in (heads, rule, *rows)]
    return [*lines, "", *([table.caption, ""] if table.caption else [])]


def _gates(document: LiquidationScoreDocument) -> Table:
    return Table(
        title="Each was fixed before anything was scored",
        columns=(Column("Requirement", is_number=False), Column("Found", is_number=False), _VERDICT),
        rows=tuple(table_row(each.name, each.found, _verdict(each.verdict)) for each in document.gates),
    )


def _volume(document: LiquidationScoreDocument) -> Table:
    return Table(
        title="Volume liquidated in the window",
        columns=(
            Column("Forecast", is_number=False),
            Column("Deviance"),
            Column("Skill of map"),
            Column("p"),
            _VERDICT,
            Column("Said / happened"),
            Column("Slope"),
            Column("95 % from"),
            Column("to"),
            Column("Histogram p"),
        ),
        rows=tuple(
            table_row(
                f"{each.horizon_hours.text} {each.name}",
                each.deviance,
                *_against(document, each, "volume", with_skill=True),
                each.predicted_over_realised,
                each.slope,
                each.slope_lower,
                each.slope_upper,
                each.histogram_p_value,
            )
            for each in document.forecasts
        ),
    )


def _location(document: LiquidationScoreDocument) -> Table:
    return Table(
        title="Place of what was liquidated, among touched bins",
        columns=(
            Column("Forecast", is_number=False),
            Column("Windows"),
            Column("W1, bp"),
            Column("p"),
            _VERDICT,
            Column("Lift at 10 %"),
            Column("p"),
            _VERDICT,
            Column("Rank correlation"),
            Column("p"),
            _VERDICT,
        ),
        rows=tuple(
            table_row(
                f"{each.horizon_hours.text} {each.name}",
                str(each.located),
                each.wasserstein,
                *_against(document, each, "distance"),
                each.lift,
                *_against(document, each, "lift"),
                each.spearman,
                *_against(document, each, "ranks"),
            )
            for each in document.forecasts
            if each.located is not None
        ),
        caption="p and verdict: the map against this forecast.",
    )


def _side(document: LiquidationScoreDocument) -> Table:
    return Table(
        title="Share of longs in what was liquidated",
        columns=(
            Column("Forecast", is_number=False),
            Column("Brier of long share"),
            Column("Of one half"),
            Column("Skill of map"),
            Column("p"),
            _VERDICT,
        ),
        rows=tuple(
            table_row(
                f"{each.horizon_hours.text} {each.name}",
                each.side_brier,
                each.side_even,
                *_against(document, each, "side", with_skill=True),
            )
            for each in document.forecasts
        ),
    )


def _profiles(document: LiquidationScoreDocument) -> Table:
    verdicts = {(each.other, each.measure): each for each in document.profile_comparisons}
    widest = document.profiles[0].reach.text if document.profiles else ""

    def tested(name: str, reach: str, measure: str) -> str | Cell:
        found = verdicts.get((name, measure)) if reach == widest else None
        return "" if found is None else _verdict(found.verdict)

    return Table(
        title="All that stands, in bins of 20 bp",
        columns=(
            Column("Forecast", is_number=False),
            Column("Rank correlation"),
            Column("Worlds", is_number=False),
            _VERDICT,
            Column("Lift at 10 %"),
            Column("Worlds", is_number=False),
            _VERDICT,
            Column("Shared top tenth"),
            Column("W1, bp"),
            Column("Said / true"),
        ),
        rows=tuple(
            table_row(
                f"±{each.reach.text} {each.name}",
                each.spearman[0],
                _interval(each.spearman[1], each.spearman[2]),
                tested(each.name, each.reach.text, "true ranks"),
                each.lift[0],
                _interval(each.lift[1], each.lift[2]),
                tested(each.name, each.reach.text, "true lift"),
                each.shared_top[0],
                each.wasserstein[0],
                each.total_ratio[0],
            )
            for each in document.profiles
        ),
        caption="Verdict: the map against this forecast, daily means. Worlds: lowest and highest.",
    )


def _level_events(document: LiquidationScoreDocument) -> Table:
    return Table(
        title="Zones: the tenth of bins with most predicted mass",
        columns=(
            Column("Forecast", is_number=False),
            Column("Zones touched"),
            Column("Came true"),
            Column("Bursts"),
            Column("Foreseen"),
            Column("By chance"),
            Column("Brier"),
            Column("Of the rate"),
        ),
        rows=tuple(
            table_row(
                each.name,
                str(each.zones),
                each.precision,
                str(each.bursts),
                each.recall,
                each.recall_by_chance,
                each.brier,
                each.brier_of_rate,
            )
            for each in document.level_events
        ),
        caption="Came true: at least a thousandth of open interest liquidated within 10 bp of the zone.",
    )


def _claims(document: LiquidationScoreDocument) -> tuple[Table, ...]:
    claims = document.price_claims
    if claims is None:
        return ()
    magnet = Table(
        title="Magnet: is a level reached more often than it would be anyway?",
        columns=(
            Column("Whose", is_number=False),
            Column("Levels"),
            Column("Reached"),
            Column("By reflection"),
            Column("p"),
        ),
        rows=(
            table_row("the map's", str(claims.levels), claims.hit_rate, claims.chance, claims.magnet_p_value),
            table_row("placebos", "", claims.placebo_hit_rate, claims.placebo_chance, ""),
        ),
        caption="p: of the excess over reflection against that of placebos, by random signs.",
    )
    after = Table(
        title=f"After a touch, against placebos, {claims.touched:,} levels",
        columns=(
            Column("Minutes"),
            Column("Volatility ratio"),
            Column("p"),
            Column("Return onwards, bp"),
            Column("p"),
        ),
        rows=tuple(
            table_row(
                str(each.minutes),
                each.volatility_ratio,
                each.volatility_p_value,
                each.signed_return,
                each.return_p_value,
            )
            for each in claims.after
        ),
        caption="Placebos: same distance and side, as round a number, same time of another day.",
    )
    return (magnet, after) if claims.after else (magnet,)


def _buckets(document: LiquidationScoreDocument) -> Table:
    return Table(
        title="Shares of what is opened",
        columns=(Column("Leverage"), Column("Long share"), Column("Short share"), Column("Identified in")),
        rows=tuple(
            table_row(
                each.leverage,
                each.long_share,
                each.short_share,
                f"{each.identified} of {each.runs}" if each.identified else "none: the prior",
            )
            for each in document.buckets
        ),
        caption="Mean shares of what is opened; the rest is not levered.",
    )


def _against(
    document: LiquidationScoreDocument, forecast: MapForecastView, measure: str, *, with_skill: bool = False
) -> tuple[str | Number | Cell, ...]:
    """Skill where it is wanted, p-value and verdict of the map against a forecast; blank for the map itself."""
    found = _comparison(document, forecast, measure)
    if found is None:
        return ("", "", "") if with_skill else ("", "")
    cells = (found.p_value, _verdict(found.verdict))
    return (found.skill, *cells) if with_skill else cells


def _comparison(document: LiquidationScoreDocument, forecast: MapForecastView, measure: str) -> ComparisonView | None:
    wanted = (forecast.name, forecast.horizon_hours.value, measure)
    for each in document.comparisons:
        if (each.other, each.horizon_hours.value, each.measure) == wanted:
            return each
    return None


def _verdict(verdict: str) -> Cell:
    return Cell(verdict, _VERDICT_HEAT.get(verdict, 0.0))


def _interval(lower: Number, upper: Number) -> str:
    return UNKNOWN if lower.value is None else f"{lower.text} to {upper.text}"
