"""Tables of pandas that a user passes in, checked and turned into a panel of returns; nothing is filled or dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from seawall.core import DateArray, FloatArray, check_dates, check_unique, sessions_per_year
from seawall.errors import InputError
from seawall.market import PricePanel, ReturnKind, ReturnPanel, simple_returns

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["panel_of_prices", "panel_of_returns"]

_FEWEST_PRICES, _FEWEST_RETURNS = 3, 2
_FEWEST_ASSETS = 2


def panel_of_prices(prices: pd.DataFrame) -> ReturnPanel:
    """Simple returns of a table of prices.

    Parameters
    ----------
    prices : pandas.DataFrame
        A column per asset, above 0 throughout; a row per date, rising; at least 3 rows.

    Returns
    -------
    ReturnPanel
        Sessions a year as observed in the dates.

    Raises
    ------
    InputError
        For a table that breaks a rule; names asset and date.
    """
    names, dates, values = _taken_apart(prices, "prices", _FEWEST_PRICES)
    if (values <= 0.0).any():
        row, column = (int(each) for each in np.argwhere(values <= 0.0)[0])
        raise InputError(f"'prices' must be above 0, was {values[row, column]:g} of {names[column]} on {dates[row]}")
    return simple_returns(PricePanel(names, dates, values))


def panel_of_returns(returns: pd.DataFrame) -> ReturnPanel:
    """Panel of a table of simple returns of one session.

    Parameters
    ----------
    returns : pandas.DataFrame
        A column per asset, decimals above -1; a row per date, rising; at least 2 rows.

    Returns
    -------
    ReturnPanel
        Sessions a year as observed in the dates.

    Raises
    ------
    InputError
        For a table that breaks a rule; names asset and date.
    """
    names, dates, values = _taken_apart(returns, "returns", _FEWEST_RETURNS)
    if (values <= -1.0).any():
        row, column = (int(each) for each in np.argwhere(values <= -1.0)[0])
        raise InputError(
            f"'returns' must be decimals above -1, was {values[row, column]:g} of {names[column]} on {dates[row]}"
        )
    return ReturnPanel(names, dates, values, ReturnKind.SIMPLE, 1, dates[0], sessions_per_year(dates))


def _taken_apart(table: pd.DataFrame, name: str, fewest: int) -> tuple[tuple[str, ...], DateArray, FloatArray]:
    """Names, dates and numbers of a table without a gap."""
    import pandas as pd

    if not isinstance(table, pd.DataFrame):
        raise InputError(f"{name!r} must be a pandas DataFrame, a column per asset, was {type(table).__name__}")
    names = tuple(check_unique([str(each) for each in table.columns], f"columns of {name}"))
    if len(names) < _FEWEST_ASSETS:
        raise InputError(f"{name!r} must hold at least {_FEWEST_ASSETS} assets, held {len(names)}")
    if len(table) < fewest:
        raise InputError(f"{name!r} must hold at least {fewest} rows, held {len(table)}")
    if not isinstance(table.index, pd.DatetimeIndex):
        raise InputError(f"'{name}.index' must hold dates (a DatetimeIndex), was {type(table.index).__name__}")
    dates = table.index.tz_localize(None).to_numpy().astype("datetime64[D]")
    check_dates(dates, f"{name}.index")
    words = [str(column) for column, kind in table.dtypes.items() if not pd.api.types.is_numeric_dtype(kind)]
    if words:
        raise InputError(f"{name!r} must hold numbers, but {words[0]} does not")
    values = table.to_numpy(dtype=np.float64)
    if not np.isfinite(values).all():
        row, column = (int(each) for each in np.argwhere(~np.isfinite(values))[0])
        gaps = int((~np.isfinite(values)).sum())
        raise InputError(
            f"{name!r} must be finite, was {values[row, column]} of {names[column]} on {dates[row]} "
            f"({gaps} such cells); keep the dates on which every asset has one, as with .dropna()"
        )
    return names, dates, values
