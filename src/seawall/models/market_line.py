"""The security market line: the return that the capital asset pricing model expects of a beta."""

from __future__ import annotations

from dataclasses import dataclass
from typing import overload

from seawall.core import FloatArray, check_finite, check_shape, check_unique, read_only
from seawall.errors import InputError
from seawall.models.capm import CapmFit

__all__ = ["SecurityMarketLine", "capm_expected_return", "security_market_line"]

_LARGEST_RATE = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class SecurityMarketLine:
    """A line from the risk-free rate through the market, and assets beside it.

    Attributes
    ----------
    names : tuple of str
        Of the k assets, no two alike.
    risk_free_annual, market_return_annual : float
        Decimals a year.
    market_is_estimated : bool
        Whether the market's return is the mean of the sample.
    beta : FloatArray
        Shape (k,).
    mean_return_annual : FloatArray or None
        Arithmetic mean return a year, shape (k,); None where no returns were observed.
    """

    names: tuple[str, ...]
    risk_free_annual: float
    market_return_annual: float
    market_is_estimated: bool
    beta: FloatArray
    mean_return_annual: FloatArray | None = None

    def __post_init__(self) -> None:
        """Freeze the arrays and check their shapes."""
        check_unique(self.names, "names")
        _check_rates(self.risk_free_annual, self.market_return_annual)
        for name in ("beta", "mean_return_annual"):
            if getattr(self, name) is not None:
                array = check_shape(read_only(getattr(self, name)), name, (len(self.names),))
                object.__setattr__(self, name, check_finite(array, name))

    @property
    def expected_return_annual(self) -> FloatArray:
        """What the line says of each beta, a year, shape (k,)."""
        expected = capm_expected_return(
            self.beta, risk_free_annual=self.risk_free_annual, market_return_annual=self.market_return_annual
        )
        return read_only(expected)

    @property
    def distance_annual(self) -> FloatArray:
        """Mean return less expected return a year, above the line above 0, shape (k,).

        At the estimated return of the market this is Jensen's alpha.

        Raises
        ------
        InputError
            Where no returns were observed.
        """
        if self.mean_return_annual is None:
            raise InputError("'mean_return_annual' must be given for a distance to the line")
        return read_only(self.mean_return_annual - self.expected_return_annual)


@overload
def capm_expected_return(beta: float, *, risk_free_annual: float, market_return_annual: float) -> float: ...


@overload
def capm_expected_return(beta: FloatArray, *, risk_free_annual: float, market_return_annual: float) -> FloatArray: ...


def capm_expected_return(
    beta: float | FloatArray, *, risk_free_annual: float, market_return_annual: float
) -> float | FloatArray:
    r"""Return a year that the capital asset pricing model expects.

    .. math:: \operatorname{E} R = R_f + \beta \, (R_m - R_f)

    Parameters
    ----------
    beta : float or FloatArray
        Any shape.
    risk_free_annual, market_return_annual : float
        Decimals a year in [-10, 10].

    Returns
    -------
    float or FloatArray
        Decimals a year, of the shape of `beta`.

    Raises
    ------
    InputError
        For a rate that is not finite or far outside of what rates are.

    References
    ----------
    Sharpe, "Capital asset prices", *Journal of Finance* 19 (1964).

    Examples
    --------
    >>> round(capm_expected_return(1.6, risk_free_annual=0.05, market_return_annual=0.12), 6)
    0.162
    """
    _check_rates(risk_free_annual, market_return_annual)
    return risk_free_annual + beta * (market_return_annual - risk_free_annual)


def security_market_line(fit: CapmFit, *, market_return_annual: float | None = None) -> SecurityMarketLine:
    """Line through the market of a fit, and the fit's assets beside it.

    Parameters
    ----------
    fit : CapmFit
        Its risk-free rate is where the line begins.
    market_return_annual : float, optional
        What is expected of the market, a decimal a year; its mean return in the sample by default.

    Returns
    -------
    SecurityMarketLine
        With mean returns, so that every asset has a distance.

    Raises
    ------
    InputError
        For a market return outside its range, or two assets of one name.

    Examples
    --------
    >>> import numpy as np
    >>> from seawall.models import fit_capm
    >>> rng = np.random.default_rng(7)
    >>> market, noise = 0.0005 + 0.01 * rng.standard_normal((2, 500))
    >>> fit = fit_capm((market + noise)[:, None], market, risk_free_annual=0.02, periods_per_year=250.0)
    >>> bool(np.allclose(security_market_line(fit).distance_annual, fit.alpha_annual))
    True
    """
    return SecurityMarketLine(
        names=fit.names,
        risk_free_annual=fit.risk_free_annual,
        market_return_annual=fit.market_return_annual if market_return_annual is None else market_return_annual,
        market_is_estimated=market_return_annual is None,
        beta=fit.beta,
        mean_return_annual=fit.mean_return_annual,
    )


def _check_rates(risk_free_annual: float, market_return_annual: float) -> None:
    for name, rate in (("risk_free_annual", risk_free_annual), ("market_return_annual", market_return_annual)):
        if not -_LARGEST_RATE <= rate <= _LARGEST_RATE:
            raise InputError(f"{name!r} must be a decimal a year in [-10, 10], was {rate!r}")
