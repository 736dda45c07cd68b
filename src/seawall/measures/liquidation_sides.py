"""Who was liquidated: the predicted share of longs held against the realised one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seawall.core import FloatArray, IntArray
from seawall.measures.liquidation_cases import LiquidationCases

__all__ = ["SideScore", "side_score"]

_NO_IDEA = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class SideScore:
    """Share of longs, case by case.

    Attributes
    ----------
    places : IntArray
        Shape (k,): cases in which something was liquidated.
    squares : FloatArray
        Shape (k,): squared gap between predicted and realised share of longs, 0 to 1. A forecast that saw nothing says
        one half.
    brier : float or None
        Mean of the squares; None where nothing was liquidated at all.
    even : float or None
        What the answer "one half" would have scored on the same cases.
    """

    places: IntArray
    squares: FloatArray
    brier: float | None
    even: float | None


def side_score(cases: LiquidationCases) -> SideScore:
    """Brier score of the share of longs in what was liquidated.

    Parameters
    ----------
    cases : LiquidationCases
        Of any number.

    Returns
    -------
    SideScore
        Of the cases in which something was liquidated.

    References
    ----------
    Brier, "Verification of forecasts expressed in terms of probability", *Monthly Weather Review* 78 (1950), of shares
    in place of events.
    """
    realised, predicted = cases.realised, cases.predicted
    places = np.flatnonzero(realised > 0.0)
    happened = cases.realised_long[places] / realised[places]
    saw = predicted[places] > 0.0
    said = np.full(len(places), _NO_IDEA)
    said[saw] = cases.predicted_long[places][saw] / predicted[places][saw]
    squares = (said - happened) ** 2
    if not len(places):
        return SideScore(places, squares, None, None)
    return SideScore(places, squares, float(squares.mean()), float(((_NO_IDEA - happened) ** 2).mean()))
