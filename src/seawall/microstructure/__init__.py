"""The tape: what order books and leveraged positions say.

Takes   messages of a venue, as bytes.
Gives   events (BookDelta, Trade, LiquidationPrint, MarkPrice, OpenInterest, OrderEvent, TopOfBook) on the integer grid
        of an instrument; OrderBook, the levels that they make; OrderLedger, a book by order with the life of each;
        WindowBook, what messages about the best levels alone determine; BookFeed, a book that knows whether it may be
        believed, with its FeedLog; BookImage, a book at one instant with the state of its stream;
        what a book says of its depth: touch, imbalance, cost to trade, walls, thin zones;
        IcebergWatch and HiddenExecutionWatch: where orders may hide most of their size, as probabilities; SpoofWatch:
        spoof-like orders, as probabilities with base rate and evidence;
        microprice, order flow imbalance, VPIN, Kyle's lambda and resilience of a stream;
        maintenance tiers, and the prices at which leveraged positions are liquidated;
        PerpetualFlow, the public record of a perpetual, and what in it contradicts itself; LeverageMix, fitted to
        forced closes; LiquidationMap, where positions are estimated to be liquidated, with its clusters;
        LiquidationForecast, the map or a rule that it must beat, as scores take it; supposed stops, apart from it;
        what a throttled feed of forced closes hides;
        CascadePath: how far forced orders carry a shock on a book, and which shock tips it.
Never   opens a socket or a file, never calls a book live that may be wrong, or an estimate an observation.
"""

