"""``seawall simulate gbm``: the page, its JSON, every bad input in one line, and the same answer on any thread."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from seawall.cli import main
from seawall.report import simulation_schema

PAGE = {"--spot": "97420", "--mu": ".25", "--vol": ".72", "--days": "30", "--paths": "10000", "--seed": "7"}


class Screen:
    """The command run in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch, self.capsys = monkeypatch, capsys

    def __call__(self, *more: str, **changed: str | None) -> tuple[int, str, str]:
        options: dict[str, str | None] = {**PAGE, **{f"--{name}": value for name, value in changed.items()}}
        words = [word for name, value in options.items() if value is not None for word in (name, value)]
        self.monkeypatch.setattr(sys, "argv", ["seawall", "simulate", "gbm", *words, *more])
        with pytest.raises(SystemExit) as stopped:
            main()
        code = stopped.value.code
        captured = self.capsys.readouterr()
        return (code if isinstance(code, int) else 0), captured.out, captured.err


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Screen:
    return Screen(monkeypatch, capsys)


def test_the_page_says_what_was_simulated_and_in_which_units(screen: Screen) -> None:
    code, out, err = screen()
    assert (code, err) == (0, "")
    for words in (
        "SIMULATED",
        "30/365 = 0.082192 years",
        "10,000 pseudo-random, 30 steps, seed 7",
        "drift 25 % and volatility 72 % a year",
        "Value at Risk 99 %",
        "Standard error",
        "37,196",  # closed form of the VaR
        "41,152",  # closed form of the ES
        "99,442",  # closed form of the mean
        "For information and education only",
    ):
        assert words in out, f"{words!r} is not on the page:\n{out}"


def test_json_holds_every_day_and_fits_its_schema(screen: Screen) -> None:
    code, out, err = screen("--json")
    assert (code, err) == (0, "")
    document: dict[str, Any] = json.loads(out)
    jsonschema.validate(document, simulation_schema())
    assert document["simulated"] is True
    assert [each["day"]["value"] for each in document["fan"]] == list(range(31))
    var, es = document["tail"]
    assert var["closed_form"]["value"] == pytest.approx(37_195.68, abs=0.01)
    assert abs(var["simulated"]["value"] - var["closed_form"]["value"]) < 4 * var["standard_error"]["value"]
    assert es["simulated"]["value"] > var["simulated"]["value"] > 0
    # the fan's lowest line ends at the level of the VaR
    assert document["fan"][-1]["levels"]["0.01"]["value"] == pytest.approx(97_420 - var["simulated"]["value"])


def test_the_answer_does_not_depend_on_threads(screen: Screen) -> None:
    assert screen("--json") == screen("--json", "--threads", "2")


@pytest.mark.parametrize("method", ["sobol", "antithetic", "pseudo-random"])
def test_methods_are_named_with_their_batches(screen: Screen, method: str) -> None:
    code, out, err = screen(method=method, paths="8,192" if method == "sobol" else "8_000")
    assert (code, err) == (0, "")
    assert {"sobol": "sobol in 16 batches", "antithetic": "antithetic in 20 batches"}.get(method, method) in out


def test_a_picture_is_written_where_it_is_asked_for(screen: Screen, tmp_path: Path) -> None:
    file = tmp_path / "fan.png"
    code, out, _ = screen(png=str(file))
    assert code == 0
    assert file.read_bytes().startswith(b"\x89PNG")
    assert out.splitlines()[-1] == f"wrote {file}"
    code, out, err = screen("--json", png=str(file))
    assert json.loads(out)["seed"] == 7
    assert err.strip() == f"wrote {file}"


def test_too_few_paths_have_no_error_and_the_page_says_so(screen: Screen) -> None:
    code, out, _ = screen(paths="100")
    assert code == 0
    assert "too few paths" in out


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"spot": "0"}, "--spot must be above 0 and finite, was 0"),
        ({"spot": "nan"}, "--spot must be above 0 and finite, was nan"),
        ({"spot": "abc"}, "--spot must be above 0 and finite, was 'abc'"),
        ({"mu": "25"}, "--mu must be a decimal a year from -10 to 10, was 25; percent given? 25 % is 0.25"),
        ({"vol": "72"}, "--vol must be a decimal a year from 0.000001 to 10, was 72; percent given? 72 % is 0.72"),
        ({"vol": "0"}, "--vol must be a decimal a year from 0.000001 to 10, was 0"),
        ({"vol": "-.1"}, "--vol must be a decimal a year from 0.000001 to 10, was -0.1"),
        ({"days": "0"}, "--days must be a whole number of calendar days from 1 to 36,500, was '0'"),
        ({"days": "30.5"}, "--days must be a whole number of calendar days from 1 to 36,500, was '30.5'"),
        ({"paths": "99"}, "--paths must be a whole number from 100 to 100,000,000, was '99'"),
        ({"paths": "9" * 60}, "--paths must be a whole number from 100 to 100,000,000, was '9999"),
        ({"seed": "-1"}, "--seed must be a whole number from 0 to 9,223,372,036,854,775,807, was '-1'"),
        ({"seed": None}, "--seed is missing"),
        ({"vol": None}, "--vol is missing"),
        (
            {"confidence": "99"},
            "--confidence must be a decimal from 0.5 to 0.9999, was 99; percent given? 99 % is 0.99",
        ),
        ({"confidence": "1"}, "--confidence must be a decimal from 0.5 to 0.9999, was 1"),
        ({"threads": "0"}, "--threads must be a whole number from 1 to 256, was '0'"),
        ({"method": "quasi"}, "--method must be pseudo_random, antithetic, sobol, was 'quasi'"),
        ({"method": "sobol"}, "'paths' must be 16 batches of a power of two for Sobol points, such as 8,192 or 16,384"),
        ({"png": "fan.jpg"}, "--png must be named NAME.png, was 'fan.jpg'"),
        ({"days": "36500", "vol": "9"}, "'days' must keep drift x years within 200"),
    ],
)
def test_bad_input_is_one_line_that_names_the_option(
    screen: Screen, changed: dict[str, str | None], message: str
) -> None:
    code, out, err = screen(**changed)
    assert (code, out) == (2, "")
    assert err.startswith("seawall: "), err
    assert message in err, err
    assert err.count("\n") == 1, err
