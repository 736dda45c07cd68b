"""Every planted fault."""

from __future__ import annotations

from mutants.asset_view_faults import FAULTS as ASSET_VIEWS
from mutants.backtest_faults import FAULTS as BACKTESTS
from mutants.book_faults import FAULTS as BOOKS
from mutants.cascade_faults import FAULTS as CASCADES
from mutants.derivative_faults import FAULTS as DERIVATIVES
from mutants.exchange_faults import FAULTS as EXCHANGE
from mutants.feed_faults import FAULTS as FEED
from mutants.forecast_faults import FAULTS as FORECASTS
from mutants.gateway_faults import FAULTS as GATEWAY
from mutants.iceberg_faults import FAULTS as ICEBERGS
from mutants.ledger_faults import FAULTS as LEDGER
from mutants.liquidation_faults import FAULTS as LIQUIDATIONS
from mutants.macro_faults import INDICATORS
from mutants.map_score_faults import FAULTS as MAP_SCORES
from mutants.measures_faults import CONVENTIONS, ERRORS, TAILS
from mutants.microstructure_faults import DEPTH
from mutants.models_faults import FAULTS as MODELS
from mutants.planted import Mutant
from mutants.pull_faults import FAULTS as PULLS
from mutants.quality_faults import FAULTS as QUALITY
from mutants.rating_faults import FAULTS as RATING
from mutants.regime_faults import FAULTS as REGIME
from mutants.scenarios_faults import DRAWS, HISTORY, STRESS
from mutants.scenarios_faults import MODELS as SCENARIO_MODELS
from mutants.simulator_faults import FAULTS as SIMULATOR
from mutants.sources_faults import FAULTS as SOURCES
from mutants.spoof_faults import FAULTS as SPOOFS
from mutants.tape_faults import FAULTS as TAPE
from mutants.valuation_faults import FAULTS as VALUATION
from mutants.web_faults import FAULTS as WEB
from mutants.wire_faults import FAULTS as WIRE

ALL: tuple[Mutant, ...] = (
    *TAILS,
    *ERRORS,
    *CONVENTIONS,
    *BACKTESTS,
    *VALUATION,
    *DERIVATIVES,
    *STRESS,
    *HISTORY,
    *DRAWS,
    *SCENARIO_MODELS,
    *MODELS,
    *SOURCES,
    *QUALITY,
    *RATING,
    *REGIME,
    *INDICATORS,
    *ASSET_VIEWS,
    *PULLS,
    *FORECASTS,
    *DEPTH,
    *BOOKS,
    *CASCADES,
    *FEED,
    *TAPE,
    *SIMULATOR,
    *SPOOFS,
    *LEDGER,
    *MAP_SCORES,
    *GATEWAY,
    *EXCHANGE,
    *WIRE,
    *ICEBERGS,
    *LIQUIDATIONS,
    *WEB,
)