from seawall.microstructure.appearance_history import AppearanceHistory
from seawall.microstructure.auto_deleveraging import DeleveragingRule, deleveraged_quantities
from seawall.microstructure.binance_futures import BinanceFuturesDecoder
from seawall.microstructure.binance_spot import BinanceSpotDecoder
from seawall.microstructure.book_feed import BookFeed
from seawall.microstructure.book_image import BookImage, StreamState
from seawall.microstructure.branching_ratio import BranchingRatio
from seawall.microstructure.bybit import BybitDecoder
from seawall.microstructure.cascade import run_cascade
from seawall.microstructure.cascade_inputs import (
    CascadeTerms,
    DepthBeyond,
    LiquidationLevels,
    SideDepth,
    side_depth,
)
from seawall.microstructure.cascade_path import CascadePath, CascadeRound, CascadeStatus, TippingShock
from seawall.microstructure.depth_history import MINIMUM_HISTORY_S, DepthHistory
from seawall.microstructure.events import (
    BookDelta,
    FeedEvent,
    LiquidationPrice,
    LiquidationPrint,
    MarkPrice,
    OpenInterest,
    OrderAction,
    OrderEvent,
    PositionSide,
    Side,
    TopOfBook,
    Trade,
)
from seawall.microstructure.execution_cost import CostCurve, ExecutionCosts, cost_curve, cost_to_trade
from seawall.microstructure.feed_log import FeedIncident, FeedLog, IncidentKind, Outage, StateChange
from seawall.microstructure.grid import InstrumentGrid
from seawall.microstructure.hidden_executions import HiddenExecutionWatch, HiddenForecast
from seawall.microstructure.hidden_size import HiddenSizeLaw
from seawall.microstructure.iceberg_evidence import ICEBERG_FEATURES
from seawall.microstructure.iceberg_parameters import IcebergParameters, shipped_iceberg_parameters, spline_terms
from seawall.microstructure.icebergs import IcebergEpisode, IcebergSighting, IcebergStatus, IcebergWatch
from seawall.microstructure.insurance_fund import FundUse
from seawall.microstructure.level_batch import LevelBatch, TopLevels, level_batch_of
from seawall.microstructure.leverage_fit import LeverageFit, fit_leverage_mix
from seawall.microstructure.leverage_mix import LEVERAGE_BUCKETS, LeverageMix, flat_leverage_mix
from seawall.microstructure.liquidation_censoring import (
    SATURATED,
    UncensoredLiquidations,
    kept_share_of,
    uncensor_liquidations,
    uncensor_prints,
)
from seawall.microstructure.liquidation_climatology import (
    DistanceProfile,
    climatology_forecast,
    fit_distance_profile,
    mean_distance_profile,
)
from seawall.microstructure.liquidation_clusters import (
    TOUCH_HOURS,
    LiquidationCluster,
    find_clusters,
    leaning_of,
    mark_volatility,
    touch_probability,
)
from seawall.microstructure.liquidation_forecast import LiquidationForecast, forecast_of_map
from seawall.microstructure.liquidation_ladder import laddered_levels
from seawall.microstructure.liquidation_map import LiquidationMap, MapFlag
from seawall.microstructure.liquidation_nulls import (
    even_forecast,
    open_interest_fan,
    published_recipe,
    volume_profile_forecast,
)
from seawall.microstructure.liquidation_tracker import LiquidationTracker, MapModel, track_liquidations
from seawall.microstructure.map_levels import estimated_levels
from seawall.microstructure.margin import (
    ContractKind,
    LeveragedPosition,
    bankruptcy_price,
    cross_liquidation_prices,
    entry_based_liquidation_price,
    isolated_position,
    liquidation_price,
    margin_ratio,
)
from seawall.microstructure.margin_tiers import BINANCE_BTCUSDT_TIERS, MarginTiers
from seawall.microstructure.microprice import MicropriceTable, fit_microprice
from seawall.microstructure.nearby_depth import NearDepth, balance_without, near_depth
from seawall.microstructure.order_book import OrderBook
from seawall.microstructure.order_columns import OrderColumns
from seawall.microstructure.order_flow_imbalance import (
    LevelStream,
    PriceResponse,
    integrated_order_flow,
    order_flow_events,
    price_response,
    sum_by_interval,
)
from seawall.microstructure.order_ledger import OrderAccounts, OrderLedger
from seawall.microstructure.perpetual_checks import FlowFindings, examine_flow
from seawall.microstructure.perpetual_collector import PerpetualFlowCollector
from seawall.microstructure.perpetual_flow import PerpetualFlow
from seawall.microstructure.price_impact import KyleLambda, amihud_illiquidity, kyle_lambda
from seawall.microstructure.protocol import Decoder
from seawall.microstructure.resilience import (
    Recoveries,
    RecoveryHalfLife,
    large_trades,
    recovery_half_life,
    recovery_times,
)
from seawall.microstructure.sequence import SequenceRule
from seawall.microstructure.spoof_episode import LargeOrderEnd, SpoofCounts, SpoofEpisode
from seawall.microstructure.spoof_evidence import (
    SPOOF_FEATURES,
    FeatureRule,
    SpoofEvidence,
    SpoofFeatures,
    SpoofModel,
    fit_spoof_model,
)
from seawall.microstructure.spoofing import SpoofWatch
from seawall.microstructure.stop_clusters import StopCluster, infer_stop_clusters
from seawall.microstructure.stream_clock import StreamClock
from seawall.microstructure.stream_monitor import StreamMonitor
from seawall.microstructure.thin_zones import THIN_PROBABILITY, ThinZone, ThinZoneSighting, find_thin_zones
from seawall.microstructure.touch import (
    Imbalance,
    Touch,
    imbalance_of_levels,
    imbalance_within,
    known_levels,
    read_touch,
)
from seawall.microstructure.vpin import VolumeBuckets, volume_buckets, vpin_series
from seawall.microstructure.walls import Wall, WallSighting, WallWatch
from seawall.microstructure.window_book import WindowBook

