"""Commands of ``seawall``."""

from __future__ import annotations

import enum
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seawall.cli.arguments import AsOfOption, JsonOption, MacroOption, MarketOption, PortfolioArgument, parse_date
from seawall.cli.capm import capm
from seawall.cli.cascade import cascade
from seawall.cli.construction import frontier, optimize
from seawall.cli.data import data_application
from seawall.cli.detect import detect_application
from seawall.cli.exchange import exchange
from seawall.cli.exit_codes import EXIT_FAILURES
from seawall.cli.explain import explain
from seawall.cli.forecast import acf, forecast, volatility
from seawall.cli.grid import grid
from seawall.cli.liquidations import liquidations_application
from seawall.cli.macro import macro
from seawall.cli.option import option_application
from seawall.cli.page import show_page
from seawall.cli.pull import pull
from seawall.cli.quantify import Model, WindowOption, backtest, model_var
from seawall.cli.reconcile import reconcile
from seawall.cli.scenario_factors import show_scenario_factors
from seawall.cli.serve import serve
from seawall.cli.simulate import simulate_application
from seawall.cli.tape import book, record, replay
from seawall.cli.what_if import hedge, what_if

if TYPE_CHECKING:
    from seawall.report import ReportDocument, RiskResults

__all__ = ["application"]

application = typer.Typer(
    name="seawall",
    help="Seawall, a risk desk for portfolios that mix traditional assets with crypto.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
application.add_typer(option_application)
simulate_application.command()(exchange)
application.add_typer(simulate_application)
application.add_typer(data_application)
application.add_typer(detect_application)
application.add_typer(liquidations_application)


class SchemaName(enum.StrEnum):
    """Files with a schema."""

    PORTFOLIO = "portfolio"
    REPORT = "report"
    STRESS = "stress"
    POLICY = "policy"
    REGIME_POLICY = "regime-policy"
    GREEKS = "greeks"
    EXPLAIN = "explain"
    GRID = "grid"
    OPTION_CHAIN = "option-chain"
    MODELS = "models"
    BACKTEST = "backtest"
    WHAT_IF = "what-if"
    HEDGE = "hedge"
    SIMULATION = "simulation"
    CAPM = "capm"
    OPTIMIZE = "optimize"
    FRONTIER = "frontier"
    DATA_STATUS = "data-status"
    DATA_CHECK = "data-check"
    SERIES = "series"
    MACRO = "macro"
    MACRO_HISTORY = "macro-history"
    FORECAST = "forecast"
    ACF = "acf"
    VOLATILITY = "volatility"
    BOOK = "book"
    REPLAY = "replay"
    DETECT = "detect"
    DETECTION = "detection"
    LIQUIDATIONS = "liquidations"
    LIQUIDATION_SCORE = "liquidation-score"
    CASCADE = "cascade"
    SCENARIO_FACTORS = "scenario-factors"


_SCHEMAS = {
    SchemaName.PORTFOLIO: ("portfolio", "portfolio_file_schema"),
    SchemaName.REPORT: ("report", "report_schema"),
    SchemaName.STRESS: ("scenarios", "stress_scenario_schema"),
    SchemaName.POLICY: ("rating", "policy_schema"),
    SchemaName.REGIME_POLICY: ("macro", "regime_policy_schema"),
    SchemaName.GREEKS: ("report", "greeks_schema"),
    SchemaName.EXPLAIN: ("report", "explain_schema"),
    SchemaName.GRID: ("report", "grid_schema"),
    SchemaName.OPTION_CHAIN: ("report", "chain_schema"),
    SchemaName.MODELS: ("report", "models_schema"),
    SchemaName.BACKTEST: ("report", "backtest_schema"),
    SchemaName.WHAT_IF: ("report", "what_if_schema"),
    SchemaName.HEDGE: ("report", "hedge_schema"),
    SchemaName.SIMULATION: ("report", "simulation_schema"),
    SchemaName.CAPM: ("report", "capm_schema"),
    SchemaName.OPTIMIZE: ("report", "optimize_schema"),
    SchemaName.FRONTIER: ("report", "frontier_schema"),
    SchemaName.DATA_STATUS: ("report", "data_status_schema"),
    SchemaName.DATA_CHECK: ("report", "data_check_schema"),
    SchemaName.SERIES: ("report", "series_list_schema"),
    SchemaName.MACRO: ("report", "macro_schema"),
    SchemaName.MACRO_HISTORY: ("report", "macro_history_schema"),
    SchemaName.FORECAST: ("report", "forecast_schema"),
    SchemaName.ACF: ("report", "acf_schema"),
    SchemaName.VOLATILITY: ("report", "volatility_schema"),
    SchemaName.BOOK: ("report", "book_schema"),
    SchemaName.REPLAY: ("report", "replay_schema"),
    SchemaName.DETECT: ("report", "detections_schema"),
    SchemaName.DETECTION: ("report", "detection_schema"),
    SchemaName.LIQUIDATIONS: ("report", "liquidations_schema"),
    SchemaName.LIQUIDATION_SCORE: ("report", "liquidation_score_schema"),
    SchemaName.CASCADE: ("report", "cascade_schema"),
    SchemaName.SCENARIO_FACTORS: ("report", "scenario_factors_schema"),
}


@application.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"seawall {installed('seawall')}")
        raise typer.Exit


