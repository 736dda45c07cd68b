"""``seawall data``: what is kept, whether it is sound, and the ways in and out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seawall.cli.arguments import AsOfOption, JsonOption, MarketOption, parse_date
from seawall.cli.exit_codes import EXIT_FAILURES

if TYPE_CHECKING:
    from seawall.report import DataCheckDocument

__all__ = ["data_application"]

data_application = typer.Typer(
    name="data",
    help="Market data: what is kept, checks, series, import and export.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_HomeOption = Annotated[
    Path | None, typer.Option("--home", metavar="DIR", help="Folder of the store; SEAWALL_HOME by default.")
]


@data_application.command()
def status(home: _HomeOption = None, as_json: JsonOption = False) -> None:
    """What is kept: names, rows, first and last, vintages, size, findings."""
    from seawall.cli.progress import page_console
    from seawall.report import compose_data_status, document_json, print_data_status
    from seawall.workflows import run_data_status

    document = compose_data_status(run_data_status(home))
    if as_json:
        typer.echo(document_json(document), nl=False)
    else:
        print_data_status(document, page_console())


@data_application.command()
def check(
    path: Annotated[
        Path | None, typer.Argument(metavar="[PATH]", help="File or folder that is not in the store; else the store.")
    ] = None,
    home: _HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Quality gate over the store, or over files of prices or economic series; changes nothing."""
    from seawall.cli.progress import shown_progress
    from seawall.report import compose_data_check
    from seawall.workflows import run_data_check

    with shown_progress() as progress:
        document = compose_data_check(run_data_check(path, home=home, progress=progress))
    _show(document, as_json=as_json)
    if not document.is_clean:
        raise typer.Exit(EXIT_FAILURES)


@data_application.command()
def series(
    *,
    market: MarketOption = None,
    data: Annotated[
        Path | None, typer.Option("--data", metavar="DIR", help="Folder of economic series; the store without.")
    ] = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """Which series can be named: symbols of prices, economic series, and what of them can be forecast."""
    day = parse_date(as_of)

    from seawall.report import compose_series_list, document_json, print_series_list
    from seawall.sources import price_source
    from seawall.workflows import list_series

    prices = None if market is None else price_source(market)
    document = compose_series_list(list_series(prices=prices, macro_folder=data, as_of=day))
    if as_json:
        typer.echo(document_json(document), nl=False)
    else:
        from seawall.cli.progress import page_console

        print_series_list(document, page_console())
    if document.failures:
        raise typer.Exit(EXIT_FAILURES)


@data_application.command("import")
def import_files(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="CSV, CSV.gz or Parquet, or a folder of them.")],
    *,
    dataset: Annotated[
        str | None, typer.Option("--dataset", metavar="NAME", help="bars, macro, ticks …; by the columns without.")
    ] = None,
    vintage: Annotated[
        str | None, typer.Option("--vintage", metavar="DATE", help="Day on which the source held it; today without.")
    ] = None,
    source: Annotated[str | None, typer.Option("--source", metavar="NAME", help="Where the rows come from.")] = None,
    adjusted: Annotated[
        bool | None,
        typer.Option("--adjusted/--as-traded", help="Whether prices are adjusted for splits and dividends."),
    ] = None,
    home: _HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Files through the quality gate into the store; a batch with a refused row is not kept."""
    from seawall.cli.progress import shown_progress
    from seawall.report import compose_data_import
    from seawall.workflows import import_data, named_dataset

    kind = None if dataset is None else named_dataset(dataset)
    day = parse_date(vintage, "--vintage")
    with shown_progress() as progress:
        results = import_data(
            path, dataset=kind, vintage=day, source=source, adjusted=adjusted, home=home, progress=progress
        )
    _show(compose_data_import(results), as_json=as_json)
    if any(each.receipt is None for each in results.results):
        raise typer.Exit(EXIT_FAILURES)


@data_application.command()
def export(
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="bars, macro, ticks …")],
    *,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="NAME.csv or NAME.parquet.")] = None,
    entity: Annotated[
        list[str] | None, typer.Option("--entity", metavar="NAME", help="A symbol or series, and again for another.")
    ] = None,
    start: Annotated[str | None, typer.Option("--start", metavar="DATE", help="First day.")] = None,
    end: Annotated[str | None, typer.Option("--end", metavar="DATE", help="Last day.")] = None,
    home: _HomeOption = None,
) -> None:
    """Kept rows as one file, written whole or not at all."""
    from seawall.errors import InputError
    from seawall.workflows import export_data, named_dataset

    kind = named_dataset(dataset)
    if out is None:
        raise InputError("--out is missing; see seawall data export --help")
    first, last = parse_date(start, "--start"), parse_date(end, "--end")
    rows = export_data(kind, out, entities=entity or (), start=first, end=last, home=home)
    typer.echo(f"wrote {out}: {rows:,} rows of {kind}")


def _show(document: DataCheckDocument, *, as_json: bool) -> None:
    if as_json:
        from seawall.report import document_json

        typer.echo(document_json(document), nl=False)
        return
    from seawall.cli.progress import page_console
    from seawall.report import print_data_check

    print_data_check(document, page_console())
