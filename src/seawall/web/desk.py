"""What the dashboard is about: one book, its prices, and the economy; each opened once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from seawall.errors import InputError
from seawall.portfolio import PortfolioFile, read_portfolio_file
from seawall.report import ReportDocument, RiskResults, compose_document
from seawall.sources import PriceSource
from seawall.workflows import Progress, open_market, run_risk_report

__all__ = ["Desk", "DeskInputs"]


@dataclass(frozen=True, slots=True)
class DeskInputs:
    """Files and names that a dashboard is started with.

    Attributes
    ----------
    portfolio : Path
        File of the book.
    market : str, optional
        Prices; those that the file names by default.
    as_of : datetime.date, optional
        Day of all figures; the file's, or the last common close, by default.
    macro : Path, optional
        Folder of economic series; what the store keeps by default.
    chain : Path, optional
        File of option quotes, for smiles and their surface.
    """

    portfolio: Path
    market: str | None = None
    as_of: dt.date | None = None
    macro: Path | None = None
    chain: Path | None = None


class Desk:
    """Files that are opened when a document first needs them, and the report that several documents share.

    Parameters
    ----------
    inputs : DeskInputs
        What to open; nothing is read yet.

    Attributes
    ----------
    progress : callable, optional
        Told how far the document is that is being made; whoever has one made sets it.
    """

    def __init__(self, inputs: DeskInputs) -> None:
        self.inputs = inputs
        self.progress: Progress | None = None

    @cached_property
    def file(self) -> PortfolioFile:
        """The book."""
        return read_portfolio_file(self.inputs.portfolio)

    @cached_property
    def source(self) -> PriceSource:
        """Its prices."""
        return open_market(self.file, self.inputs.market)

    @cached_property
    def market(self) -> str:
        """The prices by name or path, as other commands are given them."""
        if self.inputs.market is not None:
            return self.inputs.market
        if self.file.market is None:
            raise InputError(f"{self.file.path}: market is missing; name one in the file, or give --market")
        beside = self.file.path.parent / self.file.market
        return str(beside) if beside.exists() else self.file.market

    @cached_property
    def report(self) -> tuple[RiskResults, ReportDocument]:
        """The rated report, and what it is made of."""
        return self._run(with_models=True)

    @cached_property
    def report_without_models(self) -> ReportDocument:
        """The report without the models beside its own, which take most of the time."""
        return self._run(with_models=False)[1]

    def _run(self, *, with_models: bool) -> tuple[RiskResults, ReportDocument]:
        asked = self.inputs
        results = run_risk_report(
            self.file,
            self.source,
            as_of=asked.as_of,
            macro=asked.macro,
            with_models=with_models,
            progress=self.progress,
        )
        return results, compose_document(results)
