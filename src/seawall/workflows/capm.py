"""From prices to betas, alphas and the security market line."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path

from seawall.core import Lineage, combine_hashes
from seawall.errors import DataError, InputError
from seawall.market import PricePanel, join_on_common_closes, simple_returns
from seawall.models import (
    FEWEST_CAPM_OBSERVATIONS,
    CapmFit,
    blume_betas,
    fit_capm,
    security_market_line,
    vasicek_betas,
)
from seawall.report import CapmResults
from seawall.sources import PriceSource
from seawall.workflows.asset_prices import check_dates_asked, read_prices
from seawall.workflows.market_data import Progress
from seawall.workflows.write_files import write_atomically

__all__ = ["run_capm", "write_market_line"]

_FEWEST_FOR_VASICEK = 3


def run_capm(
    source: PriceSource,
    *,
    market: str,
    risk_free_annual: float,
    market_return_annual: float | None = None,
    assets: Sequence[str] | None = None,
    since: dt.date | None = None,
    as_of: dt.date | None = None,
    progress: Progress | None = None,
) -> CapmResults:
    """Regress assets on a market over their common closes.

    Parameters
    ----------
    source : PriceSource
        Prices of all of them.
    market : str
        Symbol of the market.
    risk_free_annual : float
        Decimal a year.
    market_return_annual : float, optional
        What is expected of the market, for the security market line; its mean return by default.
    assets : sequence of str, optional
        Symbols; everything that the source lists, but the market, by default.
    since, as_of : datetime.date, optional
        Earlier and later prices are not used.
    progress : Progress, optional
        Told of each symbol read.

    Returns
    -------
    CapmResults
        Everything the page shows.

    Raises
    ------
    InputError
        When the market is among the assets, an asset is named twice, or the regression has no answer.
    DataError
        For a missing symbol, corrupt prices or too few common closes.
    """
    chosen = _chosen_assets(source, market, assets)
    check_dates_asked(since, as_of)
    series = read_prices(source, (market, *chosen), since=since, progress=progress)
    panel = join_on_common_closes(series, until=as_of)
    _check_length(panel)
    returns = simple_returns(panel)
    fit = fit_capm(
        returns.returns[:, 1:],
        returns.column(market),
        risk_free_annual=risk_free_annual,
        periods_per_year=returns.sessions_per_year,
        names=chosen,
    )
    return CapmResults(
        market=market,
        fit=fit,
        line=security_market_line(fit, market_return_annual=market_return_annual),
        vasicek=vasicek_betas(fit.beta, fit.beta_error) if len(chosen) >= _FEWEST_FOR_VASICEK else None,
        blume=blume_betas(fit.beta),
        uses=panel.uses,
        lineage=Lineage(
            method=_method(fit),
            source=source.label,
            data_hash=combine_hashes(each.data_hash for each in series.values()),
            window=returns.window,
            simulated=source.simulated,
        ),
    )


def _chosen_assets(source: PriceSource, market: str, assets: Sequence[str] | None) -> tuple[str, ...]:
    if assets is None:
        listed = tuple(each for each in source.symbols() if each != market)
        if not listed:
            raise DataError(f"{source.label}: no prices of anything but the market {market!r}")
        return listed
    if not assets:
        raise InputError("the assets must be at least one symbol, were none")
    for place, each in enumerate(assets):
        if each == market:
            raise InputError(f"the market {market!r} must not be among the assets: its beta is 1 and its alpha 0")
        if each in assets[:place]:
            raise InputError(f"the assets must not repeat, but {each!r} does")
    return tuple(assets)


def _check_length(panel: PricePanel) -> None:
    wanted = FEWEST_CAPM_OBSERVATIONS + 1
    if len(panel.dates) < wanted:
        last = max(panel.uses, key=lambda use: use.available.start)
        raise DataError(
            f"{last.source}: a regression needs {wanted} common closes, found {len(panel.dates)} ({panel.window}); "
            f"{last.symbol} is the last to start, on {last.available.start}"
        )


def _method(fit: CapmFit) -> str:
    return (
        "least squares of simple excess returns on the market's; Newey-West errors, Bartlett weights, "
        f"{fit.lags} lags by 4(T/100)^(2/9), factor T/(T-2), Student's law of T-2 degrees of freedom"
    )


def write_market_line(file: Path, results: CapmResults) -> Path:
    """Write the picture of the security market line.

    Parameters
    ----------
    file : Path
        Ends in ``.png``; its folder is made if it does not exist.
    results : CapmResults
        What it is drawn from.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        When the name does not end in ``.png``.
    SourceError
        When it cannot be written.
    """
    from seawall.figures import root_figure, security_market_line

    if file.suffix.lower() != ".png":
        raise InputError(f"the picture must be named NAME.png, was {file.name[:60]!r}")
    lineage = results.lineage
    badge = f"SIMULATED: {lineage.source}" if lineage.simulated else lineage.source
    axes = security_market_line(results.line, market=results.market, note=f"{badge}, {lineage.window}")
    stream = io.BytesIO()
    root_figure(axes).savefig(stream, format="png", dpi=120, metadata={"Software": None})
    (written,) = write_atomically(file.parent, {file.name: stream.getvalue()})
    return written
