"""Sobol points and the Brownian bridge: evenness, independent scrambles, and the covariance of a Brownian motion."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr

from seawall.errors import InputError
from seawall.scenarios import brownian_bridge, sobol_normals, standard_normals
from tests.tolerances import EXACT


@pytest.mark.parametrize("dimensions", [1, 2, 30])
def test_every_dimension_puts_one_point_in_each_cell(dimensions: int) -> None:
    """What makes a digital net of base 2: of 2**k points, each interval of length 2**-k holds exactly one."""
    uniforms = ndtr(sobol_normals(512, dimensions, seed=7, batches=2)).reshape(2, 512, dimensions)
    cells = np.sort(np.floor(uniforms * 512), axis=1)
    assert (cells == np.arange(512.0)[None, :, None]).all()


def test_pairs_of_early_dimensions_fill_the_square() -> None:
    """Points of the first two dimensions, a (0, k, 2) net: each dyadic box of area 2**-k holds exactly one."""
    first, second = ndtr(sobol_normals(256, 2, seed=3)).T
    for rows in (2, 4, 16, 64, 128):
        boxes = np.floor(first * rows) * (256 // rows) + np.floor(second * (256 // rows))
        assert len(set(boxes.tolist())) == 256, rows


def test_scrambles_are_independent_and_do_not_depend_on_their_number() -> None:
    four = sobol_normals(256, 3, seed=7, batches=4).reshape(4, 256, 3)
    assert (four[:2].reshape(512, 3) == sobol_normals(256, 3, seed=7, batches=2)).all()
    assert (four[2] == sobol_normals(256, 3, seed=7, first_batch=2)).all()
    assert not (four[0] == sobol_normals(256, 3, seed=8)).any()
    means = np.array(
        [np.maximum(sobol_normals(64, 1, seed=s, batches=8), 1.0).reshape(8, 64).mean(1) for s in range(60)]
    )
    between = np.corrcoef(means.T) - np.eye(8)
    assert np.abs(between).max() * np.sqrt(60) < 4, f"correlation between batches of a seed: {between}"


def test_scrambled_points_give_unbiased_means() -> None:
    """E max(Z, 1) = Phi(1) + phi(1)."""
    exact = ndtr(1.0) + np.exp(-0.5) / np.sqrt(2 * np.pi)
    means = np.maximum(sobol_normals(16, 1, seed=7, batches=400), 1.0).reshape(400, 16).mean(axis=1)
    score = (means.mean() - exact) / (means.std(ddof=1) / np.sqrt(400))
    assert abs(score) < 4, f"{score} standard errors from {exact}"


@given(st.integers(1, 300))
def test_the_bridge_has_the_covariance_of_a_brownian_motion(steps: int) -> None:
    """The map from normals to increments is a rotation: its matrix times its transpose is the identity."""
    bridge = brownian_bridge(steps)
    rotation = bridge.increments(np.eye(steps))
    np.testing.assert_allclose(rotation.T @ rotation, np.eye(steps), rtol=0, atol=EXACT, err_msg=f"{steps} steps")
    motion = bridge.motion(np.eye(steps))
    steps_at = np.arange(1.0, steps + 1)
    expected = np.minimum.outer(steps_at, steps_at)
    np.testing.assert_allclose(motion.T @ motion, expected, rtol=EXACT, atol=EXACT * steps, err_msg=f"{steps} steps")


@pytest.mark.parametrize("steps", [2, 3, 5, 11])
def test_the_covariance_of_a_short_bridge(steps: int) -> None:
    """Halves that are not alike show which end a bridge leans to."""
    motion = brownian_bridge(steps).motion(np.eye(steps))
    at = np.arange(1.0, steps + 1)
    assert motion.T @ motion == pytest.approx(np.minimum.outer(at, at), rel=EXACT, abs=EXACT)


@given(st.integers(1, 300))
def test_the_first_dimension_alone_fixes_the_end(steps: int) -> None:
    end = brownian_bridge(steps).motion(np.eye(steps))[:, -1]
    assert end[0] == pytest.approx(np.sqrt(steps), rel=EXACT)
    assert (end[1:] == 0).all()


def test_the_order_is_end_middle_quarters() -> None:
    assert brownian_bridge(8).at.tolist() == [8, 4, 2, 6, 1, 3, 5, 7]
    assert sorted(brownian_bridge(30).at.tolist()) == list(range(1, 31))


def test_sobol_with_the_bridge_beats_random_and_sobol_without_it() -> None:
    """The 1 % quantile of a 30-step motion, over 24 seeds: each step of the way earns its keep."""
    bridge, n = brownian_bridge(30), 1024
    exact = -2.3263478740408408 * np.sqrt(30)

    def error(draws: list[Any]) -> float:
        ends = [np.partition(each, 10)[9:12].mean() for each in draws]
        return float(np.sqrt(np.mean((np.array(ends) - exact) ** 2)))

    seeds = range(24)
    random = error([standard_normals(n, 30, seed=s).sum(axis=1) for s in seeds])
    increments = error([sobol_normals(n, 30, seed=s).sum(axis=1) for s in seeds])
    bridged = error([bridge.motion(sobol_normals(n, 30, seed=s))[:, -1] for s in seeds])
    assert bridged < 0.2 * random, (bridged, random)
    assert bridged < 0.3 * increments, (bridged, increments)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ((1000, 2, 1), "'points' must be a power of two, such as 512 or 1024, was 1000"),
        ((0, 2, 1), "'points' must be a power of two, such as 1 or 2, was 0"),
        ((8, 0, 1), "'dimensions' must be from 1 to 21201, was 0"),
        ((8, 21_202, 1), "'dimensions' must be from 1 to 21201, was 21202"),
        ((8, 2, 0), "'batches' must be at least 1 and 'first_batch' 0, were 0 and 0"),
    ],
)
def test_what_cannot_be_drawn_is_refused(asked: tuple[int, int, int], message: str) -> None:
    points, dimensions, batches = asked
    with pytest.raises(InputError, match=message):
        sobol_normals(points, dimensions, seed=7, batches=batches)


def test_a_bridge_needs_a_step_and_normals_that_fit() -> None:
    with pytest.raises(InputError, match="'steps' must be at least 1, was 0"):
        brownian_bridge(0)
    with pytest.raises(InputError, match=r"'normals' must have shape \(any, 4\), was \(2, 3\)"):
        brownian_bridge(4).motion(np.zeros((2, 3)))
