"""Numbers by place: the cipher against the paper, any pieces against the whole, and the laws they should follow."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import kolmogorov, ndtr, ndtri

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.scenarios import standard_normals, standard_uniforms
from tests.tolerances import EXACT, RANDOMNESS_P_VALUE

MASK = 2**64 - 1


def philox_4x64(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """Salmon et al. 2011, section 3.3, in whole numbers of Python."""
    c, k = counter, key
    for _ in range(10):
        first, second = 0xD2E7470EE14C6C93 * c[0], 0xCA5A826395121157 * c[2]
        c = ((second >> 64) ^ c[1] ^ k[0], second & MASK, (first >> 64) ^ c[3] ^ k[1], first & MASK)
        k = ((k[0] + 0x9E3779B97F4A7C15) & MASK, (k[1] + 0xBB67AE8584CAA73B) & MASK)
    return c


def test_the_cipher_of_this_file_gives_the_published_answer() -> None:
    """Random123's known-answer vectors for philox4x64-10."""
    assert philox_4x64((0, 0, 0, 0), (0, 0)) == (
        0x16554D9ECA36314C, 0xDB20FE9D672D0FDC, 0xD7E772CEE186176B, 0x7E68B68AEC7BA23B,
    )  # fmt: skip
    assert philox_4x64((MASK,) * 4, (MASK,) * 2) == (
        0x87B092C3013FE90B, 0x438C3C67BE8D0224, 0x9CC7D7C69CD777B6, 0xA09CAEBF594F0BA0,
    )  # fmt: skip


@pytest.mark.parametrize(("seed", "stream"), [(0, 0), (7, 0), (7, 3), (2**63 - 1, 2**63 - 1)])
def test_each_number_is_the_cipher_at_its_place(seed: int, stream: int) -> None:
    found = standard_uniforms(9, 3, seed=seed, stream=stream)
    for row, column in np.ndindex(9, 3):
        # the generator counts before it speaks: block b of a column is counter b + 1
        word = philox_4x64((row // 4 + 1, 0, column, 0), (seed, stream))[row % 4]
        assert found[row, column] == ((word >> 12) + 0.5) / 2**52, (row, column)
    assert standard_normals(9, 3, seed=seed, stream=stream) == pytest.approx(ndtri(found), rel=EXACT)


@given(first=st.integers(0, 200), rows=st.integers(1, 60), columns=st.integers(1, 5), seed=st.integers(0, 2**63 - 1))
def test_a_piece_is_a_piece_of_the_whole(first: int, rows: int, columns: int, seed: int) -> None:
    whole = standard_normals(260, 5, seed=seed, stream=1)
    piece = standard_normals(rows, columns, seed=seed, stream=1, first_row=first)
    assert (piece == whole[first : first + rows, :columns]).all(), (first, rows, columns, seed)


def test_threads_draw_what_one_draws() -> None:
    whole = standard_normals(10_000, 4, seed=7)
    starts = range(0, 10_000, 997)
    with ThreadPoolExecutor(3) as pool:
        pieces = pool.map(
            lambda start: standard_normals(min(997, 10_000 - start), 4, seed=7, first_row=start), reversed(starts)
        )
    assert np.concatenate(list(pieces)[::-1]).tobytes() == whole.tobytes()


def test_far_rows_are_reached_at_once() -> None:
    assert standard_normals(3, 1, seed=7, first_row=2**62).shape == (3, 1)


def _distance_p_value(uniforms: FloatArray) -> float:
    """Kolmogorov-Smirnov, by its limit law."""
    ordered = np.sort(uniforms)
    n = len(ordered)
    places = np.arange(n + 1) / n
    distance = max(float((places[1:] - ordered).max()), float((ordered - places[:-1]).max()))
    return float(kolmogorov(distance * np.sqrt(n)))


def test_normals_follow_the_normal_law() -> None:
    normals = standard_normals(250_000, 4, seed=7)
    n = normals.size
    moments = [normals.mean(), (normals**2).mean() - 1, (normals**3).mean(), (normals**4).mean() - 3]
    scores = np.array(moments) / np.sqrt(np.array([1.0, 2.0, 15.0, 96.0]) / n)
    assert np.abs(scores).max() < 4, f"mean to kurtosis in standard errors: {scores}"
    for column in range(4):
        assert _distance_p_value(ndtr(normals[:, column])) > RANDOMNESS_P_VALUE, column


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"seed": 7}, {"seed": 8}),
        ({"seed": 7}, {"seed": 7, "stream": 1}),
        ({"seed": 7, "stream": 1}, {"seed": 1, "stream": 7}),
        ({"seed": 7}, {"seed": 7, "first_row": 1}),
        ({"seed": 7}, {"seed": 7 + 2**32}),
    ],
)
def test_neighbouring_seeds_streams_rows_and_columns_are_independent(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    n = 200_000
    both = np.hstack([standard_normals(n, 2, **first), standard_normals(n, 2, **second)])
    for power in (both, both**2):
        correlation = np.corrcoef(power.T) - np.eye(4)
        assert np.abs(correlation).max() * np.sqrt(n) < 4, (first, second, correlation)


@pytest.mark.parametrize("seed", [-1, 2**63, 1.5, True, "7"])
def test_a_seed_is_a_whole_number_in_range(seed: Any) -> None:
    with pytest.raises(InputError, match="'seed' must be a whole number from 0 to"):
        standard_normals(1, 1, seed=seed)
    with pytest.raises(InputError, match="'stream' must be a whole number from 0 to"):
        standard_normals(1, 1, seed=1, stream=seed)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"rows": 0}, "'rows' must be at least 1, was 0"),
        ({"columns": 0}, "'columns' must be at least 1, was 0"),
        ({"first_row": -1}, "'first_row' must be at least 0, was -1"),
    ],
)
def test_a_shape_that_cannot_be_is_refused(changed: dict[str, int], message: str) -> None:
    asked: dict[str, int] = {"rows": 2, "columns": 2, "first_row": 0, **changed}
    with pytest.raises(InputError, match=message):
        standard_uniforms(asked["rows"], asked["columns"], seed=1, first_row=asked["first_row"])
