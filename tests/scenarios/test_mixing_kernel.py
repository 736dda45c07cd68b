"""Products of draws and loadings: against numpy, and the same bytes in any pieces."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from seawall.scenarios.mixing_kernel import SHORT, mixing_loop, row_products
from tests.tolerances import EXACT


@pytest.mark.parametrize(("n", "k", "m"), [(5, 3, 3), (7, 4, 2), (3000, 30, 30), (2000, 21, 33)])
def test_products_are_numpys(n: int, k: int, m: int) -> None:
    draw = np.random.default_rng(n)
    rows, matrix, start = draw.standard_normal((n, k)), draw.standard_normal((k, m)), draw.standard_normal(m)
    found = row_products(rows, matrix, start=start)
    assert np.abs(found - (start + rows @ matrix)).max() < EXACT * k * 10, (n, k, m)


def test_the_plain_loop_is_what_is_compiled() -> None:
    draw = np.random.default_rng(2)
    rows, matrix = draw.standard_normal((6, 7)), draw.standard_normal((7, 5))
    products = np.zeros((6, 5))
    mixing_loop(rows, matrix, products)
    assert products == pytest.approx(rows @ matrix, rel=EXACT, abs=EXACT)


def test_pieces_and_threads_give_the_same_bytes() -> None:
    draw = np.random.default_rng(3)
    rows, matrix = draw.standard_normal((8000, 30)), draw.standard_normal((30, 30))
    whole = row_products(rows, matrix, start=np.zeros(30))
    pieces = [rows[i : i + 2000] for i in range(0, 8000, 2000)]
    assert pieces[0].size * 30 >= SHORT, "the pieces must take the compiled road, as the whole does"
    with ThreadPoolExecutor(4) as pool:
        shared = list(pool.map(lambda piece: row_products(piece, matrix, start=np.zeros(30)), pieces))
    assert np.concatenate(shared).tobytes() == whole.tobytes()
