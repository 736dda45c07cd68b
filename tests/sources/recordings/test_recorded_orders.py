"""Readers of recordings: small files whose every row is known, and damaged ones."""

from __future__ import annotations

import lzma
import zipfile
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest

from seawall.errors import DataError, InputError
from seawall.microstructure import InstrumentGrid, OrderAction, OrderLedger, Side
from seawall.sources import check_lobster, read_bitstamp, read_lobster, read_market_by_order

FUTURE = InstrumentGrid("ESH4", Decimal("0.25"), Decimal(1))
MESSAGES = """34200.5,1,11,100,1000000,1
34200.500000001,1,12,50,1001000,-1
34201,2,11,40,1000000,1
34202.632812672004,5,0,10,1000500,1
34203,4,12,50,1001000,-1
34204,7,0,0,-1,-1
"""
BOOK = """1002000,10,1000000,100
1001000,50,1000000,100
1001000,50,1000000,60
1001000,50,1000000,60
1002000,10,1000000,60
1002000,10,1000000,60
"""
NAME = "XYZ_2012-06-21_34200000_57600000_{}_1.csv"


def lobster(folder: Path, messages: str = MESSAGES, book: str = BOOK, *, name: str = NAME) -> Path:
    path = folder / "day.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name.format("message"), messages)
        archive.writestr(name.format("orderbook"), book)
    return path


def test_a_lobster_day_is_read_to_the_last_row(tmp_path: Path) -> None:
    day = read_lobster(lobster(tmp_path))
    orders = day.recording.orders
    assert (orders.grid.symbol, day.levels, day.recording.rows.tolist()) == ("XYZ", 1, [0, 1, 2, 3, 4])
    assert orders.actions.tolist() == [1, 1, 2, 6, 4]
    assert orders.venue_ns[1] - orders.venue_ns[0] == 1
    assert orders.venue_ns[3] % 1_000_000_000 == 632_812_672
    assert orders.venue_ns[0] == 1_340_285_400_500_000_000  # 13:30:00.5 UTC: New York is four hours behind in summer
    assert orders.price_ticks.tolist() == [20_000, 20_020, 20_000, 20_010, 20_020]
    assert (day.ask_lots.ravel().tolist(), day.bid_lots.ravel().tolist()) == (
        [10, 50, 50, 50, 10, 10],
        [100] * 2 + [60] * 4,
    )
    assert day.recording.records["halt"] == day.recording.without_event["halt"] == 1
    assert sum(day.recording.records.values()) == 6


def test_a_lobster_book_is_compared_where_messages_determine_it(tmp_path: Path) -> None:
    strict, revealing = (check_lobster(read_lobster(lobster(tmp_path)), reveal_entering=each) for each in (False, True))
    # the ask of row 5 entered from behind what is shown: the last two rows do not follow from messages
    assert (strict.rows, strict.best_determined, strict.best_equal, strict.first_difference) == (5, 8, 8, "")
    assert strict.partial_share == pytest.approx(0.2)
    assert (revealing.best_determined, revealing.best_equal, revealing.revealed) == (9, 9, 3)
    wrong = check_lobster(
        read_lobster(lobster(tmp_path, book=BOOK.replace("1001000,50", "1001000,51"))), reveal_entering=False
    )
    assert (wrong.best_determined, wrong.best_equal) == (8, 5)
    assert wrong.first_difference == "row 2: asks made [(20020, 50)], stated [(20020, 51)]"
    early = lobster(tmp_path, messages=MESSAGES.replace("34201,2,11,40", "34201,2,11,400"))
    with pytest.raises(
        DataError, match=r"day.zip: row 3: XYZ: REDUCE of order 11 at 20000 ticks takes 400 of 100 lots"
    ):
        check_lobster(read_lobster(early), reveal_entering=False)
    one = read_lobster(lobster(tmp_path, MESSAGES.splitlines()[0] + "\n", BOOK.splitlines()[0] + "\n"))
    with pytest.raises(InputError, match="must have at least 2 rows, had 1"):
        check_lobster(one, reveal_entering=False)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("34201,2", "34201,8", r"messages: row 3, type: must be one of 1 to 7, was 8"),
        ("34201,2", "34199,2", r"messages: row 3, time: must be no earlier"),
        ("100,1000000,1", "0,1000000,1", r"messages: row 1, size: must be above 0, was 0"),
        ("50,1001000,-1\n34201", "50,1001000,2\n34201", r"messages: row 2, direction: must be 1 or -1, was 2"),
        ("1000500", "1000501", r"messages: row 4, price: 1000501 is no multiple of 50"),
        ("1000500", "1000.5", r"messages: row 4, price: .*1000\.5"),
        ("34204,7,0,0,-1,-1", "34204,7,0", r"messages: .*Expected 6 columns, got 3"),
        ("34204,7,0,0,-1,-1\n", "", r"5 messages, but 6 rows of the book"),
    ],
)
def test_a_damaged_lobster_row_is_named(tmp_path: Path, before: str, after: str, words: str) -> None:
    assert before in MESSAGES
    with pytest.raises(DataError, match=words) as caught:
        read_lobster(lobster(tmp_path, MESSAGES.replace(before, after, 1)))
    assert "day.zip" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_zip_that_is_cut_or_of_something_else_is_refused(tmp_path: Path) -> None:
    path = lobster(tmp_path)
    content = path.read_bytes()
    for place in range(0, len(content), 7):
        path.write_bytes(content[:place])
        with pytest.raises(DataError, match="is no whole zip"):
            read_lobster(path)
    path.write_bytes(content[:80] + bytes(20) + content[100:])
    with pytest.raises(DataError, match=r"day\.zip"):
        read_lobster(path)
    with pytest.raises(DataError, match="must hold one <symbol>"):
        read_lobster(lobster(tmp_path, name="other_{}.csv"))
    with pytest.raises(DataError, match="cannot be read: No such file"):
        read_lobster(tmp_path / "none.zip")


