r"""Liquidation cascades on a book: how far forced orders carry a shock.

With :math:`D(x)` the quantity that the book takes before the price is x away, :math:`Q(y)` what is liquidated once the
mark is y away, a shock s that takes :math:`D(s)` from the book, and the mark following the part m of what comes after,

.. math::

    x = D^{-1}\bigl(D(s) + \pi \, Q(s + m (x - s))\bigr), \qquad \pi = \text{venue share} \cdot (1 - \text{refill})

Both sides rise with x, so iterating from :math:`x = s` ends at the smallest solution: nobody is liquidated who need not
be. Each iteration is a round: the mark finds who is due, all are sold, the price goes on. A shock may also be a volume
v; then D(v) stands for D(s), and the mark follows by m from the beginning.

Sources: Tarski's theorem on monotone maps; Donier and Bonart (2015), "A million metaorder analysis of market impact on
the Bitcoin", for the square root beyond what a book shows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, IntArray, check_positive
from seawall.errors import InputError
from seawall.microstructure.branching_ratio import WIDEST_CELL, BranchingRatio, bin_densities
from seawall.microstructure.cascade_inputs import CascadeTerms, DepthBeyond, LiquidationLevels, SideDepth
from seawall.microstructure.cascade_kernels import compiled, distance_at, find_tip, follow_rounds
from seawall.microstructure.cascade_path import CascadePath, CascadeRound, CascadeStatus, TippingShock
from seawall.microstructure.insurance_fund import FundUse, use_of_fund

__all__ = ["run_cascade"]

_FURTHEST = 0.9
"""Of the price: a book is not thought further than this."""
_EVEN_KNOTS, _NEAR_KNOTS, _BINS = 512, 64, 400
_TIP_STEPS, _TIP_TOLERANCE = 256, 1e-7
_MOST_ROUNDS_KEPT = 4_096
_EMPTY, _NOBODY = np.empty(0), np.empty(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class _Curve:
    """The book and the levels in decimals, away from where they are counted."""

    direction: int
    knots: FloatArray
    depth: FloatArray
    levels: FloatArray
    quantities: FloatArray
    totals: FloatArray
    order: IntArray
    known: float


def run_cascade(
    levels: LiquidationLevels,
    depth: SideDepth,
    *,
    shock: float | None = None,
    volume: float | None = None,
    mark: float | None = None,
    terms: CascadeTerms | None = None,
) -> CascadePath:
    """Follow a shock to where nobody else is liquidated.

    Parameters
    ----------
    levels : LiquidationLevels
        Of longs, liquidated going down, or of shorts, going up.
    depth : SideDepth
        Bids for longs, asks for shorts.
    shock : float, optional
        Return, below 0 for longs and above 0 for shorts. It takes from the book what lies within it.
    volume : float, optional
        Base units sold (longs) or bought (shorts) at once, above 0; instead of `shock`.
    mark : float, optional
        Mark price before the shock; the mid of the book if absent.
    terms : CascadeTerms, optional
        How forced orders meet the book.

    Returns
    -------
    CascadePath
        Its rounds and its end, the branching ratio along the price, the tipping shocks, and what the fund bears.

    Raises
    ------
    InputError
        When levels and book are not of one direction, a level is reached before any shock, or the shock is none, or
        larger than the book can be thought.

    Examples
    --------
    >>> from seawall.microstructure.events import PositionSide, Side
    >>> longs = LiquidationLevels(PositionSide.LONG, [98.9], [20.0], "example", is_estimated=False)
    >>> bids = SideDepth(Side.BID, 100.0, [95.0], [100.0], "example", is_estimated=False)
    >>> path = run_cascade(longs, bids, shock=-0.02)
    >>> path.final_price, len(path.rounds), str(path.status)
    (97.0, 1, 'stops within the known book, after a jump: each forced order forced more than itself')
    """
    chosen = terms or CascadeTerms()
    direction = -int(levels.side)
    if int(depth.side) != int(levels.side):
        raise InputError(
            f"{levels.side.name.lower()}s are closed against {'bids' if direction < 0 else 'asks'}: "
            f"'depth' was of {depth.side.name.lower()}s"
        )
    mark = depth.mid if mark is None else check_positive(mark, "mark")
    curve = _curve(levels, depth, mark=mark, withdrawal=chosen.withdrawal)
    distance, taken = _shock(curve, shock, volume)
    by_volume = volume is not None
    rounds_distance, rounds_count = np.empty(_MOST_ROUNDS_KEPT), np.empty(_MOST_ROUNDS_KEPT, np.int64)
    press, follow = chosen.press, chosen.mark_follow
    end, count, rounds, is_off = compiled(follow_rounds)(
        curve.levels, curve.totals, curve.knots, curve.depth, distance, taken,
        follow * distance if by_volume else distance, follow, press, rounds_distance, rounds_count,
    )  # fmt: skip
    kept = min(int(rounds), _MOST_ROUNDS_KEPT)
    values = np.append(0.0, np.cumsum(curve.quantities * mark * (1.0 + direction * curve.levels)))
    ratio = _ratio(curve, depth.mid, end=float(end), gain=press * (1.0 if by_volume else follow))
    tips = [_tip(curve, chosen, by_volume=each) for each in (False, True)]
    return CascadePath(
        direction=direction,
        mid=depth.mid,
        mark=mark,
        shock_price=depth.mid * (1.0 + direction * distance),
        shock_volume=taken,
        final_price=depth.mid * (1.0 + direction * float(end)),
        rounds=_rounds(curve, values, rounds_distance[:kept], rounds_count[:kept], mid=depth.mid, press=press),
        quantity=float(curve.totals[count]),
        value_usd=float(values[count]),
        branching=ratio,
        tipping=tips[0],
        tipping_volume=tips[1],
        fund=_fund(curve, levels, depth.mid, taken + press * curve.totals[: count + 1], chosen),
        status=_status(curve, tips[0], distance, float(end), is_off=bool(is_off)),
        known_price=depth.mid * (1.0 + direction * curve.known),
        terms=chosen,
        sources=(levels.source, depth.source),
        estimated=_estimated(levels, depth, chosen, is_beyond=float(end) > curve.known),
    )


def _curve(levels: LiquidationLevels, depth: SideDepth, *, mark: float, withdrawal: float) -> _Curve:
    direction = -int(levels.side)
    away = direction * (levels.prices / mark - 1.0)
    if len(away) and away.min() <= 0:
        wrong = float(levels.prices[int(np.argmin(away))])
        raise InputError(f"'prices' of levels must lie beyond the mark {mark:g}, one was {wrong:g}: reached already")
    order = np.argsort(away, kind="stable")
    knots, quantities, known = _book(depth, direction)
    if withdrawal > 0:
        # an exact mean over each line; only the density within a line is taken as even
        exponent = withdrawal * knots
        thinned = -np.diff(np.exp(-exponent)) / np.diff(exponent)
        quantities = np.append(0.0, np.cumsum(np.diff(quantities) * thinned))
        rising = np.append(True, np.diff(quantities) > 0)
        knots, quantities = knots[rising], quantities[rising]
    return _Curve(
        direction=direction,
        knots=knots,
        depth=quantities,
        levels=away[order],
        quantities=levels.quantities[order],
        totals=np.append(0.0, np.cumsum(levels.quantities[order])),
        order=order,
        known=known,
    )


def _book(depth: SideDepth, direction: int) -> tuple[FloatArray, FloatArray, float]:
    """Knots of the book, what it takes up to each, and how far it is known."""
    shown = direction * (depth.prices / depth.mid - 1.0)
    shown, held = np.append(0.0, shown), np.append(0.0, depth.quantities)
    known, total = float(shown[-1]), float(held[-1])
    reach = known if depth.beyond is DepthBeyond.NOTHING else max(_FURTHEST, known)
    even = np.append(np.linspace(0.0, known, _NEAR_KNOTS + 1), np.linspace(0.0, reach, _EVEN_KNOTS + 1))
    knots = np.unique(np.append(shown, even))
    # the same place reached by two roads is one knot: lines of no length have no slope
    knots = knots[np.append(True, np.diff(knots) > 1e-12)]
    within = np.interp(knots, shown, held)
    stretched = np.maximum(knots, known) / known
    beyond = stretched**2 if depth.beyond is DepthBeyond.SQUARE_ROOT else stretched
    return knots, np.where(knots <= known, within, total * beyond), known


def _shock(curve: _Curve, shock: float | None, volume: float | None) -> tuple[float, float]:
    """Distance of the price after the shock, and what it takes from the book."""
    if (shock is None) == (volume is None):
        raise InputError("either 'shock' or 'volume' must be given, and not both")
    if volume is not None:
        if not 0.0 < volume <= curve.depth[-1]:
            raise InputError(f"'volume' must be above 0 and at most {curve.depth[-1]:g}, was {volume!r}")
        return float(distance_at(curve.knots, curve.depth, volume)), volume
    away = curve.direction * float(shock or 0.0)
    if not 0.0 < away <= curve.knots[-1]:
        sign = "below 0 and at least -" if curve.direction < 0 else "above 0 and at most "
        raise InputError(f"'shock' must be {sign}{curve.knots[-1]:g}, was {shock!r}")
    return away, float(np.interp(away, curve.knots, curve.depth))


def _rounds(
    curve: _Curve, values: FloatArray, distances: FloatArray, counts: IntArray, *, mid: float, press: float
) -> tuple[CascadeRound, ...]:
    quantities = np.diff(np.append(0.0, curve.totals[counts]))
    usd = np.diff(np.append(0.0, values[counts]))
    prices = mid * (1.0 + curve.direction * distances)
    return tuple(
        CascadeRound(price, quantity, value, press * quantity)
        for price, quantity, value in zip(prices.tolist(), quantities.tolist(), usd.tolist(), strict=True)
    )


def _ratio(curve: _Curve, mid: float, *, end: float, gain: float) -> BranchingRatio:
    furthest = float(curve.levels[-1]) if len(curve.levels) else curve.known
    extent = min(max(furthest + WIDEST_CELL, end, curve.known), float(curve.knots[-1]))
    return bin_densities(
        curve.levels,
        curve.quantities,
        curve.knots,
        curve.depth,
        mid=mid,
        direction=curve.direction,
        extent=extent,
        gain=gain,
        bins=_BINS,
    )


def _tip(curve: _Curve, terms: CascadeTerms, *, by_volume: bool) -> TippingShock | None:
    if not len(curve.levels):
        return None
    nearest = float(curve.knots[-1])
    last = min(float(curve.levels[-1]) / (terms.mark_follow if by_volume and terms.mark_follow else 1.0), nearest)
    largest = float(np.interp(last, curve.knots, curve.depth)) if by_volume else last
    shock, before, after = compiled(find_tip)(
        curve.levels, curve.totals, curve.knots, curve.depth, by_volume, largest, _TIP_STEPS, terms.least_jump,
        _TIP_TOLERANCE, terms.mark_follow, terms.press, _EMPTY, _NOBODY,
    )  # fmt: skip
    return None if shock < 0 else TippingShock(float(shock), float(before), float(after))


def _fund(
    curve: _Curve, levels: LiquidationLevels, mid: float, pressed: FloatArray, terms: CascadeTerms
) -> FundUse | None:
    """Levels in the order of their distance, each filled at the middle of what it takes from the book."""
    if levels.bankruptcy_prices is None:
        return None
    due = len(pressed) - 1
    edges = np.interp(pressed, curve.depth, curve.knots)
    return use_of_fund(
        terms.venue_share * curve.quantities[:due],
        fills=mid * (1.0 + curve.direction * 0.5 * (edges[1:] + edges[:-1])),
        bankruptcy_prices=levels.bankruptcy_prices[curve.order[:due]],
        side=levels.side,
        fund_usd=terms.fund_usd,
    )


def _status(curve: _Curve, tip: TippingShock | None, start: float, end: float, *, is_off: bool) -> CascadeStatus:
    """Beyond the book, through a jump, or neither; a shock that begins beyond a jump does not go through it."""
    if is_off or end > curve.known * (1.0 + 1e-12):
        return CascadeStatus.BEYOND
    is_through = tip is not None and tip.shock <= start < tip.move_after
    return CascadeStatus.JUMPS if is_through else CascadeStatus.CONTAINED


def _estimated(levels: LiquidationLevels, depth: SideDepth, terms: CascadeTerms, *, is_beyond: bool) -> tuple[str, ...]:
    found = []
    if levels.is_estimated:
        found.append(f"liquidation levels: {levels.source}")
    if depth.is_estimated:
        found.append(f"depth: {depth.source}")
    if is_beyond:
        found.append(f"depth beyond what is known of the book: {depth.beyond}")
    stated = {
        "mark follows": terms.mark_follow,
        "venue's share": terms.venue_share,
        "refilled": terms.refill,
        "withdrawal": terms.withdrawal,
    }
    found.append("stated: " + ", ".join(f"{name} {value:g}" for name, value in stated.items()))
    return tuple(found)
