"""What things are worth.

Takes   OptionChain.
Gives   SurfaceFit: a VolSurface with the quotes it used and left out; SurfaceReport; arbitrage violations.
Never   decides which scenarios matter.
"""

from seawall.valuation.arbitrage import (
    ArbitrageKind,
    Violation,
    butterfly_violations,
    calendar_violations,
    durrleman,
)
from seawall.valuation.parity import ForwardSource, ImpliedForward, implied_forwards
from seawall.valuation.quote_filter import QuoteBands, RejectReason, usable_quotes
from seawall.valuation.smile_fit import fit_smile
from seawall.valuation.smile_target import Ceiling, SmileTarget, VarianceFloor
from seawall.valuation.surface_fit import SurfaceFit, chain_prices, fit_surface
from seawall.valuation.surface_report import ExpiryReport, SurfaceReport, report_surface

__all__ = [
    "ArbitrageKind",
    "Ceiling",
    "ExpiryReport",
    "ForwardSource",
    "ImpliedForward",
    "QuoteBands",
    "RejectReason",
    "SmileTarget",
    "SurfaceFit",
    "SurfaceReport",
    "VarianceFloor",
    "Violation",
    "butterfly_violations",
    "calendar_violations",
    "chain_prices",
    "durrleman",
    "fit_smile",
    "fit_surface",
    "implied_forwards",
    "report_surface",
    "usable_quotes",
]
