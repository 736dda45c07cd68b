"""Random harm to a good portfolio file and to good prices: each runs, or is refused in one line, and never crashes."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seawall.errors import SeawallError
from seawall.portfolio import read_portfolio_file
from seawall.report import compose_document
from seawall.sources import PriceFiles, SampleMarket
from seawall.workflows import open_market, run_risk_report

# one part in this many of the long run, as in every quick run of the tests
SHARE = 1 if os.environ.get("SEAWALL_SLOW") else 25
EXAMPLE = Path(__file__).parents[2] / "examples" / "multi_asset_01.yaml"
PRICES = b"date,close,volume\n" + b"".join(b"2024-01-%02d,%d.5,100\n" % (day, day) for day in range(1, 32))
LINES = EXAMPLE.read_text(encoding="utf-8").splitlines()
SCALARS = (
    "0", "-1", "1", "1e18", "1e300", "1e-300", ".nan", "-.inf", "true", "null", "~", "''", "[]", "{}", "[1, 2]",
    "{a: 1}", "2025-12-30", "2025-02-30", "0001-01-01", "9999-12-31", "BTC", "SPY", "cash", "perpetual", "option",
    "'\\0'", "&a 1", "*a", "!!int ''", "!x y", "<<", "\t", "é", "0x1F", "1:30", "0b1", "=", "../x", "USD", "sample",
)  # fmt: skip
WORDS = sorted({word for line in LINES for word in line.replace(":", " ").replace(",", " ").split() if word.isalnum()})


@st.composite
def mutated_examples(draw: st.DrawFn) -> str:
    """Return the example with a few lines, words or characters deleted, doubled, moved or replaced."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(lines) - 1))
        line = lines[place]
        match draw(st.sampled_from(("delete", "double", "swap", "scalar", "word", "character", "cut", "indent"))):
            case "delete":
                del lines[place]
            case "double":
                lines.insert(place, line)
            case "swap":
                other = draw(st.integers(0, len(lines) - 1))
                lines[place], lines[other] = lines[other], line
            case "scalar" if ": " in line:
                starts = [index + 2 for index in range(len(line)) if line.startswith(": ", index)]
                start = draw(st.sampled_from(starts))
                end = min((line.find(mark, start) for mark in ",}" if mark in line[start:]), default=len(line))
                lines[place] = line[:start] + draw(st.sampled_from(SCALARS)) + line[end:]
            case "word":
                words = [word for word in WORDS if word in line]
                if words:
                    lines[place] = line.replace(draw(st.sampled_from(words)), draw(st.sampled_from(WORDS)), 1)
            case "cut":
                lines[place] = line[: draw(st.integers(0, len(line)))]
            case "indent":
                lines[place] = " " * draw(st.integers(1, 4)) + line
            case _:
                index = draw(st.integers(0, len(line)))
                lines[place] = line[:index] + draw(st.characters(exclude_categories=["Cs"])) + line[index + 1 :]
    return "\n".join([*lines, ""])


SAMPLE = SampleMarket()


def runs_or_refuses(text: str, folder: Path) -> None:
    """Read, price and report; only a one-line error of Seawall may come out."""
    path = folder / "book.yaml"
    path.write_text(text, encoding="utf-8", newline="\n")
    refusal = "none"
    try:
        file = read_portfolio_file(path)
        source = SAMPLE if file.market == "sample" else open_market(file)
        compose_document(run_risk_report(file, source, with_models=False))
    except SeawallError as error:
        refusal = str(error)
    assert len(refusal.splitlines()) == 1, f"{refusal!r} from\n{text}"


@pytest.mark.slow
@settings(max_examples=4_000 // SHARE, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=mutated_examples())
def test_a_mutated_example_runs_or_is_refused_in_one_line(text: str, tmp_path: Path) -> None:
    runs_or_refuses(text, tmp_path)


def reads_or_refuses(name: str, content: bytes, folder: Path) -> None:
    folder = folder / "prices"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    refusal = "none"
    try:
        series = PriceFiles(folder).read("AAA")
    except SeawallError as error:
        refusal = str(error)
    else:
        assert (series.closes > 0).all(), content
    assert len(refusal.splitlines()) == 1, f"{refusal!r} from {content!r}"


TABLE_PIECES = st.lists(
    st.sampled_from(
        [b"date", b"close", b"Close", b"Adj Close", b"volume", b",", b",", b"\n", b"\n", b"\r", b'"', b"2024-01-02",
         b"2024-01-03", b"2024-01-02T00:00:00Z", b"1", b"2.5", b"-1", b"nan", b"1e999", b"null", b" ", b"\0", b"\xff",
         b"\xef\xbb\xbf", b";", b"\\", "é".encode()]
    ),
    max_size=40,
).map(b"".join)  # fmt: skip


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300) | TABLE_PIECES | TABLE_PIECES.map(lambda rows: b"date,close\n" + rows))
def test_random_bytes_for_prices_are_read_or_refused(content: bytes, tmp_path: Path) -> None:
    reads_or_refuses("AAA.csv", content, tmp_path)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10_000), byte=st.integers(0, 255), cut=st.integers(0, 40))
def test_a_harmed_gzip_file_is_read_or_refused(place: int, byte: int, cut: int, tmp_path: Path) -> None:
    content = bytearray(gzip.compress(PRICES, mtime=0))
    content[place % len(content)] = byte
    reads_or_refuses("AAA.csv.gz", bytes(content[: len(content) - cut]), tmp_path)
