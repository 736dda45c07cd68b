"""Which losses the Pareto tail is fitted to: the worst tenth of a sample, by a rule stated once."""

from __future__ import annotations

import math

import numpy as np

from seawall.core import FloatArray
from seawall.models import GeneralisedParetoFit, fit_generalised_pareto

__all__ = ["TAIL_SHARE", "pareto_fit"]

TAIL_SHARE = 0.10
"""Of the sample: enough losses for two parameters, few enough to be a tail."""


def pareto_fit(losses: FloatArray) -> GeneralisedParetoFit:
    """Fit the losses above the order statistic that leaves `TAIL_SHARE` of the sample above it."""
    above = max(math.floor(TAIL_SHARE * len(losses)), 1)
    return fit_generalised_pareto(losses, threshold=float(np.sort(losses)[-above - 1]))
