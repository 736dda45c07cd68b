r"""Whether probabilities mean what they say: of all that was called 30 % likely, 30 % should come true.

Bins hold equal numbers of cases rather than equal widths, so that no bin is judged by a handful; cases of equal
probability stay together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.core import BoolArray, FloatArray, IntArray, check_finite
from seawall.errors import InputError
from seawall.measures.detection_scores import wilson_bounds

__all__ = ["ReliabilityCurve", "brier_score", "reliability_curve"]

_BINS = 15


@dataclass(frozen=True, slots=True, eq=False)
class ReliabilityCurve:
    """Stated against observed, bin by bin from the least likely; every column of shape (bins,).

    Attributes
    ----------
    stated : FloatArray
        Mean probability of the cases of the bin.
    observed : FloatArray
        Share of them that came true.
    lower, upper : FloatArray
        Wilson's 95 % bounds of that share, as if cases were independent.
    cases : IntArray
        How many.
    """

    stated: FloatArray
    observed: FloatArray
    lower: FloatArray
    upper: FloatArray
    cases: IntArray

    @property
    def expected_calibration_error(self) -> float:
        """Mean distance between stated and observed, each bin by its cases."""
        return float(np.average(np.abs(self.stated - self.observed), weights=self.cases))


def reliability_curve(probabilities: FloatArray, outcomes: BoolArray, *, bins: int = _BINS) -> ReliabilityCurve:
    r"""Reliability curve with bins of equal mass, and from it the expected calibration error.

    .. math:: \mathrm{ECE} = \sum_b \frac{n_b}{n} \left| \bar p_b - \bar y_b \right|

    Parameters
    ----------
    probabilities : FloatArray
        Shape (n,), in [0, 1].
    outcomes : BoolArray
        Shape (n,): what came true.
    bins : int
        How many at most; fewer where cases are fewer or equal.

    References
    ----------
    Naeini, Cooper, Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning", *AAAI* (2015).

    Examples
    --------
    >>> curve = reliability_curve(np.array([0.1, 0.1, 0.6, 0.6]), np.array([False, False, True, False]), bins=2)
    >>> curve.cases.tolist(), curve.observed.tolist(), round(curve.expected_calibration_error, 3)
    ([2, 2], [0.0, 0.5], 0.1)
    """
    stated, true = _checked(probabilities, outcomes)
    if bins < 1:
        raise InputError(f"'bins' must be at least 1, was {bins}")
    ordered = np.sort(stated)
    first = np.searchsorted(ordered, stated, side="left")
    _, place = np.unique(first * min(bins, len(stated)) // len(stated), return_inverse=True)
    cases = np.bincount(place)
    observed = np.bincount(place, weights=true) / cases
    bounds = np.array([wilson_bounds(float(share), int(n)) for share, n in zip(observed, cases, strict=True)])
    return ReliabilityCurve(
        np.bincount(place, weights=stated) / cases, observed, bounds[:, 0], bounds[:, 1], cases.astype(np.int64)
    )


def brier_score(probabilities: FloatArray, outcomes: BoolArray) -> float:
    """Mean squared distance between probability and outcome: 0 is perfect, and lower is better.

    References
    ----------
    Brier, "Verification of forecasts expressed in terms of probability", *Monthly Weather Review* 78 (1950).

    Examples
    --------
    >>> round(brier_score(np.array([0.9, 0.2]), np.array([True, False])), 3)
    0.025
    """
    stated, true = _checked(probabilities, outcomes)
    return float(np.mean((stated - true) ** 2))


def _checked(probabilities: FloatArray, outcomes: BoolArray) -> tuple[FloatArray, FloatArray]:
    stated, true = np.asarray(probabilities, dtype=np.float64), np.asarray(outcomes, dtype=np.float64)
    if not len(stated) or stated.shape != true.shape:
        raise InputError(f"probabilities and outcomes must be of one shape (n,), were {stated.shape} and {true.shape}")
    check_finite(stated, "probabilities")
    if (stated < 0).any() or (stated > 1).any():
        raise InputError(f"'probabilities' must be in [0, 1], were from {stated.min()} to {stated.max()}")
    return stated, true
