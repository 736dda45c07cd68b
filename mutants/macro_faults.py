"""Faults in what is known of the economy, and in what is read off it."""

from __future__ import annotations

from mutants.planted import Mutant

_HISTORIES = ("tests/macro/test_histories.py",)
_TREND = ("tests/macro/test_trend.py",)
_THRESHOLDS = ("tests/macro/test_thresholds.py",)
_CARDS = ("tests/macro/test_cards.py",)
_FILES = ("tests/sources/test_macro_files.py",)

INDICATORS = (
    Mutant(
        "year-of-eleven-months",
        "macro/histories.py",
        "_MONTHS_PER_YEAR = 12\n",
        "_MONTHS_PER_YEAR = 11\n",
        "growth over a year is over eleven months",
        _HISTORIES,
    ),
    Mutant(
        "gap-filled-by-its-neighbour",
        "macro/histories.py",
        "    found = series.dates[places] == wanted\n",
        "    found = wanted >= series.dates[0]\n",
        "a month that was never published is taken from the month after it",
        _HISTORIES,
    ),
    Mutant(
        "pace-not-compounded",
        "macro/histories.py",
        "((now / then) ** (_MONTHS_PER_YEAR / months) - 1.0)",
        "((now / then - 1.0) * _MONTHS_PER_YEAR / months)",
        "the three-month pace is multiplied to a year, not compounded",
        _HISTORIES,
    ),
    Mutant(
        "noise-of-all-times",
        "macro/trend.py",
        "_YEARS_OF_NOISE = 10\n",
        "_YEARS_OF_NOISE = 100\n",
        "the trend is measured by the noise of long ago",
        _TREND,
    ),
    Mutant(
        "ties-counted-whole",
        "macro/trend.py",
        "+ 0.5 * np.count_nonzero(history.values == value)",
        "+ np.count_nonzero(history.values == value)",
        "the percentile counts a tie as below",
        _TREND,
    ),
    Mutant(
        "boundary-in-the-band-below",
        "macro/thresholds.py",
        "value >= each.lower)",
        "value > each.lower)",
        "a VIX of exactly 20 is not on watch",
        _THRESHOLDS,
    ),
    Mutant(
        "gap-headline-less-core",
        "macro/cards.py",
        "gap = core_value - whole_value",
        "gap = whole_value - core_value",
        "food and energy are said to push where they hold down",
        _CARDS,
    ),
    Mutant(
        "vintage-from-the-future",
        "sources/macro_files.py",
        "is_later = as_of is not None and each.age_key > as_of",
        "is_later = False",
        "a reading uses a vintage later than its day",
        _FILES,
    ),
    Mutant(
        "curve-of-whatever-was-last",
        "macro/treasury_curve.py",
        '        if place < len(series.dates) and series.dates[place] == np.datetime64(day, "D"):\n',
        "        place = min(place, len(series.dates) - 1)\n        if place >= 0:\n",
        "a maturity without a yield on the day is carried over from another",
        ("tests/macro/test_treasury_curve.py",),
    ),
    Mutant(
        "listed-series-are-never-refused",
        "workflows/series_list.py",
        '    except SeawallError as error:\n        return str(error)\n    return ""\n',
        '    except SeawallError:\n        return ""\n    return ""\n',
        "the list does not say which series a forecast refuses",
        ("tests/workflows/test_series_list.py",),
    ),
)
