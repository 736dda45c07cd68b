r"""The leverage of a market, from which of its positions were closed by force.

One pass of the tracker gives what each bucket would have lost in each interval at a share of 1, :math:`C_b(t)`; what
was seen is :math:`Y(t)`. The shares of each side maximise

.. math:: \sum_t \frac{Y_t \log \hat Y_t - \hat Y_t}{\varphi}
          + \kappa \sum_b \Big(\log w_b - \frac{w_b}{p_b}\Big), \qquad \hat Y_t = \sum_b w_b C_b(t),

Poisson's law in units of one close, :math:`\varphi = \sum Y^2 / \sum Y`, and a gamma prior around p that weighs as
much as :math:`\kappa` closes. The prior is even in the logarithm of leverage, falls beyond ten times by a power of it
and has a level; both are fitted to the same closes, so that leverage of which nothing was closed follows that which
was. At the end the shares are brought to the level seen. A bucket is identified where the data weigh more than the
prior, :math:`I_b = p_b^2 \sum_t C_b(t)^2 / (\kappa \varphi \hat Y_t) > 1`.

Turnover is fitted with it, by the quasi-Poisson deviance. How much of the passive side the crowd has is the least with
which open interest could change as it did; the size of a position is at most that of a close. Intervals come of a
bootstrap of whole hours, in which the prior too is drawn, evenly over all mixes: where the data are silent they are as
wide as not knowing is.
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

TURNOVERS = (0.1, 0.3, 1.0)
_PASSIVE_CROWDS = (0.0, 0.25, 0.5, 0.75)
_UNEXPLAINED = 0.03
"""Of volume: what of changes of open interest may stay without an explanation."""
_EXPONENTS = np.linspace(0.0, 3.0, 13)
"""Of which the prior falls with leverage, beyond `_BEND`."""
_BEND = 10.0
_PRIOR_CLOSES, _LEVEL_CLOSES = 4.0, 5.0
"""Forced closes that the prior of a bucket, and that of a level, weigh as much as."""
_BACKGROUND = 0.005
"""Of one close an interval, that no bucket accounts for."""
_PASSES, _ROUNDS = 4, 100
_LEAST = 0.02
"""Expected closes count at least so much of one close: an interval with none expected is not infinitely certain."""
_INTERVAL_NS = 900 * 10**9
_HOUR_NS = 3_600 * 10**9
_FEWEST_CLOSES = 5
_SMALLEST_PRIOR = 1e-6
_COVERED = (0.05, 0.95)


@dataclass(frozen=True, slots=True, eq=False)
class LeverageFit:
    """A mix fitted to forced closes, and how well.

    Attributes
    ----------
    mix : LeverageMix
        With 90 % intervals.
    model : MapModel
        With the turnover, passive crowd and typical value that were fitted.
    identifiability : FloatArray
        Shape (2, k), long and short: weight of the data over that of the prior; above 1 identified.
    level_factors : tuple of float
        Long, short: forced closes seen over those that the map says; the shares were scaled by it, at most
        by 2.
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
    """One side: what each bucket loses and what was seen, by interval, and the quantity that counts as one close."""

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
        Even in the logarithm of leverage by default; it is tilted and scaled as forced closes have it.
    model : MapModel, optional
        What is assumed; its turnover, passive crowd and typical value are fitted.
    turnovers : sequence of float
        Of which the best is taken; one to hold it fixed.
    draws : int
        Of the bootstrap.
    seed : int
        Of the bootstrap.

    Returns
    -------
    LeverageFit
        Buckets that no forced close speaks about are not identified and hold what the prior gives them, as it was
        tilted and scaled.

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
    base = replace(
        model or MapModel(), passive_crowd=_least_passive_crowd(flow), typical_value=_size_of_a_close(flow, seen)
    )
    tried = [
        _solve(flow, seen, tiers, start, replace(base, turnover=each), is_used=~findings.is_suspect)
        for each in turnovers
    ]
    deviances = [sum(side.deviance(shares[s]) for s, side in enumerate(problems)) for _, problems, shares, _ in tried]
    chosen, problems, shares, priors = tried[int(np.argmin(deviances))]
    return _fit_of(flow, chosen, problems, shares=shares, priors=priors, prior=start, draws=draws, seed=seed)


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
    priors = shares.copy()
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
            lump = float((seen[side] ** 2).sum() / seen_side.sum()) if seen_side.any() else 0.0
            problems.append(_Problem(lost_side, seen_side, lump))
        priors = _tilted(problems, base, prior.leverages)
        for side, problem in enumerate(problems):
            if problem.lump > 0.0:
                shares[side] = _shares_of(problem, priors[side], np.ones(blocks))
    return model, problems, shares, priors


