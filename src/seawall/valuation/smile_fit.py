r"""Fit one smile between its bids and asks, with no butterfly and below the next later expiry.

The fit minimises squared distance from the middle of each quote in units of its half-spread, a little; and any
distance beyond 85 % of the half-spread, a lot. So a wide quote pulls weakly, and a narrow one holds the smile
inside it. One hyperbola (raw SVI) is tried first; it is kept where it passes through every quote without
arbitrage. Else hyperbolas are added and the weights of all are found by sequential quadratic programming.

The programme starts from a smile without arbitrage: the next later expiry's, scaled in time. Every step obeys the
constraints (Durrleman's function, wings, total variance below the next later expiry's) to first order, and is
shortened until it obeys them in full, so that absence of arbitrage is never traded against a quote.
"""

from __future__ import annotations

import numpy as np

from seawall.core import FloatArray
from seawall.market import Smile
from seawall.valuation.arbitrage import durrleman
from seawall.valuation.smile_programme import LEAST_WING, SmileProgramme
from seawall.valuation.smile_target import Ceiling, SmileTarget
from seawall.valuation.svi_fit import fit_svi

__all__ = ["fit_smile"]

_ADDED = 20
_NEAR_MONEY = 0.1
_REPAIRS = 8
_MOST_HELD = 300


def fit_smile(target: SmileTarget, *, ceiling: Ceiling | None = None) -> Smile:
    """Fit total variance to one expiry's quotes.

    Parameters
    ----------
    target : SmileTarget
        Quotes at five strikes or more.
    ceiling : Ceiling, optional
        The next later expiry, which this one must not exceed at any log-moneyness.

    Returns
    -------
    Smile
        One hyperbola where that passes through every quote, else 21.

    Notes
    -----
    Constraints are held on a grid of log-moneyness; check the finished surface with ``butterfly_violations`` and
    ``calendar_violations``.

    Examples
    --------
    >>> truth = Smile.from_svi(a=0.01, b=0.1, rho=-0.6, m=0.02, sigma=0.1)
    >>> at = np.linspace(-0.4, 0.3, 30)
    >>> quoted = np.sqrt(truth.total_variance(at) / 0.5)
    >>> target = SmileTarget(at, quoted - 1e-3, quoted + 1e-3, 0.5, standard_reach=(-1.0, 1.0))
    >>> fitted = fit_smile(target)
    >>> len(fitted.weights), bool(abs(fitted.widths[0] - 0.1) < 1e-3)
    (1, True)
    """
    svi = fit_svi(target)
    svi_is_clean = svi is not None and not len(_faults(svi, target, ceiling))
    if svi is not None and svi_is_clean and _fits(svi, target):
        return svi
    if ceiling is not None:
        start = ceiling.smile.scaled_in_time(target.time / ceiling.time)
    elif svi is not None and svi_is_clean:
        start = svi
    else:
        start = _all_but_flat(target)
    start = _enriched(target, start)
    held = np.empty(0)
    for _ in range(_REPAIRS):
        fitted = SmileProgramme(target, start, svi or start, ceiling, held).solve()
        faults = _faults(fitted, target, ceiling)
        if not len(faults):
            break
        held = np.concatenate([held, faults])
    return fitted


def _fits(smile: Smile, target: SmileTarget) -> bool:
    floor = target.floor
    above = bool((floor.shortfall(smile.total_variance(floor.log_moneyness)) <= 0).all())
    return above and target.share_inside(smile) == 1.0


def _faults(smile: Smile, target: SmileTarget, ceiling: Ceiling | None) -> FloatArray:
    """Log-moneynesses, at most some 300, of a fine grid where a butterfly or calendar spread has a negative price."""
    at = np.unique(np.concatenate([target.spread(8001), target.near(8001)]))
    value, first, second = smile.derivatives(at)
    wrong = durrleman(at, value=value, first=first, second=second) < 0
    if ceiling is not None:
        wrong |= value > ceiling.smile.total_variance(at)
    return at[wrong][:: 1 + int(np.count_nonzero(wrong)) // _MOST_HELD]


def _all_but_flat(target: SmileTarget) -> Smile:
    """Return the nearest thing to a flat smile that has wings: free of butterflies at any strike."""
    money = target.money_variance
    opening = 2.0 * LEAST_WING * np.sqrt(target.time)
    return Smile.from_svi(a=money, b=opening, rho=0.0, m=0.0, sigma=float(np.sqrt(money)))


def _enriched(target: SmileTarget, start: Smile) -> Smile:
    """Return `start` with hyperbolas of zero weight added, dense near the money; as it is where it has them.

    Centres are in log-moneyness over the square root of time, so that `scaled_in_time` carries them along.
    """
    if len(start.weights) > _ADDED:
        return start
    root = np.sqrt(target.time)
    low, high = np.arcsinh(np.array(target.standard_reach) / _NEAR_MONEY)
    centres = _NEAR_MONEY * np.sinh(np.linspace(low, high, _ADDED))
    return Smile(
        level=start.level,
        slope=start.slope,
        weights=np.concatenate([start.weights, np.zeros(_ADDED)]),
        centres=np.concatenate([start.centres, root * centres]),
        widths=np.concatenate([start.widths, root * np.gradient(centres)]),
    )
