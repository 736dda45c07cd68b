"""GARCH paths: the variance of every factor moves from session to session, and starts from where it is today."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from seawall.core import FloatArray, Lineage, choice_named, read_only
from seawall.errors import InputError
from seawall.market import ReturnPanel, RiskFactor
from seawall.models import GarchFit, GarchKind, ResidualLaw, fit_garch
from seawall.scenarios.factor_history import check_horizon, factor_history
from seawall.scenarios.mixing_kernel import row_products
from seawall.scenarios.monte_carlo import drawn
from seawall.scenarios.sample_design import SampleDesign
from seawall.scenarios.sampled_normals import Sampling, normal_draws
from seawall.scenarios.scenario_set import ScenarioSet
from seawall.scenarios.simulated_moves import check_moving, scenarios_of_moves, split_by_history
from seawall.scenarios.student_copula import correlation_loadings, mixing_variable
from seawall.scenarios.volatility_filter import advance_filter

__all__ = ["GarchFactors", "fit_garch_factors", "garch_scenarios"]


@dataclass(frozen=True, slots=True, eq=False)
class GarchFactors:
    r"""A variance recursion per factor, and one correlation of their residuals.

    .. math::

        x_{t,i} = \mu_i + \sigma_{t,i}\, \varepsilon_{t,i}, \quad
        \varepsilon_{t,i} = \sqrt{\frac{\nu_i - 2}{\nu_i}} \sqrt{\frac{\nu_i}{W_{t,i}}}\, (A Z_t)_i

    Residuals are normal, or Student-t of unit variance with degrees of freedom of their own and mixing variables W at
    one common level: a bad session is bad for all.

    Attributes
    ----------
    factors : tuple of RiskFactor
        Those that move; by relative shocks.
    fits : tuple of GarchFit
        One per factor, of log returns as decimals per session; all normal or all Student-t.
    correlation : FloatArray
        Of the normals behind the residuals, shape (n_factors, n_factors).
    lineage : Lineage
        Where the parameters come from.
    held_constant : tuple of RiskFactor
        Factors without history, whose shocks are 0.
    loadings : FloatArray
        A, made from the correlation.
    """

    factors: tuple[RiskFactor, ...]
    fits: tuple[GarchFit, ...]
    correlation: FloatArray
    lineage: Lineage
    held_constant: tuple[RiskFactor, ...] = ()
    loadings: FloatArray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Check that there is a fit per factor under one law, and take the correlation apart."""
        check_moving(self.factors, self.held_constant)
        if len(self.fits) != len(self.factors):
            raise InputError(f"'fits' must be one per factor, {len(self.factors)}, were {len(self.fits)}")
        if len({fit.law for fit in self.fits}) > 1:
            raise InputError("'fits' must be all normal or all Student-t, were mixed")
        object.__setattr__(self, "correlation", read_only(self.correlation))
        object.__setattr__(self, "loadings", read_only(correlation_loadings(self.correlation, self.factors)))


def fit_garch_factors(
    returns: ReturnPanel,
    *,
    factors: Sequence[RiskFactor],
    lineage: Lineage,
    kind: GarchKind = GarchKind.GARCH,
    law: ResidualLaw = ResidualLaw.STUDENT_T,
    fits: Mapping[str, GarchFit] | None = None,
) -> GarchFactors:
    """Fit every symbol by itself without a mean, and correlate the standardised residuals.

    Parameters
    ----------
    returns : ReturnPanel
        Simple returns over one session; at least 100.
    factors : sequence of RiskFactor
        Those without a symbol are held constant, and listed.
    lineage : Lineage
        Of the prices.
    kind : GarchKind
        GARCH or GJR.
    law : ResidualLaw
        Of the residuals.
    fits : mapping of str to GarchFit, optional
        Parameters fitted before, by symbol, which are kept while each volatility is brought up to date.

    Returns
    -------
    GarchFactors
        From the variance forecast for the next session on.

    Raises
    ------
    InputError
        For a symbol that the panel does not hold, or too few returns; for a `kind` or `law` that there is not.
    DataError
        For a price that never moved.
    NumericalError
        When a fit does not converge.
    """
    kind = choice_named(kind, "kind", GarchKind)
    law = choice_named(law, "law", ResidualLaw)
    history = factor_history(returns, factors)
    moving, held, columns = split_by_history(history)
    history.check_moves()
    found = [
        fit_garch(series, kind=kind, law=law, constant_mean=False)
        if fits is None
        else _brought_up_to_date(fits, symbol, series)
        for symbol, series in zip(history.symbols, np.ascontiguousarray(history.log_returns.T), strict=True)
    ]
    residuals = np.array([fit.residuals for fit in found])
    correlation = np.atleast_2d(np.corrcoef(residuals))
    correlation = 0.5 * (correlation + correlation.T)
    np.fill_diagonal(correlation, 1.0)
    method = f"{kind.upper()} with {'Student-t' if law is ResidualLaw.STUDENT_T else law.value} residuals, no mean"
    return GarchFactors(
        factors=moving,
        fits=tuple(found[column] for column in columns),
        correlation=correlation[np.ix_(columns, columns)],
        lineage=dataclasses.replace(lineage, method=method, window=history.window),
        held_constant=held,
    )


