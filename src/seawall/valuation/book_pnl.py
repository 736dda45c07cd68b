"""P&L of a whole book, streamed by one of three engines that state their error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from seawall.core import FloatArray, Lineage, check_finite, check_shape, choice_named, read_only
from seawall.errors import InputError
from seawall.scenarios import SampleDesign, ScenarioSet
from seawall.valuation.chebyshev_engine import chebyshev_pnl
from seawall.valuation.compiled_book import CompiledBook
from seawall.valuation.full_engine import full_pnl
from seawall.valuation.greeks_engine import delta_gamma_vega_pnl

__all__ = ["BookPnl", "Engine", "revalue_book"]

_TAIL_SCENARIOS = 100
_FULL_ROUNDING = 1e-14
"""Of the gross size of the book: what the arithmetic of a full revaluation can be off by."""


class Engine(StrEnum):
    """How a book is revalued."""

    FULL = "full"
    CHEBYSHEV = "chebyshev"
    DELTA_GAMMA_VEGA = "delta_gamma_vega"


@dataclass(frozen=True, slots=True, eq=False)
class BookPnl:
    """P&L of the whole book per scenario, without its positions.

    Attributes
    ----------
    totals : FloatArray
        Shape (n_scenarios,), base currency, gain above zero. A proxy's worst scenarios are replaced by their
        full revaluation.
    labels : sequence of str
        Name of each scenario.
    currency : str
        Base currency.
    horizon_sessions : int
        Sessions that a scenario spans.
    lineage : Lineage
        Of the scenarios.
    engine : Engine
        How it was revalued.
    error : float
        Largest error of a total, base currency: of rounding for the full engine; for a proxy the greater of what
        its coefficients leave open and what the worst scenarios were off by.
    checked : int
        Scenarios that were revalued in full to measure the error.
    in_full : tuple of str
        Assets whose options a proxy could not hold, and which were revalued in full.
    design : SampleDesign
        Of the scenarios.
    """

    totals: FloatArray
    labels: Sequence[str]
    currency: str
    horizon_sessions: int
    lineage: Lineage
    engine: Engine
    error: float
    checked: int
    in_full: tuple[str, ...] = ()
    design: SampleDesign = field(default_factory=SampleDesign)

    def __post_init__(self) -> None:
        """Freeze the totals and check their shape."""
        object.__setattr__(self, "totals", read_only(self.totals))
        check_shape(self.totals, "totals", (len(self.labels),))
        check_finite(self.totals, "totals")
        self.design.check_size(len(self.labels))

    @property
    def losses(self) -> FloatArray:
        """Loss of the whole book per scenario, loss above zero, shape (n_scenarios,)."""
        return -self.totals


def revalue_book(book: CompiledBook, scenarios: ScenarioSet, *, engine: Engine, threads: int = 1) -> BookPnl:
    """P&L of a compiled book in every scenario.

    Parameters
    ----------
    book : CompiledBook
        From :func:`compile_book`.
    scenarios : ScenarioSet
        Shape (n_scenarios, n_factors).
    engine : Engine
        Full revaluation, Chebyshev proxy, or delta-gamma-vega.
    threads : int
        Workers; the same bytes come out for any number.

    Returns
    -------
    BookPnl
        Totals and their error.

    Raises
    ------
    InputError
        For fewer than one thread; for an `engine` that there is not.
    """
    engine = choice_named(engine, "engine", Engine)
    if threads < 1:
        raise InputError(f"'threads' must be at least 1, was {threads!r}")
    in_full: tuple[str, ...] = ()
    error, checked = _FULL_ROUNDING * book.gross, 0
    if engine is Engine.FULL:
        totals = full_pnl(book, scenarios, threads=threads)
    else:
        totals, left, in_full = _by_proxy(book, scenarios, engine, threads)
        worst = np.argsort(totals, kind="stable")[:_TAIL_SCENARIOS]
        exact = full_pnl(book, scenarios, threads=threads, rows=worst)
        error += max(left, float(np.abs(exact - totals[worst]).max(initial=0.0)))
        totals[worst], checked = exact, len(worst)
    return BookPnl(
        totals=totals,
        labels=scenarios.labels,
        currency=book.currency,
        horizon_sessions=scenarios.horizon_sessions,
        lineage=scenarios.lineage,
        engine=engine,
        error=error,
        checked=checked,
        in_full=in_full,
        design=scenarios.design,
    )


def _by_proxy(
    book: CompiledBook, scenarios: ScenarioSet, engine: Engine, threads: int
) -> tuple[FloatArray, float, tuple[str, ...]]:
    """Totals, what the proxy itself knows of its error, and the assets that it could not hold."""
    if engine is Engine.DELTA_GAMMA_VEGA:
        return delta_gamma_vega_pnl(book, scenarios), 0.0, ()
    proxy = chebyshev_pnl(book, scenarios, threads=threads)
    return proxy.totals, proxy.error, proxy.in_full
