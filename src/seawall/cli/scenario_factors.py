"""``seawall stress --factors``: what a scenario file may name in a book."""

from __future__ import annotations

from pathlib import Path

from seawall.cli.arguments import parse_date
from seawall.cli.page import show_page

__all__ = ["show_scenario_factors"]


def show_scenario_factors(portfolio: Path, *, market: str | None, as_of: str | None, as_json: bool) -> None:
    """Names, what each moves, and today's levels."""
    from seawall.cli.progress import shown_progress
    from seawall.portfolio import read_portfolio_file
    from seawall.report import compose_scenario_factors, scenario_factors_section
    from seawall.workflows import open_market, run_scenario_factors

    date = parse_date(as_of)
    file = read_portfolio_file(portfolio)
    source = open_market(file, market)
    with shown_progress() as progress:
        document = compose_scenario_factors(run_scenario_factors(file, source, as_of=date, progress=progress))
    show_page(document, scenario_factors_section, title="SEAWALL stress", as_json=as_json)
