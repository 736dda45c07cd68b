"""One option as data: price, Greeks or implied volatility with what was put in; ready before arrays would be loaded."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from seawall.core import DISCLAIMER
from seawall.valuation import VolatilityStatus

if TYPE_CHECKING:
    from seawall.valuation import SingleOptionValues, SingleVolatility

__all__ = ["option_greeks_json", "option_price_json", "option_volatility_json", "volatility_words"]

Inputs = Mapping[str, float | str]

_STATUS_WORDS = {
    VolatilityStatus.SOLVED: "solved",
    VolatilityStatus.BELOW_LOWER_BOUND: "none: the price is below the discounted intrinsic value",
    VolatilityStatus.ABOVE_UPPER_BOUND: "none: the price is not below the discounted {bound}",
    VolatilityStatus.UNDETERMINED: "none: the price has no digit of time value; many volatilities give it",
    VolatilityStatus.EXPIRED: "none: no time is left",
    VolatilityStatus.NOT_CONVERGED: "none: the iteration did not settle",
}


def option_price_json(values: SingleOptionValues, inputs: Inputs) -> str:
    """Price and inputs."""
    return _json({"price": values.price}, inputs)


def option_greeks_json(values: SingleOptionValues, inputs: Inputs) -> str:
    """Price, Greeks and inputs; the unit is part of each name that leaves a choice."""
    return _json(values.by_unit(), inputs)


def option_volatility_json(found: SingleVolatility, inputs: Inputs) -> str:
    """Volatility, status, error bound and inputs; null where there is no volatility."""
    return _json(
        {
            "volatility": found.volatility,
            "status": found.status.name.lower(),
            "message": volatility_words(found, inputs),
            "error_bound": found.error_bound,
            "lowest_price": found.lowest_price,
            "highest_price": found.highest_price,
        },
        inputs,
    )


def volatility_words(found: SingleVolatility, inputs: Inputs) -> str:
    """Whether a price has a volatility, or why it has none."""
    return _STATUS_WORDS[found.status].format(bound="spot" if inputs["right"] == "call" else "strike")


def _json(results: Mapping[str, float | str | None], inputs: Inputs) -> str:
    """JSON has no infinity: such a value is null, and named with its sign."""
    infinite = {
        name: "infinite" if value > 0.0 else "-infinite"
        for name, value in results.items()
        if isinstance(value, float) and math.isinf(value)
    }
    shown = {name: None if name in infinite else value for name, value in results.items()}
    document: dict[str, object] = {**shown, "inputs": dict(inputs), "disclaimer": DISCLAIMER}
    if infinite:
        document["infinite"] = infinite
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
