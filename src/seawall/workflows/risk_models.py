"""The models of ``seawall var`` and ``seawall backtest``: each name leads to one generator of scenarios."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

from seawall.core import FloatArray, Lineage
from seawall.errors import InputError
from seawall.market import ReturnPanel, RiskFactor
from seawall.models import GarchFit, GarchKind, ResidualLaw, fit_garch
from seawall.scenarios import (
    DRAW_BATCHES,
    CovarianceRule,
    ParametricLaw,
    Sampling,
    ScenarioSet,
    age_weighted_scenarios,
    book_filtered_scenarios,
    copula_scenarios,
    factor_filtered_scenarios,
    fit_factor_filters,
    fit_garch_factors,
    fit_student_copula,
    garch_scenarios,
    historical_scenarios,
    parametric_scenarios,
    volatility_scaled_scenarios,
)

__all__ = ["FITTED_MODELS", "PLAIN_MODELS", "History", "RiskModel", "fit_model", "model_scenarios", "model_title"]

DRAWS = 16_384
"""Scenarios of a model that draws them."""
SEED = 20_260_101
"""Of every model that draws, unless another is given."""


class RiskModel(StrEnum):
    """How tomorrow's market is imagined."""

    HISTORICAL = "historical"
    AGE_WEIGHTED = "age-weighted"
    VOLATILITY_SCALED = "volatility-scaled"
    FILTERED = "filtered"
    FILTERED_FACTORS = "filtered-factors"
    NORMAL = "normal"
    STUDENT_T = "student-t"
    CORNISH_FISHER = "cornish-fisher"
    EWMA = "ewma"
    EWMA_97 = "ewma-97"
    GARCH = "garch"
    T_COPULA = "t-copula"
    PARETO_TAIL = "pareto-tail"


_TITLES = {
    RiskModel.HISTORICAL: "Historical",
    RiskModel.AGE_WEIGHTED: "Age-weighted",
    RiskModel.VOLATILITY_SCALED: "Volatility-scaled",
    RiskModel.FILTERED: "Filtered historical",
    RiskModel.FILTERED_FACTORS: "Filtered by factor",
    RiskModel.NORMAL: "Normal",
    RiskModel.STUDENT_T: "Student-t",
    RiskModel.CORNISH_FISHER: "Cornish-Fisher",
    RiskModel.EWMA: "EWMA 0.94",
    RiskModel.EWMA_97: "EWMA 0.97",
    RiskModel.GARCH: "GARCH-t",
    RiskModel.T_COPULA: "Student-t copula",
    RiskModel.PARETO_TAIL: "Pareto tail",
}

PLAIN_MODELS = frozenset({RiskModel.HISTORICAL, RiskModel.AGE_WEIGHTED, RiskModel.PARETO_TAIL})
"""Models whose scenarios are past moves as they were: those of a window are rows of those of the whole history."""
FITTED_MODELS = frozenset({RiskModel.FILTERED, RiskModel.FILTERED_FACTORS, RiskModel.GARCH})
"""Models with a GARCH fit, which may be kept for several sessions."""


def model_title(model: RiskModel) -> str:
    """Name of a model as it is shown."""
    return _TITLES[model]


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """What a model may know.

    Attributes
    ----------
    returns : ReturnPanel
        One-session simple returns, shape (n_times, n_symbols).
    factors : sequence of RiskFactor
        Of the book.
    lineage : Lineage
        Of the prices.
    book_pnl : FloatArray
        P&L of today's book on each date of the panel, shape (n_times,).
    """

    returns: ReturnPanel
    factors: Sequence[RiskFactor]
    lineage: Lineage
    book_pnl: FloatArray


