"""Choice of an ARIMA order: stepwise start, full refinement, and again stepwise from the best."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import product

import numpy as np

from seawall.core import Failure, FloatArray, choice_named
from seawall.errors import InputError, NumericalError, SeawallError
from seawall.models.arima import NEAR_UNIT_ROOT, ArimaFit, ArimaOrder, complete_fit, prepared_series
from seawall.models.arima_differencing import differences_needed
from seawall.models.arima_likelihood import Maximum, maximise_likelihood, starting_points

__all__ = ["InformationCriterion", "OrderCandidate", "OrderSearch", "search_arima_order"]

LARGEST_TOTAL = 6
"""Of p + q + P + Q in the stepwise passes: beyond, models differ by roots that nearly cancel."""


class InformationCriterion(StrEnum):
    """What is made least: -2 log L plus 2 k, the same corrected for short samples, or plus k log n."""

    AIC = "aic"
    AICC = "aicc"
    BIC = "bic"


@dataclass(frozen=True, slots=True)
class OrderCandidate:
    """One order that was tried, with the figures of its fit.

    Attributes
    ----------
    order : ArimaOrder
        What was fitted.
    log_likelihood, aic, aicc, bic : float
        As in :class:`ArimaFit`.
    is_converged : bool
        Whether the gradient vanished where the better of the searches ended.
    smallest_ar_root, smallest_ma_root : float
        Least modulus of the roots; a candidate with one below 1.001 is listed and cannot be chosen.
    is_near_cancellation : bool
        Whether both sides nearly share a root.
    """

    order: ArimaOrder
    log_likelihood: float
    aic: float
    aicc: float
    bic: float
    is_converged: bool
    smallest_ar_root: float
    smallest_ma_root: float
    is_near_cancellation: bool

    @property
    def is_near_unit_root(self) -> bool:
        """Whether a root has modulus below 1.001."""
        return min(self.smallest_ar_root, self.smallest_ma_root) < NEAR_UNIT_ROOT

    def criterion(self, which: InformationCriterion) -> float:
        """Value of one information criterion."""
        which = choice_named(which, "which", InformationCriterion)
        return {"aic": self.aic, "aicc": self.aicc, "bic": self.bic}[which.value]


@dataclass(frozen=True, slots=True)
class OrderSearch:
    """The order that was chosen, and everything that it was chosen from.

    Attributes
    ----------
    best : ArimaFit
        Fit of the chosen order, with standard errors.
    candidates : tuple of OrderCandidate
        All that were fitted, the chosen one first, then by the criterion; all with the same differences.
    failures : tuple of Failure
        Orders that could not be fitted, with the reason.
    criterion : InformationCriterion
        What was made least.
    """

    best: ArimaFit
    candidates: tuple[OrderCandidate, ...]
    failures: tuple[Failure, ...]
    criterion: InformationCriterion


@dataclass(slots=True)
class _Ledger:
    """What has been tried on one sample."""

    values: FloatArray
    criterion: InformationCriterion
    maxima: dict[ArimaOrder, Maximum] = field(default_factory=dict)
    candidates: dict[ArimaOrder, OrderCandidate] = field(default_factory=dict)
    failures: dict[ArimaOrder, Failure] = field(default_factory=dict)

    def try_order(self, order: ArimaOrder) -> None:
        """Fit an order that was not tried before, and write down what came of it."""
        if order in self.candidates or order in self.failures:
            return
        try:
            sample, series, scale = prepared_series(self.values, order)
            starts = [*starting_points(series, order.counts), *self._nested_starts(order)]
            maximum = maximise_likelihood(series, order.counts, starts, with_constant=order.with_constant)
            fit = complete_fit(sample, series, scale, order=order, maximum=maximum, errors=False)
        except SeawallError as error:
            self.failures[order] = Failure.of(f"ARIMA {order}", error)
            return
        self.maxima[order] = maximum
        self.candidates[order] = OrderCandidate(
            order=order,
            log_likelihood=fit.log_likelihood,
            aic=fit.aic,
            aicc=fit.aicc,
            bic=fit.bic,
            is_converged=fit.is_converged,
            smallest_ar_root=fit.smallest_ar_root,
            smallest_ma_root=fit.smallest_ma_root,
            is_near_cancellation=fit.is_near_cancellation,
        )

    def _nested_starts(self, order: ArimaOrder) -> Iterator[FloatArray]:
        """The best smaller model that was tried, with a zero for what is new: no candidate fits worse than it."""
        nested = []
        for name in ("p", "q", "seasonal_p", "seasonal_q"):
            count = getattr(order, name)
            if count > 0 and (smaller := _changed(order, **{name: count - 1})) in self.maxima:
                nested.append((self.maxima[smaller].sum_of_squares, name, smaller))
        if nested:
            _, name, smaller = min(nested, key=lambda each: each[0])
            ends = np.cumsum(smaller.counts[:4])
            place = int(ends[("p", "q", "seasonal_p", "seasonal_q").index(name)])
            yield np.insert(self.maxima[smaller].parameters, place, 0.0)

    def best(self) -> OrderCandidate | None:
        """Least criterion among candidates whose roots stay off the unit circle."""
        allowed = [each for each in self.candidates.values() if self._score(each) < math.inf]
        return min(allowed, key=self._score, default=None)

    def _score(self, candidate: OrderCandidate) -> float:
        return math.inf if candidate.is_near_unit_root else candidate.criterion(self.criterion)

    def ranked(self) -> tuple[OrderCandidate, ...]:
        """All candidates: those that may be chosen by the criterion, then those beside the unit circle."""
        by = self.criterion
        return tuple(sorted(self.candidates.values(), key=lambda each: (each.is_near_unit_root, each.criterion(by))))


def search_arima_order(
    values: FloatArray,
    *,
    period: int = 1,
    criterion: InformationCriterion = InformationCriterion.AICC,
    d: int | None = None,
    seasonal_d: int | None = None,
    largest: int = 5,
    largest_seasonal: int = 2,
    refined: int = 3,
) -> OrderSearch:
    r"""Choose the order of least information criterion, among models of the same differences.

    Differences come first, by :func:`differences_needed` unless given, since criteria of different differences rest on
    different samples. Then three passes: the stepwise search of Hyndman and Khandakar, from its four starting models to
    the best neighbour until none is better; every p and q up to `refined`, at the seasonal orders found so far (and, in
    a season, every P and Q at the p and q found), with and without constant; and the stepwise search again, from the
    best of all. Each model is searched from two starts, and from the best smaller model tried. Candidates with a root
    nearer than 1.001 to the unit circle are listed and not chosen.

    Parameters
    ----------
    values : FloatArray
        Shape (n,), oldest first, equally spaced, without gaps; any unit.
    period : int
        Observations in a season; 1 for none.
    criterion : InformationCriterion
        What is made least.
    d, seasonal_d : int, optional
        Differences at lag 1 and at the period; by default those that the tests ask for.
    largest, largest_seasonal, refined : int
        Bounds: of p and q in the stepwise passes, where all four orders together are at most 6; of P and Q; of p and q
        in the full pass.

    Returns
    -------
    OrderSearch
        The best fit, the table of candidates and what failed.

    Raises
    ------
    InputError
        For values no model can be fitted to, or bounds below 0; for a `criterion` that there is not.
    NumericalError
        When no candidate may be chosen.

    References
    ----------
    Hyndman, Khandakar, "Automatic time series forecasting: the forecast package for R", *Journal of Statistical
    Software* 27 (2008).

    Examples
    --------
    >>> noise = np.random.default_rng(6).standard_normal(301)
    >>> search = search_arima_order(noise[1:] + 0.8 * noise[:-1], criterion=InformationCriterion.BIC)
    >>> str(search.best.order)
    '(0,0,1)'
    """
    criterion = choice_named(criterion, "criterion", InformationCriterion)
    for name, bound in (("largest", largest), ("largest_seasonal", largest_seasonal), ("refined", refined)):
        if bound < 0:
            raise InputError(f"{name!r} must be at least 0, was {bound!r}")
    needed = differences_needed(values, period=period)
    base = ArimaOrder(
        0,
        needed.d if d is None else d,
        0,
        seasonal_d=needed.seasonal_d if seasonal_d is None else seasonal_d,
        period=period,
    )
    prepared_series(values, base)
    ledger = _Ledger(np.asarray(values, dtype=np.float64), criterion)
    bounds = (largest, largest_seasonal if period > 1 else 0)
    for order in _first_orders(base, bounds):
        ledger.try_order(order)
    _climb(ledger, bounds)
    _refine(ledger, base, min(refined, largest), bounds[1])
    _climb(ledger, bounds)
    best = ledger.best()
    if best is None:
        raise NumericalError(
            f"none of {len(ledger.candidates)} ARIMA models with d = {base.d}, D = {base.seasonal_d} keeps its roots "
            f"off the unit circle, and {len(ledger.failures)} could not be fitted"
        )
    sample, series, scale = prepared_series(values, best.order)
    fit = complete_fit(sample, series, scale, order=best.order, maximum=ledger.maxima[best.order])
    return OrderSearch(fit, ledger.ranked(), tuple(ledger.failures.values()), criterion)


def _changed(order: ArimaOrder, **changes: int | bool) -> ArimaOrder:
    return replace(order, **changes)  # type: ignore[arg-type]


def _first_orders(base: ArimaOrder, bounds: tuple[int, int]) -> list[ArimaOrder]:
    """The four starting models of Hyndman and Khandakar, with a constant where one is allowed, and the bare one."""
    season = int(bounds[1] > 0)
    constant = base.d + base.seasonal_d <= 1
    shapes = [(2, 2, season, season), (0, 0, 0, 0), (1, 0, season, 0), (0, 1, 0, season)]
    orders = [
        _changed(
            base,
            p=min(p, bounds[0]),
            q=min(q, bounds[0]),
            seasonal_p=seasonal_p,
            seasonal_q=seasonal_q,
            with_constant=constant,
        )
        for p, q, seasonal_p, seasonal_q in shapes
    ]
    return [base, *sorted(set(orders), key=lambda each: each.n_parameters)]


def _is_within(order: tuple[int, int, int, int], bounds: tuple[int, int]) -> bool:
    p, q, seasonal_p, seasonal_q = order
    short, seasonal = bounds
    fits = min(order) >= 0 and max(p, q) <= short and max(seasonal_p, seasonal_q) <= seasonal
    return fits and sum(order) <= LARGEST_TOTAL


def _neighbours(order: ArimaOrder, bounds: tuple[int, int]) -> Iterator[ArimaOrder]:
    """Orders that differ by one in one place, or in both places of a pair, or by the constant."""
    at = (order.p, order.q, order.seasonal_p, order.seasonal_q)
    moves = [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1), (1, -1), (-1, 1)]
    steps = [(*move, 0, 0) for move in moves] + [(0, 0, *move) for move in moves if bounds[1]]
    for step in steps:
        p, q, seasonal_p, seasonal_q = (a + b for a, b in zip(at, step, strict=True))
        if _is_within((p, q, seasonal_p, seasonal_q), bounds):
            yield _changed(order, p=p, q=q, seasonal_p=seasonal_p, seasonal_q=seasonal_q)
    if order.d + order.seasonal_d <= 1:
        yield _changed(order, with_constant=not order.with_constant)


def _climb(ledger: _Ledger, bounds: tuple[int, int]) -> None:
    """Go to the best neighbour until none is better."""
    while (best := ledger.best()) is not None:
        for order in _neighbours(best.order, bounds):
            ledger.try_order(order)
        if ledger.best() == best:
            return


def _refine(ledger: _Ledger, base: ArimaOrder, refined: int, largest_seasonal: int) -> None:
    """Every p and q at the best seasonal orders, and every P and Q at the best p and q."""
    constants = [False, True] if base.d + base.seasonal_d <= 1 else [False]
    grid = sorted(product(range(refined + 1), repeat=2), key=sum)
    best = ledger.best()
    start = base if best is None else best.order
    for (p, q), constant in product(grid, constants):
        ledger.try_order(_changed(start, p=p, q=q, with_constant=constant))
    best = ledger.best()
    if best is None or not largest_seasonal:
        return
    seasons = sorted(product(range(largest_seasonal + 1), repeat=2), key=sum)
    for (seasonal_p, seasonal_q), constant in product(seasons, constants):
        ledger.try_order(_changed(best.order, seasonal_p=seasonal_p, seasonal_q=seasonal_q, with_constant=constant))
