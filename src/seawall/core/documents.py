"""YAML documents at the door: bounded, free of aliases and repeated keys, every fault with its line.

A document becomes plain data plus the line on which each value stands, so that an error in the tenth
position says so. pydantic checks the data; its first complaint is turned into one readable line.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from seawall.core.lineage import content_hash
from seawall.errors import InputError, SourceError

__all__ = ["Document", "parse_document", "read_document", "shorten"]

_LARGEST_DOCUMENT_BYTES = 1_000_000
_DEEPEST_NESTING = 32
_LONGEST_VALUE_SHOWN = 60

Location = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)


class _Loader(yaml.SafeLoader):
    """SafeLoader that refuses aliases and reads 1e6 as the number it is in YAML 1.2."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="aliases (*name) are not allowed", problem_mark=mark)
        node: yaml.Node | None = super().compose_node(parent, index)
        return node


_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+$"), list("-+0123456789")
)


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed YAML file.

    Attributes
    ----------
    path : Path
        The file.
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
            dotted += f"[{step}]" if isinstance(step, int) else f".{step}" if dotted else str(step)
        return f"{self.path}:{line}: {dotted}" if dotted else f"{self.path}:{line}"


def shorten(value: object) -> str:
    """`repr` of `value`, cut to fit on a line."""
    text = value if isinstance(value, str) else repr(value)
    text = repr(text[: _LONGEST_VALUE_SHOWN + 1]) if isinstance(value, str) else text
    return text if len(text) <= _LONGEST_VALUE_SHOWN else text[: _LONGEST_VALUE_SHOWN - 1] + "…"


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
    except OSError as error:
        raise SourceError(f"{path}: cannot be read: {error.strerror or error}") from error
    if len(content) > _LARGEST_DOCUMENT_BYTES:
        raise InputError(f"{path}: is larger than {_LARGEST_DOCUMENT_BYTES:,} bytes, the most a document may have")
    if not content.strip():
        raise InputError(f"{path}: is empty")
    try:
        loader = _Loader(content.decode("utf-8"))
        node = loader.get_single_node()
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 text (byte {error.start})") from error
    except RecursionError as error:
        raise InputError(f"{path}: is nested deeper than {_DEEPEST_NESTING} levels") from error
    except yaml.YAMLError as error:
        raise InputError(f"{path}{_yaml_problem(error)}") from error
    if node is None:
        raise InputError(f"{path}: is empty")
    lines = dict(_lines(node, (), path))
    try:
        data = loader.construct_document(node)
    except (yaml.YAMLError, ValueError) as error:
        raise InputError(f"{path}{_yaml_problem(error)}") from error
    return Document(path=path, data=data, lines=lines, data_hash=content_hash(content))


def _yaml_problem(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    return f":{mark.line + 1}: not valid YAML: {problem}" if mark else f": not valid YAML: {problem}"


def _lines(node: yaml.Node, location: Location, path: Path) -> Iterator[tuple[Location, int]]:
    line = node.start_mark.line + 1
    if len(location) > _DEEPEST_NESTING:
        raise InputError(f"{path}:{line}: is nested deeper than {_DEEPEST_NESTING} levels")
    yield location, line
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _lines(item, (*location, index), path)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
            if name in seen:
                raise InputError(f"{path}:{key.start_mark.line + 1}: key {shorten(name)} stands twice")
            seen.add(name)
            for place, number in _lines(value, (*location, name), path):
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
        first = details[0]
        place = document.place(_plain_location(first["loc"], document))
        more = f" (and {len(details) - 1} more)" if len(details) > 1 else ""
        raise InputError(f"{place}: {_complaint(first, model)}{more}") from error


def _plain_location(location: Location, document: Document) -> Location:
    """Drop the tags that pydantic puts into the path of a discriminated union."""
    plain: Location = ()
    for index, step in enumerate(location):
        is_last = index == len(location) - 1
        if (*plain, step) in document.lines or isinstance(step, int) or is_last:
            plain = (*plain, step)
    return plain


def _complaint(detail: ErrorDetails, model: type[BaseModel]) -> str:
    kind, found = detail["type"], detail["input"]
    if kind == "extra_forbidden":
        allowed = _allowed_keys(detail["loc"], model)
        near = difflib.get_close_matches(str(detail["loc"][-1]), allowed, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        return f"unknown key{hint}" + (f"; allowed: {', '.join(allowed)}" if allowed else "")
    if kind == "missing":
        return "is required, but missing"
    message = detail["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return f"{message[0].lower()}{message[1:]}, was {shorten(found)}"


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
            extra = here.get("additionalProperties")
            here = resolve(here.get("properties", {}).get(step) or (extra if isinstance(extra, dict) else {}))
    options = here.get("oneOf") or here.get("anyOf")
    if options and "properties" not in here:
        objects = [resolve(option) for option in options if resolve(option).get("type") == "object"]
        here = objects[0] if objects else {}
    return sorted(here.get("properties", {}))
