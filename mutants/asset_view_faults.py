"""Faults in the asset views."""

from __future__ import annotations

from mutants.planted import Mutant

_POLICY = ("tests/macro/test_policy_expectations.py",)
_PRICES = ("tests/macro/test_price_drivers.py",)
_READINGS = ("tests/macro/test_asset_readings.py",)
_VIEWS = ("tests/workflows/test_asset_views.py",)

FAULTS = (
    Mutant(
        "cuts-by-the-mean-not-the-end",
        "macro/policy_expectations.py",
        "return 2.0 * (policy_rate - one_year_yield) / _CUT",
        "return (policy_rate - one_year_yield) / _CUT",
        "a 1-year yield is read as the rate at the year's end, which halves the cuts",
        _POLICY,
    ),
    Mutant(
        "misses-turned-round",
        "macro/policy_expectations.py",
        "return np.asarray(came - implied)",
        "return np.asarray(implied - came)",
        "past misses widen the wrong side",
        _POLICY,
    ),
    Mutant(
        "weeks-begin-on-thursday",
        "macro/real_yield.py",
        'dates.astype("datetime64[D]").astype(np.int64) + 3) // 7',
        'dates.astype("datetime64[D]").astype(np.int64)) // 7',
        "weeks end on Wednesdays",
        _PRICES,
    ),
    Mutant(
        "volatility-ranked-against-itself",
        "macro/price_drivers.py",
        "ranked = variances[:-1][recent[n:-1]]",
        "ranked = variances[1:][recent[n:-1]]",
        "a volatility is ranked against itself, and the oldest is left out",
        _PRICES,
    ),
    Mutant(
        "fisher-forgets-the-three",
        "models/correlation_interval.py",
        "math.sqrt(len(x) - 3)",
        "math.sqrt(len(x) + 30)",
        "Fisher's interval is too narrow",
        ("tests/models/test_slope.py",),
    ),
    Mutant(
        "stale-figures-speak",
        "macro/asset_view.py",
        "return self.status in {DriverStatus.COMPUTED, DriverStatus.SUPPLIED}",
        "return self.status is not DriverStatus.MISSING",
        "a sentence rests on a figure that is too old",
        _READINGS,
    ),
    Mutant(
        "future-closes-seen",
        "macro/asset_views.py",
        "known[asset] = replace(each, series=series)",
        "known[asset] = each",
        "closes after the as-of date enter the views",
        _READINGS,
    ),
    Mutant(
        "future-rows-seen",
        "macro/drivers.py",
        "known = [each for each in own if each.date <= as_of]",
        "known = list(own)",
        "a supplied figure is used before it was known",
        _VIEWS,
    ),
)