RECORDS = [
    # action, order, side, price, size
    ("A", 1, "B", 4_800, 5),
    ("A", 2, "B", 4_800, 3),
    ("T", 0, "A", 4_800, 9),
    ("F", 1, "B", 4_800, 2),
    ("M", 1, "B", 4_800, 3),  # confirms what was left
    ("M", 1, "B", 4_800, 1),  # less: it keeps its place
    ("M", 2, "B", 4_800, 9),  # more: it goes to the end, where it is already
    ("M", 1, "B", 4_799, 1),
    ("F", 1, "B", 4_799, 4),  # an iceberg: it showed one
    ("M", 1, "B", 4_799, 2),
    ("F", 1, "N", 4_799, 2),
    ("C", 1, "B", 4_799, 2),  # confirms the fill
    ("F", 7, "N", 4_799, 1),  # never added, and an auction names no side
    ("C", 2, "B", 4_800, 4),  # a part
]


def by_order(folder: Path, records: list[tuple[str, int, str, int, int]], **other: object) -> Path:
    action, order_id, side, price, size = (list(column) for column in zip(*records, strict=True))
    count = list(range(len(records)))
    columns = {
        "ts_event": count, "ts_recv": count, "order_id": order_id, "action": action, "side": side,
        "price": [10**9 * each for each in price], "size": size, "instrument_id": [17_077] * len(records),
    }  # fmt: skip
    path = folder / "records.parquet"
    pyarrow.parquet.write_table(pa.table({**columns, **other}), path)
    return path


def test_market_by_order_records_become_events(tmp_path: Path) -> None:
    recording = read_market_by_order(by_order(tmp_path, RECORDS), grid=FUTURE)
    add, reduce, delete, fill, replace, _ = OrderAction
    assert list(zip(recording.orders.actions.tolist(), recording.orders.size_lots.tolist(), strict=True)) == [
        (add, 5), (add, 3), (fill, 2), (reduce, 0), (reduce, 2), (replace, 9), (replace, 1), (fill, 4), (replace, 2),
        (fill, 2), (delete, 0), (reduce, 4),
    ]  # fmt: skip
    assert recording.rows.tolist() == [0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13]
    assert recording.records == {"add": 2, "cancel": 2, "modify": 5, "fill": 4, "trade": 1}
    assert recording.without_event == {"trade": 1, "fill of an unknown order without a side": 1}
    ledger = OrderLedger(FUTURE)
    ledger.apply_many(recording.orders)
    found = ledger.accounts()
    assert (found.overfilled_orders, found.filled_beyond_lots, found.contradictions) == (1, 3, 0)
    assert ledger.book.best(Side.BID) == (19_200, 5)


