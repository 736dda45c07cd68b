"""Raw SVI through one expiry's quotes, by least squares."""

from __future__ import annotations

import numpy as np

from seawall.core import FloatArray
from seawall.errors import InputError
from seawall.market import Smile
from seawall.valuation.smile_target import CENTRE_PULL, FREE_SHARE, SmileTarget

__all__ = ["fit_svi"]

_WIDTHS = (1.0, 4.0)
_LOWEST = (-np.inf, 0.0, -6.0, -20.0, -3.0)
_HIGHEST = (np.inf, np.inf, 6.0, 20.0, 5.0)
_LOOKS = 10
_EVALUATIONS = 25
_TINY = 1e-12


def fit_svi(target: SmileTarget) -> Smile | None:
    """Fit raw SVI without regard to arbitrage.

    Parameters
    ----------
    target : SmileTarget
        Quotes at five strikes or more.

    Returns
    -------
    Smile or None
        The better of two local solutions, found from a narrow and a wide start; None where both lead to a smile
        that cannot be.
    """
    problem = _RawSvi(target)
    best: Smile | None = None
    for width in _WIDTHS:
        candidate = problem.solve(np.array([0.5, 0.5 / width, -0.3, 0.0, np.log(width)]))
        if candidate is not None and (best is None or target.share_inside(candidate) > target.share_inside(best)):
            best = candidate
        if best is not None and target.share_inside(best) == 1.0:
            break
    return best


class _RawSvi:
    """Level, opening, artanh of the turn, centre and log-width, in units of the money's variance and deviation."""

    def __init__(self, target: SmileTarget) -> None:
        self.target = target
        self.deviation = float(np.sqrt(target.money_variance))
        self.unit = np.array([target.money_variance, self.deviation, 1.0, self.deviation, 1.0])

    def solve(self, start: FloatArray) -> Smile | None:
        """Solution from one start; the search goes on for as long as each look halves what is left."""
        from scipy.optimize import least_squares

        point, left = start, np.inf
        for _ in range(_LOOKS):
            found = least_squares(
                self._residuals, point, jac=self._jacobian, bounds=(_LOWEST, _HIGHEST), max_nfev=_EVALUATIONS
            )
            settled = found.status > 0 or found.cost > 0.5 * left
            point, left = found.x, found.cost
            if settled:
                break
        return self._smile(point)

    def _smile(self, point: FloatArray) -> Smile | None:
        level, opening, turn, centre, log_width = (point * self.unit).tolist()
        sigma = self.deviation * float(np.exp(log_width))
        try:
            return Smile.from_svi(a=level, b=opening, rho=float(np.tanh(turn)), m=centre, sigma=sigma)
        except InputError:
            return None

    def _curve(self, point: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Total variance at the quotes, and its derivative in the point, shape (n, 5)."""
        level, opening, turn, centre, log_width = point * self.unit
        k, rho, sigma = self.target.log_moneyness - centre, np.tanh(turn), self.deviation * np.exp(log_width)
        hyperbola = np.sqrt(k * k + sigma * sigma)
        columns = [
            np.ones_like(k),
            rho * k + hyperbola,
            opening * (1.0 - rho * rho) * k,
            -opening * (rho + k / hyperbola),
            opening * sigma * sigma / hyperbola,
        ]
        return level + opening * (rho * k + hyperbola), np.column_stack(columns) * self.unit

    def _residuals(self, point: FloatArray) -> FloatArray:
        distance = self.target.distance(self._curve(point)[0])
        return np.concatenate([CENTRE_PULL * distance, np.maximum(np.abs(distance) - FREE_SHARE, 0.0)])

    def _jacobian(self, point: FloatArray) -> FloatArray:
        variance, rows = self._curve(point)
        distance = self.target.distance(variance)
        volatility = np.sqrt(np.maximum(variance, _TINY) / self.target.time)
        slope = (variance > _TINY) / (2.0 * volatility * self.target.time * self.target.half_spread)
        rows = slope[:, np.newaxis] * rows
        outside = np.sign(distance) * (np.abs(distance) > FREE_SHARE)
        return np.concatenate([CENTRE_PULL * rows, outside[:, np.newaxis] * rows])
