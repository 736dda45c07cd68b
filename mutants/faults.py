"""Every planted fault."""

from __future__ import annotations

from mutants.backtest_faults import FAULTS as BACKTESTS
from mutants.measures_faults import CONVENTIONS, ERRORS, TAILS
from mutants.models_faults import FAULTS as MODELS
from mutants.planted import Mutant
from mutants.scenarios_faults import DRAWS, HISTORY, STRESS
from mutants.scenarios_faults import MODELS as SCENARIO_MODELS
from mutants.simulator_faults import FAULTS as SIMULATOR
from mutants.valuation_faults import FAULTS as VALUATION

ALL: tuple[Mutant, ...] = (
    *TAILS,
    *ERRORS,
    *CONVENTIONS,
    *BACKTESTS,
    *VALUATION,
    *STRESS,
    *HISTORY,
    *DRAWS,
    *SCENARIO_MODELS,
    *MODELS,
    *SIMULATOR,
)
