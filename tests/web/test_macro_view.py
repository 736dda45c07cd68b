"""The macro view in a browser: its figures are those of the commands, with economic series and without."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.web.conftest import RunningServer
from tests.web.visits import MARKS, PATIENCE_MS, PHONE, Visit, command, missing, running, visiting

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = MARKS

PRICE = {"panel": "forecast", "series": "TLT", "ahead": "3"}


@pytest.fixture(scope="module")
def folder(real_data: Path) -> str:
    return str(real_data / "macro")


@pytest.fixture(scope="module")
def economic(folder: str) -> Iterator[RunningServer]:
    with running("--port", "0", "--seed", "7", "--macro", folder) as found:
        yield found


@pytest.mark.real_data
def test_the_economy_on_the_page_is_that_of_the_command(browser: Browser, economic: RunningServer, folder: str) -> None:
    document = command("macro", "--data", folder, "--market", "sample")
    history = command("macro", "--history", "--data", folder)
    with visiting(browser, economic, "macro") as visit:
        assert visit.document("macro") == document
        assert visit.document("macro-history") == history
        for card in document["cards"]:
            reading = card["indicator"]
            shown = visit.text(reading["title"])
            figures = [reading["value"]["text"], reading["value"]["unit"], reading["period"], reading["word"]]
            assert missing([*figures, card["trend"], card["what"], card["sentence"], reading["stale"]], shown) == []
            assert visit.card(reading["title"]).locator("svg[role='img']").count() == 1
        regime = document["regime"]
        figures = [part[name]["text"] for part in regime["parts"] for name in ("score", "contribution")]
        figures += [each["score"]["text"] for part in regime["parts"] for each in part["indicators"]]
        figures += [regime["score"]["text"], regime["word"] or "open", document["recession"]["probability"]["text"]]
        assert missing(figures, visit.text("Macro regime")) == []
        last = history["months"][-1]
        figures = [last["day"], last["score"]["text"], last["probability"]["text"], history["skill"]["sentence"]]
        assert missing(figures, visit.text("Regime over time")) == []
        curves = document["curves"]
        figures = [point["rate"]["text"] for curve in curves for point in curve["points"]]
        figures += [curve["date"] for curve in curves] + [each["reason"] for each in curves[0]["missing"]]
        assert missing(figures, visit.text("Treasury curve")) == []
        figures = [each["value"]["text"] for each in document["indicators"]]
        assert missing(figures, visit.text("All indicators")) == []
        _assert_views(visit, document)
        assert visit.complaints == []
        visit.assert_accessible()
        assert visit.width_on_a_phone() == PHONE["width"]


def _assert_views(visit: Visit, document: dict[str, Any]) -> None:
    assert [each["title"] for each in document["views"]] == ["Dollar", "Gold", "Bitcoin (BTC)", "Ether (ETH)"]
    for view in document["views"]:
        level = view["level"]
        figures = [level[name]["text"] for name in ("close", "day_change")] if level else [view["level_reason"]]
        for driver in view["drivers"]:
            if driver["value"]["value"] is not None:
                figures += [driver["title"], driver["value"]["text"], driver["date"]]
        figures += [each["text"] for each in view["reading"]]
        assert missing(figures, visit.text(view["title"])) == [], view["asset"]


def test_without_economic_series_the_views_of_assets_stand_and_the_command_is_named(
    browser: Browser, server: RunningServer
) -> None:
    with visiting(browser, server, "macro") as visit:
        document = visit.document("macro")
        assert document["cards"] == []
        said = visit.text("Fed and inflation")
        assert "seawall pull PORTFOLIO" in said
        assert "seawall serve --macro FOLDER" in said
        _assert_views(visit, document)
        page = visit.page
        page.get_by_role("tab", name="Economy").focus()
        page.keyboard.press("ArrowRight")
        assert "panel=forecast" in page.url
        visit.card("Forecast").locator(".plot canvas").first.wait_for(timeout=PATIENCE_MS)
        assert visit.document("forecast")["series"]["name"] == "SPY"  # the first of the list
        field = page.get_by_role("combobox", name="Series")
        field.fill("NOPE")
        field.press("Enter")
        page.locator(".refusal").wait_for(timeout=PATIENCE_MS)
        assert "no series 'NOPE'" in visit.text("Series")
        assert field.get_attribute("aria-invalid") == "true"
        assert "series=NOPE" in page.url
        assert page.locator("section[aria-label='Forecast'].is-dimmed").count() == 1
        page.go_back()
        page.locator("section[aria-label='Forecast']:not(.is-dimmed)").wait_for(timeout=PATIENCE_MS)


def test_the_forecast_on_the_page_is_that_of_the_command(browser: Browser, server: RunningServer) -> None:
    document = command("forecast", "TLT", "--market", "sample", "--steps", "3")
    volatility = command("volatility", "TLT", "--market", "sample", "--steps", "3")
    with visiting(browser, server, "macro", **PRICE) as visit:
        assert visit.document("forecast") == document
        assert visit.document("volatility") == volatility
        assert visit.document("acf") == command("acf", "TLT", "--market", "sample")
        verdict = visit.text("Better than no model?")
        figures = [each[name]["text"] for each in document["comparisons"] for name in ("rmse", "rmse_ratio", "p_value")]
        figures += [each["share"]["text"] for each in document["coverages"]]
        assert missing([*document["verdicts"], *figures, document["schedule"]["sentence"]], verdict) == []
        last = document["steps"][-1]
        figures = [last["level_median"]["text"], last["level_lower"]["95"]["text"], last["level_upper"]["95"]["text"]]
        assert missing([document["order"], *figures], visit.text("Forecast")) == []
        figures = [each[name]["text"] for each in document["candidates"] for name in ("aic", "aicc", "bic")]
        figures += [each["refused"] for each in document["candidates"]]
        assert missing([document["order"], *figures], visit.text("Order")) == []
        figures = [each["p_value"]["text"] for each in document["diagnostics"] + document["stationarity"]["tests"]]
        figures += [each["verdict"] for each in document["diagnostics"]] + [document["stationarity"]["sentence"]]
        figures += [each["modulus"]["text"] for each in document["roots"]]
        assert missing(figures, visit.text("Diagnostics")) == []
        assert missing([visit.document("acf")["verdict"]], visit.text("Autocorrelation")) == []
        ends = [model["horizons"][place] for model in volatility["models"] for place in (0, -1)]
        figures = [each[name]["text"] for each in ends for name in ("average_volatility", "lower", "upper")]
        assert missing([*figures, volatility["verdict"]], visit.text("Volatility")) == []
        signals = sum(each["is_signal"] for each in visit.document("acf")["lags"])
        card = visit.card("Autocorrelation").locator("svg.correlogram").first
        assert card.locator("line.stem").count() == len(visit.document("acf")["lags"])
        assert card.locator("line.is-signal").count() == signals
        assert visit.complaints == []
        visit.assert_accessible()
        assert visit.width_on_a_phone() == PHONE["width"]


@pytest.mark.real_data
def test_a_series_with_a_gap_is_refused_in_the_engine_s_sentence(browser: Browser, economic: RunningServer) -> None:
    with visiting(browser, economic, "macro", panel="forecast", series="UNRATE") as visit:
        listed = {each["name"]: each for each in visit.document("series")["series"]}
        assert listed["UNRATE"]["obstacle"] != ""
        assert missing([listed["UNRATE"]["obstacle"]], visit.text("Forecast")) == []
        options = visit.page.locator("datalist option").evaluate_all("all => all.map((each) => each.value)")
        assert options == list(listed)
        assert "returns" in visit.text("Volatility")  # which an economic series has none of
