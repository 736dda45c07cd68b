"""Where a book stands among portfolios of its assets: its shares as rounding leaves them, and why it has no place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from seawall.portfolio import read_portfolio_file
from seawall.report import FrontierResults, compose_frontier
from seawall.sources import price_source
from seawall.workflows import run_frontier

LAST = {"A": 6.0, "B": 23.0, "C": 1.0}
"""Last closes, one share of each held: their shares of 30 sum to 1.0000000000000002."""


@pytest.fixture
def market(tmp_path: Path) -> Path:
    folder = tmp_path / "market"
    folder.mkdir()
    days = np.arange(60) + np.datetime64("2024-01-01")
    rng = np.random.default_rng(3)
    for name, last in LAST.items():
        steps = np.cumsum(rng.normal(1e-3, 0.01, len(days)))
        closes = last * np.exp(steps - steps[-1])
        rows = "".join(f"{day},{close!r}\n" for day, close in zip(days, closes.tolist(), strict=True))
        (folder / f"{name}.csv").write_text(f"date,close\n{rows}")
    return folder


def frontier_with(market: Path, *more: str) -> FrontierResults:
    """One share of each asset, and further positions."""
    held = [f"{{id: {name}, instrument: spot, asset: {name}, quantity: 1}}" for name in LAST]
    book = market.parent / "book.yaml"
    book.write_text(
        "version: 1\nname: BOOK\nbase_currency: USD\n"
        f"assets: {{{', '.join(f'{name}: {{class: equity}}' for name in LAST)}}}\n"
        f"positions: [{', '.join([*held, *more])}]\n"
    )
    return run_frontier(price_source(str(market)), risk_free_rate=0.0, points=3, book=read_portfolio_file(book))


def test_a_book_without_cash_has_its_place_whatever_rounding_makes_of_its_shares(market: Path) -> None:
    shares = np.array(list(LAST.values())) / sum(LAST.values())
    assert float(shares.sum()) > 1.0
    results = frontier_with(market)
    assert results.no_book == ""
    assert results.book is not None
    assert results.book.whole.cash == 0.0
    assert results.book.whole.weights.tolist() == shares.tolist()
    assert results.book.left_out == ()


def test_cash_is_its_share_and_what_is_no_spot_is_named(market: Path) -> None:
    cash = "{id: cash, instrument: cash, quantity: 10}"
    swap = "{id: swap, instrument: perpetual, asset: A, quantity: -1, entry_price: 6}"
    results = frontier_with(market, cash, swap)
    assert results.book is not None
    assert results.book.whole.cash == 0.25
    assert results.book.whole.weights.tolist() == [each / 40.0 for each in LAST.values()]
    assert results.book.left_out == ("swap",)
    assert any("left out: swap" in each for each in compose_frontier(results).notes)


def test_a_book_that_owes_cash_is_not_shown_and_the_page_says_why(market: Path) -> None:
    results = frontier_with(market, "{id: cash, instrument: cash, quantity: -10}")
    assert results.book is None
    assert "spot and cash are worth 20 USD, cash -10 of it" in results.no_book
    assert any(each.startswith("The book is not shown: ") for each in compose_frontier(results).notes)
