"""``seawall grid``: the P&L of a book by move of spot and volatility."""

from __future__ import annotations

from typing import Annotated

import typer

from seawall.cli.arguments import (
    AsOfOption,
    JsonOption,
    MarketOption,
    PortfolioArgument,
    decimal_or_percent,
    parse_date,
)
from seawall.cli.page import show_page

__all__ = ["grid"]

_MOST_MOVES = 61


def grid(
    portfolio: PortfolioArgument,
    *,
    underlying: Annotated[
        str | None, typer.Option("--underlying", metavar="ASSET", help="The asset that moves; all of them without.")
    ] = None,
    spot: Annotated[
        str, typer.Option("--spot", metavar="LOW:HIGH:COUNT", help="Moves of the price, decimal or percent.")
    ] = "-0.5:0.5:11",
    volatility: Annotated[
        str, typer.Option("--vol", metavar="LOW:HIGH:COUNT", help="Relative moves of implied volatility.")
    ] = "-0.4:0.4:9",
    market: MarketOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
) -> None:
    """P&L of the book by full revaluation over a grid of moves of price and implied volatility."""
    spot_moves, volatility_moves = _moves("--spot", spot), _moves("--vol", volatility)
    date = parse_date(as_of)

    from seawall.cli.progress import shown_progress
    from seawall.portfolio import read_portfolio_file
    from seawall.report import compose_grid, grid_section
    from seawall.workflows import even_moves, open_market, run_shock_grid

    file = read_portfolio_file(portfolio)
    source = open_market(file, market)
    with shown_progress() as progress:
        results = run_shock_grid(
            file,
            source,
            underlying=underlying,
            spot_moves=even_moves(*spot_moves),
            volatility_moves=even_moves(*volatility_moves),
            as_of=date,
            progress=progress,
        )
        document = compose_grid(results)
    show_page(document, grid_section, title="SEAWALL grid", as_json=as_json)


def _moves(option: str, text: str) -> tuple[float, float, int]:
    """Ends and count of a range such as -30%:30%:13."""
    from seawall.errors import InputError

    try:
        lowest, highest, number = text.split(":")
        low, high, count = decimal_or_percent(lowest), decimal_or_percent(highest), int(number)
    except ValueError:
        raise InputError(f"{option} must be LOW:HIGH:COUNT, such as -30%:30%:13, was {text[:40]!r}") from None
    if not 2 <= count <= _MOST_MOVES:
        raise InputError(f"{option} must have from 2 to {_MOST_MOVES} moves, had {count}")
    if not -1.0 < low < high:
        raise InputError(f"{option} must rise from above -100%, was {text[:40]!r}")
    return low, high, count
