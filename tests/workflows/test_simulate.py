"""The simulation as a use case: the page's inputs in the right units, and its picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from seawall.errors import InputError, SourceError
from seawall.measures import Measure
from seawall.scenarios import PathMethod
from seawall.workflows import run_gbm_simulation, write_gbm_fan

PAGE: dict[str, Any] = {"spot": 97_420.0, "drift_annual": 0.25, "volatility_annual": 0.72, "days": 30, "seed": 7}


@pytest.mark.parametrize(
    ("method", "paths"),
    [(PathMethod.PSEUDO_RANDOM, 10_000), (PathMethod.ANTITHETIC, 10_000), (PathMethod.SOBOL, 8_192)],
)
def test_figures_are_losses_within_their_errors_of_the_closed_form(method: PathMethod, paths: int) -> None:
    """Closed forms by hand: s = .72 sqrt(30/365), m = (.25 - .72**2/2) 30/365, z = 2.3263."""
    found = run_gbm_simulation(**PAGE, paths=paths, method=method)
    assert [each.measure for each in found.figures] == list(Measure)
    assert found.closed_forms == pytest.approx((37_195.68, 41_152.14), abs=0.01)
    assert found.closed_mean == pytest.approx(99_442.49, abs=0.01)
    for figure, closed in zip(found.figures, found.closed_forms, strict=True):
        assert figure.standard_error is not None
        assert abs(figure.value - closed) < 4 * figure.standard_error, (method, figure)
        assert 0 < figure.value < 97_420, "a loss, not a price"
    assert abs(found.mean - found.closed_mean) < 4 * found.mean_error


def test_threads_change_nothing() -> None:
    one, two = (run_gbm_simulation(**PAGE, paths=20_000, threads=threads) for threads in (1, 2))
    assert (one.figures, one.mean, one.mean_error) == (two.figures, two.mean, two.mean_error)


def test_the_picture_is_written_whole(tmp_path: Path) -> None:
    found = run_gbm_simulation(**PAGE, paths=1_000)
    file = write_gbm_fan(tmp_path / "new" / "fan.png", found)
    assert file.read_bytes().startswith(b"\x89PNG")
    assert [each.name for each in file.parent.iterdir()] == ["fan.png"]
    with pytest.raises(InputError, match=r"must be named NAME.png, was 'fan.pdf'"):
        write_gbm_fan(tmp_path / "fan.pdf", found)
    (tmp_path / "file").write_text("")
    with pytest.raises(SourceError, match="cannot be written"):
        write_gbm_fan(tmp_path / "file" / "fan.png", found)


def test_a_percentage_is_refused_before_anything_is_drawn() -> None:
    with pytest.raises(InputError, match="percent given"):
        run_gbm_simulation(**PAGE, paths=100_000_000, confidence=99)
