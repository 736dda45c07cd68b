"""``seawall optimize`` and ``seawall frontier``: screen, JSON, picture, trades, and one line for every fault."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from seawall.cli import construction
from seawall.workflows import CovarianceMethod, MeanMethod, Objective
from tests.cli.test_app import run
from tests.tolerances import EXACT

SIX = "BTC_USD,ETH_USD,SPY,QQQ,GLD,TLT"
PAGE = ("--assets", SIX, "--bounds", "0.02:0.40", "--rf", "0.05", "--cash", "0.022")


def _json(*words: str) -> dict[str, Any]:
    done = run(*words, "--json")
    assert done.returncode == 0, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def _check_whole(document: dict[str, Any], *, low: float, high: float, cash: float, rate: float) -> None:
    """What a reader can work out from the page alone."""
    weights = {each["asset"]: each["weight"]["value"] for each in document["weights"]}
    means = {each["asset"]: each["expected_return_annual"]["value"] for each in document["weights"]}
    assert sum(weights.values()) == pytest.approx(1.0, abs=EXACT)
    assert weights.pop("cash", 0.0) == cash
    assert min(weights.values()) >= low - EXACT
    assert max(weights.values()) <= high + EXACT
    earned = sum(weight * means[name] for name, weight in weights.items()) + cash * rate
    assert document["expected_return_annual"]["value"] == pytest.approx(earned, rel=1e-12)
    sharpe = (document["expected_return_annual"]["value"] - rate) / document["volatility_annual"]["value"]
    assert document["sharpe_ratio"]["value"] == pytest.approx(sharpe, rel=1e-12)
    assert sum(each["share_of_volatility"]["value"] for each in document["weights"]) == pytest.approx(1.0, abs=1e-12)


def test_names_of_the_command_line_are_those_of_the_workflows() -> None:
    assert [each.value for each in construction.Aim] == [each.value for each in Objective]
    covariances = {each.value.replace("-", "_") for each in construction.Covariance}
    assert covariances == {each.value for each in CovarianceMethod}
    assert {each.value.replace("-", "_") for each in construction.Mean} == {each.value for each in MeanMethod}


def test_screen_json_and_picture_agree(tmp_path: Path, examples: Path) -> None:
    picture = tmp_path / "weights.png"
    words = ("optimize", "sample", *PAGE, "--from", str(examples / "multi_asset_01.yaml"))
    screen, as_json = run(*words), run(*words, "--json", "--png", str(picture))
    assert (screen.returncode, screen.stderr) == (0, "")
    assert as_json.stderr == f"wrote {picture}\n"
    assert picture.read_bytes().startswith(b"\x89PNG")
    document = json.loads(as_json.stdout)
    jsonschema.validate(document, json.loads(run("schema", "optimize").stdout))
    _check_whole(document, low=0.02, high=0.40, cash=0.022, rate=0.05)
    assert "SIMULATED" in screen.stdout
    assert document["lineage"]["data_hash"] in screen.stdout
    for name in ("expected_return_annual", "volatility_annual", "sharpe_ratio", "expected_shortfall"):
        assert document[name]["text"] in screen.stdout, name
    for each in document["weights"]:
        assert each["weight"]["text"] in screen.stdout, each
    for each in document["trades"]["trades"]:
        assert each["units"]["text"] in screen.stdout, each


def test_trades_reach_the_weights_and_keep_the_equity(examples: Path) -> None:
    document = _json("optimize", "sample", *PAGE, "--from", str(examples / "multi_asset_01.yaml"))
    trades = document["trades"]
    assert trades["equity"]["value"] == pytest.approx(4_200_000.0, rel=1e-9)
    wanted = {each["asset"]: each["weight"]["value"] for each in document["weights"]}
    ids = {"BTC": "BTC_USD", "ETH": "ETH_USD"}
    rows = {each["asset"]: each for each in trades["trades"]}
    assert sum(each["money"]["value"] for each in rows.values()) == pytest.approx(0.0, abs=1e-9 * 4.2e6)
    for asset, row in rows.items():
        if asset == "cash":
            assert row["units_after"]["value"] == pytest.approx(0.022 * 4.2e6, rel=1e-9)
            continue
        value = row["money"]["value"] / row["units"]["value"]
        assert row["units_after"]["value"] * value == pytest.approx(wanted[ids.get(asset, asset)] * 4.2e6, rel=1e-9)
        held = row["units_before"]["value"] + row["units"]["value"]
        assert row["units_after"]["value"] == pytest.approx(held, rel=1e-12)


def test_positions_that_are_neither_spot_nor_cash_stay_and_are_named(examples: Path) -> None:
    document = _json(
        "optimize", "sample", "--assets", "BTC_USD,ETH_USD,SPY", "--rf", "0.02", "--objective", "risk-parity",
        "--from", str(examples / "crypto_derivatives.yaml"),
    )  # fmt: skip
    trades = document["trades"]
    assert trades["kept"] == ["BTC-perpetual", "BTC-put-75000", "BTC-call-110000"]
    assert trades["shared_out"]["value"] != pytest.approx(trades["equity"]["value"], rel=1e-4)
    assert any("left as they are: BTC-perpetual" in note for note in document["notes"])
    assert sum(each["money"]["value"] for each in trades["trades"]) == pytest.approx(0.0, abs=1e-3)


@pytest.mark.parametrize(
    ("objective", "options"),
    [
        ("max-sharpe", ()),
        ("min-volatility", ("--covariance", "sample")),
        ("efficient-return", ("--target", "0.12")),
        ("efficient-risk", ("--target", "0.12")),
        ("min-shortfall", ()),
        ("risk-parity", ("--covariance", "oracle-approximating")),
        ("hierarchical", ("--covariance", "ewma", "--mean", "james-stein")),
    ],
)
def test_every_objective_is_best_at_what_it_says(objective: str, options: tuple[str, ...]) -> None:
    words = ("optimize", "sample", "--assets", SIX, "--rf", "0.05", "--cash", "0.1")
    document = _json(*words, "--objective", objective, *options)
    _check_whole(document, low=0.0, high=1.0, cash=0.1, rate=0.05)
    shares = [each["share_of_volatility"]["value"] for each in document["weights"] if each["asset"] != "cash"]
    least = _json(*words, "--objective", "min-volatility", *(options if objective == "min-volatility" else ()))
    match objective:
        case "max-sharpe":
            assert document["sharpe_ratio"]["value"] > least["sharpe_ratio"]["value"]
        case "efficient-return":
            assert document["expected_return_annual"]["value"] == pytest.approx(0.12, rel=1e-12)
        case "efficient-risk":
            assert document["volatility_annual"]["value"] == pytest.approx(0.12, rel=1e-9)
        case "min-shortfall":
            assert document["expected_shortfall"]["value"] < least["expected_shortfall"]["value"]
        case "risk-parity":
            assert shares == pytest.approx([1 / 6] * 6, abs=1e-9)
        case "hierarchical":
            assert document["lower_bound"]["value"] is None
            assert document["expected_return_error"]["text"] == "–"


def test_the_shortfall_is_the_mean_of_the_worst_sessions_by_hand() -> None:
    from seawall.market import join_on_common_closes, simple_returns
    from seawall.sources import price_source

    document = _json("optimize", "sample", "--assets", "SPY,TLT", "--rf", "0.05", "--cash", "0.2")
    source = price_source("sample")
    panel = simple_returns(join_on_common_closes({each: source.read(each) for each in ("SPY", "TLT")}))
    weights = np.array([each["weight"]["value"] for each in document["weights"][:2]])
    losses = np.sort(-(panel.returns @ weights) - 0.2 * 0.05 / panel.sessions_per_year)[::-1]
    tail = 0.025 * len(losses)
    whole = int(tail)
    by_hand = (losses[:whole].sum() + (tail - whole) * losses[whole]) / tail
    assert document["expected_shortfall"]["value"] == pytest.approx(by_hand, rel=1e-9)


def test_the_frontier_page_holds_the_portfolio_of_the_highest_sharpe_ratio(tmp_path: Path) -> None:
    picture = tmp_path / "frontier.png"
    screen = run("frontier", "sample", *PAGE, "--points", "5", "--png", str(picture))
    assert screen.returncode == 0, screen.stderr
    assert picture.read_bytes().startswith(b"\x89PNG")
    document = _json("frontier", "sample", *PAGE, "--points", "5")
    jsonschema.validate(document, json.loads(run("schema", "frontier").stdout))
    best = document["max_sharpe"]
    for each in (*document["turning_points"], *document["points"]):
        assert each["sharpe_ratio"]["value"] <= best["sharpe_ratio"]["value"] + 1e-12
        assert (
            each["volatility_annual"]["value"] >= document["minimum_volatility"]["volatility_annual"]["value"] - 1e-12
        )
        for name in ("expected_return_annual", "volatility_annual", "sharpe_ratio"):
            assert each[name]["text"] in screen.stdout
    weights = {each["asset"]: each["weight"]["value"] for each in _json("optimize", "sample", *PAGE)["weights"]}
    assert {name: each["value"] for name, each in best["weights"].items()} == {
        name: weight for name, weight in weights.items() if name != "cash"
    }
    assert len(document["points"]) == 5
    assert document["largest_residual"] < 1e-10


def test_a_book_stands_beside_the_frontier_by_its_own_weights(examples: Path) -> None:
    """MULTI_ASSET_01 is given in weights; what is neither spot nor cash is left out, and said so."""
    document = _json("frontier", "sample", "--rf", "0.05", "--from", str(examples / "multi_asset_01.yaml"))
    book = document["book"]
    weights = {name: round(each["value"], 9) for name, each in book["allocation"]["weights"].items()}
    assert weights == {
        "SPY": 0.221, "QQQ": 0.142, "TLT": 0.042, "GLD": 0.186, "BTC_USD": 0.284, "ETH_USD": 0.103,
    }  # fmt: skip
    assert (book["cash"]["text"], book["left_out"]) == ("2.20%", [])
    earned = {each["asset"]: each["expected_return_annual"]["value"] for each in document["assets"]}
    expected = sum(weights[name] * earned[name] for name in weights) + 0.022 * 0.05
    assert book["allocation"]["expected_return_annual"]["value"] == pytest.approx(expected, rel=1e-9)
    options = _json("frontier", "sample", "--rf", "0.05", "--from", str(examples / "crypto_derivatives.yaml"))
    left_out = ["BTC-perpetual", "BTC-put-75000", "BTC-call-110000"]
    assert options["book"]["left_out"] == left_out
    assert any(", ".join(left_out) in note for note in options["notes"])


def test_a_book_that_owes_cash_is_not_placed_and_the_frontier_stands(examples: Path, tmp_path: Path) -> None:
    owing = tmp_path / "owing.yaml"
    text = (examples / "crypto_derivatives.yaml").read_text().replace("quantity: 300000", "quantity: -300000")
    owing.write_text(text)
    document = _json("frontier", "sample", "--rf", "0.05", "--from", str(owing), "--points", "3")
    assert document["book"] is None
    assert any("The book is not shown" in note and "cash -300,000" in note for note in document["notes"])


def test_a_frontier_below_the_rate_says_so_and_stands() -> None:
    document = _json("frontier", "sample", "--assets", "SPY,TLT", "--rf", "0.5", "--points", "3")
    assert document["max_sharpe"] is None
    assert any("No highest Sharpe ratio: max Sharpe is ill-posed" in note for note in document["notes"])


@pytest.mark.real_data
def test_the_pages_seven_assets_on_real_prices(real_data: Path, examples: Path) -> None:
    """Six price files and 2.2 % cash, Ledoit-Wolf, 2 % to 40 %, at 5 %: the Sharpe ratio of its own figures."""
    words = ("optimize", str(real_data / "prices"), *PAGE)
    document = _json(*words, "--from", str(examples / "multi_asset_01.yaml"))
    _check_whole(document, low=0.02, high=0.40, cash=0.022, rate=0.05)
    assert document["covariance_method"].startswith("Ledoit-Wolf")
    assert document["lineage"]["window_end"] == "2025-12-30"
    assert not document["simulated"]
    rng = np.random.default_rng(11)
    means = np.array([each["expected_return_annual"]["value"] for each in document["weights"]])
    # no other mix within the bounds, on the covariance of scikit-learn, has a higher ratio
    covariance, year = _shrunk(real_data)
    rate, best = 0.05, document["sharpe_ratio"]["value"]
    own = np.array([each["weight"]["value"] for each in document["weights"]])
    again = (own @ means - rate) / np.sqrt(year * own[:6] @ covariance @ own[:6])
    assert best == pytest.approx(again, rel=1e-9)
    for mix in 0.02 + rng.dirichlet(np.ones(6), 5_000) * (0.978 - 0.12):
        if mix.max() <= 0.40:
            weights = np.append(mix, 0.022)
            other = (weights @ means - rate) / np.sqrt(year * mix @ covariance @ mix)
            assert other <= best + EXACT, mix


def _shrunk(real_data: Path) -> tuple[Any, float]:

    from sklearn.covariance import ledoit_wolf

    from seawall.sources import price_source
    from seawall.workflows.asset_prices import read_asset_returns

    read = read_asset_returns(price_source(str(real_data / "prices")), SIX.split(","), as_of=dt.date(2025, 12, 30))
    return ledoit_wolf(read.returns.returns)[0], read.returns.sessions_per_year


BASE = ("sample", "--assets", "SPY,TLT,GLD", "--rf", "0.05")


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("optimize", "sample", "--assets", "SPY,TLT"), "--rf is missing"),
        (("optimize", "sample", "--rf", "5"), "percent given? 5 % is 0.05"),
        (("optimize", *BASE, "--bounds", "2:40"), "percent given? 2:40 % is 0.02:0.4"),
        (("optimize", *BASE, "--bounds", "0.4"), "--bounds must be LOW:HIGH, such as 0.02:0.40, was '0.4'"),
        (("optimize", *BASE, "--bounds", "0.4:0.1"), "bounds of 'SPY' cross: at least 0.4 and at most 0.1"),
        (("optimize", *BASE, "--bounds", "0.4:0.6"), "lower bounds of 3 assets sum to 1.2, above their total of 1"),
        (("optimize", *BASE, "--bounds", "0:0.3"), "upper bounds of 3 assets sum to 0.9, below their total of 1"),
        (("optimize", *BASE, "--cash", "2.2"), "percent given? 2.2 % is 0.022"),
        (("optimize", *BASE, "--cash", "nan"), "--cash must be a share of at least 0 and below 1, was 'nan'"),
        (("optimize", *BASE, "--objective", "efficient-return"), "'target' is missing: efficient-return needs the"),
        (("optimize", *BASE, "--target", "0.1"), "'target' is only for efficient-return and efficient-risk"),
        (
            ("optimize", *BASE, "--objective", "efficient-return", "--target", "3"),
            "'target_return' must be at most 0.1",
        ),
        (
            ("optimize", *BASE, "--cash", "0.1", "--objective", "efficient-return", "--target", "3"),
            "the bounds and 0.1 in cash at 0.05 allow, was 3",
        ),
        (("optimize", *BASE, "--objective", "efficient-risk", "--target", "0"), "'target_volatility' must be at least"),
        (("optimize", *BASE, "--objective", "hierarchical", "--bounds", "0:1"), "weights come from a tree"),
        (("optimize", *BASE, "--objective", "risk-parity", "--bounds", "0:0.34"), "which the bounds want at most 0.34"),
        (("optimize", "sample", "--assets", "SPY", "--rf", "0"), "at least 2 symbols, were 1"),
        (("optimize", "sample", "--assets", "SPY,SPY", "--rf", "0"), "'assets' must not repeat, but 'SPY' does"),
        (("optimize", "sample", "--assets", "SPY,SPX", "--rf", "0"), "no symbol 'SPX'"),
        (("optimize", "sample", "--assets", "SPY,TLT", "--rf", "0.9"), "max Sharpe is ill-posed"),
        (("optimize", *BASE, "--since", "2030-01-01"), "before the first date 2030-01-01"),
        (("optimize", *BASE, "--since", "2024-01-02", "--as-of", "2024-01-01"), "the first date must be before"),
        (("optimize", *BASE, "--as-of", "2018-01-02"), "are too few for returns over"),
        (("optimize", *BASE, "--png", "line.pdf"), "--png must be named NAME.png"),
        (("optimize", *BASE, "--from", "examples/us_large_caps.yaml"), "no asset of the book has the price symbol"),
        (("frontier", *BASE, "--points", "1"), "--points must be from 2 to 1,000, was 1"),
        (("frontier", "no-such-folder", "--rf", "0.05"), "no such file or folder"),
    ],
)
def test_every_fault_is_one_line(words: tuple[str, ...], fault: str) -> None:
    done = run(*words)
    assert (done.returncode, done.stdout) == (2, ""), done
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("seawall: ")
    assert fault in done.stderr


def test_fifty_one_assets_of_at_least_two_percent_get_the_sentence_a_user_needs(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    prices = 100.0 * np.cumprod(1.0 + 0.01 * rng.standard_normal((60, 51)), axis=0)
    days = np.arange("2024-01-01", "2024-03-01", dtype="datetime64[D]")
    header = ",".join(["date", *(f"A{i}" for i in range(51))])
    rows = [",".join([str(day), *(f"{price:.6f}" for price in row)]) for day, row in zip(days, prices, strict=True)]
    panel = tmp_path / "panel.csv"
    panel.write_text("\n".join([header, *rows]) + "\n")
    done = run("optimize", str(panel), "--bounds", "0.02:0.40", "--rf", "0.05")
    assert done.returncode == 2
    assert done.stderr == (
        "seawall: lower bounds of 51 assets sum to 1.02, above their total of 1; lower them to at most 0.0196078, or "
        "take at most 50 assets\n"
    )