def _least_passive_crowd(flow: PerpetualFlow) -> float:
    """Least part of the passive side that the crowd must have for open interest to have changed as it did.

    Where the crowd only takes, open interest cannot rise by more than was bought beyond what shorts bought back, nor by
    more than was sold; a change that needs more is one of crowd against crowd.
    """
    buy, sell = flow.taker_buy, flow.taker_sell
    long_closes, short_closes = flow.liquidated_long, flow.liquidated_short
    if buy is None or sell is None or long_closes is None or short_closes is None:
        return 1.0
    interest = examine_flow(flow).open_interest
    for crowd in _PASSIVE_CROWDS:
        dealt = np.clip((1.0 - crowd) * np.cumsum(buy - sell), -interest, interest)
        long, short = (np.diff(interest - np.maximum(sign * dealt, 0.0), prepend=interest[0]) for sign in (-1, 1))
        bought, sold = buy + crowd * sell, sell + crowd * buy
        least = np.maximum(long_closes, -long)
        most = np.minimum(sold, bought - long - np.maximum(short_closes, -short))
        if float(np.maximum(least - most, 0.0)[1:].sum()) <= _UNEXPLAINED * float((buy + sell).sum()):
            return crowd
    return 1.0


def _size_of_a_close(flow: PerpetualFlow, seen: FloatArray) -> float:
    """Value of the close to which a forced quantity belongs, at most, quote currency: intervals may hold several."""
    return float((seen**2).sum() / seen.sum() * np.median(flow.close))


def _tilted(problems: Sequence[_Problem], base: FloatArray, leverages: FloatArray) -> FloatArray:
    """The prior times a falling power of leverage, and scaled, as forced closes of each side have it."""
    best, found = np.inf, base
    for exponent in _EXPONENTS:
        tilted = base * (np.maximum(leverages, _BEND) / _BEND) ** -exponent
        said = np.array([float((p.lost @ tilted[s]).sum()) for s, p in enumerate(problems)])
        seen = np.array([float(p.seen.sum()) for p in problems])
        lumps = np.array([max(p.lump, 1e-300) for p in problems])
        closes, expected = seen / lumps, said / lumps
        # the level of each side is drawn to that of both, and that to the prior's
        both = (closes.sum() + _LEVEL_CLOSES) / (expected.sum() + _LEVEL_CLOSES)
        own = (closes + both * _LEVEL_CLOSES) / (expected + _LEVEL_CLOSES)
        tilted *= np.minimum(own, 1.0 / tilted.sum(axis=1))[:, None]
        deviance = sum(p.deviance(tilted[s]) for s, p in enumerate(problems))
        if deviance < best:
            best, found = deviance, tilted
    return found


def _shares_of(problem: _Problem, prior: FloatArray, times: FloatArray) -> FloatArray:
    """Shares of one side; `times` (n,) how often each interval counts."""
    shares = prior = np.maximum(prior, _SMALLEST_PRIOR)
    exposure = times @ problem.lost / problem.lump
    per_interval = problem.lost * (times * problem.seen / problem.lump)[:, None]
    for _ in range(_ROUNDS):
        gain = (1.0 / (problem.lost @ shares + _BACKGROUND * problem.lump)) @ per_interval
        shares = (shares * gain + _PRIOR_CLOSES) / (exposure + _PRIOR_CLOSES / prior)
        shares = shares / max(float(shares.sum()), 1.0)
    return shares


def _fit_of(
    flow: PerpetualFlow,
    model: MapModel,
    problems: list[_Problem],
    *,
    shares: FloatArray,
    priors: FloatArray,
    prior: LeverageMix,
    draws: int,
    seed: int,
) -> LeverageFit:
    identifiability = np.zeros(shares.shape)
    levels, explained = [1.0, 1.0], [0.0, 0.0]
    for side, problem in enumerate(problems):
        if problem.lump <= 0.0:
            continue
        expected = problem.expected(shares[side])
        weights = 1.0 / (problem.lump * expected)
        identifiability[side] = priors[side] ** 2 * (weights @ problem.lost**2) / _PRIOR_CLOSES
        said = float((problem.lost @ shares[side]).sum())
        levels[side] = float(problem.seen.sum()) / said if said > 0.0 else 1.0
        scaled = shares[side] * np.clip(levels[side], 0.5, 2.0)
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
            found[draw, side] = _shares_of(problem, prior, counted)
    return found


def _with_interval(value: float, drawn: FloatArray) -> tuple[float, float, float]:
    low, high = np.quantile(drawn, _COVERED)
    return value, min(float(low), value), max(float(high), value)
