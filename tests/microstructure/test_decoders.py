"""Every message of each venue, and what is no message of any: equal to a slow reading, or refused in one line."""

from __future__ import annotations

import copy
import gzip
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seawall.errors import DataError
from seawall.microstructure import (
    BinanceFuturesDecoder,
    BookDelta,
    FeedEvent,
    InstrumentGrid,
    LiquidationPrint,
    MarkPrice,
    SequenceRule,
    Trade,
)
from seawall.microstructure.level_text import read_levels
from tests.microstructure.careful_decoding import LOCAL_NS, careful, plain
from tests.microstructure.venue_streams import GRID, decoder_of

FUTURES, SPOT, BYBIT = SequenceRule.BINANCE_FUTURES, SequenceRule.BINANCE_SPOT, SequenceRule.BYBIT
DEPTH = '"b":[["99999.9","0"],["99999.80","1.5"]],"a":[["100000.1","2.500"]]'
TOP = '"b":"99999.9","B":"1.500","a":"100000.10","A":"0.25"'
WHOLE = '"bids":[["99999.90","1.204"]],"asks":[["100000.00","0.730"]]'

MESSAGES: dict[str, tuple[SequenceRule, str]] = {
    "futures depth": (
        FUTURES,
        f'{{"e":"depthUpdate","E":2,"T":1,"s":"BTCUSDT","U":157,"u":160,"pu":149,{DEPTH},"st":2,"ps":"BTCUSDT"}}',
    ),
    "futures depth, wrapped": (
        FUTURES,
        '{"stream":"btcusdt@depth@100ms","data":'
        f'{{"e":"depthUpdate","E":2,"T":1,"s":"BTCUSDT","U":157,"u":160,"pu":149,{DEPTH}}}}}',
    ),
    "futures depth, no level": (
        FUTURES,
        '{"e":"depthUpdate","E":2,"T":1,"s":"BTCUSDT","U":1,"u":2,"pu":0,"b":[],"a":[]}',
    ),
    "futures whole book": (FUTURES, f'{{"lastUpdateId":1990,"E":3,"T":2,{WHOLE}}}'),
    "futures top": (FUTURES, f'{{"e":"bookTicker","u":400,"E":9,"T":8,"s":"BTCUSDT",{TOP}}}'),
    "futures trade": (
        FUTURES,
        '{"e":"trade","E":5,"T":4,"s":"BTCUSDT","t":77,"p":"100000.10","q":"0.006","X":"MARKET","m":false}',
    ),
    "futures trade, old": (
        FUTURES,
        '{"e":"trade","E":5,"T":4,"s":"BTCUSDT","t":77,"p":"100000.10","q":"0.006","m":true}',
    ),
    "futures aggregate": (
        FUTURES,
        '{"e":"aggTrade","E":5,"s":"BTCUSDT","a":5933,"p":"100000.1","q":"0.5","nq":"0.4","f":100,"l":105,"T":4,"m":true}',
    ),
    "futures aggregate, old": (
        FUTURES,
        '{"e":"aggTrade","E":5,"s":"BTCUSDT","a":5933,"p":"100000.1","q":"0.5","f":100,"l":105,"T":4,"m":true}',
    ),
    "futures liquidation": (
        FUTURES,
        '{"e":"forceOrder","E":5,"o":{"s":"BTCUSDT","S":"SELL","o":"LIMIT","f":"IOC","q":"0.014","p":"99910",'
        '"ap":"99905","X":"FILLED","l":"0.014","z":"0.014","T":4}}',
    ),
    "futures liquidation, average between ticks": (
        FUTURES,
        '{"e":"forceOrder","E":5,"o":{"s":"BTCUSDT","S":"SELL","o":"LIMIT","f":"IOC","q":"0.014","p":"99910",'
        '"ap":"99905.0428571","X":"FILLED","l":"0.004","z":"0.014","T":4}}',
    ),
    "futures mark": (
        FUTURES,
        '{"e":"markPriceUpdate","E":5,"s":"BTCUSDT","p":"100001.51","ap":"100001.2","i":"100000.17","P":"100000.9",'
        '"r":"-0.0001","T":28800000,"st":1}',
    ),
    "futures marks of all": (
        FUTURES,
        '[{"e":"markPriceUpdate","E":5,"s":"ETHUSDT","p":"1.5","i":"1.4","r":"0","T":9},'
        '{"e":"markPriceUpdate","E":5,"s":"BTCUSDT","p":"1.5","i":"1.4","r":"0","T":9}]',
    ),
    "futures open interest": (FUTURES, '{"openInterest":"10659.509","symbol":"BTCUSDT","time":7}'),
    "spot depth": (SPOT, f'{{"e":"depthUpdate","E":2,"s":"BTCUSDT","U":157,"u":160,{DEPTH}}}'),
    "spot whole book": (SPOT, f'{{"lastUpdateId":1990,{WHOLE}}}'),
    "spot top": (SPOT, f'{{"u":400,"s":"BTCUSDT",{TOP}}}'),
    "spot trade": (
        SPOT,
        '{"e":"trade","E":5,"s":"BTCUSDT","t":12,"p":"0.1","q":"100","T":4,"m":true,"M":true}',
    ),
    "spot aggregate": (
        SPOT,
        '{"e":"aggTrade","E":5,"s":"BTCUSDT","a":12,"p":"0.1","q":"100","f":1,"l":2,"T":4,"m":false,"M":true}',
    ),
    "bybit depth": (
        BYBIT,
        f'{{"topic":"orderbook.50.BTCUSDT","type":"delta","ts":9,"data":{{"s":"BTCUSDT",{DEPTH},"u":5,"seq":7}},"cts":8}}',
    ),
    "bybit whole book": (
        BYBIT,
        f'{{"topic":"orderbook.50.BTCUSDT","type":"snapshot","ts":9,"data":{{"s":"BTCUSDT",{DEPTH},"u":4,"seq":7}},"cts":8}}',
    ),
    "bybit restart, old": (
        BYBIT,
        f'{{"topic":"orderbook.50.BTCUSDT","type":"delta","ts":9,"data":{{"s":"BTCUSDT",{DEPTH},"u":1}}}}',
    ),
    "bybit trades": (
        BYBIT,
        '{"topic":"publicTrade.BTCUSDT","type":"snapshot","ts":9,"data":['
        '{"T":8,"s":"BTCUSDT","S":"Buy","v":"0.001","p":"16578.50","L":"PlusTick","i":"20f4","BT":false,"seq":3},'
        '{"T":8,"s":"BTCUSDT","S":"Sell","v":"0.002","p":"16578.40","i":"20f5","BT":false,"seq":4}]}',
    ),
    "bybit liquidation": (
        BYBIT,
        '{"topic":"allLiquidation.BTCUSDT","type":"snapshot","ts":2,"data":'
        '[{"T":1,"s":"BTCUSDT","S":"Buy","v":"0.02","p":"98000"}]}',
    ),
    "bybit ticker": (
        BYBIT,
        '{"topic":"tickers.BTCUSDT","type":"snapshot","ts":9,"data":{"symbol":"BTCUSDT","markPrice":"17217.33",'
        '"indexPrice":"17227.36","fundingRate":"-0.000212","nextFundingTime":"1673280000000","openInterest":"68744.761"}}',
    ),
}
SILENT: dict[str, tuple[SequenceRule, str]] = {
    "futures reply": (FUTURES, '{"result":null,"id":1}'),
    "futures contract": (FUTURES, '{"e":"contractInfo","s":"BTCUSDT","cs":"TRADING","bks":[{"bs":1,"mmr":0.004}]}'),
    "futures other symbol": (
        FUTURES,
        '{"e":"forceOrder","E":5,"o":{"s":"ETHUSDT","S":"BUY","ap":"1","z":"1","T":4}}',
    ),
    "futures retail depth": (
        FUTURES,
        '{"stream":"btcusdt@rpiDepth@500ms","data":'
        f'{{"e":"depthUpdate","E":2,"T":1,"s":"BTCUSDT","U":157,"u":160,"pu":149,{DEPTH}}}}}',
    ),
    "spot reply": (SPOT, '{"result":["btcusdt@depth"],"id":3}'),
    "bybit reply": (BYBIT, '{"success":true,"ret_msg":"","conn_id":"c","op":"subscribe"}'),
    "bybit pong": (BYBIT, '{"success":true,"ret_msg":"pong","op":"ping"}'),
    "bybit other symbol": (BYBIT, '{"topic":"tickers.ETHUSDT","type":"delta","ts":9,"data":{"symbol":"ETHUSDT"}}'),
}
REFUSED: dict[str, tuple[SequenceRule, str, str]] = {
    "futures refusal": (FUTURES, '{"error":{"code":2,"msg":"Invalid request"},"id":1}', "refuses a request: 2, 'Inv"),
    "spot refusal": (SPOT, '{"code":-1121,"msg":"Invalid symbol."}', "refuses a request: -1121, 'Invalid symbol.'"),
    "bybit refusal": (BYBIT, '{"success":false,"ret_msg":"error:handler not found","op":"subscribe"}', "handler not"),
    "unknown": (FUTURES, '{"hello":1}', "no known kind"),
    "unknown execution": (
        FUTURES,
        '{"e":"trade","E":5,"T":4,"s":"BTCUSDT","t":7,"p":"1.0","q":"1","X":"LOTTERY","m":false}',
        "X of a trade must be one of MARKET, INSURANCE_FUND, ADL, NA, was 'LOTTERY'",
    ),
    "price 0": (FUTURES, MESSAGES["futures depth"][1].replace("99999.9", "0.0", 1), "price must be above 0"),
    "off the grid": (BYBIT, MESSAGES["bybit depth"][1].replace("99999.80", "99999.85"), "multiple of 0.1"),
    "negative size": (SPOT, MESSAGES["spot depth"][1].replace('"1.5"', '"-1.5"'), "size must be 0 or more"),
    "not a number": (SPOT, MESSAGES["spot top"][1].replace('"1.500"', '"NaN"'), "must be finite"),
    "huge": (FUTURES, MESSAGES["futures top"][1].replace('"1.500"', '"1e999999"'), "at most"),
    "hair off the grid": (
        FUTURES,
        MESSAGES["futures top"][1].replace("99999.9", "99999.9" + "0" * 40 + "1"),
        "multiple of 0.1",
    ),
    "other digits": (FUTURES, MESSAGES["futures top"][1].replace("99999.9", "٩٩"), "plain digits"),
    "number, not text": (FUTURES, MESSAGES["futures top"][1].replace('"1.500"', "1.5"), "must be a number as text"),
    "true for a time": (FUTURES, MESSAGES["futures trade"][1].replace('"T":4', '"T":true'), "whole number"),
    "after 2262": (
        FUTURES,
        MESSAGES["futures top"][1].replace('"T":8', '"T":9223372036855'),
        "at most 9223372036854 ms",
    ),
    "maker as text": (FUTURES, MESSAGES["futures trade"][1].replace("false", '"false"'), "true or false"),
    "no symbol": (FUTURES, MESSAGES["futures top"][1].replace('"s":"BTCUSDT",', ""), "lacks or garbles"),
    "other data": (BYBIT, MESSAGES["bybit liquidation"][1].replace('"s":"BTCUSDT"', '"s":"ETHUSDT"'), "holds data of"),
    "cut": (SPOT, MESSAGES["spot depth"][1][:-3], "is no JSON"),
    "more behind it": (FUTURES, MESSAGES["futures top"][1] + "}", "is no JSON"),
    "nested": (FUTURES, "[" * 900 + "]" * 900, "must be an object"),
}


