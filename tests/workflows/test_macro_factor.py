"""The macro factor of the rating: the regime score where series are given, the stand-in where not, a range between."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from typer.testing import CliRunner

from seawall.cli.app import application
from seawall.errors import SeawallError
from seawall.figures import root_figure, waterfall_bars
from seawall.macro import forecast_recession, read_regime
from seawall.portfolio import read_portfolio_file
from seawall.rating import FactorScore, RatingFactor, default_policy
from seawall.report import (
    RiskResults,
    compose_document,
    document_json,
    html_page,
    macro_regime_section,
    recession_view,
    regime_view,
    sections,
)
from seawall.sources import read_macro_folder
from seawall.workflows import open_market, run_risk_report
from tests.tolerances import EXACT


def rated(examples: Path, macro: Path | None) -> RiskResults:
    file = read_portfolio_file(examples / "multi_asset_01.yaml")
    return run_risk_report(file, open_market(file), macro=macro, with_models=False)


def macro_factor(results: RiskResults) -> FactorScore:
    return next(each for each in results.rating.waterfall if each.policy.factor is RatingFactor.MACRO)


def test_without_series_the_factor_is_the_stand_in_and_says_so(examples: Path) -> None:
    results = rated(examples, None)
    assert results.regime is None
    assert macro_factor(results).reading.basis.startswith("stand-in, no macro data given: SPY")
    assert compose_document(results).macro_regime is None
    assert results.rating.score is not None


@pytest.mark.real_data
def test_with_series_the_factor_is_the_score_of_the_economy(examples: Path, real_data: Path) -> None:
    results = rated(examples, real_data / "macro")
    reading = read_regime(read_macro_folder(real_data / "macro", as_of=dt.date(2025, 12, 30)))
    assert reading.score is not None
    factor = macro_factor(results)
    assert factor.score == pytest.approx(reading.score, rel=EXACT)
    assert "2025-12-30" in factor.reading.basis
    assert "15 of 15 indicators" in factor.reading.basis
    document = compose_document(results)
    assert document.macro_regime == regime_view(reading)
    shown = next(each for each in document.rating.waterfall if each.factor == "macro")
    assert document.macro_regime is not None
    assert shown.score.text == document.macro_regime.score.text
    titles = [table.title for each in sections(document) if each.id == "rating" for table in each.tables]
    assert titles == [
        "Waterfall",
        "What would move the grade by one",
        "Macro regime on 2025-12-30: the score and its parts",
        "Limits",
    ]
    page = html_page(document, results)
    assert "Re-steepening after inversion" in page
    assert json.loads(document_json(document))["macro_regime"]["word"] == "expansion"


@pytest.mark.real_data
def test_a_missing_series_narrows_the_range_to_what_is_open(examples: Path, real_data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "macro"
    folder.mkdir()
    for each in (real_data / "macro").glob("*.csv"):
        if each.stem != "BAMLH0A0HYM2":
            shutil.copy(each, folder)
    results = rated(examples, folder)
    factor = macro_factor(results)
    assert factor.score is None
    best, worst = factor.score_range
    # the credit part weighs 0.20 of the score, so 2 of its 10 points are open
    assert worst - best == pytest.approx(2.0, abs=1e-9)
    assert results.rating.worst - results.rating.best == pytest.approx(0.1 * 2.0, abs=1e-9)
    assert "BAMLH0A0HYM2" in factor.reading.basis
    shown = next(each for each in compose_document(results).rating.waterfall if each.factor == "macro")
    assert shown.score.text == f"{best:.2f} to {worst:.2f}"
    assert " to " in shown.reading.text
    axes = waterfall_bars(results.rating, default_policy())
    FigureCanvasAgg(root_figure(axes)).draw()  # type: ignore[no-untyped-call]
    lengths = [bar.get_width() for bar in axes.patches if abs(bar.get_y() + bar.get_height() / 2 - 5) < 0.01]  # type: ignore[attr-defined]
    assert sum(lengths) == pytest.approx(results.rating.worst)


@pytest.mark.real_data
def test_points_of_the_waterfall_add_up(real_data: Path) -> None:
    view = regime_view(read_regime(read_macro_folder(real_data / "macro", as_of=dt.date(2008, 12, 1))))
    assert sum(each.contribution.value or 0.0 for each in view.parts) == pytest.approx(view.score.value, abs=1e-9)
    for part in view.parts:
        inside = sum(each.contribution.value or 0.0 for each in part.indicators)
        assert inside == pytest.approx(part.contribution.value, abs=1e-9), part.title


@pytest.mark.real_data
def test_the_section_shows_score_probability_interval_and_fit(real_data: Path) -> None:
    economy = read_macro_folder(real_data / "macro", as_of=dt.date(2025, 12, 30))
    forecast = forecast_recession(economy)
    section = macro_regime_section(regime_view(read_regime(economy)), recession_view(forecast))
    regime, recession = section.tables
    assert regime.rows[-1][3].text == f"{read_regime(economy).score:.2f}"
    cells = {row[0].text: (row[1].text, row[2].text) for row in recession.rows}
    assert cells["Probability"][0] == f"{100 * forecast.probability:.1f}%"
    assert cells["Interval, 90%"][0] == f"{100 * forecast.lower:.1f}% to {100 * forecast.upper:.1f}%"
    assert cells["Sample"][0] == f"{forecast.fit.probit.n} months"
    assert f"{forecast.fit.probit.robust_errors[1]:.4f} (Newey-West)" in cells["Slope, per point of spread"][1]
    assert macro_regime_section(None, None).tables == ()


def test_a_folder_that_is_not_there_is_refused(examples: Path, tmp_path: Path) -> None:
    with pytest.raises(SeawallError, match="nowhere"):
        rated(examples, tmp_path / "nowhere")


@pytest.mark.real_data
def test_the_command_takes_the_folder(examples: Path, real_data: Path) -> None:
    arguments = ["rate", str(examples / "multi_asset_01.yaml"), "--macro", str(real_data / "macro"), "--json"]
    found = CliRunner().invoke(application, arguments)
    assert found.exit_code == 0, found.output
    document = json.loads(found.stdout)
    assert document["macro_regime"]["as_of"] == document["as_of"]
    factor = next(each for each in document["rating"]["waterfall"] if each["factor"] == "macro")
    assert factor["score"]["value"] == pytest.approx(document["macro_regime"]["score"]["value"], rel=EXACT)
