"""Every tolerance of the tests, by the quantity it is for."""

EXACT = 1e-12
"""Relative: the same closed formula, reached by another order of operations."""

MONEY = 1e-9
"""Relative to the book: sums of P&L that must reconcile."""

PRICE_PRINTED = 5e-5
"""Absolute: values printed with four decimals."""

FINITE_DIFFERENCE = 1e-6
"""Relative: central differences of a smooth price."""

COVERAGE_STANDARD_ERRORS = 3.0
"""Simulated coverage may differ from its exact value by this many standard errors."""

PRINTED_HALF_UNIT = 0.5
"""Values printed with d decimals agree within this many units of the last one."""

AMERICAN_PEER = 1e-6
"""American price against another implementation, in strikes."""

AMERICAN_PEER_FINE = 1e-7
"""The same against a peer set to its highest precision, for rates up to 10 % and up to 3 years."""

AMERICAN_BOUND = 1e-9
"""Order relations between prices that only the error of the method can break, in strikes."""

GREEK_DIFFERENCE = 1e-5
"""Greeks against finite differences, relative to the scale of the Greek."""

CURVE_REPRICING = 1e-12
"""Inputs of a bootstrap repriced on its curve, per unit of notional."""

CURVE_PEER = 1e-10
"""Discount factors and yields against another implementation."""