def decode(rule: SequenceRule, message: str | bytes) -> list[tuple[Any, ...]]:
    text = message.encode() if isinstance(message, str) else message
    return [plain(event) for event in decoder_of(rule).decode(text, local_ns=LOCAL_NS)]


@pytest.mark.parametrize("name", MESSAGES)
def test_a_documented_message_gives_what_a_slow_reading_gives(name: str) -> None:
    rule, message = MESSAGES[name]
    found = decode(rule, message)
    assert found
    assert found == careful(rule, GRID, message.encode())
    spaced = json.dumps(json.loads(message))  # blanks: no message of the usual layout, and the careful reader's
    assert decode(rule, spaced) == found
    assert decode(rule, f"{message}\n") == found


@pytest.mark.parametrize("name", SILENT)
def test_replies_and_what_is_not_of_the_book_give_nothing(name: str) -> None:
    assert decode(*SILENT[name]) == []


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_is_said_in_one_line(name: str) -> None:
    rule, message, said = REFUSED[name]
    with pytest.raises(DataError) as caught:
        decode(rule, message)
    assert said in str(caught.value), (name, str(caught.value))
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 260


def test_meanings_that_are_easily_turned_round() -> None:
    events = {name: decoder_of(rule).decode(text.encode(), local_ns=5) for name, (rule, text) in MESSAGES.items()}
    (aggregate,), (seller,) = events["futures aggregate"], events["futures liquidation"]
    assert isinstance(aggregate, Trade)
    assert (aggregate.taker_side.name, aggregate.size_lots, aggregate.visible_lots) == ("ASK", 500, 400)
    assert isinstance(seller, LiquidationPrint)
    assert (seller.position_side.name, seller.is_censored) == ("LONG", True)  # the order sells: a long is closed
    (mark,) = events["futures mark"]
    assert isinstance(mark, MarkPrice)
    assert (mark.mark, mark.index, mark.funding_rate, mark.next_funding_ns) == (
        100001.51,
        100000.17,
        -0.0001,
        28800 * 10**9,
    )
    (restart,) = events["bybit restart, old"]
    assert isinstance(restart, BookDelta)
    assert restart.is_snapshot


