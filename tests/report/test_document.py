"""Terminal, JSON and HTML show the same numbers; JSON is held to its schema and to a golden file."""

from __future__ import annotations

import dataclasses
import html as html_entities
import io
import json
import math
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from rich.console import Console

from seawall.portfolio import read_portfolio_file
from seawall.report import (
    ReportDocument,
    RiskResults,
    compose_document,
    document_json,
    html_page,
    print_report,
    report_schema,
    section_json,
    sections,
)
from seawall.workflows import open_market, run_risk_report

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
GOLDEN = Path(__file__).parent / "golden"
NAMES = ["multi_asset_01", "crypto_derivatives", "us_large_caps"]

# Relative tolerance of a golden value, by the last part of its path; what is not named must be equal.
GOLDEN_TOLERANCE = {"value": 1e-9, "edges": 1e-9}
# The version moves with every release, and the hash with the version of the package that carries the prices.
GOLDEN_IGNORED = {"version"}


@pytest.fixture(scope="module", params=NAMES)
def results(request: pytest.FixtureRequest) -> RiskResults:
    file = read_portfolio_file(EXAMPLES / f"{request.param}.yaml")
    return run_risk_report(file, open_market(file))


@pytest.fixture(scope="module")
def document(results: RiskResults) -> ReportDocument:
    return compose_document(results)


def terminal_text(document: ReportDocument, width: int = 400) -> str:
    console = Console(file=io.StringIO(), width=width)
    print_report(document, console)
    stream = console.file
    assert isinstance(stream, io.StringIO)
    return stream.getvalue()


def html_text(document: ReportDocument, results: RiskResults) -> str:
    page = html_page(document, results)
    body = re.sub(r"<(style|svg).*?</\1>", " ", page, flags=re.DOTALL)
    return html_entities.unescape(re.sub(r"<[^>]+>", " ", body))


def numbers(node: object) -> list[dict[str, Any]]:
    """All numbers of a JSON document: mappings of value, text and unit."""
    if isinstance(node, dict):
        own = [node] if set(node) == {"value", "text", "unit"} else []
        return own + [number for child in node.values() for number in numbers(child)]
    if isinstance(node, list):
        return [number for child in node for number in numbers(child)]
    return []


def tokens(text: str) -> set[str]:
    return set(text.split())


def test_every_cell_stands_on_both_pages(document: ReportDocument, results: RiskResults) -> None:
    terminal, page = " ".join(terminal_text(document).split()), " ".join(html_text(document, results).split())
    for section in sections(document):
        for table in section.tables:
            for row in table.rows:
                for cell in row:
                    assert cell.text in terminal, (table.title, cell.text)
                    assert cell.text in page, (table.title, cell.text)


@pytest.mark.parametrize("width", [80, 100, 140])
def test_a_narrow_terminal_clips_nothing(document: ReportDocument, width: int) -> None:
    screen = terminal_text(document, width)
    assert max(len(line) for line in screen.splitlines()) <= width
    shown = tokens(screen)
    for section in sections(document):
        for table in section.tables:
            for row in table.rows:
                for column, cell in zip(table.columns, row, strict=True):
                    if column.is_number:
                        assert tokens(cell.text) <= shown, (table.title, column.title, cell.text)
    assert "…" not in screen


def test_every_number_of_the_tables_is_a_number_of_the_json(document: ReportDocument) -> None:
    known = {number["text"] for number in numbers(json.loads(document_json(document)))}
    money = re.compile(r"^-?\d{1,3}(,\d{3})+$|^-?\d+\.\d+%$")
    for section in sections(document)[:4]:
        for table in section.tables:
            for row in table.rows:
                for column, cell in zip(table.columns, row, strict=True):
                    if column.is_number and money.match(cell.text) and column.title != "Confidence":
                        # the total of shares is the only figure that a page adds
                        assert cell.text in known | {"100.0%"}, (table.title, column.title, cell.text)


def test_the_text_of_a_number_is_its_value_rounded(document: ReportDocument) -> None:
    checked = 0
    for number in numbers(json.loads(document_json(document))):
        match = re.match(r"^(-?[\d,]+(?:\.\d+)?)(%?)$", number["text"])
        if match is None or number["value"] is None or number["text"] == "no shock":
            continue
        shown = float(match[1].replace(",", "")) / (100 if match[2] else 1)
        decimals = len(match[1].partition(".")[2]) + (2 if match[2] else 0)
        if number["unit"] != "units":
            assert abs(shown - number["value"]) <= 0.5000001 * 10**-decimals, number
            checked += 1
    assert checked > 100


