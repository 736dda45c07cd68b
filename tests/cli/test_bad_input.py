"""Bad input through the real command line: exit code 2, one line that names file, place and value, nothing written."""

from __future__ import annotations

import gzip
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from seawall.cli import main

HUGE = 200_000_000

WEIGHTS = """\
version: 1
name: BOOK
base_currency: USD
as_of: 2024-03-01
market: prices
assets_under_management: 1000
benchmark: AAA
assets:
  AAA: {class: equity, issuer: STATE}
  BBB: {class: crypto, proxy: {asset: AAA, beta: 1.5}}
venues:
  broker: {custody: broker, default_probability: 0.01, loss_given_default: 0.5}
issuers:
  STATE: {default_probability: 0.01, loss_given_default: 0.5}
positions:
  - {id: first, instrument: spot, asset: AAA, weight: 0.6, venue: broker}
  - {id: second, instrument: spot, asset: BBB, weight: 0.4}
"""
QUANTITIES = """\
version: 1
name: BOOK
base_currency: USD
as_of: 2024-03-01
market: prices
rates: {USD: 0.04}
assets:
  AAA: {class: equity}
  BBB: {class: crypto}
positions:
  - {id: share, instrument: spot, asset: AAA, quantity: 10}
  - {id: future, instrument: perpetual, asset: BBB, quantity: -2, entry_price: 100}
  - {id: put, instrument: option, asset: BBB, right: put, strike: 90, expiry: 2024-06-28, quantity: 3,
     implied_volatility: 0.6}
"""


@dataclass(frozen=True)
class Outcome:
    """What a command did."""

    arguments: tuple[str, ...]
    code: int
    out: str
    err: str


class Desk:
    """A folder with a book and its prices, in which commands are run."""

    def __init__(self, folder: Path, run: Callable[[tuple[str, ...]], Outcome]) -> None:
        self.folder, self.prices, self.book = folder, folder / "prices", folder / "book.yaml"
        self.out = folder / "out"
        self._run = run
        self.prices.mkdir()
        for name, seed in (("AAA", 1), ("BBB", 2)):
            (self.prices / f"{name}.csv").write_text(price_file(seed))
        self.book.write_text(WEIGHTS)

    def report(self, *options: str) -> Outcome:
        return self._run(("report", str(self.book), "--out", str(self.out), *options))

    def refuses(self, *fragments: str, options: tuple[str, ...] = ()) -> None:
        """Hold a refusal to its promise: code 2, one line, nothing else, nothing written."""
        before = sorted(self.folder.rglob("*"))
        outcome = self.report(*options)
        shown = str(outcome)
        if self.book.is_file():
            with self.book.open("rb") as stream:
                shown += f"\n--- book\n{stream.read(2_000)!r}"
        assert outcome.code == 2, shown
        assert outcome.out == "", shown
        assert outcome.err.startswith("seawall: "), shown
        assert outcome.err.endswith("\n"), shown
        assert len(outcome.err.splitlines()) == 1, shown
        assert "Traceback" not in outcome.err, shown
        assert len(outcome.err) < 1_000, shown
        for fragment in fragments:
            assert fragment in outcome.err, f"{fragment!r} is not in\n{shown}"
        assert sorted(self.folder.rglob("*")) == before, shown


def price_dates(closes: int = 60) -> list[str]:
    days = np.arange("2023-12-01", "2024-03-02", dtype="datetime64[D]")
    return [str(day) for day in days[np.is_busday(days)][-closes:]]


def price_file(seed: int = 1, closes: int = 60) -> str:
    moves = np.random.default_rng(seed).normal(0.0, 0.02, closes)
    prices = 100.0 * np.exp(np.cumsum(moves))
    rows = [f"{day},{price:.4f}" for day, price in zip(price_dates(closes), prices, strict=True)]
    return "\n".join(["date,close", *rows, ""])


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    def run(arguments: tuple[str, ...]) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["seawall", *arguments])
        with pytest.raises(SystemExit) as stopped:
            main()
        code = stopped.value.code
        captured = capsys.readouterr()
        return Outcome(arguments, code if isinstance(code, int) else 0, captured.out, captured.err)

    return Desk(tmp_path, run)


# --- the books themselves are good -----------------------------------------------------------------------------------


@pytest.mark.parametrize("book", [WEIGHTS, QUANTITIES], ids=["weights", "quantities"])
def test_the_unharmed_book_runs(desk: Desk, book: str) -> None:
    desk.book.write_text(book)
    outcome = desk.report()
    assert outcome.code == 0, outcome
    assert outcome.err == "", outcome
    assert sorted(path.name for path in desk.out.iterdir()) == ["BOOK.html", "BOOK.json"]


# --- the portfolio file ----------------------------------------------------------------------------------------------

