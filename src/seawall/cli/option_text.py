"""One option on a screen: plain aligned text, ready before a table library would be loaded."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from seawall.core import DISCLAIMER
from seawall.report import volatility_words

if TYPE_CHECKING:
    from seawall.valuation import SingleOptionValues, SingleVolatility

__all__ = ["greeks_text", "price_text", "volatility_text"]

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
    status = ("status", volatility_words(found, inputs), "")
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


def _price_line(values: SingleOptionValues) -> Line:
    return ("price", _number(values.price), "money, per unit of the underlying")


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
    return "\n\n".join([f"European {inputs['right']}, Black-Scholes-Merton", *blocks, f"{DISCLAIMER}\n"])
