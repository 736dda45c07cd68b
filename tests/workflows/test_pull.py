"""A whole pull of a portfolio, from the plan to prices and series read back from the store."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from seawall.cli.app import application
from seawall.errors import DataError, SourceError
from seawall.macro import SERIES_CATALOGUE
from seawall.portfolio import read_portfolio_file
from seawall.report import PullResults
from seawall.sources import (
    Dataset,
    FileFolderAdapter,
    Intake,
    PullRequest,
    Store,
    StorePrices,
    WebSession,
    intake,
    price_source,
    read_macro_file,
    read_macro_store,
    update_history,
)
from seawall.workflows import PullSource, plan_pull, run_pull
from tests.sources.pull.data_server import Answer, DataServer, FakeClock
from tests.sources.pull.documented_replies import CASES, DAYS, NOW, YAHOO_CLOSES, yahoo_chart

BOOK = """
version: 1
name: PULLED
base_currency: USD
rates: {USD: 0.04}
benchmark: SPY
currencies: {EUR: {symbol: EURUSD}}
assets:
  BTC: {class: crypto, symbol: BTC_USD, volatility: {symbol: BTC_IV, unit: percent}}
  ETH: {class: crypto, symbol: ETH_USD, proxy: {asset: BTC, beta: 1.25}}
  SPY: {class: equity, volatility: {symbol: VIX, unit: percent}}
  DAX: {class: equity, currency: EUR}
venues: {desk: {custody: self}}
positions:
  - {id: eth, instrument: spot, asset: ETH, quantity: 1, venue: desk}
  - {id: perp, instrument: perpetual, asset: BTC, quantity: -1, entry_price: 60000, venue: desk}
  - {id: put, instrument: option, asset: BTC, right: put, strike: 50000, expiry: 2027-03-27, quantity: 1, venue: desk}
  - {id: call, instrument: option, asset: SPY, right: call, strike: 500, expiry: 2027-03-27, quantity: 1, venue: desk}
  - {id: dax, instrument: spot, asset: DAX, quantity: 1, venue: desk}
