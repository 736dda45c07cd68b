"""``seawall detect``: the page, JSON by its schema, the same live and replayed, and every bad input in one line."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from seawall.microstructure import Side
from seawall.report import (
    Detection,
    DetectionKind,
    DetectionOrder,
    book_schema,
    compose_book,
    compose_detections,
    detections_schema,
)
from seawall.workflows import DetectionWatch, follow_tape, open_recording, run_replay
from tests.cli.test_tape import Screen
from tests.sources.tape.recordings import write_recording

ACCUSATIONS = ("spoofer", "manipulat", "fraud", "illegal", "market abuse")


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Screen:
    return Screen(monkeypatch, capsys)


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    return write_recording(tmp_path / "tape.gz")


def test_a_recording_gives_a_page_json_and_a_picture(screen: Screen, recording: Path, tmp_path: Path) -> None:
    picture = tmp_path / "episodes.png"
    code, out, err = screen("detect", recording, "--json", "--png", picture)
    assert code == 0, err
    found = json.loads(out)
    jsonschema.validate(found, detections_schema())
    assert found["badge"] in {"REPLAY", "SIMULATED"}
    assert picture.read_bytes().startswith(b"\x89PNG")
    code, out, _ = screen("detect", "--feed", f"replay:{recording}")
    assert code == 0
    assert not [word for word in ACCUSATIONS if word in out.lower()]
    assert "nothing of intent" in " ".join(out.lower().split()).replace("says nothing of intent", "nothing of intent")


def test_what_is_found_does_not_depend_on_how_the_tape_is_read(recording: Path) -> None:
    seen = []
    for is_paced in (False, True):
        tape = open_recording(recording)
        watch = DetectionWatch(tape.watch, least_probability=0.001)
        if is_paced:
            asyncio.run(follow_tape(tape))
        else:
            run_replay(tape)
        watch.finish()
        seen.append(compose_detections(watch.results(), order=DetectionOrder.TIME, most=500))
    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "give a recording or --feed, one of them"),
        (("x.gz", "--feed", "binance"), "give a recording or --feed, one of them"),
        (("x.gz", "--sort", "size"), "--sort must be probability or time, was 'size'"),
        (("x.gz", "--rows", "0"), "--rows must be from 1 to 1,000, was 0"),
        (("x.gz", "--png", "x.pdf"), "--png must be named NAME.png, was 'x.pdf'"),
        (("x.gz", "--seconds", "0"), "--seconds must be above 0"),
        (("score", "--spoof-like", "--data", "x"), "x/orders.csv.gz: cannot be read: No such file or directory"),
        (("score", "--spoof-like", "--seeds", "0"), "'seeds' must be from 1 to 1,000, was 0"),
    ],
)
def test_bad_input_is_one_line(screen: Screen, words: tuple[str, ...], message: str) -> None:
    code, out, err = screen("detect", *(words or ("run",)))
    assert (code, out) == (2, "")
    assert message in err
    assert len(err.strip().splitlines()) == 1


def test_levels_of_the_ladder_are_marked_from_a_half_on(recording: Path) -> None:
    tape = open_recording(recording)
    run_replay(tape)
    image = tape.watch.results().image
    best, second = image.bid_ticks[:2].tolist()

    def episode(kind: DetectionKind, tick: int, probability: float) -> Detection:
        return Detection(
            kind, Side.BID, tick, 5, 1, 2, 2, is_open=True, outcome="stands", probability=probability, base_rate=0.04,
            hidden_lots=None, remaining_lots=None, evidence=(),
        )  # fmt: skip

    tape.watch.detections = lambda: (
        episode(DetectionKind.SPOOF_LIKE, best, 0.61),
        episode(DetectionKind.SPOOF_LIKE, best, 0.55),
        episode(DetectionKind.ICEBERG, best, 0.82),
        episode(DetectionKind.SPOOF_LIKE, second, 0.49),
    )
    document = compose_book(tape.watch.results(), levels=2)
    assert [mark.text for mark in document.bids[0].marks] == ["iceberg? .82", "spoof-like .61"]
    assert document.bids[1].marks == ()
    assert any("Neither says anything of intent" in note for note in document.notes)
    assert np.isclose(document.bids[0].marks[0].probability.value or 0.0, 0.82)
    book_schema()
