"""YAML documents at the door: bounded, free of aliases, tags and repeated keys, every fault with its line.

A document becomes plain data plus the line on which each value stands, so that an error in the tenth
position says so. pydantic checks the data; its first complaint is turned into one readable line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, Field, ValidationError
from pydantic_core import ErrorDetails

from seawall.core.lineage import content_hash
from seawall.core.words import LONGEST_VALUE_SHOWN, did_you_mean, shorten
from seawall.errors import InputError, SourceError

__all__ = [
    "Document",
    "FormatVersion",
    "document_of_text",
    "parse_document",
    "read_document",
]

_LARGEST_DOCUMENT_BYTES = 1_000_000
_DEEPEST_NESTING = 32

Location = tuple[str | int, ...]
# not Literal[1], which takes true and 1.0 for 1
FormatVersion = Annotated[int, Field(strict=True, ge=1, le=1, json_schema_extra={"const": 1})]
"""Version of a file format of which there is only one."""
Model = TypeVar("Model", bound=BaseModel)


class _Refused(yaml.MarkedYAMLError):
    """Valid YAML that a document may not use."""


class _Loader(yaml.SafeLoader):
    """SafeLoader for the scalars of YAML 1.2 (so 1:30 is not 90, nor 0284 octal), and nothing that hides."""

    _depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise _Refused(problem="aliases (&name, *name) are not allowed", problem_mark=event.start_mark)
        if getattr(event, "tag", None) is not None:
            raise _Refused(problem=f"tags are not allowed, was {shorten(event.tag)}", problem_mark=event.start_mark)
        if self._depth > _DEEPEST_NESTING:
            problem = f"is nested deeper than {_DEEPEST_NESTING} levels"
            raise _Refused(problem=problem, problem_mark=event.start_mark)
        self._depth += 1
        node: yaml.Node | None = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep=deep)
        except ValueError as error:
            # such as 2025-13-45; Python's own message on an int of 5,000 digits is advice to programmers
            kind = "date" if node.tag.endswith(":timestamp") else "number"
            raise _Refused(
                problem=f"{shorten(node.value)} is no {kind}: {str(error).split(';')[0]}", problem_mark=node.start_mark
            ) from error


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"^[-+]?(?:0|[1-9][0-9]*)$", list("-+0123456789")),
    (
        "float",
        r"^(?:[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
        r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$",
        list("-+.0123456789"),
    ),
    ("timestamp", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", list("0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), _first)


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed YAML file.

    Attributes
    ----------
    path : Path
        The file; the name of a text that stands in none.
    data : object
        Mappings, lists and scalars.
    lines : dict
        Line number, from 1, of each value by its location in `data`.
    data_hash : str
        Hash of the bytes read.
    """

    path: Path
    data: Any
    lines: dict[Location, int]
    data_hash: str

    def place(self, location: Location) -> str:
        """File, line and dotted path of a value; the nearest known line where it is missing."""
        known = location
        while known and known not in self.lines:
            known = known[:-1]
        line = self.lines.get(known, 1)
        dotted = ""
        for step in location:
            name = step if isinstance(step, int) or _is_short(step) else shorten(step)
            dotted += f"[{step}]" if isinstance(step, int) else f".{name}" if dotted else str(name)
        return f"{self.path}:{line}: {dotted}" if dotted else f"{self.path}:{line}"


def _is_short(name: str) -> bool:
    return name.isprintable() and len(name) <= LONGEST_VALUE_SHOWN


