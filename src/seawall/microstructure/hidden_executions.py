r"""Where a book by order will be executed for more than it shows: a probability before each execution.

Order numbers make refills visible: an order is filled for more than it showed, or shows a new tip after it was filled.
Some venues also report executions of orders that were never shown. Both are counted where they happened, by price and
side, and older ones count less. With H hidden and V visible executions there, so weighted, the next one is hidden with
probability

.. math:: P = \frac{\kappa\, b + H}{\kappa + H + V},

the mean of a beta law whose prior is the share b of hidden executions in the whole stream so far.
"""

from __future__ import annotations

from dataclasses import dataclass

from seawall.core import check_positive
from seawall.errors import InputError
from seawall.microstructure.events import OrderAction, OrderEvent, Side
from seawall.microstructure.grid import InstrumentGrid

__all__ = ["HiddenExecutionWatch", "HiddenForecast"]

_SECOND = 1_000_000_000
_HALF_LIFE_S = 30.0
_PRIOR_EXECUTIONS = 2.0
_FIRST_SHARE = 0.01
_FIRST_WEIGHT = 10.0


@dataclass(frozen=True, slots=True)
class HiddenForecast:
    """What was known just before an execution, and what it was.

    Attributes
    ----------
    venue_ns : int
    order_id : int
        Of the resting order; 0 of one that was never shown.
    side : Side
        Of the resting order.
    ticks : int
        Price.
    probability : float
        That it is hidden, from all that came before it.
    base_share : float
        Share of hidden executions in the stream before it.
    is_hidden : bool
        Whether it was: of an order never shown, or one that filled the order beyond the largest size that it showed.
    lots : int
        Executed.
    """

    venue_ns: int
    order_id: int
    side: Side
    ticks: int
    probability: float
    base_share: float
    is_hidden: bool
    lots: int


@dataclass(slots=True)
class _Order:
    """What an order shows, the most that it showed, what was filled of it, and where it rests."""

    left: int
    most: int
    filled: int
    ticks: int


@dataclass(slots=True)
class _Counts:
    """Executions at one price, each by its age."""

    hidden: float
    visible: float
    seen_ns: int


class HiddenExecutionWatch:
    """Follows executions of a book by order.

    Parameters
    ----------
    grid : InstrumentGrid
        Steps of price and size.
    half_life_s : float
        Seconds after which an execution counts half.

    Notes
    -----
    A venue that refills an order under its number fills it for more than was left, or shows it anew at its price after
    it was filled. The second is known before anything hidden is executed, and speaks for the price as an execution
    would.

    Examples
    --------
    >>> from decimal import Decimal
    >>> watch = HiddenExecutionWatch(InstrumentGrid("AMZN", Decimal("0.01"), Decimal(1)))
    >>> hit = OrderEvent("AMZN", 10**9, 10**9, 0, OrderAction.HIDDEN_FILL, Side.BID, 22_350, 100)
    >>> first, again = watch.receive(hit), watch.receive(hit)
    >>> first.probability < 0.02 < 0.3 < again.probability, again.is_hidden
    (True, True)
    """

    def __init__(self, grid: InstrumentGrid, *, half_life_s: float = _HALF_LIFE_S) -> None:
        self.grid = grid
        self._half_life_ns = check_positive(half_life_s, "half_life_s") * _SECOND
        self._orders: dict[int, _Order] = {}
        self._counts: dict[tuple[Side, int], _Counts] = {}
        self._hidden = _FIRST_SHARE * _FIRST_WEIGHT
        self._all = _FIRST_WEIGHT

    def receive(self, event: OrderEvent) -> HiddenForecast | None:
        """Take the next event; of an execution, what was forecast before it.

        Raises
        ------
        InputError
            When it is about another instrument.
        """
        if event.symbol != self.grid.symbol:
            raise InputError(f"'event' must be about {self.grid.symbol}, was about {event.symbol!r}")
        found = self._orders.get(event.order_id)
        match event.action:
            case OrderAction.ADD | OrderAction.REPLACE:
                self._put(event, found)
            case OrderAction.REDUCE if found is not None:
                found.left = max(found.left - event.size_lots, 0)
            case OrderAction.DELETE:
                self._orders.pop(event.order_id, None)
            case OrderAction.HIDDEN_FILL:
                return self._execution(event, is_hidden=True)
            case OrderAction.FILL if found is not None:  # of others, what they showed is not known
                found.left = max(found.left - event.size_lots, 0)
                found.filled += event.size_lots
                return self._execution(event, is_hidden=found.filled > found.most)
            case _:
                pass
        return None

    def probability(self, side: Side, ticks: int, *, now_ns: int) -> float:
        """That the next execution at this price and side is hidden."""
        share = self._hidden / self._all
        found = self._counts.get((side, ticks))
        if found is None:
            return share
        fade = self._fade(now_ns - found.seen_ns)
        hidden, visible = found.hidden * fade, found.visible * fade
        return (_PRIOR_EXECUTIONS * share + hidden) / (_PRIOR_EXECUTIONS + hidden + visible)

    def _put(self, event: OrderEvent, found: _Order | None) -> None:
        """An order is shown, or shown anew: after it was filled, at the same price, that is a refill."""
        size, ticks = event.size_lots, event.price_ticks
        if found is None:
            self._orders[event.order_id] = _Order(size, size, 0, ticks)
            return
        if found.filled and not found.left and found.ticks == ticks:
            self._count(event.side, ticks, event.venue_ns).hidden += 1.0
        found.left, found.most, found.ticks = size, max(found.most, size), ticks

    def _count(self, side: Side, ticks: int, now_ns: int) -> _Counts:
        """Counts of a price, faded to now."""
        found = self._counts.setdefault((side, ticks), _Counts(0.0, 0.0, now_ns))
        fade = self._fade(now_ns - found.seen_ns)
        found.hidden *= fade
        found.visible *= fade
        found.seen_ns = now_ns
        return found

    def _fade(self, age_ns: int) -> float:
        return float(0.5 ** (age_ns / self._half_life_ns))

    def _execution(self, event: OrderEvent, *, is_hidden: bool) -> HiddenForecast:
        now_ns = event.venue_ns
        chance = self.probability(event.side, event.price_ticks, now_ns=now_ns)
        forecast = HiddenForecast(
            now_ns, event.order_id, event.side, event.price_ticks, chance, self._hidden / self._all, is_hidden,
            event.size_lots,
        )  # fmt: skip
        found = self._count(event.side, event.price_ticks, now_ns)
        found.hidden += is_hidden
        found.visible += not is_hidden
        self._hidden += is_hidden
        self._all += 1.0
        return forecast
