"""What the figures of an asset say, in sentences that quote them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from seawall.core import choice_named
from seawall.macro.asset_view import (
    AssetDriver,
    AssetLevel,
    DriverStatus,
    Leaning,
    QuotedFigure,
    ViewSentence,
)
from seawall.macro.driver_catalogue import ViewAsset
from seawall.macro.reading_rule import ReadingRule
from seawall.macro.reading_rules import READING_RULES

__all__ = ["figure_text", "write_reading"]

_PLACE = re.compile(r"\{(\w+\.\w+)\}")
_LEVEL_DECIMALS = 2

_Parts = Mapping[str, tuple[QuotedFigure, ...]]


def figure_text(value: float, decimals: int) -> str:
    """A figure as it is shown: grouped, rounded, and without a sign where it rounds to zero.

    Examples
    --------
    >>> figure_text(-1234.56, 1), figure_text(-0.04, 1)
    ('-1,234.6', '0.0')
    """
    text = f"{value:,.{decimals}f}"
    return text if any(digit in "123456789" for digit in text) else text.lstrip("-")


def write_reading(
    asset: ViewAsset, *, level: AssetLevel | None, drivers: Sequence[AssetDriver]
) -> tuple[ViewSentence, ...]:
    """Sentences of every rule that holds, what conflicts, and what nothing is said of.

    Parameters
    ----------
    asset : ViewAsset
        Whose.
    level : AssetLevel or None
        Its level; a stale one supports no claim.
    drivers : sequence of AssetDriver
        Its drivers; missing and stale ones support no claim.

    Returns
    -------
    tuple of ViewSentence
        Each with the figures that it quotes.

    Raises
    ------
    InputError
        For an `asset` that there is not.
    """
    asset = choice_named(asset, "asset", ViewAsset)
    parts = _parts(level, drivers)
    held = [rule for rule in READING_RULES if rule.asset is asset and _holds(rule, parts)]
    sentences = [_sentence(rule.rule_id, rule.words, parts, rule.leaning) for rule in held]
    conflict = _conflict(asset, held, parts)
    return (*sentences, *conflict, *_silence(asset, level, drivers))


def _parts(level: AssetLevel | None, drivers: Sequence[AssetDriver]) -> _Parts:
    """Figures that sentences may quote, by place; those of a range together."""
    found: dict[str, tuple[QuotedFigure, ...]] = {}
    if level is not None and not level.is_stale:
        found |= _level_parts(level)
    for driver in drivers:
        if driver.supports_claims:
            found |= _driver_parts(driver)
    return found


def _level_parts(level: AssetLevel) -> dict[str, tuple[QuotedFigure, ...]]:
    change = 100.0 * level.day_change
    texts: dict[str, tuple[str, float | dt.date | str]] = {
        "label": (level.label, level.label),
        "unit": (level.unit, level.unit),
        "close": (figure_text(level.close, _LEVEL_DECIMALS), level.close),
        "previous": (figure_text(level.previous_close, _LEVEL_DECIMALS), level.previous_close),
        "change": (_signed(change, _LEVEL_DECIMALS), change),
        "date": (str(level.date), level.date),
        "previous_date": (str(level.previous_date), level.previous_date),
    }
    return {f"level.{part}": (QuotedFigure(f"level.{part}", *each),) for part, each in texts.items()}


def _driver_parts(driver: AssetDriver) -> dict[str, tuple[QuotedFigure, ...]]:
    estimate, name, decimals = driver.estimate, driver.facts.driver_id, driver.facts.decimals
    if estimate is None:
        return {}
    texts: dict[str, tuple[str, float | dt.date]] = {
        "value": (figure_text(estimate.value, decimals), estimate.value),
        "signed": (_signed(estimate.value, decimals), estimate.value),
        "size": (figure_text(abs(estimate.value), decimals), abs(estimate.value)),
        "date": (str(estimate.date), estimate.date),
    }
    if estimate.lineage.window is not None:
        start = estimate.lineage.window.start
        texts["start"] = (str(start), start)
    for part, end in (("lower", estimate.lower), ("upper", estimate.upper)):
        if end is not None:
            texts[part] = (figure_text(end, decimals), end)
    found = {f"{name}.{part}": (QuotedFigure(f"{name}.{part}", *each),) for part, each in texts.items()}
    label = QuotedFigure(f"{name}.interval", estimate.interval, estimate.interval)
    ends = (*found.get(f"{name}.lower", ()), *found.get(f"{name}.upper", ()))
    return found | {f"{name}.range": (label, *ends) if ends else ()}


def _signed(value: float, decimals: int) -> str:
    text = figure_text(value, decimals)
    return f"+{text}" if value > 0 and any(digit in "123456789" for digit in text) else text


def _shown(figure: QuotedFigure) -> float:
    return float(figure.text.replace(",", ""))


def _holds(rule: ReadingRule, parts: _Parts) -> bool:
    needed = {*_PLACE.findall(rule.words), *_PLACE.findall(rule.short), *(each.figure for each in rule.conditions)}
    # conditions look at the figures as shown, so that words and figures cannot disagree
    return needed <= parts.keys() and all(
        each.at_least <= _shown(parts[each.figure][0]) < each.below for each in rule.conditions
    )


def _fill(words: str, parts: _Parts) -> tuple[str, tuple[QuotedFigure, ...]]:
    figures: list[QuotedFigure] = []

    def text(match: re.Match[str]) -> str:
        quoted = parts[match[1]]
        figures.extend(quoted)
        if not match[1].endswith(".range"):
            return quoted[0].text
        return f" ({quoted[0].text}: {quoted[1].text} to {quoted[2].text})" if quoted else ""

    return _PLACE.sub(text, words), tuple(figures)


def _sentence(rule_id: str, words: str, parts: _Parts, leaning: Leaning) -> ViewSentence:
    text, figures = _fill(words, parts)
    return ViewSentence(rule_id, text, figures, leaning)


def _conflict(asset: ViewAsset, held: Sequence[ReadingRule], parts: _Parts) -> tuple[ViewSentence, ...]:
    """One sentence where some claims support the asset and others weigh on it."""
    supports, weighs = (
        [rule.short for rule in held if rule.leaning is leaning] for leaning in (Leaning.SUPPORTS, Leaning.WEIGHS)
    )
    if not (supports and weighs):
        return ()
    words = (
        f"These conflict: for {asset.noun} {'speaks' if len(supports) == 1 else 'speak'} {_listed(supports)}; "
        f"against it {_listed(weighs)}."
    )
    return (_sentence(f"{asset.value}-conflict", words, parts, Leaning.NEITHER),)


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _silence(asset: ViewAsset, level: AssetLevel | None, drivers: Sequence[AssetDriver]) -> tuple[ViewSentence, ...]:
    """Sentences that name what no claim rests on."""
    missing = ["Level"] if level is None else []
    missing += [each.facts.title for each in drivers if each.status is DriverStatus.MISSING]
    old = [("Level", "level", level.date)] if level is not None and level.is_stale else []
    old += [
        (each.facts.title, each.facts.driver_id, each.estimate.date)
        for each in drivers
        if each.status is DriverStatus.STALE and each.estimate is not None
    ]
    sentences = []
    if missing:
        text = f"Not supplied, so nothing is said of it: {'; '.join(missing)}."
        sentences.append(ViewSentence(f"{asset.value}-missing", text, (), Leaning.NEITHER))
    if old:
        figures = tuple(QuotedFigure(f"{name}.date", str(date), date) for _, name, date in old)
        dated = "; ".join(f"{title} ({date})" for title, _, date in old)
        text = f"Too old to say anything: {dated}."
        sentences.append(ViewSentence(f"{asset.value}-stale", text, figures, Leaning.NEITHER))
    return tuple(sentences)
