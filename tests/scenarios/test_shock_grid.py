"""A grid of moves: every pair once, in order, and nothing else moves."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.core import Lineage
from seawall.errors import InputError
from seawall.market import FactorKind
from seawall.portfolio import Portfolio, read_portfolio_file
from seawall.scenarios import grid_scenarios

MADE = Lineage("example", "example", "0")
moves = st.lists(st.floats(-0.99, 10.0).map(lambda move: round(move, 9)), min_size=1, max_size=8, unique=True).map(
    sorted
)


@pytest.fixture(scope="module")
def book(examples: Path) -> Portfolio:
    return read_portfolio_file(examples / "crypto_derivatives.yaml").portfolio


@given(spot=moves, volatility=moves, underlying=st.sampled_from([None, "BTC", "ETH"]))
def test_every_pair_stands_once_and_all_else_stands_still(
    book: Portfolio, spot: list[float], volatility: list[float], underlying: str | None
) -> None:
    grid = grid_scenarios(book, spot_moves=spot, volatility_moves=volatility, underlying=underlying, lineage=MADE)
    pairs = [(one, other) for other in volatility for one in spot]
    for factor in grid.factors:
        is_moved = underlying in (None, factor.name)
        place = {FactorKind.SPOT: 0, FactorKind.VOLATILITY: 1}.get(factor.kind) if is_moved else None
        expected = [0.0 if place is None else pair[place] for pair in pairs]
        assert grid.column(factor).tolist() == expected, (factor.id, underlying)
    assert (len(grid), grid.horizon_sessions) == (len(pairs), 0)


def test_moves_that_are_close_have_labels_of_their_own(book: Portfolio) -> None:
    close = [0.07, 0.1, 0.1000001, 0.100000001]
    grid = grid_scenarios(book, spot_moves=sorted(close), volatility_moves=[0.0], lineage=MADE)
    assert [label.partition(",")[0] for label in grid.labels] == [
        "spot +7%",
        "spot +10%",
        "spot +10.0000001%",
        "spot +10.00001%",
    ]


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"spot_moves": [-1.0, 0.0]}, "'spot_moves' must be above -1 and at most 10, was -1.0"),
        ({"spot_moves": [0.0, math.inf]}, "'spot_moves' must be above -1 and at most 10, was inf"),
        ({"volatility_moves": [0.1, 0.1]}, "'volatility_moves' must rise strictly, but 0.1 follows 0.1"),
        ({"volatility_moves": []}, "'volatility_moves' must hold from 1 to 61 moves, held 0"),
        ({"spot_moves": np.linspace(0, 1, 62).tolist()}, "'spot_moves' must hold from 1 to 61 moves, held 62"),
        ({"underlying": "SPY"}, "'underlying' must be one of BTC, ETH, was 'SPY'"),
    ],
)
def test_what_cannot_be_is_refused(book: Portfolio, changed: dict[str, object], fault: str) -> None:
    asked: dict[str, object] = {"spot_moves": [0.0], "volatility_moves": [0.0], **changed}
    with pytest.raises(InputError, match="must") as refused:
        grid_scenarios(book, lineage=MADE, **asked)  # type: ignore[arg-type]
    assert str(refused.value) == fault