def test_damaged_market_by_order_records_are_named(tmp_path: Path) -> None:
    for place, value, words in (
        (0, ("X", 1, "B", 4_800, 5), "row 1, action: must be one of A C M F T, was 'X'"),
        (1, ("A", 2, "N", 4_800, 3), "row 2, side: must be B or A, was 'N'"),
    ):
        records = [*RECORDS[:place], value, *RECORDS[place + 1 :]]
        with pytest.raises(DataError, match=words):
            read_market_by_order(by_order(tmp_path, records), grid=FUTURE)
    count = len(RECORDS)
    for name, column, words in (
        ("price", [4_800 * 10**9] * (count - 1) + [1], "row 14, price: 1 is no multiple of 250000000"),
        ("size", [1.5] * count, "size: must be whole numbers without blanks"),
        ("order_id", [None, *range(count - 1)], "order_id: must be whole numbers without blanks"),
        ("instrument_id", [1, *[2] * (count - 1)], "instrument_id: must be one instrument, were 2"),
    ):
        with pytest.raises(DataError, match=words):
            read_market_by_order(by_order(tmp_path, RECORDS, **{name: column}), grid=FUTURE)
    path = by_order(tmp_path, RECORDS)
    pyarrow.parquet.write_table(pyarrow.parquet.read_table(path).drop_columns(["side"]), path)
    with pytest.raises(DataError, match="lacks the column 'side'"):
        read_market_by_order(path, grid=FUTURE)
    content = by_order(tmp_path, RECORDS).read_bytes()
    for place in (0, 3, 100, len(content) - 1):
        path.write_bytes(content[:place])
        with pytest.raises(DataError, match=r"records\.parquet: is no whole Parquet file"):
            read_market_by_order(path, grid=FUTURE)


ROWS = """id,timestamp,exchange.timestamp,price,volume,action,direction
5,1430438404518,1430438404000,236.47,200,created,bid
5,1430438404635,1430438404000,236.47,170,changed,bid
4,1430438404637,1430438340000,236.5,0,deleted,ask
5,1430438404700,1430438404000,236.40,150,changed,bid
5,1430438406337,1430438404000,236.40,100,deleted,bid
6,1430438406338,1430438404000,240,7,created,ask
"""


def bitstamp(folder: Path, rows: str = ROWS) -> Path:
    path = folder / "orders.csv.xz"
    path.write_bytes(lzma.compress(rows.encode()))
    return path


def test_bitstamp_rows_become_events_and_no_execution_is_claimed(tmp_path: Path) -> None:
    recording = read_bitstamp(bitstamp(tmp_path))
    orders = recording.orders
    add, reduce, delete, _, replace, _ = OrderAction
    assert list(zip(orders.actions.tolist(), orders.price_ticks.tolist(), orders.size_lots.tolist(), strict=True)) == [
        (add, 23_647, 200), (reduce, 23_647, 30), (delete, 23_650, 0), (reduce, 23_647, 20), (replace, 23_640, 150),
        (reduce, 23_640, 50), (delete, 23_640, 100), (add, 24_000, 7),
    ]  # fmt: skip
    assert recording.rows.tolist() == [0, 1, 2, 3, 3, 4, 4, 5]
    assert recording.records == {"changed": 2, "created": 2, "deleted": 2}
    ledger = OrderLedger(orders.grid)
    ledger.apply_many(orders)
    found = ledger.accounts()
    assert (found.filled_lots, found.reduced_lots, found.contradictions, found.before_window) == (0, 100, 0, 1)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("id,", "no,", "header must be id,timestamp"),
        ("170,changed", "170,grown", "row 2, action: must be created, changed or deleted, was 'grown'"),
        ("0,deleted,ask", "0,deleted,buy", "row 3, direction: must be bid or ask, was 'buy'"),
        ("236.5,", "236.555,", "row 3, price: BTCUSD: price must be a multiple of 0.01"),
        (",7,", ",-7,", "row 6, volume: must be a whole number, was '-7'"),
        (",7,created,ask", "", "row 6: must have 7 fields, had 4"),
    ],
)
def test_a_damaged_bitstamp_row_is_named(tmp_path: Path, before: str, after: str, words: str) -> None:
    assert before in ROWS
    with pytest.raises(DataError, match=words):
        read_bitstamp(bitstamp(tmp_path, ROWS.replace(before, after, 1)))