@pytest.mark.parametrize("execution", ["INSURANCE_FUND", "ADL", "NA"])
def test_executions_outside_the_book_are_counted_and_are_no_trades(execution: str) -> None:
    decoder = BinanceFuturesDecoder(GRID)
    message = MESSAGES["futures trade"][1].replace("MARKET", execution).replace("100000.10", "0")
    assert decoder.decode(message.encode(), local_ns=1) == ()
    assert decoder.off_book_trades == {execution: 1}


def test_a_ticker_tells_only_what_changed_and_a_bad_one_changes_nothing() -> None:
    decoder = decoder_of(BYBIT)
    start = '{"topic":"tickers.BTCUSDT","type":"delta","ts":10,"data":{"symbol":"BTCUSDT"'
    assert decoder.decode(f'{start},"markPrice":"5.5"}}}}'.encode(), local_ns=1) == ()  # the rest is not known yet
    decoder.decode(MESSAGES["bybit ticker"][1].encode(), local_ns=2)
    with pytest.raises(DataError, match="finite number"):
        decoder.decode(f'{start},"indexPrice":"6.5","markPrice":"x"}}}}'.encode(), local_ns=3)
    (mark,) = decoder.decode(f'{start},"markPrice":"5.5"}}}}'.encode(), local_ns=4)
    assert isinstance(mark, MarkPrice)
    assert (mark.mark, mark.index) == (5.5, 17227.36)