"""
BY_PATH = {
    "/api/v3/klines": "binance spot bars",
    "/fapi/v1/klines": "binance perpetual bars",
    "/fapi/v1/fundingRate": "binance funding",
    "/futures/data/openInterestHist": "binance open interest",
    "/graph/fredgraph.csv": "fred without a key",
}


def answer(path: str, query: dict[str, str], count: int) -> Answer:
    """Right replies of every source; of the funds that no Yahoo has, its own error."""
    if path.startswith("/v8/finance/chart/"):
        symbol = path.rsplit("/", 1)[1].replace("%5E", "^").replace("%3D", "=")
        if symbol == "DAX":
            return Answer(b'{"chart": {"result": null, "error": {"code": "Not Found"}}}', status=404)
        content = yahoo_chart(DAYS, list(YAHOO_CLOSES))
        content["chart"]["result"][0]["meta"]["symbol"] = symbol
        return Answer(json.dumps(content).encode())
    case = next(each for each in CASES if each.name == BY_PATH[path])
    found = case.answer(query)
    return Answer(found.body.replace(b"BTCUSDT", query.get("symbol", "").encode()), found.kind)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[DataServer]:
    made = DataServer(answer)
    for name in ("FRED_GRAPH", "YAHOO", "BINANCE_SPOT", "BINANCE_FUTURES", "BYBIT"):
        monkeypatch.setenv(f"SEAWALL_{name}_URL", made.address)
    monkeypatch.delenv("FRED_API_KEY", raising=False)
    with made.running():
        yield made


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.yaml"
    path.write_text(BOOK)
    return path


def run(book: Path, home: Path, **options: object) -> PullResults:
    session = WebSession(clock=FakeClock(NOW.timestamp()))
    return run_pull(read_portfolio_file(book), home=home, sessions=lambda _: session, **options)  # type: ignore[arg-type]


def test_the_plan_holds_all_that_the_book_needs_once(book: Path) -> None:
    planned, failures = plan_pull(read_portfolio_file(book).portfolio)
    wanted = {
        (str(each.source), str(each.request.dataset), each.request.entity): each.request.symbol for each in planned
    }
    economy = {("fred", "macro", name): name for name in SERIES_CATALOGUE}
    assert wanted == {
        **economy,
        ("binance", "bars", "ETH_USD"): "ETHUSDT",
        ("binance", "bars", "BTC_USD"): "BTCUSDT",
        ("yahoo", "bars", "SPY"): "SPY",
        ("yahoo", "bars", "DAX"): "DAX",
        ("yahoo", "bars", "EURUSD"): "EURUSD=X",
        ("yahoo", "bars", "VIX"): "^VIX",
        ("binance", "bars", "BTCUSDT.BINANCE"): "BTCUSDT",
        ("binance", "funding", "BTCUSDT.BINANCE"): "BTCUSDT",
        ("binance", "open_interest", "BTCUSDT.BINANCE"): "BTCUSDT",
    }
    assert len(planned) == len(wanted)
    assert [each.where for each in failures] == ["pull BTC_IV"]


def test_only_the_sources_named_are_asked(book: Path) -> None:
    planned, _ = plan_pull(read_portfolio_file(book).portfolio, sources=(PullSource.BYBIT,), since=dt.date(2024, 1, 1))
    assert {each.source for each in planned} == {PullSource.BYBIT}
    assert [(each.request.entity, str(each.request.dataset)) for each in planned] == [
        ("ETH_USD", "bars"), ("BTC_USD", "bars"),
        ("BTCUSDT.BYBIT", "bars"), ("BTCUSDT.BYBIT", "funding"), ("BTCUSDT.BYBIT", "open_interest"),
    ]  # fmt: skip
    assert all(each.request.start == dt.date(2024, 1, 1) for each in planned)


def test_what_was_pulled_is_read_back_and_a_second_pull_adds_nothing(
    server: DataServer, book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "store"
    first = run(book, home)
    assert sorted(each.where for each in first.failures) == ["pull BTC_IV", "pull DAX bars from yahoo"]
    assert not any(each.is_refused for each in first.updates), [each for each in first.updates if each.is_refused]
    monkeypatch.setenv("SEAWALL_HOME", str(home))
    prices = price_source("store")
    assert prices.symbols() == ("BTCUSDT.BINANCE", "BTC_USD", "ETH_USD", "EURUSD", "SPY", "VIX")
    spy = prices.read("SPY")
    assert spy.closes.tolist() == YAHOO_CLOSES
    assert spy.dates.tolist() == DAYS
    assert spy.column == "adjusted close"
    assert prices.read("BTC_USD").column == "close"
    economy = read_macro_store(as_of=dt.date(2024, 3, 8))
    cpi = economy.get("CPIAUCSL")
    assert cpi.values.tolist() == [311.054, 312.332], "February's was published after the day asked for"
    assert cpi.blank_dates.tolist() == [dt.date(2023, 12, 1)]
    assert Store(home).snapshot().read(Dataset.FUNDING).num_rows == 3
    again = run(book, home)
    assert sum(each.rows_new + each.rows_revised for each in again.updates) == 0


def test_a_source_out_of_reach_is_left_alone_after_three(book: Path, server: DataServer, tmp_path: Path) -> None:
    server.handler = lambda path, query, count: Answer(b"", status=503)
    results = run(book, tmp_path / "store", sources=(PullSource.FRED,))
    assert len(results.failures) == len(SERIES_CATALOGUE) + 1
    assert len(server.asked) == 3 * 5
    assert "not asked for" in results.failures[-1].message


def test_an_interruption_keeps_what_came(book: Path, server: DataServer, tmp_path: Path) -> None:
    seen: list[str] = []

    def progress(step: str, done: int, total: int) -> None:
        seen.append(step)
        if done == 3:
            raise KeyboardInterrupt

    results = run(book, tmp_path / "store", sources=(PullSource.FRED,), progress=progress)
    assert results.was_interrupted
    assert results.has_failures
    assert len(results.updates) == 3
    assert len(Store(tmp_path / "store").snapshot().entities(Dataset.MACRO)) == 3


def test_the_command_lists_and_says_by_its_exit_code(book: Path, server: DataServer, tmp_path: Path) -> None:
    runner = CliRunner()
    arguments = ["pull", str(book), "--source", "fred", "--source", "binance", "--home", str(tmp_path / "store")]
    result = runner.invoke(application, arguments)
    assert result.exit_code == 1, result.output  # BTC_IV has no source here
    for text in ("CPIAUCSL", "BTCUSDT.BINANCE", "open interest", "2024-03-08", "Failures: 1", "pull BTC_IV"):
        assert text in result.output, text
    bad = runner.invoke(application, ["pull", str(book), "--since", "yesterday"])
    assert "--since must be a date as YYYY-MM-DD" in str(bad.exception)


def test_a_store_that_is_not_there_says_how_to_fill_it(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="seawall pull PORTFOLIO"):
        StorePrices(tmp_path / "none")
    with pytest.raises(SourceError, match="seawall pull PORTFOLIO"):
        read_macro_store(tmp_path / "none")


def test_a_symbol_that_is_not_kept_is_named(server: DataServer, book: Path, tmp_path: Path) -> None:
    run(book, tmp_path, sources=(PullSource.BINANCE,))
    with pytest.raises(DataError, match="no prices for symbol 'BTC_USDT' in the store; did you mean 'BTC_USD'"):
        StorePrices(tmp_path).read("BTC_USDT")
    assert np.all(StorePrices(tmp_path).read("BTC_USD").closes > 0)
    with pytest.raises(DataError, match="no economic series"):
        read_macro_store(tmp_path)


def test_every_vintage_of_fred_passes_the_gate_and_a_past_day_is_seen_as_it_was(tmp_path: Path) -> None:
    case = next(each for each in CASES if each.name == "fred with a key")
    server = DataServer(lambda path, query, count: case.answer(query))
    with server.running(), Store(tmp_path) as store:
        update = update_history(
            case.adapter(server.address),
            case.request,
            session=WebSession(clock=FakeClock(NOW.timestamp())),
            history=store.snapshot(),
            intake=lambda batch: Intake(intake(store, batch).receipt is not None),
        )
    assert (update.rows_new, update.is_refused) == (4, False)
    values = {
        day: read_macro_store(tmp_path, as_of=dt.date.fromisoformat(day)).get("CPIAUCSL").values.tolist()
        for day in ("2023-12-31", "2024-02-10", "2024-03-08")
    }
    assert values == {"2023-12-31": [311.1], "2024-02-10": [311.054], "2024-03-08": [311.054, 312.332]}


@pytest.mark.real_data
def test_series_read_back_from_the_store_are_those_of_the_folder(real_data: Path, tmp_path: Path) -> None:
    """Two readers: files as they are, and files through adapter, gate, store and vintages."""
    folder, day = real_data / "macro", dt.date(2024, 6, 28)
    names = sorted(path.stem for path in folder.glob("*.csv") if path.stem in SERIES_CATALOGUE)[:8]
    with Store(tmp_path) as store:
        for name in names:
            update_history(
                FileFolderAdapter(folder),
                PullRequest(Dataset.MACRO, name, name),
                session=WebSession(),
                history=store.snapshot(),
                intake=lambda batch: Intake(intake(store, batch).receipt is not None),
            )
    kept = read_macro_store(tmp_path, as_of=day)
    assert set(kept.series) == set(names)
    for name in names:
        wanted, found = read_macro_file(folder / f"{name}.csv").known_on(day), kept.get(name)
        assert np.array_equal(found.dates, wanted.dates), name
        assert np.array_equal(found.values, wanted.values), name
        assert np.array_equal(found.blank_dates, wanted.blank_dates), name
