"""``seawall option``: published values, units, every bad input, and what a scalar answer may load."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from seawall.cli import main
from seawall.cli.app import application
from tests.cli.test_app import run
from tests.tolerances import EXACT, MARK_MAX_BTC, MARK_MEDIAN_BTC, PRINTED_SIX

INPUTS = {
    "--spot": "97420",
    "--strike": "100000",
    "--days": "30",
    "--rate": "0.05",
    "--vol": "0.72",
    "--right": "call",
}
PREMIUM = {**{name: value for name, value in INPUTS.items() if name != "--vol"}, "--price": "7058.336309268729"}
DERIBIT = "deribit_btc_chain_2021-02.csv.gz"
SPX = "cboe_spx_chain_2023-08-20.csv.gz"


def words(options: dict[str, str]) -> list[str]:
    return [word for pair in options.items() for word in pair]


class Screen:
    """The command run in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch, self.capsys = monkeypatch, capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        self.monkeypatch.setattr(sys, "argv", ["seawall", "option", *arguments])
        with pytest.raises(SystemExit) as stopped:
            main()
        code = stopped.value.code
        captured = self.capsys.readouterr()
        return (code if isinstance(code, int) else 0), captured.out, captured.err


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Screen:
    return Screen(monkeypatch, capsys)


def test_the_founding_pages_option(screen: Screen) -> None:
    """Values of `docs/explanation/founding_page.md`, to their printed digits."""
    code, out, err = screen("greeks", *words(INPUTS), "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert found["price"] == pytest.approx(7058.336, abs=5e-4)
    assert found["delta"] == pytest.approx(0.498599, abs=PRINTED_SIX)
    assert found["gamma"] == pytest.approx(1.98387e-5, abs=5e-11)
    assert found["theta_per_day"] == pytest.approx(-139.393, abs=5e-4)
    assert found["vega_per_point"] == pytest.approx(111.4217, abs=5e-5)
    assert found["rho_per_percent"] == pytest.approx(34.1221, abs=5e-5)
    assert found["theta_per_year"] == pytest.approx(365 * found["theta_per_day"], rel=EXACT)
    assert found["vega_per_1"] == pytest.approx(100 * found["vega_per_point"], rel=EXACT)
    assert found["rho_per_1"] == pytest.approx(100 * found["rho_per_percent"], rel=EXACT)
    assert found["inputs"] == {
        "right": "call",
        "spot": 97420.0,
        "strike": 100000.0,
        "days": 30.0,
        "rate": 0.05,
        "dividend": 0.0,
        "volatility": 0.72,
    }


def test_vanna_and_volga_are_differences_of_delta_and_vega(screen: Screen) -> None:
    low, high = (
        json.loads(screen("greeks", *words({**INPUTS, "--vol": vol}), "--json")[1]) for vol in ("0.7199", "0.7201")
    )
    found = json.loads(screen("greeks", *words(INPUTS), "--json")[1])
    assert found["vanna"] == pytest.approx((high["delta"] - low["delta"]) / 2e-4, rel=1e-6)
    assert found["volga"] == pytest.approx((high["vega_per_1"] - low["vega_per_1"]) / 2e-4, rel=1e-5)


def test_every_greek_is_labelled_with_its_unit(screen: Screen) -> None:
    _, out, _ = screen("greeks", *words(INPUTS))
    for line in (
        "price              7,058.336  money, per unit of the underlying",
        "delta              0.4985989  per 1.00 of the spot",
        "gamma           1.983867e-05  change of delta per 1.00 of the spot",
        "theta              -139.3930  per calendar day",
        "                  -50,878.45  per year",
        "vega                111.4217  per volatility point (0.01)",
        "                   11,142.17  per 1.00 of volatility",
        "rho                 34.12205  per 1 % of the rate (0.01)",
        "                   3,412.205  per 1.00 of the rate",
        "vanna              0.1163185  change of delta per 1.00 of volatility",
        "volga               11.40979  change of vega per 1.00, per 1.00 of volatility",
    ):
        assert line in out.splitlines()
    assert max(len(line) for line in out.splitlines()) <= 80


def test_price_and_dividend(screen: Screen) -> None:
    """Hull, example 17.1: an index call with a yield of 3 %, worth 51.83."""
    hull = {"--spot": "930", "--strike": "900", "--days": str(365 / 6), "--rate": "0.08", "--vol": "0.2"}
    _, out, _ = screen("price", *words(hull), "--right", "call", "--dividend", "0.03", "--json")
    assert json.loads(out)["price"] == pytest.approx(51.83, abs=5e-3)


def test_implied_volatility_comes_back(screen: Screen) -> None:
    code, out, _ = screen("iv", *words(PREMIUM), "--json")
    found = json.loads(out)
    assert (code, found["status"]) == (0, "solved")
    assert abs(found["volatility"] - 0.72) <= found["error_bound"] < 1e-12
    _, out, _ = screen("iv", *words(PREMIUM))
    assert "volatility" in out
    assert "error bound" in out
    assert "solved" in out


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"--price": "97420"}, "above_upper_bound", "the price is not below the discounted spot"),
        ({"--price": "99900", "--right": "put"}, "above_upper_bound", "not below the discounted strike"),
        ({"--price": "-1"}, "below_lower_bound", "the price is below the discounted intrinsic value"),
        ({"--price": "10", "--right": "put"}, "below_lower_bound", "below the discounted intrinsic value"),
        ({"--price": "0"}, "undetermined", "many volatilities"),
        ({"--days": "0"}, "expired", "no time is left"),
    ],
)
def test_a_price_without_a_volatility_gets_words_and_code_1(
    screen: Screen, change: dict[str, str], status: str, said: str
) -> None:
    code, out, err = screen("iv", *words({**PREMIUM, **change}), "--json")
    found = json.loads(out)
    assert (code, err) == (1, "")
    assert (found["volatility"], found["error_bound"], found["status"]) == (None, None, status)
    code, out, _ = screen("iv", *words({**PREMIUM, **change}))
    assert code == 1
    assert said in out
    assert "error bound" not in out