def never_wrong(rule: SequenceRule, message: bytes) -> None:
    """Either a refusal in one line, or what a slow reading gives."""
    refused = ""
    found: list[tuple[Any, ...]] = []
    try:
        found = decode(rule, message)
    except DataError as error:
        refused = str(error)
    assert refused.isprintable(), (message, refused)
    if found:
        assert found == careful(rule, GRID, message), message


WEIRD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["", "NaN", "-0", "1e5", "1_0", " 1", "0.05", "-1.0", "9" * 400, "1e-999999", "٣", "BTCUSDT", "."]),
    st.decimals(allow_nan=False, allow_infinity=False).map(str),
    st.sampled_from([[], {}, [[]], [["1"]], [["1.0", "1"], 5], [["1.0", 1]], {"s": "BTCUSDT"}, [[["1.0", "1"]]]]),
)


@given(st.sampled_from(sorted(MESSAGES)), st.data())
@settings(max_examples=200)
def test_a_message_with_any_field_replaced_is_never_read_wrongly(name: str, data: st.DataObject) -> None:
    rule, message = MESSAGES[name]
    tree = json.loads(message)
    replaced = copy.deepcopy(tree)
    place: Any = replaced
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            break
        key = data.draw(st.sampled_from(keys))
        if isinstance(place[key], dict | list) and data.draw(st.booleans()):
            place = place[key]
            continue
        if isinstance(place, dict) and data.draw(st.booleans()):
            del place[key]
        else:
            place[key] = data.draw(WEIRD)
        break
    never_wrong(rule, json.dumps(replaced, separators=(",", ":"), ensure_ascii=data.draw(st.booleans())).encode())