WRONG_BOOKS = {
    "unknown instrument": (
        WEIGHTS,
        ("id: first, instrument: spot", "id: first, instrument: spto"),
        ("book.yaml:16: positions[0].instrument", "'spto'", "'perpetual'", "did you mean 'spot'?"),
    ),
    "no instrument": (
        WEIGHTS,
        ("id: first, instrument: spot", "id: first"),
        ("book.yaml:16: positions[0].instrument",),
    ),
    "misspelt key of a position": (
        WEIGHTS,
        ("weight: 0.6", "wieght: 0.6"),
        ("book.yaml:16: positions[0].wieght: unknown key", "did you mean 'weight'?"),
    ),
    "misspelt key of the book": (
        WEIGHTS,
        ("base_currency", "base_curency"),
        ("book.yaml:3: base_curency: unknown key", "did you mean 'base_currency'?"),
    ),
    "misspelt key of an asset": (
        WEIGHTS,
        ("{class: equity", "{clas: equity"),
        ("book.yaml:9: assets.AAA.clas: unknown key", "did you mean 'class'?"),
    ),
    "misspelt key of a proxy": (
        WEIGHTS,
        ("beta: 1.5", "betta: 1.5"),
        ("book.yaml:10: assets.BBB.proxy.betta: unknown key", "did you mean 'beta'?"),
    ),
    "unknown class": (
        WEIGHTS,
        ("class: equity", "class: equities"),
        ("book.yaml:9: assets.AAA.class", "'equities'", "did you mean 'equity'?"),
    ),
    "unknown custody": (WEIGHTS, ("custody: broker", "custody: friend"), ("venues.broker.custody", "'friend'", "bank")),
    "unknown right": (QUANTITIES, ("right: put", "right: putt"), ("positions[2].right", "'putt'", "'call' or 'put'")),
    "unknown limit": (
        WEIGHTS,
        ("weight: 0.4}", "weight: 0.4}\nlimits:\n  - {limit: stress_los, share_of_equity: 0.1}"),
        ("book.yaml:19: limits[0].limit", "'stress_los'", "did you mean 'stress_loss'?"),
    ),
    "limit without its figure": (
        WEIGHTS,
        ("weight: 0.4}", "weight: 0.4}\nlimits:\n  - {limit: venue_share, venue: broker}"),
        ("book.yaml:19: limits[0].share_of_claims: is required",),
    ),
    "limit of an asset that is not there": (
        WEIGHTS,
        ("weight: 0.4}", "weight: 0.4}\nlimits:\n  - {limit: asset_exposure, asset: CCC, share_of_equity: 1}"),
        ("book.yaml:19: limits[0].asset", "'CCC' is not defined"),
    ),
    "weights do not sum to 1": (WEIGHTS, ("0.6", "0.61"), ("book.yaml: positions: weights must sum to 1", "1.01")),
    "weights without AUM": (
        WEIGHTS,
        ("assets_under_management: 1000\n", ""),
        ("book.yaml: 'assets_under_management' is required",),
    ),
    "AUM without weights": (
        QUANTITIES,
        ("rates:", "assets_under_management: 5\nrates:"),
        ("book.yaml: 'assets_under_management' goes with weights",),
    ),
    "mixed weights and quantities": (WEIGHTS, ("weight: 0.6", "quantity: 6"), ("book.yaml: positions:", "'first'")),
    "both weight and quantity": (
        WEIGHTS,
        ("weight: 0.6", "weight: 0.6, quantity: 1"),
        ("book.yaml:16: positions[0]", "'first'", "not both"),
    ),
    "neither weight nor quantity": (
        WEIGHTS,
        (", weight: 0.6", ""),
        ("book.yaml:16: positions[0]", "'first'", "needs either"),
    ),
    "weight of an option": (QUANTITIES, ("quantity: 3", "weight: 1"), ("positions[2].weight: unknown key",)),
    "unknown venue": (
        WEIGHTS,
        ("venue: broker", "venue: brokr"),
        ("book.yaml:16: positions[0].venue: 'brokr'", "did you mean 'broker'?"),
    ),
    "unknown asset": (
        WEIGHTS,
        ("spot, asset: AAA", "spot, asset: AAB"),
        ("book.yaml:16: positions[0].asset: 'AAB'", "AAA, BBB", "did you mean 'AAA'?"),
    ),
    "unknown issuer": (WEIGHTS, ("issuer: STATE", "issuer: TOWN"), ("book.yaml:9: assets.AAA.issuer: 'TOWN'", "STATE")),
    "unknown benchmark": (
        WEIGHTS,
        ("benchmark: AAA", "benchmark: aaa"),
        ("book.yaml:7: benchmark: 'aaa'", "did you mean 'AAA'?"),
    ),
    "unknown currency of an asset": (
        WEIGHTS,
        ("{class: equity", "{class: equity, currency: EUR"),
        ("book.yaml:9: assets.AAA.currency: 'EUR'", "USD"),
    ),
    "unknown currency of cash": (
        WEIGHTS,
        ("spot, asset: BBB", "cash, currency: EUR"),
        ("book.yaml:17: positions[1].currency: 'EUR'", "USD"),
    ),
    "unknown proxy": (WEIGHTS, ("{asset: AAA, beta", "{asset: CCC, beta"), ("assets.BBB.proxy.asset: 'CCC'",)),
    "an asset that is its own proxy": (
        WEIGHTS,
        ("{asset: AAA, beta", "{asset: BBB, beta"),
        ("book.yaml: assets.BBB.proxy.asset", "another asset"),
    ),
    "two assets with one symbol": (
        WEIGHTS,
        ("{class: crypto", "{class: crypto, symbol: AAA"),
        ("book.yaml: assets 'AAA' and 'BBB'", "price symbol 'AAA'"),
    ),
    "two positions with one name": (WEIGHTS, ("id: second", "id: first"), ("book.yaml: 'positions.id'", "'first'")),
    "a rate for the base currency": (
        WEIGHTS,
        ("venues:", "currencies: {USD: {fixed_rate: 2.0}}\nvenues:"),
        ("book.yaml: currencies.USD is the base currency",),
    ),
    "a currency with two rates": (
        WEIGHTS,
        ("venues:", "currencies: {EUR: {fixed_rate: 2.0, symbol: AAA}}\nvenues:"),
        ("book.yaml:11: currencies.EUR", "not both"),
    ),
    "half of a venue's risk": (
        WEIGHTS,
        ("default_probability: 0.01, loss_given_default: 0.5}\nissuers", "default_probability: 0.01}\nissuers"),
        ("book.yaml:12: venues.broker", "or neither"),
    ),
    "no positions": (WEIGHTS, (WEIGHTS[WEIGHTS.index("positions:") :], "positions: []\n"), ("positions", "[]")),
    "nothing but cash": (
        WEIGHTS,
        (WEIGHTS[WEIGHTS.index("positions:") :], "positions:\n  - {id: c, instrument: cash, weight: 1}\n"),
        ("book.yaml: positions: none has a price",),
    ),
    "zero quantity": (
        QUANTITIES,
        ("quantity: 10", "quantity: 0"),
        ("book.yaml:11: positions[0]", "'share'", "was 0.0"),
    ),
    "zero weight": (WEIGHTS, ("weight: 0.6", "weight: 0"), ("book.yaml:16: positions[0]", "'first'", "was 0.0")),
    "negative strike": (
        QUANTITIES,
        ("strike: 90", "strike: -90"),
        ("book.yaml:13: positions[2].strike: must be above 0, was -90",),
    ),
    "zero strike": (QUANTITIES, ("strike: 90", "strike: 0"), ("positions[2].strike: must be above 0, was 0",)),
    "tiny strike": (QUANTITIES, ("strike: 90", "strike: 1e-300"), ("positions[2].strike: must be at least 1e-18",)),
    "huge strike": (QUANTITIES, ("strike: 90", "strike: 1e300"), ("positions[2].strike: must be at most 1e+18",)),
    "zero entry price": (
        QUANTITIES,
        ("entry_price: 100", "entry_price: 0"),
        ("book.yaml:12: positions[1].entry_price: must be above 0, was 0",),
    ),
    "volatility in percent": (
        QUANTITIES,
        ("implied_volatility: 0.6", "implied_volatility: 60"),
        ("positions[2].implied_volatility: must be at most 10, was 60",),
    ),
    "rate in percent": (QUANTITIES, ("USD: 0.04", "USD: 4"), ("book.yaml:6: rates.USD: must be at most 1, was 4",)),
    "probability above 1": (
        WEIGHTS,
        ("STATE: {default_probability: 0.01", "STATE: {default_probability: 1.01"),
        ("book.yaml:14: issuers.STATE.default_probability: must be at most 1, was 1.01",),
    ),
    "no rate for an option": (QUANTITIES, ("rates: {USD: 0.04}\n", ""), ("rates.USD is required", "positions.put")),
    "no volatility for an option": (
        QUANTITIES,
        (",\n     implied_volatility: 0.6", ""),
        ("positions.put.implied_volatility is required", "assets.BBB"),
    ),
    "expired option": (
        QUANTITIES,
        ("expiry: 2024-06-28", "expiry: 2024-03-01"),
        ("book.yaml: positions.put.expiry must be after the as-of date 2024-03-01, was 2024-03-01",),
    ),
    "option of ten thousand years": (
        QUANTITIES,
        ("expiry: 2024-06-28", "expiry: 9999-06-28"),
        ("positions.put.expiry", "at most 100 years", "9999-06-28"),
    ),
    "impossible date": (WEIGHTS, ("2024-03-01", "2024-02-30"), ("book.yaml:4: '2024-02-30' is no date",)),
    "date in quotes": (WEIGHTS, ("2024-03-01", "'2024-03-01'"), ("book.yaml:4: as_of: must be a date as YYYY-MM-DD",)),
    "date as a number": (WEIGHTS, ("2024-03-01", "20240301"), ("book.yaml:4: as_of", "YYYY-MM-DD", "20240301")),
    "date as seconds": (WEIGHTS, ("2024-03-01", "1709251200"), ("book.yaml:4: as_of", "YYYY-MM-DD", "1709251200")),
    "date with a time": (WEIGHTS, ("2024-03-01", "2024-03-01 16:00:00"), ("book.yaml:4: as_of", "16:00:00")),
    "unknown version": (WEIGHTS, ("version: 1", "version: 2"), ("book.yaml:1: version", "was 2")),
    "true for a version": (WEIGHTS, ("version: 1", "version: true"), ("book.yaml:1: version", "was True")),
    "as-of before the data": (
        WEIGHTS,
        ("2024-03-01", "1999-12-31"),
        ("AAA.csv: AAA starts on", "after the as-of date 1999-12-31"),
    ),
    "as-of long after the data": (
        WEIGHTS,
        ("2024-03-01", "2024-03-11"),
        ("AAA.csv: the last common close is 2024-03-01, 10 days before the as-of date 2024-03-11",),
    ),
    "as-of on the second close": (WEIGHTS, ("2024-03-01", price_dates()[1]), ("prices: 2 common closes", "at least 3")),
    "symbol with a path": (
        WEIGHTS,
        ("{class: equity", "{class: equity, symbol: ../AAA"),
        ("book.yaml:9: assets.AAA.symbol", "'../AAA'"),
    ),
    "name with a path": (
        WEIGHTS.replace("AAA", "A/../../AAA"),
        ("version: 1", "version: 1"),
        ("book.yaml:9: assets.A/../../AAA.symbol: is required", "no symbol"),
    ),
    "missing symbol": (
        WEIGHTS,
        ("{class: equity", "{class: equity, symbol: AA"),
        ("prices: no prices for symbol 'AA'", "did you mean 'AAA'?"),
    ),
    "symbol in another case": (
        WEIGHTS,
        ("{class: equity", "{class: equity, symbol: aaa"),
        ("prices: no prices for symbol 'aaa'", "did you mean 'AAA'?"),
    ),
    "no market": (WEIGHTS, ("market: prices\n", ""), ("book.yaml: market is missing", "--market")),
    "blank market": (WEIGHTS, ("market: prices", "market: ''"), ("book.yaml:5: market", "''")),
    "market that is not there": (WEIGHTS, ("market: prices", "market: prizes"), ("prizes: no such file or folder",)),
    "repeated key": (WEIGHTS, ("  BBB: {", "  AAA: {"), ("book.yaml:10: key 'AAA' stands twice",)),
    "repeated key of the book": (WEIGHTS, ("benchmark: AAA", "name: OTHER"), ("book.yaml:7: key 'name' stands twice",)),
    "merge key": (WEIGHTS, ("{class: equity", "{<<: {class: rates}, class: equity"), ("assets.AAA.<<: unknown key",)),
    "number as a key": (WEIGHTS, ("  BBB: {", "  600519: {"), ("book.yaml:10: key must be text", "600519")),
    "list as a key": (WEIGHTS, ("  BBB: {", "  ? [B]\n  : {"), ("book.yaml:10: key must be text",)),
    "alias": (WEIGHTS, ("name: BOOK", "name: &n BOOK"), ("book.yaml:2: aliases", "not allowed")),
    "tag": (WEIGHTS, ("name: BOOK", "name: !!python/object:os.system x"), ("book.yaml:2: tags are not allowed",)),
    "tag of an empty number": (WEIGHTS, ("0.6", '!!float ""'), ("book.yaml:16: tags are not allowed",)),
    "tab": (WEIGHTS, ("  BBB:", "\tBBB:"), ("book.yaml:10: not valid YAML",)),
    "unclosed bracket": (WEIGHTS, ("weight: 0.4}", "weight: 0.4"), ("book.yaml:", "not valid YAML")),
    "control characters": (WEIGHTS, ("BOOK", "BO\0OK"), ("book.yaml:2: not valid YAML: character '\\x00'",)),
    "escape codes for the terminal": (
        WEIGHTS,
        ("benchmark:", '"\\e[2J\\nbench":'),
        ("book.yaml:7: '\\x1b[2J\\nbench': unknown key",),
    ),
    "text for a table": (
        WEIGHTS,
        (" {custody: broker,", " broker #"),
        ("book.yaml:12: venues.broker: must be a mapping",),
    ),
    "table for text": (WEIGHTS, ("name: BOOK", "name: {a: b}"), ("book.yaml:2: name: must be text", "{'a': 'b'}")),
    "table for a list": (
        WEIGHTS,
        (WEIGHTS[WEIGHTS.index("positions:") :], "positions: {id: first}\n"),
        ("book.yaml:15: positions: must be a list",),
    ),
}


