"""The generator inside the loop: published answers, the same arithmetic in plain Python, and a battery of its own."""

from __future__ import annotations

import math
import platform
import re
import statistics
from typing import Any

import numba
import numpy as np
import pytest
from scipy.special import chdtrc, kolmogorov, ndtr

from seawall.core import FloatArray
from seawall.scenarios.path_kernels import BLOCK, LANES, compiled, motion_loop, philox, sobol_loop
from tests.tolerances import EXACT, NORMAL_QUANTILE, RANDOMNESS_P_VALUE

LOW = 2**32 - 1
N = 64 * BLOCK


def philox_4x32(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """Salmon et al. 2011, section 3.3, in whole numbers of Python."""
    c, k = counter, key
    for _ in range(10):
        first, second = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = ((second >> 32) ^ c[1] ^ k[0], second & LOW, (first >> 32) ^ c[3] ^ k[1], first & LOW)
        k = ((k[0] + 0x9E3779B9) & LOW, (k[1] + 0xBB67AE85) & LOW)
    return c


@pytest.mark.parametrize(
    ("counter", "key", "answer"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((LOW,) * 4, (LOW,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_philox_gives_the_published_answers(counter: Any, key: Any, answer: Any) -> None:
    """Random123's known-answer vectors for philox4x32-10, by the source of the kernel and by that of this file."""
    assert philox_4x32(counter, key) == answer
    found = philox(*(np.array([each], dtype=np.uint64) for each in (*counter, *key)))
    assert tuple(int(each[0]) & LOW for each in found) == answer


def motion(paths: int, first_step: int, end_step: int, *, seed: int = 7, first_block: int = 0) -> FloatArray:
    sums = np.zeros(paths)
    key = np.uint64(seed & LOW), np.uint64(seed >> 32)
    compiled(motion_loop)(sums, np.uint64(first_block), np.uint64(first_step), np.uint64(end_step), *key)
    return sums


@pytest.mark.parametrize(("seed", "step"), [(7, 0), (7, 29), (2**63 - 1, 3)])
def test_each_normal_is_box_and_mullers_at_its_place(seed: int, step: int) -> None:
    found = motion(2 * BLOCK, step, step + 1, seed=seed)
    for path in (0, 1, LANES - 1, LANES, 2 * LANES + 5, 3 * LANES + 17, BLOCK, 2 * BLOCK - 1):
        block, place = divmod(path, BLOCK)
        word, lane = divmod(place, LANES)
        words = philox_4x32((block * LANES + lane, step, 0, 0), (seed & LOW, seed >> 32))
        radius_word, angle_word = words[word // 2 * 2 : word // 2 * 2 + 2]
        radius = math.sqrt(-2.0 * math.log((radius_word + 0.5) / 2**32))
        # a quarter turn around zero, then mirrored about the diagonal and about the axis
        angle = ((angle_word % 2**30 + 0.5) / 2**30 - 0.5) * math.pi / 2
        across, along = radius * math.cos(angle), radius * math.sin(angle)
        across = -across if angle_word >> 31 else across
        pair = (along, across) if angle_word >> 30 & 1 else (across, along)
        assert found[path] == pytest.approx(pair[word % 2], rel=EXACT, abs=EXACT), (path, words)


def test_steps_and_blocks_can_be_drawn_in_any_pieces() -> None:
    whole = motion(8 * BLOCK, 0, 10)
    sums = np.zeros(8 * BLOCK)
    key = np.uint64(7), np.uint64(0)
    for first, end in ((0, 3), (3, 4), (4, 10)):
        for blocks in (slice(5, 8), slice(0, 5)):
            part = sums[blocks.start * BLOCK : blocks.stop * BLOCK]
            compiled(motion_loop)(part, np.uint64(blocks.start), np.uint64(first), np.uint64(end), *key)
    assert sums.tobytes() == whole.tobytes()


@pytest.mark.skipif(platform.machine() not in {"x86_64", "AMD64"}, reason="vector registers: looks for zmm and ymm")
def test_the_loop_is_vector_code() -> None:
    kernel: Any = compiled(motion_loop)
    options = {name: value for name, value in kernel.targetoptions.items() if name != "nopython"}
    fresh = numba.njit(**options)(motion_loop)
    fresh.compile((numba.float64[::1],) + (numba.uint64,) * 5)
    (assembly,) = fresh.inspect_asm().values()
    for instruction in ("vpmuludq", "vmulpd", "vsqrtpd"):
        assert re.search(rf"{instruction}\s.*%[yz]mm", assembly), f"no {instruction} on whole vectors"


def battery(normals: FloatArray) -> dict[str, float]:
    """P-values: moments, law, evenness in cells, and dependence on the neighbour."""
    n = normals.size
    powers = [normals.mean(), (normals**2).mean() - 1, (normals**3).mean(), (normals**4).mean() - 3]
    scores = np.array(powers) * np.sqrt(n / np.array([1.0, 2.0, 15.0, 96.0]))
    uniforms = ndtr(normals)
    ordered = np.sort(uniforms)
    places = np.arange(n + 1) / n
    distance = max(float((places[1:] - ordered).max()), float((ordered - places[:-1]).max()))
    cells = np.bincount((uniforms * 256).astype(int), minlength=256)
    pairs = np.bincount((uniforms[:-1:2] * 16).astype(int) * 16 + (uniforms[1::2] * 16).astype(int), minlength=256)
    found = {f"moment {k + 1}": float(2 * ndtr(-abs(score))) for k, score in enumerate(scores)}
    found["Kolmogorov"] = float(kolmogorov(distance * math.sqrt(n)))
    for name, counts in (("cells", cells), ("pairs", pairs)):
        mean = counts.sum() / 256
        found[name] = float(chdtrc(255, ((counts - mean) ** 2).sum() / mean))
    for lag in (1, LANES, BLOCK):
        score = float(normals[lag:] @ normals[:-lag]) / math.sqrt(n - lag)
        found[f"lag {lag}"] = float(2 * ndtr(-abs(score)))
        square = normals**2 - 1
        score = float(square[lag:] @ square[:-lag]) / (2 * math.sqrt(n - lag))
        found[f"squares, lag {lag}"] = float(2 * ndtr(-abs(score)))
    return found


@pytest.mark.slow
def test_normals_pass_a_battery_over_many_seeds(slow_share: int) -> None:
    """No p-value absurdly small, and all of a kind together uniform: a flaw too small for one seed adds up."""
    seeds = [*range(1000 // slow_share), *(2**k for k in range(20, 63, slow_share))]
    rows = [battery(motion(N, seed % 5, seed % 5 + 1, seed=seed)) for seed in seeds]
    for name in rows[0]:
        values = np.sort([row[name] for row in rows])
        assert values[0] > RANDOMNESS_P_VALUE / len(seeds), f"{name}: least of {len(seeds)} p-values {values[0]}"
        places = np.arange(len(values) + 1) / len(values)
        distance = max(float((places[1:] - values).max()), float((values - places[:-1]).max()))
        together = float(kolmogorov(distance * math.sqrt(len(values))))
        assert together > RANDOMNESS_P_VALUE, f"{name}: p-values of {len(seeds)} seeds are not uniform, {together}"


def test_steps_and_seeds_do_not_know_of_each_other() -> None:
    columns = [motion(N, step, step + 1, seed=seed) for seed in (7, 8, 7 + 2**32) for step in (0, 1, 2**31)]
    for power in (1, 2):
        correlation = np.corrcoef(np.array(columns) ** power) - np.eye(len(columns))
        assert np.abs(correlation).max() * math.sqrt(N) < 4.5, (power, correlation)


def test_the_quantile_is_the_inverse_of_the_normal_law() -> None:
    """Against Python's own, which is the same algorithm in another language, and against the law itself."""
    wanted = np.concatenate([np.linspace(0.001, 0.999, 999), 10.0 ** -np.arange(1.0, 15.0, 0.25), [0.075, 0.925]])
    cells = np.concatenate([wanted * 2**52, [0.0, 1.0, 2**52 - 1, 2**52 - 5]]).astype(np.uint64)
    levels = (cells + 0.5) / 2**52
    found = np.empty((len(cells), 1))
    # a point of no digits is its shift
    compiled(sobol_loop)(np.empty((len(cells), 0), dtype=np.uint64), cells, np.empty(1, dtype=np.uint64), 0, found)
    law = statistics.NormalDist()
    assert found.ravel() == pytest.approx([law.inv_cdf(float(each)) for each in levels], rel=NORMAL_QUANTILE)
    below = levels < 0.5
    assert ndtr(found.ravel()[below]) == pytest.approx(levels[below], rel=EXACT)