@given(st.sampled_from(sorted(MESSAGES)), st.data())
@settings(max_examples=200)
def test_a_message_with_any_bytes_replaced_is_never_read_wrongly(name: str, data: st.DataObject) -> None:
    rule, message = MESSAGES[name]
    content = message.encode()
    start = data.draw(st.integers(0, len(content)))
    end = min(start + data.draw(st.integers(0, 4)), len(content))
    piece = data.draw(
        st.binary(max_size=4) | st.sampled_from([b'"', b",", b"}", b"]]", b"[[", b":", b"0", b".", b"\\", b"-"])
    )
    never_wrong(rule, content[:start] + piece + content[end:])


@given(st.sampled_from(list(SequenceRule)), st.binary(max_size=60))
def test_rubbish_is_refused(rule: SequenceRule, content: bytes) -> None:
    never_wrong(rule, content)


def random_levels(generator: np.random.Generator, count: int) -> list[tuple[str, str]]:
    """Texts near the edge of what a level may be: digits, points, zeros before and behind, and now and then rubbish."""
    alphabet = np.array(list("0123456789.-e"))
    chances = np.array([0.25] + [0.06] * 9 + [0.2, 0.005, 0.005])
    lengths = generator.integers(1, 9, (count, 2))
    letters = generator.choice(alphabet, (count, 2, 8), p=chances / chances.sum())
    return [
        ("".join(letters[row, 0, : lengths[row, 0]]), "".join(letters[row, 1, : lengths[row, 1]]))
        for row in range(count)
    ]


def read_or_refuse(read: Callable[[], list[list[int]]]) -> list[list[int]] | None:
    try:
        return read()
    except DataError:
        return None


@pytest.mark.slow
@pytest.mark.parametrize(("tick", "lot"), [("0.1", "0.001"), ("0.25", "1"), ("5", "0.5")])
def test_the_compiled_reader_of_levels_agrees_with_the_careful_one(tick: str, lot: str, slow_share: int) -> None:
    grid = InstrumentGrid("X", Decimal(tick), Decimal(lot))
    decoder = BinanceFuturesDecoder(grid)
    read = 0
    generator = np.random.default_rng(5)
    batches, each = (40, 25_000) if slow_share == 1 else (1, 2_000)
    for price, size in (pair for _ in range(batches) for pair in random_levels(generator, each)):
        pair = json.dumps([[price, size]], separators=(",", ":"))
        message = f'{{"e":"depthUpdate","E":2,"T":1,"s":"X","U":5,"u":6,"pu":4,"b":{pair},"a":[]}}'.encode()

        def compiled_levels(message: bytes = message) -> list[list[int]]:
            (delta,) = decoder.decode(message, local_ns=0)
            assert isinstance(delta, BookDelta)
            return [delta.bid_ticks.tolist(), delta.bid_lots.tolist()]

        def careful_levels(price: str = price, size: str = size) -> list[list[int]]:
            return [array.tolist() for array in read_levels(grid, [[price, size]], "bids")]

        found = read_or_refuse(compiled_levels)
        assert found == read_or_refuse(careful_levels), (price, size)
        read += found is not None
    assert read > 50


@pytest.mark.real_data
def test_the_recorded_messages_give_what_a_slow_reading_gives(real_data: Path, slow_share: int) -> None:
    decoder = decoder_of(FUTURES)
    compared = 0
    with gzip.open(real_data / "orderbook" / "binance_usdm_btcusdt_20240808.gz") as lines:
        for number, line in enumerate(lines):
            if number % slow_share == 0:
                message = line.split(b" ", 1)[1]
                events: tuple[FeedEvent, ...] = decoder.decode(message, local_ns=LOCAL_NS)
                assert [plain(event) for event in events] == careful(FUTURES, GRID, message), message[:200]
                compared += 1
    assert compared > 4_000
