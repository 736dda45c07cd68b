"""Names beside points, placed so that none touches another name, a point or the edge.

Each name has places around its point in sixteen directions at growing distance. Places that touch something are out; of
the others the one with the least cost is taken, where distance costs, and so does lying on a line of the picture. The
most crowded point chooses first. Then every name may move again while the others stand, until none gains by it. A name
that ends up apart from its point is tied to it by a thin line. The same picture gives the same places.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from seawall.core import BoolArray, FloatArray
from seawall.errors import InputError
from seawall.figures.style import INK, MUTED, root_figure

__all__ = ["place_labels"]

_DIRECTIONS = 16
_GAPS = np.array([5.0, 8.0, 12.0, 17.0, 23.0, 30.0, 38.0, 48.0, 60.0, 75.0, 95.0, 120.0, 150.0, 190.0, 240.0])
_FONT_SIZE = 8.5
_POINT_RADIUS, _BREATH = 4.5, 1.5
_TIED_FROM = 10.0
_LINE_COST, _TIE_COST = 30.0, 60.0
_ROUNDS = 6


def place_labels(
    axes: Axes,
    points: FloatArray,
    names: Sequence[str],
    *,
    avoided: FloatArray,
) -> None:
    """Write `names` beside `points`; limits and layout of the picture must be final, and are kept.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where the points are drawn.
    points : FloatArray
        Shape (n, 2), in data coordinates.
    names : sequence of str
        Of the first so many points; points beyond are only kept clear of.
    avoided : FloatArray
        Lines that names should not lie on, as x, y, x, y; shape (m, 4), in data coordinates.

    Raises
    ------
    InputError
        For more names than points.
    """
    if len(names) > len(points):
        raise InputError(f"'names' must be at most as many as the points, {len(points)}, were {len(names)}")
    figure = root_figure(axes)
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    scale = figure.dpi / 72.0
    at = axes.transData.transform(points) / scale
    lines = np.concatenate([axes.transData.transform(avoided[:, end]) / scale for end in ((0, 1), (2, 3))], axis=1)
    frame = axes.get_window_extent()
    edge = np.array([frame.x0, frame.y0, frame.x1, frame.y1]) / scale
    texts = [axes.text(0, 0, name.replace("$", r"\$"), fontsize=_FONT_SIZE, color=INK, zorder=4) for name in names]
    extents = [text.get_window_extent() for text in texts]
    sizes = np.array([[each.width, each.height] for each in extents]).reshape(-1, 2) / scale
    boxes = _settled(at, sizes, lines, edge)
    back = axes.transData.inverted()
    for place, (text, box) in enumerate(zip(texts, boxes, strict=True)):
        text.set_position(tuple(back.transform(scale * (box[:2] + box[2:]) / 2)))
        text.set_horizontalalignment("center")
        text.set_verticalalignment("center")
        near = np.clip(at[place], box[:2], box[2:])
        if np.hypot(*(near - at[place])) > _TIED_FROM:
            tie = back.transform(scale * np.stack([at[place], near]))
            axes.plot(tie[:, 0], tie[:, 1], color=MUTED, lw=0.6, zorder=2, scalex=False, scaley=False)


def _settled(at: FloatArray, sizes: FloatArray, lines: FloatArray, edge: FloatArray) -> FloatArray:
    """Box of each name as left, bottom, right, top, shape (n, 4), in points."""
    count = len(sizes)
    places = [_candidates(at[each], sizes[each]) for each in range(count)]
    marks = np.concatenate([at - _POINT_RADIUS, at + _POINT_RADIUS], axis=1)
    gaps = np.hypot(*(at[:count, None] - at[None]).transpose(2, 0, 1))
    order = np.argsort(-np.exp(-gaps / 40.0).sum(axis=1), kind="stable") if count else np.empty(0, dtype=np.int64)
    chosen = np.full((count, 4), np.nan)
    own_cost = []
    for each in range(count):
        boxes, distance = places[each]
        outside = (boxes[:, :2] < edge[:2]).any(axis=1) | (boxes[:, 2:] > edge[2:]).any(axis=1)
        blocked = outside | _touching(boxes, marks).any(axis=1)
        over_points = _crossing(np.delete(marks, each, axis=0), _ties(at[each], boxes)).sum(axis=0)
        cost = distance + _LINE_COST * _crossing(boxes, lines).sum(axis=1) + _TIE_COST * over_points
        own_cost.append(np.where(blocked, np.inf, cost))
    for _ in range(_ROUNDS):
        before = chosen.copy()
        for each in order:
            boxes, _ = places[each]
            others = [other for other in range(count) if other != each and np.isfinite(chosen[other, 0])]
            cost = own_cost[each].copy()
            if others:
                cost += _TIE_COST * _crossing(boxes, _ties(at[others], chosen[others])).sum(axis=1)
                cost += _TIE_COST * _crossing(chosen[others], _ties(at[each], boxes)).sum(axis=0)
                cost[_touching(boxes, chosen[others]).any(axis=1)] = np.inf
            best = int(np.argmin(cost))
            if not np.isfinite(cost[best]):
                raise InputError(f"'names' must leave room for each other in the picture, but {count} do not")
            chosen[each] = boxes[best]
        if np.array_equal(before, chosen):
            break
    return chosen


def _candidates(point: FloatArray, size: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Boxes around a point, shape (n, 4), and what their distance costs."""
    angles = 2.0 * np.pi * np.arange(_DIRECTIONS) / _DIRECTIONS
    ways = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    centres = point + ways[None] * (_GAPS[:, None, None] + size / 2.0)
    centres = centres.reshape(-1, 2)
    # to the right and above are where names are looked for first
    cost = (_GAPS[:, None] + 2.0 - ways[None, :, 0] - 0.5 * ways[None, :, 1]).ravel()
    return np.concatenate([centres - size / 2.0, centres + size / 2.0], axis=1), cost


def _ties(points: FloatArray, boxes: FloatArray) -> FloatArray:
    """Shortest line from each point, or the one point, to each box, shape (n, 4)."""
    near = np.clip(points, boxes[:, :2], boxes[:, 2:])
    return np.concatenate([np.broadcast_to(points, near.shape), near], axis=1)


def _touching(boxes: FloatArray, others: FloatArray) -> BoolArray:
    """Whether each of the boxes comes within a breath of each of the others, shape (n, m)."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    return np.asarray((high - low > -_BREATH).all(axis=2))


def _crossing(boxes: FloatArray, lines: FloatArray) -> BoolArray:
    """Whether each line passes through each box, shape (n boxes, m lines); clipped axis by axis."""
    start, way = lines[None, :, :2], (lines[:, 2:] - lines[:, :2])[None]
    # a line along an axis never meets the sides of the other one: far away before and after
    steps = np.where(np.abs(way) < 1e-9, 1e-9, way)
    first, second = (boxes[:, None, :2] - start) / steps, (boxes[:, None, 2:] - start) / steps
    enters = np.minimum(first, second).max(axis=2)
    leaves = np.maximum(first, second).min(axis=2)
    return np.asarray((enters <= leaves) & (leaves >= 0.0) & (enters <= 1.0))
