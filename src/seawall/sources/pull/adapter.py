"""What every source of history promises, and what is asked of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from seawall.core import choice_named
from seawall.errors import InputError
from seawall.sources.datasets import Batch, Dataset
from seawall.sources.pull.web_session import WebSession

__all__ = ["BAR_SECONDS", "PullRequest", "SourceAdapter"]

BAR_SECONDS = {"1m": 60, "1h": 3_600, "1d": 86_400}
"""Length of a bar by the name of its interval."""


@dataclass(frozen=True, slots=True)
class PullRequest:
    """One history that is wanted.

    Attributes
    ----------
    dataset : Dataset
        Kind of data.
    entity : str
        Name under which it is kept, such as ``BTC_USD``.
    symbol : str
        Name that the source gives it, such as ``BTCUSDT``.
    start : datetime.date or None
        First day wanted; None for all that the source has.
    interval : str
        Length of a bar: ``1m``, ``1h`` or ``1d``.
    perpetual : bool
        Whether `symbol` is that of a perpetual future; coins themselves by default.
    """

    dataset: Dataset
    entity: str
    symbol: str
    start: dt.date | None = None
    interval: str = "1d"
    perpetual: bool = False

    def __post_init__(self) -> None:
        """Refuse an interval or a name that no source knows."""
        object.__setattr__(self, "dataset", choice_named(self.dataset, "dataset", Dataset))
        if self.interval not in BAR_SECONDS:
            raise InputError(f"'interval' must be one of {', '.join(BAR_SECONDS)}, was {self.interval!r}")
        if not self.entity or not self.symbol:
            raise InputError(f"'entity' and 'symbol' must not be empty, were {self.entity!r} and {self.symbol!r}")


class SourceAdapter(Protocol):
    """A source of history.

    Attributes
    ----------
    name : str
        Such as ``fred``.
    datasets : frozenset of Dataset
        Kinds of data that it has.
    """

    @property
    def name(self) -> str:
        """Such as ``fred``."""

    @property
    def datasets(self) -> frozenset[Dataset]:
        """Kinds of data that it has."""

    def fetch(self, request: PullRequest, *, session: WebSession) -> Iterator[Batch]:
        """Fetch a history in batches, each from one reply, in the order of time.

        Bars that have not closed are left out. A batch is given only when the whole of its reply passed every check.

        Parameters
        ----------
        request : PullRequest
            What is wanted.
        session : WebSession
            Sends the requests; not used by a source that is a folder.

        Yields
        ------
        Batch
            Rows in the order of time, each with source, time of retrieval and vintage.

        Raises
        ------
        SourceError
            When the source cannot be reached, or refuses.
        DataError
            When a reply is not what the source documents: names the source, the field and what was found.
        InputError
            When the source has no such kind of data.
        """
