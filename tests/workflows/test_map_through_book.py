"""The map of liquidations on an exchange with a book, beside its true levels."""

from __future__ import annotations

import numpy as np
import pytest

from tests.workflows.map_through_book import map_of, through_the_book

LEAST_RANKS, LEVELS = 0.40, (0.6, 1.6)
"""Within 12 % of the mark, mean over the hours of a seed."""


@pytest.mark.slow
def test_the_map_knows_levels_of_an_exchange_with_a_book(slow_share: int) -> None:
    for seed in (1, 2)[: max(2 // slow_share, 1)]:
        run = through_the_book(seed, minutes=max(240 // slow_share, 10) // 10 * 10)
        made = map_of(run, knows_earlier=True)
        assert made.is_fitted
        scores = made.scores(0.12)
        assert np.mean([each.spearman for each in scores]) >= LEAST_RANKS, (seed, scores)
        assert LEVELS[0] <= np.mean([each.total_ratio for each in scores]) <= LEVELS[1], (seed, scores)
        # what was open before the record began has no place on the map: the exchange's own record alone says less
        alone = map_of(run, knows_earlier=False)
        assert alone.unseen.min() > 0.5
        assert np.mean([each.spearman for each in alone.scores(0.12)]) < np.mean([each.spearman for each in scores])
