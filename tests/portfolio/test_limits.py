"""Limits of a book: what each kind needs, and what the file refuses."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
import yaml

from seawall.errors import InputError
from seawall.portfolio import Cash, Limit, LimitKind, Portfolio, Position, portfolio_file_schema, read_portfolio_file

BOOK = """\
version: 1
name: BOOK
base_currency: USD
assets:
  BTC: {class: crypto}
venues:
  desk: {custody: self}
positions:
  - {id: coins, instrument: spot, asset: BTC, quantity: 2, venue: desk}
limits:
"""
EVERY_KIND = """\
  - {limit: value_at_risk, confidence: 0.99, share_of_equity: 0.05}
  - {limit: value_at_risk, confidence: 0.99, horizon_sessions: 10, share_of_equity: 0.15}
  - {limit: expected_shortfall, confidence: 0.975, share_of_equity: 0.06}
  - {limit: stress_loss, share_of_equity: 0.4}
  - {limit: volatility, per_year: 0.3}
  - {limit: gross_exposure, share_of_equity: 2}
  - {limit: asset_exposure, asset: BTC, share_of_equity: 0.5}
  - {limit: class_exposure, asset_class: crypto, share_of_equity: 0.6}
  - {limit: venue_share, venue: desk, share_of_claims: 1}
  - {limit: days_to_sell, days: 5}
"""
TAIL = {"confidence": 0.99, "horizon_sessions": 1}


def written(folder: Path, limits: str) -> Path:
    path = folder / "book.yaml"
    path.write_text(BOOK + limits, encoding="utf-8")
    return path


def test_every_kind_arrives(tmp_path: Path) -> None:
    path = written(tmp_path, EVERY_KIND)
    jsonschema.validate(yaml.safe_load(path.read_text(encoding="utf-8")), portfolio_file_schema())
    assert read_portfolio_file(path).portfolio.limits == (
        Limit(LimitKind.VALUE_AT_RISK, 0.05, 0.99, 1),
        Limit(LimitKind.VALUE_AT_RISK, 0.15, 0.99, 10),
        Limit(LimitKind.EXPECTED_SHORTFALL, 0.06, 0.975, 1),
        Limit(LimitKind.STRESS_LOSS, 0.4),
        Limit(LimitKind.VOLATILITY, 0.3),
        Limit(LimitKind.GROSS_EXPOSURE, 2.0),
        Limit(LimitKind.ASSET_EXPOSURE, 0.5, name="BTC"),
        Limit(LimitKind.CLASS_EXPOSURE, 0.6, name="crypto"),
        Limit(LimitKind.VENUE_SHARE, 1.0, name="desk"),
        Limit(LimitKind.DAYS_TO_SELL, 5.0),
    )
    assert {each.kind for each in read_portfolio_file(path).portfolio.limits} == set(LimitKind)


def test_a_book_without_limits_has_none(tmp_path: Path) -> None:
    path = tmp_path / "book.yaml"
    path.write_text(BOOK.removesuffix("limits:\n"), encoding="utf-8")
    assert read_portfolio_file(path).portfolio.limits == ()


@pytest.mark.parametrize(
    ("limit", "fragments"),
    [
        ("{limit: stress_loss}", ["share_of_equity", "required"]),
        ("{limit: stress_loss, share_of_equity: 0}", ["share_of_equity", "above 0"]),
        ("{limit: stress_loss, share_of_equity: -0.1}", ["share_of_equity", "above 0"]),
        ("{limit: stress_loss, share_of_equity: .nan}", ["share_of_equity", "nan"]),
        ("{limit: stress_loss, share_of_equity: 0.1, days: 3}", ["days"]),
        ("{limit: stress, share_of_equity: 0.1}", ["'stress'", "stress_loss"]),
        ("{limit: value_at_risk, share_of_equity: 0.1}", ["confidence", "required"]),
        ("{limit: value_at_risk, confidence: 99, share_of_equity: 0.1}", ["confidence", "99"]),
        ("{limit: value_at_risk, confidence: 0.99, horizon_sessions: 5, share_of_equity: 0.1}", ["horizon", "1 or 10"]),
        ("{limit: asset_exposure, asset: ETH, share_of_equity: 0.1}", ["'ETH' is not defined", "BTC"]),
        ("{limit: asset_exposure, share_of_equity: 0.1}", ["asset", "required"]),
        ("{limit: class_exposure, asset_class: coins, share_of_equity: 0.1}", ["asset_class", "crypto"]),
        ("{limit: venue_share, venue: desc, share_of_claims: 0.1}", ["'desc' is not defined", "did you mean 'desk'"]),
        ("{limit: venue_share, venue: desk, share_of_claims: 1.1}", ["share_of_claims", "1.1"]),
        ("{limit: days_to_sell, share_of_equity: 0.1}", ["days"]),
    ],
)
def test_a_wrong_limit_is_refused_with_its_line(limit: str, fragments: list[str], tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        read_portfolio_file(written(tmp_path, f"  - {limit}\n"))
    said = str(refused.value)
    assert [each for each in (*fragments, "book.yaml:11: limits[0]") if each not in said] == [], said
    assert "\n" not in said


def test_one_thing_is_limited_once(tmp_path: Path) -> None:
    once = "  - {limit: asset_exposure, asset: BTC, share_of_equity: 0.5}\n"
    with pytest.raises(InputError, match=r"book.yaml: 'limits' must not repeat, but 'asset_exposure BTC' does"):
        read_portfolio_file(written(tmp_path, 2 * once))


@pytest.mark.parametrize("kind", LimitKind)
def test_a_limit_holds_what_its_kind_needs_and_nothing_else(kind: LimitKind) -> None:
    name = {"name": "crypto"} if kind.is_named else {}
    tail = TAIL if kind.is_tail else {}
    assert Limit(kind.value, most=0.5, **name, **tail).kind is kind  # type: ignore[arg-type]
    wrong_name = {} if kind.is_named else {"name": "crypto"}
    wrong_tail = {} if kind.is_tail else TAIL
    for given in ({**wrong_name, **tail}, {**name, **wrong_tail}, {**name, **tail, "confidence": 1.0 - kind.is_tail}):
        with pytest.raises(InputError):
            Limit(kind, most=0.5, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("most", [0.0, -1.0, float("nan"), float("inf")])
def test_a_limit_is_above_zero(most: float) -> None:
    with pytest.raises(InputError, match="'most' must be finite and above 0"):
        Limit(LimitKind.STRESS_LOSS, most=most)


@pytest.mark.parametrize("kind", [LimitKind.ASSET_EXPOSURE, LimitKind.VENUE_SHARE])
def test_a_book_made_by_hand_knows_what_it_limits(kind: LimitKind) -> None:
    cash = Position(id="cash", instrument=Cash("USD"), quantity=1.0)
    with pytest.raises(InputError, match=f"limits.{kind} 'X' is not defined"):
        Portfolio(name="P", base_currency="USD", positions=(cash,), limits=(Limit(kind, most=1.0, name="X"),))
