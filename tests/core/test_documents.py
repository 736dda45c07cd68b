from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from seawall.core import parse_document, read_document
from seawall.errors import InputError, SeawallError, SourceError


class Leg(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)
    size: Annotated[float, Field(gt=0, lt=10)]
    day: dt.date | None = None


class Trade(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    name: str
    low: float | None = None
    legs: list[Leg] = Field(default_factory=list)
    tables: dict[Annotated[str, Field(pattern="^[a-z]+$")], Leg] = Field(default_factory=dict)


def written(folder: Path, text: str) -> Path:
    path = folder / "a.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("-7", -7),
        ("0", 0),
        ("1.5", 1.5),
        ("1.", 1.0),
        (".5", 0.5),
        ("1e6", 1e6),
        ("1.5E-3", 1.5e-3),
        ("+.inf", float("inf")),
        ("true", True),
        ("FALSE", False),
        ("~", None),
        ("null", None),
        ("2024-02-29", dt.date(2024, 2, 29)),
        # what YAML 1.1 would have turned into something else
        ("yes", "yes"),
        ("ON", "ON"),
        ("no", "no"),
        ("1:30", "1:30"),
        ("010", "010"),
        ("0x10", "0x10"),
        ("0b1", "0b1"),
        ("1_000", "1_000"),
        ("2024-02-29 10:00:00", "2024-02-29 10:00:00"),
        ("2024-2-9", "2024-2-9"),
        ("=", "="),
    ],
)
def test_scalars_are_those_of_yaml_1_2(text: str, value: object, tmp_path: Path) -> None:
    found = read_document(written(tmp_path, f"a: {text}\n")).data["a"]
    assert found == value, (text, found)
    assert type(found) is type(value), (text, found)


def test_every_value_knows_its_line(tmp_path: Path) -> None:
    document = read_document(written(tmp_path, "name: x\nlegs:\n  - size: 1\n    day: 2024-01-01\n  - {size: 2}\n"))
    assert document.lines[("name",)] == 1
    assert document.lines[("legs",)] == 2
    assert document.lines[("legs", 0, "day")] == 4
    assert document.place(("legs", 1, "size")) == f"{document.path}:5: legs[1].size"
    assert document.place(("legs", 1, "missing", "below")) == f"{document.path}:5: legs[1].missing.below"
    assert document.place(()) == f"{document.path}:1"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: [x]\n", ":1: name: must be text, was ['x']"),
        ("name: x\nlegs: {a: 1}\n", ":2: legs: must be a list, was {'a': 1}"),
        ("name: x\nlegs:\n- 3\n", ":3: legs[0]: must be a mapping of names to values, was 3"),
        ("name: x\nlegs:\n- size: 0\n", ":3: legs[0].size: must be above 0, was 0"),
        ("name: x\nlegs:\n- size: 10\n", ":3: legs[0].size: must be below 10, was 10"),
        ("name: x\nlegs:\n- size: .nan\n", ":3: legs[0].size: must be a finite number, was nan"),
        ("name: x\nlegs:\n- size: yes\n", ":3: legs[0].size: must be a number, was 'yes'"),
        ("name: x\nlegs:\n- size: 1\n  day: 7\n", ":4: legs[0].day: must be a date as YYYY-MM-DD, was 7"),
        ("name: x\nlegs:\n- {}\n", ":3: legs[0].size: is required, but missing"),
        ("name: x\nlow: a\n", ":2: low: must be a number, was 'a'"),
        ("name: x\ntables: {A: {size: 1}}\n", ":2: tables.A: must match ^[a-z]+$, was 'A'"),
        (
            "name: x\ntables: {a: {sise: 1}}\n",
            ":2: tables.a.sise: unknown key; did you mean 'size'?; allowed: day, size (and 1 more)",
        ),
        ("nam: x\n", ":1: nam: unknown key; did you mean 'name'?; allowed: legs, low, name, tables (and 1 more)"),
    ],
)
def test_a_complaint_names_line_field_value_and_rule(text: str, message: str, tmp_path: Path) -> None:
    document = read_document(written(tmp_path, text))
    with pytest.raises(InputError) as refused:
        parse_document(Trade, document)
    assert str(refused.value) == f"{document.path}{message}", text


@pytest.mark.parametrize("key", ["b" * 500_000, "a\nb", "\x1b[2J", "é" * 70])
def test_a_key_is_shown_short_and_printable(key: str, tmp_path: Path) -> None:
    quoted = '"' + key.replace("\n", "\\n").replace("\x1b", "\\e") + '"'
    document = read_document(written(tmp_path, f"name: x\n? {quoted}\n: 1\n"))
    with pytest.raises(InputError) as refused:
        parse_document(Trade, document)
    message = str(refused.value)
    assert message.isprintable(), message[:200]
    assert len(message) < len(str(document.path)) + 200, message[:200]


def test_nesting_is_counted_by_levels(tmp_path: Path) -> None:
    def nested(levels: int) -> str:
        return "a: " + "[" * (levels - 1) + "1" + "]" * (levels - 1) + "\n"

    read_document(written(tmp_path, nested(32)))
    with pytest.raises(InputError, match="is nested deeper than 32 levels"):
        read_document(written(tmp_path, nested(33)))


def test_the_largest_document_is_a_million_bytes(tmp_path: Path) -> None:
    text = "name: x #"
    read_document(written(tmp_path, text + "y" * (1_000_000 - len(text))))
    with pytest.raises(InputError, match="is larger than 1,000,000 bytes"):
        read_document(written(tmp_path, text + "y" * (1_000_001 - len(text))))


def test_a_path_that_no_system_takes_is_unreadable() -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read_document(Path("a\0b"))


def test_a_byte_order_mark_is_not_content(tmp_path: Path) -> None:
    assert read_document(written(tmp_path, "\ufeffname: x\n")).data == {"name": "x"}


YAML_PIECES = st.lists(
    st.sampled_from(
        ["a", "b", ": ", ":", "- ", "\n", "\n  ", "{", "}", "[", "]", ", ", "? ", "'", '"', "|", ">", "#", "&x ", "*x",
         "!!int ", "!", "%", "@", "`", "---", "...", "~", "1", "1.5", ".nan", "2024-13-01", "true", "\t", "\\", "<<"]
    ),
    max_size=30,
).map("".join)  # fmt: skip


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=YAML_PIECES | st.text(max_size=60))
def test_any_text_is_read_or_refused_in_one_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    found: Any = "read"
    try:
        parse_document(Trade, read_document(path))
    except SeawallError as error:
        found = str(error)
    assert len(found.splitlines()) == 1, (text, found)
