"""``seawall forecast``, ``acf`` and ``volatility``: one series, what it does next, and how far to trust that."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from seawall.cli.arguments import AsOfOption, JsonOption, MarketOption, parse_date

if TYPE_CHECKING:
    from collections.abc import Callable

    from seawall.report import ForecastSeries

__all__ = ["acf", "forecast", "volatility"]

_LONGEST_NUMBER = 9

SeriesArgument = Annotated[
    str, typer.Argument(metavar="SERIES", help="A symbol, or an economic series such as UNRATE.")
]
DataOption = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="Folder of economic series, one CSV each.")
]
TransformOption = Annotated[
    str | None,
    typer.Option("--transform", metavar="NAME", help="log-returns, returns, log, difference or level."),
]
StepsOption = Annotated[str, typer.Option("--steps", metavar="N", help="Steps ahead, 1 to 60.")]
PngOption = Annotated[Path | None, typer.Option("--png", metavar="FILE", help="Write a picture here.")]


def forecast(
    series: SeriesArgument,
    *,
    market: MarketOption = None,
    data: DataOption = None,
    steps: StepsOption = "10",
    transform: TransformOption = None,
    period: Annotated[str, typer.Option("--period", metavar="N", help="Values in a season; 1 without.")] = "1",
    criterion: Annotated[str, typer.Option("--criterion", metavar="NAME", help="aicc, aic or bic.")] = "aicc",
    origins: Annotated[
        str | None, typer.Option("--origins", metavar="N", help="Past origins to judge by; 250 or what fits without.")
    ] = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
    png: PngOption = None,
) -> None:
    """ARIMA forecast with intervals, beside forecasts without a model."""
    asked: dict[str, Any] = {
        "steps": _whole("--steps", steps),
        "period": _whole("--period", period),
        "origins": None if origins is None else _whole("--origins", origins),
    }
    _check_name("--criterion", criterion, ("aicc", "aic", "bic"))
    read = _reader(series, market=market, data=data, transform=transform, as_of=as_of, png=png)

    from seawall.cli.progress import shown_progress
    from seawall.models import InformationCriterion
    from seawall.report import compose_forecast, forecast_section
    from seawall.workflows import run_forecast, write_forecast_picture

    with shown_progress() as progress:
        results = run_forecast(read(), criterion=InformationCriterion(criterion), progress=progress, **asked)
        document = compose_forecast(results)
        written = None if png is None else write_forecast_picture(png, results)
    _show(document, forecast_section, title="SEAWALL forecast", as_json=as_json, written=written)


def acf(
    series: SeriesArgument,
    *,
    market: MarketOption = None,
    data: DataOption = None,
    lags: Annotated[str | None, typer.Option("--lags", metavar="N", help="Longest lag.")] = None,
    transform: TransformOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
    png: PngOption = None,
) -> None:
    """Autocorrelation and partial autocorrelation, with bands that returns need."""
    longest = None if lags is None else _whole("--lags", lags)
    read = _reader(series, market=market, data=data, transform=transform, as_of=as_of, png=png)

    from seawall.report import acf_section, compose_acf
    from seawall.workflows import run_acf, write_acf_picture

    results = run_acf(read(), lags=longest)
    written = None if png is None else write_acf_picture(png, results)
    _show(compose_acf(results), acf_section, title="SEAWALL autocorrelation", as_json=as_json, written=written)


def volatility(
    series: SeriesArgument,
    *,
    market: MarketOption = None,
    steps: StepsOption = "10",
    model: Annotated[str, typer.Option("--model", metavar="NAME", help="garch, gjr or both.")] = "both",
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
    png: PngOption = None,
) -> None:
    """GARCH and GJR volatility by horizon, and how such forecasts ranked in the past."""
    ahead = _whole("--steps", steps)
    _check_name("--model", model, ("garch", "gjr", "both"))
    read = _reader(series, market=market, as_of=as_of, png=png)

    from seawall.cli.progress import shown_progress
    from seawall.models import GarchKind
    from seawall.report import compose_volatility, volatility_section
    from seawall.workflows import run_volatility, write_volatility_picture

    kinds = tuple(GarchKind) if model == "both" else (GarchKind(model),)
    with shown_progress() as progress:
        results = run_volatility(read(), steps=ahead, kinds=kinds, progress=progress)
        written = None if png is None else write_volatility_picture(png, results)
    document = compose_volatility(results)
    _show(document, volatility_section, title="SEAWALL volatility", as_json=as_json, written=written)


def _reader(
    name: str,
    *,
    market: str | None,
    as_of: str | None,
    png: Path | None,
    data: Path | None = None,
    transform: str | None = None,
) -> Callable[[], ForecastSeries]:
    """Check the options that all three share; what is given back reads the series."""
    from seawall.errors import InputError

    day = parse_date(as_of)
    if transform is not None:
        _check_name("--transform", transform, ("log-returns", "returns", "log", "difference", "level"))
    if png is not None and png.suffix.lower() != ".png":
        raise InputError(f"--png must be named NAME.png, was {png.name[:60]!r}")

    def read() -> ForecastSeries:
        from seawall.models import Transform
        from seawall.workflows import read_forecast_series

        chosen = None if transform is None else Transform(transform)
        return read_forecast_series(name, market=market, macro_folder=data, transform=chosen, as_of=day)

    return read


def _show(document: Any, section: Callable[[Any], Any], *, title: str, as_json: bool, written: Path | None) -> None:
    from seawall.report import document_json, print_series_page

    if as_json:
        typer.echo(document_json(document), nl=False)
    else:
        from seawall.cli.progress import page_console

        print_series_page(document, section(document), page_console(), title=title)
    if written is not None:
        typer.echo(f"wrote {written}", err=as_json)


def _whole(option: str, text: str) -> int:
    from seawall.errors import InputError

    digits = text.replace(",", "").replace("_", "")
    if digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_NUMBER:
        return int(digits)
    raise InputError(f"{option} must be a whole number, was {text[:40]!r}")


def _check_name(option: str, text: str, allowed: tuple[str, ...]) -> None:
    from seawall.errors import InputError

    if text not in allowed:
        raise InputError(f"{option} must be {', '.join(allowed[:-1])} or {allowed[-1]}, was {text[:40]!r}")
