r"""Why a risk figure changed between two dates, cause by cause, with nothing left over.

Each cause is a switch: an input as it was before, or as it is after. Switching causes one by one from all before to
all after splits the change, but the split depends on the order. So all orders are averaged: the Shapley value, which
is the only split that adds up, treats causes alike, gives nothing to a cause that changes nothing, and is additive.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from seawall.core import check_unique
from seawall.errors import InputError, NumericalError

__all__ = ["ChangeCause", "ExplainedChange", "order_averaged_change"]

_MOST_CAUSES = 12
"""Every set of causes is valued once: 4,096 of them."""


class ChangeCause(StrEnum):
    """Why a figure changed."""

    POSITIONS = "positions"
    MARKET_LEVEL = "market_level"
    VOLATILITY = "volatility"
    CORRELATION = "correlation"
    SCENARIOS_ENTERING = "scenarios_entering"
    SCENARIOS_LEAVING = "scenarios_leaving"
    SCENARIOS_RESTATED = "scenarios_restated"


@dataclass(frozen=True, slots=True)
class ExplainedChange:
    """A change split into its causes.

    Attributes
    ----------
    before, after : float
        The figure with every input as before, and with every input as after.
    terms : mapping of str to float
        Part of each cause, in the unit of the figure; they sum to after - before.
    """

    before: float
    after: float
    terms: Mapping[str, float]

    def __post_init__(self) -> None:
        """Freeze the terms."""
        object.__setattr__(self, "terms", MappingProxyType(dict(self.terms)))

    @property
    def change(self) -> float:
        """Figure after less figure before."""
        return self.after - self.before


def order_averaged_change(value: Callable[[frozenset[str]], float], causes: Sequence[str]) -> ExplainedChange:
    r"""Split the change of a figure over its causes, averaged over all orders in which they could have come.

    .. math:: \phi_i = \sum_{S \not\ni i} \frac{|S|! \, (k - |S| - 1)!}{k!} \bigl( v(S \cup \{i\}) - v(S) \bigr)

    Parameters
    ----------
    value : callable
        From the set of causes that are switched to after, the others being as before, to the figure. Called once
        for each of the :math:`2^k` sets.
    causes : sequence of str
        k names, 1 to 12, each once.

    Returns
    -------
    ExplainedChange
        Terms in the order of `causes`.

    Raises
    ------
    InputError
        For no cause, too many, or one given twice.
    NumericalError
        When `value` is not finite for a set of causes.

    References
    ----------
    Shapley, "A value for n-person games", *Contributions to the Theory of Games* II (1953).

    Examples
    --------
    Price times quantity, from 10 x 3 to 12 x 4. The cross-term of 2 x 1 is shared:

    >>> def worth(after):
    ...     return (12.0 if "price" in after else 10.0) * (4.0 if "quantity" in after else 3.0)
    >>> dict(order_averaged_change(worth, ["price", "quantity"]).terms)
    {'price': 7.0, 'quantity': 11.0}
    """
    check_unique(causes, "causes")
    k = len(causes)
    if not 1 <= k <= _MOST_CAUSES:
        raise InputError(f"'causes' must hold 1 to {_MOST_CAUSES} names, held {k}")
    values: dict[frozenset[str], float] = {}
    for size in range(k + 1):
        for chosen in itertools.combinations(causes, size):
            found = float(value(frozenset(chosen)))
            if not math.isfinite(found):
                raise NumericalError(f"the figure is {found} after a change of {', '.join(chosen) or 'nothing'}")
            values[frozenset(chosen)] = found
    shares = [1.0 / (k * math.comb(k - 1, size)) for size in range(k)]
    terms = {}
    for cause in causes:
        steps = (shares[len(rest)] * (values[rest | {cause}] - values[rest]) for rest in values if cause not in rest)
        terms[cause] = math.fsum(steps)
    return ExplainedChange(values[frozenset()], values[frozenset(causes)], terms)
