"""Provenance: windows in order, hashes that do not depend on the order of files."""

from __future__ import annotations

import datetime as dt

import pytest

from seawall.core import DateWindow, Failure, combine_hashes, content_hash
from seawall.errors import DataError, InputError, NumericalError, SeawallError, SourceError


def test_a_window_ends_after_it_starts() -> None:
    assert str(DateWindow(dt.date(2020, 2, 19), dt.date(2020, 3, 23))) == "2020-02-19 to 2020-03-23"
    with pytest.raises(InputError, match="must not be before"):
        DateWindow(dt.date(2020, 3, 23), dt.date(2020, 2, 19))


def test_the_order_of_files_does_not_change_their_hash() -> None:
    one, other = content_hash(b"one"), content_hash(b"other")
    assert combine_hashes([one, other]) == combine_hashes([other, one])
    assert combine_hashes([one]) != combine_hashes([one, one])


def test_a_failure_names_its_kind() -> None:
    failure = Failure.of("stress X", DataError("no prices"))
    assert str(failure) == "stress X: no prices (DataError)"


@pytest.mark.parametrize(
    ("error", "builtin"),
    [(InputError, ValueError), (DataError, ValueError), (NumericalError, ArithmeticError), (SourceError, OSError)],
)
def test_errors_are_also_what_python_calls_them(error: type[Exception], builtin: type[Exception]) -> None:
    assert issubclass(error, builtin)
    assert issubclass(error, SeawallError)