BAD = [
    ("--spot", "0", "--spot must be above 0 and finite, was 0"),
    ("--spot", "-5", "--spot must be above 0 and finite, was -5"),
    ("--spot", "nan", "--spot must be above 0 and finite, was nan"),
    ("--spot", "inf", "--spot must be above 0 and finite, was inf"),
    ("--spot", "much", "--spot must be above 0 and finite, was 'much'"),
    ("--strike", "0", "--strike must be above 0"),
    ("--strike", "-1e5", "--strike must be above 0 and finite, was -100000"),
    ("--days", "-1", "--days must be calendar days from 0 to 365,000, was -1"),
    ("--days", "nan", "--days must be calendar days"),
    ("--rate", "5", "--rate must be a decimal a year from -2 to 2, was 5; percent given? 5 % is 0.05"),
    ("--rate", "nan", "--rate must be a decimal a year"),
    ("--vol", "72", "--vol must be a decimal a year from 0 to 10, was 72; percent given? 72 % is 0.72"),
    ("--vol", "-0.2", "--vol must be a decimal a year from 0 to 10, was -0.2"),
    ("--vol", "", "--vol must be a decimal a year from 0 to 10, was ''"),
    ("--dividend", "3", "--dividend must be a decimal a year from -2 to 2, was 3; percent given? 3 % is 0.03"),
    ("--right", "straddle", "--right must be call or put, was 'straddle'"),
    ("--colour", "red", "unrecognized arguments: --colour red; see seawall option"),
]


@pytest.mark.parametrize("command", ["price", "greeks"])
@pytest.mark.parametrize(("name", "value", "message"), BAD, ids=[f"{name[2:]}={value}" for name, value, _ in BAD])
def test_bad_input_is_one_line_and_code_2(screen: Screen, command: str, name: str, value: str, message: str) -> None:
    code, out, err = screen(command, *words({**INPUTS, name: value}))
    assert (code, out) == (2, "")
    assert err.startswith(f"seawall: {message}")
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"--price": "nan"}, "--price must be a finite amount of money, was nan"),
        ({"--spot": "-1"}, "--spot must be above 0"),
        ({"--rate": "1.5", "--days": "365000"}, "'rate' times 'time' must be in [-200, 200], was 1500.0"),
    ],
)
def test_bad_input_of_iv(screen: Screen, change: dict[str, str], message: str) -> None:
    code, out, err = screen("iv", *words({**PREMIUM, **change}))
    assert (code, out) == (2, "")
    assert err.startswith(f"seawall: {message}")


