"""Which market the dashboard shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from seawall.errors import InputError

__all__ = ["REPLAY", "SIMULATE", "FeedInputs"]

REPLAY, SIMULATE = "replay:", "simulate"
_VENUES = ("binance", "bybit")
_DEFAULT_SYMBOL = "BTCUSDT"
_LARGEST_SEED, _FASTEST = 2**63 - 1, 1e6


@dataclass(frozen=True, slots=True)
class FeedInputs:
    """A market by name.

    Attributes
    ----------
    feed : str
        ``simulate``, ``binance``, ``bybit`` or ``replay:FILE``.
    symbol : str, optional
        Such as BTCUSDT, which it is by default; of a recording its own.
    seed : int, optional
        Of a simulation; 1 by default.
    speed : float
        Of a simulation or a recording, above 0: its seconds in one of ours.

    Raises
    ------
    InputError
        When there is no such feed, file or speed, or a seed where nothing is simulated.

    Examples
    --------
    >>> FeedInputs("simulate", seed=7).known_seed
    7
    >>> FeedInputs("binance").known_seed is None
    True
    """

    feed: str = SIMULATE
    symbol: str | None = None
    seed: int | None = None
    speed: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what cannot be opened."""
        if self.feed.startswith(REPLAY):
            if not self.file.is_file():
                raise InputError(f"--feed {self.feed[:200]}: there is no such file")
        elif self.feed not in (SIMULATE, *_VENUES):
            raise InputError(f"--feed must be binance, bybit, simulate or replay:FILE, was {self.feed[:60]!r}")
        if self.seed is not None and self.feed != SIMULATE:
            raise InputError("--seed is for --feed simulate")
        if self.seed is not None and not 0 <= self.seed <= _LARGEST_SEED:
            raise InputError(f"--seed must be 0 or more and below 2**63, was {self.seed}")
        if not 0.0 < self.speed <= _FASTEST:
            raise InputError(f"--speed must be above 0 and at most {_FASTEST:,.0f}, was {self.speed:g}")
        if self.feed in _VENUES and self.speed != 1.0:
            raise InputError("--speed is for --feed simulate and replay:FILE: a venue has its own")

    @property
    def file(self) -> Path:
        """Of a recording."""
        return Path(self.feed.removeprefix(REPLAY))

    @property
    def name(self) -> str:
        """Of the instrument, where it is not the recording's own."""
        return self.symbol or _DEFAULT_SYMBOL

    @property
    def known_seed(self) -> int | None:
        """Of the simulation; None where nothing is simulated here."""
        return (1 if self.seed is None else self.seed) if self.feed == SIMULATE else None
