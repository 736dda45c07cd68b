"""A policy file is checked as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

import seawall.rating
from seawall.errors import InputError
from seawall.rating import default_policy, read_policy

SHIPPED = Path(seawall.rating.__file__).parent / "policy.yaml"


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("weight: 0.30", "weight: 0.31", "weights must sum to 1, summed to 1.01"),
        ("grade: A, below: 3.0", "grade: A, below: 1.5", "ladder edges must rise"),
        ("grade: D, below: 10.0", "grade: D, below: 9.9", "last ladder edge must be 10"),
        ("low: 0.0\n    high: 0.60", "low: 0.7\n    high: 0.60", "factors.market.low must be below high"),
        ("grade: BB, ", "grade: BC, ", "must be one of 'AAA'"),
        ("  macro:", "  makro:", "did you mean 'macro'"),
    ],
)
def test_a_broken_policy_is_refused(tmp_path: Path, before: str, after: str, complaint: str) -> None:
    text = SHIPPED.read_text()
    assert before in text
    path = tmp_path / "policy.yaml"
    path.write_text(text.replace(before, after, 1))
    with pytest.raises(InputError) as caught:
        read_policy(path)
    assert complaint in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_shipped_policy_has_the_published_weights() -> None:
    weights = {each.factor.value: each.weight for each in default_policy().factors}
    assert weights == {"market": 0.30, "credit": 0.25, "liquidity": 0.20, "concentration": 0.15, "macro": 0.10}
