r"""The fitted numbers of the iceberg detector, with what they were fitted on.

The probability is a logistic function of the evidence and of its excess over two knots, made reliable by a monotone
step function that was fitted to forecasts of seeds left out:

.. math:: z = \beta_0 + \sum_j \frac{\phi_j - m_j}{s_j}\beta_j,\qquad
          \phi = (x,\ (x - k_1)^+,\ (x - k_2)^+),\qquad P = g(z).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from seawall.core import FloatArray, read_only
from seawall.errors import DataError
from seawall.microstructure.hidden_size import HiddenSizeLaw
from seawall.microstructure.iceberg_evidence import ICEBERG_FEATURES

__all__ = ["IcebergParameters", "shipped_iceberg_parameters", "spline_terms"]

_FILE = "iceberg_parameters.json"
_FORMAT = 1


@dataclass(frozen=True, slots=True, eq=False)
class IcebergParameters:
    """What the detector was taught.

    Attributes
    ----------
    version : str
        Of the fit.
    fitted_on : dict
        Seeds, variants, date and counts, as the file says.
    knots : FloatArray
        Shape (2, 16).
    means, scales, weights : FloatArray
        Shape (48,), of the terms.
    intercept : float
    steps_logit, steps_probability : FloatArray
        Shape (n,): from each value of z on, the probability.
    native_weights : FloatArray
        Shape (5,): intercept and weights of the log odds that an iceberg is native, see
        :meth:`native_probability`.
    sizes : HiddenSizeLaw
        Of icebergs, in peaks.
    """

    version: str
    fitted_on: dict[str, Any]
    knots: FloatArray
    means: FloatArray
    scales: FloatArray
    weights: FloatArray
    intercept: float
    steps_logit: FloatArray
    steps_probability: FloatArray
    native_weights: FloatArray
    sizes: HiddenSizeLaw

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> IcebergParameters:
        """Of the parsed file.

        Raises
        ------
        DataError
            When it is of another format, or of other features than this detector measures.
        """
        if document.get("format") != _FORMAT or tuple(document.get("features", ())) != ICEBERG_FEATURES:
            raise DataError(f"{_FILE}: is not of format {_FORMAT} with the features of this detector")

        def column(name: str) -> FloatArray:
            return read_only(np.array(document[name], dtype=np.float64))

        return cls(
            version=document["version"],
            fitted_on=document["fitted_on"],
            knots=column("knots"),
            means=column("means"),
            scales=column("scales"),
            weights=column("weights"),
            intercept=float(document["intercept"]),
            steps_logit=column("steps_logit"),
            steps_probability=column("steps_probability"),
            native_weights=column("native_weights"),
            sizes=HiddenSizeLaw(column("size_peaks"), column("size_survival")),
        )

    def logit(self, features: list[float]) -> float:
        """The value z of the evidence."""
        terms = spline_terms(np.array(features), self.knots)
        return float(self.intercept + ((terms - self.means) / self.scales) @ self.weights)

    def probability(self, features: list[float]) -> float:
        """Probability of an iceberg that is refilled at least twice."""
        place = int(np.searchsorted(self.steps_logit, self.logit(features), side="right")) - 1
        return float(self.steps_probability[max(place, 0)])

    def native_probability(self, features: list[float]) -> float:
        """Of an iceberg, the probability that the exchange refills it."""
        by_name = dict(zip(ICEBERG_FEATURES, features, strict=True))
        used = (by_name["refills under fire"], by_name["refills of empty"], by_name["over-executed"], by_name["pieces"])
        z = float(self.native_weights[0] + np.dot(self.native_weights[1:], used))
        return 1.0 / (1.0 + math.exp(-min(max(z, -30.0), 30.0)))


def spline_terms(features: FloatArray, knots: FloatArray) -> FloatArray:
    """Features, and their excess over each row of knots, side by side: shape (..., 3 * 16)."""
    return np.concatenate([features, *(np.maximum(features - row, 0.0) for row in knots)], axis=-1)


@cache
def shipped_iceberg_parameters() -> IcebergParameters:
    """Parameters that come with Seawall.

    Examples
    --------
    >>> shipped_iceberg_parameters().fitted_on["market"]
    'simulated'
    """
    import json

    text = files("seawall.microstructure").joinpath(_FILE).read_text(encoding="utf-8")
    return IcebergParameters.from_document(json.loads(text))
