"""The risk view: models, exceptions, distribution and simulated prices, each figure that of its command."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from seawall.portfolio import example_portfolio_path
from tests.web.conftest import RunningServer
from tests.web.visits import MARKS, PATIENCE_MS, Visit, command, eventually, missing, visiting

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BOOK = str(example_portfolio_path())
CHOSEN = {
    "var_models": "historical,age-weighted,normal",
    "var_confidence": "0.975",
    "test_window": "500",
    "test_sessions": "250",
    "tested": "normal",
    "gbm_paths": "2000",
    "gbm_seed": "11",
}
MODELS = CHOSEN["var_models"].split(",")

pytestmark = MARKS


@pytest.fixture(scope="module")
def visit(browser: Browser, server: RunningServer) -> Iterator[Visit]:
    with visiting(browser, server, "risk", **CHOSEN) as found:
        yield found


def test_the_fan_shows_the_figures_of_seawall_var(visit: Visit) -> None:
    methods = [word for each in MODELS for word in ("--method", each)]
    document = visit.document("models")
    assert document == command("var", BOOK, *methods, "--confidence", "0.975", "--horizon", "1", check=True)
    figures = [
        each[part]["text"]
        for model in document["models"]
        for each in model["figures"]
        for part in ("value", "lower", "upper")
    ]
    assert len(figures) == 3 * 2 * 3
    assert missing([*figures, *(each["title"] for each in document["models"])], visit.text("Models of the tail")) == []
    # a whisker for every interval, a sign for every figure
    chart = visit.card("Models of the tail").locator("svg.chart")
    drawn = [chart.locator(each).count() for each in (".whisker", ".value-at-risk", ".shortfall")]
    assert drawn == [6, 3, 3]


def test_verdicts_and_exceptions_are_those_of_seawall_backtest(visit: Visit) -> None:
    models = [word for each in MODELS for word in ("--model", each)]
    options = ["--confidence", "0.975", "--window", "500", "--sessions", "250", "--refit-every", "21"]
    document = visit.document("backtest")
    assert document == command("backtest", BOOK, *models, *options, check=True)
    rows = visit.card("Models of the tail").locator("table.plain tbody tr").all_inner_texts()
    for row, judged in zip(rows, document["models"], strict=True):
        verdict = "rejected" if judged["rejected"] else "not rejected"
        assert row.split("\t")[7:] == [
            f"{judged['exceptions']} of {judged['sessions']}",
            judged["expected_exceptions"]["text"],
            judged["zone"],
            verdict,
        ]
    tested = document["models"][2]
    figures = [each[part]["text"] for each in tested["tests"] for part in ("statistic", "p_value", "adjusted_p_value")]
    figures += [tested["title"], f"Verdict: {tested['verdict']}", f"Zone {tested['zone']}"]
    assert missing(figures, visit.text("Exceptions")) == []
    hidden = visit.card("Exceptions").locator(".visually-hidden table tbody tr td:first-child").all_text_contents()
    assert hidden == tested["exception_dates"]
    assert hidden, "without an exception nothing was compared"


def test_the_distribution_is_that_of_the_report(visit: Visit) -> None:
    report = visit.document("report")
    distribution = report["distribution"]
    assert distribution == command("var", BOOK, check=True)["distribution"]
    lines = {(each["measure"], each["confidence"]): each for each in distribution["lines"]}
    shown = [lines["value_at_risk", 0.99], lines["expected_shortfall", 0.975]]
    card = visit.card("Distribution of P&L")
    labels = " ".join(card.locator("svg.chart .cut text").all_text_contents()).replace("\N{MINUS SIGN}", "-")
    for each in shown:
        assert f"-{each['loss']['text']} USD, {each['share_of_equity']['text']} of equity" in labels
    assert missing([each["probability"]["text"] for each in shown], visit.text("Distribution of P&L")) == []
    assert card.locator("svg.chart .bin").count() == len(distribution["probabilities"])
    # what is drawn as the tail is the share of scenarios that reach Value at Risk
    in_tail = card.locator("svg.chart .bin.is-tail").count()
    assert sum(distribution["probabilities"][:in_tail]) == pytest.approx(shown[0]["probability"]["value"], abs=1e-12)


def test_simulated_prices_are_those_of_seawall_simulate(visit: Visit) -> None:
    model = ["--spot", "97420", "--mu", "0.25", "--vol", "0.72", "--days", "30"]
    document = visit.document("simulation")
    assert document == command("simulate", "gbm", *model, "--paths", "2000", "--seed", "11", check=True)
    figures = [
        each[part]["text"].replace("\N{MINUS SIGN}", "-")
        for each in (document["mean"], *document["tail"])
        for part in ("simulated", "standard_error", "closed_form", "gap")
    ]
    assert missing(figures, visit.text("Simulated price")) == []


def test_what_is_typed_is_simulated_and_linked(visit: Visit) -> None:
    card = visit.card("Simulated price")
    paths = card.get_by_label("Paths")
    paths.fill("100000")
    paths.press("Enter")
    eventually(lambda: visit.document("simulation")["paths"] == 100_000, seconds=PATIENCE_MS / 1_000)
    assert "gbm_paths=100000" in visit.page.url
    assert "gbm_seed=11" in visit.page.url
    mean = visit.document("simulation")["mean"]
    eventually(lambda: mean["simulated"]["text"] in visit.text("Simulated price"), seconds=10)
    assert "100,000 paths" in visit.text("Simulated price")


def test_a_level_that_is_refused_is_refused_beside_its_field(visit: Visit) -> None:
    card = visit.card("Models of the tail")
    before = card.locator("table.plain tbody").inner_text()
    level = card.get_by_label("Confidence")
    level.fill("40")
    level.press("Enter")
    refusal = card.locator(".field", has=visit.page.get_by_label("Confidence")).get_by_role("alert")
    refusal.wait_for(timeout=PATIENCE_MS)
    assert "confidence" in refusal.inner_text()
    assert "0.5" in refusal.inner_text()
    assert card.locator("table.plain tbody td").first.inner_text() in before
    visit.page.go_back()
    refusal.wait_for(state="hidden", timeout=PATIENCE_MS)
    visit.wait()


def test_a_row_leads_to_the_exceptions_of_its_model(visit: Visit) -> None:
    row = visit.card("Models of the tail").get_by_role("button", name="Age-weighted", exact=True)
    row.focus()
    visit.page.keyboard.press("Enter")
    visit.card("Exceptions").get_by_text("Age-weighted:", exact=False).first.wait_for()
    assert "tested=age-weighted" in visit.page.url


def test_a_slow_backtest_waits_to_be_asked_for(visit: Visit) -> None:
    visit.page.locator("details.choice summary").click()
    visit.page.get_by_role("checkbox", name="garch", exact=True).check()
    card = visit.card("Models of the tail")
    card.get_by_role("button", name="GARCH-t", exact=True).wait_for(timeout=PATIENCE_MS)
    card.get_by_role("button", name="Backtest them").wait_for()
    assert "not tested" in card.inner_text()
    assert "have not been tested" in visit.text("Exceptions")
    assert not any("backtest" in each and "garch" in each for each in visit.asked)
    visit.page.get_by_role("checkbox", name="garch", exact=True).uncheck()
    card.get_by_role("button", name="Backtest them").wait_for(state="hidden")
    visit.wait()
    assert "not tested" not in card.inner_text()