def _brought_up_to_date(fits: Mapping[str, GarchFit], symbol: str, series: FloatArray) -> GarchFit:
    """Fit with the path of another sample."""
    if symbol not in fits:
        raise InputError(f"'fits' must hold a fit for every symbol of the book, but lacks {symbol}")
    now = advance_filter(fits[symbol], series)
    return dataclasses.replace(
        fits[symbol], volatility=now.volatility, next_volatility=now.next_volatility, residuals=now.residuals
    )


def garch_scenarios(
    model: GarchFactors,
    *,
    n_scenarios: int,
    seed: int,
    horizon_sessions: int = 1,
    batches: int = 1,
    sampling: Sampling = Sampling.PSEUDO_RANDOM,
) -> ScenarioSet:
    """Walk all factors session by session over the horizon, and add up their log returns.

    Parameters
    ----------
    model : GarchFactors
        Per session.
    n_scenarios : int
        A multiple of `batches`.
    seed : int
        Names the draws.
    horizon_sessions : int
        At least 1.
    batches : int
        At least 2 where draws depend on each other.
    sampling : Sampling
        How the normals are drawn: a block of columns per session.

    Returns
    -------
    ScenarioSet
        Simple returns above -1, shape (n_scenarios, n_factors).

    Raises
    ------
    InputError
        When the sample does not fit its batches; for a `sampling` that there is not.

    References
    ----------
    Daul, De Giorgi, Lindskog, McNeil, "The grouped t-copula with an application to credit risk", *Risk* 16 (2003).
    """
    sampling = choice_named(sampling, "sampling", Sampling)
    check_horizon(horizon_sessions)
    count = len(model.factors)
    per_session = count + (1 if model.fits[0].degrees_of_freedom is not None else 0)
    normals = normal_draws(n_scenarios, per_session * horizon_sessions, seed=seed, batches=batches, sampling=sampling)
    moves = np.zeros((n_scenarios, count))
    variances = np.tile([fit.next_volatility**2 for fit in model.fits], (n_scenarios, 1))
    for session in range(horizon_sessions):
        own = normals[:, session * per_session : (session + 1) * per_session]
        shocks = row_products(own[:, :count], model.loadings.T, start=np.zeros(count))
        mixed: dict[float, FloatArray] = {}
        for i, fit in enumerate(model.fits):
            degrees = fit.degrees_of_freedom
            if degrees is not None:
                if degrees not in mixed:
                    mixed[degrees] = math.sqrt((degrees - 2.0) / degrees) * mixing_variable(own[:, count], degrees)
                shocks[:, i] *= mixed[degrees]
            shocks[:, i] *= np.sqrt(variances[:, i])
            moves[:, i] += fit.mean + shocks[:, i]
            variances[:, i] = fit.next_variance(variances[:, i], shocks[:, i])
    return scenarios_of_moves(
        moves,
        factors=model.factors,
        held_constant=model.held_constant,
        horizon_sessions=horizon_sessions,
        lineage=model.lineage,
        method=f"Monte Carlo, {model.lineage.method}, {drawn(sampling, n_scenarios, batches)}",
        seed=seed,
        design=SampleDesign(batches=batches),
    )