@application.command()
def report(
    portfolio: PortfolioArgument,
    *,
    market: MarketOption = None,
    as_of: AsOfOption = None,
    macro: MacroOption = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Write HTML and JSON here.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Rated risk report: identify, quantify, stress, rate."""
    document, results = _run(portfolio, market, as_of, macro=macro)
    written: tuple[Path, ...] = ()
    if out is not None:
        from seawall.report import document_json, html_page
        from seawall.workflows import write_atomically

        name = document.portfolio.replace("/", "_").replace(":", "_")
        contents = {f"{name}.html": html_page(document, results), f"{name}.json": document_json(document)}
        written = write_atomically(out, contents)
    _show(document, as_json=as_json, section=None)
    for path in written:
        typer.echo(f"wrote {path}", err=as_json)
    _exit(document, with_limits=True)


@application.command()
def identify(
    portfolio: PortfolioArgument, market: MarketOption = None, as_of: AsOfOption = None, as_json: JsonOption = False
) -> None:
    """Exposure register: market, credit, liquidity and operational risk of every position."""
    _one_section("identify", portfolio, market, as_of, as_json)


@application.command()
def var(
    portfolio: PortfolioArgument,
    *,
    method: Annotated[
        list[Model] | None, typer.Option("--method", help="A model, and again for another; the report's without.")
    ] = None,
    all_methods: Annotated[bool, typer.Option("--all-methods", help="Every model beside every other.")] = False,
    confidence: Annotated[
        float | None, typer.Option("--confidence", help="Such as 0.99; 0.95, 0.975 and 0.99 by default.")
    ] = None,
    horizon: Annotated[int, typer.Option("--horizon", metavar="SESSIONS", help="Sessions ahead.")] = 1,
    window: WindowOption = None,
    seed: Annotated[int | None, typer.Option("--seed", help="Of models that draw.")] = None,
    market: MarketOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """Value at Risk and Expected Shortfall with their intervals, and who makes the tail; or by any model."""
    methods = list(Model) if all_methods else method or []
    if not methods and (confidence, horizon, window, seed) == (None, 1, None, None):
        _one_section("quantify", portfolio, market, as_of, as_json)
        return
    model_var(
        portfolio,
        methods=methods or [Model.HISTORICAL],
        confidence=confidence,
        horizon=horizon,
        window=window,
        seed=seed,
        market=market,
        as_of=as_of,
        as_json=as_json,
    )


application.command()(backtest)


@application.command()
def stress(
    portfolio: PortfolioArgument,
    *,
    scenario: Annotated[
        list[Path] | None, typer.Option("--scenario", metavar="FILE", help="A scenario file, and again for another.")
    ] = None,
    factors: Annotated[
        bool, typer.Option("--factors", help="Instead: what a scenario file may name in this book, with levels.")
    ] = False,
    market: MarketOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """Historical and hypothetical crises, by asset class, with the origin of each shock."""
    if factors:
        if scenario:
            from seawall.errors import InputError

            raise InputError("--factors and --scenario must not be given together")
        show_scenario_factors(portfolio, market=market, as_of=as_of, as_json=as_json)
        return
    _one_section("stress", portfolio, market, as_of, as_json, scenarios=scenario or ())


@application.command()
def rate(
    portfolio: PortfolioArgument,
    market: MarketOption = None,
    as_of: AsOfOption = None,
    macro: MacroOption = None,
    as_json: JsonOption = False,
) -> None:
    """Composite rating AAA to D, with its waterfall."""
    _one_section("rating", portfolio, market, as_of, as_json, macro=macro)


@application.command()
def greeks(
    portfolio: PortfolioArgument, market: MarketOption = None, as_of: AsOfOption = None, as_json: JsonOption = False
) -> None:
    """Greeks of the book: per position, per underlying, total."""
    from seawall.cli.progress import shown_progress
    from seawall.portfolio import read_portfolio_file
    from seawall.report import compose_greeks, greeks_section
    from seawall.workflows import open_market, run_book_greeks

    date = parse_date(as_of)
    file = read_portfolio_file(portfolio)
    source = open_market(file, market)
    with shown_progress() as progress:
        document = compose_greeks(run_book_greeks(file, source, as_of=date, progress=progress))
    show_page(document, greeks_section, title="SEAWALL Greeks", as_json=as_json)


application.command()(explain)
application.command()(grid)
application.command("what-if")(what_if)
application.command()(hedge)
application.command()(capm)
application.command()(optimize)
application.command()(frontier)
application.command()(pull)
application.command()(macro)
application.command()(forecast)
application.command()(acf)
application.command()(volatility)
application.command()(book)
application.command()(record)
application.command()(replay)
application.command()(serve)
application.command()(cascade)


application.command()(reconcile)


@application.command()
def schema(name: Annotated[SchemaName, typer.Argument(help="Which file.")]) -> None:
    """JSON schema of a file that Seawall reads or writes."""
    import importlib

    room, function = _SCHEMAS[name]
    make = getattr(importlib.import_module(f"seawall.{room}"), function)
    typer.echo(json.dumps(make(), indent=2))


def _one_section(
    section: str,
    portfolio: Path,
    market: str | None,
    as_of: str | None,
    as_json: bool,
    *,
    macro: Path | None = None,
    scenarios: Sequence[Path] = (),
) -> None:
    with_models = section == "quantify"
    document, _ = _run(portfolio, market, as_of, macro=macro, scenarios=scenarios, with_models=with_models)
    _show(document, as_json=as_json, section=section)
    _exit(document, with_limits=section == "rating")


def _run(
    portfolio: Path,
    market: str | None,
    as_of: str | None,
    *,
    macro: Path | None = None,
    scenarios: Sequence[Path] = (),
    with_models: bool = True,
) -> tuple[ReportDocument, RiskResults]:
    from seawall.cli.progress import shown_progress
    from seawall.portfolio import read_portfolio_file
    from seawall.report import compose_document
    from seawall.scenarios import read_stress_scenario
    from seawall.workflows import open_market, run_risk_report

    date = parse_date(as_of)
    further = [read_stress_scenario(each) for each in scenarios]
    file = read_portfolio_file(portfolio)
    source = open_market(file, market)
    with shown_progress() as progress:
        results = run_risk_report(
            file,
            source,
            as_of=date,
            macro=macro,
            scenarios=further,
            with_models=with_models,
            progress=progress,
        )
        return compose_document(results), results


def _show(document: ReportDocument, *, as_json: bool, section: str | None) -> None:
    from seawall.report import STAGES, document_json, print_report, section_json

    if as_json:
        typer.echo(document_json(document) if section is None else section_json(document, section), nl=False)
        return
    from seawall.cli.progress import page_console

    print_report(document, page_console(), only=STAGES if section is None else (section,))


def _exit(document: ReportDocument, *, with_limits: bool) -> None:
    """A limit that could not be measured is no kept limit."""
    limits = document.limits if with_limits else None
    if document.failures or (limits is not None and limits.breached + limits.not_known > 0):
        raise typer.Exit(EXIT_FAILURES)
