"""Every tolerance of the tests, by the quantity it is for."""

EXACT = 1e-12
"""Relative: the same closed formula, reached by another order of operations."""

IMPLIED_VOLATILITY = 1e-9
"""Relative: total volatility from an exact price, where the price still tells."""

SVI_PARAMETER = 1e-5
"""Absolute: raw SVI recovered from exact prices."""

FORWARD = 1e-9
"""Relative: a forward or discount from exact parity."""

VARIANCE_DERIVATIVE = 1e-6
"""Absolute: a derivative of total variance against a central difference."""

MARK_MEDIAN_BTC, MARK_MAX_BTC = 7e-6, 6e-4
"""Published marks against Black-76 on the published volatility, which has two decimals of a percent."""