@pytest.mark.parametrize(("book", "change", "fragments"), WRONG_BOOKS.values(), ids=WRONG_BOOKS)
def test_a_wrong_book_is_refused(desk: Desk, book: str, change: tuple[str, str], fragments: tuple[str, ...]) -> None:
    assert change[0] in book, change
    desk.book.write_text(book.replace(*change, 1))
    desk.refuses(*fragments)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (".nan", "nan"),
        (".inf", "inf"),
        ("-.inf", "-inf"),
        ("1e400", "inf"),
        ("true", "True"),
        ("null", "needs either"),
        ("abc", "'abc'"),
        ('"0.6"', "'0.6'"),
        ("1:30", "'1:30'"),
        ("0600", "'0600'"),
        ("0x6", "'0x6'"),
        ("1_000", "'1_000'"),
        ("60%", "'60%'"),
        ("0,6", "key must be text"),
        ("2024-01-01", "2024-01-01"),
        ("[0.6]", "[0.6]"),
        ("{a: 1}", "{'a': 1}"),
        ("1" + "0" * 400, "1000"),
        ("1" + "0" * 5_000, "1000"),
        ("1e30", "1e+30"),
    ],
)
def test_only_a_number_is_a_number(desk: Desk, written: str, shown: str) -> None:
    desk.book.write_text(WEIGHTS.replace("0.6", written, 1))
    desk.refuses("book.yaml:16:", shown)


