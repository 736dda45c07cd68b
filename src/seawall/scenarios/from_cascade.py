"""A liquidation cascade as a stress scenario: what its path does to the prices and volatilities of a book."""

from __future__ import annotations

from collections.abc import Mapping

from seawall.core import check_positive
from seawall.errors import InputError
from seawall.microstructure import CascadePath
from seawall.portfolio import AssetClass
from seawall.scenarios.stress_scenario import (
    StatedShock,
    StressScenario,
    parse_stress_scenario,
    stress_scenario_yaml,
)

__all__ = ["scenario_from_cascade", "scenario_of_shock_alone"]


def scenario_from_cascade(
    path: CascadePath,
    *,
    asset: str,
    betas: Mapping[str, float] | None = None,
    volatility_response: float = 5.0,
    is_simulated: bool,
) -> StressScenario:
    """State a path as shocks.

    The asset takes the whole move of the path. Assets that a beta is stated for take that times the move; others of the
    book follow their proxy, as in any scenario, or are listed as not shocked. Implied volatility of crypto assets rises
    by `volatility_response` times the size of the move. Perpetuals with a margin of their own are closed by force where
    the path reaches them, when the scenario is valued. Funding and what it costs to trade out are not shocks of prices,
    and are not in it.

    Parameters
    ----------
    path : CascadePath
        Of one market of the asset.
    asset : str
        Identifier in the portfolio file.
    betas : mapping of str to float, optional
        Of other assets to this one.
    volatility_response : float
        Relative change of volatility per unit of move, 0 or more; 5 lifts 40 % to 60 % at a move of 10 %. A judgement.
    is_simulated : bool
        Whether levels or book are those of a simulated market, which the source then says.

    Returns
    -------
    StressScenario
        Named CASCADE, asset, DOWN or UP.

    Raises
    ------
    InputError
        When a beta carries a price to 0 or below or names the asset itself, `volatility_response` is below 0, or a
        reader of scenario files would refuse what is stated: a name that is no identifier, or a shock beyond its bounds
        (1,000 to a price, 15 to a volatility).
    """
    return _stated(
        path.move,
        asset=asset,
        betas=betas or {},
        volatility_response=volatility_response,
        id=f"CASCADE_{_name(path, asset)}",
        title=f"Liquidation cascade in {asset}: {path.shock:+.2%} becomes {path.move:+.2%}",
        source=_source(path, is_simulated=is_simulated),
        basis=_basis(path),
    )


def scenario_of_shock_alone(
    path: CascadePath,
    *,
    asset: str,
    betas: Mapping[str, float] | None = None,
    volatility_response: float = 5.0,
    is_simulated: bool,
) -> StressScenario:
    """State the shock that begins a path, as if it forced nobody: what a book has lost before the cascade.

    Beside :func:`scenario_from_cascade` of the same path it shows what forced orders add.

    Parameters
    ----------
    path : CascadePath
        Of one market of the asset.
    asset : str
        Identifier in the portfolio file.
    betas : mapping of str to float, optional
        Of other assets to this one.
    volatility_response : float
        As of :func:`scenario_from_cascade`.
    is_simulated : bool
        As of :func:`scenario_from_cascade`.

    Returns
    -------
    StressScenario
        Named SHOCK, asset, DOWN or UP.

    Raises
    ------
    InputError
        As of :func:`scenario_from_cascade`.
    """
    return _stated(
        path.shock,
        asset=asset,
        betas=betas or {},
        volatility_response=volatility_response,
        id=f"SHOCK_{_name(path, asset)}",
        title=f"The shock alone in {asset}: {path.shock:+.2%}, and nobody is liquidated",
        source=f"{'SIMULATED market. ' if is_simulated else ''}The shock that begins CASCADE_{_name(path, asset)}. "
        f"Price {path.mid:,.2f} to {path.shock_price:,.2f}.",
        basis=f"shock {path.shock:+.2%}",
    )


def _name(path: CascadePath, asset: str) -> str:
    name = "".join(each if each.isalnum() else "_" for each in asset.upper())
    return f"{name}_{'DOWN' if path.direction < 0 else 'UP'}"


def _stated(
    move: float,
    *,
    asset: str,
    betas: Mapping[str, float],
    volatility_response: float,
    id: str,
    title: str,
    source: str,
    basis: str,
) -> StressScenario:
    """A move of one asset, and what follows it."""
    if volatility_response != 0.0:
        check_positive(volatility_response, "volatility_response")
    assets = {asset: StatedShock(move, basis)}
    for other, beta in betas.items():
        if other == asset:
            raise InputError(f"'betas' must name other assets than {asset!r}")
        if beta * move <= -1.0:
            raise InputError(f"'betas' of {other!r} carries a price to 0: {beta:g} times {move:.1%}")
        assets[other] = StatedShock(beta * move, f"stated beta {beta:g} to {asset}")
    volatility = StatedShock(
        volatility_response * abs(move), f"judgement: {volatility_response:g} times a move of {move:+.2%}"
    )
    scenario = StressScenario(
        id=id,
        title=title,
        source=source,
        assets=assets,
        volatilities={AssetClass.CRYPTO.value: volatility} if volatility_response else {},
    )
    parse_stress_scenario(stress_scenario_yaml(scenario), name=id)  # nothing is made that its reader refuses
    return scenario


def _basis(path: CascadePath) -> str:
    return (
        f"shock {path.shock:+.2%}, forced orders {path.move_beyond:+.2%} in {len(path.rounds)} rounds; "
        f"{path.quantity:,.1f} liquidated; {path.status}"
    )


def _source(path: CascadePath, *, is_simulated: bool) -> str:
    parts = [
        "SIMULATED market." if is_simulated else "",
        f"Levels: {path.sources[0]}. Book: {path.sources[1]}.",
        f"{path.estimated[-1].capitalize()}.",
        f"Estimated: {'; '.join(path.estimated[:-1])}." if len(path.estimated) > 1 else "",
        f"Price {path.mid:,.2f} to {path.final_price:,.2f}.",
    ]
    left = path.depth_left(within=0.01)
    parts.append(
        "Depth left within 1 % beyond the end: not known."
        if left is None
        else f"Depth left within 1 % beyond the end: {left:,.1f} of the asset."
    )
    if path.fund is not None and path.fund.deleveraged_usd > 0:
        parts.append(
            f"The fund leaves {path.fund.deleveraged_usd:,.0f} USD to auto-deleveraging; winners of the other side "
            "that would be closed early are not marked down here."
        )
    return " ".join(part for part in parts if part)
