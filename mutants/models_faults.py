"""Faults in volatility, covariance and tail models."""

from __future__ import annotations

from mutants.planted import Mutant

_LAWS = ("tests/models/test_laws.py",)
_PARETO = (
    "tests/models/test_tails.py::test_danish_fire_figures",
    "tests/models/test_tails.py::test_figures_are_quantile_and_tail_mean_of_the_law",
)
_GARCH = (
    "tests/models/test_garch.py::test_half_life_and_term_structure",
    "tests/models/test_garch.py::test_the_term_structure_is_the_mean_of_simulated_paths",
)
_EWMA = ("tests/models/test_ewma.py",)
_COVARIANCE = ("tests/models/test_covariance.py",)
_SHRINKAGE = ("tests/models/test_shrinkage.py",)
_CORRELATION = ("tests/models/test_correlation.py",)
_CORNISH_FISHER = ("tests/models/test_cornish_fisher.py",)
_ASYNCHRONOUS = ("tests/models/test_asynchronous.py",)

FAULTS = (
    Mutant(
        "student-t-not-rescaled",
        "models/laws.py",
        "scale = math.sqrt((nu - 2.0) / nu)",
        "scale = 1.0",
        "a Student-t law has more than unit variance",
        _LAWS,
    ),
    Mutant(
        "student-t-shortfall-of-kamdem",
        "models/laws.py",
        "/ tail * (nu + quantile**2) / (nu - 1.0)",
        "/ tail * (nu + quantile**2) / nu",
        "ES of a Student-t law divides by the degrees of freedom",
        _LAWS,
    ),
    Mutant(
        "normal-tail-wrong-side",
        "models/laws.py",
        "quantile = -float(ndtri(tail))\n    density",
        "quantile = float(ndtri(tail))\n    density",
        "VaR of a normal law is a gain",
        _LAWS,
    ),
    Mutant(
        "normal-shortfall-not-conditional",
        "models/laws.py",
        "return quantile, density / tail",
        "return quantile, density",
        "ES of a normal law is not divided by the tail",
        _LAWS,
    ),
    Mutant(
        "ewma-sees-its-own-day",
        "models/ewma.py",
        "variance[t + 1] = decay * variance[t] + news[t]",
        "variance[t + 1] = decay * variance[t] + news[min(t + 1, len(sample) - 1)]",
        "the volatility before a return has seen that return",
        _EWMA,
    ),
    Mutant(
        "ewma-weights-swapped",
        "models/ewma.py",
        "news = (1.0 - decay) * squares",
        "news = decay * squares",
        "the newest return weighs what the past should",
        _EWMA,
    ),
    Mutant(
        "ewma-oldest-first",
        "models/ewma.py",
        "weights = decay ** np.arange(n - 1, -1, -1.0)",
        "weights = decay ** np.arange(n, dtype=np.float64)",
        "the covariance weighs the oldest day most",
        _EWMA,
    ),
    Mutant(
        "covariance-ddof",
        "models/covariance.py",
        'centred.T @ centred / (n - 1), "sample"',
        'centred.T @ centred / n, "sample"',
        "the sample covariance divides by n",
        _COVARIANCE,
    ),
    Mutant(
        "condition-inverted",
        "models/covariance.py",
        "eps * high else high / low",
        "eps * high else low / high",
        "an ill-conditioned matrix looks well",
        _COVARIANCE,
    ),
    Mutant(
        "ledoit-wolf-noise",
        "models/shrinkage.py",
        "noise = (float(lengths @ lengths) / n - square) / n",
        "noise = float(lengths @ lengths) / n - square",
        "shrinkage does not fade as the sample grows",
        _SHRINKAGE,
    ),
    Mutant(
        "shrinkage-reversed",
        "models/shrinkage.py",
        "shrunk = (1.0 - intensity) * covariance + intensity * constant",
        "shrunk = intensity * covariance + (1.0 - intensity) * constant",
        "the target takes the weight of the sample",
        _SHRINKAGE,
    ),
    Mutant(
        "oracle-sample-size",
        "models/shrinkage.py",
        "spread = (n + 1.0) * (mean_square - level**2 / k)",
        "spread = n * (mean_square - level**2 / k)",
        "the oracle's intensity is that of one observation less",
        _SHRINKAGE,
    ),
    Mutant(
        "nearest-correlation-without-correction",
        "models/correlation.py",
        "shifted = unit - correction",
        "shifted = unit.copy()",
        "alternating projections end at a correlation that is not the nearest",
        _CORRELATION,
    ),
    Mutant(
        "lead-lag-once",
        "models/asynchronous.py",
        "total += ahead + ahead.T",
        "total += ahead",
        "only one of two markets may lead",
        _ASYNCHRONOUS,
    ),
    Mutant(
        "cornish-fisher-skew-sign",
        "models/cornish_fisher.py",
        "skew = skewness / 6.0 * (normal**2 - 1.0) -",
        "skew = skewness / 6.0 * (normal**2 - 1.0) +",
        "the square of the skewness enters with the wrong sign",
        _CORNISH_FISHER,
    ),
    Mutant(
        "cornish-fisher-unchecked",
        "models/cornish_fisher.py",
        "if not low <= excess_kurtosis <= high:",
        "if not low - 100.0 <= excess_kurtosis <= high + 100.0:",
        "quantiles that are not monotone are given out",
        _CORNISH_FISHER,
    ),
    Mutant(
        "garch-leverage-on-gains",
        "models/garch_recursion.py",
        "news = (np.where(residuals < 0.0, alpha + gamma, alpha) * residuals**2).tolist()",
        "news = (np.where(residuals > 0.0, alpha + gamma, alpha) * residuals**2).tolist()",
        "gains and not losses raise volatility",
        ("tests/models/test_garch_recursion.py",),
    ),
    Mutant(
        "garch-start-without-leverage",
        "models/garch_recursion.py",
        "variance = omega + (alpha + 0.5 * gamma + beta) * backcast",
        "variance = omega + (alpha + beta) * backcast",
        "the first variance forgets half of the leverage",
        ("tests/models/test_garch_recursion.py",),
    ),
    Mutant(
        "garch-next-omega",
        "models/garch_recursion.py",
        "return np.asarray(omega + weight * residual**2 + beta * variance)",
        "return np.asarray(weight * residual**2 + beta * variance)",
        "volatility has no floor along a path",
        ("tests/models/test_garch_recursion.py",),
    ),
    Mutant(
        "garch-persistence-with-whole-leverage",
        "models/garch.py",
        "return self.alpha + 0.5 * self.gamma + self.beta",
        "return self.alpha + self.gamma + self.beta",
        "losses are taken for every day",
        _GARCH,
    ),
    Mutant(
        "garch-path-one-step-late",
        "models/garch.py",
        "fading = self.persistence ** np.arange(horizon_sessions)",
        "fading = self.persistence ** np.arange(1, horizon_sessions + 1)",
        "the first forecast has already faded",
        _GARCH,
    ),
    Mutant(
        "pareto-tail-share",
        "models/tails.py",
        "(1.0 - check_confidence(confidence)) * self.n_observations / self.n_exceedances",
        "(1.0 - check_confidence(confidence)) * self.n_exceedances / self.n_observations",
        "the share beyond the threshold is turned over",
        _PARETO,
    ),
    Mutant(
        "pareto-shortfall-factor",
        "models/tails.py",
        "return (pareto_quantile(shape, tail) + 1.0) / (1.0 - shape)",
        "return (pareto_quantile(shape, tail) + 1.0) / (1.0 + shape)",
        "ES of a heavy tail is that of a light one",
        _PARETO,
    ),
    Mutant(
        "pareto-shape-sign",
        "models/generalised_pareto.py",
        "return logarithm if shape == 0.0 else math.expm1(shape * logarithm) / shape",
        "return logarithm if shape == 0.0 else -math.expm1(-shape * logarithm) / -shape",
        "the shape of a tail has the wrong sign",
        _PARETO,
    ),
)
