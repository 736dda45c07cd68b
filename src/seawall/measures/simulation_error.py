"""A figure of a simulation: what it would be with endless scenarios is known only up to its standard error."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from seawall.core import FloatArray, check_confidence, choice_named
from seawall.measures.intervals import ConfidenceInterval
from seawall.measures.measure import Measure, measure_of
from seawall.measures.risk_figure import design_interval
from seawall.scenarios import SampleDesign

__all__ = ["SimulatedFigure", "simulated_figure", "simulated_mean_error"]


@dataclass(frozen=True, slots=True)
class SimulatedFigure:
    """One risk number of simulated losses.

    Attributes
    ----------
    measure : Measure
        What is measured.
    value : float
        Loss above zero.
    confidence : float
        In [0.5, 1).
    standard_error : float or None
        Of the value; None where the sample is too small to tell.
    interval : ConfidenceInterval or None
        Around the value; None where the sample is too small to tell.
    n : int
        Scenarios.
    """

    measure: Measure
    value: float
    confidence: float
    standard_error: float | None
    interval: ConfidenceInterval | None
    n: int


def simulated_figure(
    losses: FloatArray, measure: Measure, *, confidence: float, design: SampleDesign
) -> SimulatedFigure:
    r"""Value at Risk or Expected Shortfall of simulated losses, with its standard error.

    Where scenarios come in batches, the error is measured between them. Independent scenarios have the asymptotic
    error of ES, and for VaR the width of the interval of two order statistics, in units of a normal of its coverage:

    .. math:: \mathrm{se} = \frac{Y_{(j)} - Y_{(i)}}{2\, \Phi^{-1}\bigl((1 + \mathrm{coverage}) / 2\bigr)}

    Parameters
    ----------
    losses : FloatArray
        Shape (n,), loss above zero.
    measure : Measure
        Value at Risk or Expected Shortfall.
    confidence : float
        In [0.5, 1).
    design : SampleDesign
        How the scenarios were drawn.

    Returns
    -------
    SimulatedFigure
        Loss above zero, in the unit of `losses`.

    Raises
    ------
    InputError
        For a confidence outside its range; for a `measure` that there is not.

    References
    ----------
    Glasserman, *Monte Carlo Methods in Financial Engineering* (2003), section 9.2.2.

    Examples
    --------
    >>> losses = np.random.default_rng(1).standard_normal(10_000)
    >>> found = simulated_figure(losses, Measure.VALUE_AT_RISK, confidence=0.99, design=SampleDesign())
    >>> round(found.value, 2), round(found.standard_error, 2)
    (2.32, 0.05)
    """
    measure = choice_named(measure, "measure", Measure)
    check_confidence(confidence)
    interval = design_interval(losses, measure, confidence=confidence, design=design)
    error = None if interval is None else interval.standard_error
    if interval is not None and error is None:
        error = (interval.upper - interval.lower) / (2.0 * float(ndtri(0.5 + 0.5 * interval.coverage)))
    value = measure_of(losses, measure, confidence=confidence, weights=design.weights)
    return SimulatedFigure(measure, value, confidence, error, interval, len(losses))


def simulated_mean_error(values: FloatArray, *, batches: int) -> float:
    r"""Standard error of the mean of simulated values.

    .. math:: \mathrm{se} = s / \sqrt{n}

    with s the deviation of the values, or of the means of the batches where there are several, and n their number.

    Parameters
    ----------
    values : FloatArray
        Shape (n,), one batch after the other.
    batches : int
        Independent batches of equal size; 1 where all values are independent.

    Returns
    -------
    float
        In the unit of `values`.

    Examples
    --------
    >>> simulated_mean_error(np.array([1.0, 3.0, 2.0, 2.0]), batches=2)
    0.0
    """
    samples = values.reshape(batches, -1).mean(axis=1) if batches > 1 else values
    return float(np.std(samples, ddof=1)) / math.sqrt(len(samples))