@pytest.mark.parametrize(
    ("content", "fragments"),
    [
        (b"", ("book.yaml: is empty",)),
        (b" \n\n", ("book.yaml: is empty",)),
        (b"# only a remark\n", ("book.yaml: is empty",)),
        (b"~\n", ("book.yaml:1: must be a mapping", "None")),
        (b"- a\n- b\n", ("book.yaml:1: must be a mapping", "['a', 'b']")),
        (b"just text\n", ("book.yaml:1: must be a mapping", "'just text'")),
        (b"a: 1\n---\nb: 2\n", ("book.yaml:2: not valid YAML", "another document")),
        (WEIGHTS.encode("utf-16"), ("book.yaml: is not UTF-8 text (byte 0)",)),
        (WEIGHTS.encode() + b"# caf\xe9", (f"book.yaml: is not UTF-8 text (byte {len(WEIGHTS) + 5})",)),
        (bytes(range(256)) * 8, ("book.yaml: is not UTF-8 text (byte 128)",)),
        (gzip.compress(WEIGHTS.encode()), ("book.yaml: is not UTF-8 text",)),
        (b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n", ("book.yaml:1: aliases",)),
        (b"a: " + b"[" * 100_000, ("book.yaml:1: is nested deeper than 32 levels",)),
        (b"{a: " * 100_000, ("book.yaml:1: is nested deeper than 32 levels",)),
        (b"\n".join(b" " * depth + b"a:" for depth in range(900)), ("book.yaml:33: is nested deeper than 32 levels",)),
        (b"x" * 999_000, ("book.yaml:1: must be a mapping",)),
    ],
    ids=lambda value: repr(value[:24]) if isinstance(value, bytes) else "",
)
def test_a_file_that_is_no_book_is_refused(desk: Desk, content: bytes, fragments: tuple[str, ...]) -> None:
    desk.book.write_bytes(content)
    desk.refuses(*fragments)


def test_a_book_that_cannot_be_read_is_refused(desk: Desk) -> None:
    desk.book.unlink()
    desk.refuses("book.yaml: cannot be read: No such file")
    desk.book.symlink_to(desk.book)
    desk.refuses("book.yaml: cannot be read: Too many levels of symbolic links")
    desk.book.unlink()
    desk.book.mkdir()
    desk.refuses("book.yaml: cannot be read: Is a directory")


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("30.12.2025", "--as-of must be a date as YYYY-MM-DD, was '30.12.2025'"),
        ("20240301", "--as-of must be a date as YYYY-MM-DD, was '20240301'"),
        ("2024-W09-5", "--as-of must be a date as YYYY-MM-DD, was '2024-W09-5'"),
        ("2024-02-30", "--as-of must be a date as YYYY-MM-DD, was '2024-02-30'"),
        ("", "--as-of must be a date as YYYY-MM-DD, was ''"),
        ("1999-12-31", "AAA.csv: AAA starts on"),
        ("2030-01-01", "days before the as-of date 2030-01-01"),
        ("9999-12-31", "days before the as-of date 9999-12-31"),
    ],
)
def test_a_wrong_as_of_option_is_refused(desk: Desk, text: str, fragment: str) -> None:
    desk.refuses(fragment, options=("--as-of", text))


