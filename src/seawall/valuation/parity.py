"""Forward and discount of each expiry, from put-call parity of its own quotes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from seawall.core import BoolArray, Failure, FloatArray
from seawall.errors import DataError
from seawall.market import OptionChain, PriceUnit

__all__ = ["ForwardSource", "ImpliedForward", "implied_forwards"]

_NEAR_MONEY = 0.15
_FEWEST_PAIRS = 5
_ROUNDS = 30
_HUBER = 0.3
_TIGHT_ENOUGH = 1e-3


class ForwardSource(StrEnum):
    """Where a forward came from."""

    PARITY = "parity"
    EXCHANGE = "exchange"


@dataclass(frozen=True, slots=True)
class ImpliedForward:
    """Forward and discount of one expiry.

    Attributes
    ----------
    expiry : numpy.datetime64
        Instant in UTC.
    time : float
        Years, ACT/365.
    forward : float
        Price for delivery at expiry, money.
    discount : float
        Value today of one unit, at expiry, of what premiums are paid in.
    standard_error : float
        Of the forward by parity, as a share of it; NaN where parity could not be used.
    pairs : int
        Strikes near the money with two-sided call and put.
    source : ForwardSource
        Parity, or the forward that the exchange itself values on.
    """

    expiry: np.datetime64
    time: float
    forward: float
    discount: float
    standard_error: float
    pairs: int
    source: ForwardSource


def implied_forwards(chain: OptionChain) -> tuple[tuple[ImpliedForward, ...], tuple[Failure, ...]]:
    r"""Forward and discount of every expiry that has not passed.

    In money :math:`C - P = D\,(F - K)`, a line in the strike whose slope is minus the discount and whose root
    is the forward. In coin, where premiums pay no interest, :math:`C - P = 1 - K/F`, a line through 1 at a strike
    of zero. The line is fitted to the middles of strikes within 15 % of the money that have a two-sided call and
    put, each weighted by its bid-ask width and, beyond 0.3 of that width, by Huber's rule.

    Parameters
    ----------
    chain : OptionChain
        Quotes; expired lines are passed over.

    Returns
    -------
    tuple of ImpliedForward
        In order of expiry. Where the chain states the exchange's own forward, that is taken instead wherever
        parity leaves the forward uncertain by more than 0.1 %, and the discount is 1.
    tuple of Failure
        Expiries with neither.

    Examples
    --------
    >>> import datetime as dt
    >>> strike = np.repeat([90.0, 95.0, 100.0, 105.0, 110.0], 2)
    >>> is_call = np.tile([True, False], 5)
    >>> price = np.where(is_call, 20.0 + 0.98 * (102.0 - strike), 20.0)
    >>> chain = OptionChain(underlying="X", as_of=dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    ...     price_unit=PriceUnit.MONEY, source="here", data_hash="0", index_price=100.0,
    ...     expiry=np.full(10, np.datetime64("2024-07-01T00:00:00")), strike=strike, is_call=is_call,
    ...     bid=price - 0.1, ask=price + 0.1)
    >>> found, _ = implied_forwards(chain)
    >>> round(found[0].forward, 6), round(found[0].discount, 6)
    (102.0, 0.98)
    """
    found: list[ImpliedForward] = []
    failures: list[Failure] = []
    time = chain.time
    for expiry in np.unique(chain.expiry[time > 0]):
        here = chain.expiry == expiry
        try:
            found.append(_implied_forward(chain, expiry, here, float(time[here][0])))
        except DataError as error:
            failures.append(Failure.of(f"expiry {expiry}", error))
    return tuple(found), tuple(failures)


def _implied_forward(chain: OptionChain, expiry: np.datetime64, here: BoolArray, time: float) -> ImpliedForward:
    strike, middle, half_width = _pairs(chain, here)
    stated = 0.0
    if chain.exchange_forward is not None:
        values = chain.exchange_forward[here]
        stated = float(np.median(values[values > 0])) if (values > 0).any() else 0.0
    if len(strike) >= _FEWEST_PAIRS:
        fit = _fit_coin if chain.price_unit is PriceUnit.COIN else _fit_money
        forward, discount, error = fit(strike, middle, half_width)
        if forward > 0 and discount > 0 and (not stated or error <= _TIGHT_ENOUGH):
            return ImpliedForward(expiry, time, forward, discount, error, len(strike), ForwardSource.PARITY)
    if not stated:
        raise DataError(
            f"{chain.source}: expiry {expiry} has {len(strike)} strikes near the money with two-sided call and put, "
            f"which imply no forward; at least {_FEWEST_PAIRS} are needed"
        )
    return ImpliedForward(expiry, time, stated, 1.0, float("nan"), len(strike), ForwardSource.EXCHANGE)


def _pairs(chain: OptionChain, here: BoolArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Strikes near the money where call and put are two-sided, with the middle and half-width of call less put."""
    usable = here & chain.is_two_sided
    calls, puts = np.flatnonzero(usable & chain.is_call), np.flatnonzero(usable & ~chain.is_call)
    strike, at_call, at_put = np.intersect1d(chain.strike[calls], chain.strike[puts], return_indices=True)
    if not len(strike):
        return strike, strike, strike
    call, put = calls[at_call], puts[at_put]
    lowest, highest = chain.bid[call] - chain.ask[put], chain.ask[call] - chain.bid[put]
    middle = 0.5 * (lowest + highest)
    # the floor keeps a locked pair from taking all the weight
    half_width = np.maximum(0.5 * (highest - lowest), 1e-3 * np.median(highest - lowest) + 1e-12)
    money = strike[int(np.argmin(np.abs(middle)))]
    near = np.abs(np.log(strike / money)) <= _NEAR_MONEY
    if np.count_nonzero(near) < _FEWEST_PAIRS:
        near = np.argsort(np.abs(np.log(strike / money)), kind="stable")[:_FEWEST_PAIRS]
    return strike[near], middle[near], half_width[near]


