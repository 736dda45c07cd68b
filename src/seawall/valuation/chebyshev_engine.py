"""Proxy revaluation: all options on one asset become one smooth function of its spot, or of spot and volatility.

The function is priced in full at Chebyshev nodes that span the scenarios, and its polynomial stands in for it. The
number of nodes grows until the last coefficients say that nothing is left to gain. What does not become smooth
(an option about to expire at its strike), and what a rate moves, is revalued in full by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray
from seawall.scenarios import ScenarioSet
from seawall.valuation.compiled_book import CompiledBook, OptionGroup
from seawall.valuation.full_engine import Moves, add_groups, linear_values, priced
from seawall.valuation.kernels import SHORT, chebyshev_loop, compiled

__all__ = ["ProxyPnl", "chebyshev_pnl"]

_TOLERANCE = 1e-8
"""Last coefficients, as a share of the range of the function over the scenarios."""
_LINE_NODES = (16, 24, 32, 48, 64, 96)
_GRID_NODES = ((16, 8), (24, 12), (32, 16), (48, 24))
_LAST_COEFFICIENTS = 3
_BLOCK = 1024
_FEWEST_OPTIONS = 8
"""Below this the nodes cost as much as the scenarios save."""


@dataclass(frozen=True, slots=True, eq=False)
class ProxyPnl:
    """P&L by proxy.

    Attributes
    ----------
    totals : FloatArray
        Shape (n_scenarios,), base currency, gain above zero.
    error : float
        Sum over the groups of what their last coefficients leave open, base currency.
    in_full : tuple of str
        Assets whose options were revalued in full.
    """

    totals: FloatArray
    error: float
    in_full: tuple[str, ...]


def chebyshev_pnl(book: CompiledBook, scenarios: ScenarioSet, *, threads: int) -> ProxyPnl:
    """P&L of a book in every scenario, options by Chebyshev proxy.

    Parameters
    ----------
    book : CompiledBook
        The book.
    scenarios : ScenarioSet
        Shape (n_scenarios, n_factors).
    threads : int
        For the groups that are revalued in full.

    Returns
    -------
    ProxyPnl
        Totals, what the coefficients leave open, and what was revalued in full.
    """
    moves = Moves(book.snapshot, scenarios)
    values = linear_values(book, moves)
    error, in_full = 0.0, list[OptionGroup]()
    for group in book.groups:
        found = None if moves.is_moved(group.rate) or len(group) < _FEWEST_OPTIONS else _proxy(group, moves)
        if found is None:
            in_full.append(group)
            continue
        own, left = found
        exchange = moves.exchange(group.currency)
        values += own * exchange
        error += left * float(exchange.max())
    add_groups(values, in_full, moves, threads=threads)
    names = tuple(group.spot.name for group in in_full)
    return ProxyPnl(values[: moves.count] - values[moves.count], error, names)


def _proxy(group: OptionGroup, moves: Moves) -> tuple[FloatArray, float] | None:
    """Values by proxy and what its coefficients leave open; None where the function is not smooth enough."""
    log_moves = np.log1p(moves.shocks(group.spot))
    if moves.is_moved(group.volatility):
        return _on_grid(group, log_moves, 1.0 + moves.shocks(group.volatility))
    return _on_line(group, log_moves)


def _on_line(group: OptionGroup, log_moves: FloatArray) -> tuple[FloatArray, float] | None:
    x, back = _unit_interval(log_moves)
    for count in _LINE_NODES:
        nodes = back(_nodes(count))
        one, is_long = np.ones(count), len(group) * count >= SHORT
        at_nodes = priced(
            group, [np.log(group.level) + nodes, group.level * np.exp(nodes), one, one], None, is_long=is_long
        )
        coefficients = _coefficients(at_nodes)
        left = float(np.abs(coefficients[-_LAST_COEFFICIENTS:]).sum())
        if left <= _TOLERANCE * float(np.ptp(at_nodes)):
            return _evaluate(coefficients, x), left
    return None


def _on_grid(group: OptionGroup, log_moves: FloatArray, volatility: FloatArray) -> tuple[FloatArray, float] | None:
    x, back_x = _unit_interval(log_moves)
    y, back_y = _unit_interval(np.log(volatility))
    for across, up in _GRID_NODES:
        spots, volatilities = (grid.ravel() for grid in np.meshgrid(back_x(_nodes(across)), back_y(_nodes(up))))
        is_long = len(group) * len(spots) >= SHORT
        columns = [
            np.log(group.level) + spots,
            group.level * np.exp(spots),
            np.exp(-volatilities),
            np.exp(volatilities),
        ]
        at_nodes = priced(group, columns, None, is_long=is_long).reshape(up, across)
        coefficients = _coefficients(_coefficients(at_nodes).T)  # (across, up)
        last = np.abs(coefficients[-_LAST_COEFFICIENTS:]).sum() + np.abs(coefficients[:, -_LAST_COEFFICIENTS:]).sum()
        if float(last) <= _TOLERANCE * float(np.ptp(at_nodes)):
            return _evaluate_grid(coefficients, x, y), float(last)
    return None


def _unit_interval(values: FloatArray) -> tuple[FloatArray, Callable[[FloatArray], FloatArray]]:
    """Map values to [-1, 1], and give the way back."""
    low, high = float(values.min()), float(values.max())
    centre, half = 0.5 * (low + high), max(0.5 * (high - low), 1e-12)
    return (values - centre) / half, lambda unit: centre + half * unit


def _nodes(count: int) -> FloatArray:
    return np.asarray(np.cos(np.pi * (np.arange(count) + 0.5) / count))


def _coefficients(at_nodes: FloatArray) -> FloatArray:
    """Chebyshev coefficients along the last axis of values at the nodes."""
    count = at_nodes.shape[-1]
    angles = np.outer(np.arange(count), np.pi * (np.arange(count) + 0.5) / count)
    weights = np.cos(angles) * (2.0 / count)
    weights[0] *= 0.5
    # summed by einsum, whose order does not depend on the number of threads
    return np.asarray(np.einsum("jn,...n->...j", weights, at_nodes), dtype=np.float64)


def _evaluate(coefficients: FloatArray, x: FloatArray) -> FloatArray:
    out, room = np.empty_like(x), np.empty(min(len(x), _BLOCK))
    run = chebyshev_loop if len(x) * len(coefficients) < SHORT else compiled(chebyshev_loop)
    series = np.ascontiguousarray(coefficients)
    for start in range(0, len(x), _BLOCK):
        part = slice(start, start + _BLOCK)
        run(series, x[part], room[: len(x[part])], out[part])
    return out


def _evaluate_grid(coefficients: FloatArray, x: FloatArray, y: FloatArray) -> FloatArray:
    """Clenshaw across, each coefficient itself a series up."""
    later, last = np.zeros_like(x), np.zeros_like(x)
    for row in coefficients[:0:-1]:
        later, last = _evaluate(row, y) + 2.0 * x * later - last, later
    return _evaluate(coefficients[0], y) + x * later - last
