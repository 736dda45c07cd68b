"""Reconciled figures in a terminal."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.panel import Panel
from rich.table import Table as RichTable
from rich.text import Text

from seawall.report.layout import Cell, Column, Section, Table
from seawall.report.numbers import UNKNOWN, percent, signed
from seawall.report.reconcile import PackageFigureView, ReconciledFigureView, ReconciliationDocument
from seawall.report.section_terminal import print_section

__all__ = ["print_reconciliation"]

_PACKAGES = ("quantstats", "empyrical", "skfolio")


def print_reconciliation(document: ReconciliationDocument, console: Console) -> None:
    """Print every figure by all conventions, and why they differ.

    Parameters
    ----------
    document : ReconciliationDocument
        What to show.
    console : rich.console.Console
        Where; colour and width are its own.
    """
    lineage = document.lineage
    console.print(_header(document))
    console.print(Text(f"File: {document.source}, data {lineage.data_hash}."))
    console.print(Text(f"Conventions of {', '.join(document.packages)}."))
    console.print(
        Text(
            f"A year has {document.sessions_per_year.text} sessions for Seawall and "
            f"{document.package_sessions_per_year.text} for the packages. The rate without risk is 0."
        )
    )
    print_section(Section("figures", "Figures", (_figures(document), _reasons(document), _settings(document))), console)
    console.print()
    console.print(Text(document.disclaimer, style="dim italic"))


def _header(document: ReconciliationDocument) -> Panel:
    lineage = document.lineage
    title = Text(document.column, style="bold")
    title.append(f"   {document.n:,} returns   {lineage.window_start} to {lineage.window_end}", style="default")
    grid = RichTable.grid(expand=True, padding=(0, 2))
    grid.add_column()
    grid.add_column(justify="right")
    grid.add_row(title, Text(" SIMULATED ", style="bold black on yellow") if lineage.simulated else Text(""))
    return Panel(grid, title="SEAWALL reconciliation", title_align="left", box=box.ROUNDED)


def _default(figure: ReconciledFigureView, package: str) -> PackageFigureView | None:
    return next((each for each in figure.packages if each.package == package and not each.setting), None)


def _figures(document: ReconciliationDocument) -> Table:
    return Table(
        title="By each convention",
        columns=(
            Column("Figure", is_number=False),
            Column("Seawall"),
            *(Column(package) for package in _PACKAGES),
            Column("Farthest off"),
        ),
        rows=tuple(
            tuple(map(Cell, (each.title, each.seawall.text, *_values(each), _farthest(each))))
            for each in document.figures
        ),
        caption="Losses are above zero; quantstats and empyrical print VaR, ES and drawdown below zero. "
        f"{UNKNOWN}: not defined by the package, or by these returns. Farthest off: as a share of Seawall's figure.",
    )


def _values(figure: ReconciledFigureView) -> list[str]:
    found = [_default(figure, package) for package in _PACKAGES]
    return [UNKNOWN if each is None else each.value.text for each in found]


def _apart(figure: ReconciledFigureView) -> list[PackageFigureView]:
    return [each for each in figure.packages if not each.setting and not each.agrees]


def _reasons(document: ReconciliationDocument) -> Table:
    titles: dict[str, list[str]] = {}
    for each in document.figures:
        titles.setdefault(_why(_apart(each)), []).append(each.title)
    return Table(
        title="Why they differ",
        columns=(Column("Figure", is_number=False), Column("Rule", is_number=False)),
        rows=tuple((Cell(", ".join(figures)), Cell(why)) for why, figures in titles.items()),
    )


def _farthest(figure: ReconciledFigureView) -> str:
    known = [(each.difference, each.package) for each in _apart(figure) if each.difference is not None]
    if not known or not figure.seawall.value:
        return UNKNOWN
    difference, package = max(known, key=lambda each: abs(each[0]))
    return f"{package} {signed(percent(difference / abs(figure.seawall.value))).text}"


def _why(apart: list[PackageFigureView]) -> str:
    """The rules that differ, each once, behind the packages that share it."""
    if not apart:
        return "all agree"
    rules: dict[str, list[str]] = {}
    for each in apart:
        rules.setdefault(each.rule, []).append(each.package)
    return "; ".join(f"{', '.join(packages)}: {rule}" for rule, packages in rules.items())


def _settings(document: ReconciliationDocument) -> Table:
    rows = [(figure.title, each) for figure in document.figures for each in figure.packages if each.setting]
    return Table(
        title="When asked otherwise",
        columns=(
            Column("Figure", is_number=False),
            Column("Asked", is_number=False),
            Column("Value"),
            Column("Rule", is_number=False),
        ),
        rows=tuple(
            tuple(map(Cell, (title, f"{each.package} {each.setting}", each.value.text, each.rule)))
            for title, each in rows
        ),
    )
