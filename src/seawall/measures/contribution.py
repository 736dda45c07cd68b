"""Which positions make the tail: contributions that add up to Expected Shortfall, and to Value at Risk.

A cube whose columns are factors gives the contributions of factors by the same functions.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import betainc

from seawall.core import FloatArray, check_confidence, check_finite, check_shape, read_only
from seawall.errors import InputError, NumericalError
from seawall.measures.tail_quantiles import tail_weights, value_at_risk
from seawall.valuation import PnlCube

__all__ = [
    "ValueAtRiskContributions",
    "grouped_contributions",
    "marginal_contributions",
    "shortfall_contributions",
    "value_at_risk_contributions",
]


@dataclass(frozen=True, slots=True, eq=False)
class ValueAtRiskContributions:
    """Contributions to VaR, and what smoothing did to them.

    Attributes
    ----------
    amounts : FloatArray
        Shape (n_positions,), base currency, below zero for a hedge; they add up to `value`.
    value : float
        Value at Risk of the book.
    smoothed : float
        What the amounts added up to before they were rescaled: the smoothed estimate of the same VaR.
    bandwidth : float
        Standard deviation of the smoothing weights, as a share of the sample.
    """

    amounts: FloatArray
    value: float
    smoothed: float
    bandwidth: float

    def __post_init__(self) -> None:
        """Freeze the amounts."""
        object.__setattr__(self, "amounts", read_only(self.amounts))

    @property
    def rescaled(self) -> float:
        """By how much every amount was moved, as a share: 0.02 for 2 % up."""
        return self.value / self.smoothed - 1.0


def shortfall_contributions(cube: PnlCube, *, confidence: float) -> FloatArray:
    r"""Contribution of each position to the Expected Shortfall of the book.

    .. math:: C_i = -\sum_s w_s \, \mathrm{PnL}_{s,i}, \quad \sum_i C_i = \mathrm{ES}_c

    with :math:`w_s` the weight of scenario s in the tail of the whole book: the Euler allocation.

    Parameters
    ----------
    cube : PnlCube
        Shape (n_scenarios, n_positions); its design says what each scenario weighs.
    confidence : float
        In [0.5, 1).

    Returns
    -------
    FloatArray
        Shape (n_positions,), base currency; below zero for a position that hedges the tail.

    References
    ----------
    Tasche, "Risk contributions and performance measurement" (1999).
    """
    weights = tail_weights(cube.losses, confidence=confidence, weights=cube.design.weights)
    in_tail = weights > 0
    return -(weights[in_tail] @ cube.pnl[in_tail])


def value_at_risk_contributions(cube: PnlCube, *, confidence: float) -> ValueAtRiskContributions:
    r"""Contribution of each position to Value at Risk, smoothed over the scenarios around it.

    .. math::

        C_i = -\frac{\mathrm{VaR}}{\widehat{\mathrm{VaR}}} \sum_k \omega_k \, \mathrm{PnL}_{(k),i}, \quad
        \omega_k = I_{F_k}(a, b) - I_{F_{k-1}}(a, b), \quad \widehat{\mathrm{VaR}} = \sum_k \omega_k L_{(k)}

    with losses from the smallest up, :math:`F_k` their cumulative weight, I the distribution function of the beta
    law, :math:`a = (m + 1) c`, :math:`b = (m + 1)(1 - c)` and m the effective number of scenarios: the L-estimator of
    Harrell and Davis. :math:`\omega_k` is the probability that loss k is the quantile of a new sample. One scenario
    alone, the one that happens to be VaR, says little about who makes it; these weights average over the ones it
    could have been. The bandwidth follows from the sample, :math:`\sqrt{c (1 - c) / (m + 2)}` of it, and nothing is
    to be chosen.

    Parameters
    ----------
    cube : PnlCube
        Shape (n_scenarios, n_positions); its design says what each scenario weighs.
    confidence : float
        In [0.5, 1).

    Returns
    -------
    ValueAtRiskContributions
        Amounts that add up to VaR, the smoothed VaR before rescaling, and the bandwidth.

    Raises
    ------
    NumericalError
        When VaR or its smoothed estimate is not above zero, so that nothing can be shared out.

    References
    ----------
    Harrell, Davis, "A new distribution-free quantile estimator", *Biometrika* 69 (1982). Tasche, "Capital allocation to
    business units and sub-portfolios: the Euler principle" (2008), for :math:`C_i = E[-X_i \mid L = \mathrm{VaR}]`.
    """
    check_confidence(confidence)
    losses, design = cube.losses, cube.design
    size = design.effective_size(len(losses)) / design.overlap_sessions
    order = np.argsort(losses, kind="stable")
    shares = np.full(len(losses), 1.0 / len(losses)) if design.weights is None else design.weights[order]
    reached = np.minimum(np.cumsum(shares), 1.0)
    reached[-1] = 1.0
    smoothing = np.diff(betainc((size + 1.0) * confidence, (size + 1.0) * (1.0 - confidence), reached), prepend=0.0)
    near = np.flatnonzero(smoothing)
    raw = -(smoothing[near] @ cube.pnl[order[near]])
    value = value_at_risk(losses, confidence=confidence, weights=design.weights)
    smoothed = math.fsum(raw)
    if value <= 0.0 or smoothed <= 0.0:
        raise NumericalError(
            f"VaR at {confidence:g} is {value:,.6g}, smoothed {smoothed:,.6g}: both must be above 0 to be shared out"
        )
    return ValueAtRiskContributions(
        raw * (value / smoothed), value, smoothed, math.sqrt(confidence * (1.0 - confidence) / (size + 2.0))
    )


def marginal_contributions(contributions: FloatArray, *, quantities: FloatArray) -> FloatArray:
    """What one more unit of each position would add to the figure, to first order.

    Contributions are quantity times slope (Euler), so the slope is contribution over quantity.

    Parameters
    ----------
    contributions : FloatArray
        Shape (n_positions,), base currency.
    quantities : FloatArray
        Shape (n_positions,), units or contracts, short below zero, none 0.

    Returns
    -------
    FloatArray
        Shape (n_positions,), base currency per unit; below zero where one more unit lowers the figure.

    Raises
    ------
    InputError
        For shapes that differ, or a quantity of 0.

    Examples
    --------
    >>> marginal_contributions(np.array([30.0, -5.0]), quantities=np.array([10.0, -1.0])).tolist()
    [3.0, 5.0]
    """
    sizes = check_finite(check_shape(quantities, "quantities", contributions.shape), "quantities")
    if (sizes == 0).any():
        raise InputError("'quantities' must not hold 0: such a position has no slope of its own")
    return np.asarray(contributions / sizes)


def grouped_contributions(contributions: FloatArray, *, groups: Sequence[str]) -> Mapping[str, float]:
    """Contributions added up by asset class, venue, kind of factor, or any other name.

    Parameters
    ----------
    contributions : FloatArray
        Shape (n_positions,), base currency.
    groups : sequence of str
        Group of each, of the same length.

    Returns
    -------
    mapping of str to float
        By group, in order of first appearance; they add up to what the contributions do.

    Raises
    ------
    InputError
        For lengths that differ.

    Examples
    --------
    >>> grouped_contributions(np.array([3.0, 1.0, -2.0]), groups=["crypto", "equity", "crypto"])
    {'crypto': 1.0, 'equity': 1.0}
    """
    check_shape(contributions, "contributions", (len(groups),))
    members: dict[str, list[float]] = {}
    for group, amount in zip(groups, contributions, strict=True):
        members.setdefault(group, []).append(float(amount))
    return {group: math.fsum(amounts) for group, amounts in members.items()}
