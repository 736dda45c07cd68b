"""The portfolio view: figures of the commands, editors that ask the engine, and trades that stay in the address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from seawall.portfolio import example_portfolio_path
from tests.web.conftest import RunningServer
from tests.web.visits import MARKS, PATIENCE_MS, Visit, command, missing

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = MARKS
BOOK = str(example_portfolio_path())
ASKED = ("--rf", "0.05", "--bounds", "0.02:0.4", "--from", BOOK)


def chosen(visit: Visit) -> dict[str, list[str]]:
    return parse_qs(urlsplit(visit.page.url).query)


@pytest.fixture(scope="module")
def visit(browser: Browser, server: RunningServer) -> Iterator[Visit]:
    from playwright.sync_api import expect

    with Visit(browser, server, "portfolio", trade="BTC+-2,SPY+100") as found:
        # the first report of a server beside all that this view asks for takes longest of all
        expect(found.card("Who makes the tail").locator(".bars")).to_be_visible(timeout=2 * PATIENCE_MS)
        found.wait()
        yield found


def test_frontier_and_weights_are_those_of_the_commands(visit: Visit) -> None:
    frontier = command("frontier", "sample", *ASKED, "--points", "60")
    assert visit.document("frontier") == frontier
    best = frontier["max_sharpe"]
    figures = [best[part]["text"] for part in ("expected_return_annual", "volatility_annual", "sharpe_ratio")]
    figures += [each["text"] for each in best["weights"].values()]
    assert missing([*figures, frontier["book"]["portfolio"]], visit.text("Frontier within bounds")) == []
    optimum = command("optimize", "sample", *ASKED)
    assert visit.document("optimize") == optimum
    figures = [optimum[part]["text"] for part in ("expected_return_annual", "volatility_annual", "expected_shortfall")]
    figures += [each[part]["text"] for each in optimum["weights"] for part in ("weight", "share_of_volatility")]
    trades = optimum["trades"]["trades"]
    figures += [each[part]["text"] for each in trades for part in ("units_before", "units", "units_after")]
    assert missing(figures, visit.text("Weights and trades")) == []


def test_betas_contributions_and_hedges_are_those_of_the_commands(visit: Visit) -> None:
    capm = command("capm", "sample", "--market", "SPY", "--rf", "0.05")
    assert visit.document("capm") == capm
    figures = [each[part]["text"] for each in capm["assets"] for part in ("beta", "beta_error", "alpha_annual")]
    assert missing(figures, visit.text("Security market line")) == []
    report = visit.document("report")
    parts = [each["amounts"]["0.975"] for each in report["contributions"]]
    (whole,) = (
        each["value"]
        for each in report["figures"]
        if (each["measure"], each["confidence"], each["horizon_sessions"]) == ("expected_shortfall", 0.975, 1)
    )
    assert sum(each["value"] for each in parts) == pytest.approx(whole["value"], rel=1e-9)
    shown = visit.text("Who makes the tail")
    assert missing([*(each["text"] for each in parts), f"{whole['text']} USD"], shown) == []
    hedges = command("hedge", BOOK)
    assert visit.document("hedge") == hedges
    shown = visit.text("What a hedge would change")
    for hedge in hedges["hedges"]:
        change = next(
            each for each in hedge["changes"] if (each["measure"], each["confidence"]) == ("expected_shortfall", 0.975)
        )
        figures = [change["after"]["value"]["text"], *(change["change"][side]["text"] for side in ("value", "lower"))]
        assert missing([*figures, hedge["relative_change"]["text"], hedge["trade"]["trade"]], shown) == []
    assert hedges["hedges"][0]["sentence"] in shown


def test_a_what_if_is_that_of_the_command(visit: Visit) -> None:
    tried = command("what-if", BOOK, "--trade", "BTC -2", "--trade", "SPY +100")
    shown = visit.text("What a trade would change")
    figures = [each[side]["value"]["text"] for each in tried["changes"] for side in ("before", "after", "change")]
    figures += [each["change"][side]["text"] for each in tried["changes"] for side in ("lower", "upper")]
    figures += [each[part]["text"] for each in tried["trades"] for part in ("quantity_before", "quantity_after")]
    assert missing(figures, shown) == []


def test_a_turning_point_is_chosen_by_keys_and_shows_its_weights(visit: Visit) -> None:
    page, where = visit.page, visit.card("Frontier within bounds")
    first = visit.document("frontier")["turning_points"][0]
    where.locator("g[data-name='max-sharpe']").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.name") == "1"
    where.get_by_role("heading", name="turning point 1").wait_for()
    shown = where.locator(".looked-at").inner_text()
    assert missing([each["text"] for each in first["weights"].values()], shown) == []
    assert chosen(visit)["pick"] == ["1"]


def test_bounds_are_recomputed_and_what_none_can_meet_is_refused_beside_the_field(visit: Visit) -> None:
    page, where = visit.page, visit.card("Frontier within bounds")
    least = where.get_by_label("least weight")
    least.fill("50")
    where.get_by_label("largest weight").fill("60")
    least.press("Enter")
    refusal = where.locator(".field", has=page.get_by_label("least weight")).get_by_role("alert")
    refusal.wait_for(timeout=PATIENCE_MS)
    assert "lower bounds of 6 assets sum to 3, above their total of 1" in refusal.inner_text()
    assert "is-dimmed" in (where.get_attribute("class") or "")
    assert where.locator("svg.chart").count() == 1
    least.fill("10")
    where.get_by_label("largest weight").fill("40")
    least.press("Enter")
    refusal.wait_for(state="detached", timeout=PATIENCE_MS)
    where.get_by_text("10.00%").first.wait_for(timeout=PATIENCE_MS)
    assert chosen(visit)["least"] == ["0.1"]
    assert visit.document("frontier")["lower_bound"]["value"] == 0.1


def test_a_hedge_is_tried_from_its_row_and_a_name_that_nothing_has_is_refused(visit: Visit) -> None:
    page, where = visit.page, visit.card("What a trade would change")
    best = visit.document("hedge")["hedges"][0]
    visit.card("What a hedge would change").get_by_role("button", name=f"Try {best['order']}").click()
    after = best["changes"][-1]["after"]["value"]["text"]
    where.get_by_text(after, exact=True).wait_for(timeout=PATIENCE_MS)
    assert chosen(visit)["trade"] == [best["order"]]
    name = where.get_by_label("Trade 1: position or asset")
    name.fill("BTX")
    name.press("Enter")
    refusal = where.locator("li").first.get_by_role("alert")
    refusal.wait_for(timeout=PATIENCE_MS)
    assert "did you mean 'BTC'?" in refusal.inner_text()
    assert where.get_by_text(after, exact=True).count() == 1, "the last good figures are gone"
    where.get_by_role("button", name="Remove trade 1").click()
    where.get_by_text("No trade is tried.").wait_for()
    assert "trade" not in chosen(visit)
    assert not [each for each in visit.complaints if "422" not in each], visit.complaints
    assert page.evaluate("localStorage.length") == 0
