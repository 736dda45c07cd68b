"""A grid of moves: every move of the spot with every move of the implied volatility."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from seawall.core import Lineage
from seawall.errors import InputError
from seawall.market import FactorKind
from seawall.portfolio import Portfolio
from seawall.scenarios.factor_map import risk_factors
from seawall.scenarios.scenario_set import ScenarioSet

__all__ = ["grid_scenarios"]

_MOST_MOVES = 61
_HIGHEST_MOVE = 10.0


def grid_scenarios(
    portfolio: Portfolio,
    *,
    spot_moves: Sequence[float],
    volatility_moves: Sequence[float],
    lineage: Lineage,
    underlying: str | None = None,
) -> ScenarioSet:
    """Make one scenario of each move of the spot with each move of the volatility.

    Parameters
    ----------
    portfolio : Portfolio
        The book.
    spot_moves, volatility_moves : sequence of float
        Relative, decimal, above -1, strictly rising; from 1 to 61 of each.
    lineage : Lineage
        Of the prices.
    underlying : str, optional
        Held asset whose spot and volatility move while all else stands still; every asset's by default, all by the
        same share.

    Returns
    -------
    ScenarioSet
        Shape (n_volatility_moves * n_spot_moves, n_factors): the spot changes fastest. Rates and currencies stand
        still, and scenarios are instantaneous.

    Raises
    ------
    InputError
        When a move is out of range or out of order, or nothing is held on `underlying`.

    Examples
    --------
    >>> from seawall.portfolio import Asset, AssetClass, Position, Spot
    >>> book = Portfolio(name="P", base_currency="USD",
    ...     assets={"BTC": Asset("BTC", AssetClass.CRYPTO, "BTC", "USD")},
    ...     positions=(Position(id="coin", instrument=Spot("BTC"), quantity=1.0),))
    >>> made = Lineage("example", "example", "0")
    >>> grid = grid_scenarios(book, spot_moves=[-0.1, 0.0], volatility_moves=[0.0, 0.5], lineage=made)
    >>> list(grid.labels)
    ['spot -10%, volatility 0%', 'spot 0%, volatility 0%', 'spot -10%, volatility +50%', 'spot 0%, volatility +50%']
    >>> grid.shocks[:, 0].tolist()
    [-0.1, 0.0, -0.1, 0.0]
    """
    _check_moves(spot_moves, "spot_moves")
    _check_moves(volatility_moves, "volatility_moves")
    held = [asset.id for asset in portfolio.held_assets()]
    if underlying is not None and underlying not in held:
        raise InputError(f"'underlying' must be one of {', '.join(held) or 'none held'}, was {underlying[:40]!r}")
    factors = risk_factors(portfolio)
    spot = np.tile(spot_moves, len(volatility_moves))
    volatility = np.repeat(volatility_moves, len(spot_moves))
    still = np.zeros(len(spot))
    columns = [
        still
        if underlying not in (None, factor.name)
        else {FactorKind.SPOT: spot, FactorKind.VOLATILITY: volatility}.get(factor.kind, still)
        for factor in factors
    ]
    return ScenarioSet(
        factors=factors,
        shocks=np.column_stack(columns) if columns else np.zeros((len(spot), 0)),
        labels=tuple(
            f"spot {_percent(move)}, volatility {_percent(other)}" for other in volatility_moves for move in spot_moves
        ),
        horizon_sessions=0,
        lineage=lineage,
    )


def _check_moves(moves: Sequence[float], name: str) -> None:
    if not 1 <= len(moves) <= _MOST_MOVES:
        raise InputError(f"{name!r} must hold from 1 to {_MOST_MOVES} moves, held {len(moves)}")
    for before, after in zip((-1.0, *moves), moves, strict=False):
        if not (math.isfinite(after) and -1.0 < after <= _HIGHEST_MOVE):
            raise InputError(f"{name!r} must be above -1 and at most {_HIGHEST_MOVE:g}, was {after!r}")
        if after <= before:
            raise InputError(f"{name!r} must rise strictly, but {after!r} follows {before!r}")


def _percent(move: float) -> str:
    # 15 digits: 100 * 0.07 is 7 in them, and moves that anybody would tell apart have labels of their own
    return f"{100.0 * move:+.15g}%" if move else "0%"