def test_the_document_reconciles(document: ReportDocument, results: RiskResults) -> None:
    """The same quantity has the same value wherever it appears."""

    def value(number: Any) -> float:
        assert number.value is not None
        return float(number.value)

    equity = value(document.equity)
    assert sum(value(each.value) for each in document.exposures) == pytest.approx(equity, rel=1e-12)
    assert value(document.exposure_total.value) == equity
    deltas = sum(value(each.delta) for each in document.exposures)
    assert value(document.exposure_total.delta) == pytest.approx(deltas, rel=1e-12)
    assert [document.exposure_total.credit_loss_rate.value, document.exposure_total.days_to_sell.value] == [
        next(each.reading.value for each in document.rating.waterfall if each.factor == factor)
        for factor in ("credit", "liquidity")
    ]
    for level in ("0.95", "0.975", "0.99"):
        total = sum(value(each.amounts[level]) for each in document.contributions)
        figure = next(
            f
            for f in document.figures
            if (f.measure, f.horizon_sessions, f.confidence) == ("expected_shortfall", 1, float(level))
        )
        assert abs(total - value(figure.value)) <= 1e-9 * value(figure.value)
    distribution = document.distribution
    assert math.fsum(distribution.probabilities) == pytest.approx(1.0, abs=1e-12)
    one_session = {(f.measure, f.confidence): f for f in document.figures if f.horizon_sessions == 1}
    assert {(line.measure, line.confidence) for line in distribution.lines} == set(one_session)
    for line in distribution.lines:
        assert line.loss == one_session[line.measure, line.confidence].value
    outermost = max(
        (line for line in distribution.lines if line.measure == "value_at_risk"), key=lambda each: each.confidence
    )
    below = [
        p
        for right, p in zip(distribution.edges[1:], distribution.probabilities, strict=True)
        if right <= -value(outermost.loss)
    ]
    assert math.fsum(below) == pytest.approx(value(outermost.probability), abs=1e-12)
    for scenario in document.stress.scenarios:
        total = value(scenario.pnl)
        assert sum(map(value, scenario.by_asset_class.values())) == pytest.approx(total, rel=1e-12, abs=1e-6)
        assert sum(map(value, scenario.by_position.values())) == pytest.approx(total, rel=1e-12, abs=1e-6)
    limits = {each.limit: each.reading for each in document.limits.limits} if document.limits else {}
    if limits:
        worst = min(document.stress.scenarios, key=lambda each: value(each.pnl))
        assert value(limits["stress_loss"]) == pytest.approx(-value(worst.share_of_equity), rel=1e-12)
        assert limits["volatility"] == document.volatility
        tail = next(
            each
            for each in document.figures
            if (each.measure, each.confidence, each.horizon_sessions) == ("value_at_risk", 0.99, 1)
        )
        assert limits["value_at_risk 0.99 over 1"] == tail.share_of_equity
        assert value(limits["days_to_sell"]) == max(value(each.days_to_sell) for each in document.exposures)
        (exchange,) = (each.share for each in document.venues if each.venue == "crypto_exchange")
        assert limits["venue_share crypto_exchange"] == exchange
    points = [each.contribution.value for each in document.rating.waterfall if each.contribution.value is not None]
    assert sum(points) == pytest.approx(value(document.rating.best), abs=1e-12)


def test_json_keeps_to_its_schema(document: ReportDocument) -> None:
    schema = report_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(document_json(document)), schema)


def test_the_schema_is_not_vacuous(document: ReportDocument) -> None:
    broken = json.loads(document_json(document))
    del broken["rating"]["waterfall"][0]["score"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, report_schema())


@pytest.mark.parametrize("section", ["identify", "quantify", "stress", "rating"])
def test_a_section_is_part_of_the_whole(document: ReportDocument, section: str) -> None:
    whole, part = json.loads(document_json(document)), json.loads(section_json(document, section))
    assert all(whole[name] == part[name] for name in part)
    assert part["simulated"] is document.simulated


def test_simulated_prices_are_badged_on_every_page(document: ReportDocument, results: RiskResults) -> None:
    badge = "SIMULATED" if document.simulated else "Real prices"
    other = "Real prices" if document.simulated else "SIMULATED"
    for text in (terminal_text(document), html_text(document, results), document_json(document)):
        assert badge in text
        assert other not in text


def test_the_page_needs_nothing_from_elsewhere(document: ReportDocument, results: RiskResults) -> None:
    page = html_page(document, results)
    outside = re.findall(r"(?:src|href)\s*=\s*[\"'](?!#)[^\"']*[\"']", page)
    assert not outside, outside
    assert "<script" not in page
    assert "@import" not in page


def test_the_same_inputs_give_the_same_bytes(document: ReportDocument, results: RiskResults) -> None:
    again = compose_document(results)
    assert document_json(again) == document_json(document)
    assert html_page(again, results) == html_page(document, results)


def test_text_in_the_book_cannot_become_markup(document: ReportDocument, results: RiskResults) -> None:
    hostile = dataclasses.replace(document, portfolio="<script>alert(1)</script>")
    assert "<script>alert" not in html_page(hostile, results)


def compare(found: object, golden: object, path: str) -> None:
    if isinstance(golden, dict):
        assert isinstance(found, dict), path
        assert set(found) == set(golden), path
        for key in golden:
            if key not in GOLDEN_IGNORED:
                compare(found[key], golden[key], f"{path}.{key}")
    elif isinstance(golden, list):
        assert isinstance(found, list), path
        assert len(found) == len(golden), path
        for index, (one, other) in enumerate(zip(found, golden, strict=True)):
            compare(one, other, f"{path}[{index}]")
    elif isinstance(golden, float) and (name := path.rpartition(".")[2].partition("[")[0]) in GOLDEN_TOLERANCE:
        assert found == pytest.approx(golden, rel=GOLDEN_TOLERANCE[name], abs=1e-9), path
    else:
        assert found == golden, path


def test_the_report_of_the_sample_market_is_the_golden_one(
    document: ReportDocument, request: pytest.FixtureRequest
) -> None:
    if not document.simulated:
        pytest.skip("golden files are of the sample market, which no package version can move")
    path = GOLDEN / f"{document.portfolio.lower()}.json"
    if request.config.getoption("--update-golden"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(document_json(document), encoding="utf-8")
    compare(json.loads(document_json(document)), json.loads(path.read_text(encoding="utf-8")), "")
