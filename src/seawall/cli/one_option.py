"""``seawall option price``, ``greeks`` and ``iv``: answers on one option, as fast as Python starts.

Their arguments are read by the standard library. The library that reads those of the other commands loads pydantic to
do so, and that alone takes longer than everything here.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from seawall.cli.exit_codes import EXIT_FAILURES
from seawall.errors import InputError

__all__ = ["ONE_OPTION_COMMANDS", "run_one_option"]

ONE_OPTION_COMMANDS: Mapping[str, str] = {
    "price": "Price of a European option by Black, Scholes and Merton.",
    "greeks": "Price and Greeks of a European option, each with its unit.",
    "iv": "Volatility that a price implies; exit code 1 where there is none.",
}

_NUMBERS = {
    "price": "price",
    "spot": "spot",
    "strike": "strike",
    "days": "days",
    "rate": "rate",
    "dividend": "dividend",
    "vol": "volatility",
}
"""Options that take a number, and what it is called elsewhere."""


def run_one_option(command: str, arguments: Sequence[str]) -> int:
    """Run one of the commands.

    Parameters
    ----------
    command : str
        A key of `ONE_OPTION_COMMANDS`.
    arguments : sequence of str
        What stands behind it on the command line.

    Returns
    -------
    int
        Exit code.

    Raises
    ------
    InputError
        One line that names the option, its value and what is allowed.
    """
    given = _parser(command).parse_args(_joined(arguments))
    numbers = {_NUMBERS[name]: _number(name, text) for name, text in vars(given).items() if name in _NUMBERS}
    if given.right not in {"call", "put"}:
        raise InputError(f"--right must be call or put, was {given.right[:40]!r}")

    from seawall.cli import option_text
    from seawall.core import DAYS_PER_YEAR
    from seawall.report import option_greeks_json, option_price_json, option_volatility_json
    from seawall.valuation import single_option_values, single_option_volatility

    inputs: dict[str, Any] = {"right": given.right, **numbers}
    asked: dict[str, Any] = {name: value for name, value in inputs.items() if name != "days"}
    asked["time"] = numbers["days"] / DAYS_PER_YEAR
    if command == "iv":
        found = single_option_volatility(**asked)
        page = option_volatility_json(found, inputs) if given.json else option_text.volatility_text(found, inputs)
        print(page, end="")
        return EXIT_FAILURES if found.volatility is None else 0
    values = single_option_values(**asked)
    if command == "greeks":
        page = option_greeks_json(values, inputs) if given.json else option_text.greeks_text(values, inputs)
    else:
        page = option_price_json(values, inputs) if given.json else option_text.price_text(values, inputs)
    print(page, end="")
    return 0


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Refuse in one line, as every command does."""
        raise InputError(f"{message}; see {self.prog} --help")


def _parser(command: str) -> argparse.ArgumentParser:
    parser = _Parser(
        prog=f"seawall option {command}",
        description=ONE_OPTION_COMMANDS[command],
        allow_abbrev=False,
        add_help=False,
        formatter_class=lambda prog: argparse.HelpFormatter(prog, max_help_position=22, width=80),
    )
    add = parser.add_argument
    if command == "iv":
        add("--price", metavar="MONEY", required=True, help="premium of the option")
    add("--spot", metavar="MONEY", required=True, help="price of the underlying, above 0")
    add("--strike", metavar="MONEY", required=True, help="above 0")
    add("--days", metavar="DAYS", required=True, help="calendar days to expiry; a year has 365")
    add("--rate", metavar="DECIMAL", required=True, help="a year, continuously compounded; 0.05 is 5 %%")
    if command != "iv":
        add("--vol", metavar="DECIMAL", required=True, help="volatility a year; 0.72 is 72 %%")
    add("--right", metavar="RIGHT", required=True, help="call or put")
    add("--dividend", metavar="DECIMAL", default="0", help="yield a year, continuously compounded; 0 if absent")
    add("--json", action="store_true", help="print JSON instead of text")
    add("-h", "--help", action="help", help="show this message and exit")
    return parser


def _joined(arguments: Sequence[str]) -> list[str]:
    """Bind each value to its option, so that one below zero is not taken for an option itself."""
    joined: list[str] = []
    values = iter(arguments)
    for each in values:
        if each.startswith("--") and each[2:] in {*_NUMBERS, "right"}:
            value = next(values, None)
            joined.append(each if value is None else f"{each}={value}")
        else:
            joined.append(each)
    return joined


def _number(name: str, text: str) -> float:
    from seawall.valuation import TYPED_LIMITS, typed_fault

    try:
        value = float(text)
    except ValueError:
        raise InputError(f"--{name} must be {TYPED_LIMITS[_NUMBERS[name]][2]}, was {text[:40]!r}") from None
    fault = typed_fault(_NUMBERS[name], value)
    if fault is not None:
        raise InputError(f"--{name} {fault}")
    return value
