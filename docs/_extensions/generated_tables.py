"""Tables that are made from the code while the documentation is built: a page cannot disagree with a file.

A line ``<!-- table: NAME -->`` on a page is replaced by the table of that name.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Any

from sphinx.application import Sphinx

from seawall.macro import (
    DRIVER_CATALOGUE,
    READING_RULES,
    SERIES_CATALOGUE,
    Condition,
    Economy,
    default_regime_policy,
    read_indicators,
)
from seawall.rating import RatingPolicy, default_policy
from seawall.scenarios import StatedShock, StressScenario, stress_library

_MARK = re.compile(r"^<!-- table: (?P<name>[a-z_]+) -->$", re.MULTILINE)
_DOOR = re.compile(r"^(Takes|Gives|Never)\s+(.*)$")


def setup(app: Sphinx) -> dict[str, Any]:
    """Replace the marks, before the examples are looked at or anything is parsed."""
    app.connect("source-read", _fill, priority=400)
    app.connect("autodoc-process-docstring", _complete_docstring)
    return {"parallel_read_safe": True}


def _fill(_app: Sphinx, _docname: str, source: list[str]) -> None:
    source[0] = _MARK.sub(lambda mark: _TABLES[mark["name"]](), source[0])


def _complete_docstring(_app: Sphinx, what: str, _name: str, obj: object, *rest: Any) -> None:
    """Write the members of a closed choice under its meaning; keep what a door takes and gives on lines of its own."""
    lines: list[str] = rest[-1]
    if what == "module":
        lines[:] = [_DOOR.sub(r"| **\1** \2", line) for line in lines]
    if isinstance(obj, type) and issubclass(obj, Enum):
        lines += ["", "Values: " + ", ".join(f"``{member.name}`` ({member.value!r})" for member in obj) + ".", ""]


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    titles = list(header)
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _percent(shock: StatedShock | None) -> str:
    return "–" if shock is None else f"{shock.shock * 100:+.1f} %"


def _stress_library() -> str:
    classes = ("equity", "crypto", "metal", "rates", "credit", "commodity")
    return _table(
        ("Scenario", "Dates", *classes),
        (
            (
                f"`{each.id}`",
                f"{each.window.start} to {each.window.end}" if each.window else "hypothetical",
                *(_percent(each.asset_classes.get(name)) for name in classes),
            )
            for each in stress_library()
        ),
    )


def _stress_rest() -> str:
    def listed(scenario: StressScenario, name: str) -> str:
        table: Mapping[str, StatedShock] = getattr(scenario, name)
        return ", ".join(f"{key} {_percent(shock)}" for key, shock in table.items()) or "–"

    def rates(scenario: StressScenario) -> str:
        moves = (f"{key} {shock.shock * 1e4:+.0f} bp" for key, shock in scenario.rates.items())
        return ", ".join(moves) or "–"

    return _table(
        ("Scenario", "Assets by name", "Implied volatility", "Rates", "Currencies"),
        (
            (
                f"`{each.id}`",
                listed(each, "assets"),
                listed(each, "volatilities"),
                rates(each),
                listed(each, "currencies"),
            )
            for each in stress_library()
        ),
    )


def _stress_sources() -> str:
    return _table(
        ("Scenario", "What it is", "Where dates and sizes come from"),
        ((f"`{each.id}`", each.title, each.source) for each in stress_library()),
    )


def _rating_factors() -> str:
    policy: RatingPolicy = default_policy()
    return _table(
        ("Factor", "Weight", "Reading", "Scores 0 at", "Scores 10 at"),
        (
            (
                each.title,
                f"{each.weight:.2f}",
                each.reading,
                "1/n" if each.low is None else f"{each.low:g}",
                f"{each.high:g}",
            )
            for each in policy.factors
        ),
    )


def _regime_parts() -> str:
    policy = default_regime_policy()
    return _table(("Part", "Weight", "Why"), ((each.title, f"{each.weight:.2f}", each.reason) for each in policy.parts))


def _regime_indicators() -> str:
    policy = default_regime_policy()
    return _table(
        ("Part", "Indicator", "Series", "Weight in its part", "Unit", "Scores 0 at", "Scores 10 at"),
        (
            (
                part.title,
                each.title,
                ", ".join(each.series),
                f"{each.weight:.2f}",
                each.unit,
                f"{each.zero_at:g}",
                f"{each.ten_at:g}",
            )
            for part in policy.parts
            for each in policy.of_part(part.part)
        ),
    )


def _regime_reasons() -> str:
    policy = default_regime_policy()
    return _table(("Indicator", "Why these anchors"), ((each.title, each.reason) for each in policy.indicators))


def _regime_words() -> str:
    at = default_regime_policy().words
    return _table(
        ("Word", "Rule"),
        (
            ("stress", f"credit and volatility, weighted as in the score, at least {at.stress_at:g}"),
            ("stagflation", f"growth and inflation both at least {at.stagflation_at:g}"),
            (
                "recovery",
                f"growth at least {at.recovery_from:g} six months earlier, as known then, and lower by at least "
                f"{at.recovery_fall:g} now",
            ),
            ("slowdown", f"growth at least {at.slowdown_at:g}"),
            ("overheating", f"inflation at least {at.overheating_at:g}"),
            ("expansion", "no other"),
        ),
    )


def _rating_ladder() -> str:
    bands = default_policy().ladder
    edges = [0.0, *(band.below for band in bands)]
    last = len(bands) - 1
    return _table(
        ("Grade", "Scores", "Action"),
        (
            (band.grade, f"[{edges[i]:g}, {band.below:g}{']' if i == last else ')'}", band.action)
            for i, band in enumerate(bands)
        ),
    )


def _macro_series() -> str:
    return _table(
        ("Series", "What", "Unit", "Frequency", "Lag, days"),
        (
            (f"`{each.series_id}`", each.title, each.unit.value, each.frequency.value, str(each.publication_lag_days))
            for each in SERIES_CATALOGUE.values()
        ),
    )


def _macro_rules() -> str:
    indicators = read_indicators(Economy(dt.date(2025, 12, 31), {}))
    rules = {each.rule.text: each.rule for each in indicators}
    return _table(
        ("Indicators", "Rule", "Levels from"),
        (
            ("; ".join(each.title for each in indicators if each.rule.text == text), text, rule.source)
            for text, rule in rules.items()
        ),
    )


def _asset_drivers() -> str:
    return _table(
        ("Asset", "Driver", "What", "Unit", "Stale after", "From"),
        (
            (
                each.asset.value,
                f"`{each.driver_id}`",
                each.title,
                each.unit,
                f"{each.stale_after_days} days",
                f"supplied, {each.lowest:g} to {each.highest:g}" if each.is_supplied else "computed",
            )
            for each in DRIVER_CATALOGUE
        ),
    )


def _condition(condition: Condition) -> str:
    low = "" if math.isinf(condition.at_least) else f"{condition.at_least:g} ≤ "
    high = "" if math.isinf(condition.below) else f" < {condition.below:g}"
    return f"{low}`{condition.figure}`{high}"


def _reading_rules() -> str:
    return _table(
        ("Rule", "Where", "Sentence", "It"),
        (
            (
                f"`{each.rule_id}`",
                "; ".join(_condition(condition) for condition in each.conditions) or "always",
                f"`{each.words}`",
                each.leaning.value if each.short else "–",
            )
            for each in READING_RULES
        ),
    )


_TABLES: Mapping[str, Callable[[], str]] = {
    "asset_drivers": _asset_drivers,
    "reading_rules": _reading_rules,
    "macro_rules": _macro_rules,
    "macro_series": _macro_series,
    "stress_library": _stress_library,
    "stress_rest": _stress_rest,
    "stress_sources": _stress_sources,
    "rating_factors": _rating_factors,
    "rating_ladder": _rating_ladder,
    "regime_parts": _regime_parts,
    "regime_indicators": _regime_indicators,
    "regime_reasons": _regime_reasons,
    "regime_words": _regime_words,
}