@pytest.mark.parametrize("left_out", list(INPUTS))
def test_a_missing_option_is_named(screen: Screen, left_out: str) -> None:
    code, out, err = screen("price", *words({name: value for name, value in INPUTS.items() if name != left_out}))
    assert (code, out) == (2, "")
    assert left_out in err
    assert len(err.splitlines()) == 1


def test_a_value_that_is_missing(screen: Screen) -> None:
    assert screen("price", "--spot")[2].startswith("seawall: argument --spot: expected one argument")


def test_rates_below_zero_are_rates(screen: Screen) -> None:
    for text in ("-0.01", "-1e-2", "-.01"):
        assert json.loads(screen("price", *words({**INPUTS, "--rate": text}), "--json")[1])["inputs"]["rate"] == -0.01


def test_json_has_no_infinity(screen: Screen) -> None:
    kink = {**INPUTS, "--spot": "100", "--strike": "100", "--days": "0"}
    _, out, _ = screen("greeks", *words(kink), "--json")
    found = json.loads(out)
    assert found["gamma"] is None
    assert found["infinite"] == {"gamma": "infinite", "theta_per_day": "-infinite", "theta_per_year": "-infinite"}
    assert "-infinite  per calendar day" in screen("greeks", *words(kink))[1]


@pytest.mark.parametrize("command", ["price", "greeks", "iv"])
def test_a_scalar_answer_loads_no_compiler_and_no_arrays(command: str) -> None:
    arguments = words(PREMIUM if command == "iv" else INPUTS)
    heavy = ("numba", "scipy", "numpy", "pandas", "pydantic", "rich", "typer", "matplotlib")
    code = f"""
import sys
sys.argv = ['seawall', 'option', {command!r}, *{arguments!r}]
from seawall.cli import main
try:
    main()
except SystemExit as stopped:
    assert not stopped.code
print('HEAVY', [name for name in {heavy!r} if name in sys.modules])"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "HEAVY []"


def test_help_lists_every_option_of_a_scalar_command(screen: Screen) -> None:
    code, out, _ = screen("greeks", "--help")
    assert code == 0
    for name in [*INPUTS, "--dividend", "--json"]:
        assert name in out


def test_the_group_lists_and_forwards_its_commands() -> None:
    listed = CliRunner().invoke(application, ["option", "--help"]).output
    for name in ("price", "greeks", "iv", "chain"):
        assert name in listed
    forwarded = CliRunner().invoke(application, ["option", "price", *words(INPUTS), "--json"])
    assert forwarded.exit_code == 0
    assert json.loads(forwarded.output)["price"] == pytest.approx(7058.336, abs=5e-4)


# --- chains ----------------------------------------------------------------------------------------------------------


def deribit_file(folder: Path, *, thin: bool = False) -> Path:
    """A small chain around 50,000, quoted at 80 % a year; `thin` adds an expiry with two options."""
    from seawall.valuation import black_scholes

    now, expiry = dt.datetime(2021, 2, 11, 18, 0, tzinfo=dt.UTC), dt.datetime(2021, 3, 26, 8, tzinfo=dt.UTC)
    time = (expiry - now).total_seconds() / 86_400 / 365
    lines = ["timestamp,mark_price,mark_iv,underlying_price,index_price,best_bid_price,best_ask_price,instrument_name"]
    stamp = int(now.timestamp() * 1000)
    for strike in range(40_000, 62_000, 2_000):
        for right in ("call", "put"):
            value = black_scholes(spot=50e3, strike=strike, time=time, rate=0.0, volatility=0.8, right=right)
            coins = float(value.price) / 50e3
            quotes = f"{coins:.8f},80.0,50000,49900,{coins * 0.99:.6f},{coins * 1.01:.6f}"
            lines.append(f"{stamp},{quotes},BTC-26MAR21-{strike}-{right[0].upper()}")
    if thin:
        lines += [f"{stamp},0.05,80.0,50000,49900,0.04,0.06,BTC-25JUN21-50000-{letter}" for letter in "CP"]
    path = folder / "small.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_a_chain_is_printed_and_written(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    done = run("option", "chain", str(deribit_file(tmp_path)), "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "\x1b[" not in done.stdout
    for text in ("2021-03-26T08:00", "parity", "Violations (butterfly or calendar", "Failures: none."):
        assert text in done.stdout
    assert "22 marks, gap 0.0000000 median" in done.stdout
    assert sorted(path.name for path in out.iterdir()) == ["small_smiles.png", "small_surface.json"]
    assert (out / "small_smiles.png").read_bytes().startswith(b"\x89PNG")
    written = json.loads((out / "small_surface.json").read_text())
    assert written["expiries"][0]["money_volatility"]["value"] == pytest.approx(0.8, abs=1e-3)
    assert written["expiries"][0]["forward"]["value"] == pytest.approx(50_000, rel=1e-4)


def test_an_expiry_that_cannot_be_fitted_is_a_failure_and_code_1(tmp_path: Path) -> None:
    done = run("option", "chain", str(deribit_file(tmp_path, thin=True)))
    assert done.returncode == 1
    assert "expiry 2021-06-25T08:00:00: fewer than 5 usable strikes (DataError)" in done.stdout
    assert "1 of 2 expiries could not be fitted: exit code 1." in done.stdout
    assert "fewer than 5 usable strikes at the expiry" in done.stdout


def test_json_of_a_chain_goes_to_standard_output_alone(tmp_path: Path) -> None:
    done = run("option", "chain", str(deribit_file(tmp_path)), "--json", "--out", str(tmp_path / "out"))
    assert done.returncode == 0
    assert done.stdout == (tmp_path / "out" / "small_surface.json").read_text()
    assert "wrote" in done.stderr


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read"),
        ("", "is empty"),
        ("a,b\n1,2\n", "must start a Deribit table or the four header lines of a CBOE download"),
    ],
)
def test_a_file_that_is_no_chain_is_one_line_and_code_2(
    screen: Screen, tmp_path: Path, content: str | None, message: str
) -> None:
    path = tmp_path / "chain.csv"
    if content is not None:
        path.write_text(content)
    code, out, err = screen("chain", str(path), "--out", str(tmp_path / "out"))
    assert (code, out) == (2, "")
    assert message in err
    assert len(err.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_a_chain_is_fitted_on_one_thread_unless_the_user_says_otherwise(tmp_path: Path) -> None:
    code = f"""
