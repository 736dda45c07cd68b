"""What things are worth.

Takes   Portfolio, MarketSnapshot, ScenarioSet; terms and quotes of options, bonds, futures and perpetuals; OptionChain.
Gives   values, Greeks, implied volatilities, curves and surfaces with what they leave out, and PnlCube: the P&L of
        every position in every scenario.
Never   decides which scenarios matter, and does not load the compiler before a long array needs it.
"""

from typing import TYPE_CHECKING

from seawall.core import late_names

if TYPE_CHECKING:
    from seawall.valuation.american import AmericanOption, american_option
    from seawall.valuation.arbitrage import (
        ArbitrageKind,
        Violation,
        butterfly_violations,
        calendar_violations,
        durrleman,
    )
    from seawall.valuation.black_scholes_merton import OptionValues, black_76, black_scholes, coin_settled_black_scholes
    from seawall.valuation.bond import (
        BondPrice,
        BondRisk,
        FixedCouponBond,
        accrued_interest,
        bond_price_from_curve,
        bond_price_from_yield,
        bond_risk,
        bond_yield,
        curve_dv01,
    )
    from seawall.valuation.book_pnl import BookPnl, Engine, revalue_book
    from seawall.valuation.bootstrap import Deposit, ParBond, ParSwap, bootstrap_curve
    from seawall.valuation.compiled_book import CompiledBook, compile_book
    from seawall.valuation.exchange_marks import MarkCheck, check_marks
    from seawall.valuation.explain import explain_pnl, funding_payments
    from seawall.valuation.factor_pnl import FactorPnl, revalue_by_factor
    from seawall.valuation.forced_close import ForcedClose, close_by_force
    from seawall.valuation.greeks import BookGreeks, GreekTotals, PositionGreeks, book_greeks
    from seawall.valuation.implied_vol import ImpliedVolatility, implied_volatility
    from seawall.valuation.linear import (
        DatedFuture,
        InversePerpetualPnl,
        annual_funding_rate,
        dated_future,
        implied_carry,
        inverse_funding,
        inverse_perpetual_pnl,
        linear_funding,
        linear_perpetual_pnl,
    )
    from seawall.valuation.option_limits import TYPED_LIMITS, typed_fault
    from seawall.valuation.parity import ForwardSource, ImpliedForward, implied_forwards
    from seawall.valuation.pnl_cube import PnlCube
    from seawall.valuation.pnl_terms import PnlExplain, PnlTerms, PositionExplain
    from seawall.valuation.quote_filter import QuoteBands, RejectReason, usable_quotes
    from seawall.valuation.revaluation import position_values, revalue, unit_values
    from seawall.valuation.sensitivities import BookSensitivities, book_sensitivities
    from seawall.valuation.single_option import (
        SingleOptionValues,
        SingleVolatility,
        single_option_values,
        single_option_volatility,
    )
    from seawall.valuation.smile_fit import fit_smile
    from seawall.valuation.smile_target import Ceiling, SmileTarget, VarianceFloor
    from seawall.valuation.surface_fit import SurfaceFit, chain_prices, fit_surface
    from seawall.valuation.surface_report import STANDARD_DISTANCES, ExpiryReport, SurfaceReport, report_surface
    from seawall.valuation.trade_pnl import revalue_trades
    from seawall.valuation.volatility_status import VolatilityStatus
