"""Readers of option chains: what they read, and one line for everything they refuse."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from seawall.errors import DataError, SourceError
from seawall.market import PriceUnit
from seawall.sources import read_option_chain

DERIBIT_HEADER = (
    "underlying_price,timestamp,mark_price,mark_iv,instrument_name,index_price,bids,best_bid_price,best_ask_price"
)
DERIBIT_ROWS = (
    '48150.5,1613068700000,0.055,113.25,BTC-19FEB21-48000-C,47800.0,"[[0.05, 1.0]]",0.05,0.06',
    "48150.5,1613068700001,0.052,113.25,BTC-19FEB21-48000-P,47801.0,[],0.0,0.06",
    '48151.5,1613068800000,0.056,113.50,BTC-19FEB21-48000-C,47810.0,"[[0.051, 1.0]]",0.051,0.061',
)
CBOE_HEAD = (
    "",
    "Standard & Poors 500 Index,Last: 4369.71,Change:  -0.65",
    '"Date: August 20, 2023 at 10:42 PM EDT",Bid: 4355.9199,Ask: 4387,Size: 1*1,Volume: 0',
    "Expiration Date,Calls,Last Sale,Net,Bid,Ask,Volume,IV,Delta,Gamma,Open Interest,Strike,"
    "Puts,Last Sale,Net,Bid,Ask,Volume,IV,Delta,Gamma,Open Interest",
)
CBOE_ROWS = (
    "Fri Sep 15 2023,SPX230915C04400000,60.0,0,59.1,60.4,0,0.1421,0.5,0,34,4400.00,"
    "SPX230915P04400000,75.1,0,76.5,77.8,0,0.1412,-0.5,0,411",
    "Fri Dec 15 2023,SPXW231215C04400000,60.0,0,159.1,160.4,0,0,0.5,0,34,4400.00,"
    "SPXW231215P04400000,75.1,0,0,177.8,0,0.1412,-0.5,0,411",
)


def write(folder: Path, *lines: str) -> Path:
    path = folder / "chain.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_deribit_keeps_the_latest_of_two_sweeps(tmp_path: Path) -> None:
    chain = read_option_chain(write(tmp_path, DERIBIT_HEADER, *DERIBIT_ROWS))
    assert (chain.underlying, chain.price_unit, chain.duplicate_rows) == ("BTC", PriceUnit.COIN, 1)
    assert chain.as_of.isoformat() == "2021-02-11T18:40:00+00:00"
    assert chain.index_price == 47810.0
    assert chain.is_call.tolist() == [True, False]
    assert chain.bid.tolist() == [0.051, 0.0]
    assert chain.expiry.tolist() == np.array(["2021-02-19T08:00:00"] * 2, dtype="datetime64[s]").tolist()
    assert chain.exchange_volatility is not None
    assert chain.exchange_volatility.tolist() == pytest.approx([1.135, 1.1325])
    assert chain.exchange_forward is not None
    assert chain.exchange_forward.tolist() == [48151.5, 48150.5]


def test_cboe_tells_morning_from_evening_settlement_and_winter_from_summer(tmp_path: Path) -> None:
    chain = read_option_chain(write(tmp_path, *CBOE_HEAD, *CBOE_ROWS))
    assert chain.as_of.isoformat() == "2023-08-20T22:42:00-04:00"
    assert (chain.index_price, chain.price_unit) == (4369.71, PriceUnit.MONEY)
    assert [str(each) for each in chain.expiry[::2]] == ["2023-09-15T13:30:00", "2023-12-15T21:00:00"]
    assert chain.bid.tolist() == [59.1, 76.5, 159.1, 0.0]
    assert chain.exchange_volatility is not None
    assert chain.exchange_volatility.tolist() == [0.1421, 0.1412, 0.0, 0.1412]
    assert chain.mark is None


def test_gzip_and_plain_read_alike_but_for_the_hash(tmp_path: Path) -> None:
    plain = write(tmp_path, *CBOE_HEAD, *CBOE_ROWS)
    packed = tmp_path / "chain.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    first, second = read_option_chain(plain), read_option_chain(packed)
    assert first.strike.tolist() == second.strike.tolist()
    assert first.data_hash != second.data_hash


def test_an_empty_price_is_no_quote(tmp_path: Path) -> None:
    row = DERIBIT_ROWS[0].replace(",0.05,0.06", ",,0.06")
    assert read_option_chain(write(tmp_path, DERIBIT_HEADER, row)).bid.tolist() == [0.0]


DERIBIT_FAULTS = [
    (",0.06", ",abc", r"chain.csv:2: 'best_ask_price' must be a number, was 'abc'"),
    (",0.06", ",-1", r"chain.csv:2: 'best_ask_price' must be finite and not below 0, was '-1'"),
    (",0.06", ",nan", r"chain.csv:2: 'best_ask_price' must be finite"),
    (",0.06", "", r"chain.csv:2: must hold 9 fields, held 8"),
    ("BTC-19FEB21-48000-C", "BTC-19FOO21-48000-C", r"chain.csv:2: 'instrument_name' must look like"),
    ("BTC-19FEB21-48000-C", "BTC-31FEB21-48000-C", r"chain.csv:2: 'instrument_name' must hold a date"),
    ("BTC-19FEB21-48000-C", "BTC-19FEB21-0-C", r"chain.csv:2: the strike must be above 0"),
    ("1613068700000", "yesterday", r"chain.csv:2: 'timestamp' must be milliseconds since 1970, was 'yesterday'"),
    ('"[[0.05', '"[[0.05""x', r"chain.csv:2: must hold 9 fields|not a line of CSV"),
]


@pytest.mark.parametrize(("old", "new", "message"), DERIBIT_FAULTS)
def test_deribit_faults_name_line_and_value(tmp_path: Path, old: str, new: str, message: str) -> None:
    row = DERIBIT_ROWS[0]
    if old == '"[[0.05':
        row = row.replace('1.0]]"', "1.0]]")
    with pytest.raises(DataError, match=message) as caught:
        read_option_chain(write(tmp_path, DERIBIT_HEADER, row.replace(old, new)))
    assert "\n" not in str(caught.value)


def test_two_underlyings_are_refused(tmp_path: Path) -> None:
    other = DERIBIT_ROWS[1].replace("BTC-", "ETH-")
    with pytest.raises(DataError, match=r"chain.csv:3: 'instrument_name' must be of BTC .* was 'ETH'"):
        read_option_chain(write(tmp_path, DERIBIT_HEADER, DERIBIT_ROWS[0], other))


CBOE_FAULTS = [
    ("59.1", "a lot", r"chain.csv:5: 'Bid' must be a number, was 'a lot'"),
    ("4400.00", "4450.00", r"chain.csv:5: must be the code of a call with strike 4450"),
    ("SPX230915P", "SPX230916P", r"chain.csv:5: call and put must expire together"),
    ("SPX230915P", "SPX230915C", r"chain.csv:5: must be the code of a put"),
    ("SPX230915C", "SPX231315C", r"chain.csv:5: the code of an option must hold a date"),
    (",411", "", r"chain.csv:5: must hold 22 fields, held 21"),
]


@pytest.mark.parametrize(("old", "new", "message"), CBOE_FAULTS)
def test_cboe_faults_name_line_and_value(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_option_chain(write(tmp_path, *CBOE_HEAD, CBOE_ROWS[0].replace(old, new)))


@pytest.mark.parametrize(
    ("place", "line", "message"),
    [
        (1, "Standard & Poors 500 Index", "chain.csv:2: must hold the index after 'Last:'"),
        (2, "Date: yesterday", "chain.csv:3: must hold 'Date: <month> <day>, <year> at <time> EDT'"),
        (2, '"Date: August 40, 2023 at 10:42 PM EDT"', "chain.csv:3: must hold a date and time"),
        (3, "Expiration Date,Calls", "must start a Deribit table or the four header lines"),
    ],
)
def test_cboe_header_faults(tmp_path: Path, place: int, line: str, message: str) -> None:
    head = list(CBOE_HEAD)
    head[place] = line
    with pytest.raises(DataError, match=message):
        read_option_chain(write(tmp_path, *head, *CBOE_ROWS))


def test_a_repeated_strike_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"chain.csv:6: an expiry and strike must not repeat"):
        read_option_chain(write(tmp_path, *CBOE_HEAD, CBOE_ROWS[0], CBOE_ROWS[0]))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\n\n\n\n", "is empty"),
        (DERIBIT_HEADER.encode(), "holds a header but no options"),
        (("\n".join(CBOE_HEAD)).encode(), "holds a header but no options"),
        (b"name,price\nA,1\n", "must start a Deribit table"),
        (b"a" * 70_000, ":1: the line must not be longer than 65536 bytes"),
        (b"\xff\xfe\x00\n", ":1: not UTF-8 text"),
        (gzip.compress(b"x" * 1000)[:-12], "the gzip file is damaged"),
    ],
)
def test_files_that_are_no_chain(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "chain.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match=message):
        read_option_chain(path)


def test_a_gzip_bomb_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "chain.csv.gz"
    path.write_bytes(gzip.compress(b"0" * 50_000_000))
    with pytest.raises(DataError, match="must not be longer than 65536 bytes"):
        read_option_chain(path)


def test_a_missing_file_is_a_source_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read_option_chain(tmp_path / "nothing.csv")


@pytest.mark.real_data
def test_real_chains_read_whole(real_data: Path) -> None:
    deribit = read_option_chain(real_data / "options" / "deribit_btc_chain_2021-02.csv.gz")
    assert (len(deribit.strike), deribit.duplicate_rows) == (488, 488)
    cboe = read_option_chain(real_data / "options" / "cboe_spx_chain_2023-08-20.csv.gz")
    assert len(cboe.strike) == 2 * 10171
    assert (cboe.time <= 0).sum() == 2 * 738
