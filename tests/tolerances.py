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