__all__ = [
    "BINANCE_BTCUSDT_TIERS",
    "ICEBERG_FEATURES",
    "LEVERAGE_BUCKETS",
    "MINIMUM_HISTORY_S",
    "SATURATED",
    "SPOOF_FEATURES",
    "THIN_PROBABILITY",
    "TOUCH_HOURS",
    "AppearanceHistory",
    "BinanceFuturesDecoder",
    "BinanceSpotDecoder",
    "BookDelta",
    "BookFeed",
    "BookImage",
    "BranchingRatio",
    "BybitDecoder",
    "CascadePath",
    "CascadeRound",
    "CascadeStatus",
    "CascadeTerms",
    "ContractKind",
    "CostCurve",
    "Decoder",
    "DeleveragingRule",
    "DepthBeyond",
    "DepthHistory",
    "DistanceProfile",
    "ExecutionCosts",
    "FeatureRule",
    "FeedEvent",
    "FeedIncident",
    "FeedLog",
    "FlowFindings",
    "FundUse",
    "HiddenExecutionWatch",
    "HiddenForecast",
    "HiddenSizeLaw",
    "IcebergEpisode",
    "IcebergParameters",
    "IcebergSighting",
    "IcebergStatus",
    "IcebergWatch",
    "Imbalance",
    "IncidentKind",
    "InstrumentGrid",
    "KyleLambda",
    "LargeOrderEnd",
    "LevelBatch",
    "LevelStream",
    "LeverageFit",
    "LeverageMix",
    "LeveragedPosition",
    "LiquidationCluster",
    "LiquidationForecast",
    "LiquidationLevels",
    "LiquidationMap",
    "LiquidationPrice",
    "LiquidationPrint",
    "LiquidationTracker",
    "MapFlag",
    "MapModel",
    "MarginTiers",
    "MarkPrice",
    "MicropriceTable",
    "NearDepth",
    "OpenInterest",
    "OrderAccounts",
    "OrderAction",
    "OrderBook",
    "OrderColumns",
    "OrderEvent",
    "OrderLedger",
    "Outage",
    "PerpetualFlow",
    "PerpetualFlowCollector",
    "PositionSide",
    "PriceResponse",
    "Recoveries",
    "RecoveryHalfLife",
    "SequenceRule",
    "Side",
    "SideDepth",
    "SpoofCounts",
    "SpoofEpisode",
    "SpoofEvidence",
    "SpoofFeatures",
    "SpoofModel",
    "SpoofWatch",
    "StateChange",
    "StopCluster",
    "StreamClock",
    "StreamMonitor",
    "StreamState",
    "ThinZone",
    "ThinZoneSighting",
    "TippingShock",
    "TopLevels",
    "TopOfBook",
    "Touch",
    "Trade",
    "UncensoredLiquidations",
    "VolumeBuckets",
    "Wall",
    "WallSighting",
    "WallWatch",
    "WindowBook",
    "amihud_illiquidity",
    "balance_without",
    "bankruptcy_price",
    "climatology_forecast",
    "cost_curve",
    "cost_to_trade",
    "cross_liquidation_prices",
    "deleveraged_quantities",
    "entry_based_liquidation_price",
    "estimated_levels",
    "even_forecast",
    "examine_flow",
    "find_clusters",
    "find_thin_zones",
    "fit_distance_profile",
    "fit_leverage_mix",
    "fit_microprice",
    "fit_spoof_model",
    "flat_leverage_mix",
    "forecast_of_map",
    "imbalance_of_levels",
    "imbalance_within",
    "infer_stop_clusters",
    "integrated_order_flow",
    "isolated_position",
    "kept_share_of",
    "known_levels",
    "kyle_lambda",
    "laddered_levels",
    "large_trades",
    "leaning_of",
    "level_batch_of",
    "liquidation_price",
    "margin_ratio",
    "mark_volatility",
    "mean_distance_profile",
    "near_depth",
    "open_interest_fan",
    "order_flow_events",
    "price_response",
    "published_recipe",
    "read_touch",
    "recovery_half_life",
    "recovery_times",
    "run_cascade",
    "shipped_iceberg_parameters",
    "side_depth",
    "spline_terms",
    "sum_by_interval",
    "touch_probability",
    "track_liquidations",
    "uncensor_liquidations",
    "uncensor_prints",
    "volume_buckets",
    "volume_profile_forecast",
    "vpin_series",
]
