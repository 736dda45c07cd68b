r"""Geometric Brownian motion, simulated without storing its paths, in units that a desk means.

Drift and volatility are per year, the horizon is in days, and a year has 365 of them; nothing else is guessed. Each
step is exact, not an approximation in the length of the step:

.. math:: S_t = S_0 \exp\bigl((\mu - \tfrac12 \sigma^2)\, t + \sigma W_t\bigr), \quad t = \mathrm{days} / 365.

Since the level rises with the motion :math:`W`, quantiles are taken of the motion, and only they and the terminal
levels go through the exponential.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

import numpy as np

from seawall.core import DAYS_PER_YEAR, FloatArray, Lineage, check_between, check_positive, choice_named, content_hash
from seawall.errors import InputError
from seawall.scenarios.path_kernels import BLOCK, compiled, motion_loop
from seawall.scenarios.quasi_random import MOST_DIMENSIONS, brownian_bridge, sobol_normals
from seawall.scenarios.random_streams import check_seed
from seawall.scenarios.sample_design import SampleDesign

__all__ = ["FAN_PROBABILITIES", "GbmPaths", "PathMethod", "simulate_gbm"]

FAN_PROBABILITIES = (0.01, 0.05, 0.25, 0.50, 0.75, 0.95, 0.99)
"""Levels of the fan."""

FEWEST_PATHS, MOST_PATHS = 100, 100_000_000
LONGEST_DAYS, MOST_STEPS = 36_500, 100_000
LARGEST_RATE = 10.0
# Beyond these, over the whole horizon, a level would leave the floating-point numbers.
LARGEST_DRIFT, LARGEST_DEVIATION = 200.0, 30.0
MOST_KEPT = 50_000_000
MOST_THREADS = 256
MOST_FAN_DAYS = 64
BATCHES = {"pseudo_random": 1, "antithetic": 20, "sobol": 16}
PIECE = 100_000_000
"""Normals drawn between two looks at the clock: under a second, so that a bar moves and an interrupt is heard."""

Progress = Callable[[str, int, int], None]


class PathMethod(StrEnum):
    """How the normals behind the paths are drawn."""

    PSEUDO_RANDOM = "pseudo_random"
    ANTITHETIC = "antithetic"
    SOBOL = "sobol"


@dataclass(frozen=True, slots=True, eq=False)
class GbmPaths:
    """What is left of simulated paths: their ends, and the fan on the way.

    Attributes
    ----------
    spot : float
        Level on day 0.
    drift_annual, volatility_annual : float
        Per year, decimals.
    days, steps : int
        Horizon in calendar days, and steps of equal length that it was made of.
    terminal : FloatArray
        Level at the horizon, shape (n_paths,), in the currency of the spot.
    fan_days : FloatArray
        Shape (n_fan,), from 0 to the horizon.
    fan_levels : FloatArray
        Shape (n_fan, 7): the order statistic of the levels at each of `FAN_PROBABILITIES`.
    kept_paths : FloatArray or None
        Shape (steps + 1, n_paths), where paths were asked for.
    method : PathMethod
        How the normals were drawn.
    design : SampleDesign
        Batches that error is measured between.
    lineage : Lineage
        Method and seed; always simulated.
    """

    spot: float
    drift_annual: float
    volatility_annual: float
    days: int
    steps: int
    terminal: FloatArray
    fan_days: FloatArray
    fan_levels: FloatArray
    kept_paths: FloatArray | None
    method: PathMethod
    design: SampleDesign
    lineage: Lineage

    def __post_init__(self) -> None:
        """Freeze the arrays."""
        object.__setattr__(self, "method", choice_named(self.method, "method", PathMethod))
        self.design.check_size(len(self.terminal))
        for array in (self.terminal, self.fan_days, self.fan_levels, self.kept_paths):
            if array is not None:
                array.flags.writeable = False

    @property
    def years(self) -> float:
        """Horizon in years of 365 days."""
        return self.days / DAYS_PER_YEAR

    @property
    def losses(self) -> FloatArray:
        """Spot less terminal level, shape (n_paths,): loss above zero, of one unit held."""
        return self.spot - self.terminal


def simulate_gbm(
    *,
    spot: float,
    drift_annual: float,
    volatility_annual: float,
    days: int,
    paths: int,
    seed: int,
    steps: int | None = None,
    method: PathMethod = PathMethod.PSEUDO_RANDOM,
    batches: int | None = None,
    fan_steps: Sequence[int] | None = None,
    keep_paths: bool = False,
    threads: int = 1,
    progress: Progress | None = None,
) -> GbmPaths:
    r"""Simulate geometric Brownian motion.

    .. math:: S_{k+1} = S_k \exp\bigl((\mu - \tfrac12 \sigma^2) \Delta + \sigma \sqrt{\Delta}\, Z_k\bigr), \quad
              \Delta = \frac{\mathrm{days}}{365\, \mathrm{steps}}

    Parameters
    ----------
    spot : float
        Level on day 0, above 0.
    drift_annual : float
        :math:`\mu`, decimal per year: the mean level grows by :math:`e^{\mu t}`.
    volatility_annual : float
        :math:`\sigma`, decimal per year, above 0 and at most 10.
    days : int
        Horizon in calendar days, from 1 to 36,500.
    paths : int
        From 100 to 100 million. Each batch of Sobol points must be a power of two, and each of antithetic paths even.
    seed : int
        From 0 to 2**63 - 1. With it, the same arguments give the same bytes.
    steps : int, optional
        Steps of equal length; one per day if absent.
    method : PathMethod
        Independent paths; pairs of a path and its mirror image; or scrambled Sobol points over a Brownian bridge.
    batches : int, optional
        Independent randomisations that paths come in; 1, 20 and 16 for the three methods if absent.
    fan_steps : sequence of int, optional
        Steps, rising, at which the fan is taken besides the start; all of them, but at most 64, if absent.
    keep_paths : bool
        Keep every level of every path, at most 50 million of them.
    threads : int
        At least 1. Their number does not change the result.
    progress : callable, optional
        Told what is done, how much of it, and how much there is.

    Returns
    -------
    GbmPaths
        Terminal levels and fan.

    Raises
    ------
    InputError
        One line: the argument, its value and what is allowed.

    References
    ----------
    Glasserman, *Monte Carlo Methods in Financial Engineering* (2003), section 3.2.

    Examples
    --------
    >>> found = simulate_gbm(spot=100.0, drift_annual=0.05, volatility_annual=0.2, days=365, paths=8192, seed=7,
    ...     method=PathMethod.SOBOL)
    >>> round(float(found.terminal.mean()), 1), round(100 * math.exp(0.05), 1)
    (105.1, 105.1)
    """
    method = choice_named(method, "method", PathMethod)
    _check_model(spot, drift_annual, volatility_annual, days)
    check_seed(seed)
    steps = days if steps is None else steps
    batches = BATCHES[method] if batches is None else batches
    sample = _Sample(paths, method, batches, int(seed), threads)
    _check_sample(sample, steps)
    if keep_paths and (steps + 1) * paths > MOST_KEPT:
        raise InputError(f"'keep_paths' holds at most {MOST_KEPT:,} levels, was {(steps + 1) * paths:,}")
    stops = _stops(steps, fan_steps, keep_paths)

    years = days / DAYS_PER_YEAR
    drift = (drift_annual - 0.5 * volatility_annual**2) * years / steps
    deviation = volatility_annual * math.sqrt(years / steps)
    ranks = [math.ceil(paths * Fraction(repr(each))) - 1 for each in FAN_PROBABILITIES]
    fan_at = set(_stops(steps, fan_steps, False))
    fan_days, fan_levels = [0.0], [np.full(len(ranks), spot)]
    kept = np.empty((steps + 1, paths)) if keep_paths else None
    motion = np.zeros(paths)
    for step, motion in sample.motions(stops, progress):
        if step in fan_at:
            ordered = np.partition(motion, ranks)[ranks]
            fan_days.append(days * step / steps)
            fan_levels.append(spot * np.exp(drift * step + deviation * ordered))
        if kept is not None:
            kept[step] = spot * np.exp(drift * step + deviation * motion)
    if kept is not None:
        kept[0] = spot
    terminal = np.multiply(motion, deviation)
    terminal += drift * steps
    np.exp(terminal, out=terminal)
    terminal *= spot
    asked = (spot, drift_annual, volatility_annual, days, paths, steps, str(method), batches)
    return GbmPaths(
        spot=float(spot),
        drift_annual=float(drift_annual),
        volatility_annual=float(volatility_annual),
        days=days,
        steps=steps,
        terminal=terminal,
        fan_days=np.array(fan_days),
        fan_levels=np.array(fan_levels),
        kept_paths=kept,
        method=method,
        design=SampleDesign(batches=batches),
        lineage=Lineage(
            method=f"geometric Brownian motion, {method.replace('_', '-')} paths",
            source="simulation",
            data_hash=content_hash(repr(asked).encode()),
            seed=int(seed),
            simulated=True,
        ),
    )


@dataclass(frozen=True, slots=True)
class _Sample:
    """How many paths, and where their normals come from."""

    paths: int
    method: PathMethod
    batches: int
    seed: int
    threads: int

    def motions(self, stops: list[int], progress: Progress | None) -> Iterator[tuple[int, FloatArray]]:
        """Step and motion of all paths at each stop, in order; an array lives until the next one."""
        if self.method is PathMethod.SOBOL:
            yield from self._sobol_motions(stops, progress)
            return
        for step, drawn in self._random_motions(stops, progress):
            if self.method is PathMethod.ANTITHETIC:
                halves = drawn.reshape(self.batches, 1, -1)
                yield step, np.concatenate((halves, -halves), axis=1).reshape(self.paths)
            else:
                yield step, drawn

    def _random_motions(self, stops: list[int], progress: Progress | None) -> Iterator[tuple[int, FloatArray]]:
        drawn = self.paths // 2 if self.method is PathMethod.ANTITHETIC else self.paths
        blocks = -(-drawn // BLOCK)
        sums = np.zeros(blocks * BLOCK)
        piece = max(1, PIECE // len(sums))
        threads = min(self.threads, blocks)
        edges = [blocks * each // threads for each in range(threads + 1)]
        kernel = compiled(motion_loop)
        key = np.uint64(self.seed & 0xFFFFFFFF), np.uint64(self.seed >> 32)

        def advance(worker: int, first_step: int, end_step: int) -> None:
            part = sums[edges[worker] * BLOCK : edges[worker + 1] * BLOCK]
            kernel(part, np.uint64(edges[worker]), np.uint64(first_step), np.uint64(end_step), *key)

        with ThreadPoolExecutor(threads) as pool:
            done = 0
            for stop in stops:
                while done < stop:
                    end = min(stop, done + piece)
                    for each in [pool.submit(advance, worker, done, end) for worker in range(threads)]:
                        each.result()
                    done = end
                    if progress is not None:
                        progress("simulating steps", done, stops[-1])
                yield stop, sums[:drawn]

    def _sobol_motions(self, stops: list[int], progress: Progress | None) -> Iterator[tuple[int, FloatArray]]:
        """One batch at a time, of which only the stops are held."""
        points = self.paths // self.batches
        bridge = brownian_bridge(stops[-1])
        at = np.array(stops) - 1
        motion = np.empty((len(stops), self.paths))
        for batch in range(self.batches):
            whole = bridge.motion(sobol_normals(points, stops[-1], seed=self.seed, first_batch=batch))
            motion[:, batch * points : (batch + 1) * points] = whole.T[at]
            if progress is not None:
                progress("simulating batches", batch + 1, self.batches)
        yield from zip(stops, motion, strict=True)


def _stops(steps: int, fan_steps: Sequence[int] | None, keep_paths: bool) -> list[int]:
    """Steps at which the motion is looked at; the last one always."""
    if keep_paths:
        return list(range(1, steps + 1))
    if fan_steps is None:
        count = min(steps, MOST_FAN_DAYS)
        return [steps * each // count for each in range(1, count + 1)]
    stops = list(fan_steps)
    if any(not 1 <= each <= steps for each in stops) or stops != sorted(set(stops)):
        raise InputError(f"'fan_steps' must rise within 1 to {steps}, was {str(stops)[:60]}")
    return stops if stops and stops[-1] == steps else [*stops, steps]


def _check_model(spot: float, drift_annual: float, volatility_annual: float, days: int) -> None:
    check_positive(spot, "spot")
    check_between(drift_annual, "drift_annual", -LARGEST_RATE, LARGEST_RATE)
    check_between(check_positive(volatility_annual, "volatility_annual"), "volatility_annual", 0.0, LARGEST_RATE)
    _check_whole(days, "days", 1, LONGEST_DAYS)
    years = days / DAYS_PER_YEAR
    if abs(drift_annual) * years > LARGEST_DRIFT or volatility_annual * math.sqrt(years) > LARGEST_DEVIATION:
        raise InputError(
            f"'days' must keep drift x years within {LARGEST_DRIFT:g} and volatility x root of years within "
            f"{LARGEST_DEVIATION:g}, was {days}"
        )


def _check_sample(sample: _Sample, steps: int) -> None:
    paths, method, batches = sample.paths, sample.method, sample.batches
    _check_whole(paths, "paths", FEWEST_PATHS, MOST_PATHS)
    _check_whole(steps, "steps", 1, MOST_DIMENSIONS if method is PathMethod.SOBOL else MOST_STEPS)
    _check_whole(sample.threads, "threads", 1, MOST_THREADS)
    _check_whole(batches, "batches", 1, paths)
    points = paths // batches
    if method is PathMethod.ANTITHETIC and (paths % batches or points % 2):
        wanted = 2 * batches
        raise InputError(
            f"'paths' must be a multiple of {wanted} for antithetic pairs in {batches} batches, was {paths:,}; "
            f"such as {max(paths // wanted, 1) * wanted:,}"
        )
    if method is PathMethod.SOBOL and (paths % batches or points & (points - 1)):
        below = batches << max(points.bit_length() - 1, 0)
        raise InputError(
            f"'paths' must be {batches} batches of a power of two for Sobol points, such as {below:,} or "
            f"{2 * below:,}, was {paths:,}"
        )


def _check_whole(value: int, name: str, least: int, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise InputError(f"{name!r} must be a whole number from {least:,} to {most:,}, was {value!r}")