import os, sys
sys.argv = ['seawall', 'option', 'chain', {str(tmp_path / "none.csv")!r}]
for name in ('OPENBLAS_NUM_THREADS', 'OMP_NUM_THREADS', 'MKL_NUM_THREADS'):
    os.environ.pop(name, None)
os.environ['OMP_NUM_THREADS'] = '2'
from seawall.cli import main
try:
    main()
except SystemExit:
    pass
print(os.environ['OPENBLAS_NUM_THREADS'], os.environ['OMP_NUM_THREADS'])"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "2"]


@pytest.mark.real_data
def test_deribits_marks_are_reproduced(real_data: Path) -> None:
    done = run("option", "chain", str(real_data / "options" / DERIBIT), "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 1
    assert found["marks"]["count"] == 488
    assert found["marks"]["median_gap"]["value"] <= MARK_MEDIAN_BTC
    assert found["marks"]["largest_gap"]["value"] <= MARK_MAX_BTC
    assert (len(found["expiries"]), len(found["failures"]), found["violations"]) == (3, 6, [])
    assert found["used"] + sum(found["rejected"].values()) == found["quotes"] == 488


@pytest.mark.real_data
def test_spx_fits_inside_bid_and_ask_without_arbitrage(real_data: Path) -> None:
    done = run("option", "chain", str(real_data / "options" / SPX), "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    chosen = [each for each in found["expiries"] if 7 <= each["days"]["value"] <= 365]
    share = sum(each["inside"] for each in chosen) / sum(each["two_sided"] for each in chosen)
    assert share >= 0.9
    assert found["middle_range_share_inside"]["value"] == share
    assert found["violations"] == []
    assert np.all([each["violations"] == 0 for each in found["expiries"]])
    assert found["used"] + sum(found["rejected"].values()) == found["quotes"] == 20_342
