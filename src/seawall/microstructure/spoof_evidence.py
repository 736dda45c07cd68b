r"""What speaks for and against an order's being spoof-like, and the probability that it makes.

Each feature is cut into bins, and each bin has a weight: what it adds to the logarithm of the odds. With the base rate
:math:`\pi` of the training and the weights :math:`w`,

.. math:: \log \frac{p}{1 - p} = \log \frac{\pi}{1 - \pi} + c + \sum_f w_f(\text{bin of } f)

so that the working of every probability can be read off, and a feature that cannot be measured adds nothing. Weights
come from a file of the package that says how they were fitted.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from typing import Any

import numpy as np

from seawall.core import FloatArray, IntArray
from seawall.errors import DataError, InputError, NumericalError

__all__ = ["SPOOF_FEATURES", "FeatureRule", "SpoofEvidence", "SpoofFeatures", "SpoofModel", "fit_spoof_model"]

_FILE = "spoof_parameters.json"
_FORMAT = 1
_MOST_STEPS = 100
_TOLERANCE = 1e-10


@dataclass(frozen=True, slots=True)
class SpoofFeatures:
    """What was measured of one large order; None where it cannot be.

    Attributes
    ----------
    rarity : float
        -log10 of the share of appearances at its distance, in the last hour, that were as large.
    distance_bp : float
        From the best price of its side when it appeared.
    lifetime_s : float
        From appearance to disappearance, or so far.
    cancelled_share : float or None
        Of what left, the part that no trade took.
    opposite_traded : float or None
        Lots traded against the other side while it stood, by its own lots: what a small order there could have sold
        or bought.
    imbalance_shift : float
        By how much it moved the signed imbalance of the nearest levels when it appeared, towards its side.
    imbalance_reversal : float
        By how much the imbalance went back when it left, or would go back now, as a share of what it had moved.
    microprice_move_bp : float
        Counterfactual: largest distance between the depth-weighted mid with it and without it, in basis points.
    repetitions : float
        Large orders of the same side and size in the minute before.
    uniform_layers : float
        Large orders of the same side and about the same size that stood on other prices and appeared with it; itself
        counts.
    """

    rarity: float
    distance_bp: float
    lifetime_s: float
    cancelled_share: float | None
    opposite_traded: float | None
    imbalance_shift: float
    imbalance_reversal: float
    microprice_move_bp: float
    repetitions: float
    uniform_layers: float


@dataclass(frozen=True, slots=True)
class FeatureRule:
    """How a feature is named, and cut into bins: `edges` are the lower ends of all bins but the first."""

    name: str
    words: str
    edges: tuple[float, ...]
    needs_trades: bool = False


SPOOF_FEATURES = (
    FeatureRule("rarity", "size for its distance and hour", (2.1, 2.3, 2.6, 3.0)),
    FeatureRule("distance_bp", "distance from the best price", (0.3, 1.0, 2.0, 4.0, 8.0)),
    FeatureRule("lifetime_s", "lifetime", (0.05, 0.25, 0.5, 1.0, 2.0, 3.2, 6.0, 20.0)),
    FeatureRule("cancelled_share", "cancelled, not traded", (0.5, 0.9, 0.999), needs_trades=True),
    FeatureRule("opposite_traded", "trades on the other side", (0.001, 0.1), needs_trades=True),
    FeatureRule("imbalance_shift", "imbalance moved at first", (0.01, 0.03, 0.06, 0.1, 0.2)),
    FeatureRule("imbalance_reversal", "imbalance taken back", (0.5, 0.9, 1.1)),
    FeatureRule("microprice_move_bp", "counterfactual move of the microprice", (0.02, 0.05, 0.1, 0.2, 0.4)),
    FeatureRule("repetitions", "same size before", (1.0, 3.0, 10.0)),
    FeatureRule("uniform_layers", "uniform layers", (2.0, 3.0)),
)
"""The features, in the order in which evidence is told."""


@dataclass(frozen=True, slots=True)
class SpoofEvidence:
    """One feature of one order: its value, and what it adds to the logarithm of the odds; None: not measurable."""

    name: str
    words: str
    value: float | None
    log_odds: float


@dataclass(frozen=True, slots=True)
class SpoofModel:
    """Weights by feature and bin, and where they come from.

    Attributes
    ----------
    version : str
        Of the parameters.
    base_rate : float
        Share of spoof-like orders among the large orders of the training.
    constant : float
        What is added for every order, so that probabilities are right on average.
    weights : dict of str to tuple of float
        Of each bin of each feature.
    fitted_on : dict
        What they were fitted on, in words and numbers.
    """

    version: str
    base_rate: float
    constant: float
    weights: dict[str, tuple[float, ...]]
    fitted_on: dict[str, Any]

    def __post_init__(self) -> None:
        """Refuse weights that do not fit the features."""
        if not 0.0 < self.base_rate < 1.0:
            raise InputError(f"'base_rate' must be between 0 and 1, was {self.base_rate}")
        wanted = {rule.name: len(rule.edges) + 1 for rule in SPOOF_FEATURES}
        found = {name: len(each) for name, each in self.weights.items()}
        if wanted != found:
            raise InputError(f"'weights' must be of these bins: {wanted}, were {found}")

    def judge(self, features: SpoofFeatures) -> tuple[float, tuple[SpoofEvidence, ...]]:
        """Probability of an order's being spoof-like, and what each feature adds to it."""
        evidence = []
        log_odds = math.log(self.base_rate / (1.0 - self.base_rate)) + self.constant
        for rule in SPOOF_FEATURES:
            value: float | None = getattr(features, rule.name)
            added = 0.0 if value is None else self.weights[rule.name][bisect_right(rule.edges, value)]
            log_odds += added
            evidence.append(SpoofEvidence(rule.name, rule.words, value, added))
        return 1.0 / (1.0 + math.exp(-log_odds)), tuple(evidence)

    def text(self) -> str:
        """The parameters as the JSON that `read` takes."""
        return json.dumps({"format": _FORMAT, **asdict(self)}, indent=2) + "\n"

    @classmethod
    def read(cls, text: str) -> SpoofModel:
        """Parameters from JSON.

        Raises
        ------
        DataError
            When the text is none.
        """
        try:
            found = json.loads(text)
            if found.pop("format") != _FORMAT:
                raise ValueError("of another format")
            found["weights"] = {name: tuple(map(float, each)) for name, each in found["weights"].items()}
            return cls(**found)
        except (ValueError, KeyError, TypeError, AttributeError, InputError) as error:
            raise DataError(f"parameters of spoof-like orders cannot be read: {error}") from None

    @classmethod
    def shipped(cls) -> SpoofModel:
        """The parameters that come with the package.

        Examples
        --------
        >>> 0.0 < SpoofModel.shipped().base_rate < 0.2
        True
        """
        return cls.read(resources.files("seawall.microstructure").joinpath(_FILE).read_text())


