"""The picture behind the grade: points of each factor, stacked to the composite."""

from __future__ import annotations

from matplotlib.axes import Axes

from seawall.figures.style import GAIN, INK, LOSS, MUTED, SEA, new_axes
from seawall.rating import Rating, RatingPolicy

__all__ = ["waterfall_bars"]


def waterfall_bars(rating: Rating, policy: RatingPolicy) -> Axes:
    """Horizontal waterfall over the ladder of grades.

    Parameters
    ----------
    rating : Rating
        With its waterfall; a factor that is not rated is drawn as the range it leaves open.
    policy : RatingPolicy
        Its ladder gives the grade lines.

    Returns
    -------
    matplotlib.axes.Axes
        Of a figure of its own; points from 0 to 10.
    """
    axes = new_axes(width=11.2, height=3.0)
    start = 0.0
    names = [each.policy.title for each in rating.waterfall]
    for row, each in enumerate(rating.waterfall):
        if each.contribution is None:
            sure, possible = (each.policy.weight * score for score in each.score_range)
            axes.barh(row, sure, left=start, color=SEA, height=0.55)
            start += sure
            width = possible - sure
            axes.barh(row, width, left=start, color="none", edgecolor=MUTED, hatch="////", height=0.55)
            axes.text(start + width + 0.1, row, "not rated", va="center", fontsize=8.5, color=MUTED)
            continue
        axes.barh(row, each.contribution, left=start, color=SEA, height=0.55)
        axes.text(
            start + each.contribution + 0.1, row, f"+{each.contribution:.2f}", va="center", fontsize=8.5, color=INK
        )
        start += each.contribution
    composite = len(names)
    color = GAIN if rating.bands[-1].action == "HOLD" else LOSS if rating.bands[0].action in {"REDUCE", "EXIT"} else SEA
    axes.barh(composite, rating.best, color=color, height=0.55)
    if rating.score is None:
        axes.barh(
            composite,
            rating.worst - rating.best,
            left=rating.best,
            color="none",
            edgecolor=MUTED,
            hatch="////",
            height=0.55,
        )
    label = f"{rating.best:.2f}" if rating.score is not None else f"{rating.best:.2f} to {rating.worst:.2f}"
    axes.text(rating.worst + 0.1, composite, label, va="center", fontsize=9, color=INK, weight="bold")
    previous = 0.0
    for band in policy.ladder:
        axes.axvline(band.below, color=MUTED, lw=0.5, alpha=0.5)
        axes.text((previous + band.below) / 2, -0.85, band.grade, ha="center", fontsize=8, color=MUTED)
        previous = band.below
    axes.set_xlim(0, 10.02)
    axes.set_ylim(composite + 0.6, -1.2)
    axes.set_yticks(range(composite + 1), [*names, "Composite"])
    axes.tick_params(axis="y", length=0, labelcolor=INK)
    axes.set_xlabel("points, 0 (best) to 10 (worst)", color=MUTED, fontsize=9)
    return axes
