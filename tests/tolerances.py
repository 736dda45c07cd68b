"""Every tolerance of the tests, by the quantity it is for."""

EXACT = 1e-12
"""Relative: the same closed formula, reached by another order of operations."""

PRICE_PRINTED = 5e-5
"""Absolute: values printed with four decimals."""

FINITE_DIFFERENCE = 1e-6
"""Relative: central differences of a smooth price."""

PRINTED_HAUG = 1e-4
"""Absolute: option values of Haug's book as QuantLib's test suite holds them."""

PRINTED_CENT = 5e-3
"""Absolute: values printed with two decimals."""

PRINTED_SIX = 5e-7
"""Absolute: values printed with six decimals."""

PRINTED_VOLLIB = 5e-7
"""Absolute: the reference file of py_vollib, printed with nine significant digits."""

OPTION_NATURAL = 1e-14
"""Of max(spot, strike): price and Greeks, each scaled to the size of the terms it is made of."""

TAIL_RELATIVE = 1e-12
"""Relative: an out-of-the-money price up to 37 standard deviations away."""

TWIN = 2e-15
"""Of max(spot, strike): compiled kernel against the plain function, which rounds in another order."""

IMPLIED_VOLATILITY = 1e-12
"""Absolute floor of the error of an implied volatility; 300 times the attainable error above it."""

ATTAINABLE_MULTIPLE = 300.0
"""Times half of the last digit of the price over vega."""

COIN_MARK = 5.1e-5
"""Absolute, in coins: marks that a venue publishes with four decimals."""