def read_document(path: Path) -> Document:
    """Read one YAML document.

    Parameters
    ----------
    path : Path
        File of at most 1,000,000 bytes, UTF-8.

    Returns
    -------
    Document
        The data, and the line of every value.

    Raises
    ------
    SourceError
        When the file cannot be read.
    InputError
        When it is empty, too large, not YAML, or uses aliases, repeated keys or deep nesting.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(_LARGEST_DOCUMENT_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SourceError(f"{path}: cannot be read: {reason}") from error
    return _document(path, content)


def document_of_text(text: str, *, name: str) -> Document:
    """The same of a text that stands in no file.

    Parameters
    ----------
    text : str
        YAML, as a file would hold it.
    name : str
        What stands in front of every complaint, where a file's path would.

    Raises
    ------
    InputError
        As of :func:`read_document`.

    Examples
    --------
    >>> document_of_text("spot: 4", name="typed in").data
    {'spot': 4}
    """
    try:
        content = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError(f"{name}: is not UTF-8 text (character {error.start})") from error
    return _document(Path(name), content)


def _document(path: Path, content: bytes) -> Document:
    if len(content) > _LARGEST_DOCUMENT_BYTES:
        raise InputError(f"{path}: is larger than {_LARGEST_DOCUMENT_BYTES:,} bytes, the most a document may have")
    if not content.strip():
        raise InputError(f"{path}: is empty")
    try:
        loader = _Loader(content.decode("utf-8"))
        node = loader.get_single_node()
        if node is None:
            raise InputError(f"{path}: is empty")
        lines = dict(_lines(node, ()))
        data = loader.construct_document(node)
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 text (byte {error.start})") from error
    except yaml.YAMLError as error:
        raise InputError(f"{path}{_yaml_problem(error, content)}") from error
    return Document(path=path, data=data, lines=lines, data_hash=content_hash(content))


def _yaml_problem(error: yaml.YAMLError, content: bytes) -> str:
    if isinstance(error, yaml.reader.ReaderError):
        line = content.decode("utf-8")[: error.position].count("\n") + 1
        return f":{line}: not valid YAML: character {shorten(chr(error.character))} is not allowed"
    mark = getattr(error, "problem_mark", None)
    line_place = f":{mark.line + 1}" if mark else ""
    if isinstance(error, _Refused):
        return f"{line_place}: {error.problem}"
    parts = (getattr(error, "context", None), getattr(error, "problem", None))
    return f"{line_place}: not valid YAML: {', '.join(part for part in parts if part) or str(error).splitlines()[0]}"


def _lines(node: yaml.Node, location: Location) -> Iterator[tuple[Location, int]]:
    yield location, node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _lines(item, (*location, index))
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or not key.tag.endswith(":str"):
                found = shorten(key.value) if isinstance(key, yaml.ScalarNode) else "a list or mapping"
                raise _Refused(problem=f"key must be text (in quotes), was {found}", problem_mark=key.start_mark)
            if key.value in seen:
                raise _Refused(problem=f"key {shorten(key.value)} stands twice", problem_mark=key.start_mark)
            seen.add(key.value)
            for place, number in _lines(value, (*location, key.value)):
                # a key's own line is where a reader looks, also when its value starts below it
                yield place, key.start_mark.line + 1 if len(place) == len(location) + 1 else number


def parse_document(model: type[Model], document: Document) -> Model:
    """Check a document's data against a pydantic model.

    Raises
    ------
    InputError
        One line: file, line, field, the value found, and what is allowed.
    """
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        details = error.errors(include_url=False)
        # a misspelt key is the cause, and the key that is then missing only its effect
        first = next((each for each in details if each["type"] == "extra_forbidden"), details[0])
        place = document.place(_plain_location(first, document))
        more = f" (and {len(details) - 1} more)" if len(details) > 1 else ""
        raise InputError(f"{place}: {_complaint(first, model)}{more}") from error


def _plain_location(detail: ErrorDetails, document: Document) -> Location:
    """Drop the tags that pydantic puts into the path of a union, and name the key that chooses among its kinds."""
    plain: Location = ()
    for step in detail["loc"]:
        if (*plain, step) in document.lines or isinstance(step, int):
            plain = (*plain, step)
    if detail["type"] == "missing":
        return (*plain, detail["loc"][-1])
    if detail["type"] in {"union_tag_invalid", "union_tag_not_found"}:
        return (*plain, detail["ctx"]["discriminator"].strip("'"))
    return plain


_RULES = {
    "bool_type": "true or false",
    "date_type": "a date as YYYY-MM-DD",
    "dict_type": "a mapping of names to values",
    "finite_number": "a finite number",
    "float_type": "a number",
    "greater_than": "above {gt:g}",
    "greater_than_equal": "at least {ge:g}",
    "int_type": "a whole number",
    "less_than": "below {lt:g}",
    "less_than_equal": "at most {le:g}",
    "list_type": "a list",
    "model_type": "a mapping of names to values",
    "string_type": "text",
}


def _complaint(detail: ErrorDetails, model: type[BaseModel]) -> str:
    kind, found, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        allowed = _allowed_keys(detail["loc"], model)
        hint = did_you_mean(str(detail["loc"][-1]), allowed)
        return f"unknown key{hint}" + (f"; allowed: {', '.join(allowed)}" if allowed else "")
    if kind in {"missing", "union_tag_not_found"}:
        return "is required, but missing"
    if kind == "value_error":
        return str(context["error"])
    if kind == "union_tag_invalid":
        expected, found = context["expected_tags"], context["tag"]
    else:
        expected = context.get("expected")
    if expected is not None:
        return f"must be one of {expected}, was {shorten(found)}" + did_you_mean(
            str(found), re.findall(r"'([^']*)'", expected)
        )
    if kind == "string_pattern_mismatch":
        rule = f"must match {context['pattern']}"
    elif kind in _RULES:
        rule = f"must be {_RULES[kind].format(**context)}"
    else:
        rule = detail["msg"].removeprefix("Input ").replace("should", "must")
    return f"{rule[0].lower()}{rule[1:]}, was {shorten(found)}"


def _allowed_keys(location: Location, model: type[BaseModel]) -> list[str]:
    """Walk the JSON schema to the object that holds the unknown key, and list what it may hold."""
    schema = model.model_json_schema()
    definitions = schema.get("$defs", {})

    def resolve(part: dict[str, Any]) -> dict[str, Any]:
        return definitions[part["$ref"].rsplit("/", 1)[-1]] if "$ref" in part else part

    here = schema
    for step in location[:-1]:
        options = here.get("oneOf") or here.get("anyOf")
        if options:
            tagged = here.get("discriminator", {}).get("mapping", {}).get(str(step))
            if tagged is not None:
                here = resolve({"$ref": tagged})
                continue
            objects = [resolve(option) for option in options if resolve(option).get("type") == "object"]
            here = objects[0] if objects else {}
        if isinstance(step, int):
            here = resolve(here.get("items", {}))
        else:
            # a table of records: its values stand under the pattern of its names, or under none
            values = [*here.get("patternProperties", {}).values(), here.get("additionalProperties")]
            record = next((each for each in values if isinstance(each, dict)), {})
            here = resolve(here.get("properties", {}).get(step) or record)
    options = here.get("oneOf") or here.get("anyOf")
    if options and "properties" not in here:
        objects = [resolve(option) for option in options if resolve(option).get("type") == "object"]
        here = objects[0] if objects else {}
    return sorted(here.get("properties", {}))
