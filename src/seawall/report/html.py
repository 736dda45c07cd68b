"""The report as one self-contained HTML file: no script, no font and no picture from elsewhere."""

from __future__ import annotations

import io
import re

import matplotlib
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from matplotlib.axes import Axes

from seawall.figures import FanRow, loss_histogram, model_fan, root_figure, waterfall_bars
from seawall.rating import default_policy
from seawall.report.document import ReportDocument
from seawall.report.model_views import verdict_words
from seawall.report.rating import rating_range
from seawall.report.results import RiskResults
from seawall.report.tables import headline, sections

__all__ = ["html_page"]

_DECLARATION = re.compile(r"^.*?(?=<svg)", re.DOTALL)
_METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)


def html_page(document: ReportDocument, results: RiskResults) -> str:
    """One HTML page.

    Parameters
    ----------
    document : ReportDocument
        Every number on the page, with its text.
    results : RiskResults
        What the pictures are drawn from.

    Returns
    -------
    str
        The page; the same results give the same bytes.
    """
    environment = Environment(
        loader=PackageLoader("seawall.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["heat"] = _heat
    pictures = {
        "quantify": _inline(loss_histogram(results.distribution), "Distribution of scenario gains and losses")
        + _fan(results),
        "rating": _inline(waterfall_bars(results.rating, default_policy()), "Waterfall of the composite rating"),
    }
    return environment.get_template("report.html").render(
        document=document,
        rating_range=rating_range(document.rating),
        cards=headline(document),
        sections=sections(document),
        pictures=pictures,
    )


def _fan(results: RiskResults) -> Markup:
    """Picture of the models, where any could be run."""
    verdicts = {each.model: each.verdict for each in results.backtests}
    rows = [
        FanRow(
            title=each.title,
            value_at_risk=each.figures[0],
            expected_shortfall=each.figures[1],
            remark=verdict_words(verdicts[each.model]) if each.model in verdicts else "not tested",
            is_rejected=each.model in verdicts and verdicts[each.model].rejected,
        )
        for each in results.fan
    ]
    return _inline(model_fan(rows), "Value at Risk and Expected Shortfall by model") if rows else Markup("")


def _heat(heat: float) -> str:
    """Background of a heatmap cell; the square root keeps small losses visible."""
    if heat == 0.0:
        return ""
    colour = "200,85,61" if heat < 0 else "47,158,126"
    return f"background:rgba({colour},{0.65 * abs(heat) ** 0.5:.3f})"


def _inline(axes: Axes, label: str) -> Markup:
    """SVG of a figure, free of dates and random identifiers."""
    stream = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": "seawall", "svg.fonttype": "path"}):
        root_figure(axes).savefig(stream, format="svg", metadata={"Date": None}, transparent=True)
    svg = _METADATA.sub("", _DECLARATION.sub("", stream.getvalue()))
    return Markup(svg.replace("<svg ", f'<svg role="img" aria-label="{label.replace("&", "&amp;")}" ', 1))
