"""``seawall cascade``: how far forced orders carry a shock."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seawall.cli.arguments import JsonOption, decimal_or_percent

if TYPE_CHECKING:
    from seawall.workflows import CascadeMarket

__all__ = ["cascade"]

_SIMULATE, _BINANCE = "simulate", "binance"
_MAP, _TRUTH = "map", "truth"


def cascade(
    *,
    shock: Annotated[
        str | None, typer.Option("--shock", metavar="RETURN", help="Such as -1%; above 0 squeezes shorts.")
    ] = None,
    volume: Annotated[
        str | None, typer.Option("--volume", metavar="SIZE", help="Instead: base units, below 0 for a sale.")
    ] = None,
    feed: Annotated[
        str | None, typer.Option("--feed", metavar="FEED", help="simulate (without --book) or binance.")
    ] = None,
    levels: Annotated[
        str | None,
        typer.Option(
            "--levels",
            metavar="LEVELS",
            help="Of a feed: map, estimated (without it), or truth, known to a simulation only. With --book: CSV of "
            "price, side, usd.",
        ),
    ] = None,
    book: Annotated[
        str | None, typer.Option("--book", metavar="BOOK", help="CSV of price, side, quantity, or replay:FILE.")
    ] = None,
    mark_follow: Annotated[
        str | None, typer.Option("--mark-follow", metavar="SHARE", help="Part of a forced move that the mark follows.")
    ] = None,
    venue_share: Annotated[
        str | None, typer.Option("--venue-share", metavar="SHARE", help="Part of liquidations sold into this book.")
    ] = None,
    refill: Annotated[
        str | None, typer.Option("--refill", metavar="SHARE", help="Part of that which new orders take meanwhile.")
    ] = None,
    withdrawal: Annotated[
        str | None, typer.Option("--withdrawal", metavar="K", help="Depth times exp(-K times move); 20: 37 % at 5 %.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Of the simulated market.")] = 1,
    asset: Annotated[str, typer.Option("--asset", help="Its name in portfolio files.")] = "BTC",
    beta: Annotated[
        list[str] | None, typer.Option("--beta", metavar="ASSET=B", help="Of another asset, for --out; repeat.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write a scenario for stress --scenario: NAME.yaml.")
    ] = None,
    out_shock: Annotated[
        Path | None, typer.Option("--out-shock", metavar="FILE", help="Write the shock alone as well, to compare.")
    ] = None,
    png: Annotated[Path | None, typer.Option("--png", metavar="FILE", help="Write a picture.")] = None,
    as_json: JsonOption = False,
) -> None:
    """How far forced orders carry a shock: rounds, branching ratio, tipping shocks, insurance fund."""
    from seawall.errors import InputError

    if (shock is None) == (volume is None):
        raise InputError("either --shock or --volume must be given, and not both; such as --shock -1%")
    sizes = {"shock": _signed("--shock", shock), "volume": _signed("--volume", volume)}
    given = {"mark_follow": mark_follow, "venue_share": venue_share, "refill": refill, "withdrawal": withdrawal}
    stated = {
        name: number
        for name, text in given.items()
        if (number := _signed(f"--{name.replace('_', '-')}", text)) is not None
    }
    betas = dict(_beta(each) for each in beta or ())
    for option, file, ending in (("--png", png, ".png"), ("--out", out, ".yaml"), ("--out-shock", out_shock, ".yaml")):
        if file is not None and file.suffix.lower() != ending:
            raise InputError(f"{option} must be named NAME{ending}, was {file.name[:60]!r}")
    if out is not None and out_shock is not None and out.resolve() == out_shock.resolve():
        raise InputError(f"--out and --out-shock must be two files, were both {out.name[:60]!r}")

    from seawall.cli.progress import page_console
    from seawall.report import compose_cascade, document_json, print_cascade
    from seawall.workflows import (
        run_cascade_shock,
        write_cascade_picture,
        write_cascade_scenario,
        write_shock_scenario,
    )

    results = run_cascade_shock(_market(feed, levels, book, asset, seed), **sizes, stated=stated)
    document = compose_cascade(results)
    if as_json:
        typer.echo(document_json(document), nl=False)
    else:
        print_cascade(document, page_console())
    for file, write in ((out, write_cascade_scenario), (out_shock, write_shock_scenario)):
        if file is not None:
            typer.echo(f"wrote {write(file, results, asset=asset, betas=betas)}", err=as_json)
    if png is not None:
        typer.echo(f"wrote {write_cascade_picture(png, results)}", err=as_json)


def _market(feed: str | None, levels: str | None, book: str | None, asset: str, seed: int) -> CascadeMarket:
    from seawall.errors import InputError
    from seawall.workflows import binance_cascade_market, cascade_market_of_files, simulated_cascade_market

    if book is not None or levels not in (None, _MAP, _TRUTH):
        if book is None or levels in (None, _MAP, _TRUTH):
            raise InputError("--levels FILE and --book must be given together")
        if feed is not None:
            raise InputError("--feed and --book must not be given together")
        return cascade_market_of_files(levels=Path(str(levels)), book=book, symbol=asset)
    if feed is None or feed == _SIMULATE:
        return simulated_cascade_market(seed=seed, knows_truth=levels == _TRUTH)
    if feed != _BINANCE:
        raise InputError(f"--feed must be simulate or binance, was {feed[:40]!r}; --levels FILE and --book take files")
    if levels == _TRUTH:
        raise InputError("--levels truth is what only a simulation knows; --feed binance has --levels map")
    return binance_cascade_market()


def _signed(option: str, text: str | None) -> float | None:
    """A number, or a percentage with its sign."""
    from seawall.errors import InputError

    if text is None:
        return None
    try:
        return decimal_or_percent(text)
    except ValueError:
        raise InputError(f"{option} must be a number, or a percentage such as -1%, was {text[:40]!r}") from None


def _beta(text: str) -> tuple[str, float]:
    from seawall.errors import InputError

    name, _, number = text.partition("=")
    try:
        value = float(number) if name else math.nan
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(f"--beta must be ASSET=NUMBER, was {text[:40]!r}")
    return name, value