def test_an_option_that_expired_by_the_as_of_option_is_refused(desk: Desk) -> None:
    desk.book.write_text(QUANTITIES.replace("expiry: 2024-06-28", "expiry: 2024-03-04"))
    desk.refuses(
        "book.yaml: positions.put.expiry must be after the as-of date 2024-03-05, was 2024-03-04",
        options=("--as-of", "2024-03-05"),
    )


@pytest.mark.parametrize(
    ("market", "fragment"),
    [
        ("", "market must be 'sample', 'skfolio', 'store' or a path, was ''"),
        ("nowhere", "nowhere: no such file or folder of prices"),
        ("x" * 300, "cannot be read: File name too long"),
        ("no\x1b[2Jwhere", "no\\x1b[2Jwhere: no such file"),
        ("no\udcffwhere", "must be UTF-8"),
    ],
)
def test_a_wrong_market_option_is_refused(desk: Desk, market: str, fragment: str) -> None:
    desk.refuses(fragment, options=("--market", market))


def test_a_market_that_is_no_table_is_refused(desk: Desk) -> None:
    desk.refuses("book.yaml: prices must be a folder or a file ending in .csv", options=("--market", str(desk.book)))


# --- price files -----------------------------------------------------------------------------------------------------


def harmed(line: int, text: str) -> str:
    """Return the prices of AAA with one line replaced; line 1 holds the headers."""
    lines = price_file().splitlines()
    lines[line - 1] = text
    return "\n".join([*lines, ""])


