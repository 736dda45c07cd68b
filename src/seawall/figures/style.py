"""One look for every picture."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from seawall.errors import InputError

__all__ = ["GAIN", "INK", "LOSS", "MUTED", "SEA", "new_axes", "root_figure"]

INK = "#1c2733"
MUTED = "#6b7785"
SEA = "#2a6f97"
LOSS = "#c8553d"
GAIN = "#2f9e7e"


def new_axes(*, width: float, height: float) -> Axes:
    """Empty axes of a figure of its own: no frame but the baseline, quiet ticks; inches."""
    axes = Figure(figsize=(width, height), layout="constrained").add_subplot()
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(MUTED)
    axes.tick_params(colors=MUTED, labelsize=9, length=3)
    axes.title.set_color(INK)
    return axes


def root_figure(axes: Axes) -> Figure:
    """Figure that holds `axes`: what is saved to a file."""
    figure = axes.get_figure(root=True)
    if figure is None:
        raise InputError("'axes' belong to no figure")
    return figure
