"""A closed choice is let in by its word at every door, or refused with the words that there are; never guessed at."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import FunctionType
from typing import Any

import numpy as np
import pytest

from seawall.errors import InputError
from tests.architecture.choice_calls import CALLS
from tests.architecture.test_house import MODULES, ROOMS

DOORS = [importlib.import_module(f"seawall.{room}") for room in ROOMS if room != "cli"]
CHOICES = {
    name: given
    for door in DOORS
    for name in door.__all__
    if isinstance(given := getattr(door, name), type) and issubclass(given, StrEnum)
}
NO_DOORS = {
    "measures.explain_scenario_change.figure": "a function that is called with members",
    "workflows.run_pull.sessions": "a function that is called with members",
    "microstructure.OrderBook.image.state": "of the feed itself, for every image",
    "microstructure.SpoofWatch.take.state": "of the feed itself, for every event",
}


def _functions(given: object) -> Iterator[FunctionType]:
    """The function itself, or the public methods that a class defines; a record is made of what its guard lets in."""
    if isinstance(given, FunctionType):
        yield given
    elif isinstance(given, type) and given.__module__.startswith("seawall."):
        for name, member in vars(given).items():
            method = getattr(member, "__func__", member)
            is_own = name == "__init__" and not dataclasses.is_dataclass(given)
            if isinstance(method, FunctionType) and (is_own or not name.startswith("_")):
                yield method


def _choices_of(function: FunctionType) -> Iterator[tuple[str, type[StrEnum]]]:
    """Arguments whose annotation names a choice, also where the name is imported for types alone."""
    for name, parameter in inspect.signature(function).parameters.items():
        for word in re.findall(r"\w+", str(parameter.annotation)):
            kind = function.__globals__.get(word, CHOICES.get(word))
            if isinstance(kind, type) and issubclass(kind, StrEnum):
                yield name, kind


ARGUMENTS = {
    f"{function.__module__.split('.')[1]}.{function.__qualname__}.{argument}": (argument, kind)
    for door in DOORS
    for name in door.__all__
    for function in _functions(getattr(door, name))
    if function.__module__.startswith("seawall.")
    for argument, kind in _choices_of(function)
}


def _facts(value: Any) -> Any:
    """What a result holds, with types: a bare word is not the member that it names."""
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes() if value.dtype != object else list(value)
    if dataclasses.is_dataclass(value):
        return type(value).__name__, [_facts(getattr(value, each.name)) for each in dataclasses.fields(value)]
    if isinstance(value, Mapping):
        return [(_facts(name), _facts(each)) for name, each in value.items()]
    if isinstance(value, list | tuple):
        return [_facts(each) for each in value]
    return type(value).__name__, repr(value)


def test_every_choice_that_a_door_takes_is_tried_here() -> None:
    assert len(ARGUMENTS) > 80, "the scan finds fewer choices than there are"
    missing = sorted(ARGUMENTS.keys() - CALLS.keys() - NO_DOORS.keys())
    assert not missing, f"let these in by choice_named, and call them in choice_calls.py: {', '.join(missing)}"
    gone = sorted((CALLS.keys() | NO_DOORS.keys()) - ARGUMENTS.keys())
    assert not gone, f"no such argument takes a choice any more: {', '.join(gone)}"


@pytest.mark.parametrize("name", CALLS)
def test_a_word_that_is_none_is_refused_with_those_that_there_are(name: str) -> None:
    argument, kind = ARGUMENTS[name]
    with pytest.raises(InputError) as refused:
        CALLS[name].call("no-such-word")
    said = str(refused.value)
    assert said.startswith(f"'{argument}' must be "), said
    assert "was 'no-such-word'" in said, said
    assert all(each.value in said for each in kind), said


@pytest.mark.parametrize("name", [name for name, each in CALLS.items() if each.member is not None])
def test_a_word_does_what_its_member_does(name: str) -> None:
    call, member = CALLS[name]
    assert member is not None
    assert _facts(call(str(member.value))) == _facts(call(member)), f"{name}: {member.value!r} is not {member!r}"


def test_the_member_that_a_word_names_is_kept() -> None:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            called = node.value.func if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) else None
            assert not (isinstance(called, ast.Name) and called.id == "choice_named"), f"{path}:{called.lineno}"
