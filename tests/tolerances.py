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

SCALED = 1e-10
"""Relative: a chain of some hundred volatilities, reached another way."""

BATCH_STANDARD_ERRORS = 4.0
"""A figure of drawn scenarios may differ from its closed form by this many standard errors between batches."""

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

SVI_PARAMETER = 1e-5
"""Absolute: raw SVI recovered from exact prices."""

FORWARD = 1e-9
"""Relative: a forward or discount from exact parity."""

VARIANCE_DERIVATIVE = 1e-6
"""Absolute: a derivative of total variance against a central difference."""

MARK_MEDIAN_BTC, MARK_MAX_BTC = 7e-6, 6e-4
"""Published marks against Black-76 on the published volatility, which has two decimals of a percent."""

UNEXPLAINED = 0.01
"""Of the actual P&L: what P&L explain may leave on a move of 3 %."""

PACKAGE_CONVENTION = 1e-10
"""Relative, and absolute for figures near 0: the rule of another package, written down again."""
RANDOMNESS_P_VALUE = 1e-4
"""Least p-value of a test of random numbers with fixed seeds, chosen before the numbers were seen."""


PRINTED_THREE = 5e-4
"""Absolute: values printed with three decimals."""

FITTED_PARAMETER = 1e-3
"""Relative: a fitted parameter against a peer whose search stops at four digits."""

LOG_LIKELIHOOD = 1e-6
"""Absolute: a log-likelihood against the same sum reached another way."""


RANDOMNESS_P_VALUE = 1e-4
"""Least p-value of a test of random numbers with fixed seeds, chosen before the numbers were seen."""
PEER = 1e-10
"""Relative: the same estimator in another library."""

NEAREST_CORRELATION = 1e-7
"""Absolute: entries of a nearest correlation matrix, whose search ends at changes of 1e-10."""

PRINTED_EIGHT = 5e-9
"""Absolute: values printed with eight decimals."""

REFIT_PARAMETER = 1e-4
"""Relative: a parameter found again by a search from elsewhere."""

REFIT_LIKELIHOOD = 1e-5
"""Absolute: the maximum of a log-likelihood found again by a search from elsewhere."""

PROFILE_END = 1e-4
"""Absolute: log-likelihood at the end of a profile interval, against a maximisation under the constraint."""
NORMAL_QUANTILE = 2e-15
"""Relative: the inverse of the normal distribution by the same polynomials, fused or not."""

INTEGRATED = 1e-9
"""Relative: a closed form against numerical integration."""

STANDARD_ERROR_RATIO = 0.15
"""Relative: a stated standard error against the spread over 300 simulations, itself known to 4 %."""
BACKTEST_PEER = 1e-10
"""Relative to 1 plus the value: statistics of backtests against another implementation."""

PROBABILITY_SUM = 1e-10
"""Absolute: probabilities summed from logarithms of factorials."""

CHANGE_SUM = 1e-9
"""Relative to the figures: terms of an explained change must add up to it."""
NORMAL_QUANTILE = 2e-15
"""Relative: the inverse of the normal distribution by the same polynomials, fused or not."""

INTEGRATED = 1e-9
"""Relative: a closed form against numerical integration."""

STANDARD_ERROR_RATIO = 0.15
"""Relative: a stated standard error against the spread over 300 simulations, itself known to 4 %."""
SAMPLING_STANDARD_ERRORS = 3.0
"""A mean over independent samples may miss its true value by this many of its own standard errors."""

SADDLEPOINT = 0.02
"""Relative: a tail probability by the formula of Lugannani and Rice, against its closed form."""

SHORTFALL_OPTIMUM = 1e-9
"""Absolute, in returns: least Expected Shortfall against a linear programme with a row for every scenario."""

SHORTFALL_PEER = 1e-4
"""Relative: what solvers of other libraries may leave above the least Expected Shortfall."""

MOMENTS_PEER = 1e-9
"""Relative: posterior returns and covariances, reached by inverses of other matrices."""

RISK_PARITY_PEER = 1e-4
"""Absolute: weights of risk parity against a solver that stops at a tolerance."""

UTILITY_PEER = 1e-9
"""Absolute, in returns: what a cone solver may gain over the certified portfolio after costs, by its own rounding."""
FRONTIER_RESIDUAL = 1e-10
"""Relative: violation of the conditions of optimality that a certificate still passes."""

FRONTIER_SUM = 1e-12
"""Absolute: weights against their total and their bounds."""

FRONTIER_GAP = 1e-10
"""Of the terms that an objective is made of: what another solver may find better."""

QP_OBJECTIVE = 1e-8
"""Relative: objectives of two quadratic programming solvers."""

QP_WEIGHTS = 1e-6
"""Absolute: weights by two quadratic programming solvers, where the problem has one solution."""

PEER_OBJECTIVE = 1e-4
"""Relative: objective of a peer at its default precision, which may be worse by this and better by EXACT."""

ROLLING_PEER = 1e-9
"""Relative: rolling regressions against a peer that moves its sums on from window to window."""

SIMULATED_COVERAGE = 0.03
"""Absolute: by how much a Newey-West interval of 95 % may cover too rarely in two years of days; it is known to."""

MARGIN_RATIO = 1e-9
"""Maintenance margin over equity at the liquidation price, against 1; and prices found by a search."""
PERCENT_OF_GROWTH = 1e-9
"""Absolute, percent: growth of a geometric series, whose levels are rounded to doubles."""
PROBIT_PEER = 1e-8
"""Relative: coefficients, errors and likelihoods of a probit against statsmodels."""
LEAST_SQUARES_PEER = 1e-8
"""Relative: statistics of a regression against another implementation of it."""

GARCH_ERROR_PEER = 1e-2
"""Relative: robust errors of GARCH parameters against a peer that fits and differentiates by itself."""
ARIMA_LIKELIHOOD = 1e-8
"""Exact likelihood of an ARMA series against another implementation, relative."""

ARIMA_FORECAST = 1e-8
"""Forecasts and their errors against another implementation at the same parameters, relative to the scale."""

CONSERVED_INTEREST = 1e-9
"""Relative: a side of a map of liquidations against open interest."""

UNCENSORED_TOTAL = 0.25
"""Relative: all forced closes of a throttled feed, estimated, where it is not saturated."""

TOUCHED_SHARE = 0.02
"""Absolute: share of simulated paths that touch a level against the probability by reflection."""
CASCADE_DISTANCE = 1e-4
"""Relative: quantity that a book takes up to the end of a cascade, its lines against the integral they stand for."""

CASCADE_TOY = 5e-5
"""Absolute: ends of the worked example, stated to two decimals of a percent."""

CASCADE_MOVE = 0.20
"""Relative: what forced orders add to a shock below tipping, predicted against the agents' own."""

CASCADE_TIP = 0.30
"""Relative: the tipping shock, predicted against the agents' own."""
