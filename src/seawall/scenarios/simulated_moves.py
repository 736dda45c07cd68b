"""What every simulation of factors shares: which factors move, and the scenarios made of their log moves."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from seawall.core import FloatArray, IntArray, Lineage, check_unique
from seawall.errors import InputError
from seawall.market import RiskFactor, ShockRule
from seawall.scenarios.factor_history import FactorHistory
from seawall.scenarios.sample_design import NumberedLabels, SampleDesign
from seawall.scenarios.scenario_set import ScenarioSet

__all__ = ["check_moving", "scenarios_of_moves", "split_by_history"]


def check_moving(factors: Sequence[RiskFactor], held_constant: Sequence[RiskFactor]) -> tuple[RiskFactor, ...]:
    """Return `factors` if there is one, none is repeated or held as well, and all move by relative shocks."""
    if not factors:
        raise InputError("'factors' must hold at least one factor that moves")
    check_unique([factor.id for factor in (*factors, *held_constant)], "factors")
    for factor in factors:
        if factor.rule is not ShockRule.RELATIVE:
            raise InputError(f"{factor.id} moves by absolute shocks; log returns are simulated only of relative ones")
    return tuple(factors)


def split_by_history(history: FactorHistory) -> tuple[tuple[RiskFactor, ...], tuple[RiskFactor, ...], IntArray]:
    """Factors that move, factors that are held, and the column of the history that each moving one takes.

    Raises
    ------
    InputError
        When no factor names a symbol.
    """
    moving = tuple(factor for factor in history.factors if factor.symbol is not None)
    held = tuple(factor for factor in history.factors if factor.symbol is None)
    check_moving(moving, held)
    columns = [history.symbols.index(factor.symbol) for factor in moving if factor.symbol is not None]
    return moving, held, np.array(columns, dtype=np.int64)


def scenarios_of_moves(
    log_moves: FloatArray,
    *,
    factors: tuple[RiskFactor, ...],
    held_constant: tuple[RiskFactor, ...],
    horizon_sessions: int,
    lineage: Lineage,
    method: str,
    seed: int,
    design: SampleDesign,
) -> ScenarioSet:
    """Scenarios of simple returns from log returns over the horizon.

    Parameters
    ----------
    log_moves : FloatArray
        Shape (n_scenarios, n_factors).
    factors, held_constant : tuple of RiskFactor
        Those that move, and those that do not.
    horizon_sessions : int
        Sessions that a move spans.
    lineage : Lineage
        Of the model.
    method : str
        Model and draws, in words.
    seed : int
        Of the draws.
    design : SampleDesign
        Weights and batches.

    Returns
    -------
    ScenarioSet
        Shape (n_scenarios, n_factors and n_held); the held ones stand last.
    """
    shocks = np.zeros((len(log_moves), len(factors) + len(held_constant)))
    with np.errstate(over="ignore"):  # a move beyond the range of floats is infinite, and the set refuses it
        np.expm1(log_moves, out=shocks[:, : len(factors)])
    return ScenarioSet(
        factors=(*factors, *held_constant),
        shocks=shocks,
        labels=NumberedLabels("draw", len(log_moves)),
        horizon_sessions=horizon_sessions,
        lineage=dataclasses.replace(lineage, method=method, seed=seed),
        held_constant=tuple(factor.id for factor in held_constant),
        design=design,
    )