def fit_model(model: RiskModel, history: History) -> Mapping[str, GarchFit]:
    """GARCH fits of a filtered model, by symbol; that of the book stands under an empty name.

    Parameters
    ----------
    model : RiskModel
        One of `FITTED_MODELS`.
    history : History
        What it may know.

    Raises
    ------
    InputError
        For a model that has no fit.
    NumericalError
        When a fit does not converge; no other model stands in.
    """
    if model is RiskModel.FILTERED:
        return {"": fit_garch(history.book_pnl, kind=GarchKind.GJR, law=ResidualLaw.STUDENT_T)}
    if model is RiskModel.FILTERED_FACTORS:
        return fit_factor_filters(history.returns, factors=history.factors)
    if model is RiskModel.GARCH:
        found = fit_garch_factors(history.returns, factors=history.factors, lineage=history.lineage)
        return {factor.symbol: fit for factor, fit in zip(found.factors, found.fits, strict=True) if factor.symbol}
    raise InputError(f"{model} has no fit; one of {', '.join(sorted(FITTED_MODELS))} has")


def model_scenarios(
    model: RiskModel,
    history: History,
    *,
    horizon_sessions: int = 1,
    n_draws: int = DRAWS,
    seed: int = SEED,
    fits: Mapping[str, GarchFit] | None = None,
) -> ScenarioSet:
    """Scenarios of the sessions after a history, as a model imagines them.

    Parameters
    ----------
    model : RiskModel
        Which one; the Pareto tail takes the scenarios of plain history, and replaces their tail later.
    history : History
        What it may know.
    horizon_sessions : int
        Sessions that each scenario spans.
    n_draws : int
        Scenarios, where a law is drawn from.
    seed : int
        Of the draws.
    fits : mapping of str to GarchFit, optional
        From :func:`fit_model` on an earlier day; fitted now by default.

    Returns
    -------
    ScenarioSet
        Shape (n_scenarios, n_factors).

    Raises
    ------
    InputError, DataError, NumericalError
        When the history does not carry the model, or a fit fails.
    """
    make: Callable[..., ScenarioSet]
    match model:
        case RiskModel.HISTORICAL | RiskModel.PARETO_TAIL:
            make = historical_scenarios
        case RiskModel.AGE_WEIGHTED:
            make = age_weighted_scenarios
        case RiskModel.VOLATILITY_SCALED:
            make = volatility_scaled_scenarios
        case RiskModel.FILTERED:
            fit = fits[""] if fits else None
            make = partial(book_filtered_scenarios, filter_series=history.book_pnl, fit=fit, seed=seed)
        case RiskModel.FILTERED_FACTORS:
            make = partial(factor_filtered_scenarios, fits=fits, seed=seed)
        case RiskModel.GARCH | RiskModel.T_COPULA:
            return _simulated(model, history, horizon_sessions, n_draws=n_draws, seed=seed, fits=fits)
        case _:
            law, covariance = _PARAMETRIC[model]
            make = partial(parametric_scenarios, law=law, covariance=covariance, n_scenarios=n_draws, seed=seed)
    return make(history.returns, factors=history.factors, lineage=history.lineage, horizon_sessions=horizon_sessions)


def _simulated(
    model: RiskModel,
    history: History,
    horizon_sessions: int,
    *,
    n_draws: int,
    seed: int,
    fits: Mapping[str, GarchFit] | None,
) -> ScenarioSet:
    """Scenarios of a model that is first fitted, then drawn from along Sobol points."""
    known: dict[str, Any] = {"factors": history.factors, "lineage": history.lineage}
    draws: dict[str, Any] = {
        "n_scenarios": n_draws,
        "seed": seed,
        "batches": DRAW_BATCHES,
        "sampling": Sampling.SOBOL,
    }
    if model is RiskModel.GARCH:
        fitted = fit_garch_factors(history.returns, **known, fits=fits)
        return garch_scenarios(fitted, horizon_sessions=horizon_sessions, **draws)
    copula = fit_student_copula(history.returns, **known, horizon_sessions=horizon_sessions)
    return copula_scenarios(copula, **draws)


_PARAMETRIC = {
    RiskModel.NORMAL: (ParametricLaw.NORMAL, CovarianceRule.SAMPLE),
    RiskModel.STUDENT_T: (ParametricLaw.STUDENT_T, CovarianceRule.SAMPLE),
    RiskModel.CORNISH_FISHER: (ParametricLaw.CORNISH_FISHER, CovarianceRule.SAMPLE),
    RiskModel.EWMA: (ParametricLaw.NORMAL, CovarianceRule.EWMA_94),
    RiskModel.EWMA_97: (ParametricLaw.NORMAL, CovarianceRule.EWMA_97),
}