def _fit_money(strike: FloatArray, middle: FloatArray, half_width: FloatArray) -> tuple[float, float, float]:
    centre = float(strike.mean())
    design = np.column_stack([np.ones_like(strike), -(strike - centre)])
    (value, discount), covariance = _huber(design, middle, half_width)
    if discount <= 0:
        return 0.0, discount, float("inf")
    forward = centre + value / discount
    at_forward = np.array([1.0, -(forward - centre)])
    return forward, discount, float(np.sqrt(at_forward @ covariance @ at_forward)) / (discount * forward)


def _fit_coin(strike: FloatArray, middle: FloatArray, half_width: FloatArray) -> tuple[float, float, float]:
    (inverse,), covariance = _huber(-strike[:, np.newaxis], middle - 1.0, half_width)
    if inverse <= 0:
        return 0.0, 1.0, float("inf")
    return 1.0 / inverse, 1.0, float(np.sqrt(covariance[0, 0])) / inverse


def _huber(design: FloatArray, goal: FloatArray, half_width: FloatArray) -> tuple[list[float], FloatArray]:
    """Robust weighted regression, and the covariance of its coefficients as the residuals show it."""
    trust = np.ones_like(goal)
    for _ in range(_ROUNDS):
        weight = np.sqrt(trust) / half_width
        coefficients, *_ = np.linalg.lstsq(design * weight[:, np.newaxis], goal * weight, rcond=None)
        distance = np.abs(goal - design @ coefficients) / half_width
        trust = _HUBER / np.maximum(distance, _HUBER)
    weighted = design * (np.sqrt(trust) / half_width)[:, np.newaxis]
    freedom = max(len(goal) - design.shape[1], 1)
    spread = float((trust * distance**2).sum()) / freedom
    return coefficients.tolist(), spread * np.linalg.pinv(weighted.T @ weighted)
