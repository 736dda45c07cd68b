"""``seawall detect score``: held against scores counted apart, the page at every width, JSON, bad input."""

from __future__ import annotations

import io
import json

import jsonschema
import pytest
from rich.console import Console

from seawall.errors import InputError
from seawall.microstructure import shipped_iceberg_parameters
from seawall.report import DetectionDocument, detection_schema, document_json, print_detection
from seawall.simulator import IcebergVariant
from seawall.workflows import iceberg_trial_scores, run_detect_score, run_iceberg_trial
from tests.cli.test_app import run


@pytest.fixture(scope="module")
def document() -> DetectionDocument:
    return run_detect_score(seconds=240)


def test_rows_are_the_variants_and_all_of_them(document: DetectionDocument) -> None:
    *variants, everything = document.rows
    assert [each.variant for each in variants] == [each.value for each in IcebergVariant]
    assert (everything.variant, everything.markets) == ("all", 4)
    assert everything.truths == sum(each.truths for each in variants) > 10
    assert everything.flags == sum(each.flags for each in variants)
    assert sum(each.cases for each in document.reliability) > 100


def test_a_row_is_what_a_count_says() -> None:
    """The second way: flags and planted icebergs of one market, one by one."""
    found = run_iceberg_trial(seed=7, variant=IcebergVariant.PLAIN, seconds=300, threshold=0.5)
    score = iceberg_trial_scores([found], "plain").score
    truths = [each for each in found.icebergs if each.refills >= 2 and each.refilled_ns is not None]
    flags = [each for each in found.episodes if each.highest_probability >= 0.5]

    def meets(flag: int, truth: int) -> bool:
        said, true = flags[flag], truths[truth]
        assert true.refilled_ns is not None
        return (
            (said.side, said.ticks) == (true.side, true.ticks)
            and said.end_ns >= true.refilled_ns - 10**9
            and said.start_ns <= true.end_ns + 10**9
        )

    hit = {flag for flag in range(len(flags)) if any(meets(flag, truth) for truth in range(len(truths)))}
    seen = {truth for truth in range(len(truths)) if any(meets(flag, truth) for flag in range(len(flags)))}
    assert (score.flags, score.true_flags, score.found, score.truths) == (len(flags), len(hit), len(seen), len(truths))
    assert score.found >= 3, score


@pytest.mark.parametrize("width", [80, 100, 140])
def test_the_page_keeps_to_its_width(document: DetectionDocument, width: int) -> None:
    stream = io.StringIO()
    print_detection(document, Console(file=stream, width=width))
    text = stream.getvalue()
    assert max(len(line) for line in text.splitlines()) <= width
    for word in ("SIMULATED", "random delay", "fitted on seeds 1-40"):
        assert word in text


def test_json_follows_its_schema(document: DetectionDocument) -> None:
    jsonschema.validate(json.loads(document_json(document)), detection_schema())


def test_bad_input_is_one_line() -> None:
    done = run("detect", "score", "--seeds", "0")
    assert (done.returncode, done.stdout) == (2, "")
    assert "'seeds' must be from 1 to 1,000, was 0" in done.stderr
    with pytest.raises(InputError, match="'first_seed' must be from 0"):
        run_detect_score(first_seed=-1)


def test_the_parameters_say_what_they_were_fitted_on() -> None:
    fitted = shipped_iceberg_parameters().fitted_on
    assert (fitted["market"], fitted["seeds"], fitted["seconds_each"]) == ("simulated", "1-40", 1_800)
    assert fitted["true_episodes"] > 500
