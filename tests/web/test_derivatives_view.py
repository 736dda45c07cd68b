"""The view of derivatives in a real browser: its figures are those of the commands, and its choices are links."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from seawall.valuation import black_scholes
from tests.web.conftest import RunningServer
from tests.web.visits import MARKS, PATIENCE_MS, Visit, command, missing, running, visiting

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = MARKS
BOOK = Path(__file__).parents[2] / "examples" / "crypto_derivatives.yaml"
OPTION = ["--spot", "97420", "--strike", "100000", "--days", "30", "--rate", "0.05", "--right", "call"]


@pytest.fixture(scope="module")
def chain_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two expiries with a smile, in the columns of a Deribit table."""
    lines = ["instrument_name,timestamp,underlying_price,index_price,mark_price,mark_iv,best_bid_price,best_ask_price"]
    for name, days in (("26MAR21", 42.572917), ("25JUN21", 133.572917)):
        for strike in range(30_000, 85_000, 5_000):
            volatility = 0.80 + 0.2 * math.log(strike / 50_000) ** 2
            for right in ("call", "put"):
                priced = black_scholes(
                    spot=50_000, strike=strike, time=days / 365, rate=0.0, volatility=volatility, right=right
                )
                coins = float(priced.price) / 50_000
                quotes = f"{coins:.8f},{100 * volatility:.2f},{0.99 * coins:.6f},{1.01 * coins:.6f}"
                lines.append(f"BTC-{name}-{strike}-{right[0].upper()},1613067300000,50000,49900,{quotes}")
    path = tmp_path_factory.mktemp("chain") / "chain.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture(scope="module")
def desk(chain_file: Path) -> Iterator[RunningServer]:
    with running(str(BOOK), "--chain", str(chain_file), "--port", "0", "--seed", "7") as found:
        yield found


@pytest.fixture(scope="module")
def visit(browser: Browser, desk: RunningServer) -> Iterator[Visit]:
    with visiting(browser, desk, "derivatives") as found:
        yield found


def shown(value: float) -> str:
    """Five significant digits, as the page writes the plain numbers of one option."""
    if abs(value) < 1e-3:
        return f"{value:.2e}".replace("e-0", "e-")
    return f"{value:,.{max(4 - math.floor(math.log10(abs(value))), 0)}f}"


def test_the_founding_pages_option_stands_there_as_the_command_prices_it(visit: Visit) -> None:
    found = command("option", "greeks", *OPTION, "--vol", "0.72")
    assert visit.document("option") == found
    names = ("price", "delta", "gamma", "theta_per_day", "vega_per_point", "rho_per_percent", "vanna", "volga")
    assert missing([shown(found[name]) for name in names], visit.text("Option")) == []


def test_greeks_grid_and_explain_are_those_of_the_commands(visit: Visit) -> None:
    greeks, grid, explain = (command(name, str(BOOK)) for name in ("greeks", "grid", "explain"))
    assert [visit.document(name) for name in ("greeks", "grid", "explain")] == [greeks, grid, explain]
    rows = [*(each["greeks"] for each in greeks["positions"]), greeks["total"]]
    assert missing([number["text"] for row in rows for number in row.values()], visit.text("Greeks of the book")) == []
    cells = [cell["pnl"] for row in grid["rows"] for cell in row["cells"]]
    assert missing([each["text"] for each in cells], visit.text("Price × volatility")) == []
    assert grid["worst"]["share_of_equity"]["text"] in visit.text("Price × volatility")
    causes = [each["cause"] for each in explain["causes"] if each["matters"]]
    views = [*(each["explain"] for each in explain["positions"]), explain["total"]]
    texts = [view["terms"][cause]["text"] for view in views for cause in (*causes, "unexplained")]
    texts += [view[name]["text"] for view in views for name in ("actual", "residual_share")]
    texts += [each["move"]["text"] for each in explain["levels"] if each["move"]["value"]]
    assert missing(texts, visit.text("P&L explain")) == []