DAY = price_dates()[8]  # stands on line 10

WRONG_PRICES = {
    "text": (harmed(10, f"{DAY},n/a"), ("AAA.csv:10: column 'close' must hold numbers, was 'n/a'",)),
    "a column of text": (
        "date,close\n" + "".join(f"{day},abc\n" for day in price_dates()),
        ("AAA.csv:2: column 'close' must hold numbers, was 'abc'",),
    ),
    "nan": (harmed(10, f"{DAY},nan"), ("AAA.csv:10: column 'close' must hold numbers, was 'nan'",)),
    "inf": (harmed(10, f"{DAY},inf"), ("AAA.csv:10: column 'close' must hold numbers, was 'inf'",)),
    "overflow": (harmed(10, f"{DAY},1e999"), ("AAA.csv:10: column 'close' must lie within 1e+18 of 0, was '1e999'",)),
    "thousands": (harmed(10, f'{DAY},"1,000"'), ("AAA.csv:10: column 'close' must hold numbers, was '1,000'",)),
    "underscores": (harmed(10, f"{DAY},1_000"), ("AAA.csv:10: column 'close' must hold numbers, was '1_000'",)),
    "true": (harmed(10, f"{DAY},True"), ("AAA.csv:10: column 'close' must hold numbers, was 'True'",)),
    "zero": (harmed(10, f"{DAY},0"), ("AAA.csv:10: column 'close': price must be above 0, was 0",)),
    "negative": (harmed(10, f"{DAY},-3.5"), ("AAA.csv:10: column 'close': price must be above 0, was -3.5",)),
    "denormal": (harmed(10, f"{DAY},1e-320"), ("AAA.csv:10: column 'close': price must be at least 1e-18",)),
    "duplicated date": (
        harmed(11, f"{DAY},99"),
        (f"AAA.csv:11: date {DAY} stands twice, first on line 10",),
    ),
    "date that is not ISO": (harmed(10, "12/13/2023,99"), ("AAA.csv:10: column 'date'", "YYYY-MM-DD", "'12/13/2023'")),
    "impossible date": (harmed(10, "2023-02-29,99"), ("AAA.csv:10: column 'date'", "'2023-02-29'")),
    "year 0": (harmed(10, "0000-01-01,99"), ("AAA.csv:10: column 'date'", "'0000-01-01'")),
    "blank date": (harmed(10, ",99"), ("AAA.csv:10: column 'date'", "''")),
    "intraday timestamp": (harmed(10, f"{DAY} 16:00:00,99"), ("AAA.csv:10: column 'date'", f"'{DAY} 16:00:00'")),
    "too many cells": (harmed(10, f"{DAY},99,1"), ("AAA.csv:10: row must have 2 cells, had 3",)),
    "too few cells": (harmed(10, DAY), ("AAA.csv:10: row must have 2 cells, had 1",)),
    "too few cells after a blank line": (harmed(9, "\n" + DAY), ("AAA.csv:10: row must have 2 cells, had 1",)),
    "unclosed quote": (harmed(10, f'"{DAY},99'), ("AAA.csv:", "is not CSV")),
    "a field of 200 kB": (harmed(10, f"{DAY},{'9' * 200_000}"), ("AAA.csv:10: is not CSV: field larger",)),
    "empty": ("", ("AAA.csv: is empty",)),
    "blank": (" \n\n", ("AAA.csv: is empty",)),
    "header only": ("date,close\n", ("AAA.csv: has column names, but no rows",)),
    "one row": (f"date,close\n{DAY},99\n", ("AAA.csv: 2 series have fewer than 2 common closes", "AAA 20")),
    "blank header": ("\n" + price_file(), ("AAA.csv:1: must hold column names",)),
    "no prices": (
        "date,close\n" + "".join(f"{day},\n" for day in price_dates()),
        ("AAA.csv: column 'close' holds no price",),
    ),
    "no header": (price_file().split("\n", 1)[1], ("AAA.csv: has no column date",)),
    "no close": (price_file().replace("close", "price"), ("AAA.csv: has no column close", "'date', 'price'")),
    "repeated column": (price_file().replace("date,close", "close,close"), ("AAA.csv:1: column 'close' stands twice",)),
    "columns that differ in case": (
        price_file().replace("date,close", "date,Close,close").replace(",1", ",1,1").replace(",9", ",9,9"),
        ("AAA.csv: columns 'Close' and 'close' differ only in case",),
    ),
    "negative volume": (
        "date,close,volume\n" + "".join(f"{day},99,-5\n" for day in price_dates()),
        ("AAA.csv:2: column 'volume' must be 0 or more, was -5",),
    ),
    "constant benchmark": (
        "date,close\n" + "".join(f"{day},99\n" for day in price_dates()),
        ("benchmark AAA", "did not move"),
    ),
    "other dates": (price_file().replace("\n20", "\n19"), ("AAA.csv: ", "AAA 19")),
}


