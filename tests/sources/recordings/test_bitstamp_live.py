"""Bitstamp's live channels: what is filled, cancelled, taken and never told."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from seawall.errors import DataError
from seawall.microstructure import OrderAction
from seawall.sources import RecordedOrders, read_bitstamp_live

HEAD = "id,timestamp,exchange_timestamp,price,volume,action,direction\n"
TRADE_HEAD = "trade_id,timestamp,exchange_timestamp,price,amount,buy_order_id,sell_order_id,side\n"
END = "9,9999,9999,90.0,1.0,deleted,ask\n"


def read(folder: Path, orders: str, trades: str = "") -> RecordedOrders:
    (folder / "orders.csv.gz").write_bytes(gzip.compress((HEAD + orders).encode()))
    (folder / "trades.csv").write_text(TRADE_HEAD + trades)
    return read_bitstamp_live(folder / "orders.csv.gz", folder / "trades.csv")


def events(recorded: RecordedOrders) -> list[tuple[int, str, int, int]]:
    return [(each.order_id, each.action.name, each.price_ticks, each.size_lots) for each in recorded.orders]


def test_a_trade_of_the_instant_makes_a_fill_and_without_one_it_is_a_cancellation(tmp_path: Path) -> None:
    orders = (
        "1,1000,1000,101.0,1.0,created,ask\n2,1000,1000,102.0,1.0,created,ask\n"
        "7,2000,2000,110.0,0.4,created,bid\n7,2000,2000,101.0,0.0,deleted,bid\n"
        "1,2000,2000,101.0,0.6,changed,ask\n2,2500,2500,102.0,1.0,deleted,ask\n" + END
    )
    recorded = read(tmp_path, orders, "5,2000,2000,101.0,0.4,7,1,buy\n")
    lots = 100_000_000
    assert events(recorded) == [
        (1, "ADD", 101, lots),
        (2, "ADD", 102, lots),
        (1, "FILL", 101, 40_000_000),
        (2, "DELETE", 102, lots),
    ]
    assert recorded.without_event["while it took"] == 2
    assert recorded.without_event["deleted by the collector at its end"] == 1
    assert sum(recorded.records.values()) == 7


def test_what_a_taker_leaves_rests_from_the_next_instant(tmp_path: Path) -> None:
    orders = (
        "1,1000,1000,101.0,0.4,created,ask\n7,2000,2000,101.0,1.0,created,bid\n1,2000,2000,101.0,0.0,deleted,ask\n"
        "7,2000,2000,101.0,0.6,changed,bid\n7,3000,3000,101.0,0.6,deleted,bid\n" + END
    )
    recorded = read(tmp_path, orders, "5,2000,2000,101.0,0.4,7,1,buy\n")
    assert [each[:2] for each in events(recorded)] == [(1, "ADD"), (1, "FILL"), (7, "ADD"), (7, "DELETE")]


def test_orders_that_executions_passed_over_are_left_out_and_counted(tmp_path: Path) -> None:
    orders = (
        "1,1000,1000,101.0,1.0,created,ask\n2,1000,1000,102.0,1.0,created,ask\n"
        "2,9000,9000,102.0,0.5,changed,ask\n" + END
    )
    recorded = read(tmp_path, orders, "5,9000,9000,102.0,0.5,7,2,buy\n")
    assert {each.order_id for each in recorded.orders} == {2}
    assert [each.action for each in recorded.orders] == [OrderAction.ADD, OrderAction.FILL]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("1,1000,1000,101.5,1.0,created,ask\n", "row 1: BTCUSD: price must be a multiple of 1"),
        ("1,1000,1000,101.0,1.0,moved,ask\n", "row 1, action: must be created, changed or deleted, was 'moved'"),
        ("1,1000,1000,101.0,1.0,created,left\n", "row 1, direction: must be bid or ask, was 'left'"),
        ("1,x,1000,101.0,1.0,created,ask\n", "row 1, timestamp: must be a whole number, was 'x'"),
        ("1,1000\n", "row 1: must have 7 fields, had 2"),
    ],
)
def test_a_row_that_is_none_is_named(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(DataError, match="orders.csv.gz: " + message.replace("(", r"\(")):
        read(tmp_path, line + END)
