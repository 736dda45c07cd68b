"""Every rule by which figures become words, in the order of their sentences."""

from __future__ import annotations

from seawall.macro.crypto_rules import crypto_rules_of_reading
from seawall.macro.dollar_rules import dollar_rules_of_reading
from seawall.macro.driver_catalogue import ViewAsset
from seawall.macro.gold_rules import gold_rules_of_reading
from seawall.macro.reading_rule import ReadingRule, reading_rule

__all__ = ["READING_RULES"]

_LEVEL = (
    "{level.label}: {level.close} {level.unit} at the close of {level.date}, {level.change} % from {level.previous} at "
    "the close of {level.previous_date}."
)
_TREND = "The level changed by {price_change.signed} % in the 91 days to {price_change.date}."


def _for_every_asset() -> tuple[ReadingRule, ...]:
    return tuple(
        each
        for asset in ViewAsset
        for each in (reading_rule("level", asset, (), _LEVEL), reading_rule("trend", asset, (), _TREND))
    )


READING_RULES: tuple[ReadingRule, ...] = (
    *_for_every_asset(),
    *dollar_rules_of_reading(),
    *gold_rules_of_reading(),
    *crypto_rules_of_reading(),
)
"""Every rule."""