else:
    __getattr__ = late_names(
        __name__,
        {
            "AmericanOption": "american",
            "ArbitrageKind": "arbitrage",
            "BondPrice": "bond",
            "BondRisk": "bond",
            "BookGreeks": "greeks",
            "BookPnl": "book_pnl",
            "BookSensitivities": "sensitivities",
            "Ceiling": "smile_target",
            "CompiledBook": "compiled_book",
            "DatedFuture": "linear",
            "Deposit": "bootstrap",
            "Engine": "book_pnl",
            "ExpiryReport": "surface_report",
            "FactorPnl": "factor_pnl",
            "FixedCouponBond": "bond",
            "ForcedClose": "forced_close",
            "ForwardSource": "parity",
            "GreekTotals": "greeks",
            "ImpliedForward": "parity",
            "ImpliedVolatility": "implied_vol",
            "InversePerpetualPnl": "linear",
            "MarkCheck": "exchange_marks",
            "OptionValues": "black_scholes_merton",
            "ParBond": "bootstrap",
            "ParSwap": "bootstrap",
            "PnlCube": "pnl_cube",
            "PnlExplain": "pnl_terms",
            "PnlTerms": "pnl_terms",
            "PositionExplain": "pnl_terms",
            "PositionGreeks": "greeks",
            "QuoteBands": "quote_filter",
            "RejectReason": "quote_filter",
            "STANDARD_DISTANCES": "surface_report",
            "SingleOptionValues": "single_option",
            "SingleVolatility": "single_option",
            "SmileTarget": "smile_target",
            "SurfaceFit": "surface_fit",
            "SurfaceReport": "surface_report",
            "TYPED_LIMITS": "option_limits",
            "VarianceFloor": "smile_target",
            "Violation": "arbitrage",
            "VolatilityStatus": "volatility_status",
            "accrued_interest": "bond",
            "american_option": "american",
            "annual_funding_rate": "linear",
            "black_76": "black_scholes_merton",
            "black_scholes": "black_scholes_merton",
            "bond_price_from_curve": "bond",
            "bond_price_from_yield": "bond",
            "bond_risk": "bond",
            "bond_yield": "bond",
            "book_greeks": "greeks",
            "book_sensitivities": "sensitivities",
            "bootstrap_curve": "bootstrap",
            "butterfly_violations": "arbitrage",
            "calendar_violations": "arbitrage",
            "chain_prices": "surface_fit",
            "check_marks": "exchange_marks",
            "close_by_force": "forced_close",
            "coin_settled_black_scholes": "black_scholes_merton",
            "compile_book": "compiled_book",
            "curve_dv01": "bond",
            "dated_future": "linear",
            "durrleman": "arbitrage",
            "explain_pnl": "explain",
            "fit_smile": "smile_fit",
            "fit_surface": "surface_fit",
            "funding_payments": "explain",
            "implied_carry": "linear",
            "implied_forwards": "parity",
            "implied_volatility": "implied_vol",
            "inverse_funding": "linear",
            "inverse_perpetual_pnl": "linear",
            "linear_funding": "linear",
            "linear_perpetual_pnl": "linear",
            "position_values": "revaluation",
            "report_surface": "surface_report",
            "revalue": "revaluation",
            "revalue_book": "book_pnl",
            "revalue_by_factor": "factor_pnl",
            "revalue_trades": "trade_pnl",
            "single_option_values": "single_option",
            "single_option_volatility": "single_option",
            "typed_fault": "option_limits",
            "unit_values": "revaluation",
            "usable_quotes": "quote_filter",
        },
    )

__all__ = [
    "STANDARD_DISTANCES",
    "TYPED_LIMITS",
    "AmericanOption",
    "ArbitrageKind",
    "BondPrice",
    "BondRisk",
    "BookGreeks",
    "BookPnl",
    "BookSensitivities",
    "Ceiling",
    "CompiledBook",
    "DatedFuture",
    "Deposit",
    "Engine",
    "ExpiryReport",
    "FactorPnl",
    "FixedCouponBond",
    "ForcedClose",
    "ForwardSource",
    "GreekTotals",
    "ImpliedForward",
    "ImpliedVolatility",
    "InversePerpetualPnl",
    "MarkCheck",
    "OptionValues",
    "ParBond",
    "ParSwap",
    "PnlCube",
    "PnlExplain",
    "PnlTerms",
    "PositionExplain",
    "PositionGreeks",
    "QuoteBands",
    "RejectReason",
    "SingleOptionValues",
    "SingleVolatility",
    "SmileTarget",
    "SurfaceFit",
    "SurfaceReport",
    "VarianceFloor",
    "Violation",
    "VolatilityStatus",
    "accrued_interest",
    "american_option",
    "annual_funding_rate",
    "black_76",
    "black_scholes",
    "bond_price_from_curve",
    "bond_price_from_yield",
    "bond_risk",
    "bond_yield",
    "book_greeks",
    "book_sensitivities",
    "bootstrap_curve",
    "butterfly_violations",
    "calendar_violations",
    "chain_prices",
    "check_marks",
    "close_by_force",
    "coin_settled_black_scholes",
    "compile_book",
    "curve_dv01",
    "dated_future",
    "durrleman",
    "explain_pnl",
    "fit_smile",
    "fit_surface",
    "funding_payments",
    "implied_carry",
    "implied_forwards",
    "implied_volatility",
    "inverse_funding",
    "inverse_perpetual_pnl",
    "linear_funding",
    "linear_perpetual_pnl",
    "position_values",
    "report_surface",
    "revalue",
    "revalue_book",
    "revalue_by_factor",
    "revalue_trades",
    "single_option_values",
    "single_option_volatility",
    "typed_fault",
    "unit_values",
    "usable_quotes",
]


def __dir__() -> list[str]:
    return __all__
