r"""The leverage of a market, from which of its positions were closed by force.

One pass of the tracker gives what each bucket would have lost in each interval at a share of 1, :math:`C_b(t)`; what
was seen is :math:`Y(t)`. The shares solve, for each side,

.. math:: \min_{w \ge 0} \sum_t \frac{(Y_t - \sum_b w_b C_b(t))^2}{\varphi \, \hat Y_t}
          + \sum_b \Big(\frac{w_b - \alpha p_b}{\alpha p_b}\Big)^2

with the size of one close :math:`\varphi = \sum Y^2 / \sum Y`. The prior p is scaled by :math:`\alpha` so that shares
and what is not levered add up to 1: what the data take from one bucket, those about which they are silent hold in
proportion. A bucket is identified where the data weigh more than the prior,
:math:`I_b = (\alpha p_b)^2 \sum_t C_b(t)^2 / (\varphi \hat Y_t) > 1`.

Turnover is fitted with it, by the quasi-Poisson deviance. Intervals come of a bootstrap of whole hours, in which the
prior too is drawn, evenly over all mixes: where the data are silent they are as wide as not knowing is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from seawall.core import BoolArray, FloatArray
from seawall.errors import DataError, InputError
from seawall.microstructure.leverage_mix import LeverageMix, flat_leverage_mix
from seawall.microstructure.liquidation_tracker import LiquidationTracker, MapModel
from seawall.microstructure.margin_tiers import MarginTiers
from seawall.microstructure.perpetual_checks import examine_flow
from seawall.microstructure.perpetual_flow import PerpetualFlow

__all__ = ["LeverageFit", "fit_leverage_mix"]

TURNOVERS = (0.05, 0.1, 0.2, 0.3)
_PASSES, _SCALINGS = 4, 8
_LEAST = 0.02
"""Expected closes count at least so much of one close: an interval with none expected is not infinitely certain."""
_INTERVAL_NS = 300 * 10**9
_HOUR_NS = 3_600 * 10**9
_FEWEST_CLOSES = 5
_COVERED = (0.05, 0.95)


@dataclass(frozen=True, slots=True, eq=False)
class LeverageFit:
    """A mix fitted to forced closes, and how well.

    Attributes
    ----------
    mix : LeverageMix
        With 90 % intervals.
    model : MapModel
        With the turnover that was fitted.
    identifiability : FloatArray
        Shape (2, k), long and short: weight of the data over that of the prior; above 1 identified.
    level_factors : tuple of float
        Long, short: forced closes seen over those that the map says; the identified shares are scaled by it.
    explained : tuple of float
        Long, short: part of the weighted variance of forced closes that the map explains, at most 1; below 0 it is
        worse than their mean.
    effective_leverage, arithmetic_leverage : tuple of float
        Value, and lower and upper end of the 90 % interval.
    """

    mix: LeverageMix
    model: MapModel
    identifiability: FloatArray
    level_factors: tuple[float, float]
    explained: tuple[float, float]
    effective_leverage: tuple[float, float, float]
    arithmetic_leverage: tuple[float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class _Problem:
    """Normal equations of one side: what is lost and seen by interval, and both weighted."""

    lost: FloatArray
    seen: FloatArray
    lump: float

    def expected(self, shares: FloatArray) -> FloatArray:
        found: FloatArray = np.maximum(self.lost @ shares, _LEAST * self.lump)
        return found

    def deviance(self, shares: FloatArray) -> float:
        """Quasi-Poisson, in units of one close."""
        if self.lump <= 0.0:
            return 0.0
        expected = self.expected(shares)
        ratio = np.where(self.seen > 0.0, self.seen, expected) / expected
        return float(2.0 * (self.seen * np.log(ratio) - (self.seen - expected)).sum() / self.lump)


def fit_leverage_mix(
    flow: PerpetualFlow,
    *,
    tiers: MarginTiers,
    prior: LeverageMix | None = None,
    model: MapModel | None = None,
    turnovers: Sequence[float] = TURNOVERS,
    draws: int = 200,
    seed: int = 0,
) -> LeverageFit:
    """Leverages at which open interest is opened, from forced closes.

    Parameters
    ----------
    flow : PerpetualFlow
        With all forced closes; a feed that shows only some must be un-censored before.
    tiers : MarginTiers
        Of the instrument.
    prior : LeverageMix, optional
        Flat by default.
    model : MapModel, optional
        What is assumed; its turnover is fitted.
    turnovers : sequence of float
        Of which the best is taken; one to hold it fixed.
    draws : int
        Of the bootstrap.
    seed : int
        Of the bootstrap.

    Returns
    -------
    LeverageFit
        Buckets that no forced close speaks about are not identified and hold what the prior gives them.

    Raises
    ------
    DataError
        When forced closes were not collected, or there are too few.
    """
    if not turnovers:
        raise InputError("'turnovers' must hold at least one value")
    findings = examine_flow(flow)
    if not findings.has_liquidations or flow.liquidated_long is None or flow.liquidated_short is None:
        raise DataError(f"leverage of {flow.symbol} cannot be fitted: {findings.sentences[-1]}")
    seen = np.array([flow.liquidated_long, flow.liquidated_short]) * ~findings.is_suspect
    closes = int((seen > 0.0).sum())
    if closes < _FEWEST_CLOSES:
        raise DataError(
            f"leverage of {flow.symbol} cannot be fitted: forced closes in {closes} intervals, at least "
            f"{_FEWEST_CLOSES} are needed"
        )
    start = prior or flat_leverage_mix()
    tried = [
        _solve(flow, seen, tiers, start, replace(model or MapModel(), turnover=each), is_used=~findings.is_suspect)
        for each in turnovers
    ]
    deviances = [sum(side.deviance(shares[s]) for s, side in enumerate(problems)) for _, problems, shares, _ in tried]
    chosen, problems, shares, alphas = tried[int(np.argmin(deviances))]
    return _fit_of(flow, chosen, problems, shares=shares, alphas=alphas, prior=start, draws=draws, seed=seed)


def _solve(
    flow: PerpetualFlow,
    seen: FloatArray,
    tiers: MarginTiers,
    prior: LeverageMix,
    model: MapModel,
    *,
    is_used: BoolArray,
) -> tuple[MapModel, list[_Problem], FloatArray, FloatArray]:
    """Shares (2, k) at one turnover: the tracker runs at the last ones, as closing in proportion depends on them."""
    shares = np.array([prior.long_shares, prior.short_shares])
    base = shares.copy()
    alphas = np.ones(2)
    together = max(_INTERVAL_NS // flow.interval_ns, 1)
    blocks = len(flow) // together
    if blocks < 2:
        raise DataError(f"leverage of {flow.symbol} cannot be fitted on {len(flow)} intervals")
    problems: list[_Problem] = []
    for _ in range(_PASSES):
        mix = LeverageMix(prior.leverages, shares[0], shares[1], prior.is_identified, None, None, "")
        lost = LiquidationTracker(flow, tiers=tiers, mix=mix, model=model).consumed(flow) * is_used[:, None, None]
        problems = []
        for side in range(2):
            lost_side = lost[: blocks * together, side].reshape(blocks, together, -1).sum(axis=1)
            seen_side = seen[side, : blocks * together].reshape(blocks, together).sum(axis=1)
            lump = float((seen_side**2).sum() / seen_side.sum()) if seen_side.any() else 0.0
            problems.append(_Problem(lost_side, seen_side, lump))
            if lump > 0.0:
                shares[side], alphas[side] = _shares_of(problems[side], shares[side], base[side], np.ones(blocks))
    return model, problems, shares, alphas


def _shares_of(problem: _Problem, before: FloatArray, prior: FloatArray, times: FloatArray) -> tuple[FloatArray, float]:
    """Shares of one side and the scale of the prior; `times` (n,) how often each interval counts."""
    from scipy.optimize import nnls

    weights = times / (problem.lump * problem.expected(before))
    square = (problem.lost * weights[:, None]).T @ problem.lost
    cross = (problem.lost * weights[:, None]).T @ problem.seen
    unlevered = max(1.0 - float(prior.sum()), 0.0)
    alpha, shares = 1.0, before
    for _ in range(_SCALINGS):
        scaled = np.maximum(alpha * prior, 1e-12)
        # in units of the scaled prior the ridge is the identity, and the matrix is well conditioned
        system = square * np.outer(scaled, scaled) + np.eye(len(prior))
        lower = np.linalg.cholesky(system)
        shares = scaled * nnls(lower.T, np.linalg.solve(lower, cross * scaled + 1.0))[0]
        alpha /= max(float(shares.sum()) + alpha * unlevered, 1e-12)
    total = float(shares.sum())
    return (shares / total if total > 1.0 else shares), alpha


def _fit_of(
    flow: PerpetualFlow,
    model: MapModel,
    problems: list[_Problem],
    *,
    shares: FloatArray,
    alphas: FloatArray,
    prior: LeverageMix,
    draws: int,
    seed: int,
) -> LeverageFit:
    base = np.array([prior.long_shares, prior.short_shares])
    identifiability = np.zeros(shares.shape)
    levels, explained = [1.0, 1.0], [0.0, 0.0]
    for side, problem in enumerate(problems):
        if problem.lump <= 0.0:
            continue
        expected = problem.expected(shares[side])
        weights = 1.0 / (problem.lump * expected)
        identifiability[side] = (alphas[side] * base[side]) ** 2 * (weights @ problem.lost**2)
        is_known = identifiability[side] > 1.0
        said = float((problem.lost @ shares[side]).sum())
        levels[side] = float(problem.seen.sum()) / said if said > 0.0 else 1.0
        scaled = np.where(is_known, shares[side] * np.clip(levels[side], 0.5, 2.0), shares[side])
        shares[side] = scaled / max(float(scaled.sum()), 1.0)
        around = problem.seen - np.average(problem.seen, weights=weights)
        left = problem.seen - problem.lost @ shares[side]
        explained[side] = 1.0 - float((weights * left**2).sum() / (weights * around**2).sum())
    drawn = _bootstrap(flow, problems, shares, draws=draws, seed=seed)
    low, high = np.quantile(drawn, _COVERED, axis=0)
    low, high = np.minimum(low, shares), np.maximum(high, shares)
    hours = len(flow) * flow.interval_ns / _HOUR_NS
    mix = LeverageMix(
        prior.leverages,
        shares[0],
        shares[1],
        np.asarray((identifiability > 1.0).any(axis=0)),
        np.column_stack([low[0], high[0]]),
        np.column_stack([low[1], high[1]]),
        f"forced closes of {hours:,.1f} hours",
    )
    pooled = drawn.sum(axis=1)
    effective = pooled.sum(axis=1) / (pooled / prior.leverages).sum(axis=1)
    arithmetic = (pooled * prior.leverages).sum(axis=1) / pooled.sum(axis=1)
    return LeverageFit(
        mix=mix,
        model=model,
        identifiability=identifiability,
        level_factors=(levels[0], levels[1]),
        explained=(explained[0], explained[1]),
        effective_leverage=_with_interval(mix.effective_leverage(), effective),
        arithmetic_leverage=_with_interval(mix.arithmetic_leverage(), arithmetic),
    )


def _bootstrap(
    flow: PerpetualFlow, problems: list[_Problem], shares: FloatArray, *, draws: int, seed: int
) -> FloatArray:
    """Shares of resampled hours under drawn priors, (draws, 2, k)."""
    generator = np.random.Generator(np.random.Philox(key=seed))
    together = max(_INTERVAL_NS // flow.interval_ns, 1) * flow.interval_ns
    per_block = max(_HOUR_NS // together, 1)
    found = np.empty((draws, *shares.shape))
    for draw in range(draws):
        for side, problem in enumerate(problems):
            buckets = shares.shape[1]
            prior = np.maximum(generator.dirichlet(np.ones(buckets + 1))[:buckets], 1e-4)
            prior /= max(float(prior.sum()), 1.0)
            hours = -(-len(problem.seen) // per_block)
            times = np.repeat(np.bincount(generator.integers(hours, size=hours), minlength=hours), per_block)
            if problem.lump <= 0.0:
                found[draw, side] = prior
                continue
            counted = times[: len(problem.seen)].astype(np.float64)
            found[draw, side], _ = _shares_of(problem, shares[side], prior, counted)
    return found


def _with_interval(value: float, drawn: FloatArray) -> tuple[float, float, float]:
    low, high = np.quantile(drawn, _COVERED)
    return value, min(float(low), value), max(float(high), value)