def test_a_bitstamp_file_that_is_cut_is_refused(tmp_path: Path) -> None:
    path = bitstamp(tmp_path)
    content = path.read_bytes()
    for place in range(0, len(content), 11):
        path.write_bytes(content[:place])
        with pytest.raises(DataError, match="is no whole xz file"):
            read_bitstamp(path)


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("file", "rows", "best", "entered_best", "entered_levels"),
    [
        ("LOBSTER_SampleFile_AMZN_2012-06-21_5.zip", 155_935, 163_975, 311_868, 1_525_500),
        ("LOBSTER_SampleFile_AAPL_2012-06-21_1.zip", 118_497, 57_472, 206_921, 206_921),
    ],
)
def test_messages_of_a_real_day_make_the_stated_book_wherever_they_determine_it(
    real_data: Path, file: str, rows: int, best: int, entered_best: int, entered_levels: int
) -> None:
    day = read_lobster(real_data / "orderbook" / file)
    assert sum(day.recording.records.values()) == len(day.recording.rows) == rows
    strict, revealing = (check_lobster(day, reveal_entering=each) for each in (False, True))
    assert (strict.first_difference, revealing.first_difference) == ("", "")
    assert (strict.best_equal, strict.best_determined) == (best, best)
    assert (revealing.best_equal, revealing.best_determined) == (entered_best, entered_best)
    assert (revealing.levels_equal, revealing.levels_determined) == (entered_levels, entered_levels)
    ledger = OrderLedger(day.recording.orders.grid)
    ledger.apply_many(day.recording.orders)
    assert_closed(ledger, rows)


def assert_closed(ledger: OrderLedger, rows: int) -> None:
    found = ledger.accounts()
    assert sum(found.events.values()) == rows, found
    assert found.resting + found.filled + found.deleted + found.unknown == found.orders, found
    gone = found.filled_lots + found.reduced_lots + found.deleted_lots
    assert found.put_lots + found.replaced_lots == gone + found.resting_lots, found


@pytest.mark.real_data
def test_every_order_of_a_real_future_is_accounted_for(real_data: Path) -> None:
    recording = read_market_by_order(real_data / "orderbook" / "cme_esh4_mbo_20231225.parquet", grid=FUTURE)
    assert recording.records == {"add": 29_216, "cancel": 17_999, "modify": 12_233, "fill": 6_371, "trade": 2_973}
    assert recording.without_event == {"trade": 2_973, "fill of an unknown order without a side": 7}
    ledger = OrderLedger(FUTURE)
    ledger.apply_many(recording.orders)
    assert_closed(ledger, 68_792 - 2_973 - 7)
    found = ledger.accounts()
    assert (found.overfilled_orders, found.filled_orders) == (12, 5_433)
    assert (found.added, found.before_window, found.contradictions, found.unknown_events) == (29_216, 0, 0, 0)
    assert (found.resting, found.filled, found.deleted) == (11_217, 5_329, 12_670)
    assert found.filled_lots + found.filled_beyond_lots == 10_187  # what the fill records of these orders sum to
    assert not ledger.book.is_crossed


@pytest.mark.real_data
def test_every_order_of_a_real_coin_is_accounted_for(real_data: Path) -> None:
    recording = read_bitstamp(real_data / "orderbook" / "bitstamp_btcusd_l3_20150501.csv.xz")
    assert recording.records == {"changed": 602, "created": 24_894, "deleted": 24_918}
    ledger = OrderLedger(recording.orders.grid)
    ledger.apply_many(recording.orders)
    assert_closed(ledger, len(recording.orders))
    found = ledger.accounts()
    assert len(np.unique(recording.rows)) == 50_414
    assert (found.orders, found.added, found.before_window) == (25_076, 24_889, 187)
    assert (found.filled_lots, found.resting, found.deleted) == (0, 184, 24_892)
    # the file tells 21 deletions twice, one change after a deletion, and of 5 orders the deletion first
    assert (found.contradictions, found.returns) == (22, 5)
