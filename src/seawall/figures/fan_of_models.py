"""The picture behind the choice of a model: what each says of the same tail, and which its own backtest rejects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from seawall.figures.style import INK, LOSS, MUTED, SEA, new_axes
from seawall.measures import RiskFigure

__all__ = ["FanRow", "model_fan"]


@dataclass(frozen=True, slots=True)
class FanRow:
    """One model of the fan.

    Attributes
    ----------
    title : str
        Name of the model.
    value_at_risk, expected_shortfall : RiskFigure
        At one confidence and horizon.
    remark : str
        Verdict of the backtest in a few words; empty where there is none.
    is_rejected : bool
        Whether the backtest rejects the model.
    """

    title: str
    value_at_risk: RiskFigure
    expected_shortfall: RiskFigure
    remark: str = ""
    is_rejected: bool = False


def model_fan(rows: Sequence[FanRow]) -> Axes:
    """VaR and ES of several models on one scale, each with its interval.

    Parameters
    ----------
    rows : sequence of FanRow
        From the top down; at least one.

    Returns
    -------
    matplotlib.axes.Axes
        Of a figure of its own; loss in base currency, larger to the right.
    """
    axes = new_axes(width=11.2, height=0.9 + 0.42 * len(rows))
    for place, row in enumerate(rows):
        colour = LOSS if row.is_rejected else SEA
        for figure, offset, marker in ((row.value_at_risk, -0.13, "o"), (row.expected_shortfall, 0.13, "D")):
            height = place + offset
            if figure.interval is not None:
                axes.plot([figure.interval.lower, figure.interval.upper], [height] * 2, color=colour, lw=1.4, alpha=0.6)
            filled = colour if marker == "o" else "white"
            axes.plot([figure.value], [height], marker, color=colour, markerfacecolor=filled, markersize=5.5)
        if row.remark:
            axes.annotate(
                row.remark,
                (1.0, place),
                xycoords=("axes fraction", "data"),
                xytext=(6, 0),
                textcoords="offset points",
                va="center",
                fontsize=8.5,
                color=LOSS if row.is_rejected else MUTED,
                annotation_clip=False,
            )
    first = rows[0].value_at_risk
    axes.set_yticks(range(len(rows)), [row.title for row in rows])
    axes.set_ylim(len(rows) - 0.45, -0.55)
    axes.tick_params(axis="y", length=0, labelcolor=INK)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    sessions = "1 session" if first.horizon_sessions == 1 else f"{first.horizon_sessions} sessions"
    axes.set_xlabel(
        f"loss over {sessions}, {first.currency}: ● VaR and ◇ ES {first.confidence * 100:g}%, with intervals",
        color=MUTED,
        fontsize=9,
    )
    return axes
