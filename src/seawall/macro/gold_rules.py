"""What is read of gold: real yields, the dollar, central banks and geopolitical risk."""

from __future__ import annotations

from seawall.macro.asset_view import Leaning
from seawall.macro.driver_catalogue import ViewAsset
from seawall.macro.reading_rule import Condition, ReadingRule, at_least, below, reading_rule

__all__ = ["gold_rules_of_reading"]

_FOR, _AGAINST = Leaning.SUPPORTS, Leaning.WEIGHS
_GOLD = ViewAsset.GOLD


def gold_rules_of_reading() -> tuple[ReadingRule, ...]:
    """Rules, in the order of their sentences."""
    return (*_real_yield(), *_gold_and_the_dollar())


def _real_yield() -> tuple[ReadingRule, ...]:
    change, low, high = "real_yield_change.value", "real_yield_effect.lower", "real_yield_effect.upper"
    size = "by {real_yield_change.size} percentage points in the 91 days to {real_yield_change.date}"
    fell, rose = f"The 10-year real yield fell {size}", f"The 10-year real yield rose {size}"
    beta = "at a beta of {real_yield_beta.value} % per 1 percentage point{real_yield_beta.range}"
    goes = f"{beta}, that goes with {{real_yield_effect.signed}} % on gold"
    unclear = f"{beta}, what that goes with cannot be told from 0{{real_yield_effect.range}}"
    falling = "falling real yields ({real_yield_change.signed} percentage points)"
    rising = "rising real yields ({real_yield_change.signed} percentage points)"
    return (
        reading_rule(
            "yield-fell-for",
            _GOLD,
            (below(change, -0.09), at_least(low, 0.1)),
            f"{fell}; {goes}.",
            leaning=_FOR,
            short=falling,
        ),
        reading_rule(
            "yield-fell-against",
            _GOLD,
            (below(change, -0.09), below(high, 0.0)),
            f"{fell}; {goes}.",
            leaning=_AGAINST,
            short=falling,
        ),
        reading_rule(
            "yield-fell-unclear",
            _GOLD,
            (below(change, -0.09), below(low, 0.1), at_least(high, 0.0)),
            f"{fell}; {unclear}.",
        ),
        reading_rule(
            "yield-still",
            _GOLD,
            (Condition(change, -0.09, 0.10),),
            "The 10-year real yield changed by {real_yield_change.signed} percentage points in the 91 days to "
            f"{{real_yield_change.date}}, little; {beta}.",
        ),
        reading_rule(
            "yield-rose-for",
            _GOLD,
            (at_least(change, 0.10), at_least(low, 0.1)),
            f"{rose}; {goes}.",
            leaning=_FOR,
            short=rising,
        ),
        reading_rule(
            "yield-rose-against",
            _GOLD,
            (at_least(change, 0.10), below(high, 0.0)),
            f"{rose}; {goes}.",
            leaning=_AGAINST,
            short=rising,
        ),
        reading_rule(
            "yield-rose-unclear",
            _GOLD,
            (at_least(change, 0.10), below(low, 0.1), at_least(high, 0.0)),
            f"{rose}; {unclear}.",
        ),
    )


def _gold_and_the_dollar() -> tuple[ReadingRule, ...]:
    change, high = "dollar_change.value", "dollar_correlation.upper"
    moved = "The dollar changed by {dollar_change.signed} % in the 91 days to {dollar_change.date}"
    pair = "its correlation with gold over a year is {dollar_correlation.value}{dollar_correlation.range}"
    figures = "({dollar_change.signed} %): correlation {dollar_correlation.value}"
    return (
        reading_rule(
            "dollar-firmer",
            _GOLD,
            (at_least(change, 1.0), below(high, 0.0)),
            f"{moved}; {pair}: a firmer dollar weighs on gold.",
            leaning=_AGAINST,
            short=f"a firmer dollar {figures}",
        ),
        reading_rule(
            "dollar-weaker",
            _GOLD,
            (below(change, -0.9), below(high, 0.0)),
            f"{moved}; {pair}: a weaker dollar supports gold.",
            leaning=_FOR,
            short=f"a weaker dollar {figures}",
        ),
        reading_rule(
            "dollar-still", _GOLD, (Condition(change, -0.9, 1.0), below(high, 0.0)), f"{moved}, little; {pair}."
        ),
        reading_rule(
            "dollar-unclear",
            _GOLD,
            (at_least(high, 0.0),),
            f"{moved}; {pair}, not clearly below 0: nothing is read from the dollar.",
        ),
        reading_rule(
            "central-banks-buy",
            _GOLD,
            (at_least("central_bank_demand.value", 1.0),),
            "Central banks bought {central_bank_demand.value} tonnes net in the quarter reported on "
            "{central_bank_demand.date}.",
            leaning=_FOR,
            short="central-bank purchases of {central_bank_demand.value} tonnes",
        ),
        reading_rule(
            "central-banks-sell",
            _GOLD,
            (below("central_bank_demand.value", 1.0),),
            "Central banks bought {central_bank_demand.value} tonnes net in the quarter reported on "
            "{central_bank_demand.date}: none, or sales.",
            leaning=_AGAINST,
            short="central banks that do not buy ({central_bank_demand.value} tonnes)",
        ),
        reading_rule(
            "risk-high",
            _GOLD,
            (at_least("geopolitical_risk.value", 150.0),),
            "The geopolitical risk index stood at {geopolitical_risk.value} on {geopolitical_risk.date}, half or more "
            "above its mean of 100.",
            leaning=_FOR,
            short="a geopolitical risk index of {geopolitical_risk.value}",
        ),
        reading_rule(
            "risk-usual",
            _GOLD,
            (below("geopolitical_risk.value", 150.0),),
            "The geopolitical risk index stood at {geopolitical_risk.value} on {geopolitical_risk.date}; its mean is "
            "100.",
        ),
    )
