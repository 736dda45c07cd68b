"""What stands beside the ladder and the map: the texts of the commands' own pages, by card."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from seawall.core import FloatArray
from seawall.microstructure import CostCurve
from seawall.report import BookDocument, LiquidationsDocument

__all__ = ["book_panel", "liquidations_panel"]

_UNIT_OF_USD = 1e6
_BALANCED = "within 10 bp"
_MOST_POINTS = 60
"""Of a curve of costs: more than its card has room for; between them it bends too little to be seen."""


def book_panel(
    document: BookDocument,
    *,
    levels: BookDocument,
    curve: CostCurve | None,
    history: Sequence[tuple[float, float]],
    seed: int | None,
) -> dict[str, Any]:
    """Panel of a book.

    Parameters
    ----------
    document : BookDocument
        As ``seawall book --once --json`` gives it.
    levels : BookDocument
        The same book with the levels that the page lists.
    curve : CostCurve or None
        Costs of that book by size; None where it has not two sides.
    history : sequence of (float, float)
        Instants in ms since 1970, and the share of bids near the touch at each.
    seed : int, optional
        Of a simulation.
    """
    balanced = {each.of: each for each in document.imbalances}
    near = balanced[_BALANCED]
    return {
        "lineage": _lineage(document.badge, document.venue_time, document.venue, document.source, seed),
        "bid_share": near.bid_share.value,
        "facts": [
            ["Spread", f"{document.spread.text} · {document.spread_bp.text} bp"],
            ["Middle", document.mid.text],
            ["Weighted middle", document.weighted_mid.text],
            ["Mark", document.mark.text],
            *([f"Balance, {each.of}", _balance(each)] for each in document.imbalances),
            ["Depth", f"{document.bid_depth.text} bid · {document.ask_depth.text} ask"],
            ["Book", f"{document.state}, {document.age.text} s old"],
            ["Walls and thin zones", document.depth_judged],
        ],
        "table": [
            ["side", "price", "size", "cumulated", "marks"],
            *([name, *cells] for name, side in (("ask", levels.asks), ("bid", levels.bids)) for cells in _rows(side)),
        ],
        "costs": [
            {
                "size": each.size.text,
                "notional": each.notional.text,
                "buy": _bound(each.buy_cost.text, is_bound=each.buy_is_upper_bound),
                "sell": _bound(each.sell_cost.text, is_bound=each.sell_is_upper_bound),
                "unit": each.buy_cost.unit,
                "buy_value": each.buy_cost.value,
                "sell_value": each.sell_cost.value,
            }
            for each in document.costs
        ],
        "curve": None if curve is None else _curve(curve),
        "walls": [
            f"{each.side} {each.price.text}: {each.size.text}, usual {each.usual_size.text}, {each.age.text} s old"
            for each in document.walls
        ],
        "thin_zones": [
            f"{each.side} {each.nearest.text} to {each.furthest.text}: {each.size.text}, usual {each.usual_size.text}"
            for each in document.thin_zones
        ],
        "history": [[round(instant), round(share, 4)] for instant, share in history],
        "notes": list(document.notes),
        "document": dataclasses.asdict(document),
    }


def _curve(curve: CostCurve) -> dict[str, Any]:
    return {
        "buy": _points(curve.buy_sizes, curve.buy_cost_bp),
        "sell": _points(curve.sell_sizes, curve.sell_cost_bp),
        "buy_known_size": curve.buy_known_size,
        "sell_known_size": curve.sell_known_size,
    }


def _points(sizes: FloatArray, costs: FloatArray) -> list[list[float]]:
    """Ends of levels, about evenly apart on a logarithmic axis, the first and the last among them."""
    wanted = np.geomspace(sizes[0], sizes[-1], _MOST_POINTS)[1:-1]
    # a size that is wanted may lie above the last by a rounding: it is then that of the last level
    places = np.unique(np.concatenate(([0], np.searchsorted(sizes[:-1], wanted), [len(sizes) - 1])))
    return [[float(f"{sizes[each]:.6g}"), float(f"{costs[each]:.6g}")] for each in places.tolist()]


def liquidations_panel(document: LiquidationsDocument) -> dict[str, Any]:
    """Panel of a map of liquidations.

    Parameters
    ----------
    document : LiquidationsDocument
        As ``seawall liquidations --json`` gives it.
    """
    unknown = [f"{each.leverage.text}x" for each in document.leverage if not each.is_identified]
    return {
        "lineage": _lineage(document.badge, document.as_of, "estimated", document.source, document.seed),
        "clusters": [
            {
                "title": f"{each.side} {each.peak.text} · est. ${each.usd.text} M",
                "side": each.side,
                "price": each.peak.value,
                "low": each.low.value,
                "high": each.high.value,
                "usd": (each.usd.value or 0.0) * _UNIT_OF_USD,
                "distance": each.distance.text,
                "distance_sigma": each.sigmas.text,
                **{f"touch_{hours.replace(' ', '')}": chance.text for hours, chance in each.touch.items()},
                "sentence": each.sentence,
            }
            for each in document.clusters
        ],
        "sentences": [document.leaning, *document.findings],
        "average_leverage": [
            _leverage("effective", document.effective_leverage.text, document.effective_interval),
            _leverage("arithmetic", document.arithmetic_leverage.text, document.arithmetic_interval),
        ],
        "unidentified": f"not identified, shown as the prior: {', '.join(unknown)}" if unknown else "",
        "facts": [
            ["Mark", document.mark.text],
            ["Open interest", f"{document.open_interest.text} M USD"],
            ["Longs on the map", f"{document.long_on_map.text} M USD, {document.long_outside.text} outside"],
            ["Shorts on the map", f"{document.short_on_map.text} M USD, {document.short_outside.text} outside"],
            ["Volatility of a day", document.volatility_daily.text],
            ["Record behind it", f"{document.hours.text} h"],
            ["Leverage from", document.leverage_from],
        ],
        "leverage": [
            [each.leverage.text, each.long_share.text, each.short_share.text, each.is_identified]
            for each in document.leverage
        ],
        "stops": [
            f"{each.side}s {each.price.text} ({each.distance.text}): {', '.join(each.reasons)}"
            for each in document.stops
        ],
        "notes": list(document.notes),
    }


def _lineage(badge: str, as_of: str | None, model: str, source: str, seed: int | None) -> str:
    parts = [badge, "" if as_of is None else f"as of {as_of}", model, source]
    if seed is not None and f"seed {seed}" not in source:
        parts.append(f"seed {seed}")
    return " · ".join(each for each in parts if each)


def _balance(view: Any) -> str:
    return f"{view.bid_share.text} bids · {view.signed.text}" + ("" if view.is_complete else " · in part")


def _rows(side: Iterable[Any]) -> list[list[str]]:
    return [
        [
            each.price.text,
            each.size.text,
            each.cumulated.text,
            ", ".join([*(["wall"] if each.is_wall else []), *(mark.text for mark in each.marks)]),
        ]
        for each in side
    ]


def _bound(text: str, *, is_bound: bool) -> str:
    return f"at most {text}" if is_bound else text


def _leverage(name: str, text: str, interval: tuple[Any, Any] | None) -> dict[str, str]:
    note = f"90 %: {interval[0].text} to {interval[1].text}" if interval else "no interval: rests on the prior"
    return {"name": name, "text": f"{text}x", "note": note}
