"""Bands: every boundary, and that they cover every value once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.errors import InputError
from seawall.macro import (
    CPI_RULE,
    PAYROLL_RULE,
    PCE_RULE,
    PERCENTILE_RULE,
    SLOPE_RULE,
    VIX_RULE,
    Band,
    ThresholdRule,
)

RULES = {
    "cpi": CPI_RULE,
    "payrolls": PAYROLL_RULE,
    "pce": PCE_RULE,
    "percentile": PERCENTILE_RULE,
    "slope": SLOPE_RULE,
    "vix": VIX_RULE,
}

BOUNDARIES = [
    ("pce", 1.75, "below target", "at target"),
    ("pce", 2.25, "at target", "above target"),
    ("pce", 3.0, "above target", "well above target"),
    ("cpi", 2.0, "low", "moderate"),
    ("cpi", 3.0, "moderate", "elevated"),
    ("cpi", 5.0, "elevated", "high"),
    ("payrolls", 0.0, "shrinking", "short of need"),
    ("payrolls", 150.0, "short of need", "resilient"),
    ("vix", 15.0, "complacent", "calm"),
    ("vix", 20.0, "calm", "on watch"),
    ("vix", 30.0, "on watch", "stressed"),
    ("slope", 0.0, "inverted", "flat"),
    ("slope", 0.5, "flat", "upward"),
    ("percentile", 0.2, "low", "usual"),
    ("percentile", 0.8, "usual", "high"),
]


@pytest.mark.parametrize(("rule", "level", "below", "at"), BOUNDARIES)
def test_each_boundary(rule: str, level: float, below: str, at: str) -> None:
    assert RULES[rule].word(float(np.nextafter(level, -np.inf))) == below
    assert RULES[rule].word(level) == at


def test_no_boundary_is_left_untested() -> None:
    assert [(rule, level) for rule, level, _, _ in BOUNDARIES if level not in RULES[rule].levels] == []
    assert len(BOUNDARIES) == sum(len(rule.levels) for rule in RULES.values())


@pytest.mark.parametrize("name", RULES)
def test_the_words_of_a_rule_name_its_levels(name: str) -> None:
    rule = RULES[name]
    stated = {float(word.strip(",;:%.")) for word in rule.text.replace("th ", " ").split() if word[0].isdigit()}
    scale = 100.0 if rule.on_percentile else 1.0
    levels = {round(scale * each, 10) for each in rule.levels}
    if name == "pce":  # the first two stand as the target and its tolerance
        levels = (levels - {1.75, 2.25}) | {2.0, 0.25}
    assert stated == levels, rule.text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_value_has_one_band(value: float) -> None:
    for rule in RULES.values():
        holding = [
            band
            for band in rule.bands
            if (band.lower is None or value >= band.lower) and (band.upper is None or value < band.upper)
        ]
        assert [band.word for band in holding] == [rule.word(value)]


@pytest.mark.parametrize(
    ("bands", "fault"),
    [
        ((), "must start and end without a limit"),
        ((Band("a", 0.0, None),), "must start and end without a limit"),
        ((Band("a", None, 1.0), Band("b", 2.0, None)), "must touch: a ends at 1.0, then 2.0"),
        ((Band("a", None, 2.0), Band("b", 2.0, 1.0), Band("c", 1.0, None)), "must rise"),
    ],
)
def test_bands_with_holes_are_refused(bands: tuple[Band, ...], fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        ThresholdRule("text", bands, "unit", "source")
