"""``seawall optimize`` and ``seawall frontier``: weights from prices, and the trades that lead there."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated

import typer

from seawall.cli.arguments import JsonOption, parse_date, parse_decimal

__all__ = ["frontier", "optimize"]

_LARGEST_RATE = 1.0
_LARGEST_TARGET = 10.0
_LARGEST_WEIGHT = 10.0
_MOST_POINTS = 1_000


class Aim(enum.StrEnum):
    """Names of the objectives, known without loading one."""

    MAX_SHARPE = "max-sharpe"
    MIN_VOLATILITY = "min-volatility"
    EFFICIENT_RETURN = "efficient-return"
    EFFICIENT_RISK = "efficient-risk"
    MIN_SHORTFALL = "min-shortfall"
    RISK_PARITY = "risk-parity"
    HIERARCHICAL = "hierarchical"


class Covariance(enum.StrEnum):
    """Estimators of the covariance."""

    LEDOIT_WOLF = "ledoit-wolf"
    SAMPLE = "sample"
    ORACLE_APPROXIMATING = "oracle-approximating"
    EWMA = "ewma"
    ASYNCHRONOUS = "asynchronous"


class Mean(enum.StrEnum):
    """Estimators of expected returns."""

    HISTORICAL = "historical"
    JAMES_STEIN = "james-stein"
    EWMA = "ewma"


PricesArgument = Annotated[
    str, typer.Argument(metavar="PRICES", help="A folder, one wide panel, 'sample' or 'skfolio'.")
]
AssetsOption = Annotated[
    str | None, typer.Option("--assets", metavar="A,B", help="Symbols; everything in PRICES without.")
]
BoundsOption = Annotated[
    str | None,
    typer.Option("--bounds", metavar="LOW:HIGH", help="Least and largest weight of each asset; 0:1 without."),
]
RateOption = Annotated[
    str | None, typer.Option("--rf", metavar="DECIMAL", help="Risk-free rate a year; 0.05 is 5 %. Cash earns it.")
]
CashOption = Annotated[
    str | None, typer.Option("--cash", metavar="SHARE", help="Fixed share in cash; 0.022 is 2.2 %. None without.")
]
CovarianceOption = Annotated[Covariance, typer.Option("--covariance", help="Estimator of the covariance.")]
MeanOption = Annotated[Mean, typer.Option("--mean", help="Estimator of expected returns.")]
SinceOption = Annotated[
    str | None, typer.Option("--since", metavar="DATE", help="First date, YYYY-MM-DD; earlier prices are not used.")
]
UntilOption = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="Last date, YYYY-MM-DD; later prices are not used.")
]
PngOption = Annotated[Path | None, typer.Option("--png", metavar="FILE", help="Write the frontier's picture here.")]


def optimize(
    prices: PricesArgument,
    *,
    objective: Annotated[Aim, typer.Option("--objective", help="What to be best at.")] = Aim.MAX_SHARPE,
    assets: AssetsOption = None,
    bounds: BoundsOption = None,
    rf: RateOption = None,
    cash: CashOption = None,
    target: Annotated[
        str | None,
        typer.Option("--target", metavar="DECIMAL", help="Return or volatility a year, of efficient-return and -risk."),
    ] = None,
    covariance: CovarianceOption = Covariance.LEDOIT_WOLF,
    mean: MeanOption = Mean.HISTORICAL,
    book: Annotated[
        Path | None, typer.Option("--from", metavar="PORTFOLIO", help="Show the trades from this book (YAML).")
    ] = None,
    since: SinceOption = None,
    as_of: UntilOption = None,
    png: PngOption = None,
    as_json: JsonOption = False,
) -> None:
    """Weights by an objective, within bounds: return, volatility, Sharpe and ES of the whole; trades from a book."""
    rate, share, within = _rate(rf), _share(cash), _pair(bounds)
    first, last = parse_date(since, "--since"), parse_date(as_of)
    symbols, wanted = _symbols(assets), parse_decimal("--target", target, limit=_LARGEST_TARGET)
    _check_picture(png)

    from seawall.cli.progress import page_console, shown_progress
    from seawall.portfolio import read_portfolio_file
    from seawall.report import compose_optimize, document_json, print_optimize
    from seawall.sources import price_source
    from seawall.workflows import CovarianceMethod, MeanMethod, Objective, run_optimization, write_allocation

    file = None if book is None else read_portfolio_file(book)
    source = price_source(prices)
    with shown_progress() as progress:
        results = run_optimization(
            source,
            objective=Objective(objective.value),
            assets=symbols,
            bounds=within,
            risk_free_rate=rate,
            cash=share,
            target=wanted,
            covariance=CovarianceMethod(covariance.value.replace("-", "_")),
            mean=MeanMethod(mean.value.replace("-", "_")),
            book=file,
            since=first,
            as_of=last,
            progress=progress,
        )
        document = compose_optimize(results)
        written = None if png is None else write_allocation(png, results)
    if as_json:
        typer.echo(document_json(document), nl=False)
    else:
        print_optimize(document, page_console())
    if written is not None:
        typer.echo(f"wrote {written}", err=as_json)


def frontier(
    prices: PricesArgument,
    *,
    assets: AssetsOption = None,
    bounds: BoundsOption = None,
    rf: RateOption = None,
    cash: CashOption = None,
    points: Annotated[int, typer.Option("--points", help="Portfolios at even steps of return.")] = 10,
    covariance: CovarianceOption = Covariance.LEDOIT_WOLF,
    mean: MeanOption = Mean.HISTORICAL,
    book: Annotated[
        Path | None, typer.Option("--from", metavar="PORTFOLIO", help="Show where this book stands (YAML).")
    ] = None,
    since: SinceOption = None,
    as_of: UntilOption = None,
    png: PngOption = None,
    as_json: JsonOption = False,
) -> None:
    """Every efficient portfolio within bounds: turning points, even steps of return, and their picture."""
    from seawall.errors import InputError

    rate, share, within = _rate(rf), _share(cash), _pair(bounds)
    first, last = parse_date(since, "--since"), parse_date(as_of)
    symbols = _symbols(assets)
    if not 2 <= points <= _MOST_POINTS:
        raise InputError(f"--points must be from 2 to {_MOST_POINTS:,}, was {points}")
    _check_picture(png)

    from seawall.cli.progress import page_console, shown_progress
    from seawall.portfolio import read_portfolio_file
    from seawall.report import compose_frontier, document_json, print_frontier
    from seawall.sources import price_source
    from seawall.workflows import CovarianceMethod, MeanMethod, run_frontier, write_frontier

    file = None if book is None else read_portfolio_file(book)
    source = price_source(prices)
    with shown_progress() as progress:
        results = run_frontier(
            source,
            risk_free_rate=rate,
            points=points,
            assets=symbols,
            bounds=within or (0.0, 1.0),
            cash=share,
            covariance=CovarianceMethod(covariance.value.replace("-", "_")),
            mean=MeanMethod(mean.value.replace("-", "_")),
            book=file,
            since=first,
            as_of=last,
            progress=progress,
        )
        document = compose_frontier(results)
        written = None if png is None else write_frontier(png, results)
    if as_json:
        typer.echo(document_json(document), nl=False)
    else:
        print_frontier(document, page_console())
    if written is not None:
        typer.echo(f"wrote {written}", err=as_json)


def _rate(text: str | None) -> float:
    from seawall.errors import InputError

    rate = parse_decimal("--rf", text, limit=_LARGEST_RATE)
    if rate is None:
        raise InputError("--rf is missing: a risk-free rate a year as a decimal, such as --rf 0.05")
    return rate


def _share(text: str | None) -> float:
    """Share in cash, 0 where none was given."""
    from seawall.errors import InputError

    if text is None:
        return 0.0
    value = _number(text)
    if value is not None and 0.0 <= value < 1.0:
        return value
    hint = f"; percent given? {value:g} % is {value / 100.0:g}" if value is not None and 1.0 < value < 100.0 else ""
    raise InputError(f"--cash must be a share of at least 0 and below 1, was {text[:40]!r}{hint}")


def _pair(text: str | None) -> tuple[float, float] | None:
    """Bounds as LOW:HIGH; None where none were given."""
    from seawall.errors import InputError

    if text is None:
        return None
    numbers = [_number(each) for each in text.split(":")]
    low, high = numbers if len(numbers) == 2 else (None, None)
    if low is None or high is None:
        raise InputError(f"--bounds must be LOW:HIGH, such as 0.02:0.40, was {text[:40]!r}")
    largest = max(abs(low), abs(high))
    if largest > _LARGEST_WEIGHT:
        hint = f"; percent given? {low:g}:{high:g} % is {low / 100:g}:{high / 100:g}" if largest <= 100.0 else ""
        raise InputError(
            f"--bounds must be shares from -{_LARGEST_WEIGHT:g} to {_LARGEST_WEIGHT:g}, was {text[:40]!r}{hint}"
        )
    return low, high


def _number(text: str) -> float | None:
    """Finite decimal number, or None."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None


def _symbols(text: str | None) -> list[str] | None:
    return None if text is None else [each.strip() for each in text.split(",") if each.strip()]


def _check_picture(png: Path | None) -> None:
    from seawall.errors import InputError

    if png is not None and png.suffix.lower() != ".png":
        raise InputError(f"--png must be named NAME.png, was {png.name[:60]!r}")
