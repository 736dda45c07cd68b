"""What prices do at levels that a map points out: whether they accelerate, turn, or are drawn there.

Nothing of the kind may be said of a level that is not also said of its placebos: levels at the same distance on the
same side, as round a number, at about the same time of another day, which nobody points out. Whether a level draws
prices is held against the probability that a price without memory, as volatile as the day before, would have come
there anyway.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from seawall.core import FloatArray, IntArray, check_positive
from seawall.errors import InputError
from seawall.measures.liquidation_cases import NS_PER_DAY, MarkPath

__all__ = ["AfterTouch", "ClaimOutcomes", "PriceClaimScore", "PriceClaims", "price_claim_score", "price_claims"]

MINUTES_AFTER = (1, 5, 15)
_NS_PER_MINUTE = 60_000_000_000
_PLACEBOS = 5
_ROUND_SHARES = (0.01, 0.005, 0.001)
_ROUND_TOLERANCE = 0.0002
_OWN_TOLERANCE = 0.001
"""A placebo nearer than this to a level pointed out at the time would be that level."""
_TIME_TOLERANCE_NS = 3_600_000_000_000
_DRAWS, _BLOCK = 9_999, 1_111


@dataclass(frozen=True, slots=True, eq=False)
class PriceClaims:
    """Levels pointed out.

    Attributes
    ----------
    origin_ns : IntArray
        Shape (c,): when; each is the end of an interval of the path.
    prices : FloatArray
        Shape (c,): where.
    """

    origin_ns: IntArray
    prices: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class ClaimOutcomes:
    """What happened at levels and at their placebos; outcomes of several runs may be put one after the other.

    Attributes
    ----------
    hits, chances : FloatArray
        Shape (c,): whether a level was reached, 1 or 0, and the probability of it.
    placebo_hits, placebo_chances : FloatArray
        Shape (c,): means over the placebos of each level.
    volatility_gaps, return_gaps : FloatArray
        Shape (t, 3): of the t levels that were reached, as was a placebo, after 1, 5 and 15 minutes: log of realised
        volatility, and return in the direction of the approach in basis points, less the means over reached placebos.
    """

    hits: FloatArray
    chances: FloatArray
    placebo_hits: FloatArray
    placebo_chances: FloatArray
    volatility_gaps: FloatArray
    return_gaps: FloatArray


@dataclass(frozen=True, slots=True)
class AfterTouch:
    """Levels against placebos, some minutes after the price came there.

    Attributes
    ----------
    minutes : int
        After the interval of the touch.
    volatility_ratio : float
        Realised volatility at levels over that at placebos, geometric mean; above 1 where prices speed up.
    volatility_p_value : float
        That the ratio is 1, by exchanging levels and placebos.
    return_bp : float
        Mean return in the direction of the approach, less that at placebos: above 0 goes on, below 0 turns.
    return_p_value : float
        That it is 0.
    """

    minutes: int
    volatility_ratio: float
    volatility_p_value: float
    return_bp: float
    return_p_value: float


@dataclass(frozen=True, slots=True)
class PriceClaimScore:
    """What is left of claims about prices.

    Attributes
    ----------
    levels, touched : int
        Levels with placebos, and those reached of which a placebo was reached too.
    hit_rate, chance : float
        Share of levels that were reached, and its expectation without memory.
    placebo_hit_rate, placebo_chance : float
        The same of the placebos.
    magnet_p_value : float
        That levels are reached beyond chance no more often than their placebos are, two-sided.
    after : tuple of AfterTouch
        After 1, 5 and 15 minutes; empty for fewer than ten touched levels.
    """

    levels: int
    touched: int
    hit_rate: float
    chance: float
    placebo_hit_rate: float
    placebo_chance: float
    magnet_p_value: float
    after: tuple[AfterTouch, ...]


def price_claims(path: MarkPath, claims: PriceClaims, *, horizon_ns: int, seed: int) -> ClaimOutcomes:
    """Follow levels and their placebos.

    Parameters
    ----------
    path : MarkPath
        In steps of at most a minute that divide it.
    claims : PriceClaims
        Levels with a day of the path before them and the horizon after them are followed; others are left out, and so
        are those without a placebo.
    horizon_ns : int
        How long a level has to be reached.
    seed : int
        Of the choice among placebos.

    Returns
    -------
    ClaimOutcomes
        In the order of the claims.

    Raises
    ------
    InputError
        For a path in longer steps.
    """
    per_minute, rest = divmod(_NS_PER_MINUTE, path.interval_ns)
    if rest or per_minute < 1:
        raise InputError(f"'path' must have steps that divide a minute, had {path.interval_ns} ns")
    steps, per_day = horizon_ns // path.interval_ns, NS_PER_DAY // path.interval_ns
    volatility = _volatility(path, per_day)
    starts = np.searchsorted(path.end_ns, claims.origin_ns)
    allowed = (starts >= per_day) & (starts + steps + max(MINUTES_AFTER) * per_minute < len(path.end_ns))
    generator = np.random.default_rng(seed)
    rows: list[tuple[float, float, float, float]] = []
    gaps: list[tuple[FloatArray, FloatArray]] = []
    eligible = np.arange(per_day, len(path.end_ns) - steps - max(MINUTES_AFTER) * per_minute, dtype=np.int64)
    for start, price in zip(starts[allowed].tolist(), claims.prices[allowed].tolist(), strict=True):
        placebos = _placebos(path, eligible, claims, start, price, horizon_ns=horizon_ns, generator=generator)
        if not placebos:
            continue
        level = _follow(path, start, price, steps=steps, volatility=volatility)
        others = [_follow(path, at, where, steps=steps, volatility=volatility) for at, where in placebos]
        chances = float(np.mean([each.chance for each in others]))
        rows.append((level.hit, level.chance, float(np.mean([each.hit for each in others])), chances))
        reached = [each.after for each in others if each.after is not None]
        if level.after is not None and reached:
            gaps.append((level.after[0] - np.mean([a[0] for a in reached], axis=0), _gap(level.after[1], reached)))
    columns = np.array(rows, dtype=np.float64).reshape(len(rows), 4).T
    shape = (len(gaps), len(MINUTES_AFTER))
    return ClaimOutcomes(
        columns[0],
        columns[1],
        columns[2],
        columns[3],
        np.array([each[0] for each in gaps], dtype=np.float64).reshape(shape),
        np.array([each[1] for each in gaps], dtype=np.float64).reshape(shape),
    )


def price_claim_score(outcomes: Sequence[ClaimOutcomes], *, seed: int) -> PriceClaimScore | None:
    """Whether levels differ from their placebos by more than chance.

    Parameters
    ----------
    outcomes : sequence of ClaimOutcomes
        Of one or several runs.
    seed : int
        Of the 9,999 exchanges between levels and placebos.

    Returns
    -------
    PriceClaimScore or None
        None where no level could be followed.
    """
    hits, chances, placebo_hits, placebo_chances = (
        np.concatenate([getattr(each, name) for each in outcomes])
        for name in ("hits", "chances", "placebo_hits", "placebo_chances")
    )
    if not len(hits):
        return None
    volatility = np.concatenate([each.volatility_gaps for each in outcomes])
    returns = np.concatenate([each.return_gaps for each in outcomes])
    generator = np.random.default_rng(seed)
    magnet = _exchanged((hits - chances) - (placebo_hits - placebo_chances), generator)
    after = tuple(
        AfterTouch(
            minutes,
            math.exp(float(volatility[:, column].mean())),
            _exchanged(volatility[:, column], generator),
            float(returns[:, column].mean()),
            _exchanged(returns[:, column], generator),
        )
        for column, minutes in enumerate(MINUTES_AFTER)
        if len(volatility) >= 10
    )
    return PriceClaimScore(
        levels=len(hits),
        touched=len(volatility),
        hit_rate=float(hits.mean()),
        chance=float(chances.mean()),
        placebo_hit_rate=float(placebo_hits.mean()),
        placebo_chance=float(placebo_chances.mean()),
        magnet_p_value=magnet,
        after=after,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Followed:
    hit: float
    chance: float
    after: tuple[FloatArray, FloatArray] | None


def _follow(path: MarkPath, start: int, price: float, *, steps: int, volatility: FloatArray) -> _Followed:
    per_minute = _NS_PER_MINUTE // path.interval_ns
    mark = float(path.close[start])
    distance = abs(math.log(price / mark))
    spread = float(volatility[start]) * math.sqrt(steps)
    # of a price without memory and drift: twice the chance of ending beyond, by reflection
    chance = 2.0 * float(ndtr(-distance / spread)) if spread > 0.0 else 0.0
    window = slice(start + 1, start + 1 + steps)
    reached = path.low[window] <= price if price < mark else path.high[window] >= price
    if not reached.any():
        return _Followed(0.0, chance, None)
    touch = start + 1 + int(np.argmax(reached))
    logs = np.log(path.close[touch : touch + max(MINUTES_AFTER) * per_minute + 1])
    squares = np.cumsum(np.diff(logs) ** 2)
    places = np.array(MINUTES_AFTER) * per_minute
    direction = -1.0 if price < mark else 1.0
    # a minute without any change has no logarithm of volatility: a tenth of a basis point stands for none
    sizes = 0.5 * np.log(np.maximum(squares[places - 1], 1e-10))
    return _Followed(1.0, chance, (sizes, direction * (logs[places] - logs[0]) * 1e4))


def _placebos(
    path: MarkPath,
    eligible: IntArray,
    claims: PriceClaims,
    start: int,
    price: float,
    *,
    horizon_ns: int,
    generator: np.random.Generator,
) -> list[tuple[int, float]]:
    """Instants near the same time of other days, with a level as far away and as round that nobody points out."""
    time = path.end_ns[eligible] - path.end_ns[start]
    off = np.abs((time + NS_PER_DAY // 2) % NS_PER_DAY - NS_PER_DAY // 2)
    fitting = eligible[(np.abs(time) >= NS_PER_DAY // 2) & (off <= _TIME_TOLERANCE_NS)]
    ratio = price / float(path.close[start])
    wanted = _roundness(price)
    found: list[tuple[int, float]] = []
    for at in generator.permutation(fitting)[: 10 * _PLACEBOS].tolist():
        where = _as_round(float(path.close[at]) * ratio, wanted)
        near = np.abs(claims.origin_ns - path.end_ns[at]) <= horizon_ns
        is_claimed = (np.abs(claims.prices[near] / where - 1.0) <= _OWN_TOLERANCE).any()
        if (where < float(path.close[at])) == (ratio < 1.0) and not is_claimed:
            found.append((at, where))
        if len(found) == _PLACEBOS:
            break
    return found


def _roundness(price: float) -> int:
    """0 to 2 for a price near a multiple of the steps of round numbers, from the roundest; 3 for none."""
    decade = 10.0 ** math.ceil(math.log10(price) - 1e-12)
    for place, share in enumerate(_ROUND_SHARES):
        step = decade * share
        if abs(price - round(price / step) * step) <= _ROUND_TOLERANCE * price:
            return place
    return len(_ROUND_SHARES)


def _as_round(price: float, roundness: int) -> float:
    """Nearest price of this roundness, or the price itself for none."""
    if roundness == len(_ROUND_SHARES):
        return price
    step = 10.0 ** math.ceil(math.log10(price) - 1e-12) * _ROUND_SHARES[roundness]
    return round(price / step) * step


def _volatility(path: MarkPath, per_day: int) -> FloatArray:
    """Of one step, from the squares of the day before; shape of the path, 0 before a day has passed."""
    squares = np.r_[0.0, np.diff(np.log(path.close)) ** 2]
    sums = np.r_[0.0, np.cumsum(squares)]
    found = np.zeros(len(squares))
    found[per_day:] = np.sqrt(np.maximum(sums[per_day + 1 :] - sums[1:-per_day], 0.0) / per_day)
    return found


def _gap(own: FloatArray, reached: Sequence[tuple[FloatArray, FloatArray]]) -> FloatArray:
    return np.asarray(own - np.mean([each[1] for each in reached], axis=0))


def _exchanged(gaps: FloatArray, generator: np.random.Generator) -> float:
    """Two-sided p-value of a mean of 0, by random signs."""
    check_positive(float(len(gaps)), "gaps")
    seen = abs(float(gaps.sum()))
    as_large = 0
    for _ in range(_DRAWS // _BLOCK):
        signs = generator.integers(0, 2, size=(_BLOCK, len(gaps)), dtype=np.int8)
        as_large += int((np.abs(gaps.sum() - 2.0 * (signs @ gaps)) >= seen * (1.0 - 1e-12)).sum())
    return float((1 + as_large) / (_DRAWS + 1))
