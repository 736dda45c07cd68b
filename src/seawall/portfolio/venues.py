"""Where positions lie: exchanges, brokers, banks and custodians, and what their failure would cost."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from seawall.core import check_between, choice_named
from seawall.errors import InputError

__all__ = ["Custody", "Venue"]


class Custody(StrEnum):
    """Who holds the assets, from the safest kind of promise to the weakest."""

    SELF = "self"
    CUSTODIAN = "custodian"
    BROKER = "broker"
    BANK = "bank"
    EXCHANGE = "exchange"


@dataclass(frozen=True, slots=True)
class Venue:
    """A place where positions are held.

    Attributes
    ----------
    id : str
        Name used by positions.
    custody : Custody
        Kind of promise.
    default_probability : float or None
        Of failure per year, in [0, 1]; None where unknown.
    loss_given_default : float or None
        Share of the claim lost on failure, in [0, 1]; None where unknown.
    """

    id: str
    custody: Custody
    default_probability: float | None = None
    loss_given_default: float | None = None

    def __post_init__(self) -> None:
        """Hold both figures inside [0, 1], and want both or none."""
        object.__setattr__(self, "custody", choice_named(self.custody, "custody", Custody))
        if (self.default_probability is None) != (self.loss_given_default is None):
            raise InputError(f"venue {self.id!r} needs both default_probability and loss_given_default, or neither")
        if self.default_probability is not None and self.loss_given_default is not None:
            check_between(self.default_probability, f"venues.{self.id}.default_probability", 0, 1)
            check_between(self.loss_given_default, f"venues.{self.id}.loss_given_default", 0, 1)

    @property
    def loss_rate(self) -> float | None:
        """Expected loss per year as a share of what lies there; None where unknown."""
        if self.default_probability is None or self.loss_given_default is None:
            return None
        return self.default_probability * self.loss_given_default
