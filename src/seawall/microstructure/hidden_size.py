r"""How large icebergs are, as far as is known: those that were cancelled were at least as large as what was filled.

The share of icebergs of more than n peaks is estimated by Kaplan and Meier's product over the sizes at which one was
filled whole,

.. math:: S(n) = \prod_{m \le n} \left(1 - \frac{d_m}{r_m}\right),

with :math:`d_m` filled whole at m peaks, and :math:`r_m` known to be of at least m.

References
----------
Kaplan, Meier, "Nonparametric estimation from incomplete observations", *Journal of the American Statistical
Association* 53 (1958). Zotikov, Antonov, "CME iceberg order detection and prediction" (2019), arXiv:1909.09495.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seawall.core import BoolArray, FloatArray, IntArray, read_only
from seawall.errors import InputError

__all__ = ["HiddenSizeLaw"]


@dataclass(frozen=True, slots=True, eq=False)
class HiddenSizeLaw:
    """Sizes of icebergs, in peaks.

    Attributes
    ----------
    peaks : FloatArray
        Shape (n,), rising: sizes at which icebergs were filled whole.
    survival : FloatArray
        Shape (n,): share of icebergs larger than that; falls.
    """

    peaks: FloatArray
    survival: FloatArray

    def __post_init__(self) -> None:
        """Freeze; refuse what is no law."""
        object.__setattr__(self, "peaks", read_only(np.asarray(self.peaks, dtype=np.float64)))
        object.__setattr__(self, "survival", read_only(np.asarray(self.survival, dtype=np.float64)))
        steps = np.concatenate([[1.0], self.survival])
        if self.peaks.shape != self.survival.shape or (np.diff(self.peaks) <= 0).any() or (np.diff(steps) > 0).any():
            raise InputError("'peaks' must rise and 'survival' must fall from at most 1, both of one shape (n,)")

    @classmethod
    def fit(cls, peaks: Sequence[float] | IntArray | FloatArray, is_whole: Sequence[bool] | BoolArray) -> HiddenSizeLaw:
        """Kaplan and Meier's estimate.

        Parameters
        ----------
        peaks : sequence of float
            Size filled of each iceberg, in peaks.
        is_whole : sequence of bool
            Whether that was all of it; otherwise it was cancelled, and is known to be at least so large.

        Examples
        --------
        >>> law = HiddenSizeLaw.fit([2.0, 3.0, 3.0, 5.0], [True, False, True, True])
        >>> law.survival.round(3).tolist()
        [0.75, 0.5, 0.0]
        """
        sizes, whole = np.asarray(peaks, dtype=np.float64), np.asarray(is_whole, dtype=np.bool_)
        if not whole.any() or sizes.shape != whole.shape:
            raise InputError(f"'peaks' and 'is_whole' must be of one shape and hold a whole one, were {sizes.shape}")
        at = np.unique(sizes[whole])
        risk = (sizes >= at[:, np.newaxis]).sum(axis=1)
        done = ((sizes == at[:, np.newaxis]) & whole).sum(axis=1)
        return cls(at, np.cumprod(1.0 - done / risk))

    def expected_more(self, peaks: float) -> float:
        r"""Mean of what is left of an iceberg of which so much was filled, :math:`\int_e^\infty S(n)\,dn / S(e)`.

        Beyond the largest size that was filled whole nothing is known, and the mean ends there: it is a lower bound
        when icebergs that large were cancelled.
        """
        edges = np.concatenate([[0.0], self.peaks])
        share = np.concatenate([[1.0], self.survival])
        place = int(np.searchsorted(self.peaks, peaks, side="right"))
        if share[place] <= 0.0 or place >= len(self.peaks):
            return 0.0
        steps = np.diff(np.concatenate([[peaks], edges[place + 1 :]]))
        return float(np.dot(steps, share[place:-1]) / share[place])
