"""Value at Risk with the cost of getting out: the loss of the market plus what the book would charge."""

from __future__ import annotations

from dataclasses import dataclass, replace

from seawall.core import FloatArray, Lineage, check_finite, check_positive, combine_hashes
from seawall.errors import InputError
from seawall.measures.intervals import ConfidenceInterval
from seawall.measures.measure import Measure
from seawall.measures.risk_figure import RiskFigure
from seawall.measures.tail_quantiles import value_at_risk

__all__ = ["LiquidityAdjustedVar", "liquidity_adjusted_var"]

_BASIS_POINTS = 1e4


@dataclass(frozen=True, slots=True)
class LiquidityAdjustedVar:
    """Value at Risk and the cost of liquidation, apart and together.

    Attributes
    ----------
    figure : RiskFigure
        The sum, in the currency of the book, loss above zero.
    value_at_risk : RiskFigure
        Of the market alone.
    liquidity_cost : float
        Added to it, same currency, 0 or more.
    round_trip_cost_bp : float
        Quantile of the cost of buying and selling the position, in basis points; half of it is charged.
    n_costs : int
        Observations of the cost.
    """

    figure: RiskFigure
    value_at_risk: RiskFigure
    liquidity_cost: float
    round_trip_cost_bp: float
    n_costs: int


def liquidity_adjusted_var(
    var: RiskFigure, *, position_value: float, round_trip_costs_bp: FloatArray, cost_lineage: Lineage
) -> LiquidityAdjustedVar:
    r"""Add the cost of liquidation at the confidence of the Value at Risk.

    .. math:: \mathrm{LVaR} = \mathrm{VaR} + \tfrac12 \, |V| \, q\bigl(c_{\mathrm{buy}} + c_{\mathrm{sell}}\bigr)

    The half is there because getting out pays one side of a round trip: with costs that are alike on both sides it is
    the quantile of one side's cost, measured from the mid. VaR and cost are added as if their worst came together,
    which is the most that the two quantiles can make when they move together.

    Parameters
    ----------
    var : RiskFigure
        Value at Risk in the currency of the book.
    position_value : float
        V, value of what would be sold or bought back, other than 0, same currency.
    round_trip_costs_bp : FloatArray
        Shape (n,), history of the cost of buying plus the cost of selling the whole position at once, in basis points
        of the mid, each 0 or more. An instant when the book could not take it has no cost, and must not be left out in
        silence: give a cost or another size.
    cost_lineage : Lineage
        Where the costs come from.

    Returns
    -------
    LiquidityAdjustedVar
        Equal to the Value at Risk where costs are 0. The interval is that of the Value at Risk, moved: the cost is
        taken as known.

    Raises
    ------
    InputError
        When the figure is no Value at Risk, or the costs are empty, infinite or below 0.

    Notes
    -----
    A. Bangia, F. X. Diebold, T. Schuermann, J. D. Stroughair (1999), Modeling Liquidity Risk, Wharton Financial
    Institutions Center 99-06, who charge half of a quantile of the spread; here the spread is the one at the size held.
    """
    if var.measure is not Measure.VALUE_AT_RISK:
        raise InputError(f"'var' must be a value_at_risk, was {var.measure}")
    check_positive(abs(position_value), "position_value")
    if round_trip_costs_bp.ndim != 1 or not len(round_trip_costs_bp):
        raise InputError(f"'round_trip_costs_bp' must have shape (n,), n at least 1, was {round_trip_costs_bp.shape}")
    check_finite(round_trip_costs_bp, "round_trip_costs_bp")
    if round_trip_costs_bp.min() < 0:
        raise InputError(f"'round_trip_costs_bp' must be 0 or more, lowest was {float(round_trip_costs_bp.min())!r}")
    cost_bp = value_at_risk(round_trip_costs_bp, confidence=var.confidence)
    cost = abs(position_value) * cost_bp / _BASIS_POINTS / 2
    return LiquidityAdjustedVar(
        figure=replace(
            var,
            value=var.value + cost,
            interval=_moved(var.interval, cost),
            lineage=_joined(var.lineage, cost_lineage, var.confidence, len(round_trip_costs_bp)),
        ),
        value_at_risk=var,
        liquidity_cost=cost,
        round_trip_cost_bp=cost_bp,
        n_costs=len(round_trip_costs_bp),
    )


def _moved(interval: ConfidenceInterval | None, cost: float) -> ConfidenceInterval | None:
    if interval is None:
        return None
    method = f"{interval.method}, cost taken as known"
    return replace(interval, lower=interval.lower + cost, upper=interval.upper + cost, method=method)


def _joined(var: Lineage, cost: Lineage, confidence: float, n: int) -> Lineage:
    return Lineage(
        method=f"{var.method}; plus half of the {confidence:g} quantile of {n:,} round-trip costs ({cost.method})",
        source=f"{var.source}; {cost.source}",
        data_hash=combine_hashes((var.data_hash, cost.data_hash)),
        window=var.window,
        seed=var.seed,
        simulated=var.simulated or cost.simulated,
    )
