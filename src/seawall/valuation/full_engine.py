"""Full revaluation of a book, streamed: no matrix of positions by scenarios is ever held.

Scenarios are cut into blocks that stay in the cache; every block sums the whole book in a fixed order, so that the
same bytes come out however many threads share the blocks. One scenario without shocks is carried along: its value is
today's, reached by the same arithmetic, so that a scenario in which nothing moves gains exactly nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from seawall.core import FloatArray
from seawall.market import MarketSnapshot, RiskFactor
from seawall.scenarios import ScenarioSet
from seawall.valuation.compiled_book import CompiledBook, LinearColumns, OptionGroup
from seawall.valuation.kernels import SHORT, book_loop, book_rate_loop, compiled
from seawall.valuation.linear_kernels import compiled_gains

__all__ = ["Moves", "add_groups", "full_pnl", "linear_values", "priced"]

_BLOCK = 1024
_LARGE = 1_000_000
"""Matrices of fewer shocks are multiplied by numpy: waking the compiler takes longer."""
_WIDEST = 10_000
"""Factors summed at a time: a longer sum the linear algebra library cuts up, by the number of its own threads."""
_LANES = 16
"""Blocks are filled up to a multiple of this with scenarios that do not move: no vector is left half full."""


class Moves:
    """Shocks by factor, each with the calm scenario and the filling behind it.

    Parameters
    ----------
    snapshot : MarketSnapshot
        Today's levels.
    scenarios : ScenarioSet
        Shape (n_scenarios, n_factors).
    rows : array of int, optional
        Only these scenarios.
    """

    def __init__(self, snapshot: MarketSnapshot, scenarios: ScenarioSet, rows: np.ndarray | None = None) -> None:
        self.snapshot = snapshot
        self._scenarios = scenarios
        self._rows = rows
        self.count = len(scenarios) if rows is None else len(rows)
        self.length = -(-(self.count + 1) // _LANES) * _LANES
        self._shocks: dict[str, FloatArray] = {}

    def shocks(self, factor: RiskFactor) -> FloatArray:
        """Shocks to a factor, shape (length,): zero for one that the scenarios do not hold, and behind `count`."""
        if factor.id not in self._shocks:
            found = np.zeros(self.length)
            if factor.id in self._scenarios.columns:
                column = self._scenarios.column(factor)
                found[: self.count] = column if self._rows is None else column[self._rows]
            self._shocks[factor.id] = found
        return self._shocks[factor.id]

    def is_moved(self, factor: RiskFactor) -> bool:
        """Whether any scenario moves a factor."""
        return factor.id in self._scenarios.columns and bool(self.shocks(factor).any())

    def gains(self, columns: LinearColumns) -> FloatArray:
        """Gain of linear holdings in their own currency, shape (length,)."""
        found = np.zeros(self.length)
        places = np.array([self._scenarios.columns.get(spot, -1) for spot in columns.spots], dtype=np.int64)
        held = places >= 0
        exposures = np.bincount(places[held], weights=columns.exposures[held], minlength=len(self._scenarios.factors))
        shocks = self._scenarios.shocks if self._rows is None else self._scenarios.shocks[self._rows]
        if shocks.size >= _LARGE:
            compiled_gains()(shocks, exposures, found[: self.count])
            return found
        for part in range(0, len(exposures), _WIDEST):
            own = slice(part, part + _WIDEST)
            found[: self.count] += np.vecdot(shocks[:, own], exposures[own])
        return found

    def exchange(self, factor: RiskFactor) -> FloatArray:
        """Base currency per unit of a currency, shape (length,)."""
        return self.snapshot.level(factor) * (1.0 + self.shocks(factor))


def full_pnl(book: CompiledBook, scenarios: ScenarioSet, *, threads: int, rows: np.ndarray | None = None) -> FloatArray:
    """P&L of a book in every scenario, every option priced again.

    Parameters
    ----------
    book : CompiledBook
        The book.
    scenarios : ScenarioSet
        Shape (n_scenarios, n_factors).
    threads : int
        Workers that share the blocks of scenarios; the result does not depend on it.
    rows : array of int, optional
        Only these scenarios.

    Returns
    -------
    FloatArray
        Shape (n_scenarios,), base currency, gain above zero.
    """
    moves = Moves(book.snapshot, scenarios, rows)
    values = linear_values(book, moves)
    add_groups(values, book.groups, moves, threads=threads)
    return np.asarray(values[: moves.count] - values[moves.count])


def add_groups(values: FloatArray, groups: Sequence[OptionGroup], moves: Moves, *, threads: int) -> None:
    """Add the value of groups of options, in base currency, to `values`, shape (length,)."""
    for group in groups:  # shocks are looked up before the workers share them
        for factor in (group.spot, group.volatility, group.rate, group.currency):
            moves.shocks(factor)

    def work(part: slice) -> None:
        for group in groups:
            values[part] += _group_values(group, moves, part) * moves.exchange(group.currency)[part]

    blocks = -(-moves.length // _BLOCK)
    share = -(-blocks // threads) * _BLOCK
    parts = [slice(start, min(start + share, moves.length)) for start in range(0, moves.length, share)]
    if len(parts) == 1:
        work(parts[0])
        return
    with ThreadPoolExecutor(len(parts)) as pool:
        list(pool.map(work, parts))


def linear_values(book: CompiledBook, moves: Moves) -> FloatArray:
    """Value of all that is linear in price, shape (length,), base currency."""
    values = np.zeros(moves.length)
    for columns in book.columns:
        values += (columns.today + moves.gains(columns)) * moves.exchange(columns.currency)
    return values


def _group_values(group: OptionGroup, moves: Moves, part: slice) -> FloatArray:
    """Value of a group of options in a part of the scenarios, in their own currency."""
    volatility = 1.0 + moves.shocks(group.volatility)[part]
    relative = moves.shocks(group.spot)[part]
    columns = [np.log(group.level) + np.log1p(relative), group.level * (1.0 + relative), 1.0 / volatility, volatility]
    rate_shift = moves.shocks(group.rate)[part] if moves.is_moved(group.rate) else None
    # the choice of the kernel depends on the size of the whole job, never on how it is shared
    return priced(group, columns, rate_shift, is_long=len(group) * moves.length >= SHORT)


def priced(
    group: OptionGroup, columns: list[FloatArray], rate_shift: FloatArray | None, *, is_long: bool
) -> FloatArray:
    """Sum of a group's options over columns of scenarios: log spot, spot, reciprocal and multiple of volatility."""
    options = [group.size, group.shift, group.owed, group.per_total, group.half_total, group.short_forward]
    loop: Callable[..., int] = book_loop
    if rate_shift is not None:
        loop, options, columns = book_rate_loop, [*options, group.time], [*columns, rate_shift]
    run = compiled(loop) if is_long else loop
    values = np.zeros(len(columns[0]))
    for start in range(0, len(values), _BLOCK):
        part = slice(start, start + _BLOCK)
        run(*options, *(column[part] for column in columns), values[part])
    return values
