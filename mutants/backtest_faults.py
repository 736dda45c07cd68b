"""Faults in backtests, the ranking of models, and the change of a figure between two dates."""

from __future__ import annotations

from mutants.planted import Mutant

_EXCEPTIONS = (
    "tests/measures/test_exception_tests.py::test_p_values_are_those_of_enumerating_every_record",
    "tests/measures/test_exception_tests.py::test_statistics_and_limits_are_those_of_the_peers",
    "tests/measures/test_exception_tests.py::test_independence_is_judged_given_the_count",
    "tests/measures/test_exception_tests.py::test_exact_p_value_of_kupiec_orders_by_the_statistic",
)
_HOLM = ("tests/measures/test_multiple_testing.py",)
_RANKING = ("tests/measures/test_model_ranking.py",)
_SHORTFALL = ("tests/measures/test_shortfall_tests.py",)
_LIGHT = ("tests/measures/test_traffic_light.py",)
_RECORD = ("tests/measures/test_forecast_record.py",)
_NULL = ("tests/measures/test_null_exceptions.py",)
_CHANGE = ("tests/measures/test_scenario_change.py",)

FAULTS = (
    Mutant(
        "exception-at-var",
        "measures/forecast_record.py",
        "return np.asarray(self.losses > self.value_at_risk)",
        "return np.asarray(self.losses >= self.value_at_risk)",
        "a loss equal to VaR is an exception",
        _RECORD,
    ),
    Mutant(
        "kupiec-likelihood-sign",
        "measures/exception_law.py",
        "stated = xlogy(x, probability) + xlog1py(n - x, -probability)",
        "stated = xlogy(x, probability) - xlog1py(n - x, -probability)",
        "sessions without an exception count against their likelihood",
        _EXCEPTIONS,
    ),
    Mutant(
        "kupiec-without-two",
        "measures/exception_law.py",
        "return np.asarray(np.maximum(2.0 * (free - stated), 0.0))",
        "return np.asarray(np.maximum(free - stated, 0.0))",
        "the likelihood ratio is half of itself",
        _EXCEPTIONS,
    ),
    Mutant(
        "christoffersen-transition",
        "measures/exception_law.py",
        "after_none, after_one = neither + entered, left + both",
        "after_none, after_one = neither + left, entered + both",
        "transitions are counted by where they end",
        _EXCEPTIONS,
    ),
    Mutant(
        "exact-p-beyond-only",
        "measures/exception_law.py",
        "reached = statistics >= statistic - _TIE * (1.0 + abs(statistic))",
        "reached = statistics > statistic + _TIE * (1.0 + abs(statistic))",
        "a p-value leaves out what was observed",
        _EXCEPTIONS,
    ),
    Mutant(
        "conditional-coverage-degrees",
        "measures/exception_tests.py",
        '"exact", _chi_square(statistic, 2))',
        '"exact", _chi_square(statistic, 1))',
        "two restrictions are judged as one",
        _EXCEPTIONS,
    ),
    Mutant(
        "holm-steps-reversed",
        "measures/multiple_testing.py",
        "given[order] * np.arange(len(given), 0, -1)",
        "given[order] * np.arange(1, len(given) + 1)",
        "the smallest p-value is not corrected and the largest most",
        _HOLM,
    ),
    Mutant(
        "holm-not-monotone",
        "measures/multiple_testing.py",
        "adjusted[order] = np.maximum.accumulate(steps)",
        "adjusted[order] = steps",
        "a larger p-value can be rejected before a smaller one",
        _HOLM,
    ),
    Mutant(
        "z2-sign",
        "measures/shortfall_tests.py",
        "1.0 - observed,",
        "observed - 1.0,",
        "Z2 above 0 says that ES was too small",
        _SHORTFALL,
    ),
    Mutant(
        "z2-of-every-session",
        "measures/shortfall_tests.py",
        "(forecasts.losses / forecasts.expected_shortfall)[forecasts.exceptions].sum()",
        "(forecasts.losses / forecasts.expected_shortfall).sum()",
        "losses short of VaR are in Z2",
        _SHORTFALL,
    ),
    Mutant(
        "light-amber-late",
        "measures/traffic_light.py",
        "Zone.AMBER if count >= amber_from else Zone.GREEN",
        "Zone.AMBER if count > amber_from else Zone.GREEN",
        "the first amber count is green",
        _LIGHT,
    ),
    Mutant(
        "light-multiplier",
        "measures/traffic_light.py",
        "1.50, 1.70, 1.76, 1.83, 1.88, 1.92, 2.00)",
        "1.50, 1.70, 1.76, 1.83, 1.88, 1.90, 2.00)",
        "nine exceptions have another multiplier than MAR99.8",
        _LIGHT,
    ),
    Mutant(
        "score-without-tail",
        "measures/model_ranking.py",
        "beyond / (tail * shortfall) +",
        "beyond / shortfall +",
        "the score forgets how rare an exception is",
        _RANKING,
    ),
    Mutant(
        "score-worst-first",
        "measures/model_ranking.py",
        "order = sorted(range(len(forecasts)), key=lambda place: means[place])",
        "order = sorted(range(len(forecasts)), key=lambda place: -means[place])",
        "the worst model is ranked first",
        _RANKING,
    ),
    Mutant(
        "score-one-sided",
        "measures/model_ranking.py",
        "float(2.0 * stdtr(n - 1, -abs(statistic)))",
        "float(stdtr(n - 1, -abs(statistic)))",
        "the test between two models is one-sided",
        _RANKING,
    ),
    Mutant(
        "randomised-p-without-observed",
        "measures/null_exceptions.py",
        "return (1 + above + place) / (1 + len(simulated))",
        "return (above + place) / len(simulated)",
        "a Monte Carlo p-value can be 0",
        _NULL,
    ),
    Mutant(
        "null-sessions-off-by-one",
        "measures/null_exceptions.py",
        "    reached = -1\n",
        "    reached = 0\n",
        "the first simulated session never holds an exception",
        _NULL,
    ),
    Mutant(
        "change-entering-from-before",
        "measures/scenario_change.py",
        "if ChangeCause.SCENARIOS_LEAVING not in switched:",
        "if ChangeCause.SCENARIOS_LEAVING in switched:",
        "scenarios that left are counted after they left",
        _CHANGE,
    ),
    Mutant(
        "change-correlation-of-before",
        "measures/scenario_change.py",
        "correlation=(after if ChangeCause.CORRELATION in switched else before).correlation,",
        "correlation=before.correlation,",
        "a change of correlation explains nothing",
        _CHANGE,
    ),
    Mutant(
        "verdict-without-correction",
        "measures/verdict.py",
        "adjusted = iter(holm_adjusted(flat).tolist())",
        "adjusted = iter(flat.tolist())",
        "many tests are each judged at 5 %",
        ("tests/measures/test_verdict.py",),
    ),
    Mutant(
        "tail-law-wrong-share",
        "measures/forecast_tails.py",
        "shortfall_at(1.0 - share * size)",
        "shortfall_at(1.0 - size)",
        "slices of a tail are all alike",
        ("tests/measures/test_forecast_tails.py",),
    ),
)