@pytest.mark.parametrize(("content", "fragments"), WRONG_PRICES.values(), ids=WRONG_PRICES)
def test_wrong_prices_are_refused(desk: Desk, content: str, fragments: tuple[str, ...]) -> None:
    (desk.prices / "AAA.csv").write_text(content)
    desk.refuses(*fragments)


@pytest.mark.parametrize(
    ("name", "content", "fragment"),
    [
        ("AAA.csv", price_file().encode("utf-16"), "AAA.csv: is not UTF-8 text (byte 0)"),
        ("AAA.csv", gzip.compress(price_file().encode()), "AAA.csv: is not UTF-8 text (byte 1)"),
        ("AAA.csv.gz", price_file().encode(), "AAA.csv.gz: is not a whole gzip file"),
        ("AAA.csv.gz", gzip.compress(price_file().encode())[:-40], "AAA.csv.gz: is not a whole gzip file"),
        ("AAA.csv.gz", gzip.compress(price_file().encode())[:-8] + b"12345678", "AAA.csv.gz: is not a whole gzip file"),
        ("AAA.csv.gz", gzip.compress(b""), "AAA.csv.gz: is empty"),
        ("AAA.csv.gz", b"", "AAA.csv.gz: is empty"),
        ("AAA.parquet", b"", "AAA.parquet: is not a Parquet file"),
        ("AAA.parquet", b"PAR1" + b"\xff" * 400 + b"PAR1", "AAA.parquet: is not a Parquet file"),
        ("AAA.parquet", price_file().encode(), "AAA.parquet: is not a Parquet file"),
    ],
    ids=[
        "utf-16",
        "hidden gzip",
        "no gzip",
        "cut gzip",
        "gzip checksum",
        "gzip of nothing",
        "nothing",
        "empty Parquet",
        "garbled Parquet",
        "no Parquet",
    ],
)
def test_a_file_that_is_no_table_is_refused(desk: Desk, name: str, content: bytes, fragment: str) -> None:
    (desk.prices / "AAA.csv").unlink()
    (desk.prices / name).write_bytes(content)
    desk.refuses(fragment)


def test_two_files_for_one_symbol_are_refused(desk: Desk) -> None:
    (desk.prices / "AAA.csv.gz").write_bytes(gzip.compress(price_file().encode()))
    desk.refuses("prices: symbol 'AAA' has two files, AAA.csv and AAA.csv.gz; keep one")


def test_a_symbol_in_two_panels_is_refused(desk: Desk) -> None:
    (desk.prices / "AAA.csv").unlink()
    for name in ("one.csv", "two.csv"):
        (desk.prices / name).write_text(price_file().replace("close", "AAA"))
    desk.refuses("prices: symbol 'AAA' stands in two tables, one.csv and two.csv; keep one")


def test_a_folder_for_a_price_file_is_refused(desk: Desk) -> None:
    (desk.prices / "AAA.csv").unlink()
    (desk.prices / "AAA.csv").mkdir()
    desk.refuses("prices: no prices for symbol 'AAA'")


def test_a_table_that_could_not_be_searched_is_named(desk: Desk) -> None:
    (desk.prices / "AAA.csv").rename(desk.prices / "panel.csv.gz")
    desk.refuses("prices: no prices for symbol 'AAA'", "could not look into", "panel.csv.gz: is not a whole gzip file")


def test_unsorted_dates_give_the_same_numbers(desk: Desk) -> None:
    sorted_report = desk.report("--json").out
    header, *rows = (desk.prices / "AAA.csv").read_text().splitlines()
    order = np.random.default_rng(5).permutation(len(rows))
    (desk.prices / "AAA.csv").write_text("\n".join([header, *(rows[place] for place in order), ""]))
    shuffled = desk.report("--json")
    assert shuffled.code == 0, shuffled
    hashes = [line for line in sorted_report.splitlines() if "hash" in line]
    assert hashes, "the report names the hash of its data"
    left = [line for line in sorted_report.splitlines() if "hash" not in line]
    right = [line for line in shuffled.out.splitlines() if "hash" not in line]
    assert left == right


@pytest.mark.parametrize("book", [WEIGHTS, QUANTITIES], ids=["weights", "quantities"])
@pytest.mark.parametrize("prices", [("1e-18", "1e18"), ("1e18", "9e17"), ("1e-18", "2e-18")], ids=str)
def test_lawful_but_absurd_prices_overflow_nowhere(desk: Desk, book: str, prices: tuple[str, str]) -> None:
    # a warning of numpy would be raised here, as it would be a second line on a user's screen
    desk.book.write_text(book)
    rows = [f"{day},{prices[index % 2]}" for index, day in enumerate(price_dates())]
    (desk.prices / "AAA.csv").write_text("\n".join(["date,close", *rows, ""]))
    (desk.prices / "BBB.csv").write_text("\n".join(["date,close", *rows[:-1], f"{price_dates()[-1]},50", ""]))
    outcome = desk.report()
    assert outcome.code in {0, 1, 2}, outcome
    assert len(outcome.err.splitlines()) == (outcome.code == 2), outcome