def fit_spoof_model(
    features: Sequence[SpoofFeatures],
    is_planted: Sequence[bool],
    *,
    version: str,
    fitted_on: dict[str, Any],
    ridge: float = 2.0,
) -> SpoofModel:
    r"""Fit the weights to large orders of which it is known whether they were planted.

    Ridge logistic regression on indicators of the bins, the constant unpenalised:

    .. math:: \min_{c, w} -\sum_i \log p(y_i \mid x_i) + \frac{\lambda}{2} |w|^2

    Parameters
    ----------
    features : sequence of SpoofFeatures
        One per order.
    is_planted : sequence of bool
        The truth.
    version : str
        Name of the parameters.
    fitted_on : dict
        Kept with them.
    ridge : float
        :math:`\lambda`.

    Returns
    -------
    SpoofModel
        Its mean probability over the orders is their share of planted ones.

    Raises
    ------
    DataError
        When all or none were planted.
    NumericalError
        When the iteration does not settle.
    """
    truth = np.asarray(is_planted, dtype=float)
    if not 0.0 < truth.mean() < 1.0:
        raise DataError(f"orders must be of both kinds, {int(truth.sum())} of {len(truth)} were planted")
    table = np.column_stack([np.ones(len(truth)), *(_indicators(features, rule) for rule in SPOOF_FEATURES)])
    penalty = np.full(table.shape[1], ridge)
    penalty[0] = 0.0
    weights = np.zeros(table.shape[1])
    base = float(truth.mean())
    offset = math.log(base / (1.0 - base))

    def loss(tried: FloatArray) -> float:
        odds = offset + table @ tried
        return float(np.logaddexp(0.0, odds).sum() - truth @ odds + penalty @ tried**2 / 2)

    for _ in range(_MOST_STEPS):
        chance = 1.0 / (1.0 + np.exp(-(offset + table @ weights)))
        slope = table.T @ (truth - chance) - penalty * weights
        bend = (table * (chance * (1.0 - chance))[:, None]).T @ table + np.diag(penalty)
        step = np.linalg.solve(bend, slope)
        if np.abs(step).max() < _TOLERANCE:
            return _named(weights, base, version, fitted_on)
        while loss(weights + step) > loss(weights) and np.abs(step).max() >= _TOLERANCE:
            step /= 2.0  # Newton's step may overshoot
        weights = weights + step
    raise NumericalError(f"the weights still move by {np.abs(step).max():.3g} after {_MOST_STEPS} steps")


def _named(weights: FloatArray, base: float, version: str, fitted_on: dict[str, Any]) -> SpoofModel:
    rounded = [round(each, 4) for each in weights.tolist()]
    named, place = {}, 1
    for rule in SPOOF_FEATURES:
        named[rule.name] = tuple(rounded[place : place + len(rule.edges) + 1])
        place += len(rule.edges) + 1
    return SpoofModel(version, round(base, 5), rounded[0], named, fitted_on)


def _indicators(features: Sequence[SpoofFeatures], rule: FeatureRule) -> IntArray:
    """One column per bin; a row without the feature has none."""
    table = np.zeros((len(features), len(rule.edges) + 1), dtype=np.int64)
    for row, each in enumerate(features):
        value = getattr(each, rule.name)
        if value is not None:
            table[row, bisect_right(rule.edges, value)] = 1
    return table