def test_smile_and_surface_are_those_of_the_command(visit: Visit, chain_file: Path) -> None:
    found = command("option", "chain", str(chain_file))
    assert visit.document("chain") == found
    surface, smile = visit.text("Volatility surface"), visit.text("Smile")
    texts = [number["text"] for each in found["expiries"] for number in each["moneyness_volatilities"]]
    assert missing([*texts, found["share_inside"]["text"]], surface) == []
    assert "No butterfly and no calendar spread has a negative price" in surface
    first = max(found["expiries"], key=lambda each: each["used"])
    assert missing([first[name]["text"] for name in ("money_volatility", "rmse", "share_inside")], smile) == []
    page = visit.page
    bars = page.locator("section[aria-label='Smile'] .plot line.band")
    assert bars.count() == len(first["bands"]["strikes"])
    last = next(each for each in found["expiries"] if each is not first)
    page.get_by_role("button", name=last["expiry"][:10]).press("Enter")
    assert missing([last["money_volatility"]["text"], last["forward"]["text"]], visit.text("Smile")) == []
    assert f"smile-expiry={last['expiry'][:10]}" in page.url
    page.get_by_role("button", name="Total variance").press("Enter")
    variances = [number["text"] for each in found["expiries"] for number in each["moneyness_variances"]]
    assert missing(variances, visit.text("Volatility surface")) == []


def test_an_option_is_typed_with_the_keyboard_and_kept_in_the_address(visit: Visit) -> None:
    page = visit.page
    with page.expect_response("**/api/v1/option?*", timeout=PATIENCE_MS):
        page.get_by_label("Right").select_option("put")
        page.get_by_label("Strike").fill("90000")
        page.get_by_label("Strike").press("Enter")
    words = [*OPTION[:2], "--strike", "90000", *OPTION[4:8], "--right", "put", "--vol", "0.72"]
    found = command("option", "greeks", *words)
    price = page.get_by_text(shown(found["price"]), exact=True)
    price.wait_for()
    assert {"option-strike=90000", "option-right=put"} <= set(page.url.split("?")[1].split("&"))
    page.get_by_label("Spot", exact=True).fill("0")
    page.get_by_label("Spot", exact=True).press("Enter")
    alert = page.locator(".field", has=page.get_by_label("Spot", exact=True)).get_by_role("alert")
    alert.wait_for()
    assert alert.inner_text() == "spot: must be above 0 and finite, was 0"
    assert price.is_visible(), "the last good figures stay"
    page.get_by_label("Spot", exact=True).fill("97420")
    page.get_by_label("Spot", exact=True).press("Enter")
    alert.wait_for(state="detached")


def test_a_price_gives_its_volatility_or_the_reason_why_it_has_none(browser: Browser, desk: RunningServer) -> None:
    chosen = {"option-mode": "volatility", "option-price": "5000"}
    with visiting(browser, desk, "derivatives", **chosen) as visit:
        found = command("option", "iv", "--price", "5000", *OPTION)
        assert visit.document("implied-volatility") == found
        figures = [shown(100 * found["volatility"]), shown(found["highest_price"])]
        assert missing(figures, visit.text("Option")) == []
        price = visit.page.get_by_label("Price of the option")
        price.fill("1")
        visit.page.get_by_label("Strike").fill("90000")
        price.press("Enter")
        visit.page.get_by_role("alert").wait_for()
        message = "the price is below the discounted intrinsic value"
        assert command("option", "iv", "--price", "1", *OPTION[:2], "--strike", "90000", *OPTION[4:])["message"] == (
            f"none: {message}"
        )
        assert visit.page.get_by_role("alert").inner_text() == f"price: {message}"
        assert price.get_attribute("aria-invalid") == "true"


def test_a_link_leads_to_the_same_grid_and_explain(browser: Browser, desk: RunningServer) -> None:
    chosen = {"grid-underlying": "BTC", "grid-spot-low": "-0.3", "grid-spot-high": "0.2", "explain-start": "2025-11-28"}
    with visiting(browser, desk, "derivatives", **chosen) as visit:
        grid = command("grid", str(BOOK), "--underlying", "BTC", "--spot", "-0.3:0.2:11")
        assert visit.document("grid") == grid
        assert visit.document("explain") == command("explain", str(BOOK), "--from", "2025-11-28")
        assert grid["worst"]["pnl"]["text"] in visit.text("Price × volatility")
        assert visit.page.get_by_label("What moves").input_value() == "BTC"
        lowest = visit.page.get_by_label("Price from")
        assert lowest.input_value() == "-30"
        lowest.fill("-200")
        lowest.press("Enter")
        visit.page.get_by_role("alert").wait_for()
        said = "'spot_moves' must be above -1 and at most 10, was -2.0"
        assert visit.page.get_by_role("alert").inner_text() == said


def test_without_a_chain_it_says_how_to_give_one(browser: Browser, server: RunningServer) -> None:
    with Visit(browser, server, "derivatives") as visit:
        sentence = "No option chain was given: start with seawall serve --chain FILE."
        visit.page.get_by_text(sentence).wait_for(timeout=PATIENCE_MS)
        visit.page.get_by_text("No option in this book").wait_for(timeout=PATIENCE_MS)
        assert visit.complaints == []
