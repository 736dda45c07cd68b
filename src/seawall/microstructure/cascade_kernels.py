"""The loops of a cascade: its rounds, and the search for the shock that tips it.

Distances are decimals of the price from which they are counted, above 0 in the direction of the shock. The book is a
chain of straight lines: `knot_quantity` can be traded before the price is `knot_distance` away.

Everything compiled stands in this one file because numba notices only edits of the file that holds the loop it cached.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from seawall.core import compile_loop

__all__ = ["compiled", "distance_at", "find_tip", "follow_rounds", "quantity_at"]


def last_at_most(values: Any, wanted: Any) -> Any:
    """Place of the last of rising values that is at most `wanted`; -1 where none is."""
    low, high = -1, len(values)
    while high - low > 1:
        middle = (low + high) // 2
        if values[middle] <= wanted:
            low = middle
        else:
            high = middle
    return low


def quantity_at(knot_distance: Any, knot_quantity: Any, distance: Any) -> Any:
    """What can be traded before the price is so far away; beyond the last knot, what there is."""
    k = last_at_most(knot_distance, distance)
    if k >= len(knot_distance) - 1:
        return knot_quantity[-1]
    share = (distance - knot_distance[k]) / (knot_distance[k + 1] - knot_distance[k])
    return knot_quantity[k] + share * (knot_quantity[k + 1] - knot_quantity[k])


def distance_at(knot_distance: Any, knot_quantity: Any, quantity: Any) -> Any:
    """How far the price is once so much is traded; beyond what there is, the last knot."""
    k = last_at_most(knot_quantity, quantity)
    if k >= len(knot_quantity) - 1:
        return knot_distance[-1]
    share = (quantity - knot_quantity[k]) / (knot_quantity[k + 1] - knot_quantity[k])
    return knot_distance[k] + share * (knot_distance[k + 1] - knot_distance[k])


def follow_rounds(
    level_distance: Any,
    level_total: Any,
    knot_distance: Any,
    knot_quantity: Any,
    shock: Any,
    volume: Any,
    anchor: Any,
    follow: Any,
    press: Any,
    out_distance: Any,
    out_count: Any,
) -> Any:
    """Rounds of a cascade up to the nearest distance at which nobody else is due.

    Parameters
    ----------
    level_distance : FloatArray
        Shape (n,), rising, of the mark.
    level_total : FloatArray
        Shape (n + 1,), what is liquidated once so many levels are reached; begins with 0.
    knot_distance, knot_quantity : FloatArray
        Shape (k,), the book, both rising from 0.
    shock, volume : float
        Distance of the price after the shock, and what the shock took from the book.
    anchor, follow : float
        The mark is at `anchor` after the shock, and goes on by `follow` times what the price goes on.
    press : float
        Part of the liquidated quantity that is taken from this book.
    out_distance, out_count : arrays
        Of each round: the price's distance after it, and levels due before it. Of length 0: not asked for.

    Returns
    -------
    tuple
        Distance in the end, levels due, rounds, and whether the book was not enough.
    """
    distance, count, rounds = shock, 0, 0
    while True:
        mark = anchor + follow * (distance - shock)
        due = last_at_most(level_distance, mark) + 1
        if due <= count:
            return distance, count, rounds, False
        count = due
        wanted = volume + press * level_total[count]
        distance = max(distance_at(knot_distance, knot_quantity, wanted), distance)
        if rounds < len(out_distance):
            out_distance[rounds] = distance
            out_count[rounds] = count
        rounds += 1
        if wanted > knot_quantity[-1]:
            return distance, count, rounds, True


def find_tip(
    level_distance: Any,
    level_total: Any,
    knot_distance: Any,
    knot_quantity: Any,
    by_volume: Any,
    largest: Any,
    steps: Any,
    least_jump: Any,
    tolerance: Any,
    follow: Any,
    press: Any,
    nothing: Any,
    nobody: Any,
) -> Any:
    """Smallest shock at which the end of the cascade jumps; -1 where none up to `largest` does.

    The end rises with the shock. Where it rises by the jump more than the shock itself does from one of `steps` to the
    next, halving looks for the place, to `tolerance` of `largest`.

    Returns
    -------
    tuple
        The shock, and the end just below and at it.
    """
    low, low_end, low_shock = 0.0, 0.0, 0.0
    for step in range(1, steps + 1):
        high = largest * step / steps
        high_shock = distance_at(knot_distance, knot_quantity, high) if by_volume else high
        volume = high if by_volume else quantity_at(knot_distance, knot_quantity, high)
        high_end, _, _, _ = follow_rounds(
            level_distance, level_total, knot_distance, knot_quantity, high_shock, volume,
            follow * high_shock if by_volume else high_shock, follow, press, nothing, nobody,
        )  # fmt: skip
        if high_end - low_end - (high_shock - low_shock) >= least_jump:
            left, left_end, left_shock = low, low_end, low_shock
            right, right_end = high, high_end
            while right - left > tolerance * largest:
                middle = 0.5 * (left + right)
                shock = distance_at(knot_distance, knot_quantity, middle) if by_volume else middle
                volume = middle if by_volume else quantity_at(knot_distance, knot_quantity, middle)
                end, _, _, _ = follow_rounds(
                    level_distance, level_total, knot_distance, knot_quantity, shock, volume,
                    follow * shock if by_volume else shock, follow, press, nothing, nobody,
                )  # fmt: skip
                if end - left_end - (shock - left_shock) >= least_jump:
                    right, right_end = middle, end
                else:
                    left, left_end, left_shock = middle, end, shock
            if right_end - left_end >= least_jump:
                return right, left_end, right_end
        low, low_end, low_shock = high, high_end, high_shock
    return -1.0, 0.0, 0.0


@cache
def _teach_numba() -> None:
    """Let the compiled loops call the others of this file."""
    from numba.extending import register_jitable

    settings: Any = {"error_model": "numpy", "fastmath": False}
    for function in (last_at_most, quantity_at, distance_at, follow_rounds):
        register_jitable(**settings)(function)


@cache
def compiled(loop: Callable[..., Any]) -> Callable[..., Any]:
    """Machine code of one of the functions above, kept on disk between runs where there is a place to write."""
    _teach_numba()
    return compile_loop(loop)
