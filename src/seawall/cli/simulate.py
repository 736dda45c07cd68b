"""``seawall simulate``: paths of a model, and what they come to."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated, Any

import typer

__all__ = ["simulate_application"]

simulate_application = typer.Typer(
    name="simulate",
    help="Paths of a model, and a simulated exchange to connect to.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_SMALLEST, _LARGEST = 1e-100, 1e100
_LARGEST_RATE = 10.0
_LONGEST_DAYS, _FEWEST_PATHS, _MOST_PATHS, _LARGEST_SEED, _MOST_THREADS = 36_500, 100, 100_000_000, 2**63 - 1, 256
_LIKELY_PERCENT = 1_000.0
_RATE = f"a decimal a year from {-_LARGEST_RATE:g} to {_LARGEST_RATE:g}"
_DECIMALS = {
    "spot": (_SMALLEST, _LARGEST, "above 0 and finite"),
    "mu": (-_LARGEST_RATE, _LARGEST_RATE, _RATE),
    "vol": (1e-6, _LARGEST_RATE, f"a decimal a year from 0.000001 to {_LARGEST_RATE:g}"),
    "confidence": (0.5, 0.9999, "a decimal from 0.5 to 0.9999"),
}
_WHOLES = {
    "days": (1, _LONGEST_DAYS, "a whole number of calendar days"),
    "paths": (_FEWEST_PATHS, _MOST_PATHS, "a whole number"),
    "seed": (0, _LARGEST_SEED, "a whole number"),
    "threads": (1, _MOST_THREADS, "a whole number"),
}


class MethodName(enum.StrEnum):
    """How the normals behind the paths are drawn."""

    PSEUDO_RANDOM = "pseudo_random"
    ANTITHETIC = "antithetic"
    SOBOL = "sobol"


# Numbers are read as text: the library's own complaints take four lines, and do not know what is allowed.
@simulate_application.command()
def gbm(
    *,
    spot: Annotated[str | None, typer.Option("--spot", metavar="MONEY", help="Level on day 0, above 0.")] = None,
    mu: Annotated[str | None, typer.Option("--mu", metavar="DECIMAL", help="Drift a year; 0.25 is 25 %.")] = None,
    vol: Annotated[
        str | None, typer.Option("--vol", metavar="DECIMAL", help="Volatility a year; 0.72 is 72 %.")
    ] = None,
    days: Annotated[str | None, typer.Option("--days", metavar="DAYS", help="Calendar days; a year has 365.")] = None,
    paths: Annotated[str, typer.Option("--paths", metavar="N", help="Simulated paths.")] = "10000",
    seed: Annotated[str | None, typer.Option("--seed", metavar="N", help="Names the random numbers.")] = None,
    confidence: Annotated[str, typer.Option("--confidence", metavar="DECIMAL", help="Of VaR and ES.")] = "0.99",
    method: Annotated[str, typer.Option("--method", metavar="NAME", help="pseudo_random, antithetic or sobol.")] = (
        "pseudo_random"
    ),
    threads: Annotated[
        str, typer.Option("--threads", metavar="N", help="The result is the same for any number.")
    ] = "1",
    png: Annotated[Path | None, typer.Option("--png", metavar="FILE", help="Write a picture of the fan here.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Geometric Brownian motion: fan by day, VaR and ES as a loss, each beside its closed form."""
    given = {"spot": spot, "mu": mu, "vol": vol, "days": days, "paths": paths, "seed": seed}
    numbers = _numbers({**given, "confidence": confidence, "threads": threads})
    name = _method(method)
    if png is not None:
        _check_picture(png)

    from seawall.cli.progress import page_console, shown_progress
    from seawall.report import compose_simulation, document_json, print_simulation
    from seawall.scenarios import PathMethod
    from seawall.workflows import run_gbm_simulation, write_gbm_fan

    asked: dict[str, Any] = {
        "spot": numbers["spot"],
        "drift_annual": numbers["mu"],
        "volatility_annual": numbers["vol"],
        **{each: numbers[each] for each in ("days", "paths", "seed", "confidence", "threads")},
    }
    with shown_progress() as progress:
        results = run_gbm_simulation(**asked, method=PathMethod(name.value), progress=progress)
        document = compose_simulation(results)
        written = None if png is None else write_gbm_fan(png, results)
    if as_json:
        typer.echo(document_json(document), nl=False)
    else:
        print_simulation(document, page_console())
    if written is not None:
        typer.echo(f"wrote {written}", err=as_json)


def _numbers(given: dict[str, str | None]) -> dict[str, float | int]:
    from seawall.errors import InputError

    found: dict[str, float | int] = {}
    for name, text in given.items():
        if text is None:
            raise InputError(f"--{name} is missing; see seawall simulate gbm --help")
        found[name] = _whole(name, text) if name in _WHOLES else _decimal(name, text)
    return found


def _decimal(name: str, text: str) -> float:
    from seawall.errors import InputError

    low, high, allowed = _DECIMALS[name]
    try:
        value = float(text)
    except ValueError:
        raise InputError(f"--{name} must be {allowed}, was {text[:40]!r}") from None
    if low <= value <= high:
        return value
    is_percent = name != "spot" and 1.0 <= abs(value) <= _LIKELY_PERCENT
    hint = f"; percent given? {value:g} % is {value / 100.0:g}" if is_percent else ""
    raise InputError(f"--{name} must be {allowed}, was {value:g}{hint}")


def _whole(name: str, text: str) -> int:
    from seawall.errors import InputError

    low, high, what = _WHOLES[name]
    digits = text.replace(",", "").replace("_", "")
    value = int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 20 else -1
    if low <= value <= high:
        return value
    raise InputError(f"--{name} must be {what} from {low:,} to {high:,}, was {text[:40]!r}")


def _method(text: str) -> MethodName:
    from seawall.errors import InputError

    try:
        return MethodName(text.replace("-", "_"))
    except ValueError:
        raise InputError(f"--method must be {', '.join(MethodName)}, was {text[:40]!r}") from None


def _check_picture(file: Path) -> None:
    from seawall.errors import InputError

    if file.suffix.lower() != ".png":
        raise InputError(f"--png must be named NAME.png, was {file.name[:60]!r}")