# --- files made to exhaust the machine -------------------------------------------------------------------------------


@pytest.fixture
def frugal() -> Iterator[None]:
    """Hold what happens inside to 64 MB of Python objects."""
    tracemalloc.start(1)
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 64_000_000, f"peak of {peak:,} bytes"


def sparse(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(HUGE)


def zipped(path: Path, content: bytes, times: int) -> None:
    member = gzip.compress(content, 1)
    with path.open("wb") as stream:
        for _ in range(times):
            stream.write(member)


@pytest.mark.usefixtures("frugal")
def test_a_book_with_a_line_of_200_megabytes_is_refused(desk: Desk) -> None:
    sparse(desk.book)
    desk.refuses("book.yaml: is larger than 1,000,000 bytes")


@pytest.mark.usefixtures("frugal")
def test_prices_with_a_line_of_200_megabytes_are_refused(desk: Desk) -> None:
    sparse(desk.prices / "AAA.csv")
    desk.refuses("AAA.csv:1: line is longer than 1,000,000 bytes")


@pytest.mark.usefixtures("frugal")
def test_zipped_prices_with_a_line_of_200_megabytes_are_refused(desk: Desk) -> None:
    (desk.prices / "AAA.csv").unlink()
    zipped(desk.prices / "AAA.csv.gz", b"9" * 1_000_000, 200)
    desk.refuses("AAA.csv.gz:1: line is longer than 1,000,000 bytes")


@pytest.mark.usefixtures("frugal")
def test_a_long_line_after_good_ones_is_named(desk: Desk) -> None:
    with (desk.prices / "AAA.csv").open("ab") as stream:
        stream.truncate(HUGE)
    desk.refuses("AAA.csv:62: line is longer than 1,000,000 bytes")


def test_a_gzip_bomb_of_short_lines_is_refused(desk: Desk) -> None:
    (desk.prices / "AAA.csv").unlink()
    zipped(desk.prices / "AAA.csv.gz", b"1,2\n" * 250_000, 140)
    desk.refuses("AAA.csv.gz: is larger than 128,000,000 bytes unpacked")


def test_a_table_of_blank_lines_is_refused(desk: Desk) -> None:
    (desk.prices / "AAA.csv").write_text("date,close\n" + "\n" * 1_000_001)
    desk.refuses("AAA.csv:1000001: table has more than 1,000,000 lines")


# --- writing ---------------------------------------------------------------------------------------------------------


def test_a_file_where_the_folder_should_be_is_refused(desk: Desk) -> None:
    desk.out.write_text("mine")
    desk.refuses("out: cannot be written: File exists")
    assert desk.out.read_text() == "mine"
    desk.refuses("below: cannot be written: Not a directory", options=("--out", str(desk.out / "below")))


def test_a_folder_where_a_report_should_be_is_refused(desk: Desk) -> None:
    (desk.out / "BOOK.json").mkdir(parents=True)
    desk.refuses("out: cannot be written: Is a directory")


def test_a_fault_while_writing_leaves_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    desk.refuses("out: cannot be written: No space left on device")


# --- the real command ------------------------------------------------------------------------------------------------


def command(*arguments: str, cwd: Path) -> Outcome:
    done = subprocess.run(
        [sys.executable, "-c", "from seawall.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=60,
        check=False,
    )
    return Outcome(arguments, done.returncode, done.stdout, done.stderr)


def test_the_installed_command_refuses_in_one_line(desk: Desk) -> None:
    desk.book.write_text(WEIGHTS.replace("id: first, instrument: spot", "id: first, instrument: spto"))
    outcome = command("report", "book.yaml", "--out", "out", cwd=desk.folder)
    assert (outcome.code, outcome.out) == (2, ""), outcome
    assert outcome.err.startswith("seawall: book.yaml:16: positions[0].instrument: must be one of"), outcome
    assert len(outcome.err.splitlines()) == 1, outcome
    assert not desk.out.exists(), outcome


@pytest.mark.parametrize("section", ["identify", "var", "stress", "rate"])
def test_every_command_refuses_in_one_line(
    desk: Desk, section: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk.prices / "AAA.csv").write_text(harmed(10, f"{DAY},abc"))
    monkeypatch.setattr(sys, "argv", ["seawall", section, str(desk.book), "--json"])
    with pytest.raises(SystemExit) as stopped:
        main()
    captured = capsys.readouterr()
    assert stopped.value.code == 2, captured
    assert captured.out == "", captured
    assert "AAA.csv:10: column 'close' must hold numbers, was 'abc'" in captured.err, captured
    assert len(captured.err.splitlines()) == 1, captured


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("options", [(), ("--json",)], ids=["tables", "json"])
def test_a_full_disk_behind_standard_output_is_one_line(desk: Desk, options: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", "from seawall.cli import main; main()", "report", str(desk.book), *options],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 2, done
    assert done.stderr == "seawall: standard output: cannot be written: No space left on device\n", done
