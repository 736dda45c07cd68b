"""One option on a screen: plain aligned text and JSON, ready before a table library would be loaded."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from seawall.core import DISCLAIMER
from seawall.valuation import VolatilityStatus

if TYPE_CHECKING:
    from seawall.valuation import SingleOptionValues, SingleVolatility

__all__ = ["greeks_json", "greeks_text", "price_json", "price_text", "volatility_json", "volatility_text"]

Inputs = Mapping[str, float | str]
Line = tuple[str, str, str]

_SIGNIFICANT = 7
_SMALLEST_FIXED, _LARGEST_FIXED = 1e-4, 1e15
_INPUT_LINES = {
    "price": ("premium", "{:,.15g}", "money, per unit of the underlying"),
    "spot": ("spot", "{:,.15g}", "money"),
    "strike": ("strike", "{:,.15g}", "money"),
    "days": ("time to expiry", "{:,.15g}", "calendar days, 365 to the year"),
    "rate": ("rate", "{:.15g}", "a year, continuously compounded"),
    "dividend": ("dividend yield", "{:.15g}", "a year, continuously compounded"),
    "volatility": ("volatility", "{:.15g}", "a year"),
}
_STATUS_WORDS = {
    VolatilityStatus.SOLVED: "solved",
    VolatilityStatus.BELOW_LOWER_BOUND: "none: the price is below the discounted intrinsic value",
    VolatilityStatus.ABOVE_UPPER_BOUND: "none: the price is not below the discounted {bound}",
    VolatilityStatus.UNDETERMINED: "none: the price has no digit of time value; many volatilities give it",
    VolatilityStatus.EXPIRED: "none: no time is left",
    VolatilityStatus.NOT_CONVERGED: "none: the iteration did not settle",
}


def price_text(values: SingleOptionValues, inputs: Inputs) -> str:
    """Inputs and price."""
    return _page(inputs, (_price_line(values),))


def greeks_text(values: SingleOptionValues, inputs: Inputs) -> str:
    """Inputs, price and Greeks."""
    return _page(
        inputs,
        (
            _price_line(values),
            ("delta", _number(values.delta), "per 1.00 of the spot"),
            ("gamma", _number(values.gamma), "change of delta per 1.00 of the spot"),
            ("theta", _number(values.theta_per_day), "per calendar day"),
            ("", _number(values.theta), "per year"),
            ("vega", _number(values.vega_per_point), "per volatility point (0.01)"),
            ("", _number(values.vega), "per 1.00 of volatility"),
            ("rho", _number(values.rho_per_percent), "per 1 % of the rate (0.01)"),
            ("", _number(values.rho), "per 1.00 of the rate"),
            ("vanna", _number(values.vanna), "change of delta per 1.00 of volatility"),
            ("volga", _number(values.volga), "change of vega per 1.00, per 1.00 of volatility"),
        ),
    )


def volatility_text(found: SingleVolatility, inputs: Inputs) -> str:
    """Inputs, volatility, status and error bound; or the status in words and no number."""
    bounds = ("price bounds", f"{_number(found.lowest_price)} to {_number(found.highest_price)}", "money")
    status = ("status", _status_words(found, inputs), "")
    if found.volatility is None or found.error_bound is None:
        return _page(inputs, (status, bounds))
    return _page(
        inputs,
        (
            ("volatility", f"{found.volatility:.12g}", "a year"),
            ("error bound", f"{found.error_bound:.1e}", "a year, if the price is right to its last digit"),
            status,
            bounds,
        ),
    )


def price_json(values: SingleOptionValues, inputs: Inputs) -> str:
    """Price and inputs."""
    return _json({"price": values.price}, inputs)


def greeks_json(values: SingleOptionValues, inputs: Inputs) -> str:
    """Price, Greeks and inputs; the unit is part of each name that leaves a choice."""
    return _json(values.by_unit(), inputs)


def volatility_json(found: SingleVolatility, inputs: Inputs) -> str:
    """Volatility, status, error bound and inputs; null where there is no volatility."""
    return _json(
        {
            "volatility": found.volatility,
            "status": found.status.name.lower(),
            "message": _status_words(found, inputs),
            "error_bound": found.error_bound,
            "lowest_price": found.lowest_price,
            "highest_price": found.highest_price,
        },
        inputs,
    )


def _price_line(values: SingleOptionValues) -> Line:
    return ("price", _number(values.price), "money, per unit of the underlying")


def _status_words(found: SingleVolatility, inputs: Inputs) -> str:
    return _STATUS_WORDS[found.status].format(bound="spot" if inputs["right"] == "call" else "strike")


def _number(value: float) -> str:
    """Seven significant digits; a power of ten only where zeros would hide them."""
    if not math.isfinite(value):
        return "infinite" if value > 0.0 else "-infinite"
    if value == 0.0:
        return "0"
    if not _SMALLEST_FIXED <= abs(value) < _LARGEST_FIXED:
        return f"{value:.{_SIGNIFICANT - 1}e}"
    return f"{value:,.{max(_SIGNIFICANT - 1 - math.floor(math.log10(abs(value))), 0)}f}"


def _page(inputs: Inputs, results: Iterable[Line]) -> str:
    given: list[Line] = [
        (label, form.format(inputs[name]), unit) for name, (label, form, unit) in _INPUT_LINES.items() if name in inputs
    ]
    found = list(results)
    lines = given + found
    label_width = max(len(label) for label, _, _ in lines)
    # words, and a pair of bounds, stand to the left and do not widen the column of numbers
    number_width = max(len(text) for _, text, unit in lines if unit and " " not in text)
    blocks = [
        "\n".join(f"{label:<{label_width}}  {text:>{number_width}}  {unit}".rstrip() for label, text, unit in block)
        for block in (given, found)
    ]
    return "\n\n".join([f"European {inputs['right']}, Black-Scholes-Merton", *blocks, DISCLAIMER])


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
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
