"""The terms of a simulated venue: grid, fees, and maintenance tiers in whole units of cash."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from seawall.core import IntArray
from seawall.errors import InputError
from seawall.microstructure import BINANCE_BTCUSDT_TIERS, InstrumentGrid, MarginTiers
from seawall.simulator.ledger_kernels import LARGEST_TICK, ONE_PPM, Terms

__all__ = ["BTCUSDT_TERMS", "ExchangeTerms"]

_LARGEST_VALUE = 2**55
_LARGEST_FEE_PPM = 10_000


@dataclass(frozen=True, slots=True)
class ExchangeTerms:
    """What a venue asks for a position in one linear perpetual.

    Attributes
    ----------
    grid : InstrumentGrid
        Ticks and lots. One unit of cash is one tick times one lot.
    tiers : MarginTiers
        Of a linear contract, in the quote currency; their rates are whole parts per million.
    taker_fee_ppm, maker_fee_ppm : int
        Of the value of a trade, in parts per million, 0 to 10,000.

    Raises
    ------
    InputError
        When a tier is no whole number of units or parts per million, or a value does not fit.

    Examples
    --------
    >>> from decimal import Decimal
    >>> from seawall.microstructure import BINANCE_BTCUSDT_TIERS
    >>> grid = InstrumentGrid("BTCUSDT", Decimal("0.1"), Decimal("0.001"))
    >>> ExchangeTerms(grid, BINANCE_BTCUSDT_TIERS).units_per_quote
    10000
    """

    grid: InstrumentGrid
    tiers: MarginTiers
    taker_fee_ppm: int = 500
    maker_fee_ppm: int = 0

    def __post_init__(self) -> None:
        """Refuse terms that whole units cannot state exactly."""
        for name in ("taker_fee_ppm", "maker_fee_ppm"):
            fee = getattr(self, name)
            if not 0 <= fee <= _LARGEST_FEE_PPM:
                raise InputError(f"{name!r} must be 0 to {_LARGEST_FEE_PPM}, was {fee!r}")
        self.integer_terms()

    @property
    def units_per_quote(self) -> int:
        """Units of cash in one of the quote currency."""
        per_quote = 1 / Fraction(self.grid.tick_size * self.grid.lot_size)
        return _whole(per_quote, "units per quote currency")

    def integer_terms(self) -> Terms:
        """Tiers and fees as the ledger's loops take them."""
        scale = self.units_per_quote
        floors = [_whole(Fraction(str(floor)) * scale, "a tier's floor") for floor in self.tiers.floors.tolist()]
        rates = [_whole(Fraction(str(rate)) * ONE_PPM, "a tier's rate in ppm") for rate in self.tiers.rates.tolist()]
        cap = _whole(Fraction(str(float(self.tiers.cap))) * scale, "the cap")
        if cap > _LARGEST_VALUE:
            raise InputError(f"'cap' of {self.tiers.symbol} must be at most 2**55 units of cash, was {cap}")
        deductions = [0]
        for tier in range(1, len(floors)):
            step = Fraction(floors[tier] * (rates[tier] - rates[tier - 1]), ONE_PPM)
            deductions.append(deductions[-1] + _whole(step, "a tier's deduction"))
        return Terms(
            floors=_array(floors),
            rates=_array(rates),
            deductions=_array(deductions),
            leverages=np.floor(self.tiers.leverages).astype(np.int64),
            cap=cap,
            taker_fee=self.taker_fee_ppm,
            maker_fee=self.maker_fee_ppm,
        )

    def ticks(self, price: float) -> int:
        """Nearest tick of a price, 1 to the largest that the ledger holds."""
        found = round(price / float(self.grid.tick_size))
        if not 1 <= found <= LARGEST_TICK:
            raise InputError(f"'price' must be 1 to {LARGEST_TICK} ticks, was {found}")
        return found


def _whole(number: Fraction, what: str) -> int:
    if number.denominator != 1:
        raise InputError(f"{what} must be a whole number of units, was {float(number):g}")
    return number.numerator


def _array(values: list[int]) -> IntArray:
    return np.array(values, dtype=np.int64)


BTCUSDT_TERMS = ExchangeTerms(InstrumentGrid("BTCUSDT", Decimal(1), Decimal("0.001")), BINANCE_BTCUSDT_TIERS)
"""A perpetual in ticks of 1 USDT and lots of 0.001 BTC, the grid for which the flow's default rates are made."""
