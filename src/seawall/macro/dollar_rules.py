"""What is read of the dollar: the policy rate, what yields imply of it, and inflation."""

from __future__ import annotations

from seawall.macro.asset_view import Leaning
from seawall.macro.driver_catalogue import ViewAsset
from seawall.macro.reading_rule import Condition, ReadingRule, at_least, below, reading_rule

__all__ = ["dollar_rules_of_reading"]

_FOR, _AGAINST = Leaning.SUPPORTS, Leaning.WEIGHS
_DOLLAR = ViewAsset.DOLLAR


def dollar_rules_of_reading() -> tuple[ReadingRule, ...]:
    """Rules, in the order of their sentences."""
    return (*_policy(), *_inflation())


def _policy() -> tuple[ReadingRule, ...]:
    stance, cuts, priced = "policy_change.value", "cuts_implied.value", "cuts_priced.value"
    period = "in the 6 months to {policy_change.date}"
    implied = "of 0.25 percentage points over the next year{cuts_implied.range}"
    rate = "The federal funds rate less core PCE inflation was {real_policy_rate.value} % on {real_policy_rate.date}"
    return (
        reading_rule(
            "fed-easing",
            _DOLLAR,
            (below(stance, -0.19),),
            f"The Fed has been easing: its rate fell by {{policy_change.size}} percentage points {period}.",
            leaning=_AGAINST,
            short="a Fed that eased by {policy_change.size} percentage points",
        ),
        reading_rule(
            "fed-holding",
            _DOLLAR,
            (Condition(stance, -0.19, 0.20),),
            f"The Fed has held its rate: it changed by {{policy_change.signed}} percentage points {period}.",
        ),
        reading_rule(
            "fed-tightening",
            _DOLLAR,
            (at_least(stance, 0.20),),
            f"The Fed has been tightening: its rate rose by {{policy_change.size}} percentage points {period}.",
            leaning=_FOR,
            short="a Fed that tightened by {policy_change.size} percentage points",
        ),
        reading_rule(
            "cuts-implied",
            _DOLLAR,
            (at_least(cuts, 1.0),),
            f"The 1-year yield of {{cuts_implied.date}} implies {{cuts_implied.value}} cuts {implied}; lower rates "
            "weigh on the dollar.",
            leaning=_AGAINST,
            short="{cuts_implied.value} cuts implied by the 1-year yield",
        ),
        reading_rule(
            "no-move-implied",
            _DOLLAR,
            (Condition(cuts, -0.9, 1.0),),
            f"The 1-year yield of {{cuts_implied.date}} implies {{cuts_implied.value}} cuts {implied}, less than one "
            "move either way.",
        ),
        reading_rule(
            "rises-implied",
            _DOLLAR,
            (below(cuts, -0.9),),
            f"The 1-year yield of {{cuts_implied.date}} implies {{cuts_implied.value}} cuts {implied}; below 0 these "
            "are rises, and higher rates support the dollar.",
            leaning=_FOR,
            short="rises implied by the 1-year yield ({cuts_implied.value} cuts)",
        ),
        reading_rule(
            "cuts-priced",
            _DOLLAR,
            (at_least(priced, -40.0),),
            "Futures priced {cuts_priced.value} cuts of 0.25 percentage points on {cuts_priced.date}.",
        ),
        reading_rule(
            "policy-tight",
            _DOLLAR,
            (at_least("real_policy_rate.value", 1.0),),
            f"{rate}, 1 % or more above inflation: policy is tight.",
            leaning=_FOR,
            short="a rate {real_policy_rate.value} % above inflation",
        ),
        reading_rule(
            "policy-middling",
            _DOLLAR,
            (Condition("real_policy_rate.value", 0.0, 1.0),),
            f"{rate}, neither tight nor below inflation.",
        ),
        reading_rule(
            "policy-loose",
            _DOLLAR,
            (below("real_policy_rate.value", 0.0),),
            f"{rate}: the rate is below inflation.",
            leaning=_AGAINST,
            short="a rate below inflation ({real_policy_rate.value} %)",
        ),
    )


def _inflation() -> tuple[ReadingRule, ...]:
    core = "Core PCE prices changed by {core_pce_yoy.signed} % in the year to {core_pce_yoy.date}"
    consumer = "Consumer prices changed by {cpi_yoy.signed} % in the year to {cpi_yoy.date}"
    return (
        reading_rule(
            "core-pce-high",
            _DOLLAR,
            (at_least("core_pce_yoy.value", 2.5),),
            f"{core}, above the Fed's goal of 2 %, which leaves less room to cut.",
            leaning=_FOR,
            short="core PCE inflation of {core_pce_yoy.value} %",
        ),
        reading_rule(
            "core-pce-near",
            _DOLLAR,
            (Condition("core_pce_yoy.value", 1.5, 2.5),),
            f"{core}, near the Fed's goal of 2 %.",
        ),
        reading_rule(
            "core-pce-low",
            _DOLLAR,
            (below("core_pce_yoy.value", 1.5),),
            f"{core}, below the Fed's goal of 2 %, which leaves room to cut.",
            leaning=_AGAINST,
            short="core PCE inflation of {core_pce_yoy.value} %",
        ),
        reading_rule("cpi-high", _DOLLAR, (at_least("cpi_yoy.value", 3.0),), f"{consumer}, 3 % or more."),
        reading_rule("cpi-near", _DOLLAR, (Condition("cpi_yoy.value", 1.5, 3.0),), f"{consumer}."),
        reading_rule("cpi-low", _DOLLAR, (below("cpi_yoy.value", 1.5),), f"{consumer}, below 1.5 %."),
    )
